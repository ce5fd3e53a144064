"""A roster becomes seats of a course: looked at first, repeatable, nobody twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from training import pins
from training.forms.people import RosterRowForm
from training.models import Course, Enrolment
from training.models.course import name_key
from training.policy import Role
from training.roster import Row
from training.services.grouping import come_back


class Fate(TextChoices):
    """What becomes of a line."""

    NEW = "new", gettext_lazy("new seat")
    CHANGED = "changed", gettext_lazy("changes")
    BACK = "back", gettext_lazy("comes back")
    SAME = "same", gettext_lazy("is there")
    TEACHES = "teaches", gettext_lazy("teaches here")
    WRONG = "wrong", gettext_lazy("left out")


WRITTEN = (Fate.NEW, Fate.CHANGED, Fate.BACK)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the roster, what becomes of it, and why not; `enrolment` is whom it is about, if there."""

    row: Row
    fate: Fate
    problem: str = ""
    enrolment: Enrolment | None = None


def look_at(*, course: Course, rows: Iterable[Row]) -> list[Line]:
    """What each line would do to the course as it is now; writes nothing."""
    return list(_Looking(course).lines(rows))


@transaction.atomic
def take_in(*, course: Course, rows: Sequence[Row]) -> tuple[list[Line], list[tuple[Enrolment, str]]]:
    """Writes all lines that are right; the lines with what became of them, and the new seats with their PINs, which
    can be read only now."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    lines = look_at(course=course, rows=rows)
    for line in lines:
        if line.enrolment and line.fate in WRITTEN:
            _change(line.enrolment, line.row)
    return lines, _open_seats(course, [line.row for line in lines if line.fate == Fate.NEW])


def _change(enrolment: Enrolment, row: Row) -> None:
    back = not enrolment.current
    enrolment.name, enrolment.left_at = row.name, None
    enrolment.email, enrolment.section = row.email or enrolment.email, row.section or enrolment.section
    enrolment.save()
    if back:
        come_back(enrolment=enrolment)


def _open_seats(course: Course, rows: Sequence[Row]) -> list[tuple[Enrolment, str]]:
    people = [User(name=row.name, language=course.language) for row in rows]
    for person in people:
        person.set_unusable_password()
    given = [pins.new_pin() for _row in rows]
    seats = [
        Enrolment(
            course=course,
            user=person,
            name=row.name,
            name_key=name_key(row.name),
            email=row.email,
            section=row.section,
            pin=pins.sealed(pin),
        )
        for person, row, pin in zip(User.objects.bulk_create(people), rows, given, strict=True)
    ]
    return list(zip(Enrolment.objects.bulk_create(seats), given, strict=True))


class _Looking:
    """One roster against one course."""

    def __init__(self, course: Course) -> None:
        there = list(course.enrolments.all())
        self.by_name = {enrolment.name_key: enrolment for enrolment in there}
        self.by_email = {enrolment.email: enrolment for enrolment in there if enrolment.email}
        self.names: dict[str, int] = {}
        self.emails: dict[str, int] = {}
        self.meant: dict[int, int] = {}

    def lines(self, rows: Iterable[Row]):
        for row in rows:
            form = RosterRowForm({"name": row.name, "email": row.email, "section": row.section})
            if form.is_valid():
                yield self._judged(Row(row.number, **form.cleaned_data))
            else:
                yield Line(row, Fate.WRONG, " ".join(error for errors in form.errors.values() for error in errors))

    def _judged(self, row: Row) -> Line:
        problem = self._doubled(row) or self._mistaken(row)
        if problem:
            return Line(row, Fate.WRONG, problem)
        found = self.by_email.get(row.email) or self.by_name.get(name_key(row.name))
        if found is None:
            return Line(row, Fate.NEW)
        earlier = self.meant.setdefault(found.pk, row.number)
        if earlier != row.number:
            return Line(row, Fate.WRONG, _("Line %(number)d is about the same person.") % {"number": earlier})
        if found.role != Role.STUDENT:
            return Line(row, Fate.TEACHES, enrolment=found)
        if not found.current:
            return Line(row, Fate.BACK, enrolment=found)
        same = found.name == row.name and row.email in ("", found.email) and row.section in ("", found.section)
        return Line(row, Fate.SAME if same else Fate.CHANGED, enrolment=found)

    def _doubled(self, row: Row) -> str:
        """Why a line cannot stand beside one further up."""
        earlier = self.names.setdefault(name_key(row.name), row.number)
        if earlier != row.number:
            return _("The same name stands in line %(number)d.") % {"number": earlier}
        earlier = self.emails.setdefault(row.email, row.number) if row.email else row.number
        if earlier != row.number:
            return _("The same e-mail stands in line %(number)d.") % {"number": earlier}
        return ""

    def _mistaken(self, row: Row) -> str:
        """Why a line cannot be about anybody in the course."""
        by_email, by_name = self.by_email.get(row.email), self.by_name.get(name_key(row.name))
        if by_name and by_email and by_name.pk != by_email.pk:
            return _("This e-mail belongs to %(name)s, the name to somebody else.") % {"name": by_email.name}
        if by_name and by_name.email and row.email and by_name.email != row.email:
            return _("Somebody of this name is here with another e-mail. Add something that tells them apart.")
        return ""
