"""The smallest whole files of each kind of evidence, and what only looks like one."""

import struct
import zlib


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
JPG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    b"\xff\xc0\x00\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\x00\x08\x01\x01\0\0?\0\x7f\xff\xd9"
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<<>>\nstartxref\n27\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
NOT_EVIDENCE = {
    "nothing": b"", "html": HTML, "html behind a PDF's beginning": b"%PDF-1.4\n" + HTML, "a zip": b"PK\x03\x04" + b"\0" * 60,
    "html behind a picture": PNG + HTML, "a picture cut off": PNG[:-6], "html behind a photo": JPG + HTML,
    "a picture without a picture": PNG[:33] + PNG[-12:], "a photo without a frame": JPG.replace(b"\xff\xc0", b"\xff\xfe"),
    "an svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a gif": b"GIF89a" + b"\0" * 20, "a program": b"MZ" + b"\0" * 60,
    "a program called %PDF inside": b"MZ %PDF-1.4\n" + PDF,
}  # fmt: skip
"""What is no evidence, whatever its name says."""
