"""Reading formulas: what binds how tightly, keywords in any case, and where faults are."""

from __future__ import annotations

import itertools
import random
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.statements.evaluation import Truth, evaluate
from detente.statements.parsing import FormulaError, as_fraction, parse
from detente.statements.printing import number_text, option_name, printed, quoted
from detente.statements.syntax import (
    And,
    Atom,
    Compared,
    Conditional,
    Constant,
    Count,
    Formula,
    Measure,
    Not,
    OptionLevel,
    OptionOn,
    Or,
    StateIs,
    Term,
    atoms,
    with_atoms,
)
from oracle import brute, spec, strategies
from statements.trees import AMOUNTS, COMPARISONS, FORMULAS, KEYWORDS, TEXTS, Pair

A, B, C, D = (OptionOn("P", name) for name in "abcd")
ON = OptionLevel("P", "l", "on")
AX, BY = Measure("A", "x"), Measure("B", "y")
A_IF_B = Conditional("if", A, B)
SETTINGS = list(itertools.product([False, True], repeat=3))


def look_up(atom: Atom) -> Truth:
    """Where P.a, P.b and P.c are on among `SETTINGS`."""
    assert isinstance(atom, OptionOn)
    return np.array([setting["abc".index(atom.option)] for setting in SETTINGS])


# ---------------------------------------------------------------------- there and back


@given(formula=FORMULAS)
def test_what_is_printed_reads_back(formula: Formula) -> None:
    assert parse(printed(formula)) == formula


def test_several_unequal_states_read_back_as_a_negation() -> None:
    assert parse(printed(StateIs((1, 2), False))) == Not(StateIs((1, 2)))


@given(formula=FORMULAS)
def test_printing_settles_at_once(formula: Formula) -> None:
    text = printed(formula)
    assert printed(parse(text)) == text


@given(formula=FORMULAS)
def test_every_atom_knows_its_place(formula: Formula) -> None:
    text = printed(formula)
    for atom in atoms(parse(text)):
        assert text[atom.at :].startswith(printed(atom).split(".")[0].split(" ")[0])


@given(party=st.text(), option=st.text())
def test_any_name_can_be_written(party: str, option: str) -> None:
    assert parse(option_name(party, option)) == OptionOn(party, option)
    assert parse(quoted(party)) == Term(party)


@given(compared=COMPARISONS)
def test_comparisons_read_back_wherever_they_stand(compared: Compared) -> None:
    text = printed(compared)
    assert parse(text) == compared
    assert parse(f"not({text})and true") == And((Not(compared), Constant(True)))


@given(amount=AMOUNTS)
def test_numbers_read_back_exactly(amount: Fraction) -> None:
    assert as_fraction(number_text(amount)) == amount


@given(formula=FORMULAS)
def test_atoms_replaced_by_themselves_change_nothing(formula: Formula) -> None:
    seen: list[Atom] = []

    def noted(atom: Atom) -> Formula:
        seen.append(atom)
        return atom

    assert with_atoms(formula, noted) == formula
    assert seen == list(atoms(formula))


# ---------------------------------------------------------------------- what binds how tightly


@given(pair=TEXTS)
def test_operators_bind_as_stated(pair: Pair) -> None:
    """Python binds not, and, or in the same order; its own evaluator judges the texts."""
    ours, python = pair
    found = evaluate(parse(ours), look_up, len(SETTINGS)).tolist()
    program = compile(python, "formula", "eval")
    wanted = [bool(eval(program, dict(zip("abc", setting, strict=True)))) for setting in SETTINGS]
    assert found == wanted


