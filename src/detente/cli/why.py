"""``detente why``: why a state is or is not stable."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from detente.cli.asking import Whole, asked_state, console, opened, print_json
from detente.cli.doubting import WORLDS, swept
from detente.stability.concepts import chosen


def why(
    file: str,
    state: str,
    /,
    *,
    party: str | None = None,
    concept: str = "seq",
    worlds: Whole = WORLDS,
    seed: Whole = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Say why a state is or is not stable: every improvement, and who would answer it how.

    Parameters
    ----------
    file : str
        A dispute's file, a shipped dispute's name, or a .gmcr file.
    state : str
        A state's number, or a formula that holds in one state only.
    party : str
        For this party; for all unless told.
    concept : str
        Under these solution concepts, separated by commas.
    worlds : int
        Where the file states doubts: over how many worlds shares are taken; 0 for no shares.
    seed : int
        What the draws of worlds begin from.
    json : bool
        Print one JSON object.
    """
    names = chosen(concept.split(","))
    case = opened(file)
    place = asked_state(case.graph, state)
    number = int(case.graph.states.numbers[place])
    analysis = case.analyse(())
    parties = case.graph.parties if party is None else (party,)
    witnesses = [analysis.why(number, p, name) for name in names for p in parties]
    from detente.claims.asked import Asked

    code = int(case.graph.states.codes[place])
    stable = tuple((name, p, code) for name in names for p in parties)
    shares = swept(case, Asked(stable=stable), worlds, seed)
    if json:
        from detente.report.answers import heading, state_answer, witness_answer
        from detente.report.shares import shares_answer

        answer = heading(case.dispute.title) | {
            "state": state_answer(case.graph, place),
            "witnesses": [witness_answer(case.graph, w, shares) for w in witnesses],
        }
        print_json(answer | shares_answer(shares, {}))
        return
    from detente.report.terminal import show_meanings, show_witnesses

    output = console()
    show_witnesses(output, case.graph, place, witnesses, shares)
    show_meanings(output, names)
