"""A real server with the demo, and people in a real Chromium in front of it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tools.served import served
from tools.system import find_headless

PHONE = {"width": 375, "height": 667}
NARROW = {"width": 320, "height": 568}
WIDE = {"width": 1280, "height": 800}
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, which `make test` has got ready."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    # Where sheets were made before, the process has a font configuration without fonts; Chromium cannot live on that.
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    return browser_type_launch_args | {"executable_path": find_headless(), "args": quiet, "env": environment}


def _own_database(name: str, folder: Path) -> str:
    """An empty database for the server, of the kind that the tests run on; its URL."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{folder / 'workbook.sqlite3'}"
    at = {key: default[option] for key, option in (("host", "HOST"), ("port", "PORT"), ("user", "USER"))}
    with_postgres = psycopg2.connect(dbname="postgres", password=default["PASSWORD"], **at)
    with_postgres.autocommit = True
    with_postgres.cursor().execute(f'CREATE DATABASE "{name}"')
    with_postgres.close()
    return f"postgres://{at['user']}:{default['PASSWORD']}@{at['host'].replace('/', '%2F')}:{at['port']}/{name}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None) -> Iterator[str]:
    """The address of the program as `make run` serves it, with a database of its own."""
    folder = tmp_path_factory.mktemp("site")
    with served(folder, _own_database(f"site_{secrets.token_hex(6)}", folder), course=True) as (address, log):
        yield address
    assert "Traceback" not in log.read_text(), log.read_text()


def follow(page: Page, link: Locator) -> None:
    """Clicks a link and waits until the page that it leads to stands there; what comes next looks at that page."""
    with page.expect_navigation():
        link.click()


class Person:
    """Somebody with a browser of their own; what the page complains about is collected."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.site + path)
        return self.page

    def start(self, title: str) -> str:
        """Begins as a guest from the home page; the path of the new worksheet."""
        page = self.open("/")
        page.locator("form.start input[name=title]").fill(title)
        page.locator("form.start button").click()
        page.wait_for_url("**/worksheets/*-*/**")
        return page.url.removeprefix(self.site).split("#")[0]

    def enter_demo(self) -> dict[str, str]:
        """Signs in to the demo account by its button; the paths of its worksheets, by title."""
        page = self.open("/accounts/login/")
        page.locator("form[action='/accounts/demo/'] [value=own]").click()
        page.wait_for_url("**/worksheets/")
        links = page.locator(".worksheet-row .title a").all()
        return {link.inner_text().strip(): link.get_attribute("href") for link in links}

    def saved(self) -> None:
        """Waits until the page says that all is saved."""
        expect(self.page.locator("[data-save-status][data-state=saved]")).to_be_attached()


@pytest.fixture
def person(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """`person(language="en", **options)` sits down at a browser; nobody's page may complain."""
    people: list[Person] = []

    def sit_down(language: str = "en", **options: object) -> Person:
        options.setdefault("viewport", WIDE)
        locale = "zh-CN" if language.startswith("zh") else "en-US"
        people.append(Person(browser.new_context(locale=locale, timezone_id="Asia/Shanghai", **options), site))
        return people[-1]

    yield sit_down
    for each in people:
        each.context.close()
    for each in people:
        assert not each.complaints, each.complaints


@pytest.fixture
def writer(person):
    guest = person()
    guest.board = guest.start("A talk")
    return guest


@pytest.fixture
def account(person):
    """Somebody with an e-mail and a password, on a worksheet of their own."""
    someone = person()
    someone.board = someone.start("A talk")
    page = someone.open("/accounts/signup/")
    someone.email = f"{page.evaluate('crypto.randomUUID()')}@example.com"
    page.fill("[name=email]", someone.email)
    page.fill("[name=password1]", "a-long-password-7")
    page.fill("[name=password2]", "a-long-password-7")
    page.locator("main form button").last.click()
    page.wait_for_url("**/worksheets/")
    return someone
