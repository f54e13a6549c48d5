"""The reader: a case in, labels out. It cuts, scores, decides and dates; forms are read beside the notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from qa_assistant.case import CaseFile, Form, Label, Note
from qa_assistant.codebook import Codebook
from qa_assistant.reading.attach import time_of
from qa_assistant.reading.decide import Decisions, decide
from qa_assistant.reading.scores import LabelSpace, Scores, Tagger
from qa_assistant.reading.segment import Segmenter
from qa_assistant.reading.times import TimeExpression, read_times
from qa_assistant.reading.units import Passage, case_passages, codes_of_yes, is_bare

_YES = frozenset({"yes", "y"})


class CaseReader:
    """Reads cases with a segmenter, a tagger and the decisions chosen for it."""

    def __init__(
        self, segmenter: Segmenter, tagger: Tagger, decisions: Decisions, codebook: Codebook, version: str
    ) -> None:
        self._segmenter = segmenter
        self._tagger = tagger
        self._decisions = decisions
        self._space = LabelSpace.of(codebook)
        self._version = version

    @property
    def version(self) -> str:
        return self._version

    def segment(self, text: str) -> list[tuple[int, int]]:
        """The units of a note as code-point offsets."""
        return self._segmenter(text)

    def read(self, case: CaseFile) -> list[Label]:
        """Everything that the notes and forms of the case record, in the order of the file."""
        passages = list(case_passages(case, self._segmenter))
        scored = dict(
            zip(
                (p.block for p in passages),
                zip(passages, self._tagger.score(passages), strict=True),
                strict=True,
            )
        )
        labels: list[Label] = []
        anchor: datetime | date | None = None
        for note in case.notes:
            times = read_times(note.text, note.written_at, anchor)
            anchor = times[-1].value if times else anchor
            labels += self._labels(*scored[note.note_id], note, times)
        for form in case.forms:
            labels += self._labels(*scored[form.form_id], None, [])
            labels += bare_answers(form)
        return labels

    def _labels(
        self, passage: Passage, scores: Scores, note: Note | None, times: list[TimeExpression]
    ) -> Iterator[Label]:
        for found in decide(scores, self._space, self._decisions):
            unit = passage.units[found.unit]
            at = None
            if note is not None and times and found.own_time >= self._decisions.own_time:
                focus = scores.focus[found.unit] if scores.focus else None
                index = self._space.codes.index(found.code)
                at = time_of(unit, found.status, focus, index, times, note.written_at)
            yield Label(
                block=unit.block, start=unit.start, end=unit.end, item=unit.item,
                code=found.code, status=found.status, at=at, confidence=found.confidence,
            )  # fmt: skip


def bare_answers(form: Form) -> Iterator[Label]:
    """What the answers without words record: a bare yes has its item's code, anything else none."""
    for item in form.items:
        if is_bare(item) and (item.answer or "").strip().lower() in _YES:
            for code in codes_of_yes(form.tool, item.item):
                yield Label(block=form.form_id, item=item.item, code=code, status="present", confidence=1.0)
