"""Lines: none too wide, none that begins or ends with the wrong sign, no lone word, and Chinese set as Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.letters import CLOSING, OPENING, printable
from press.measure import (
    HALF,
    first_lines,
    halved,
    in_lines,
    line_breaks,
    line_count,
    measured,
    runs_in_lines,
    text_width,
)

CHINESE = "何总说过“老客户提前九十天”；第七条写着“一半”，他们缺的是现钱和稳单（六月），铝价只占一小半。"
ENGLISH = "Lead title and 88,000 next month; 92,000 six months later, and nothing else besides"


@pytest.mark.parametrize(
    "text", ["Lead title and 88,000 next month", "涨幅不超过4%，锁价九个月", "x" * 500, "一" * 300, "a b " * 90, "word"]
)
@pytest.mark.parametrize("width", [8.0, 20.0])
def test_broken_lines_are_no_wider_than_the_column(text, width):
    ends = list(line_breaks(text, width))
    starts = [0, *ends[:-1]]
    assert len(ends) == line_count(text, width) and ends[-1] == len(text) and ends == sorted(set(ends))
    assert all(text_width(text[start:end].strip()) <= width for start, end in zip(starts, ends, strict=True))


@pytest.mark.parametrize("text", ["They said that the budget is closed. " * 9, "一二三四五" * 30, "y" * 300])
@pytest.mark.parametrize("lines", [1, 2, 3, 6])
def test_a_beginning_leaves_room_for_its_mark(text, lines):
    kept = first_lines(text, lines, 20.0)
    assert text.startswith(kept) and kept
    assert line_count(f"{kept} …▸", 20.0) == lines


def test_no_text_takes_no_line():
    assert line_count("", 20.0) == 0


@pytest.mark.parametrize("width", [6.0, 9.5, 13.0, 17.5, 24.0])
def test_chinese_lines_begin_and_end_with_the_right_signs(width):
    lines = in_lines(CHINESE, width)
    assert "".join(lines) == CHINESE
    assert not any(line[0] in CLOSING for line in lines) and not any(line[-1] in OPENING for line in lines)


def test_signs_beside_each_other_and_at_the_ends_of_lines_give_up_their_blank_half():
    assert [CHINESE[place] for place in halved(CHINESE, last=True)] == ["”", "”", "）"]
    assert halved("他说，", last=False) == [2] and halved("他说，", last=True) == []
    assert halved("“好”", last=True) == [0]
    assert halved("“I see”, he said.", last=False) == []


def test_a_sign_at_the_end_of_a_line_takes_half_its_room():
    # Seven characters and a comma have room on seven and a half.
    text = "一二三四五六七，八九十一二三"
    assert in_lines(text, 7.65)[0] == "一二三四五六七，"
    assert in_lines(text, 7.4)[0] == "一二三四五六"


@pytest.mark.parametrize(("text", "width"), [(ENGLISH, width / 2) for width in range(16, 70)])
def test_no_word_stands_alone_on_the_last_line(text, width):
    *before, last = in_lines(text, width)
    if before and text_width(before[-1]) > width / 2 + text_width(" besides"):
        assert " " in last or text_width(last) > width / 4 / 1.02


@pytest.mark.parametrize("width", [6.5 + step / 4 for step in range(60)])
def test_no_character_stands_alone_on_the_last_line(width):
    *before, last = in_lines(CHINESE, width)
    assert not before or len(last) > 2


def test_figures_stay_with_what_they_count():
    for width in (5.0, 6.0, 7.0, 8.0, 9.0):
        lines = in_lines("新价不动，旺季照旧交货，12月16日起涨4%以内", width)
        assert not any(line[-1].isdigit() for line in lines), lines


def test_the_first_line_may_be_shorter():
    assert in_lines("一二三四五六七八九十甲乙", 6.2, first=3.0) == ["一二三", "四五六七八九", "十甲乙"]


@given(st.text(max_size=80), st.floats(4, 30), st.floats(0, 3))
def test_whatever_is_written_fits_and_is_there_in_full(text, width, first):
    text = printable(text)
    lines = in_lines(text, width, first=first)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    starts = [0, *line_breaks(text, width, first=first)] if text else []
    for start, end in zip(starts, starts[1:], strict=False):
        room = width - (first if start == 0 else 0)
        assert end == start + 1 or measured(text).width(start, end) <= room, text[start:end]


def test_runs_share_their_lines():
    runs = ["1\u00a0Goals come first\u00a0·", "2\u00a0重视对手\u00a0·", "3\u00a0Make emotional payments"]
    assert runs_in_lines([], 20) == []
    assert runs_in_lines(runs, 100) == [[run] for run in runs]
    # One that begins a line says so; a break may fall within one, but never before the point behind it.
    assert runs_in_lines(runs, 16) == [[runs[0]], [runs[1]], ["", runs[2]]]
    assert runs_in_lines(runs, 14) == [[runs[0]], ["2\u00a0重视对", "手\u00a0·"], ["3\u00a0Make emotional", "payments"]]


@pytest.mark.parametrize("width", [4, 6, 9.5, 17, 33])
def test_no_line_of_runs_is_too_wide_and_nothing_gets_lost(width):
    runs = ["谈判前一晚，", "think it over:", "“want” 与 “need”", "再说一遍"] * 3
    found = runs_in_lines(runs, width)
    assert ["".join(lines).replace(" ", "") for lines in found] == [run.replace(" ", "") for run in runs]
    rows: list[list[str]] = [[]]
    for first, *others in found:
        rows[-1].append(first)
        rows += [[line] for line in others]
    # At the end of a line half a sign may be blank and hang over.
    assert all(sum(map(text_width, row)) <= width + HALF for row in rows)
