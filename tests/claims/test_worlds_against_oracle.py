"""What a sweep says of all worlds agrees with the definition-level brute force in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from operator import eq
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.claims import nearest
from detente.claims.asked import BATCHED, COME_ABOUT, Asked
from detente.claims.sweep import Sweep
from levered import case_of
from oracle import brute, coalitions, doubting, levering, settling, strategies, threatening
from oracle.doubting import Answers, Doubt, Verdict
from oracle.spec import Formula, Spec, formula_text, name_text, yaml_text

SMALL: dict[str, Any] = {"parties": (2, 3), "options": (1, 4), "statements": 3}
EVERYTHING: dict[str, Any] = {"same": True, "forbidden": True, "levels": True, **SMALL}
KINDS: dict[str, Any] = {
    "statements": strategies.option_disputes(preferences="prefers", **SMALL),
    "everything": strategies.option_disputes(**EVERYTHING),
    "everything stated": strategies.option_disputes(preferences="prefers", **EVERYTHING),
    "hand-drawn": strategies.graphs(parties=(2, 3), states=(2, 6)),
    "levers": levering.levered(strategies.option_disputes(preferences="prefers", **SMALL)),
    "levers and everything": levering.levered(strategies.option_disputes(**EVERYTHING)),
    "hand-drawn, with levers": levering.levered(strategies.graphs(parties=(2, 3), states=(2, 6))),
}
MANY = 10_000  # more than there are worlds: all of them are looked at
few = settings(max_examples=max(settings().max_examples // 8, 1))
is_true = partial(eq, True)


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# What is asked, and what the definitions answer --------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A dispute in doubt, and what is asked of it."""

    spec: Spec
    formula: Formula
    party: str
    threat: Mapping[str, Any]
    option: tuple[str, str] | None
    known: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def tests(self) -> dict[str, str]:
        """The claims."""
        said, party = formula_text(self.formula), name_text(self.party)
        found = {
            "stable": f"stable({said})",
            "stable-for": f"stable({said}, smr, party={party})",
            "anywhere": f"stable({said}, sseq, anywhere=true)",
            "holds": "holds(deal)",
            "reached": f"settle({said})",
            "by": f"reached(deal, by=[{party}], pressure=true)",
            "pact": "reached(deal, pact=true)",
            "needed": f"needed({party}, deal)",
            "both": f"reached(deal) and not needed({party}, {said})",
            "weight": f"weight({party}, deal) > 1/3",
            "empty": "empty(t)",
        }
        if self.option is not None:
            option = f"{name_text(self.option[0])}.{name_text(self.option[1], after_dot=True)}"
            found["matters"] = f"matters({option}, deal)"
        if self.lever is not None:
            lever = name_text(self.lever)
            found["backs"] = f"backs({lever}, deal)"
            found["same"] = f"same_answer({lever}, deal)"
            found["with"] = f"reached(deal, with=[{lever}])"
            found["without"] = f"needed({party}, deal, without=[{lever}])"
        return found

    @property
    def lever(self) -> str | None:
        """The lever that is asked about."""
        names = levering.lever_names(self.spec)
        return names[-1] if names else None

    @property
    def text(self) -> str:
        """The sections that ask them."""
        lines = [
            f"settlements: {{deal: {_quoted(formula_text(self.formula))}}}",
            "threats:",
            f"  t: {{by: {yaml_text(self.threat['by'])}, "
            f"action: {_quoted(formula_text(self.threat['action']))}}}",
            "claims:",
        ]
        for name, test in self.tests.items():
            lines += [f"  {name}:", "    says: It is so", f"    test: {yaml_text(test)}"]
        return "\n".join(lines) + "\n"

    @property
    def case(self) -> detente.Case:
        """The package's case."""
        return case_of(self.spec, self.text)

    def by_definition(self, world: Spec) -> dict[str, Any]:
        """The verdict on each claim, and what else is asked, in one world."""
        game = settling.game(world)
        true = _true(world, self.formula)
        held = settling.holding(game, true)
        start, stable = brute.status_quo(world), brute.stable(world)
        sseq = brute.equilibria(world)["sseq"]
        assert sseq is not None
        found: dict[str, Any] = dict.fromkeys(self.tests)
        found["anywhere"] = bool(true & sseq) if true else None
        found["holds"] = bool(held)
        if start is None:
            return found
        seq, smr = brute.come_about(world, "seq"), stable["smr"]
        assert seq is not None
        assert smr is not None
        coming = brute.group_improvements(game.R, game.r, game.parties, start) | {start}
        is_open = settling.status(game, true, start) == "open"
        roles, weights = settling.roles(game, true, start), settling.weights(game, true, start)
        needed = roles[self.party] == "needed"
        found["stable"] = bool(true & seq) if true else None
        found["stable-for"] = bool(true & coming & smr[self.party]) if true else None
        found["reached"] = settling.agreed(game, held, start, game.parties)
        found["by"] = settling.willing(game, held, start, {self.party})
        found["pact"] = settling.pact(game, held, start, game.parties)
        found["needed"] = needed if is_open else None
        found["both"] = _kleene(found["reached"], not needed if is_open else None)
        found["weight"] = weights.shapley[self.party] > Fraction(1, 3) if is_open else None
        found["threat"] = threatening.verdict(threatening.game(world), dict(self.threat), start)
        closed = found["threat"] in {"not_triggered", "carried", "impossible"}
        found["empty"] = None if closed else found["threat"] == "empty"
        found["status"] = settling.status(game, true, start)
        found["roles"] = roles if is_open else dict.fromkeys(game.parties)
        found["weights"] = weights.shapley if is_open else dict.fromkeys(game.parties)
        found["tolerates"] = settling.must_tolerate(game, true, start) if is_open else None
        found["relied_on"] = settling.relied_on(game, true, start) if is_open else None
        found["spoils"] = settling.spoilers(game, true, start)
        found["pressure"] = settling.willing(game, held, start, game.parties)
        if self.option is not None:
            found["matters"] = self._matters(world, start)
        if self.lever is not None:
            found |= self._with_levers(world, self.lever)
        return found

    def _with_levers(self, world: Spec, lever: str) -> dict[str, Verdict]:
        """What is asked about the lever, whatever else is in force in this world."""
        bare, others = world["unlevered"], set(world["in_force"])
        with_it = levering.apply(bare, others | {lever})
        without = levering.apply(bare, others - {lever})
        return {
            "backs": levering.backs(bare, lever, self.formula, others),
            "same": levering.same_answer(bare, lever, self.formula, others),
            "with": levering.reached(with_it, self.formula),
            "without": levering.needed(without, self.party, self.formula),
        }

    def _matters(self, world: Spec, start: int) -> Verdict:
        """Whether others can settle, were the option bound to stay as it is."""
        bound = {**world, "rules": [*world.get("rules", []), self._as_it_is(world)]}
        there = brute.status_quo({**bound, "status_quo": world["status_quo"] or []})
        assert there is not None
        both = [
            settling.minimal_winning(settling.game(w), _true(w, self.formula), q)
            for w, q in ((world, start), (bound, there))
        ]
        return both[0] != both[1] if both[0] or both[1] else None

    def _as_it_is(self, world: Spec) -> Formula:
        assert self.option is not None
        for entry in world["status_quo"] or []:
            if tuple(entry[:2]) == self.option:
                return ("level", *entry) if len(entry) == 3 else ("on", *entry)
        return brute.missing(world, self.option)

    def tested(self, world: Spec) -> dict[str, Any]:
        """`by_definition`, remembered."""
        key = str({k: v for k, v in world.items() if k not in ("levers", "doubts")})
        if key not in self.known:
            self.known[key] = self.by_definition(world)
        found: dict[str, Any] = self.known[key]
        return found

    def test(self, name: str) -> Callable[[Spec], Verdict]:
        """One claim as a test that the oracle takes."""
        return lambda world: self.tested(world)[name]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _kleene(one: Verdict, other: Verdict) -> Verdict:
    if False in (one, other):
        return False
    return None if None in (one, other) else True


