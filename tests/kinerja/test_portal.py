"""`kinerja portal` from a stranger's side: what packages, archives, servers and names may do to it, and to the offices beside them."""

from __future__ import annotations

import errno
import functools
import http.server
import io
import json
import os
import pwd
import resource
import ssl
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from public_site.build import build, compare

from kinerja import sources
from kinerja.cli.commands import main
from kinerja_words.catalogue import worded
from kinerja_words.system import trouble
from tests import certificates
from tests.public_site.offices import GOLDEN, office, write
from tests.wording import coded

CITY = 'name = "Kota Contoh"\n'


class City:
    """A folder with a portal's content, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "web"
        (folder / "content").mkdir()
        (folder / "content" / "organisation.toml").write_text(CITY)

    def run(self, *sources: object, code: int = 0) -> str:
        """Make the portal of some sources; returns what the command says."""
        given = [word for source in sources for word in ("--from", str(source))]
        result = CliRunner().invoke(
            main, ["--content", str(self.folder / "content"), "portal", *given, "--out", str(self.out)]
        )
        assert result.exit_code == code, (result.output, result.exception)
        assert "Traceback" not in result.output
        return result.output

    def home(self) -> str:
        return (self.out / "index.html").read_text("utf-8")

    def offices(self) -> set[str]:
        return {p.name for p in self.out.glob("kantor-*")}


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return office(tmp_path / "senapelan" / "published", "Kecamatan Senapelan")


def test_it_works(city: City, good: Path) -> None:
    said = city.run(good, office(city.folder / "lima" / "published", "Kecamatan Lima Puluh"))
    assert "2 kantor, 0 sumber" in said
    assert city.offices() == {"kantor-kecamatan-senapelan", "kantor-kecamatan-lima-puluh"}
    assert "0 digambar" in city.run(good, city.folder / "lima" / "published")


def test_what_is_public_names_no_folder_of_this_machine(city: City, good: Path) -> None:
    city.run(good, city.folder / "tidak-ada" / "published", code=3)
    assert "<b>tidak-ada</b>: tidak dapat diambil" in city.home()
    for path in (p for p in city.out.rglob("*") if p.is_file()):
        assert str(city.folder).encode() not in path.read_bytes(), path


@pytest.mark.parametrize("known", ["getpwall", "getpwnam", "getpwuid"])
def test_who_lives_on_this_machine_is_not_public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    """Also where the home is reached by a link or a step up, and, of a listed one, where it is not there."""
    home, link = tmp_path / "homes" / "budi", tmp_path / "link"
    (home / "senapelan").mkdir(parents=True)
    link.symlink_to(home)
    lives = pwd.struct_passwd(("budi", "x", os.getuid(), 0, "", str(home), ""))

    def nobody(asked: object) -> pwd.struct_passwd:
        raise KeyError(asked)

    found = {"getpwall": lambda: [], "getpwnam": nobody, "getpwuid": nobody} | {known: lambda *_: [lives] if known == "getpwall" else lives}  # fmt: skip
    for name, answer in found.items():
        monkeypatch.setattr(sources.pwd, name, answer)
    for source in (
        home,
        home / "published",
        home / "data" / "published",
        link,
        tmp_path / "x" / ".." / "homes" / "budi",
    ):
        assert sources.called(str(source)) == "-"
    assert sources.called(str(home / "senapelan" / "data" / "published")) == "senapelan"
    assert sources.called("/") == "-"
    if known != "getpwuid":
        home.rename(tmp_path / "away")
        assert sources.called(str(home / "published")) == "-"


def test_where_no_source_can_be_fetched_the_portal_of_yesterday_stays(city: City, good: Path) -> None:
    city.run(good)
    before = {p: p.read_bytes() for p in city.out.rglob("*.html")}
    assert "dibiarkan" in city.run(city.folder / "a", city.folder / "b", code=1)
    assert {p: p.read_bytes() for p in city.out.rglob("*.html")} == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_fault_of_this_machine_is_told_of_no_office(
    city: City, good: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    asing = office(city.folder / "asing" / "published", "Kantor Asing")
    take_in = sources.take_in

    def full(source: str, folder: Path) -> None:
        if source == str(asing):
            raise OSError(code, os.strerror(code))
        take_in(source, folder)

    monkeypatch.setattr(sources, "take_in", full)
    said = city.run(good, asing, code=3)
    assert worded(trouble(OSError(code, "")), "id") in said  # type: ignore[operator]
    assert os.strerror(code) not in said
    assert "<b>asing</b>: tidak dapat diambil" in city.home()


Spoil = Callable[[Path], object]


def edited(name: str, change: Callable[[bytes], bytes]) -> Spoil:
    """Change a file of the last release and leave everything it says of itself as it was."""
    return lambda folder: (p := folder / "2024-1" / name).write_bytes(change(p.read_bytes()))


def rewritten(name: str, data: bytes) -> Spoil:
    """Put a file in place of one of the first release, and make the release say so."""

    def spoil(folder: Path) -> None:
        files = {p.name: p.read_bytes() for p in (folder / "2023-2").iterdir()} | {name: data}
        for path in sorted(folder.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        write(folder / "2023-2", files, "Kantor Asing", "")

    return spoil


def released(folder: Path) -> None:
    """A day that is none, which has the form of one."""
    path = folder / "2024-1" / "release.json"
    path.write_text(path.read_text().replace("2024-07", "2024-13"))


def linked(folder: Path) -> None:
    (folder / "2024-1" / "notes.md").unlink(missing_ok=True)
    (folder / "2024-1" / "notes.md").symlink_to("/etc/hostname")


def piped(folder: Path) -> None:
    os.mkfifo(folder / "2024-1" / "pipa.md")


SPOILED: dict[str, Spoil] = {
    "a figure": edited("results.csv", lambda data: data.replace(b"3.8", b"3.7")),
    "its own verdict": edited("audit.json", lambda data: data.replace(b"NONE_FOUND", b"DISCLOSURE")),
    "a broken chain": lambda folder: [p.unlink() for p in (folder / "2023-2").iterdir()],
    "deep JSON": edited("datapackage.json", lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a deep instrument": rewritten("instrument.json", b"[" * 100_000 + b"]" * 100_000),
    "no JSON": edited("instrument.json", lambda _: b"\xff\xfe"),
    "a list": edited("datapackage.json", lambda _: b"[1]"),
    "a link out of the folder": linked,
    "a pipe": piped,
    "a day that is none": released,
    "a folder as a file": lambda folder: (folder / "2024-1" / "extra.csv").mkdir(),
    "a name with a line break": lambda folder: (folder / "2024-1" / "a\nb.csv").write_text("x"),
    "a program": lambda folder: (folder / "2024-1" / "x.html").write_text("<script>alert(1)</script>"),
    "a cycle called otherwise": lambda folder: (folder / "2024-1").rename(folder / "2024-1 \x1b[2J"),
    "many files": lambda folder: [(folder / "2024-1" / f"{'a' * n}.csv").write_text("x") for n in range(1, 39)],
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_what_is_wrong_is_named_and_not_shown_and_harms_nobody(city: City, good: Path, spoil: Spoil) -> None:
    asing = office(city.folder / "asing" / "published", "Kantor Asing")
    spoil(asing)
    said = city.run(good, asing, code=3)
    assert "\x1b" not in said
    assert city.offices() == {"kantor-kecamatan-senapelan"}
    assert "<b>asing</b>: tidak lolos pemeriksaan" in city.home()
    assert "Kantor Asing" not in "".join(p.read_text("utf-8") for p in city.out.rglob("*.html"))


def test_the_page_repeats_no_finding(city: City, good: Path) -> None:
    asing = office(city.folder / "asing" / "published", "Kantor Asing")
    SPOILED["a figure"](asing)
    said = city.run(good, asing, code=3)
    assert "results" in said
    assert "INCONSISTENT" in said
    alone = city.home().partition("<b>asing</b>")[2]
    assert "results" not in alone
    assert "INCONSISTENT" not in alone


def test_too_much_is_refused_before_it_is_kept(city: City, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LARGEST", 5_000)
    city.run(good, code=3)
    assert city.offices() == set()


@pytest.mark.parametrize("other", ["Kecamatan Senapelan", "KECAMATAN senapelan", "Kecamatan\u00a0Senapelan"])
def test_of_two_that_claim_one_name_neither_is_shown_and_both_are_named(city: City, good: Path, other: str) -> None:
    asing = office(city.folder / "asing" / "published", other, {"komunikasi": "0.3"})
    third = office(city.folder / "lain" / "published", "Dinas Lain")
    said = city.run(good, asing, third, code=3)
    assert [f"{one}: Nama " in said for one in (good, asing, third)] == [True, True, False]
    assert city.offices() == {"kantor-dinas-lain"}
    assert "<b>asing</b>: memakai nama" in city.home()
    assert "<b>senapelan</b>: memakai nama" in city.home()


def test_a_source_that_is_given_twice_is_one(city: City, good: Path) -> None:
    city.run(good, good)
    assert city.offices() == {"kantor-kecamatan-senapelan"}


def test_names_that_would_have_one_file_have_two(city: City, good: Path) -> None:
    other = office(city.folder / "asing" / "published", "Kecamatan + Senapelan")
    city.run(good, other)
    assert len(city.offices()) == 2


def test_digits_in_names_of_offices_and_sources_stop_nothing(city: City) -> None:
    for n, name in enumerate(("Puskesmas 123", "20 Ilir", "Kantor 3,9", "007", "Kantor 5 %")):
        office(city.folder / f"m{n}" / "published", name)
    office(city.folder / "1.5" / "published", "Sama 12")
    office(city.folder / "m 90% 2,5" / "published", "Sama 12")
    city.run(*(p.parent for p in city.folder.glob("*/published")), city.folder / "10.1.2.3", code=3)
    assert city.offices() == set()
    city.run(*city.folder.glob("*/published"), city.folder / "10.1.2.3", code=3)
    assert city.offices() == {"kantor-puskesmas-123", "kantor-20-ilir"}
    assert "<b>10-1-2-3</b>" in city.home()


def test_markup_in_a_name_is_text(city: City) -> None:
    name = '<img src=x onerror="alert(1)"> &amp; {{ 7*7 }} "'
    city.run(office(city.folder / "asing" / "published", name))
    for page in city.out.rglob("*.html"):
        assert "<img" not in page.read_text("utf-8"), page
        assert "49" not in page.read_text("utf-8")


@pytest.mark.parametrize(
    "address",
    ["http://kantor.example/", "ftp://kantor.example/", "file:///etc/", "https://a:b@kantor.example/", "https://[/",
     "https://kantor.example/?x=1", "https://kantor.example/#x", "https:///x", "https://kantor.example:99999/", "https://kantor.example:x/", "https://kantor.example/\u202e"],
)  # fmt: skip
def test_an_address_that_is_no_plain_https_is_refused_at_once(city: City, address: str) -> None:
    city.run(address, code=1)
    assert not city.out.exists()


# -- over the network --------------------------------------------------------------------------------------------------


class Server:
    """An office's public site over TLS; `answers` are given in place of its files: a status, headers, bytes."""

    def __init__(self, root: Path) -> None:
        self.root, self.answers, self.asked = root, dict[str, tuple[int, dict[str, str], bytes]](), list[str]()
        self.address = ""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    packages = office(tmp_path / "published", "Kecamatan Senapelan")
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "organisation.toml").write_text('name = "Kecamatan Senapelan"\n')
    build(packages, tmp_path / "office", tmp_path / "site")
    given = Server(tmp_path / "site")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            given.asked.append(self.path)
            if self.path not in given.answers:
                super().do_GET()
                return
            status, headers, body = given.answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    certificate, key = certificates.make(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(given.root))
    ) as web:
        web.socket = context.wrap_socket(web.socket, server_side=True)
        threading.Thread(target=web.serve_forever, daemon=True).start()
        given.address = f"https://localhost:{web.server_port}/"
        yield given
        web.shutdown()