@given(data=st.data(), drawn=strategies.option_disputes(options=(1, 5), levels=True, rules=False))
def test_formulas_mean_what_the_oracle_says(data: st.DataObject, drawn: spec.Spec) -> None:
    formula = data.draw(strategies.formulas(strategies.atoms(drawn), max_leaves=8))
    facts = [brute.facts_of(drawn, members[0]) for members in brute.states(drawn).values()]

    def truth(atom: Atom) -> Truth:
        match atom:
            case OptionOn(party, option):
                return np.array([fact[party, option] is True for fact in facts])
            case OptionLevel(party, option, level, equal):
                return np.array([(fact[party, option] == level) == equal for fact in facts])
        raise AssertionError(atom)

    found = evaluate(parse(spec.formula_text(formula)), truth, len(facts)).tolist()
    assert found == [brute.holds(formula, fact) for fact in facts]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("not P.a and P.b", And((Not(A), B))),
        ("P.a or P.b and P.c", Or((A, And((B, C))))),
        ("P.a and P.b or P.c and P.d", Or((And((A, B)), And((C, D))))),
        ("P.a if P.b or P.c", Conditional("if", A, Or((B, C)))),
        ("not P.a implies P.b", Conditional("implies", Not(A), B)),
        ("(P.a iff P.b) iff P.c", Conditional("iff", Conditional("iff", A, B), C)),
        ("not not P.a", Not(Not(A))),
        ("not P.l = none", Not(OptionLevel("P", "l", "none"))),
        ("P.l != none", OptionLevel("P", "l", "none", False)),
        ("P.l=on and P.l!=off", And((ON, OptionLevel("P", "l", "off", False)))),
        ("at least 2 of (P.a, P.b or P.c)", Count("at least", 2, (A, Or((B, C))))),
        ("not at most 1 of (P.a)", Not(Count("at most", 1, (A,)))),
        ("exactly 0 of (P.a if P.b, true)", Count("exactly", 0, (A_IF_B, Constant(True)))),
        ("state = 2", StateIs((2,))),
        ("state != 2", StateIs((2,), False)),
        ("state in (1, 2)", StateIs((1, 2))),
        ("not state in (1,2)", Not(StateIs((1, 2)))),
        ('"Local Government".Insist', OptionOn("Local Government", "Insist")),
        ('"two words"', Term("two words")),
        ('A."two words" = "a b"', OptionLevel("A", "two words", "a b")),
        ("A.not and A.state", And((OptionOn("A", "not"), OptionOn("A", "state")))),
        ('"not" or "State".in', Or((Term("not"), OptionOn("State", "in")))),
        ("A.if if A.if", Conditional("if", OptionOn("A", "if"), OptionOn("A", "if"))),
        ("  ( P.a )\n and\tP.b ", And((A, B))),
        ("on.off", OptionOn("on", "off")),
        ("A . x", OptionOn("A", "x")),
        ("A.x >= B.y", Compared(">=", AX, BY)),
        ("A.x = B.y", Compared("=", AX, BY)),
        ("A.x<B.y and A.x!=B.y", And((Compared("<", AX, BY), Compared("!=", AX, BY)))),
        ("A.x > 0.1", Compared(">", AX, Fraction(1, 10))),
        ("A.x > -0.1", Compared(">", AX, Fraction(-1, 10))),
        ("A.x <= 1/3", Compared("<=", AX, Fraction(1, 3))),
        ("A.x < 2", Compared("<", AX, Fraction(2))),
        ("0.1 < A.x", Compared("<", Fraction(1, 10), AX)),
        ("(-2 <= A.x)", Compared("<=", Fraction(-2), AX)),
        ("not 1 != A.x", Not(Compared("!=", Fraction(1), AX))),
        ("A.x = 2", OptionLevel("A", "x", "2")),
        ("A.x = 2.0", Compared("=", AX, Fraction(2))),
        ("A.x != -2", Compared("!=", AX, Fraction(-2))),
        ("2 = A.x", Compared("=", Fraction(2), AX)),
        ("1.5 = A.x", Compared("=", Fraction(3, 2), AX)),
        ("1.5", OptionOn("1", "5")),
        ("1.5 = high", OptionLevel("1", "5", "high")),
        ("1.5 = 2", OptionLevel("1", "5", "2")),
        ('"1".5 > A.x', Compared(">", Measure("1", "5"), AX)),
        ('A.x = "2.0"', OptionLevel("A", "x", "2.0")),
        ('"a b".in >= A."x y"', Compared(">=", Measure("a b", "in"), Measure("A", "x y"))),
        ("A.x >= B.y implies P.a", Conditional("implies", Compared(">=", AX, BY), A)),
        ("exactly 1 of (2 > A.x, P.a)", Count("exactly", 1, (Compared(">", Fraction(2), AX), A))),
        ("A.x < in.y", Compared("<", AX, Measure("in", "y"))),
    ],
)  # fmt: skip
def test_trees(text: str, tree: Formula) -> None:
    assert parse(text) == tree


# ---------------------------------------------------------------------- keywords in any case


