"""Holds back strangers at the socket: what they may send, for how long, and who goes when all places are taken.

waitress waits with `select`, which dies at 1,024 descriptors, keeps bodies in temporary files, and lets whoever came
first keep the last place. Here it polls; nobody who has not signed in takes a descriptor beside their connection or
more than a little memory; and when all places are taken, the connection that has been silent longest makes room.
"""

from __future__ import annotations

import copy
import resource
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from kinerja_office.accounts import AT_ONCE

CONNECTIONS = 1000
RESERVE = 128
"""Descriptors that no connection takes: the store's, templates, the packages a preview reads."""
STRANGERS_BODY = 128 * 1024
"""Bytes a stranger may send: more than any page of theirs takes (64 kB), so that the refusal is a page of ours."""
STRANGERS_SECONDS, UPLOAD_SECONDS = 30, 600
"""For how long one request may take to arrive."""
LAST_SECONDS = 30
"""For how long a server that is to stop goes on with requests that have begun."""
SIGN_IN = ("/masuk", "/sandi")
"""Where a secret is hashed, which takes a processor: sent there, a post waits for threads of its own."""
SIGN_IN_THREADS, SIGN_IN_QUEUE = AT_ONCE + 1, 60
"""What does not fit into the queue is told so by a page's thread."""
Known = Callable[[str, str, str], bool]
"""Whether a Cookie header, of a request to a host and path, holds a session that somebody signed in to."""


def places(wanted: int = CONNECTIONS) -> int:
    """Return how many connections are taken, after asking the system for the descriptors: two each, and the reserve."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = 2 * wanted + RESERVE
    if soft != resource.RLIM_INFINITY and soft < need:
        soft = need if hard == resource.RLIM_INFINITY else min(need, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(min(wanted, (soft - RESERVE) // 2), 8)


def known_by(app: Flask) -> Known:
    """Return what tells an app's own sessions by their signature; no store is asked."""

    def known(header: str, *_: str) -> bool:
        session = app.session_interface.open_session(app, app.request_class({"HTTP_COOKIE": header}))
        return session is not None and "token" in session

    return known


class Request(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """One request on its way in; a stranger's until its Cookie header says otherwise."""

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.adj: Any = adj
        self.until = time.monotonic() + STRANGERS_SECONDS

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the headers; what the body may be depends on who sends it."""
        super().parse_header(header_plus)
        if self.adj.known(*(self.headers.get(name, "") for name in ("COOKIE", "HOST")), self.path):
            self.until += UPLOAD_SECONDS
        else:
            self.adj = self.adj.strangers


class Channel(HTTPChannel):  # type: ignore[misc]  # as above
    """One connection; where it takes the last place, the one that has been silent longest goes."""

    parser_class = Request

    def __init__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        if len(server.active_channels) >= adj.places:
            idle = [c for c in server.active_channels.values() if c is not self and not c.requests]
            for channel in sorted(idle, key=lambda c: float(c.last_activity))[:1]:
                channel.handle_close()


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # as above
    """The threads of the pages, and a few beside them for those who sign in: nobody's page waits for a sign-in."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)
        self.sign_in = ThreadedTaskDispatcher()
        self.sign_in.set_thread_count(SIGN_IN_THREADS)

    def add_task(self, task: Any) -> None:
        """Queue a connection whose next request is complete."""
        request = task.requests[0]
        where = getattr(request, "command", ""), getattr(request, "path", "")  # a broken request has neither
        hashes = where[0] == "POST" and where[1].endswith(SIGN_IN) and len(self.sign_in.queue) < SIGN_IN_QUEUE
        (self.sign_in.add_task if hashes else super().add_task)(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """Stop all threads."""
        self.sign_in.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


class Server(TcpWSGIServer):  # type: ignore[misc]  # as above
    """waitress with one listening socket, and these limits."""

    channel_class = Channel
    stopping = False

    def stop(self) -> None:
        """Have `run` come to its end; may be called by a signal's handler."""
        self.stopping = True
        self.pull_trigger()

    def run(self) -> None:
        """Serve until `stop`; then take no connection more, and end when each request that has begun is answered."""
        turn = partial(self.asyncore.loop, timeout=1, map=self._map, use_poll=True, count=1)
        while self._map and not self.stopping:
            turn()
        wasyncore.dispatcher.close(self)
        until = time.monotonic() + LAST_SECONDS
        while self._map and self.active_channels and time.monotonic() < until:
            for channel in list(self.active_channels.values()):
                if not (channel.requests or channel.request or channel.total_outbufs_len):
                    channel.handle_close()
            turn()
        self.task_dispatcher.shutdown()

    def maintenance(self, now: float) -> None:
        """Close what is silent, as waitress does, and requests that take too long to arrive."""
        super().maintenance(now)
        late = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.request is not None and not channel.requests and channel.request.until < late:
                channel.handle_close()


def server(app: Any, known: Known, listener: socket.socket, threads: int, **settings: Any) -> Server:
    """Return a server on a bound socket, not yet running."""
    room = places()
    # waitress' own limit, which stops listening, counts the listener and the trigger too and is never met
    adj = Adjustments(
        sockets=[listener], connection_limit=room + 16, asyncore_use_poll=True, channel_timeout=60, cleanup_interval=5,
        **settings,
    )  # fmt: skip
    adj.places, adj.known = room, known
    adj.strangers = copy.copy(adj)
    adj.strangers.max_request_body_size = STRANGERS_BODY
    adj.strangers.strangers = adj.strangers  # whose headers are read once more stays one
    where = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Server(app, {}, True, listener, dispatcher=Dispatcher(threads), adj=adj, bind_socket=False, sockinfo=where)
