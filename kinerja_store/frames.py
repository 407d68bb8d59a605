"""Packs and reads the bytes of the store file: a header, a snapshot, then one checksummed, chained entry a change.

    header    64 bytes: magic, schema version, length and digest of the snapshot, checksum
    snapshot  records, sorted by table and id; nothing in it depends on history
    entries   28-byte head and the records of one change; each is chained to the one before
    zeros     reserved room for the entries to come

This module only translates; it opens no file and decides nothing about damage. `docs/storage.md` has the
same in words, with the reason for each field.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from kinerja_store.errors import StoreDamaged, StoreError, StoreFormat

FORMAT_MAGIC = b"KTSTORE1"
ENTRY_MAGIC = b"KTe1"
_HEADER = struct.Struct("<8sIQ32sQI")
_LINK = struct.Struct("<4sIQI")
_ENTRY = struct.Struct("<4sIQIII")
_RECORD = struct.Struct("<BBHIqI")
HEADER_SIZE = _HEADER.size
ENTRY_SIZE = _ENTRY.size
RECORD_SIZE = _RECORD.size
PUT, DELETE = 1, 2
MARKER = -(1 << 63)
"""The id of a record that says no more than: this table exists, though it may hold no document."""

Op = tuple[str, int, bytes | None]
"""Table, document id, and the encoded document, or None where it is removed."""


class Header(NamedTuple):
    """What the first 64 bytes say."""

    schema: int
    length: int
    digest: bytes
    crc: int

    @property
    def end(self) -> int:
        """Where the first entry begins."""
        return HEADER_SIZE + self.length


class Entry(NamedTuple):
    """One entry that was found whole: where it is, and the checksum that the next one continues."""

    start: int
    end: int
    chain: int
    synced: int


def snapshot_digest(snapshot: bytes | memoryview = b"") -> blake2b:
    """Return the hash of a snapshot, or of its beginning, to be updated."""
    return blake2b(snapshot, digest_size=32)


def pack_header(schema: int, length: int, digest: bytes) -> bytes:
    """Return the header for a snapshot."""
    head = _HEADER.pack(FORMAT_MAGIC, schema, length, digest, 0, 0)
    return head[:-4] + zlib.crc32(head[:-4]).to_bytes(4, "little")


def read_header(buffer: bytes) -> Header:
    """Read and check the header; StoreDamaged if it isn't one."""
    if not buffer:
        raise StoreDamaged("the store file is empty (0 bytes)")
    if len(buffer) < HEADER_SIZE:
        raise StoreDamaged(f"the store file ends inside its header ({len(buffer)} bytes)")
    magic, schema, length, digest, later, crc = _HEADER.unpack_from(buffer)
    right = zlib.crc32(buffer[: HEADER_SIZE - 4]) == crc
    if magic != FORMAT_MAGIC:
        if right and magic.startswith(FORMAT_MAGIC[:-1]):
            raise StoreFormat(f"the store file has format {magic[len(FORMAT_MAGIC) - 1 :].decode(errors='replace')}")
        raise StoreDamaged("the file does not begin as a store file does")
    if not right:
        raise StoreDamaged("the header's checksum is wrong")
    if later:
        raise StoreFormat("the header holds something that this release does not know")
    return Header(schema, length, digest, crc)


def check_snapshot(header: Header, buffer: bytes) -> None:
    """Raise StoreDamaged unless the snapshot is what the header says."""
    if len(buffer) < header.end:
        raise StoreDamaged(f"the file ends inside its snapshot, at byte {len(buffer)} of {header.end}")
    if snapshot_digest(memoryview(buffer)[HEADER_SIZE : header.end]).digest() != header.digest:
        raise StoreDamaged("the snapshot's checksum is wrong")


def pack_records(ops: Iterable[Op]) -> bytes:
    """Return the records of one change, or of a snapshot."""
    parts: list[bytes] = []
    for table, doc_id, raw in ops:
        name = table.encode("utf-8", "surrogatepass")
        kind, body = (DELETE, b"") if raw is None else (PUT, raw)
        try:
            head = _RECORD.pack(kind, 0, len(name), len(body), doc_id, 0)[:-4]
        except struct.error as error:
            raise StoreError(f"table name, document or id is too large: {error}") from error
        crc = zlib.crc32(body, zlib.crc32(name, zlib.crc32(head)))
        parts += (head, crc.to_bytes(4, "little"), name, body)
    return b"".join(parts)


