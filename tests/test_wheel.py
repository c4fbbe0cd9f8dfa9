"""The wheel holds all that the package reads while it runs."""

from __future__ import annotations

import subprocess
import sys
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed."""
    if find_spec("hatchling") is None or find_spec("pip") is None:
        pytest.skip("the wheel is not tested: building it needs pip and hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    built = [*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(built, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_every_file_of_the_package_ships(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        shipped = set(opened.namelist())
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source).as_posix())
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - shipped == set()
    suffixes = {Path(name).suffix for name in shipped}
    assert {".py", ".typed", ".yaml", ".jinja", ".css", ".js"} <= suffixes


def test_nothing_else_ships(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        tops = {name.split("/")[0] for name in opened.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"detente"}


def test_the_core_needs_nothing_that_only_reports_need(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        said = Parser().parsestr(opened.read(name).decode())
    needed = said.get_all("Requires-Dist") or []
    for package in ("jinja2", "altair", "vl-convert-python"):
        lines = [line for line in needed if line.startswith(package)]
        assert any("extra == 'report'" in line for line in lines), package
        assert all("extra ==" in line for line in lines), package


def test_a_report_is_made_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    pytest.importorskip("jinja2", reason="a page needs Jinja")
    folder = tmp_path / "unpacked"
    with ZipFile(wheel) as opened:
        opened.extractall(folder)
    page = tmp_path / "report.html"
    program = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import detente.cli;"
        f"assert detente.__file__.startswith({str(folder)!r}), detente.__file__;"
        f"sys.argv = ['detente', 'report', 'chicken', '-o', {str(page)!r}]; detente.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "<style>" in page.read_text(encoding="utf-8")
