"""A deal on a worksheet: saved, told, taken back, copied and exported like all else, and read by nobody outside."""

from __future__ import annotations

import io
import re
import uuid

import pypdf
import pytest

from quadrants.bargain import Deal
from quadrants.interchange import DocumentError, from_json, to_json
from quadrants.loading import DEAL_QUERIES, QUERIES, load_document, load_whole
from quadrants.models import Combination, Edit, Entry, Issue, IssueOption, Package
from quadrants.models import Deal as DealRow
from quadrants.services.deals import NotTaken, pick, take_in
from quadrants.services.demo import example_deal
from quadrants.services.worksheets import duplicate_worksheet, import_worksheet, remove_worksheets

pytestmark = pytest.mark.django_db


def names(deal: Deal) -> dict[str, list[tuple]]:
    """A deal without its ids."""
    options = {option.id: option for option in deal.options}
    issues = {issue.id: issue.name for issue in deal.issues}

    def said(key: str) -> str:
        issue, _colon, choice = key.partition(":")
        return f"{issues[uuid.UUID(issue)]}:{options[uuid.UUID(choice)].name if '-' in choice[1:] else choice}"

    return {
        "terms": [(deal.terms.weighted, deal.terms.reservation_us, deal.terms.reservation_them)],
        "issues": [
            (one.name, one.by_range, one.low, one.high, one.step, one.low_us, one.weight_us) for one in deal.issues
        ],
        "options": [(issues[one.issue], one.name, one.value_to_us, one.value_to_them) for one in deal.options],
        "combinations": [(one.name, *map(said, one.choices)) for one in deal.combinations],
        "packages": [(one.name, one.status_quo, *map(said, one.choices)) for one in deal.packages],
    }


def test_everything_that_is_made_is_loaded_in_a_fixed_number_of_queries(making, worksheet, django_assert_num_queries):
    making.sale()
    making.never(("Price", "80"), ("Payment", "at once"))
    making.package(("Price", "85"), ("Delivery", "a month"), ("Payment", "at once"), name="As now", status_quo=True)
    with django_assert_num_queries(QUERIES + DEAL_QUERIES):
        deal = load_whole(worksheet).deal
    told = names(deal)
    assert told["issues"][0][:2] == ("Price", False)
    assert told["options"][1] == ("Price", "85", 25, 20)
    assert told["combinations"] == [("Price 80 + Payment at once", "Price:80", "Payment:at once")]
    assert told["packages"] == [("As now", True, "Price:85", "Delivery:a month", "Payment:at once")]
    assert told["terms"] == [(False, 30, 30)]
    assert load_document(worksheet).deal == Deal()


def test_an_option_may_arrive_before_its_issue(save, worksheet):
    issue = str(uuid.uuid4())
    assert save(f"option:{uuid.uuid4()}", 0, issue=issue, name="90").saved
    assert not load_whole(worksheet).deal.options
    assert save(f"issue:{issue}", 0, name="Price").saved
    assert [one.name for one in load_whole(worksheet).deal.options] == ["90"]


def test_with_its_issue_an_option_goes_and_comes_back(making, save, worksheet):
    making.sale()
    target = f"issue:{making.ids['Payment']}"
    assert save(target, 1, action="delete").saved
    assert {one.name for one in load_whole(worksheet).deal.options} == {
        "80",
        "85",
        "90",
        "one week",
        "two weeks",
        "a month",
    }
    assert save(target, 2, action="restore").saved
    assert len(load_whole(worksheet).deal.options) == 8


@pytest.mark.parametrize(
    ("fields", "bad"),
    [
        ({"value_to_us": 1e308}, "value_to_us"),
        ({"value_to_us": -1001}, "value_to_us"),
        ({"value_to_them": "much"}, "value_to_them"),
        ({"value_to_them": "nan"}, "value_to_them"),
        ({"value_to_them": "1_000"}, "value_to_them"),
        ({"value_to_them": True}, "value_to_them"),
        ({"value_to_them": float("inf")}, "value_to_them"),
        ({"value_to_them": [1]}, "value_to_them"),
        ({"name": "x" * 121}, "name"),
        ({"issue": None}, "issue"),
        ({"issue": "here"}, "issue"),
        ({"price": 3}, "price"),
    ],
)
def test_what_no_option_can_be_is_refused_by_field(making, save, fields, bad):
    making.sale()
    refused = save(f"option:{making.ids['Price: 85']}", 1, **fields)
    assert refused.code in ("invalid", "too_long") and set(refused.fields) == {bad}
    assert IssueOption.objects.get(name="85").value_to_us == 25


