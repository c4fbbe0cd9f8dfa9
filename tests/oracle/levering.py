"""Levers, straight from the definitions: what a dispute becomes, and which sets of levers do what.

A spec has one key more, ``levers``, a list of dicts with a ``name``, ``edits``, and keys which may
be missing or None: ``by``, ``kind``, ``cost``, ``secret``, ``prior``, ``amount``, ``known_to``.
An edit is one of::

    {"prefer": formula, "party": "North", "at": 1}   # "at" may be missing: at the end
    {"replace": formula, "by": formula, "party": "North"}
    {"unprefer": formula, "party": "North"}
    {"move": formula, "at": 2, "party": "North"}
    {"weigh": formula, "party": "North", "amount": "3"}  # without: the lever's own amount
    {"set": [(("North", "freeze"), True), (("South", "corridor", "open"), True)]}
    {"allow": ("North", "freeze")}  # or (party, option, level); so for forbid
    {"forbid": ("North", "freeze")}
    {"irreversible": ("North", "freeze")}
    {"rule": formula}
    {"unrule": formula}
    {"channel": ("North", "South")}

Numbers are strings, as in the file. Meant to be checked by eye, not to be fast.

Readings chosen
---------------
- Levers apply in the order of the file, each edit to what the edits before it made.
- A statement has one place in a list, from 1; one that is put somewhere is first taken out, so that
  a place is counted among the others. A place beyond the end is the end.
- ``replace`` puts the new statement where the old one was; if the new one stands elsewhere, it is
  moved. With weights the new formula gets the old one's weight on top of its own, if any.
- A party without preferences has an empty list of statements, and no weights.
- An edit of a list does nothing to a party with a ranking or weights, nor one of weights to a party
  with a ranking or statements: such a thing can only come from other levers.
- ``allow`` takes out the rule that says just that the option (or level) is never on, as
  ``brute.missing`` writes it; other rules may still bar it.
- An option that is "off only", and is made irreversible, stays as it is.
- Two formulas are the same if they are written alike.
- Channels bear on none of the arrays.
- ``same_answer`` is null, as ``matters`` is, where nobody can settle with the lever or without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from . import brute, settling
from .settling import Coalition
from .spec import Formula, Spec, formula_text, yaml_text
from .strategies import Draw, _names, atoms, formulas, graphs, option_disputes

Lever = dict[str, Any]
Edit = dict[str, Any]
Names = frozenset[str]
Verdict = bool | None
Test = Callable[[Spec], Verdict]
Survey = Mapping[Names, Verdict]  # every set of levers, and what a test says under it


# ---------------------------------------------------------------------- what a dispute becomes


def levers_of(spec: Spec) -> list[Lever]:
    """The levers of a spec, in file order."""
    return list(spec.get("levers", []))


def lever_names(spec: Spec) -> list[str]:
    """Their names."""
    return [lever["name"] for lever in levers_of(spec)]


def apply(spec: Spec, names: Collection[str]) -> Spec:
    """The spec with these levers in force, whatever the order in which they are named."""
    strange = set(names) - set(lever_names(spec))
    if strange:
        raise ValueError(f"there are no such levers: {sorted(strange)}")
    for lever in levers_of(spec):
        if lever["name"] in names:
            for edit in lever["edits"]:
                spec = edited(spec, edit, lever)
    return spec


def edited(spec: Spec, edit: Edit, lever: Lever) -> Spec:
    """The spec after one edit of a lever."""
    for key in ("prefer", "replace", "unprefer", "move", "weigh"):
        if key in edit:
            parties = [
                _with_preferences(party, edit, lever) if party["name"] == edit["party"] else party
                for party in spec["parties"]
            ]
            return {**spec, "parties": parties}
    rules = list(spec.get("rules") or [])
    if "rule" in edit:
        return {**spec, "rules": _with(rules, edit["rule"])}
    if "unrule" in edit:
        return {**spec, "rules": _without(rules, edit["unrule"])}
    if "forbid" in edit:
        return {**spec, "rules": _with(rules, brute.missing(spec, edit["forbid"]))}
    if "allow" in edit:
        return {**spec, "rules": _without(rules, brute.missing(spec, edit["allow"]))}
    if "set" in edit:
        return {**spec, "status_quo": set_on(spec.get("status_quo") or [], edit["set"])}
    if "irreversible" in edit:
        return _committed(spec, *edit["irreversible"])
    if "channel" in edit:
        return spec
    raise ValueError(f"not an edit: {edit!r}")


def _with(rules: list[Formula], rule: Formula) -> list[Formula]:
    return rules if rule in rules else [*rules, rule]


def _without(rules: list[Formula], rule: Formula) -> list[Formula]:
    return [other for other in rules if other != rule]


def _with_preferences(party: dict[str, Any], edit: Edit, lever: Lever) -> dict[str, Any]:
    if "ranking" in party:
        return party
    if "weigh" in edit:
        amount = edit.get("amount") or lever["amount"]
        if "prefers" in party:
            return party
        return {**party, "weights": _weighed(party.get("weights", []), edit["weigh"], amount)}
    if "weights" in party:
        if "replace" in edit:
            return {**party, "weights": _swapped(party["weights"], edit["replace"], edit["by"])}
        return party
    changed = _listed(party.get("prefers", []), edit)
    return party if changed == party.get("prefers", []) else {**party, "prefers": changed}


def _listed(prefers: list[Formula], edit: Edit) -> list[Formula]:
    """A party's statements after an edit."""
    if "prefer" in edit:
        rest = [f for f in prefers if f != edit["prefer"]]
        before = len(rest) if edit.get("at") is None else edit["at"] - 1
        return [*rest[:before], edit["prefer"], *rest[before:]]
    if "replace" in edit:
        if edit["replace"] not in prefers:
            return prefers
        rest = [f for f in prefers if f not in (edit["replace"], edit["by"])]
        gone = prefers[: prefers.index(edit["replace"])]
        before = len([f for f in gone if f != edit["by"]])
        return [*rest[:before], edit["by"], *rest[before:]]
    if "unprefer" in edit:
        return [f for f in prefers if f != edit["unprefer"]]
    if edit["move"] not in prefers:
        return prefers
    rest = [f for f in prefers if f != edit["move"]]
    return [*rest[: edit["at"] - 1], edit["move"], *rest[edit["at"] - 1 :]]


