"""The reader: a case in, labels out. It cuts, scores, decides and dates; forms are read beside the notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from qa_assistant.case import CaseFile, Form, Label, Reading
from qa_assistant.codebook import Codebook
from qa_assistant.confidence import Calibration
from qa_assistant.reading.attach import Dater
from qa_assistant.reading.decide import Decisions, decide
from qa_assistant.reading.scores import LabelSpace, Scores, Tagger
from qa_assistant.reading.segment import Segmenter
from qa_assistant.reading.units import Passage, case_passages, codes_of_yes, is_bare

_YES = frozenset({"yes", "y"})


class CaseReader:
    """Reads cases with a segmenter, a tagger and the decisions chosen for it."""

    def __init__(
        self,
        segmenter: Segmenter,
        tagger: Tagger,
        decisions: Decisions,
        codebook: Codebook,
        *,
        version: str,
        verdict_calibration: Calibration | None = None,
    ) -> None:
        self._segmenter = segmenter
        self._tagger = tagger
        self._decisions = decisions
        self._space = LabelSpace.of(codebook)
        self.version = version
        self.verdict_calibration = verdict_calibration or Calibration()

    def segment(self, text: str) -> list[tuple[int, int]]:
        """The units of a note as code-point offsets."""
        return self._segmenter(text)

    def read(self, case: CaseFile) -> list[Label]:
        """Everything that the notes and forms of the case record, in the order of the file."""
        return self.examine(case).labels

    def examine(self, case: CaseFile) -> Reading:
        """What the case records, and what it may record."""
        passages = list(case_passages(case, self._segmenter))
        scores = self._tagger.score(passages)
        by_block = {passage.block: (passage, score) for passage, score in zip(passages, scores, strict=True)}
        reading = Reading([], [])
        anchor: datetime | date | None = None
        for note in case.notes:
            dater = Dater(note, anchor, self._decisions.own_time)
            self._add(reading, *by_block[note.note_id], dater)
            anchor = dater.last_stated or anchor
        for form in case.forms:
            self._add(reading, *by_block[form.form_id], None)
            reading.labels.extend(bare_answers(form))
        return reading

    def _add(self, reading: Reading, passage: Passage, scores: Scores, dater: Dater | None) -> None:
        given, doubts = decide(scores, self._space, self._decisions)
        for found, labels in [(f, reading.labels) for f in given] + [(f, reading.doubts) for f in doubts]:
            unit = passage.units[found.unit]
            focus = scores.focus[found.unit] if scores.focus else None
            at = dater.time_of(unit, found, focus, self._space.codes.index(found.code)) if dater else None
            labels.append(
                Label(
                    block=unit.block,
                    start=unit.start,
                    end=unit.end,
                    item=unit.item,
                    code=found.code,
                    status=found.status,
                    at=at,
                    confidence=found.confidence,
                )
            )


def bare_answers(form: Form) -> Iterator[Label]:
    """What the answers without words record: a bare yes has its item's code, anything else none."""
    for item in form.items:
        if is_bare(item) and (item.answer or "").strip().lower() in _YES:
            for code in codes_of_yes(form.tool, item.item):
                yield Label(block=form.form_id, item=item.item, code=code, status="present", confidence=1.0)
