"""HR's own texts that become public: there, short enough, and naming nobody of the roster, past cycles included."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.instrument import CODE
from assessment.names import check_text
from assessment.problems import Problem, Refused, Text, refuse
from kinerja_office import records
from kinerja_store import View

LONGEST = 400


def must_be_public(view: View, texts: Mapping[str, Text], longest: int = LONGEST) -> None:
    """Raise `Refused` for texts without Indonesian words, too long, or naming a person; keys name the field.

    English may be empty: pages then show the Indonesian.
    """
    people = list(records.everybody(view).values())
    problems = []
    for field, text in texts.items():
        if not text.get("id", "").strip():
            problems.append(Problem("Isi teks ini dulu.", "Fill in this text first.", column=field, kind="teks"))
        for words in text.values():
            if len(words) > longest:
                problems.append(
                    Problem(f"Paling panjang {longest} huruf.", f"{longest} characters at most.", column=field, kind="teks")
                )  # fmt: skip
            problems += [Problem(p.id, p.en, column=field, kind=p.kind) for p in check_text(words, field, people)]
    if problems:
        raise Refused(problems)


def must_be_code(code: str, field: str) -> None:
    """Raise `Refused` unless a code has letters, digits, - and _ only, 32 at most."""
    if not CODE.fullmatch(code):
        raise refuse(
            f"Kode “{code[:40]}” tidak sah: pakai huruf, angka, - dan _, paling panjang 32.",
            f"The code “{code[:40]}” is not valid: use letters, digits, - and _, 32 at most.",
            column=field,
        )


def tidy(text: Text) -> dict[str, str]:
    """Return both languages with single spaces; a missing one is empty."""
    return {lang: " ".join(text.get(lang, "").split()) for lang in ("id", "en")}
