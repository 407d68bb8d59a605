"""Every sentence stands in a catalogue, in both languages, in one of them at a time, and is asked for by somebody."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from itertools import pairwise

import pytest

from kinerja_words.catalogue import Entry, both, explain, fill, text, worded
from kinerja_words.problems import Figure, Name, Phrase, Problem, Refused
from tests.kinerja_words.source import ROOT, asked, called, catalogues, files, kinds_named, tree, used

EVERY = [(name, key, entry) for name, entries in catalogues().items() for key, entry in entries.items()]

INDONESIAN = frozenset(
    [
        "ada",
        "adalah",
        "agar",
        "anda",
        "angka",
        "apa",
        "atasan",
        "atau",
        "bagi",
        "bagian",
        "bahwa",
        "baru",
        "baris",
        "belum",
        "berkas",
        "berubah",
        "bila",
        "bukan",
        "bulan",
        "daftar",
        "dalam",
        "dan",
        "dapat",
        "dari",
        "dengan",
        "di",
        "dibuat",
        "dihapus",
        "dinilai",
        "diubah",
        "formulir",
        "hanya",
        "hari",
        "hasil",
        "hilang",
        "ini",
        "isi",
        "itu",
        "jadi",
        "jawaban",
        "kata",
        "karena",
        "ke",
        "kelompok",
        "keliru",
        "kolom",
        "kosong",
        "kunci",
        "lagi",
        "lain",
        "lalu",
        "lewat",
        "mulai",
        "nama",
        "nilai",
        "oleh",
        "orang",
        "pada",
        "paling",
        "pegawai",
        "penilai",
        "penilaian",
        "periksa",
        "periode",
        "pilih",
        "rekan",
        "salah",
        "sampai",
        "satu",
        "sebelum",
        "selesai",
        "semua",
        "seperti",
        "simpan",
        "sudah",
        "supaya",
        "tanggal",
        "tanpa",
        "tenggat",
        "tetap",
        "tetapi",
        "tidak",
        "tulis",
        "ubah",
        "untuk",
        "waktu",
        "yang",
    ]
)
ENGLISH = frozenset(
    [
        "about",
        "after",
        "again",
        "all",
        "already",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "before",
        "but",
        "by",
        "cannot",
        "changed",
        "closed",
        "column",
        "could",
        "date",
        "did",
        "does",
        "each",
        "end",
        "every",
        "everybody",
        "file",
        "from",
        "had",
        "has",
        "have",
        "here",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "least",
        "left",
        "many",
        "more",
        "most",
        "must",
        "nobody",
        "not",
        "nothing",
        "of",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "over",
        "people",
        "row",
        "same",
        "should",
        "so",
        "some",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "until",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "without",
        "write",
        "wrong",
        "you",
        "your",
    ]
)
QUOTED = re.compile(
    r"“[^”]*”|`[^`]*`|\([^()]*\b(?:copy-on-write|Ctrl)[^()]*\)|copy-on-write|--[\w-]+|\{[^}]*\}|kinerja [a-z]+ [a-z]+"
)
"""What is said in another language on purpose: quotations, commands, options, blanks."""


def blanks(sentence: str) -> set[str]:
    return {field.split(":")[0] for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}


def sentences(entry: Entry, lang: str) -> list[str]:
    """Every text of an entry in a language, `kind` and `command` included."""
    found = [str(v) for k, v in entry.items() if k in (lang, f"{lang}_one")]
    more = [entry[k] for k in ("kind", "command") if k in entry]
    return found + [m if isinstance(m, str) else m[lang] for m in more]


def words(sentence: str) -> set[str]:
    return set(re.findall(r"[a-z'-]+", QUOTED.sub(" ", sentence).lower()))


def test_everything_asked_for_is_there() -> None:
    missing = [
        (where, catalogue, pattern)
        for where, catalogue, pattern, _ in asked()
        if not any(re.fullmatch(pattern, key) for key in catalogues()[catalogue])
    ]
    assert missing == []
    assert {c for _, c, _, _ in asked()} == {"refusals", "phrases", "names", "command"}
    assert len(asked()) > 350


def test_everything_there_is_asked_for() -> None:
    left = [f"{name}: {key}" for name, key, _ in EVERY if not used(key) and key.split(".")[0] not in kinds_named()]
    assert left == []


@pytest.mark.parametrize("name", sorted(catalogues()))
def test_both_languages_have_the_same_blanks(name: str) -> None:
    for key, entry in catalogues()[name].items():
        assert {"id", "en"} <= set(entry) <= {"id", "en", "en_one", "kind", "command"}, key
        assert all(s.strip() for lang in ("id", "en") for s in sentences(entry, lang)), key
        assert blanks(entry["id"]) == blanks(entry["en"]), key
        assert blanks(entry["en"]) - {"n"} <= blanks(entry.get("en_one", entry["en"])) <= blanks(entry["en"]), key


@pytest.mark.parametrize("name", sorted(catalogues()))
def test_no_sentence_mixes_the_languages(name: str) -> None:
    mixed = [
        (key, sorted(found))
        for key, entry in catalogues()[name].items()
        for lang, foreign in (("id", ENGLISH), ("en", INDONESIAN))
        if (found := set().union(*map(words, sentences(entry, lang))) & foreign)
    ]
    assert mixed == []


def test_no_value_is_a_word_of_one_language() -> None:
    """A word that fills a blank is a `Name`: it has to be said in the reader's language."""
    plain = [
        (where, keyword.arg, value.value)
        for where, _, _, call in asked()
        for keyword in getattr(call, "keywords", ())
        if keyword.arg not in ("field", "column", "row", None)
        for value in ast.walk(keyword.value)
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and not isinstance(keyword.value, ast.Call)
        if set(re.findall(r"[a-z]+", value.value.lower())) & (INDONESIAN | ENGLISH)
    ]
    assert plain == []


