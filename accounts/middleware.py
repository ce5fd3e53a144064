"""What a request takes from the person behind it: language, time zone, and a sign of life."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import User

TIME_ZONE_COOKIE = "timezone"
View = Callable[[HttpRequest], HttpResponse]


class PersonMiddleware:
    """Speaks the person's language and shows times in the person's zone, for one request.

    Signed in, the account says both; else the cookies do; else the browser's languages and the site's zone.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(time_zone_of(request)):
            touch(request)
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", "zh-Hans" if language == "zh-hans" else language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if request.user.is_authenticated:
            # After signing out, the back button must not show what was written.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def language_of(request: HttpRequest) -> str:
    """One of the site's languages: the person's own, else the browser's."""
    if request.user.is_authenticated and request.user.language:
        return request.user.language
    return language_of_browser(request)


def language_of_browser(request: HttpRequest) -> str:
    """The language last chosen in this browser, else the first it asks for; asks no database.

    Every kind of Chinese is read as Simplified Chinese.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        primary = wanted.partition("-")[0]
        if primary in ("en", "zh"):
            return {"en": "en", "zh": "zh-hans"}[primary]
    return settings.LANGUAGE_CODE


def time_zone_of(request: HttpRequest) -> zoneinfo.ZoneInfo | None:
    """The zone of the account, else of the browser (a script notes it in a cookie), else None for the site's."""
    names = [request.COOKIES.get(TIME_ZONE_COOKIE, "")]
    if request.user.is_authenticated:
        names.insert(0, request.user.time_zone)
    for name in names:
        if name in known_time_zones():
            return zoneinfo.ZoneInfo(name)
    return None


def known_time_zones() -> frozenset[str]:
    """All names of zones, read once."""
    global _zones
    if not _zones:
        _zones = frozenset(zoneinfo.available_timezones())
    return _zones


_zones: frozenset[str] = frozenset()


def zones_to_choose() -> list[str]:
    """The names that people choose from, without the short ones of old."""
    return sorted(zone for zone in known_time_zones() if "/" in zone or zone == "UTC")


def touch(request: HttpRequest) -> None:
    """Notes once a day that the person was here: guests who stay away are removed."""
    user, today = request.user, timezone.now().date()
    if user.is_authenticated and user.seen_on < today:
        User.objects.filter(pk=user.pk).update(seen_on=today)
