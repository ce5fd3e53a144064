"""Who sways whom, written, kept, told, restored and handed on."""

from __future__ import annotations

import json
import uuid

import pytest

from quadrants.interchange import DocumentError, from_json, to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Influence, Party
from quadrants.services.history import restore_whole
from quadrants.services.parties import remove_party
from quadrants.services.worksheets import duplicate_worksheet, import_worksheet


@pytest.fixture
def tom(worksheet):
    return Party.objects.create(
        worksheet=worksheet, name="Tom", side="theirs", roles=["decision_maker"], position=9, version=1
    )


@pytest.fixture
def dana(worksheet):
    return worksheet.parties.get(name="Dana")


@pytest.fixture
def sways(save):
    """`sways(who, whom, strength="much")` notes an influence; its id."""

    def make(who, whom, **fields):
        made = str(uuid.uuid4())
        outcome = save(f"influence:{made}", 0, who=str(who.pk), whom=str(whom.pk), **fields)
        assert outcome.saved, outcome
        return made

    return make


@pytest.fixture
def address(client, owner, worksheet):
    client.force_login(owner)
    return f"/worksheets/{worksheet.pk}/people/"


def told(worksheet):
    document = load_document(worksheet)
    return [(document.party(one.who).name, document.party(one.whom).name, one.strength) for one in document.influences]


def test_it_is_saved_changed_deleted_and_brought_back(worksheet, save, sways, dana, tom):
    made = sways(dana, tom)
    assert told(worksheet) == [("Dana", "Tom", "some")]
    assert save(f"influence:{made}", 1, strength="followed").saved
    assert told(worksheet) == [("Dana", "Tom", "followed")]
    assert save(f"influence:{made}", 2, action="delete").saved
    assert told(worksheet) == []
    assert save(f"influence:{made}", 3, action="restore").saved
    assert told(worksheet) == [("Dana", "Tom", "followed")]


def test_what_it_cannot_be_is_refused(worksheet, save, dana, tom, outsider):
    from quadrants.services.worksheets import create_worksheet

    elsewhere = create_worksheet(user=outsider, title="Another", language="en", counterpart="Eve")
    eve = elsewhere.parties.get(name="Eve")
    target = f"influence:{uuid.uuid4()}"
    for fields, bad in (
        ({"who": str(dana.pk)}, "whom"),
        ({"who": str(dana.pk), "whom": str(dana.pk)}, "whom"),
        ({"who": str(eve.pk), "whom": str(dana.pk)}, "who"),
        ({"who": str(dana.pk), "whom": str(tom.pk), "strength": "mighty"}, "strength"),
        ({"who": str(dana.pk), "whom": str(tom.pk), "strength": ""}, "strength"),
        ({"who": str(dana.pk), "whom": "x"}, "whom"),
        ({"who": str(dana.pk), "whom": str(tom.pk), "colour": "red"}, "colour"),
    ):
        outcome = save(target, 0, **fields)
        assert outcome.code == "invalid" and bad in outcome.fields, fields
    assert not Influence.objects.exists()


def test_whoever_leaves_takes_it_out_of_sight_and_back(worksheet, owner, save, sways, dana, tom):
    sways(dana, tom)
    remove_party(worksheet=worksheet, user=owner, party_id=tom.pk, entries="keep")
    assert told(worksheet) == []
    assert save(f"party:{tom.pk}", 2, action="restore").saved
    assert told(worksheet) == [("Dana", "Tom", "some")]


def test_a_whole_restoring_brings_it_back(worksheet, owner, save, sways, dana, tom):
    made = sways(dana, tom)
    then = Edit.objects.filter(subject_id=worksheet.pk).latest("pk").pk
    save(f"influence:{made}", 1, strength="followed")
    save(f"influence:{made}", 2, action="delete")
    later = sways(tom, dana)
    assert restore_whole(worksheet=worksheet, user=owner, edit_id=then).saved
    assert told(worksheet) == [("Dana", "Tom", "some")]
    assert Influence.objects.get(pk=later).deleted_at


def test_the_history_tells_it(client, owner, worksheet, save, sways, dana, tom):
    made = sways(dana, tom, strength="much")
    save(f"influence:{made}", 1, action="delete")
    client.force_login(owner)
    page = client.get(f"/worksheets/{worksheet.pk}/history/").content.decode()
    assert "Who’s who" in page and "Dana → Tom" in page and "a lot" in page
    client.post(f"/worksheets/{worksheet.pk}/history/", {"do": f"back influence:{made}"})
    assert told(worksheet) == [("Dana", "Tom", "much")]


