"""The deal model: what a deal with several issues can be, computed exactly from what we guess that it is worth.

    found = read(content)                    # a model from CSV or JSON, and what is wrong with it
    prepared = prepare(Model(issues=…))      # BadModel, with every flaw and its place
    seen = outlook(prepared)                 # frontier, best product and sum, what both could accept
    offers(prepared, seen)                   # three efficient packages, about equal for us
    gains(prepared)                          # steps by which nobody loses
    concessions(prepared)                    # what giving way costs us and brings them
    sensitivity(prepared, packages)          # how the picture changes if our guess is off
    picture(prepared, seen, size=(80, 60))   # density, frontier and marks, for a chart

The numbers are guesses of perceptions: they show where to look and what to ask. docs/deal.md says by which rules they
come about and why they are exact. Pure: NumPy, no Django.
"""

from quadrants.deal.checking import flaws_of, is_countable
from quadrants.deal.concessions import Concession, Gain, concessions, gains
from quadrants.deal.density import Picture, picture
from quadrants.deal.files import ReadDeal, read, to_json
from quadrants.deal.flaws import BadModel, Code, Flaw
from quadrants.deal.frontier import Frontier
from quadrants.deal.model import (
    Impossible,
    Issue,
    Model,
    Number,
    Option,
    Package,
    Range,
    Weights,
)
from quadrants.deal.offers import Offers, offers
from quadrants.deal.outlook import Agreement, Outlook, outlook
from quadrants.deal.prepared import Prepared, Worth, prepare, remarks
from quadrants.deal.sensitivity import DRAWS, Draws, Sensitivity, Standing, drawn, sensitivity, summed_up

__all__ = [
    "DRAWS",
    "Agreement",
    "BadModel",
    "Code",
    "Concession",
    "Draws",
    "Flaw",
    "Frontier",
    "Gain",
    "Impossible",
    "Issue",
    "Model",
    "Number",
    "Offers",
    "Option",
    "Outlook",
    "Package",
    "Picture",
    "Prepared",
    "Range",
    "ReadDeal",
    "Sensitivity",
    "Standing",
    "Weights",
    "Worth",
    "concessions",
    "drawn",
    "flaws_of",
    "gains",
    "is_countable",
    "offers",
    "outlook",
    "picture",
    "prepare",
    "read",
    "remarks",
    "sensitivity",
    "summed_up",
    "to_json",
]
