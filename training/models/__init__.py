"""Tables of the training."""

from training.models.case import Case
from training.models.course import Course, Enrolment

__all__ = ["Case", "Course", "Enrolment"]
