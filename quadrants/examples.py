"""Examples that follow the talk: what stands grey in an empty box comes from a talk of the same kind, where the answers
of quick prep say which it is. Read once from `data/examples.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from negotiation_prep.bilingual import CatalogueError, Table, Text
from quadrants.catalogue import CATALOGUE, Prompt
from quadrants.quick import OCCASION, QUICK
from quadrants.shoes import QUESTIONS, Question

__all__ = ["EXAMPLES", "CatalogueError", "fitting", "load_examples"]

EXAMPLES_PATH = Path(__file__).with_name("data") / "examples.toml"
Asked = TypeVar("Asked", Prompt, Question)


def load_examples(path: Path) -> dict[str, dict[str, Text]]:
    """Reads and checks the examples, by starting point and by the path of what they answer; `CatalogueError` names the
    file, the entry and what is wrong with it."""
    file = Table.of_file(path)
    prompts = (prompt.path for prompt in CATALOGUE.all_prompts if not prompt.retired)
    found = dict(_stories(file, {*prompts, *(question.path for question in QUESTIONS)}))
    file.finish()
    return found


def _stories(file: Table, known: set[str]) -> Iterator[tuple[str, dict[str, Text]]]:
    for table in file.tables("occasions", "occasion"):
        occasion = table.choice("code", QUICK.occasions.values, default="")
        examples = table.table("examples")
        if examples is None:
            table.refuse("has no examples")
        if unknown := sorted(set(examples.names()) - known):
            examples.refuse(f"neither a prompt nor a question in their shoes: {unknown[0]}")
        yield occasion, {path: examples.text(path) for path in examples.names()}
        table.finish()


EXAMPLES = load_examples(EXAMPLES_PATH)


def fitting(asked: Asked, answers: Mapping[str, str]) -> Asked:
    """A prompt, or a question in their shoes, with the example that fits a talk with these answers of quick prep; with
    its own where they do not say what kind of talk it is, or nothing is told of it."""
    example = EXAMPLES.get(answers.get(OCCASION, ""), {}).get(asked.path)
    return replace(asked, example=example) if example else asked
