"""Reading a filled form back: nothing is lost of ours, and nothing gets in with a hostile file."""

from __future__ import annotations

import io
import json
import os
import zlib
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from pypdf.generic import NameObject, create_string_object

from quadrants import form
from quadrants.catalogue import CATALOGUE
from quadrants.form import FormError, reading
from quadrants.form.found import LEFT_OUT, REASONS, Found, Line
from quadrants.form.reading import moment_in, read
from strategies.catalogue import STRATEGIES
from tests.quadrants.form.making import LANGUAGES, blank, fields, filled, saved
from tests.quadrants.sheet.making import demo, sheet_of

PROMPTS = [prompt for item in CATALOGUE.items for prompt in item.prompts]
TITLE, WHEN = "Zimmer & <b>Söhne</b> (\\) 加薪", "2026-11-26 14:00"


def everything(language: str) -> dict[str, str]:
    """An answer of two lines in each box, in letters of many kinds."""
    words = "第{}条：“引号”，（括号）\nline {} with \\ ( ) ’ é ß 𠮷 囍 → 50 %"
    answers = {f"{one.item}.{one.code}.1": words.format(place, place) for place, one in enumerate(PROMPTS)}
    answers |= {f"strategy.{strategy.code}": "yes" for strategy in STRATEGIES}
    return answers | {"worksheet.title": TITLE, "worksheet.meeting_at": WHEN}


