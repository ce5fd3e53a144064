"""Who gets what at every address of the site: one line for each URL name, and no URL without a line."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from quadrants.models import Entry, Party, Worksheet
from quadrants.services.demo import EMAIL
from quadrants.services.worksheets import create_worksheet, delete_worksheet
from tests.addresses import URLS, address, walk
from tests.guarded import assert_guarded
from training.services.demo import STUDENT, TRAINER

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

# A number is a status; ">name" a redirect to that page, "account_" left out. Owner is whoever owns the worksheet of
# the address, outsider somebody else with an account, guest somebody without one; both have worksheets of their own.
MATRIX = """
name                                  ask   anonymous   guest        outsider          owner

home                                  GET   200         200          >worksheets       >worksheets
strategies                            GET   200         200          200               200
strategy                              GET   200         200          200               200
set_language                          POST  >home       >home        >home             >home
healthz_live                          GET   200         200          200               200
healthz_ready                         GET   200         200          200               200
blank_form                            GET   200         200          200               200

start                                 POST  >board      >board       >board            >board
demo_login                            POST  404         404          404               404
account_login                         GET   200         200          >worksheets       >worksheets
account_signup                        GET   200         200          >worksheets       >worksheets
account_logout                        GET   >home       200          200               200
account_inactive                      GET   200         200          200               200
account_reset_password                GET   200         200          200               200
account_reset_password_done           GET   200         200          200               200
account_reset_password_from_key       GET   200         200          200               200
account_reset_password_from_key_done  GET   200         200          200               200
account_email_verification_sent       GET   200         200          200               200
account_confirm_email                 GET   200         200          200               200

account                               GET   >login      200          200               200
account_email                         GET   >login      >signup      200               200
account_delete                        GET   >login      200          200               200
account_change_password               GET   >login      >signup      200               200
account_set_password                  GET   >login      >signup      >change_password  >change_password

worksheets                            GET   >login      200          200               200
worksheet_new                         GET   >login      200          200               200
worksheet_import                      GET   >login      200          200               200
form_taking                           POST  >login      >worksheet_import  >worksheet_import  >worksheet_import
worksheet_example                     POST  >login      >board       >board            >board
print_chosen                          POST  >login      >worksheets  >worksheets       >worksheets
print_job                             GET   >login      404          404               200
print_job_state                       GET   >login      404          404               200
print_job_cancel                      POST  >login      404          404               >print_job
print_job_file                        GET   >login      404          404               200

board                                 GET   >login      404          404               200
item                                  GET   >login      404          404               200
entry                                 GET   >login      404          404               200
party                                 GET   >login      404          404               200
checklist                             GET   >login      404          404               200
readiness                             GET   >login      404          404               200
trades                                GET   >login      404          404               200
who_is_who                            GET   >login      404          404               200
ladder                                GET   >login      404          404               200
quick                                 GET   >login      404          404               200
quick_step                            GET   >login      404          404               200
shoes                                 GET   >login      404          404               200
shoes_pass                            GET   >login      404          404               200
shoes_partner                         GET   >login      404          404               200
shoes_hand_back                       GET   >login      404          404               200
shoes_gap                             GET   >login      404          404               200
deal                                  GET   >login      404          404               200
deal_guesses                          POST  >login      404          404               >deal
deal_import                           GET   >login      404          404               200
room                                  GET   >login      404          404               200
edits                                 GET   401         404          404               200
prep_sheet                            GET   >login      404          404               200
prep_sheet_fit                        GET   >login      404          404               200
prep_sheet_pdf                        GET   >login      404          404               200
plan_pdf                              GET   >login      404          404               200
plan_docx                             GET   >login      404          404               200
plan_md                               GET   >login      404          404               200
prep_sheet_png                        GET   >login      404          404               200
table_sheet                           GET   >login      404          404               200
calendar                              GET   >login      404          404               404
export_json                           GET   >login      404          404               200
history                               GET   >login      404          404               200
worksheet_details                     GET   >login      404          404               200
worksheet_duplicate                   POST  >login      404          404               >board
worksheet_archive                     POST  >login      404          404               >worksheet_details
worksheet_delete                      GET   >login      404          404               200
worksheet_restore                     POST  >login      404          404               >board

