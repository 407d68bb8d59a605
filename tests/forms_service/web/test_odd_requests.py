"""Odd input to goals, objections and opinions that exist: always a page, never a fault, nothing stored that no page offers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.objection import OUTCOMES
from kinerja_words.catalogue import names
from tests.forms_town import GOOD, advance, build_town, case_path, goal_path, object_to, rate, set_goal
from tests.forms_world import ASISTEN, CAMAT, CYCLE, KASI, MELATI, SEKRETARIS, TIGOR, World

FIELDS = (
    *GOOD, "aksi", "revisi", "words", "value", "day", "note", "against", "superior", "parts", "reasons", "statement",
    "dilihat", "outcome", "unheard", "final", "n-work_result", "n-KOM1", "n-komunikasi/clear", "n-adil/process", "comment",
    "selesai",
)  # fmt: skip
ODD = st.one_of(
    st.sampled_from(["", "ajukan", "setuju", "kembali", "simpan", "1", "-1", "1.234", "12,5", "9" * 40, "²", "½", "higher",
                     "2026-06-30", "2026-13-40", "0001-01-01", "9999-12-31", "work_result", "komunikasi", "upheld", "rejected",
                     "as", "TD", "ya", "\x00", "{0}", "%s", "<b>", "..", CYCLE, MELATI]),
    st.text(max_size=40), st.integers(290, 4100).map(lambda n: "p" * n),
)  # fmt: skip


@pytest.fixture(scope="module")
def towns() -> Iterator[list[tuple[World, list[tuple[str, str]]]]]:
    """Return an office in each stage, with the addresses that exist there and who may open them."""
    with tempfile.TemporaryDirectory() as folder:
        first = build_town(Path(folder) / "a", "consultation")
        second = build_town(Path(folder) / "b", "goals")
        agreed, draft = (
            set_goal(second, MELATI, SEKRETARIS), set_goal(second, MELATI, expected_result="Arsip tertata rapi")
        )  # fmt: skip
        third = build_town(Path(folder) / "c", "assessment")
        for boss, who in ((KASI, TIGOR), (CAMAT, SEKRETARIS), (ASISTEN, CAMAT)):
            rate(third, boss, who)
        advance(third, "closed")
        object_to(third, TIGOR, KASI, CAMAT)
        yield [
            (first, [(MELATI, f"/pendapat/{CYCLE}/sebelum"), (ASISTEN, f"/pendapat/{CYCLE}/sesudah")]),
            (second, [
                (MELATI, f"/tujuan/{CYCLE}/baru"), (MELATI, goal_path(second, draft) + "/ubah"),
                (MELATI, goal_path(second, agreed) + "/realisasi"), (MELATI, goal_path(second, agreed) + "/ubah"),
                (SEKRETARIS, goal_path(second, agreed, "/tujuan-bawahan")),
            ]),
            (third, [
                (SEKRETARIS, f"/keberatan/{CYCLE}"), (CAMAT, f"/keberatan/{CYCLE}"), (TIGOR, f"/keberatan/{CYCLE}"),
                (KASI, case_path(third, TIGOR, "tanggapan")), (CAMAT, case_path(third, TIGOR, "putusan")),
                (TIGOR, f"/pendapat/{CYCLE}/sesudah"),
            ]),
        ]  # fmt: skip


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data(), fields=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=12), english=st.booleans())
def test_odd_input_is_answered_with_a_page(towns, data, fields, english) -> None:
    for world, places in towns:
        who, path = data.draw(st.sampled_from(places), "place")
        whole = data.draw(st.booleans(), "on top of a good goal")
        me = world.client(who, "en" if english else "id")
        answer = me.post(path, {**(GOOD if whole else {}), **fields})
        case = (path, fields, answer.status_code)
        assert answer.status_code in (200, 303, 404, 409, 422), case
        assert answer.status_code == 303 or "<h1" in answer.text, case
        for page in (path, "/tugas", "/tujuan", "/keberatan", "/pendapat"):
            assert me.get(page, query_string=fields).status_code in (200, 303, 404, 405), (page, case)
        stored = world.dump()
        assert {g["state"] for g in stored.get("goals", {}).values()} <= set(names("goal_state"))
        assert {o["outcome"] for o in stored.get("objections", {}).values()} <= {None, *OUTCOMES}
        assert len({len(s["box"]) for s in stored.get("opinions", {}).values()}) <= 1
