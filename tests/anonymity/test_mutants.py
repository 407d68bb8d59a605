"""A protection taken away must make a test fail: one mutant for each."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.assignment import Assignment
from assessment.method import METHODS, RULES
from forms_service.desk import participation as desk_participation
from kinerja_office import (
    accounts,
    answering,
    ballots,
    consultation,
    declines,
    keys,
    participation,
    records,
    retention,
    sealing,
)
from kinerja_store import disk, keyring
from kinerja_store.keyed import KeyedStore
from kinerja_words.problems import refuse
from tests.anonymity import (
    city,
    comparing,
    oracle,
    test_ballot_boxes,
    test_key_copies,
    test_killed_while_sealing,
    test_nothing_left_on_disk,
    test_open_cycle,
    test_opinions,
    test_receipts,
    test_reports_about_their_leader,
    test_two_worlds,
    test_what_sealing_keeps,
)

Patch = pytest.MonkeyPatch
MUTANTS: dict[str, tuple[Callable[[Patch], None], Callable[[Path], object]]] = {}


def kills(test: Callable[[Path], object]) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Register a mutant with the test that has to fail for it."""

    def register(mutate: Callable[[Patch], None]) -> Callable[[Patch], None]:
        MUTANTS[mutate.__name__] = (mutate, test)
        return mutate

    return register


def permutations(folder: Path) -> None:
    comparing.compare(folder, [0, 1, 2], 4)


def left_on_disk(folder: Path) -> None:
    test_nothing_left_on_disk.test_a28_sealing_leaves_no_ballot_and_no_key(
        folder, test_nothing_left_on_disk.script_of_many_items
    )


