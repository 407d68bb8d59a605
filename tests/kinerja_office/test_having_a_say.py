"""A say before and after the cycle: one nameless answer a person, HR's answers in words, what changed in the form."""

import pytest

from assessment.instrument import build_instrument
from kinerja_office import consultation, cycles, publication, records
from kinerja_office.consultation import Response, compare_instruments
from kinerja_store import keyring
from kinerja_words.catalogue import worded
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on
from tests.wording import refusing

CLEAR, FAIR = "komunikasi/clear", "komunikasi/fair"
COMMENT = "Pernyataan tentang rahasia jabatan sulit dinilai oleh rekan."


@pytest.fixture
def asked(office):
    small_town.create(office, to="consultation")
    return office


def numbers(office):
    return [e.employee_number for e in small_town.people(office)]


def view_of(office):
    with office.store.read() as view:
        return view


def others(office, stage="before", n=4, code=CLEAR):
    """Some more people answer: fewer than five leave nothing."""
    for number in numbers(office)[-n:]:
        consultation.save(office, ID, stage, number, {code: "3"})


def mine(office, number, stage="before"):
    with office.store.read() as view:
        return consultation.mine(office, view, records.cycle(view, ID), stage, number)


def test_it_works(asked):
    people = numbers(asked)
    for place, number in enumerate(people[:12]):
        comment = COMMENT if place == 5 else ""
        consultation.save(asked, ID, "before", number, {CLEAR: str(place % 5 + 1), FAIR: "4"}, comment)
    cycles.next_stage(asked, ID, "hr")
    said = consultation.counts(view_of(asked), ID, "before")
    assert said.people == 10, "in steps of five"
    assert said.figures[CLEAR] == ("12", "3.0", "x", "x", "x")
    assert said.figures[FAIR] == ("12", "4.0", "x", "x", "x")
    assert said.figures["loyal/clear"] == ()
    assert consultation.comments(view_of(asked), ID, "before") == [COMMENT]


def test_an_answer_can_be_changed_and_counts_once(asked):
    number = numbers(asked)[0]
    consultation.save(asked, ID, "before", number, {CLEAR: "2"})
    consultation.save(asked, ID, "before", number, {CLEAR: "5", FAIR: ""}, "Lebih jelas sekarang.")
    assert mine(asked, number).ratings == {CLEAR: 5}
    assert mine(asked, numbers(asked)[1]) is None
    others(asked, n=9)
    cycles.next_stage(asked, ID, "hr")
    assert consultation.counts(view_of(asked), ID, "before").figures[CLEAR][:2] == ("10", "3.0"), "3.2: a 5 and nine 3"


@pytest.mark.parametrize(
    ("ratings", "comment"),
    [({CLEAR: "6"}, ""), ({CLEAR: "ya"}, ""), ({"tidak-ada/clear": "3"}, ""), ({}, "  "), ({CLEAR: "3"}, "x" * 1001)],
)
def test_what_is_out_of_scale_or_empty_is_refused(asked, ratings, comment):
    with pytest.raises(Refused):
        consultation.save(asked, ID, "before", numbers(asked)[0], ratings, comment)


def test_a_stranger_has_no_say(asked):
    with refusing("not on record"):
        consultation.save(asked, ID, "before", "123", {CLEAR: "3"})


def test_while_it_runs_hr_sees_how_many_and_nothing_else(asked):
    consultation.save(asked, ID, "before", numbers(asked)[0], {CLEAR: "3"}, COMMENT)
    assert consultation.answered(view_of(asked), ID, "before") == 0, "in steps of five"
    others(asked, n=5)
    assert consultation.answered(view_of(asked), ID, "before") == 5
    assert consultation.counts(view_of(asked), ID, "before") is None
    with refusing("still runs"):
        consultation.comments(view_of(asked), ID, "before")


def stored_bytes(office):
    return b"".join(p.read_bytes() for p in office.folder.rglob("*") if p.is_file())


def test_no_name_is_stored_and_afterwards_neither_key_nor_answer_is_left(asked):
    number = numbers(asked)[0]
    consultation.save(asked, ID, "before", number, {CLEAR: "3"}, COMMENT)
    key = keyring.read(asked.folder, consultation.key_name(ID, "before"))
    with asked.store.read() as view:
        ((stored_under, doc),) = view.find("opinions")
    assert number not in stored_under + str(doc)
    tag = stored_under.rsplit("/", 1)[1]
    cycles.next_stage(asked, ID, "hr")
    left = stored_bytes(asked)
    assert key not in left
    assert tag.encode() not in left
    assert not keyring.path(asked.folder, consultation.key_name(ID, "before")).exists()
    with asked.store.read() as view:
        assert view.count("opinions") == 0


