"""A Dask scheduler and its workers, as processes of this machine that end with the tests."""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from doubts.chores import TESTS


class DaskCluster:
    """A scheduler, and as many workers of one thread as are asked for."""

    def __init__(self, folder: Path) -> None:
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self._folder = folder
        self._environment = {**os.environ, "PYTHONPATH": str(TESTS)}
        host, port = self.address.removeprefix("tcp://").split(":")
        self.scheduler = self._started("scheduler", "--host", host, "--port", port, "--no-show")
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, count: int) -> None:
        """Have so many workers or more."""
        place = ["--local-directory", str(self._folder)]
        while len(self.workers) < count:
            worker = self._started("worker", self.address, "--no-nanny", "--nthreads=1", *place)
            self.workers.append(worker)
        self._wait(count)

    def kill_one(self) -> None:
        """Kill a worker as the system would."""
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()

    def end(self) -> None:
        """End all of them."""
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()

    def _started(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *words, "--no-dashboard"],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _wait(self, count: int) -> None:
        distributed: Any = importlib.import_module("distributed")
        end = time.monotonic() + 20
        with distributed.Client(self.address, timeout=20, set_as_default=False) as client:
            while len(client.nthreads()) < count:
                assert time.monotonic() < end, "the workers do not come"
                time.sleep(0.05)


@contextmanager
def dask_cluster(folder: Path) -> Iterator[DaskCluster]:
    """A cluster without workers, which ends with the block."""
    cluster = DaskCluster(folder)
    try:
        yield cluster
    finally:
        cluster.end()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