def _true(world: Spec, formula: Formula) -> frozenset[int]:
    if "graph" in world:
        return frozenset(n for n in brute.states(world) if brute.holds(formula, {"state": n}))
    states = brute.states(world).items()
    return frozenset(n for n, own in states if brute.holds(formula, brute.facts_of(world, own[0])))


@st.composite
def questions(draw: Any, kind: str, worlds: int = 24) -> Question:
    """A dispute in doubt, with something to ask."""
    spec = draw(doubting.doubted(KINDS[kind], doubts=(1, 4), worlds=worlds))
    formula = draw(strategies.formulas(strategies.atoms(spec)))
    able = [p for p in spec["parties"] if "graph" in spec or p.get("options")]
    owner = draw(st.sampled_from(able))
    own = spec if "graph" in spec else {**spec, "parties": [owner]}
    threat = {"by": owner["name"], "action": draw(strategies.formulas(strategies.atoms(own)))}
    option = None
    if "graph" not in spec and not _ranked(spec):
        party, named = draw(st.sampled_from(brute.owned_options(spec)))
        option = party, named["name"]
    party = draw(st.sampled_from(spec["parties"]))["name"]
    return Question(spec, formula, party, threat, option)


def _ranked(spec: Spec) -> bool:
    """Whether anyone may have a ranking, which another set of states would make faulty."""
    either = [order for doubt in spec["doubts"] for order in doubt.get("either", [])]
    return any("ranking" in order for order in [*spec["parties"], *either])


