"""All that was handed in for an assignment, printed in the background: as files with the comments under their lines, or
as pages with a margin to mark by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quadrants import plan
from quadrants.models import PrintForm, PrintJob
from quadrants.plan.remarks import WHOLE, HandedIn, Place, Remark
from quadrants.services import printing
from quadrants.services.printables import Printable, PrintKind
from quadrants.wording import listed, moment
from strategies.catalogue import STRATEGIES
from training.models import Assignment, Submission, TeamMember
from training.models.review import Use, Verdict
from training.rubric import ScoreLevel, total

if TYPE_CHECKING:
    from accounts.models import User

# As many as a course has students.
MOST = 500


def print_all(*, user: User, assignment: Assignment, kind: PrintKind) -> PrintJob | None:
    """Asks for what each team has handed in last, in the order of names; None where there is nothing. `TooMany` tells
    that it is beyond what is served."""
    keys = latest_of(assignment)
    if not keys:
        return None
    return printing.start(
        user=user,
        kind=kind,
        keys=keys,
        form=FORMS[kind.name],
        time_zone=assignment.course.time_zone,
        about=_about(assignment),
    )


def printed_of(*, user: User, assignment: Assignment) -> list[PrintJob]:
    """What of an assignment was lately printed for a person or is being printed."""
    return printing.printed_for(user, REVIEWED, TO_MARK, about=_about(assignment))


def latest_of(assignment: Assignment) -> list[Any]:
    """The last submissions of teams that have somebody in the course, by section and name."""
    members = (
        TeamMember.objects.current().filter(assignment=assignment).order_by("enrolment__section", "enrolment__name_key")
    )
    found = dict(Submission.objects.latest().filter(assignment=assignment).values_list("team", "pk"))
    teams = dict.fromkeys(members.values_list("team", flat=True))
    return [found[team] for team in teams if team in found]


def _about(assignment: Assignment) -> str:
    return f"{assignment.course_id} {assignment.pk}"


def _back(about: str) -> tuple[str, Sequence[str]]:
    return "assignment_printing", about.split()


# --- One of them -----------------------------------------------------------------------------------------------------


def _found(margin: bool, job: PrintJob, key: str) -> Printable | None:
    """A submission as somebody who teaches may see it."""
    known = Submission.objects.taught_by(job.owner).select_related("assignment", "review")
    submission = known.filter(pk=key).first()
    if submission is None:
        return None
    document = submission.content
    language, zone = document.worksheet.language, ZoneInfo(job.time_zone)
    with translation.override(language), timezone.override(zone):
        handed_in = _handed_in(submission, margin)
    setting = {"paper": job.paper, "time_zone": zone, "handed_in": handed_in, "margin": margin}
    return Printable(handed_in.by, language, partial(plan.PRESS.run, plan.build_pdf, document, (), **setting))


def _handed_in(submission: Submission, margin: bool) -> HandedIn:
    """Who handed it in and what was said of it, in the active language and time zone."""
    members = TeamMember.objects.filter(team=submission.team_id).order_by("enrolment__name_key")
    names = listed(members.values_list("enrolment__name", flat=True))
    by = _("%(names)s, round %(number)s") % {"names": names, "number": submission.round}
    if margin:
        return HandedIn(by)
    when = moment(submission.submitted_at)
    facts = [(_("Handed in by"), names), (_("Round"), str(submission.round))]
    facts.append((_("Handed in"), _("%(moment)s, late") % {"moment": when} if submission.late else when))
    return HandedIn(by, tuple(facts), _remarks(submission))


def _remarks(submission: Submission) -> dict[Place, tuple[Remark, ...]]:
    """All that was said, drafts too and marked as such."""
    review = getattr(submission, "review", None)
    draft = not (review and review.is_released(timezone.now()))
    found: dict[Place, list[Remark]] = defaultdict(list)
    found[WHOLE] += _on_the_whole(submission, draft)
    comments = submission.comments.filter(deleted_at=None).select_related("answer").order_by("created_at")
    for comment in comments:
        place = found[comment.item, comment.prompt, str(comment.entry or "")]
        place.append(Remark(_("Comment (draft)") if draft else _("Comment"), comment.text))
        if answer := getattr(comment, "answer", None):
            place.append(Remark(_("Answer"), answer.text))
    return {place: tuple(remarks) for place, remarks in found.items()}


def _on_the_whole(submission: Submission, draft: bool) -> list[Remark]:
    """The verdict, the levels, the strategies, and what was said at the end."""
    review = getattr(submission, "review", None)
    verdict = str(Verdict(review.verdict).label) if review and review.verdict else ""
    remarks = [Remark(_("Verdict (draft)") if draft else _("Verdict"), verdict)]
    criteria, levels = submission.assignment.criteria, dict(submission.scores.values_list("criterion", "level"))
    for one in criteria:
        if (level := levels.get(one.code)) is not None:
            remarks.append(Remark(str(one.name), str(ScoreLevel(level).label)))
    if points := total(levels, criteria):
        reached, most = points
        remarks.append(Remark(_("Points in all"), f"{reached}/{most}"))
    uses = dict(submission.strategy_marks.exclude(use="").values_list("strategy", "use"))
    for use, label in ((Use.WELL, _("Strategies used well")), (Use.MISSED, _("Strategies missed"))):
        remarks.append(Remark(label, listed(str(one.name) for one in STRATEGIES if uses.get(one.code) == use)))
    return [*remarks, Remark(_("On the whole"), review.summary if review else "")]


REVIEWED = PrintKind(
    name="reviewed",
    most=MOST,
    title=gettext_lazy("Worksheets with comments"),
    file="worksheets-with-comments",
    find=partial(_found, False),
    back=_back,
    way=gettext_lazy("To the assignment"),
)
TO_MARK = PrintKind(
    name="to_mark",
    most=MOST,
    title=gettext_lazy("Worksheets to mark by hand"),
    file="worksheets-to-mark",
    find=partial(_found, True),
    back=_back,
    way=gettext_lazy("To the assignment"),
)
FORMS = {REVIEWED.name: PrintForm.ZIP, TO_MARK.name: PrintForm.ONE_PDF}
