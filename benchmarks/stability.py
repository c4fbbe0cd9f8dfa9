"""How long the solvers take, what memory they need, and how much faster they are than brute force.

Run it as ``python benchmarks/stability.py`` (about two minutes; ``--quick`` leaves out 2^20 and the
slowest brute force). It prints figures and ratios and judges nothing.
"""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from detente.disputes.reading import read_text
from detente.graphs.building import build
from detente.graphs.graph import Graph
from detente.stability.analysis import analyse
from oracle import brute
from oracle.spec import Spec, to_yaml

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
PARTIES = 5


def drawn(bits: int, one_way: int, statements: int = 12, seed: int = 1) -> Spec:
    """A dispute of five parties with random statements; so many one-way options for each."""
    rng = random.Random(seed)
    names = [f"P{number}" for number in range(PARTIES)]
    options: dict[str, list[str]] = {name: [] for name in names}
    for k in range(bits):
        options[names[k % PARTIES]].append(f"o{k}")
    atoms = [("on", name, option) for name in names for option in options[name]]

    def statement() -> tuple[object, ...]:
        parts = [
            part if rng.random() < 0.5 else ("not", part)
            for part in rng.sample(atoms, rng.randint(1, 3))
        ]
        joined: tuple[object, ...] = parts[0]
        for part in parts[1:]:
            joined = (rng.choice(("and", "or")), joined, part)
        return joined

    parties = [
        {
            "name": name,
            "options": [
                {"name": o, "direction": "on only" if n < one_way else "both", "levels": None}
                for n, o in enumerate(options[name])
            ],
            "prefers": [statement() for _ in range(statements)],
        }
        for name in names
    ]
    return {"parties": parties, "rules": [], "same": [], "forbidden_moves": [], "status_quo": []}


def graph_of(spec: Spec) -> Graph:
    """The package's graph of a drawn dispute."""
    return build(read_text(to_yaml(spec), "drawn").dispute)


def timed(graph: Graph, runs: int) -> float:
    """The median time of an analysis of the five concepts, in seconds."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        analyse(graph, CONCEPTS)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def solver_times(sizes: tuple[int, ...]) -> None:
    """Times at several sizes, free and with one-way options, and the ratio between them."""
    heads = ("states", "statements", "build s", "free s", "one-way s", "ratio")
    print("  ".join(f"{head:>10}" for head in heads))
    for bits in sizes:
        for statements in (12, 40):
            begun = time.perf_counter()
            free = graph_of(drawn(bits, 0, statements))
            built = time.perf_counter() - begun
            runs = 5 if bits < 20 else 2
            a = timed(free, runs)
            del free
            b = timed(graph_of(drawn(bits, 1, statements)), runs)
            row = (f"2^{bits}", statements, f"{built:.3f}", f"{a:.3f}", f"{b:.3f}", f"{b / a:.2f}")
            print("  ".join(f"{cell:>10}" for cell in row))


def against_brute_force(sizes: tuple[int, ...]) -> None:
    """The ratio to the definition-level brute force of the tests."""
    print(f"{'states':>8} {'brute s':>9} {'detente s':>10} {'ratio':>9}")
    for bits in sizes:
        spec = drawn(bits, 0)
        begun = time.perf_counter()
        wanted = brute.stable(spec)
        slow = time.perf_counter() - begun
        graph = graph_of(spec)
        fast = timed(graph, 5)
        analysis = analyse(graph, CONCEPTS)
        for concept in CONCEPTS:
            for party, numbers in (wanted[concept] or {}).items():
                assert set(analysis.stable(concept, party)) == numbers
        print(f"    2^{bits:<2} {slow:9.2f} {fast:10.4f} {slow / fast:9.0f}")


def memory(bits: int) -> None:
    """Peak memory a state, over what the interpreter needs anyway, in a process of its own."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from stability import *; analyse(graph_of(drawn(8, 0)), CONCEPTS);"
        f"before = peak(); graph = graph_of(drawn({bits}, 0)); built = peak();"
        "analyse(graph, CONCEPTS);"
        "print((built - before) / len(graph), (peak() - before) / len(graph))"
    )
    arguments = [sys.executable, "-c", program, str(Path(__file__).parent)]
    built, whole = subprocess.run(
        arguments, capture_output=True, text=True, check=True
    ).stdout.split()
    print(f"2^{bits}: {float(built):.0f} bytes a state to build, {float(whole):.0f} at the peak")


def peak() -> int:
    """The most memory this process has held, in bytes (Linux)."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.findall(r"VmHWM:\s+(\d+)", status)[0])


def cold_start() -> None:
    """Whole commands, from nothing."""
    for words in (["--version"], ["analyse", "korea-2018"], ["analyse", "elmira"]):
        times = []
        for _ in range(7):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "detente", *words], capture_output=True, check=True
            )
            times.append(time.perf_counter() - begun)
        print(f"detente {' '.join(words)}: {statistics.median(times):.2f} s")


def main() -> None:
    """Print all figures."""
    quick = "--quick" in sys.argv
    cold_start()
    solver_times((12, 18) if quick else (12, 18, 20))
    memory(18 if quick else 20)
    against_brute_force((8, 9) if quick else (8, 9, 10))
    print(f"peak of this process: {peak() // 2**20} MB")


if __name__ == "__main__":
    main()
