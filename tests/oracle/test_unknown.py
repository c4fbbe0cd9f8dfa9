"""Tests of the oracle for unknown comparisons: small graphs by hand, and what must always hold."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import brute
from .brute import Moves, Ranks
from .spec import Spec
from .strategies import Draw, graphs, option_disputes
from .unknown import CONCEPTS, EXTENSIONS, Relation, equilibria, relation_from_worlds, stable

slow = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

TURNED = {">": "<", "<": ">", "=": "=", "U": "U"}


def relation(states: list[int], **said: str) -> Relation:
    """The relation that says this of some pairs (``_12=">"``: 2 is better than 1), U of others."""
    found = {(s, t): "=" if s == t else "U" for s in states for t in states}
    for pair, sign in said.items():
        s, t = int(pair[1]), int(pair[2])
        found[s, t], found[t, s] = sign, TURNED[sign]
    return found


def verdicts(R: Moves, said: dict[str, Relation], i: str, s: int) -> dict[str, str]:
    """By concept, the extensions under which s is stable for i."""
    found = stable(R, said)
    return {c: "".join(e for e in EXTENSIONS if s in found[e][c][i]) for c in CONCEPTS}


# ---------------------------------------------------------------------- graphs by hand

# A goes from 1 to 2, B from 2 to 3, and A from 3 to 4.
LINE: Moves = {
    "A": {1: {2}, 2: set(), 3: {4}, 4: set()},
    "B": {1: set(), 2: {3}, 3: set(), 4: set()},
}


def line(a_says: dict[str, str], b_says_of_2_3: str) -> dict[str, str]:
    four = [1, 2, 3, 4]
    said = {"A": relation(four, **a_says), "B": relation(four, _23=b_says_of_2_3)}
    return verdicts(LINE, said, "A", 1)


def test_nobody_knows_whether_to_move() -> None:
    """3 sanctions the move to 2 where it is certainly worse, and where unknown is bad enough."""
    assert line({"_12": "U", "_13": "<", "_14": "<"}, ">") == {
        "nash": "bd",
        "gmr": "abcd",
        "smr": "abcd",
        "seq": "abcd",
    }
    assert line({"_12": "U", "_13": "U", "_14": "<"}, ">") == {
        "nash": "bd",
        "gmr": "bcd",
        "smr": "bcd",
        "seq": "bcd",
    }
    assert line({"_12": "U", "_13": ">", "_14": "<"}, ">") == dict.fromkeys(CONCEPTS, "bd")


def test_a_known_improvement() -> None:
    assert line({"_12": ">", "_13": "U", "_14": "<"}, ">") == {
        "nash": "",
        "gmr": "cd",
        "smr": "cd",
        "seq": "cd",
    }
    assert line({"_12": ">", "_13": "=", "_14": "<"}, ">") == {
        "nash": "",
        "gmr": "abcd",
        "smr": "abcd",
        "seq": "abcd",
    }
    assert line({"_12": "<"}, "U") == dict.fromkeys(CONCEPTS, "abcd")


def test_escapes() -> None:
    """4 is A's way out of 3: for a and b where it may be better, for c and d where it is."""
    found = {
        sign: line({"_12": ">", "_13": "<", "_14": sign}, ">")["smr"]
        for sign in (">", "U", "=", "<")
    }
    assert found == {">": "", "U": "cd", "=": "abcd", "<": "abcd"}


def test_the_others_make_unknown_steps_under_every_extension() -> None:
    found = {sign: line({"_12": ">", "_13": "<"}, sign)["seq"] for sign in (">", "U", "=", "<")}
    assert found == {">": "abcd", "U": "abcd", "=": "", "<": ""}
    assert line({"_12": ">", "_13": "<"}, "<")["gmr"] == "abcd"


def test_back_to_the_state_itself_is_a_sanction() -> None:
    R: Moves = {"A": {1: {2}, 2: set()}, "B": {1: set(), 2: {1}}}
    said = {"A": relation([1, 2], _12=">"), "B": relation([1, 2])}
    found = verdicts(R, said, "A", 1)
    assert found == {"nash": "", "gmr": "abcd", "smr": "", "seq": "abcd"}  # from 1 A moves again


def test_nobody_moves_twice_in_a_row() -> None:
    """B's two steps 2-3-5 are none of its sequences; with C's step in between they are."""
    states = [1, 2, 3, 4, 5]
    R: Moves = {i: {s: set() for s in states} for i in "ABC"}
    R["A"][1], R["B"][2], R["B"][3] = {2}, {3}, {5}
    said = {
        "A": relation(states, _12=">", _13=">", _14=">", _15="<"),
        "B": relation(states),
        "C": relation(states),
    }
    assert verdicts(R, said, "A", 1)["seq"] == ""
    R["B"][3], R["C"][3], R["B"][4] = set(), {4}, {5}
    assert verdicts(R, said, "A", 1)["seq"] == "abcd"


