"""Named records past their time: destroyed for good with a certificate, again after a restore, whatever a kill left."""

import json
import shutil
from dataclasses import replace

import pytest

from assessment.goal import Wish
from assessment.organisation import parse_organisation
from assessment.retention import KINDS, NEEDS, YEARS, Certificate, kept_until
from kinerja_office import (
    choices,
    consultation,
    cycles,
    destruction,
    dialogues,
    evaluations,
    evidence,
    feedback,
    goals,
    publication,
    records,
    retention,
    roster,
    training,
)
from kinerja_office.keys import needed
from kinerja_office.office import INDEXES, Office, PublicSide
from kinerja_store import attachments, keyring, open_store, trail
from kinerja_store.backup import backup, restore
from kinerja_words.content import RECORD_KINDS
from tests.anonymity.killing import run_killed
from tests.forms_service.pictures import PDF, PNG
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import CONTENT, ID, on, pair
from tests.kinerja_office.test_nobody_waits import at
from tests.wording import refusing

WORDS = (
    "Arsipkaktus",
    "Umpankaktus",
    "Dialogkaktus",
    "Alasankaktus",
    "Komentarkaktus",
    "Catatankaktus",
    "Langkahkaktus",
    "Minatkaktus",
)
PASSPHRASE = "lima kata acak dari rekaan"
PUBLISHED, LATER = "2026-12-01", "2031-12-01"
EARLY = "2028-12-01"
"""On this day evidence, feedback, dialogues, choices and comments are past their time, the rest is not."""


def reopened(folder, day=LATER) -> Office:
    """The office of a private folder, on a day."""
    settings = parse_organisation((CONTENT / "organisation.toml").read_text(encoding="utf-8"))
    store = open_store(folder, indexes=INDEXES)
    return on(Office(folder, store, settings, holidays=small_town.HOLIDAYS), day)


@pytest.fixture
def published(office, tmp_path):
    """A published cycle with every kind of named record; each text is one nothing else says."""
    small_town.create(office, to="consultation")
    person, boss, _ = pair(office)
    asked = office.store.read
    with asked() as view:
        first, *others = [e.employee_number for e in records.roster(view).employees][:6]
        ratings = {q.code: "4" for q in consultation.questions(view, records.cycle(view, ID), "before")}
    for n, who in enumerate((first, *others)):
        consultation.save(office, ID, "before", who, ratings, f"Komentarkaktus {n}")
    small_town.to_state(office, "goals")
    goal = goals.save(office, ID, person, Wish("Arsipkaktus", success="Seratus"))
    goals.propose(office, ID, person, goal.id)
    goals.agree(office, ID, boss, person, goal.id)
    for body in (PNG, PDF):
        evidence.add(office, ID, person, goal.id, body)
    feedback.give(office, ID, boss, person, "", "Umpankaktus")
    dialogues.import_held(office, ID, [(person, {"employee": "Dialogkaktus", "leader": "Dialogkaktus"})], "hr")
    small_town.to_state(office, "assessment")
    with asked() as view:
        wanted = records.assignments(view, ID)
    answers = {i.code: "3" for i in small_town.instrument().items}
    from kinerja_office import answering

    for one in wanted:
        levels = {"work_result": "as", "work_behaviour": "as", "reason": "Alasankaktus"}
        entry = answering.save(office, ID, one, answers, levels=levels if one.method == "supervisor" else None)
        answering.send(office, ID, one, entry.revision)
    cycles.close_cycle(office, ID, "hr")
    small_town.deliver(office, ID)
    choices.choose(office, ID, person, (), small_town.instrument().criteria[0].code, "Langkahkaktus")
    training.be_interested(office, ID, person, "kaktus", {"id": "Minatkaktus"})
    with office.store.write() as change:
        one = evaluations.get(change, ID, person)
        change.put("evaluations", records.key(ID, person), {**one.to_doc(), "note": "Catatankaktus"})
    packages = tmp_path / "published"
    office = on(replace(office, public=PublicSide(packages, lambda *_: None)), PUBLISHED)
    report = publication.publish(office, ID, packages, {}, "hr").report
    assert report.exit_code == 0, report
    trail.flush(office.store)
    return office