def in_order(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        test_nothing_left_on_disk.test_a27_each_part_of_sealing_is_on_the_disk_before_the_next(folder, patch)


def killed(folder: Path) -> None:
    test_killed_while_sealing.kill_everywhere(folder, torn=False)


def every_box(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        test_two_worlds.test_a1_every_pair_has_its_box_from_the_opening_on_and_no_order_names_it(folder, patch)


def after_counting(patch: Patch, more: Callable[..., object]) -> None:
    """Do something more at the end of the counting step."""
    real = sealing.count_and_cut

    def mutant(office: Any, change: Any, cycle: Any) -> None:
        before = {t: list(change.find(t)) for t in ("ballots", "declines", "sessions", "forms")}
        assigned = records.assignments(change, cycle.id, method="peer")
        entries = answering.sealed_entries(office, change, cycle, assigned)
        real(office, change, cycle)
        more(change, cycle, before, entries)

    patch.setattr(sealing, "count_and_cut", mutant)


@kills(left_on_disk)
def keep_ballots(patch: Patch) -> None:
    after_counting(patch, lambda change, _, before, __: [change.put("ballots", k, d) for k, d in before["ballots"]])


@kills(permutations)
def keep_ballots_without_raters(patch: Patch) -> None:
    """The first design: rewritten without rater, but in the order of assignments."""

    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        for n, e in enumerate(entries):
            change.put("loose", f"{n:06}", {"cycle": cycle.id, "ratee": e.assignment.ratee, "answers": e.answers})

    after_counting(patch, more)


@kills(left_on_disk)
def keep_ballots_in_the_open(patch: Patch) -> None:
    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        for answers in sorted(e.answers for e in entries):
            change.put("loose", hashlib.sha256(answers.encode()).hexdigest(), {"cycle": cycle.id, "answers": answers})

    after_counting(patch, more)


@kills(permutations)
def keep_declines(patch: Patch) -> None:
    after_counting(patch, lambda change, _, before, __: [change.put("declines", k, d) for k, d in before["declines"]])


@kills(lambda folder: test_what_sealing_keeps.test_a19_a_closed_list_of_tables(folder))
def keep_sessions(patch: Patch) -> None:
    patch.setattr(accounts, "drop_sessions", lambda change: None)


@kills(lambda folder: test_what_sealing_keeps.test_a19_a_closed_list_of_tables(folder))
def keep_drafts(patch: Patch) -> None:
    def more(change: Any, _: Any, before: Any, __: Any) -> None:
        for key, doc in before["forms"]:
            change.put("forms", key, {**doc, "draft": "1" + doc["draft"][1:]})

    after_counting(patch, more)


@kills(permutations)
def unsorted_receipts(patch: Patch) -> None:
    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        codes = [e.receipt for e in entries if e.receipt]
        change.put("receipts", cycle.id, {"codes": codes, "forms": len(entries)})

    after_counting(patch, more)


@kills(permutations)
def receipts_by_unit(patch: Patch) -> None:
    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        codes = sorted(e.receipt for e in entries if e.receipt)
        people = records.participants(change, cycle.id)
        unit = {e.receipt: people[e.assignment.rater].unit for e in entries}
        change.put("receipts", cycle.id, {"codes": codes, "forms": len(entries), "units": [unit[c] for c in codes]})

    after_counting(patch, more)


@kills(permutations)
def keep_who_answered(patch: Patch) -> None:
    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        for e in entries:
            key = records.assignment_key(cycle.id, e.assignment)
            change.put("assignments", key, {"cycle": cycle.id, **e.assignment._asdict(), "sent": True})

    after_counting(patch, more)


@kills(permutations)
def keep_the_number_of_raters(patch: Patch) -> None:
    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        doc = change.get("counts", f"{cycle.id}/peer")
        change.put("counts", f"{cycle.id}/peer", {**doc, "raters": len({e.assignment.rater for e in entries})})

    after_counting(patch, more)


@kills(lambda folder: test_what_sealing_keeps.test_a22_a34_means_from_three_ballots_on(folder))
def means_from_two_ballots(patch: Patch) -> None:
    patch.setattr(sealing, "RULES", RULES | {"peer": replace(RULES["peer"], own_from=2)})


@kills(lambda folder: test_reports_about_their_leader.test_a48_means_from_five_ballots_on_and_below_not_a_trace(folder))
def means_of_four_reports(patch: Patch) -> None:
    patch.setattr(sealing, "RULES", RULES | {"subordinate": replace(RULES["subordinate"], own_from=4)})


@kills(lambda folder: test_reports_about_their_leader.test_a48_means_from_five_ballots_on_and_below_not_a_trace(folder))
def receipts_of_one_method_over_the_others(patch: Patch) -> None:
    patch.setattr(records, "sealed_key", lambda method, *parts: records.key(*parts))


def one_pseudonym(folder: Path) -> None:
    test_reports_about_their_leader.test_a48_no_pseudonym_is_of_two_methods_and_no_order_tells_of_which(folder)


@kills(one_pseudonym)
def a_pseudonym_for_all_methods(patch: Patch) -> None:
    real = ballots.tag
    patch.setattr(ballots, "tag", lambda key, one, purpose="tag": real(key, one._replace(method="peer"), purpose))


@kills(one_pseudonym)
def boxes_method_by_method(patch: Patch) -> None:
    real = answering._in_order

    def by_method(*args: Any) -> Any:
        return sorted(real(*args), key=lambda e: e.assignment.method)

    patch.setattr(answering, "_in_order", by_method)


@kills(
    lambda folder: test_reports_about_their_leader.test_a48_a_leader_at_the_desk_reads_no_fifth_ballot(folder, "slip")
)
def slips_issued_again_count_as_own(patch: Patch) -> None:
    patch.setattr(sealing, "_under_a_new_slip", lambda view, cycle, entry: False)


@kills(lambda folder: test_what_sealing_keeps.test_a22_a34_means_from_three_ballots_on(folder))
def means_that_are_not_coded(patch: Patch) -> None:
    patch.setattr(sealing, "mean_text", lambda counts, low, high: "3.14")


@kills(lambda folder: test_what_sealing_keeps.test_a19_counts_hold_shown_cells_only(folder))
def keep_withheld_cells(patch: Patch) -> None:
    def more(change: Any, cycle: Any, _: Any, entries: Any) -> None:
        doc = change.get("counts", f"{cycle.id}/peer")
        whole = {c: {g: cell or [len(entries)] for g, cell in cells.items()} for c, cells in doc["criteria"].items()}
        change.put("counts", f"{cycle.id}/peer", {**doc, "criteria": whole})

    after_counting(patch, more)


@kills(killed)
def key_destroyed_after_closed(patch: Patch) -> None:
    late: list[Any] = []
    real_destroy, real_unmark = keyring.destroy, keyring.unmark
    patch.setattr(keyring, "destroy", lambda folder, name: late.append((folder, name)))

    def unmark(folder: Path, name: str) -> None:
        real_destroy(folder, name)
        real_unmark(folder, name)

    patch.setattr(keyring, "unmark", unmark)


@kills(killed)
def no_mark(patch: Patch) -> None:
    """Without the mark a process killed behind "closed" is never finished by another."""
    patch.setattr(keyring, "mark", lambda folder, name: None)


def killed_twice(folder: Path) -> None:
    test_killed_while_sealing.test_a17_killed_twice(folder, lambda _: None)


@kills(killed_twice)
def a_mark_taken_away_and_put_back(patch: Patch) -> None:
    real = keyring.mark

    def mark(folder: Path, name: str) -> None:
        keyring.unmark(folder, name)
        real(folder, name)

    patch.setattr(keyring, "mark", mark)


@kills(killed)
def whoever_resumes_signs_the_trail(patch: Patch) -> None:
    real = sealing.finish

    def finish(office: Any, id: str) -> Any:
        with office.store.write() as change:
            office.log(change, f"process {os.getpid()}", "cycle.finishing", cycle=id)
        return real(office, id)

    patch.setattr(sealing, "finish", finish)


@kills(left_on_disk)
def history_not_wiped(patch: Patch) -> None:
    patch.setattr(KeyedStore, "wipe_history", lambda self: None)


@kills(left_on_disk)
def key_not_destroyed(patch: Patch) -> None:
    patch.setattr(keyring, "destroy", lambda folder, name: None)


@kills(left_on_disk)
def key_moved_away(patch: Patch) -> None:
    def move(folder: Path, name: str) -> None:
        if keyring.exists(folder, name):
            keyring.path(folder, name).rename(folder / "old")

    patch.setattr(keyring, "destroy", move)


@kills(left_on_disk)
def half_made_key_forgotten(patch: Patch) -> None:
    patch.setattr(keyring, "NEW", keyring.KEY)


@kills(lambda folder: test_nothing_left_on_disk.test_a27_the_key_is_overwritten_in_place_before_its_name_goes(folder))
def key_unlinked_only(patch: Patch) -> None:
    patch.setattr(disk, "overwrite", disk.remove)


@kills(in_order)
def folder_of_keys_not_synced(patch: Patch) -> None:
    real = disk.sync_folder
    patch.setattr(disk, "sync_folder", lambda folder: None if folder.name == "keys" else real(folder))


@kills(lambda folder: test_nothing_left_on_disk.test_a2_the_open_phase_holds_no_plaintext(folder))
def ballots_not_encrypted(patch: Patch) -> None:
    import json
    from base64 import b64decode, b64encode

    def seal(key: bytes, purpose: str, name: str, words: Any, room: int, random: Any) -> str:
        return b64encode(json.dumps(words).encode().ljust(room)).decode()

    patch.setattr(ballots, "seal_box", seal)
    patch.setattr(ballots, "open_box", lambda key, purpose, name, box: json.loads(b64decode(box)))


@kills(lambda folder: test_nothing_left_on_disk.test_a2_the_open_phase_holds_no_plaintext(folder))
def declines_in_the_open(patch: Patch) -> None:
    def put(office: Any, change: Any, cycle: Any, one: Any, reason: str) -> None:
        change.put("declines", f"{cycle.id}/{one.rater}/{one.ratee}", {"cycle": cycle.id, "box": "", "reason": reason})

    patch.setattr(declines, "put", put)


@kills(lambda folder: test_ballot_boxes.test_a3_all_boxes_of_an_instrument_have_one_length(4))
def boxes_not_padded(patch: Patch) -> None:
    real = ballots.seal_box
    patch.setattr(ballots, "seal_box", lambda key, purpose, name, words, room, random: real(
        key, purpose, name, {k: v for k, v in words.items() if v}, len(repr(words)), random))  # fmt: skip


@kills(lambda folder: test_ballot_boxes.test_a2_a_box_moved_to_another_pseudonym_is_refused(folder))
def box_not_bound_to_its_name(patch: Patch) -> None:
    seal, open_ = ballots.seal_box, ballots.open_box
    patch.setattr(ballots, "seal_box", lambda key, purpose, _, *rest: seal(key, purpose, "", *rest))
    patch.setattr(ballots, "open_box", lambda key, purpose, _, box: open_(key, purpose, "", box))


@kills(lambda folder: test_ballot_boxes.test_a1_a_pseudonym_needs_the_key())
def pseudonym_without_key(patch: Patch) -> None:
    patch.setattr(
        ballots, "tag",
        lambda key, one, purpose="tag": hashlib.sha256(f"{one.rater}\0{one.ratee}".encode()).hexdigest()[:32],
    )  # fmt: skip


@kills(lambda folder: test_ballot_boxes.test_a1_nothing_stored_leads_to_a_rater(folder))
def pseudonym_in_the_order_of_raters(patch: Patch) -> None:
    patch.setattr(
        ballots, "tag", lambda key, one, purpose="tag": one.rater + hmac.digest(key, one.ratee.encode(), "md5").hex()
    )


@kills(lambda folder: test_ballot_boxes.test_a6_no_nonce_comes_twice(folder))
def nonce_used_twice(patch: Patch) -> None:
    real = ballots.seal_box
    patch.setattr(ballots, "seal_box", lambda k, p, n, w, room, _: real(k, p, n, w, room, bytes))


@kills(lambda folder: test_ballot_boxes.test_a3_all_stored_ballots_have_one_length(folder))
def a_time_beside_the_ballot(patch: Patch) -> None:
    real = answering._put

    def put(office: Any, change: Any, cycle: Any, instrument: Any, entry: Any) -> None:
        real(office, change, cycle, instrument, entry)
        for key, doc in list(change.find("ballots")):
            change.put("ballots", key, {"time": office.now().isoformat(), **doc})

    patch.setattr(answering, "_put", put)


@kills(lambda folder: test_receipts.test_a40_other_answers_leave_the_same_codes(folder))
def receipt_from_the_answers(patch: Patch) -> None:
    real = answering._put

    def put(office: Any, change: Any, cycle: Any, instrument: Any, entry: Any) -> None:
        if entry.receipt:
            code = hashlib.sha256(entry.answers.encode()).hexdigest()[:12]
            entry = replace(entry, receipt=code)
        real(office, change, cycle, instrument, entry)

    patch.setattr(answering, "_put", put)
    patch.setattr(ballots, "new_receipt", lambda random: random(16).hex())
    patch.setattr(city, "play", lambda folder, script, **how: _receipts_of_store(folder, script, how))


def _receipts_of_store(folder: Path, script: Any, how: Any) -> Any:
    office, played = city.play_open(folder, script, **how)
    with office.store.read() as view:
        cycle = records.cycle(view, city.CYCLE)
        for one in list(played.receipts):
            played.receipts[one] = answering.load(office, view, cycle, one).receipt
    office.store.close()
    return played


@kills(lambda folder: test_receipts.test_a38_a_receipt_stays_through_edits(folder))
def a_new_receipt_each_send(patch: Patch) -> None:
    real = answering._put
    patch.setattr(
        answering, "_put",
        lambda office, change, cycle, instrument, entry: real(office, change, cycle, instrument, replace(entry, receipt="")),
    )  # fmt: skip


@kills(lambda folder: test_receipts.test_a40_letters_do_not_follow_answers())
def receipts_with_a_bias(patch: Patch) -> None:
    letters = ballots.RECEIPT_ALPHABET
    patch.setattr(ballots, "new_receipt", lambda random: "".join(letters[b % len(letters)] for b in random(12)))


@kills(lambda folder: test_open_cycle.test_a11_no_act_of_hr_tells_whether_a_peer_has_answered(folder))
def an_import_that_tells(patch: Patch) -> None:
    real = answering.import_forms

    def mutant(office: Any, change: Any, cycle: Any, forms: Any) -> int:
        for _, form in forms:
            one = Assignment(form.method, form.rater, form.ratee)
            if form.method == "peer" and answering.load(office, change, cycle, one).sent:
                raise refuse("form.already_in")
        return real(office, change, cycle, forms)

    patch.setattr(answering, "import_forms", mutant)


@kills(lambda folder: test_open_cycle.test_a11_an_import_writes_as_much_for_a_peer_who_has_answered(folder))
def an_import_that_skips(patch: Patch) -> None:
    real = answering.import_forms

    def mutant(office: Any, change: Any, cycle: Any, forms: Any) -> int:
        def sent(form: Any) -> bool:
            one = Assignment(form.method, form.rater, form.ratee)
            return form.method == "peer" and answering.load(office, change, cycle, one).sent

        return real(office, change, cycle, [(row, form) for row, form in forms if not sent(form)])

    patch.setattr(answering, "import_forms", mutant)


@kills(lambda folder: test_open_cycle.test_a14_sends_and_sign_ins_of_asn_leave_no_line_in_the_trail(folder))
def sends_in_the_trail(patch: Patch) -> None:
    real = answering._put

    def put(office: Any, change: Any, cycle: Any, instrument: Any, entry: Any) -> None:
        real(office, change, cycle, instrument, entry)
        office.log(change, "system", "form.sent", cycle=cycle.id)

    patch.setattr(answering, "_put", put)


@kills(lambda folder: test_open_cycle.test_a18_a_wrong_key_closes_nothing(folder))
def a_wrong_key_counts_none(patch: Patch) -> None:
    def entries(office: Any, view: Any, cycle: Any, assigned: Any) -> list[Any]:
        found = [answering.load(office, view, cycle, one) for one in assigned]
        return [e for e in found if e.sent]

    patch.setattr(answering, "sealed_entries", entries)
    patch.setattr(keys, "read", lambda office, view, name: keyring.read(office.folder, name))


@kills(
    lambda folder: test_what_sealing_keeps.test_a7_an_undone_opening_leaves_no_key_and_the_next_gets_a_new_one(folder)
)
def one_key_for_two_openings(patch: Patch) -> None:
    patch.setattr(keyring, "renew", keyring.create)


@kills(lambda folder: test_key_copies.test_a9_a30_copies_are_listed_and_their_deletion_confirmed(folder))
def copies_not_noted(patch: Patch) -> None:
    from kinerja_store import backup

    patch.setattr(backup, "_note_copies", lambda store, names, file: None)


@kills(lambda folder: test_opinions.test_a44_while_the_stage_runs_nothing_readable_is_stored(folder))
def readable_opinions(patch: Patch) -> None:
    def put(office: Any, change: Any, one: Any, stage: Any, tag: str, opinion: Any, epoch: int) -> None:
        doc = {"cycle": one.id, "stage": stage, "ratings": dict(opinion.ratings), "comment": opinion.comment}
        change.put("opinions", records.key(one.id, stage, tag), doc)

    patch.setattr(consultation, "_put", put)


@kills(
    lambda folder: test_opinions.test_a44_all_boxes_of_a_stage_have_one_length_and_open_under_their_own_name_alone(
        folder
    )
)
def opinions_as_long_as_they_are(patch: Patch) -> None:
    real = ballots.seal_box
    patch.setattr(ballots, "seal_box", lambda key, purpose, name, words, room, random: real(
        key, purpose, name, words, len(str(words)) * 2, random))  # fmt: skip


@kills(lambda folder: test_opinions.test_a45_after_the_end_no_box_no_pseudonym_and_no_key_is_left(folder))
def a_stages_key_stays(patch: Patch) -> None:
    patch.setattr(consultation, "forget_key", lambda office, cycle_id, stage: None)


@kills(lambda folder: test_opinions.test_a46_who_gave_which_opinion_changes_no_byte(folder, 12))
def comments_in_the_order_of_boxes(patch: Patch) -> None:
    patch.setattr(consultation, "sorted", list, raising=False)


@kills(
    lambda folder: test_opinions.test_a46_too_few_opinions_leave_the_same_whatever_they_said_and_however_many(folder)
)
def few_opinions_are_counted(patch: Patch) -> None:
    patch.setattr(consultation, "LEAST_OPINIONS", 1)


@kills(lambda folder: test_opinions.test_a47_a_slip_issued_again_opens_no_earlier_opinion(folder))
def opinions_read_with_a_new_slip(patch: Patch) -> None:
    patch.setattr(accounts, "epoch", lambda view, number: 0)


@kills(lambda folder: test_two_worlds.test_a22_paper_counts_as_known_to_one_and_opens_no_own_result(folder))
def paper_counts_among_the_three(patch: Patch) -> None:
    real = sealing._coded_means
    patch.setattr(sealing, "_coded_means", lambda *given: real(*given[:-1], [False] * len(given[-1])))


@kills(lambda folder: test_two_worlds.test_a22_paper_counts_as_known_to_one_and_opens_no_own_result(folder))
def paper_has_as_many_raters_as_names(patch: Patch) -> None:
    patch.setattr(sealing, "known_to_one", lambda cycle, forms, typed: list(forms))


@kills(lambda folder: test_two_worlds.test_a22_paper_counts_as_known_to_one_and_opens_no_own_result(folder))
def paper_without_a_receipt(patch: Patch) -> None:
    real = answering.import_forms

    def mutant(office: Any, change: Any, cycle: Any, forms: Any) -> int:
        with pytest.MonkeyPatch.context() as none:
            none.setattr(ballots, "new_receipt", lambda random: "")
            return real(office, change, cycle, forms)

    patch.setattr(answering, "import_forms", mutant)
    patch.setattr(sealing, "complete_receipts", lambda *_: None)
    patch.setattr(sealing.ballots, "new_receipt", lambda random: "")


@kills(every_box)
def a_box_with_the_first_save(patch: Patch) -> None:
    patch.setattr(answering, "fill_boxes", lambda office, change, cycle, key: None)


@kills(every_box)
def boxes_in_the_order_of_assignments(patch: Patch) -> None:
    patch.setattr(answering, "_in_order", lambda office, view, cycle, entries, key: list(entries))


@kills(every_box)
def tasks_in_the_order_of_numbers(patch: Patch) -> None:
    patch.setattr(answering, "task_order", lambda office, cycle, one: (METHODS.index(one.method), one.ratee))


@kills(
    lambda folder: test_two_worlds.test_a11_what_was_sent_before_a_slip_was_issued_again_counts_and_is_read_by_nobody(
        folder
    )
)
def a_new_slip_reads_what_was_written(patch: Patch) -> None:
    patch.setattr(answering.Entry, "of_epoch", lambda entry, epoch: entry)


@kills(
    lambda folder: test_two_worlds.test_a11_what_was_sent_before_a_slip_was_issued_again_counts_and_is_read_by_nobody(
        folder
    )
)
def a_new_slip_counted_nowhere(patch: Patch) -> None:
    patch.setattr(accounts, "epoch", lambda view, number: 0)


@kills(
    lambda folder: test_two_worlds.test_a11_who_signs_in_as_the_peer_sees_no_paper_form_and_no_earlier_receipt(folder)
)
def a_receipt_kept_by_whoever_sends(patch: Patch) -> None:
    real = answering.send

    def mutant(office: Any, cycle_id: str, one: Any, revision: int) -> Any:
        with office.store.read() as view:
            before = answering._stored(office, view, records.cycle(view, cycle_id), one).receipt
        with pytest.MonkeyPatch.context() as kept:
            if before:
                kept.setattr(ballots, "new_receipt", lambda random: before)
            return real(office, cycle_id, one, revision)

    patch.setattr(answering, "send", mutant)


@kills(
    lambda folder: test_two_worlds.test_a11_who_signs_in_as_the_peer_sees_no_paper_form_and_no_earlier_receipt(folder)
)
def a_paper_form_that_reads_as_sent(patch: Patch) -> None:
    real = answering._put

    def put(office: Any, change: Any, cycle: Any, instrument: Any, entry: Any) -> None:
        if entry.imported and entry.kept:
            entry = replace(
                entry, kept=False, draft=entry.answers, revision=entry.revision + 1, sent_revision=entry.revision + 1,
                epoch=accounts.epoch(change, entry.assignment.rater),
            )  # fmt: skip
        real(office, change, cycle, instrument, entry)

    patch.setattr(answering, "_put", put)


def live(office: Any, view: Any, cycle: Any) -> int:
    """Count the ballots sent so far."""
    return len(answering.sealed_entries(office, view, cycle, records.assignments(view, cycle.id, method="peer")))


def look(folder: Path) -> None:
    """Compare what HR reads on its pages in two worlds, without an act."""
    seen = []
    for n, answers in enumerate(("3333", None)):
        played = oracle.play(folder / str(n), "", answers, [lambda p: p.look(oracle.HR, oracle.GLANCE)])
        seen.append(played)
    assert test_two_worlds.differing(*seen) == []


@kills(look)
def a_live_count_of_peers(patch: Patch) -> None:
    real = participation.progress

    def mutant(office: Any, id: str) -> Any:
        done = real(office, id)
        with office.store.read() as view:
            whole = {
                m: (n, live(office, view, done.cycle) if sent is None else sent) for m, (n, sent) in done.whole.items()
            }
        return replace(done, whole=whole)

    patch.setattr(desk_participation, "progress", mutant)


@kills(look)
def a_live_count_in_what_remains(patch: Patch) -> None:
    real = retention.aftermath

    def mutant(office: Any, id: str) -> Any:
        with office.store.read() as view:
            return replace(real(office, id), ballots=live(office, view, records.cycle(view, id)))

    patch.setattr(retention, "aftermath", mutant)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_protection_taken_away_is_noticed(name: str, quick: Path, monkeypatch: Patch) -> None:
    """Every mutant fails its test, with an assertion and not by accident."""
    mutate, test = MUTANTS[name]
    mutate(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(quick)
