"""Hypothesis strategies that draw valid disputes as specs, and helpers that relabel specs.

Valid by construction, so that hardly anything is filtered: one setting, the *anchor*, is drawn
first, and a drawn rule which is false there is negated.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from . import brute
from .spec import Formula, Spec, bits, formula_text

Draw = Callable[[st.SearchStrategy[Any]], Any]

# Names that need quotes somewhere: spaces, letters beyond ASCII, keywords, words YAML would turn.
ODD_NAMES = (
    "Local Government", "Łódź", "not", "Å", "IF", "no", "true", "on", "2nd army", "St. John's",
    "at", "Côte-d'Or", "state", "null", "北京", "of", "half-way", "exactly", "y", "A, B (C)",
)  # fmt: skip
WEIGHTS = ("1", "0", "2", "-1", "0.1", "0.2", "0.3", "-0.3", "2.5", "10", "0.7", "100", "1.10")


def _names(draw: Draw, plain: Sequence[str], count: int, odd: bool) -> list[str]:
    if not odd or count == 0:
        return list(plain[:count])
    pool = st.sampled_from((*plain[:count], *ODD_NAMES))
    return list(draw(st.lists(pool, min_size=count, max_size=count, unique=True)))


# ---------------------------------------------------------------------- formulas


def atoms(spec: Spec) -> list[Formula]:
    """Every atom of a spec's formulas: an option, an option at a level, or a hand-drawn state."""
    if "graph" in spec:
        return [("state", n) for n in spec["graph"]["states"]]
    found: list[Formula] = []
    for party in spec["parties"]:
        for option in party.get("options", []):
            if option.get("levels"):
                for level in option["levels"]:
                    found.append(("level", party["name"], option["name"], level))
            else:
                found.append(("on", party["name"], option["name"]))
    return found


def _bit_atoms(spec: Spec) -> list[Formula]:
    """One atom for each bit (or hand-drawn state): together they tell any two states apart."""
    if "graph" in spec:
        return atoms(spec)
    return [("on", p, o) if level is None else ("level", p, o, level) for p, o, level in bits(spec)]


