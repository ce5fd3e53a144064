"""URLs of what a course gives out, below its own."""

from django.urls import path

from training.views import gradebook, printing, record

urlpatterns = [
    path("gradebook/", gradebook.gradebook, name="gradebook"),
    path("gradebook.csv", gradebook.gradebook_csv, name="gradebook_csv"),
    path("gradebook.xlsx", gradebook.gradebook_xlsx, name="gradebook_xlsx"),
    path("assignments/<uuid:assignment_id>/printing/", printing.assignment_printing, name="assignment_printing"),
    path("record/", record.own_record, name="own_record"),
]
