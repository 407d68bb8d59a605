"""What a browser keeps of the cookies it is sent."""

from __future__ import annotations

from email.message import Message


def after(cookie: str, headers: Message) -> str:
    """Return a Cookie header after an answer with these headers."""
    jar = dict(pair.split("=", 1) for pair in cookie.split("; ") if pair)
    for header in headers.get_all("Set-Cookie") or ():
        name, value = header.split(";", 1)[0].split("=", 1)
        jar[name] = value
    return "; ".join(f"{name}={value}" for name, value in jar.items() if value)