def formulas(
    atoms: Sequence[Formula], max_leaves: int = 4, constants: bool = True
) -> st.SearchStrategy[Formula]:
    """Formulas over these atoms, with every operator; mostly small, at most ``max_leaves`` leaves.

    Shrinks to the first atom.
    """
    leaves: st.SearchStrategy[Formula] = st.sampled_from(list(atoms)) if atoms else st.nothing()
    if constants or not atoms:
        leaves = leaves | st.sampled_from([("const", True), ("const", False)])

    def extend(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        def count(members: list[Formula]) -> st.SearchStrategy[Formula]:
            kinds = st.sampled_from(["at least", "at most", "exactly"])
            return st.tuples(
                st.just("count"), kinds, st.integers(0, len(members)), st.just(tuple(members))
            )

        binary = st.sampled_from(["and", "or", "implies", "if", "iff"])
        return (
            st.tuples(st.just("not"), inner)
            | st.tuples(binary, inner, inner)
            | st.lists(inner, min_size=1, max_size=4).flatmap(count)
        )

    literals = leaves | st.tuples(st.just("not"), leaves) if atoms else leaves
    return literals | st.recursive(leaves, extend, max_leaves=max_leaves)


# ---------------------------------------------------------------------- preferences


def _rankings(draw: Draw, numbers: Sequence[int], ties: bool) -> list[list[int]]:
    """A ranking of all states, best first; long ones are shuffled from a drawn seed."""
    order = list(numbers)
    if len(order) <= 16:
        order = draw(st.permutations(order))
        joined = draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    else:
        seed, tie_share = draw(st.tuples(st.integers(0, 9999), st.sampled_from([0.0, 0.3, 0.9])))
        shuffled = random.Random(seed)
        shuffled.shuffle(order)
        joined = [shuffled.random() < tie_share for _ in order]
    ranking: list[list[int]] = []
    for number, join in zip(order, joined, strict=True):
        if ties and join and ranking:
            ranking[-1].append(number)
        else:
            ranking.append([number])
    return ranking


def _preference(draw: Draw, spec: Spec, kind: str, ties: bool, statements: int) -> dict[str, Any]:
    """The preference of one party: at most one of prefers, ranking and weights."""
    if kind == "ranking":
        return {"ranking": _rankings(draw, list(brute.states(spec)), ties)}
    if kind == "none" and ties:
        return {}
    separate = [] if ties else list(draw(st.permutations(_bit_atoms(spec))))
    if kind == "weights":
        if separate:  # distinct powers of two: no two states weigh the same
            return {"weights": [(f, str(2**k)) for k, f in enumerate(separate)]}
        weighed = draw(
            st.lists(
                st.tuples(formulas(atoms(spec)), st.sampled_from(WEIGHTS)),
                min_size=min(1, statements),
                max_size=statements,
                unique_by=lambda pair: formula_text(pair[0]),
            )
        )
        return {"weights": weighed}
    stated = draw(
        st.lists(
            formulas(atoms(spec)),
            min_size=min(2, statements) if atoms(spec) else 0,
            max_size=statements,
            unique_by=formula_text,
        )
    )
    return {"prefers": [*stated, *(f for f in separate if f not in stated)]}


def _kinds(preferences: str) -> st.SearchStrategy[str]:
    if preferences == "mixed":
        return st.sampled_from(["none", "prefers", "ranking", "prefers", "weights", "ranking"])
    return st.just(preferences)


# ---------------------------------------------------------------------- option form


def _draw_parties(
    draw: Draw, parties: tuple[int, int], options: tuple[int, int], directions: bool, levels: bool
) -> list[dict[str, Any]]:
    odd = draw(st.integers(0, 3)) == 3
    count = draw(st.integers(*parties))
    names = _names(draw, "ABCDEFGHIJ", count, odd)
    landless = (
        draw(st.integers(0, count - 1)) if count > 1 and draw(st.integers(0, 9)) == 9 else None
    )
    owners = [k for k in range(count) if k != landless][: options[1]]  # one bit each first
    total = draw(st.integers(max(options[0], len(owners)), max(options[1], len(owners))))
    if len(owners) > 0:
        more = st.lists(
            st.sampled_from(list(owners)),
            min_size=total - len(owners),
            max_size=total - len(owners),
        )
        owners += draw(more)
    found: list[dict[str, Any]] = []
    for index, name in enumerate(names):
        left, sizes = owners.count(index), []
        while left:
            size = min(left, draw(st.sampled_from([1, 1, 2, 3]))) if levels else 1
            sizes.append(size)
            left -= size
        titles = _names(draw, [f"o{k}" for k in range(1, 13)], len(sizes), odd)
        listed = []
        for title, size in zip(titles, sizes, strict=True):
            steps = None
            if size > 1 or (levels and draw(st.integers(0, 4)) == 4):
                steps = _names(draw, ["low", "middle", "high", "top"], size + 1, odd)
            direction = "both"
            if directions:
                direction = draw(st.sampled_from(["both", "both", "both", "on only", "off only"]))
            listed.append({"name": title, "direction": direction, "levels": steps})
        found.append({"name": name, "options": listed})
    return found


def _listed_on(spec: Spec, setting: brute.Setting, lowest_too: bool) -> list[tuple[str, ...]]:
    """A setting as a status quo lists it; an option's lowest level may be listed or left out."""
    listed: list[tuple[str, ...]] = []
    facts = brute.facts_of(spec, setting)
    for (party, option), value in zip(facts, setting, strict=True):
        fact = facts[party, option]
        if isinstance(fact, bool):
            if fact:
                listed.append((party, option))
        elif value > 0 or lowest_too:
            listed.append((party, option, fact))
    return listed


def _is_true(spec: Spec, formula: Formula, setting: brute.Setting) -> bool:
    return brute.holds(formula, brute.facts_of(spec, setting))


@st.composite
def option_disputes(
    draw: Draw,
    parties: tuple[int, int] = (2, 5),
    options: tuple[int, int] = (1, 8),
    directions: bool = True,
    rules: bool = True,
    same: bool = False,
    forbidden: bool = False,
    levels: bool = False,
    ties: bool = True,
    preferences: str = "mixed",
    statements: int = 5,
) -> Spec:
    """Option-form disputes.

    ``options`` bounds the bits of the whole dispute (an option with levels l0 ... lm makes m).
    ``preferences`` is mixed, prefers, ranking, weights or none; without ``ties`` every order is
    strict. A party has no option only now and then, or when there are fewer bits than parties.
    """
    spec: Spec = {"parties": _draw_parties(draw, parties, options, directions, levels)}
    spec |= {"rules": [], "same": [], "forbidden_moves": [], "status_quo": None}
    known = formulas(atoms(spec))

    if rules:
        tops = [range(len(o["levels"]) if o["levels"] else 2) for _, o in brute.owned_options(spec)]
        anchor = draw(st.tuples(*(st.sampled_from(top) for top in tops)))
        for rule in draw(st.lists(known, max_size=2, unique_by=formula_text)):
            spec["rules"].append(rule if _is_true(spec, rule, anchor) else ("not", rule))
    settings = brute.feasible(spec)

    if same:
        for drawn in draw(st.lists(known, min_size=1, max_size=2, unique_by=formula_text)):
            formula = drawn
            if 2 * sum(_is_true(spec, drawn, s) for s in settings) > len(settings):
                formula = ("not", drawn)  # else most disputes would be left with one state
            for earlier in spec["same"]:  # disjoint by construction
                if any(_is_true(spec, ("and", formula, earlier), s) for s in settings):
                    formula = ("and", formula, ("not", earlier))
            if any(_is_true(spec, formula, s) for s in settings):
                spec["same"].append(formula)

    if forbidden:
        movers = st.sampled_from([p["name"] for p in spec["parties"]])
        for _ in range(draw(st.integers(1, 2))):
            entry = {"party": draw(movers), "from": draw(known), "to": draw(known)}
            if draw(st.booleans()):
                entry["when"] = draw(known)
            spec["forbidden_moves"].append(entry)

    if draw(st.booleans()):
        setting = draw(st.sampled_from(settings))
        spec["status_quo"] = _listed_on(spec, setting, levels and draw(st.booleans()))
    for party in spec["parties"]:
        party |= _preference(draw, spec, draw(_kinds(preferences)), ties, statements)
    return spec


# ---------------------------------------------------------------------- hand-drawn graphs


@st.composite
def graphs(
    draw: Draw,
    parties: tuple[int, int] = (2, 4),
    states: tuple[int, int] = (1, 8),
    ties: bool = True,
    preferences: str = "mixed",
) -> Spec:
    """Hand-drawn disputes; arcs need be neither transitive nor symmetric, numbers may have gaps."""
    count = draw(st.integers(*states))
    numbers = list(range(1, count + 1))
    if draw(st.integers(0, 4)) == 4:
        chosen = st.integers(1, 99)
        numbers = draw(st.lists(chosen, min_size=count, max_size=count, unique=True))
    names = _names(draw, "ABCDEFGHIJ", draw(st.integers(*parties)), draw(st.integers(0, 3)) == 3)
    arcs = [(a, b) for a in numbers for b in numbers if a != b]
    least = draw(st.integers(0, min(len(arcs), 2 * count)))
    some: st.SearchStrategy[list[Any]] = st.just([])
    if arcs:
        some = st.lists(
            st.sampled_from(arcs), min_size=least, max_size=max(least, 3 * count), unique=True
        )
    spec: Spec = {
        "graph": {"states": numbers, "moves": {name: draw(some) for name in names}},
        "parties": [{"name": name} for name in names],
        "status_quo": draw(st.sampled_from([*numbers, None])),
    }
    kinds = _kinds(preferences).map(lambda kind: "ranking" if kind == "weights" else kind)
    for party in spec["parties"]:
        party |= _preference(draw, spec, draw(kinds), ties, 5)
    return spec


# ---------------------------------------------------------------------- relabelling


def _translated(spec: Spec, parties: list[dict[str, Any]]) -> tuple[Spec, Callable[[int], int]]:
    """The spec with these parties (the same ones, in another order), and old to new numbers.

    With ``same`` the lowest member of a class may become another one, and with it the rank: then
    every preference becomes an explicit ranking.
    """
    new: Spec = {**spec, "parties": parties}
    if "graph" in spec:
        return new, lambda number: number
    now = brute.class_of(new)
    order = [(p, o["name"]) for p, o in brute.owned_options(new)]
    before = [(p, o["name"]) for p, o in brute.owned_options(spec)]
    number: dict[int, int] = {}
    for old, members in brute.states(spec).items():
        value = dict(zip(before, members[0], strict=True))
        number[old] = now[tuple(value[option] for option in order)]
    old_ranks = brute.ranks(spec)
    relabelled: list[dict[str, Any]] = []
    for party in parties:
        if spec.get("same") or "ranking" in party:
            party = {k: v for k, v in party.items() if k not in ("prefers", "weights", "ranking")}
            tied: dict[int, list[int]] = {}
            for old, rank in old_ranks[party["name"]].items():
                tied.setdefault(rank, []).append(number[old])
            party["ranking"] = [tied[rank] for rank in sorted(tied, reverse=True)]
        relabelled.append(party)
    return {**new, "parties": relabelled}, lambda old: number[old]


def permute_parties(spec: Spec, perm: Sequence[int]) -> tuple[Spec, Callable[[int], int]]:
    """The spec with party ``perm[k]`` in place k, and the map from old to new state numbers."""
    return _translated(spec, [spec["parties"][k] for k in perm])


def permute_options(
    spec: Spec, perms: Mapping[str, Sequence[int]]
) -> tuple[Spec, Callable[[int], int]]:
    """The spec with a party's option ``perms[party][k]`` in place k, and old to new numbers.

    Parties that are not named keep their order.
    """
    parties = []
    for party in spec["parties"]:
        listed = party.get("options", [])
        perm = perms.get(party["name"], range(len(listed)))
        parties.append({**party, "options": [listed[k] for k in perm]})
    return _translated(spec, parties)


def renumber_states(spec: Spec, number: dict[int, int]) -> Spec:
    """A hand-drawn spec with every state n called ``number[n]``."""

    def renamed(formula: Any) -> Any:
        if isinstance(formula, tuple):
            if formula[:1] == ("state",):
                return ("state", number[formula[1]])
            return tuple(renamed(part) for part in formula)
        return formula

    parties = []
    for party in spec["parties"]:
        party = dict(party)
        if "prefers" in party:
            party["prefers"] = [renamed(f) for f in party["prefers"]]
        if "ranking" in party:
            party["ranking"] = [[number[n] for n in tied] for tied in party["ranking"]]
        parties.append(party)
    graph = {
        "states": [number[n] for n in spec["graph"]["states"]],
        "moves": {
            party: [(number[a], number[b]) for a, b in arcs]
            for party, arcs in spec["graph"]["moves"].items()
        },
    }
    start = spec["status_quo"]
    return {
        "graph": graph,
        "parties": parties,
        "status_quo": None if start is None else number[start],
    }


def as_graph(spec: Spec) -> Spec:
    """The hand-drawn dispute with the same states, moves, ranks and status quo as this one."""
    R, r = brute.moves(spec), brute.ranks(spec)
    parties = []
    for party in R:
        tied: dict[int, list[int]] = {}
        for state, rank in r[party].items():
            tied.setdefault(rank, []).append(state)
        ranking = [tied[rank] for rank in sorted(tied, reverse=True)]
        parties.append({"name": party, "ranking": ranking})
    arcs = {i: [(s, t) for s in R[i] for t in sorted(R[i][s])] for i in R}
    return {
        "graph": {"states": list(brute.states(spec)), "moves": arcs},
        "parties": parties,
        "status_quo": brute.status_quo(spec),
    }
