"""A process that writes until it is killed: each line on standard output is a change that was acknowledged to it."""

from __future__ import annotations

import os
import random
import sys
import threading
from pathlib import Path

from kinerja_store import StoreError, open_store
from kinerja_store.keyed import KeyedStore


def main(folder: Path, name: str, threads: int) -> None:
    """Write for ever; now and then compact, delete or change something of one's own."""
    store = open_store(folder)

    def work(number: int) -> None:
        step = 0
        while True:
            step += 1
            key = f"{name}-{number}-{step}"
            try:
                with store.write() as change:
                    total = change.get("sum", "x") or {"n": 0}
                    change.put("sum", "x", {"n": total["n"] + 1})
                    change.put("t", key, {"text": key * random.randrange(1, 30)})
                    change.put("twin", key, {})
            except StoreError as error:
                print("error", error, file=sys.stderr, flush=True)
                os._exit(3)
            os.write(1, f"{key}\n".encode())
            if number == 0 and step % 25 == 0:
                _maintain(store, step)

    for number in range(threads):
        threading.Thread(target=work, args=(number,)).start()


def _maintain(store: KeyedStore, step: int) -> None:
    store.compact() if step % 50 else store.wipe_history()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
