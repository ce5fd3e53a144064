"""Tables of the worksheet."""

from quadrants.models.content import Entry, Influence, Party
from quadrants.models.deal import Combination, Deal, Issue, IssueOption, Package
from quadrants.models.edit import Action, Edit, Outcome
from quadrants.models.printing import PrintForm, PrintJob, PrintState
from quadrants.models.worksheet import ItemState, Membership, Worksheet

__all__ = [
    "Action",
    "Combination",
    "Deal",
    "Edit",
    "Entry",
    "Influence",
    "Issue",
    "IssueOption",
    "ItemState",
    "Membership",
    "Outcome",
    "Package",
    "Party",
    "PrintForm",
    "PrintJob",
    "PrintState",
    "Worksheet",
]
