"""The notebooks of the documentation run from top to bottom."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = sorted(
    page
    for page in (Path(__file__).parents[2] / "docs" / "notebooks").glob("*.md")
    if "{code-cell}" in page.read_text("utf-8")
)
SECONDS = 60


def test_there_are_two() -> None:
    assert len(NOTEBOOKS) == 2


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: str(page.stem))
def test_it_runs_and_draws(page: Path) -> None:
    nbformat = pytest.importorskip("nbformat", reason="notebooks need nbclient")
    read = pytest.importorskip("myst_nb.core.read", reason="notebooks need myst-nb")
    nbclient = pytest.importorskip("nbclient", reason="notebooks need nbclient")
    pytest.importorskip("ipykernel", reason="notebooks need ipykernel")
    pytest.importorskip("vl_convert", reason="charts need the extra `report`")
    text = page.read_text("utf-8")
    book = read.read_myst_markdown_notebook(text, add_source_map=False, path=str(page))
    book.cells.append(nbformat.v4.new_code_cell("import time; time.process_time()"))
    nbclient.NotebookClient(book, timeout=5 * SECONDS, kernel_name="python3").execute()
    taken = float(book.cells.pop().outputs[0].data["text/plain"])
    assert taken < SECONDS  # of a processor's time: other work may be going on beside it
    outputs = [o for cell in book.cells if cell.cell_type == "code" for o in cell.outputs]
    assert all(output.output_type in {"execute_result", "stream"} for output in outputs)
    pages = [output.data.get("text/html", "") for output in outputs if "data" in output]
    assert any("<svg" in shown for shown in pages)
    assert not any("<script" in shown or "src=" in shown for shown in pages)
