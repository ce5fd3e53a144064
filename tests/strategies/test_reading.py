"""What the coach reads in a line, in English and Chinese."""

from __future__ import annotations

import pytest

from strategies.coach.acting import may_act
from strategies.coach.reading import (
    Amount,
    amounts,
    folded,
    has_day,
    has_figure,
    is_blame,
    is_person,
    is_question,
    is_threat,
    names,
    sounds_like,
)


@pytest.mark.parametrize(
    "text",
    ["38.5 元", "每件38.5元", "降百分之五", "三万元以内", "两百台", "一半付现", "让两成", "翻倍", "12 %", "two weeks",
     "a dozen crates", "half of it", "１２件", "十二个月", "5万"],
)  # fmt: skip
def test_figures_are_seen(text):
    assert has_figure(text)


@pytest.mark.parametrize(
    "text", ["价格公道一点", "一起把关系搞好", "A fair price", "someone listens", "万一不行", "一次谈成的感觉", ""]
)
def test_what_is_no_figure_is_none(text):
    assert not has_figure(text)


@pytest.mark.parametrize(
    "text", ["by Friday", "an answer in March", "before Christmas", "月底前", "下周三", "春节前", "tomorrow"]
)
def test_days_are_seen(text):
    assert has_day(text)


@pytest.mark.parametrize("text", ["they may agree", "on the march", "公道", "sundays-only"[:3]])
def test_what_is_no_day_is_none(text):
    assert not has_day(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("38.5 元", [(38.5, "")]),
        ("3万", [(30_000, "")]),
        ("六十万元", [(600_000, "")]),
        ("三万五千", [(35_000, "")]),
        ("一亿两千万", [(120_000_000, "")]),
        ("百分之二十", [(20, "%")]),
        ("百分之12.5", [(12.5, "%")]),
        ("10 % now, 5 percent later", [(10, "%"), (5, "%")]),
        ("12k", [(12_000, "")]),
        ("$1.5 million", [(1_500_000, "")]),
        ("1,200 crates", [(1_200, "")]),
        ("two weeks", []),
        ("3 weeks", [(3, "week")]),
        ("三个月", [(3, "month")]),
        ("2026-12-01 at 14:30", []),
        ("40 by 1 May", [(40, "")]),
        ("40 by May 1st", [(40, "")]),
        ("40 from the 3rd", [(40, "")]),
        ("12月1日", []),
        ("第三步", []),
        ("万", []),
        ("百分之百", [(100, "%")]),
        ("一" * 400, [(float("inf"), "")]),
    ],
)
def test_amounts_are_read(text, found):
    assert amounts(text) == tuple(Amount(value, unit) for value, unit in found)


@pytest.mark.parametrize(
    "text", ["How do you see it", "“What would help?”", "Is that so", "您怎么看", "能不能先试一个月", "这样行吗"]
)
def test_questions_are_known(text):
    assert is_question(text)


@pytest.mark.parametrize("text", ["The price is too high", "I know what you want", "价格太高了", "先听对方说"])
def test_what_tells_is_no_question(text):
    assert not is_question(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("threat", "You’d better sign"),
        ("blame", "It is YOUR FAULT"),
        ("walk_out", "We walk away"),
        ("walk_out", "不行就换一家"),
        ("position", "We insist on it"),
        ("person", "He is so stubborn"),
    ],
)
def test_phrases_are_known(kind, text):
    assert sounds_like(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("threat", "What else would help?"),
        ("blame", "This is not about fault"),
        ("walk_out", "A walk around the lake"),
        ("us", "Power of weather"),
        ("person", "A meaningful gift"),
    ],
)
def test_parts_of_other_words_are_no_phrases(kind, text):
    assert not sounds_like(kind, text)


@pytest.mark.parametrize(
    "text",
    ["You never listen", "You are always late", "Isn’t it all your fault? You lied", "你们从来不守时", "你总是迟到",
     "这不都怪你们吗？", "你们说话不算数",
     "You have never once answered a letter", "你们老是这样", "你总是这样，我很为难", "都是你们害的",
     "It is not about money, it is your fault"],
)  # fmt: skip
def test_blame_is_heard(text):
    assert is_blame(text)