def _mass(joint: Mapping[Answers, Fraction], so: Callable[[Answers], bool]) -> float:
    return float(sum((chance for a, chance in joint.items() if so(a)), Fraction(0)))


def _close(value: float) -> Any:
    return pytest.approx(value, abs=1e-9)


# Shares -----------------------------------------------------------------------------------------


@few
@given(data=st.data())
def test_claims_settlements_and_threats(kind: str, data: st.DataObject) -> None:
    asked = data.draw(questions(kind))
    besides = Asked((), ("deal",), ("t",), tuple(asked.tests), besides=True)
    found = asked.case.sweep(MANY, asked=besides)
    assert found.exact
    _shares_agree(asked, found)
    _hinges_agree(asked, found)
    _near_the_file_agrees(asked, found)


def _shares_agree(asked: Question, found: Sweep) -> None:
    joint = doubting.joint(asked.spec)
    known = {answers: asked.tested(doubting.apply(asked.spec, answers)) for answers in joint}
    assert len(found.weights) == len(joint)
    for row, weight in zip(found.picks.tolist(), found.weights.tolist(), strict=True):
        assert weight == _close(float(joint[tuple(row)]))
    for name in asked.tests:
        rows = zip(found.picks.tolist(), found.columns[f"claim {name}"], strict=True)
        for row, value in rows:
            assert value is known[tuple(row)][name], (name, row)
        shares = found.claim(name)
        for verdict, share in ((True, shares.true), (False, shares.false), (None, shares.null)):
            expected = _mass(joint, lambda a, v=verdict, n=name: known[a][n] is v)  # type: ignore[misc]
            assert (share.value, share.low, share.high) == (_close(expected),) * 3
    if brute.status_quo(asked.spec) is not None:
        _settlement_agrees(asked, found, joint, known)


def _settlement_agrees(
    asked: Question,
    found: Sweep,
    joint: Mapping[Answers, Fraction],
    known: Mapping[Answers, Mapping[str, Any]],
) -> None:
    rows = [tuple(row) for row in found.picks.tolist()]
    columns = found.columns
    assert columns["settlement deal"] == [known[row]["status"] for row in rows]
    assert columns["threat t"] == [known[row]["threat"] for row in rows]
    assert columns["pressure deal"] == [known[row]["pressure"] for row in rows]
    assert columns["pact deal"] == [known[row]["pact"] for row in rows]
    for status, share in found.kinds("settlement deal").items():
        assert share.value == _close(
            _mass(joint, lambda a, status=status: known[a]["status"] == status)  # type: ignore[misc]
        )
    for party in (p["name"] for p in asked.spec["parties"]):
        for name in ("tolerates", "relied_on", "spoils"):
            expected = [known[row][name] for row in rows]
            said = [None if own is None else party in own for own in expected]
            assert columns[f"{name} deal: {party}"] == said, name
        roles = {row: known[row]["roles"][party] for row in rows}
        assert columns[f"role deal: {party}"] == list(roles.values())
        for role, share in found.kinds(f"role deal: {party}").items():
            assert share.value == _close(
                _mass(joint, lambda a, role=role, of=roles: of[a] == role)  # type: ignore[misc]
            )
        weights = {row: known[row]["weights"][party] for row in rows}
        spread = found.number(f"weight deal: {party}")
        chance = sum((joint[row] for row, w in weights.items() if w is not None), Fraction(0))
        assert (spread is None) == (chance == 0)
        if spread is not None:
            total = sum(
                (joint[row] * w for row, w in weights.items() if w is not None), Fraction(0)
            )
            assert spread.mean == _close(float(total / chance))
            assert spread.worlds.value == _close(float(chance))


