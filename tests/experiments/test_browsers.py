"""The short forms of the experiments with browsers; and the observer sees a page that lies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.experiments.browsers import Site
from tools.served import served
from tools.system import ROOT

# Those of a part share a server.
PARTS = [
    "save.offline,save.closed,save.tabs,save.ime,save.browser_kill,save.signed_out,live.seconds",
    pytest.param("live.cost", marks=pytest.mark.long),
]


@pytest.mark.browser
@pytest.mark.parametrize("names", PARTS)
def test_nothing_is_lost_and_nothing_said_untruly(names: str):
    # In a process of its own: one that has had Playwright's browser once cannot have another.
    environment = os.environ | {"ONLY": names, "SIZE": "0.05"}
    command = [sys.executable, "-m", "tests.experiments.run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name in names.split(",") if not any(name in figure["figure"] for figure in figures)] == []
    assert [figure for figure in figures if not figure["holds"]] == [], done.stderr
    assert done.returncode == 0


@pytest.mark.browser
def test_a_page_that_says_saved_too_early_is_caught(playwright: Playwright, tmp_path: Path):
    with served(tmp_path) as (address, _log):
        where = Site(address, tmp_path, playwright)
        person = where.person()
        person.start()
        person.context.set_offline(True)
        person.page.locator("#summary").fill("not on the server")
        person.page.wait_for_timeout(100)
        assert not where.lies
        person.page.evaluate("document.querySelector('[data-save-status]').dataset.state = 'saved'")
        person.page.wait_for_timeout(100)
        person.leave()
        where.browser.close()
    assert [lie for lie in where.lies if "not on the server" in lie]
