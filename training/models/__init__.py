"""Tables of the training."""

from training.models.assignment import Assignment, Extension, Team, TeamMember
from training.models.case import Case
from training.models.course import Course, Enrolment

__all__ = ["Assignment", "Case", "Course", "Enrolment", "Extension", "Team", "TeamMember"]
