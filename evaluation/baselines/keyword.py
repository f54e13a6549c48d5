"""The keyword baseline: medspaCy's target matcher and ConText with patterns and cues for this codebook.

Target patterns (``keyword_patterns.yaml``) say which code a unit speaks of; ConText cues near them
(``keyword_cues.yaml``) say with which status; times are those of ``qa_assistant.reading.times``. It is what
a careful team builds in a few days without machine learning, and the reader has to beat it.

medspaCy is in the extra ``peers``. Its metadata ask for an older spaCy than ours, with which its matcher
and ConText work all the same: install it with ``uv pip install --no-deps``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from evaluation.baselines.medspacy_pipeline import FIXED, build_pipeline
from evaluation.baselines.patterns import Places, read_cues, read_places, read_targets
from evaluation.baselines.status import settle
from qa_assistant.case import CaseFile, Form, FormItem, Label, Note
from qa_assistant.codebook import Codebook, load_codebook
from qa_assistant.localtime import elapsed
from qa_assistant.reading.times import TimeExpression, read_times

_SPLIT = re.compile(r"\s*\n\s*|(?<=[.!?])[\"')\]’”]*\s+")
_NO = frozenset({"no", "never", "n"})
_YES = frozenset({"yes", "y", "often", "very often", "sometimes", "always", "occasionally", "once", "rarely"})
_DATED = frozenset({"done", "attempted", "declined"})
_SAME_MOMENT = 15 * 60  # seconds; nearer to the note's own time, a stated time adds nothing


class KeywordReader:
    """Reads labels by patterns and cues."""

    def __init__(self, pipeline: Any, codebook: Codebook, places: Places) -> None:
        self._pipeline = pipeline
        self._codebook = codebook
        self._places = places

    @classmethod
    def load(cls) -> KeywordReader:
        """With the shipped patterns; ``UsageError`` where medspaCy is not installed."""
        codebook = load_codebook()
        return cls(build_pipeline(read_targets(codebook), read_cues()), codebook, read_places())

    def segment(self, text: str) -> list[tuple[int, int]]:
        """Lines and sentences: a unit ends at a line break or at a full stop before white space."""
        units, start = [], 0
        for gap in _SPLIT.finditer(text):
            if text[start : gap.start()].strip():
                units.append((start, gap.start()))
                start = gap.end()
        if text[start:].strip():
            units.append((start, len(text)))
        return units

    def read(self, case: CaseFile) -> list[Label]:
        """All labels of the case's notes and forms; no confidences."""
        labels = [label for note in case.notes for label in self._read_note(note)]
        return labels + [label for form in case.forms for label in self._read_form(form)]

    def _read_note(self, note: Note) -> Iterator[Label]:
        spans = self.segment(note.text)
        times = read_times(note.text, note.written_at)
        texts = [note.text[start:end] for start, end in spans]
        placed = list(self._placed(note, texts))
        told: set[str] = set()
        for index, ((start, end), doc) in enumerate(zip(spans, self._pipeline.pipe(texts), strict=True)):
            found = self._codes(doc, note.author_role)
            for code, status in (place[1:] for place in placed if place[0] == index):
                found.setdefault(code, (status, 0))
            found = {code: hit for code, hit in found.items() if code not in told}
            told |= found.keys() & self._places.once_a_note
            inside = [time for time in times if start <= time.start < end]
            for code, (status, place) in found.items():
                at = self._time(code, status, start + place, inside, note)
                yield Label(block=note.note_id, start=start, end=end, code=code, status=status, at=at)

    def _placed(self, note: Note, texts: Sequence[str]) -> Iterator[tuple[int, str, str]]:
        """(unit, code, status) of what is read from where a unit stands."""
        for rule in (rule for rule in self._places.openings if texts and rule.holds(note)):
            yield 0, rule.code, rule.status
        for rule in (rule for rule in self._places.first_mentions if rule.holds(note)):
            word = re.compile(rf"\b(?:{rule.pattern})\b", re.IGNORECASE)
            first = next((index for index, text in enumerate(texts) if word.search(text)), None)
            if first is not None:
                yield first, rule.code, rule.status

    def _read_form(self, form: Form) -> Iterator[Label]:
        for item in form.items:
            for code, status in self._item(form.tool, item).items():
                yield Label(block=form.form_id, item=item.item, code=code, status=status)
        if form.rationale:
            found = self._statuses(form.rationale) | {"risk_rationale": "done"}
            for code, status in found.items():
                yield Label(block=form.form_id, item="rationale", code=code, status=status)

    def _item(self, tool: str, item: FormItem) -> dict[str, str]:
        """What an answered item records: the code it asks about by its answer, and what its words add."""
        text, answer = item.text or "", (item.answer or "").strip().lower()
        found = {c: s for c, s in self._statuses(text).items() if self._codebook.codes[c].kind != "step"}
        for code in self._asked(tool, item.item):
            if answer in _YES:
                found.setdefault(code, "present")
            elif answer in _NO and text:
                found[code] = "absent" if self._codebook.codes[code].kind == "event" else "denied"
        return found

    def _asked(self, tool: str, item: str) -> tuple[str, ...]:
        """The codes that an item asks about: by its name in the lists, else by the words of its name."""
        listed = self._places.form_items.get(tool.lower(), {}).get(item.lower())
        if listed is not None:
            return tuple(listed)
        named = self._codes(self._pipeline(item.replace("_", " ")))
        return tuple(code for code in named if self._codebook.codes[code].kind == "risk")

    def _statuses(self, text: str) -> dict[str, str]:
        return {code: status for code, (status, _) in self._codes(self._pipeline(text)).items()}

    def _codes(self, doc: Any, author_role: str = "other") -> dict[str, tuple[str, int]]:
        """For every code in the text its status and where its target stands."""
        found: dict[str, list[tuple[str, int]]] = {}
        settled: dict[str, tuple[str, int]] = {}
        for span in doc.spans["medspacy_spans"]:
            code, _, fixed = span.label_.partition(FIXED)
            kind = self._codebook.codes[code].kind
            meanings = {modifier.category.lower() for modifier in span._.modifiers}
            if fixed:
                settled.setdefault(code, (fixed, span.start_char))
            status = settle(code, kind, meanings, author_role)
            if status is not None:
                found.setdefault(code, []).append((status, span.start_char))
        return {code: _choose(hits) for code, hits in found.items()} | settled

    def _time(
        self, code: str, status: str, place: int, times: Sequence[TimeExpression], note: Note
    ) -> str | None:
        """The stated time nearest to the target, for what is over and is not simply the note's own moment."""
        kind = self._codebook.codes[code].kind
        if not ((kind == "step" and status in _DATED) or (kind == "event" and status == "present")):
            return None
        past = [time for time in times if time.direction != "future"]
        nearest = min(past, key=lambda time: abs(time.start - place), default=None)
        if nearest is None or _is_now(nearest, note):
            return None
        return nearest.iso


def _choose(hits: Sequence[tuple[str, int]]) -> tuple[str, int]:
    """Of several targets for one code the one whose words say most: not plain done or present."""
    return next((hit for hit in hits if hit[0] not in ("done", "present")), hits[0])


def _is_now(time: TimeExpression, note: Note) -> bool:
    value = time.value
    if isinstance(value, datetime):
        return abs(elapsed(note.written_at, value).total_seconds()) <= _SAME_MOMENT
    return value == note.written_at.date()
