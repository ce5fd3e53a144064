"""The addresses of the site and two more: a page with nothing to do, and one that writes one row."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from negotiation_prep.urls import handler500, urlpatterns
from quadrants.models import Worksheet


@login_required
def bare(request: HttpRequest, worksheet_id: UUID, queries: int, size: int) -> HttpResponse:
    """A fixed text of `size` bytes, after as many queries by primary key."""
    for _query in range(queries):
        Worksheet.objects.get(pk=worksheet_id)
    return HttpResponse("x" * size)


@login_required
def bare_write(request: HttpRequest, worksheet_id: UUID) -> JsonResponse:
    """One row changed, on the disk before it is answered."""
    with transaction.atomic():
        Worksheet.objects.filter(pk=worksheet_id).update(changed_at=timezone.now())
    return JsonResponse({"saved": True})


urlpatterns = [
    *urlpatterns,
    path("bare/<uuid:worksheet_id>/<int:queries>/<int:size>/", bare),
    path("bare/<uuid:worksheet_id>/", bare_write),
]

__all__ = ["handler500", "urlpatterns"]
