"""The library's front: loading, frozen results, reprs, frames, quick imports."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

import detente


def test_results_are_frozen() -> None:
    case = detente.load("chicken")
    analysis = case.analyse()
    witness = analysis.why(4, analysis.parties[0], "seq")
    for result in (case, analysis, witness, case.dispute, case.graph):
        field = dataclasses.fields(result)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, field, None)


def test_results_carry_how_they_were_made() -> None:
    analysis = detente.load("elmira-graph").analyse()
    assert analysis.graph.dispute.title
    assert analysis.concepts == ("nash", "gmr", "smr", "seq", "sseq")
    assert "hand-drawn" in analysis.left_out["sim"]
    assert analysis.seconds > 0


def test_reprs_are_short_and_html_is_escaped() -> None:
    text = "dispute: <script>alert(1)</script>\nparties: {'<b>': {options: {'<i>': x}}}"
    case = detente.loads(text)
    analysis = case.analyse()
    for result in (case, analysis):
        assert len(repr(result)) < 200
        page = result._repr_html_() or ""
        assert page is not None
        assert "<script>" not in page
        assert "<i>" not in page


def test_frame() -> None:
    analysis = detente.load("elmira").analyse()
    frame = analysis.to_frame()
    assert list(frame.index) == analysis.graph.states.numbers.tolist()
    assert frame.index[frame["nash"]].tolist() == analysis.equilibria("nash")
    assert frame.loc[5, "Uniroyal.Abandon"]
    assert "seq: MoE" in frame.columns


def test_unknown_names_are_refused_with_the_nearest() -> None:
    case = detente.load("cuba-1962")
    analysis = case.analyse(["nash"])
    with pytest.raises(detente.UnknownName, match="nash"):
        case.analyse(["nahs"])
    with pytest.raises(detente.UnknownName, match="USSR"):
        analysis.stable("nash", "USRS")
    with pytest.raises(detente.UnknownName, match="not asked for"):
        analysis.equilibria("seq")
    with pytest.raises(detente.UnknownName, match="99"):
        analysis.why(99, "US", "seq")


def test_a_missing_file_names_the_nearest_case() -> None:
    with pytest.raises(detente.DisputeError, match="korea-2018"):
        detente.load("korea-208")


def test_all_public_names_exist() -> None:
    for name in detente.__all__:
        assert getattr(detente, name) is not None
    assert set(detente.__all__) <= set(dir(detente))
    with pytest.raises(AttributeError):
        detente.nothing  # noqa: B018


def test_importing_loads_nothing_heavy() -> None:
    program = (
        "import detente, sys; print([m for m in ('numpy', 'ruamel', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_questions_load_no_extras() -> None:
    program = (
        "import detente, sys; detente.load('chicken').analyse();"
        "heavy = ('pandas', 'rich', 'cyclopts', 'psutil', 'jinja2', 'altair', 'vl_convert');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_typed_marker_is_shipped() -> None:
    assert (Path(detente.__file__).parent / "py.typed").exists()


def test_save_and_load_again(tmp_path: Path) -> None:
    case = detente.load("chicken")
    case.save(tmp_path / "mine.yaml")
    again = detente.load(tmp_path / "mine.yaml")
    assert again.dispute == case.dispute
    (tmp_path / "mine.yaml").write_text("dispute: somebody else's\n")
    with pytest.raises(detente.NotOverwritten):
        again.save(tmp_path / "mine.yaml")
    assert "somebody" in (tmp_path / "mine.yaml").read_text()
    again.save(tmp_path / "mine.yaml", force=True)
    assert detente.load(tmp_path / "mine.yaml").dispute == case.dispute
