"""The auditor's answer: findings in plain sentences, one verdict, counts of what was checked."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import category

from .sentences import DISCLOSURE, INCONSISTENT, METHODS, NONE_FOUND, NOTE, SENTENCES, SINCE, UNDECIDED, Words, words

CANNOT_SEE = words("cannot_see")._asdict()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `kind` is DISCLOSURE, UNDECIDED, INCONSISTENT or NOTE; `rule` says which check spoke.

    `where` is a reference as on public pages (`<cycle>/<table>:<row>`, header row 1) or a file name.
    `pair` is the (method, criterion) the finding belongs to, where there is one: what the R5 fallback needs.
    """

    kind: str
    rule: str
    where: str
    sentence: Words
    pair: tuple[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence.id}"


@dataclass(frozen=True, slots=True)
class Report:
    """Verdict, findings (worst first, then by place) and counts of what was looked at."""

    verdict: str
    findings: tuple[Finding, ...]
    checked: dict[str, int]

    @property
    def exit_code(self) -> int:
        """0 when nothing was found, else 3."""
        return 0 if self.verdict == NONE_FOUND else 3

    def to_json(self) -> str:
        """`audit.json` of docs/formats.md; the same findings give the same bytes."""
        value = {
            "verdict": self.verdict,
            "findings": [
                {"kind": f.kind, "rule": f.rule, "where": f.where, "sentence": f.sentence._asdict()}
                for f in self.findings
            ],
            "checked": {**dict(sorted(self.checked.items())), "cannot_see": CANNOT_SEE},
        }
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"

    def lines(self, language: str = "id") -> Iterator[str]:
        """One printable line a finding, in `id` or `en`."""
        for f in self.findings:
            yield f"{f.kind} {f.where}: {getattr(f.sentence, language)}"


@dataclass
class Log:
    """Collects findings and counts while the checks run."""

    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    checked: Counter[str] = field(default_factory=Counter)

    def add(
        self, rule: str, where: str, pair: tuple[str, str] | None = None, made: int = sys.maxsize, /, **fields: object
    ) -> None:
        """Record one finding; the fields fill the sentence of `rule` (Words differ by language).

        `made`: format of the package, where the rule is younger than some: an older package is told by a NOTE only.
        """
        said, where = SENTENCES[rule], quoted(where)
        old = made < SINCE.get(rule, 0)
        if old:  # what follows from it stands in no published file: the table is named, and nothing of its rows
            head, _, line = where.rpartition(":")
            where = f"{head}.csv" if line.isdigit() else where
        sentence = words("older") if old else Words(_fill(said["id"], fields, 0), _fill(said["en"], fields, 1))
        kind = NOTE if old else said["kind"]
        self.findings.setdefault((rule, where, sentence.en), Finding(kind, rule, where, sentence, pair))

    def report(self) -> Report:
        """The verdict over everything recorded: contradiction first, then disclosure, then doubt."""
        order = (INCONSISTENT, DISCLOSURE, UNDECIDED)
        kinds = {f.kind for f in self.findings.values()}
        verdict = next((k for k in order if k in kinds), NONE_FOUND)
        rank = {k: i for i, k in enumerate(order)}
        findings = sorted(
            self.findings.values(), key=lambda f: (rank.get(f.kind, 9), _natural(f.where), f.rule, f.sentence.en)
        )
        return Report(verdict, tuple(findings), dict(self.checked))


def _fill(template: str, fields: dict[str, object], language: int) -> str:
    said = {k: printable(v[language]) if isinstance(v, Words) else v for k, v in fields.items()}
    said = {k: quoted(v) if isinstance(v, str) and not isinstance(fields[k], Words) else v for k, v in said.items()}
    said["redo"] = words("redo")[language]
    text = template.format(**said)
    return text[:1].upper() + text[1:]


UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text: str) -> str:
    """A text whose invisible characters are written out: what a file says must not steer the terminal that shows it."""
    return "".join(c.encode("unicode_escape").decode() if category(c) in UNSEEN else c for c in text)


def quoted(text: str) -> str:
    """A name or value as it is, or in quotes where `printable` had to write something out."""
    shown = printable(text)
    return text if shown == text else f'"{shown}"'


def _natural(where: str) -> tuple[str, int]:
    head, _, line = where.rpartition(":")
    return (head, int(line)) if line.isdigit() else (where, 0)


def method_words(method: str) -> Words:
    """A method's name in both languages."""
    said = METHODS.get(method, {})
    return Words(said.get("id", method), said.get("en", method))
