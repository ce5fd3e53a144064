"""One item across everybody: read, mark what is good to show, say something about it, and show it to the class."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants.catalogue import CATALOGUE, Item, Prompt
from quadrants.services import saving
from quadrants.services.saving import Change, Outcome
from quadrants.views.edits import STATUS
from training.access import assignment_view
from training.across import Filter, Line, Place, Sheet, mixed, places_of, remarks_on, sheets_of, without_names
from training.forms.glance import AcrossForm, LineForm, MarkForm, RemarkForm
from training.models import Assignment, Enrolment
from training.policy import Permission
from training.services.reviewing import REVIEWS
from training.views.courses import course_page

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The box for a comment that stands open at a line: with what was typed, and why it is not saved."""

    line: str
    submission: str
    comment: uuid.UUID = field(default_factory=uuid.uuid4)
    text: str = ""
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@assignment_view(Permission.TEACH)
def item_across(request: HttpRequest, enrolment: Enrolment, assignment: Assignment, item_code: str) -> HttpResponse:
    """The lines of all on one item; `do` marks a line, opens the box for a comment, or saves what was typed there."""
    try:
        item = CATALOGUE.item(item_code)
    except KeyError:
        raise Http404 from None
    if request.method == "POST":
        return _done(request, enrolment, assignment, item)
    asked = LineForm.of(request.GET.get("comment", ""))
    box = None
    if asked.is_valid():
        box = Box(line=str(asked.cleaned_data["entry"]), submission=str(asked.cleaned_data["submission"]))
    return _page(request, enrolment, assignment, item, box)


# --- What is shown ---------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    enrolment: Enrolment,
    assignment: Assignment,
    item: Item,
    box: Box | None = None,
    status: int = 200,
) -> HttpResponse:
    form = AcrossForm(request.GET, item=item)
    anonymous, show = bool(form.value("anonymous")), bool(form.value("show"))
    places = _ordered(places_of(assignment, item), item, anonymous, form.value("order"))
    wanted = Filter(prompt=form.value("prompt"), words=form.value("q"), good=show or bool(form.value("good")))
    page = _found([place for place in places if place.submission and place.fill], item, wanted, request)
    sheets = without_names(page.object_list) if anonymous else page.object_list
    nothing = [place for place in places if not place.fill]
    named = [] if anonymous or show else nothing
    context = {
        "assignment": assignment,
        "item": item,
        "page": page,
        "sheets": sheets,
        "shown": _by_prompt(sheets, item) if show else [],
        "remarks": {} if anonymous or show else remarks_on(sheets, item),
        "narrow": bool(wanted),
        "written": sum(bool(place.submission and place.fill) for place in places),
        "waiting": sum(bool(not place.submission and place.fill) for place in places),
        "nothing": len(nothing),
        "empty_handed": [place for place in named if place.submission],
        "still_empty": [place for place in named if not place.submission],
        "wanted": form.cleaned_data,
        "form": form,
        "anonymous": anonymous,
        "may_edit": not enrolment.course.archived,
        "box": box,
        # The script puts the number of a submission for the last part but one.
        "edits": reverse("submission_edits", args=[uuid.UUID(int=0)]),
        "roles": {role.code: role.name for role in assignment.roles},
        **_neighbours(assignment, item),
    }
    template = "training/item_show.html" if show else "training/item_across.html"
    return course_page(request, template, enrolment, context, tab="class", status=status)


def _ordered(places: list[Place], item: Item, anonymous: bool, order: str) -> list[Place]:
    """By name, or without names in an order that gives none away; the least filled first if asked for."""
    if anonymous:
        places = mixed(places, item.code)
    return sorted(places, key=lambda place: place.fill) if order == AcrossForm.LEAST else places


def _found(places: list[Place], item: Item, wanted: Filter, request: HttpRequest) -> Page[Sheet]:
    """A page of those with lines that are wanted. Where all are, only those of the page are read."""
    number = request.GET.get("page")
    if wanted:
        return Paginator(sheets_of(places, item, wanted), PAGE).get_page(number)
    page = Paginator(places, PAGE).get_page(number)
    page.object_list = sheets_of(page.object_list, item)
    return page


