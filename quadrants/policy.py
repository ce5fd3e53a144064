"""Who may do what with a worksheet: one table that feeds the predicate and the queryset."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    COMMENTER = "commenter", _("Commenter")
    VIEWER = "viewer", _("Viewer")


class Permission(TextChoices):
    VIEW = "view"
    EDIT = "edit"
    MANAGE = "manage"  # archive, delete, share


ROLE_GRANTS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset({Permission.VIEW, Permission.EDIT, Permission.MANAGE}),
    Role.EDITOR: frozenset({Permission.VIEW, Permission.EDIT}),
    Role.COMMENTER: frozenset({Permission.VIEW}),
    Role.VIEWER: frozenset({Permission.VIEW}),
}


def grants(role: str, permission: Permission) -> bool:
    """Whether a member with this role has the permission."""
    return permission in ROLE_GRANTS[role]


def roles_granting(permission: Permission) -> list[str]:
    """All roles that have the permission, for use in a query."""
    return [role for role, granted in ROLE_GRANTS.items() if permission in granted]