join                                  GET   200         200          200               200
join_course                           GET   200         200          200               200
courses                               GET   >login      200          200               200
course_new                            GET   >login      >signup      200               200
course                                GET   >login      404          404               404
course_details                        GET   >login      404          404               404
course_archive                        POST  >login      404          404               404
course_code                           POST  >login      404          404               404
course_copy                           POST  >login      404          404               404
course_delete                         GET   >login      404          404               404
course_leave                          GET   >login      404          404               404
assignment_printing                   GET   >login      404          404               404
gradebook                             GET   >login      404          404               404
gradebook_csv                         GET   >login      404          404               404
gradebook_xlsx                        GET   >login      404          404               404
own_record                            GET   >login      404          404               404
people                                GET   >login      404          404               404
person                                GET   >login      404          404               404
pins                                  POST  >login      404          404               404
roster                                GET   >login      404          404               404
roster_taking                         POST  >login      404          404               404
assignment_new                        GET   >login      404          404               404
assignment                            GET   >login      404          404               404
assignment_open                       POST  >login      404          404               404
submit                                POST  >login      404          404               404
withdraw                              POST  >login      404          404               404
assignment_edit                       GET   >login      404          404               404
assignment_case                       POST  >login      404          404               404
assignment_extension                  GET   >login      404          404               404
assignment_delete                     GET   >login      404          404               404
heat_map                              GET   >login      404          404               404
item_across                           GET   >login      404          404               404
grouping                              GET   >login      404          404               404
grouping_deal                         POST  >login      404          404               404
grouping_places                       POST  >login      404          404               404
ranking                               GET   >login      404          404               404
outcome                               GET   >login      404          404               404
results                               GET   >login      404          404               404
results_reveal                        POST  >login      404          404               404
results_show                          GET   >login      404          404               404
submission                            GET   >login      404          404               404
submission_edits                      GET   401         404          404               404
reviewing                             GET   >login      404          404               404
release                               POST  >login      404          404               404
saved_comments                        GET   >login      404          404               404
saved_comments_json                   GET   >login      404          404               404
saved_comment                         GET   >login      404          404               404
saved_comment_delete                  POST  >login      404          404               404
saved_comment_used                    POST  >login      404          404               404

cases                                 GET   >login      404          404               404
case                                  GET   >login      404          404               404
case_json                             GET   >login      404          404               404
case_new                              GET   >login      404          404               404
case_import                           GET   >login      404          404               404
case_copy                             POST  >login      404          404               404
own_case                              GET   >login      404          404               404
own_case_edit                         GET   >login      404          404               404
own_case_delete                       GET   >login      404          404               404
own_case_json                         GET   >login      404          404               404
"""
# allauth sends away whoever has no business there, and says that a link is used up, before it looks at the method.
SETTLED_BEFORE_THE_METHOD = {"account_set_password", "account_reset_password_from_key"}
HEAD, *LINES = [line.split() for line in MATRIX.strip().splitlines() if line]
PEOPLE = HEAD[2:]


OF_A_WORKSHEET = sorted(name for name, parameters in URLS.items() if "worksheet_id" in parameters)
ASKED_BY = {name: ask for name, ask, *_expected in LINES}


@pytest.fixture(autouse=True)
def no_demo(settings):
    settings.DEMO = False


@pytest.fixture
def people(db) -> dict[str, User | None]:
    """Everybody of the matrix; the worksheet of the addresses is the owner's."""
    return {
        "anonymous": None,
        "guest": User.objects.create_guest(),
        "outsider": User.objects.create_user("outsider@example.com", "a-long-password-7"),
        "owner": User.objects.create_user("owner@example.com", "a-long-password-7"),
    }


