"""The rule behind "what stands out" and the means of a person's own result."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessment.form import Form
from assessment.instrument import parse_instrument
from assessment.result import APART, MOST, CriterionResult, describe, form_means, make_result, value
from tests.forms_world import SMALL

INSTRUMENT = parse_instrument(SMALL, "small.toml")
SERVICE, TALK = INSTRUMENT.criteria


def form(answers: str, method="supervisor") -> Form:
    return Form(method, "a", "b", answers)


def test_a_mean_is_over_ratings_after_turning_half_away_from_zero() -> None:
    assert form_means(INSTRUMENT, [form("45-T")]) == {"pelayanan": "4.5"}
    assert form_means(INSTRUMENT, [form("--41")]) == {"komunikasi": "4.5"}, "1 turned is 5"
    assert form_means(INSTRUMENT, [form("44--"), form("5---")]) == {"pelayanan": "4.3"}
    assert form_means(INSTRUMENT, [form("4445"[:2] + "--"), form("45--")]) == {"pelayanan": "4.3"}, "4.25 up"
    assert form_means(INSTRUMENT, []) == {}


def test_a_strength_is_in_the_high_band_and_an_improvement_half_a_point_below_it() -> None:
    words = describe(
        INSTRUMENT, [CriterionResult(SERVICE, {"supervisor": "4.0"}), CriterionResult(TALK, {"supervisor": "3.5"})]
    )
    assert (words.strengths, words.improve) == ((SERVICE,), (TALK,))
    words = describe(
        INSTRUMENT, [CriterionResult(SERVICE, {"supervisor": "3.9"}), CriterionResult(TALK, {"supervisor": "3.6"})]
    )
    assert (words.strengths, words.improve) == ((), ())


def test_a_coded_end_counts_as_its_bound_and_the_own_view_alone_says_nothing() -> None:
    assert value("≥4.5") == Fraction(9, 2)
    assert describe(INSTRUMENT, [CriterionResult(SERVICE, {"peer": "≥4.5"})]).strengths == (SERVICE,)
    assert describe(INSTRUMENT, [CriterionResult(SERVICE, {"self": "1.0"})]).improve == ()


def test_equal_values_are_not_ranked() -> None:
    codes = [replace(SERVICE, code=str(n)) for n in range(7)]

    def named(*values: str):
        found = describe(
            INSTRUMENT, [CriterionResult(c, {"supervisor": v}) for c, v in zip(codes, values, strict=True)]
        )
        return [int(c.code) for c in found.strengths], [int(c.code) for c in found.improve], found.even

    assert named(*["3.0"] * 7) == ([], [], True)
    assert named(*["5.0"] * 7) == ([], [], True)
    assert named("3.0", "3.0", "3.0", "3.0", "4.0", "4.0", "4.0") == ([4, 5, 6], [0, 1, 2, 3], False)
    assert named("2.0", "3.0", "3.0", "3.0", "3.9", "3.9", "3.9") == ([], [0], False), (
        "two of three equal ones would be a choice"
    )
    assert named("1.0", "2.0", "3.0", "3.1", "3.9", "3.9", "3.9") == ([], [0, 1, 2], False)
    assert describe(INSTRUMENT, []).rated is False


def test_peers_and_supervisor_weigh_the_same() -> None:
    assert CriterionResult(SERVICE, {"supervisor": "2.0", "peer": "3.0"}).others == Fraction(5, 2)


def test_a_predicate_needs_both_levels() -> None:
    half = Form("supervisor", "a", "b", "----", "above", None)
    assert make_result(INSTRUMENT, [half], "", {}).predicate is None
    both = Form("supervisor", "a", "b", "----", "above", "below")
    assert make_result(INSTRUMENT, [both], "", {}).predicate == "kurang"


MEAN = st.one_of(
    st.just(""), st.integers(10, 50).map(lambda n: f"{n // 10}.{n % 10}"), st.sampled_from(["≥4.5", "≤1.5"])
)


@given(st.lists(st.tuples(st.sampled_from([SERVICE, TALK]), MEAN, MEAN, MEAN), max_size=12))
def test_words_never_contradict_the_figures(rows) -> None:
    results = []
    for c, own, boss, peers in rows:
        texts = {"self": own if own[:1].isdigit() else "", "supervisor": boss, "peer": peers}
        results.append(CriterionResult(c, {m: text for m, text in texts.items() if text}))
    words = describe(INSTRUMENT, results)
    seen = [r.others for r in results if r.others is not None]
    for named, best in ((words.strengths, max), (words.improve, min)):
        equal = seen.count(best(seen)) if seen else 0
        assert len(named) <= max(MOST, equal), "more than three only where they are equal"
    assert words.rated == bool(seen)
    assert words.even == (len(seen) > 1 and len(set(seen)) == 1)
    for r in results:
        if words.even:
            assert (words.strengths, words.improve) == ((), ())
            continue
        if r.others is None:
            continue
        if r.others >= 4:
            assert words.strengths
        if r.others < Fraction(7, 2):
            assert words.improve
        if r.own and value(r.own) - r.others >= APART:
            assert r.criterion in words.higher
