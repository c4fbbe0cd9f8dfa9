"""A computation in another process gives what it would give here."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from detente.doubts.away import Away


def elsewhere() -> bool:
    return multiprocessing.parent_process() is not None


def dies_elsewhere() -> str:
    if elsewhere():
        os._exit(3)
    return "done here"


def sends_nothing_that_can_be_sent() -> Callable[[], None]:
    return lambda: None


def fails() -> None:
    raise ValueError("there is nothing to divide")


def test_it_is_done_elsewhere() -> None:
    assert not elsewhere()
    assert Away(elsewhere).result() is True
    assert Away(partial(divmod, 17, 5)).result() == (3, 2)


def test_it_goes_on_beside_other_work() -> None:
    away = [Away(partial(pow, 3, k)) for k in range(4)]
    assert [one.result() for one in away] == [1, 3, 9, 27]


def test_what_it_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="nothing to divide") as raised:
        Away(fails).result()
    assert "in a worker process" in "".join(raised.value.__notes__)


def test_what_cannot_be_sent_is_a_fault_and_no_wait_without_end() -> None:
    with pytest.raises(Exception, match="pickle"):
        Away(sends_nothing_that_can_be_sent).result()


def test_where_the_process_dies_it_is_done_here() -> None:
    assert Away(dies_elsewhere).result() == "done here"


def test_where_none_can_be_started_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise OSError("no more processes")

    for kind in (multiprocessing.context.ForkProcess, multiprocessing.context.ForkServerProcess):
        monkeypatch.setattr(kind, "start", refused)
    assert Away(elsewhere).result() is False


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made where that is safe: on Linux")
@pytest.mark.parametrize("threads", [0, 1])
def test_it_is_a_copy_of_this_process_if_nothing_else_goes_on_in_it(
    tmp_path: Path, threads: int
) -> None:
    printed = run(
        tmp_path,
        f"""
import threading, time
known = [1, 2]
for _ in range({threads}):
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
from detente.doubts.away import Away
try:
    print(Away(lambda: known).result())
except Exception as error:
    print("cannot be sent")
""",
    )
    assert printed == (["cannot be sent"] if threads else ["[1, 2]"])


def run(folder: Path, program: str) -> list[str]:
    """What a script prints that is run by itself."""
    script = folder / "script.py"
    script.write_text(program, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.splitlines()


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    printed = run(
        tmp_path,
        """
import threading, time
print("begun")
threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
from functools import partial
from detente.doubts.away import Away
print(Away(partial(divmod, 17, 5)).result())
""",
    )
    assert printed == ["begun", "(3, 2)"]