@few
@given(data=st.data())
def test_equilibria(kind: str, data: st.DataObject) -> None:
    spec = data.draw(doubting.doubted(KINDS[kind], doubts=(1, 4), worlds=24))
    found = case_of(spec).sweep(MANY, asked=Asked(BATCHED, coming=True))
    place_of = _places(spec, found)
    for coming in (False, True):
        expected = doubting.equilibrium_shares(spec, coming)
        for concept in BATCHED:
            known = expected[concept]
            if known is None:
                assert found.equilibria(concept, coming=coming) == {}
                continue
            shares: dict[int, float] = {}
            for state, chance in known.items():
                if chance:
                    shares[place_of[state]] = shares.get(place_of[state], 0.0) + float(chance)
            said = found.equilibria(concept, coming=coming)
            assert {place: share.value for place, share in said.items()} == pytest.approx(shares)
            assert all(share.low == share.value == share.high for share in said.values())
    if brute.status_quo(spec) is not None:
        assert found.tally[COME_ABOUT].tolist() == pytest.approx(_coming(spec, found, place_of))


def _settings(spec: Spec) -> set[brute.Setting]:
    """Every setting that is feasible in some world."""
    return {
        s for answers in doubting.joint(spec) for s in brute.feasible(doubting.apply(spec, answers))
    }


def _places(spec: Spec, found: Sweep) -> dict[doubting.State, int]:
    """Where in the widest graph each state of any world stands; with those that are the same."""
    numbers, feasible = found.graph.states.numbers.tolist(), found.graph.feasible
    if feasible is None:
        assert set(numbers) == set(brute.states(spec))
        return {number: place for place, number in enumerate(numbers)}
    codes = feasible.codes.tolist()
    home = list(range(len(codes))) if feasible.home is None else feasible.home.tolist()
    there = {setting: brute.integer(spec, setting) for setting in _settings(spec)}
    assert set(there.values()) <= set(codes)
    return {setting: home[codes.index(code)] for setting, code in there.items()}


def _coming(spec: Spec, found: Sweep, place_of: Mapping[doubting.State, int]) -> list[float]:
    shares = [0.0] * len(found.graph)
    for answers, chance in doubting.joint(spec).items():
        world = doubting.apply(spec, answers)
        name = doubting._identity(world)
        for number in doubting._reached(world) or ():
            shares[place_of[name[number]]] += float(chance)
    return shares


@few
@given(data=st.data())
def test_what_is_stronger_is_never_more_frequent(kind: str, data: st.DataObject) -> None:
    spec = data.draw(doubting.doubted(KINDS[kind], doubts=(1, 4), worlds=48))
    case = case_of(spec)
    exact, seed = data.draw(st.booleans()), data.draw(st.integers(0, 9))
    found = case.sweep(MANY if exact else 5, seed, asked=Asked(BATCHED), hinges=False)
    stronger = [("nash", "seq"), ("seq", "gmr"), ("nash", "sseq"), ("sseq", "seq")]
    stronger += [("sseq", "smr"), ("smr", "gmr"), ("nash", "smr")]
    pairs = [*stronger, *((one + COME_ABOUT, other + COME_ABOUT) for one, other in stronger)]
    pairs += [(concept + COME_ABOUT, concept) for concept in BATCHED]
    for one, other in pairs:
        assert (found.tally[one] <= found.tally[other] + 1e-12).all(), (one, other)
    total = found.weights.sum()
    assert all((tally <= total + 1e-9).all() for tally in found.tally.values())


