"""One computation in a process of its own, while this one goes on with something else."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import threading
import weakref
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from detente.doubts.workers import context as fresh
from detente.doubts.workers import end_with_parent, kept_off, portable, without_main

_T = TypeVar("_T")


class Away(Generic[_T]):
    """A computation that has been begun elsewhere.

    Where no process can be started, or it dies, it is done here once its result is asked for.

    Parameters
    ----------
    compute : callable
        Gives the result. It can be pickled, as can what it gives.
    """

    def __init__(self, compute: Callable[[], _T]) -> None:
        self._compute = compute
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None
        here, there = multiprocessing.Pipe(duplex=False)
        context = _context()
        copied = here if isinstance(context, ForkContext) else None
        process = context.Process(target=_serve, args=(there, copied, compute), daemon=True)
        try:
            with kept_off(), without_main():
                process.start()
        except (OSError, EOFError):
            here.close()
        else:
            self._pipe, self._process = here, process
            weakref.finalize(self, process.kill)  # where nobody waits for it any more
        finally:
            there.close()

    def result(self) -> _T:
        """What it gives, once it is there.

        Raises
        ------
        Exception
            Whatever it raised.
        """
        told = self._told()
        if told is None:
            return self._compute()
        found, error = told
        if error is not None:
            raise error
        return found

    def _told(self) -> tuple[_T, Exception | None] | None:
        """What the process has sent; None if there is no such process, or it is gone."""
        pipe, self._pipe = self._pipe, None
        if pipe is None or self._process is None:
            return None
        try:
            told: tuple[_T, Exception | None] = pipe.recv()
        except (EOFError, OSError):
            return None
        else:
            return told
        finally:
            pipe.close()
            self._process.kill()
            self._process.join()


def _context() -> ForkContext | ForkServerContext | SpawnContext:
    """How it is started: as a copy of this process where no other Python thread runs in it.

    A copy needs not load anything again. Where there are other threads, or on other systems, it
    would not be safe. Threads of numpy's own see to it themselves.
    """
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return fresh(__name__)


def _serve(pipe: Connection, copied: Connection | None, compute: Callable[[], object]) -> None:
    """What the process does; a copy of the other end of its pipe is closed."""
    if copied is not None:
        copied.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        told = pickle.dumps((compute(), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        told = pickle.dumps((None, portable(error)), pickle.HIGHEST_PROTOCOL)
    pipe.send_bytes(told)