def _sum(one: str, other: str) -> str:
    return format(Decimal(one) + Decimal(other), "f")


def _weighed(
    weights: list[tuple[Formula, str]], formula: Formula, amount: str
) -> list[tuple[Formula, str]]:
    """Weights after the amount was added to that of the formula, which has 0 unless listed."""
    if formula not in [f for f, _ in weights]:
        return [*weights, (formula, amount)]
    return [(f, _sum(w, amount) if f == formula else w) for f, w in weights]


def _swapped(
    weights: list[tuple[Formula, str]], old: Formula, new: Formula
) -> list[tuple[Formula, str]]:
    """Weights after the old formula's weight went over to the new one."""
    if old == new or old not in [f for f, _ in weights]:
        return weights
    (moved,) = (w for f, w in weights if f == old)
    return _weighed([(f, w) for f, w in weights if f != old], new, moved)


def set_on(
    listed: Iterable[tuple[str, ...]], sets: Iterable[tuple[tuple[str, ...], bool]]
) -> list[tuple[str, ...]]:
    """A list of what is on, as a status quo is, after some options were set.

    An option with levels is set to one of them, any other one on or off.
    """
    found = [tuple(entry) for entry in listed]
    for setting, on in sets:
        found = [entry for entry in found if entry[:2] != tuple(setting[:2])]
        if on:
            found.append(tuple(setting))
    return found


def _committed(spec: Spec, party: str, option: str) -> Spec:
    """The spec in which the option is never lowered."""
    (known,) = (o for p, o in brute.owned_options(spec) if (p, o["name"]) == (party, option))
    if known.get("direction", "both") == "off only":
        values: list[Formula] = [("on", party, option)]
        if known.get("levels"):
            values = [("level", party, option, level) for level in known["levels"]]
        frozen = [{"party": party, "from": v, "to": ("not", v)} for v in values]
        return {**spec, "forbidden_moves": [*(spec.get("forbidden_moves") or []), *frozen]}
    parties = [
        {
            **p,
            "options": [
                {**o, "direction": "on only"} if o is known else o for o in p.get("options", [])
            ],
        }
        if p["name"] == party
        else p
        for p in spec["parties"]
    ]
    return {**spec, "parties": parties}


def stands(spec: Spec) -> bool:
    """Whether a dispute has states, and the status quo that it declares is one of them."""
    try:
        if not brute.states(spec):
            return False
        brute.status_quo(spec)
    except ValueError:  # the status quo is not feasible, or classes of `same` overlap
        return False
    return True


