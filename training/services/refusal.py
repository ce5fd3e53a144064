"""How the services of the training say no."""

from __future__ import annotations


class NotDone(Exception):
    """A rule of the course forbids it; the message says which and what to do instead, in the active language."""
