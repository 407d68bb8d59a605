"""Serves the app by waitress; says clearly why it cannot."""

from __future__ import annotations

import ctypes
import errno
import logging
import signal
import socket
import sys
import threading
import time

from flask import Flask

from forms_service.web import connections
from forms_service.web.guard import UPLOAD
from forms_service.web.log import note
from forms_service.web.offices import Offices
from kinerja_office.participation import read_ahead
from kinerja_words.problems import Refused, refuse

THREADS = 8
HEAP = ctypes.CDLL(None)
GLIBC = hasattr(HEAP, "mallopt")
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # of malloc.h
TURN = 0.001
"""Seconds for which a thread keeps the interpreter to itself: a request passes it on some forty times, and beside a long act waits a turn for each."""
GIVE_BACK = 60.0
"""Seconds between two times that free memory is given back."""


def serve(app: Flask | Offices, host: str = "127.0.0.1", port: int = 8080, proxy: str = "127.0.0.1") -> None:
    """Serve until SIGTERM or SIGINT, and answer what has begun; raises `Refused` where the address cannot be used.

    Where the app has an address of its own, or each office, the proxy is believed about the client's address and scheme, nobody else.
    """
    server = make_server(app, host, port, proxy)
    for beside in (_read_ahead, _give_back):
        threading.Thread(target=beside, args=(app,), name=beside.__name__, daemon=True).start()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: server.stop())
    server.run()


def _one_heap() -> None:
    """Let the threads share one heap, and large blocks be given back once they are free.

    With a heap of its own each of eight threads keeps 2 MB that nobody uses any more; Python's lock lets one of them allocate at a time anyway.
    """
    if GLIBC:
        HEAP.mallopt(M_ARENA_MAX, 1)
        HEAP.mallopt(M_MMAP_THRESHOLD, 128 * 1024)


def _give_back(_: Flask | Offices) -> None:
    """Give back what else is free now and then."""
    while GLIBC:
        time.sleep(GIVE_BACK)
        HEAP.malloc_trim(0)


def _read_ahead(app: Flask | Offices) -> None:
    """Read beside the first requests what they would wait for; a page that needs what cannot be read says so itself."""
    for one in [app] if isinstance(app, Flask) else app.open_all():
        office = one.extensions["kinerja"].office
        try:
            read_ahead(office)
        except Exception as error:
            note(office, f"read ahead: {type(error).__name__}")


def make_server(app: Flask | Offices, host: str, port: int, proxy: str = "127.0.0.1") -> connections.Server:
    """Return the server, bound and not yet running."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _one_heap()
    sys.setswitchinterval(TURN)
    behind = {"trusted_proxy": proxy, "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"}
    secure, known = (
        (app.config["SESSION_COOKIE_SECURE"], connections.known_by(app))
        if isinstance(app, Flask)
        else (app.secure, app.known)
    )
    return connections.server(
        app, known, _bind(host, port), THREADS, max_request_body_size=UPLOAD, ident=None, clear_untrusted_proxy_headers=True,
        **(behind if secure else {}),
    )  # fmt: skip


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise _why(host, port, error) from None
    return listener


def _why(host: str, port: int, error: Exception) -> Refused:
    if isinstance(error, PermissionError):
        return refuse("serve.low_port", port=port)
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return refuse("serve.port_in_use", port=port, other=port + 1)
    return refuse("serve.address", host=host, port=port)
