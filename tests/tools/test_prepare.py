"""Preparing: steps run when something changed and only then, one process at a time, and what is missing is named."""

import os
import subprocess
import sys
import time

import pytest

from tools import prepare, system


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty place to prepare, and the Python of the tests to do it with."""
    monkeypatch.setattr(prepare, "VAR", tmp_path)
    monkeypatch.setattr(prepare, "PYTHON", sys.executable)
    (tmp_path / "source").write_text("one")
    return tmp_path


def count(clone, state=str, write="x"):
    """Runs a step that appends to its result; gives how often it has run by now."""
    result = clone / "result"
    command = ["-c", f"open({str(result)!r}, 'a').write({write!r})"]
    prepare.step("Count", command, sources=[clone / "source"], results=[result], state=state)
    return len(result.read_text())


def test_a_step_runs_once(clone):
    assert [count(clone), count(clone)] == [1, 1]


def test_a_step_runs_again_when_a_source_changes(clone):
    count(clone)
    (clone / "source").write_text("two")
    assert count(clone) == 2


def test_a_step_runs_again_when_its_result_is_gone(clone):
    count(clone)
    (clone / "result").unlink()
    assert count(clone) == 1
    assert count(clone) == 1


def test_a_step_runs_again_when_the_state_it_left_has_changed(clone):
    state = ["before"]
    count(clone, lambda: state[0])
    state[0] = "restored from a backup"
    assert count(clone, lambda: state[0]) == 2


def test_a_step_that_fails_stops_with_what_it_said_and_is_tried_again(clone):
    for _ in range(2):
        with pytest.raises(system.CannotPrepare, match="no such thing"):
            prepare.step("Fail", ["-c", "raise SystemExit('no such thing')"], sources=[], results=[])


def test_the_key_is_made_once_and_only_its_owner_may_read_it(clone):
    prepare.write_secret_key()
    key = (clone / "secret_key").read_text()
    prepare.write_secret_key()
    assert (clone / "secret_key").read_text() == key
    assert len(key) >= 50
    assert (clone / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_second_process_waits_for_the_first():
    ask = "from tools.prepare import only_one\nwith only_one(): print('mine', flush=True)"
    with prepare.only_one():
        second = subprocess.Popen(
            [sys.executable, "-c", ask], cwd=system.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert "waiting" in second.stderr.readline()
        time.sleep(0.2)
        assert second.poll() is None
    assert second.communicate(timeout=20)[0] == "mine\n"


def test_programs_that_are_missing_come_with_one_line_that_installs_them(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("PG_BIN", "/nowhere")
    needs = system.missing("test", has_environment=True)
    assert [need.name for need in needs][-2:] == ["Chromium", "PostgreSQL's programs"]
    line = system.line_to_type(needs)
    assert "\n" not in line
    if sys.platform == "linux":
        assert "apt-get update && apt-get install --yes --no-install-recommends" in line
        assert "chromium chromium-headless-shell postgresql" in line


def test_running_asks_for_nothing_that_only_tests_use(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("PG_BIN", "/nowhere")
    assert {"Chromium", "PostgreSQL's programs"}.isdisjoint(
        need.name for need in system.missing("run", has_environment=False)
    )


def test_a_library_is_found_by_loading_it():
    assert system.has_pango()
    assert not system.loads("libnosuchthing.so.0", "nosuchthing")


def test_an_environment_without_pip_is_not_usable(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "PYTHON", tmp_path / "bin" / "python")
    assert not prepare.environment_is_usable()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path], check=True)
    assert os.access(tmp_path / "bin" / "python", os.X_OK)
    assert not prepare.environment_is_usable()