def assert_nothing_is_lost(found: Found, language: str) -> None:
    assert (found.title, found.when, found.language, found.left_out) == (TITLE, WHEN, language, ())
    assert found.strategies == tuple(strategy.code for strategy in STRATEGIES)
    assert found.lines == tuple(
        Line(item=prompt.item, prompt=prompt.code, text=text)
        for place, prompt in enumerate(PROMPTS)
        for text in everything(language)[f"{prompt.item}.{prompt.code}.1"].split("\n")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_one_library_fills_in_comes_back_without_loss(language):
    assert_nothing_is_lost(read(filled(everything(language), language)), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_another_library_fills_in_comes_back_too(language):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(blank(language)))
    answers = everything(language)
    texts = {name: text for name, text in answers.items() if not name.startswith("strategy.")}
    ticks = {name: NameObject("/on") for name in answers if name.startswith("strategy.")}
    for page in writer.pages:
        writer.update_page_form_field_values(page, texts | ticks, auto_regenerate=True)
    result = io.BytesIO()
    writer.write(result)
    assert_nothing_is_lost(read(result.getvalue()), language)


@pytest.mark.parametrize("options", [{"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}])
def test_however_a_program_saves_the_file(options):
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(filled(everything("en")))) as file:
        file.save(result, **options)
    assert_nothing_is_lost(read(result.getvalue()), "en")


def test_a_change_that_is_appended_to_the_file_counts():
    """Browsers leave the file as it is and write the changed fields behind it."""
    writer = pypdf.PdfWriter(io.BytesIO(blank()), incremental=True)
    for page in writer.pages:
        for one in page["/Annots"]:
            field = one.get_object()
            if field["/Parent"].get("/T") == "agenda":
                field[NameObject("/V")] = create_string_object("First the dates")
    result = io.BytesIO()
    writer.write(result)
    assert result.getvalue().startswith(blank()[:1000])
    assert [line.text for line in read(result.getvalue()).lines] == ["First the dates"]


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_each_kind_of_line_break_makes_lines(ending):
    found = read(filled({"goals.short_term.1": f"{ending}92,000{ending}{ending}  two  days {ending}\u200b{ending}"}))
    assert [line.text for line in found.lines] == ["92,000", "two days"]


def test_a_box_without_visible_letters_is_empty():
    with pytest.raises(FormError) as caught:
        read(filled({"goals.short_term.1": " \n\t\u200b\u00a0\u2060\n"}))
    assert caught.value.why == "empty"


def test_text_may_be_kept_in_a_stream_and_under_any_number_of_steps():
    with pikepdf.open(io.BytesIO(blank())) as file:
        places = dict(fields(file))
        places["goals.short_term.1"].V = file.make_stream("一行\nanother".encode("utf-16"))
        places["goals.long_term.1"].V = file.make_stream("三年".encode())
        flat = file.make_indirect(
            pikepdf.Dictionary(T=pikepdf.String("problems.obstacles.2"), FT=pikepdf.Name.Tx, V=pikepdf.String("flat"))
        )
        flat.Subtype, flat.Rect = pikepdf.Name.Widget, pikepdf.Array([10, 10, 90, 30])
        file.Root.AcroForm.Fields.append(flat)
        file.pages[0].Annots.append(flat)
        assert [line.text for line in read(saved(file)).lines] == ["一行", "another", "三年", "flat"]


def changed(change, answers=None):
    """A filled form after `change(field)` of its first goal."""
    with pikepdf.open(
        io.BytesIO(filled(answers or {"goals.short_term.1": "92,000", "goals.long_term.1": "lead"}))
    ) as file:
        change(file, dict(fields(file))["goals.short_term.1"])
        return saved(file)


def hide(flags):
    return lambda _file, field: field.__setitem__("/F", flags)


def shrink(_file, field):
    field.Rect = pikepdf.Array([100, 100, 100, 100])


def take_off_the_page(file, _field):
    del file.pages[0].Annots[2]


@pytest.mark.parametrize("change", [hide(2), hide(32), hide(6), shrink, take_off_the_page])
def test_what_cannot_be_seen_on_the_page_is_never_taken(change):
    found = read(changed(change))
    assert [line.text for line in found.lines] == ["lead"]
    assert [(one.name, one.text, one.why) for one in found.left_out] == [("goals.short_term.1", "92,000", "hidden")]


@pytest.mark.parametrize("name", ["1", "2.x", "colour", "short_term", "", "x" * 5000, "\u202e"])
def test_fields_that_the_form_does_not_have_are_named_and_not_taken(name):
    def rename(_file, field):
        field.T = pikepdf.String(name + "!")

    found = read(changed(rename))
    assert [line.text for line in found.lines] == ["lead"]
    [one] = found.left_out
    assert (one.text, one.why) == ("92,000", "unknown")
    assert one.name.startswith("goals.short_term.") and len(one.name) <= 200 and "\u202e" not in one.name


def test_a_retired_prompt_is_named_and_not_taken(monkeypatch):
    prompts = (replace(prompt, retired=prompt.code == "short_term") for prompt in CATALOGUE.all_prompts)
    monkeypatch.setattr(reading, "CATALOGUE", replace(CATALOGUE, all_prompts=tuple(prompts)))
    found = read(filled({"goals.short_term.1": "92,000", "goals.long_term.1": "lead"}))
    assert [line.text for line in found.lines] == ["lead"]
    assert [(one.name, one.why) for one in found.left_out] == [("goals.short_term.1", "retired")]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07", "\ufffe"])
def test_a_line_that_could_mislead_its_reader_is_left_out(sign):
    found = read(filled({"goals.short_term.1": f"pay 100{sign}\nkeep this"}))
    assert [line.text for line in found.lines] == ["keep this"]
    assert [(one.text, one.why) for one in found.left_out] == [("pay 100", "forbidden")]


@pytest.mark.parametrize("value", [pikepdf.Array([1, 2]), 7, pikepdf.Dictionary(A=1), True])
def test_a_value_that_is_no_text_is_left_out(value):
    found = read(changed(lambda _file, field: field.__setitem__("/V", value)))
    assert [line.text for line in found.lines] == ["lead"]
    assert [(one.name, one.why) for one in found.left_out] == [("goals.short_term.1", "unreadable")]


def locked(**passwords) -> bytes:
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(filled({"goals.short_term.1": "92,000"}))) as file:
        file.save(result, encryption=pikepdf.Encryption(**passwords))
    return result.getvalue()


def flattened() -> bytes:
    with pikepdf.open(io.BytesIO(filled({"goals.short_term.1": "92,000"}))) as file:
        file.generate_appearance_streams()
        file.flatten_annotations()
        return saved(file)


def other_form(*, xfa: bool = False, count: int = 1) -> bytes:
    with pikepdf.new() as file:
        file.add_blank_page()
        every = [
            file.make_indirect(pikepdf.Dictionary(T=pikepdf.String(f"name{number}"), FT=pikepdf.Name.Tx, V="x"))
            for number in range(count)
        ]
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(every))
        if xfa:
            file.Root.AcroForm.XFA = file.make_stream(b"<xdp/>")
        return saved(file)


def many_pages() -> bytes:
    with pikepdf.open(io.BytesIO(blank())) as file:
        for _ in range(reading.MOST_PAGES):
            file.add_blank_page()
        return saved(file)


def going_round() -> bytes:
    """A tree of fields that leads back into itself."""
    with pikepdf.open(io.BytesIO(filled({"goals.short_term.1": "92,000"}))) as file:
        top = file.Root.AcroForm.Fields[1]
        top.Kids.append(top)
        return saved(file)


def deep() -> bytes:
    """Fields below fields below fields."""
    with pikepdf.new() as file:
        file.add_blank_page()
        node = file.make_indirect(pikepdf.Dictionary(T=pikepdf.String("x"), V="x"))
        for _ in range(100):
            node = file.make_indirect(pikepdf.Dictionary(T=pikepdf.String("x"), Kids=pikepdf.Array([node])))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([node]))
        return saved(file)


