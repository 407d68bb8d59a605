"""An office that survives a machine: two databases, two form services on one private folder, a proxy before them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kinerja.config import Folders
from tests.deploy.test_proxies import free_port, program
from tests.history.databases import Databases
from tests.history.service import Service

CADDY = """{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    reverse_proxy {services} {{
        lb_policy random
        lb_try_duration 3s
        fail_duration 1s
        transport http {{
            dial_timeout 1s
        }}
    }}
}}
"""


@dataclass
class Cluster:
    """All of it, on one port; any part can be killed while people work."""

    folders: Folders
    databases: Databases
    log: IO[bytes]
    webs: int = 2
    port: int = field(default_factory=free_port)
    hurt: Counter[str] = field(default_factory=Counter)
    told: list[tuple[float, float]] = field(default_factory=list)
    """As a service's."""
    waited: list[float] = field(default_factory=list)
    """Seconds from each loss of the primary until somebody was told so again."""

    def __post_init__(self) -> None:
        self.services = [Service(self.folders, self.log) for _ in range(self.webs)]
        self.proxy: subprocess.Popen[bytes] | None = None

    @property
    def starts(self) -> int:
        return sum(one.starts for one in self.services)

    @property
    def slowest_start(self) -> float:
        return max(one.slowest_start for one in self.services)

    def start(self) -> None:
        """Start the services, then the proxy."""
        for one in self.services:
            one.start()
        config = Path(self.folders.data).parent / "Caddyfile"
        config.write_text(CADDY.format(port=self.port, services=" ".join(f"127.0.0.1:{s.port}" for s in self.services)))
        env = {**os.environ, "XDG_DATA_HOME": str(config.parent), "HOME": str(config.parent)}
        words = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(config)]
        self.proxy = subprocess.Popen(words, env=env, stdout=self.log, stderr=self.log)

    def disturb(self, act: str, chance: random.Random) -> None:
        """Kill one of the parts and see that all runs again."""
        time.sleep(0.05 + chance.random() / 2)
        self.hurt[act] += 1
        match act:
            case "web":
                one = chance.choice(self.services)
                one.end(signal.SIGKILL)
                time.sleep(chance.random() * 0.5)
                one.start()
            case "backend":  # the database's process of one connection, in the middle of whatever it does
                self.databases.sql(
                    "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity where backend_type = 'client backend'"
                    " and pid <> pg_backend_pid() order by random() limit 1) one"
                )
            case "crash":  # all of the primary's processes end; it recovers where it stands
                lost = time.monotonic()
                self.databases.kill(self.databases.primary)
                self.databases.restart(self.databases.primary)
                self._until_told(lost)
            case "primary":  # its machine is gone: the other takes its place, and a new one follows
                lost = time.monotonic()
                gone = self.databases.fail_over()
                self._until_told(lost)
                self.databases.follow(gone)

    def _until_told(self, lost: float) -> None:
        """Wait until somebody is told of a change that was asked for after the loss."""
        while not (after := [told for asked, told in self.told[-100:] if asked > lost]):
            assert time.monotonic() - lost < 60, "nothing is stored any more"
            time.sleep(0.02)
        self.waited.append(min(after) - lost)

    def end(self) -> None:
        """End the services as an operator does."""
        for one in self.services:
            one.end(signal.SIGTERM)

    def close(self) -> None:
        """End everything, however the test came to its end."""
        for one in self.services:
            one.close()
        if self.proxy:
            self.proxy.kill()
            self.proxy.wait(30)
        self.databases.stop()