COUNTED = re.compile(r"\{n\} (?!has\b|is\b|characters)(?:[a-z-]+ )?(?:people|[a-z]+s)\b")
NEVER_ONE = {
    "errors.many",
    "desk.consultation.too-few",
    "desk.consultation.some",
    "desk.consultation.some.few",
    "objection.left.many",
    "plan.change.limits",
    "file.sheets",
    "person.several",
}
"""Asked for with two or more alone."""


@pytest.mark.parametrize("name", sorted(catalogues()))
def test_a_counted_noun_has_a_singular_in_english(name: str) -> None:
    """`{n} goals are …` reads wrong for one."""
    lacking = {k for k, e in catalogues()[name].items() if COUNTED.search(e["en"]) and "en_one" not in e}
    assert lacking <= NEVER_ONE


def test_one_is_said_as_one() -> None:
    one = catalogues()["refusals"]["objection.undecided"]
    assert fill(one, "en", {"n": 1, "cycle": "x"}).startswith("1 objection is not")
    assert fill(one, "en", {"n": 2, "cycle": "x"}).startswith("2 objections are not")


KEPT = {
    "kinerja/demo/events.py",  # the invented example's own texts: content that an act takes in, as HR types it
    "kinerja_office/consultation.py",  # a technical instrument whose only statement is a dash
    "site/public_site/content.py",  # the site's title where a content folder names none
    "site/public_site/figures.py", "site/public_site/words.py",  # words inside a page, beside the page's own texts.toml
    "forms_service/desk/slip_sheets.py", "forms_service/objections/cases.py",
}  # fmt: skip


def test_no_sentence_stands_in_the_source_in_two_languages() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Dict)
        and {"id", "en"} <= {k.value for k in node.keys if isinstance(k, ast.Constant)}
        and all(
            isinstance(v, ast.JoinedStr) or (isinstance(v, ast.Constant) and isinstance(v.value, str) and v.value)
            for v in node.values
        )
    }
    assert found <= KEPT


PAIR = re.compile(r"[^|\\\[\](){}?*+^$<>]*[\w.,] ?\|[\w.,“][^|\\\[\](){}?*+^$<>]*")
MEANT = {"Element | None", "postgresql://…#SKEMA | folder"}


def literal(node: ast.AST) -> str:
    """A text of the source, blanks left out; nothing where a node is none."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))


def pairs(node: ast.AST) -> list[str]:
    """What is said in two languages in one text, in two texts side by side, or in a `Words` of texts."""
    texts = list(
        map(literal, node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else ())
    )
    beside = [a for a, b in pairwise(texts) if " " in a + b and words(a) & INDONESIAN and words(b) & ENGLISH]
    named = isinstance(node, ast.Call) and called(node) == "Words" and len(texts) == 2
    joined = literal(node) if isinstance(node, ast.Constant | ast.JoinedStr) else ""
    piped = [joined] if " " in joined and PAIR.fullmatch(joined) and joined not in MEANT else []
    return beside + piped + [t for t in texts if named and t]


def test_no_two_languages_stand_side_by_side_in_the_source() -> None:
    found = [(p.name, t) for p in files() for node in ast.walk(tree(p)) for t in pairs(node)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ['Wrong("persen bulat|whole per cent")', 'Words("konsultasi", f"{x}")', 'fault("isi keliru itu", "it is wrong")'],
)
def test_such_a_pair_is_found(line: str) -> None:
    assert [t for node in ast.walk(ast.parse(line)) for t in pairs(node)]


AUDITOR = tomllib.loads((ROOT / "publishing/audit/sentences.toml").read_text("utf-8"))
AUDITED = [tree(p) for p in files() if p.parent == ROOT / "publishing/audit"]
PARTS, METHODS = AUDITOR.pop("parts"), AUDITOR.pop("methods")
RULES = {rule: {"id": said["id"], "en": said["en"]} for rule, said in AUDITOR.items() if rule != "words"}


NODES = [n for t in AUDITED for n in ast.walk(t)]
PART, RULE = {"words": 0, "Wrong": 0, "broken": 1, "fault": 1}, {"add": 0, "_tell": 0}
"""Who takes a code, and at which place; of another one the codes would be found to be asked for by nobody."""


def texts_in(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def with_a_code(places: dict[str, int]) -> list[tuple[ast.Call, set[str]]]:
    """Each call that may give a code, and the codes; a set's `add` takes one thing alone."""
    found = [n for n in NODES if isinstance(n, ast.Call) and called(n) in places and len(n.args) > places[called(n)]]
    return [(n, texts_in(n.args[places[called(n)]])) for n in found if called(n) != "add" or len(n.args) > 1]


