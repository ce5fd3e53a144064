"""Measures what the project promises: `make bench`, or some figures only: `make bench ONLY=sheet`.

One JSON line for each figure goes to stdout, the same in words to stderr; ends with 1 if one does not hold.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from tests.bench.coach import coach_vs_load
from tests.bench.deal import deal_frontier, deal_growth, deal_memory
from tests.bench.figures import CannotMeasure, Figure
from tests.bench.hostile import sheet_hostile
from tests.bench.pages import board_vs_bare, deal_vs_bare, item_vs_bare
from tests.bench.plans import plan_growth, plan_vs_chromium
from tests.bench.printing import pdf_cached, pdf_cold, pdf_memory
from tests.bench.saves import save_vs_bare
from tests.bench.sheets import sheet_vs_chromium, sheet_vs_layout_longest, sheet_vs_layout_normal
from tests.bench.site import fresh_site
from tests.bench.table import table_leaks
from tests.bench.trades import trades_labels, trades_vs_bare
from tests.bench.training import NAMES as TRAINING
from tests.bench.training import training_pages
from tests.bench.wire import board_kilobytes

FIGURES: dict[str, Callable[[], Figure | list[Figure]]] = {
    "board.vs_bare": board_vs_bare,
    "item.vs_bare": item_vs_bare,
    "trades.vs_bare": trades_vs_bare,
    "trades.labels.collisions": trades_labels,
    "coach.vs_load": coach_vs_load,
    "coach.queries": coach_vs_load,
    "sheet.vs_layout.normal": sheet_vs_layout_normal,
    "sheet.vs_layout.longest": sheet_vs_layout_longest,
    "sheet.vs_chromium": sheet_vs_chromium,
    "sheet.hostile.lost": sheet_hostile,
    "sheet.hostile.pages": sheet_hostile,
    "pdf.cached": pdf_cached,
    "pdf.cold": pdf_cold,
    "plan.vs_chromium": plan_vs_chromium,
    "plan.growth": plan_growth,
    "table.leaks": table_leaks,
    # Last of all that print: it counts what the others have left in the process, too.
    "pdf.megabytes": pdf_memory,
    "pdf.growth_mb": pdf_memory,
    "board.kilobytes": board_kilobytes,
    "save.vs_bare": save_vs_bare,
    "deal.vs_bare": deal_vs_bare,
    "deal.frontier.vs_sort": deal_frontier,
    "deal.frontier.mb": deal_memory,
    "deal.growth": deal_growth,
    **{f"{name}{kind}": training_pages for name in TRAINING for kind in ("", ".sqlite", ".postgresql")},
}


def main(only: str) -> int:
    """Measures the figures whose name begins with `only`; the exit status."""
    chosen = dict.fromkeys(measure for name, measure in FIGURES.items() if name.startswith(only))
    if not chosen:
        print(f"ONLY={only}: no figure begins so. There are: {', '.join(FIGURES)}", file=sys.stderr)
        return 2
    with fresh_site():
        return max([_measured(measure) for measure in chosen])


def _measured(measure: Callable[[], Figure | list[Figure]]) -> int:
    try:
        made = measure()
    except CannotMeasure as problem:
        print(f"{measure.__name__} cannot be measured here: {problem}", file=sys.stderr)
        return 1
    return max(map(_shown, [made] if isinstance(made, Figure) else made))


def _shown(figure: Figure) -> int:
    print(figure.in_words(), file=sys.stderr, flush=True)
    print(figure.as_json(), flush=True)
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", "")))