def raw(folder):
    """Every byte of a private folder and every name in it, one after the other."""
    return b"\n".join(
        p.relative_to(folder).as_posix().encode() + b"\n" + (p.read_bytes() if p.is_file() else b"")
        for p in sorted(folder.rglob("*"))
    )


def left(office):
    with office.store.read() as view:
        return {k.kind: k.there for k in destruction.keeping(office, view, records.cycle(view, ID)) if k.there}


def gone(office, words=WORDS):
    """Nothing of the texts, of the files or of their names is in the folder."""
    bytes_of = raw(office.folder)
    assert [w for w in words if w.encode() in bytes_of] == []
    assert PNG not in bytes_of
    assert PDF not in bytes_of
    assert evidence.faults(office) == ([], [])
    assert keyring.marked(office.folder) == []


def test_before_its_time_nothing_is_destroyed_and_the_day_is_told(published):
    before = left(published)
    assert set(before) == set(KINDS) - {"objections"}
    with refusing("may be destroyed from 1 December 2027 on"):
        destruction.destroy(on(published, "2027-11-30"), ID, "hr")
    assert left(published) == before
    assert not destruction.list_file(published.folder).exists()


def test_what_is_past_its_time_goes_alone_and_the_rest_later(published):
    one = destruction.destroy(on(published, EARLY), ID, "hr")
    assert set(one.kinds) == {"evidence", "feedback", "dialogues", "choices", "comments"}
    gone(published, ("Umpankaktus", "Dialogkaktus", "Komentarkaktus", "Langkahkaktus", "Minatkaktus"))
    assert b"Arsipkaktus" in raw(published.folder)
    with refusing("may be destroyed from 1 December 2031 on"):
        destruction.destroy(on(published, EARLY), ID, "hr")
    destruction.destroy(on(published, LATER), ID, "hr")
    gone(published)
    assert left(published) == {}
    with refusing("No named records"):
        destruction.destroy(on(published, LATER), ID, "hr")
    with published.store.read() as view:
        assert [c.day for c in destruction.certificates(view, ID)] == [EARLY, LATER]


def test_nothing_of_the_destroyed_is_in_the_folder_and_the_certificate_says_what(published):
    assert all(w.encode() in raw(published.folder) for w in WORDS), "each text is there before"
    names = attachments.names(published.folder)
    before = left(published)
    one = destruction.destroy(on(published, LATER), ID, "hr")
    gone(published, (*WORDS, *names))
    assert one.kinds == before
    lines = [json.loads(x) for x in trail.read_trail(published.folder).splitlines()]
    assert lines[-1]["details"] == {"cycle": ID, "kinds": list(one.kinds), "certificate": one.hash}
    assert destruction.listed(destruction.list_file(published.folder)) == ([one], 0)
    with published.store.still() as view:
        assert destruction.certificates(view) == [one]
        assert [f.level for f in trail.verify(trail.copy(published.folder, view))] == ["ok"]
    after = retention.aftermath(published, ID)
    assert after.certificates == (one,)
    assert not after.wrong


def test_what_stays_goes_on(published):
    """The next cycle compares with it, the package can be put back, no document is to be signed, nothing is published anew."""
    with published.store.read() as view:
        cycle = records.cycle(view, ID)
        plan = view.get("plans", ID)
        stays = {t: view.count(t, cycle=ID) for t in ("participants", "assignments")}
    packages = published.public.packages
    files = {p.name: p.read_bytes() for p in (packages / ID).iterdir()}
    office = on(published, LATER)
    destruction.destroy(office, ID, "hr")
    with office.store.read() as view:
        now = records.cycle(view, ID)
        assert now == replace(cycle, destroyed=now.destroyed)
        assert (view.get("plans", ID), {t: view.count(t, cycle=ID) for t in stays}) == (plan, stays)
        assert evaluations.expected(view, now) == {}
    with refusing("is whole"):
        publication.publish_again(office, ID, packages, "hr")
    shutil.rmtree(packages / ID)
    publication.publish_again(office, ID, packages, "hr")
    assert {p.name: p.read_bytes() for p in (packages / ID).iterdir()} == files
    assert publication.lost(office, packages) == []
    with refusing("cannot be computed again"):
        publication.prepare(office, ID, packages, {})


