"""The twelve strategies, to read about."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quadrants.catalogue import CATALOGUE
from strategies.catalogue import STRATEGIES, strategy


@require_safe
def strategy_list(request: HttpRequest) -> HttpResponse:
    return render(request, "strategies/strategy_list.html", {"strategies": STRATEGIES})


@require_safe
def strategy_page(request: HttpRequest, strategy_code: str) -> HttpResponse:
    """What one strategy means, how to use it, and the items it works on."""
    try:
        found = strategy(strategy_code)
    except KeyError:
        raise Http404 from None
    context = {"strategy": found, "items": [CATALOGUE.item(code) for code in found.items]}
    return render(request, "strategies/strategy.html", context)
