"""Checks: the standards that no single step satisfies. Rules: ``qa_assistant/docs/standards.md``, "Checks"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from rapidfuzz import fuzz, process

from qa_assistant.case import Evidence, Form, FormItem, Note
from qa_assistant.codebook import load_codebook
from qa_assistant.localtime import after, elapsed, end_of
from qa_assistant.standards.catalogue import Catalogue, Grading, Standard, Threshold
from qa_assistant.standards.facts import Fact, Facts
from qa_assistant.standards.outcome import Outcome, recurring
from qa_assistant.standards.spans import hours_between

_GRADES = ("standard", "medium", "high")
_REASON_BEFORE = timedelta(hours=24)
_REVIEW_BEFORE_CLOSURE = timedelta(days=7)
_COPY_WORDS = 15
_COPY_SIMILARITY = 90.0  # rapidfuzz counts to 100
_NUMBERED = re.compile(r"q\d+$")
_NO = frozenset({"no", "n"})
_YES = frozenset({"yes", "y"})


def last_grade(facts: Facts) -> Fact | None:
    """The last risk grade stated in notes and forms, by time."""
    stated = [fact for grade in _GRADES for fact in facts.matching(f"grade_{grade}", ("present",))]
    return max(stated, key=lambda fact: (fact.moment, fact.order), default=None)


def present_risks(facts: Facts) -> frozenset[str]:
    """The risk codes recorded as present anywhere in the case."""
    risks = load_codebook().of_kind("risk")
    return frozenset(code for code in risks if any(facts.matching(code, ("present",))))


def expected_grade(risks: frozenset[str], grading: Grading) -> str:
    """The grade that these indicators usually mean."""
    severe = len(risks & set(grading.severe))
    other = len(risks) - severe

    def reaches(threshold: Threshold) -> bool:
        return severe >= threshold.severe and other >= threshold.other

    if reaches(grading.high_when) or reaches(grading.high_when_also):
        return "high"
    if reaches(grading.medium_when) or reaches(grading.medium_when_also):
        return "medium"
    return "standard"


def _grade_supported(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    grade = last_grade(facts)
    if grade is None:
        return Outcome("not_applicable")
    risks = present_risks(facts)
    expected = expected_grade(risks, catalogue.grading)
    short_by = _GRADES.index(expected) - _GRADES.index(grade.code.removeprefix("grade_"))
    reasons = [fact for fact in facts.matching("risk_rationale", ("done",)) if _explains(fact, grade)]
    if short_by <= 0:
        return Outcome("met", facts=(grade,))
    if short_by == 1 and reasons:
        return Outcome("met", facts=(grade, reasons[-1]))
    severe_first = sorted(risks, key=lambda code: (code not in catalogue.grading.severe, code))
    indicators = [next(facts.matching(code, ("present",))) for code in severe_first]
    return Outcome("missing", facts=(grade, *indicators))


def _explains(reason: Fact, grade: Fact) -> bool:
    """In the same form or note, within 24 hours before the grade, or any time after it."""
    return reason.label.block == grade.label.block or reason.moment >= after(grade.moment, -_REASON_BEFORE)


def item_codes(form: Form, item: FormItem, facts: Facts, catalogue: Catalogue) -> frozenset[str]:
    """The risk codes that an item of a form asks about, or that its own words carry.

    Items with a number are looked up whole; items named in words by the words in their name.
    """
    asked = catalogue.form_items.get(form.tool.strip().lower(), {})
    name = " ".join(item.item.casefold().split())
    if name in asked:
        return frozenset(asked[name])
    by_name = (codes for word, codes in asked.items() if not _NUMBERED.match(word) and _stands_in(word, name))
    risks = load_codebook().of_kind("risk")
    read_on_it = (
        fact.code
        for fact in facts.all
        if fact.label.block == form.form_id and fact.label.item == item.item and fact.code in risks
    )
    return frozenset([code for codes in by_name for code in codes]).union(read_on_it)


def _stands_in(word: str, name: str) -> bool:
    """Whether ``word`` begins a word of ``name``."""
    return f" {word}" in f" {name}"


def _form_consistent(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    places: list[Evidence] = []
    for form in facts.case.forms:
        if form.completed_at > facts.as_of:
            continue
        for item in form.items:
            codes = item_codes(form, item, facts, catalogue)
            against = _against_answer(item, codes, facts)
            if against:
                answer = Evidence(block=form.form_id, item=item.item, quote=item.text or item.answer or "")
                places += [answer, *(facts.quote(fact) for fact in against)]
    return Outcome("missing", places=tuple(places)) if places else Outcome("met")


def _against_answer(item: FormItem, codes: Iterable[str], facts: Facts) -> list[Fact]:
    """The words of the notes that disagree with the answer to one item."""
    answer = (item.answer or "").strip().lower()

    def in_notes(status: str) -> list[Fact]:
        found = (fact for code in sorted(codes) for fact in facts.matching(code, (status,)))
        return [fact for fact in found if fact.label.block in facts.blocks.notes]

    if answer in _NO:
        return in_notes("present") + in_notes("historic")
    if answer in _YES and not in_notes("present"):
        return in_notes("denied")
    return []


def _inactivity(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    assert standard.every is not None
    return recurring(standard.every, [note.written_at for note in facts.notes()], facts)


def _closure_supervised(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    closed = facts.closed_at()
    if closed is None:
        return Outcome("not_applicable")
    earliest = after(closed, -_REVIEW_BEFORE_CLOSURE)
    reviews = [f for f in facts.matching("supervisor_review", ("done",)) if f.as_evidence(closed) >= earliest]
    if reviews:
        return Outcome("met", done_at=reviews[0].as_evidence(closed), facts=(reviews[0],))
    return Outcome("missing")


def _wording(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    cleared = {fact.label.block for p in standard.cleared_by for fact in facts.matching(p.code, (p.status,))}
    flagged = [
        fact
        for flag in standard.flags
        for fact in facts.by_code.get(flag, ())
        if fact.label.block not in cleared
    ]
    return Outcome("missing", facts=tuple(flagged)) if flagged else Outcome("met")


def _late_entry(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    assert standard.within is not None
    latest: tuple[datetime, Fact] | None = None
    longest = timedelta(0)
    steps = load_codebook().of_kind("step")
    for fact in facts.all:
        if fact.code not in steps or fact.status != "done" or not fact.own_time:
            continue
        due = standard.within.deadline(_in_favour(fact.moment, fact.day))
        delay = elapsed(due, fact.written_at)
        if delay > longest:
            longest, latest = delay, (due, fact)
    if latest is None:
        return Outcome("met")
    due, fact = latest
    hours = hours_between(due, fact.written_at)
    return Outcome("late", due_at=due, done_at=fact.written_at, delay_hours=hours, facts=(fact,))


def _in_favour(moment: datetime, day: date | None) -> datetime:
    """A day without a time is read in favour of the record: the act may have been at its end."""
    return end_of(day) if day else moment


def _copied_text(standard: Standard, facts: Facts, catalogue: Catalogue) -> Outcome:
    notes = [note for note in facts.notes() if len(note.text.split()) >= _COPY_WORDS]
    folded = [" ".join(note.text.casefold().split()) for note in notes]
    for index in range(1, len(notes)):
        match = process.extractOne(
            folded[index], folded[:index], scorer=fuzz.ratio, score_cutoff=_COPY_SIMILARITY
        )
        if match:
            return Outcome("missing", places=(_whole(notes[match[2]]), _whole(notes[index])))
    return Outcome("met")


def _whole(note: Note) -> Evidence:
    return Evidence(block=note.note_id, start=0, end=len(note.text), quote=note.text)


CHECKS: Mapping[str, Callable[[Standard, Facts, Catalogue], Outcome]] = {
    "grade_supported": _grade_supported,
    "form_consistent": _form_consistent,
    "inactivity": _inactivity,
    "closure_supervised": _closure_supervised,
    "wording": _wording,
    "late_entry": _late_entry,
    "copied_text": _copied_text,
}
