"""Small promises of docs/asvs.md that no other test holds: tokens are renewed, methods refused, types told."""

from __future__ import annotations

import pytest

from kinerja_office import accounts
from tests.forms_world import MELATI, SECRET, World


def test_signing_in_again_ends_the_session_before(world: World) -> None:
    me = world.client()
    me.post("/masuk", {"nomor": MELATI, "sandi": accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]})
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})

    def token() -> str:
        with me.http.session_transaction() as session:
            return str(session["token"])

    before = token()
    assert accounts.find_session(world.office, before)
    assert me.post("/masuk", {"nomor": MELATI, "sandi": SECRET}).status_code == 303
    assert token() != before
    assert len(bytes.fromhex(token())) == 32
    assert accounts.find_session(world.office, before) is None


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT"])
def test_a_method_that_a_page_does_not_have_is_refused(world: World, method: str) -> None:
    answer = world.app.test_client().open("/masuk", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/masuk", "/tugas", "/hasil", "/nix", "/ping", "/sehat", "/static/kantor.css", "/bantuan"]
)
def test_every_answer_says_what_it_is_with_its_letters(world: World, path: str) -> None:
    answer = world.client(MELATI).get(path)
    assert answer.content_type.split(";")[0].startswith("text/")
    assert answer.content_type.endswith("charset=utf-8")
    assert "Access-Control-Allow-Origin" not in answer.headers
