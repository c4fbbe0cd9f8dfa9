"""What charts are made with, loaded when it is first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType


class MissingExtra(ImportError):
    """A library that charts need is not installed."""


def altair() -> Any:
    """The library in which a chart can be changed.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    return _needed("altair")


def converter() -> Any:
    """The library that turns a stated chart into SVG.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    return _needed("vl_convert")


def _needed(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        what = f"charts need `{name}`, which is not installed"
        raise MissingExtra(f"{what}; add it by `pip install 'detente[report]'`") from error
