"""What somebody wrote in a page without scripts, and sent when they were signed out or signed in anew: shown again.

A browser throws the text of such a page away; so the answer holds it, in words to read and in a form to send once more.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# Pages to write on send the version of each part that they showed; no other form does.
WRITTEN_ON = "base|"


def holds_writing(request: HttpRequest) -> bool:
    """Whether it was sent from one of our own pages on which people write."""
    return request.method == "POST" and _is_ours(request) and any(name.startswith(WRITTEN_ON) for name in request.POST)


def shown_again(request: HttpRequest, *, status: int, signed_out: bool) -> HttpResponse:
    """A page with what was written, and with the whole form to be sent once more."""
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    texts = [value for name, value in fields if "|" in name and not name.startswith(WRITTEN_ON) and _is_text(value)]
    context = {"fields": fields, "texts": texts, "signed_out": signed_out, "here": request.get_full_path()}
    answer = render(request, "kept_post.html", context, status=status)
    add_never_cache_headers(answer)
    return answer


def _is_text(value: str) -> bool:
    return bool(value.strip()) and value not in ("true", "false")


def _is_ours(request: HttpRequest) -> bool:
    """By what browsers say of where a form stood; another site must not make this one show its words."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()
