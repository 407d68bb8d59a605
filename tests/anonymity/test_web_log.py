"""A7 and A14: what the web server's log, addresses and error pages tell of a rater: nothing."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from forms_service import create_app
from kinerja_office import accounts
from kinerja_store import keyring
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Source
from tests.anonymity.searching import key_needles, search


def test_a14_a_person_who_answers_leaves_no_line(
    quick: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A14: signing in, opening every task, a wrong address and a fault write nothing that names anybody or anything."""
    caplog.set_level(logging.DEBUG)
    script = city.invent("log", people=16)
    office = city.make_office(quick, script, Source())
    rater = next(r for raters in script.peers.values() for r in raters)
    code = accounts.issue_slips(office, [rater], "hr")[rater]
    session = accounts.sign_in(office, rater, code)
    assert session
    accounts.set_secret(office, session, "payung kopi sepeda")
    app = create_app(office, packages=quick / "published")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    caplog.clear()
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/masuk").text)
    assert token
    answer = client.post("/masuk", data={"csrf_token": token[1], "nomor": rater, "sandi": "payung kopi sepeda"})
    assert answer.status_code == 303
    seen = {"/"}
    todo = ["/", "/tugas"]
    statuses = []
    while todo:
        path = todo.pop()
        page = client.get(path)
        statuses.append(page.status_code)
        for link in re.findall(r'href="(/[^"#?]*)"', page.text):
            if link not in seen and not link.startswith(("/static", "/keluar")):
                seen.add(link)
                todo.append(link)
    tasks = [link for link in seen if link.startswith("/tugas/")]
    assert len(tasks) > 1, "no task was opened: the test tests nothing"
    client.get("/tugas/0123456789abcdef")
    keyring.path(office.folder, CYCLE).write_bytes(b"short")  # a fault on the way to a peer's ballot
    for link in tasks:
        statuses.append(client.get(link).status_code)
    assert 503 in statuses
    office.store.close()
    written = caplog.text + "".join(capfd.readouterr())
    names = {n: n.encode() for e in script.people for n in (e.employee_number, e.name)}
    refs = {link: link.encode() for link in tasks}
    blobs = {"log": written.encode(), "addresses": " ".join(seen).encode()}
    assert search(blobs, names) == []
    assert search({"log": blobs["log"]}, refs) == []
    assert not any(
        f"/{one.rater}" in link or f"/{one.ratee}" in link
        for link in seen
        for one in [Assignment("peer", rater, r) for r in script.peers]
    )
    assert search(blobs, key_needles(keyring.read(office.folder, keyring.SERVER))) == []
