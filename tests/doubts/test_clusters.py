"""Chunks on a real Dask cluster: the same comes out, though its workers be killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.doubts import clusters
from detente.doubts.checkpoint import Checkpoint
from detente.doubts.clusters import ClusterError
from detente.doubts.running import Run, run
from doubts.chores import Chore, count_up, fail_at_five, identity, program, wait_for
from doubts.dask_cluster import DaskCluster, dask_cluster, free_port

COUNT = 24
needs_distributed = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="dask.distributed is not installed (pip install 'detente[cluster]')",
)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"not installed; `pip install 'detente\[cluster\]'` "):
        run(Chore(), COUNT, count_up, cluster="tcp://127.0.0.1:1")


@needs_distributed
@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://127.0.0.1", "tls://a:1", "a\nb", ""])
def test_no_address(address: str) -> None:
    with pytest.raises(ClusterError, match="is no address of a Dask scheduler; write it as in tcp"):
        run(Chore(), COUNT, count_up, cluster=address)


@needs_distributed
def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_SECONDS_TO_REACH", 0.3)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://.*; check the"):
        run(Chore(), COUNT, count_up, cluster=f"tcp://127.0.0.1:{free_port()}")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(ClusterError, match=r"no Dask scheduler answers"):
            run(Chore(), COUNT, count_up, cluster=address)


@needs_distributed
def test_no_workers(cluster: DaskCluster) -> None:
    with pytest.raises(ClusterError, match="has no workers; start some with `dask worker tcp://"):
        run(Chore(), COUNT, count_up, cluster=cluster.address)


@needs_distributed
def test_the_same_comes_out(cluster: DaskCluster, tmp_path: Path) -> None:
    cluster.start(2)
    told: list[int] = []
    address = cluster.address
    done = run(Chore(), COUNT, count_up, cluster=address, progress=lambda *n: told.append(n[0]))
    assert done == Run(Chore().all(COUNT), "")
    assert told[-1] == COUNT
    assert run(Chore(base=8), 5, count_up, cluster=cluster.address).chunks == Chore(8).all(5)
    with Checkpoint.create(tmp_path / "c", identity(COUNT)) as checkpoint:
        checkpoint.add(3, {"kept": 3})
        done = run(Chore(), COUNT, count_up, cluster=cluster.address, checkpoint=checkpoint)
        assert done == Run(Chore().all(COUNT) | {3: {"kept": 3}}, "")
        assert checkpoint.chunks() == done.chunks


@needs_distributed
def test_what_work_raises_is_raised(cluster: DaskCluster, tmp_path: Path) -> None:
    cluster.start(2)
    with Checkpoint.create(tmp_path / "c", identity(COUNT)) as checkpoint:
        with pytest.raises(Exception, match="five"):
            run(
                Chore(seconds=0.02),
                COUNT,
                fail_at_five,
                cluster=cluster.address,
                checkpoint=checkpoint,
            )
        assert len(checkpoint.chunks()) >= 2


@needs_distributed
def test_the_time_limit(cluster: DaskCluster) -> None:
    cluster.start(2)
    began = time.monotonic()
    done = run(Chore(seconds=0.05), 1000, count_up, cluster=cluster.address, seconds=0.8)
    assert done.stopped == "time limit"
    assert 0 < len(done.chunks) < 100
    assert done.chunks == {number: Chore().done(number) for number in done.chunks}
    assert time.monotonic() - began < 5


@needs_distributed
def test_ctrl_c_keeps_what_is_done(cluster: DaskCluster, tmp_path: Path) -> None:
    cluster.start(2)
    path = tmp_path / "c"
    told = {"checkpoint": str(path), "count": 500, "workers": 1, "seconds": 0.1}
    with program(**told, cluster=cluster.address) as started:
        wait_for(started, 2)
        os.killpg(started.pid, signal.SIGINT)
        out, err = started.communicate(timeout=10)
    assert (started.returncode, err) == (0, "")
    assert out.splitlines()[-1] == "interrupted"
    with Checkpoint.resume(path, identity(500)) as checkpoint:
        assert 2 <= len(checkpoint.chunks()) < 500


@needs_distributed
def test_workers_that_are_killed(cluster: DaskCluster) -> None:
    """First one of two; then the only one, with which all that was sent to it is lost."""
    cluster.start(2)

    def kill(done: int, _: int) -> None:
        if done >= 10 and len(cluster.workers) == 2:
            cluster.kill_one()
        if done >= 20 and len(cluster.workers) == 1 and not replaced:
            cluster.kill_one()
            cluster.start(1)
            replaced.append(done)

    replaced: list[int] = []
    chore = Chore(seconds=0.02)
    done = run(chore, 40, count_up, cluster=cluster.address, progress=kill)
    assert done == Run(chore.all(40), "")
    assert replaced


@needs_distributed
def test_a_cluster_that_is_lost(
    cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of the tests: the scheduler is killed."""
    cluster.start(1)
    monkeypatch.setattr(clusters, "_SECONDS_TO_REACH", 1)

    def kill(done: int, _: int) -> None:
        if done >= 5:
            cluster.scheduler.kill()

    with Checkpoint.create(tmp_path / "c", identity(900)) as checkpoint:
        with pytest.raises(ClusterError, match=r"is lost: .*; start it again, and resume"):
            run(
                Chore(seconds=0.05),
                900,
                count_up,
                cluster=cluster.address,
                checkpoint=checkpoint,
                progress=kill,
            )
        assert len(checkpoint.chunks()) >= 5
