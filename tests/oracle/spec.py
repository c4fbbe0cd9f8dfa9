"""A dispute as plain data (a *spec*), its bits, and its text as a format-1 file.

An option-form spec::

    {"parties": [{"name": "North",
                  "options": [{"name": "freeze", "direction": "both", "levels": None}, ...],
                  "prefers": [formula, ...]}, ...],       # or "ranking", or "weights", or none
     "rules": [formula], "same": [formula],
     "forbidden_moves": [{"party": "North", "from": formula, "to": formula, "when": formula}],
     "status_quo": [("North", "freeze"), ("South", "corridor", "open")]}    # or None

A hand-drawn spec::

    {"graph": {"states": [1, 2], "moves": {"North": [(1, 2)]}},
     "parties": [{"name": "North", "ranking": [[2], [1]]}, ...], "status_quo": 1}

``ranking`` is a list of lists of tied state numbers, best first; ``weights`` a list of
``(formula, "1.5")``. A formula is a nested tuple: ``("on", party, option)``,
``("level", party, option, level)``, ``("const", bool)``, ``("not", f)``, ``("and", f, g)``,
``("or", f, g)``, ``("if", a, b)`` (b implies a), ``("implies", a, b)``, ``("iff", a, b)``,
``("count", "at least" | "at most" | "exactly", k, (f, ...))`` and, in hand-drawn disputes,
``("state", n)``. All but ``parties`` may be missing.
"""

from __future__ import annotations

import re
from typing import Any

Spec = dict[str, Any]
Formula = tuple[Any, ...]

KEYWORDS = frozenset(
    [
        "not",
        "and",
        "or",
        "if",
        "implies",
        "iff",
        "at",
        "least",
        "most",
        "exactly",
        "of",
        "true",
        "false",
        "state",
        "in",
        "on",
        "off",
    ]
)
YAML_WORDS = frozenset(["on", "off", "yes", "no", "y", "n", "true", "false", "null"])
CONDITIONALS = ("if", "implies", "iff")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN = re.compile(r"[A-Za-z(][A-Za-z0-9_. ()=!]*")


def bits(spec: Spec) -> list[tuple[str, str, str | None]]:
    """The bits of a state, first to last: ``(party, option, level)``, level None if without levels.

    File order; an option with levels l0 ... lm makes m bits, for l1 ... lm.
    """
    found: list[tuple[str, str, str | None]] = []
    for party in spec["parties"]:
        for option in party.get("options", []):
            for level in option["levels"][1:] if option.get("levels") else [None]:
                found.append((party["name"], option["name"], level))
    return found


# ---------------------------------------------------------------------- the statement language


def name_text(name: str, after_dot: bool = False) -> str:
    """A name as the statement language writes it, in double quotes only where it needs them."""
    if '"' in name or "\\" in name:
        raise ValueError(f"the format has no way to write the name {name!r}")
    if _WORD.fullmatch(name) and (after_dot or name.lower() not in KEYWORDS):
        return name
    return f'"{name}"'


def formula_text(formula: Formula) -> str:
    """A formula as the statement language writes it."""
    kind = formula[0]
    if kind == "const":
        return "true" if formula[1] else "false"
    if kind == "on":
        return f"{name_text(formula[1])}.{name_text(formula[2], after_dot=True)}"
    if kind == "level":
        return f"{formula_text(('on', *formula[1:3]))} = {name_text(formula[3])}"
    if kind == "state":
        return f"state = {formula[1]}"
    if kind == "count":
        members = ", ".join(_operand(f, 1) for f in formula[3])
        return f"{formula[1]} {formula[2]} of ({members})"
    if kind == "not":
        if formula[1][0] in ("level", "state"):
            return formula_text(formula[1]).replace(" = ", " != ")
        return f"not {_operand(formula[1], 3)}"
    if kind == "or" and formula[1][0] == formula[2][0] == "state":
        return f"state in ({formula[1][1]}, {formula[2][1]})"
    strength = _strength(formula)
    # Chains of and (of or) associate to the left; conditionals do not chain at all.
    least = strength + 1 if kind in CONDITIONALS else strength
    return f"{_operand(formula[1], least)} {kind} {_operand(formula[2], strength + 1)}"


