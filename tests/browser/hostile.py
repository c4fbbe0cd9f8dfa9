"""A dispute whose every name and text tries to be something else than text."""

from __future__ import annotations

import json
import re
from typing import Any

SCRIPT = "<script>window.struck=1</script>"
IMAGE = '"><img src=x onerror="window.struck=2">'
CLOSING = "</script></style></title></details></section></svg>--><b onclick=window.struck=3>bold"
TEMPLATE = "{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>"
ENTITY = "&lt;b&gt; &#60;i&#62; &amp;amp; %3Cscript%3E"
QUOTES = 'it\'s "quoted" `and` \\ \u201ecurly\u201c'
REVERSED = "begin \u202eesrever dna"
MARKS = "\u200f\u05e9\u05dc\u05d5\u05dd\u200e \u2067\u0633\u0644\u0627\u0645"
LONG = "Donau" * 60
EMOJI = "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301\u0327 \U0001f1e9\U0001f1ea"
CSS = "red; background: url(https://elsewhere.example/a.png)"
PICTURE = "![x](https://elsewhere.example/b.png) [link](javascript:window.struck=4)"
URL = "javascript:window.struck=5"
URLS = (URL, " JaVaScRiPt:window.struck=6", "data:text/html,<script>window.struck=7</script>")
TEXTS = (
    *(SCRIPT, IMAGE, CLOSING, TEMPLATE, ENTITY, QUOTES),
    *(REVERSED, MARKS, LONG, EMOJI, CSS, PICTURE),
)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _option(party: str, option: str) -> str:
    return f"{_quoted(party)}.{_quoted(option)}"


ONE, TWO, THREE = SCRIPT, QUOTES, REVERSED
HERE, THERE, YONDER = _option(ONE, IMAGE), _option(TWO, TEMPLATE), _option(THREE, LONG)
EASED = _option(ONE, MARKS)


def _parties() -> dict[str, Any]:
    return {
        ONE: {
            "title": CLOSING,
            "options": {
                IMAGE: {"title": IMAGE, "sources": [f"{CLOSING} 4"]},
                MARKS: {"title": MARKS, "direction": "on only"},
            },
            "prefers": [
                {"statement": THERE, "why": CLOSING, "sources": [f"{TEMPLATE} 2"]},
                f"not {HERE}",
            ],
            "attributes": {CSS: {"value": 3, "year": 2016, "source": CLOSING, "title": IMAGE}},
        },
        TWO: {
            "title": LONG,
            "options": {TEMPLATE: TEMPLATE},
            "prefers": [{"statement": HERE, "why": REVERSED}, f"{THERE} iff {HERE}"],
        },
        THREE: {
            "title": EMOJI,
            "options": {LONG: LONG},
            "prefers": [f"not {YONDER}", f"{THERE} and not {HERE}"],
        },
    }


def _sources() -> dict[str, Any]:
    return {
        CLOSING: {"title": SCRIPT, "author": IMAGE, "publisher": TEMPLATE, "url": URLS[0]},
        TEMPLATE: {"title": LONG, "note": PICTURE, "url": URLS[1], "date": "<i>2018</i>"},
        CSS: {"title": REVERSED, "url": URLS[2], "author": EMOJI},
    }


def _claims() -> dict[str, Any]:
    test = f"settle({_quoted(CLOSING)}, by=[{_quoted(ONE)}, {_quoted(TWO)}])"
    return {
        SCRIPT: {"says": IMAGE, "test": test, "why": CLOSING, "sources": [f"{CSS} 3"]},
        IMAGE: {"says": LONG, "test": f"needed({_quoted(TWO)}, {_quoted(CLOSING)})"},
        REVERSED: {"says": REVERSED, "kind": "report", "why": MARKS},
        LONG: {"says": TEMPLATE, "kind": "forecast", "test": test, "outcome": False},
    }


def dispute() -> dict[str, Any]:
    """The dispute as plain data."""
    return {
        "dispute": f"{SCRIPT} {REVERSED}",
        "as_of": "2018-06-08",
        "summary": " ".join(TEXTS),
        "sources": _sources(),
        "parties": _parties(),
        "terms": {IMAGE: f"{HERE} and {THERE}"},
        "rules": [{"rule": f"not ({HERE} and {YONDER})", "why": IMAGE, "sources": [CSS]}],
        "status_quo": [HERE],
        "settlements": {CLOSING: f"{THERE} and not {YONDER}", LONG: f"not {HERE} and {THERE}"},
        "threats": {
            IMAGE: {"by": THREE, "action": YONDER, "unless": THERE, "title": SCRIPT},
            REVERSED: {"by": ONE, "action": EASED, "title": LONG, "sources": [CLOSING]},
        },
        "levers": {
            TEMPLATE: {
                "by": TWO,
                "kind": "guarantee",
                "title": IMAGE,
                "why": CLOSING,
                "edits": [{"prefer": THERE, "party": TWO, "at": 1}],
            },
            CSS: {
                "by": ONE,
                "secret": True,
                "prior": 0.25,
                "title": REVERSED,
                "edits": [{"prefer": f"not {HERE}", "party": ONE, "at": 1}],
            },
        },
        "doubts": [
            {"name": SCRIPT, "party": ONE, "statement": f"not {HERE}", "at": [1, 2], "why": IMAGE},
            {"name": LONG, "party": TWO, "statement": HERE, "at": 1, "probability": 0.3},
        ],
        "observed": [{"date": "2018-05-01", "by": ONE, "sets": {EASED: "on"}, "title": IMAGE}],
        "events": [
            {"date": "2018-07-01", "title": SCRIPT, "sets": {THERE: "on"}, "sources": [CLOSING]},
            {"date": "2018-08-01", "title": LONG, "parties": [ONE], "sets": {HERE: "off"}},
        ],
        "claims": _claims(),
    }


def dispute_file() -> str:
    """The dispute as a file: JSON, which is YAML."""
    text = json.dumps(dispute(), ensure_ascii=False, indent=1)
    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text)  # quoted, a date is a text