@few
@given(data=st.data())
def test_single_states(kind: str, data: st.DataObject) -> None:
    """Whether a state is stable, in the worlds that have it, for one party and for coalitions."""
    spec = data.draw(doubting.doubted(KINDS[kind], doubts=(1, 3), worlds=16))
    party = data.draw(st.sampled_from(spec["parties"]))["name"]
    if "graph" in spec:
        state = code = data.draw(st.sampled_from(spec["graph"]["states"]))
    else:
        state = data.draw(st.sampled_from(sorted(_settings(spec))))
        code = brute.integer(spec, state)
    asked = Asked(
        stable=tuple((concept, party, code) for concept in BATCHED),
        standing=tuple((concept, code) for concept in coalitions.CONCEPTS),
    )
    found = case_of(spec).sweep(MANY, asked=asked, hinges=False)
    for k, row in enumerate(found.picks.tolist()):
        world = doubting.apply(spec, tuple(row))
        number = state if "graph" in spec else brute.class_of(world).get(state)
        for concept, by_party in brute.stable(world).items():
            if concept != "sim":
                said = found.columns[f"stable {concept} {party} {code}"][k]
                own = None if by_party is None else by_party[party]
                assert said is (None if number is None or own is None else number in own)
        standing = {} if number is None else _stands(world, number)
        for concept in coalitions.CONCEPTS:
            said = found.columns[f"standing {concept} {code}"][k]
            assert said is standing.get(concept), concept


def _stands(world: Spec, number: int) -> dict[str, bool]:
    game = settling.game(world)
    each = [coalitions.stable_at(game, c, number) for c in settling.subsets(game.parties) if c]
    return {concept: all(own[concept] for own in each) for concept in coalitions.CONCEPTS}


# What it hinges on ------------------------------------------------------------------------------


def _hinges_agree(asked: Question, found: Sweep) -> None:
    for name in asked.tests:
        test = asked.test(name)
        hinges = sorted(found.hinges(f"claim {name}", is_true), key=lambda hinge: hinge.factor)
        first, total = doubting.first_order(asked.spec, test), doubting.total(asked.spec, test)
        assert [hinge.first_order for hinge in hinges] == [_close(float(own)) for own in first]
        assert [hinge.total for hinge in hinges] == [_close(float(own)) for own in total]
        assert all(hinge.error == hinge.first_error == 0 for hinge in hinges)
        listed = [max(h.first_order, h.total or 0) for h in found.hinges(f"claim {name}", is_true)]
        assert listed == sorted(listed, reverse=True)
        _pairs_agree(asked, found, name, [float(own) for own in first])


def _pairs_agree(asked: Question, found: Sweep, name: str, first: list[float]) -> None:
    """What two factors explain together: as one factor of a space with a further tie."""
    said = {pair.factors: pair for pair in found.together(f"claim {name}", is_true)}
    factors = doubting.factors(asked.spec)
    yes = doubting._yes(asked.spec, asked.test(name))
    whole = doubting._variance(yes)
    for k in range(len(factors)):
        for other in range(k + 1, len(factors)):
            known = doubting._variance_of_mean(yes, [*factors[k], *factors[other]])
            joint = float(known / whole) if whole else 0.0
            apart = first[k] + first[other]
            if abs(joint - apart - 0.01) < 1e-9:
                continue
            assert ((k, other) in said) == (joint - apart > 0.01)
            if (k, other) in said:
                assert said[k, other].joint == _close(joint)
                assert said[k, other].apart == _close(apart)


# Near the file as it stands ---------------------------------------------------------------------


def _base(spec: Spec, doubt: Doubt) -> int | None:
    """The answer that leaves the file as it is, if any does."""
    if "option" in doubt:
        return 0
    if "lever" in doubt:
        return 1
    if "rule" in doubt:
        return 0 if doubt["rule"] in spec.get("rules", []) else 1
    (party,) = (p for p in spec["parties"] if p["name"] == doubt["party"])
    if "either" in doubt:
        orders = [{k: v for k, v in o.items() if k != "probability"} for o in doubt["either"]]
        own = {key: party[key] for key in doubting.PREFERENCES if key in party}
        return orders.index(own) if own in orders else None
    listed = party.get("prefers", [])
    if doubt["statement"] not in listed:
        said = doubting.answers(spec, doubt)
        return len(said) - 1 if said[-1][0] == "absent" else None
    lo, hi = doubt.get("at") or (0, 0)
    place = listed.index(doubt["statement"]) + 1
    if lo == 0:
        return 0
    return place - lo if lo <= place <= hi else None