# ---------------------------------------------------------------------- sets of levers


def lever_sets(spec: Spec, names: Iterable[str] | None = None) -> list[Names]:
    """All sets of the levers (or of those named), the empty one first, by size."""
    every = lever_names(spec) if names is None else list(names)
    return [frozenset(c) for size in range(len(every) + 1) for c in combinations(every, size)]


def survey(spec: Spec, test: Test, names: Iterable[str] | None = None) -> dict[Names, Verdict]:
    """What a test says under each set of levers; None where there is no such dispute."""
    return {
        chosen: test(apply(spec, chosen)) if stands(apply(spec, chosen)) else None
        for chosen in lever_sets(spec, names)
    }


def true_under(verdicts: Survey) -> set[Names]:
    """The sets under which it is true."""
    return {chosen for chosen, verdict in verdicts.items() if verdict is True}


def minimal_sets(verdicts: Survey) -> set[Names]:
    """Those of them that contain no other; adding a lever to one may well make it false again."""
    return settling.minimal(true_under(verdicts))


def cost(spec: Spec, chosen: Names) -> Fraction:
    """What the levers cost together; 1 each unless told."""
    costs = {lever["name"]: Fraction(lever.get("cost") or 1) for lever in levers_of(spec)}
    return sum((costs[name] for name in chosen), Fraction(0))


def cheapest(spec: Spec, verdicts: Survey) -> tuple[Fraction, set[Names]] | None:
    """The least cost at which it is true, and all sets at that cost; None if it never is."""
    prices = {chosen: cost(spec, chosen) for chosen in true_under(verdicts)}
    if not prices:
        return None
    least = min(prices.values())
    return least, {chosen for chosen, price in prices.items() if price == least}


def never_matter(verdicts: Survey, names: Iterable[str]) -> set[str]:
    """The levers which, put in force or not, never change what the test says."""
    return {
        name
        for name in names
        if all(verdicts[chosen | {name}] is verdicts[chosen - {name}] for chosen in verdicts)
    }


def substitutes(verdicts: Survey, names: Collection[str]) -> set[Names]:
    """The pairs of levers which, exchanged for each other, never change what the test says.

    Exchanged in any set that has just one of them; beside some set with neither, one of them does
    change it. So two that matter only together do not stand in for each other.
    """
    found: set[Names] = set()
    for a, b in combinations(names, 2):
        neither = [chosen for chosen in verdicts if not chosen & {a, b}]
        alike = all(verdicts[chosen | {a}] is verdicts[chosen | {b}] for chosen in neither)
        if alike and any(verdicts[chosen | {a}] is not verdicts[chosen] for chosen in neither):
            found.add(frozenset((a, b)))
    return found


# ---------------------------------------------------------------------- claims about levers


def true_states(spec: Spec, formula: Formula) -> frozenset[int]:
    """The states where a formula is true."""
    if "graph" in spec:
        return frozenset(n for n in brute.states(spec) if brute.holds(formula, {"state": n}))
    states = brute.states(spec).items()
    return frozenset(n for n, own in states if brute.holds(formula, brute.facts_of(spec, own[0])))


def reached(spec: Spec, formula: Formula) -> Verdict:
    """`reached(S)`: v(N) = 1."""
    q = brute.status_quo(spec)
    if q is None:
        return None
    game = settling.game(spec)
    return settling.agreed(
        game, settling.holding(game, true_states(spec, formula)), q, game.parties
    )


def holds(spec: Spec, formula: Formula) -> Verdict:
    """`holds(S)`: H is not empty."""
    return bool(settling.holding(settling.game(spec), true_states(spec, formula)))


def needed(spec: Spec, party: str, formula: Formula) -> Verdict:
    """`needed(P, S)`; null unless it is open."""
    q = brute.status_quo(spec)
    if q is None:
        return None
    game, T = settling.game(spec), true_states(spec, formula)
    if settling.status(game, T, q) != "open":
        return None
    return settling.roles(game, T, q)[party] == "needed"


def spoils(spec: Spec, party: str, formula: Formula) -> Verdict:
    """`spoils(P, S)`."""
    q = brute.status_quo(spec)
    if q is None:
        return None
    return party in settling.spoilers(settling.game(spec), true_states(spec, formula), q)


