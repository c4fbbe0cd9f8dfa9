"""Doubts and worlds, straight from the definitions: what may be otherwise, and what follows.

A spec has one key more, ``doubts``, a list of dicts with a ``name``, one of five kinds, and keys
which may be missing or None::

    {"name": "d1", "party": "North", "statement": formula, "at": (1, 3), "probability": "0.3"}
    {"name": "d2", "party": "North",
     "either": [{"prefers": [formula]}, {"weights": [(formula, "2")], "probability": "0.6"}]}
    {"name": "d3", "option": ("North", "freeze"), "probability": "0.7"}  # or (party, option, level)
    {"name": "d4", "rule": formula, "probability": "0.5", "with": "d3", "correlation": "-0.5"}
    {"name": "d5", "lever": "shield", "probability": "0.3"}  # one of ``levers``, as in ``levering``

*Answers* are a tuple with one number for each doubt: which of its answers, or -1 for "as the file
has it". A *world* is a spec without doubts; where there are levers it says which are ``in_force``,
and what it was without them (``unlevered``). Meant to be checked by eye, not to be fast.

Readings chosen
---------------
- A statement that counts "at its place in the file" is left where it is, whatever other doubts
  have made of the list, as it is where it is answered -1.
- A party without preferences has an empty list of statements.
- Two formulas are the same if they are written alike.
- Rule doubts concern the file's rules. What a missing option adds is a further rule, which no rule
  doubt takes away. A rule that does not hold is taken out wherever it stands in the list.
- Doubts are one factor if ties connect them, in any direction and over any number of others.
- A factor's value is what its doubts answer, not the numbers that picked the answers.
- As the file has it no lever is in force. Levers are put in force once all else is answered, in
  the order of ``levers``, not of ``doubts``; so ``allow`` also lifts what a missing option adds.
- Answers that ties make impossible are not in ``joint``, but ``apply`` takes them, and so do
  ``flips`` and ``nearest``.
- The base, every doubt -1, need not be a world of positive probability.
- ``nearest`` counts a doubt as answered otherwise if it is answered at all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from hypothesis import strategies as st

from . import brute, levering
from .spec import Formula, Spec, formula_text, yaml_text
from .strategies import Draw, _names, _preference, atoms, formulas, graphs, option_disputes

Doubt = dict[str, Any]
Answers = tuple[int, ...]
Verdict = bool | None
Test = Callable[[Spec], Verdict]
State = brute.Setting | int  # its lowest member's setting; in a hand-drawn dispute its number

AS_FILED = -1
PREFERENCES = ("prefers", "ranking", "weights")


# ---------------------------------------------------------------------- answers


def doubts_of(spec: Spec) -> list[Doubt]:
    """The doubts of a spec, in file order."""
    return list(spec.get("doubts", []))


def answers(spec: Spec, doubt: Doubt) -> list[tuple[str, Fraction]]:  # noqa: ARG001
    """Every answer to a doubt, in order, with its probability."""
    if "either" in doubt:
        given = [alternative.get("probability") for alternative in doubt["either"]]
        left = 1 - sum((Fraction(p) for p in given if p is not None), Fraction(0))
        return [
            (f"alternative {k}", left / given.count(None) if p is None else Fraction(p))
            for k, p in enumerate(given, 1)
        ]
    doubtful = doubt.get("probability") is not None
    chance = Fraction(doubt["probability"]) if doubtful else Fraction(1)
    if "option" in doubt:
        return [("exists", chance), ("does not exist", 1 - chance)]
    if "rule" in doubt:
        return [("holds", chance), ("does not hold", 1 - chance)]
    if "lever" in doubt:
        return [("in force", chance), ("not in force", 1 - chance)]
    found = [("there", chance)]
    if doubt.get("at") is not None:
        lo, hi = doubt["at"]
        found = [(f"at {k}", chance / (hi - lo + 1)) for k in range(lo, hi + 1)]
    return [*found, ("absent", 1 - chance)] if doubtful else found


def as_filed(spec: Spec) -> Answers:
    """The answers of the base: every doubt as the file has it."""
    return (AS_FILED,) * len(doubts_of(spec))


# ---------------------------------------------------------------------- worlds


def apply(spec: Spec, picked: Answers) -> Spec:
    """The world in which the doubts are answered so."""
    given = [(d, k) for d, k in zip(doubts_of(spec), picked, strict=True) if k != AS_FILED]
    for doubt, k in given:
        if k not in range(len(answers(spec, doubt))):
            raise ValueError(f"{doubt['name']} has no answer {k}")
    world = {key: value for key, value in spec.items() if key != "doubts"}
    world["parties"] = [_party_in_world(spec, party, given) for party in spec["parties"]]
    if any("rule" in doubt or "option" in doubt for doubt, _ in given):
        world["rules"] = _rules_in_world(spec, given)
    if not spec.get("levers"):
        return world
    there = [d["lever"] for d, k in given if "lever" in d and k == 0]
    return {**levering.apply(world, there), "in_force": there, "unlevered": world}


def _party_in_world(
    spec: Spec, party: dict[str, Any], given: list[tuple[Doubt, int]]
) -> dict[str, Any]:
    """The party with its preferences in this world: `either` first, then statements."""
    for doubt, k in given:
        if "either" in doubt and doubt["party"] == party["name"]:
            bare = {key: value for key, value in party.items() if key not in PREFERENCES}
            chosen = {key: v for key, v in doubt["either"][k].items() if key in PREFERENCES}
            party = {**bare, **chosen}
    for doubt, k in given:
        if "statement" in doubt and doubt["party"] == party["name"]:
            if "ranking" in party or "weights" in party:
                raise ValueError(f"{party['name']} has no list of statements in this world")
            party = {**party, "prefers": _placed(spec, doubt, k, party.get("prefers", []))}
    return party


def _placed(spec: Spec, doubt: Doubt, k: int, prefers: list[Formula]) -> list[Formula]:
    """The list with the doubted statement where its k-th answer says; a slice clips to the end."""
    statement = doubt["statement"]
    rest = [f for f in prefers if f != statement]
    if answers(spec, doubt)[k][0] == "absent":
        return rest
    if doubt.get("at") is None:
        return list(prefers)
    before = doubt["at"][0] + k - 1
    return [*rest[:before], statement, *rest[before:]]


def _rules_in_world(spec: Spec, given: list[tuple[Doubt, int]]) -> list[Formula]:
    """The rules of the world: those of the file that hold, new ones, and one per missing option."""
    rules = list(spec.get("rules", []))
    for doubt, k in given:
        if "rule" in doubt and k == 0 and doubt["rule"] not in rules:
            rules.append(doubt["rule"])
        if "rule" in doubt and k == 1:
            rules = [f for f in rules if f != doubt["rule"]]
    return rules + [brute.missing(spec, d["option"]) for d, k in given if "option" in d and k == 1]


# ---------------------------------------------------------------------- probabilities


def joint(spec: Spec) -> dict[Answers, Fraction]:
    """The probability of all answers together, where it is not 0.

    By cases: which of the ties copy. In each case every doubt has the number u of its *source* (the
    doubt at the end of its chain of copies) or 1 - u, and the sources are independent.
    """
    doubts = doubts_of(spec)
    tied = [doubt for doubt in doubts if doubt.get("with") is not None]
    found: dict[Answers, Fraction] = {}
    for copies in product((True, False), repeat=len(tied)):
        case = prod(
            (_strength(d) if copied else 1 - _strength(d))
            for d, copied in zip(tied, copies, strict=True)
        )
        copying = [d["name"] for d, copied in zip(tied, copies, strict=True) if copied]
        sources = [_source(doubts, doubt, copying) for doubt in doubts]
        by_source = [
            list(_pieces(spec, [(k, turned) for k, (n, turned) in enumerate(sources) if n == name]))
            for name in sorted({name for name, _ in sources})
        ]
        for pieces in product(*by_source):
            picked: dict[int, int] = {}
            for _, part in pieces:
                picked |= part
            chance = case * prod(width for width, _ in pieces)
            if chance > 0:
                key = tuple(picked[k] for k in range(len(doubts)))
                found[key] = found.get(key, Fraction(0)) + chance
    return found


def _correlation(doubt: Doubt) -> Fraction:
    return Fraction(1 if doubt.get("correlation") is None else doubt["correlation"])


def _strength(doubt: Doubt) -> Fraction:
    """With what probability a tied doubt copies."""
    return abs(_correlation(doubt))


def _source(doubts: list[Doubt], doubt: Doubt, copying: list[str]) -> tuple[str, bool]:
    """Whose number this doubt goes by in the end, and whether it is turned round (1 - u)."""
    if doubt["name"] not in copying:
        return doubt["name"], False
    (named,) = (other for other in doubts if other["name"] == doubt["with"])
    name, turned = _source(doubts, named, copying)
    return name, turned != (_correlation(doubt) < 0)


def _breaks(spec: Spec, doubt: Doubt) -> list[Fraction]:
    """Where in [0, 1] the answers begin and end: 0, ..., 1."""
    chances = [p for _, p in answers(spec, doubt)]
    return [sum(chances[:k], Fraction(0)) for k in range(len(chances) + 1)]


def _pieces(
    spec: Spec, members: list[tuple[int, bool]]
) -> Iterator[tuple[Fraction, dict[int, int]]]:
    """The pieces of [0, 1) in which these doubts' answers do not change: width, and the answers.

    ``members`` are the doubts that go by one number u, and whether each has 1 - u.
    """
    breaks = {k: _breaks(spec, doubts_of(spec)[k]) for k, _ in members}
    cuts = {1 - b if turned else b for k, turned in members for b in breaks[k]}
    for a, b in pairwise(sorted(cuts)):
        middle = (a + b) / 2  # never a break point
        yield (
            b - a,
            {k: _answer_at(breaks[k], 1 - middle if turned else middle) for k, turned in members},
        )


def _answer_at(breaks: list[Fraction], u: Fraction) -> int:
    (found,) = (k for k, (a, b) in enumerate(pairwise(breaks)) if a <= u < b)
    return found


def share(spec: Spec, test: Test) -> dict[Verdict, Fraction]:
    """With what probability the test of the world is True, False, None."""
    found: dict[Verdict, Fraction] = {True: Fraction(0), False: Fraction(0), None: Fraction(0)}
    for picked, chance in joint(spec).items():
        found[test(apply(spec, picked))] += chance
    return found


# ---------------------------------------------------------------------- what it hinges on


def factors(spec: Spec) -> list[list[int]]:
    """The doubts, by number, in groups which ties connect; in the order of their first members."""
    doubts = doubts_of(spec)
    group = {doubt["name"]: {doubt["name"]} for doubt in doubts}
    for doubt in doubts:
        if doubt.get("with") is not None:
            both = group[doubt["name"]] | group[doubt["with"]]
            for name in both:
                group[name] = both
    found: list[list[int]] = []
    for doubt in doubts:
        members = [k for k, d in enumerate(doubts) if d["name"] in group[doubt["name"]]]
        if members not in found:
            found.append(members)
    return found


def first_order(spec: Spec, test: Test) -> list[Fraction]:
    """Var(E[Y | factor]) / Var(Y) by factor, Y = 1 where the test is True; 0 if Y never varies."""
    yes = _yes(spec, test)
    return [_ratio(_variance_of_mean(yes, factor), _variance(yes)) for factor in factors(spec)]


def total(spec: Spec, test: Test) -> list[Fraction]:
    """E[Var(Y | all other factors)] / Var(Y) by factor; 0 if Y never varies."""
    yes = _yes(spec, test)
    return [
        _ratio(
            _mean_of_variance(
                yes, [k for other in factors(spec) if other != factor for k in other]
            ),
            _variance(yes),
        )
        for factor in factors(spec)
    ]


Outcomes = list[tuple[Answers, Fraction, int]]  # answers, their probability, Y


def _yes(spec: Spec, test: Test) -> Outcomes:
    return [(a, p, 1 if test(apply(spec, a)) is True else 0) for a, p in joint(spec).items()]


def _given(yes: Outcomes, known: list[int]) -> list[tuple[Fraction, Fraction]]:
    """For what these doubts may answer together: the probability, and E[Y] given the answers."""
    cases: dict[Hashable, list[tuple[Fraction, int]]] = {}
    for a, p, y in yes:
        cases.setdefault(tuple(a[k] for k in known), []).append((p, y))
    weights = [sum((p for p, _ in case), Fraction(0)) for case in cases.values()]
    sums = [sum((p * y for p, y in case), Fraction(0)) for case in cases.values()]
    return [(w, m / w) for w, m in zip(weights, sums, strict=True)]


def _variance(yes: Outcomes) -> Fraction:
    mean = sum((p * y for _, p, y in yes), Fraction(0))
    return sum((p * (y - mean) ** 2 for _, p, y in yes), Fraction(0))


def _variance_of_mean(yes: Outcomes, known: list[int]) -> Fraction:
    mean = sum((p * y for _, p, y in yes), Fraction(0))
    return sum((w * (m - mean) ** 2 for w, m in _given(yes, known)), Fraction(0))


def _mean_of_variance(yes: Outcomes, known: list[int]) -> Fraction:
    """Y is 0 or 1, so that given a mean of m its variance is m (1 - m)."""
    return sum((w * m * (1 - m) for w, m in _given(yes, known)), Fraction(0))


def _ratio(part: Fraction, whole: Fraction) -> Fraction:
    return part / whole if whole else Fraction(0)


def flips(spec: Spec, test: Test) -> dict[str, dict[int, Verdict]]:
    """By doubt, the answers which alone change the verdict of the base, and what it becomes."""
    base = test(apply(spec, as_filed(spec)))
    found: dict[str, dict[int, Verdict]] = {}
    for k, doubt in enumerate(doubts_of(spec)):
        found[doubt["name"]] = {}
        for answer in range(len(answers(spec, doubt))):
            picked = list(as_filed(spec))
            picked[k] = answer
            verdict = test(apply(spec, tuple(picked)))
            if verdict is not base:
                found[doubt["name"]][answer] = verdict
    return found


def nearest(spec: Spec, test: Test) -> tuple[int, set[Answers]] | None:
    """The least number of doubts whose answers change the base's verdict, and all such answers.

    The other doubts stay as the file has them (-1). None if no answers change it.
    """
    doubts, base = doubts_of(spec), test(apply(spec, as_filed(spec)))
    for count in range(1, len(doubts) + 1):
        found = set()
        for changed in combinations(range(len(doubts)), count):
            ranges = [
                range(len(answers(spec, doubt))) if k in changed else [AS_FILED]
                for k, doubt in enumerate(doubts)
            ]
            found |= {a for a in product(*ranges) if test(apply(spec, a)) is not base}
        if found:
            return count, found
    return None


# ---------------------------------------------------------------------- equilibria


def equilibrium_shares(
    spec: Spec, come_about: bool = False
) -> dict[str, dict[State, Fraction] | None]:
    """By concept, with what probability each state is an equilibrium (and can come about).

    Every state of every world is listed: a state that some worlds lack is none of their equilibria.
    None where the concept is not defined, or where some world has no status quo to come about from.
    """
    worlds = [(apply(spec, picked), chance) for picked, chance in joint(spec).items()]
    found: dict[str, dict[State, Fraction] | None] = {}
    listed = {state for world, _ in worlds for state in _identity(world).values()}
    for concept in brute.CONCEPTS:
        found[concept] = dict.fromkeys(listed, Fraction(0))
    for world, chance in worlds:
        name, reached = _identity(world), _reached(world)
        for concept, numbers in brute.equilibria(world).items():
            so_far = found[concept]
            if numbers is None or (come_about and reached is None):
                found[concept] = None
            elif so_far is not None:
                for n in numbers & reached if come_about and reached is not None else numbers:
                    so_far[name[n]] += chance
    return found


def _identity(world: Spec) -> dict[int, State]:
    """What each state of a world is called, whatever its number there."""
    return {n: members[0] if members else n for n, members in brute.states(world).items()}


def _reached(world: Spec) -> set[int] | None:
    """The status quo and what all parties' improvements lead to from it; None without one."""
    start, R = brute.status_quo(world), brute.moves(world)
    if start is None:
        return None
    return {start} | brute.group_improvements(R, brute.ranks(world), list(R), start)


