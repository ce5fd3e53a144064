"""The short forms of the experiments with many who print at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.bench.figures import Figure
from tests.experiments.printing import too_many, twenty


@pytest.mark.parametrize("experiment", [twenty, too_many], ids=lambda experiment: experiment.__name__)
def test_all_are_served_and_others_go_on(experiment: Callable[[float], Iterator[Figure]]):
    figures = list(experiment(0.1))
    assert figures
    assert [figure.in_words() for figure in figures if not figure.holds] == []
