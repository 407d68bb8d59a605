"""Other people's tables: what is written or named wrongly is said, and nothing is reported that nobody printed."""

from pathlib import Path

import pytest

from publishing.audit import Report
from publishing.audit.other_table import audit_table
from publishing.audit.sentences import Wrong

PLAIN = "unit,n\nA,12\nB,16\nC,x\nTotal,31\n"


def look(tmp_path: Path, text: str, dims: str = "unit", **more: object) -> Report:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return audit_table(path, dims.split(","), "n", **more)  # type: ignore[arg-type]


def said(report: Report) -> str:
    return " | ".join(f.sentence.en for f in report.findings)


# ---------------------------------------------------------------- means and shares


@pytest.mark.parametrize(
    "text",
    [
        "unit,n,mean\nA,15,x\nB,15,x\nTotal,30,x\n",  # nobody prints a mean
        "unit,n,mean\nA,15,3.7\nB,15,x\nC,20,x\nTotal,50,x\n",  # B and C may all be 1
        "unit,n,mean\nA,15,≤1.5\nB,15,x\nTotal,30,x\n",
        "unit,n,mean\nA,15,≤ 1.5\nB,15,>=4.5\nTotal,30,3.0\n",
        "unit,n,mean\nA,15,<1.5\nB,x,x\nTotal,x,2.0\n",
        "unit,n,mean\nA,15,1.1\nB,15,3.2\nTotal,30,2.1\n",
    ],
)
def test_a_mean_that_may_be_anything_is_not_reported(tmp_path: Path, text: str) -> None:
    report = look(tmp_path, text, mean="mean")
    assert report.verdict == "NONE_FOUND", said(report)


@pytest.mark.parametrize("scale", [(0, 4), (0, 10), (1, 5)])
def test_both_ends_of_a_scale_are_found_and_no_other(tmp_path: Path, scale: tuple[int, int]) -> None:
    low, high = scale
    text = f"unit,n,mean\nA,15,{low}.0\nB,15,{high}.0\nC,15,{low + 2}.0\nTotal,45,x\n"
    report = look(tmp_path, text, mean="mean", scale=scale)
    forced = [f.sentence.en for f in report.findings]
    assert len(forced) == 2
    assert f"all 15 values in “A” must be {low}" in said(report)
    assert f"all 15 values in “B” must be {high}" in said(report)


def test_shares_of_a_set_that_prints_none(tmp_path: Path) -> None:
    text = "unit,n,high\nA,20,60 %\nB,20,x\nTotal,40,x\n"
    assert look(tmp_path, text, shares=["high"]).verdict == "NONE_FOUND"
    report = look(tmp_path, text.replace("Total,40,x", "Total,40,30%"), shares=["high"])
    assert "all 20 values in “B” must be 0" in said(report)


def test_a_mean_beside_a_hidden_count(tmp_path: Path) -> None:
    """12 are left for B; where even that is hidden, B has 17 at most, because the total has no more."""
    text = "unit,n,mean\nA,36,3.0\nB,x,5.0\nTotal,48,3.5\n"
    assert "all 12 values in “B” must be 5" in said(look(tmp_path, text, mean="mean"))
    text = "unit,n,mean\nA,x,3.0\nB,x,5.0\nTotal,17,4.0\n"
    assert "all ≤ 17 values in “B” must be 5" in said(look(tmp_path, text, mean="mean"))
    text = text.replace("Total,17", "Total,20")  # one 4 among 20 reads 5.0 as well
    assert look(tmp_path, text, mean="mean").verdict == "NONE_FOUND"


