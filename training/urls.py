"""URLs of the training."""

from django.urls import include, path

from training.views import assignments, courses, grouping, joining, people

one_assignment = [
    path("", assignments.assignment, name="assignment"),
    path("", include("training.own_urls")),
    path("edit/", assignments.assignment_edit, name="assignment_edit"),
    path("case/", assignments.assignment_case, name="assignment_case"),
    path("extension/", assignments.assignment_extension, name="assignment_extension"),
    path("delete/", assignments.assignment_delete, name="assignment_delete"),
    path("", include("training.glance_urls")),
    path("groups/", grouping.grouping, name="grouping"),
    path("groups/deal/", grouping.grouping_deal, name="grouping_deal"),
    path("groups/places/", grouping.grouping_places, name="grouping_places"),
    path("", include("training.result_urls")),
    path("", include("training.queue_urls")),
]

one_course = [
    path("", courses.course, name="course"),
    path("details/", courses.course_details, name="course_details"),
    path("archive/", courses.course_archive, name="course_archive"),
    path("code/", courses.course_code, name="course_code"),
    path("copy/", courses.course_copy, name="course_copy"),
    path("delete/", courses.course_delete, name="course_delete"),
    path("leave/", courses.course_leave, name="course_leave"),
    path("assignments/new/", assignments.assignment_new, name="assignment_new"),
    path("assignments/<uuid:assignment_id>/", include(one_assignment)),
    path("", include("training.out_urls")),
    path("people/", people.people, name="people"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/pins/", people.pins, name="pins"),
    path("people/roster/", people.roster, name="roster"),
    path("people/roster/taking/", people.roster_taking, name="roster_taking"),
]

urlpatterns = [
    path("courses/", courses.courses, name="courses"),
    path("courses/new/", courses.course_new, name="course_new"),
    path("courses/<uuid:course_id>/", include(one_course)),
    path("join/", joining.join_with_code, name="join"),
    path("join/<slug:code>/", joining.join_course, name="join_course"),
    path("", include("training.case_urls")),
    path("", include("training.review_urls")),
]