def test_it_goes_with_copies_and_files(worksheet, owner, sways, dana, tom):
    sways(dana, tom, strength="followed")
    copy = duplicate_worksheet(user=owner, worksheet=worksheet)
    assert told(copy) == [("Dana", "Tom", "followed")]
    data = json.loads(json.dumps(to_json(load_document(worksheet))))
    assert told(import_worksheet(user=owner, data=data)) == [("Dana", "Tom", "followed")]


def test_a_file_with_a_wrong_one_is_refused_and_one_without_is_read(worksheet, sways, dana, tom):
    sways(dana, tom)
    data = json.loads(json.dumps(to_json(load_document(worksheet))))
    (good,) = data["influences"]
    wrong = [
        {**good, "who": str(uuid.uuid4())},
        {**good, "whom": good["who"]},
        {**good, "strength": "mighty"},
        {**good, "strength": ""},
        {**good, "colour": "red"},
        {**good, "id": str(dana.pk)},
        {"id": good["id"], "who": good["who"]},
    ]
    for one in wrong:
        with pytest.raises(DocumentError):
            from_json({**data, "influences": [one]})
    earlier = {name: value for name, value in data.items() if name != "influences"}
    assert from_json({**earlier, "version": 2}).influences == ()


def test_the_page_adds_changes_and_takes_away(client, address, worksheet, dana, tom):
    add = {"new-influence|who": str(dana.pk), "new-influence|whom": str(tom.pk), "new-influence|strength": "much"}
    assert client.post(address, {**add, "do": "save"}).status_code == 302
    assert told(worksheet) == [("Dana", "Tom", "much")]
    assert client.post(address, {**add, "new-influence|strength": "followed", "do": "save"}).status_code == 302
    assert told(worksheet) == [("Dana", "Tom", "followed")]
    target = f"influence:{Influence.objects.get().pk}"
    client.post(address, {f"base|{target}": "2", f"{target}|strength": "some", "do": "save"})
    assert told(worksheet) == [("Dana", "Tom", "some")]
    page = client.get(address).content.decode()
    assert "Dana sways Tom a little" in page and "<svg" in page
    client.post(address, {"do": f"delete {target}"})
    assert told(worksheet) == []
    page = client.get(address)
    assert page.context["undo"] == f"restore {target} 4"
    client.post(address, {"do": page.context["undo"]})
    assert told(worksheet) == [("Dana", "Tom", "some")]


def test_half_a_choice_is_said_and_stays(client, address, worksheet, dana, tom):
    answer = client.post(address, {"new-influence|who": str(dana.pk), "new-influence|whom": "", "do": "save"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose who sways whom." in page and f'value="{dana.pk}" selected' in page
    assert told(worksheet) == []


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Choose two different people."), ("zh-hans", "请选两个不同的人。")]
)
def test_what_was_chosen_stays_chosen_and_no_id_is_shown(client, owner, address, dana, language, said):
    owner.language = language
    owner.save(update_fields=["language"])
    new = {"who": str(dana.pk), "whom": str(dana.pk), "strength": "followed"}
    answer = client.post(address, {f"new-influence|{name}": value for name, value in new.items()} | {"do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422 and answer.context["new"] == new
    assert page.count(f'value="{dana.pk}" selected') == 2 and 'value="followed" selected' in page
    told_there = page.partition('role="alert">')[2].partition("</div>")[0]
    assert said in told_there and str(dana.pk) not in told_there and "<q" not in told_there


def test_the_page_of_one_side_shows_how_to_begin(client, owner, address, worksheet):
    worksheet.parties.filter(is_us=False).delete()
    page = client.get(address).content.decode()
    assert "Nobody but your own side is named yet" in page and "<svg" not in page


def test_the_page_says_what_style_and_need_mean(client, address, worksheet, dana):
    Party.objects.filter(pk=dana.pk).update(style="taker", need="esteem", trust=3, influence=6)
    page = client.get(address).content.decode()
    assert "Tie each thing you give to something you get" in page
    assert "Give them credit in front of others" in page
    assert "trusts us 3 of 10" in page and "You have not named anyone who decides" in page


def test_a_reader_sees_all_and_changes_nothing(client, address, worksheet, member, sways, dana, tom):
    sways(dana, tom)
    client.force_login(member("viewer"))
    page = client.get(address).content.decode()
    assert "Dana sways Tom a little" in page and "new-influence" not in page
    assert client.post(address, {"do": f"delete influence:{Influence.objects.get().pk}"}).status_code == 403
    assert told(worksheet) == [("Dana", "Tom", "some")]
