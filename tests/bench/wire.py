"""board.kilobytes: what a browser that was never here before takes over the wire to show a board."""

from __future__ import annotations

import gzip
import io
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.client import HTTPResponse
from urllib.parse import urljoin

from tests.bench.figures import Figure
from tests.bench.site import cookie, person, sixty_entries
from tests.postgres import free_port
from tools.system import ROOT

LIMIT = 150.0
SECONDS_TO_START = 60
LOADED_BY_LINK = {"stylesheet", "icon", "modulepreload", "preload", "manifest"}
STYLE_REFERENCES = re.compile(rb"""(?:url\(|@import)\s*["']?([^"')\s;]+)""")
SCRIPT_REFERENCES = re.compile(rb"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


def board_kilobytes() -> Figure:
    """The board of a worksheet of 60 entries with all files it needs, in thousands of bytes, headers included; the
    larger of a full one and a quick one. Compressed as the real server does it for a browser that takes gzip."""
    user = person()
    boards = [f"/worksheets/{sixty_entries(user, depth).pk}/" for depth in ("full", "quick")]
    with server() as port:
        visits = [first_visit(port, cookie(user), board) for board in boards]
    sizes = [sum(files.values()) / 1000 for files in visits]
    return Figure("board.kilobytes", max(sizes), min(sizes), max(sizes), "kB", LIMIT)


@contextmanager
def server() -> Iterator[int]:
    """The site as `make run` serves it, on a free port, for as long as the block lasts."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "negotiation_prep.wsgi"],
        cwd=ROOT,
        env=os.environ | {"PORT": str(port)},
        stdout=sys.stderr,
    )
    try:
        wait_until_open(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    """Returns once something listens on the port."""
    end = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def first_visit(port: int, cookie: str, page: str) -> dict[str, int]:
    """All addresses that the page needs, also through style sheets and modules, with their bytes on the wire."""
    sizes: dict[str, int] = {}
    waiting = [page]
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        sizes[address], kind, content = fetched(port, cookie, address)
        waiting += [found for link in references(kind, content) if (found := urljoin(address, link)).startswith("/")]
    return sizes


def fetched(port: int, cookie: str, address: str) -> tuple[int, str, bytes]:
    """The bytes of a response as they come over the wire, its type, and its content made readable."""
    with socket.create_connection(("127.0.0.1", port)) as wire:
        lines = [
            f"GET {address} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Cookie: {cookie}",
            "Accept-Encoding: gzip",
            "Connection: close",
        ]
        wire.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b"".join(iter(lambda: wire.recv(65536), b""))
    response = HTTPResponse(Received(received))
    response.begin()
    content = response.read()
    assert response.status == 200, (address, response.status)
    if response.headers["Content-Encoding"] == "gzip":
        content = gzip.decompress(content)
    return len(received), response.headers.get_content_type(), content


class Received:
    """Bytes that have arrived, in place of the connection they came by."""

    def __init__(self, received: bytes) -> None:
        self.received = received

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self.received)


def references(kind: str, content: bytes) -> list[str]:
    """What a browser loads for a file of this type, as written there."""
    if kind == "text/html":
        parser = Loaded()
        parser.feed(content.decode())
        return parser.found
    patterns = {"text/css": STYLE_REFERENCES, "text/javascript": SCRIPT_REFERENCES}
    return [found.decode() for found in patterns[kind].findall(content)] if kind in patterns else []


class Loaded(HTMLParser):
    """Gathers what a page makes the browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and LOADED_BY_LINK & set(given.get("rel", "").split()):
            self.found.append(given["href"])
        elif tag in ("script", "img", "source", "iframe") and given.get("src"):
            self.found.append(given["src"])
