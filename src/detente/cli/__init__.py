"""The command line: each command in a file of its own, loaded when it is asked for."""

from __future__ import annotations

import io
import os
import sys

COMMANDS = {
    "analyse": ("analyse", "analyze"),
    "why": ("why",),
    "states": ("states",),
    "check": ("check",),
    "convert": ("convert",),
    "new": ("new",),
    "cases": ("cases",),
    "schema": ("schema",),
}


def main() -> None:
    """Run the command line; exit status 2 with messages on standard error for faulty input."""
    if sys.stdout is None:  # closed by the shell
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _run() -> None:
    if sys.argv[1:] == ["--version"]:
        from detente._version import __version__

        print(__version__)
        return
    from cyclopts import App, CycloptsError

    app = App(
        name="detente",
        help="State a dispute between several parties in a text file; get its stable outcomes, "
        "and why.",
        version_flags=["--version"],
        suppress_keyboard_interrupt=False,
    )
    for module, names in COMMANDS.items():
        app.command(f"detente.cli.{module}:{module}", name=list(names))
    from detente.disputes.problems import DisputeError

    try:
        app(exit_on_error=False, print_error=False)
    except CycloptsError as error:
        message = " ".join(str(error).split())
        sys.exit(_fail(f"detente: {message}; `detente --help` shows what can be asked"))
    except DisputeError as error:
        sys.exit(_fail("\n".join(map(str, error.problems))))
    except BrokenPipeError:
        raise
    except Exception as error:
        if not _speaks_to_users(error):
            raise
        sys.exit(_fail(f"detente: {error}"))


def _speaks_to_users(error: Exception) -> bool:
    """Whether an error is one that the package raises itself, or that of a file."""
    return type(error).__module__.startswith("detente.") or isinstance(error, OSError)


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