def test_coarse_rounding_is_declared(tmp_path: Path) -> None:
    """35 % of 37 is no whole number of people by whole per cents, but 13 of them are 35 % by steps of five."""
    text = "unit,n,low\nA,37,35\nB,41,25\nTotal,78,30\n"
    assert look(tmp_path, text, shares=["low"]).verdict == "INCONSISTENT"
    assert look(tmp_path, text, shares=["low"], share_step="5").verdict == "NONE_FOUND"
    assert "multiple of the declared" in said(look(tmp_path, text.replace("35", "36"), shares=["low"], share_step="5"))
    text = "unit,n,mean\nA,12,3.5\nB,12,2.5\nTotal,24,3.5\n"
    assert look(tmp_path, text, mean="mean").verdict == "INCONSISTENT"
    assert look(tmp_path, text, mean="mean", mean_step="0,5").verdict == "NONE_FOUND"
    text = (
        "unit,n,low\nA,20,0\nB,20,60\nTotal,40,30\n"  # 0 by whole per cents is nobody, by fives at most half a person
    )
    assert "must be 0" in said(look(tmp_path, text, shares=["low"], share_step="5"))
    assert look(tmp_path, text.replace("20", "50").replace("40", "100"), shares=["low"], share_step="5").findings == ()


# ---------------------------------------------------------------- rows that are not where one expects them


@pytest.mark.parametrize(
    ("text", "dims", "sentence"),
    [
        # a dimension that has only totals
        ("unit,sex,n\nA,Total,12\nB,Total,16\nC,Total,x\nTotal,Total,31\n", "unit,sex", "“C·Total” must be 3"),
        ("unit,n\nTotal,3\n", "unit", "“Total” is shown as 3"),
        # the hidden row is left out
        ("unit,n\nA,12\nB,16\nTotal,31\n", "unit", "leaves 3"),
        ("unit,sex,n\nA,Total,12\nB,Total,16\nTotal,Total,31\n", "unit,sex", "leaves 3"),
        ("unit,n\nK,31\nK / A,12\nK / B,16\n", "unit", "leaves 3"),
        ("a,b,n\np,c,12\np,d,13\nq,c,14\np,Total,25\nq,Total,17\nTotal,c,26\nTotal,d,16\n", "a,b", "leaves 3"),
        # details of some rows only
        (
            "unit,sex,n\nA,L,20\nA,P,16\nA,Total,36\nB,Total,12\nC,Total,x\nTotal,Total,51\n",
            "unit,sex",
            "“C·L” + “C·P” must be 3",
        ),
        # two ways of writing one total
        ("unit,sex,n\nA,Jumlah,12\nB,Jumlah,16\nC,Jumlah,x\nTotal,Jumlah,31\n", "unit,sex", "must be 3"),
    ],
)
def test_the_three_that_are_left_are_found(tmp_path: Path, text: str, dims: str, sentence: str) -> None:
    report = look(tmp_path, text, dims, total=["Total", "Jumlah"] if "Jumlah" in text else "Total")
    assert report.verdict == "DISCLOSURE"
    assert sentence in said(report)


def test_many_that_are_not_listed_are_a_contradiction(tmp_path: Path) -> None:
    report = look(tmp_path, "unit,n\nA,12\nB,16\nTotal,60\n")
    assert report.verdict == "INCONSISTENT"
    assert "60 is 32 more than the rows “A” + “B” together" in said(report)
    assert look(tmp_path, "unit,n\nA,12\nB,16\nC,x\nTotal,60\n").verdict == "NONE_FOUND"


# ---------------------------------------------------------------- what is named wrongly


