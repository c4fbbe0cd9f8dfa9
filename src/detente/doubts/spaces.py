"""All worlds that the doubts of a dispute, and of others it is compared with, allow (ours).

Each doubt's answer is picked by a number between 0 and 1. Doubts that are tied share that number,
with the probability that their correlation says; so each keeps the probabilities of its answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from detente.disputes.model import Dispute, Doubt
from detente.disputes.places import problem_at
from detente.disputes.problems import DisputeError, Problem
from detente.doubts.answers import Answer, answers_to, base_answer

Picks = npt.NDArray[np.int64]
"""One row for each world, one column for each question: the places of the answers."""
Joint = tuple[tuple[tuple[int, ...], Fraction], ...]
HERE = ""
_MOST_TIES = 10


@dataclass(frozen=True)
class Question:
    """A doubt, as it stands in one dispute or in several at once.

    Attributes
    ----------
    name : str
        The doubt's name, with that of its file where it is another's alone.
    stands_in : tuple of (str, int)
        In which files (empty for the dispute itself), and at which place among their doubts.
    doubt : Doubt
        The doubt, as the first of these files has it.
    answers : tuple of Answer
        Its answers, in order.
    base : int
        The answer that leaves that file as it stands; `AS_STATED` where none does.
    """

    name: str
    stands_in: tuple[tuple[str, int], ...]
    doubt: Doubt
    answers: tuple[Answer, ...]
    base: int

    @cached_property
    def ends(self) -> tuple[Fraction, ...]:
        """Where each answer's part of the numbers from 0 to 1 ends."""
        return tuple(itertools.accumulate(answer.probability for answer in self.answers))


@dataclass(frozen=True)
class Tie:
    """That one question is answered with the number of another.

    Attributes
    ----------
    question, to : int
        Their places.
    alike : bool
        Whether with the same number, or with what it leaves of 1.
    share : Fraction
        How likely at all; otherwise with a number of its own.
    """

    question: int
    to: int
    alike: bool
    share: Fraction


@dataclass(frozen=True)
class Factor:
    """Questions that are tied to one another, and to no others.

    Attributes
    ----------
    questions : tuple of int
        Their places.
    joint : tuple of pairs, or None
        Their answers together with how likely they are; None where there are too many ties.
    """

    questions: tuple[int, ...]
    joint: Joint | None


@dataclass(frozen=True)
class Space:
    """All worlds.

    Attributes
    ----------
    questions : tuple of Question
        What is doubted, those of the dispute itself first.
    ties : tuple of Tie
        Which of them stand or fall together, each after the one that it is tied to.
    """

    questions: tuple[Question, ...]
    ties: tuple[Tie, ...]

    @property
    def base(self) -> tuple[int, ...]:
        """The answers that leave the files as they stand."""
        return tuple(question.base for question in self.questions)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The questions, those that are tied together as one; factors are independent."""
        groups = {k: k for k in range(len(self.questions))}
        for tie in self.ties:
            joined, kept = groups[tie.question], groups[tie.to]
            groups = {k: kept if group == joined else group for k, group in groups.items()}
        members = [tuple(k for k, g in groups.items() if g == group) for group in groups.values()]
        return tuple(Factor(own, self._joint(own)) for own in dict.fromkeys(members))

    @cached_property
    def size(self) -> int | None:
        """How many worlds there are; None where they cannot be counted."""
        count = 1
        for factor in self.factors:
            if factor.joint is None:
                return None
            count *= len(factor.joint)
        return count

    def every(self) -> tuple[Picks, npt.NDArray[np.float64]]:
        """Every world, and how likely it is; the last factor changes fastest."""
        picks = np.zeros((1, len(self.questions)), dtype=np.int64)
        weights = np.ones(1)
        for factor in self.factors:
            assert factor.joint is not None
            picks = picks.repeat(len(factor.joint), axis=0)
            own = np.array([answers for answers, _ in factor.joint])
            picks[:, factor.questions] = np.tile(own, (len(weights), 1))
            weights = np.outer(weights, [float(share) for _, share in factor.joint]).reshape(-1)
        return picks, weights

    def drawn(self, seed: np.random.SeedSequence, count: int) -> Picks:
        """Worlds drawn at random, stratified in each question: shape (count, questions).

        A Latin hypercube (McKay, Beckman & Conover 1979): of the numbers that pick a question's
        answers one lies in each of `count` equal parts of the way from 0 to 1.
        """
        random = np.random.default_rng(seed)
        dimensions = len(self.questions) + len(self.ties)
        order = np.argsort(random.random((dimensions, count)), axis=1, kind="stable")
        numbers = (order + random.random((dimensions, count))) / count
        return self._picked(numbers)

    def redrawn(
        self, seed: np.random.SeedSequence, worlds: Picks, factor: Factor
    ) -> tuple[Picks, npt.NDArray[np.float64]]:
        """The same worlds, with one factor answered otherwise.

        Returns
        -------
        worlds : numpy.ndarray of int, shape (worlds, questions)
            The other answers are drawn as likely as they are, given that they are others.
        chances : numpy.ndarray of float, shape (worlds,)
            How likely it was that a draw would give other answers at all.
        """
        found = worlds.copy()
        if factor.joint is None:
            found[:, factor.questions] = self.drawn(seed, len(worlds))[:, factor.questions]
            return found, np.ones(len(worlds))
        known = np.array([answers for answers, _ in factor.joint])
        likely = np.array([float(share) for _, share in factor.joint])
        own = (worlds[:, None, factor.questions] == known[None]).all(axis=2)
        others = np.where(own, 0.0, likely)
        chances = others.sum(axis=1)
        ends = np.cumsum(others, axis=1) / np.maximum(chances, 1e-300)[:, None]
        numbers = np.random.default_rng(seed).random(len(worlds))
        chosen = np.minimum((ends <= numbers[:, None]).sum(axis=1), len(known) - 1)
        found[:, factor.questions] = known[chosen]
        return found, chances

    def _picked(self, numbers: npt.NDArray[np.float64]) -> Picks:
        own = list(numbers[: len(self.questions)])
        for tie, copies in zip(self.ties, numbers[len(self.questions) :], strict=True):
            shared = own[tie.to] if tie.alike else np.nextafter(1 - own[tie.to], 0)
            own[tie.question] = np.where(copies < float(tie.share), shared, own[tie.question])
        columns = [
            np.searchsorted([float(end) for end in question.ends[:-1]], number, side="right")
            for question, number in zip(self.questions, own, strict=True)
        ]
        return np.array(columns, dtype=np.int64).reshape(len(columns), -1).T.copy()

    # Joint probabilities -----------------------------------------------------------------------

    def _joint(self, members: tuple[int, ...]) -> Joint | None:
        ties = [tie for tie in self.ties if tie.question in members]
        if len(ties) > _MOST_TIES:
            return None
        found: dict[tuple[int, ...], Fraction] = {}
        for copied in itertools.product((True, False), repeat=len(ties)):
            likely = Fraction(1)
            for tie, copies in zip(ties, copied, strict=True):
                likely *= tie.share if copies else 1 - tie.share
            if likely:
                held = [tie for tie, copies in zip(ties, copied, strict=True) if copies]
                for answers, share in self._given(members, held):
                    found[answers] = found.get(answers, Fraction(0)) + share * likely
        return tuple(sorted(found.items()))

    def _given(
        self, members: tuple[int, ...], held: Sequence[Tie]
    ) -> Iterator[tuple[tuple[int, ...], Fraction]]:
        """The members' answers together, and how likely, where just these ties hold."""
        number_of = {member: (member, True) for member in members}
        for tie in held:  # each comes after the one it is tied to
            source, alike = number_of[tie.to]
            number_of[tie.question] = source, alike == tie.alike
        parts = []
        for source in dict.fromkeys(source for source, _ in number_of.values()):
            sharing = [m for m in members if number_of[m][0] == source]
            parts.append([*self._sharing({m: number_of[m][1] for m in sharing})])
        for chosen in itertools.product(*parts):
            answers: dict[int, int] = {}
            likely = Fraction(1)
            for answered, share in chosen:
                answers |= answered
                likely *= share
            yield tuple(answers[member] for member in members), likely

    def _sharing(self, alike: Mapping[int, bool]) -> Iterator[tuple[dict[int, int], Fraction]]:
        """The answers of questions that share a number, for each part of the way from 0 to 1."""
        ends = {
            m: [e if same else 1 - e for e in self.questions[m].ends] for m, same in alike.items()
        }
        cuts = sorted({Fraction(0), Fraction(1), *itertools.chain.from_iterable(ends.values())})
        for low, high in itertools.pairwise(cuts):
            middle = (low + high) / 2
            answered = {
                m: sum(end <= (middle if same else 1 - middle) for end in self.questions[m].ends)
                for m, same in alike.items()
            }
            yield answered, high - low


