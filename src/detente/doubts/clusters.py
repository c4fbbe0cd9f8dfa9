"""The workers of a Dask cluster, as a crew that works on numbered chunks.

What all chunks need is the result of a task of its own. So each worker gets it once, and where
the workers that had it are lost, the scheduler has it made again.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import pickle
import queue
import re
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from detente._version import __version__
from detente.disputes.problems import visible
from detente.doubts.workers import AGAIN, WorkersLost

_AT_ONCE = 2  # chunks for each thread of a worker: the one it is at, and the next
_SECONDS_TO_REACH = 10.0
_SECONDS_TO_ANSWER = 2.0
_SECONDS_LOST = 30.0  # without an answer or a worker, until the cluster is given up
_SECONDS_BETWEEN_COUNTS = 2.0
_ADDRESS = re.compile(r"tcp://(\[[^\s/\]]+\]|[^\s/:]+):\d{1,5}")
_LOGGER = logging.getLogger("distributed.client")

_Shared = TypeVar("_Shared")


class ClusterError(Exception):
    """A cluster that cannot be used, or is lost."""


class Cluster:
    """All workers of a Dask cluster, those that join later too.

    Parameters
    ----------
    address : str
        Its scheduler's, ``tcp://host:port``.
    shared : object
        What all chunks need; each thread of a worker has one of its own.
    work : callable
        ``work(shared, number)`` gives a chunk.

    Raises
    ------
    ClusterError
        If dask.distributed is not installed, nothing answers there, or there are no workers.
    """

    def __init__(
        self, address: str, shared: _Shared, work: Callable[[_Shared, int], dict[str, Any]]
    ) -> None:
        self._address = address
        self._distributed = _distributed()
        self._client = _client(address, self._distributed)
        self._run = f"detente-{secrets.token_hex(8)}"
        self._futures: dict[int, Any] = {}
        self._settled: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._common: Any = None
        self._fault: Exception | None = None
        self._level = _LOGGER.level
        _LOGGER.setLevel(logging.CRITICAL)  # what it has to say is said by what this raises
        try:
            self._threads = self._count()
            self._counted_at = self._seen_at = time.monotonic()
            if not self._threads:
                raise ClusterError(
                    f"the cluster at {address} has no workers; "
                    f"start some with `dask worker {address}`"
                )
            common = pickle.dumps((work, shared), pickle.HIGHEST_PROTOCOL)
            self._common = self._submit(_held, self._run, __version__, common, key=self._run)
        except BaseException:
            self.close()
            raise

    @property
    def capacity(self) -> int:
        """How many chunks the workers hold, as many as there are of them now."""
        return self._threads * _AT_ONCE

    @property
    def under_way(self) -> int:
        """How many chunks are with the workers, or wait for one."""
        return len(self._futures)

    def give(self, number: int) -> None:
        """Give them a chunk to work on."""
        future = self._submit(_chunk, self._common, number, key=f"{self._run}-{number}")
        self._futures[number] = future
        future.add_done_callback(lambda _: self._settled.put(number))

    def take(self, seconds: float) -> list[tuple[int, dict[str, Any]]]:
        """What they have finished, waiting so long for the first.

        Raises
        ------
        ClusterError
            If the cluster is lost.
        WorkersLost
            If workers die time and again at a chunk.
        Exception
            Whatever work raised.
        """
        self._look_after_workers()
        finished = []
        for number in self._next_settled(0 if self._fault else seconds):
            chunk = self._result(number)
            if chunk is not None:
                finished.append((number, chunk))
                del self._futures[number]
        if self._fault and not finished:
            raise self._fault
        return finished

    def halt(self) -> None:
        """Do nothing: what they have not finished is cancelled when this is closed."""

    def close(self) -> None:
        """Cancel what is not finished, and leave the cluster."""
        if self._client.status == "running":
            with contextlib.suppress(Exception):
                self._ask(self._client._cancel, [*self._futures.values(), self._common])
        self._futures.clear()
        self._common = None
        _leave(self._client)
        _LOGGER.setLevel(self._level)

    def _submit(self, function: Callable[..., Any], *arguments: Any, key: str) -> Any:
        try:
            return self._client.submit(function, *arguments, key=key, pure=False)
        except Exception as error:
            if self._client.status == "running":
                raise
            raise self._lost() from error

    def _next_settled(self, seconds: float) -> list[int]:
        """The chunks that are finished or have failed, waiting so long for the first."""
        settled = []
        with contextlib.suppress(queue.Empty):
            settled.append(
                self._settled.get(timeout=seconds) if seconds else self._settled.get(False)
            )
            while True:
                settled.append(self._settled.get(False))
        return settled

    def _result(self, number: int) -> dict[str, Any] | None:
        """What work on a chunk gave; None where it failed, or is to be done again."""
        future = self._futures[number]
        try:
            if future.status == "cancelled":
                self._fault = self._fault or self._lost()
            elif future.status == "error":
                error = future.exception(_SECONDS_TO_ANSWER)
                self._fault = self._fault or self._meant(error)
            else:
                chunk: dict[str, Any] = future.result(_SECONDS_TO_ANSWER)
                return chunk
        except Exception as error:
            if future.status == "finished" and not isinstance(error, TimeoutError):
                self._fault = self._fault or error
            else:  # the worker died with what it gave, or the chunk has failed meanwhile
                self._settled.put(number)
        return None

    def _meant(self, error: Exception) -> Exception:
        """What the failure of a chunk comes from."""
        meant: Exception | None = None
        if isinstance(error, self._distributed.KilledWorker):
            meant = WorkersLost(
                f"{AGAIN + 1} workers of the cluster at {self._address} died of the same chunks; "
                "give each of them more memory, or run without the cluster"
            )
        elif isinstance(error, ImportError):
            meant = ClusterError(
                f"the cluster's workers cannot work: {error}; "
                "install on them what is installed here"
            )
        if meant is None:
            return error
        meant.__cause__ = error
        return meant

    def _look_after_workers(self) -> None:
        """Count the workers now and then, and give up where there are none for long."""
        now = time.monotonic()
        if self._client.status == "closed":
            self._fault = self._fault or self._lost()
        elif now - self._counted_at >= _SECONDS_BETWEEN_COUNTS:
            with contextlib.suppress(Exception):  # of a scheduler that does not answer
                self._threads = self._count()
                self._seen_at = now if self._threads else self._seen_at
            self._counted_at = time.monotonic()
            if now - self._seen_at > _SECONDS_LOST:
                self._fault = self._fault or self._lost()

    def _count(self) -> int:
        """How many threads all workers have."""
        return sum(self._ask(self._client.scheduler.ncores).values())

    def _ask(self, question: Callable[..., Any], *arguments: Any) -> Any:
        return self._client.sync(question, *arguments, callback_timeout=_SECONDS_TO_ANSWER)

    def _lost(self) -> ClusterError:
        return ClusterError(
            f"the cluster at {self._address} is lost: its scheduler does not answer, or it has no "
            "workers any more; start it again, and resume from the checkpoint if there is one"
        )


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise ClusterError(
            "work on a cluster takes dask.distributed, which is not installed; "
            "`pip install 'detente[cluster]'` installs it"
        ) from error


def _client(address: str, distributed: Any) -> Any:
    """A client of the scheduler at an address, in a time that ends."""
    if not _ADDRESS.fullmatch(address):
        raise ClusterError(
            f"{visible(address)} is no address of a Dask scheduler; "
            "write it as in tcp://192.168.0.7:8786"
        )
    answer: queue.SimpleQueue[Any] = queue.SimpleQueue()
    given_up = threading.Event()

    def reach() -> None:
        try:
            client = distributed.Client(address, timeout=_SECONDS_TO_REACH, set_as_default=False)
        except Exception as error:
            answer.put(error)
            return
        answer.put(client)
        if given_up.is_set():
            _leave(client)

    # whatever else listens there may never answer, which the client would wait for
    threading.Thread(target=reach, daemon=True).start()
    try:
        found = answer.get(timeout=_SECONDS_TO_REACH + 1)
    except queue.Empty:
        found = TimeoutError("no answer")
    except BaseException:
        given_up.set()
        raise
    if isinstance(found, Exception):
        given_up.set()
        raise ClusterError(
            f"no Dask scheduler answers at {address}; "
            "check the address, or start one with `dask scheduler`"
        ) from found
    return found


def _leave(client: Any) -> None:
    with contextlib.suppress(Exception):
        client.close(_SECONDS_TO_ANSWER)


def _held(run: str, version: str, common: bytes) -> tuple[str, bytes]:
    """On a worker: what all chunks of a run need."""
    if version != __version__:
        raise ClusterError(
            f"the cluster's workers have détente {__version__} and this is {version}; "
            "install the same version everywhere"
        )
    return run, common


_mine = threading.local()


def _chunk(held: tuple[str, bytes], number: int) -> dict[str, Any]:
    """On a worker: a chunk, with what is needed for all of them unpacked once for each thread."""
    run, common = held
    if getattr(_mine, "run", None) != run:
        _mine.work, _mine.shared = pickle.loads(common)
        _mine.run = run
    chunk: dict[str, Any] = _mine.work(_mine.shared, number)
    return chunk
