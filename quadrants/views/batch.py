"""Many things printed at once: worksheets asked for in the list; all that was asked for watched and fetched on a page
of its own."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from quadrants.models import PrintForm, PrintJob, PrintState, Worksheet
from quadrants.services import printing
from quadrants.services.printables import SHEETS, kind_of

KINDS = {PrintForm.ONE_PDF: "application/pdf", PrintForm.ZIP: "application/zip"}


class ChosenForm(forms.Form):
    """Which worksheets, in which form; only worksheets that this person may see can be chosen."""

    chosen = forms.ModelMultipleChoiceField(Worksheet.objects.none())
    form = forms.ChoiceField(choices=PrintForm)

    def __init__(self, *args: object, seen: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = seen


@require_POST
@login_required
def print_chosen(request: HttpRequest) -> HttpResponse:
    """Begins to print what was chosen in the list."""
    chosen = ChosenForm(request.POST, seen=Worksheet.objects.visible_to(request.user))
    if not chosen.is_valid():
        messages.error(request, _("Choose at least one worksheet to print."))
        return redirect("worksheets")
    found = {str(worksheet.pk) for worksheet in chosen.cleaned_data["chosen"]}
    try:
        job = printing.start(
            user=request.user,
            kind=SHEETS,
            keys=[key for key in dict.fromkeys(request.POST.getlist("chosen")) if key in found],
            form=chosen.cleaned_data["form"],
            time_zone=str(timezone.get_current_timezone()),
        )
    except printing.TooMany:
        limits = {"worksheets": SHEETS.most, "jobs": printing.MOST_OPEN}
        refusal = _("At most %(worksheets)d worksheets at once, and %(jobs)d such orders at a time.")
        messages.error(request, refusal % limits)
        return redirect("worksheets")
    return redirect("print_job", job.pk)


@require_safe
@login_required
def print_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far it is, and the file when it is there."""
    job = _own(request, job_id)
    kind = kind_of(job)
    name, args = kind.back(job.about)
    context = {"job": job, "kind": kind, "back": reverse(name, args=args), "said": _said(job)}
    return render(request, "quadrants/print_job.html", context)


@require_safe
@login_required
def print_job_state(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The same for the script of that page."""
    job = _own(request, job_id)
    return JsonResponse({"state": job.state, "made": job.made, "total": job.total, "words": _said(job)})


@require_POST
@login_required
def print_job_cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    printing.cancel(job=_own(request, job_id))
    return redirect("print_job", job_id)


@require_safe
@login_required
def print_job_file(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The file, for its maker alone."""
    job = _own(request, job_id)
    if job.state != PrintState.DONE or not job.file.exists():
        raise Http404
    name = f"{kind_of(job).file}.{job.form}"
    return FileResponse(job.file.open("rb"), as_attachment=True, filename=name, content_type=KINDS[job.form])


def _own(request: HttpRequest, job_id: UUID) -> PrintJob:
    return get_object_or_404(request.user.print_jobs.filter(expires_at__gt=timezone.now()), pk=job_id)


def _said(job: PrintJob) -> str:
    """The state of a job in a sentence."""
    numbers = {"made": job.made, "total": job.total}
    if job.state == PrintState.DONE:
        return ngettext("%(total)d sheet is ready.", "%(total)d sheets are ready.", job.total - len(job.left_out)) % {
            "total": job.total - len(job.left_out)
        }
    return {
        PrintState.WAITING: _("Waiting its turn."),
        PrintState.WORKING: _("Printing: %(made)d of %(total)d.") % numbers,
        PrintState.FAILED: _("This could not be printed. Try again with fewer worksheets."),
        PrintState.CANCELLED: _("Cancelled. Nothing was kept."),
    }[job.state]
