"""The form layer: every kind of field with label, hint, error and summary link, in both languages; text tidied once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import ClassVar

import pytest
from flask import g
from werkzeug.datastructures import MultiDict

from forms_service.web import forms
from forms_service.web.forms import Choice, Choices, Day, Form, Hidden, Line, Secret, Tick, Upload, Whole, Words
from kinerja_words.problems import Problem, Refused
from tests.forms_world import World, build_world

EVIL = '"><script>alert(1)</script>'


class Everything(Form):
    places: ClassVar = {"expected_result": "words", "outside": "elsewhere"}

    line = Line("signin.who", hint="signin.who.hint", most=60)
    words = Words("levels.reason", hint="levels.reason.hint", most=10, long="reason.long")
    day = Day("goal.report.day", hint="goal.report.said.hint")
    number = Line("goal.target", hint="goal.form.target.hint")
    secret = Secret("signin.code", hint="signin.code.hint", needed="signin.empty.code")
    level = Choice("levels.result", hint="levels.result.hint", values=("below", "as", "above"), names="level")
    several = Choices("objection.form.parts", hint="objection.form.parts.hint", values=("below", "as"), names="level")
    unit = Choice("goal.form.parent", hint="goal.form.parent.hint", look="select")
    sure = Tick("objection.decide.final", hint="signin.code.hint", needed="objection.decide.final.missing")
    file = Upload("file.none", hint="signin.code.hint")
    back = Hidden(at="shown-here")
    revision = Whole()


DRAWN = ("line", "words", "day", "number", "secret", "level", "several", "unit", "sure", "file")
WORDS = {
    "id": {"line": "NIP atau NI PPPK", "words": "Alasan", "level": "Hasil kerja", "secret": "Kode slip atau kata sandi"},
    "en": {"line": "Employee number (NIP)", "words": "Reason", "level": "Work result", "secret": "Slip code or secret"},
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One office for all: nothing here changes it."""
    return build_world(tmp_path_factory.mktemp("office"))


@pytest.fixture(params=["id", "en"])
def lang(request: pytest.FixtureRequest, world: World) -> Iterator[str]:
    with world.app.test_request_context("/", method="POST"):
        g.lang = request.param
        yield request.param


def draw(world: World, field: forms.Field, **values: object) -> str:
    return str(world.app.jinja_env.get_template("forms.html").module.draw(field, **values))


def filled(**typed: object) -> Everything:
    return Everything(MultiDict(typed))


def test_every_field_has_label_hint_error_and_a_way_to_it(world: World, lang: str) -> None:
    form = Everything()
    for name in DRAWN:
        form.blame(name, f"salah {name}")
    for name in DRAWN:
        html = draw(world, form[name], **({"hint": "Sampai Juni"} if name == "day" else {}))
        assert len(re.findall(rf'\bid="{name}"', html)) == 1, "the summary's link has one place to go to"
        assert html.count(f"salah {name}") == 1
        assert f'id="{name}-error"' in html
        described = re.findall(r'aria-describedby="([^"]+)"', html)
        assert all(f'id="{id}"' in html for ids in described for id in ids.split()), html
        assert any(f"{name}-error" in ids.split() for ids in described)
        assert "<small" in html, "the hint"
        assert "<legend>" in html or f'<label for="{name}">' in html or "<label><input" in html
    assert form.summary == [(name, f"salah {name}") for name in DRAWN]


def test_without_errors_nothing_is_marked(world: World, lang: str) -> None:
    form = Everything(line="199", level="as", several=("as",), unit="b", sure=True, words="satu")
    form.unit.options = [("", "-"), ("b", "B")]
    html = "".join(draw(world, form[name], **({"hint": "x"} if name == "day" else {})) for name in DRAWN)
    assert not re.search('class="wrong"|aria-invalid|class="[^"]*err', html)
    assert form.summary == []
    assert re.findall(r'value="(\w*)" (?:checked|selected)|value="(\w+)" id="\w+" checked', html)
    for chosen in (
        'value="199"',
        'value="as" checked',
        'value="b" selected',
        ">\nsatu</textarea>",
        'value="ya" checked',
    ):
        assert chosen in html


def test_words_come_from_the_catalogue_in_the_language_of_the_page(world: World, lang: str) -> None:
    for name, words in WORDS[lang].items():
        assert words in draw(world, Everything()[name])
    assert {"id": "Di bawah ekspektasi", "en": "Below expectation"}[lang] in draw(world, Everything().level)


