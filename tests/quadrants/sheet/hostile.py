"""Documents that no page expects, and what must be true of the sheet of each."""

from __future__ import annotations

import html
import json
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
from hypothesis import strategies as st

from press.engine import POINTS_PER_PIXEL, laid_out
from press.letters import MOST_NAMED, NO_GLYPH
from quadrants.catalogue import CATALOGUE
from quadrants.document import Entry, WorksheetDocument
from quadrants.enums import PartyRole
from quadrants.interchange import to_json
from quadrants.sheet import Sheet
from quadrants.sheet.fitting import BOTTOM, EDGE_LEFT, PAGES, READABLE, RIGHT, SMALLEST, TOP
from quadrants.sheet.render import TOLERANCE
from quadrants.text import FORBIDDEN, forbidden_character, normalised
from strategies.catalogue import STRATEGIES
from tests.quadrants.sheet.making import PROMPTS, US, an_id, document, lines_of, meant_for, party

LONGEST_WORD = 40_000
TITLE, SUMMARY, NAME = 200, 300, 120
# Letters of many scripts, marks that stack, characters that turn the direction, join, break or take no room.
SCRIPTS = (
    "abc ABC äöü ßﬁ 0123456789 .,;:!?()[]{}“”‘’«»–—…·/\\&<>\"'%{{}}",
    "一二三四五 涨价百分之十二，。、；：？！“”（）《》【】 龘𠮷囍",
    "αβγ где ہے हिन्दी ไทย 한국어 あいうえお カタカナ",
    "مرحبا بكم שלום \u200f\u200e\u061c 12 אב",
    "e\u0301\u0323\u0331\u0336 Z\u0335\u0321\u034f \u20dd\u20e3 \u0e33\u0e49 \ufe0f",
    "😀👨\u200d👩\u200d👧🇨🇳 ▸→…▶•◆ \u00ad\u200b\u200c\u2060\ufeff\u00a0\u2003\u3000 \n\t",
)

# Whole texts that would do something where they are taken for more than text; one host would hear if it were called.
MISCHIEF = (
    '<link rel=attachment href="file:///etc/passwd"><img src="http://{host}/a.png">',
    "<svg><image href='http://{host}/b.svg'/><script>alert(1)</script></svg>",
    '</li></ul><style>@import url("http://{host}/c.css"); li {{ display: none }}</style>',
    "file:///etc/passwd http://{host}/ data:text/html,<b>x url(http://{host}/d) {{% now %}} {{{{ document }}}} &lt;",
    "👨\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥 👍🏽 🇨🇳🇺🇸 1\ufe0f\u20e3",
)
NOBODY = "127.0.0.1:9"


def permitted(text: str) -> str:
    """The text as the forms of the product would take it."""
    text = normalised(FORBIDDEN.sub("", text))
    assert forbidden_character(text) is None
    return text


free_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
mixed_texts = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(st.sampled_from(script), max_size=60))
long_words = st.builds(
    lambda piece, length: (piece * LONGEST_WORD)[:length],
    st.sampled_from("".join(SCRIPTS)) | st.sampled_from(["（", "，", "W", "i", "אב", "e\u0301", "中。", "a/", "“W”"]),
    st.sampled_from([41, 200, 3000, LONGEST_WORD]),
)


def texts(host: str) -> st.SearchStrategy[str]:
    """What somebody might write: mostly sentences, sometimes one endless word."""
    mischief = st.sampled_from(MISCHIEF).map(lambda text: text.format(host=host))
    sentences = st.lists(mixed_texts | free_texts | mischief, min_size=1, max_size=8).map(" ".join)
    return (sentences | sentences | sentences | long_words).map(permitted).filter(bool)


@st.composite
def documents(draw: st.DrawFn, host: str = NOBODY) -> WorksheetDocument:
    """A worksheet from a few drawn texts, spread over up to 2,000 entries by a drawn seed."""
    pool = draw(st.lists(texts(host), min_size=1, max_size=8))
    count = draw(st.sampled_from([0, 1, 3, 10, 30, 60, 100, 300, 2000]))
    marks = draw(st.sampled_from([[None], [True], [None, True], [None, True, False], [False]]))
    filled = draw(st.sampled_from([0.0, 0.3, 1.0]))
    used = draw(st.sampled_from([1.0, 1.0, 0.7, 0.1, 0.0]))
    language = draw(st.sampled_from(["en", "zh-hans"]))
    chance = random.Random(draw(st.integers(0, 2**32)))

    def text(limit: int) -> str:
        return chance.choice(pool)[:limit].strip() or "?"

    people = [US] + [
        replace(party(f"{number}", *chance.sample(PartyRole.values, 2)), name=text(NAME))
        for number in range(chance.choice([0, 1, 5, 40]))
    ]
    limit = 60 if draw(st.booleans()) or count > 300 else LONGEST_WORD
    return document(
        title=text(TITLE),
        language=language,
        meeting_at=chance.choice([None, datetime(2026, 11, 26, 13, 0, tzinfo=UTC)]),
        parties=people,
        entries=[an_entry(number, text(limit), chance, marks, people, text) for number in range(count)],
        summaries={item.code: text(SUMMARY) for item in CATALOGUE.items if chance.random() < filled},
        out_of_use=[item.code for item in CATALOGUE.items if chance.random() >= used],
        planned={one.code: chance.choice(["", text(2000)]) for one in STRATEGIES if chance.random() < filled},
    )


