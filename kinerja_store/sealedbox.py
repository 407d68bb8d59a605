"""Encrypts a stream of bytes with a passphrase and opens it again: nobody else reads or changes it unnoticed.

The key comes from the passphrase by argon2id; the bytes go through libsodium's secretstream in blocks, the last one
marked as such, so that a file that was cut, reordered or altered is refused. Both are PyNaCl's; nothing here is our own.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from typing import BinaryIO

from nacl import pwhash
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as OVERHEAD,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as STREAM_HEADER,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as init_pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as init_push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_pull as pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_push as push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_state as State,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as FINAL,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MESSAGE,
)
from nacl.exceptions import CryptoError

from kinerja_store.errors import StoreError

MAGIC = b"KTBACKUP"
VERSION = 1
BLOCK = 1 << 16
_HEAD = struct.Struct("<8sHHQQ16s")
OPERATIONS = 3
MEMORY = 64 << 20
MEMORY_LIMIT = 1 << 30
"""A header that asks for more memory than this is refused: it may not be ours."""


class WrongPassphrase(StoreError):
    """The passphrase is wrong, or the file is not what was written."""

    code = "store.passphrase"


class NoBackup(WrongPassphrase):
    """The file is no backup, or one of a format that this release doesn't know."""

    code = "store.no_backup"


def _key(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(32, passphrase.encode(), salt, opslimit=operations, memlimit=memory)


class SealingWriter(io.RawIOBase):
    """A file to write to; what reaches the disk is encrypted. Only `finish` makes it complete. `taken`: bytes so far."""

    def __init__(self, raw: BinaryIO, passphrase: str, random: Callable[[int], bytes] = os.urandom) -> None:
        self._raw = raw
        self._buffer = bytearray()
        self.taken = 0
        salt = random(16)
        head = _HEAD.pack(MAGIC, VERSION, 0, OPERATIONS, MEMORY, salt)
        self._state = State()
        stream = init_push(self._state, _key(passphrase, salt, OPERATIONS, MEMORY))
        self._head: bytes | None = head
        raw.write(head + stream)

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all we are given
        """Take bytes; whole blocks go on to the disk."""
        self._buffer += data
        self.taken += len(data)
        while len(self._buffer) > BLOCK:
            self._push(bytes(self._buffer[:BLOCK]), MESSAGE)
            del self._buffer[:BLOCK]
        return len(data)

    def finish(self) -> None:
        """Write the last block, which says that it is the last."""
        self._push(bytes(self._buffer), FINAL)
        self._buffer.clear()

    def _push(self, block: bytes, tag: int) -> None:
        self._raw.write(push(self._state, block, self._head, tag))
        self._head = None  # bound to the first block, and by the chain to all


class OpeningReader(io.RawIOBase):
    """A file to read from: decrypted block by block, each checked before a byte of it is given out."""

    def __init__(self, raw: BinaryIO, passphrase: str) -> None:
        self._raw = raw
        self._buffer = b""
        self._done = False
        head = raw.read(_HEAD.size)
        stream = raw.read(STREAM_HEADER)
        if len(head) < _HEAD.size or len(stream) < STREAM_HEADER:
            raise WrongPassphrase("the file is too short to be a backup")
        magic, version, _, operations, memory, salt = _HEAD.unpack(head)
        if magic != MAGIC:
            raise NoBackup("the file does not begin as a backup does")
        if version != VERSION:
            raise NoBackup(f"the backup has format {version}, this release reads {VERSION}")
        if memory > MEMORY_LIMIT or not 1 <= operations <= 64:
            raise WrongPassphrase("the backup's header asks for absurd work")
        self._head: bytes | None = head
        self._state = State()
        try:
            init_pull(self._state, stream, _key(passphrase, salt, operations, memory))
        except (CryptoError, ValueError) as failure:
            raise WrongPassphrase(str(failure)) from failure

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, target: bytearray) -> int:  # type: ignore[override]  # tarfile reads into bytearrays
        """Fill the target as far as bytes are left."""
        while not self._buffer and not self._done:
            self._pull()
        part = self._buffer[: len(target)]
        target[: len(part)] = part
        self._buffer = self._buffer[len(part) :]
        return len(part)

    def finish(self) -> None:
        """Read to the end, so that a cut file is noticed."""
        while not self._done:
            self._pull()

    def _pull(self) -> None:
        cipher = self._raw.read(BLOCK + OVERHEAD)
        if len(cipher) < OVERHEAD:
            raise WrongPassphrase("the backup ends too early")
        try:
            self._buffer, tag = pull(self._state, cipher, self._head)
        except (CryptoError, RuntimeError, ValueError) as failure:
            raise WrongPassphrase(str(failure)) from failure
        self._head = None
        self._done = tag == FINAL
        if self._done and self._raw.read(1):
            raise WrongPassphrase("something follows the end of the backup")