def test_what_was_typed_cannot_become_markup(world: World, lang: str) -> None:
    form = filled(line=EVIL, words=EVIL, day=EVIL, number=EVIL, level=EVIL, unit=EVIL, back=EVIL, revision=EVIL)
    form.unit.options = [(EVIL, EVIL)]
    for name in DRAWN:
        form.blame(name, EVIL)
    form.blame("", EVIL)
    module = world.app.jinja_env.get_template("forms.html").module
    drawn = [draw(world, form[name], label=EVIL, hint=EVIL) for name in DRAWN]
    html = "".join([*drawn, str(module.summary(form)), str(module.open(form, f"/{EVIL}")), str(module.told(EVIL))])
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_secret_is_taken_as_it_is_and_not_shown_again(world: World, lang: str) -> None:
    form = filled(secret=" rahasia ")
    assert form.secret.data == " rahasia "
    assert "rahasia" not in draw(world, form.secret)


def test_a_line_break_counts_once(lang: str) -> None:
    form = filled(words="  1234\r\n6789\r\n ", line=" a\r\n")
    assert form.words.data == "1234\n6789"
    assert form.line.data == "a"
    assert form.words.validate(form), "nine characters of ten, as people count"
    form = filled(words="1234\r\n67890\r\n2")
    assert not form.words.validate(form)
    assert form.words.data == "1234\n67890\n2", "nothing typed is cut"


def test_what_is_missing_wrong_or_unknown_is_said_at_its_field(lang: str) -> None:
    form = filled(level="besar", line="x" * 99)
    assert not form.validate()
    said = dict(form.summary)
    assert set(said) == {"secret", "level", "sure", "file"}
    assert (
        said["level"]
        == {"id": "Pilih satu dari jawaban yang tersedia", "en": "Choose one of the answers on offer"}[lang]
    )
    assert form.line.data == "x" * 60, "a line is cut where the page's own limit is"
    assert (form.revision.data, filled(revision="7").revision.data, filled(revision="-7").revision.data) == (-1, 7, -1)
    assert filled(sure="ya").sure.data
    assert not filled(sure="tidak").sure.data


def test_one_of_several_values_of_a_choice_is_refused() -> None:
    form = Everything(MultiDict([("level", "as"), ("level", "above"), ("several", "as"), ("several", "below")]))
    assert form.several.data == ("as", "below")
    assert form.level.sent == 2


def test_a_refusal_stands_at_its_fields_and_the_rest_in_the_summary(lang: str) -> None:
    form = Everything()
    form.refuse(
        Refused([
            Problem("answer.reason_long", field="expected_result", most=9),
            Problem("answer.closed"),
            Problem("answer.level", field="level"),
            Problem("answer.level", field="no_such_field"),
            Problem("answer.level", field="outside"),
            Problem("answer.level", field="back"),
            Problem("answer.level", column="day", row=3),
        ])
    )  # fmt: skip
    assert [place for place, _ in form.summary] == ["", "", "words", "day", "level", "shown-here", "elsewhere"]
    assert form.words.errors
    words = dict(form.summary)
    assert all(words.values())
    assert not words["day"].startswith(("baris", "row")), "at its field a problem needs no place"


def test_a_field_that_the_page_does_not_draw_is_no_place_to_go_to() -> None:
    form = Everything()
    del form.unit
    form.refuse(Refused(Problem("answer.level", field="unit")))
    assert [place for place, _ in form.summary] == [""]


def test_hidden_fields_and_the_token_open_the_form(world: World, lang: str) -> None:
    form = Everything(back="ini", revision=4)
    html = str(world.app.jinja_env.get_template("forms.html").module.open(form, "/ke/sini"))
    assert 'name="csrf_token"' in html
    assert 'name="back" value="ini"' in html
    assert 'name="revision" value="4"' in html
    assert 'enctype="multipart/form-data"' in html


def test_a_file_is_read_within_bounds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "UPLOAD_MOST", 5)
    for data, size in ((b"12345", 5), (b"123456", None)):
        sent = {"file": (io.BytesIO(data), "map/daftar.csv"), "line": "x"}
        with world.app.test_request_context("/", method="POST", data=sent):
            form = Everything.posted()
            assert form.line.data == "x"
            assert form.file.validate(form) is (size is not None)
            assert (form.file.data and (form.file.data.name, len(form.file.data.data))) == (
                size and ("daftar.csv", size)
            )
    with world.app.test_request_context("/", method="POST", data={"file": "only words"}):
        assert Everything.posted().file.data is None
