"""A phone with slow data: every page is small, complete and without anything that runs."""

import gzip

from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import read

PAGE, SHEET = 14_000, 6_000


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def check_sizes(site: BuiltSite) -> int:
    sheet = packed((site.out / "gaya.css").read_bytes())
    assert sheet <= SHEET
    sizes = {page: packed(page.read_bytes()) + sheet for page in site.pages()}
    assert {page: size for page, size in sizes.items() if size > PAGE} == {}
    return max(sizes.values())


def test_it_works(any_site: BuiltSite) -> None:
    check_sizes(any_site)


def test_in_a_city(city_site: BuiltSite) -> None:
    check_sizes(city_site)


def test_nothing_runs_and_no_style_hides_in_a_page(any_site: BuiltSite) -> None:
    for page in [*any_site.pages(), *any_site.out.rglob("*.svg")]:
        for tag, attributes in read(page).tags:
            assert tag not in {"script", "style", "iframe", "object", "embed", "base", "form"}, page
            assert not [name for name in attributes if name == "style" or name.startswith("on")], page
            if tag in {"link", "img"} and attributes.get("rel") not in {"alternate", "canonical"}:
                address = attributes.get("href", "") + attributes.get("src", "")
                assert not address.startswith(("http", "//")), page


def test_a_page_forbids_itself_what_the_headers_forbid_before_it_asks_for_anything(any_site: BuiltSite) -> None:
    (line,) = (x for x in any_site.read("_headers").splitlines() if "Content-Security-Policy" in x)
    sent = [d.strip() for d in line.partition(": ")[2].split(";")]
    assert sent[-1].startswith("frame-ancestors")
    assert "default-src 'none'" in sent
    for page in any_site.pages():
        inside = [(tag, a) for tag, a in read(page).tags if tag in {"meta", "link", "img"}]
        (place,) = (n for n, (_, a) in enumerate(inside) if "http-equiv" in a)
        assert inside[place][1]["http-equiv"] == "Content-Security-Policy"
        assert [d.strip() for d in inside[place][1]["content"].split(";")] == sent[:-1], page
        assert all(tag == "meta" for tag, _ in inside[:place]), page


def test_one_heading_one_sentence(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        tags = [tag for tag, _ in read(page).tags]
        assert tags.count("h1") == 1, page
        leads = [a for _, a in read(page).tags if a.get("class") == "lead"]
        assert len(leads) == 1, page


def test_ids_are_used_once(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        ids = [a["id"] for _, a in read(page).tags if "id" in a and a["id"] != "h"]
        assert len(ids) == len(set(ids)), page
