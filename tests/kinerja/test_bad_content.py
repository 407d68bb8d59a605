"""The command says of every bad content file: file, line, key and what is expected; never a traceback."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinerja.conftest import BFI, ROOT, Office, open_bfi
from tests.toml_values import damaged, written

TRIES = int(os.environ.get("KINERJA_FUZZ", "30"))
DATES = ("--title", "Uji", "--start", "2026-01-01", "--end", "2026-01-31")
LIST = ("cycle", "list")
CREATE = ("cycle", "create", "x", "--instrument", "berakhlak", *DATES)
BUILD = ("site", "build")
BERAKHLAK = (ROOT / "content/instruments/berakhlak.toml").read_text()
CASES = [
    (LIST, "organisation.toml", 'name = "K"\n[colours]\naccent = "hijau"', "3: colours.accent berisi “hijau”. Yang diharapkan: warna #rrggbb", "3: colours.accent is “hijau”. Expected: a colour #rrggbb"),
    (LIST, "organisation.toml", "name = 3", "1: name berisi 3. Yang diharapkan: teks", "1: name is 3. Expected: text"),
    (LIST, "organisation.toml", "peers = 5", "1: name belum ada. Yang diharapkan: teks", "1: name is missing. Expected: text"),
    (LIST, "organisation.toml", 'name = "K"\npeers = true', "2: peers berisi true. Yang diharapkan: bilangan bulat 0 sampai 15", "2: peers is true. Expected: a whole number from 0 to 15"),
    (LIST, "organisation.toml", 'name = "K"\ndisclosure = 5', "2: disclosure berisi 5. Yang diharapkan: tabel", "2: disclosure is 5. Expected: a table"),
    (LIST, "organisation.toml", 'name = "K"\n[[disclosure.merge]]\ngroups = ["A"]', "3: disclosure.merge[1].groups berisi daftar", "3: disclosure.merge[1].groups is a list"),
    (LIST, "organisation.toml", 'name = "K"\nurl = "kinerja.example"', "2: url berisi “kinerja.example”. Yang diharapkan: alamat lengkap yang diawali https://, http://", "2: url is “kinerja.example”. Expected: a full address"),
    (LIST, "organisation.toml", 'name = "K"\n[licence]\nname = "L"\nurl = "javascript:alert(1)"', "4: licence.url berisi “javascript:alert(1)”", "4: licence.url is “javascript:alert(1)”"),
    (LIST, "organisation.toml", 'name = "K"\n[contact]\noffice = { id = 4 }', "3: contact.office.id berisi 4. Yang diharapkan: teks", "3: contact.office.id is 4. Expected: text"),
    (LIST, "organisation.toml", 'name = "K"\n[disclosure]\nmin_form = 12', "3: kunci disclosure.min_form tidak dikenal. Yang ada: min_forms", "3: the key disclosure.min_form is unknown. Known: min_forms"),
    (LIST, "organisation.toml", b'name = "K"\n# \xe9', "2: bukan teks UTF-8.", "2: this is no UTF-8 text."),
    (LIST, "organisation.toml", 'name = "K"\nx = ' + 3000 * "[", "1: TOML tidak sah", "1: not valid TOML"),
    (LIST, "organisation.toml", 'name = "K"\npeers = ' + 5000 * "1", "2: TOML tidak sah", "2: not valid TOML"),
    (CREATE, "instruments/berakhlak.toml", "scale = 3", "1: scale berisi 3. Yang diharapkan: tabel", "1: scale is 3. Expected: a table"),
    (CREATE, "instruments/berakhlak.toml", 'code = "b"\ncriteria = [\n  "x",\n]', "3: criteria[1] berisi “x”. Yang diharapkan: tabel", "3: criteria[1] is “x”. Expected: a table"),
    (CREATE, "instruments/berakhlak.toml", BERAKHLAK.replace("peer = 0.4", "peer = nan"), "50: methods.peer berisi nan. Yang diharapkan: bobot 0 atau lebih", "50: methods.peer is nan. Expected: a weight of 0 or more"),
    (CREATE, "instruments/berakhlak.toml", "dibuat = 2026-01-02\n" + BERAKHLAK, "1: dibuat berisi 2026-01-02. Yang diharapkan: teks, angka", "1: dibuat is 2026-01-02. Expected: text, a number"),
    (("training", "plan", "x", "a", "--on", "2026-01-01"), "training.toml", "programme = 3", "1: programme berisi 3. Yang diharapkan: satu bagian [[programme]] atau lebih", "1: programme is 3. Expected: one section [[programme]] or more"),
    (BUILD, "glossary.toml", "term = 3", "1: term berisi 3. Yang diharapkan: satu bagian [[term]] atau lebih", "1: term is 3. Expected: one section [[term]] or more"),
    (BUILD, "glossary.toml", '[[term]]\nkey = "a"\nid = "A"', "3: term[1].id berisi “A”. Yang diharapkan: tabel dengan kunci term, text", "3: term[1].id is “A”. Expected: a table with the keys term, text"),
    (BUILD, "glossary.toml", '[[term]]\nkey = "a"', "1: term[1].id belum ada. Yang diharapkan: tabel dengan kunci term, text", "1: term[1].id is missing. Expected: a table with the keys term, text"),
    (BUILD, "training.toml", "[[programme]]\ntitle = 3", "2: programme[1].title berisi 3. Yang diharapkan: teks", "2: programme[1].title is 3. Expected: text"),
    (BUILD, "pages/mengapa.id.md", '+++\ntitle = "A"\ndescription = "B"\norder = "x"\n+++\n', "4: order berisi “x”. Yang diharapkan: bilangan bulat", "4: order is “x”. Expected: a whole number"),
]  # fmt: skip


def put(office: Office, name: str, text: str | bytes) -> None:
    (office.content / name).write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(("words", "name", "text", "id", "en"), CASES)
def test_a_bad_file_is_refused_with_its_place(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    name: str,
    text: str | bytes,
    id: str,
    en: str,
) -> None:
    put(office, name, text)
    for lang, said in (
        ("id", f"{name.removeprefix('instruments/')}, baris {id}"),
        ("en", f"{name.removeprefix('instruments/')}, line {en}"),
    ):
        monkeypatch.setenv("KINERJA_LANG", lang)
        assert said in office.run(*words, code=1)
    assert not (office.data / "public_html").exists()


def test_a_key_nobody_knows_is_a_notice_with_the_nearest(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put(office, "organisation.toml", 'name = "K"\nclosing_day = 10\n')
    assert "baris 2: kunci closing_day tidak dikenal dan diabaikan. Maksud Anda closing_days?" in office.run(*LIST)
    monkeypatch.setenv("KINERJA_LANG", "en")
    assert "line 2: the key closing_day is unknown and ignored. Did you mean closing_days?" in office.run(*LIST)


def test_a_byte_order_mark_in_every_file_changes_nothing(office: Office) -> None:
    plain = office.run(*LIST)
    for path in [p for p in office.content.rglob("*") if p.suffix in (".toml", ".md")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert office.run(*LIST) == plain
    office.run(*CREATE)
    office.run(*BUILD)
    assert (office.data / "public_html" / "index.html").is_file()


@settings(max_examples=TRIES)
@given(data=st.data())
def test_any_value_in_an_instrument_ends_in_a_cycle_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "content", folder / "content")
    office = Office(folder / "data", folder / "content")
    office.shared("init")
    put(office, "instruments/berakhlak.toml", written(data.draw(damaged(tomllib.loads(BERAKHLAK)))))
    _either(office, "berakhlak.toml", *CREATE)


@pytest.mark.parametrize("name", ["organisation.toml", "glossary.toml", "training.toml"])
@settings(max_examples=max(TRIES // 6, 3))
@given(data=st.data())
def test_any_value_in_a_file_of_the_site_ends_in_a_site_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "content", folder / "content")
    office = Office(folder / "data", folder / "content")
    put(office, name, written(data.draw(damaged(tomllib.loads((ROOT / "content" / name).read_text())))))
    _either(office, name, *BUILD)


def _either(office: Office, name: str, *words: str) -> None:
    """Run a command: it succeeds, or is refused with the file's name and a line. `Office.run` fails on a traceback."""
    from click.testing import CliRunner

    from kinerja.cli.commands import main

    args = ["--data", str(office.data), "--content", str(office.content), *words]
    result = CliRunner().invoke(main, args)
    assert result.exit_code in (0, 1), f"{result.output}\n{result.exception!r}"
    if result.exit_code:
        assert isinstance(result.exception, SystemExit)
        assert name in result.output or "content/pages/" in result.output, result.output


