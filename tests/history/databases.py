"""Two PostgreSQL servers, one following the other synchronously, in a folder of their own on sockets of their own.

Debian's programs, as a separate user where this is root, which PostgreSQL refuses to run as.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NAMES = ("a", "b")
PORTS = {"a": 5432, "b": 5433}  # of sockets: nothing listens on the network
CONFIG = """
listen_addresses = ''
unix_socket_directories = '{folder}'
port = {port}
cluster_name = '{name}'
max_connections = 60
shared_buffers = 32MB
wal_keep_size = 256MB
synchronous_commit = on
wal_retrieve_retry_interval = 200ms
"""


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where there are none."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    return found[-1].parent if found else Path(which).parent if (which := shutil.which("initdb")) else None


@dataclass
class Databases:
    """A pair of servers, of which one takes changes at a time. `folder` is short, for a socket's path may not be long."""

    folder: Path
    primary: str = "a"

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")

    @property
    def url(self) -> str:
        """Return the address under which programs find whichever takes changes."""
        hosts, ports = ",".join([str(self.folder)] * 2), ",".join(str(PORTS[n]) for n in NAMES)
        return f"postgresql://kinerja@/postgres?host={hosts}&port={ports}&target_session_attrs=read-write&connect_timeout=2"

    def run(self, program: str, *words: object) -> str:
        """Run one of PostgreSQL's programs to its end; return what it says."""
        bin_ = programs()
        assert bin_, "PostgreSQL is missing (apt-get install postgresql)"
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*user, str(bin_ / program), *map(str, words)], capture_output=True, text=True, check=False, cwd=self.folder
        )
        assert done.returncode == 0, (
            program,
            words,
            done.stderr,
            *(p.read_text()[-2000:] for p in self.folder.glob("*.log")),
        )
        return done.stdout

    def sql(self, statement: str, at: str = "") -> str:
        """Run a statement at the primary, or `at` one of them, and return what it gives."""
        port = PORTS[at or self.primary]
        return self.run("psql", "-h", self.folder, "-p", port, "-U", "kinerja", "-Atqc", statement, "postgres").strip()

    def start(self) -> None:
        """Make and start both; the second follows and every change waits for it."""
        self.run("initdb", "-D", self.folder / "a", "-U", "kinerja", "--auth=trust", "-E", "UTF8", "--locale=C")
        self._configure("a")
        self._start("a")
        self.follow("b")

    def follow(self, name: str) -> None:
        """Make a server anew as a copy of the primary that follows it, and let every change wait for it from then on."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self.run(
            "pg_basebackup", "-h", self.folder, "-p", PORTS[self.primary], "-U", "kinerja", "-D", self.folder / name,
            "-R", "-X", "stream", "--checkpoint=fast",
        )  # fmt: skip
        taken = (
            self.folder / name / "postgresql.auto.conf"
        )  # nobody follows a follower: its changes would wait for ever
        taken.write_text("".join(x for x in taken.read_text().splitlines(True) if "synchronous_standby" not in x))
        self._configure(name)
        self._start(name)
        self.wait("select count(*) from pg_stat_replication where state = 'streaming'", "1")
        self.sql("alter system set synchronous_standby_names = '*'")
        self.sql("select pg_reload_conf()")

    def fail_over(self) -> str:
        """Kill the primary as a machine that burns down, and let the other one take its place; return who is gone."""
        gone, self.primary = self.primary, next(n for n in NAMES if n != self.primary)
        self.kill(gone)
        self.run("pg_ctl", "promote", "-w", "-D", self.folder / self.primary)
        return gone

    def kill(self, name: str) -> None:
        """Kill a server and all its processes at once."""
        pid = int((self.folder / name / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
        family = [pid, *map(int, children.split())]
        for one in family:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(Path(f"/proc/{one}/stat").exists() and " Z " not in _stat(one) for one in family):
            time.sleep(0.01)
        # what a dead process has left that nobody has reaped yet would pass for a running one's
        for left in (self.folder / name / "postmaster.pid", self.folder / f".s.PGSQL.{PORTS[name]}.lock"):
            left.unlink()

    def restart(self, name: str) -> None:
        """Start a server that was killed again, as its own machine would."""
        self._start(name)

    def wait(self, statement: str, answer: str) -> None:
        """Wait until a statement gives an answer."""
        ends = time.monotonic() + 60
        while (found := self.sql(statement)) != answer:
            assert time.monotonic() < ends, (statement, found)
            time.sleep(0.05)

    def stop(self) -> None:
        """End both, and remove what they kept."""
        for name in NAMES:
            if (self.folder / name / "postmaster.pid").exists():
                self.kill(name)
        time.sleep(0.2)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _configure(self, name: str) -> None:
        path = self.folder / name / "postgresql.conf"
        kept = path.read_text().split("\n# here\n")[0]
        path.write_text(kept + "\n# here\n" + CONFIG.format(folder=self.folder, port=PORTS[name], name=name))

    def _start(self, name: str) -> None:
        self.run("pg_ctl", "start", "-w", "-D", self.folder / name, "-l", self.folder / f"{name}.log")


def _stat(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text()
    return " Z "
