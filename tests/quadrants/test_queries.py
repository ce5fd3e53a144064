"""Pages take as many queries for three hundred entries as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quadrants.models import Entry, Worksheet
from quadrants.services.worksheets import create_worksheet

# The sheet is kept: that nothing has changed is known without its lines.
PINNED = {"": 10, "items/needs/": 9, "strategies/": 9, "room/": 9, "prep-sheet/": 9, "prep-sheet.pdf": 3}
PINNED |= {"trades/": 9, "people/": 9, "ladder/": 9, "history/": 10, "table-sheet/": 10, "prep-sheet.pdf?view=table": 9}
PINNED |= {"deal/": 14, "quick/": 9, "quick/needs/": 12, "quick/next_steps/": 12, "in-their-shoes/": 9, "readiness/": 9}
PINNED |= {"plan.pdf": 10, "plan.docx": 10, "plan.md": 10}


def write_entries(worksheet: Worksheet, count: int) -> None:
    party = worksheet.parties.get(is_us=False)
    prompts = ["rational", "emotional", "shared", "conflicting", "unequal"]
    Entry.objects.bulk_create(
        Entry(
            worksheet=worksheet,
            item="needs",
            prompt=prompts[n % 5],
            text=f"line {n}",
            party=party,
            position=n,
            version=1,
        )
        for n in range(count)
    )


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("entries", [1, 300])
@pytest.mark.parametrize(("path", "pinned"), PINNED.items())
def test_a_page_takes_a_fixed_number_of_queries(client, owner, worksheet, path, pinned, entries):
    client.force_login(owner)
    write_entries(worksheet, entries)
    assert queries(client, f"/worksheets/{worksheet.pk}/{path}") == pinned


@pytest.mark.parametrize("count", [1, 25])
def test_the_list_takes_a_fixed_number_of_queries(client, owner, count):
    client.force_login(owner)
    for number in range(count):
        made = create_worksheet(user=owner, title=f"Talk {number}", language="en", counterpart="Dana")
        write_entries(made, 10)
    assert queries(client, "/worksheets/") == 8
