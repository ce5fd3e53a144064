"""save.vs_bare, as the bench takes it, on a site of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.figures import Figure
from tools.system import ROOT


def save_vs_bare(size: float) -> Iterator[Figure]:
    """The ratio of 15 rounds at full size."""
    environment = os.environ | {"ONLY": "save.vs_bare", "ROUNDS": str(max(1, round(15 * size)))}
    command = [sys.executable, "-m", "tests.bench.run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout)
    yield Figure(found["figure"], found["value"], found["low"], found["high"], found["unit"], found["limit"])
