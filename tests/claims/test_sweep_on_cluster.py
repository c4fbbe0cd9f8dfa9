"""A sweep on a Dask cluster gives what it gives here, though a worker be killed."""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path

import pytest

import detente
from doubts.dask_cluster import dask_cluster

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="dask.distributed is not installed (pip install 'detente[cluster]')",
)
DISPUTE = """
dispute: Two neighbours
parties:
  Up:
    options: {fast: Fill the dam, share: Share its data, talk: Talk, sell: Sell power}
    prefers: [not Down.court, Up.fast, not Up.share, Down.buy, Up.talk]
  Down:
    options: {court: Go to court, buy: Buy power, talk: Talk, pay: Pay}
    prefers: [not Up.fast, Up.share, not Down.court, Up.sell, Down.talk]
doubts:
  - {name: filling, party: Up, statement: Up.fast, at: [1, 4]}
  - {name: secrets, party: Up, statement: not Up.share, at: [1, 5], probability: 0.8}
  - {name: peace, party: Down, statement: not Down.court, at: [1, 4]}
  - {name: power, party: Down, statement: Up.sell, at: [1, 5]}
  - {name: money, party: Up, statement: Down.pay, at: [1, 3], probability: 0.5}
  - {name: courts, option: Down.court, probability: 0.7}
settlements: {deal: Up.share and not Up.fast}
claims:
  could: {says: They could, test: reached(deal)}
  calm: {says: It stays calm, test: stable(not Down.court)}
"""


def test_the_same_though_a_worker_is_killed(tmp_path: Path) -> None:
    case = detente.loads(DISPUTE)
    here = case.sweep(900, seed=5)
    with dask_cluster(tmp_path) as cluster:
        cluster.start(2)
        killer = threading.Timer(1, cluster.kill_one)
        killer.start()
        there = case.sweep(900, seed=5, cluster=cluster.address)
        killer.join()
    assert not there.stopped
    assert there.plan == here.plan
    assert dict(there.chunks) == dict(here.chunks)
    assert there.claim("could") == here.claim("could")
