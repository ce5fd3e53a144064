"""What a line says of itself, in English and Chinese: figures, days, and the words by which its manner shows.

Who is meant is not guessed here: people are known by the fields of the worksheet (and see `acting`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from negotiation_prep.bilingual import CHINESE, ENGLISH, Table

PHRASES_PATH = Path(__file__).parent.parent / "data" / "coach" / "phrases.toml"
KINDS = (
    "position", "person", "threat", "blame", "thanks", "walk_out", "us", "them", "somebody", "helper", "question",
    "day", "when", "past", "season", "source", "said", "swap", "checkable", "level", "part", "task", "plain", "check",
    "reason", "view", "then", "shared", "nothing",
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
    r"|(?:每|多|少|休|请|放|提前|推迟|最多|至少|只)[^，。；]{0,6}一(?:天|次|个人)"
    rf"|\b(?:{ENGLISH_NUMBERS}|once an?|once every)\b"
    r"|\bone (?:more |extra |free |full |whole )?(?:day|week|month|year|hour|place|person)\b",
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
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b"
)
DAY = re.compile(
    r"\d\s*月|[一二三四五六七八九十]月|\d\s*[日号]|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]|\b\d{1,2}(?:st|nd|rd|th)\b"
    rf"|(?i:\b\d{{1,2}} {MONTH}|\b{MONTH}\.? \d{{1,2}}\b)"
)
DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}|\b{MONTH}\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|"
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}|(?<![\d$€£¥￥.,])(?:19\d|20[1-4])\d(?!\d|\s*(?:元|块|[$€£¥￥]))|第[\d一二两三四五六七八九十]+",
    re.IGNORECASE,
)


# Harm under any condition: *if you insist, we will sue*.
HARSH = "sue|go to court|take (?:you|this|it) to court|terminate|take our business"
# If not this, then that harm. What one would do for them under a condition is none: *if it does not fit, we can wait*.
HARM = (
    "leave(?! (?:it|you|room|time|some|that|this|a |the (?:key|door|choice|rest)))|"
    "walk(?! (?:you|there|over|home|through))|move out|quit|sue|stop(?! by)|cancel|switch (?:supplier|to an)|resign|"
    "end (?:the|our|this)|report (?:you|this|it)|"
    "go to (?:court|the press|the media|the police|the union|a lawyer|an|your|someone|somebody)|go elsewhere|"
    "look elsewhere|take our|take you to|terminate|find an"
)
HARM_HAN = (
    "换(?:供应商|别家|一家|人|厂|公司)|找别|搬(?:走|家|出)|走人|走了|离开|停(?:付|工|货|止|供)|退(?:货|租|出|单)|起诉|(?<![报广公转预])告(?!诉|知|一段落|辞|别)|法庭|法院|断(?:货|供|交)|"
    "取消|终止|解约|官司|捅|投诉|曝光|辞职|不干|不租|不买|不签|不续|不做|不供"
)
WE = r"\b(?:we|i)(?:['’]ll)?(?: will| shall| would| have to| are going to)*"
WE_WILL = r"\b(?:we|i)(?:['’]ll| will| shall| have to| are going to)+"
OR_WE = r"\b(?:or(?: else)?|otherwise),? (?:we|i)(?:['’]ll)?(?: will| shall| have to| are going to)*"
REFUSAL = r"\b(?:not|don['’]t|doesn['’]t|won['’]t|can['’]t|cannot|refuse)\b"
# What stands close together, and everything in Chinese.
ELSE = (
    rf"{OR_WE} (?:{HARM})\b"
    r"|(?:不(?!方便|合适|舒服|巧|急|着急|过来|满意|喜欢|放心|懂|清楚|在)|再)"
    rf"[^。！？；]{{0,14}}就[^。！？；]{{0,4}}(?:{HARM_HAN})"
    rf"|(?:否则|不然)[^。！？；]{{0,8}}(?:{HARM_HAN})"
)
# What stands one behind the other in a sentence. As one pattern it would be looked for to the end from each beginning,
# and a long line could take minutes.
ULTIMATUM = tuple(
    tuple(re.compile(part, re.IGNORECASE) for part in parts)
    for parts in (
        (r"\bunless\b", rf"{WE} (?:{HARM})\b"),
        (r"\bif\b", REFUSAL, rf"{WE} (?:{HARM})\b"),
        (r"\bif\b", rf"{WE} (?:{HARSH})\b"),
        (rf"{WE_WILL} (?:{HARM})\b", r"\bunless\b"),
        (ELSE,),
    )
)
# The point in 1.5 and the comma in 1,000 end nothing.
SENTENCES = re.compile(r"(?:[!?;。！？；]|\.(?!\d))+")
CLAUSES = re.compile(r"(?:[!?;。！？；，、]|[.:,](?!\d))+")

# What is said not to be so: *it is not your fault*, 这事不怪你们; asked with 吗 it is said all the same.
DENIED = re.compile(
    r"\b(?:not|no|never|nobody|nothing|neither|nor|without|hardly|cannot)\b|n['’]t\b"
    r"|[不没别未]|并非|难|哪能|怎么能|怎能|岂能",
    re.IGNORECASE,
)
# What is only supposed: *if you are wrong about the date*.
SUPPOSED = re.compile(r"\b(?:if|whether|unless)\b|如果|要是|万一|假如", re.IGNORECASE)
MEANT = re.compile("[吗么][？?]?”?$")
# What is said of ourselves: 我们不会出尔反尔.
OF_OURSELVES = re.compile("我[^。！？；，、你您贵对他]*$")
# What others think of us: *they find us stubborn*, 觉得我们小气.
THINK = re.compile(r"\b(?:think|believe|feel|say|find|call|consider)s?\b", re.IGNORECASE)
OF_US = re.compile(r" (?:we|i|us|me)\b", re.IGNORECASE)
THOUGHT_OF_US = ((THINK, OF_US), (re.compile("(?:觉得|认为|以为|嫌|说)(?:是)?我"),))
# What one always or never does is blame, if it is bad: *you always keep your word* is a compliment.
ALWAYS = re.compile(
    r"\byou(?:['’]re| are| were)? (?:always|constantly|keep|only ever) (?:being |so |too |the one who )?(?:late\b|"
    r"forget|ignor|delay|chang(?:e|ing) (?:your|the|it)|break|complain|blam|cancel|rais(?:e|ing) (?:the|your|our)|"
    r"refus|lie\b|lying|interrupt|say(?:ing)? no\b|mak(?:e|ing) (?:excuses|us wait|trouble)|push|find(?:ing)? fault|"
    r"(?:come|arrive|deliver|pay)(?:ing)? (?:too )?late|put(?:ting)? (?:us|it) off|want more)"
    r"|\byou(?: have|['’]ve)? never (?:once |even )?(?:listen|answer|repl(?:y|ied)|call(?:ed)? (?:me |us )?back|"
    r"ke(?:ep|pt) (?:your|to)\b|help|respond|"
    r"pa(?:y|id) (?:on time|us\b)|(?:tell|told|ask|asked) (?:me|us)\b(?! (?:for|to))|deliver(?:ed)? on time|cared?\b|"
    r"thank|apologi|admit|warn|inform|let (?:me|us) know|underst|consider)"
    r"|[你您贵](?:们|方|司)?(?:一直|总|老)(?:是|在)*[^，。！？；不没]{0,4}(?:迟到|迟交|拖|晚到|晚交|忘|变卦|反悔|骗|推脱|推托|推卸|"
    r"敷衍|抱怨|说话不算|找借口|耍赖|失约|爽约|说一套|挑刺|找茬|涨价)"
    r"|[你您贵](?:们|方|司)?(?:一直|总|老)(?:是|在)*这样(?:$|[，。！])"
    r"|[你您贵](?:们|方|司)?(?:一直|总|老)(?:是|在)*(?:不(?:守|按|准时|回|听|理|管|付|讲|认|兑现|当回事)|没(?:有)?(?:准时|按时|回音|诚意))"
    r"|[你您贵](?:们|方|司)?从来?(?:都|就)?(?:不|没有?)(?:守|听|按时|按期|准时|回[复信电]|理|管|问过|兑现|遵守|讲理|考虑|配合|"
    r"道过?歉|认过?[账错]|付清|告诉|提前|认真|关心|体谅|为我|说过?实话|说话算|当回事|尊重)",
    re.IGNORECASE,
)

# A Chinese name of two or three signs, and what stands behind a family name.
HAN_NAME = re.compile("[\u4e00-\u9fff]{2,3}")
TITLES = "总|经理|老板|主任|老师|先生|女士|小姐|太太|姐|哥|叔|姨|科长|处长|局长|校长|院长|书记|工|律师|医生|师傅"

# What bears on a word stands within so many signs before it.
NEAR = 80

# A note of what to ask.
ASKS = re.compile(
    r"\b(?:ask|whether|wonder|(?:tell|show|walk|let) (?:me|us)|explain|describe|"
    r"(?:like|want) to (?:know|understand|hear))\b"
    r"|,\s*(?:do|does|did|is|are|was|were|wo|ca|have|has|had|would|could)n['’]t (?:you|it|they|he|she|we)\b"
    r"|请教|请问|问(?!题|候|卷|世)|想知道|想听|想了解|讲一?讲|说一?说|谈一?谈|聊一?聊|介绍一下",
    re.IGNORECASE,
)
# What stands before a question word that begins a sentence or a part of it.
OPENS = re.compile(r"(?:^|[,:;.–—])[\s“\"'‘(]*$")


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
        words = _any_of(english).replace("'", "['’]")
        found[kind] = re.compile(rf"\b(?:{words})\b|{_any_of(chinese)}", re.IGNORECASE)
    file.finish()
    return found


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, sorted by their first signs: a long list takes hardly longer so."""
    by_first = defaultdict[str, list[str]](list)
    for word in words:
        by_first[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


_PATTERNS = _patterns()


def sounds_like(kind: str, text: str) -> bool:
    """Whether a text holds a phrase of a kind (`threat`, `blame`, `position` …)."""
    return _PATTERNS[kind].search(text) is not None


def found(kind: str, text: str) -> Iterator[re.Match[str]]:
    """The phrases of a kind in a text."""
    return _PATTERNS[kind].finditer(text)


def stands_at(kind: str, text: str, place: int = 0) -> bool:
    """Whether a phrase of a kind begins at a place of a text."""
    return _PATTERNS[kind].match(text, place) is not None


def before(text: str, place: int) -> str:
    """The signs just before a place: `NEAR` of them, so that a long text is not read again for each of its words."""
    return text[max(0, place - NEAR) : place]


def asserts(kind: str, text: str) -> bool:
    """Whether a text holds a phrase of a kind, and neither denies nor only supposes it."""
    if not sounds_like(kind, text):
        return False
    return MEANT.search(text) is not None or _says(kind, text, DENIED, SUPPOSED)


def _says(kind: str, text: str, *undone_by: re.Pattern[str]) -> bool:
    """Whether a phrase of a kind stands in a clause with nothing before it that undoes it."""
    for clause in CLAUSES.split(text):
        phrase = _PATTERNS[kind].search(clause)
        if phrase and not any(one.search(clause, 0, phrase.start()) for one in undone_by):
            return True
    return False


def _in_order(text: str, chains: Iterable[tuple[re.Pattern[str], ...]]) -> bool:
    """Whether in one sentence all patterns of a chain stand one behind the other."""
    return any(_follow(sentence, chain) for sentence in SENTENCES.split(text) for chain in chains)


def _follow(sentence: str, chain: tuple[re.Pattern[str], ...]) -> bool:
    place = 0
    for pattern in chain:
        match = pattern.search(sentence, place)
        if match is None:
            return False
        place = match.end()
    return True


def is_threat(text: str) -> bool:
    """Whether it threatens: by its words, or as an ultimatum (*if you do not …, we leave*, 不…，我们就换供应商)."""
    if _in_order(text, ULTIMATUM):
        return True
    return any(not match.group().isascii() for match in found("threat", text)) or _says("threat", text, DENIED)


def is_blame(text: str) -> bool:
    """Whether it blames those whom it speaks to. A blame that is denied is none, nor is a compliment."""
    if sounds_like("thanks", text):
        return False
    ours = (OF_OURSELVES.search(before(text, match.start())) for match in found("blame", text))
    return ALWAYS.search(text) is not None or (asserts("blame", text) and not all(ours))


def is_person(text: str) -> bool:
    """Whether it says what somebody is like; what others think of us is a problem like any other."""
    return asserts("person", text) and not _in_order(text, THOUGHT_OF_US)


def is_somebody(text: str) -> bool:
    """Whether a text speaks of somebody by what they are: the landlord, 房东."""
    return any(not stands_at("plain", text, match.start()) for match in found("somebody", text))


def folded(text: str) -> str:
    """A text without spaces, capital letters and the mark at its end, to see whether two say the same."""
    # Sign by sign: a whole text of accents would take the square of its length to be put in order.
    plain = "".join(unicodedata.normalize("NFKD", sign) for sign in text)
    return "".join(plain.casefold().split()).rstrip(".。!?")


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
    """Whether it asks, or is a note of what to ask: by its mark, a Chinese question word, an English one at its
    beginning or behind a mark, or as *ask whether …*."""
    if "?" in text or "？" in text or ASKS.search(text):
        return True
    return any(
        not match.group().isascii() or OPENS.search(before(text, match.start())) for match in found("question", text)
    )


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
    total, part, digit = 0.0, 0.0, 0.0
    if written[0] in MYRIADS:
        return None
    for sign in written:
        if sign in DIGITS:
            digit = digit * 10.0 + DIGITS[sign] if part == total == 0 and digit else DIGITS[sign]
        elif sign in TENS:
            part += (digit or 1) * TENS[sign]
            digit = 0.0
        else:
            section = part + digit
            total = total + section * MYRIADS[sign] if section else total * MYRIADS[sign]
            part, digit = 0.0, 0.0
    return total + part + digit
