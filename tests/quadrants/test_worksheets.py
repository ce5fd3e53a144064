"""The verbs of a whole worksheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from quadrants.catalogue import CATALOGUE
from quadrants.document import in_use_by_default
from quadrants.loading import load_document
from quadrants.models import Edit, Membership, Worksheet
from quadrants.policy import ROLE_GRANTS, Permission, Role, grants
from quadrants.services.demo import DEMOS, EMAIL, copy_demo, load_demo
from quadrants.services.worksheets import (
    archive_worksheet,
    create_worksheet,
    delete_worksheet,
    duplicate_worksheet,
    hand_over,
    owned_alone,
    remove_deleted_worksheets,
    restore_worksheet,
)

pytestmark = pytest.mark.django_db


def test_a_new_worksheet_is_its_makers_and_holds_both_sides(owner):
    worksheet = create_worksheet(user=owner, title="A raise", language="en", counterpart="Dana")
    document = load_document(worksheet)
    assert Membership.objects.get(worksheet=worksheet).role == Role.OWNER
    assert (document.us.name, document.us.side) == ("Us", "ours")
    assert [(party.name, party.side, party.roles) for party in document.counterparts] == [
        ("Dana", "theirs", ("counterpart",))
    ]


@pytest.mark.parametrize(("language", "title", "us"), [("en", "My negotiation", "Us"), ("zh-hans", "我的谈判", "我方")])
def test_without_title_and_name_it_speaks_its_own_language(language, title, us):
    guest = User.objects.create_guest()
    document = load_document(create_worksheet(user=guest, language=language))
    assert (document.worksheet.title, document.us.name) == (title, us)


@pytest.mark.parametrize("depth", ["quick", "full"])
def test_the_depth_says_which_items_start_in_use(owner, depth):
    document = load_document(create_worksheet(user=owner, language="en", depth=depth))
    assert [state.in_use for state in document.items] == [in_use_by_default(item, depth) for item in CATALOGUE.items]
    assert sum(state.in_use for state in document.items) == {"quick": 7, "full": 20}[depth]


def test_the_beginning_is_in_the_log(owner):
    worksheet = create_worksheet(user=owner, title="A raise", language="en", counterpart="Dana")
    logged = Edit.objects.filter(subject_id=worksheet.pk).order_by("id")
    assert [edit.target.partition(":")[0] for edit in logged] == ["worksheet", "party", "party"]
    assert logged[0].fields["title"] == "A raise"


def test_deleting_can_be_taken_back_for_thirty_days(owner):
    worksheet = create_worksheet(user=owner, language="en")
    delete_worksheet(worksheet=worksheet)
    assert not Worksheet.objects.visible_to(owner).exists()
    assert Worksheet.objects.deleted_by(owner).get() == worksheet
    restore_worksheet(worksheet=worksheet)
    assert Worksheet.objects.visible_to(owner).get() == worksheet


def test_what_was_deleted_long_ago_is_removed_with_its_log(owner):
    kept, gone = (create_worksheet(user=owner, language="en") for _ in range(2))
    for worksheet, days in ((kept, 29), (gone, 31)):
        Worksheet.objects.filter(pk=worksheet.pk).update(deleted_at=timezone.now() - timedelta(days=days))
    assert remove_deleted_worksheets() == 1
    assert Worksheet.objects.get() == kept
    assert not Edit.objects.filter(subject_id=gone.pk).exists()
    assert not Worksheet.objects.deleted_by(owner).exclude(pk=kept.pk).exists()


def test_the_archive_is_for_reading(owner):
    worksheet = create_worksheet(user=owner, language="en")
    archive_worksheet(worksheet=worksheet, archived=True)
    assert Worksheet.objects.visible_to(owner).get().archived
    archive_worksheet(worksheet=worksheet, archived=False)
    assert not Worksheet.objects.visible_to(owner).get().archived


def test_a_guests_work_goes_over_to_the_account(owner):
    guest = User.objects.create_guest()
    own, shared = (create_worksheet(user=guest, language="en") for _ in range(2))
    Membership.objects.create(worksheet=shared, user=owner, role=Role.EDITOR)
    hand_over(from_user=guest, to_user=owner)
    for worksheet in (own, shared):
        membership = Membership.objects.get(worksheet=worksheet)
        assert (membership.user, membership.role) == (owner, Role.OWNER)
    assert not Membership.objects.filter(user=guest).exists()
    assert not Edit.objects.filter(user=guest).exists()


def test_worksheets_that_others_can_open_stay_when_their_owner_goes(owner, outsider):
    alone, shared = (create_worksheet(user=owner, language="en") for _ in range(2))
    Membership.objects.create(worksheet=shared, user=outsider, role=Role.EDITOR)
    assert owned_alone(owner) == [alone]


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("permission", list(Permission))
def test_predicate_and_queryset_grant_the_same(worksheet, owner, member, role, permission):
    user = owner if role == Role.OWNER else member(role)
    allowed = Worksheet.objects.granting(user, permission).filter(pk=worksheet.pk).exists()
    assert allowed == grants(role, permission) == (permission in ROLE_GRANTS[role])


def test_the_demo_is_loaded_once_and_shows_finished_work_first():
    assert load_demo() is True
    assert load_demo() is False
    user = User.objects.get(email=EMAIL)
    states = Worksheet.objects.visible_to(user).order_by("-changed_at").values_list("state", flat=True)
    assert list(states) == ["ready", "ready", "preparing"]
    assert len(states) == len(DEMOS)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_copy_of_the_example_is_near_in_time_and_ones_own(owner, language):
    worksheet = copy_demo(user=owner, language=language)
    assert worksheet.language == language
    assert timedelta(0) < worksheet.meeting_at - timezone.now() < timedelta(days=14)
    assert Worksheet.objects.visible_to(owner).get() == worksheet


def test_a_copy_still_starts_with_all_items_when_it_becomes_full(owner):
    quick = create_worksheet(user=owner, title="A talk", language="en", depth="quick")
    copy = duplicate_worksheet(user=owner, worksheet=quick)
    Worksheet.objects.filter(pk=copy.pk).update(depth="full")
    copy.refresh_from_db()
    assert all(state.in_use for state in load_document(copy).items)
