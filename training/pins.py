"""The PINs that open seats. They are short, so what is kept of one is worth nothing without the key of this site."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

PIN_LENGTH, SHORTEST, LONGEST = 6, 4, 8


def new_pin() -> str:
    """Six figures, not some that people try first."""
    while is_easy(pin := f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"):
        pass
    return pin


def is_easy(pin: str) -> bool:
    """Whether a PIN is tried first: one figure again and again, or figures in a row."""
    steps = {(int(after) - int(before)) % 10 for before, after in zip(pin, pin[1:], strict=False)}
    return steps in ({0}, {1}, {9})


def sealed(pin: str) -> str:
    """What is kept of a PIN."""
    salt = get_random_string(12)
    return f"{salt}${_digest(salt, pin, settings.SECRET_KEY)}"


def opens(pin: str, kept: str) -> bool:
    """Whether this is the PIN of which `kept` was made, with the key of now or one before it."""
    salt, _dollar, digest = kept.partition("$")
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return bool(digest) and any(constant_time_compare(digest, _digest(salt, pin, str(key))) for key in keys)


def _digest(salt: str, pin: str, key: str) -> str:
    return salted_hmac("training.pin", f"{salt}:{pin}", secret=key, algorithm="sha256").hexdigest()
