"""A Dask cluster gives the same result with the same code; needs the optional library."""

from __future__ import annotations

import numpy as np
import pytest

from geo.mesh import Level
from geo.siting.executors import Serial
from geo.siting.study import run
from tests.geo.siting.shapes import study

distributed = pytest.importorskip("distributed", reason="the optional extra shuseki[dask] is not installed")


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_reached_by_address_gives_the_same_result():
    from geo.siting.dask_executor import Dask  # noqa: PLC0415 - only importable when the extra is there

    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        dashboard_address=None,
        host="127.0.0.1",
        protocol="tcp://",
    ) as cluster:
        there = run(study(Level.HALF), Dask(cluster.scheduler_address))
    here = run(study(Level.HALF), Serial())
    assert there.study_id == here.study_id
    assert there.cells.code.tolist() == here.cells.code.tolist()
    for name, column in here.columns.items():
        for part in ("low", "high", "reason"):
            assert np.array_equal(getattr(column, part), getattr(there.columns[name], part), equal_nan=True)
