"""What a line says of itself, in English and Chinese: figures, days, and the words by which its manner shows.

Who is meant is never guessed from a text: people are known by the fields of the worksheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation_prep.bilingual import CHINESE, ENGLISH, Table

PHRASES_PATH = Path(__file__).parent.parent / "data" / "coach" / "phrases.toml"
KINDS = (
    "position", "person", "threat", "blame", "thanks", "walk_out", "us", "them", "question", "day", "season", "source",
    "swap",
)  # fmt: skip

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1_000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
HAN_NUMBER = "零〇一二两三四五六七八九十百千万亿"
MEASURES = (
    "元|块|角|分钱|％|%|成|折|倍|天|周|星期|个月|月|年|小时|分钟|点|"
    "号|件|台|套|份|人|名|次|平|米|公里|吨|斤|公斤|箱|家|间|页|岁"
)
ENGLISH_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|twice|double"
)
FIGURE = re.compile(
    rf"\d|百分之|(?!一(?:点|家|个人|次|天))[{HAN_NUMBER}](?:多|来|几)?个?(?:{MEASURES})|[一二两三四五六七八九十][百千万亿]|一半|翻倍|翻番"
    rf"|\b(?:{ENGLISH_NUMBERS})\b",
    re.IGNORECASE,
)

# A number with what it counts. Dates, clock times and ordinals are no amounts.
UNITS = {"%": "%", "％": "%", "percent": "%", "per cent": "%", "pct": "%", "个百分点": "%"}
UNITS |= dict.fromkeys(("day", "days", "天"), "day") | dict.fromkeys(("week", "weeks", "周", "星期", "个星期"), "week")
UNITS |= dict.fromkeys(("month", "months", "个月"), "month") | dict.fromkeys(("year", "years", "年"), "year")
UNITS |= dict.fromkeys(("hour", "hours", "小时", "个小时"), "hour") | dict.fromkeys(
    ("minute", "minutes", "分钟"), "minute"
)
SCALES = {"k": 1_000, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, **TENS, **MYRIADS}
AMOUNT = re.compile(
    rf"(?P<share>百分之)?(?P<number>\d[\d,，]*(?:\.\d+)?|[{HAN_NUMBER}]+)"
    r"\s*(?P<scale>(?:k|thousand|million|billion)\b|[百千万亿]+)?"
    r"\s*(?P<unit>个百分点|%|％|per ?cent\b|pct\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b"
    r"|个?小时|分钟|个?星期|个月|天|周|年|月|日|号|点)?",
    re.IGNORECASE,
)
NO_AMOUNTS = frozenset({"月", "日", "号", "点"})
DAY = re.compile(
    r"\d\s*月|[一二三四五六七八九十]月|\d\s*[日号]|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]|\b\d{1,2}(?:st|nd|rd|th)\b"
)
DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}|(?<![\d$€£¥￥.,])(?:19\d|20[1-4])\d(?!\d|\s*(?:元|块|[$€£¥￥]))|第[\d一二两三四五六七八九十]+"
)


# Harm under any condition: *if you insist, we will sue*.
HARSH = "sue|go to court|take (?:you|this|it) to court|terminate|take our business"
# If not this, then that harm. What one would do for them under a condition is none: *if it does not fit, we can wait*.
HARM = (
    "leave|walk|move out|quit|sue|stop|cancel|switch|resign|end|report|go to|go elsewhere|look elsewhere|take our|"
    "take you to|terminate|find an"
)
HARM_HAN = (
    "换(?:供应商|别家|一家|人|厂|公司)|找别|搬(?:走|家|出)|走人|走了|离开|停(?:付|工|货|止|供)|退(?:货|租|出|单)|起诉|告(?!诉|知)|法庭|法院|断(?:货|供|交)|"
    "取消|终止|解约|官司|捅|投诉|曝光|辞职|不干|不租|不买|不签|不续|不做|不供"
)
ULTIMATUM = re.compile(
    rf"(?:\bunless\b|\bif\b[^.!?;]*\b(?:not|don['’]t|doesn['’]t|won['’]t|can['’]t|cannot|refuse)\b)[^.!?;]*"
    rf"\b(?:we|i)(?:['’]ll)?(?: will| shall| would| have to| are going to)* (?:{HARM})\b"
    rf"|\bor(?: else)? (?:we|i)(?:['’]ll)?(?: will| shall| have to| are going to)* (?:{HARM})\b"
    rf"|\bif\b[^.!?;]*\b(?:we|i)(?:['’]ll)?(?: will| shall| would| have to| are going to)* (?:{HARSH})\b"
    rf"|\b(?:we|i)(?:['’]ll| will| shall| have to| are going to)+ (?:{HARM})\b[^.!?;]*\bunless\b"
    rf"|(?:不|再)[^。！？；]{{0,14}}就[^。！？；]{{0,4}}(?:{HARM_HAN})"
    rf"|(?:否则|不然)[^。！？；]{{0,8}}(?:{HARM_HAN})",
    re.IGNORECASE,
)


# A Chinese name of two or three signs, and what stands behind a family name.
HAN_NAME = re.compile("[\u4e00-\u9fff]{2,3}")
TITLES = "总|经理|老板|主任|老师|先生|女士|小姐|太太|姐|哥|叔|姨|科长|处长|局长|校长|院长|书记|工|律师|医生|师傅"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what it counts: `%`, a span of time, or "" for money and things."""

    value: float
    unit: str


