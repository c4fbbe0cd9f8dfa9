"""How arrows run: from the edge of one box to the edge of another, past the boxes between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from detente.report.graph.rows import Chain

Point = tuple[float, float]
_BADGE_AWAY = 15.0
_STUB = 22.0
_CROWDED_STUB = 34.0
_SAG = 36.0
_LANE = 9.0
_TURN = 26.0
_CORNERS = 24.0
RING = 5.0


@dataclass(frozen=True)
class Boxes:
    """The boxes of states: the middle of each, and how large they all are.

    Attributes
    ----------
    middles : mapping of int to point
        Where the middle of each is, and of each pass.
    width, height : float
        How large every box is.
    side : frozenset of pairs of int
        Those that stand next to each other in a row, nothing between them.
    ringed : frozenset of int
        Those with a ring around them.
    port_space : float
        How far arrows are apart where they touch the same edge, if there is room.
    """

    middles: Mapping[int, Point]
    width: float
    height: float
    side: frozenset[tuple[int, int]]
    ringed: frozenset[int]
    port_space: float


@dataclass(frozen=True)
class Curve:
    """The run of an arrow, and where its badge stands.

    Attributes
    ----------
    start : tuple of float
        Where it begins.
    pieces : tuple of three points
        Of each cubic piece, two control points and the end.
    badge : tuple of float
        Where its party's letter stands.
    """

    start: Point
    pieces: tuple[tuple[Point, Point, Point], ...]
    badge: Point

    @property
    def end(self) -> Point:
        """Where it ends."""
        return self.pieces[-1][2]

    @property
    def into(self) -> Point:
        """The direction in which it ends, of length 1."""
        return _unit(self.pieces[-1][1], self.end)

    @property
    def out(self) -> Point:
        """The direction in which it begins, of length 1."""
        return _unit(self.start, self.pieces[0][0])


def _unit(start: Point, end: Point) -> Point:
    across, down = end[0] - start[0], end[1] - start[1]
    length = (across**2 + down**2) ** 0.5 or 1.0
    return across / length, down / length


def curves(chains: tuple[Chain, ...], boxes: Boxes) -> tuple[Curve, ...]:
    """A curve for each chain; the ends that share an edge of a box are spread along it."""
    ports, crowded = _ports(chains, boxes)
    ends = [(ports[number, 0], ports[number, 1]) for number in range(len(chains))]
    lanes = _lanes(
        [
            (number, *ends[number])
            for number, chain in enumerate(chains)
            if _within_row(chain, boxes) and (chain[0], chain[-1]) not in boxes.side
        ]
    )
    return tuple(
        _curve(chain, boxes, *ends[number], lanes.get(number, 0), crowded=number in crowded)
        for number, chain in enumerate(chains)
    )


def _within_row(chain: Chain, boxes: Boxes) -> bool:
    return boxes.middles[chain[0]][1] == boxes.middles[chain[-1]][1]


def _lanes(sagging: list[tuple[int, Point, Point]]) -> dict[int, int]:
    """For each arrow that runs below a row, how deep: those within the span of others less deep."""
    found: dict[int, int] = {}
    taken: list[tuple[float, float, float, int]] = []
    for number, start, end in sorted(sagging, key=lambda each: abs(each[1][0] - each[2][0])):
        left, right = sorted((start[0], end[0]))
        height = round(start[1] / 10)
        over = [lane for y, a, b, lane in taken if y == height and a < right and left < b]
        found[number] = max(over, default=-1) + 1
        taken.append((height, left, right, found[number]))
    return found


# Where arrows touch boxes -----------------------------------------------------------------------


def _ports(
    chains: tuple[Chain, ...], boxes: Boxes
) -> tuple[dict[tuple[int, int], Point], set[int]]:
    """For each chain and end of it (0 or 1), the point on the edge of its box.

    Also the chains that start where there is no room for badges side by side.
    """
    sides: dict[tuple[int, str], list[tuple[float, int, int]]] = defaultdict(list)
    for number, chain in enumerate(chains):
        for end, (here, there) in enumerate(((chain[0], chain[1]), (chain[-1], chain[-2]))):
            side = _side(here, there, chain, boxes)
            sides[here, side].append((_towards(here, there, side, boxes), number, end))
    ports = {
        (number, end): point
        for (here, side), found in sides.items()
        for (number, end), point in _spread(here, side, sorted(found), boxes)
    }
    room = 1 + (boxes.width - _CORNERS) / boxes.port_space
    crowded = {
        number
        for found in sides.values()
        if len(found) > room
        for _, number, end in found
        if end == 0
    }
    return ports, crowded


def _side(here: int, there: int, chain: Chain, boxes: Boxes) -> str:
    mine, other = boxes.middles[here], boxes.middles[there]
    if mine[1] != other[1]:
        return "bottom" if other[1] > mine[1] else "top"
    if (chain[0], chain[-1]) in boxes.side:
        return "right" if other[0] > mine[0] else "left"
    return "bottom"


def _towards(here: int, there: int, side: str, boxes: Boxes) -> float:
    """What ends at an edge are sorted by; an arrow within a row leaves at the corner."""
    mine, other = boxes.middles[here], boxes.middles[there]
    if side in {"left", "right"}:
        return 0.0
    far = 1e6 if other[0] > mine[0] else -1e6
    return far - other[0] if mine[1] == other[1] else other[0]


def _spread(
    here: int, side: str, found: list[tuple[float, int, int]], boxes: Boxes
) -> list[tuple[tuple[int, int], Point]]:
    x, y = boxes.middles[here]
    upright = side in {"left", "right"}
    room = (boxes.height if upright else boxes.width) - _CORNERS
    step = min(boxes.port_space, room / max(len(found) - 1, 1))
    ring = RING if here in boxes.ringed else 0.0
    points = []
    for place, (_, number, end) in enumerate(found):
        along = (place - (len(found) - 1) / 2) * step
        point = {
            "top": (x + along, y - boxes.height / 2 - ring),
            "bottom": (x + along, y + boxes.height / 2 + ring),
            "left": (x - boxes.width / 2 - ring, y + along),
            "right": (x + boxes.width / 2 + ring, y + along),
        }[side]
        points.append(((number, end), point))
    return points


# Curves -----------------------------------------------------------------------------------------


def _curve(
    chain: Chain, boxes: Boxes, start: Point, end: Point, lane: int, *, crowded: bool
) -> Curve:
    """The curve of a chain; where its start is crowded, its badge stands at its end."""
    one, two = boxes.middles[chain[0]], boxes.middles[chain[-1]]
    if (chain[0], chain[-1]) in boxes.side:
        return _aside(start, end)
    if one[1] == two[1]:
        return _sagging(start, end, lane)
    down = 1 if two[1] > one[1] else -1
    points = [start, (start[0], start[1] + down * _STUB)]
    for waypoint in chain[1:-1]:
        points += _past(boxes.middles[waypoint], boxes.height, down=down > 0)
    points += [(end[0], end[1] - down * _CROWDED_STUB), end] if crowded else [end]
    pieces = tuple(_piece(a, b) for a, b in pairwise(points))
    here = (end[0], end[1] - down * 20) if crowded else (start[0], start[1] + down * _BADGE_AWAY)
    return Curve(start, pieces, here)


def _past(middle: Point, height: float, *, down: bool) -> list[Point]:
    """Straight through a row, as high as its boxes are."""
    x, y = middle
    half = height / 2 if down else -height / 2
    return [(x, y - half), (x, y + half)]


def _piece(a: Point, b: Point) -> tuple[Point, Point, Point]:
    bend = (b[1] - a[1]) * 0.5
    return (a[0], a[1] + bend), (b[0], b[1] - bend), b


def _aside(start: Point, end: Point) -> Curve:
    third = (end[0] - start[0]) / 3
    piece = ((start[0] + third, start[1]), (end[0] - third, end[1]), end)
    return Curve(start, (piece,), ((start[0] * 0.58 + end[0] * 0.42), (start[1] + end[1]) / 2))


def _sagging(start: Point, end: Point, lane: int) -> Curve:
    """Below a row, from one box to another that is not its neighbour: down, along, and up."""
    low = max(start[1], end[1]) + _SAG + lane * _LANE
    turn = min(_TURN, abs(end[0] - start[0]) / 2) * (1 if end[0] > start[0] else -1)
    one, two = (start[0] + turn, low), (end[0] - turn, low)
    pieces = (
        ((start[0], low - 6), (start[0] + turn * 0.2, low), one),
        (one, two, two),
        ((end[0] - turn * 0.2, low), (end[0], low - 6), end),
    )
    return Curve(start, pieces, (start[0], start[1] + _BADGE_AWAY))
