"""The built site against the packages: each page below tells one lie, or none."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing.audit.__main__ import main
from publishing.audit.site import audit_site
from tests.publishing.audit.small_office import change, office, rows_of, write


@pytest.fixture
def published(tmp_path: Path) -> Path:
    data = office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 5})
    write(tmp_path / "published" / "2026-1", data)
    data.cycle = "2026-2"
    write(tmp_path / "published" / "2026-2", data)
    return tmp_path / "published"


@pytest.fixture
def place(published: Path) -> Callable[..., tuple[str, str]]:
    """`place(group, criterion, column)` → (reference, value) of a self-assessment row."""

    def find(
        group: str = "Kelurahan", criterion: str = "layanan", column: str = "mean", cycle: str = "2026-1"
    ) -> tuple[str, str]:
        rows = rows_of(published / cycle, "results")
        for number, row in enumerate(rows, start=2):
            if (row["group"], row["method"], row["criterion"]) == (group, "self", criterion):
                return f"{cycle}/results:{number}:{column}", row[column]
        raise AssertionError(group)

    return find


def site(folder: Path, body: str, lang: str = "id", name: str = "hasil.html", results: bool = True) -> Path:
    root = folder / "site"
    root.mkdir(exist_ok=True)
    mark = " data-results" if results else ""
    html = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Hasil</title></head><body><main{mark}>{body}</main></body></html>'
    (root / name).write_text(html, encoding="utf-8")
    return root


def rules(root: Path, published: Path) -> list[str]:
    return [f.rule for f in audit_site(root, published)]


def test_it_works(tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]) -> None:
    ref, value = place()
    low, share = place(column="low_share")
    hidden, mark = place("Seksi")
    assert mark == "x"
    body = f"""
    <table><tr><td data-cell="{ref}">{value.replace(".", ",")}<td data-cell="{low}">{share} %
    <td data-cell="{hidden}">disembunyikan</table>
    <p>Skala <span data-fixed>1–5</span>, terbit <time datetime="2026-03-01">1 Maret 2026</time>
    <svg role="img" aria-label="Rata-rata {value.replace(".", ",")}" data-cells="{ref}"><rect width="3" /></svg>
    <p>Baris tersembunyi: <b data-from="count(2026-1/results status=withheld)">{
        sum(r["status"] == "withheld" for r in rows_of(published / "2026-1", "results"))
    }</b>
    """
    root = site(tmp_path, body)
    shutil.copy(published / "2026-1" / "results.csv", root / "results.csv")
    assert [str(f) for f in audit_site(root, published)] == []


def test_the_english_page_has_a_decimal_point(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    ref, value = place()
    cell = f'<p data-cell="{ref}">{{}}</p>'
    assert rules(site(tmp_path, cell.format(value), lang="en"), published) == []
    assert rules(site(tmp_path, cell.format(value.replace(".", ",")), lang="en"), published) == ["site_text"]
    assert rules(site(tmp_path, cell.format(value)), published) == ["site_text"]


def test_rows_of_several_cycles_are_counted_together(tmp_path: Path, published: Path) -> None:
    rows = len(rows_of(published / "2026-1", "results"))
    text = '<p data-from="count(2026-1/results 2026-2/results)">{} baris</p>'
    assert rules(site(tmp_path, text.format(2 * rows)), published) == []
    assert rules(site(tmp_path, text.format(rows)), published) == ["site_text"]
    gone = '<p data-from="count(2026-1/results 2026-3/results)">{} baris</p>'
    assert rules(site(tmp_path, gone.format(rows)), published) == ["site_reference"]


def test_a_wrong_figure(tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]) -> None:
    ref, _ = place()
    root = site(tmp_path, f'<p data-cell="{ref}">2,2</p>')
    (finding,) = audit_site(root, published)
    assert finding.where == "hasil.html:1"
    assert ref in finding.sentence.id


def test_a_finer_figure(tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]) -> None:
    ref, value = place()
    assert rules(site(tmp_path, f'<p data-cell="{ref}">{value.replace(".", ",")}4</p>'), published) == ["site_text"]


@pytest.mark.parametrize("text", ["3,4", "", "x", "kurang dari 10"])
def test_a_hidden_value_printed(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]], text: str
) -> None:
    ref, _ = place("Seksi")
    assert rules(site(tmp_path, f'<p data-cell="{ref}">{text}</p>'), published) == ["site_text"]


@pytest.mark.parametrize(("mark", "number"), [("≤", "10"), ("≥", "90")])
def test_a_coded_end_printed_plainly(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]], mark: str, number: str
) -> None:
    ref, _ = place(column="high_share")
    value = mark + number
    change(
        published / "2026-1",
        "results",
        lambda r: r["group"] == "Kelurahan" and r["method"] == "self" and r["criterion"] == "layanan",
        high_share=value,
    )
    assert rules(site(tmp_path, f'<p data-cell="{ref}">{value} %</p>'), published) == []
    assert rules(site(tmp_path, f'<p data-cell="{ref}">{value[1:]} %</p>'), published) == ["site_text"]
    words = "paling banyak" if value[0] == "≤" else "paling sedikit"
    assert rules(site(tmp_path, f'<p data-cell="{ref}">{words} {value[1:]} %</p>'), published) == []


def test_two_numbers_in_one_cell(tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]) -> None:
    ref, value = place()
    body = f'<p data-cell="{ref}">{value.replace(".", ",")} dari 24 orang</p>'
    assert rules(site(tmp_path, body), published) == ["site_text"]


@pytest.mark.parametrize(
    "reference",
    [
        "2026-1/results:1:mean",
        "2026-1/results:999:mean",
        "2026-1/results:2:sd",
        "2025-1/results:2:mean",
        "../x:2:y",
        "mean",
    ],
)
def test_a_reference_that_leads_nowhere(tmp_path: Path, published: Path, reference: str) -> None:
    assert rules(site(tmp_path, f'<p data-cell="{reference}">3,4</p>'), published) == ["site_reference"]


def test_a_figure_without_reference(tmp_path: Path, published: Path) -> None:
    assert rules(site(tmp_path, "<p>Rata-rata kami 3,7</p>"), published) == ["site_unreferenced"]
    assert rules(site(tmp_path, "<p>Ada 57 formulir</p>"), published) == ["site_unreferenced"]
    assert rules(site(tmp_path, "<p>Ada ٥٧ formulir</p>"), published) == ["site_unreferenced"]
    assert rules(site(tmp_path, "<p>Pasal 3 ayat 2</p>", results=False), published) == ["site_not_results"]


def test_a_figure_hidden_in_alternative_text(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    ref, value = place()
    said = value.replace(".", ",")
    bad = [
        '<svg aria-label="Seksi 3,4"></svg>',
        f'<svg aria-label="Kelurahan {said}, Seksi 3,45" data-cells="{ref}"></svg>',
        f'<svg aria-label="Kelurahan 2,2" data-cells="{ref}"></svg>',
        f'<svg aria-label="Kelurahan" data-cells="{ref}"></svg>',
        '<p title="57 formulir">Formulir</p>',
        "<svg><title>57 formulir</title></svg>",
    ]
    for body in bad:
        assert rules(site(tmp_path, body), published) in (["site_unreferenced"], ["site_text"]), body


def test_figures_in_the_order_of_their_cells(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    one, first = place("Kelurahan")
    two, second = place("*", "komunikasi")
    assert first != second
    text = f"{first}, {second}".replace(".", ",")
    body = '<svg aria-label="{}" data-cells="{} {}"></svg>'
    assert rules(site(tmp_path, body.format(text, one, two)), published) == []
    assert rules(site(tmp_path, body.format(text, two, one)), published) == ["site_text"]


def test_computed_figures(tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]) -> None:
    one, first = place("Kelurahan")
    two, second = place("*", "komunikasi")
    apart = round(float(second) - float(first), 1)
    said = f"{abs(apart):.1f}".replace(".", ",")
    sign = "" if apart == 0 else "+" if apart > 0 else "−"
    cell = '<p data-from="{}">{}</p>'
    assert rules(site(tmp_path, cell.format(f"diff({one} {two})", sign + said)), published) == []
    assert rules(site(tmp_path, cell.format(f"diff({two} {one})", sign + said)), published) == ["site_text"]
    hidden, _ = place("Seksi")
    assert rules(site(tmp_path, cell.format(f"diff({one} {hidden})", "0,4")), published) == ["site_reference"]


def test_no_operation_makes_one_number_of_several_criteria(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    (one, first), (two, second) = place("Kelurahan"), place("*", "komunikasi")
    mean = f"{(float(first) + float(second)) / 2:.1f}".replace(".", ",")
    for operation in ("mean", "median"):
        body = f'<p data-from="{operation}({one} {two})">{mean}</p>'
        assert rules(site(tmp_path, body), published) == ["site_reference"]


def test_values_of_json_files(tmp_path: Path, published: Path) -> None:
    ref = "2026-1/datapackage.json#/kinerja/disclosure/min_forms"
    assert rules(site(tmp_path, f'<p data-cell="{ref}">10</p>'), published) == []
    assert rules(site(tmp_path, f'<p data-cell="{ref}">5</p>'), published) == ["site_text"]
    assert rules(site(tmp_path, f'<p data-cell="{ref}x">10</p>'), published) == ["site_reference"]


@pytest.mark.parametrize("text", ["3,7", "37 %", "rata-rata 3,74"])
def test_a_result_passed_off_as_fixed(tmp_path: Path, published: Path, text: str) -> None:
    assert rules(site(tmp_path, f"<p data-fixed>{text}</p>"), published) == ["site_fixed"]


@pytest.mark.parametrize(
    "text", ["1–5", "≤1,5 atau ≥4,5", "12,4 kB", "08.00–15.00", "CC BY 4.0", "5 %", "Periode 2026-1", "± 0,1"]
)
def test_what_may_be_fixed(tmp_path: Path, published: Path, text: str) -> None:
    assert rules(site(tmp_path, f"<p data-fixed>{text}</p>"), published) == []


@pytest.mark.parametrize("text", ["34", "Ada 34 formulir", "34, 36", "64", "2024"])
def test_a_count_passed_off_as_fixed(tmp_path: Path, published: Path, text: str) -> None:
    assert rules(site(tmp_path, f"<p data-fixed>{text}</p>"), published) == ["site_constant"]
    assert rules(site(tmp_path, f'<svg data-fixed aria-label="{text}"></svg>'), published) == ["site_constant"]


def test_words_may_have_numbers_but_no_results(tmp_path: Path, published: Path) -> None:
    said = '<p data-fixed="text">{}</p>'
    assert rules(site(tmp_path, said.format("Surat Edaran Nomor 33 Tahun 2024, <b>34</b> jam")), published) == []
    assert rules(site(tmp_path, said.format("34")), published) == ["site_constant"]
    assert rules(site(tmp_path, said.format("<b>34</b> / 2")), published) == ["site_constant"]
    assert rules(site(tmp_path, said.format("Rata-rata kami 3,7")), published) == ["site_fixed"]
    assert rules(site(tmp_path, said.format("Kami 37 %")), published) == ["site_fixed"]
    inner = said.format("Ada <span data-fixed>34</span> formulir")
    assert rules(site(tmp_path, inner), published) == ["site_constant"]
    assert rules(site(tmp_path, '<p data-fixed="rows">34</p>'), published) == ["site_kind"]


@pytest.mark.parametrize(
    ("rows", "said", "good"),
    [
        ("2;11;20", "2, 11, 20", True),
        ("2;11;20", "2, 11 …", True),
        ("2-18;20", "2–18", True),
        ("2;11;20", "2, 12, 20", False),
        ("2;11;20", "11, 20", False),
        ("2;110", "2, 110", False),
    ],
)
def test_rows_are_those_of_the_link(tmp_path: Path, published: Path, rows: str, said: str, good: bool) -> None:
    body = f'<a href="2026-1/data/results.csv#row={rows}">results.csv</a>, baris <span data-fixed>{said}</span>'
    assert rules(site(tmp_path, body), published) == ([] if good else ["site_constant"])


def test_codes_and_sizes_are_looked_up(tmp_path: Path, published: Path) -> None:
    folder = tmp_path / "site" / "data" / "2026-1"
    folder.mkdir(parents=True)
    shutil.copy(published / "2026-1" / "plan.csv", folder / "plan.csv")
    size = (folder / "plan.csv").stat().st_size
    link = '<a href="data/2026-1/plan.csv">plan.csv</a> <span data-fixed>{}</span>'
    assert rules(site(tmp_path, link.format(size)), published) == []
    assert rules(site(tmp_path, link.format(size + 1)), published) == ["site_constant"]
    print_ = hashlib.sha256((folder / "plan.csv").read_bytes()).hexdigest()
    assert rules(site(tmp_path, f"<p data-fixed>{print_}</p>"), published) == []
    assert rules(site(tmp_path, f"<p data-fixed>{print_[::-1]}</p>"), published) == ["site_constant"]


def test_a_text_is_shown_word_for_word(tmp_path: Path, published: Path) -> None:
    text = "cycle,stage,theme,said_id,said_en,did_id,did_en\n2026-1,after,t,Ingin giliran dalam 3 bulan.,,terjadwal,\n"
    (published / "2026-1" / "responses.csv").write_text(text, encoding="utf-8")
    cell = '<p data-cell="2026-1/responses:2:{}">{}</p>'
    assert rules(site(tmp_path, cell.format("said_id", "Ingin  giliran dalam 3 bulan.")), published) == []
    assert rules(site(tmp_path, cell.format("said_id", "Ingin giliran dalam 34 bulan.")), published) == ["site_text"]
    assert rules(site(tmp_path, cell.format("did_id", "belum terjadwal")), published) == ["site_text"]


@pytest.mark.parametrize("text", ["17", "Ada 17 peserta"])
def test_figures_of_activity_tables(tmp_path: Path, published: Path, text: str) -> None:
    table = "cycle,programme,criterion,title_id,title_en,planned,held,participants,status\n2026-1,p,layanan,Judul,,,2026-03-01,17,shown\n"
    (published / "2026-1" / "training.csv").write_text(table, encoding="utf-8")
    cell = '<p data-cell="2026-1/training:2:participants">{}</p>'
    assert rules(site(tmp_path, cell.format(text)), published) == []
    assert rules(site(tmp_path, cell.format(text.replace("17", "18"))), published) == ["site_text"]
    (tmp_path / "site" / "2026-1").mkdir()
    site(tmp_path, cell.format(text), name="2026-1/pelatihan.html", results=False)
    assert "site_not_results" in rules(tmp_path / "site", published)


def test_a_result_passed_off_as_a_time(tmp_path: Path, published: Path) -> None:
    assert rules(site(tmp_path, '<time datetime="2026-03-01">3,7</time>'), published) == ["site_unreferenced"]


def test_lengths_that_show_more_than_the_figure(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    one, first = place("Kelurahan")
    rows = rows_of(published / "2026-1", "results")
    same = [n for n, r in enumerate(rows, start=2) if r["mean"] == first]
    refs = [f"2026-1/results:{n}:mean" for n in same] + [one.replace("2026-1", "2026-2")]
    even = "".join(
        f'<rect data-cell="{r}" width="73.2"><title data-cell="{r}">{first.replace(".", ",")}</title></rect>'
        for r in refs
    )
    root = site(tmp_path, f"<svg>{even}</svg>")
    assert "site_drawing" not in rules(root, published)
    root = site(tmp_path, f"<svg>{even.replace('73.2', '73.4', 1)}</svg>")
    assert "site_drawing" in rules(root, published)


def test_a_download_that_differs(tmp_path: Path, published: Path) -> None:
    root = site(tmp_path, "<p>Unduh</p>")
    (root / "data" / "2026-2").mkdir(parents=True)
    shutil.copy(published / "2026-2" / "results.csv", root / "data" / "2026-2" / "results.csv")
    assert rules(root, published) == []
    shutil.copy(published / "2026-1" / "results.csv", root / "data" / "2026-2" / "results.csv")
    assert rules(root, published) == ["site_copy"]


def test_other_data_files_hold_no_figures(tmp_path: Path, published: Path) -> None:
    root = site(tmp_path, "<p>Unduh</p>")
    (root / "cari.json").write_text('{"Kelurahan": 3.71}', encoding="utf-8")
    assert rules(root, published) == ["site_loose"]


def test_a_feed_carries_no_loose_figures(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    ref, value = place()
    root = site(tmp_path, "<p>Umpan</p>")
    entry = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id"><updated>2026-03-01T00:00:00Z</updated><entry><title>Periode 2026-1</title><content type="html">{}</content></entry></feed>'
    feed = root / "umpan.xml"
    feed.write_text(entry.format("&lt;p&gt;Rata-rata 3,7&lt;/p&gt;"), encoding="utf-8")
    assert rules(root, published) == ["site_unreferenced"]
    said = value.replace(".", ",")
    feed.write_text(entry.format(f'&lt;p data-cell="{ref}"&gt;{said}&lt;/p&gt;'), encoding="utf-8")
    assert rules(root, published) == []
    feed.write_text(entry.format(f'&lt;p data-cell="{ref}"&gt;9,9&lt;/p&gt;'), encoding="utf-8")
    assert rules(root, published) == ["site_text"]


def test_a_picture_of_its_own_is_checked_like_a_page(tmp_path: Path, published: Path) -> None:
    root = site(tmp_path, "<p>Gambar</p>")
    (root / "grafik.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>3,7</text></svg>', encoding="utf-8")
    assert rules(root, published) == ["site_unreferenced"]


def test_a_results_page_without_its_mark(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    ref, value = place()
    root = site(tmp_path, "<p>Hasil</p>")
    (root / "2026-1").mkdir()
    site(tmp_path, f'<p data-cell="{ref}">{value.replace(".", ",")}</p>', name="2026-1/index.html", results=False)
    assert rules(root, published) == ["site_not_results"]


def test_left_out_end_tags_do_not_mix_cells(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]]
) -> None:
    one, first = place("Kelurahan")
    two, second = place("*", "komunikasi")
    body = f'<ul><li data-cell="{one}">{first.replace(".", ",")}<li data-cell="{two}">{second.replace(".", ",")}</ul>'
    assert rules(site(tmp_path, body), published) == []


@pytest.mark.parametrize("body", ["<p>3 < 4</p>", "<p title='a>", "<!-- rata-rata 3,71 -->", "<!-- tak berakhir"])
def test_source_that_cannot_be_vouched_for(tmp_path: Path, published: Path, body: str) -> None:
    assert rules(site(tmp_path, body), published) != []


@pytest.mark.parametrize(
    "body",
    [
        "<b {cell}>{good}<i>1</i></b>",
        "<b {cell}><i>1</i>{good}</b>",
        "<b {cell}>{good}</i>7</b>",
        "<b {cell}>{good} <u>7",
        "<b {cell}>{good}</B>7",
        "<B {cell}>{bad}</B>",
        "<b {cell}>{bad}</b>",
        "<b\n {cell}\n>{bad}</b>",
        "<b {cell} class='a<b'>{bad}</b>",
        "<b {cell} title='a>b'>{bad}</b>",
        "<b {cell}>{good}</b>7",
        "<i data-fixed>5<b {cell}>{good}</b>7</i>7",
        "<p {cell}>{good}<p>7",
        "<p><p {cell}>{good}</p>7",
        "<ul><li {cell}>{good}<li>7</ul>",
        "<table><tr><td {cell}>{good}<td>7</table>",
        "<i lang=en><b {cell}>{good}</b></i>",
        "<i data-fixed=x><b {cell}>{good}</b>5</i>",
        "<br {cell}>{good}",
        "<time {cell}>{good}</time>7",
        "<i title='<7>'>a</i>",
        "<!-- <b> 7 -->",
        "<!-- a > 7 -->",
        "<![CDATA[ 7 <b> ]]>",
        "<script>a < b</script>7",
        "<script>a < b</SCRIPT>",
        "&#55; &lt;b>",
        "<svg/>7<svg>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_however_it_is_written_a_lie_is_read_as_a_browser_does(
    tmp_path: Path, published: Path, place: Callable[..., tuple[str, str]], body: str, first: bool
) -> None:
    """Also where the same bytes stood in other surroundings on a page read before, and were right there."""
    reference, value = place()
    good, cell = value.replace(".", ","), f'data-cell="{reference}"'
    sound = f'<p data-fixed="text">Pasal 7 <i>7</i> <b {cell}>{good}</b></p>' + "<p data-fixed>1–5, <i>5</i></p>"
    text = body.format(cell=cell, good=good, bad="2,2")
    if not first:
        site(tmp_path, sound, name="a.html")
    assert rules(site(tmp_path, sound), published) == []
    assert rules(site(tmp_path, f"{sound}<i></i>{text}"), published) != [], text


def test_nothing_stands_outside_the_document(tmp_path: Path, published: Path) -> None:
    root = site(tmp_path, "<p>Hasil</p>")
    page = root / "hasil.html"
    html = page.read_text("utf-8")
    for text in (f"{html}3,7", f"3,7{html}", f"{html}</p>57"):
        page.write_text(text, "utf-8")
        assert rules(root, published) == ["site_unreferenced"]


def test_a_package_as_json_is_that_package_to_the_byte(tmp_path: Path, published: Path) -> None:
    for name in ("2026-1", "2026-2"):
        (published / name / "release.json").write_text('{"published": "2026-03-01"}', "utf-8")
    root, folder = site(tmp_path, "<p>Unduh</p>"), published / "2026-1"
    tables = {p.stem: rows_of(folder, p.stem) for p in folder.glob("*.csv") if p.stem != "receipts"}
    document = {
        "kinerja": json.loads((folder / "datapackage.json").read_text("utf-8"))["kinerja"],
        "release": {"published": "2026-03-01"},
        "tables": tables,
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    mean = re.search(r'"mean":"\d\.\d"', text)
    assert mean

    def written(said: str) -> list[str]:
        (root / "kinerja.json").write_text(said, "utf-8")
        return rules(root, published)

    assert written(text) == []
    assert set(written(text.replace(mean[0], '"mean":"9.9"', 1))) == {"site_loose"}
    assert written(text.replace(mean[0], f'"mean":"9.9",{mean[0]}', 1)) != []
    assert written(text.replace('"cycle":"2026-1"', '"cycle":"2026-2"', 1)) != []
    assert written(text + "9.9") != []
    assert written(text[:-200]) != []


def test_a_site_is_checked_without_the_rest_of_the_product(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path, "<p>Hasil</p>")
    assert main(["--site", str(root), str(published)]) == 0
    assert capsys.readouterr().out == ""
    site(tmp_path, "<p>Rata-rata 3,7</p>")
    assert main(["--site", str(root), str(published), "--lang", "en"]) == 3
    assert capsys.readouterr().out.startswith("hasil.html:1: The figure 3,7")


def test_a_table_nobody_can_read_stops_no_audit(tmp_path: Path, published: Path) -> None:
    for data in (b"", b"\xff\xfe", b'a,"b'):
        (published / "2026-1" / "lain.csv").write_bytes(data)
        assert rules(site(tmp_path, '<p data-cell="2026-1/lain:2:a">3,7</p>'), published) == ["site_reference"]
