"""URLs of reviewing."""

from django.urls import path

from training.views import bank, reviewing

urlpatterns = [
    path("submissions/<uuid:submission_id>/", reviewing.submission, name="submission"),
    path("submissions/<uuid:submission_id>/edits/", reviewing.submission_edits, name="submission_edits"),
    path("saved-comments/", bank.saved_comments, name="saved_comments"),
    path("saved-comments/all.json", bank.saved_comments_json, name="saved_comments_json"),
    path("saved-comments/<uuid:saved_id>/", bank.saved_comment, name="saved_comment"),
    path("saved-comments/<uuid:saved_id>/delete/", bank.saved_comment_delete, name="saved_comment_delete"),
    path("saved-comments/<uuid:saved_id>/used/", bank.saved_comment_used, name="saved_comment_used"),
]
