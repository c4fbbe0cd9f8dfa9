"""Faults of a file's shape, found by the schema and said in an analyst's words."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from detente.disputes import schema
from detente.disputes.layout import Layout, Path
from detente.disputes.problems import did_you_mean

_WANTED = {
    "string_type": (
        "a text is wanted here",
        "put it in quotes if it looks like a number or a date",
    ),
    "string_too_short": ("a text is wanted here", "it is empty"),
    "dict_type": ("names with values are wanted here", "write name: value"),
    "model_type": ("keys with values are wanted here", "write key: value"),
    "list_type": ("a list is wanted here", "write [first, second] or one `- item` a line"),
    "bool_type": ("true or false is wanted here", ""),
    "int_parsing": ("a whole number is wanted here", "write 1, 2, …"),
    "int_type": ("a whole number is wanted here", "write 1, 2, …"),
    "greater_than_equal": ("state numbers start at 1", "write 1, 2, …"),
    "float_parsing": ("a number is wanted here", "write 3 or 2.5"),
    "float_type": ("a number is wanted here", "write 3 or 2.5"),
    "finite_number": ("a finite number is wanted here", "write 3 or 2.5"),
}
_DATE_WANTED = ("a date is wanted here", "write it as 2018-06-12")


def misshapen(layout: Layout) -> set[Path]:
    """Note every fault of shape in `layout`, and give the paths to leave alone for it."""
    data = layout.data
    if not isinstance(data, dict):
        layout.problem((), "a dispute file is made of sections", "start with `dispute: its title`")
        return {()}
    try:
        schema.FileShape.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
    else:
        return set()
    bad: set[Path] = set()
    for fault in faults:
        path = _path(data, fault["loc"])
        if fault["type"] == "extra_forbidden":
            _unknown_key(layout, path, bad)
        elif path not in bad and path[:-1] not in bad:
            what, mend = _words(fault, path)
            layout.problem(path, what, mend, key=fault["type"] == "missing")
        bad.add(path)
    return bad


def _path(data: Any, loc: tuple[str | int, ...]) -> Path:
    """The part of a fault's location that is a path in the data (unions add words of their own)."""
    path: list[str | int] = []
    for part in loc:
        key = str(part) if isinstance(data, dict) else part
        inside = key in data if isinstance(data, dict) else _is_place_in(data, part)
        if inside:
            data = data[key]
            path.append(key)
        elif part == loc[-1] and isinstance(data, dict):
            path.append(key)
    return tuple(path)


def _is_place_in(data: Any, part: str | int) -> bool:
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _words(fault: Any, path: Path) -> tuple[str, str]:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        return f"`{path[-1]}` is missing", f"add `{path[-1]}: …`"
    if kind == "literal_error" and path[-1] == "format":
        return "this file's format is not known here", "write format: 1"
    if kind == "literal_error":
        return f"`{fault['input']}` is not one of {context['expected']}", "choose one of them"
    if kind == "too_short":
        least = context["min_length"]
        return (
            f"at least {least} {'is' if least == 1 else 'are'} wanted here",
            "add what is missing",
        )
    if kind == "too_long":
        return f"at most {context['max_length']} are wanted here", "remove the rest"
    if kind.startswith("date"):
        return _DATE_WANTED
    return _WANTED.get(kind, (str(fault["msg"])[:1].lower() + str(fault["msg"])[1:], ""))


def _unknown_key(layout: Layout, path: Path, bad: set[Path]) -> None:
    key = str(path[-1])
    siblings = _at(layout.data, path[:-1])
    split = next((name for name, value in siblings.items() if _unbalanced(value)), None)
    if layout.place(path, key=True).flow and split is not None and siblings[key] is None:
        if (*path[:-1], split) not in bad:
            layout.problem(
                (*path[:-1], split),
                "YAML has split this formula at a comma",
                f"write it in single quotes: {split}: '…'",
            )
            bad.add((*path[:-1], split))
    elif key in schema.LATER_SECTIONS and len(path) in {1, 3}:
        layout.problem(
            path,
            f"`{key}` is part of the format, but does not work in this version yet",
            "remove it for now",
            key=True,
        )
    else:
        layout.problem(
            path,
            f"`{key}` is not a key that can stand here",
            did_you_mean(key, _known_keys(path), "remove it"),
            key=True,
        )


def _unbalanced(value: Any) -> bool:
    return isinstance(value, str) and value.count("(") > value.count(")")


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _known_keys(path: Path) -> list[str]:
    """The keys that may stand beside the one at `path`."""
    model: Any = schema.FileShape
    named = False  # whether the next part is a name or number the user chose, not a key
    for part in path[:-1]:
        if not named:
            fields = _fields(model)
            annotation = fields[str(part)].annotation
            model, named = _inner_model(annotation), _is_container(annotation)
        else:
            named = False
    return list(_fields(model))


def _fields(model: Any) -> dict[str, Any]:
    return {} if model is None else {f.alias or name: f for name, f in model.model_fields.items()}


def _is_container(annotation: Any) -> bool:
    return get_origin(annotation) in {dict, list} or any(
        get_origin(part) in {dict, list} for part in get_args(annotation)
    )


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside lists, dicts, unions and annotations; None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None
