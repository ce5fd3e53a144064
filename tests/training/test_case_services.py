"""The verbs of a trainer's own cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import User
from negotiation_prep.bilingual import Text
from quadrants.interchange import DocumentError
from tests.training.cases.making import example, record
from training.cases.catalogue import library_case
from training.cases.interchange import from_json, to_json
from training.models import Case
from training.services.cases import change_case, copy_case, create_case, delete_case, import_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer() -> User:
    return User.objects.create_user("trainer@example.com", "a-long-password-7")


@pytest.fixture
def own(trainer) -> Case:
    return create_case(user=trainer, document=example())


def called(title: str):
    return replace(example(), title=Text(en=title, zh_hans=title))


def test_the_content_of_a_case_is_its_export(own):
    own.refresh_from_db()
    assert own.content == record() == to_json(from_json(own.content))


def test_a_case_is_seen_by_its_owner_only(trainer, own):
    other = User.objects.create_user("other@example.com", "a-long-password-7")
    assert list(Case.objects.visible_to(trainer)) == [own]
    assert not Case.objects.visible_to(other).exists()


def test_a_change_that_knows_the_case_is_written(own):
    before = own.changed_at
    assert change_case(case=own, base=1, document=called("New"))
    own.refresh_from_db()
    assert (own.version, own.content["title"]["en"]) == (2, "New")
    assert own.changed_at > before


@pytest.mark.parametrize("base", [0, 1, 3])
def test_a_change_of_another_version_writes_nothing(own, base):
    change_case(case=own, base=1, document=called("First"))
    assert not change_case(case=own, base=base, document=called("Second"))
    own.refresh_from_db()
    assert (own.version, own.content["title"]["en"]) == (2, "First")


def test_a_deleted_case_is_not_written_again(own):
    again = Case.objects.get(pk=own.pk)
    delete_case(case=own)
    assert not change_case(case=again, base=1, document=example())
    assert not Case.objects.exists()


def test_a_copy_says_so_in_each_of_its_languages(trainer):
    made = copy_case(user=trainer, document=library_case("jacket").document)
    assert made.content["title"] == {"en": "The last jacket (copy)", "zh-hans": "最后一件外套（副本）"}
    assert made.owner == trainer
    only_english = replace(example(), title=Text(en="x" * 200, zh_hans=""))
    copied = copy_case(user=trainer, document=only_english)
    assert from_json(copied.content).languages == ("en",)
    assert len(copied.content["title"]["en"]) <= 200


def test_an_import_is_all_or_nothing(trainer):
    assert import_case(user=trainer, data=record()).content == record()
    with pytest.raises(DocumentError):
        import_case(user=trainer, data={**record(), "notes": [{}]})
    assert Case.objects.count() == 1


def test_the_rows_of_a_list_are_the_one_changed_last_first(trainer, own):
    create_case(user=trainer, document=called("Second"))
    change_case(case=own, base=1, document=called("First"))
    rows = Case.objects.visible_to(trainer).rows()
    assert [(row.title.en, row.minutes_to_talk) for row in rows] == [("First", 15), ("Second", 15)]
    assert rows[0].teaches == example().teaches
