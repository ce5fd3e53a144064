"""The page of a deal: the table without scripts, what it says of flaws at each cell, and what it computes."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from django.core.cache import caches

from press.process import Press
from press.shelf import name_of
from quadrants.deal import Code, Flaw
from quadrants.dealing import computing
from quadrants.dealing.wording import SENTENCES, sentence
from quadrants.loading import load_whole
from quadrants.models import Combination, Edit, Entry, Issue, IssueOption, Package
from quadrants.services.deals import take_in
from quadrants.services.demo import example_deal
from tests.quadrants.dealing import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(client, owner, worksheet) -> str:
    client.force_login(owner)
    return f"/worksheets/{worksheet.pk}/deal/"


@pytest.fixture
def shown(client, path):
    def get(part: str = "") -> str:
        answer = client.get(path + part)
        assert answer.status_code == 200
        return text_of(answer)

    return get


def controls(content: str) -> dict[str, str]:
    """What a browser would send back of the table."""
    found = re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', content.split('<template id="issue')[0])
    return {name: unescape(value) for name, value in found if "|" in name}


# --- Nothing yet -----------------------------------------------------------------------------------------------------


def test_without_anything_it_shows_an_example_and_loads_it(client, path, shown, worksheet):
    page = shown()
    assert "List what has to be settled" in page and "never advise a threat or a walk-out" in page
    assert "in 45 days" in page and "Load the example" in page
    assert client.post(path, {"do": "example"}).status_code == 302
    assert len(load_whole(worksheet).deal.issues) == 6
    page = shown()
    assert "Load the example" not in page
    assert "1,232 packages are possible. Both could accept 587 of them." in page
    # Pressed twice, it comes once.
    said = client.post(path, {"do": "example"}, follow=True).content.decode()
    assert "There is a deal here already, so the example was not loaded." in said and "Saved." not in said
    assert len(load_whole(worksheet).deal.issues) == 6


def test_the_example_does_not_come_beside_an_issue_that_is_typed_with_the_press(client, path, worksheet):
    said = client.post(path, {"new-issue|name": "Price", "do": "example"}, follow=True).content.decode()
    assert [issue.name for issue in load_whole(worksheet).deal.issues] == ["Price"]
    assert "There is a deal here already, so the example was not loaded." in said


def test_it_says_from_how_many_points_to_how_many_the_offers_are_worth(client, path, shown):
    client.post(path, {"do": "example"})
    page = client.get(path).content.decode()
    table = page[page.index('<table class="offers">') :].partition("</table>")[0]
    worths = [
        float(one)
        for one in re.findall(r"<td>([\d.]+)</td>", table.partition('<tr class="sum">')[2].partition("</tr>")[0])
    ]
    assert f"about the same to us ({min(worths):g} to {max(worths):g} points)" in shown() and len(worths) == 3


def test_the_example_is_chinese_for_who_reads_chinese(client, owner, path, shown):
    type(owner).objects.filter(pk=owner.pk).update(language="zh-hans")
    assert "账期" in shown() and "本工具从不建议威胁或拂袖而去" in shown()
    client.post(path, {"do": "example"})
    assert "共有1,232个整体方案可行。其中587个双方都能接受。" in shown()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_example_has_no_flaw(language):
    from quadrants.dealing import read_deal

    read = read_deal(example_deal(language))
    assert not read.faults and not computing.results(read).flaws


# --- The table without scripts ---------------------------------------------------------------------------------------


def test_issues_and_options_are_written_without_scripts(client, path, worksheet):
    assert client.post(path, {"new-issue|name": "Price"}).status_code == 302
    issue = Issue.objects.get()
    row = {f"new-option|{issue.pk}.name": "85", f"new-option|{issue.pk}.value_to_us": "25.5"}
    assert client.post(path, row).status_code == 302
    option = IssueOption.objects.get()
    assert (option.name, option.value_to_us, option.value_to_them, option.version) == ("85", 25.5, None, 1)
    target = f"option:{option.pk}"
    sent = controls(client.get(path).content.decode())
    assert sent[f"{target}|value_to_us"] == "25.5"
    edits = Edit.objects.count()
    assert client.post(path, sent).status_code == 302
    assert Edit.objects.count() == edits, "an untouched page changes nothing"
    assert client.post(path, {**sent, f"{target}|value_to_them": "7"}).status_code == 302
    option.refresh_from_db()
    assert option.value_to_them == 7
    assert client.post(path, {"do": f"range {issue.pk}"}).url.endswith(f"#issue-{issue.pk}")
    issue.refresh_from_db()
    assert issue.by_range
    assert client.post(path, {"do": f"delete issue:{issue.pk}"}).status_code == 302
    assert not load_whole(worksheet).deal.issues
    undo = re.search(r'value="(restore issue:[^"]+)"', client.get(path).content.decode())
    assert undo and client.post(path, {"do": undo[1]}).status_code == 302
    assert load_whole(worksheet).deal.issues


def test_what_is_no_number_stays_in_its_cell_with_the_reason(client, making, path):
    making.sale()
    control = f"option:{making.ids['Price: 85']}|value_to_us"
    sent = {**controls(client.get(path).content.decode()), control: "a lot"}
    answer = client.post(path, sent)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert re.search(rf'name="{re.escape(control)}" value="a lot"[^>]*aria-invalid="true"', content)
    # Once, and in its own row.
    row = rf'data-fresh="faults-{re.escape(control.partition("|")[0])}"><p class="problem">“a lot” is not a number.</p>'
    assert re.search(row, content) and content.count("“a lot” is not a number.") == 1
    assert "Not everything is saved." in text_of(answer)


def test_what_was_typed_where_the_cell_is_gone_stands_above(client, making, path, save):
    making.sale()
    target = f"option:{making.ids['Price: 85']}"
    sent = controls(client.get(path).content.decode())
    assert save(f"issue:{making.ids['Price']}", 1, by_range=True).saved
    answer = client.post(path, {**sent, f"{target}|value_to_us": "a lot"})
    assert answer.status_code == 422 and "“a lot” is not a number." in text_of(answer)
    weight = f"issue:{making.ids['Price']}|weight_us"
    answer = client.post(path, {**sent, weight: "heavy"})
    assert answer.status_code == 422 and text_of(answer).count("heavy") == 2


def test_what_is_wrong_in_a_new_row_is_told(client, making, path):
    issue = making.issue("Price")
    row = {f"new-option|{issue}.name": "85", f"new-option|{issue}.value_to_us": "a lot"}
    assert "“a lot” is not a number." in text_of(client.post(path, row))


def test_a_wrong_number_of_a_range_is_told_at_its_end(client, making, path):
    ends = {"low": 0, "high": 10, "step": 5, "low_us": 30, "high_us": 0, "low_them": 0, "high_them": 20}
    issue = making.issue("Discount", by_range=True, **ends)
    sent = {**controls(client.get(path).content.decode()), f"issue:{issue}|high_us": "a lot"}
    content = client.post(path, sent).content.decode()
    assert content.count("“a lot” is not a number.") == 1
    assert f'data-fresh="faults-issue:{issue}-2"><p class="problem">“a lot”' in content


def test_values_that_clash_are_put_to_the_choice(client, making, path, save):
    making.sale()
    target = f"option:{making.ids['Price: 85']}"
    sent = controls(client.get(path).content.decode())
    assert save(target, 1, value_to_us=31).saved
    answer = client.post(path, {**sent, f"{target}|value_to_us": "12.5"})
    assert answer.status_code == 422 and "31" in text_of(answer)
    assert (
        client.post(path, {**sent, f"{target}|value_to_us": "12.5", "do": f"mine {target}|value_to_us"}).status_code
        == 422
    )


def test_who_may_only_read_sees_all_and_changes_nothing(client, making, path, member):
    making.sale()
    client.force_login(member("viewer"))
    page = client.get(path)
    assert "Both could accept" in text_of(page) and 'value="best ' not in page.content.decode()
    assert client.post(path, {"new-issue|name": "x"}).status_code == 403
    assert client.get(path + "import/").status_code == 403
    assert client.post(path + "guesses/").status_code == 302


# --- Flaws at their place --------------------------------------------------------------------------------------------


def faults_of(client, path, target: str) -> str:
    """What a page says is wrong at a row."""
    found = re.findall(
        rf'data-fresh="faults-{re.escape(target)}[^"]*">(.*?)</div>', client.get(path).content.decode(), re.DOTALL
    )
    return re.sub(r"<[^>]+>", " ", unescape(" ".join(found)))


def test_what_is_missing_is_named_where_it_stands(client, making, path, shown):
    making.sale()
    making.option("Price", "", None, 3)
    assert "2 things need fixing" in shown()
    said = faults_of(client, path, f"option:{making.ids['Price: ']}")
    assert "Give it a name." in said and "Still empty." in said
    assert "Packages worth a look" not in shown()


def test_a_single_option_a_double_name_and_scores_out_of_range(client, making, path, save, shown):
    making.issue("Price", ("80", 40, 0), ("80 ", 0, 40))
    making.issue("Payment", ("at once", 11, 0))
    assert "“80” is there twice." in faults_of(client, path, f"option:{making.ids['Price: 80 ']}")
    assert "two options at least" in faults_of(client, path, f"issue:{making.ids['Payment']}")
    assert save("deal", 0, weighted=True).saved
    assert "from 0 to 10" in faults_of(client, path, f"option:{making.ids['Payment: at once']}")
    assert "Still empty." in faults_of(client, path, f"issue:{making.ids['Payment']}")


def test_weights_that_do_not_add_up(making, save, shown):
    assert save("deal", 0, weighted=True).saved
    making.issue("Price", ("80", 4, 0), ("85", 2, 9), weight_us=60, weight_them=50)
    making.issue("Payment", ("at once", 0, 10), ("later", 10, 0), weight_us=30, weight_them=50)
    assert "The weights for us add up to 90, not to 100." in shown()


def test_all_equal_and_one_issue_are_said(making, shown):
    making.issue("Price", ("80", 4, 1), ("85", 4, 9))
    assert "Every package is worth the same for us" in shown()
    making.issue("Payment", ("at once", 0, 10), ("later", 10, 0))
    making.issue("Colour", ("red", 3, 3), ("blue", 3, 3))
    assert "All options of “Colour” are worth the same to both" in shown()


def test_one_issue_is_computed_with_a_question(making, shown):
    making.issue("Price", ("80", 4, 1), ("85", 1, 9))
    assert "With one issue there is nothing to trade" in shown()


def test_contradicting_combinations_are_named(making, shown):
    making.issue("Price", ("80", 4, 1), ("85", 1, 9))
    making.issue("Payment", ("at once", 0, 10), ("later", 10, 0))
    for price in ("80", "85"):
        for payment in ("at once", "later"):
            making.never(("Price", price), ("Payment", payment))
    page = shown()
    assert "Together these leave no package possible" in page
    assert "(Price 80 + Payment at once) and (Price 80 + Payment later)" in page
    assert "Packages worth a look" not in page


def test_a_range_says_where_its_steps_do_not_fit(client, making, path, save, shown):
    making.sale()
    ends = {"low": 0, "high": 10, "step": 3, "low_us": 30, "high_us": 0, "low_them": 0, "high_them": 20}
    issue = making.issue("Discount", by_range=True, **ends)
    assert "steps must lead exactly" in faults_of(client, path, f"issue:{issue}")
    assert save(f"issue:{issue}", 1, step=2.5).saved
    assert "90 packages are possible" in shown()
    assert save(f"issue:{issue}", 2, step=0.00001).saved
    assert "at most 200 options" in faults_of(client, path, f"issue:{issue}")


def test_every_code_has_a_sentence_that_takes_its_values():
    values = {"most": 5, "name": "x", "least": 0, "sum": "90", "side": "us", "combinations": "y", "format": "f",
              "version": 1, "column": "c", "issue": "i", "option": "o", "length": 6,
              "character": "U+0007"}  # fmt: skip
    assert set(SENTENCES) == set(Code)
    for code in Code:
        assert "%" not in sentence(Flaw("issues", code, values))


def test_thirteen_issues_are_one_too_many(making, shown):
    for number in range(13):
        making.issue(f"Issue {number}", ("a", 1, 0), ("b", 0, 1))
    page = shown()
    assert "There can be at most 12 issues" in page and "Another issue" not in page


# --- What it computes ------------------------------------------------------------------------------------------------


def test_packages_offers_steps_and_a_picture(client, making, path, shown):
    making.sale()
    page = shown()
    assert "18 packages are possible." in page
    for words in ("Serves both best", "2 to offer at once", "What giving way costs and brings", "If our guess is off"):
        assert words in page
    assert "Each dot is a package." in page
    content = client.get(path).content.decode()
    assert content.count("<svg") == 1 and "<title>What the packages are worth</title>" in content
    assert "Price 80 → 85 15 20 worth a trade" in page


def test_what_nobody_has_to_pay_for_is_pointed_out_first(making, client, path, shown):
    making.sale()
    assert "at nobody’s cost" not in shown()
    making.issue("Scrap", ("sold", 2, 0), ("sent back", 6, 12), ("thrown away", 0, 0))
    making.issue("Papers", ("by post", 3, 0), ("by mail", 3, 7), ("none", 5, 0))
    page = shown()
    assert page.index("Settle these first") < page.index("What giving way costs and brings")
    assert "Scrap thrown away → sent back It brings us 6 and them 12. 1 more option falls short of it, too." in page
    assert "Papers by post → by mail It costs us nothing and brings them 7." in page
    today = [("Price", "90"), ("Delivery", "a month"), ("Payment", "at once"), ("Scrap", "sold"), ("Papers", "none")]
    making.package(*today, status_quo=True)
    assert "Scrap sold (as it is today) → sent back It brings us 4 and them 12." in shown()
    # Where it cannot be had today, it is no step from there.
    making.never(("Scrap", "sent back"), ("Price", "90"))
    assert "Scrap thrown away → sent back It brings us 6 and them 12." in shown()


def test_a_package_is_kept_picked_and_goes_to_the_sheet(client, owner, making, path, worksheet, shown):
    making.sale()
    chosen = [("Price", "90"), ("Delivery", "a month"), ("Payment", "at once")]
    keys = {f"choose|{at}": making.keys[one] for at, one in enumerate(chosen)}
    assert client.post(path, {**keys, "do": "keep"}).status_code == 302
    assert "Kept" in shown() and "not enough for both" in shown()
    package = Package.objects.get()
    assert package.name == "Price: 90; Delivery: a month; Payment: at once"
    # Whoever goes on by keyboard does so at what was done.
    assert client.post(path, {"do": f"today {package.pk}"}).url == f"{path}#package-{package.pk}"
    assert "As it is today" in shown() and "The cross is how it is today." in shown()
    best = re.search(r'value="best ([^"]+)"', client.get(path).content.decode())
    place = client.post(path, {"do": f"best {best[1]}"}).url
    made = Package.objects.exclude(pk=package.pk).get()
    assert place == f"{path}#package-{made.pk}"
    line = Entry.objects.get(item="best_option", prompt="priorities")
    assert line.text == "Price: 85; Delivery: one week; Payment: at once" and line.on_sheet
    assert Package.objects.count() == 2
    assert "It is the first of your best options now" in shown()
    for language in ("zh-hans", "en"):
        # In whichever language somebody reads: the card knows its own line.
        owner.language = language
        owner.save(update_fields=["language"])
        cards = client.get(path).content.decode().split('<li class="package"')[1:]
        marked = [card for card in cards if f'items/best_option/#entry-{line.pk}"' in card]
        assert [f'id="package-{made.pk}"' in card and 'value="best ' not in card for card in marked] == [True]
        assert sum('value="best ' in card for card in cards) == len(cards) - 1
        client.post(path, {"do": f"best {best[1]}"})
        assert Entry.objects.get(item="best_option", prompt="priorities").text == line.text
    assert "First of your best options" in shown()
    assert f'<li class="package" id="package-{made.pk}" tabindex="-1">' in client.get(path).content.decode()
    plan = client.get(f"/worksheets/{worksheet.pk}/plan.md").content.decode()
    assert line.text in plan
    assert client.post(path, {"do": "best nonsense"}).status_code == 302
    assert "has changed or is gone" in shown()


def test_a_combination_is_ruled_out_rests_and_is_allowed_again(client, making, path, save, shown):
    making.sale()
    chosen = {"with|1": making.keys["Price", "85"], "with|2": making.keys["Payment", "at once"], "with|3": ""}
    assert client.post(path, {**chosen, "do": "exclude"}).url == f"{path}#combined-name"
    assert '<h2 id="combined-name" tabindex="-1">' in client.get(path).content.decode()
    assert "15 packages are possible." in shown() and "Price 85 + Payment at once" in shown()
    assert save(f"option:{making.ids['Price: 85']}", 1, action="delete").saved
    assert "Not in use: one of its options is gone." in shown() and "12 packages are possible." in shown()
    made = Combination.objects.get()
    assert client.post(path, {"do": f"delete combination:{made.pk}"}).status_code == 302
    assert "Rests" not in shown()
    # One issue alone is no combination.
    assert client.post(path, {**chosen, "with|2": chosen["with|1"], "do": "exclude"}).status_code == 302
    assert not Combination.objects.filter(deleted_at=None).exists()


def test_other_guesses_are_tried_slice_by_slice(client, making, path, shown):
    making.sale()
    assert "Try a thousand others" in shown()
    answer = client.post(path + "guesses/", headers={"X-Part": "guesses"})
    part = answer.content.decode()
    done = int(re.search(r'data-done="(\d+)"', part)[1])
    assert 0 < done <= 1000 and "<html" not in part
    while done < 1000:
        assert client.post(path + "guesses/").status_code == 302
        done = int(re.search(r'data-done="(\d+)"', client.get(path).content.decode())[1])
    page = shown()
    assert "Tried with 1,000 other guesses" in page and "Try other guesses" not in page
    assert "Stays good" in page


def test_what_takes_longer_than_a_second_is_asked_for_once_more(making, path, client, shown, monkeypatch):
    making.sale()
    monkeypatch.setattr(computing, "SOON", 1e-6)
    content = client.get(path).content.decode()
    assert "data-long" in content and "Work it out" in content and "data-cancel" in content
    assert "18 packages are possible." in shown("?patient=1")
    # It is known now.
    assert "18 packages are possible." in shown()


def test_who_gives_up_ends_what_is_computed_for_them(client, path, owner, worksheet):
    turn = name_of("turn", f"{owner.pk} {worksheet.pk}")
    assert caches["sheets"].get(turn) is None
    assert client.get(path + "?given_up=1").status_code == 204
    assert caches["sheets"].get(turn)


def test_too_much_and_too_many_are_said(making, shown, monkeypatch):
    making.sale()
    monkeypatch.setattr(computing, "SOON_PRESS", Press(seconds=5, megabytes=400, waiting=-1))
    assert "Others are having a deal worked out just now." in shown()
    monkeypatch.setattr(computing, "SOON_PRESS", Press(seconds=0, megabytes=400, waiting=1))
    assert "more time or memory than there is" in shown()


def test_twelve_issues_of_twenty_options_are_computed(owner, worksheet, shown):
    from quadrants.deal import Issue as DealIssue
    from quadrants.deal import Model, Option
    from quadrants.dealing import deal_from

    chance = random.Random(7)
    model = Model(
        issues=tuple(
            DealIssue(
                name=f"issue {at}",
                options=tuple(
                    Option(name=str(place), us=chance.randint(0, 50), them=chance.randint(0, 50)) for place in range(20)
                ),
            )
            for at in range(12)
        )
    )
    take_in(user=owner, worksheet=worksheet, old=load_whole(worksheet).deal, new=deal_from(model))
    page = shown("?patient=1")
    assert "4.1 × 10¹⁵ packages are possible" in page and "The stronger the shade" in page


def test_the_page_of_a_worksheet_in_the_archive_is_read_only(client, path, making, worksheet):
    making.sale()
    client.post(f"/worksheets/{worksheet.pk}/archive/", {"archived": "1"})
    assert "without-script" not in client.get(path).content.decode()
    assert client.post(path, {"new-issue|name": "x"}).status_code in (302, 422)
    assert Issue.objects.count() == 3
