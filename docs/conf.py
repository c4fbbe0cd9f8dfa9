"""Settings of the documentation's build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from detente import __version__

sys.path.insert(0, str(Path(__file__).parent))  # for schema_page

project = "détente"
author = "the détente authors"
release = version = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "schema_page"]
exclude_patterns = ["_build", "**/.ipynb_checkpoints"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
root_doc = "index"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_numpy_docstring = True
napoleon_custom_sections = [("Attributes", "params_style")]

html_theme = "furo"
html_title = f"détente {version}"
html_show_sourcelink = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"


def without_constructor(
    _app: Sphinx, what: str, _name: str, _obj: Any, _options: Any, args: str | None, _returns: Any
) -> tuple[str, None] | None:
    """Hide how a class is made: the library makes its own objects."""
    return ("", None) if args is not None and what in {"class", "exception"} else None


def first_line_whole(
    _app: Sphinx, what: str, _name: str, _obj: Any, _options: Any, lines: list[str]
) -> None:
    """Keep a property's first line from being read as ``type: description``."""
    if what == "property" and lines:
        lines[0] = lines[0].replace(": ", "; ")


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", without_constructor)
    app.connect("autodoc-process-docstring", first_line_whole, priority=400)
