"""Units: the sentences and lines of a case, and the answers of its forms, in the order they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qa_assistant.case import CaseFile, Form, FormItem, Note

Segmenter = Callable[[str], list[tuple[int, int]]]


@dataclass(frozen=True)
class Unit:
    """One unit to label. ``prefix`` is what a form asked; offsets are into the note or the item's text."""

    block: str
    text: str
    start: int | None = None
    end: int | None = None
    item: str | None = None
    prefix: str = ""


@dataclass(frozen=True)
class Passage:
    """The units of one note or form, with the words that say who wrote it and of what kind it is."""

    block: str
    header: str
    units: tuple[Unit, ...]


@cache
def _questions() -> dict[str, dict[str, dict[str, Any]]]:
    path = Path(__file__).with_name("form_questions.yaml")
    data: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def question(tool: str, item: str) -> str:
    """What an item of a form asks, in a few words; its own name where the form is not known."""
    known = _asked_by(tool).get(_folded(item), {})
    return str(known.get("asks", item))


def codes_of_yes(tool: str, item: str) -> tuple[str, ...]:
    """What a bare "yes" to an item records; one that is named in words, by the words in its name."""
    asked, name = _asked_by(tool), _folded(item)
    words = [name] if name in asked else [word for word in asked if _begins_a_word(word, name)]
    return tuple(dict.fromkeys(code for word in words for code in asked[word]["records"]))


def _asked_by(tool: str) -> dict[str, dict[str, Any]]:
    return _questions().get(_folded(tool), {})


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _begins_a_word(word: str, name: str) -> bool:
    """Numbered items are known whole: ``q2`` does not stand in ``q28``."""
    return not word[-1].isdigit() and f" {word}" in f" {name}"


def is_bare(item: FormItem) -> bool:
    """Whether an item has an answer only, and no words to read."""
    return not (item.text or "").strip()


def note_header(author_role: str, kind: str) -> str:
    return f"{author_role.replace('_', ' ')}, {kind.replace('_', ' ')}"


def note_passage(note: Note, segment: Segmenter) -> Passage:
    """A note as units, cut by ``segment``."""
    units = tuple(Unit(note.note_id, note.text[start:end], start, end) for start, end in segment(note.text))
    return Passage(note.note_id, note_header(note.author_role, note.kind), units)


def form_passage(form: Form) -> Passage:
    """The words written on a form: items with text, and the rationale. Bare answers are not read here."""
    units = [
        Unit(form.form_id, item.text or "", item=item.item, prefix=_prefix(form.tool, item))
        for item in form.items
        if not is_bare(item)
    ]
    if (form.rationale or "").strip():
        units.append(
            Unit(form.form_id, form.rationale or "", item="rationale", prefix="reasons for the grade:")
        )
    return Passage(
        form.form_id, f"{form.author_role.replace('_', ' ')}, {form.tool.lower()} form", tuple(units)
    )


def _prefix(tool: str, item: FormItem) -> str:
    answer = (item.answer or "not answered").strip().lower()
    return f"{question(tool, item.item)}: {answer}."


def case_passages(case: CaseFile, segment: Segmenter) -> Iterator[Passage]:
    """The passages of a case: its notes in the file's order, then its forms."""
    for note in case.notes:
        yield note_passage(note, segment)
    for form in case.forms:
        yield form_passage(form)