def bomb() -> bytes:
    """An answer that unpacks to a quarter of a gigabyte."""
    with pikepdf.open(io.BytesIO(blank())) as file:
        packed = zlib.compress(zlib.compress(b" " * 2**28, 9), 9)
        stream = file.make_stream(packed)
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        dict(fields(file))["goals.short_term.1"].V = stream
        return saved(file)


REFUSED = {
    "locked": [
        lambda: locked(user="secret"),
        lambda: locked(owner="secret"),
        lambda: locked(user="s", R=4, aes=False, metadata=False),
    ],
    "no_form": [lambda: sheet_of(demo("raise")).pdf, flattened],
    "other_form": [other_form],
    "xfa": [lambda: other_form(xfa=True)],
    "empty": [blank],
    "too_much": [
        many_pages,
        deep,
        lambda: other_form(count=reading.MOST_FIELDS + 1),
        lambda: filled({"goals.short_term.1": "a\n" * (reading.MOST_LINES + 1)}),
        lambda: filled({"goals.short_term.1": "a" * (reading.MOST_LETTERS + 1)}),
    ],
    "broken": [
        lambda: b"%PDF-1.7",
        lambda: b"%PDF-1.7\n%%EOF",
        lambda: blank()[: len(blank()) // 2],
        lambda: b"%PDF-1.7\n" + os.urandom(5000),
        bomb,
    ],
}


@pytest.mark.parametrize(("why", "make"), [(why, make) for why, makers in REFUSED.items() for make in makers])
def test_a_file_that_is_no_filled_form_is_refused_for_what_it_is(why, make):
    with pytest.raises(FormError) as caught:
        form.taken_back(make())
    assert caught.value.why == why
    assert str(caught.value) == str(REASONS[why])


def test_a_tree_that_leads_into_itself_has_an_end():
    assert [line.text for line in read(going_round()).lines] == ["92,000"]


def test_a_file_that_takes_too_long_is_ended_and_the_next_is_read():
    heavy = b"%PDF-1.7\n1 0 obj\n" + b"[" * 3_000_000 + b"\ntrailer <</Root 1 0 R>>\n%%EOF"
    with pytest.raises(FormError):
        form.taken_back(heavy)
    assert form.taken_back(filled({"goals.short_term.1": "92,000"})).lines


@pytest.mark.parametrize("place", range(0, 100, 4))
def test_a_form_with_a_piece_broken_out_is_read_or_refused(place):
    made = filled({"goals.short_term.1": "92,000"})
    start = len(made) * place // 100
    try:
        found = read(made[:start] + b"\x00" * 300 + made[start + 300 :])
    except FormError as error:
        assert error.why in REASONS
    else:
        assert [line.text for line in found.lines] in ([], ["92,000"])


def test_what_was_found_travels_as_json():
    found = read(filled({**everything("en"), "goals.short_term.1": "a\x07\nb"}))
    assert found.left_out
    assert Found.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_reasons_are_told_in_both_languages():
    assert all(str(reason) for reason in [*REASONS.values(), *LEFT_OUT.values()])


@pytest.mark.parametrize(
    "text",
    ["2026-11-26 14:00", " 2026/11/26 14：00", "2026.11.26, 14:00", "2026年11月26日14点", "2026年11月26日 14时00分"],
)
def test_a_moment_is_understood_as_people_write_it(text):
    assert moment_in(text).isoformat() == "2026-11-26T14:00:00"


@pytest.mark.parametrize("text", ["", "Thursday", "26.11.2026", "2026-11-26", "2026-13-26 14:00", "2026-11-26 25:00"])
def test_what_is_no_moment_is_not_guessed(text):
    assert moment_in(text) is None