def test_the_auditor_has_every_sentence_it_asks_for_and_asks_for_all() -> None:
    """Its words are its own; what a method is called stands in its table, and a code may come from a name or a row of a table."""
    named = [n for n in NODES if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") in ("rule", "code")]
    rows = [n.elts[2] for n in NODES if isinstance(n, ast.Tuple) and len(n.elts) == 3]
    rules = {code for _, codes in with_a_code(RULE) for code in codes} | {c for n in named for c in texts_in(n.value)}
    parts = {code for _, codes in with_a_code(PART) for code in codes}
    parts |= {n.value for n in rows if isinstance(n, ast.Constant) and n.value in PARTS}
    assert rules ^ RULES.keys() == set()
    assert parts ^ PARTS.keys() == set()
    assert all(said.keys() == {"since", "id", "en", "word"} for said in METHODS.values())


@pytest.mark.parametrize(("there", "places"), [(PARTS, PART), (RULES, RULE)], ids=["parts", "rules"])
def test_the_auditor_fills_every_blank_and_no_other(there: dict[str, Entry], places: dict[str, int]) -> None:
    """Where some of what fills them is made elsewhere (`**`, or whoever is called adds to it), what stands there has to be asked for."""
    wrong = []
    for call, codes in with_a_code(places):
        given = {k.arg for k in call.keywords if k.arg}
        some = called(call) == "_tell" or any(k.arg is None for k in call.keywords)
        for code in codes & there.keys():
            wanted = blanks(str(there[code]["id"])) - {"redo"}
            wrong += [] if (given <= wanted if some else given == wanted) else [(code, call.lineno, given, wanted)]
    assert wrong == []


NAMED = {method: {lang: said[lang] for lang in ("id", "en")} for method, said in METHODS.items()}


@pytest.mark.parametrize("there", [PARTS, RULES, NAMED], ids=["parts", "rules", "methods"])
def test_the_auditor_speaks_one_language_at_a_time(there: dict[str, Entry]) -> None:
    for code, said in there.items():
        assert set(said) == {"id", "en"}, code
        assert blanks(said["id"]) == blanks(said["en"]), code
        assert words(said["id"]) & ENGLISH == set() == words(said["en"]) & INDONESIAN, code


def test_names_and_figures_are_said_in_the_readers_language() -> None:
    said = Phrase("training.mean", method=Name("method.peer"), mean=Figure("≤1.5"))
    assert both(said) == {"id": "penilaian rekan kerja ≤1,5", "en": "peer assessment ≤1.5"}
    assert worded([Name("method.self"), {"id": "satu", "en": "one"}], "en") == "self-assessment, one"


def test_a_phrase_in_json_is_the_same_phrase() -> None:
    said = Phrase(
        "plan.of_group", group="A + B", said=Phrase("plan.merged", sizes="A 9, B 8", need=Phrase("plan.need", heads=15))
    )
    assert Phrase.from_doc(said.to_doc()) == said


@pytest.mark.parametrize(
    ("field", "en", "id"), [("start", "start", "mulai"), ("end", "end", "selesai"), ("due", "due", "tenggat")]
)
def test_a_wrong_date_is_named_in_the_readers_language(field: str, en: str, id: str) -> None:
    problem = Problem(f"date.{field}", field=field, day="kemarin")
    assert both(problem)["en"].startswith(f"The {en} date “kemarin”")
    assert both(problem)["id"].startswith(f"Tanggal {id} “kemarin”")


def test_a_long_list_is_summed_up_in_the_readers_language() -> None:
    many = Refused([Problem("roster.no_name", row=n) for n in range(2, 16)])
    assert text(many, "en").splitlines()[0] == "row 2: the name is empty. Fill it in."
    assert text(many, "en").splitlines()[-1] == "… 2 more problems (name empty 2×)"
    assert text(many, "id").splitlines()[-1] == "… 2 masalah lain (nama kosong 2×)"


def test_an_error_not_meant_for_people_is_told_by_its_type_alone() -> None:
    assert explain(KeyError("198609262015051001"), "en").startswith("Something went wrong in the program (KeyError).")
