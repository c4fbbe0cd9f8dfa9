"""Ctrl-C, noted while work is handed out and collected, so that nothing is torn by it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class CtrlC:
    """Notes the first Ctrl-C for as long as the block lasts; the second one raises.

    Outside the main thread, and where something else handles Ctrl-C already, nothing is changed.

    Attributes
    ----------
    times : int
        How often it has been pressed.
    """

    def __init__(self) -> None:
        self.times = 0
        self._at_once = False
        self._installed = False

    def __enter__(self) -> CtrlC:
        self._installed = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if self._installed:
            signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(self, *_: object) -> None:
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let the first one raise too, within this block."""
        self._at_once = True
        try:
            if self.times:
                raise KeyboardInterrupt
            yield
        finally:
            self._at_once = False

    def _pressed(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1
        if self._at_once or self.times > 1:
            raise KeyboardInterrupt
