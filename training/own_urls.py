"""URLs of what a student does with an assignment."""

from django.urls import path

from training.views import own_work

urlpatterns = [
    path("worksheet/", own_work.assignment_open, name="assignment_open"),
    path("submit/", own_work.submit, name="submit"),
    path("withdraw/", own_work.withdraw, name="withdraw"),
]
