"""The translations: complete, and the tool that says so is not easily deceived."""

import polib
import pytest

from tools import messages
from tools.messages import Message

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy as in_context

A = _("One "
      "sentence")
B = gettext_lazy("Lazy")
C = ngettext("%(n)s entry", "%(n)s entries", 3)
D = in_context("a verb", "Open")
E = other("Not for translation")
"""
TEMPLATE = """{% load i18n %}
<p title="{% translate "Title" %}">{% translate "Open" context "a verb" as label %}{{ _("Short") }}</p>
{% blocktranslate count n=entries|length trimmed %}
  One entry
{% plural %}
  {{ n }} entries
{% endblocktranslate %}
{% blocktranslate with who=name %}It's {{ who }}{% endblocktranslate %}
{% include "x.html" with label=_('Label') %}{# translate "Comment" #}
"""


def test_the_translations_are_complete():
    assert messages.check() == []


def test_what_python_says():
    assert set(messages.in_python(PYTHON, "a.py")) == {
        Message("One sentence"),
        Message("Lazy"),
        Message("%(n)s entry", plural="%(n)s entries"),
        Message("Open", context="a verb"),
    }


def test_what_templates_say():
    assert list(messages.in_template(TEMPLATE, "a.html")) == [
        Message("Title"),
        Message("Open", context="a verb"),
        Message("Short"),
        Message("One entry", plural="%(n)s entries"),
        Message("It's %(who)s"),
        Message("Label"),
    ]


def test_a_text_that_is_put_together_is_refused():
    source = "from django.utils.translation import gettext as _\n_(f'{name} wins')"
    with pytest.raises(messages.BadMessage, match="a.py:2"):
        list(messages.in_python(source, "a.py"))


@pytest.mark.parametrize(
    ("entry", "flaw"),
    [
        ({"msgid": "Save", "msgstr": ""}, "is not translated"),
        ({"msgid": "Save", "msgstr": "保存", "flags": ["fuzzy"]}, "is fuzzy"),
        ({"msgid": "%(n)s left", "msgstr": "还剩"}, "has other placeholders or tags in its translation"),
        ({"msgid": "{name} left", "msgstr": "{nam}走了"}, "has other placeholders or tags in its translation"),
        ({"msgid": "<b>now</b>", "msgstr": "现在"}, "has other placeholders or tags in its translation"),
        *(
            ({"msgid": english, "msgstr": chinese}, "has a space between Chinese and a figure or a Latin letter")
            for english, chinese in (
                ("8 signs", "8 个字符"),
                ("Open PDF", "打开 PDF"),
                ("%(n)s", "第 %(n)s"),
                ("{n}", "{n} 行"),
            )
        ),
        ({"msgid": "\nSave", "msgstr": "保存"}, "begins with a line break in one language only"),
        (
            {"msgid": "one", "msgid_plural": "%(n)s", "msgstr_plural": {0: "%(m)s"}},
            "has other placeholders or tags in its translation",
        ),
    ],
)
def test_a_flaw_is_found(entry, flaw):
    assert list(messages.flaws(polib.POEntry(**entry))) == [flaw]


@pytest.mark.parametrize(
    "entry",
    [
        {"msgid": "%(who)s gives %(what)s", "msgstr": "给%(what)s的是%(who)s"},
        {"msgid": "One entry", "msgid_plural": "%(n)s entries", "msgstr_plural": {0: "%(n)s条"}},
    ],
)
def test_a_good_translation_has_none(entry):
    assert list(messages.flaws(polib.POEntry(**entry))) == []


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one source, and a translation that is out of date."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "views.py").write_text(PYTHON)
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=1; plural=0;"}
    file += [polib.POEntry(msgid="Lazy", msgstr="懒"), polib.POEntry(msgid="Gone", msgstr="没了")]
    file.save(str(folder / "django.po"))
    return folder / "django.po"


def test_what_is_missing_and_what_is_left_over_is_said(project):
    name = "locale/zh_Hans/LC_MESSAGES/django.po"
    assert messages.check() == [
        f"{name}: '%(n)s entry' is missing.",
        f"{name}: 'Gone' is not used.",
        f"{name}: 'One sentence' is missing.",
        f"{name}: 'Open' is missing.",
    ]


def test_a_project_without_translations_is_not_complete(project):
    project.unlink()
    assert messages.check() == ["locale: there is no translation at all."]


def test_extracting_keeps_what_is_translated_and_sets_the_unused_aside(project):
    messages.extract()
    file = polib.pofile(str(project))
    assert {entry.msgid: entry.msgstr for entry in file if not entry.obsolete} == {
        "One sentence": "",
        "Lazy": "懒",
        "%(n)s entry": "",
        "Open": "",
    }
    assert [entry.msgid for entry in file.obsolete_entries()] == ["Gone"]
    (project.parents[3] / "accounts" / "views.py").write_text(PYTHON + "F = _('Gone')")
    messages.extract()
    assert polib.pofile(str(project)).find("Gone").msgstr == "没了"


def test_compiling_writes_what_django_reads(project):
    messages.compile_all()
    assert polib.mofile(str(project.with_suffix(".mo"))).find("Lazy").msgstr == "懒"
