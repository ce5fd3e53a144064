"""URLs of reviewing."""

from django.urls import path

from training.views import reviewing

urlpatterns = [
    path("submissions/<uuid:submission_id>/", reviewing.submission, name="submission"),
    path("submissions/<uuid:submission_id>/edits/", reviewing.submission_edits, name="submission_edits"),
]
