"""The rules, by quadrant. Each looks at a whole worksheet and says what it found, or None.

They speak about what is written, not about what is empty: that an item is empty can be seen.
"""

from strategies.coach.rules import actions, options, problems_goals, situation

__all__ = ["actions", "options", "problems_goals", "situation"]