def _patterns() -> dict[str, re.Pattern[str]]:
    file = Table.of_file(PHRASES_PATH)
    found = {}
    for kind in KINDS:
        table = file.table(kind)
        if table is None:
            file.refuse(f"has no {kind}")
        english, chinese = table.strings(ENGLISH), table.strings(CHINESE)
        table.finish()
        # Typographic apostrophes are what phones and word processors write.
        words = "|".join(re.escape(word).replace("'", "['’]") for word in english)
        han = "|".join(map(re.escape, chinese))
        found[kind] = re.compile(rf"\b(?:{words})\b|{han}", re.IGNORECASE)
    file.finish()
    return found


_PATTERNS = _patterns()


def sounds_like(kind: str, text: str) -> bool:
    """Whether a text holds a phrase of a kind (`threat`, `blame`, `position` …)."""
    return _PATTERNS[kind].search(text) is not None


def is_threat(text: str) -> bool:
    """Whether it threatens: by its words, or as an ultimatum (*if you do not …, we leave*, 不…，我们就换供应商)."""
    return sounds_like("threat", text) or ULTIMATUM.search(text) is not None


def has_figure(text: str) -> bool:
    """Whether a number stands in it: 38.5, 百分之五, 十二万元, *two weeks*."""
    return FIGURE.search(text) is not None


def has_day(text: str) -> bool:
    """Whether a day stands in it, or a week or a month: by its name or as a date."""
    return sounds_like("day", text) or DAY.search(text) is not None


def names(text: str, name: str) -> bool:
    """Whether a text calls somebody of this name: by the whole of it or, of *Dana Reyes*, by the first word, of 何志明
    as 何总 or 何先生."""
    if name in text:
        return True
    first = name.split()[0]
    if first.isascii():
        return first in text and len(first) > 2 and re.search(rf"\b{re.escape(first)}\b", text) is not None
    return (
        name[0] in text
        and HAN_NAME.fullmatch(name) is not None
        and re.search(rf"{name[0]}(?:{TITLES})", text) is not None
    )


def is_question(text: str) -> bool:
    """Whether it asks: by its mark, a Chinese question word, or an English one at its beginning."""
    if "?" in text or "？" in text:
        return True
    match = _PATTERNS["question"].search(text)
    return match is not None and (not match.group().isascii() or not text[: match.start()].strip(" “\"'("))


def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts in a text: *12k*, *3万*, *六十万元*, *10 %*, *two* is none; dates and times are left out."""
    return tuple(_amounts(DATE.sub(" ", text)))


def _amounts(text: str) -> Iterator[Amount]:
    for match in AMOUNT.finditer(text):
        unit = (match["unit"] or "").lower()
        value = _number(match["number"])
        if value is None or unit in NO_AMOUNTS:
            continue
        for sign in _scales(match["scale"] or ""):
            value *= SCALES[sign]
        yield Amount(value, "%" if match["share"] else UNITS.get(unit, ""))


def _scales(scale: str) -> Iterable[str]:
    """`万` by itself, `百万` sign by sign, an English word whole."""
    return [scale.lower()] if scale.isascii() and scale else scale


def _number(written: str) -> float | None:
    if written[0].isdigit():
        return float(written.replace(",", "").replace("，", ""))
    return _han_number(written)


def _han_number(written: str) -> float | None:
    """三万五千 is 35,000; None for signs that make no number, such as 万 by itself."""
    total, part, digit = 0, 0, 0
    if written[0] in MYRIADS:
        return None
    for sign in written:
        if sign in DIGITS:
            digit = digit * 10 + DIGITS[sign] if part == total == 0 and digit else DIGITS[sign]
        elif sign in TENS:
            part += (digit or 1) * TENS[sign]
            digit = 0
        else:
            section = part + digit
            total = total + section * MYRIADS[sign] if section else total * MYRIADS[sign]
            part, digit = 0, 0
    return float(total + part + digit)
