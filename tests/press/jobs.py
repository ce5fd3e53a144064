"""Jobs for a press under test; the other process finds them by their names."""

from __future__ import annotations

import os
import time


def double(number: int) -> int:
    return number * 2


def process_id() -> int:
    return os.getpid()


def database() -> str:
    from django.conf import settings

    return settings.DATABASES["default"]["NAME"]


def refuse(why: str) -> None:
    raise ValueError(why)


def never_end() -> None:
    while True:
        pass


def take_all_memory() -> int:
    return len([bytearray(2**20) for _ in range(4096)])


def say(words: str) -> str:
    print(words)
    return words


def slowly(seconds: float) -> float:
    time.sleep(seconds)
    return seconds
