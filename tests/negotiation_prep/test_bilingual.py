"""Texts in two languages: each reader gets one."""

from __future__ import annotations

import pytest
from django.utils import translation

from negotiation_prep.bilingual import Text


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (Text(en="Goals", zh_hans="目标"), "Goals", "目标"),
        (Text(en="Goals", zh_hans=""), "Goals", "Goals"),
        (Text(en="", zh_hans="目标"), "目标", "目标"),
        (Text(en="", zh_hans=""), "", ""),
    ],
)
def test_a_text_is_read_in_the_language_of_the_reader_or_in_the_one_that_there_is(text, english, chinese):
    for code, expected in (("en", english), ("zh-hans", chinese), ("zh-CN", chinese), ("fr", english)):
        assert text.in_language(code) == expected
        with translation.override(code):
            assert str(text) == expected
    assert text.in_language(None) == english
    assert bool(text) == bool(english)
