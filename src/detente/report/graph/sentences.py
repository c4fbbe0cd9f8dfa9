"""What a drawing shows and what was folded away, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from detente.report.graph.link import Link
from detente.report.graph.view import View
from detente.report.words import joined, plural
from detente.stability.concepts import CONCEPTS


def title_of(view: View) -> str:
    """The drawing's name."""
    whose = "" if view.party is None else f", moves of {view.graph.parties[view.party]}"
    return f"States and moves: {view.graph.dispute.title}{whose}"


def folding(view: View) -> str:
    """What is shown of how much, and what was folded away."""
    return " ".join(_folding(view))


def _folding(view: View) -> Iterator[str]:
    folded, shown = view.folded, len(view.shown)
    if shown < folded.states:
        yield f"{shown:,} of {plural(folded.states, 'state')} are shown, the others folded away."
    else:
        yield f"All {shown:,} states are shown." if shown > 1 else "The only state is shown."
    if view.start is not None:
        yield _coming(view)
    if folded.moves:
        kind = "improvement" if view.improvements else "move"
        yield f"Left out: {plural(folded.moves, f'more {kind}')} between the states shown."
    if folded.ways:
        yield f"Not drawn: {plural(folded.ways, 'more way')} to a settlement."


def _coming(view: View) -> str:
    folded, shown = view.folded, len(view.coming)
    if folded.coming == 1:
        return f"From {_start(view)} no party can move to anything it prefers."
    stable = sum(place in view.stable for place in view.coming)
    others = plural(folded.coming - 1, "other state")
    lead = f"Improvements lead from {_start(view)} to {others}"
    own = f", {_start(view)} among them" if view.start in view.stable else ""
    come = f"can come about{own}"
    if shown == folded.coming:
        return f"{lead}; {_equilibria(folded.stable)} {come}."
    some = f"all {stable:,}" if stable == folded.stable else f"{stable:,}"
    return (
        f"{lead}, of which {shown - 1:,} {'is' if shown == 2 else 'are'} shown;"
        f" {_equilibria(folded.stable)} {come}, of which {some} {'is' if stable == 1 else 'are'}"
        " shown."
    )


def _equilibria(count: int) -> str:
    return "1 equilibrium" if count == 1 else f"{count:,} equilibria"


def _start(view: View) -> str:
    if view.start is None or view.is_status_quo:
        return "the status quo"
    return f"state {view.number(view.start)}"


def seen(view: View) -> str:
    """What the drawing shows, for those who cannot see it."""
    return " ".join(_seen(view))


def _seen(view: View) -> Iterator[str]:
    yield f"Graph of {plural(len(view.shown), 'state')} and {plural(len(view.links), 'arrow')}."
    if view.start is not None:
        yield f"It starts at {_start(view)}" + (
            f", state {view.number(view.start)}." if view.is_status_quo else "."
        )
    concept = CONCEPTS[view.concept].title
    reached = _numbers(view, [place for place in view.stable if place in view.coming])
    others = _numbers(view, [place for place in view.stable if place not in view.coming])
    if view.start is not None:
        yield f"Equilibria ({concept}) that can come about: {reached or 'none'}."
    if others:
        yield f"{'Other equilibria' if view.start is not None else 'Equilibria'}: {others}."
    for place, names in view.ends.items():
        yield f"State {view.number(place)}: {joined(list(names))}."


def _numbers(view: View, places: list[int]) -> str:
    return joined([str(view.number(place)) for place in sorted(places)])


def described(view: View) -> str:
    """All that is drawn, arrow by arrow."""
    arrows = "; ".join(_arrow(view, link) for link in view.links)
    return f"{seen(view)} {folding(view)}" + (f" Arrows: {arrows}." if arrows else "")


def _arrow(view: View, link: Link) -> str:
    who = joined([view.graph.parties[mover] for mover in link.movers])
    way = f"{who} from {view.number(link.source)} to {view.number(link.target)}"
    return way if link.improvement else f"{way} (no improvement)"