@pytest.mark.parametrize(
    "text",
    ["It is not your fault", "You always kept your word", "You never let us down", "You are always on time",
     "这事不怪你们", "不是你们的错", "难怪你忙", "怎么能怪你们呢？", "你们从来不拖欠", "你们总是不厌其烦",
     "我们说话不算数过", "我不会因为1.5元怪你", "你总是这样帮忙", "你们总是这样守时", "你们老是这样热情"],
)  # fmt: skip
def test_a_denied_blame_and_a_compliment_are_none(text):
    assert not is_blame(text)


@pytest.mark.parametrize(
    "text",
    ["If the goods do not come, we will cancel", "Please sign. If you refuse we’ll go elsewhere",
     "若不改。再拖，我们就起诉", "再涨1.5元我们就搬走", "If 1.5 % is not enough we leave"],
)  # fmt: skip
def test_an_ultimatum_is_heard(text):
    assert is_threat(text)


@pytest.mark.parametrize(
    "text",
    ["If it rains we do not mind. We will leave at five", "We will leave at five if you do not mind",
     "要是不下雨。我们就搬走", "Not an ultimatum"],
)  # fmt: skip
def test_condition_and_harm_in_two_sentences_are_no_ultimatum(text):
    assert not is_threat(text)


def test_what_others_think_of_us_is_no_judgement_of_ours():
    assert is_person("They think. He is greedy, to me")
    assert not is_person("They think that we are greedy") and not is_person("房东嫌我小气")


@pytest.mark.parametrize(
    "text",
    ["Ravi calls on Monday", "On Monday Ravi will call", "Tom Okafor signs", "Ann: the slides", "Draft by Ann",
     "the landlord confirms", "By Friday they reply", "小李周一打电话", "周一王芳打电话", "张总签字", "请房东签字",
     "对方月底前回复", "财务付款", "表哥周六来搬", "欧阳周五交图", "上官周五交图", "小欧阳打电话", "周五前上官老师报价",
     "姑妈周六来", "楼下周五回复", "公公签字", "the kids will help", "Bank confirms"],
)  # fmt: skip
def test_somebody_may_do_it(text):
    assert may_act(text)


@pytest.mark.parametrize(
    "text",
    ["Send the summary", "Call Rita", "By 3 May: the draft", "Monday: the slides", "Their costs", "Slides needed",
     "Ask the landlord", "发会谈纪要", "给房东打电话", "他们的成本", "马上寄出", "任务清单", "周五前发草稿",
     "许可证办好", "上官网查价格", "周五前上官网查三家报价", "上官方网站看通知", "姑且按4200算",
     "楼下停车费减半", "办公公共区域", "Access to files", "Paper has to be sent", "Address: write down"],
)  # fmt: skip
def test_nobody_is_said_to_do_it(text):
    assert not may_act(text)


def test_two_texts_say_the_same_but_for_spaces_and_capital_letters():
    assert folded(" Price at  40. ") == folded("price at 40") != folded("Price at 4.0")


@pytest.mark.parametrize(
    ("text", "name", "named"),
    [
        ("Tom Okafor hates surprises", "Tom Okafor", True),
        ("bring it to Tom", "Tom Okafor", True),
        ("A tomato garden", "Tom Okafor", False),
        ("Mr Weber signs", "Mr Lee", False),
        ("再一起见何总", "何志明", True),
        ("何先生拍板", "何志明", True),
        ("为何不试一试", "何志明", False),
        ("请恒泰报价", "恒泰铝业", False),
    ],
)
def test_somebody_is_named_by_the_whole_name_the_first_or_the_family_name_with_a_title(text, name, named):
    assert names(text, name) is named


def test_a_season_is_no_day():
    assert has_day("by Friday") and has_day("12月4日前") and not has_day("this year") and not has_day("今年")