def read_records(buffer: bytes, start: int, end: int) -> Iterator[Op]:
    """Yield the records between two offsets; the caller has checked the bytes against their checksum."""
    unpack, size = _RECORD.unpack_from, RECORD_SIZE
    names: dict[bytes, str] = {}
    while start < end:
        kind, _, name_length, length, doc_id, _ = unpack(buffer, start)
        start += size
        name = buffer[start : start + name_length]
        start += name_length
        table = names.get(name)
        if table is None:
            table = names[name] = name.decode("utf-8", "surrogatepass")
        if kind not in (PUT, DELETE):
            raise StoreFormat(f"a record of kind {kind}")
        yield table, doc_id, buffer[start : start + length] if kind == PUT else None
        start += length


def salvage_records(buffer: bytes, start: int, end: int) -> Iterator[Op | int]:
    """Yield the records whose own checksum is right; for each stretch that can't be read, its length."""
    lost = 0
    while start < end:
        op, size = _record_at(buffer, start, end)
        if op is None:
            lost += 1
            start += 1
            continue
        if lost:
            yield lost
            lost = 0
        yield op
        start += size
    if lost:
        yield lost


def _record_at(buffer: bytes, start: int, end: int) -> tuple[Op | None, int]:
    if start + RECORD_SIZE > end:
        return None, 0
    kind, _, name_length, length, doc_id, crc = _RECORD.unpack_from(buffer, start)
    size = RECORD_SIZE + name_length + length
    if kind not in (PUT, DELETE) or start + size > end:
        return None, 0
    body = start + RECORD_SIZE
    if zlib.crc32(buffer[body : start + size], zlib.crc32(buffer[start : body - 4])) != crc:
        return None, 0
    table = buffer[body : body + name_length].decode("utf-8", "surrogatepass")
    raw = buffer[body + name_length : start + size]
    return (table, doc_id, raw if kind == PUT else None), size


def pack_entry(payload: bytes, synced: int, previous: int) -> tuple[bytes, int]:
    """Return an entry and its chained checksum.

    `synced` is the offset up to which the file was on the disk for certain when the entry was written: a
    valid entry proves that all before its `synced` had been acknowledged, which is how recovery tells
    damage (stop) from a torn end (cut).
    """
    link = _LINK.pack(ENTRY_MAGIC, len(payload), synced, previous)
    chain = zlib.crc32(payload, zlib.crc32(link))
    head = link + chain.to_bytes(4, "little")
    return b"".join((head, zlib.crc32(head).to_bytes(4, "little"), payload)), chain


def read_entry(buffer: bytes, at: int, base: int) -> Entry | None:
    """Return the entry at a place of the buffer if it is whole and right in itself, else None.

    `base` is the file offset of the buffer's first byte; the offsets of the entry are file offsets.
    """
    if at + ENTRY_SIZE > len(buffer):
        return None
    magic, length, synced, _, chain, crc = _ENTRY.unpack_from(buffer, at)
    begin = at + ENTRY_SIZE
    if magic != ENTRY_MAGIC or zlib.crc32(buffer[at : begin - 4]) != crc or begin + length > len(buffer):
        return None
    link = zlib.crc32(buffer[at : at + _LINK.size])
    if zlib.crc32(memoryview(buffer)[begin : begin + length], link) != chain:
        return None
    return Entry(base + begin, base + begin + length, chain, synced)


def read_chain(buffer: bytes, at: int, base: int, previous: int) -> Iterator[Entry]:
    """Yield the entries from a place of the buffer as far as the chain holds."""
    while (entry := read_entry(buffer, at, base)) is not None and _previous(buffer, at) == previous:
        yield entry
        previous = entry.chain
        at = entry.end - base


def later_entries(buffer: bytes, at: int, base: int) -> Iterator[Entry]:
    """Yield every entry behind a place that is right in itself, whatever it is chained to."""
    while (at := buffer.find(ENTRY_MAGIC, at)) >= 0:
        entry = read_entry(buffer, at, base)
        if entry is None:
            at += 1
        else:
            yield entry
            at = entry.end - base


def _previous(buffer: bytes, at: int) -> int:
    return int.from_bytes(buffer[at + 16 : at + 20], "little")
