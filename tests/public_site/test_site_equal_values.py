"""No page ranks values that are equal: what ties for the lowest is named together, and where all tie nothing is."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from public_site import cycle_pages, findings, fragments
from public_site.package import ends_of
from public_site.view import View


def world(lead: list[str], own: list[str] | None = None) -> tuple[Any, Any]:
    """Return a view and a package of one instrument whose means by the leading method (and by oneself) are these."""
    criteria = [SimpleNamespace(code=str(n)) for n in range(len(lead))]
    means = {"supervisor": lead, "self": own or lead}

    def mean(package: Any, group: str, method: str, code: str) -> Any:
        text = means[method][int(code)]
        number = Decimal(text.lstrip("≤≥")) if text != "x" else None
        return SimpleNamespace(
            step=Decimal("0.1"),
            raw=text,
            number=number,
            shown=text != "x",
            bound=text[0] if text[0] in "≤≥" else "",
            ref=code,
        )

    view = SimpleNamespace(
        mean=mean, lang="id", t=lambda key, **values: (key, values), criterion=lambda c: c.code,
    )  # fmt: skip
    view.overall = lambda p, g, m: [c for c in (mean(p, g, m, k.code) for k in criteria) if c.shown]
    view.extremes = lambda package, group="*", method="": ends_of(
        [(c, mean(package, group, method or package.lead, c.code)) for c in criteria]
    )
    view.weakest = lambda package: View.weakest(view, package)  # type: ignore[arg-type]
    methods = ("self", "supervisor")
    return view, SimpleNamespace(
        lead="supervisor", methods=methods, instrument=SimpleNamespace(criteria=criteria, high=5)
    )


@pytest.mark.parametrize(
    ("means", "lowest"),
    [
        (["3.0", "3.1", "3.2"], ["0"]), (["3.0", "3.0", "3.2"], ["0", "1"]), (["3.0", "3.0", "3.0"], []),
        (["≤1.5", "x", "≤1.5"], []), (["x", "3.0", "x"], ["1"]), (["x", "x"], []), (["3.0", "3.0", "3.0", "4.0"], ["0", "1", "2"]),
    ],
)  # fmt: skip
def test_the_lowest_is_one_or_those_that_tie_or_none(means: list[str], lowest: list[str]) -> None:
    view, package = world(means)
    assert [c.code for c, _ in view.weakest(package)] == lowest


def test_the_sentence_says_that_there_is_no_difference_or_no_figure() -> None:
    for means, key in ((["3.0", "3.0"], "no_difference"), (["x", "x"], "nothing_to_compare")):
        view, package = world(means)
        assert key in fragments.weakest_sentence(view, package)


@pytest.mark.parametrize(
    ("means", "highest"),
    [(["3.0", "3.1", "3.2"], ["2"]), (["3.0", "3.2", "3.2"], ["1", "2"]), (["3.0", "3.0"], []), (["x", "3.0"], [])],
)
def test_the_highest_is_one_or_those_that_tie_and_one_alone_is_not_called_so(
    means: list[str], highest: list[str]
) -> None:
    view, package = world(means)
    assert [c.code for c, _ in view.extremes(package)[0]] == highest


@pytest.mark.parametrize(
    ("means", "key"),
    [
        (["3.0", "3.1"], "headline_near"), (["3.0", "3.2"], "headline"), (["3.0", "3.0"], "headline_near"), (["x", "x"], "nothing_to_compare"),
        (["4.0"], "home_title"),
    ],
)  # fmt: skip
def test_the_claim_of_the_home_page_holds_only_from_a_difference_that_counts(means: list[str], key: str) -> None:
    view, package = world(means)
    said = findings.headline(view, package)
    assert (said if isinstance(said, str) else said[0]) == key


@pytest.mark.parametrize(
    ("own", "lead", "key", "named"),
    [
        (["4.0", "4.0", "4.0"], ["3.0", "3.5", "3.5"], "claim_lower", "0"),
        (["4.0", "4.0", "4.0"], ["3.0", "3.0", "3.5"], "claim_lower", "0 dan 1"),
        (["4.0", "4.0", "4.0"], ["3.0", "3.0", "3.0"], "claim_lower_all", ""),
        (["3.0", "3.0"], ["4.0", "4.0"], "claim_higher_all", ""),
        (["4.0"], ["3.0"], "claim_lower", "0"),
        (["4.0", "4.0", "4.0", "4.0"], ["3.0", "4.0", "4.1", "4.0"], "claim_mixed", ""),
        (["4.0", "3.0"], ["3.0", "4.0"], "claim_mixed", ""),
        (["4.0", "3.0"], ["3.9", "3.1"], "claim_same", ""),
    ],
)
def test_the_claim_names_every_criterion_with_the_widest_gap(own: Any, lead: Any, key: str, named: str) -> None:
    view, package = world(lead, own)
    said, values = cycle_pages.claim(view, package)
    assert said == key
    assert str(values.get("criterion", "")) == named or key.endswith("_all")