def test_equilibria_are_stable_for_all() -> None:
    said = {"A": relation([1, 2, 3, 4], _12="U", _34="<"), "B": relation([1, 2, 3, 4], _23=">")}
    found = equilibria(LINE, said)
    assert found["a"]["nash"] == found["c"]["nash"] == {3, 4}
    assert found["b"]["nash"] == found["d"]["nash"] == {1, 3, 4}


def test_known_is_what_all_worlds_agree_on() -> None:
    worlds: list[Ranks] = [{"A": {1: 0, 2: 1, 3: 1, 4: 0}}, {"A": {1: 0, 2: 2, 3: 1, 4: 0}}]
    found = relation_from_worlds(worlds)["A"]
    assert (found[1, 2], found[2, 1]) == (">", "<")
    assert (found[1, 4], found[4, 1], found[1, 1]) == ("=", "=", "=")
    assert (found[2, 3], found[3, 2]) == ("U", "U")  # as good in one world, worse in the other


# ---------------------------------------------------------------------- what must always hold


@st.composite
def asked(draw: Draw) -> tuple[Moves, dict[str, Relation]]:
    """The moves of a drawn dispute, with drawn relations, which need not be transitive."""
    drawn = draw(st.one_of(graphs(states=(1, 6)), option_disputes(parties=(2, 3), options=(1, 3))))
    R = brute.moves(drawn)
    said: dict[str, Relation] = {}
    for i in R:
        said[i] = {(s, s): "=" for s in R[i]}
        for s in R[i]:
            for t in R[i]:
                if s < t:
                    sign = draw(st.sampled_from(["U", ">", "<", "="]))
                    said[i][s, t], said[i][t, s] = sign, TURNED[sign]
    return R, said


@slow
@given(spec=graphs() | option_disputes(parties=(2, 4), options=(1, 5), forbidden=True, same=True))
def test_all_extensions_are_the_classical_concepts_if_all_is_known(spec: Spec) -> None:
    R, r, classical = brute.moves(spec), brute.ranks(spec), brute.stable(spec)
    found = stable(R, relation_from_worlds([r]))
    for e in EXTENSIONS:
        assert found[e] == {concept: classical[concept] for concept in CONCEPTS}


@slow
@given(drawn=asked())
def test_inclusions(drawn: tuple[Moves, dict[str, Relation]]) -> None:
    """More is sanctioned or less is ventured: more is stable."""
    R, said = drawn
    found = stable(R, said)
    for i in R:
        for concept in CONCEPTS:
            for less, more in ("ab", "ac", "bd", "cd"):
                assert found[less][concept][i] <= found[more][concept][i]
        assert found["a"]["nash"][i] == found["c"]["nash"][i]
        assert found["b"]["nash"][i] == found["d"]["nash"][i]
        for e in EXTENSIONS:
            assert found[e]["nash"][i] <= found[e]["smr"][i] <= found[e]["gmr"][i]
            assert found[e]["nash"][i] <= found[e]["seq"][i] <= found[e]["gmr"][i]


@st.composite
def worlds(draw: Draw) -> tuple[Moves, list[Spec]]:
    """Hand-drawn disputes that differ only in preferences."""
    spec = draw(graphs(states=(1, 6)))
    others = []
    for _ in range(draw(st.integers(0, 3))):
        ranks = draw(st.lists(st.integers(0, 2), min_size=36, max_size=36))
        parties = []
        for k, party in enumerate(spec["parties"]):
            place = dict(zip(spec["graph"]["states"], ranks[6 * k :], strict=False))
            ranking = [[s for s in place if place[s] == rank] for rank in (2, 1, 0)]
            parties.append({"name": party["name"], "ranking": [tied for tied in ranking if tied]})
        others.append({**spec, "parties": parties})
    return brute.moves(spec), [spec, *others]


@slow
@given(drawn=worlds())
def test_what_the_worlds_say(drawn: tuple[Moves, list[Spec]]) -> None:
    """Stable under a: in every world. In some world: stable under d. (SEQ: only the latter.)"""
    R, specs = drawn
    found = stable(R, relation_from_worlds([brute.ranks(spec) for spec in specs]))
    for spec in specs:
        classical = brute.stable(spec)
        for concept in CONCEPTS:
            by_party = classical[concept]
            assert by_party is not None
            for i in R:
                if concept != "seq":
                    assert found["a"][concept][i] <= by_party[i]
                assert by_party[i] <= found["d"][concept][i]
