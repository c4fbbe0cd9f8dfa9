"""Processes of this machine that work on numbered chunks; one that dies is replaced.

Each process has a pipe of its own to this one, so that it is known which chunk a dead one was at,
and so that each of them ends when this process does, however that came about.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, TypeVar

AGAIN = 3  # how often a chunk is run again whose process died
_AT_ONCE = 2  # chunks that a process holds: the one it is at, and the next
_SECONDS_TO_DIE = 5.0

_Shared = TypeVar("_Shared")


class WorkersLost(Exception):
    """Worker processes that die time and again."""


class Workers:
    """So many processes, which start when this is made and end when it is closed.

    Parameters
    ----------
    count : int
        How many.
    shared : object
        What all chunks need; each process gets it once.
    work : callable
        ``work(shared, number)`` gives a chunk.
    """

    def __init__(
        self, count: int, shared: _Shared, work: Callable[[_Shared, int], dict[str, Any]]
    ) -> None:
        self.capacity = count * _AT_ONCE
        self._common = pickle.dumps((work, shared), pickle.HIGHEST_PROTOCOL)
        self._context = context(work.__module__)
        self._queue: deque[int] = deque()
        self._deaths: Counter[int] = Counter()
        self._stillborn = 0
        self._fault: Exception | None = None
        self._workers: dict[Connection, _Worker] = {}
        try:
            for _ in range(count):
                self._start()
        except BaseException:
            self.close()
            raise

    @property
    def under_way(self) -> int:
        """How many chunks are with the processes, or wait for one."""
        return len(self._queue) + sum(len(worker.chunks) for worker in self._workers.values())

    def give(self, number: int) -> None:
        """Give them a chunk to work on."""
        self._queue.append(number)

    def take(self, seconds: float) -> list[tuple[int, dict[str, Any]]]:
        """What they have finished, waiting so long for the first.

        Raises
        ------
        WorkersLost
            If they die time and again.
        Exception
            Whatever work raised.
        """
        finished = []
        ready = wait(list(self._workers), 0 if self._fault else seconds)
        for worker in [worker for pipe, worker in self._workers.items() if pipe in ready]:
            try:
                kind, number, what = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            if kind == "here":
                worker.tell(self._common)
                worker.begun = True
                self._stillborn = 0
            elif kind == "fault":
                self._fault = self._fault or what
            else:
                worker.chunks.remove(number)
                finished.append((number, what))
        if self._fault and not finished:
            raise self._fault
        if not self._fault:
            self._hand_out()
        return finished

    def halt(self) -> None:
        """Have them begin no more than they hold already."""
        self._queue.clear()

    def close(self) -> None:
        """End all of them, whatever they are at."""
        for worker in self._workers.values():
            worker.process.kill()
        for worker in self._workers.values():
            worker.process.join(_SECONDS_TO_DIE)
            worker.pipe.close()
        self._workers.clear()
        self._queue.clear()

    def _start(self) -> None:
        for _ in range(AGAIN + 1):
            with contextlib.suppress(EOFError, ConnectionError):  # of what starts processes
                self._start_one()
                return
        raise WorkersLost("no worker process can be started; use 1 to have this process work")

    def _start_one(self) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        try:
            with kept_off(), without_main():
                process.start()
        except BaseException:
            here.close()
            raise
        finally:
            there.close()
        self._workers[here] = _Worker(process, here)

    def _hand_out(self) -> None:
        """Give what waits to those who hold least."""
        free = [worker for worker in self._workers.values() if worker.begun]
        while self._queue and free:
            least = min(free, key=lambda worker: len(worker.chunks))
            if len(least.chunks) >= _AT_ONCE:
                return
            number = self._queue.popleft()
            least.chunks.append(number)
            least.tell(number)

    def _replace(self, worker: _Worker) -> None:
        """Have another process do what a dead one did not."""
        del self._workers[worker.pipe]
        worker.pipe.close()
        worker.process.kill()
        worker.process.join(_SECONDS_TO_DIE)
        how = _how_it_ended(worker.process.exitcode)
        if worker.chunks:
            number = worker.chunks[0]
            self._deaths[number] += 1
            if self._deaths[number] > AGAIN:
                self._fault = self._fault or WorkersLost(
                    f"{AGAIN + 1} worker processes {how} at chunk {number}; "
                    "use fewer workers, or 1 to have this process work"
                )
        elif not worker.begun:
            self._stillborn += 1
            if self._stillborn > AGAIN:
                self._fault = self._fault or WorkersLost(
                    f"{self._stillborn} worker processes {how} before they began; "
                    "use 1 worker to have this process work"
                )
        self._queue.extendleft(reversed(worker.chunks))
        if not self._fault:
            self._start()


class _Worker:
    """A process, the pipe to it, and the chunks it holds, the one it is at first."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self.chunks: deque[int] = deque()
        self.begun = False

    def tell(self, what: bytes | int) -> None:
        """Send it something; that it is dead shows when it is listened to."""
        with contextlib.suppress(OSError):
            self.pipe.send(what)


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        hint = ", perhaps for want of memory," if -code == getattr(signal, "SIGKILL", 9) else ""
        return f"were killed{hint} (signal {-code})"
    return "died" if code is None else f"ended (exit status {code})"


def context(module: str) -> ForkServerContext | SpawnContext:
    """How processes are started: as copies of one that has imported all, where there is such."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, module])
    return context


@contextlib.contextmanager
def kept_off() -> Iterator[None]:
    """Hold Ctrl-C back; what is started in this block is never told of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # would let Ctrl-C in again, were it started in the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def without_main() -> Iterator[None]:
    """Start processes that do not run the user's script again, which need not be guarded so."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _serve(pipe: Connection) -> None:
    """What a worker process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # of the pipe: nobody waits for this process
        pipe.send(("here", None, None))
        common = pipe.recv()
        try:
            work, shared = pickle.loads(common)
        except Exception as error:
            pipe.send(("fault", None, portable(error)))
            return
        while True:
            number = pipe.recv()
            pipe.send_bytes(_answer(work, shared, number))


def _answer(work: Callable[[Any, int], dict[str, Any]], shared: Any, number: int) -> bytes:
    try:
        return pickle.dumps(("done", number, work(shared, number)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps(("fault", number, portable(error)), pickle.HIGHEST_PROTOCOL)


def portable(error: Exception) -> Exception:
    """The error with its traceback as a note, or one that says the same and can be sent."""
    error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


def end_with_parent() -> None:
    """Wait until the process that began this one is gone, and go too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
