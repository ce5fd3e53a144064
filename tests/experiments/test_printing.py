"""The short forms of the experiments with many who print at once, and what the one on memory can see."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator

import pytest

from tests.bench.figures import Figure
from tests.experiments.printing import too_many, twenty
from tests.experiments.zipping import MEGABYTES, NAME, Watch, check, most_megabytes

# Starts another process, which takes so many megabytes and lets go of them before it says so.
GREEDY = f"""
import subprocess, sys
child = "x = b'x' * ({MEGABYTES} * 2**20); del x; print('taken', flush=True); input()"
subprocess.run([sys.executable, "-c", child])
"""


@pytest.mark.long
@pytest.mark.parametrize("experiment", [twenty, too_many])
def test_all_are_served_and_others_go_on(experiment: Callable[[float], Iterator[Figure]]):
    figures = list(experiment(0.1))
    assert figures
    assert [figure.in_words() for figure in figures if not figure.holds] == []


def test_a_small_class_is_zipped_within_its_memory():
    watch = most_megabytes("sqlite", 3)
    assert 0 < watch.most <= MEGABYTES
    assert len(watch.parts) == 2, "one process prints, and one is its press"


def test_memory_that_a_process_of_a_process_once_had_is_seen():
    with subprocess.Popen(
        [sys.executable, "-c", GREEDY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as greedy:
        with Watch(greedy.pid) as watch:
            assert greedy.stdout.readline() == "taken\n"
        greedy.stdin.close()
    assert not Figure(NAME, watch.most, watch.most, watch.most, "MB", MEGABYTES).holds


def test_a_file_in_which_worksheets_are_missing_is_no_measure():
    made = io.BytesIO()
    zipfile.ZipFile(made, "w").close()
    with pytest.raises(AssertionError, match="0 of 3 worksheets"):
        check(made.getvalue(), 3)
