"""The addresses of the site and one more: a page with nothing to do."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from negotiation_prep.urls import handler500, urlpatterns
from quadrants.models import Worksheet


@login_required
def bare(request: HttpRequest, worksheet_id: UUID, queries: int, size: int) -> HttpResponse:
    """A fixed text of `size` bytes, after as many queries by primary key."""
    for _query in range(queries):
        Worksheet.objects.get(pk=worksheet_id)
    return HttpResponse("x" * size)


urlpatterns = [*urlpatterns, path("bare/<uuid:worksheet_id>/<int:queries>/<int:size>/", bare)]

__all__ = ["handler500", "urlpatterns"]
