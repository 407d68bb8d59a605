"""What only PostgreSQL can get wrong: lost connections, what JSONB refuses, an administrator's SQL, other machines. See `make test-postgres`."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kinerja.cli.commands import main
from kinerja_office.keys import needed
from kinerja_store import (
    OutcomeUnknown,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreMissing,
    StoreTooNew,
    StoreUnwritable,
    keyring,
    trail,
)
from kinerja_store.backup import backup, beside, restore, verify
from kinerja_store.check import check
from kinerja_store.errors import BadAddress, StoreUnreachable
from kinerja_store.keyed import KeyedStore, init_store, open_store
from kinerja_store.migrate import migrations
from kinerja_store.moving import TrailDamaged, contents, copy, digest
from kinerja_store.opening import init_at, older_at, open_at
from kinerja_words import catalogue
from tests.kinerja_store.helpers import in_threads, two_things_by_one_name
from tests.on_postgres import SERVER, drop, url_of

pytestmark = pytest.mark.postgres
psycopg = pytest.importorskip("psycopg")
ROOT = Path(__file__).parents[2]
NOW = datetime.datetime(2026, 3, 1, 8, 0, tzinfo=datetime.UTC)
ODD = [
    "\0",
    "a\0b",
    "\ud800",
    "\ud83d\ude00",
    "\\ud800",
    "\\\\u0000",
    "\\\ud800",
    "\ufffd",
    "'\"%s",
    "😀",
    "\x01\x1f\x7f",
    "x" * 5000,
]
NUMBERS = [1, 1.0, 1e16, 1e22, -0.0, 5e-324, 1.7976931348623157e308, 2**63, -(10**300), 0.1, True, None]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    named = url_of(tmp_path)
    yield named.replace("#", f"&application_name={schema(named)}#")  # so that each test kills its own connections
    drop(named)


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[KeyedStore]:
    init_at(tmp_path / "private", url)
    with closing(open_at(tmp_path / "private", url, indexes={"t": ("kind",)})) as made:
        yield made


def say(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """As the administrator."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        cursor = connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def schema(url: str) -> str:
    return url.partition("#")[2]


def put(store: KeyedStore, key: str, **fields: Any) -> None:
    with store.write() as change:
        change.put("t", key, fields)


def test_whatever_the_protocol_takes_comes_back_as_it_came(store: KeyedStore) -> None:
    doc = {"numbers": NUMBERS, "texts": ODD, **{text: [{text: text}] for text in ODD}, "b": 1, "aa": {"z": 1, "y": 2}}
    with store.write() as change:
        for text in ODD:
            change.put("t", text, {**doc, "kind": text})
            change.put(text, text, doc)
    with store.read() as view:
        for text in ODD:
            assert [*view.find("t", kind=text)] == [(text, {**doc, "kind": text})]
            assert [*view.find(text)] == [(text, doc)]
            assert repr(view.get("t", text)["numbers"]) == repr(NUMBERS)  # type: ignore[index]
            assert view.count("t", kind=text) == 1
        assert [key for key, _ in view.find("t")] == sorted(ODD)
        assert view.tables() == sorted(["t", *ODD])


def test_sql_sees_documents_as_jsonb_by_the_declared_index(store: KeyedStore, url: str) -> None:
    put(store, "1", kind="x", n=2)
    assert say(f"SELECT doc ->> '_key', doc -> 'n' FROM {schema(url)}.t WHERE doc ->> 'kind' = 'x'") == [("1", 2)]
    assert say("SELECT count(*) FROM pg_indexes WHERE schemaname = %s AND indexdef LIKE '%%kind%%'", schema(url)) == [
        (1,)
    ]
    with closing(open_at(store.folder, url, indexes={"t": ("n",)})):  # a later release declares another
        assert say("SELECT count(*) FROM pg_indexes WHERE schemaname = %s AND tablename = 't'", schema(url)) == [(3,)]


