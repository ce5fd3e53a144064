"""Tables of the worksheet."""

from quadrants.models.content import Entry, Influence, Party
from quadrants.models.edit import Action, Edit, Outcome
from quadrants.models.printing import PrintForm, PrintJob, PrintState
from quadrants.models.worksheet import ItemState, Membership, Worksheet

__all__ = [
    "Action",
    "Edit",
    "Entry",
    "Influence",
    "ItemState",
    "Membership",
    "Outcome",
    "Party",
    "PrintForm",
    "PrintJob",
    "PrintState",
    "Worksheet",
]
