"""Which gold unit each predicted label speaks of, and what is kept when several speak of one.

The rules:

- A label in a note belongs to the gold unit of that note that it overlaps most (the earlier on a tie);
  a label on a form belongs to the unit of its item. One that meets no gold unit stands alone and can
  only be wrong.
- *Detection* compares sets of (unit, code): the union of everything predicted, whatever the status.
- *Label matching* compares (unit, code, status). Of several predictions for one unit and code, the one
  of highest confidence is kept (the first on a tie; none given counts as 0). Gold keeps all of its labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from qa_assistant.case import Blocks, Label
from training.corpus import CorpusRow, GoldUnit


class Unit(NamedTuple):
    """A place that labels can speak of: a span of a note or an item of a form."""

    block: str
    start: int | None
    end: int | None
    item: str | None


class Pair(NamedTuple):
    """One code on one unit."""

    unit: Unit
    code: str


@dataclass(frozen=True)
class CaseMatch:
    """Gold and predictions of one case, brought onto the same units."""

    case_id: str
    gold: dict[Pair, dict[str, str | None]]
    """For every gold pair its statuses, each with its own time or ``None``."""
    predicted: dict[Pair, Label]
    """For every predicted pair the label kept."""
    written_at: dict[str, datetime]
    """When each note was written or form completed."""


def match_case(row: CorpusRow, predictions: Iterable[Label]) -> CaseMatch:
    """Bring one case's predictions onto its gold units."""
    gold: dict[Pair, dict[str, str | None]] = {}
    for unit in row.units:
        for label in unit.labels:
            gold.setdefault(Pair(_unit(unit), label.code), {}).setdefault(label.status, label.at)
    spans = _spans_by_block(row.units)
    kept: dict[Pair, Label] = {}
    for found in predictions:
        pair = Pair(_unit_of(found, spans), found.code)
        if pair not in kept or (found.confidence or 0.0) > (kept[pair].confidence or 0.0):
            kept[pair] = found
    blocks = Blocks.of(row.case)
    written = {note.note_id: note.written_at for note in blocks.notes.values()}
    written |= {form.form_id: form.completed_at for form in blocks.forms.values()}
    return CaseMatch(row.case.case_id, gold, kept, written)


def _unit(unit: GoldUnit) -> Unit:
    return Unit(unit.block, unit.start, unit.end, unit.item)


def _spans_by_block(units: Sequence[GoldUnit]) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for unit in units:
        if not unit.in_form:
            spans.setdefault(unit.block, []).append(unit.span)
    return spans


def _unit_of(label: Label, spans: dict[str, list[tuple[int, int]]]) -> Unit:
    alone = Unit(label.block, label.start, label.end, label.item)
    if label.item is not None or label.start is None or label.end is None:
        return alone
    start, end = label.start, label.end

    def overlap(span: tuple[int, int]) -> int:
        return min(end, span[1]) - max(start, span[0])

    best = max(spans.get(label.block, []), key=overlap, default=None)
    if best is None or overlap(best) <= 0:
        return alone
    return Unit(label.block, *best, None)
