"""What a deal may hold at most. Apart from the arithmetic: who only stores a deal need not load that."""

from __future__ import annotations

MOST_ISSUES, MOST_OPTIONS, MOST_POINTS, MOST_COMBINATIONS = 12, 200, 1000, 200
# Of any name, in characters.
NAME_LENGTH = 120
# Ends of ranges: what is larger is no figure of a talk.
LARGEST = 10**12
BEST_SCORE, ALL_WEIGHTS = 10, 100