def test_who_gave_which_answer_leaves_no_trace(tmp_path):
    """The same answers by other people: what is kept of the stage is the same to the last letter."""

    def kept(folder, turn):
        with small_town.town(folder) as office:
            small_town.create(office, to="consultation")
            people = numbers(office)[:12]
            for place, number in enumerate(people[turn:] + people[:turn]):
                consultation.save(office, ID, "before", number, {CLEAR: str(place % 5 + 1)}, f"Pendapat {place:02}")
            cycles.next_stage(office, ID, "hr")
            with office.store.read() as view:
                return [list(view.find(t)) for t in ("opinion_counts", "opinion_comments", "opinions")]

    assert kept(tmp_path / "a", 0) == kept(tmp_path / "b", 5)


def test_a_cycle_that_opens_at_once_ends_the_stage_too(office):
    small_town.create(office, ("consultation",), "consultation")
    others(office, n=5)
    cycles.open_cycle(office, ID, "hr")
    assert consultation.counts(view_of(office), ID, "before").people == 5
    with refusing("not open"):
        consultation.save(office, ID, "before", numbers(office)[0], {CLEAR: "3"})


def test_a_process_killed_before_the_key_was_destroyed_is_finished_by_the_next(asked):
    consultation.save(asked, ID, "before", numbers(asked)[0], {CLEAR: "3"})
    with asked.store.write() as change:
        assert consultation.cut(asked, change, records.cycle(change, ID), "before")
    path = keyring.path(asked.folder, consultation.key_name(ID, "before"))
    assert path.exists()
    cycles.resume(asked)
    assert not path.exists()


# ---------------------------------------------------------------- after the close


@pytest.fixture
def closed(office):
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    small_town.to_state(on(office, "2026-07-02"), "closed")
    return office


def test_three_questions_after_the_close_for_the_days_the_office_set(closed):
    number = numbers(closed)[0]
    consultation.save(on(closed, "2026-07-16", 23), ID, "after", number, {"adil/process": "4", "jelas/process": "5"})
    others(on(closed, "2026-07-16", 23), "after", n=9, code="adil/process")
    with refusing("not open"):
        consultation.save(on(closed, "2026-07-17", 0), ID, "after", number, {"adil/process": "4"})
    for day, hour in (("2026-07-17", 10), ("2026-07-17", 10), ("2026-07-18", 9)):
        cycles.resume(on(closed, day, hour))
        assert consultation.counts(view_of(closed), ID, "after") is None
    cycles.resume(on(closed, "2026-07-18"))
    assert consultation.counts(view_of(closed), ID, "after").figures["adil/process"] == ("10", "3.0", "x", "x", "x")


@pytest.mark.parametrize("back", ["2026-07-10", "2026-07-17"], ids=["while they run", "when they are over"])
def test_a_clock_that_was_a_year_ahead_ends_no_questions(closed, back):
    """Their days are over only where they were 24 hours before too: no opinion is destroyed before its time."""
    others(on(closed, "2026-07-09"), "after", n=5, code="adil/process")
    for day, hour in (("2027-07-09", 23), ("2027-07-09", 23), ("2027-07-10", 0)):  # past its own midnight too
        cycles.resume(on(closed, day, hour))
    cycles.resume(on(closed, back))
    assert consultation.counts(view_of(closed), ID, "after") is None
    if back == "2026-07-10":
        consultation.save(on(closed, back), ID, "after", numbers(closed)[0], {"adil/process": "4"})
        cycles.resume(on(closed, "2027-07-10"))
        cycles.resume(on(closed, back))
    for day, hour in (("2026-07-17", 10), ("2026-07-17", 10), ("2026-07-18", 9)):
        cycles.resume(on(closed, day, hour))
        assert consultation.counts(view_of(closed), ID, "after") is None
    cycles.resume(on(closed, "2026-07-18"))
    assert consultation.counts(view_of(closed), ID, "after")
    with closed.store.read() as view:
        assert view.get("meta", f"over/{ID}")
    cycles.resume(on(closed, "2026-07-18"))
    with closed.store.read() as view:
        assert not view.get("meta", f"over/{ID}")


def test_publishing_ends_the_questions(closed, tmp_path):
    office = on(closed, "2026-07-03")
    others(office, "after", n=5, code="adil/process")
    files = publication.prepare(office, ID, tmp_path, {}).files
    assert b",after,adil,process,x," in files["consultation.csv"], "the preview has them as the package will"
    done = publication.publish(office, ID, tmp_path, {}, "hr")
    assert done.files["consultation.csv"].decode().splitlines()[1:] == [
        f"{ID},after,{q},process,x,x,x,x,x,withheld" for q in ("adil", "bermanfaat", "jelas")
    ]
    with refusing("not open"):
        consultation.save(office, ID, "after", numbers(office)[1], {"adil/process": "4"})


