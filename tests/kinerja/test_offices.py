"""The file that names the offices of one service: what is wrong in it is told with line and key; nothing of an office is ever deleted."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kinerja import offices
from kinerja.cli.commands import main
from kinerja.cli.serving import forms_app
from kinerja_store import StoreError
from kinerja_words import catalogue
from kinerja_words.problems import Refused
from tests.kinerja.conftest import Office

GOOD = """# the city
url = "https://asn.pekanbaru.example"

[[office]]
name = "senapelan"  # first
path = "/senapelan"
content = "senapelan/content"
data = "senapelan/data"

[[office]]
name = "sago"
host = "sago.pekanbaru.example"
content = "/srv/sago/content"
data = "/srv/sago/data"
backups = "/mnt/sago"
"""


def run(folder: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["office", *words, "--offices", str(folder / "offices.toml")])
    assert done.exit_code == code, (done.output, done.exception)
    return str(done.output)


def test_it_says_where_each_office_is() -> None:
    one, other = offices.parse(GOOD, Path("/etc/kinerja/offices.toml"))
    assert (one.name, one.url, one.root) == ("senapelan", "https://asn.pekanbaru.example", "/senapelan")
    assert one.folders.private == Path("/etc/kinerja/senapelan/data/private")
    assert (other.url, other.root, other.folders.backups) == ("https://sago.pekanbaru.example", "", Path("/mnt/sago"))
    assert other.folders.content == Path("/srv/sago/content")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('path = "/senapelan"', "", "baris 4: office[1] membutuhkan host atau path"),
        ('path = "/senapelan"', 'path = "/a"\nhost = "a.example"', "baris 4: office[1] membutuhkan host atau path"),
        ('path = "/senapelan"', 'path = "senapelan"', "baris 6: office[1].path .*garis miring dan satu kata"),
        ('path = "/senapelan"', 'path = "/a/b"', "baris 6: office[1].path .*garis miring dan satu kata"),
        ('path = "/senapelan"', 'path = "/meja"', "baris 6: office[1].path = /meja sudah dipakai halaman"),
        ("sago.pekanbaru.example", "https://sago", "baris 12: office[2].host .*nama host saja"),
        ("sago.pekanbaru.example", "Sago.Example", "baris 12: office[2].host .*nama host saja"),
        ('"/srv/sago/data"', '"senapelan/data/"', "baris 14: office[2].data = senapelan/data sudah dipakai kantor senapelan"),
        ('"/srv/sago/data"', '"./senapelan//x/../data"', "baris 14: office[2].data = senapelan/data sudah dipakai kantor senapelan"),
        ("sago.pekanbaru.example", "asn.pekanbaru.example", "baris 12: office[2].host = asn.pekanbaru.example sudah dipakai kantor senapelan"),
        ('name = "sago"', 'name = "senapelan"', "baris 11: office[2].name = senapelan dipakai dua kali"),
        ('name = "sago"', 'name = "../x"', "baris 11: office[2].name .*kode dari huruf"),
        ("backups =", "backup =", "baris 15: kunci office[2].backup tidak dikenal.*backups"),
        ('content = "/srv/sago/content"', "", "office[2].content belum ada"),
        ('url = "https://asn.pekanbaru.example"', "", "baris 6: office[1].path memerlukan alamat bersama"),
        ("https://asn.pekanbaru.example", "http://asn.pekanbaru.example", "baris 2: url .*https://"),
        ('[[office]]\nname = "sago"', '[office]\nname = "sago"', "bukan TOML|TOML"),
        (GOOD, "", "satu bagian [[office]] atau lebih|office belum ada"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_line_and_key(old: str, new: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        offices.parse(GOOD.replace(old, new, 1), Path("offices.toml"))
    said = "\n".join(catalogue.lines(refused.value, "id"))
    assert any(re.search(p.replace("[", r"\["), said) for p in says.split("|")), said
    assert "offices.toml" in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"/srv/sago/data"', '"{here}/senapelan/data"', "office[2].data = {here}/senapelan/data"),
        ('"/srv/sago/data"', '"tautan"', "office[2].data = tautan"),
        ('"/srv/sago/data"', '"senapelan/data/dalam"', "office[2].data = senapelan/data/dalam"),
        ('"/srv/sago/data"', '"senapelan"', "office[2].data = senapelan"),
        ('"/mnt/sago"', '"{here}/senapelan/data/backups"', "office[2].backups = {here}/senapelan/data/backups"),
        ('backups = "/mnt/sago"', 'publish_to = "{here}/tautan/public"', "office[2].publish_to = {here}/tautan/public"),
    ],
)  # fmt: skip
def test_no_folder_of_an_office_is_or_lies_in_anothers_however_it_is_spelled(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    (tmp_path / "senapelan" / "data").mkdir(parents=True)
    (tmp_path / "tautan").symlink_to(tmp_path / "senapelan" / "data")
    offices.parse(GOOD, tmp_path / "offices.toml")
    with pytest.raises(Refused) as refused:
        offices.parse(GOOD.replace(old, new.format(here=tmp_path)), tmp_path / "offices.toml")
    said = "\n".join(catalogue.lines(refused.value, "id"))
    assert f"{says.format(here=tmp_path)} sudah dipakai kantor senapelan" in said


def test_an_office_may_keep_its_own_folders_in_one_another(tmp_path: Path) -> None:
    inside = GOOD.replace('"/mnt/sago"', '"/srv/sago/data/cadangan"')
    assert offices.parse(inside, tmp_path / "offices.toml")[1].folders.backups == Path("/srv/sago/data/cadangan")


@pytest.mark.parametrize("schema", ["", "#kantor", "#geheim@h/db#kantor"])
def test_an_address_that_two_offices_have_is_not_shown(schema: str) -> None:
    """It may hold a password."""
    store = f'store = "postgresql://x:geheim@h/db{schema}"\nname ='
    with pytest.raises(Refused) as refused:
        offices.parse(GOOD.replace("name =", store), Path("offices.toml"))
    said = "\n".join(catalogue.lines(refused.value, "id"))
    assert "office[2].store = postgresql://… sudah dipakai kantor senapelan" in said
    assert "geheim" not in said


def test_on_this_machine_a_path_needs_no_address_and_a_host_cannot_be() -> None:
    with pytest.raises(Refused) as refused:
        offices.parse(GOOD, Path("offices.toml"), local=True)
    assert [p.code for p in refused.value.problems] == ["offices.not_local"]


def test_offices_come_and_go_and_nothing_is_deleted(tmp_path: Path) -> None:
    file = tmp_path / "offices.toml"
    file.write_text(GOOD)
    file.chmod(0o600)
    (tmp_path / "baru" / "private").mkdir(parents=True)
    assert "init" in run(tmp_path, "add", "baru", "--path", "/baru", "--content", "isi", "--data", "baru")
    assert file.read_text().startswith(GOOD), "comments and order stay"
    assert file.stat().st_mode & 0o777 == 0o600
    assert re.findall(r"^\w+", run(tmp_path, "list"), re.MULTILINE) == ["senapelan", "sago", "baru"]
    assert str(tmp_path / "baru") in run(tmp_path, "remove", "baru")
    assert (tmp_path / "baru" / "private").is_dir()
    assert file.read_text() == GOOD
    for words in (("add", "sago", "--path", "/x", "--content", "c", "--data", "d"), ("add", "x", "--content", "c", "--data", "d"),
                  ("add", "x", "--path", "/meja", "--content", "c", "--data", "d"), ("remove", "tidakada"), ("upgrade", "tidakada")):  # fmt: skip
        run(tmp_path, *words, code=1)
        assert file.read_text() == GOOD, "a refusal changes nothing"
    assert "tidakada" in run(tmp_path, "remove", "tidakada", code=1)


def test_after_the_last_one_is_out_another_comes_in(office: Office, tmp_path: Path) -> None:
    first = ("--host", "a.example", "--content", str(office.content), "--data", str(office.data))
    run(tmp_path, "add", "satu", *first)
    run(tmp_path, "remove", "satu")
    run(tmp_path, "add", "dua", *first)
    assert re.findall(r"^\w+", run(tmp_path, "list"), re.MULTILINE) == ["dua"]


def test_the_first_office_at_a_path_brings_the_address_that_they_share(tmp_path: Path) -> None:
    first = ("add", "satu", "--path", "/satu", "--content", "c", "--data", "d")
    assert "--url" in run(tmp_path, *first, code=1)
    assert not (tmp_path / "offices.toml").exists()
    assert "https://asn.example/satu" in run(tmp_path, *first, "--url", "https://asn.example")
    second = ("add", "dua", "--path", "/dua", "--content", "c2", "--data", "d2")
    before = (tmp_path / "offices.toml").read_text()
    assert "alamat bersama yang lain" in run(tmp_path, *second, "--url", "https://lain.example", code=1)
    assert (tmp_path / "offices.toml").read_text() == before
    assert "https://asn.example/dua" in run(tmp_path, *second, "--url", "https://asn.example")
    assert (tmp_path / "offices.toml").read_text().count("url =") == 1


@pytest.mark.parametrize("words", [("list",), ("remove", "satu"), ("upgrade",)])
def test_a_file_that_is_not_there_is_told_with_how_it_comes(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = run(tmp_path, *words, code=1)
    assert "offices.toml tidak ada" in said
    assert "office add" in said


def test_an_office_whose_database_is_away_is_not_called_ready(tmp_path: Path) -> None:
    away = ("--store", f"postgresql:///x?host={tmp_path}&connect_timeout=1")
    run(tmp_path, "add", "satu", "--host", "a.example", "--content", "c", "--data", "d", *away)
    said = run(tmp_path, "list")
    assert re.search("PostgreSQL|Server basis data", said), "whether the driver is here or not"
    assert "siap" not in said


def test_one_that_cannot_be_upgraded_does_not_keep_the_others(office: Office, tmp_path: Path) -> None:
    run(tmp_path, "add", "rusak", "--host", "a.example", "--content", "content", "--data", "tidakada")
    run(tmp_path, "add", "baik", "--host", "b.example", "--content", str(office.content), "--data", str(office.data))
    said = run(tmp_path, "upgrade", code=1)
    assert "rusak: gagal" in said
    assert "baik: sesuai versi ini" in said
    assert "belum dibuat" in run(tmp_path, "list")
    assert "baik" in run(tmp_path, "upgrade", "baik")


def test_a_command_is_run_in_each_and_one_that_fails_does_not_keep_the_others(office: Office, tmp_path: Path) -> None:
    for name, data in (("satu", office.data), ("rusak", tmp_path / "tidakada"), ("dua", tmp_path / "dua")):
        run(tmp_path, "add", name, "--host", f"{name}.example", "--content", str(office.content), "--data", str(data))
    shutil.copytree(office.data, tmp_path / "dua")
    file, env = ("--offices", str(tmp_path / "offices.toml")), {"KINERJA_PASSPHRASE": "kata sandi cadangan kota"}
    for words, code in ((("backup", "--keep", "14", "12"), 1), (("doctor", "--json"), 1)):
        done = CliRunner().invoke(main, ["office", "each", *file, *words], env=env)
        assert done.exit_code == code, done.output
        assert re.findall(r"(?m)^(\w+):$", done.output) == ["satu", "rusak", "dua"]
    assert [len([*(data / "backups").glob("kinerja-*")]) for data in (office.data, tmp_path / "dua")] == [2, 2]
    run(tmp_path, "remove", "rusak")
    assert CliRunner().invoke(main, ["office", "each", *file, "backup", "--drill"], env=env).exit_code == 0
    (tmp_path / "dua" / "private" / "store.journal").unlink()
    assert CliRunner().invoke(main, ["office", "each", *file, "doctor"], env=env).exit_code == 1
    assert CliRunner().invoke(main, ["office", "each", *file, "no-such"], env=env).exit_code == 2


def test_a_file_that_one_office_cannot_use_is_told_with_path_and_reason(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, "add", "satu", "--host", "a.example", "--content", str(office.content), "--data", str(office.data))

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/srv/x")

    monkeypatch.setattr("kinerja.cli.offices.bring_to_this_release", denied)
    said = run(tmp_path, "upgrade", code=1)
    assert "tidak diizinkan (/srv/x)" in said
    assert "PermissionError" not in said


def test_an_office_that_is_not_fit_leaves_nothing_open(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import ExitStack

    from kinerja.config import Folders, open_office

    (office.data / "private" / "keys" / "server.key").rename(office.data / "server.key")
    with ExitStack() as stack:
        with pytest.raises(StoreError):
            forms_app(stack, Folders(office.data, office.content), "")
        (office.data / "server.key").rename(office.data / "private" / "keys" / "server.key")
        with open_office(Folders(office.data, office.content)) as again:
            assert not again.store.failed


def test_one_file_of_pins_is_refused_by_whatever_goes_over_all_offices(office: Office, tmp_path: Path) -> None:
    run(tmp_path, "add", "baik", "--host", "b.example", "--content", str(office.content), "--data", str(office.data))
    file, pins, before = str(tmp_path / "offices.toml"), tmp_path / "pins.jsonl", office.state()
    (tmp_path / "k.env").write_text(f"KINERJA_PINS={pins}\n")
    of_all = (
        ("serve", "--offices", file), ("office", "each", "--offices", file, "doctor"),
        ("office", "upgrade", "--offices", file), ("schedule", "--offices", file),
    )  # fmt: skip
    from_file = ("schedule", "--offices", file, "--env", str(tmp_path / "k.env"))
    for words, env in (*((w, {"KINERJA_PINS": str(pins)}) for w in of_all), (from_file, {})):
        done = CliRunner().invoke(main, words, env=env)
        assert done.exit_code == 1, words
        assert "KINERJA_PINS" in done.output, words
    assert not pins.exists()
    assert office.state() == before