def stable(spec: Spec, formula: Formula, concept: str = "seq") -> Verdict:
    """`stable(F)`: some state of it is an equilibrium that can come about; null without states."""
    true = true_states(spec, formula)
    if not true or brute.status_quo(spec) is None:
        return None
    come = brute.come_about(spec, concept)
    return None if come is None else bool(true & come)


def winning(spec: Spec, formula: Formula) -> set[Coalition] | None:
    """W(S): all coalitions that can settle it; None where it cannot be asked."""
    if not stands(spec) or brute.status_quo(spec) is None:
        return None
    q = brute.status_quo(spec)
    assert q is not None
    return settling.winning(settling.game(spec), true_states(spec, formula), q)


def compared(spec: Spec, lever: str, formula: Formula, others: Collection[str] = ()) -> str | None:
    """What the lever makes of W(S): "grows", "shrinks", "same", or "differs" (neither contains).

    ``others`` are in force besides. "nobody" where W(S) is empty both ways; None where it cannot
    be asked.
    """
    without = winning(apply(spec, set(others) - {lever}), formula)
    with_it = winning(apply(spec, {*others, lever}), formula)
    if without is None or with_it is None:
        return None
    if with_it == without:
        return "same" if with_it else "nobody"
    if with_it > without:
        return "grows"
    return "shrinks" if with_it < without else "differs"


def _is(found: str | None, wanted: str) -> Verdict:
    return None if found is None else found == wanted


def backs(spec: Spec, lever: str, formula: Formula, others: Collection[str] = ()) -> Verdict:
    """`backs(L, S)`: with it W(S) strictly grows."""
    return _is(compared(spec, lever, formula, others), "grows")


def hinders(spec: Spec, lever: str, formula: Formula, others: Collection[str] = ()) -> Verdict:
    """`hinders(L, S)`: with it W(S) strictly shrinks."""
    return _is(compared(spec, lever, formula, others), "shrinks")


def same_answer(spec: Spec, lever: str, formula: Formula, others: Collection[str] = ()) -> Verdict:
    """`same_answer(L, S)`: with it W(S) is unchanged; null where nobody can settle it anyway."""
    found = compared(spec, lever, formula, others)
    return None if found == "nobody" else _is(found, "same")


def requires(
    spec: Spec,
    wanted: Collection[str],
    formula: Formula,
    within: Collection[str] = (),
    left_out: Collection[str] = (),
) -> Verdict:
    """`requires([L, ...], S)`: some set settles S, and every one that does has one of these.

    ``within`` are in force in every set, ``left_out`` in none.
    """
    known = survey(spec, lambda world: reached(world, formula))
    sets = [c for c in true_under(known) if c >= set(within) and not c & set(left_out)]
    return bool(sets) and all(chosen & set(wanted) for chosen in sets)


# ---------------------------------------------------------------------- the file


def levers_yaml(spec: Spec) -> str:
    """The sections about levers and what was observed, to be put after ``spec.to_yaml``."""
    lines = ["levers:"] if levers_of(spec) else []
    for lever in levers_of(spec):
        lines.append(f"  {yaml_text(lever['name'])}:")
        for key in ("by", "kind"):
            if lever.get(key) is not None:
                lines.append(f"    {key}: {yaml_text(lever[key])}")
        for key in ("cost", "prior", "amount"):
            if lever.get(key) is not None:
                lines.append(f"    {key}: {lever[key]}")
        if lever.get("secret") is not None:
            lines.append(f"    secret: {'true' if lever['secret'] else 'false'}")
        if lever.get("known_to") is not None:
            lines.append(f"    known_to: [{', '.join(_flow(p) for p in lever['known_to'])}]")
        lines.append("    edits:")
        for edit in lever["edits"]:
            lines += [f"      {'  ' if k else '- '}{t}" for k, t in enumerate(_yaml_edit(edit))]
    if spec.get("observed_from") is not None:
        listed = [_quoted(formula_text(_setting(entry))) for entry in spec["observed_from"]]
        lines.append(f"observed_from: [{', '.join(listed)}]")
    if spec.get("observed"):
        lines.append("observed:")
    for seen in spec.get("observed", []):
        lines.append(f"  - by: {yaml_text(seen['by'])}")
        lines += [f"    {line}" for line in _yaml_sets("sets", seen["sets"])]
        if seen.get("exact") is not None:
            lines.append(f"    exact: {'true' if seen['exact'] else 'false'}")
    return "\n".join([*lines, ""]) if lines else ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _flow(name: str) -> str:
    """A name inside a flow list, where a comma would part it."""
    return _quoted(name)


