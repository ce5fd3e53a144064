"""A deal from a file: looked at first, with what it replaces, and taken in as a whole or not at all."""

from __future__ import annotations

import json
import re
from html import escape, unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quadrants.loading import load_whole
from quadrants.models import Issue
from quadrants.services.demo import example_deal
from tests.quadrants.dealing import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(client, owner, worksheet) -> str:
    client.force_login(owner)
    return f"/worksheets/{worksheet.pk}/deal/"


CSV = "issue,option,us,them\nPrice,80,40,0\n,85,25,20\nPayment,at once,0,30\n,in 60 days,10,0\n"


def sent(client, path, content: bytes | str, name="deal.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(path + "import/", {"file": SimpleUploadedFile(name, content)})


def sealed_in(answer) -> str | None:
    found = re.search(r'name="sealed" value="([^"]+)"', answer.content.decode())
    return found and unescape(found[1])


def test_a_table_is_shown_and_only_then_taken_in(client, path, worksheet):
    answer = sent(client, path, CSV)
    assert answer.status_code == 200 and "in 60 days" in text_of(answer)
    assert not Issue.objects.exists()
    assert client.post(path + "import/", {"sealed": sealed_in(answer)}).status_code == 302
    deal = load_whole(worksheet).deal
    assert [issue.name for issue in deal.issues] == ["Price", "Payment"]
    assert [(one.name, one.value_to_us) for one in deal.options][1] == ("85", 25)


def test_what_is_replaced_is_said_by_number_and_limits_are_kept_where_that_is_ticked(client, path, making, worksheet):
    making.sale()
    making.never(("Price", "80"), ("Payment", "at once"))
    making.package(("Price", "80"), ("Delivery", "a month"), ("Payment", "in 60 days"))
    answer = sent(client, path, CSV)
    page = text_of(answer)
    for row in ("Issues 3 2", "Options 8 4", "Impossible combinations 1 0", "Kept packages 1 0"):
        assert row in page
    assert "we need at least 30, they at least 30. Otherwise they are removed." in page
    assert "stays on the sheet" not in page
    assert re.search(r'name="limits" value="true" checked', answer.content.decode())
    assert client.post(path + "import/", {"sealed": sealed_in(answer), "limits": "true"}).status_code == 302
    terms = load_whole(worksheet).deal.terms
    assert (terms.reservation_us, terms.reservation_them) == (30, 30)
    assert client.post(path + "import/", {"sealed": sealed_in(sent(client, path, CSV))}).status_code == 302
    terms = load_whole(worksheet).deal.terms
    assert (terms.reservation_us, terms.reservation_them) == (None, None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "stays on the sheet until you delete that line in item 16"),
        ("zh-hans", "从现在的交易里选出的最佳方案，还会留在准备单上；不要了，就到第16项删掉那一条。"),
    ],
)
def test_a_best_option_of_the_old_deal_is_said_to_stay(client, owner, path, making, language, said):
    making.sale()
    best = re.search(r'value="best ([^"]+)"', client.get(path).content.decode())
    assert client.post(path, {"do": f"best {best[1]}"}).status_code == 302
    owner.language = language
    owner.save(update_fields=["language"])
    assert said in text_of(sent(client, path, CSV))


def test_limits_of_the_file_win_and_those_of_another_scale_are_not_ticked(client, path, making, worksheet):
    making.sale()
    options = [{"name": "a", "us": 1, "them": 9}, {"name": "b", "us": 9, "them": 1}]
    issue = {"name": "Price", "weights": {"us": 100, "them": 100}, "options": options}
    record = {"format": "negotiation-deal", "version": 1, "issues": [issue], "reservation": {"us": 20}}
    answer = sent(client, path, json.dumps(record), "deal.json")
    page = text_of(answer)
    assert "We need at least 30 20" in page and "they need at least 30. Otherwise it is removed." in page
    assert re.search(r'name="limits" value="true">', answer.content.decode())
    client.post(path + "import/", {"sealed": sealed_in(answer), "limits": "true"})
    terms = load_whole(worksheet).deal.terms
    assert (terms.weighted, terms.reservation_us, terms.reservation_them) == (True, 20, 30)


def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(client, path, making, worksheet):
    answer = sent(client, path, CSV)
    making.sale()
    answer = client.post(path + "import/", {"sealed": sealed_in(answer)})
    page = text_of(answer)
    assert "has changed in the meantime" in page and "Issues 3 2" in page and "we need at least 30" in page
    assert Issue.objects.filter(deleted_at=None).count() == 3
    assert client.post(path + "import/", {"sealed": sealed_in(answer)}).status_code == 302
    assert [issue.name for issue in load_whole(worksheet).deal.issues] == ["Price", "Payment"]


@pytest.mark.parametrize("before", ["never", "limits that were taken back"])
def test_where_nothing_stands_yet_nothing_is_said_to_be_replaced(client, path, before):
    for limit in ("7", "") if before != "never" else ():
        assert client.post(path, {"deal|reservation_us": limit}).status_code == 302
    page = text_of(sent(client, path, CSV))
    assert "Nothing is stored before you press" in page and "there now" not in page and "limit" not in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_examples_of_both_forms_can_be_read(client, owner, path, language):
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    examples = re.findall(r"<pre>(.*?)</pre>", client.get(path + "import/").content.decode(), re.DOTALL)
    assert len(examples) == 2
    for example in map(unescape, examples):
        answer = client.post(path + "import/", {"text": example})
        assert answer.status_code == 200 and sealed_in(answer)


