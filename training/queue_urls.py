"""URLs of the queue of an assignment."""

from django.urls import path

from training.views import queue

urlpatterns = [
    path("reviewing/", queue.reviewing, name="reviewing"),
    path("release/", queue.release_all, name="release"),
]
