"""Evidence files: known by their content, on the disk before the record, gone with it, backed up, and found by doctor."""

import re
import threading

import pytest

from assessment.evidence import MOST_BYTES, MOST_OF_PERSON, kind_of
from assessment.goal import Wish
from kinerja_office import evidence, goals
from kinerja_office.keys import needed
from kinerja_store import attachments
from kinerja_store.backup import backup, restore
from tests.forms_service.pictures import JPG, NOT_EVIDENCE, PDF, PNG
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, pair
from tests.wording import refusing


@pytest.fixture
def setting(office):
    small_town.create(office, to="goals")
    person, boss, _ = pair(office)
    one = goals.save(office, ID, person, Wish("Arsip tertata", success="Seratus berkas"))
    goals.propose(office, ID, person, one.id)
    goals.agree(office, ID, boss, person, one.id)
    return office, person, boss, one


def large(size):
    """A whole PDF of so many bytes."""
    return PDF[:9] + b"%" + b"x" * (size - len(PDF) - 2) + b"\n" + PDF[9:]


@pytest.mark.parametrize(("body", "kind"), [(PDF, "pdf"), (JPG, "jpg"), (PNG, "png")])
def test_a_whole_file_is_known_by_its_content(body, kind):
    assert kind_of(body) == kind


@pytest.mark.parametrize("what", NOT_EVIDENCE)
def test_what_only_looks_like_one_is_refused(what):
    with refusing("no whole PDF"):
        kind_of(NOT_EVIDENCE[what])


def test_a_file_is_kept_read_and_removed_with_its_record(setting):
    office, person, _, goal = setting
    one = evidence.add(office, ID, person, goal.id, PNG)
    assert evidence.add(office, ID, person, goal.id, PNG) == one, "the same again is one"
    assert attachments.names(office.folder) == {one.file}
    path = office.folder / attachments.FOLDER / one.file
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert evidence.read(office, one) == PNG
    for _ in range(2):
        evidence.remove(office, ID, person, goal.id, one.file)
    assert attachments.names(office.folder) == set()
    with office.store.read() as view:
        assert evidence.of_person(view, ID, person) == []


def test_what_is_refused_leaves_no_file(setting):
    office, person, boss, goal = setting
    for body, says in ((b"x", "no whole PDF"), (large(MOST_BYTES + 1), "more than 5 MB")):
        with refusing(says):
            evidence.add(office, ID, person, goal.id, body)
    with refusing("no such goal"):
        evidence.add(office, ID, boss, goal.id, PNG)
    for n in range(MOST_OF_PERSON // MOST_BYTES):
        evidence.add(office, ID, person, goal.id, large(MOST_BYTES - n))
    with refusing("50 MB"):
        evidence.add(office, ID, person, goal.id, large(2000))
    assert len(attachments.names(office.folder)) == MOST_OF_PERSON // MOST_BYTES
    small_town.to_state(office, "closed")
    with refusing("no realisations"):
        evidence.add(office, ID, person, goal.id, PNG)
    assert len(attachments.names(office.folder)) == MOST_OF_PERSON // MOST_BYTES


def test_a_crash_leaves_a_file_without_a_record_that_is_found_and_removed(setting, monkeypatch):
    office, person, _, goal = setting
    kept = evidence.add(office, ID, person, goal.id, PNG)
    put = attachments.put

    def died(*args):
        put(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(attachments, "put", died)
    monkeypatch.setattr(attachments, "remove", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        evidence.add(office, ID, person, goal.id, JPG)
    monkeypatch.undo()
    orphans, wrong = evidence.faults(office)
    assert (len(orphans), wrong) == (1, [])
    assert evidence.sweep(office) == orphans
    assert attachments.names(office.folder) == {kept.file}


def test_a_missing_or_changed_file_is_told_and_not_given_out(setting):
    office, person, _, goal = setting
    kept = [evidence.add(office, ID, person, goal.id, body) for body in (PNG, PDF)]
    attachments.remove(office.folder, kept[0].file)
    (office.folder / attachments.FOLDER / kept[1].file).write_bytes(JPG)
    assert evidence.faults(office) == ([], sorted(e.file for e in kept))
    for one in kept:
        with refusing("missing or damaged"):
            evidence.read(office, one)


def test_files_are_read_while_everybody_writes(setting, monkeypatch):
    office, person, _, goal = setting
    kept = [evidence.add(office, ID, person, goal.id, body) for body in (PNG, PDF)]
    read, sent = attachments.read, []

    def slow(folder, name):
        if not sent:
            other = threading.Thread(
                target=lambda: sent.append(evidence.remove(office, ID, person, goal.id, kept[0].file))
            )
            other.start()
            other.join(20)
            assert sent, "who removes a file waits for the examination"
        return read(folder, name)

    monkeypatch.setattr(attachments, "read", slow)
    assert evidence.faults(office) == ([], []), "what was removed meanwhile with its record is no fault"


def test_what_cannot_be_read_or_is_nobodys_stops_no_examination_and_no_close(setting, monkeypatch):
    office, person, _, goal = setting
    one = evidence.add(office, ID, person, goal.id, PNG)
    stranger = office.folder / attachments.FOLDER / "catatan.txt"
    stranger.write_bytes(b"x")
    assert evidence.faults(office) == (["catatan.txt"], [])
    assert evidence.sweep(office) == []
    assert stranger.exists()

    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(attachments, "read", broken)
    assert evidence.faults(office) == (["catatan.txt"], [one.file])
    with refusing("missing or damaged"):
        evidence.read(office, one)


def test_a_backup_brings_every_file_back(setting, tmp_path):
    office, person, _, goal = setting
    kept = [evidence.add(office, ID, person, goal.id, body) for body in (PNG, PDF, JPG)]
    file = tmp_path / "copy.backup"
    backup(office.store, file, "lima kata acak dari rekaan")
    restored = tmp_path / "restored"
    server = file.with_name(file.name + ".server.key")
    restore(file, restored, "lima kata acak dari rekaan", None, server if server.exists() else None, needed=needed)
    for one, body in zip(kept, (PNG, PDF, JPG), strict=True):
        assert (restored / attachments.FOLDER / one.file).read_bytes() == body
    assert (restored / attachments.FOLDER).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../store.journal", "a" * 31, "A" * 32, "a" * 32 + "/x", ""])
def test_no_name_leads_elsewhere(tmp_path, name):
    for act in (attachments.read, attachments.remove, lambda f, n: attachments.put(f, n, b"x")):
        with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
            act(tmp_path, name)


def test_what_is_being_added_is_swept_by_nobody(setting, monkeypatch):
    """A file is written under the store's lock: a sweep of the running service comes before it or after its record."""
    office, person, _, goal = setting
    put, swept = attachments.put, []

    def slow(*args):
        put(*args)
        sweep = threading.Thread(target=lambda: swept.append(evidence.sweep(office)))
        sweep.start()
        sweep.join(0.3)
        others.append(sweep)

    others: list[threading.Thread] = []
    monkeypatch.setattr(attachments, "put", slow)
    one = evidence.add(office, ID, person, goal.id, PNG)
    others[0].join()
    assert swept == [[]]
    assert evidence.read(office, one) == PNG
