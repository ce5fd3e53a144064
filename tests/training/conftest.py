"""A course with somebody in each place that one can have towards it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import User
from training.models import Course, Enrolment
from training.policy import Role
from training.services.courses import create_course
from training.services.people import leave_course


@dataclass(frozen=True)
class Class:
    """A course and its people by what they are there."""

    course: Course
    people: dict[str, User]

    def place(self, name: str) -> Enrolment:
        return self.course.enrolments.get(user=self.people[name])

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client


@pytest.fixture
def room(db) -> Class:
    """Trainer, assistant, a student and another, somebody who left, a student of another course, and an outsider."""
    names = ("trainer", "assistant", "student", "other", "former", "elsewhere", "outsider")
    people = {
        name: User.objects.create_user(f"{name}@example.com", "a-long-password-7", name=name.title()) for name in names
    }
    course = create_course(user=people["trainer"], title="Negotiation 101", time_zone="Asia/Shanghai")
    Enrolment.objects.create(course=course, user=people["assistant"], role=Role.ASSISTANT, name="Assistant")
    for name in ("student", "other", "former"):
        Enrolment.objects.create(course=course, user=people[name], name=name.title(), section="A")
    leave_course(enrolment=course.enrolments.get(user=people["former"]))
    another = create_course(user=people["outsider"], title="Another one", time_zone="UTC")
    Enrolment.objects.create(course=another, user=people["elsewhere"], name="Elsewhere")
    return Class(course, people)


@pytest.fixture
def sides(room: Class) -> tuple[Enrolment, Enrolment]:
    """The seats of both sides of a table."""
    return room.place("student"), room.place("other")
