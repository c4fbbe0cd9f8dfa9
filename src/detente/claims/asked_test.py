"""A test that is asked of a dispute, rather than stated in its file."""

from __future__ import annotations

from dataclasses import replace

from detente.claims.model import Model
from detente.claims.verdicts import HERE, Opened, file_of, models_of
from detente.disputes.model import Claim
from detente.disputes.predicates import arguments_of, check_test
from detente.disputes.problems import DisputeError, Problem, did_you_mean
from detente.graphs.graph import Graph
from detente.statements.parsing import FormulaError
from detente.statements.testing import Call, Test, calls, parse_test


def asked_test(graph: Graph, text: str, source: str = "--for") -> Test:
    """The test of the claim of that name, or the test that a text states.

    Parameters
    ----------
    graph : Graph
        The dispute's graph.
    text : str
        A claim's name, or a test such as ``settle(peace)``.
    source : str
        What messages call it.

    Raises
    ------
    DisputeError
        If it is neither, or speaks of what the dispute has not.
    """
    claims = {claim.name: claim for claim in graph.dispute.claims}
    if text in claims:
        test = claims[text].test
        if test is None or claims[text].kind == "report":
            what = f"the claim `{text}` has no test"
            raise DisputeError([Problem(source, 1, 1, what, "write a test, such as settle(…)")])
        return test
    try:
        asked = parse_test(text)
        faults = list(check_test(asked, Model(graph).askable))
    except FormulaError as error:
        faults = [error]
    if not faults:
        return asked
    if "(" not in text:
        what = f"there is no claim `{text}`, and it is no test"
        mend = did_you_mean(text, claims, "write a test, such as settle(…)")
        raise DisputeError([Problem(source, 1, 1, what, mend)])
    raise DisputeError([Problem(source, 1, f.at + 1, f.what, f.mend) for f in faults])


def models_for(graph: Graph, test: Test, opened: Opened) -> dict[str, Model]:
    """The dispute that a test is asked of, and every other that the test names, by its file.

    Raises
    ------
    DisputeError
        If it names a file that cannot be opened, or something that is not in it.
    """
    alone = (Claim("--for", "what is asked", test=test),)
    return models_of(replace(graph, dispute=replace(graph.dispute, claims=alone)), opened)


def calls_here(test: Test) -> tuple[Call, ...]:
    """The calls that ask of the dispute itself, not of another file."""
    return tuple(call for call in calls(test) if file_of(call) == HERE)


def settlements_in(test: Test) -> tuple[str, ...]:
    """The settlements of the dispute itself that a test speaks of, each once, in order."""
    found = (text for call in calls_here(test) for text in arguments_of(call, "settlement"))
    return tuple(dict.fromkeys(found))
