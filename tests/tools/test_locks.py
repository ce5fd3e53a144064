"""The lock files: whole, the same for running and testing, and telling nothing about where they were made."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.prepare import LOCKS
from tools.system import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ; (.+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def pins(name):
    """The locked version of each package, by package and the machines it is meant for."""
    return {(package, marker): version for package, version, marker, _ in PIN.findall(LOCKS[name].read_text())}


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_line_is_a_pin_with_hashes_or_a_comment(name):
    left = PIN.sub("", LOCKS[name].read_text())
    assert [line for line in left.splitlines() if line and not line.strip().startswith("#")] == []


@pytest.mark.parametrize("name", ["run", "test"])
def test_no_host_and_no_path_is_recorded(name):
    text = LOCKS[name].read_text()
    for trace in ("http", "://", "--index", "--extra-index", "--find-links", "-f ", "file:", "@ ", "/opt", "/home"):
        assert trace not in text


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("test", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_what_the_project_asks_for_is_locked(name, wanted):
    locked = {package: version for (package, _), version in pins(name).items()}
    for text in wanted:
        requirement = Requirement(text)
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)], prereleases=True), text


def test_tests_run_on_the_versions_that_are_served():
    served = {package: version for (package, _), version in pins("run").items()}
    tested = {package: version for (package, _), version in pins("test").items()}
    assert served.items() <= tested.items()
