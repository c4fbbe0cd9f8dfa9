"""Faults of a file's shape, each noted where it stands."""

from __future__ import annotations

from typing import Any

from detente.disputes.layout import Layout, Path
from detente.disputes.problems import did_you_mean
from detente.disputes.schema import FILE, LATER_SECTIONS
from detente.disputes.shapes import Fault


def misshapen(layout: Layout) -> set[Path]:
    """Note every fault of shape in `layout`, and give the paths to leave alone for it."""
    if not isinstance(layout.data, dict):
        if not layout.problems:
            what = "a dispute file is made of sections"
            layout.problem((), what, "start with dispute: its title")
        return {()}
    bad = _split_formulas(layout, layout.data, ())
    for fault in list(FILE.faults(layout.data, ())):
        if fault.path in bad:
            continue
        if fault.unknown is not None:
            _note_unknown(layout, fault)
        else:
            layout.problem(fault.path, fault.what, fault.mend, key=fault.at_key)
        bad.add(fault.path)
    return bad


def _split_formulas(layout: Layout, data: Any, path: Path) -> set[Path]:
    """Note formulas that YAML has split at a comma inside braces; the paths of their pieces."""
    if isinstance(data, list):
        found = (_split_formulas(layout, item, (*path, at)) for at, item in enumerate(data))
        return set().union(*found)
    if not isinstance(data, dict):
        return set()
    bad: set[Path] = set()
    pieces: list[Path] = []
    depth = 0
    for key, value in data.items():
        at = (*path, key)
        bad |= _split_formulas(layout, value, at)
        if not layout.place(at, key=True).flow:
            continue
        if depth > 0 and _unbalance(key) < 0:
            depth += _unbalance(key)
        elif value is None and _unbalance(key) > 0:
            pieces, depth = [], _unbalance(key)  # a formula that is itself a key, as weights are
        elif isinstance(value, str):
            pieces, depth = [], _unbalance(value)
        pieces.append(at)
        if len(pieces) > 1 and depth <= 0:
            what = "YAML has split this formula at a comma"
            layout.problem(pieces[0], what, "write the whole formula in single quotes: '…'")
            bad |= set(pieces)
        if depth <= 0:
            pieces = []
    return bad


def _unbalance(text: str) -> int:
    """How many more parentheses open in a text than close."""
    return text.count("(") - text.count(")")


def _note_unknown(layout: Layout, fault: Fault) -> None:
    """Note a key that cannot stand where it does: one of a later section, or a slip."""
    key, path = str(fault.unknown), fault.path
    if key in LATER_SECTIONS and len(path) in {1, 3}:
        what = f"`{key}` is part of the format, but does not work in this version yet"
        layout.problem(path, what, "remove it for now", key=True)
    else:
        what = f"`{key}` is not a key that can stand here"
        layout.problem(path, what, did_you_mean(key, fault.known, "remove it"), key=True)