def kill(url: str) -> None:
    say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", schema(url))


def test_a_connection_lost_before_the_commit_stores_nothing(store: KeyedStore, url: str) -> None:
    put(store, "1", n=1)

    def broken() -> None:
        with store.write() as change:
            change.put("t", "2", {})
            kill(url)

    with pytest.raises(StoreUnreachable):
        broken()
    with store.read() as view:  # by a new connection
        assert [k for k, _ in view.find("t")] == ["1"]
    kill(url)  # those that lie idle
    put(store, "2")
    with store.read() as view:
        assert view.count("t") == 2


def test_a_connection_lost_at_the_commit_leaves_nobody_who_knows(
    store: KeyedStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kinerja_store.server import Connections

    real = Connections.end

    def end(self: Any, connection: Any, how: str) -> str:
        if how == "COMMIT":
            connection.execute("COMMIT")  # it came, its answer did not
            kill(url)
            return real(self, connection, "SELECT 1")
        return real(self, connection, how)

    monkeypatch.setattr(Connections, "end", end)
    with pytest.raises(OutcomeUnknown):
        put(store, "1", n=1)
    monkeypatch.undo()
    with store.read() as view:
        assert view.get("t", "1") == {"n": 1}


def test_a_child_that_closes_the_store_leaves_the_parents_connections_alone(store: KeyedStore) -> None:
    put(store, "1")  # by a connection that lies idle when the child begins, and is at work when it ends
    here, there = os.pipe()
    if (child := os.fork()) == 0:
        os.read(here, 1)
        store.close()
        os._exit(0)
    with store.write() as change:
        change.put("t", "2", {})
        os.write(there, b"x")
        assert os.waitpid(child, 0)[1] == 0
    with store.read() as view:
        assert view.count("t") == 2


def test_a_server_that_is_not_there_is_told_in_words(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreUnreachable) as told:
        open_at(tmp_path, "postgresql://someone:geheim@127.0.0.1:9/x?connect_timeout=2")
    assert "geheim" not in str(told.value)
    not_escaped = [f"postgresql://x:ge{sign}geheim@127.0.0.1:9/y#a" for sign in "@/#"]
    for wrong in (
        *not_escaped,
        "postgresql://x:1/geheim@127.0.0.1/y",
        "postgresql://x/y#Name",
        "mysql://x:geheim@y",
        "postgresql://x/y?a=geheim",
        "postgresql://x/y#a;b",
        "postgresql://x/y#pg_a",
    ):
        with pytest.raises(BadAddress) as refused:
            open_at(tmp_path, wrong)
        assert "geheim" not in str(refused.value)
    with pytest.raises(StoreMissing):
        open_at(tmp_path, url)


def test_a_schema_that_the_administrator_made_takes_no_right_to_make_one(tmp_path: Path, url: str) -> None:
    role = schema(url)
    say(f"CREATE ROLE {role} LOGIN")
    say(f"CREATE SCHEMA {role} AUTHORIZATION {role}")
    own = url.replace("user=postgres", f"user={role}")
    init_at(tmp_path / "private", own)
    with closing(open_at(tmp_path / "private", own, indexes={"t": ("kind",)})) as there:
        put(there, "1", kind="x")
        there.wipe_history()
        with there.read() as view:
            assert view.count("t") == 1
    drop(url)
    say(f"DROP ROLE {role}")


def test_an_init_beside_the_store_of_the_folder_says_that_there_is_one(tmp_path: Path, url: str) -> None:
    init_store(tmp_path / "private")
    words = ["--data", str(tmp_path), "--content", str(ROOT / "content"), "--store", url, "init"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert catalogue.text(StoreExists()) in done.output


def test_one_that_was_made_is_not_made_again(store: KeyedStore, url: str, tmp_path: Path) -> None:
    put(store, "1")
    with pytest.raises(StoreExists):
        init_at(store.folder, url)
    init_store(tmp_path / "other")
    with pytest.raises(StoreExists):
        init_at(tmp_path / "other", url)


def test_a_writer_that_waits_too_long_says_busy_and_offices_never_wait_for_each_other(
    store: KeyedStore, url: str, tmp_path: Path
) -> None:
    other = url_of(tmp_path / "other")
    init_at(tmp_path / "other", other)
    with (
        closing(open_at(store.folder, url, patience=0.05)) as second,
        closing(open_at(tmp_path / "other", other, patience=0.05)) as foreign,
    ):
        with store.write():
            with pytest.raises(StoreBusy):
                put(second, "1")
            in_threads(1, lambda _: put(foreign, "1"))
        put(second, "1")
    drop(other)


def test_a_later_release_is_refused_and_an_earlier_one_is_brought_here(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "private"
    init_at(folder, url, steps=())
    with closing(open_at(folder, url, steps=())) as old:
        with old.write() as change:
            change.put("says", "1", {"a": 1})
        assert older_at(folder, url) is not None
        with closing(open_at(folder, url)) as new, new.read() as view:
            assert view.tables() == ["opinions"]
        assert older_at(folder, url) is None
        for act in (
            lambda: open_at(folder, url, steps=()),
            lambda: old.read().__enter__(),
            lambda: old.write().__enter__(),
        ):
            with pytest.raises(StoreTooNew):  # one that runs, too
                act()
    assert len(migrations) == 1


def told(store: KeyedStore) -> str:
    with store.engine.exclusive() as moment:
        return digest(*contents(moment, store.folder))


def filled(folder: Path) -> KeyedStore:
    init_store(folder)
    store = open_store(folder)
    for n in range(5):
        with store.write() as change:
            change.put("t", f"k{n}", {"n": NUMBERS, "text": ODD[n]})
            trail.record(change, "hr", "cycle.open", {"cycle": f"2026-{n}"}, NOW)
        trail.flush(store)
    return store


def test_there_and_back_is_the_same_to_the_byte(tmp_path: Path, url: str) -> None:
    with closing(filled(tmp_path / "one")) as one:
        before = told(one)
        assert copy(one, tmp_path / "one", url) == (6, before)
        with pytest.raises(StoreExists):
            copy(one, tmp_path / "one", url)
        assert told(one) == before
    with closing(open_at(tmp_path / "one", url)) as there:
        assert told(there) == before
        assert copy(there, tmp_path / "two") == (6, before)
        with pytest.raises(StoreExists):
            copy(there, tmp_path / "one")
    with closing(open_store(tmp_path / "two")) as two:
        assert told(two) == before
        with two.read() as view:
            assert [f.level for f in trail.verify(trail.copy(two.folder, view))] == ["ok"]
    assert (tmp_path / "two" / trail.FILE).read_bytes() == (tmp_path / "one" / trail.FILE).read_bytes()


def test_a_copy_that_is_not_what_was_read_is_not_there(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(filled(tmp_path / "one")) as one:
        with monkeypatch.context() as patch:
            patch.setattr(
                "kinerja_store.postgres.as_bytes",
                lambda text: text.replace("2026-3", "2026-4").encode("utf-8", "surrogatepass"),
            )
            with pytest.raises(StoreDamaged):
                copy(one, tmp_path / "one", url)
        with closing(open_at(tmp_path / "one", url)) as there, there.read() as view:
            assert view.tables() == []
        path = tmp_path / "one" / trail.FILE
        whole = path.read_bytes()
        for wrong in (
            whole.replace(b"2026-1", b"2026-1 ").replace(b'"n"', b' "n"', 1),
            whole[:-9],
            whole + b"[]\n",
            whole + b"\xff\n",
            whole + b'{"n": "6"}\n',
            whole + b'{"n": 6, "x": "\\ud800"}\n',
            whole + whole.splitlines(keepends=True)[0],
        ):
            path.write_bytes(wrong)
            with pytest.raises(TrailDamaged):
                copy(one, tmp_path / "one", url)


def test_a_copy_to_itself_is_refused_and_waits_for_nobody(store: KeyedStore, url: str) -> None:
    put(store, "1")
    with pytest.raises(StoreExists):  # and not StoreBusy
        copy(store, store.folder, url.replace("#", "&options=-c%20lock_timeout%3D500#"))
    with store.read() as view:
        assert view.tables() == ["t"]


@pytest.mark.parametrize("what", ["altered", "removed", "the last removed", "moved", "added"])
def test_a_line_of_the_trail_that_sql_touched_is_found(store: KeyedStore, url: str, what: str) -> None:
    for n in range(4):
        with store.write() as change:
            trail.record(change, "hr", "cycle.open", {"cycle": f"2026-{n}"}, NOW)
        trail.flush(store)
    with store.read() as view:
        assert [f.level for f in trail.verify(trail.copy(store.folder, view))] == ["ok"]
    assert not [*store.folder.glob("trail*")]
    with store.write() as change:
        keys = [key for key, _ in change.find(trail.TABLE)]
        line = change.get(trail.TABLE, keys[1])
        assert line
        if what == "altered":
            change.put(trail.TABLE, keys[1], {**line, "actor": "other"})
        elif what == "removed":
            change.delete(trail.TABLE, keys[1])
        elif what == "the last removed":
            change.delete(trail.TABLE, keys[-1])
        elif what == "moved":
            change.put(trail.TABLE, keys[2], line)
        else:
            change.put(trail.TABLE, "999", {**line, "n": 5})
    with store.read() as view:
        assert "error" in [f.level for f in trail.verify(trail.copy(store.folder, view))]


def test_doctor_looks_at_documents_trail_keys_and_server(store: KeyedStore, url: str) -> None:
    put(store, "1", n=1)
    put(store, "2", n=1)
    levels = lambda: {f.said.code: f.level for f in check(store.folder, url=url, needed=needed) if f.level != "ok"}  # type: ignore[union-attr]  # noqa: E731
    assert levels() == {}
    say(f"DELETE FROM {schema(url)}.t WHERE doc ->> '_key' = '1'")
    assert levels() == {"doctor.miscounted": "error"}
    for setting in (
        "log_statement=mod",
        "log_min_duration_statement=0",
        "log_transaction_sample_rate=0.5",
        "log_parameter_max_length_on_error=-1",
    ):
        talks = url.replace("#", f"&options=-c%20{setting.replace('=', '%3D')}#")
        assert {f.said.code for f in check(store.folder, url=talks, needed=needed) if f.level == "error"} == {  # type: ignore[union-attr]
            "doctor.miscounted",
            "doctor.server_unsafe",
        }
    (store.folder / "store.journal").touch(0o600)
    assert levels()["doctor.two_stores"] == "warning"
    say(f"UPDATE {schema(url)}._tables SET n = 99 WHERE noun = '_schema'")
    assert levels() == {"store.too_new": "error"}


def test_the_same_of_two_tables_is_two_things_here_too(store: KeyedStore) -> None:
    two_things_by_one_name(store)


def test_a_backup_is_the_same_files_and_is_restored_to_either(store: KeyedStore, url: str, tmp_path: Path) -> None:
    keyring.create(store.folder, keyring.SERVER)
    put(store, "1", n=1)
    trail.append(store, "hr", "backup.make", {}, lambda: NOW)
    file = tmp_path / "b"
    backup(store, file, "kata sandi yang panjang")
    assert {f.level for f in verify(file, "kata sandi yang panjang", needed=needed)} == {"ok"}
    key = next(path for path in beside(file) if path.exists())
    other = url_of(tmp_path / "other")
    for folder, to in ((tmp_path / "plain", ""), (tmp_path / "served", other)):
        restore(file, folder, "kata sandi yang panjang", None, key, url=to, needed=needed)
        with closing(open_at(folder, to)) as again:
            assert told(again) == told(store)
        assert {f.level for f in check(folder, url=to, needed=needed)} == {"ok"}
        assert (folder / "store.journal").exists() != bool(to)
    drop(other)


SECRETS = ("rahasia-jawaban-", "Kotak-")


def test_after_a_wipe_no_table_holds_what_was_removed_nor_when_it_came(store: KeyedStore, url: str) -> None:
    """A28, as far as PostgreSQL lets one: docs/anonymity.md says what the WAL keeps until it is written over."""
    for n in (5, 3, 9, 1):
        put(store, f"k{n}", text=f"{SECRETS[0]}{n}-")
    with store.write() as change:
        change.delete("t", "k9")
    put(store, "k1", text="replaced")
    table = f"{schema(url)}.t"
    assert len(say(f"SELECT DISTINCT xmin FROM {table}")) == 3
    store.wipe_history()
    assert len(say(f"SELECT DISTINCT xmin FROM {table}")) == 1, "one transaction wrote them all"
    ids = [row[0] for row in say(f"SELECT id FROM {table} ORDER BY ctid")]
    assert ids == sorted(ids)
    (path,) = say("SELECT current_setting('data_directory') || '/' || pg_relation_filepath(%s)", table)[0]
    raw = Path(path).read_bytes()
    assert f"{SECRETS[0]}5-".encode() in raw, "the search can find"
    assert f"{SECRETS[0]}9-".encode() not in raw
    assert f"{SECRETS[0]}1-".encode() not in raw
    with store.read() as view:
        assert [k for k, _ in view.find("t")] == ["k1", "k3", "k5"]


def test_after_a_wipe_two_stores_of_the_same_documents_lie_alike_whoever_wrote_first(tmp_path: Path, url: str) -> None:
    """A32: the order of rows in each file, `_tables` too, their transactions, and the files' lengths."""
    seen = []
    for order in (1, -1):
        drop(url)
        folder = tmp_path / str(order)
        init_at(folder, url)
        with closing(open_at(folder, url, indexes={"*": ("kind",)})) as store:
            for table in "abc":
                with store.write() as change:
                    change.put(table, "begun", {})
            for table, n in [(table, n) for table in "abc" for n in range(30)][::order]:
                with store.write() as change:
                    change.put(table, f"k{n}", {"kind": str(n), "text": "x" * (n + 1) * 100})
                    change.delete(table, "begun")
            store.wipe_history()
        lie: dict[str, object] = {}
        for (name,) in say("SELECT tablename FROM pg_tables WHERE schemaname = %s", schema(url)):
            what = "noun, n" if name == "_tables" else "id, raw, doc"
            lie[name] = (
                say(f"SELECT ctid, {what} FROM {schema(url)}.{name} ORDER BY ctid"),
                say(f"SELECT count(DISTINCT xmin::text) FROM {schema(url)}.{name}"),
                say("SELECT pg_table_size(%s), pg_indexes_size(%s)", *2 * (f"{schema(url)}.{name}",)),
            )
        seen.append(lie)
    assert seen[0] == seen[1]


def test_the_servers_statistics_keep_no_sample_of_a_document(store: KeyedStore, url: str) -> None:
    """Which a removal would not reach: they are of the last time that the server looked, and are in no file of the table."""
    for n in range(40):
        put(store, f"k{n}", kind=f"{SECRETS[0]}{n % 3}-", text=f"{SECRETS[0]}{n}-")
    say(f"ANALYZE {schema(url)}.t")
    say(f"ANALYZE {schema(url)}._tables")
    assert say("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", f"{schema(url)}.t") == [(40,)], "it looked"
    assert say("SELECT tablename, attname FROM pg_stats WHERE schemaname = %s", schema(url)) == []


def test_a_wipe_waits_for_this_offices_readers_and_for_nobody_else(url: str, tmp_path: Path) -> None:
    init_at(tmp_path / "p", url)
    drop(foreign := url_of(tmp_path / "other"))
    init_at(tmp_path / "other", foreign)
    with (
        closing(open_at(tmp_path / "p", url, patience=0.5)) as store,
        closing(open_at(tmp_path / "other", foreign)) as other,
        other.read(),  # its snapshot keeps PostgreSQL from clearing up anything in this database
    ):
        put(store, "1")
        put(store, "2", secret=SECRETS[0] + "2-")
        with closing(open_at(tmp_path / "p", url)) as second, second.read() as view:
            with pytest.raises(StoreBusy):
                store.wipe_history()
            assert view.count("t") == 2
        with store.write() as change:
            change.delete("t", "2")
        begun, ended = threading.Event(), threading.Event()

        def read() -> None:
            with store.read() as view:
                begun.set()
                ended.wait(0.2)
                assert [k for k, _ in view.find("t")] == ["1"], "its moment is whole, though it asks late"

        reader = threading.Thread(target=read)
        reader.start()
        begun.wait()
        store.wipe_history()
        reader.join()
        (path,) = say(
            "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(%s)", f"{schema(url)}.t"
        )[0]
        assert SECRETS[0].encode() not in Path(path).read_bytes()
    drop(foreign)


WRITER = """
import sys
from pathlib import Path
from kinerja_store.opening import open_at
store = open_at(Path(sys.argv[1]), sys.argv[2])
n = 0
while True:
    n += 1
    with store.write() as change:
        found = change.get("t", "sum") or {"n": 0}
        change.put("t", "sum", {"n": found["n"] + 1})
        change.put("own", f"{sys.argv[3]}/{n}", {})
    print(n, flush=True)
"""


def test_killed_writers_and_killed_backends_lose_nothing(store: KeyedStore, url: str) -> None:
    """Processes are killed while they write, and connections of one that goes on: what was acknowledged is there, and the sum is of what is there."""
    acknowledged = 0
    for round in range(6):
        args = [sys.executable, "-c", WRITER, str(store.folder), url, str(round)]
        with subprocess.Popen(args, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for _ in range(8 + round):
                said = process.stdout.readline()
            process.kill()
            rest = process.stdout.read().split()
        acknowledged += int(rest[-1] if rest else said)
    stop, mine = threading.Event(), [0]

    def work(number: int) -> None:
        if number == 0:
            for _ in range(12):
                kill(url)
                stop.wait(0.05)
            stop.set()
        while not stop.is_set():
            with suppress(StoreError):
                with store.write() as change:
                    found = change.get("t", "sum") or {"n": 0}
                    change.put("t", "sum", {"n": found["n"] + 1})
                    change.put("own", f"me/{number}/{mine[0]}", {})
                mine[0] += number == 1

    in_threads(2, work)
    with store.read() as view:
        total, there = (view.get("t", "sum") or {})["n"], view.count("own")
        assert view.count("own") == len([*view.find("own")])
    assert total >= there >= acknowledged
    assert total >= acknowledged + mine[0]
    store.close()
    with pytest.raises(StoreUnwritable):
        put(store, "x")


def test_two_folders_of_one_address_are_one_store(store: KeyedStore, url: str, tmp_path: Path) -> None:
    """As two machines see it: each answer of `once` and `each` is of the block's own moment."""
    shutil.copytree(store.folder, tmp_path / "second")
    look: Callable[[Any], list[int]] = lambda view: view.each("t", number)  # noqa: E731

    def number(_: str, doc: dict[str, int]) -> int:
        return doc["n"]

    with closing(open_at(tmp_path / "second", url)) as second:
        put(store, "1", n=1)
        with second.read() as before:
            assert look(before) == [1]
            put(store, "1", n=2)
            assert look(before) == [1]
            with second.read() as view:
                assert look(view) == [2]
            assert look(before) == [1]