def an_entry(number, words, chance, marks, people, text) -> Entry:
    prompt = chance.choice(PROMPTS)
    return Entry(
        id=an_id(str(number)),
        item=prompt.item,
        prompt=prompt.code,
        text=words,
        on_sheet=chance.choice(marks),
        party=chance.choice(people).id if "party" in prompt.fields and chance.random() < 0.5 else None,
        person=text(NAME) if "person" in prompt.fields and chance.random() < 0.3 else "",
        due=date(2026, 12, 1) if "date" in prompt.fields and chance.random() < 0.3 else None,
        answer=text(500) if "answer" in prompt.fields and chance.random() < 0.5 else "",
    )


def assert_adds_up(made: WorksheetDocument, sheet: Sheet) -> None:
    """Each item in use prints its first lines whole, perhaps the beginning of the next, and counts the others. Spaces
    do not count: a line may be broken at them."""
    meant = {code: [text.replace(" ", "") for text in lines] for code, lines in lines_of(made).items()}
    printed = printed_lines(sheet.html)
    assert list(printed) == list(meant)
    for code, lines in meant.items():
        whole, missing = printed[code][: len(lines)], sheet.missing.get(code, 0)
        ends_with_mark = bool(printed[code]) and printed[code][-1].endswith("…▸")
        if missing:
            assert ends_with_mark
            whole = [*printed[code][:-1], printed[code][-1].removesuffix("…▸")]
            whole = whole[: len(lines) - missing]
        assert whole == lines[: len(lines) - missing]
    assert sheet.shown + sum(sheet.missing.values()) == sum(map(len, meant.values()))
    if sheet.missing:
        [words] = re.findall(r'<p class="missing">(.*?)<i', sheet.html)
        for code, count in sheet.missing.items():
            assert re.search(rf"(?<!\d){CATALOGUE.item(code).number}\D+{count}(?!\d)", words)
    else:
        assert '<p class="missing">' not in sheet.html
    assert_boxes_are_counted_and_named(made, sheet.html)


def assert_boxes_are_counted_and_named(made: WorksheetDocument, page: str) -> None:
    """The foot says how many signs could not be printed, each left a box, and names the first of what was written."""
    body, _begun, foot = page.partition("<body>")[2].partition('<p class="boxes">')
    assert re.findall(r"^\D*(\d+)", foot) == ([str(body.count(NO_GLYPH))] if NO_GLYPH in body else [])
    if foot:
        names = re.findall(r" ?\bU\+([0-9A-F]{4,6})\b", foot)
        assert 1 <= len(names) <= MOST_NAMED and len(names) == len(set(names))
        assert {chr(int(name, 16)) for name in names} <= set(json.dumps(to_json(made), ensure_ascii=False))


def printed_lines(page: str) -> dict[str, list[str]]:
    """What stands on the page under each item, without spaces; the mark that it goes on may stand beside its name."""
    page = page.replace('<span class="on">…▸</span>', "…▸")
    found = re.findall(r'<div class="item"><h3[^>]*><b>(\d+)</b>.*?( …▸)?</h3>(.*?)</div>\n', page, re.DOTALL)
    return {
        CATALOGUE.items[int(number) - 1].code: [
            html.unescape(re.sub("<(br|/?s)>| ", "", text))
            for text in re.findall(r"<li[^>]*>(.*?)(?:<div class=\"rule\"></div>)?</li>", rest, re.DOTALL)
        ]
        or [mark.strip()] * bool(mark)
        for number, mark, rest in found
    }


def assert_size_is_earned(made: WorksheetDocument, sheet: Sheet) -> None:
    """Type under 9.5 pt only for lines that somebody asked for, and never under 7 pt."""
    firm = any(line.firm for row in meant_for(made).quadrants for block in row for line in block.lines)
    assert sheet.size >= (SMALLEST if firm else READABLE)


def assert_quadrants_hold_their_items(sheet: Sheet, paper: str) -> None:
    """The end of each part, laid out once more, is on the page; that of a quadrant is above the next one and above the
    foot."""
    boxes = re.findall(r'<div class="q q(\d)" style="left: [\d.]+pt; top: ([\d.]+)pt; height: ([\d.]+)pt">', sheet.html)
    [page] = laid_out(sheet.html).pages
    assert len(boxes) == 4
    assert set(re.findall(r'<i id="(end-\d)">', sheet.html)) <= set(page.anchors)
    for number, top, height in boxes:
        _left, end, *_size = page.anchors[f"end-{number}"]
        assert end * POINTS_PER_PIXEL <= TOP + float(top) + float(height) + TOLERANCE


def assert_ink_is_on_paper(pdf: bytes, paper: str) -> None:
    """Every letter stands within the margins; marks that hang over may take a few points more."""
    width, height = PAGES[paper]
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    hanging = 14.0
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        if right > left and top > bottom:
            near = text.get_text_range(max(0, place - 20), 40)
            assert left >= EDGE_LEFT and right <= width - RIGHT + hanging, near
            assert bottom >= BOTTOM - hanging and top <= height - TOP + hanging, near