def _setting(setting: tuple[str, ...]) -> Formula:
    return ("level" if len(setting) == 3 else "on", *setting)


def _yaml_sets(key: str, sets: list[tuple[tuple[str, ...], bool]]) -> list[str]:
    if not sets:
        return [f"{key}: {{}}"]
    lines = [f"{key}:"]
    for setting, on in sets:
        value = yaml_text(setting[2]) if len(setting) == 3 else "on" if on else "off"
        lines.append(f"  {_quoted(formula_text(('on', *setting[:2])))}: {value}")
    return lines


def _yaml_edit(edit: Edit) -> list[str]:
    lines: list[str] = []
    for key, value in edit.items():
        if value is None:
            continue
        if key == "set":
            lines += _yaml_sets(key, value)
        elif key in ("allow", "forbid", "irreversible"):
            lines.append(f"{key}: {_quoted(formula_text(_setting(value)))}")
        elif key == "channel":
            lines.append(f"channel: [{', '.join(_flow(party) for party in value)}]")
        elif key == "party":
            lines.append(f"party: {yaml_text(value)}")
        elif key in ("at", "amount"):
            lines.append(f"{key}: {value}")
        else:
            lines.append(f"{key}: {yaml_text(formula_text(value))}")
    return lines


# ---------------------------------------------------------------------- drawing disputes

KINDS = ("guarantee", "inducement", "threat", "commitment", "sanction relief", "channel")
COSTS = (None, "1", "2", "0", "0.5", "3", "1", "10")
PRIORS = ("0.5", "0.3", "0.7", "0.1", "0.25", "0.9", "0.05")
AMOUNTS = ("1", "2", "0.5", "-1", "10", "0.1", "-0.3", "100")


@st.composite
def levered(
    draw: Draw,
    specs: st.SearchStrategy[Spec] | None = None,
    levers: tuple[int, int] = (1, 3),
    priors: bool = False,
    standing: bool = True,
) -> Spec:
    """Disputes with levers of every kind of edit, any set of which makes a dispute that stands.

    Rules change only where nobody has a ranking. With ``priors`` every lever has a prior. What does
    not fit what was drawn before is left out, so that levers may be fewer than drawn, but never
    none. Unless ``standing``, anything fits.
    """
    spec = dict(draw(some_specs() if specs is None else specs))
    spec["levers"] = list(spec.get("levers", []))
    spec = _some_barred(draw, spec)
    least, most = levers
    wanted = draw(st.integers(least, most))
    for _ in range(2 * wanted):
        if len(spec["levers"]) == wanted:
            break
        lever = _draw_lever(draw, spec, priors)
        longer = {**spec, "levers": [*spec["levers"], {**lever, "name": str(len(spec["levers"]))}]}
        if not standing or fits(longer):
            spec = longer
    if not spec["levers"]:
        party = draw(st.sampled_from([p["name"] for p in spec["parties"]]))
        other = draw(st.sampled_from([p["name"] for p in spec["parties"] if p["name"] != party]))
        lever = {"edits": [{"channel": (party, other)}], "prior": "0.4" if priors else None}
        spec["levers"] = [{**lever, "secret": priors}]
    count = len(spec["levers"])
    names = _names(draw, [f"L{k}" for k in range(1, count + 1)], count, draw(st.booleans()))
    spec["levers"] = [{**d, "name": n} for d, n in zip(spec["levers"], names, strict=True)]
    return spec


@st.composite
def some_specs(draw: Draw) -> Spec:
    """Small disputes of every form."""
    form = draw(st.sampled_from(["prefers", "mixed", "prefers", "weights", "graph"]))
    if form == "graph":
        return dict(draw(graphs(parties=(2, 3), states=(2, 6))))
    same, forbidden, levels = draw(st.tuples(*[st.sampled_from([False, False, True])] * 3))
    drawn = option_disputes(
        parties=(2, 3),
        options=(2, 5),
        same=same,
        forbidden=forbidden,
        levels=levels,
        preferences=form,
        statements=3,
    )
    return dict(draw(drawn))


