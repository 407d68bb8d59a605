"""A page that is shared shows the office's own picture, and a print says where it is from; only of an office that named both."""

import re
import shutil
import struct
import zlib

import pytest
import segno
from public_site.build import build
from public_site.picture import MASK

from publishing.audit.site import audit_site
from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing


def png(width, height, more=b""):
    """A picture as its first chunk says; nobody looks at the rest."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + more


def content(folder, picture=None, settings='share_image = "bagikan.png"\n', url=True):
    shutil.copytree(CONTENT, folder)
    path = folder / "organisation.toml"
    text = path.read_text("utf-8")
    path.write_text(settings + (text if url else re.sub(r"(?m)^url = .*\n", "", text)), "utf-8")
    if picture is not None:
        (folder / "bagikan.png").write_bytes(picture)
    return folder


def made(folder, **how):
    content(folder / "content", **how)
    build(senapelan(folder / "published", 1), folder / "content", folder / "public_html")
    return folder / "public_html"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return made(tmp_path_factory.mktemp("shared"), picture=png(1200, 630))


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("index.html", "index.html"),
        ("en/2025-1/index.html", "en/2025-1/index.html"),
        ("terbaru/index.html", "2025-1/index.html"),
    ],
)
def test_every_page_names_picture_sizes_and_its_own_address(shared, path, address):
    page = (shared / path).read_text()
    said = dict(re.findall(r'<meta property="og:([a-z_:]+)" content="([^"]*)">', page))
    assert said["image"] == "https://kinerja.senapelan.example/bagikan.png"
    assert (said["image:width"], said["image:height"], said["type"]) == ("1200", "630", "website")
    assert said["url"] == f"https://kinerja.senapelan.example/{address}"
    assert said["description"]
    assert "<" not in said["title"]
    assert (shared / "bagikan.png").read_bytes() == png(1200, 630)
    assert f'class="paper" data-fixed="text">{said["url"]}<' in page


def test_pictures_may_be_called_anything(tmp_path):
    folder = content(tmp_path / "content", settings='share_image = "foto & kantor #1.png"\nlogo = "tanda #2.png"\n')
    for name in ("foto & kantor #1.png", "tanda #2.png"):
        (folder / name).write_bytes(png(1200, 630))
    path = folder / "organisation.toml"
    path.write_text(re.sub(r'(?m)^logo = "(?!tanda).*\n', "", path.read_text("utf-8")), "utf-8")
    build(senapelan(tmp_path / "published", 1), folder, tmp_path / "public_html")
    page = (tmp_path / "public_html/index.html").read_text()
    assert 'content="https://kinerja.senapelan.example/foto%20%26%20kantor%20%231.png"' in page
    assert '<img src="tanda%20%232.png"' in page
    assert audit_site(tmp_path / "public_html", tmp_path / "published") == []


def test_the_page_for_what_is_missing_is_shared_by_nobody(shared):
    assert "og:" not in (shared / "404.html").read_text()


def test_the_site_with_it_is_clean(shared):
    assert audit_site(shared, shared.parent / "published") == []


@pytest.mark.parametrize("how", [{"settings": ""}, {"picture": png(600, 315), "url": False}])
def test_without_picture_or_address_nothing_is_said_of_it(tmp_path, how):
    out = made(tmp_path, **how)
    assert "og:" not in (out / "index.html").read_text()
    assert not (out / "bagikan.png").exists()


@pytest.mark.parametrize(
    "picture",
    [None, b"", b"<svg/>", png(599, 630), png(1200, 314), png(1200, 630, bytes(300 * 1024)), png(1200, 630)[1:]],
)
def test_what_is_no_fitting_picture_is_refused_with_what_fits(tmp_path, picture):
    with refusing("organisation.toml, line 1: the picture bagikan.png has to be a PNG"):
        made(tmp_path, picture=picture)


@pytest.mark.parametrize("path", ["index.html", "2025-1/index.html", "en/2025-1/ringkasan.html"])
def test_what_is_printed_to_hang_up_carries_its_address_to_be_scanned(shared, path):
    """What is drawn is read back dot by dot: it is the code of the address that stands beside it."""
    page = (shared / path).read_text()
    svg = re.search(r'<svg class="qr" viewBox="-4 -4 (\d+) \1" aria-hidden="true"><path d="([^"]*)"/></svg>', page)
    address = re.search(r'class="paper" data-fixed="text">([^<]*)<', page)[1]
    dark = {(int(x) + n, int(y)) for x, y, run in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg[2]) for n in range(int(run))}
    matrix = segno.make(address, error="m", micro=False, mask=MASK).matrix
    assert dark == {(x, y) for y, line in enumerate(matrix) for x, dot in enumerate(line) if dot}
    assert int(svg[1]) == len(matrix) + 8


def test_an_office_without_an_address_has_no_code_to_scan(tmp_path):
    assert 'class="qr"' not in (made(tmp_path, url=False, settings="") / "2025-1/index.html").read_text()