def test_a_preview_that_was_looked_at_is_not_changed_by_answers_behind_it(closed, tmp_path):
    office = on(closed, "2026-07-03")
    seen = publication.package_hash(publication.prepare(office, ID, tmp_path, {}).files)
    consultation.save(office, ID, "after", numbers(office)[0], {"adil/process": "4"})
    with refusing("End them first"):
        publication.publish(office, ID, tmp_path, {}, "hr", expect=seen)
    consultation.end(office, ID, "after", "hr")
    seen = publication.package_hash(publication.prepare(office, ID, tmp_path, {}).files)
    assert publication.publish(office, ID, tmp_path, {}, "hr", expect=seen).report.verdict == "NONE_FOUND"


# ---------------------------------------------------------------- HR answers


def response(said="Pernyataan tertentu sulit dilihat rekan.", did="Pilihan “Tidak dapat menilai” dijelaskan."):
    return Response(ID, "before", "sulit-dilihat", {"id": said}, {"id": did, "en": "It is explained."})


def test_hr_answers_a_theme_in_its_own_words(asked):
    consultation.put_response(asked, response(), "hr")
    consultation.put_response(asked, response(did="Contoh ditambahkan."), "hr")
    (one,) = consultation.responses(view_of(asked), ID)
    assert (one.said, one.did["id"]) == (
        {"id": "Pernyataan tertentu sulit dilihat rekan.", "en": ""},
        "Contoh ditambahkan.",
    )
    consultation.remove_response(asked, ID, "before", "sulit-dilihat", "hr")
    assert consultation.responses(view_of(asked), ID) == []


def test_a_comment_is_not_taken_over_word_for_word(asked):
    consultation.save(asked, ID, "before", numbers(asked)[0], {}, COMMENT)
    others(asked)
    cycles.next_stage(asked, ID, "hr")
    with refusing("your own words"):
        consultation.put_response(asked, response(said=f"Kata seorang pegawai: {COMMENT.upper()}"), "hr")


def test_a_response_names_nobody(asked):
    person = small_town.people(asked)[3]
    for text in (f"Menurut {person.name}, ini sulit.", f"NIP {person.employee_number} keberatan.", ""):
        with pytest.raises(Refused) as refused:
            consultation.put_response(asked, response(said=text), "hr")
        assert refused.value.problems[0].field == "said"


# ---------------------------------------------------------------- what changed in the instrument


def changed(**edit):
    source = {**small_town.instrument().source}
    criteria = [{**c, "items": [dict(i) for i in c["items"]]} for c in source["criteria"]]
    return build_instrument({**source, "criteria": criteria, "version": "4", **edit})


def test_nothing_changed_says_nothing():
    assert compare_instruments(small_town.instrument(), changed()) == []


def test_each_change_is_one_sentence():
    new = changed()
    source = dict(new.source)
    source["criteria"] = [c for c in source["criteria"] if c["code"] != "loyal"]
    source["criteria"][0]["items"][0]["text"] = {"id": "Bertanya dulu", "en": "Asks first"}
    source["criteria"][1]["items"].pop()
    source["criteria"][2]["name"] = {"id": "Cakap", "en": "Skilled"}
    source["methods"] = {**source["methods"], "peer": 0.5}
    said = [worded(t, "en") for t in compare_instruments(small_town.instrument(), build_instrument(source))]
    assert said == [
        "The methods or their weights changed. Weights are only kept; no page uses them.",
        "The criterion “Loyal” was removed.",
        "Service-oriented: “Understands and meets the needs of the public” became “Asks first”.",
        "Accountable: the statement “Does not misuse the authority of the post” was removed.",
        "The criterion “Competent” is now called “Skilled”.",
    ]


def test_a_new_version_takes_the_drafts_place_and_shows_what_changed(asked):
    consultation.save(asked, ID, "before", numbers(asked)[0], {"loyal/clear": "1"})
    others(asked)
    source = dict(changed().source)
    source["criteria"] = [c for c in source["criteria"] if c["code"] != "loyal"]
    with refusing("Raise the version"):
        cycles.revise_instrument(asked, ID, build_instrument({**source, "version": "3"}), "hr")
    said = cycles.revise_instrument(asked, ID, build_instrument(source), "hr")
    assert [worded(t, "id") for t in said] == ["Aspek “Loyal” dihapus."]
    cycles.next_stage(asked, ID, "hr")
    with asked.store.read() as view:
        one = records.cycle(view, ID)
        assert records.instrument(view, one).version == "4"
        assert consultation.instrument_changes(view, one) == said
    assert consultation.counts(view_of(asked), ID, "before").figures["loyal/clear"] == ()
