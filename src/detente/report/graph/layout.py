"""A layout in layers, from the start downwards: where boxes stand, and how arrows run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from detente.report.graph.curves import Boxes, Curve, Point, curves
from detente.report.graph.link import Link
from detente.report.graph.ordering import neighbours, ordered
from detente.report.graph.placing import placed
from detente.report.graph.rows import Row, rows_of

_BOX_GAP = 32.0
_ARROW_GAP = 58.0
_PASS_GAP = 16.0
_ROW_GAP = 70.0


@dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Attributes
    ----------
    middles : dict of int to point
        The middle of each state's box, by its place.
    box : tuple of float
        How wide and how high a box is.
    curves : tuple of Curve
        How each arrow runs, in the order of the links.
    width, height : float
        How large all of it is.
    """

    middles: dict[int, Point]
    box: tuple[float, float]
    curves: tuple[Curve, ...]
    width: float
    height: float


def laid_out(
    layers: dict[int, int],
    links: tuple[Link, ...],
    box: tuple[float, float],
    ringed: frozenset[int] = frozenset(),
    port_space: float = 21.0,
) -> Layout:
    """Lay out states, given with their layers, and the arrows between them.

    Parameters
    ----------
    layers : dict of int to int
        The layer of each state.
    links : tuple of Link
        The arrows.
    box : tuple of float
        How wide and how high the box of a state is.
    ringed : frozenset of int
        The states with a ring around their boxes.
    port_space : float
        How far arrows are apart where they touch the same edge, if there is room.
    """
    width, height = box
    found = rows_of(layers, links)
    above, below = neighbours(found.rows, found.chains)
    rows = ordered(found.rows, found.chains)
    joined = {(chain[0], chain[-1]) for chain in found.chains}
    across = placed(rows, above, below, lambda one, two: _space(one, two, width, joined))
    left = min(x for one, x in across.items() if one >= 0) - width / 2
    left = min([left, *(x - _PASS_GAP for one, x in across.items() if one < 0)])
    down = {one: height / 2 + n * (height + _ROW_GAP) for n, row in enumerate(rows) for one in row}
    middles = {one: (x - left, down[one]) for one, x in across.items()}
    boxes = Boxes(middles, width, height, _side_by_side(rows), ringed, port_space)
    runs = curves(found.chains, boxes)
    right = max(x + (width / 2 if one >= 0 else _PASS_GAP) for one, (x, _) in middles.items())
    lowest = max((y for curve in runs for y in _heights(curve)), default=0.0)
    return Layout(
        middles={one: at for one, at in middles.items() if one >= 0},
        box=box,
        curves=runs,
        width=right,
        height=max(lowest, len(rows) * (height + _ROW_GAP) - _ROW_GAP),
    )


def _space(one: int, two: int, width: float, joined: set[tuple[int, int]]) -> float:
    """How far the middles of two neighbours in a row are apart at least."""
    if one >= 0 and two >= 0:
        arrow = (one, two) in joined or (two, one) in joined
        return width + (_ARROW_GAP if arrow else _BOX_GAP)
    return _PASS_GAP + (width / 2 if one >= 0 or two >= 0 else 0.0)


def _heights(curve: Curve) -> list[float]:
    return [y for piece in curve.pieces for _, y in piece]


def _side_by_side(rows: list[Row]) -> frozenset[tuple[int, int]]:
    pairs = {pair for row in rows for pair in pairwise(row)}
    return frozenset(pairs | {(two, one) for one, two in pairs})
