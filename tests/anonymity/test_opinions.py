"""Opinions of the consultation are sealed like ballots: A44 to A47."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kinerja_office import accounts, ballots, consultation, cycles, keys, records, retention
from kinerja_office.ballots import BoxDamaged
from kinerja_office.keys import needed
from kinerja_office.office import Office
from kinerja_store import keyring, trail
from kinerja_store.backup import backup, restore
from kinerja_words.catalogue import worded
from tests.anonymity import city
from tests.anonymity.city import Source
from tests.anonymity.comparing import assert_same
from tests.anonymity.searching import files, key_needles, search
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID
from tests.wording import refusing

NAME = consultation.key_name(ID, "before")
PASSPHRASE = "kata sandi"


def comment(place: int) -> str:
    return f"Pendapat ke-{place:02} tentang rancangan ini: terlalu panjang."


def asking(folder: Path) -> Office:
    with small_town.town(folder) as office:
        small_town.create(office, to="consultation")
    return reopened(folder)


def reopened(folder: Path) -> Office:
    with small_town.town(folder / "empty") as other:
        settings = other.organisation
    shutil.rmtree(folder / "empty")
    office = Office(
        folder / "private", city.open_store(folder / "private", indexes=city.INDEXES), settings, random=Source()
    )
    return small_town.on(office, "2026-02-01")


def numbers(office: Office) -> list[str]:
    return sorted(e.employee_number for e in small_town.people(office))


def questions(office: Office) -> list[str]:
    with office.store.read() as view:
        return [q.code for q in consultation.questions(view, records.cycle(view, ID), "before")]


def answer(office: Office, people: list[str], given: dict[int, int] | None = None) -> None:
    """Each gives the ratings and comment of a place; `given` sends them in another order."""
    asked = questions(office)
    for place, number in enumerate(people):
        what = given[place] if given else place
        ratings = {code: str((what + n) % 5 + 1) for n, code in enumerate(asked)}
        consultation.save(office, ID, "before", number, ratings, comment(what))


def boxes(office: Office) -> dict[str, str]:
    with office.store.read() as view:
        return {where: doc["box"] for where, doc in view.find("opinions")}


def needles(places: range) -> dict[str, bytes]:
    """Comments, and ratings as a string; nine digits are no chance."""
    ratings = {f"ratings {p}": "".join(str((p + n) % 5 + 1) for n in range(9)).encode() for p in places}
    return {comment(p): comment(p).encode() for p in places} | ratings


def test_a44_while_the_stage_runs_nothing_readable_is_stored(quick: Path) -> None:
    """A44: journal, snapshot and backup hold no rating, no comment and no number beside a box."""
    office = asking(quick)
    answer(office, numbers(office)[:8])
    backup(office.store, quick / "b.kt", PASSPHRASE)
    office.store.compact()
    answer(office, numbers(office)[8:12])
    with office.store.read() as view:
        docs = [doc for _, doc in view.find("opinions")]
    assert {frozenset(d) for d in docs} == {frozenset({"cycle", "stage", "box"})}
    key = keyring.read(office.folder, NAME)
    office.store.close()
    blobs = files(quick)
    assert search(blobs, needles(range(12))) == []
    holding = {n for n, body in blobs.items() if search({n: body}, key_needles(key))}
    assert holding == {f"private/keys/{NAME}.key"}


def test_a44_all_boxes_of_a_stage_have_one_length_and_open_under_their_own_name_alone(quick: Path) -> None:
    """A44: an empty comment and the longest one, of letters of one byte and of two."""
    office = asking(quick)
    people, code = numbers(office), questions(office)[0]
    for number, words in zip(people, ["", "a", "é" * 990, "\n".join("x" * 99 for _ in range(10))], strict=False):
        consultation.save(office, ID, "before", number, {code: "3"}, words)
    with refusing("too many signs"):
        consultation.save(office, ID, "before", people[5], {code: "3"}, "😀" * 990)
    found = boxes(office)
    assert len(found) == 4
    assert len({len(box) for box in found.values()}) == 1
    key = keyring.read(office.folder, NAME)
    (first, box), (second, _) = list(found.items())[:2]
    assert ballots.open_box(key, "opinion", first.rsplit("/", 1)[1], box)["ratings"][0] == "3"
    for name, purpose in ((second.rsplit("/", 1)[1], "opinion"), (first.rsplit("/", 1)[1], "ballot")):
        with pytest.raises(BoxDamaged):
            ballots.open_box(key, purpose, name, box)
    office.store.close()


def test_a45_an_old_copy_without_the_key_shows_nothing_after_the_end(quick: Path) -> None:
    """A45: backup and disk of the running stage, without the key file; the key is nowhere any more."""
    office = asking(quick)
    answer(office, numbers(office)[:8])
    backup(office.store, quick / "b.kt", PASSPHRASE)
    shutil.copytree(office.folder, quick / "copy", ignore=shutil.ignore_patterns("keys"))
    key = keyring.read(office.folder, NAME)
    cycles.next_stage(office, ID, "hr")
    office.store.close()
    restore(quick / "b.kt", quick / "again", PASSPHRASE, needed=needed)
    assert search(files(quick / "copy") | files(quick / "again"), needles(range(8))) == []
    left = files(quick / "private") | files(quick / "copy") | files(quick / "again")
    assert search(left, key_needles(key)) == []


def test_a45_after_the_end_no_box_no_pseudonym_and_no_key_is_left(quick: Path) -> None:
    """A45: what counts and comments were made of is gone from every file of the private folder."""
    office = asking(quick)
    answer(office, numbers(office)[:8])
    key, found = keyring.read(office.folder, NAME), boxes(office)
    cycles.next_stage(office, ID, "hr")
    office.store.close()
    marks = {w: w.rsplit("/", 1)[1].encode() for w in found} | {f"box of {w}": b.encode() for w, b in found.items()}
    assert search(files(quick / "private"), marks | key_needles(key)) == []


def end_of(folder: Path, people: list[int], given: dict[int, int], again: tuple[int, ...] = ()) -> dict[str, bytes]:
    """Play a stage and return every byte that is left."""
    office = asking(folder)
    everybody = numbers(office)
    answer(office, [everybody[p] for p in people], given)
    for place in again:
        answer(office, [everybody[people[place]]], {0: given[place]})
    cycles.next_stage(office, ID, "hr")
    trail.flush(office.store)
    office.store.wipe_history()
    office.store.close()
    found = city.contents(folder)
    del found["private/keys/server.key"]  # drawn anew in each folder
    return found


@pytest.mark.parametrize("n", [4, 5, 12])
def test_a46_who_gave_which_opinion_changes_no_byte(quick: Path, n: int) -> None:
    """A46: other people, another order, other ratings beside the comments of the same people, a change sent twice."""
    draw = random.Random(n)
    reference = end_of(quick / "0", list(range(n)), {p: p for p in range(n)})
    for turn in range(1, 5):
        people = draw.sample(range(30), n)
        what = draw.sample(range(n), n)
        found = end_of(quick / str(turn), people, dict(enumerate(what)), again=tuple(draw.sample(range(n), 2)))
        assert_same(reference, found, f"turn {turn}")


def test_a46_too_few_opinions_leave_the_same_whatever_they_said_and_however_many(quick: Path) -> None:
    """A46: one, two or four opinions, with and without comment; all that is left is that they were fewer than five."""
    reference = end_of(quick / "0", [0], {0: 0})
    for turn, people in enumerate(([3], [1, 2], [5, 6, 7, 8]), 1):
        given = {p: p + turn for p in range(len(people))}
        assert_same(reference, end_of(quick / str(turn), people, given), f"{len(people)} people")


def test_a47_a_slip_issued_again_opens_no_earlier_opinion(quick: Path) -> None:
    """A47: whoever signs in with it finds the form empty; what was sent counts until it is replaced."""
    office = asking(quick)
    people = numbers(office)[:5]
    answer(office, people)
    me = people[0]
    code = accounts.issue_slips(office, [me], "hr")[me]
    accounts.set_secret(office, accounts.sign_in(office, me, code), "sandi yang cukup panjang")
    accounts.issue_slips(office, [me], "hr", again=True)
    with office.store.read() as view:
        cycle = records.cycle(view, ID)
        assert consultation.mine(office, view, cycle, "before", me) is None
        assert consultation.mine(office, view, cycle, "before", people[1]) is not None
    cycles.next_stage(office, ID, "hr")
    with office.store.read() as view:
        assert comment(0) in consultation.comments(view, ID, "before")
    office.store.close()


def test_a9_a_copy_of_a_stages_key_is_listed_too(quick: Path) -> None:
    """A9 A30: a backup of the running consultation; its key file can be confirmed deleted once the stage has ended."""
    office = asking(quick)
    answer(office, numbers(office)[:6])
    backup(office.store, quick / "b.kt", PASSPHRASE)
    assert [c.file for c in retention.key_copies(office, ID)] == ["b.kt.key"]
    with refusing("not sealed yet"):
        retention.confirm_key_copies(office, ID, ["b.kt.key"], "hr")
    cycles.next_stage(office, ID, "hr")
    assert retention.confirm_key_copies(office, ID, ["b.kt.key"], "hr") == []
    said = " ".join(worded(line, "en") for line in retention.aftermath(office, ID).lines())
    assert "Opinions on the draft instrument: counted and removed, their key destroyed." in said
    office.store.close()


def test_a_stage_whose_key_is_lost_can_be_ended_and_stops_nothing_else(quick: Path) -> None:
    """After a restore without its key file: nobody can read the boxes, the service starts, and HR ends the stage."""
    office = asking(quick)
    people = numbers(office)
    answer(office, people[:6])
    keyring.path(office.folder, NAME).unlink()
    keys.must_fit(office)
    with office.store.read() as view:
        cycle = records.cycle(view, ID)
        assert not consultation.is_open(office, view, cycle, "before")
        assert consultation.mine(office, view, cycle, "before", people[0]) is None
    with refusing("not open"):
        consultation.save(office, ID, "before", people[7], {questions(office)[0]: "3"})
    cycles.next_stage(office, ID, "hr")
    with office.store.read() as view:
        assert consultation.counts(view, ID, "before").few
    keys.must_fit(office)
    office.store.close()


def test_opinions_that_an_older_version_stored_are_sealed_at_the_next_start(quick: Path) -> None:
    """What 0.1.0 kept readable lies in boxes after the first command, also on the disk, and counts the same."""
    office = asking(quick)
    people = numbers(office)[:10]
    answer(office, people)
    key = keyring.read(office.folder, NAME)
    with office.store.write() as change:  # as 0.1.0 stored them
        for place, (where, _) in enumerate(list(change.find("opinions"))):
            words = {"ratings": {questions(office)[0]: 2}, "comment": comment(place)}
            change.put("opinions", where, {"cycle": ID, "stage": "before", **words})
    assert search(files(quick), needles(range(10)))
    consultation.seal_readable(office)
    assert search(files(quick), needles(range(10))) == []
    assert len({len(box) for box in boxes(office).values()}) == 1
    assert keyring.read(office.folder, NAME) == key
    office = replace(office)
    cycles.next_stage(office, ID, "hr")
    with office.store.read() as view:
        assert consultation.counts(view, ID, "before").figures[questions(office)[0]] == ("10", "2.0", "x", "x", "x")
        assert consultation.comments(view, ID, "before") == [comment(p) for p in range(10)]
    office.store.close()


def left_by(folder: Path, given: Sequence[str], older: bool = False) -> dict[str, bytes]:
    """Play a stage with these answers to the first question, and return every byte that is left; `older`: as 0.1.0 kept it."""
    office = asking(folder)
    code = questions(office)[0]
    for number, value in zip(numbers(office), given, strict=False):
        consultation.save(office, ID, "before", number, {code: value})
    cycles.next_stage(office, ID, "hr")
    if older:
        with office.store.write() as change:
            (where, doc), counts = next(iter(change.find("opinion_counts"))), [given.count(v) for v in "12345"]
            kept = {k: doc[k] for k in ("cycle", "stage", "ended")} | {"people": len(given)}
            change.put("opinion_counts", where, {**kept, "counts": dict.fromkeys(doc["figures"], counts)})
        consultation.seal_readable(office)
        with office.store.read() as view:
            assert not any("counts" in doc for _, doc in view.find("opinion_counts"))
    trail.flush(office.store)
    office.store.wipe_history()
    office.store.close()
    found = city.contents(folder)
    del found["private/keys/server.key"]
    return found


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("333333333333", "333333333344"),  # 3.0 and 3.2: a mean of so few is in steps of 0.5
        ("333333333333", "112233445533"),
        ("11111", "55555"),  # too few for any figure
        ("1" * 6, "35" * 4),
        ("3" * 57, "3" * 58 + "4"),  # nearly all of 61: how many is withheld
    ],
)
def test_a46_answers_that_are_shown_alike_leave_the_same_bytes(quick: Path, one: str, other: str, older: bool) -> None:
    """A46: no figure in the folder is finer than the one that is published, nor is the number of people."""
    pair = (left_by(quick / str(n), given, older) for n, given in enumerate((one, other)))
    assert_same(*pair, "answers shown alike")
