"""What charts are made with, loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from types import ModuleType

_P = ParamSpec("_P")


class MissingExtra(ImportError):
    """A library that charts need is not installed."""


def altair() -> Any:
    """The library that charts are stated with.

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


def warm_up() -> None:
    """Load both and draw a first chart, which takes a second, for example beside other work.

    Nothing happens where they are not installed.
    """
    try:
        spec = {"data": {"values": []}, "mark": "point"}
        converter().vegalite_to_svg(spec, allowed_base_urls=[])
        altair()
    except MissingExtra:
        return


def inline(values: Iterable[Mapping[str, Any]]) -> Any:
    """Data that stand in the chart itself; as a tuple, of which no layer makes its own copy."""
    return altair().InlineData(values=tuple(values))


def unchecked(state: Callable[_P, Any]) -> Callable[_P, Any]:
    """Have a chart stated without checking every part of it on the way, which takes most time.

    Tests check whole charts of every kind.
    """

    @wraps(state)
    def stated(*of: _P.args, **more: _P.kwargs) -> Any:
        altair()
        from altair.utils.schemapi import debug_mode

        with debug_mode(False):
            return state(*of, **more)

    return stated


def _needed(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        what = f"charts need `{name}`, which is not installed"
        raise MissingExtra(f"{what}; add it by `pip install 'detente[report]'`") from error