@pytest.mark.parametrize(
    ("text", "dims", "more", "message"),
    [
        (PLAIN, "unit", {"total": "Jumlah"}, "stands in no grouping column"),
        (PLAIN, "unit", {"total": "total"}, "stands in no grouping column"),
        (PLAIN, "unit", {"total": ["Total", "Semua"]}, "stands in no grouping column"),
        (PLAIN, "unit", {"total": "A"}, "looks like a total"),
        (PLAIN.replace("Total", "Jumlah"), "unit", {}, "stands in no grouping column"),
        ("unit,n\nA,12\n", "unit", {}, "stands in no grouping column"),
        ("unit,sex,n\nA,L,12\nA,Semua,26\nA,P,x\nTotal,L,12\n", "unit,sex", {}, "looks like a total"),
        (PLAIN, "unit,unit", {}, "named once"),
        (PLAIN, "unit,n", {}, "named once"),
        (PLAIN, "unit,", {}, "named once"),
        (PLAIN, "unit", {"mean": "n"}, "named once"),
        (PLAIN, "unit", {"mean": "rata"}, "no such column"),
        (PLAIN, "unit", {"shares": ["low", "low"]}, "named once"),
        (PLAIN.replace("unit,n", "unit,n,n").replace("\n", ",1\n"), "unit", {}, "column"),
        ("unit,n,n\nA,12,3\nTotal,12,3\n", "unit", {}, "stands twice"),
        (PLAIN, "unit", {"threshold": 0}, "threshold"),
        (PLAIN, "unit", {"threshold": -5}, "threshold"),
        (PLAIN, "unit", {"scale": (5, 1)}, "scale"),
        (PLAIN, "unit", {"share_step": "5"}, "rounding"),
        ("unit,n,low\nA,12,5\nTotal,12,5\n", "unit", {"shares": ["low"], "share_step": "-5"}, "rounding"),
        ("unit,n,low\nA,12,5\nTotal,12,5\n", "unit", {"shares": ["low"], "share_step": "0"}, "rounding"),
        ('unit,n\nA,"1"2\nTotal,12\n', "unit", {}, "CSV"),
        ("", "unit", {}, "no such column"),
        ("unit\tn\nA\t12\n", "unit", {}, "no such column"),
    ],
)
def test_what_the_caller_names_wrongly_is_an_error(
    tmp_path: Path, text: str, dims: str, more: dict[str, object], message: str
) -> None:
    with pytest.raises(Wrong) as caught:
        look(tmp_path, text, dims, **more)
    assert message in caught.value.words.en


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("unit,n\nSé,12\nTotal,12\n".encode("utf-16"))
    with pytest.raises(Wrong) as caught:
        audit_table(tmp_path / "t.csv", ["unit"], "n")
    assert "UTF-8" in caught.value.words.en


@pytest.mark.parametrize(
    "row",
    [
        "-3",
        "+3",
        "1.234",
        '"1,234"',
        "1 234",
        "1_2",
        "12.0",
        "1e2",
        "٣",
        "12²",
        "nan",
        "",
        "-",
        "<5",
        "3,4",
        "12 orang",
    ],
)
def test_counts_are_plain_whole_numbers(tmp_path: Path, row: str) -> None:
    report = look(tmp_path, PLAIN.replace("12", row))
    assert report.verdict == "INCONSISTENT"
    assert "t.csv:2" in {f.where for f in report.findings}


@pytest.mark.parametrize(
    "mean", ["7.2", "0.4", "-3", "3/2", "nan", "3e0", "3.7 %", "", "tiga", "≤7", "1.234,5", "3..4"]
)
def test_means_are_numbers_of_the_scale(tmp_path: Path, mean: str) -> None:
    text = f'unit,n,mean\nA,15,"{mean}"\nB,15,3.2\nTotal,30,x\n'
    report = look(tmp_path, text, mean="mean")
    assert report.verdict == "INCONSISTENT"
    assert {f.where for f in report.findings} == {"t.csv:2"}