def test_a_package_that_is_lost_is_made_again_before_what_it_is_made_of_goes(published):
    folder = published.public.packages / ID
    files = {p.name: p.read_bytes() for p in folder.iterdir()}
    shutil.rmtree(folder)
    destruction.destroy(on(published, LATER), ID, "hr")
    publication.publish_again(on(published, LATER), ID, folder.parent, "hr")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == files


def test_a_package_that_can_not_be_had_stops_it(published):
    with published.store.write() as change:
        change.put("releases", ID, {**change.get("releases", ID), "package": "0" * 64})
    with refusing("package of cycle 2026-1 is lost"):
        destruction.destroy(on(published, LATER), ID, "hr")
    assert len(left(published)) == 8


@pytest.mark.parametrize("state", ["goals", "assessment", "closed"])
def test_only_of_a_published_cycle(office, state):
    small_town.create(office, to=state)
    with refusing("Publish it first"):
        destruction.destroy(on(office, LATER), ID, "hr")


def restored(file, folder):
    server = file.with_name(file.name + ".server.key")
    key = file.with_name(file.name + ".key")
    restore(file, folder, PASSPHRASE, key if key.exists() else None, server, needed=needed)


def test_a_restore_of_an_older_backup_is_destroyed_again(published, tmp_path):
    file = tmp_path / "older.backup"
    backup(published.store, file, PASSPHRASE)
    one = destruction.destroy(on(published, LATER), ID, "hr")
    published.store.close()
    shutil.rmtree(published.folder)
    restored(file, published.folder)
    office = reopened(published.folder)
    assert len(left(office)) == 8, "the backup is older"
    assert destruction.resume(office) == [one]
    gone(office)
    assert left(office) == {}
    trail.flush(office.store)
    assert json.loads(trail.read_trail(office.folder).splitlines()[-1])["act"] == "retention.again"
    with office.store.read() as view:
        assert destruction.certificates(view) == [one]
        assert records.cycle(view, ID).destroyed == tuple(one.kinds)
    assert destruction.resume(office) == [], "once"
    office.store.close()


def test_a_backup_of_an_unpublished_cycle_is_destroyed_again_and_never_published(office, published, tmp_path):
    file = tmp_path / "older.backup"
    with published.store.write() as change:
        cycle = records.cycle(change, ID)
        records.put_cycle(change, replace(cycle, state="closed", published=""))
    backup(published.store, file, PASSPHRASE)
    with published.store.write() as change:
        records.put_cycle(change, cycle)
    destruction.destroy(on(published, LATER), ID, "hr")
    restored(file, other := tmp_path / "other")
    destruction.take_list(other, destruction.list_file(published.folder))
    back = reopened(other)
    assert [c.cycle for c in destruction.resume(back)] == [ID]
    gone(back)
    with refusing("cannot be computed again"):
        publication.publish(back, ID, tmp_path / "published", {}, "hr")
    back.store.close()


def test_both_lists_are_joined(published, tmp_path):
    """A later backup carries its certificates to a machine without a list; the list carries later ones to an older store."""
    first = destruction.destroy(on(published, EARLY), ID, "hr")
    file = tmp_path / "later.backup"
    backup(published.store, file, PASSPHRASE)
    second = destruction.destroy(on(published, LATER), ID, "hr")
    restored(file, other := tmp_path / "other")
    back = reopened(other)
    assert destruction.resume(back) == []
    assert destruction.listed(destruction.list_file(other)) == ([first], 0), "from the store"
    destruction.take_list(other, destruction.list_file(published.folder))
    assert destruction.resume(back) == [second]
    with back.store.read() as view:
        assert destruction.certificates(view) == [first, second]
    gone(back)
    back.store.close()


