"""The demo course: loaded once, by the real services, with something in every state that a page shows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import User
from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.interchange import from_json, to_json
from quadrants.models import Edit, Entry, Membership, Worksheet
from quadrants.models.edit import WORKSHEET
from quadrants.readiness import fill
from training import pins
from training.cases.catalogue import CASES
from training.demo import PERCEPTIONS, Dealer, read_script
from training.listing import people_of
from training.models import Course, Review, ReviewComment, Submission, Team
from training.models.review import Response, Use, Verdict
from training.policy import Role
from training.services import demo
from training.services.submitting import current_round, digest

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The course, loaded once for all tests of this file and taken away after them."""
    with django_db_blocker.unblock():
        assert demo.load_demo_course() is True
        course = Course.objects.get()
        yield course
