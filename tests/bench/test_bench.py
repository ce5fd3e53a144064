"""The figures can be taken, and the size holds; whether the times hold is for `make bench` on a machine at rest."""

import json
import os
import subprocess
import sys

import pytest

from tests.bench.run import FIGURES
from tools.system import ROOT


def bench(only):
    environment = os.environ | {"ONLY": only, "ROUNDS": "1"}
    command = [sys.executable, "-m", "tests.bench.run"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    "only", ["board", *(pytest.param(name, marks=pytest.mark.long) for name in ("coach", "table"))]
)
def test_every_figure_is_one_line_of_json_and_sizes_hold(only):
    done = bench(only)
    figures = {line["figure"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert set(figures) == {name for name in FIGURES if name.startswith(only)}, done.stderr
    assert all(figure["value"] >= 0 for figure in figures.values())
    assert done.returncode == (0 if all(figure["holds"] for figure in figures.values()) else 1)
    assert all(figures[name]["holds"] for name in ("board.kilobytes", "table.leaks") if name in figures)


def test_a_name_that_no_figure_has_is_said():
    done = bench("bord")
    assert done.returncode == 2
    assert "board.vs_bare" in done.stderr
    assert not done.stdout
