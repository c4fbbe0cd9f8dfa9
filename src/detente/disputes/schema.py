"""The shape of a file: which keys stand where, and what kind of value each takes.

These models guard the file's edge and give the published JSON Schema. They say nothing of names:
whether a formula's party exists is checked in `reading`.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LATER_SECTIONS = frozenset(
    {"threats", "levers", "channels", "perceptions", "factions", "doubts"}
    | {"observed", "observed_from", "claims", "attributes"}
)


def _on_off_as_text(value: Any) -> Any:
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def as_option(value: Any) -> Any:
    """The long form of an option: ``name: title`` is short for ``name: {title: title}``."""
    if value is None:
        return {}
    return {"title": value} if isinstance(value, str) else value


def as_statement(value: Any) -> Any:
    """The long form of a preference statement, of which a formula alone is short."""
    return value if isinstance(value, dict) else {"statement": value}


def as_rule(value: Any) -> Any:
    """The long form of a rule, of which a formula alone is short."""
    return value if isinstance(value, dict) else {"rule": value}


Text: TypeAlias = Annotated[str, Field(min_length=1)]
FormulaText: TypeAlias = Annotated[
    str, BeforeValidator(_on_off_as_text, json_schema_input_type=str | bool)
]
Citations: TypeAlias = Annotated[
    list[Text], BeforeValidator(_listed, json_schema_input_type=list[str] | str)
]
StateNumber: TypeAlias = Annotated[int, Field(ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class SourceShape(_Section):
    """A text, data set or paper that the dispute rests on."""

    title: Text
    author: Text | None = None
    publisher: Text | None = None
    date: datetime.date | Text | None = None
    url: Text | None = None
    note: Text | None = None


class OptionShape(_Section):
    """Something that a party can do."""

    title: str | None = None
    direction: Literal["both", "on only", "off only"] = "both"
    levels: Annotated[list[Text], Field(min_length=2)] | None = None
    sources: Citations = []


class StatementShape(_Section):
    """One line of a party's preferences."""

    statement: FormulaText
    why: Text | None = None
    sources: Citations = []


class RuleShape(_Section):
    """What every feasible state satisfies."""

    rule: FormulaText
    why: Text | None = None
    sources: Citations = []


class PartyShape(_Section):
    """A decision maker: what it can do, and what it prefers, stated in one of three ways."""

    title: str | None = None
    options: dict[
        Text,
        Annotated[
            OptionShape,
            BeforeValidator(as_option, json_schema_input_type=OptionShape | str | None),
        ],
    ] = {}
    prefers: (
        list[
            Annotated[
                StatementShape,
                BeforeValidator(as_statement, json_schema_input_type=StatementShape | str | bool),
            ]
        ]
        | None
    ) = None
    ranking: list[StateNumber | list[StateNumber]] | None = None
    weights: dict[Text, float] | None = None


class ForbiddenMoveShape(_Section):
    """Moves that a party cannot make at once, beyond directions."""

    party: Text
    source: FormulaText = Field("true", alias="from")
    target: FormulaText = Field("true", alias="to")
    when: FormulaText = "true"


class EventShape(_Section):
    """Something that happened."""

    date: datetime.date
    title: Text
    parties: list[Text] = []
    sets: dict[Text, FormulaText] = {}
    sources: Citations = []


class GraphShape(_Section):
    """A hand-drawn graph: states by number, and each party's arcs."""

    states: Annotated[dict[StateNumber, str | None], Field(min_length=1)]
    moves: dict[Text, list[Annotated[list[StateNumber], Field(min_length=2, max_length=2)]]] = {}


class FileShape(_Section):
    """A dispute file, format 1."""

    dispute: Text
    format: Literal[1, "1"] = 1
    as_of: datetime.date | None = None
    summary: Text | None = None
    sources: dict[Text, SourceShape] = {}
    parties: Annotated[dict[Text, PartyShape | None], Field(min_length=1)]
    graph: GraphShape | None = None
    terms: dict[Text, FormulaText] = {}
    rules: list[
        Annotated[
            RuleShape, BeforeValidator(as_rule, json_schema_input_type=RuleShape | str | bool)
        ]
    ] = []
    same: list[FormulaText] = []
    forbidden_moves: list[ForbiddenMoveShape] = []
    status_quo: list[Text] | StateNumber | None = None
    settlements: dict[Text, FormulaText] = {}
    events: list[EventShape] = []


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a dispute file, for editors' completion and checks."""
    schema = FileShape.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A dispute, format 1"
    return schema
