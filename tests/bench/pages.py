"""board.vs_bare, item.vs_bare and deal.vs_bare: how much longer a page takes than one with nothing to do.

All pages pass the whole program, as a server calls it, for the same person, with the same number of bytes and of
queries. Not compressed: that would add to both the same.
"""

from __future__ import annotations

from collections import Counter

from tests.bench.figures import Figure, ratio
from tests.bench.site import cookie, person, sixty_entries

LIMIT, DEAL_LIMIT = 3.0, 4.0
EACH_ROUND = 6


def board_vs_bare() -> Figure:
    """The board of a full worksheet of 60 entries."""
    user = person()
    return against_bare("board.vs_bare", user, sixty_entries(user), "")


def item_vs_bare() -> Figure:
    """The page of the item with the most entries of that worksheet."""
    user = person()
    worksheet = sixty_entries(user)
    ((fullest, _count),) = Counter(worksheet.entries.values_list("item", flat=True)).most_common(1)
    return against_bare("item.vs_bare", user, worksheet, f"items/{fullest}/")


def deal_vs_bare() -> Figure:
    """The page of the example deal, six issues with 1,232 packages, as whoever comes back to it sees it: a deal is
    computed once for what is said in it, and a thousand other guesses have been tried."""
    from quadrants.dealing import go_on, read_deal, results
    from quadrants.dealing.page import findings
    from quadrants.loading import load_whole
    from quadrants.services.deals import take_in
    from quadrants.services.demo import example_deal

    user = person()
    worksheet = sixty_entries(user)
    take_in(user=user, worksheet=worksheet, old=load_whole(worksheet).deal, new=example_deal("en"))
    read = read_deal(load_whole(worksheet).deal)
    packages = findings(read, results(read)).packages
    while not go_on(read, packages).complete:
        pass
    return against_bare("deal.vs_bare", user, worksheet, "deal/", DEAL_LIMIT)


def against_bare(name, user, worksheet, path, limit=LIMIT) -> Figure:
    """The figure of one page of a worksheet."""
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        get = Getter(cookie(user))
        address = f"/worksheets/{worksheet.pk}/{path}"
        size = len(get(address))
        queries = get.queries(address) - get.queries(f"/bare/{worksheet.pk}/0/{size}/")
        bare = f"/bare/{worksheet.pk}/{queries}/{size}/"
        assert get.queries(bare) == get.queries(address)
        assert len(get(bare)) == size
        return ratio(name, limit, lambda: get(address), lambda: get(bare), number=EACH_ROUND)


class Getter:
    """Calls the program as a server does, for one person."""

    def __init__(self, cookie: str) -> None:
        from django.core.wsgi import get_wsgi_application

        self.cookie = cookie
        self.application = get_wsgi_application()

    def __call__(self, address: str, headers: dict[str, str] | None = None) -> bytes:
        """The body of a page that is there."""
        from django.test import RequestFactory

        statuses = []
        request = RequestFactory(HTTP_COOKIE=self.cookie, HTTP_HOST="127.0.0.1").get(address, headers=headers)
        response = self.application(request.environ, lambda status, headers: statuses.append(status))
        try:
            body = b"".join(response)
        finally:
            response.close()
        assert statuses == ["200 OK"], (address, statuses)
        return body

    def queries(self, address: str) -> int:
        """How many queries that page makes."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self(address)
        with CaptureQueriesContext(connection) as captured:
            self(address)
        return len(captured)