def space_of(disputes: Mapping[str, Dispute]) -> Space:
    """The space of all worlds of a dispute and of others that its claims speak of.

    A doubt that stands under one name in several files is one question: it has the same answer in
    all of them.

    Parameters
    ----------
    disputes : mapping of str to Dispute
        By the names of their files; that of the dispute itself is `HERE`.

    Raises
    ------
    DisputeError
        If doubts of one name have different numbers of answers, or other probabilities.
    """
    questions: dict[str, Question] = {}
    for file, dispute in disputes.items():
        for place, doubt in enumerate(dispute.doubts):
            name = doubt.name if file == HERE else f"{doubt.name} (in {file})"
            found = answers_to(doubt, dispute)
            base = base_answer(doubt, dispute)
            new = Question(name, ((file, place),), doubt, found, base)
            known = questions.get(doubt.name)
            if known is not None and not _alike(known, new):
                raise DisputeError([_unlike(disputes[HERE], known, file)])
            questions[doubt.name] = new if known is None else _joined(known, new)
    places = {name: k for k, name in enumerate(questions)}
    return Space(tuple(questions.values()), tuple(_ties(disputes, places)))


def _alike(one: Question, other: Question) -> bool:
    return [a.probability for a in one.answers] == [a.probability for a in other.answers]


def _joined(one: Question, other: Question) -> Question:
    stands_in = (*one.stands_in, *other.stands_in)
    return Question(one.name, stands_in, one.doubt, one.answers, one.base)


def _unlike(dispute: Dispute, known: Question, file: str) -> Problem:
    first, place = known.stands_in[0]
    where = ("doubts", place, "name") if first == HERE else ("claims",)
    what = f"the doubt `{known.name}` stands in {file} too, with other answers or probabilities"
    mend = "give it the same in both, or another name in one of them"
    return problem_at(dispute, where, what, mend)


def _ties(disputes: Mapping[str, Dispute], places: Mapping[str, int]) -> Iterator[Tie]:
    """The ties between questions, each after those that it hangs on."""
    waiting: dict[int, Tie] = {}
    for dispute in disputes.values():
        for doubt in dispute.doubts:
            if doubt.tied_to is not None:
                own, other = places[doubt.name], places[doubt.tied_to]
                share = Fraction(str(doubt.correlation))
                waiting.setdefault(own, Tie(own, other, share > 0, abs(share)))
    while waiting:
        free = [k for k, tie in waiting.items() if tie.to not in waiting]
        if not free:  # only files joined together can make a circle: the rest of it is cut
            return
        for k in free:
            yield waiting.pop(k)
