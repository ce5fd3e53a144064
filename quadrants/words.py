"""Where two texts differ, word by word; of Chinese character by character."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

WORDS = re.compile("[\u2e80-\u9fff\uf900-\uffef]|[^\\s\u2e80-\u9fff\uf900-\uffef]+|\\s+")
# Beyond so many pairs of words two texts are shown as wholly different: nobody waits for it, and nobody would read it.
MOST = 1_000_000


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts word by word: ("same" | "gone" | "new", words), in reading order."""
    if before == after:
        return [("same", before)] if before else []
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST:
        return [("gone", before), ("new", after)]
    told = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(("same", "".join(old[a:b])))
            continue
        told += [("gone", "".join(old[a:b]))] if b > a else []
        told += [("new", "".join(new[c:d]))] if d > c else []
    return told
