"""Where things stand: layers tell steps, boxes never overlap, arrows touch the boxes they join."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from detente.report.graph.layers import layers
from detente.report.graph.layout import laid_out
from detente.report.graph.link import Link
from detente.report.graph.ordering import crossings, neighbours, ordered
from detente.report.graph.rows import MOST_IN_ROW, rows_of

BOX = (100.0, 50.0)


@st.composite
def drawings(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[Link, ...]]:
    """States, the first of which is the start, and arrows between some of them."""
    count = draw(st.integers(1, 14))
    places = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(places, places, st.integers(0, 2)), max_size=30, unique=True))
    links = [Link((who,), one, two, True, back=who == 2) for one, two, who in pairs if one != two]
    return tuple(range(count)), tuple(links)


def _steps(shown: tuple[int, ...], links: tuple[Link, ...]) -> dict[int, int]:
    """Least numbers of steps, found by trying all links until nothing changes."""
    found = {shown[0]: 0}
    again = True
    while again:
        again = False
        for link in links:
            ways = [(link.source, link.target)] + [(link.target, link.source)] * link.back
            for one, two in ways:
                if one in found and found.get(two, 99) > found[one] + 1:
                    found[two] = found[one] + 1
                    again = True
    return found


@given(drawn=drawings())
def test_layers_are_least_numbers_of_steps(drawn: tuple[tuple[int, ...], tuple[Link, ...]]) -> None:
    shown, links = drawn
    found = layers(shown, links, {})
    steps = _steps(shown, links)
    assert set(found) == set(shown)
    assert {place: found[place] for place in steps} == steps


@given(drawn=drawings(), data=st.data())
def test_what_comes_about_stands_where_its_steps_say(
    drawn: tuple[tuple[int, ...], tuple[Link, ...]], data: st.DataObject
) -> None:
    shown, links = drawn
    coming = data.draw(st.dictionaries(st.sampled_from(shown), st.integers(1, 9))) | {0: 0}
    found = layers(shown, links, coming)
    assert set(found) == set(shown)
    assert {place: found[place] for place in coming} == coming
    for link in links:
        if link.source in coming and link.target not in coming:
            assert found[link.target] <= coming[link.source] + 1


@given(drawn=drawings())
def test_no_boxes_overlap_and_rows_are_in_order(
    drawn: tuple[tuple[int, ...], tuple[Link, ...]],
) -> None:
    shown, links = drawn
    layer = layers(shown, links, {})
    found = laid_out(layer, links, BOX)
    assert set(found.middles) == set(shown)
    for one, two in combinations(shown, 2):
        (x, y), (other_x, other_y) = found.middles[one], found.middles[two]
        assert abs(x - other_x) >= BOX[0] or abs(y - other_y) >= BOX[1]
        if layer[one] < layer[two]:
            assert y < other_y
    for x, y in found.middles.values():
        assert BOX[0] / 2 - 0.1 <= x <= found.width - BOX[0] / 2 + 0.1
        assert BOX[1] / 2 <= y <= found.height - BOX[1] / 2


@given(drawn=drawings())
def test_arrows_join_their_boxes_and_pass_the_others(
    drawn: tuple[tuple[int, ...], tuple[Link, ...]],
) -> None:
    shown, links = drawn
    found = laid_out(layers(shown, links, {}), links, BOX)
    assert len(found.curves) == len(links)
    for link, curve in zip(links, found.curves, strict=True):
        for place, point in ((link.source, curve.start), (link.target, curve.end)):
            x, y = found.middles[place]
            across, down = abs(point[0] - x), abs(point[1] - y)
            assert abs(max(across - BOX[0] / 2, down - BOX[1] / 2)) < 1e-6
        for place in set(shown) - {link.source, link.target}:
            x, y = found.middles[place]
            for _, _, (px, py) in curve.pieces:
                assert abs(px - x) >= BOX[0] / 2 or abs(py - y) >= BOX[1] / 2


@given(drawn=drawings())
def test_rows_hold_everything_once_and_sweeps_never_add_crossings(
    drawn: tuple[tuple[int, ...], tuple[Link, ...]],
) -> None:
    shown, links = drawn
    rows = rows_of(layers(shown, links, {}), links)
    states = [[one for one in row if one >= 0] for row in rows.rows]
    assert sorted(one for row in states for one in row) == list(shown)
    assert all(1 <= len(row) <= MOST_IN_ROW for row in states)
    _, below = neighbours(rows.rows, rows.chains)
    after = ordered(rows.rows, rows.chains)
    assert [sorted(row) for row in after] == [sorted(row) for row in rows.rows]
    assert crossings(after, below) <= crossings(rows.rows, below)


def test_crossings_are_counted() -> None:
    rows = [[0, 1], [2, 3]]
    _, below = neighbours(rows, [(0, 3), (1, 2)])
    assert crossings(rows, below) == 1
    assert crossings(ordered(rows, [(0, 3), (1, 2)]), below) == 0


def test_a_joint_step_counts_only_where_nothing_else_leads() -> None:
    steps = (Link((0,), 1, 0, True), Link((1,), 2, 1, True), Link((0, 1), 0, 2, False))
    assert layers((0, 1, 2), steps, {}) == {0: 0, 1: 1, 2: 2}
    assert layers((0, 2), steps[2:], {}) == {0: 0, 2: 1}