def _some_barred(draw: Draw, spec: Spec) -> Spec:
    """The spec, now and then with a rule that some option is never on, which a lever may lift."""
    ranked = any("ranking" in party for party in spec["parties"])
    if "graph" in spec or ranked or draw(st.integers(0, 2)) < 2:
        return spec
    rule = brute.missing(spec, draw(st.sampled_from(_whole_or_level(spec))))
    barred = {**spec, "rules": _with(list(spec.get("rules") or []), rule)}
    return barred if stands(barred) else spec


def fits(spec: Spec) -> bool:
    """Whether the dispute stands under every set of its levers."""
    return all(stands(apply(spec, chosen)) for chosen in lever_sets(spec))


def _draw_lever(draw: Draw, spec: Spec, priors: bool) -> Lever:
    makers = [_draw_listed, _draw_listed, _draw_weighed, _draw_channel]
    if "graph" not in spec:
        makers += [_draw_set, _draw_irreversible]
        if not any("ranking" in party for party in spec["parties"]):
            makers += [_draw_barred, _draw_allowed, _draw_rule]
    amount = draw(st.sampled_from([None, *AMOUNTS]))
    edits: list[Edit] = []
    for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
        for _ in range(4):
            so_far = {**spec, "levers": [*spec["levers"], {"name": "", "edits": edits}]}
            edit = draw(st.sampled_from(makers))(draw, so_far)
            if edit is not None and not ("weigh" in edit and amount is edit["amount"] is None):
                edits.append(edit)
                break
    if not edits:
        party, other = (p["name"] for p in spec["parties"][:2])
        edits = [{"channel": (party, other)}]
    if not any("weigh" in edit and edit["amount"] is None for edit in edits):
        amount = None
    prior = draw(st.sampled_from(PRIORS)) if priors or draw(st.booleans()) else None
    parties = [p["name"] for p in spec["parties"]]
    known_to = None
    if draw(st.integers(0, 3)) == 3:
        known_to = draw(st.lists(st.sampled_from(parties), min_size=1, unique=True))
    return {
        "by": draw(st.sampled_from([None, *parties])),
        "kind": draw(st.sampled_from([None, *KINDS])),
        "cost": draw(st.sampled_from(COSTS)),
        "secret": draw(st.sampled_from([None, False, True])) if prior is not None else None,
        "prior": prior,
        "amount": amount,
        "known_to": known_to,
        "edits": edits,
    }


def _draw_listed(draw: Draw, spec: Spec) -> Edit | None:
    """An edit of somebody's statements, some of them there only under other levers, or never."""
    able = [p for p in spec["parties"] if "ranking" not in p and "weights" not in p]
    able = [p for p in able if not weighs(spec, p["name"])]
    if not able:
        return None
    party = draw(st.sampled_from(able))
    known = [*party.get("prefers", []), *_preferred_by_levers(spec, party["name"])]
    fresh = formulas(atoms(spec))
    some = st.sampled_from(known) if known else fresh
    kinds = ["prefer", "prefer", "replace", "unprefer", "move"] if known else ["prefer"]
    kind = draw(st.sampled_from(kinds))
    if kind == "prefer":
        chosen = draw(fresh if draw(st.integers(0, 3)) else some)
        at = draw(st.none() | st.integers(1, len(known) + 2))
        return {"prefer": chosen, "party": party["name"], "at": at}
    chosen = draw(some if draw(st.integers(0, 7)) else fresh)
    if kind == "replace":
        by = draw(fresh if draw(st.integers(0, 4)) else some)
        return None if by == chosen else {"replace": chosen, "by": by, "party": party["name"]}
    if kind == "unprefer":
        return {"unprefer": chosen, "party": party["name"]}
    at = draw(st.integers(1, len(known) + 1))
    return {"move": chosen, "at": at, "party": party["name"]}


def edits_of(spec: Spec, party: str) -> list[Edit]:
    """The levers' edits of what a party prefers."""
    return [e for lever in levers_of(spec) for e in lever["edits"] if e.get("party") == party]


def weighs(spec: Spec, party: str) -> bool:
    """Whether some lever weighs something for the party."""
    return any("weigh" in edit for edit in edits_of(spec, party))


def lists(spec: Spec, party: str) -> bool:
    """Whether some lever inserts, removes or moves statements of the party."""
    return any(key in e for e in edits_of(spec, party) for key in ("prefer", "unprefer", "move"))


def _preferred_by_levers(spec: Spec, party: str) -> list[Formula]:
    own = edits_of(spec, party)
    return [e["prefer"] for e in own if "prefer" in e] + [e["by"] for e in own if "by" in e]


