"""XLSX files written part by part, so that a test can put into them what no well-behaved program writes."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Sheet = tuple[str, str, str | bytes]
"""Name, state, and the XML of what stands inside `<worksheet>`, or a whole part as bytes."""


def text(ref: str, words: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def column(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def rows(
    lines: Iterable[Sequence[str]], instead: Mapping[str, str] | None = None, more: str = "", first: int = 1
) -> str:
    """Return sheet data of text cells; `instead` has other cells by their place, `more` is further rows."""
    out = []
    for number, line in enumerate(lines, start=first):
        cells = "".join(
            (instead or {}).get(f"{column(i)}{number}", text(f"{column(i)}{number}", words))
            for i, words in enumerate(line)
        )
        beyond = "".join(c for place, c in (instead or {}).items() if place == f"row{number}")
        out.append(f'<row r="{number}">{cells}{beyond}</row>')
    return f"<sheetData>{''.join(out)}{more}</sheetData>"


def package(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(sheets: Sequence[Sheet], parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a workbook of these sheets; `parts` adds others (`styles`, `sharedStrings`) or replaces any by its path."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" state="{state}" r:id="s{i}"/>'
        for i, (name, state, _) in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="s{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    more = {k: v for k, v in (parts or {}).items() if "/" not in k}
    related += "".join(f'<Relationship Id="{k}" Type="{REL}/{k}" Target="{k}.xml"/>' for k in more)
    made: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
    }
    for i, (_, _, inner) in enumerate(sheets, start=1):
        whole = inner if isinstance(inner, bytes) else f"<worksheet {MAIN}>{inner}</worksheet>"
        made[f"xl/worksheets/sheet{i}.xml"] = whole
    made |= {f"xl/{k}.xml": v for k, v in more.items()}
    return package(made | {k: v for k, v in (parts or {}).items() if "/" in k})
