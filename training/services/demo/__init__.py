"""The demo course, made by the same services that people's clicks call, and dated back from the day of loading."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from quadrants.services.demo import PASSWORD
from training.demo import OWN, SEED, Dealer, Script, Sheet, Student, read_script, read_sheets, words
from training.grouping import Place
from training.models import Assignment, Course, Enrolment, SavedComment
from training.models.review import Verdict
from training.policy import Role
from training.roster import Row
from training.services.assignments import create_assignment
from training.services.courses import create_course
from training.services.demo.clock import Clock
from training.services.demo.results import negotiate
from training.services.demo.reviewing import Reviewer
from training.services.demo.writing import Writer
from training.services.grouping import place_by_hand
from training.services.joining import join
from training.services.people import change_person
from training.services.reviewing import release
from training.services.roster import take_in

if TYPE_CHECKING:
    from accounts.models import User

TRAINER, ASSISTANT, STUDENT = (f"{name}@example.com" for name in ("trainer", "assistant", "student"))
EMAILS = (TRAINER, ASSISTANT, STUDENT)
TIMES = ("opens_at", "due_at", "late_until")
DAY, EARLY = 24 * 60, 0.4
RELEASED = (Verdict.RETURNED, Verdict.ACCEPTED)


@transaction.atomic
def load_demo_course(*, now: datetime | None = None) -> bool:
    """Makes the demo course with its people, once; whether it was made now."""
    if get_user_model().objects.filter(email__in=EMAILS).exists():
        return False
    script = read_script()
    _Loading(script, Clock(now or timezone.now(), script["time_zone"])).all()
    return True


class _Loading:
    """One loading of the script."""

    def __init__(self, script: Script, clock: Clock) -> None:
        self.script, self.clock = script, clock
        self.chance = Random(SEED)  # nosec B311

    def all(self) -> None:
        self.trainer = _account(TRAINER, self.script["teachers"]["trainer"])
        self.assistant = _account(ASSISTANT, self.script["teachers"]["assistant"])
        self.course = self._course()
        self.places = self._people()
        self._case()
        self._own_negotiations()
        self._saved_comments()
        self.clock.set_back(self.course)

    def _course(self) -> Course:
        said = {name: self.script[name] for name in ("title", "about", "language", "time_zone")}
        days = {"starts_on": self.clock.day(self.script["starts"]), "ends_on": self.clock.day(self.script["ends"])}
        return create_course(user=self.trainer, **said, **days)

    def _people(self) -> dict[str, Enrolment]:
        """All in the course: who has an account joins, and a roster opens seats for the others."""
        helper = join(course=self.course, user=self.assistant, name=self.assistant.name)
        change_person(enrolment=helper, name=helper.name, email="", section="", role=Role.ASSISTANT)
        students = self.script.students
        for one in students:
            if one.email:
                join(course=self.course, user=_account(one.email, one.name), name=one.name)
        take_in(
            course=self.course,
            rows=[Row(number, one.name, one.email, one.section) for number, one in enumerate(students, start=2)],
        )
        places = {place.name: place for place in self.course.enrolments.students().select_related("user", "course")}
        seats = [places[one.name].user_id for one in students if one.language != self.course.language]
        get_user_model().objects.filter(pk__in=seats).update(language="zh-hans")
        return places

    # --- The case, round by round -------------------------------------------------------------------------------------

    def _case(self) -> None:
        assignment = self._assignment("case")
        tables = {self.places[one.name].pk: Place(one.table, one.role) for one in self.script.students}
        place_by_hand(assignment=assignment, places=tables, absent={})
        dealer = Dealer(self.script)
        writers = {
            one: self._writer(assignment, one, dealer.sheet_of(one)) for one in self.script.students if one.rounds
        }
        for number, times in enumerate(self.script["rounds"], start=1):
            taking_part = [one for one in writers if len(one.rounds) >= number]
            for one in taking_part:
                writers[one].hand_in(number, self._handed_in(one, times, number))
            self._review(dealer, writers, taking_part, number, times)
            if number == self.script["talks"]["after_round"]:
                self._negotiate(assignment)
        for one, writer in writers.items():
            if one.begun_again:
                writer.write(
                    len(one.rounds) + 1, self.clock.at(self.script["case"]["begun_again"]), most=one.begun_again
                )

    def _handed_in(self, one: Student, times: dict[str, str], number: int) -> datetime:
        if one.late and number == 1:
            return self.clock.before(times["late"], minutes=self.chance.randrange(90))
        evening_before = DAY if number == 1 and self.chance.random() < EARLY else 0
        return self.clock.before(times["handed_in"], minutes=self.chance.randrange(240) + evening_before)

    def _review(
        self,
        dealer: Dealer,
        writers: dict[Student, Writer],
        students: list[Student],
        number: int,
        times: dict[str, str],
    ) -> None:
        """The assistant reads those of the second section, the trainer the others."""
        again_until = self.clock.at(times["again_until"]) if "again_until" in times else None
        first = self.script.students[0].section
        reviewers = {
            mine: Reviewer(user, self.clock, dealer, self.chance, self.clock.at(times["reviewed"]), again_until)
            for mine, user in ((True, self.trainer), (False, self.assistant))
        }
        for one in students:
            reviewers[one.section == first].review(one, writers[one], number)
        done = [writers[one].submission for one in students if one.rounds[number - 1] in RELEASED]
        release(submissions=done, at=self.clock.at(times["released"]))

    def _negotiate(self, assignment: Assignment) -> None:
        negotiate(
            assignment=assignment,
            students=self.script.students,
            talks=self.script["talks"],
            clock=self.clock,
            chance=self.chance,
        )

    # --- Their own negotiations ---------------------------------------------------------------------------------------

    def _own_negotiations(self) -> None:
        assignment = self._assignment("own")
        sheets = {language: read_sheets(OWN, language) for language in {one.language for one in self.script.students}}
        for one in self.script.students:
            if not one.own_state:
                continue
            writer = self._writer(assignment, one, sheets[one.language].get(one.own, Sheet()))
            end = self.clock.before(self.script["own"][one.own_state], minutes=self.chance.randrange(300))
            if one.own_state == "handed_in":
                writer.hand_in(1, end)
            else:
                writer.write(1, end)

    # --- Small things -------------------------------------------------------------------------------------------------

    def _assignment(self, name: str) -> Assignment:
        fields = {key: value for key, value in self.script[name].items() if hasattr(Assignment, key)}
        times = {key: self.clock.at(fields.pop(key)) for key in TIMES if key in fields}
        return create_assignment(course=self.course, user=self.trainer, fields=fields | times)

    def _writer(self, assignment: Assignment, one: Student, sheet: Sheet) -> Writer:
        return Writer(assignment, self.places[one.name], sheet, one.language, self.clock)

    def _saved_comments(self) -> None:
        for language in ("en", "zh-hans"):
            for said in words(language)["saved"]:
                SavedComment.objects.create(owner=self.trainer, **said)


def _account(email: str, name: str) -> User:
    users: Any = get_user_model().objects
    user: User = users.create_user(email, PASSWORD, name=name)
    user.emailaddress_set.create(email=email, verified=True, primary=True)  # type: ignore[attr-defined]
    return user
