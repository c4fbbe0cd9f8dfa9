"""Stability when some comparisons are unknown, straight from the definitions.

Li, Hipel, Kilgour & Fang (2004), *Preference uncertainty in the graph model for conflict
resolution*. Each party compares any two states: the other state is better, worse, as good, or it is
unknown which. Nothing need be transitive. Meant to be checked by eye, not to be fast.

``relation[i][s, t]`` says what t is for party i, compared with s: ">" better, "<" worse, "=" as
good, "U" unknown.

Readings chosen
---------------
Four extensions say what a party does about the unknown. s is the state asked about, i the party.

==  =======================  =================================  =================================
.   i would move to s1 that  s2 sanctions that move if it is    s3 in R_i(s2) is an escape from
    is, compared with s      compared with s                    s2 if it is, compared with s
==  =======================  =================================  =================================
a   better or unknown        worse or as good                   better or unknown
b   better                   worse or as good                   better or unknown
c   better or unknown        worse, as good or unknown          better
d   better                   worse, as good or unknown          better
==  =======================  =================================  =================================

- All comparisons, also of s2 and s3, are with s; never with s1.
- Nash: i would make no move from s. So a and c agree, and b and d.
- GMR: every s1 to which i would move has an s2 in R_{N-i}(s1) that sanctions it.
- SMR: every such s1 has such an s2 from which i has no escape.
- SEQ: as GMR, where the others' steps to s2 are improvements or unknown for their movers, each
  compared with the state that it leaves. This is so in all four extensions.
- The others' sequences are the legal ones of ``brute.group_moves``: nobody moves twice in a row.
  They may lead back to s, which sanctions, being as good as itself.
- "Escape" is the opposite of "sanctions": in a and b all of R_i(s2) must be known to be worse or as
  good, in c and d none of it may be known to be better.
- Unknown from worlds: "worse in some, as good in the others" is unknown, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import brute
from .brute import Moves, Ranks

Relation = dict[tuple[int, int], str]  # (s, t) -> ">", "<", "=" or "U": t compared with s
Stable = dict[str, dict[str, set[int]]]  # concept -> party -> states

EXTENSIONS = ("a", "b", "c", "d")
CONCEPTS = ("nash", "gmr", "smr", "seq")
MOVES_TO = {"a": ">U", "b": ">", "c": ">U", "d": ">"}
SANCTIONS = {"a": "<=", "b": "<=", "c": "<=U", "d": "<=U"}
ESCAPES = {"a": ">U", "b": ">U", "c": ">", "d": ">"}


def stable(R: Moves, relation: dict[str, Relation]) -> dict[str, Stable]:
    """By extension, concept and party, the states that are stable for that party."""
    steps = {
        j: {s: {t for t in R[j][s] if relation[j][s, t] in ">U"} for s in R[j]} for j in R
    }  # R^{+,U}
    found: dict[str, Stable] = {e: {c: {i: set() for i in R} for c in CONCEPTS} for e in EXTENSIONS}
    for i in R:
        others = [j for j in R if j != i]
        for s in R[i]:
            replies = {s1: brute.group_moves(R, others, s1) for s1 in R[i][s]}
            credible_replies = {s1: brute.group_moves(steps, others, s1) for s1 in R[i][s]}
            for e in EXTENSIONS:
                wanted = {s1 for s1 in R[i][s] if relation[i][s, s1] in MOVES_TO[e]}

                def sanctions(s2: int, i: str = i, s: int = s, e: str = e) -> bool:
                    return relation[i][s, s2] in SANCTIONS[e]

                def escape(s2: int, i: str = i, s: int = s, e: str = e) -> bool:
                    return any(relation[i][s, s3] in ESCAPES[e] for s3 in R[i][s2])

                if not wanted:
                    found[e]["nash"][i].add(s)
                if all(any(sanctions(s2) for s2 in replies[s1]) for s1 in wanted):
                    found[e]["gmr"][i].add(s)
                if all(
                    any(sanctions(s2) and not escape(s2) for s2 in replies[s1]) for s1 in wanted
                ):
                    found[e]["smr"][i].add(s)
                if all(any(sanctions(s2) for s2 in credible_replies[s1]) for s1 in wanted):
                    found[e]["seq"][i].add(s)
    return found


def equilibria(R: Moves, relation: dict[str, Relation]) -> dict[str, dict[str, set[int]]]:
    """By extension and concept, the states that are stable for every party."""
    states = {s for i in R for s in R[i]}
    return {
        e: {concept: states.intersection(*by_party.values()) for concept, by_party in by.items()}
        for e, by in stable(R, relation).items()
    }


def relation_from_worlds(worlds: Sequence[Ranks]) -> dict[str, Relation]:
    """By party, what is known of each two states: what all worlds (of the same states) agree on."""
    found: dict[str, Relation] = {}
    for i in worlds[0]:
        found[i] = {}
        for s in worlds[0][i]:
            for t in worlds[0][i]:
                said = {_compared(world[i][s], world[i][t]) for world in worlds}
                found[i][s, t] = said.pop() if len(said) == 1 else "U"
    return found


def _compared(at_s: int, at_t: int) -> str:
    """What t is, compared with s, if these are their ranks."""
    if at_t == at_s:
        return "="
    return ">" if at_t > at_s else "<"