def _strength(formula: Formula) -> int:
    """How tightly the main operator of a formula binds: conditionals 0 ... atoms 4."""
    if formula[0] in CONDITIONALS:
        return 0
    return {"or": 1, "and": 2, "not": 3}.get(formula[0], 4)


def _operand(formula: Formula, least: int) -> str:
    text = formula_text(formula)
    return text if _strength(formula) >= least else f"({text})"


# ---------------------------------------------------------------------- the file


def yaml_text(text: str) -> str:
    """A string as a YAML scalar, in single quotes unless it is surely safe without."""
    if _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in YAML_WORDS:
        return text
    return "'" + text.replace("'", "''") + "'"


def _yaml_formula(formula: Formula) -> str:
    text = formula_text(formula)
    return text if formula[0] == "const" else yaml_text(text)  # YAML's true is a formula, too


def _yaml_list(key: str, formulas: list[Formula], indent: str) -> list[str]:
    if not formulas:
        return [f"{indent}{key}: []"]
    return [f"{indent}{key}:", *(f"{indent}  - {_yaml_formula(f)}" for f in formulas)]


def _yaml_option(number: int, option: dict[str, Any]) -> str:
    direction, levels = option.get("direction", "both"), option.get("levels")
    if direction == "both" and not levels:
        return f"{yaml_text(option['name'])}: Option {number}"
    parts = [f"title: Option {number}"]
    if direction != "both":
        parts.append(f"direction: {direction}")
    if levels:
        parts.append(f"levels: [{', '.join(yaml_text(level) for level in levels)}]")
    return f"{yaml_text(option['name'])}: {{{', '.join(parts)}}}"


def _yaml_party(party: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    if party.get("options"):
        lines.append("    options:")
        for number, option in enumerate(party["options"], 1):
            lines.append(f"      {_yaml_option(number, option)}")
    if "prefers" in party:
        lines += _yaml_list("prefers", party["prefers"], "    ")
    if "ranking" in party:
        ties = (str(tie[0]) if len(tie) == 1 else str(list(tie)) for tie in party["ranking"])
        lines.append(f"    ranking: [{', '.join(ties)}]")
    if "weights" in party:
        lines.append("    weights:" if party["weights"] else "    weights: {}")
        for formula, weight in party["weights"]:
            lines.append(f"      {yaml_text(formula_text(formula))}: {weight}")
    name = yaml_text(party["name"])
    return [f"  {name}:", *lines] if lines else [f"  {name}: {{}}"]


def to_yaml(spec: Spec) -> str:
    """The spec as a format-1 dispute file."""
    lines = ["dispute: Drawn for a test", "format: 1"]
    if "graph" in spec:
        named = ", ".join(f"{n}: State {n}" for n in spec["graph"]["states"])
        lines += ["graph:", f"  states: {{{named}}}", "  moves:"]
        for party, arcs in spec["graph"]["moves"].items():
            lines.append(f"    {yaml_text(party)}: {[list(arc) for arc in arcs]}")
        if not spec["graph"]["moves"]:
            lines[-1] += " {}"
    lines.append("parties:")
    for party in spec["parties"]:
        lines += _yaml_party(party)
    for key in ("rules", "same"):
        if spec.get(key):
            lines += _yaml_list(key, spec[key], "")
    if spec.get("forbidden_moves"):
        lines.append("forbidden_moves:")
    for entry in spec.get("forbidden_moves", []):
        lines.append(f"  - party: {yaml_text(entry['party'])}")
        for key in ("from", "to", "when"):
            if key in entry:
                lines.append(f"    {key}: {_yaml_formula(entry[key])}")
    status_quo = spec.get("status_quo")
    if isinstance(status_quo, int):
        lines.append(f"status_quo: {status_quo}")
    elif status_quo is not None:
        on: list[Formula] = [("level" if len(e) == 3 else "on", *e) for e in status_quo]
        lines += _yaml_list("status_quo", on, "")
    return "\n".join(lines) + "\n"