@pytest.fixture
def worksheet(people) -> Worksheet:
    for name in ("guest", "outsider"):
        written_on(create_worksheet(user=people[name], title="Another one", language="en", counterpart="Dana"))
    return written_on(create_worksheet(user=people["owner"], title="A raise", language="en", counterpart="Dana"))


def written_on(worksheet: Worksheet) -> Worksheet:
    Entry.objects.create(worksheet=worksheet, item="goals", prompt="short_term", text="92,000", position=1, version=1)
    return worksheet


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def outcome(answer) -> str:
    """What came, as the matrix writes it."""
    if not 300 <= answer.status_code < 400:
        return str(answer.status_code)
    path = re.sub(r"[?#].*", "", answer["Location"])
    return ">" + get_resolver().resolve(path).url_name.removeprefix("account_")


def body(answer) -> str:
    """The page without what differs from request to request by itself."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())


def test_every_url_has_one_line_and_every_line_a_url():
    lines = [name for name, *_rest in LINES]
    assert len(lines) == len(set(lines))
    assert set(lines) == set(URLS)


def test_no_name_is_given_twice():
    names = [name for name, _parameters in walk(get_resolver())]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_everybody_gets_what_the_matrix_says(line, person, people, worksheet):
    name, ask, *expected = line
    if name == "worksheet_restore":
        delete_worksheet(worksheet=worksheet)
    answer = signed_in(people[person]).generic(ask, address(name, worksheet))
    assert outcome(answer) == dict(zip(PEOPLE, expected, strict=True))[person]
    assert_guarded(answer)


# What is refused there is shown again at the same address, where somebody may switch the language.
SHOWN_AGAIN = {"start"}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_methods_that_an_address_does_not_know_are_refused(line, people, worksheet):
    name, ask, *expected = line
    client = signed_in(None if expected[-1] == ">worksheets" else people["owner"])
    refused = client.delete(address(name, worksheet))
    assert_guarded(refused)
    if name not in SETTLED_BEFORE_THE_METHOD:
        assert refused.status_code == 405
    if ask == "POST":
        assert client.get(address(name, worksheet)).status_code == (302 if name in SHOWN_AGAIN else 405)
    assert Worksheet.objects.visible_to(people["owner"]).filter(pk=worksheet.pk).exists()
    for browser in (Client(), client):
        assert_guarded(browser.get(address(name, worksheet)))
        assert_guarded(browser.post(address(name, worksheet)))


@pytest.mark.parametrize(
    "name",
    ["home", "strategies", "strategy", "healthz_live", "healthz_ready", "worksheets"]
    + ["prep_sheet", "prep_sheet_pdf", "prep_sheet_png", "export_json", "blank_form"],
)
def test_what_can_only_be_read_takes_no_post(name, people, worksheet):
    assert signed_in(people["owner"]).post(address(name, worksheet)).status_code == 405


@pytest.mark.parametrize("name", OF_A_WORKSHEET)
def test_nobody_but_its_members_learns_of_a_worksheet(name, people, worksheet):
    """Whatever the method; and what was posted changes nothing."""
    before = Worksheet.objects.values().get(pk=worksheet.pk)
    for method in ("GET", "POST"):
        for person in ("guest", "outsider"):
            answer = signed_in(people[person]).generic(method, address(name, worksheet), change(worksheet), JSON)
            assert answer.status_code in (404, 405), (method, person)
        answer = signed_in(None).generic(method, address(name, worksheet), change(worksheet), JSON)
        assert outcome(answer) in ("405", "401" if name == "edits" else ">login"), method
    assert Worksheet.objects.values().get(pk=worksheet.pk) == before


JSON = "application/json"


def change(worksheet: Worksheet) -> str:
    fields = {"title": "Mine now"}
    return json.dumps({"op": str(uuid.uuid4()), "target": "worksheet", "base": worksheet.version, "fields": fields})


@pytest.mark.parametrize("name", OF_A_WORKSHEET)
def test_what_is_not_yours_looks_like_what_is_not_there(name, people, worksheet):
    """Byte for byte, at the same address: while the worksheet exists, and when it is gone."""
    client, ask, path = signed_in(people["outsider"]), ASKED_BY[name], address(name, worksheet)
    foreign = client.generic(ask, path)
    worksheet.delete()
    unknown = client.generic(ask, path)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.headers.items() == unknown.headers.items()
    assert body(foreign) == body(unknown)


def test_a_foreign_save_is_refused_like_one_to_nowhere(people, worksheet):
    client, path = signed_in(people["outsider"]), address("edits", worksheet)
    foreign = client.post(path, change(worksheet), content_type=JSON)
    worksheet.delete()
    unknown = client.post(path, change(worksheet), content_type=JSON)
    assert foreign.status_code == 404
    assert foreign.json()["code"] == "not_found"
    assert foreign.content == unknown.content


def test_signed_out_a_save_gets_json_and_the_pages_come_back_after_signing_in(worksheet):
    client = Client()
    refused = client.post(address("edits", worksheet), change(worksheet), content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (401, "signed_out")
    page = client.get(address("item", worksheet))
    assert page["Location"] == f"{reverse('account_login')}?next={address('item', worksheet)}"


def test_a_deleted_worksheet_is_gone_for_its_owner_too(people, worksheet):
    delete_worksheet(worksheet=worksheet)
    client = signed_in(people["owner"])
    answers = {name: client.generic(ASKED_BY[name], address(name, worksheet)).status_code for name in OF_A_WORKSHEET}
    assert answers.pop("worksheet_restore") == 302
    assert set(answers.values()) == {404}


PARTS = [("entry", "entry_id"), *((name, "party_id") for name in ("party", "shoes_pass", "shoes_partner", "shoes_gap"))]


@pytest.mark.parametrize(("name", "parameter"), PARTS)
@pytest.mark.parametrize("ask", ["GET", "POST"])
def test_parts_of_another_worksheet_are_not_found_under_ones_own(name, parameter, ask, people, worksheet):
    found = Entry.objects.all() if parameter == "entry_id" else Party.objects.filter(is_us=False)
    part = found.get(worksheet=worksheet)
    own = Worksheet.objects.visible_to(people["outsider"]).get()
    client = signed_in(people["outsider"])
    assert client.get(address(name, own)).status_code == 200
    assert client.generic(ask, address(name, own, **{parameter: part.pk})).status_code == 404
    # Not even between two worksheets of the same person.
    second = create_worksheet(user=people["owner"], title="A second", language="en")
    path = address(name, second, **{parameter: part.pk})
    assert signed_in(people["owner"]).generic(ask, path).status_code == 404


@pytest.mark.parametrize(
    ("name", "parameter"), [("item", "item_code"), ("strategy", "strategy_code"), ("entry", "entry_id")]
)
def test_unknown_codes_are_not_found(name, parameter, people, worksheet):
    unknown = uuid.uuid4() if parameter == "entry_id" else "no-such-thing"
    assert signed_in(people["owner"]).get(address(name, worksheet, **{parameter: unknown})).status_code == 404


def test_the_demo_opens_in_demo_mode_only(settings, client):
    accounts = {"": EMAIL, "own": EMAIL, "trainer": TRAINER, "student": STUDENT}
    for email in set(accounts.values()):
        User.objects.create_user(email, "demo")
    for who in accounts:
        assert client.post(reverse("demo_login"), {"who": who}).status_code == 404
    settings.DEMO = True
    for who, email in accounts.items():
        assert client.post(reverse("demo_login"), {"who": who}).status_code == 302
        assert client.get(reverse("worksheets")).context["user"].email == email
    assert client.post(reverse("demo_login"), {"who": "assistant"}).status_code == 404
    User.objects.filter(email=TRAINER).update(password="")
    assert client.post(reverse("demo_login"), {"who": "trainer"}).status_code == 404