def test_numbers_are_read_as_people_type_them(making, save):
    making.sale()
    target = f"option:{making.ids['Price: 85']}"
    for version, (typed, kept) in enumerate(
        [("12.5", 12.5), ("８．５", 8.5), ("−3", -3), ("40%", 40), (" ", None)], start=1
    ):
        assert save(target, version, value_to_us=typed).saved
        assert IssueOption.objects.get(name="85").value_to_us == kept


@pytest.mark.parametrize("choices", [["x"], [3], [str(uuid.uuid4())], "abc", [f"{uuid.uuid4()}:{uuid.uuid4()}"] * 3000])
def test_choices_have_their_form(save, choices):
    refused = save(f"combination:{uuid.uuid4()}", 0, name="x", choices=choices)
    if isinstance(choices, list) and len(set(choices)) == 1 and len(choices) > 1:
        assert refused.saved and len(Combination.objects.get().choices) == 1
    else:
        assert refused.code == "invalid" and not Combination.objects.exists()


def test_nobody_elses_part_can_be_written(making, save, outsider, worksheet):
    making.sale()
    target = f"option:{making.ids['Price: 85']}"
    assert save(target, 1, by=outsider, name="mine").code == "not_found"


def test_the_history_tells_it_and_takes_it_back(client, owner, making, save, worksheet):
    client.force_login(owner)
    making.sale()
    target = f"option:{making.ids['Price: 85']}"
    assert save(target, 1, value_to_us=31).saved
    told = re.sub(r"\s+", " ", client.get(f"/worksheets/{worksheet.pk}/history/").content.decode())
    assert "Deal" in told and "Value to us" in told
    undo = client.get(f"/worksheets/{worksheet.pk}/edits/?undo=999999").json()
    assert (undo["target"], undo["fields"]) == (target, {"value_to_us": 25})
    before = Edit.objects.filter(subject_id=worksheet.pk, target=target).order_by("id").first()
    assert save(f"issue:{making.ids['Payment']}", 1, action="delete").saved
    history = f"/worksheets/{worksheet.pk}/history/"
    assert client.post(history, {"do": f"whole {before.pk}"}).status_code == 302
    deal = load_whole(worksheet).deal
    assert [one.name for one in deal.issues] == ["Price"]
    assert [one.name for one in deal.options] == ["80", "85"]
    assert deal.terms.reservation_us is None
    assert client.post(history, {"do": f"back issue:{making.ids['Payment']}"}).status_code == 302
    assert [one.name for one in load_whole(worksheet).deal.issues] == ["Price", "Payment"]


def test_it_goes_with_a_copy_and_with_an_export(owner, making, worksheet):
    making.sale()
    making.issue("Discount", by_range=True, low=0, high=10, step=2.5, low_us=30, high_us=0, low_them=0, high_them=20)
    making.keys["Discount", "2.5"] = f"{making.ids['Discount']}:2.5"
    making.never(("Price", "80"), ("Discount", "2.5"))
    making.package(("Price", "85"), ("Delivery", "a month"), ("Payment", "at once"), ("Discount", "2.5"), name="P")
    worksheet.refresh_from_db()
    document = load_whole(worksheet)
    exported = to_json(document)
    assert from_json(exported).deal == _without_versions(document.deal)
    for made in (import_worksheet(user=owner, data=exported), duplicate_worksheet(user=owner, worksheet=worksheet)):
        copy = load_whole(made).deal
        assert names(copy) == names(document.deal)
        assert not {one.id for one in copy.options} & {one.id for one in document.deal.options}


def _without_versions(deal: Deal) -> Deal:
    from dataclasses import replace

    parts = {
        name: tuple(replace(one, version=0, position=at) for at, one in enumerate(getattr(deal, name)))
        for name in ("issues", "options", "combinations", "packages")
    }
    return Deal(terms=replace(deal.terms, version=0), **parts)


