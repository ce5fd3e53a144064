"""The talk of these tests."""

from __future__ import annotations

import pytest

from quadrants.services.worksheets import create_worksheet


@pytest.fixture
def talk(owner):
    return create_worksheet(user=owner, title="A raise", language="en", counterpart="Dana")