def test_an_office_is_read_from_its_public_site(city: City, server: Server) -> None:
    city.run(server.address)
    page = (city.out / "kantor-kecamatan-senapelan" / "index.html").read_text("utf-8")
    assert f'href="{server.address}"' in page
    fetched = city.folder / "fetched"
    sources.take_in(server.address, fetched)
    assert compare(fetched, city.folder / "published") == []


def archive(server: Server, name: str, *members: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> None:
    """Answer with an archive in place of the last release's."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as packed:
        for member, data in members:
            packed.writestr(member, data)
    server.answers[f"/{name}/data/kinerja-{name}.zip"] = (200, {}, out.getvalue())


@pytest.mark.parametrize(
    "member",
    ["../../../luar/jahat.csv", "../../../../luar/jahat.csv", "{out}/jahat.csv", "2024-1/../jahat.csv", "2024-1/sub/jahat.csv",
     "2023-2/results.csv", "2024-1/jahat.py", "2024-1\\jahat.csv", "2024-1/", "2024-1/" + "a" * 300 + ".csv", "citizens/2024-1/citizens.csv"],
)  # fmt: skip
def test_a_member_of_an_archive_reaches_no_other_place(server: Server, tmp_path: Path, member: str) -> None:
    out = tmp_path / "luar"
    out.mkdir()
    archive(server, "2024-1", (member.format(out=out), b"x"))
    before = {p for p in tmp_path.rglob("*") if "fetched" not in p.parts}
    with coded("portal.strange_file"):
        sources.take_in(server.address, tmp_path / "a" / "b" / "fetched")
    left = {p for p in tmp_path.rglob("*") if "fetched" not in p.parts} - before
    assert left <= {tmp_path / "a", tmp_path / "a" / "b"}
    assert not (out / "jahat.csv").exists()
    assert not list(tmp_path.rglob("jahat*"))


def test_an_archive_that_unpacks_to_a_hundred_times_is_stopped(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LARGEST", 1 << 20)
    archive(server, "2024-1", ("2024-1/results.csv", b"0" * (64 << 20)), how=zipfile.ZIP_DEFLATED)
    with coded("portal.too_much"):
        sources.take_in(server.address, tmp_path / "fetched")
    assert sum(p.stat().st_size for p in (tmp_path / "fetched").rglob("*") if p.is_file()) < 1 << 20


def test_a_member_named_twice_overwrites_nothing(city: City, server: Server) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive(server, "2024-1", ("2024-1/results.csv", b"a"), ("2024-1/results.csv", b"b"))
    with pytest.raises(FileExistsError):
        sources.take_in(server.address, city.folder / "fetched")
    assert (city.folder / "fetched" / "2024-1" / "results.csv").read_bytes() == b"a"


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (404, {}, b"", "portal.unreachable"),
        (500, {}, b"", "portal.unreachable"),
        (200, {"Content-Length": "999"}, b"{", "portal.unreadable"),
        (200, {}, b"<html>", "portal.unreadable"),
        (200, {}, b"[" * 100_000, "portal.unreadable"),
        (200, {}, b"\xff", "portal.unreadable"),
        (200, {}, b"{}", "portal.nothing"),
        (302, {"Location": "https://example.com/"}, b"", "portal.unreachable"),
        (302, {"Location": "http://localhost/"}, b"", "portal.unreachable"),
        (302, {"Location": "file:///etc/passwd"}, b"", "portal.unreachable"),
        (302, {"Location": "/data/katalog.jsonld"}, b"", "portal.unreachable"),  # round and round
    ],
)
def test_whatever_a_server_answers_is_refused_in_words(
    server: Server, tmp_path: Path, status: int, headers: dict[str, str], body: bytes, code: str
) -> None:
    server.answers["/data/katalog.jsonld"] = (status, headers, body)
    with coded(code):
        sources.take_in(server.address, tmp_path / "fetched")
    assert len(server.asked) == 1


def test_a_catalogue_leads_to_no_other_server(server: Server, tmp_path: Path) -> None:
    listed = {"a": [f"https://example.com/{place}/data/kinerja-2024-1.zip" for place in ("2024-1", "../..", "a/b")]}
    server.answers["/data/katalog.jsonld"] = (200, {}, json.dumps(listed).encode())
    with coded("portal.unreachable"):  # this server has no `b`
        sources.take_in(server.address, tmp_path / "fetched")
    assert server.asked[1:] == ["/2024-1/data/kinerja-2024-1.zip", "/b/data/kinerja-2024-1.zip"]


def test_who_never_ends_to_answer_is_left(city: City, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kinerja.cli import portal

    def endless(source: str, folder: Path) -> None:
        while True:
            threading.Event().wait(0.01)

    monkeypatch.setattr(portal, "LONGEST", 1)
    monkeypatch.setattr(sources, "take_in", endless)
    said = city.run(good, code=3)
    assert "belum selesai dibaca" in said
    assert "tidak dapat diambil" in city.home()


def test_what_unfolds_in_memory_is_stopped_and_leaves_the_others_theirs(
    city: City, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of empty lists takes some twenty times its bytes."""
    asing = office(city.folder / "asing" / "published", "Kantor Asing")
    rewritten("instrument.json", b"[" + b"[]," * (8 << 20) + b"[]]")(asing)
    now = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    monkeypatch.setattr(sources, "MEMORY", now + (300 << 20))
    before = resource.getrlimit(resource.RLIMIT_DATA)
    assert "lebih dari 64 MB" in city.run(good, asing, code=3)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert "<b>asing</b>: tidak lolos pemeriksaan" in city.home()
    assert city.offices() == {"kantor-kecamatan-senapelan"}


def test_the_golden_packages_stay_as_they_are(tmp_path: Path) -> None:
    """A source is only read."""
    sources.take_in(str(GOLDEN), tmp_path / "taken")
    assert compare(tmp_path / "taken", GOLDEN) == []


def test_what_a_link_leads_to_is_never_read(tmp_path: Path) -> None:
    packages = office(tmp_path / "published", "Kantor Asing")
    (tmp_path / "secret.md").write_text("RAHASIA")
    (packages / "2024-1" / "notes.md").unlink()
    (packages / "2024-1" / "notes.md").symlink_to(tmp_path / "secret.md")
    (packages / "2025-1").symlink_to(tmp_path)
    with pytest.raises(OSError, match="notes"):
        sources.take_in(str(packages), tmp_path / "taken")
    assert not any("RAHASIA" in p.read_text("utf-8") for p in (tmp_path / "taken").rglob("*.md"))
    assert not (tmp_path / "taken" / "2025-1").exists()