# ---------------------------------------------------------------------- the file


def doubts_yaml(spec: Spec) -> str:
    """The section `doubts` of the file, to be put after ``spec.to_yaml``; empty without doubts."""
    if not doubts_of(spec):
        return ""
    lines = ["doubts:"]
    for doubt in doubts_of(spec):
        lines += [f"{'    ' if k else '  - '}{line}" for k, line in enumerate(_yaml_doubt(doubt))]
    return "\n".join(lines) + "\n"


def _yaml_formula(formula: Formula) -> str:
    return yaml_text(formula_text(formula))


def _yaml_doubt(doubt: Doubt) -> list[str]:
    lines = [f"name: {yaml_text(doubt['name'])}"]
    if "party" in doubt:
        lines.append(f"party: {yaml_text(doubt['party'])}")
    if "option" in doubt:
        kind = "level" if len(doubt["option"]) == 3 else "on"
        lines.append(f"option: {_yaml_formula((kind, *doubt['option']))}")
    for key in ("statement", "rule"):
        if key in doubt:
            lines.append(f"{key}: {_yaml_formula(doubt[key])}")
    if "lever" in doubt:
        lines.append(f"lever: {yaml_text(doubt['lever'])}")
    if "either" in doubt:
        lines.append("either:")
        for alternative in doubt["either"]:
            text = _yaml_alternative(alternative)
            lines += [f"{'    ' if k else '  - '}{line}" for k, line in enumerate(text)]
    if doubt.get("at") is not None:
        lo, hi = doubt["at"]
        lines.append(f"at: {lo}" if lo == hi else f"at: [{lo}, {hi}]")
    if doubt.get("probability") is not None:
        lines.append(f"probability: {doubt['probability']}")
    if doubt.get("with") is not None:
        lines.append(f"with: {yaml_text(doubt['with'])}")
    if doubt.get("correlation") is not None:
        lines.append(f"correlation: {doubt['correlation']}")
    return lines