def _by_prompt(sheets: list[Sheet], item: Item) -> list[tuple[Prompt, list[tuple[Sheet, Line]]]]:
    """The lines under their prompts, in the order of the method."""
    lines = [(sheet, line) for sheet in sheets for line in sheet.lines]
    groups = ((prompt, [pair for pair in lines if pair[1].prompt == prompt.code]) for prompt in item.prompts)
    return [(prompt, pairs) for prompt, pairs in groups if pairs]


def _neighbours(assignment: Assignment, item: Item) -> dict[str, Item | None]:
    """The items before and after: of those that are asked for, or of all for one that is not."""
    items = [one for one in CATALOGUE.items if one.code in assignment.asked_items]
    items = items if item in items else list(CATALOGUE.items)
    at = items.index(item)
    return {"before": items[at - 1] if at else None, "after": items[at + 1] if at + 1 < len(items) else None}


# --- What is done ----------------------------------------------------------------------------------------------------


def _done(request: HttpRequest, enrolment: Enrolment, assignment: Assignment, item: Item) -> HttpResponse:
    verb, _space, words = request.POST.get("do", "").partition(" ")
    form = RemarkForm(request.POST) if verb == "comment" else (LineForm if verb == "write" else MarkForm).of(words)
    if not form.is_valid():
        return _back(request)
    submission, line = (str(form.cleaned_data[name]) for name in ("submission", "entry"))
    if verb == "write":
        return _back(request, line, comment=f"{submission} {line}")
    prompt = _prompt_of(assignment, item, form)
    if prompt is None:
        messages.error(request, _("This was handed in anew, or taken back. Here is what stands now."))
        if text := form.cleaned_data.get("text"):
            messages.error(request, _("What you wrote is not saved: %(text)s") % {"text": text})
        return _back(request)
    outcome = _saved(request, item, prompt, form)
    if outcome.saved:
        return _back(request, line)
    problem = " ".join([outcome.message, *outcome.fields.values()])
    if verb == "comment":
        comment, text = form.cleaned_data["comment"], form.cleaned_data["text"]
        box = Box(line=line, submission=submission, comment=comment, text=text, problem=problem)
        return _page(request, enrolment, assignment, item, box, STATUS[outcome.code])
    messages.error(request, problem)
    return _back(request)


def _prompt_of(assignment: Assignment, item: Item, form: LineForm) -> str | None:
    """The prompt under which a line stands in what counts now; None where there is no such line."""
    said = form.cleaned_data
    latest = assignment.submissions.latest().filter(pk=said["submission"], items__item=item.code)
    lines = latest.values_list("items__lines", flat=True).first() or []
    return next((line["prompt"] for line in lines if line["id"] == str(said["entry"])), None)


def _saved(request: HttpRequest, item: Item, prompt: str, form: MarkForm | RemarkForm) -> Outcome:
    said = form.cleaned_data
    if isinstance(form, RemarkForm):
        fields = {"item": item.code, "prompt": prompt, "entry": str(said["entry"]), "text": said["text"]}
        # Sent twice, it is the same comment.
        change = Change(target=f"comment:{said['comment']}", base=0, fields=fields, plain=True, op=said["comment"])
    else:
        change = Change(target=f"highlight:{said['entry']}", base=said["version"], fields={"shown": said["good"]})
    return saving.save(kind=REVIEWS, subject_id=said["submission"], user=request.user, change=change)


def _back(request: HttpRequest, line: str = "", comment: str = "") -> HttpResponse:
    """To the page as it was, at a line; with the box for a comment on it if asked for."""
    query = request.GET.copy()
    query.pop("comment", None)
    if comment:
        query["comment"] = comment
    address = f"{request.path}?{query.urlencode()}" if query else request.path
    return redirect(f"{address}#line-{line}" if line else address)
