"""The deal of a worksheet, computed and put into words for its page.

    read = read_deal(document.deal)          # a model of what is said, and what is still wrong with it, by place
    known = results(read)                    # frontier, best packages, offers, concessions, picture
    guesses = go_on(read, known)             # how much hangs on our guess of their values, so far

The arithmetic is `quadrants.deal`; nothing here reads tables.
"""

from quadrants.dealing.computing import MOST_SECONDS, Guesses, Refused, Results, give_up, go_on, known_guesses, results
from quadrants.dealing.reading import Fault, ReadDeal, deal_from, read_deal

__all__ = [
    "MOST_SECONDS",
    "Fault",
    "Guesses",
    "ReadDeal",
    "Refused",
    "Results",
    "deal_from",
    "give_up",
    "go_on",
    "known_guesses",
    "read_deal",
    "results",
]
