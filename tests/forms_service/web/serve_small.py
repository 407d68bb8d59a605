"""A form service in a process of its own with few descriptors: `serve_small.py FOLDER DESCRIPTORS` prints its port."""

import os
import resource
import sys
from pathlib import Path

from forms_service.web.serving import make_server
from tests.forms_world import build_world

if __name__ == "__main__":
    limit = int(sys.argv[2])
    world = build_world(Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    others = [
        os.open("/dev/null", os.O_RDONLY) for _ in range(60)
    ]  # uploads of people who have signed in take some as well
    server = make_server(world.app, "127.0.0.1", 0)
    print(server.effective_port, flush=True)
    server.run()
