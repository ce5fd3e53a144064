"""How the services of the training say no."""

from __future__ import annotations


class NotDone(Exception):
    """A rule of the course forbids it; the message says which and what to do instead, in the active language."""


class Unsure(NotDone):
    """It can be done, but has to be asked for twice: the message says what comes of it."""