def test_texts_in_one_language_go_all_the_way_to_the_site(office: Office) -> None:
    text = (office.content / "instruments" / "bfi.toml").read_text()
    text = re.sub(r'name = \{ id = ("[^"]*"), en = "[^"]*" \}', r"name = \1", text)
    text = re.sub(r'text = \{ en = ("[^"]*") \}', r'text = \1, anchors = "Contoh"', text)
    text = re.sub(r"\[title\]\n.*\n.*\n", 'title = "Uji polos"\n', text)
    text = text.replace("max = 6", 'max = 6\nprompt = "Seberapa?"\nlabels = [1, 2, "tiga", 4, 5, 6]')
    assert "{" not in text.split("[[criteria]]")[0]
    put(office, "instruments/bfi.toml", text)
    open_bfi(office)
    office.run("assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", "--create-assignments")
    office.run("cycle", "close", "bfi")
    assert "NONE_FOUND" in office.run("publish", "bfi", "--yes")
    programme = '[[programme]]\ncode = "ramah"\ncriterion = "A"\ntitle = "Ramah"\ndescription = "D"\nform = { en = "F" }\nhours = 2\n'
    put(office, "training.toml", programme)
    assert "Ramah direncanakan pada 1 Maret 2026." in office.run(
        "training", "plan", "bfi", "ramah", "--on", "2026-03-01"
    )
    office.run(*BUILD)
    assert "Keramahan" in (office.data / "public_html/bfi/index.html").read_text()
