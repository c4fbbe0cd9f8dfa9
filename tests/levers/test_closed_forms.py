"""The closed forms at their thresholds, and against disputes that state the same things."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.disputes.model import (
    Dispute,
    Forbid,
    Irreversible,
    Lever,
    Option,
    Party,
    SetAtStart,
    Weighted,
)
from detente.levers.applying import applied
from detente.levers.closed_forms import (
    Benefit,
    Member,
    chance_honoured,
    defence_needed,
    is_honoured,
    largest_coalition,
    power_to_keep,
    smallest_coalition,
    tipping,
    trust_needed,
    unlocking,
    worth_of_honouring,
)
from detente.statements.parsing import parse
from detente.statements.syntax import OptionOn

NUMBERS = st.fractions(-5, 5, max_denominator=6)
SMALL = st.integers(-4, 4)


# Guarantees -------------------------------------------------------------------------------------


@given(kept=NUMBERS, betrayed=NUMBERS, no_deal=NUMBERS, chance=st.fractions(0, 1))
def test_a_promise_pays_from_the_trust_that_is_needed(
    kept: Fraction, betrayed: Fraction, no_deal: Fraction, chance: Fraction
) -> None:
    if kept <= betrayed:
        with pytest.raises(ValueError, match="kept"):
            trust_needed(kept, betrayed, no_deal)
        return
    pays = chance * kept + (1 - chance) * betrayed >= no_deal
    assert pays == (chance >= trust_needed(kept, betrayed, no_deal))


@given(unopposed=NUMBERS, opposed=NUMBERS, status_quo=NUMBERS, chance=st.fractions(0, 1))
def test_an_attack_stops_paying_at_the_defence_that_is_needed(
    unopposed: Fraction, opposed: Fraction, status_quo: Fraction, chance: Fraction
) -> None:
    if unopposed <= opposed:
        with pytest.raises(ValueError, match="opposed"):
            defence_needed(unopposed, opposed, status_quo)
        return
    pays = (1 - chance) * unopposed + chance * opposed > status_quo
    assert pays == (chance < defence_needed(unopposed, opposed, status_quo))


@given(stake=NUMBERS, shift=st.fractions(0, 1), reputation=NUMBERS, cost=st.fractions(0, 8))
def test_how_likely_a_pledge_is_honoured_is_the_share_of_the_costs_that_it_is_worth(
    stake: Fraction, shift: Fraction, reputation: Fraction, cost: Fraction
) -> None:
    worth = worth_of_honouring(stake, shift, reputation)
    assert is_honoured(worth, cost) == (chance_honoured(worth, 8) >= cost / 8 and worth >= cost)
    assert 0 <= chance_honoured(worth, 8) <= 1
    with pytest.raises(ValueError, match="above 0"):
        chance_honoured(worth, 0)


def _disarming(kept: int, betrayed: int, no_deal: int, gain: int, burden: int) -> Dispute:
    """A North that could disarm, and a Patron whose pledge costs it a `burden`."""
    disarm, stand = OptionOn("North", "disarm"), OptionOn("Patron", "stand")
    return Dispute(
        "A pledge",
        (
            Party(
                "North",
                options=(Option("disarm", direction="on only"),),
                preferences=Weighted(
                    (
                        (parse("North.disarm and Patron.stand"), Decimal(kept)),
                        (parse("North.disarm and not Patron.stand"), Decimal(betrayed)),
                        (parse("not North.disarm"), Decimal(no_deal)),
                    )
                ),
            ),
            Party(
                "Patron",
                options=(Option("stand"),),
                preferences=Weighted(((disarm, Decimal(gain)), (stand, Decimal(-burden)))),
            ),
        ),
        status_quo=(),
        settlements=(("disarmed", parse("North.disarm")),),
        levers=(
            Lever("commitment", (Irreversible(stand),)),
            Lever("pledge", (SetAtStart(((stand, True),)),)),
            Lever("refusal", (Forbid(stand),)),
        ),
    )


def _settles(dispute: Dispute, *levers: str) -> bool:
    return bool(detente.Case.of(applied(dispute, levers).dispute).settle("disarmed").reached)


@given(kept=SMALL, betrayed=SMALL, no_deal=SMALL)
def test_a_pledge_that_cannot_be_taken_back_makes_the_first_step_where_certain_trust_does(
    kept: int, betrayed: int, no_deal: int
) -> None:
    dispute = _disarming(kept, betrayed, no_deal, gain=1, burden=3)
    if kept <= betrayed:
        return
    needed = trust_needed(kept, betrayed, no_deal)
    assert _settles(dispute, "commitment", "pledge") == (needed < 1)
    assert _settles(dispute, "refusal") == (needed < 0)


@given(stake=SMALL, shift=st.integers(0, 2), reputation=SMALL, cost=SMALL)
def test_a_pledge_without_commitment_lasts_where_it_would_be_honoured(
    stake: int, shift: int, reputation: int, cost: int
) -> None:
    worth = worth_of_honouring(stake, shift, reputation)
    dispute = _disarming(kept=3, betrayed=0, no_deal=2, gain=1, burden=int(cost - worth))
    lasting = detente.Case.of(dispute).settle("North.disarm and Patron.stand").holds_on
    assert bool(lasting) == is_honoured(worth, cost)


# Shifts of power --------------------------------------------------------------------------------


@given(
    power=st.fractions(0, 1),
    later=st.fractions(-1, 1),
    cost=st.fractions(0, 1),
    patience=st.fractions(Fraction(1, 20), 1),
)
def test_who_would_lose_more_power_than_it_can_bear_fights_at_once(
    power: Fraction, later: Fraction, cost: Fraction, patience: Fraction
) -> None:
    fights = power - cost > (1 - patience) + patience * (later - cost)
    assert fights == (later < power_to_keep(power, cost, patience))


def test_patience_has_to_be_a_weight() -> None:
    for patience in (0, 2):
        with pytest.raises(ValueError, match="patience"):
            power_to_keep(1, 0, patience)
    assert power_to_keep(Fraction(1, 2), 0, 1) == Fraction(1, 2)


# Sanctions --------------------------------------------------------------------------------------

MEMBERS = st.lists(
    st.builds(
        Member,
        name=st.just("M"),
        pressure=st.integers(0, 3),
        cost=st.integers(0, 4),
        private=st.integers(0, 3),
    ),
    min_size=1,
    max_size=5,
).map(lambda drawn: [Member(f"M{k}", m.pressure, m.cost, m.private) for k, m in enumerate(drawn)])
STEPS = st.tuples(st.integers(0, 8), st.integers(0, 4))


def _step(at: int, gain: int) -> Benefit:
    return lambda pressure: gain if pressure >= at else 0


def _settled_upon(
    members: list[Member], benefit: Benefit, held: frozenset[str], gone: frozenset[str]
) -> list[frozenset[str]]:
    """Every coalition in which nobody but the `held` and the `gone` would change its mind."""
    found = []
    names = [member.name for member in members]
    for size in range(len(members) + 1):
        for chosen in map(frozenset, combinations(names, size)):
            if held <= chosen and not chosen & gone:
                stays = {
                    m.name: Fraction(m.private)
                    + Fraction(benefit(_pressure(members, chosen | {m.name})))
                    - Fraction(m.cost)
                    >= 0
                    for m in members
                }
                free = set(names) - held - gone
                if all(stays[name] == (name in chosen) for name in free):
                    found.append(chosen)
    return found


def _pressure(members: list[Member], names: frozenset[str]) -> Fraction:
    return sum((Fraction(m.pressure) for m in members if m.name in names), Fraction(0))


@given(members=MEMBERS, step=STEPS)
def test_largest_and_smallest_coalition_bound_all_others(
    members: list[Member], step: tuple[int, int]
) -> None:
    benefit = _step(*step)
    settled = _settled_upon(members, benefit, frozenset(), frozenset())
    largest = frozenset(largest_coalition(members, benefit))
    smallest = frozenset(smallest_coalition(members, benefit))
    assert {largest, smallest} <= set(settled)
    assert all(smallest <= coalition <= largest for coalition in settled)


@given(members=MEMBERS, step=STEPS, resolve=st.integers(0, 8))
def test_who_unlocks_and_who_tips_is_found_by_trying_every_set(
    members: list[Member], step: tuple[int, int], resolve: int
) -> None:
    benefit = _step(*step)
    names = [member.name for member in members]
    sets = [frozenset(c) for size in range(len(names) + 1) for c in combinations(names, size)]
    none: frozenset[str] = frozenset()

    def binds(least: list[frozenset[str]], pick: int) -> bool:
        return _pressure(members, sorted(least, key=len)[pick]) >= resolve

    opens = [s for s in sets if binds(_settled_upon(members, benefit, s, none), 0)]
    tips = [s for s in sets if not binds(_settled_upon(members, benefit, none, s), -1)]
    for found, wanted in (
        (unlocking(members, benefit, resolve), opens),
        (tipping(members, benefit, resolve), tips),
    ):
        assert {frozenset(s) for s in found} == {
            s for s in wanted if not any(smaller < s for smaller in wanted)
        }


def test_pressure_that_puts_members_off_is_told_of() -> None:
    shy = [Member("A", 1, cost=1), Member("B", 1, cost=1)]
    with pytest.raises(ValueError, match="pressure"):
        largest_coalition(shy, lambda pressure: 2 if pressure < 2 else 0)


@given(costs=st.lists(st.integers(1, 5), min_size=2, max_size=4), at=st.integers(1, 4))
def test_sanctions_as_a_dispute_have_the_same_coalitions(costs: list[int], at: int) -> None:
    gain = 3
    members = [Member(f"M{k}", 1, cost) for k, cost in enumerate(costs)]
    every = ", ".join(f"{m.name}.join" for m in members)
    dispute = Dispute(
        "Sanctions",
        tuple(
            Party(
                m.name,
                options=(Option("join"),),
                preferences=Weighted(
                    (
                        (OptionOn(m.name, "join"), Decimal(-int(Fraction(m.cost)))),
                        (parse(f"{m.name}.join and at least {at} of ({every})"), Decimal(gain)),
                    )
                ),
            )
            for m in members
        ),
        status_quo=(),
    )
    codes = [number - 1 for number in detente.Case.of(dispute).analyse(["nash"]).equilibria("nash")]
    coalitions = [
        frozenset(m.name for k, m in enumerate(members) if code >> k & 1) for code in codes
    ]
    benefit = _step(at, gain)
    largest = frozenset(largest_coalition(members, benefit))
    smallest = frozenset(smallest_coalition(members, benefit))
    if not any(m.cost == gain for m in members):  # who is indifferent may stay out too
        assert largest in coalitions
        assert smallest in coalitions
        assert all(smallest <= coalition <= largest for coalition in coalitions)
    assert all(coalition <= largest for coalition in coalitions)
