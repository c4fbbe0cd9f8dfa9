"""A test that is asked of a dispute, rather than stated in its file."""

from __future__ import annotations

from detente.claims.model import Model
from detente.disputes.predicates import check_test
from detente.disputes.problems import DisputeError, Problem, did_you_mean
from detente.graphs.graph import Graph
from detente.statements.parsing import FormulaError
from detente.statements.testing import Test, calls, parse_test


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


def settlements_in(test: Test) -> tuple[str, ...]:
    """The settlements that a test speaks of, each once, in order."""
    found = (
        _settlement_of(call.name, [a.text.strip() for a in call.arguments]) for call in calls(test)
    )
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _settlement_of(predicate: str, arguments: list[str]) -> str | None:
    place = _SETTLEMENT_AT.get(predicate)
    return arguments[place] if place is not None and place < len(arguments) else None


_SETTLEMENT_AT = {
    **dict.fromkeys(("holds", "reached", "settle"), 0),
    **dict.fromkeys(("needed", "substitute", "irrelevant", "weight", "tolerates"), 1),
    **dict.fromkeys(("relied_on", "spoils", "blocks", "matters", "before"), 1),
    **dict.fromkeys(("backs", "hinders", "same_answer", "requires"), 1),
}