def test_a_damaged_line_destroys_nothing_and_is_told(published, tmp_path):
    one = destruction.destroy(on(published, LATER), ID, "hr")
    path = destruction.list_file(tmp_path / "x")
    forged = {**one.to_doc(), "cycle": "2027"}
    for body in (json.dumps(forged), "no json", "[]", json.dumps({**one.to_doc(), "kinds": {"plans": 1}}), "\u2028"):
        path.write_text(body + "\n")
        assert destruction.listed(path) == ([], 1)
        with refusing("not a whole list"):
            destruction.take_list(tmp_path / "x", path)
    destruction._add(path, [one])
    assert destruction.listed(path) == ([one], 1), "what is damaged stays"


def test_another_cycle_of_that_id_is_left_alone(published):
    one = replace(Certificate(ID, "2020-01-01", {"goals": 1}, LATER, "hr"))
    destruction._add(destruction.list_file(published.folder), [one])
    assert destruction.resume(on(published, LATER)) == []
    assert len(left(published)) == 8


def test_killed_anywhere_it_is_whole_or_not_begun(published, tmp_path):
    """Every call that changes the disk: after the next start the records are all there, or none of them is anywhere."""
    published.store.close()
    kept = tmp_path / "kept"
    shutil.copytree(published.folder, kept)
    folder, seen = published.folder, set()

    def work():
        office = reopened(folder)
        destruction.destroy(replace(office, public=published.public), ID, "hr")
        office.store.close()

    at, died = 0, True
    while died:
        at += 1
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        destruction.list_file(folder).unlink(missing_ok=True)
        died, _ = run_killed(work, at)
        office = reopened(folder)
        destruction.resume(office)
        cycles.resume(office)
        if left(office):
            assert len(left(office)) == 8, at
            assert not destruction.list_file(folder).exists()
            seen.add("not begun")
        else:
            gone(office)
            assert len(destruction.listed(destruction.list_file(folder))[0]) == 1, at
            seen.add("whole")
        with office.store.still() as view:
            assert {f.level for f in trail.verify(trail.copy(folder, view))} <= {"ok", "warning"}, at
        office.store.close()
    assert seen == {"not begun", "whole"}
    assert at > 20


def test_the_running_service_finishes_what_was_cut_too(published, monkeypatch):
    """The look a request takes now and then (`cycles.resume`) removes files and history as the start does."""
    monkeypatch.setattr(destruction, "_finish", lambda *_: None)  # the process died here
    destruction.destroy(on(published, LATER), ID, "hr")
    monkeypatch.undo()
    assert b"Arsipkaktus" in raw(published.folder)
    cycles.resume(on(published, LATER))
    gone(published)


def test_years_are_the_offices_and_no_kind_outlives_what_it_needs():
    text = (CONTENT / "organisation.toml").read_text(encoding="utf-8")
    assert parse_organisation(text).retention == YEARS
    assert parse_organisation(text + "\n[retention]\nfeedback = 7\n").retention == {**YEARS, "feedback": 7}
    for kind, needs in NEEDS.items():
        with refusing(f"{kind} cannot be kept longer than {needs[0]}"):
            parse_organisation(text + f"\n[retention]\n{needs[0]} = 3\n{kind} = 4\n")
    with refusing("retention.diary"):
        parse_organisation(text + "\n[retention]\ndiary = 3\n")
    assert KINDS == RECORD_KINDS


def test_years_run_from_the_publication_and_a_leap_day_has_no_birthday_lost():
    assert kept_until("2024-02-29", 4) == "2028-02-29"
    assert kept_until("2024-02-29", 1) == "2025-03-01"
    assert kept_until("2026-12-31", 2) == "2028-12-31"


def test_while_records_are_destroyed_nobody_waits(published, monkeypatch):
    met = at(monkeypatch, publication, "keep_whole", lambda: roster.note_export(published, "x", "", "hr"))
    assert destruction.destroy(on(published, LATER), ID, "hr").kinds
    assert met == [None], "a line of the trail was written meanwhile"
