"""People in front of the served program, by their requests: somebody who writes, and who opens pages."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.experiments.kept import Acknowledged

SECONDS_TO_ANSWER = 60
SECONDS_TO_TRY_AGAIN = 0.1
MOST_SECONDS = 60
# Refusals after which the scripts send the same again.
PASSING = (429, 503, 507)


class Answer(NamedTuple):
    status: int
    location: str
    content: bytes
    retry_after: str


class Reply(NamedTuple):
    status: int
    content: dict[str, Any]


class Visitor:
    """A browser of its own: it keeps cookies and sends the token back."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}
        self.get("/")

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: str) -> Answer:
        """Sends a plain form."""
        return self._ask("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, path: str, body: str) -> Answer:
        """Sends JSON as the scripts do."""
        return self._ask("POST", path, body, {"Content-Type": "application/json"})

    def start(self) -> str:
        """Begins as a guest; the path of the new worksheet."""
        answer = self.post("/start/", title="A raise")
        assert answer.status == 302, answer
        return answer.location.partition("#")[0]

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS_TO_ANSWER)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = self.cookies.get("workbook_csrftoken", "")
        try:
            connection.request(method, path, body, {**headers, "Cookie": cookie, "X-CSRFToken": token})
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
            return Answer(
                response.status,
                response.getheader("Location", ""),
                response.read(),
                response.getheader("Retry-After", ""),
            )
        finally:
            connection.close()


class Writer(threading.Thread):
    """Writes line after line as the scripts do: one change under way, sent again word for word until it is saved.

    `acknowledged` grows with each text that the server said is saved, `statuses` with each answer; what is neither
    a yes nor a refusal that the scripts would wait after stands in `odd`.
    """

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(address)
        self.worksheet = self.visitor.start()
        self.acknowledged: list[Acknowledged] = []
        self.statuses: list[int] = []
        self.odd: list[object] = []
        self.ended = threading.Event()

    def run(self) -> None:
        target, base = "", 0
        while not self.ended.is_set():
            if base % 3 == 0:
                target, base = f"entry:{uuid4()}", 0
            base = self._write(target, base)

    def _write(self, target: str, base: int) -> int:
        """Brings one text home; its version, or 0 where it was refused for good."""
        change, body = self.change(target, base, secrets.token_hex(1000))
        while (reply := self.ask(body)) is None or reply.status in PASSING:
            if self.ended.wait(SECONDS_TO_TRY_AGAIN):
                return base
        if reply.status != 200:
            return 0
        self.acknowledged.append(change._replace(version=reply.content["version"]))
        return reply.content["version"]

    def change(self, target: str, base: int, text: str) -> tuple[Acknowledged, str]:
        """A change of an entry, new at base 0, as it will be known, and as it is sent."""
        place = {} if base else {"item": "goals", "prompt": "short_term"}
        change = Acknowledged(str(uuid4()), target, base + 1, text)
        body = {"op": change.op, "target": target, "base": base, "fields": {**place, "text": text}}
        return change, json.dumps(body)

    def ask(self, body: str) -> Reply | None:
        """What the server says to a change; None where it says nothing."""
        try:
            answer = self.visitor.send(f"{self.worksheet}edits/", body)
        except (OSError, http.client.HTTPException) as error:
            self.odd.append(error)
            return None
        reply = Reply(answer.status, _json(answer.content))
        self.statuses.append(reply.status)
        if not self.fits(reply.status) or (reply.status != 200 and not reply.content.get("message")):
            self.odd.append(answer)
        return reply

    def fits(self, status: int) -> bool:
        """Whether an answer is one that may come."""
        return status == 200 or status in PASSING


def _json(content: bytes) -> dict[str, Any]:
    """What an answer says; nothing where it is not the protocol's."""
    try:
        return json.loads(content)
    except ValueError:
        return {}


@contextmanager
def writing(address: str, people: int) -> Iterator[list[Writer]]:
    """So many people write until the block ends."""
    writers = [Writer(address) for _ in range(people)]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.ended.set()
        for writer in writers:
            writer.join(SECONDS_TO_ANSWER)


def everybody_saves(writers: list[Writer], tend: Callable[[], object] = bool) -> float:
    """Seconds until each of them has saved three more texts; `tend` is called meanwhile."""
    begun = time.monotonic()
    goals = [len(writer.acknowledged) + 3 for writer in writers]

    def done() -> bool:
        return all(len(writer.acknowledged) >= goal for writer, goal in zip(writers, goals, strict=True))

    if not wait_until(done, tend):
        raise RuntimeError(f"After {MOST_SECONDS} seconds there are people who cannot save.")
    return time.monotonic() - begun


def wait_until(happened: Callable[[], bool], tend: Callable[[], object] = bool) -> bool:
    """Whether it happens in a minute."""
    end = time.monotonic() + MOST_SECONDS
    while not happened():
        if time.monotonic() > end:
            return False
        tend()
        time.sleep(0.05)
    return True
