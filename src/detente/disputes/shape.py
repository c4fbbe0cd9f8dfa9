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
        layout.problem((), "a dispute file is made of sections", "start with dispute: its title")
        return {()}
    bad: set[Path] = set()
    for fault in list(FILE.faults(layout.data, ())):
        if fault.unknown is not None:
            _note_unknown(layout, fault, bad)
        elif fault.path not in bad:
            layout.problem(fault.path, fault.what, fault.mend, key=fault.at_key)
        bad.add(fault.path)
    return bad


def _note_unknown(layout: Layout, fault: Fault, bad: set[Path]) -> None:
    """Note a key that cannot stand where it does: a piece of a formula, a later section, a slip."""
    key, path = str(fault.unknown), fault.path
    split = _split_formula(layout, path)
    if split is not None:
        if split not in bad:
            mend = f"write it in single quotes: {split[-1]}: '…'"
            layout.problem(split, "YAML has split this formula at a comma", mend)
            bad.add(split)
    elif key in LATER_SECTIONS and len(path) in {1, 3}:
        what = f"`{key}` is part of the format, but does not work in this version yet"
        layout.problem(path, what, "remove it for now", key=True)
    else:
        what = f"`{key}` is not a key that can stand here"
        layout.problem(path, what, did_you_mean(key, fault.known, "remove it"), key=True)


def _split_formula(layout: Layout, path: Path) -> Path | None:
    """The path of the formula that an unknown key is a piece of, split off by YAML; else None."""
    siblings: Any = layout.data
    for part in path[:-1]:
        siblings = siblings[part]
    if siblings[path[-1]] is not None or not layout.place(path, key=True).flow:
        return None
    for name, value in siblings.items():
        if isinstance(value, str) and value.count("(") > value.count(")"):
            return (*path[:-1], name)
    return None
