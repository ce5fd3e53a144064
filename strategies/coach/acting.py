"""Whether a line may say who does something: *Ravi calls*, *the landlord signs*, 小李周一打电话, 房东月底回复.

This is a guess, and serves only to keep a rule quiet: what is said of people rests on the fields of the worksheet.
"""

from __future__ import annotations

import re

from strategies.coach.reading import MONTH, TITLES, before, found, stands_at

# What stands behind somebody who does something.
VERB = (
    r"(?:will|would|can|cannot|could|may|might|must|has|had|is|was|to|and|told|said|wrote|gave|made|kept|sent|"
    r"(?:wo|ca|is|was|does|did|would|could)n['’]t|[a-z]{2,}s|[a-z]{2,}ed)\b"
)
ACTS = re.compile(rf"\s+{VERB}")
# A word with a capital letter that somebody may be called by; at the beginning of a line a mark can follow it as well.
CALLED = re.compile(
    rf"(?<![\w'’-])(?P<name>[A-ZÀ-Þ][\w-]*)\s+{VERB}|\bby (?P<by>[A-ZÀ-Þ][\w-]*)|^(?P<head>[A-ZÀ-Þ]\w*)\s*[:,–—]"
    "|(?P<latin>[A-Z][a-z]+)(?=[\u4e00-\u9fff])"
)
PRONOUN = re.compile(
    rf"(?:^|[,;:.–—]|\bthen\b|day\b|\d|\b{MONTH})\s*\b(?:he|she|they|you|both|everyone|everybody|somebody)\b",
    re.IGNORECASE,
)

# The commonest family names, and more that are as common in other words: those only behind 小 or before a title.
FAMILY = (
    "王李张刘陈杨赵黄吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷汤尹黎易武乔贺赖龚"
)
COMPOUND = "欧阳|诸葛|司马|司徒|上官(?!网|方)|夏侯|皇甫"
MORE_FAMILY = FAMILY + "周方金钱程于万文常成沈傅袁董温严章鲁柳倪施裴牛包简左"
# Where somebody who does something stands in a Chinese sentence: first, behind a day, or asked to.
BEFORE = r"(?:^|[，。；：、,;:\s“（]|[前内日号后底初中午早晚]|[周期][一二三四五六日天末]|[今明后]天|请|让|由|等)"
BEFORE_SOMEBODY = re.compile(rf"{BEFORE}$")
HAN_PRONOUN = re.compile(rf"{BEFORE}(?:他|她|对方|双方|大家|人家|您|你)(?:们(?!的)|(?![们的]))")
HAN_CALLED = re.compile(
    rf"[小老阿](?:[{MORE_FAMILY}](?!板)|{COMPOUND})|(?:[{MORE_FAMILY}]|{COMPOUND})(?:{TITLES})|{BEFORE}(?:{COMPOUND})"
    rf"|{BEFORE}(?P<name>[{FAMILY}][\u4e00-\u9fff])"
)


def may_name(text: str) -> bool:
    """Whether somebody may be called by name in a text, and do something there."""
    for match in HAN_CALLED.finditer(text):
        if match["name"] is None or not stands_at("plain", text, match.start("name")):
            return True
    names = (match.start(match.lastgroup or 0) for match in CALLED.finditer(text))
    return any(not stands_at("plain", text, place) and not stands_at("task", text, place) for place in names)


def may_act(text: str) -> bool:
    """Whether a text may say who does something: by a name, as he or she, or by what somebody is."""
    if may_name(text) or PRONOUN.search(text) or HAN_PRONOUN.search(text):
        return True
    return any(_acts(match, text) for kind in ("somebody", "helper") for match in found(kind, text))


def _acts(match: re.Match[str], text: str) -> bool:
    if stands_at("plain", text, match.start()):
        return False
    if match.group().isascii():
        return ACTS.match(text, match.end()) is not None
    return (
        BEFORE_SOMEBODY.search(before(text, match.start())) is not None and text[match.end() : match.end() + 1] != "的"
    )