def test_pasted_cells_are_read_too(client, path):
    answer = client.post(path + "import/", {"text": CSV.replace(",", "\t")})
    assert answer.status_code == 200 and sealed_in(answer)


def test_a_chinese_table_in_gb18030(client, path, worksheet):
    answer = sent(client, path, "议题;选项;我方;对方\n价格;80元;40;0\n;85元;25,5;20\n".encode("gb18030"))
    assert client.post(path + "import/", {"sealed": sealed_in(answer)}).status_code == 302
    assert [(one.name, one.value_to_us) for one in load_whole(worksheet).deal.options] == [("80元", 40), ("85元", 25.5)]


def test_json_brings_ranges_reservations_and_combinations(client, path, worksheet):
    from quadrants.deal import to_json as model_to_json
    from quadrants.dealing import read_deal

    model = read_deal(example_deal("en")).model
    answer = sent(client, path, json.dumps(model_to_json(model)), "deal.json")
    assert "1 impossible combination goes with it." in text_of(answer)
    assert client.post(path + "import/", {"sealed": sealed_in(answer)}).status_code == 302
    assert read_deal(load_whole(worksheet).deal).model == model


@pytest.mark.parametrize("typed", ["much", "NaN", "sNaN", "Infinity", "=A1*2", "<b>8</b>"])
def test_a_cell_that_is_no_number_shows_what_stood_there(client, path, typed):
    as_json = json.dumps({"format": "negotiation-deal", "version": 1, "issues": [{"name": "A", "weights": typed}]})
    for content in (CSV.replace("25,20", f"{typed},20"), as_json.replace(f'"{typed}"', f'{{"us": "{typed}"}}')):
        cell = re.search(
            rf"<span[^>]*>{re.escape(escape(typed))}</span> <span class=.problem",
            sent(client, path, content).content.decode(),
        )
        assert cell, content


BAD = {
    "a double name": (CSV + "Price,80,1,1\n", "“Price” is there twice."),
    "a missing cell": (CSV.replace("25,20", ",20"), "Line 3, column 3"),
    "a formula": (CSV.replace("25,20", "=A1,20"), "This is a formula"),
    "not a number": (CSV.replace("25,20", "much,20"), "This is not a number."),
    "NaN": (CSV.replace("25,20", "NaN,20"), "This is not a number."),
    "far too large": (CSV.replace("25,20", f"1{'0' * 400},20"), "This must be from -1000 to 1000."),
    "too large": (CSV.replace("25,20", "1e308,20"), "This must be from -1000 to 1000."),
    "a long name": (
        CSV.replace(",85,", f",{'x' * 121},"),
        "Line 3, column 2 This has 121 characters; a name may have 120",
    ),
    "a name in parts": (CSV.replace(",85,", "," + "e\u0301" * 121 + ","), "This has 121 characters"),
    "a character that breaks things": (CSV.replace(",85,", ",8\x075,"), "cannot be kept (U+0007)"),
    "one option": (CSV.replace(",85,25,20\n", ""), "two options at least"),
    "all equal": ("issue,option,us,them\nPrice,80,4,0\n,85,4,20\n", "Every package is worth the same for us"),
    "weights": (
        "issue,option,us,them,our weight,their weight\nA,x,1,2,60,50\n,y,3,1,,\nB,x,1,2,30,50\n,y,3,1,,\n",
        "add up to 90",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_flaws_are_named_at_their_cell_and_nothing_is_stored(client, path, name):
    content, said = BAD[name]
    answer = sent(client, path, content)
    assert answer.status_code == 422
    assert said in text_of(answer) and "Nothing was taken over" in text_of(answer)
    assert sealed_in(answer) is None and not Issue.objects.exists()


@pytest.mark.parametrize("place", ["name", "option", "value", "key", "impossible"])
def test_half_a_character_in_json_is_named_and_breaks_nothing(client, path, place):
    half = {one: "\ud800" if one == place else "" for one in ("name", "option", "value", "key", "impossible")}
    options = [{"name": f"a{half['option']}", "us": half["value"] or 1, "them": 0}, {"name": "b", "us": 2, "them": 1}]
    data = {
        "format": "negotiation-deal",
        "version": 1,
        "issues": [{"name": f"A{half['name']}", "options": options}],
        "impossible": [[{"issue": f"A{half['impossible']}", "options": ["b"]}]],
        **({half["key"]: 1} if half["key"] else {}),
    }
    answer = client.post(path + "import/", {"text": json.dumps(data)})
    assert answer.status_code == 422 and "Nothing was taken over" in text_of(answer)
    assert ("U+D800" in text_of(answer)) == (place in ("name", "option", "impossible"))


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\xff\xfe\x00", b"", b"{", b"name;mail\nA;b", b"[1]", b"\xff" * 50]
)
def test_what_is_no_deal_is_refused_with_a_sentence(client, path, content):
    answer = sent(client, path, content)
    assert answer.status_code == 422 and sealed_in(answer) is None


def test_a_sealed_deal_is_for_its_reader_and_for_a_day(client, path, outsider, member, worksheet):
    sealed = sealed_in(sent(client, path, CSV))
    assert client.post(path + "import/", {"sealed": sealed + "x"}).status_code == 302
    client.force_login(member("editor"))
    assert client.post(path + "import/", {"sealed": sealed}).status_code == 302
    assert not Issue.objects.exists()
    client.force_login(outsider)
    assert client.post(path + "import/", {"sealed": sealed}).status_code == 404


def test_a_file_that_is_far_too_large(client, path):
    assert sent(client, path, b"x" * (1024 * 1024 + 1)).status_code == 422