def _rules(spec: Spec) -> list[Formula]:
    """Every rule that there is under some levers."""
    edits = [edit for lever in levers_of(spec) for edit in lever["edits"]]
    added = [edit["rule"] for edit in edits if "rule" in edit]
    barred = [brute.missing(spec, edit["forbid"]) for edit in edits if "forbid" in edit]
    return [*(spec.get("rules") or []), *added, *barred]


def _draw_weighed(draw: Draw, spec: Spec) -> Edit | None:
    """An edit of somebody's weights, or the first weight of somebody without preferences."""
    able = [p for p in spec["parties"] if "ranking" not in p and "prefers" not in p]
    able = [p for p in able if not lists(spec, p["name"])]
    if not able:
        return None
    party = draw(st.sampled_from(able))
    own = edits_of(spec, party["name"])
    listed = [f for f, _ in party.get("weights", [])]
    listed += [edit["weigh"] for edit in own if "weigh" in edit]
    fresh = formulas(atoms(spec))
    old = listed and draw(st.booleans())
    formula = draw(st.sampled_from(listed) if old else fresh)
    if listed and draw(st.integers(0, 3)) == 3:
        by = draw(fresh if draw(st.integers(0, 3)) else st.sampled_from(listed))
        gone = draw(st.sampled_from(listed))
        return None if by == gone else {"replace": gone, "by": by, "party": party["name"]}
    amount = draw(st.sampled_from([None, *AMOUNTS]))
    return {"weigh": formula, "party": party["name"], "amount": amount}


def _draw_channel(draw: Draw, spec: Spec) -> Edit:
    names = [p["name"] for p in spec["parties"]]
    return {"channel": tuple(draw(st.permutations(names))[:2])}


def _settings(spec: Spec, lowest_too: bool) -> list[tuple[str, ...]]:
    """What an option can be set to."""
    found: list[tuple[str, ...]] = []
    for party, option in brute.owned_options(spec):
        if option.get("levels"):
            levels = option["levels"] if lowest_too else option["levels"][1:]
            found += [(party, option["name"], level) for level in levels]
        else:
            found.append((party, option["name"]))
    return found


def _draw_set(draw: Draw, spec: Spec) -> Edit:
    chosen = draw(
        st.lists(
            st.sampled_from(_settings(spec, True)),
            min_size=1,
            max_size=2,
            unique_by=lambda setting: setting[:2],
        )
    )
    return {"set": [(s, True if len(s) == 3 else draw(st.booleans())) for s in chosen]}


def _draw_irreversible(draw: Draw, spec: Spec) -> Edit:
    party, option = draw(st.sampled_from(brute.owned_options(spec)))
    return {"irreversible": (party, option["name"])}


def _whole_or_level(spec: Spec) -> list[tuple[str, ...]]:
    whole = [(party, option["name"]) for party, option in brute.owned_options(spec)]
    return [*whole, *(s for s in _settings(spec, False) if len(s) == 3)]


def _draw_barred(draw: Draw, spec: Spec) -> Edit:
    return {"forbid": draw(st.sampled_from(_whole_or_level(spec)))}


def _draw_allowed(draw: Draw, spec: Spec) -> Edit | None:
    """Something allowed that a rule of the file's, or of some lever's, bars; seldom another."""
    known, every = _rules(spec), _whole_or_level(spec)
    barred = [s for s in every if brute.missing(spec, s) in known]
    if not barred and draw(st.integers(0, 3)) < 3:
        return None
    return {"allow": draw(st.sampled_from(barred or every))}


def _draw_rule(draw: Draw, spec: Spec) -> Edit:
    """A rule to be added, now and then one that is there; or one to be removed."""
    known = _rules(spec)
    if known and draw(st.integers(0, 2)) == 2:
        return {"unrule": draw(st.sampled_from(known))}
    old = known and draw(st.integers(0, 4)) == 4
    formula = draw(st.sampled_from(known) if old else formulas(atoms(spec)))
    return {"rule": formula if old or _true_at_start(spec, formula) else ("not", formula)}


def _true_at_start(spec: Spec, formula: Formula) -> bool:
    apart = {key: value for key, value in spec.items() if key != "same"}
    number, states = brute.status_quo(apart), brute.states(apart)
    setting = states[min(states) if number is None else number][0]
    return brute.holds(formula, brute.facts_of(spec, setting))
