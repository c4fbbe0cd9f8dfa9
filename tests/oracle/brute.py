"""A short, slow solver of the graph model, straight from the definitions.

Kilgour, Hipel & Fang (1987); Fang, Hipel & Kilgour (1993), *Interactive Decision Making*. Meant to
be checked by eye, not to be fast: the fast solvers are compared with it.

A *setting* is what one state says of every option, in file order: 0 or 1 for off or on, and for an
option with levels l0 ... lm the index of its level. With ``same`` a state is a class of settings.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import product
from typing import Any

from .spec import Formula, Spec

Setting = tuple[int, ...]
Facts = dict[Any, Any]  # (party, option) -> True, False or a level; or "state" -> its number
Moves = dict[str, dict[int, set[int]]]  # party -> state -> states it can move to
Ranks = dict[str, dict[int, int]]  # party -> state -> rank, higher is better

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim")


# ---------------------------------------------------------------------- formulas


def holds(formula: Formula, facts: Facts) -> bool:
    """Whether a formula is true of the facts of one state."""
    match formula:
        case ("const", value):
            return bool(value)
        case ("on", party, option):
            value = facts[party, option]
            if not isinstance(value, bool):
                raise ValueError(f"{party}.{option} has levels: which one is meant?")
            return value
        case ("level", party, option, level):
            return bool(facts[party, option] == level)
        case ("state", number):
            return bool(facts["state"] == number)
        case ("not", f):
            return not holds(f, facts)
        case ("and", f, g):
            return holds(f, facts) and holds(g, facts)
        case ("or", f, g):
            return holds(f, facts) or holds(g, facts)
        case ("implies", a, b) | ("if", b, a):
            return holds(b, facts) or not holds(a, facts)
        case ("iff", a, b):
            return holds(a, facts) == holds(b, facts)
        case ("count", "at least", k, members):
            return sum(holds(f, facts) for f in members) >= int(k)
        case ("count", "at most", k, members):
            return sum(holds(f, facts) for f in members) <= int(k)
        case ("count", "exactly", k, members):
            return sum(holds(f, facts) for f in members) == int(k)
    raise ValueError(f"not a formula: {formula!r}")


# ---------------------------------------------------------------------- states


def owned_options(spec: Spec) -> list[tuple[str, dict[str, Any]]]:
    """Every option with its owner, in file order."""
    return [(p["name"], option) for p in spec["parties"] for option in p.get("options", [])]


def _top(option: dict[str, Any]) -> int:
    """The highest value of an option in a setting."""
    return len(option["levels"]) - 1 if option.get("levels") else 1


def facts_of(spec: Spec, setting: Setting) -> Facts:
    """What a setting says, by party and option."""
    return {
        (party, option["name"]): option["levels"][value] if option.get("levels") else value == 1
        for (party, option), value in zip(owned_options(spec), setting, strict=True)
    }


def integer(spec: Spec, setting: Setting) -> int:
    """The little-endian integer of a setting: bit k is the k-th bit of ``spec.bits``."""
    total, offset = 0, 0
    for (_, option), value in zip(owned_options(spec), setting, strict=True):
        if value > 0:
            total += 2 ** (offset + value - 1)
        offset += _top(option)
    return total


def feasible(spec: Spec) -> list[Setting]:
    """All settings that break no rule, in the order of their integers."""
    every = product(*(range(_top(option) + 1) for _, option in owned_options(spec)))
    kept = [s for s in every if all(holds(f, facts_of(spec, s)) for f in spec.get("rules", []))]
    return sorted(kept, key=lambda s: integer(spec, s))


def states(spec: Spec) -> dict[int, list[Setting]]:
    """Every state's number, with its settings, lowest first (one, unless ``same`` merged several).

    In a hand-drawn dispute a state has no settings.
    """
    if "graph" in spec:
        return {n: [] for n in spec["graph"]["states"]}
    found = {number: [s] for number, s in enumerate(feasible(spec), 1)}
    merged: set[int] = set()
    for formula in spec.get("same", []):
        members = [
            n for n, s in found.items() if any(holds(formula, facts_of(spec, one)) for one in s)
        ]
        if merged & set(members):
            raise ValueError("the classes of `same` overlap")
        if members:
            merged.add(members[0])
            found[members[0]] = [found[n][0] for n in members]
            for other in members[1:]:
                del found[other]
    return found


def class_of(spec: Spec) -> dict[Setting, int]:
    """The number of the state that each feasible setting belongs to."""
    return {setting: number for number, members in states(spec).items() for setting in members}


def status_quo(spec: Spec) -> int | None:
    """The number of the status quo: what is listed is on, the rest off; None if there is none."""
    declared = spec.get("status_quo")
    if "graph" in spec:
        return None if declared is None else int(declared)
    listed = {tuple(entry[:2]): entry for entry in declared or []}
    setting = []
    for party, option in owned_options(spec):
        entry = listed.pop((party, option["name"]), None)
        if entry is None:
            setting.append(0)
        else:
            setting.append(option["levels"].index(entry[2]) if option.get("levels") else 1)
    if listed:
        raise ValueError(f"the status quo names no option: {sorted(listed)}")
    number = class_of(spec).get(tuple(setting))
    if number is None and declared is not None:
        raise ValueError("the status quo is not feasible")
    return number


def missing(spec: Spec, option: tuple[str, ...]) -> Formula:
    """The rule which says that an option, or a level of it, does not exist."""
    if len(option) == 3:
        return ("not", ("level", *option))
    (known,) = (o for party, o in owned_options(spec) if (party, o["name"]) == tuple(option))
    if known.get("levels"):
        return ("level", *option, known["levels"][0])
    return ("not", ("on", *option))


# ---------------------------------------------------------------------- moves


def setting_moves(spec: Spec) -> dict[str, dict[Setting, set[Setting]]]:
    """From each feasible setting the feasible settings to which each party can change it alone."""
    kept = feasible(spec)
    allowed = set(kept)

    def truth(formula: Formula) -> set[Setting]:
        return {s for s in kept if holds(formula, facts_of(spec, s))}

    found: dict[str, dict[Setting, set[Setting]]] = {}
    for party in spec["parties"]:
        forbidden = [
            (truth(entry["from"]) & truth(entry.get("when", ("const", True))), truth(entry["to"]))
            for entry in spec.get("forbidden_moves", [])
            if entry["party"] == party["name"]
        ]
        found[party["name"]] = {}
        for s in kept:
            choices: list[range] = []
            for value, (owner, option) in zip(s, owned_options(spec), strict=True):
                if owner != party["name"]:
                    choices.append(range(value, value + 1))
                else:
                    direction = option.get("direction", "both")
                    lowest = value if direction == "on only" else 0
                    highest = value if direction == "off only" else _top(option)
                    choices.append(range(lowest, highest + 1))
            targets = {t for t in product(*choices) if t != s and t in allowed}
            for departures, arrivals in forbidden:
                if s in departures:
                    targets -= arrivals
            found[party["name"]][s] = targets
    return found


def moves(spec: Spec) -> Moves:
    """R_i(s): the states to which each party can move from each state."""
    names = [party["name"] for party in spec["parties"]]
    if "graph" in spec:
        arcs = spec["graph"]["moves"]
        return {
            i: {s: {b for a, b in arcs.get(i, []) if a == s} for s in states(spec)} for i in names
        }
    steps, number = setting_moves(spec), class_of(spec)
    return {
        i: {
            s: {number[t] for m in members for t in steps[i][m]} - {s}
            for s, members in states(spec).items()
        }
        for i in names
    }


# ---------------------------------------------------------------------- preferences


def ranks(spec: Spec) -> Ranks:
    """r_i(s): higher is better, ties are equal. A merged state has its lowest member's rank.

    Prioritised statements: Fang, Hipel, Kilgour & Peng (2003), compared as tuples.
    """
    if "graph" in spec:
        known: dict[int, Facts] = {n: {"state": n} for n in states(spec)}
    else:
        known = {n: facts_of(spec, members[0]) for n, members in states(spec).items()}
    found: Ranks = {}
    for party in spec["parties"]:
        worth: dict[int, Any]
        if "prefers" in party:
            worth = {n: tuple(holds(f, known[n]) for f in party["prefers"]) for n in known}
        elif "weights" in party:
            worth = {
                n: sum((Fraction(w) for f, w in party["weights"] if holds(f, known[n])), Fraction())
                for n in known
            }
        elif "ranking" in party:
            worth = {n: -place for place, tied in enumerate(party["ranking"]) for n in tied}
            if sorted(n for tied in party["ranking"] for n in tied) != sorted(known):
                raise ValueError(f"the ranking of {party['name']} must list every state once")
        else:
            worth = dict.fromkeys(known, 0)
        ladder = sorted(set(worth.values()))
        place_of = {value: place for place, value in enumerate(ladder)}
        found[party["name"]] = {n: place_of[worth[n]] for n in known}
    return found


def improvements(R: Moves, r: Ranks) -> Moves:
    """R+_i(s): the moves to states that the mover prefers."""
    return {i: {s: {t for t in R[i][s] if r[i][t] > r[i][s]} for s in R[i]} for i in R}


# ---------------------------------------------------------------------- legal sequences


def group_moves(R: Moves, H: Collection[str], s: int) -> set[int]:
    """R_H(s): all that moves by members of H reach from s, nobody moving twice in a row.

    A search over (state, last mover), Fang, Hipel & Kilgour (1993). It contains s itself if a
    sequence returns there.
    """
    seen: set[tuple[int, str]] = set()
    todo: list[tuple[int, str | None]] = [(s, None)]
    while todo:
        at, last = todo.pop()
        for j in H:
            if j != last:
                for t in R[j][at]:
                    if (t, j) not in seen:
                        seen.add((t, j))
                        todo.append((t, j))
    return {t for t, _ in seen}


def group_improvements(R: Moves, r: Ranks, H: Collection[str], s: int) -> set[int]:
    """R+_H(s): the same, every step an improvement of its mover at that step."""
    return group_moves(improvements(R, r), H, s)


# ---------------------------------------------------------------------- stability


def stable(spec: Spec) -> dict[str, dict[str, set[int]] | None]:
    """By concept and party, the states that are stable for that party.

    Nash (1950), here R; GMR, SMR: Howard (1971); SEQ, SIM: Fraser & Hipel (1979, 1984); SSEQ:
    Rego & Vieira (2015, 2017). ``sim`` is None for hand-drawn disputes.
    """
    R, r = moves(spec), ranks(spec)
    up = improvements(R, r)
    found: dict[str, dict[str, set[int]]] = {c: {i: set() for i in R} for c in CONCEPTS}
    for i in R:
        others = [j for j in R if j != i]
        replies = {s: group_moves(R, others, s) for s in R[i]}
        better_replies = {s: group_moves(up, others, s) for s in R[i]}
        for s in R[i]:

            def no_better(t: int, i: str = i, s: int = s) -> bool:
                return r[i][t] <= r[i][s]

            def no_escape(t: int, i: str = i, s: int = s) -> bool:
                return r[i][t] <= r[i][s] and all(r[i][u] <= r[i][s] for u in R[i][t])

            if not up[i][s]:
                found["nash"][i].add(s)
            if all(any(no_better(s2) for s2 in replies[s1]) for s1 in up[i][s]):
                found["gmr"][i].add(s)
            if all(any(no_escape(s2) for s2 in replies[s1]) for s1 in up[i][s]):
                found["smr"][i].add(s)
            if all(any(no_better(s2) for s2 in better_replies[s1]) for s1 in up[i][s]):
                found["seq"][i].add(s)
            if all(any(no_escape(s2) for s2 in better_replies[s1]) for s1 in up[i][s]):
                found["sseq"][i].add(s)
    if "graph" in spec:
        return {**found, "sim": None}
    return {**found, "sim": _simultaneous(spec, r)}


def _simultaneous(spec: Spec, r: Ranks) -> dict[str, set[int]]:
    """SIM, Fraser & Hipel (1984): every improvement met by the others' improvements made at once.

    With ``same`` each member's every improvement must be met, by moves made from that member.
    """
    number, steps = class_of(spec), setting_moves(spec)
    up = {
        i: {m: [t for t in steps[i][m] if r[i][number[t]] > r[i][number[m]]] for m in number}
        for i in steps
    }

    def together(m: Setting, targets: Collection[Setting]) -> Setting:
        """What m becomes if all these changes, of disjoint options, are made at once."""
        result = list(m)
        for t in targets:
            for k in range(len(m)):
                if t[k] != m[k]:
                    result[k] = t[k]
        return tuple(result)

    def met(i: str, m: Setting, s1: Setting) -> bool:
        answers = [[m, *up[j][m]] for j in steps if j != i]  # m itself: j does nothing
        for combination in product(*answers):
            result = number.get(together(m, [s1, *combination]))  # None: not feasible
            if result is not None and r[i][result] <= r[i][number[m]]:
                return True
        return False

    return {
        i: {
            s
            for s, members in states(spec).items()
            if all(met(i, m, s1) for m in members for s1 in up[i][m])
        }
        for i in steps
    }


def equilibria(spec: Spec) -> dict[str, set[int] | None]:
    """By concept, the states that are stable for every party."""
    return {
        concept: None if by_party is None else set(states(spec)).intersection(*by_party.values())
        for concept, by_party in stable(spec).items()
    }


def come_about(spec: Spec, concept: str) -> set[int] | None:
    """The equilibria among the status quo and what all parties' improvements lead to from it.

    None where there is no status quo or the concept is not defined.
    """
    start, found = status_quo(spec), equilibria(spec)[concept]
    if start is None or found is None:
        return None
    R = moves(spec)
    return found & ({start} | group_improvements(R, ranks(spec), list(R), start))
