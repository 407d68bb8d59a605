"""Properties over every route × person × odd input: always a page, never a fault, and nothing changed after a refusal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_service.web.roles import allowed
from tests.forms_world import ASISTEN, CYCLE, MELATI, RATNA, SEKRETARIS, World, build_world

WHO = ("", MELATI, SEKRETARIS, ASISTEN, "staff:hr", "staff:penyetuju", "staff:pengawas")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
NAMES = ("n-PEL1", "n-PEL2", "n-XX", "aksi", "revisi", "reason", "work_result", "work_behaviour", "bahasa", "kembali", "dari",
         "nomor", "sandi", "ulang", "bawa", "lanjut", "file", "id", "cycle", "")  # fmt: skip
ODD = st.one_of(
    st.sampled_from(["", "1", "4", "TD", "-1", "99999999999999999999", "²", "hapus", "kosong", "above", "en", "xx", "/hasil",
                     "//evil.example", "\x00", "%s", "{0}", "<b>", "..", "2026-06-30", CYCLE, MELATI]),
    st.text(max_size=30), st.integers(400, 800).map(lambda n: "p" * n),
)  # fmt: skip


ROLES = {"": (), "staff:hr": ("hr",), "staff:penyetuju": ("approver",), "staff:pengawas": ("auditor",)}
REFUSED = (400, 401, 403, 404, 405, 409, 413, 429)


@pytest.fixture(scope="module")
def town() -> Iterator[World]:
    """Return one office for all examples."""
    with tempfile.TemporaryDirectory() as folder:
        yield build_world(Path(folder))


def values(world: World) -> dict[str, st.SearchStrategy[str]]:
    """Parts of addresses: mostly such as exist, sometimes odd ones."""
    refs = [
        world.ref("self", MELATI, MELATI),
        world.ref("peer", MELATI, RATNA),
        world.ref("supervisor", SEKRETARIS, MELATI),
    ]
    odd = st.text(st.characters(blacklist_characters="/?#", blacklist_categories=("Cs",)), min_size=1, max_size=20)
    return {
        "ref": st.one_of(*(st.just(r) for r in refs), odd),
        "number": st.sampled_from(["0", "1", "2", "3", "99", "00001"]),
        "cycle": st.one_of(st.just(CYCLE), odd),
        "id": st.one_of(st.just(CYCLE), odd),
        "filename": odd,
    }


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_route_answers_with_a_page_and_a_refusal_changes_nothing(town: World, data: st.DataObject) -> None:
    known = values(town)
    fields = data.draw(st.dictionaries(st.sampled_from(NAMES), ODD, max_size=6), "fields")
    token = data.draw(st.booleans() | st.just(True), "with token")
    for rule in sorted(town.app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ()))):
        own = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        method = data.draw(st.sampled_from([*own * 6, *METHODS]), rule.rule)
        who = data.draw(st.sampled_from(WHO), "who")
        parts = {
            name: data.draw(known.get(name, st.sampled_from(["0", "1", "x"])), name) for name in sorted(rule.arguments)
        }
        path = town.app.url_map.bind("localhost").build(rule.endpoint, parts, method=own[0])
        ask(town, rule.endpoint, method, path, who, fields, token)


def ask(town: World, endpoint: str, method: str, path: str, who: str, fields: dict[str, str], token: bool) -> None:
    view = town.app.view_functions[endpoint]
    person = town.client(who)
    if view.action.startswith("cycle.") and who == "staff:hr":
        token = False  # HR may indeed close the cycle; that has its own tests
    body = {**fields, **({"csrf_token": person.token()} if token else {})}
    before = town.dump()
    if method in ("GET", "HEAD"):
        answer = person.http.open(path, method=method, query_string=fields, buffered=True)
    else:
        answer = person.http.open(path, method=method, data=body, buffered=True)
    case = (method, path, who, fields, answer.status_code)
    if path == "/sehat" and method == "GET":  # a monitor's line, no page; nothing was ever backed up here
        assert (answer.status_code, answer.text) in ((503, "tidak siap\n"), (503, "not ready\n")), case
    elif path != "/sehat":
        assert answer.status_code < 500, case
    if answer.status_code >= 400 and method != "HEAD" and path != "/sehat":
        assert "Traceback" not in answer.text, case
        assert "<h1" in answer.text, case
    safe = method in ("GET", "HEAD", "OPTIONS")
    mine = ROLES.get(who, ("asn", "supervisor"))
    forbidden = not any(allowed(mine, view.action, w) for w in ("own", "report", "other", "office"))
    if safe or not token or forbidden or answer.status_code in REFUSED:
        assert town.dump() == before, case


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(), who=st.sampled_from([(MELATI, "self", MELATI), (MELATI, "peer", RATNA), (SEKRETARIS, "supervisor", MELATI)]),
    step=st.sampled_from(["1", "2", "3", "kirim", "tolak"]),
    fields=st.dictionaries(st.sampled_from(NAMES[:11]), ODD, max_size=6),
)  # fmt: skip
def test_a_rater_who_sends_odd_things_never_breaks_a_form(town: World, data, who, step, fields) -> None:
    rater, method, ratee = who
    ref = town.ref(method, rater, ratee)
    me = town.client(rater)
    if step == "kirim":
        fields["revisi"] = data.draw(ODD, "revision")
    answer = me.post(f"/tugas/{ref}/{step}", fields)
    assert answer.status_code in (303, 404, 409, 422), (who, step, fields)
    for page in ("", "/1", "/2", "/periksa", "/bukti"):
        assert me.get(f"/tugas/{ref}{page}").status_code in (200, 303), (who, step, fields, page)
    with town.office.store.read() as view:
        for _, doc in view.find("forms"):
            assert set(doc["draft"]) <= set("-T12345")
            assert len(doc["reason"]) <= 500


NAMELESS = [
    b'--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n', b'--x\r\nContent-Disposition: form-data; name\r\n\r\n1\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; filename="a.csv"\r\n\r\n1\r\n--x--\r\n', b'--x\r\n\r\n1\r\n--x--\r\n', b"--x",
    b'--x\r\nContent-Disposition: form-data; name="aksi"\r\n\r\nsimpan\r\n--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n',
]  # fmt: skip


@pytest.mark.parametrize("body", NAMELESS)
@pytest.mark.parametrize("who", ["", MELATI])
def test_a_part_without_a_name_is_no_field(town: World, who: str, body: bytes) -> None:
    client = town.client(who).http
    before = town.dump()
    for target in ("/masuk", "/bahasa", "/keluar", f"/tugas/{town.ref('self', MELATI, MELATI)}/1", "/nix"):
        answer = client.post(target, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in (303, 400, 404), (target, answer.status_code)
    assert town.dump() == before


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    path=st.text(st.characters(blacklist_categories=("Cs",)), max_size=40),
    cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126, blacklist_characters=';",\\'), max_size=60),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/json",
            "",
        ]
    ),
)
def test_noise_is_answered_with_a_page(town, path, cookie, body, kind) -> None:
    world = town
    client = world.app.test_client()
    client.set_cookie("kinerja", cookie)
    before = world.dump()
    assert client.get("/" + path.lstrip("/"), buffered=True).status_code < 500
    for target in ("/masuk", "/tugas/abc/1", "/bahasa", "/keluar"):
        answer = client.post(target, data=body, content_type=kind)
        assert answer.status_code < 500
        assert "Traceback" not in answer.text
    assert world.dump() == before
