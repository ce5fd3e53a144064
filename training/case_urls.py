"""URLs of the case library."""

from django.urls import path

from training.views import cases

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/import/", cases.case_import, name="case_import"),
    path("cases/copy/", cases.case_copy, name="case_copy"),
    path("cases/own/<uuid:own_id>/", cases.own_case, name="own_case"),
    path("cases/own/<uuid:own_id>/edit/", cases.own_case_edit, name="own_case_edit"),
    path("cases/own/<uuid:own_id>/delete/", cases.own_case_delete, name="own_case_delete"),
    path("cases/own/<uuid:own_id>/case.json", cases.own_case_json, name="own_case_json"),
    path("cases/<slug:case_code>/", cases.case, name="case"),
    path("cases/<slug:case_code>/case.json", cases.case_json, name="case_json"),
]