def _near_the_file_agrees(asked: Question, found: Sweep) -> None:
    assert found.has_base
    assert found.space.base == tuple(
        doubting.AS_FILED if base is None else base
        for base in (_base(asked.spec, doubt) for doubt in asked.spec["doubts"])
    )
    file = asked.by_definition(doubting.apply(asked.spec, doubting.as_filed(asked.spec)))
    for name in asked.tests:
        assert found.base(f"claim {name}") is file[name]
        known = doubting.flips(asked.spec, asked.test(name))
        said = {change.question: change for change in found.flips(f"claim {name}")}
        assert len(said) == len(found.flips(f"claim {name}"))
        for k, doubt in enumerate(asked.spec["doubts"]):
            answers = known[doubt["name"]]
            assert (k in said) == bool(answers), (name, doubt["name"])
            if answers:
                base = _base(asked.spec, doubt)
                far = {a: a if base is None else abs(a - base) for a in answers}
                assert far[said[k].answer] == min(far.values())
                assert said[k].becomes is answers[said[k].answer]
        _nearest_agrees(asked, found, name)


def _nearest_agrees(asked: Question, found: Sweep, name: str) -> None:
    test = asked.test(name)
    said, known = found.nearest(f"claim {name}"), doubting.nearest(asked.spec, test)
    assert (said is None) == (known is None), name
    if said is not None and known is not None:
        assert (len(said.changes), said.least) == (known[0], True), name
        answers = _answered(asked.spec, said.changes)
        assert answers in known[1]
        assert said.becomes is test(doubting.apply(asked.spec, answers))


def _answered(spec: Spec, changes: tuple[tuple[int, int], ...]) -> Answers:
    answers = list(doubting.as_filed(spec))
    for question, answer in changes:
        answers[question] = answer
    return tuple(answers)


@few
@given(data=st.data())
def test_near_worlds_among_those_drawn(kind: str, data: st.DataObject) -> None:
    """Where only so many sets of answers are gone through."""
    asked = data.draw(questions(kind))
    most = data.draw(st.integers(0, 5))
    with patch.object(nearest, "MOST_LOOKS", most):
        found = asked.case.sweep(MANY, asked=Asked(claims=tuple(asked.tests)))
        for name in asked.tests:
            test = asked.test(name)
            said, known = found.nearest(f"claim {name}"), doubting.nearest(asked.spec, test)
            file = test(doubting.apply(asked.spec, doubting.as_filed(asked.spec)))
            anywhere = set(found.columns[f"claim {name}"])
            if said is None:
                assert not anywhere - {file}, name
                continue
            assert known is not None
            assert len(said.changes) >= known[0]
            assert not said.least or len(said.changes) == known[0]
            answers = _answered(asked.spec, said.changes)
            assert said.becomes is test(doubting.apply(asked.spec, answers))
            assert said.becomes is not file, name
            for k, _ in said.changes if len(said.changes) > 1 else ():
                nearer = (*answers[:k], doubting.AS_FILED, *answers[k + 1 :])
                assert test(doubting.apply(asked.spec, nearer)) is file


IN_COMPANY = """\
dispute: d
parties:
  A: {options: {a: A, b: B}}
doubts:
  - {name: list, party: A, either: [{prefers: [A.a, not A.a]}, {prefers: [A.b]}]}
  - {name: first, party: A, statement: A.a, at: 1, probability: 0.5}
claims: {c: {says: So, test: 'stable(A.a, nash, anywhere=true)'}}
"""


@pytest.mark.parametrize("most", [0, 1000])
def test_an_answer_of_the_file_s_that_changes_another_list(most: int) -> None:
    """That A.a does not count is so in the file, and yet takes it out of the first alternative."""
    with patch.object(nearest, "MOST_LOOKS", most):
        found = detente.loads(IN_COMPANY).sweep()
        assert (found.base("claim c"), found.claim("c").true.value) == (True, 0.75)
        assert found.flips("claim c") == ()
        said = found.nearest("claim c")
        assert said is not None
        assert said.becomes is False
        assert said.changes == ((0, 0), (1, 1))
