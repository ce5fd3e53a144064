"""URLs of the worksheets."""

from django.urls import path

from quadrants.views import edits

urlpatterns = [
    path("worksheets/<uuid:worksheet_id>/edits/", edits.edits, name="edits"),
]
