"""CPU of each page of HR's desk with 5,000 people: `python bench/desk.py [FOLDER] [WORD …]`; budget 0.2 s a page.

A cycle of `city.py` while forms are taken, with a draft of the next one beside it, and the same after its close. A FOLDER keeps
what was prepared (minutes) for the next run; WORDs are parts of the addresses to measure. Add new pages to `PAGES`.
"""

from __future__ import annotations

import datetime
import itertools
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from _table import Row, show  # noqa: E402
from city import CYCLE, PEOPLE, TODAY, Browser, Command, middle, number_of, sign_in  # noqa: E402  # the house is on the path now

BUDGET = 0.2
DRAFT = "depan"
OPEN, NEXT = f"/meja/periode/{CYCLE}", f"/meja/periode/{DRAFT}"
ANY = (
    "/meja/", "/meja/pegawai", "/meja/pegawai?hal=50", "/meja/pegawai?cari=orang&hal=2", "/meja/pegawai?unit=U1&urut=nama",
    "/meja/pegawai/orang/baru", "/meja/pegawai/templat.xlsx", "/meja/ekspor", "/meja/isi",
    "/meja/isi/berkas/organisation.toml", "/meja/isi/berkas/instruments/berakhlak.toml", "/meja/isi/berkas/glossary.toml",
    "/meja/isi/riwayat/organisation.toml", "/meja/situs", "/meja/cadangan", "/meja/bantuan", "/meja/akun", "/meja/jejak",
    "/meja/periode/baru", "/meja/slip",
)  # fmt: skip
EITHER = (
    OPEN, f"{OPEN}/penugasan", f"{OPEN}/penugasan?unit=U1", f"{OPEN}/keikutsertaan", f"{OPEN}/dokumen", f"{OPEN}/predikat-organisasi",
    f"{OPEN}/rencana", f"{OPEN}/pengingat", f"{OPEN}/pengingat?hal=50", f"{OPEN}/tenggat.ics",
)  # fmt: skip
PAGES = {
    "open": (
        *ANY, *EITHER, f"{OPEN}/slip", f"{OPEN}/penolakan", f"{OPEN}/kertas", f"{OPEN}/kertas/templat.xlsx",
        f"{OPEN}/kertas/kosong/self", f"{OPEN}/perpanjang", f"{OPEN}/tutup",
        NEXT, f"{NEXT}/penugasan", f"{NEXT}/penugasan?unit=U1", f"{NEXT}/rencana", f"{NEXT}/instrumen", f"{NEXT}/buka", f"{NEXT}/slip",
    ),
    "closed": (
        *ANY, *EITHER, f"{OPEN}/keberatan", f"{OPEN}/pendapat/penutup", f"{OPEN}/pelatihan", f"{OPEN}/tindak-lanjut",
        f"{OPEN}/masa-simpan", f"{OPEN}/sisa", f"{OPEN}/terbit",
    ),
}  # fmt: skip
"""The pages of each office. Exports, which are posts, are files and no pages."""


def prepare(folder: Path, people: int) -> None:
    """Make both offices, once."""
    if folder.exists():
        return
    subprocess.run(
        [sys.executable, str(ROOT / "bench/city.py"), "prepare", str(folder / "open"), str(people)], check=True
    )
    command = Command(folder / "open")
    start, end = (str(TODAY + datetime.timedelta(days=n)) for n in (61, 91))
    command.run(
        "cycle", "create", DRAFT, "--instrument", "berakhlak", "--title", "Depan", "--start", start, "--end", end
    )
    command.run("assignments", "generate", DRAFT)
    shutil.copytree(folder / "open", folder / "closed")
    Command(folder / "closed").run("cycle", "close", CYCLE)


def saving(port: int, server: int, people: int) -> Callable[[], None]:
    """Return what saves a screen of somebody's own form: while forms are taken, most looks at the desk come after one."""
    me = Browser(port, server)
    sign_in(me, number_of(people - 1))
    ref = re.findall(r'href="(/tugas/[0-9a-f]{16})', me.get("/tugas"))[0]
    names, turn = dict.fromkeys(re.findall(r'name="(n-[^"]+)"', me.get(f"{ref}/1"))), itertools.cycle("34")
    return lambda: [me.post(f"{ref}/1", dict.fromkeys(names, next(turn)))].clear()


def measure(folder: Path, words: list[str]) -> Iterator[Row]:
    """Print the CPU of each page: the first look, the median of those that follow, the median of looks after a save each."""
    for name, pages in PAGES.items():
        worst = (0.0, "")
        child, port, _ = Command(folder / name).serve()
        hr = Browser(port, child.pid)
        sign_in(hr, "hr")
        save = saving(port, child.pid, PEOPLE) if name == "open" else None
        person = re.findall(r'"(/meja/pegawai/orang/[0-9a-f]+)"', hr.get("/meja/pegawai?hal=50"))[0]
        print(f"{name:58} {'first':>9} {'again':>9} {'after a save':>12}")
        for path in (*pages, person):
            if words and not any(w in path for w in words):
                continue
            try:
                hr.get(path)
            except AssertionError as wrong:
                print(f"{path:58} {wrong}")
                hr = Browser(port, child.pid)
                sign_in(hr, "hr")
                continue
            first, again, after = hr.last.cpu, hr.median(path).cpu, []
            for _ in range(3 if save else 0):
                save()
                hr.get(path)
                after.append(hr.last)
            saved = middle(after).cpu if after else 0.0
            worst = max(worst, (max(again, saved), path))
            over = "  !" if max(again, saved) > BUDGET else ""
            print(f"{path:58} {first:7.3f} s {again:7.3f} s {saved:10.3f} s{over}", flush=True)
        child.terminate()
        child.wait()
        yield Row(f"the slowest page of the desk, {name}: CPU", worst[0], BUDGET, "s", peer=worst[1][-26:])


def main() -> None:
    """Prepare where needed, then measure."""
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as where:
        folder = kept or Path(where) / "desk"
        prepare(folder, PEOPLE)
        kept_all = all(row.kept for row in show(measure(folder, sys.argv[2:])))
    sys.exit(not kept_all)


if __name__ == "__main__":
    main()
