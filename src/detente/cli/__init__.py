"""The command line: each command in a file of its own, loaded when it is asked for."""

from __future__ import annotations

import io
import os
import sys

COMMANDS = {
    "analyse": "Say which states are stable, and which of them can come about (also: analyze).",
    "why": "Say why a state is or is not stable: every improvement, and who would answer it how.",
    "evolve": "Say what can come about from the status quo, by whom, and what for good.",
    "graph": "Draw the graph of states and moves, as SVG, DOT or GraphML.",
    "settle": "Say who could bring a settlement about, who is needed for it, and by which steps.",
    "threats": "Say whether threats are credible, deterred or empty, and what rests on empty ones.",
    "claims": "Put what is said of a dispute to the model: each claim's verdict, and why.",
    "sweep": "Say in what share of the worlds that doubts allow something is so, and why.",
    "timeline": "Ask the same at several dates, and say who gained or lost standing.",
    "levers": "Say which sets of levers make a claim true, and what each of them opens.",
    "hidden": "Say which hidden levers best explain the moves that were seen, and how surely.",
    "induce": "Say how large an inducement must be: where a claim turns, and what tips whom.",
    "inverse": "Say what the parties would have to prefer for a state to be an equilibrium.",
    "diff": "Say what two disputes state differently, or one with levers, and what follows.",
    "apply": "Put levers in force, and write the dispute that results.",
    "report": "Write a report to hand over: a page, a text, or tables for a paper.",
    "coalitions": "Say which equilibria stand against groups, and who could leave the others.",
    "unknown": "Say what is stable where some comparisons are not known at all.",
    "states": "List the feasible states, with their numbers.",
    "check": "Check a file: errors, warnings, and what each party wants of the others.",
    "convert": "Write a dispute in another format.",
    "new": "Write a commented dispute file to start from.",
    "cases": "List the disputes that come with the package.",
    "schema": "Print the JSON Schema of dispute files.",
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
    for name, says in COMMANDS.items():
        app.command(f"detente.cli.{name}:{name}", name=name, help=says)
    app.command("detente.cli.analyse:analyse", name="analyze", show=False)
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
