"""Training examples: corpus rows and phrases as encoder windows with their targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qa_assistant.reading.scores import LabelSpace
from qa_assistant.reading.units import Passage, Unit, form_passage, note_header
from qa_assistant.reading.windows import EncodedUnit, Encoder, Window
from training.corpus import CorpusRow, GoldLabel, GoldUnit, Phrase


@dataclass(frozen=True)
class Target:
    """What one unit records: rows of (code, status, whether the words give the act its own time)."""

    labels: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True)
class Example:
    """One window and the target of each unit scored in it."""

    window: Window
    targets: tuple[Target | None, ...]  # None: not to be learnt from


def _target(labels: Sequence[GoldLabel], space: LabelSpace) -> Target:
    return Target(
        tuple((space.codes.index(x.code), space.statuses.index(x.status), x.at is not None) for x in labels)
    )


def gold_passages(row: CorpusRow) -> Iterable[tuple[Passage, list[GoldUnit]]]:
    """The passages of an annotated case, cut at the gold units, each unit with its gold."""
    by_block: dict[str, list[GoldUnit]] = {}
    for unit in row.units:
        by_block.setdefault(unit.block, []).append(unit)
    for note in row.case.notes:
        golds = sorted((u for u in by_block.get(note.note_id, []) if not u.in_form), key=lambda u: u.span)
        units = tuple(Unit(note.note_id, note.text[u.start : u.end], u.start, u.end) for u in golds)
        yield Passage(note.note_id, note_header(note.author_role, note.kind), units), golds
    for form in row.case.forms:
        by_item = {unit.item: unit for unit in by_block.get(form.form_id, [])}
        passage = form_passage(form)
        yield (
            passage,
            [by_item.get(unit.item, GoldUnit(block=form.form_id, item=unit.item)) for unit in passage.units],
        )


def case_examples(
    rows: Iterable[CorpusRow], encoder: Encoder, space: LabelSpace, excluded: frozenset[str] = frozenset()
) -> list[Example]:
    """Every passage of every case as windows, the end of the passage before it as context.

    Units whose text is ``excluded`` stand as context only.
    """
    examples: list[Example] = []
    for row in rows:
        before: list[EncodedUnit] = []
        for passage, golds in gold_passages(row):
            units = encoder.units(passage)
            for window in encoder.windows(passage, units, before):
                targets = tuple(
                    None if passage.units[index].text in excluded else _target(golds[index].labels, space)
                    for index in window.units
                )
                examples.append(Example(window, targets))
            before = units[-2:] or before
    return examples


def phrase_examples(
    phrases: Iterable[Phrase], encoder: Encoder, space: LabelSpace, excluded: frozenset[str] = frozenset()
) -> list[Example]:
    """Single lines, each with the line before it as context; ``excluded`` ones are left out."""
    examples: list[Example] = []
    for phrase in phrases:
        if phrase.text in excluded:
            continue
        before = encoder.units(Passage("", "", (Unit("", phrase.previous),))) if phrase.previous else []
        passage = Passage("", "", (Unit("", phrase.text),))
        (window,) = encoder.windows(passage, encoder.units(passage), before)
        examples.append(Example(window, (_target(phrase.labels, space),)))
    return examples


def batches(examples: Sequence[Example], tokens: int, rng: np.random.Generator | None) -> list[list[Example]]:
    """Examples of like length together, at most ``tokens`` padded tokens a batch, shuffled by ``rng``."""
    order = np.arange(len(examples))
    lengths = np.array([len(example.window.ids) for example in examples], dtype=float)
    if rng is not None:
        lengths = lengths + rng.uniform(0, 24, len(examples))  # so that batches differ between epochs
    order = order[np.argsort(lengths, kind="stable")]
    grouped: list[list[Example]] = []
    for index in order:
        example = examples[index]
        if (
            grouped
            and (len(grouped[-1]) + 1) * max(len(example.window.ids), len(grouped[-1][-1].window.ids))
            <= tokens
        ):
            grouped[-1].append(example)
        else:
            grouped.append([example])
    if rng is not None:
        rng.shuffle(grouped)  # type: ignore[arg-type]  # a list is shuffled in place like any sequence
    return grouped
