"""Steps from one option of an issue to another, as the page of a deal shows them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from quadrants.deal import Gain
from quadrants.dealing.computing import Results
from quadrants.dealing.page import worth_of
from quadrants.dealing.reading import ReadDeal
from quadrants.dealing.wording import points


def gains(read: ReadDeal, results: Results) -> list[dict[str, Any]]:
    """The steps by which nobody loses, in words: one to each better option, from how it is today where that is among
    them; with how many other options fall short of it. Those from today come first."""
    by_end: dict[tuple[int, int], list[Gain]] = {}
    for one in results.gains:
        by_end.setdefault((one.issue, one.end), []).append(one)
    found = [(next((one for one in all_ if _is_today(read, one)), all_[0]), len(all_) - 1) for all_ in by_end.values()]
    rows = [
        {
            "issue": read.model.issues[one.issue].name,
            "begin": read.model.issues[one.issue].choices[one.begin].name,
            "end": read.model.issues[one.issue].choices[one.end].name,
            "us": points(one.us) if one.us else "",
            "them": points(one.them) if one.them else "",
            "others": others,
            "today": _is_today(read, one),
        }
        for one, others in found
    ]
    return sorted(rows, key=lambda row: not row["today"])


def _is_today(read: ReadDeal, gain: Gain) -> bool:
    """Whether a step begins with how it is today, and can be made from there."""
    today = read.status_quo
    if today is None or today[gain.issue] != gain.begin:
        return False
    after = (*today[: gain.issue], gain.end, *today[gain.issue + 1 :])
    return worth_of(read, after)[1]


def steps(read: ReadDeal, results: Results) -> list[dict[str, Any]]:
    """Each concession in words, the cheapest for what it brings first; equal steps of one issue are told once."""
    issues = read.model.issues
    alike = Counter((one.issue, one.costs, one.brings) for one in results.steps)
    first = {(one.issue, one.costs, one.brings): one for one in reversed(results.steps)}
    return [
        {
            "issue": issues[one.issue].name,
            "begin": issues[one.issue].choices[one.begin].name,
            "end": issues[one.issue].choices[one.end].name,
            "many": alike[one.issue, one.costs, one.brings] > 1,
            "costs": points(one.costs),
            "brings": points(one.brings),
            "worthwhile": one.worthwhile,
        }
        for one in results.steps
        if one is first[one.issue, one.costs, one.brings]
    ]
