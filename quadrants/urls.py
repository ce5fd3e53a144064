"""URLs of the worksheets."""

from django.urls import include, path

from quadrants.views import batch, edits, exports, form, history, listing, readiness, room, table, taking, writing

one_worksheet = [
    path("", writing.board, name="board"),
    path("items/<slug:item_code>/", writing.item, name="item"),
    path("entries/<uuid:entry_id>/", writing.entry, name="entry"),
    path("parties/<uuid:party_id>/", writing.party, name="party"),
    path("strategies/", writing.checklist, name="checklist"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("room/", room.in_the_room, name="room"),
    path("edits/", edits.edits, name="edits"),
    path("prep-sheet/", exports.prep_sheet, name="prep_sheet"),
    path("prep-sheet/fit/", exports.prep_sheet_fit, name="prep_sheet_fit"),
    path("prep-sheet.pdf", exports.prep_sheet_pdf, name="prep_sheet_pdf"),
    path("prep-sheet.png", exports.prep_sheet_png, name="prep_sheet_png"),
    path("table-sheet/", table.table_sheet, name="table_sheet"),
    path("calendar.ics", table.calendar, name="calendar"),
    path("plan.pdf", exports.plan_pdf, name="plan_pdf"),
    path("plan.docx", exports.plan_docx, name="plan_docx"),
    path("plan.md", exports.plan_md, name="plan_md"),
    path("export.json", exports.export_json, name="export_json"),
    path("history/", history.history, name="history"),
    path("details/", listing.worksheet_details, name="worksheet_details"),
    path("duplicate/", listing.worksheet_duplicate, name="worksheet_duplicate"),
    path("archive/", listing.worksheet_archive, name="worksheet_archive"),
    path("delete/", listing.worksheet_delete, name="worksheet_delete"),
    path("restore/", listing.worksheet_restore, name="worksheet_restore"),
]

urlpatterns = [
    path("worksheets/", listing.worksheets, name="worksheets"),
    path("worksheets/new/", listing.worksheet_new, name="worksheet_new"),
    path("worksheets/import/", listing.worksheet_import, name="worksheet_import"),
    path("worksheets/import/form/", taking.form_taking, name="form_taking"),
    path("worksheets/blank.pdf", form.blank_form, name="blank_form"),
    path("worksheets/example/", listing.worksheet_example, name="worksheet_example"),
    path("worksheets/printing/", batch.print_chosen, name="print_chosen"),
    path("worksheets/printing/<uuid:job_id>/", batch.print_job, name="print_job"),
    path("worksheets/printing/<uuid:job_id>/state/", batch.print_job_state, name="print_job_state"),
    path("worksheets/printing/<uuid:job_id>/cancel/", batch.print_job_cancel, name="print_job_cancel"),
    path("worksheets/printing/<uuid:job_id>/file/", batch.print_job_file, name="print_job_file"),
    path("worksheets/<uuid:worksheet_id>/", include(one_worksheet)),
]
