"""Measures what the project promises: `make bench`, or some figures only: `make bench ONLY=sheet`.

One JSON line for each figure goes to stdout, the same in words to stderr; ends with 1 if one does not hold.
"""

from __future__ import annotations

import os
import sys

from tests.bench.pages import board_vs_bare, item_vs_bare
from tests.bench.saves import save_vs_bare
from tests.bench.sheets import sheet_vs_layout
from tests.bench.site import fresh_site
from tests.bench.table import table_leaks
from tests.bench.wire import board_kilobytes

FIGURES = {
    "board.vs_bare": board_vs_bare,
    "item.vs_bare": item_vs_bare,
    "sheet.vs_layout.normal": sheet_vs_layout,
    "table.leaks": table_leaks,
    "board.kilobytes": board_kilobytes,
    "save.vs_bare": save_vs_bare,
}


def main(only: str) -> int:
    """Measures the figures whose name begins with `only`; the exit status."""
    chosen = [measure for name, measure in FIGURES.items() if name.startswith(only)]
    if not chosen:
        print(f"ONLY={only}: no figure begins so. There are: {', '.join(FIGURES)}", file=sys.stderr)
        return 2
    with fresh_site():
        return max([_shown(measure()) for measure in chosen])


def _shown(figure) -> int:
    print(figure.in_words(), file=sys.stderr, flush=True)
    print(figure.as_json(), flush=True)
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main(os.environ.get("ONLY", "")))
