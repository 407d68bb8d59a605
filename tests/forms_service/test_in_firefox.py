"""The moment without a connection in the other engine: Debian's firefox-esr keeps no choices of a `no-store` page on the way
back, so its own “try again” (a reload) has to bring them, once.
"""

from __future__ import annotations

import pytest

from tests.firefox import firefox
from tests.forms_world import CYCLE, MELATI, World, served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page_of", ["1", "semua"])
def test_a_lost_connection_loses_no_answer_and_saves_once(world: World, page_of: str) -> None:
    ref, cookie = world.ref("self", MELATI, MELATI), world.client(MELATI).http.get_cookie("kinerja")
    assert cookie
    with served(world.app) as url, firefox() as window:
        window.sign_in_with("kinerja", cookie.value)
        window.open(f"{url}/tugas/{ref}/{page_of}")
        window.ask("document.querySelector('[name=n-PEL1][value=\"3\"]').click()")
        window.offline(True)
        window.ask("document.querySelector('main button[value=lanjut]').click()")
        window.until("document.URL.startsWith('about:neterror')")
        assert draft_of(world) is None
        window.offline(False)
        for _ in range(2):
            window.reload()
            window.until("document.title.startsWith('Kesalahan') && document.readyState == 'complete'")
            assert window.ask("document.querySelector('main input:checked').value") == "3"
            assert draft_of(world) == ("3---", 1)


def draft_of(world: World) -> tuple[str, int] | None:
    """Return Melati's own draft and how often it was changed; None before the first save."""
    with world.office.store.read() as view:
        doc = view.get("forms", f"{CYCLE}/self/{MELATI}/{MELATI}")
    return (doc["draft"], doc["revision"]) if doc else None
