"""A form service that is slow on purpose: `serve_slow.py FOLDER PORT` begins a job that never ends, and answers a post once FOLDER/go is there."""

import sys
import threading
import time
from pathlib import Path

from forms_service import serve
from tests.forms_world import build_world

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    world = build_world(folder / "office")
    world.app.extensions["kinerja.desk"].jobs.start("site", "hr", "site.rebuild", lambda _: threading.Event().wait())
    inner = world.app.wsgi_app

    def slow(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            (folder / "begun").touch()
            while not (folder / "go").exists():
                time.sleep(0.01)
        return inner(environ, start_response)

    world.app.wsgi_app = slow
    serve(world.app, "127.0.0.1", int(sys.argv[2]))
    world.office.store.close()
