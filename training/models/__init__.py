"""Tables of the training."""

from training.models.assignment import Assignment, Extension, Team, TeamMember
from training.models.case import Case
from training.models.course import Course, Enrolment
from training.models.outcome import Confirmation, Outcome, Ranking
from training.models.review import (
    Addressed,
    CommentAnswer,
    Highlight,
    Review,
    ReviewComment,
    ReviewPlace,
    SavedComment,
    Score,
    StrategyMark,
)
from training.models.submission import Submission, SubmittedItem

__all__ = [
    "Addressed",
    "Assignment",
    "Case",
    "CommentAnswer",
    "Confirmation",
    "Course",
    "Enrolment",
    "Extension",
    "Highlight",
    "Outcome",
    "Ranking",
    "Review",
    "ReviewComment",
    "ReviewPlace",
    "SavedComment",
    "Score",
    "StrategyMark",
    "Submission",
    "SubmittedItem",
    "Team",
    "TeamMember",
]
