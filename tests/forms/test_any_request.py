"""Properties over every route × person × odd input: always a page, never a fault, and nothing changed after a refusal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_service.roles import allowed
from tests.helpers_forms import ASISTEN, CYCLE, MELATI, RATNA, SEKRETARIS, World, build_world

WHO = ("", MELATI, SEKRETARIS, ASISTEN, "staff:hr", "staff:penyetuju", "staff:pengawas")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
NAMES = ("n-PEL1", "n-PEL2", "n-XX", "aksi", "revisi", "reason", "work_result", "work_behaviour", "bahasa", "kembali", "dari",
         "nomor", "sandi", "ulang", "bawa", "lanjut", "file", "id", "cycle", "")  # fmt: skip
ODD = st.one_of(
    st.sampled_from(["", "1", "4", "TD", "-1", "99999999999999999999", "²", "hapus", "kosong", "above", "en", "xx", "/hasil",
                     "//evil.example", "\x00", "%s", "{0}", "<b>", "..", "2026-06-30", CYCLE, MELATI]),
    st.text(max_size=30), st.integers(400, 800).map(lambda n: "p" * n),
)  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[World, dict[str, object]]]:
    """Return one office for all examples, with everybody signed in."""
    with tempfile.TemporaryDirectory() as folder:
        world = build_world(Path(folder))
        yield world, {who: world.client(who) for who in WHO}


def words(world: World) -> dict[str, st.SearchStrategy[str]]:
    refs = [
        world.ref("self", MELATI, MELATI),
        world.ref("peer", MELATI, RATNA),
        world.ref("supervisor", SEKRETARIS, MELATI),
    ]
    odd = st.text(st.characters(blacklist_characters="/?#", blacklist_categories=("Cs",)), min_size=1, max_size=20)
    return {
        "ref": st.one_of(st.sampled_from(refs), odd),
        "number": st.sampled_from(["0", "1", "2", "3", "99", "00001"]),
        "cycle": st.one_of(st.just(CYCLE), odd),
        "filename": odd,
    }


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_is_always_a_page_and_a_refusal_changes_nothing(town, data) -> None:
    world, people = town
    rules = sorted(world.app.url_map.iter_rules(), key=lambda r: r.rule)
    rule = data.draw(st.sampled_from(rules))
    method = data.draw(st.sampled_from(METHODS))
    who = data.draw(st.sampled_from(WHO))
    known = words(world)
    odd = st.sampled_from(["0", "1", "x", "2026-1"])
    values = {name: data.draw(known.get(name, odd)) for name in sorted(rule.arguments)}
    try:
        path = world.app.url_map.bind("localhost").build(
            rule.endpoint, values, method=next(iter(rule.methods - {"HEAD", "OPTIONS"}))
        )
    except Exception:
        path = "/" + "/".join(values.values())
    fields = data.draw(st.dictionaries(st.sampled_from(NAMES), ODD, max_size=5))
    person = people[who]
    with_token = data.draw(st.booleans())
    token = {"csrf_token": person.token()} if with_token else {}
    before = world.dump()
    view = world.app.view_functions[rule.endpoint]
    if method in ("GET", "HEAD"):
        answer = person.http.open(path, method=method, query_string=fields, buffered=True)
    else:
        answer = person.http.open(path, method=method, data={**fields, **token}, buffered=True)
    assert answer.status_code < 500, (path, method, who, fields)
    if answer.status_code >= 400 and method != "HEAD":
        assert "Traceback" not in answer.text
        assert "<h1>" in answer.text
    refused = answer.status_code >= 400 or method in ("GET", "HEAD", "OPTIONS") or not with_token
    keeps = answer.status_code == 422 and view.action == "form.fill"  # a form keeps what is right beside a mistake
    if refused and not keeps:
        assert world.dump() == before, (path, method, who, fields)
    roles = {"": (), "staff:hr": ("hr",), "staff:penyetuju": ("approver",), "staff:pengawas": ("auditor",)}
    mine = roles.get(who, ("asn", "supervisor"))
    if not any(allowed(mine, view.action, w) for w in ("own", "report", "other", "office")):
        assert world.dump() == before, "who may not, cannot"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    world, _ = town
    client = world.app.test_client()
    client.set_cookie("kinerja", cookie)
    before = world.dump()
    assert client.get("/" + path.lstrip("/"), buffered=True).status_code < 500
    for target in ("/masuk", "/tugas/abc/1", "/bahasa", "/keluar"):
        answer = client.post(target, data=body, content_type=kind)
        assert answer.status_code < 500
        assert "Traceback" not in answer.text
    assert world.dump() == before
