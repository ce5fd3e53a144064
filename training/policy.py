"""Who may do what in a course: one table that feeds the predicate and the queryset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class Role(TextChoices):
    TRAINER = "trainer", _("Trainer")
    ASSISTANT = "assistant", _("Assistant")
    STUDENT = "student", _("Student")


class Permission(TextChoices):
    VIEW = "view"  # enter the course
    ANSWER = "answer"  # reply to what was said of the own work
    TEACH = "teach"  # see everybody in it, and review
    MANAGE = "manage"  # change it, and who is in it


ROLE_GRANTS: dict[str, frozenset[Permission]] = {
    Role.TRAINER: frozenset({Permission.VIEW, Permission.TEACH, Permission.MANAGE}),
    Role.ASSISTANT: frozenset({Permission.VIEW, Permission.TEACH}),
    Role.STUDENT: frozenset({Permission.VIEW, Permission.ANSWER}),
}


def grants(role: str, permission: Permission) -> bool:
    """Whether somebody with this role has the permission."""
    return permission in ROLE_GRANTS[role]


def roles_granting(permission: Permission) -> list[str]:
    """All roles that have the permission, for use in a query."""
    return [role for role, granted in ROLE_GRANTS.items() if permission in granted]


def may_open_courses(user: User) -> bool:
    """Whether this user may begin a course, by copying one as well; where nobody is named, everybody may."""
    return not settings.COURSE_OPENERS or (user.email or "").lower() in settings.COURSE_OPENERS