def test_a_file_of_the_second_version_has_none(worksheet):
    worksheet.refresh_from_db()
    exported = to_json(load_whole(worksheet))
    del exported["deal"]
    assert from_json({**exported, "version": 2}).deal == Deal()


@pytest.mark.parametrize(
    ("section", "part"),
    [
        ("options", {"issue": str(uuid.UUID(int=7))}),
        ("options", {"value_to_us": "much"}),
        ("issues", {"colour": "red"}),
        ("packages", {"choices": ["x"]}),
        ("combinations", {"choices": "x"}),
    ],
)
def test_a_file_with_a_bad_part_is_refused_by_name(making, worksheet, section, part):
    making.sale()
    making.never(("Price", "80"), ("Payment", "at once"))
    making.package(("Price", "80"), ("Delivery", "a month"), ("Payment", "at once"))
    worksheet.refresh_from_db()
    exported = to_json(load_whole(worksheet))
    exported["deal"][section][0] |= part
    with pytest.raises(DocumentError, match=rf"deal\.{section}\[0\]"):
        from_json(exported)


def test_a_file_with_a_value_out_of_bounds_leaves_nothing_behind(owner, making, worksheet):
    making.sale()
    worksheet.refresh_from_db()
    exported = to_json(load_whole(worksheet))
    exported["deal"]["options"][0]["value_to_us"] = 1e308
    with pytest.raises(DocumentError, match=r"deal\.options\[0\]\.value_to_us"):
        import_worksheet(user=owner, data=exported)
    assert Issue.objects.count() == 3


def test_a_deal_takes_the_place_of_another_or_nothing_changes(owner, making, worksheet, member):
    making.sale()
    old, new = load_whole(worksheet).deal, example_deal("en")
    with pytest.raises(NotTaken):
        take_in(user=member("viewer"), worksheet=worksheet, old=old, new=new)
    assert load_whole(worksheet).deal == old
    take_in(user=owner, worksheet=worksheet, old=old, new=new)
    assert names(load_whole(worksheet).deal) == names(new)
    with pytest.raises(NotTaken):
        take_in(user=owner, worksheet=worksheet, old=load_whole(worksheet).deal, new=new)
    assert names(load_whole(worksheet).deal) == names(new)


def test_a_package_that_is_picked_is_the_first_of_the_best_options(owner, entry, worksheet):
    entry("best_option", "priorities", "Go on as now")
    both = {"Price: 85", "Price：85"}
    assert pick(
        user=owner, worksheet=worksheet, text="Price: 85", texts=both, package={"name": "P", "choices": []}
    ).saved
    assert pick(user=owner, worksheet=worksheet, text="Price: 90", texts={"Price: 90"}).saved
    assert pick(user=owner, worksheet=worksheet, text="Price：85", texts=both).saved
    lines = Entry.objects.filter(item="best_option", prompt="priorities").order_by("position")
    assert [(line.text, line.on_sheet) for line in lines] == [
        ("Price: 85", True),
        ("Price: 90", True),
        ("Go on as now", None),
    ]
    assert Package.objects.count() == 1


def test_removing_a_worksheet_removes_its_deal(making, worksheet):
    making.sale()
    making.package(("Price", "80"), ("Delivery", "a month"), ("Payment", "at once"))
    remove_worksheets([worksheet])
    assert not any(model.objects.exists() for model in (DealRow, Issue, IssueOption, Package, Combination))


LEAVES = ["prep-sheet/", "prep-sheet.pdf", "table-sheet/", "prep-sheet.pdf?view=table", "plan.md", "plan.pdf", "room/"]


def test_no_value_and_no_guess_leaves_the_page(client, owner, making, worksheet):
    client.force_login(owner)
    making.issue("CANARYissue", ("CANARYoption", 731, 643), ("CANARYother", 0, 0))
    making.issue("CANARYsecond", ("CANARYthird", 0, 1), ("CANARYfourth", 1, 0))
    making.package(("CANARYissue", "CANARYoption"), ("CANARYsecond", "CANARYthird"), name="CANARYpackage")
    for path in LEAVES:
        answer = client.get(f"/worksheets/{worksheet.pk}/{path}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode("utf-8", "replace")
        if content.startswith(b"%PDF"):
            text = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)
        assert answer.status_code == 200 and "CANARY" not in text, path