@given(formula=FORMULAS, seed=st.integers(0, 10_000))
def test_keywords_are_case_blind(formula: Formula, seed: int) -> None:
    """Outside quotes and not after a dot or a sign, words that are keywords may be in any case."""
    chance = random.Random(seed)

    def recased(match: re.Match[str]) -> str:
        text = match[0]
        if match["keyword"] is None:
            return text
        return "".join(chance.choice([c.upper(), c.lower()]) for c in text)

    words = "|".join(KEYWORDS)
    pattern = rf'"(?:[^"\\]|\\.)*"|(?:\.|!?=)\s*\w+|\b(?P<keyword>{words})\b|\w+'
    text = re.sub(pattern, recased, printed(formula), flags=re.DOTALL)
    assert parse(text) == formula


def test_names_are_not_case_blind() -> None:
    assert parse("a.x") != parse("A.x")
    assert parse("Peace") != parse("peace")


# ---------------------------------------------------------------------- where faults are


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("«", "no formula"),
        ("   «", "no formula"),
        ("P.a and«", "early"),
        ("not«", "early"),
        ("P.«", "early"),
        ("P.l =«", "early"),
        ("(P.a and P.b«", "parenthesis"),
        ("P.a«)", "parenthesis"),
        ("(«)", "parenthesis"),
        ("P.a implies P.b «implies P.c", "parentheses"),
        ("P.a if P.b «iff P.c", "parentheses"),
        ("(P.a if P.b) if P.c «if P.d", "parentheses"),
        ("P.a «P.b", "P"),
        ("Local «Government.Insist", "Government"),
        ("P.a «not P.b", "not"),
        ("P.a and «or P.b", "or"),
        ("P.a «& P.b", "and"),
        ("P.a «| P.b", "or"),
        ("«!P.a", "not"),
        ("«~P.a", "not"),
        ("«-P.a", "not"),
        ("P.a =«> P.b", "implies"),
        ("P.a «-> P.b", "implies"),
        ("P.a «'b'", "quotes"),
        ('P.«"a', "quotes"),
        ("«= P.a", "level"),
        ("P.l = «= none", "="),
        ("«.a", "party"),
        ("not«.a", "quotes"),
        ("at «2 of (P.a)", "2"),
        ("at least «two of (P.a)", "two"),
        ("at least 2 of «P.a", "(A, B, C)"),
        ("at least 2 of («)", "parenthesis"),
        ("at least 2 of (P.a,«)", "parenthesis"),
        ("state = «one", "one"),
        ("state in «1", "1"),
        ("state in (1, «x)", "x"),
        ("state «2", "2"),
        ("P.a «€ P.b", "€"),
        ("P.a «× P.b", "×"),
        ("P.a«.b", "."),
        ("peace «> 3", "attributes"),
        ("peace «>= A.x", "attributes"),
        ("A.x > «high", "levels are compared by = and !="),
        ("A.x <«", "early"),
        ("A.x < «(B.y)", "("),
        ("A.x < 0.5 «< B.y", "join two by and"),
        ("«1 < 2", "two numbers"),
        ("«0.5 = 0.7", "two numbers"),
        ("A.x < «1/0", "divides by 0"),
        ("A.x > «" + "9" * 1001, "digits"),
        ("A.x «<=> B.y", "iff"),
        ("A.x «<-> B.y", "iff"),
        ("state «> 2", "attributes"),
        ("state = «-1", "whole number"),
        ("A.x«-5", "hyphen"),
    ],
)
def test_faults_are_named_where_they_are(marked: str, said: str) -> None:
    text, at = marked.replace("«", ""), marked.index("«")
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.at, caught.value.what != "") == (at, True), caught.value
    assert caught.value.mend
    assert said in str(caught.value)


def test_a_forgotten_of_is_named() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("at least 2 (P.a, P.b)")
    assert caught.value.at == len("at least 2 ")
    assert re.search(r"\bof\b", str(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "P.a" + ")" * 500,
        "not " * 5000 + "P.a",
        "P.a and " * 50_000 + "P.a",
        "at least 1 of (" * 300 + "P.a" + ")" * 300,
        "x" * 100_000,
    ],
    ids=["parentheses", "nots", "ands", "counts", "name"],
)
def test_monstrous_formulas_are_refused_in_words(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.mend


@given(text=st.text(max_size=40) | st.text(alphabet=' ()".,=!<>-/PabA12notrdifs', max_size=40))
def test_any_text_is_a_formula_or_a_fault_inside_it(text: str) -> None:
    try:
        formula, fault = parse(text), None
    except FormulaError as error:
        formula, fault = Constant(True), error
    assert parse(printed(formula)) == formula
    if fault is not None:
        assert 0 <= fault.at <= len(text)
        assert fault.what
        assert fault.mend
