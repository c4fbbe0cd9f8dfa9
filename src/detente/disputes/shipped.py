"""The disputes that come with the package, by name."""

from __future__ import annotations

from importlib import resources


def shipped_names() -> tuple[str, ...]:
    """The names of the shipped disputes, in alphabetical order."""
    folder = resources.files("detente") / "cases"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".yaml")))


def shipped_text(name: str) -> str:
    """The file of a shipped dispute; KeyError where there is none of that name."""
    if name not in shipped_names():
        raise KeyError(name)
    return (resources.files("detente") / "cases" / f"{name}.yaml").read_text(encoding="utf-8")
