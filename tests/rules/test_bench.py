"""The contenders of the benchmark that run here answer alike, so that their times may be compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bench.rules import ours
from bench.rules.demands import DEMANDS
from bench.rules.plans import plans_of

PLANS = plans_of(60, tuple(DEMANDS))
QUICK = [name for name in ours.CONTENDERS if name != "ours, explained"]


@pytest.fixture(scope="module", autouse=True)
def once() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(ours, "timed", lambda work, fresh=None: (0.0, work()))
    yield
    patch.undo()


@pytest.mark.parametrize("name", QUICK)
def test_a_contender_answers_as_the_explained_check_does(name: str) -> None:
    _, expected = ours.explained(PLANS)
    _, found = ours.CONTENDERS[name](PLANS)
    assert {t: np.asarray(codes).tolist() for t, codes in found.items()} == {
        t: codes.tolist() for t, codes in expected.items()
    }


def test_the_plans_leave_open_fail_and_pass() -> None:
    _, found = ours.explained(PLANS)
    assert {int(code) for codes in found.values() for code in np.unique(codes)} == {0, 1, 3}
