"""How long reports take and how large they are, against what a plain analysis takes.

Run it as ``python benchmarks/reports.py`` (about a minute). It runs whole commands, as a user does,
and prints seconds (the quickest of three), the ratio to `detente analyse` without shares, and the
size of the page. It judges nothing.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente.library import cases

_RUNS = 3
_PARTIES = ("A", "B", "C", "D")


def drawn(seed: int = 4) -> str:
    """A dispute of 4,096 states with doubts, levers, threats, settlements and claims."""
    rng = random.Random(seed)
    options = [f"{party}.{option}" for party in _PARTIES for option in "abc"]

    def end() -> str:
        return ("not " if rng.random() < 0.5 else "") + rng.choice(options)

    lines = ["dispute: Drawn at random", "parties:"]
    for party in _PARTIES:
        ends = list(dict.fromkeys(f"{end()} and {end()}" for _ in range(8)))
        lines += [f"  {party}: {{options: {{a: A, b: B, c: C}}, prefers: [{', '.join(ends)}]}}"]
    lines += [
        "status_quo: []",
        "settlements: {accord: A.c and B.c, quiet: not A.a and not B.a and not C.a}",
        "threats: {strike: {by: A, action: A.a}, wall: {by: B, action: B.b, unless: A.c}}",
        "doubts:",
    ]
    for party in _PARTIES:
        for option in rng.sample(options, 2):
            doubted = f"party: {party}, statement: {option}, at: [1, 8]"
            lines.append(f"  - {{name: {party} on {option}, {doubted}}}")
    lines.append("levers:")
    for k in range(10):
        edit = f"{{prefer: {end()}, party: {_PARTIES[(k + 1) % 4]}, at: 1}}"
        lines.append(f"  lever{k}: {{by: {_PARTIES[k % 4]}, cost: {k + 1}, edits: [{edit}]}}")
    lines += [
        "claims:",
        "  both: {says: A and B can settle, test: 'settle(accord, by=[A, B])'}",
        "  third: {says: C is needed, test: 'needed(C, accord)'}",
        "  bluff: {says: The wall is empty, test: empty(wall)}",
    ]
    return "\n".join(lines) + "\n"


def quickest(*command: str) -> float:
    """The seconds that a command takes, the quickest time."""
    found = []
    for _ in range(_RUNS):
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "detente", *command], check=True, stdout=subprocess.DEVNULL
        )
        found.append(time.perf_counter() - begun)
    return min(found)


def main() -> None:
    """Print all figures."""
    print(f"{'dispute':>22}{'report':>10}{'analysis':>10}{'ratio':>8}{'page':>10}")
    with tempfile.TemporaryDirectory() as folder:
        large, page = Path(folder, "drawn-4096.yaml"), Path(folder, "page.html")
        large.write_text(drawn(), "utf-8")
        for dispute in (*cases(), str(large)):
            taken = quickest("report", dispute, "-o", str(page), "--force")
            plain = quickest("analyse", dispute, "--worlds", "0")
            size = page.stat().st_size / 1000
            cells = f"{taken:>8.2f} s{plain:>8.2f} s{taken / plain:>8.1f}{size:>7.0f} kB"
            print(f"{Path(dispute).stem:>22}{cells}", flush=True)


if __name__ == "__main__":
    main()
