"""The short forms of the experiments with disks hold, and each of them can see the loss that it looks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.bench.figures import CannotMeasure, Figure
from tests.experiments.backup_under_writers import backup_postgresql, backup_sqlite
from tests.experiments.diskfull import diskfull_postgresql, diskfull_sqlite
from tests.experiments.kept import Acknowledged, holes, lost
from tests.experiments.powercut import DATABASE, losses, powercut_sqlite, recorded
from tests.experiments.recorded_files import SECTOR, Cut, Deleted, Disk, Synced, Wrote, library
from tests.experiments.small_disk import alone

SHORT = 0.05
WAL = f"{DATABASE}-wal"
EXPERIMENTS = [
    powercut_sqlite,
    diskfull_sqlite,
    pytest.param(diskfull_postgresql, marks=pytest.mark.long),
    backup_sqlite,
    pytest.param(backup_postgresql, marks=pytest.mark.long),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_nothing_is_lost(experiment: Callable[[float], Iterator[Figure]]):
    try:
        figures = list(experiment(SHORT))
    except CannotMeasure as problem:
        pytest.skip(str(problem))
    assert figures
    assert [figure.in_words() for figure in figures if not figure.holds] == []


def test_where_no_disk_may_be_made_it_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotMeasure, match="permits no disk"):
        alone("tests.experiments.diskfull", "sqlite", "1")


# --- What the experiments can see ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """A run of thirty saves, step by step."""
    try:
        library()
    except CannotMeasure as problem:
        pytest.skip(str(problem))
    return recorded(tmp_path_factory.mktemp("recorded"), 30)


@pytest.fixture
def saved(steps: list[Any], tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database at the end of that run."""
    disk = Disk()
    for step in steps:
        if not isinstance(step, Acknowledged):
            disk.take(step)
    (tmp_path / DATABASE).write_bytes(disk.safe[DATABASE])
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        yield connection


def test_a_database_that_never_syncs_its_log_loses_texts(steps: list[Any], tmp_path: Path):
    careless = [step for step in steps if step != Synced(WAL)]
    assert sum(losses(careless, 20, tmp_path / "found")) > 0


def test_a_whole_database_has_everything(saved: sqlite3.Connection, steps: list[Any]):
    told = [step for step in steps if isinstance(step, Acknowledged)]
    assert len(told) == 30
    assert (lost(saved, told), holes(saved)) == ([], [])
    assert lost(saved, [told[0]._replace(text="never written")])


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM quadrants_edit WHERE id = (SELECT MAX(id) FROM quadrants_edit WHERE version = 1)",
        "DELETE FROM quadrants_entry",
        "UPDATE quadrants_entry SET version = version + 1",
        "UPDATE quadrants_entry SET text = 'another'",
        "UPDATE quadrants_worksheet SET version = 9",
    ],
)
def test_a_log_that_does_not_fit_its_rows_is_seen(saved: sqlite3.Connection, damage: str):
    assert saved.execute(damage).rowcount
    assert holes(saved)


# --- The disk whose power fails -----------------------------------------------------------------------------


def found(*steps: Any) -> set[bytes | None]:
    """All that a file may hold after a power cut; None where it is not there."""
    disk = Disk()
    for step in steps:
        disk.take(step)
    return {disk.after_power_cut(Random(seed)).get(steps[0].file) for seed in range(200)}


def test_what_was_synced_is_there():
    assert found(Wrote("a", 0, b"one"), Cut("a", 2), Synced("a")) == {b"on"}


def test_what_was_not_synced_may_be_missing_and_is_torn_between_sectors():
    old, new = b"-" * SECTOR * 2, b"+" * SECTOR * 2
    contents = found(Wrote("a", 0, old), Synced("a"), Wrote("a", 0, new))
    assert contents == {old, new, new[:SECTOR] + old[SECTOR:]}


def test_a_deletion_may_come_undone_until_the_folder_is_synced():
    made = [Wrote("a-wal", 0, b"old"), Synced("a-wal")]
    assert found(*made, Deleted("a-wal", False)) == {None, b"old"}
    assert found(*made, Deleted("a-wal", True)) == {None}
    assert found(*made, Deleted("a-wal", False), Wrote("b-wal", 0, b"new"), Synced("b-wal")) == {None}