def _yaml_alternative(alternative: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    if "prefers" in alternative:
        lines.append("prefers:" if alternative["prefers"] else "prefers: []")
        lines += [f"  - {_yaml_formula(f)}" for f in alternative["prefers"]]
    if "weights" in alternative:
        lines.append("weights:" if alternative["weights"] else "weights: {}")
        lines += [f"  {_yaml_formula(f)}: {weight}" for f, weight in alternative["weights"]]
    if "ranking" in alternative:
        ties = (str(tie[0]) if len(tie) == 1 else str(list(tie)) for tie in alternative["ranking"])
        lines.append(f"ranking: [{', '.join(ties)}]")
    if alternative.get("probability") is not None:
        lines.append(f"probability: {alternative['probability']}")
    return lines


# ---------------------------------------------------------------------- drawing disputes in doubt

CHANCES = ("0.5", "0.3", "0.7", "0.1", "0.25", "0.9", "0.05")
CORRELATIONS = (None, "1", "0.5", "-1", "-0.6", "0.25", "-0.1")
SPLITS: dict[int, list[list[str | None]]] = {  # what the alternatives of an `either` may carry
    2: [[None, None], ["0.4", None], [None, "0.9"], ["0.3", "0.7"]],
    3: [[None, None, None], [None, "0.4", None], ["0.2", None, "0.3"], ["0.5", "0.2", "0.3"]],
}


@st.composite
def doubted(
    draw: Draw,
    specs: st.SearchStrategy[Spec] | None = None,
    doubts: tuple[int, int] = (1, 4),
    worlds: int = 48,
    ties: bool = True,
) -> Spec:
    """Disputes with valid doubts of all kinds, the answers to which make at most so many worlds.

    Only a spec of the option form in which nobody has a ranking gets doubts about options and
    rules, only one with levers gets doubts about those. What does not fit what was drawn before is
    left out, so doubts may be fewer than drawn.
    """
    spec = {**draw(_some_specs() if specs is None else specs), "doubts": []}
    makers = [_draw_statement, _draw_either]
    if _may_change_states(spec):
        makers += [_draw_option, _draw_rule, _draw_option]
    if spec.get("levers"):
        makers += [_draw_lever] * len(makers)
    least, most = doubts
    wanted = draw(st.sampled_from([*range(least, most + 1), *range(least + 1, most + 1), most]))
    for _ in range(2 * wanted):
        if len(spec["doubts"]) == wanted:
            break
        doubt = draw(st.sampled_from(makers))(draw, spec)
        if doubt is not None:
            longer = {
                **spec,
                "doubts": [*spec["doubts"], {"name": str(len(spec["doubts"])), **doubt}],
            }
            count = prod(len(answers(longer, d)) for d in longer["doubts"])
            if count <= worlds and _fits(longer):
                spec = longer
    if not spec["doubts"]:
        atom = atoms(spec)[0]
        order = [{"prefers": [atom]}, {"prefers": [("not", atom)]}]
        spec["doubts"] = [{"party": spec["parties"][0]["name"], "either": order}]
    count = len(spec["doubts"])
    plain = [f"doubt {k}" for k in range(1, count + 1)]
    names = _names(draw, plain, count, draw(st.integers(0, 3)) == 3)
    spec["doubts"] = [{**d, "name": n} for d, n in zip(spec["doubts"], names, strict=True)]
    return _tied(draw, spec) if ties else spec


@st.composite
def _some_specs(draw: Draw) -> Spec:
    form = draw(st.sampled_from(["options", "options", "preferences", "graph"]))
    if form == "graph":
        return dict(draw(graphs(parties=(2, 3), states=(1, 6))))
    same, forbidden = draw(st.tuples(st.booleans(), st.booleans()))
    levels = draw(st.sampled_from([False, True, True]))
    drawn = option_disputes(
        parties=(2, 3),
        options=(1, 4),
        same=same,
        forbidden=forbidden,
        levels=levels,
        preferences="prefers" if form == "options" else "mixed",
        statements=3,
    )
    return dict(draw(drawn))


def _may_change_states(spec: Spec) -> bool:
    return "graph" not in spec and not any("ranking" in party for party in spec["parties"])


def _fits(spec: Spec) -> bool:
    """Whether every world has a state, and all have a status quo, or none has."""
    changing = [
        any(key in doubt for key in ("option", "rule", "lever")) for doubt in spec["doubts"]
    ]
    start = brute.status_quo(apply(spec, as_filed(spec)))
    for picked in product(*([0, 1] if changes else [AS_FILED] for changes in changing)):
        world = apply(spec, picked)
        try:
            if not brute.states(world) or (brute.status_quo(world) is None) != (start is None):
                return False
        except ValueError:  # the status quo is not feasible, or classes of `same` overlap
            return False
    return True


def _alternatives(spec: Spec, party: str) -> list[dict[str, Any]]:
    """Those of the `either` about this party, none without one."""
    about = [d for d in spec["doubts"] if "either" in d and d["party"] == party]
    return [alternative for doubt in about for alternative in doubt["either"]]


def _doubted_statements(spec: Spec, party: str) -> list[Formula]:
    about = [d for d in spec["doubts"] if "statement" in d and d["party"] == party]
    return [doubt["statement"] for doubt in about]


def _draw_statement(draw: Draw, spec: Spec) -> Doubt | None:
    parties = [
        party
        for party in spec["parties"]
        if "ranking" not in party
        and "weights" not in party
        and all("prefers" in other for other in _alternatives(spec, party["name"]))
        and not levering.weighs(spec, party["name"])
    ]
    if not parties:
        return None
    party = draw(st.sampled_from(parties))
    listed = party.get("prefers", [])
    known = [*listed, *(f for a in _alternatives(spec, party["name"]) for f in a["prefers"])]
    old = known and draw(st.integers(0, 2)) > 0
    statement = draw(st.sampled_from(known) if old else formulas(atoms(spec)))
    taken = _doubted_statements(spec, party["name"])
    if statement in taken:
        return None
    size = len({formula_text(f) for f in [*listed, *taken, statement]})
    lo, hi = sorted(draw(st.tuples(st.integers(1, size), st.integers(1, size))))
    chance = draw(st.sampled_from(CHANCES))
    form = draw(st.sampled_from(["both", "probability", "at", "probability"]))
    doubt: Doubt = {"party": party["name"], "statement": statement, "at": (lo, hi)}
    if form == "probability" and statement in listed:
        return {**doubt, "at": None, "probability": chance}
    if form == "at" and lo < hi:
        return {**doubt, "probability": None}
    return {**doubt, "probability": chance}


def _draw_either(draw: Draw, spec: Spec) -> Doubt | None:
    parties = [p["name"] for p in spec["parties"] if not _alternatives(spec, p["name"])]
    if not parties:
        return None
    party = draw(st.sampled_from(parties))
    kinds = ["prefers"]
    if levering.edits_of(spec, party):  # all in one way
        (own,) = (p for p in spec["parties"] if p["name"] == party)
        kinds = ["weights" if "weights" in own or levering.weighs(spec, party) else "prefers"]
    elif not _doubted_statements(spec, party):
        kinds.append("ranking" if "graph" in spec else "weights")
        if "graph" not in spec and not _may_change_states(spec):
            kinds.append("ranking")
    split = draw(st.sampled_from(SPLITS[draw(st.sampled_from([2, 2, 3]))]))
    orders = [_preference(draw, spec, draw(st.sampled_from(kinds)), True, 3) for _ in split]
    if any(order in orders[:k] for k, order in enumerate(orders)):
        return None
    either = [
        order if chance is None else {**order, "probability": chance}
        for order, chance in zip(orders, split, strict=True)
    ]
    return {"party": party, "either": either}


def _draw_option(draw: Draw, spec: Spec) -> Doubt | None:
    """One that exists with some probability: a whole option, or a level above its lowest."""
    taken = [tuple(d["option"][:2]) for d in spec["doubts"] if "option" in d]
    start = brute.status_quo(spec)
    free: list[tuple[str, ...]] = []
    for (party, option), value in zip(brute.owned_options(spec), _anchor(spec), strict=True):
        if (party, option["name"]) not in taken and (value == 0 or start is None):
            free.append((party, option["name"]))
            for level in (option.get("levels") or [])[1:]:
                free.append((party, option["name"], level))
    if not free:
        return None
    return {"option": draw(st.sampled_from(free)), "probability": draw(st.sampled_from(CHANCES))}


def _draw_rule(draw: Draw, spec: Spec) -> Doubt | None:
    """One of the rules, but not with `same`, whose classes might overlap; or a new one.

    A new one is negated if it is false at the status quo or, without one, in the first state.
    """
    rules = spec.get("rules", [])
    old = [f for f in rules if rules.count(f) == 1] if not spec.get("same") else []
    if old and draw(st.booleans()):
        rule = draw(st.sampled_from(old))
    else:
        rule = draw(formulas(atoms(spec)))
        if not brute.holds(rule, brute.facts_of(spec, _anchor(spec))):
            rule = ("not", rule)
        if rule in rules:
            return None
    if rule in [doubt["rule"] for doubt in spec["doubts"] if "rule" in doubt]:
        return None
    return {"rule": rule, "probability": draw(st.sampled_from(CHANCES))}


def _draw_lever(draw: Draw, spec: Spec) -> Doubt | None:
    """One about a lever that no doubt is about yet."""
    taken = [doubt["lever"] for doubt in spec["doubts"] if "lever" in doubt]
    free = [name for name in levering.lever_names(spec) if name not in taken]
    if not free:
        return None
    return {"lever": draw(st.sampled_from(free)), "probability": draw(st.sampled_from(CHANCES))}


def _anchor(spec: Spec) -> brute.Setting:
    """The setting of the status quo, or the first feasible one."""
    apart = {key: value for key, value in spec.items() if key != "same"}
    number, states = brute.status_quo(apart), brute.states(apart)
    return states[min(states) if number is None else number][0]


def _tied(draw: Draw, spec: Spec) -> Spec:
    """The spec with some ties: in a drawn order a doubt may name one that comes before it."""
    order: Sequence[Doubt] = draw(st.permutations(spec["doubts"]))
    tie: dict[str, Doubt] = {}
    for k, doubt in enumerate(order[1:], 1):
        if draw(st.booleans()):
            other = draw(st.sampled_from([d["name"] for d in order[:k]]))
            c = draw(st.sampled_from(CORRELATIONS))
            tie[doubt["name"]] = {"with": other, "correlation": c}
    return {**spec, "doubts": [{**d, **tie.get(d["name"], {})} for d in spec["doubts"]]}
