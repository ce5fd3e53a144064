"""The short forms of the experiments with many writers and with servers that die."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.bench.figures import Figure
from tests.experiments.kill9 import kill9_postgresql, kill9_sqlite
from tests.experiments.many_writers import writers_postgresql
from tests.experiments.restart import powercut_postgresql, restart_postgresql
from tools.system import ROOT

SHORT = 0.02
EXPERIMENTS = [
    kill9_sqlite,
    pytest.param(kill9_postgresql, marks=pytest.mark.long),
    pytest.param(writers_postgresql, marks=pytest.mark.long),
    restart_postgresql,
    pytest.param(powercut_postgresql, marks=pytest.mark.long),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_nothing_is_lost(experiment: Callable[[float], Iterator[Figure]]):
    figures = list(experiment(SHORT))
    assert figures
    assert [figure.in_words() for figure in figures if not figure.holds] == []


def run(only: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ONLY": only, "SIZE": "0.05"}
    command = [sys.executable, "-m", "tests.experiments.run"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_writers_lose_nothing_and_figures_are_lines_of_json():
    done = run("save.writers.sqlite")
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert [figure["figure"] for figure in figures] == [
        "save.writers.lost.sqlite",
        "save.writers.unseen.sqlite",
        "save.writers.errors.sqlite",
    ]
    assert (done.returncode, [figure["holds"] for figure in figures]) == (0, [True] * 3)


def test_a_name_that_no_experiment_has_is_said():
    done = run("save.kil9")
    assert (done.returncode, done.stdout) == (2, "")
    assert "save.kill9" in done.stderr
