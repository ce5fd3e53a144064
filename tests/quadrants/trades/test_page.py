"""The page of trades: what it shows, what is saved on it, and what becomes of a swap."""

from __future__ import annotations

import pytest

from quadrants.models import Edit, Entry
from tests.quadrants.test_queries import queries


@pytest.fixture
def address(client, owner, worksheet):
    client.force_login(owner)
    return f"/worksheets/{worksheet.pk}/trades/"


@pytest.fixture
def lines(entry):
    give = entry("needs", "unequal", "We pay in 45 days", value_to_us=2, value_to_them=9, direction="we_give")
    ask = entry("brainstorm", "terms", "One price for a year", value_to_us=9, value_to_them=4, direction="they_give")
    return give, ask


def options(worksheet):
    found = Entry.objects.filter(worksheet=worksheet, item="brainstorm", prompt="options", deleted_at=None)
    return list(found.values_list("text", flat=True))


def test_an_empty_page_shows_an_example_and_leads_to_where_values_are_written(client, address):
    page = client.get(address).content.decode()
    assert "We pay after 45 days instead of 90" in page and "<svg" not in page
    for place in ("items/needs/#write-needs.unequal", "items/brainstorm/#write-brainstorm.terms"):
        assert place in page
    assert "items/best_option/#write-best_option.giveaways" in page


def test_lines_without_values_stand_in_the_table_and_the_chart_waits(client, address, entry):
    entry("needs", "shared", "Both machines run")
    page = client.get(address).content.decode()
    assert "Both machines run" in page and "The chart begins with" in page and "<svg" not in page


def test_the_page_shows_chart_swaps_and_table(client, address, lines):
    page = client.get(address).content.decode()
    assert "<svg" in page and "Brings us <b>7</b> and them <b>5</b>." in page
    assert page.index("One price for a year") and "Ask for</td>" in page


def test_a_need_is_in_the_chart_and_in_no_swap(client, address, lines, entry):
    assert "A need cannot be handed over" not in client.get(address).content.decode()
    entry("needs", "emotional", "To be the one who", value_to_us=0, value_to_them=10, direction="we_give")
    entry("needs", "conflicting", "The same hour", value_to_us=8, value_to_them=8)
    page = client.get(address).content.decode()
    assert page.count("Brings us") == 1 and "Brings us <b>7</b> and them <b>5</b>." in page
    assert page.count('class="dot"') == 2 and "A need cannot be handed over" in page
    # Who gives what both want is no question for a swap.
    assert "does not say who gives" not in page


def test_values_are_saved_by_the_plain_form(client, address, lines, worksheet):
    give, _ask = lines
    name = f"entry:{give}|value_to_us"
    sent = {f"base|entry:{give}": "1", name: "5", f"entry:{give}|direction": "both", "do": "save"}
    assert client.post(address, sent).status_code == 302
    row = Entry.objects.get(pk=give)
    assert (row.value_to_us, row.value_to_them, row.direction) == (5, 9, "both")


def test_a_value_beyond_the_scale_is_told_its_bounds(client, address, lines):
    give, _ask = lines
    page = client.post(address, {f"base|entry:{give}": "1", f"entry:{give}|value_to_us": "11", "do": "save"})
    assert "This must be a whole number from 0 to 10." in page.content.decode()


@pytest.mark.parametrize("value", ["11", "-1", "much", "NaN", "1e308", "2.5"])
def test_what_is_no_value_is_refused_and_stays_in_its_field(client, address, lines, value):
    give, _ask = lines
    name = f"entry:{give}|value_to_us"
    answer = client.post(address, {f"base|entry:{give}": "1", name: value, "do": "save"})
    assert answer.status_code == 422
    assert f'value="{value}"' in answer.content.decode()
    assert Entry.objects.get(pk=give).value_to_us == 2


def test_a_swap_becomes_an_option_once(client, address, lines, worksheet):
    give, ask = lines
    for _time in range(2):
        assert client.post(address, {"do": f"swap {give}={ask}"}).status_code == 302
    assert options(worksheet) == ["We give: We pay in 45 days. They give: One price for a year."]
    page = client.get(address).content.decode()
    assert "Is among the options" in page and "Make it an option" not in page
    logged = Edit.objects.filter(subject_id=worksheet.pk, target__startswith="entry:").order_by("-pk")[0]
    assert logged.fields["item"] == "brainstorm"


def test_values_and_swap_go_together(client, address, lines, worksheet):
    give, ask = lines
    sent = {f"base|entry:{give}": "1", f"entry:{give}|value_to_us": "4", "do": f"swap {give}={ask}"}
    assert client.post(address, sent).status_code == 302
    assert Entry.objects.get(pk=give).value_to_us == 4 and len(options(worksheet)) == 1


@pytest.mark.parametrize("key", ["", "=", "x=y", "00000000-0000-0000-0000-000000000000=x"])
def test_a_swap_that_is_none_changes_nothing(client, address, lines, worksheet, key):
    assert client.post(address, {"do": f"swap {key}"}).status_code == 302
    assert options(worksheet) == []


def test_a_reader_sees_all_and_changes_nothing(client, address, lines, worksheet, member):
    client.force_login(member("viewer"))
    give, ask = lines
    page = client.get(address).content.decode()
    assert "Brings us" in page and "Make it an option" not in page and "disabled" in page
    assert client.post(address, {"do": f"swap {give}={ask}"}).status_code == 403
    assert options(worksheet) == []


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_takes_a_fixed_number_of_queries(client, address, entry, count):
    for number in range(count):
        entry("needs", "unequal", f"line {number}", value_to_us=number % 11, value_to_them=5, direction="we_give")
    assert queries(client, address) == 9
