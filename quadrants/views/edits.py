"""The save endpoint: one change as JSON in, its outcome as JSON out; and the changes since a moment."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quadrants.models import Action, Edit, Outcome
from quadrants.services import saving
from quadrants.services.history import undo_restoring
from quadrants.services.saving import Change
from quadrants.services.subjects import WORKSHEETS, SubjectKind
from quadrants.services.undoing import undoing

MOST_BYTES = 1024 * 1024
PAGE = 200
STATUS = {
    "saved": 200,
    "bad_json": 400,
    "signed_out": 401,
    "forbidden": 403,
    "csrf": 403,
    "not_found": 404,
    "conflict": 409,
    "other_user": 409,
    "gone": 410,
    "too_long": 413,
    "invalid": 422,
    "op_reused": 422,
    "locked": 423,
    "no_base": 428,
    "too_many": 429,
    "unavailable": 503,
    "storage_full": 507,
}
RETRY_SECONDS = {"too_many": 2, "unavailable": 2, "storage_full": 30}
# A page that closes sends all it has at once, and a later change may be here before the one it builds on. So many may
# wait for theirs at a time, each for so many seconds before it is tried again.
EARLY_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8)
early_places = threading.BoundedSemaphore(4)
KNOWN_KEYS = {"op", "target", "base", "fields", "delete", "restore", "uid", "undo"}


class BadRequest(Exception):
    """A body that is not a change; carries the answer."""

    def __init__(self, code: str, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.answer = refused(code, message, fields)


@require_http_methods(["GET", "POST"])
def edits(request: HttpRequest, worksheet_id: uuid.UUID) -> HttpResponse:
    """The edits of a worksheet."""
    return edits_of(WORKSHEETS, request, worksheet_id)


def edits_of(kind: SubjectKind, request: HttpRequest, subject_id: uuid.UUID) -> HttpResponse:
    """POST makes one change, or takes a restoring back; GET `?after=<edit>` lists the changes since, `?undo=<edit>`
    says what would take back the last change of this user before one. Every refusal is JSON, never a redirect."""
    try:
        if not request.user.is_authenticated:
            return refused("signed_out", _("You are signed out. Sign in again; your text is kept."))
        answer = _save if request.method == "POST" else _feed
        return answer(kind, request, subject_id)
    except BadRequest as error:
        return error.answer
    except (OperationalError, InterfaceError, DatabaseError) as error:
        return database_refusal(error)


def refused(code: str, message: str, fields: dict[str, str] | None = None) -> JsonResponse:
    """A refusal of the save protocol."""
    answer = JsonResponse({"code": code, "message": str(message), "fields": fields or {}}, status=STATUS[code])
    if code in RETRY_SECONDS:
        answer["Retry-After"] = str(RETRY_SECONDS[code])
    return answer


def database_refusal(error: Exception) -> JsonResponse:
    """The answer when the database is away, busy beyond its time-out, or full; other faults are raised again."""
    if re.search(r"disk is full|no space left|quota exceeded", str(error), re.IGNORECASE):
        return refused("storage_full", _("The server has no room left. Your text is kept; it is sent again later."))
    if not isinstance(error, OperationalError | InterfaceError):
        raise error
    return refused(
        "unavailable", _("The server cannot save just now. Your text is kept; it is sent again in a moment.")
    )


def _save(kind: SubjectKind, request: HttpRequest, subject_id: uuid.UUID) -> HttpResponse:
    body = _body(request)
    uid = body.get("uid")
    if isinstance(uid, bool):
        raise _invalid("uid", _("The value is of the wrong kind."))
    if uid is not None and uid != request.user.pk:
        raise _other_user()
    if "undo" in body:
        return _answer(_taken_back(kind, request, subject_id, body))
    change = _change(body)

    def save() -> saving.Outcome:
        return saving.save(kind=kind, subject_id=subject_id, user=request.user, change=change)

    outcome = save()
    if outcome.early and early_places.acquire(blocking=False):
        try:
            outcome = _after_the_one_before(save, outcome)
        finally:
            early_places.release()
    return _answer(outcome)


def _after_the_one_before(save: Callable[[], saving.Outcome], outcome: saving.Outcome) -> saving.Outcome:
    for seconds in EARLY_SECONDS:
        time.sleep(seconds)
        outcome = save()
        if not outcome.early:
            break
    return outcome


def _taken_back(kind: SubjectKind, request: HttpRequest, subject_id: uuid.UUID, body: dict[str, Any]) -> saving.Outcome:
    """What `{"op": …, "undo": <edit>}` asks: the restoring that this edit closes is taken back as one."""
    edit_id = body["undo"]
    if kind is not WORKSHEETS or body.keys() - {"op", "undo", "uid"} or type(edit_id) is not int:
        raise _invalid("undo", _("The value is of the wrong kind."))
    worksheet = kind.visible(request.user).filter(pk=subject_id).first()
    if worksheet is None or not 0 < edit_id < 2**63:
        return saving.refusal("not_found")
    return undo_restoring(worksheet=worksheet, user=request.user, edit_id=edit_id, op=_op(body))


def _answer(outcome: saving.Outcome) -> JsonResponse:
    if outcome.saved:
        merged = {"merged": outcome.merged} if outcome.merged else {}
        return JsonResponse({"version": outcome.version, "edit": outcome.edit, **merged})
    if outcome.code == "conflict":
        content = {
            "code": "conflict",
            "message": outcome.message,
            "version": outcome.version,
            **outcome.clash,
        }
        return JsonResponse(content, status=STATUS["conflict"])
    if outcome.known:
        told = {name: getattr(outcome, name) for name in ("known", "version", "edit", "merged")}
        content = {"code": outcome.code, "message": outcome.message, "fields": {}, **told}
        return JsonResponse(content, status=STATUS[outcome.code])
    return refused(outcome.code, outcome.message, dict(outcome.fields))


def _body(request: HttpRequest) -> dict[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise BadRequest("too_long", _("This change is too large."))
    try:
        body = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_each_once)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadRequest("bad_json", _("This is not valid JSON.")) from None
    if not isinstance(body, dict):
        raise BadRequest("bad_json", _("This is not a change."))
    unknown = sorted(set(body) - KNOWN_KEYS)
    if unknown:
        raise BadRequest(
            "invalid",
            _("Something in this change is not right."),
            {unknown[0][:80]: _("There is no such field.")},
        )
    return body


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that says something twice is none, for each reader would take another of the two."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("doubled")
    return found


def _change(body: dict[str, Any]) -> Change:
    return Change(op=_op(body), target=_target(body), base=_base(body), fields=_fields(body), action=_action(body))


def _op(body: dict[str, Any]) -> uuid.UUID:
    value = body.get("op")
    try:
        return uuid.UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise _invalid("op", _("A change needs a number of its own, a UUID.")) from None


def _target(body: dict[str, Any]) -> str:
    value = body.get("target")
    if not isinstance(value, str) or not 1 <= len(value) <= 80 or not value.isascii() or not value.isprintable():
        raise _invalid("target", _("The change does not say what it changes."))
    return value


def _base(body: dict[str, Any]) -> int:
    value = body.get("base")
    if value is None:
        raise BadRequest("no_base", _("The change does not say which version it was made on."))
    if type(value) is not int or not 0 <= value < 2**31:
        raise _invalid("base", _("The value is of the wrong kind."))
    return value


def _action(body: dict[str, Any]) -> str:
    asked = [action for action in (Action.DELETE, Action.RESTORE) if body.get(action.value) is True]
    wrong = [name for name in ("delete", "restore") if name in body and body[name] is not True]
    if wrong or len(asked) + ("fields" in body) != 1:
        raise _invalid("fields", _("A change holds either fields, or a deletion, or its undoing."))
    return asked[0] if asked else Action.CHANGE


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    value = body.get("fields", {})
    if not isinstance(value, dict) or ("fields" in body and not value):
        raise _invalid("fields", _("The value is of the wrong kind."))
    return value


def _other_user() -> BadRequest:
    return BadRequest("other_user", _("Somebody else is signed in now. This text was written by another user."))


def _invalid(field: str, message: str) -> BadRequest:
    return BadRequest("invalid", _("Something in this change is not right."), {field: message})


def _feed(kind: SubjectKind, request: HttpRequest, subject_id: uuid.UUID) -> HttpResponse:
    if request.GET.get("uid", str(request.user.pk)) != str(request.user.pk):
        raise _other_user()
    newest = Edit.objects.filter(subject_kind=kind.name, subject_id=OuterRef("pk")).order_by("-id").values("id")[:1]
    found = kind.visible(request.user).filter(pk=subject_id).annotate(last_edit=Subquery(newest))
    subject = next(iter(found), None)
    if subject is None or not kind.tells_all(subject, request.user):
        return refused("not_found", saving.MESSAGES["not_found"]())
    if "undo" in request.GET:
        return JsonResponse(undoing(kind=kind, subject=subject, user=request.user, before=_edit(request, "undo")) or {})
    after = _edit(request, "after")
    rows = _since(kind, subject, after)
    shown, more = rows[:PAGE], len(rows) > PAGE
    last = shown[-1].pk if shown else after
    etag = f'W/"{last}-{len(shown)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    content = {"edits": [_row(edit) for edit in shown], "last": last, "more": more}
    return JsonResponse(content, headers={"ETag": etag})


def _edit(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "0")
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise _invalid(name, _("The value is of the wrong kind."))
    return int(value)


def _since(kind: SubjectKind, subject: Any, after: int) -> list[Edit]:
    """The accepted changes after a number, one more than a page holds; asks nothing where there cannot be any."""
    if after >= (subject.last_edit or 0):
        return []
    of_subject = Edit.objects.filter(subject_kind=kind.name, subject_id=subject.pk)
    since = of_subject.filter(outcome=Outcome.ACCEPTED, id__gt=after)
    return list(since.order_by("id").select_related("user")[: PAGE + 1])


def _row(edit: Edit) -> dict[str, Any]:
    return {
        "edit": edit.pk,
        "target": edit.target,
        "action": edit.action,
        "version": edit.version,
        "fields": edit.fields,
        "by": edit.user.display_name if edit.user else "",
        "at": edit.at.isoformat(),
    }
