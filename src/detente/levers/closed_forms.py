"""Small models of guarantees, power shifts, deterrence and sanctions that a formula solves.

They look at no dispute. They are there to check what a dispute says of a lever, and to ask what
disputes do not ask: how likely it must be that a promise is kept. All numbers are exact.

The models are reduced forms (ours) of arguments of the literature: Fearon (1995) and Powell (2006)
on commitment, Huth & Russett (1984) on extended deterrence, Martin (1992) on sanctions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

Exact: TypeAlias = int | Fraction | Decimal


# Guarantees -------------------------------------------------------------------------------------


def trust_needed(kept: Exact, betrayed: Exact, no_deal: Exact) -> Fraction:
    """How likely a promise must be kept before it is worth giving something up for it.

    Who gives something up gets `kept` with that probability and else `betrayed`; who does not gets
    `no_deal`. Both are worth the same at (no_deal - betrayed) / (kept - betrayed).

    Parameters
    ----------
    kept, betrayed, no_deal : int, Fraction or Decimal
        What the three outcomes are worth to who is to take the first step.

    Returns
    -------
    Fraction
        At 0 or less any promise will do, above 1 none.

    Raises
    ------
    ValueError
        If a promise that is kept is worth no more than one that is broken.

    Examples
    --------
    >>> trust_needed(kept=10, betrayed=0, no_deal=6)
    Fraction(3, 5)
    """
    if Fraction(kept) <= Fraction(betrayed):
        raise ValueError("a promise that is kept has to be worth more than one that is broken")
    return (Fraction(no_deal) - Fraction(betrayed)) / (Fraction(kept) - Fraction(betrayed))


def worth_of_honouring(stake: Exact, shift: Exact, reputation: Exact = 0) -> Fraction:
    """What a guarantor gains by standing by its pledge once it is put to the test.

    Parameters
    ----------
    stake : int, Fraction or Decimal
        What the fate of the protected is worth to it.
    shift : int, Fraction or Decimal
        By how much its help raises the chance that the protected prevails.
    reputation : int, Fraction or Decimal
        What its word is worth elsewhere.

    Examples
    --------
    >>> worth_of_honouring(stake=20, shift=Fraction(1, 4), reputation=1)
    Fraction(6, 1)
    """
    return Fraction(stake) * Fraction(shift) + Fraction(reputation)


def is_honoured(worth: Exact, cost: Exact) -> bool:
    """Whether a pledge is honoured: whether that is worth at least what it costs.

    Examples
    --------
    >>> is_honoured(worth_of_honouring(20, Fraction(1, 4), 1), cost=7)
    False
    """
    return Fraction(worth) >= Fraction(cost)


def chance_honoured(worth: Exact, dearest: Exact) -> Fraction:
    """How likely a pledge is honoured if its cost may be anything from 0 to `dearest`, alike.

    Raises
    ------
    ValueError
        If `dearest` is not above 0.

    Examples
    --------
    >>> chance_honoured(6, dearest=8)
    Fraction(3, 4)
    """
    if Fraction(dearest) <= 0:
        raise ValueError("the dearest cost has to be above 0")
    return min(Fraction(1), max(Fraction(0), Fraction(worth) / Fraction(dearest)))


def defence_needed(unopposed: Exact, opposed: Exact, status_quo: Exact) -> Fraction:
    """How likely a protégé must be defended before an attack on it no longer pays.

    The attacker gets `opposed` with that probability and else `unopposed`; if it does not attack,
    `status_quo`. Both are worth the same at (unopposed - status_quo) / (unopposed - opposed). It is
    the attacker's side of `trust_needed`.

    Parameters
    ----------
    unopposed, opposed, status_quo : int, Fraction or Decimal
        What the three outcomes are worth to the attacker.

    Returns
    -------
    Fraction
        At 0 or less it is deterred in any case, above 1 not even by certain defence.

    Raises
    ------
    ValueError
        If an attack is worth no more to it where nobody opposes it.

    Examples
    --------
    >>> defence_needed(unopposed=5, opposed=-10, status_quo=0)
    Fraction(1, 3)
    """
    if Fraction(unopposed) <= Fraction(opposed):
        raise ValueError("an attack has to be worth more where it is not opposed")
    return (Fraction(unopposed) - Fraction(status_quo)) / (Fraction(unopposed) - Fraction(opposed))


# Commitment and shifts of power -----------------------------------------------------------------


def power_to_keep(power: Exact, cost: Exact, patience: Exact) -> Fraction:
    """How strong a party must still be tomorrow before it need not fight today.

    In each period there is a pie of size 1. Who fights today has `power` - `cost` of it for good.
    Who waits can be conceded all of it today, but from tomorrow on gets no more than fighting would
    then bring: its power then, less `cost`. With weights 1 - `patience` and `patience`, waiting is
    at least as good as soon as tomorrow's power is at least
    cost + (power - cost - (1 - patience)) / patience.

    Parameters
    ----------
    power : int, Fraction or Decimal
        Its share of the pie if it fights today.
    cost : int, Fraction or Decimal
        What fighting costs it.
    patience : int, Fraction or Decimal
        How much of all that counts lies after today: above 0, at most 1.

    Returns
    -------
    Fraction
        Below 0 even the loss of all power is borne.

    Raises
    ------
    ValueError
        If `patience` is not above 0 and at most 1.

    Examples
    --------
    >>> power_to_keep(power=Fraction(7, 10), cost=Fraction(1, 10), patience=Fraction(4, 5))
    Fraction(3, 5)
    """
    weight = Fraction(patience)
    if not 0 < weight <= 1:
        raise ValueError("patience has to be above 0 and at most 1")
    return Fraction(cost) + (Fraction(power) - Fraction(cost) - (1 - weight)) / weight


# Sanctions --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """Somebody who may take part in sanctions.

    ``pressure`` is what it adds to them, ``cost`` what taking part costs it, ``private`` what it
    gains by that whatever the others do.
    """

    name: str
    pressure: Exact
    cost: Exact
    private: Exact = 0


Benefit: TypeAlias = Callable[[Fraction], Exact]


def largest_coalition(members: Sequence[Member], benefit: Benefit) -> tuple[str, ...]:
    """Who stays if all begin by taking part and each leaves once that pays better.

    A member stays if its private gain and the common `benefit` cover its cost.

    Parameters
    ----------
    members : sequence of Member
        Who may take part.
    benefit : callable
        What each who takes part gains of the pressure of all of them together. More pressure must
        not be worth less: then no coalition that anybody could settle on is larger than this one.

    Examples
    --------
    >>> trio = [Member("A", 3, cost=1), Member("B", 2, cost=2), Member("C", 1, cost=4)]
    >>> largest_coalition(trio, lambda pressure: pressure / 2)
    ('A', 'B')
    """
    return _named(members, _settled(members, benefit, set(range(len(members)))))


def smallest_coalition(members: Sequence[Member], benefit: Benefit) -> tuple[str, ...]:
    """Who joins if nobody begins by taking part and each joins once that pays.

    `benefit` as in `largest_coalition`; no coalition that anybody could settle on is smaller.

    Examples
    --------
    >>> trio = [Member("A", 3, cost=1), Member("B", 2, cost=2), Member("C", 1, cost=4)]
    >>> smallest_coalition(trio, lambda pressure: pressure / 2)
    ('A', 'B')
    >>> smallest_coalition(trio, lambda pressure: 3 if pressure >= 5 else 0)
    ()
    """
    return _named(members, _settled(members, benefit, set()))


def unlocking(
    members: Sequence[Member], benefit: Benefit, resolve: Exact
) -> tuple[tuple[str, ...], ...]:
    """The smallest sets who, by committing themselves, bring the others in and the target to yield.

    Parameters
    ----------
    members, benefit
        As in `smallest_coalition`.
    resolve : int, Fraction or Decimal
        The pressure at which the target yields.

    Returns
    -------
    tuple of tuples of str
        ``((),)`` where nobody has to, none where all together are not enough.

    Examples
    --------
    >>> trio = [Member("A", 3, cost=1), Member("B", 2, cost=2), Member("C", 1, cost=4)]
    >>> unlocking(trio, lambda pressure: 3 if pressure >= 5 else 0, resolve=5)
    (('A',), ('B',))
    """
    return _smallest(
        members,
        lambda held: (
            _pressure(members, _settled(members, benefit, set(held), held=held))
            >= Fraction(resolve)
        ),
    )


def tipping(
    members: Sequence[Member], benefit: Benefit, resolve: Exact
) -> tuple[tuple[str, ...], ...]:
    """The smallest sets whose leaving for good lets the target off, the others' leaving included.

    Parameters
    ----------
    members, benefit, resolve
        As in `unlocking`.

    Returns
    -------
    tuple of tuples of str
        ``((),)`` where the pressure does not suffice as it is.

    Examples
    --------
    >>> trio = [Member("A", 3, cost=1), Member("B", 2, cost=2), Member("C", 1, cost=4)]
    >>> tipping(trio, lambda pressure: 4 if pressure >= 4 else 0, resolve=4)
    (('A',), ('B', 'C'))
    """
    everyone = frozenset(range(len(members)))
    return _smallest(
        members,
        lambda gone: (
            _pressure(members, _settled(members, benefit, set(everyone - gone), gone=gone))
            < Fraction(resolve)
        ),
    )


def _settled(
    members: Sequence[Member],
    benefit: Benefit,
    taking_part: set[int],
    held: frozenset[int] = frozenset(),
    gone: frozenset[int] = frozenset(),
) -> set[int]:
    """Who takes part once nobody but those `held` or `gone` would change its mind."""
    for _ in range(len(members) + 1):
        willing = {
            place
            for place, member in enumerate(members)
            if place in held
            or (place not in gone and _stays(member, members, benefit, taking_part | {place}))
        }
        if willing == taking_part:
            return taking_part
        taking_part = willing
    raise ValueError("more pressure has to be worth at least as much")


def _stays(
    member: Member, members: Sequence[Member], benefit: Benefit, together: Iterable[int]
) -> bool:
    gain = Fraction(member.private) + Fraction(benefit(_pressure(members, together)))
    return gain >= Fraction(member.cost)


def _pressure(members: Sequence[Member], places: Iterable[int]) -> Fraction:
    return sum((Fraction(members[place].pressure) for place in places), Fraction(0))


def _named(members: Sequence[Member], places: Iterable[int]) -> tuple[str, ...]:
    return tuple(members[place].name for place in sorted(places))


def _smallest(
    members: Sequence[Member], suffices: Callable[[frozenset[int]], bool]
) -> tuple[tuple[str, ...], ...]:
    found: list[frozenset[int]] = []
    for tried in _by_size(len(members)):
        if not any(smaller <= tried for smaller in found) and suffices(tried):
            found.append(tried)
    return tuple(_named(members, places) for places in found)


def _by_size(count: int) -> Iterator[frozenset[int]]:
    for size in range(count + 1):
        yield from map(frozenset, combinations(range(count), size))
