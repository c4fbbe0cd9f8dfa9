"""Charts that are drawn beside other work are those that are drawn here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("vl_convert", reason="charts need the extra `report`")

import detente
from detente.report.charts import beside as module
from detente.report.charts.beside import Beside
from detente.report.charts.plot import Plot
from report.charts.looking import doubtful, swept


def plots() -> list[Plot]:
    found = [
        detente.load("chicken").analyse().plot_equilibria(),
        doubtful().settle("both").plot_weights(swept()),
        swept().plot_claims(),
    ]
    return [plot for plot in found if isinstance(plot, Plot)]


def test_they_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    some = plots()
    here = [plot.figure for plot in some]
    assert len(here) == 3
    monkeypatch.setattr(module, "svg_of", None)  # what draws where the process does not
    with Beside() as beside:
        drawn = [beside.draw(plot) for plot in some]
        assert [figure.result() for figure in drawn] == here


def test_one_that_is_asked_for_again_is_not_drawn_again() -> None:
    plot, *_ = plots()
    with Beside() as beside:
        assert beside.draw(plot) is beside.draw(plots()[0])


@pytest.mark.parametrize("program", ["import sys; sys.exit(1)", "print('no SVG at all')"])
def test_where_the_process_fails_this_one_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    script = tmp_path / "script.py"
    script.write_text(program, "utf-8")
    monkeypatch.setattr(module, "_CONVERTING", script)
    for plot in plots():
        with Beside() as beside:
            assert beside.draw(plot).result() == plot.figure


def test_where_there_is_no_process_this_one_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with Beside() as beside:
        assert beside.draw(plots()[0]).result() == plots()[0].figure


def test_a_program_that_is_frozen_is_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "Popen", None)
    with Beside() as beside:
        assert beside.draw(plots()[0]).result() == plots()[0].figure


def test_a_chart_that_cannot_be_drawn_raises_here() -> None:
    faulty = Plot({"layer": [{"mark": "no mark"}]}, "", "")
    with Beside() as beside, pytest.raises(ValueError, match="conversion failed"):
        beside.draw(faulty).result()


def test_a_failure_around_it_ends_the_process_at_once() -> None:
    beside = Beside()
    process = beside._process
    with pytest.raises(KeyError), beside:
        raise KeyError(beside.draw(plots()[0]))
    assert process is not None
    assert process.poll() is not None
