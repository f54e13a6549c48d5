"""What is doubtful in a case that can be read: order, distance and repetition of its notes."""

from __future__ import annotations

from datetime import datetime, timedelta

from qa_assistant.case import CaseFile
from qa_assistant.loading.codes import Code
from qa_assistant.loading.raw import Tally
from qa_assistant.localtime import elapsed, format_local

_LONG = 100_000  # characters
_EARLY = timedelta(days=1)


def check(case: CaseFile, now: datetime, tally: Tally) -> None:
    """Add to ``tally`` what a reader of this case should know; the case itself is left as it is."""
    read_at = case.read_at(now)
    seen: set[str] = set()
    previous: datetime | None = None
    if not case.notes and not case.forms:
        tally.add(Code.NO_NOTES, "notes")
    for index, note in enumerate(case.notes):
        when, text = f"notes[{index}].written_at", f"notes[{index}].text"
        _check_time(when, note.written_at, case, read_at, tally)
        if previous is not None and elapsed(previous, note.written_at) < timedelta(0):
            tally.add(Code.OUT_OF_ORDER, when)
        previous = note.written_at
        words = note.text.strip()
        if not words:
            tally.add(Code.NO_TEXT, text)
        elif words in seen:
            tally.add(Code.SAME_TEXT, text)
        if len(words) > _LONG:
            tally.add(Code.LONG_TEXT, text)
        seen.add(words)
    for index, form in enumerate(case.forms):
        _check_time(f"forms[{index}].completed_at", form.completed_at, case, read_at, tally)


def _check_time(path: str, moment: datetime, case: CaseFile, read_at: datetime, tally: Tally) -> None:
    if elapsed(moment, case.reported_at) > _EARLY:
        tally.add(Code.BEFORE_REPORT, path)
    if elapsed(read_at, moment) > timedelta(0):
        tally.add(Code.AFTER_AS_OF, path, as_of=format_local(read_at))
