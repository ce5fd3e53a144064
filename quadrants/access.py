"""One decorator resolves the worksheet of a URL and what this user may do with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from negotiation_prep.kept_posts import holds_writing, shown_again
from quadrants.models import Edit, Worksheet
from quadrants.models.edit import WORKSHEET
from quadrants.policy import Permission, grants

View = Callable[..., HttpResponse]


def worksheet_view(permission: Permission = Permission.VIEW) -> Callable[[View], View]:
    """Calls the view with `worksheet` in place of `worksheet_id`.

    Signed out: to the sign-in page, unless something was written: then a page that shows it. Not theirs, deleted or
    absent: 404, all alike. A member without the permission: 403 with the reason. The worksheet carries the member's
    `role`.
    """

    def decorate(view: View) -> View:
        @login_required
        def signed_in(request: HttpRequest, worksheet_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, worksheet=_resolved(request, worksheet_id, permission), **kwargs)

        @wraps(view)
        def resolved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated and holds_writing(request):
                return shown_again(request, status=401, signed_out=True)
            return signed_in(request, *args, **kwargs)

        return resolved

    return decorate


def _resolved(request: HttpRequest, worksheet_id: UUID, permission: Permission) -> Worksheet:
    worksheet = visible_worksheet(request, worksheet_id)
    if worksheet is None:
        raise Http404
    require(worksheet, permission)
    return worksheet


def require(worksheet: Worksheet, permission: Permission) -> None:
    """403 with the reason for a member without the permission."""
    if not grants(worksheet.role, permission):
        raise PermissionDenied(_("You may read this worksheet, but not change it."))


def visible_worksheet(request: HttpRequest, worksheet_id: UUID) -> Worksheet | None:
    """The worksheet with the user's `role` on it and the number of its `last_edit`, in one query, or None.

    Taken before the content is read, the number is where a page begins to ask for what changed since.
    """
    edits = Edit.objects.filter(subject_kind=WORKSHEET, subject_id=OuterRef("pk")).order_by("-id")
    visible = Worksheet.objects.visible_to(request.user)
    visible = visible.annotate(role=F("memberships__role"), last_edit=Subquery(edits.values("id")[:1]))
    try:
        return visible.get(pk=worksheet_id)
    except Worksheet.DoesNotExist:
        return None
