"""save.signed_out: the session ends while somebody types; afterwards they sign in again on the page."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.experiments.browsers import PASSWORD, Person, Site, figures, runs

# After so many runs somebody else types: nobody may change a password more than five times a minute.
RUNS_EACH = 12


def signed_out(where: Site, size: float) -> Iterator[Figure]:
    """Texts lost."""
    lost: list[str] = []
    for first in range(0, len(runs(size)), RUNS_EACH):
        lost += one_person(where.person(), runs(size)[first : first + RUNS_EACH])
    yield from figures("signed_out", lost, where)


def one_person(person: Person, turns: range) -> list[str]:
    """The texts that somebody lost in some runs; each ends the session in another way."""
    lost: list[str] = []
    person.start()
    email, password = person.sign_up(), PASSWORD
    for run in turns:
        person.open()
        person.type_somewhere()
        person.page.wait_for_timeout(random.choice([0, 50, 300, 600]))
        if run % 3 == 0:
            forget_cookies(person)
        elif run % 3 == 1:
            sign_out_elsewhere(person)
        else:
            password = change_password_elsewhere(person, email, password)
        for _text in range(2):
            person.type_somewhere()
        sign_in_again(person, password)
        person.page.evaluate("document.activeElement.blur()")
        person.saved()
        lost += person.missing(person.texts())
    person.leave()
    return lost


def forget_cookies(person: Person) -> None:
    person.context.clear_cookies()


def sign_out_elsewhere(person: Person) -> None:
    """By a request of the same browser, as another of its windows would make it."""
    post(person, "/accounts/logout/", {})


def change_password_elsewhere(person: Person, email: str, password: str) -> str:
    """On another device, which ends the sessions on this one; the new password."""
    other, new = (
        Person(person.site, person.site.browser.new_context(locale="en-US")),
        f"{password[:-1]}{random.random()}",
    )
    post(other, "/accounts/login/", {"login": email, "password": password})
    post(other, "/accounts/password/change/", {"oldpassword": password, "password1": new, "password2": new})
    other.leave()
    return new


def post(person: Person, path: str, form: dict[str, str]) -> None:
    """Sends a form with the cookies of a person's browser."""
    address = person.site.address
    person.context.request.get(f"{address}/accounts/login/")
    token = next(cookie["value"] for cookie in person.context.cookies() if cookie["name"].endswith("csrftoken"))
    answer = person.context.request.post(f"{address}{path}", form={**form, "csrfmiddlewaretoken": token})
    assert answer.ok, (path, answer.status)


def sign_in_again(person: Person, password: str) -> None:
    """By the dialog on the page."""
    status, dialog = person.page.locator("[data-save-status]"), person.page.locator("#sign-in")
    status.get_by_role("button", name="Sign in").click()
    dialog.locator("[name=password]").fill(password)
    dialog.get_by_role("button", name="Sign in").click()
    dialog.wait_for(state="hidden")