@pytest.mark.parametrize(
    "text",
    [
        "unit,n\n",
        "unit,n\n\n\n",
        "unit,n\nA,12\nA,12\nB,19\nTotal,31\n",  # the same cell twice
        "unit,n\nA,x\nA,12\nB,x\nTotal,15\n",
        "unit,n\nA,12\nA ,12\nTotal,24\n",
        "unit,n\nA  1,12\nA\u00a01,12\nTotal,24\n",
        "unit,n\nA,12\nB,x\nTotal,15\nTotal,25\n",  # two totals
        "unit,n\nA,12\nB,16\nTotal,20\n",  # less than its parts
        "unit,n\nA,12\nB,16\nC,x\nTotal,20\n",
        "unit,n\nA,12\n,16\nTotal,28\n",  # a merged cell in a spreadsheet
        "unit,n\nA,12,5\nTotal,12\n",
        "unit,n\nA\nTotal,12\n",
        "unit,n\nA,12\nTotal,12\nSumber: BPS\n",
        "unit,n\nA,1,234\nB,20\nTotal,21\n",
    ],
)
def test_tables_that_say_something_else(tmp_path: Path, text: str) -> None:
    assert look(tmp_path, text).verdict == "INCONSISTENT"


def test_a_mean_of_nobody(tmp_path: Path) -> None:
    text = "unit,n,mean\nA,0,3.0\nB,20,3.0\nC,15,3.0\nTotal,35,3.0\n"
    assert look(tmp_path, text, mean="mean").verdict == "INCONSISTENT"
    assert look(tmp_path, text.replace("A,0,3.0", "A,0,x"), mean="mean", threshold=2).verdict == "NONE_FOUND"


def test_a_total_under_another_name_stays_open(tmp_path: Path) -> None:
    """“Kota” is the sum of the units for each sex: read as a unit, it would hide that B has 3 women."""
    text = "unit,sex,n\nA,L,12\nA,P,14\nB,L,20\nB,P,x\nKota,L,32\nKota,P,x\nA,Total,26\nB,Total,x\nKota,Total,49\n"
    report = look(tmp_path, text, "unit,sex")
    assert report.verdict == "UNDECIDED"
    assert "“Kota” may be the sum of all others" in said(report)
    report = look(tmp_path, text, "unit,sex", total=["Kota", "Total"])
    assert report.verdict == "DISCLOSURE"


def test_a_total_under_another_name_with_hidden_parts(tmp_path: Path) -> None:
    text = "unit,year,n\nA,Total,12\nB,Total,16\nC,Total,x\nKota,Total,31\n"
    assert look(tmp_path, text, "unit,year").verdict == "UNDECIDED"
    assert look(tmp_path, text, "unit,year", total=["Total", "Kota"]).verdict == "DISCLOSURE"
    other = text.replace("Kota,Total,31", "D,Total,20")  # less than A and B: surely no sum
    assert look(tmp_path, other, "unit,year").verdict == "NONE_FOUND"


@pytest.mark.parametrize(
    ("text", "dims"),
    [
        ("no,unit,n\n1,A,12\n2,B,16\n3,C,x\n4,Total,31\n", "no,unit"),  # a running number is no group
        ("no,unit,n\n1,K / A,12\n2,K / B,16\n3,K / C,x\n4,K,31\n", "no,unit"),
        ("unit,sex,n\nA,L,12\nA,P,16\nB,L,x\nTotal,L,x\nTotal,P,31\n", "unit"),  # a dimension is left out
    ],
)
def test_the_wrong_grouping_columns(tmp_path: Path, text: str, dims: str) -> None:
    assert look(tmp_path, text, dims).verdict in ("UNDECIDED", "INCONSISTENT")


def test_work_is_bounded(tmp_path: Path) -> None:
    """Combinations are counted before they are made; a very long list is left open."""
    names = [f"v{i}" for i in range(50)]
    rows = [",".join(n if d == k else "Total" for k in range(6)) + ",50" for d in range(6) for n in names]
    text = "\n".join(["a,b,c,d,e,f,n", *rows])
    assert look(tmp_path, text, "a,b,c,d,e,f").verdict == "UNDECIDED"
    text = "\n".join(["unit,n", *(f"u{i},20" for i in range(6000)), "Total,120000"])
    assert look(tmp_path, text).verdict == "UNDECIDED"
