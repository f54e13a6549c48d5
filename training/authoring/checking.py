"""What is wrong with authored files, line by line, and how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import get_args

from qa_assistant.case import ATTENDANCES, AUTHOR_ROLES, NOTE_KINDS, Grade
from qa_assistant.codebook import Codebook, load_codebook
from training.authoring.document import Case, Form, Label, Line, Phrase, Problem, parse_person, unit_texts
from training.authoring.likeness import fold, too_like
from training.authoring.reading import read_cases, read_phrases

FLAGS = ("da", "stalking", "hba", "child", "sexual")
PHRASE_SUFFIX = ".phrases.txt"
_GRADES: tuple[str, ...] = get_args(Grade)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FAR = timedelta(days=60)
_REPEATED_WORDS = 8
_MANY = 12
_HOW_TIME = "write it to the minute as 2022-10-03T22:25"


@dataclass(slots=True)
class Authored:
    """All that the given files hold, and what was already wrong with their form."""

    cases: list[Case] = field(default_factory=list)
    phrases: list[tuple[str, Phrase]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def units(self) -> Iterator[tuple[str, Line]]:
        """Every unit that has words, and the file it stands in."""
        for case in self.cases:
            yield from ((case.source, line) for line in case.lines() if line.text)
        yield from ((source, phrase.line) for source, phrase in self.phrases)

    def lines(self) -> Iterator[tuple[str, Line]]:
        """Every unit, and the lines that only give a phrase its context."""
        yield from self.units()
        yield from ((source, phrase.previous) for source, phrase in self.phrases if phrase.previous)


def read_files(paths: Iterable[Path]) -> Authored:
    """Read case files, and phrase banks (``*.phrases.txt``), keeping what can be read of each."""
    authored = Authored()
    for path in paths:
        text, source = path.read_text(encoding="utf-8"), str(path)
        if path.name.endswith(PHRASE_SUFFIX):
            phrases, problems = read_phrases(text, source)
            authored.phrases += ((source, phrase) for phrase in phrases)
        else:
            cases, problems = read_cases(text, source)
            authored.cases += cases
        authored.problems += problems
    return authored


def check_files(paths: Iterable[Path], not_like: Sequence[Path] = ()) -> list[Problem]:
    """Every problem of the files, in their order; ``not_like`` are test sets to keep clear of."""
    return check(read_files(paths), not_like)


def check(authored: Authored, not_like: Sequence[Path] = ()) -> list[Problem]:
    """Every problem of what was read, by file and line."""
    codebook = load_codebook()
    problems = list(authored.problems)
    for case in authored.cases:
        problems += _Checker(case.source, codebook).case(case)
    for source, phrase in authored.phrases:
        problems += _Checker(source, codebook).labels(phrase.line, None, None)
    problems += _repeated_ids(authored.cases)
    problems += _repeated_lines(authored.units())
    for path in not_like:
        problems += _too_like_test(list(authored.lines()), path)
    return sorted(problems, key=lambda problem: (problem.source, problem.line, problem.severity))


class _Checker:
    """Checks what stands in one file against the codebook and the calendar."""

    def __init__(self, source: str, codebook: Codebook) -> None:
        self._source = source
        self._codebook = codebook

    def case(self, case: Case) -> Iterator[Problem]:
        """The header, then each note and form."""
        yield from self._header(case)
        yield from self._order(case)
        as_of = _moment(case.value("as_of"))
        for note in case.notes:
            yield from self._known("role", note.author_role, AUTHOR_ROLES, note.number)
            yield from self._known("kind of note", note.kind, NOTE_KINDS, note.number)
            for line in note.lines:
                yield from self.labels(line, _moment(note.written_at), as_of)
        for form in case.forms:
            yield from self._known("role", form.author_role, AUTHOR_ROLES, form.number)
            yield from self._known("grade", form.grade or "none", _GRADES, form.number)
            for _, line in form.units():
                yield from self.labels(line, _moment(form.completed_at), as_of)
            yield from self._bare_answers(form)

    def labels(self, line: Line, written_at: datetime | None, as_of: datetime | None) -> Iterator[Problem]:
        """The labels of one line, read at the moment of its note where that is known."""
        for label in line.labels:
            yield from self._label(label, line.number)
            if label.at:
                yield from self._time(label, line.number, written_at, as_of)
        for label in dict.fromkeys(line.labels):
            if line.labels.count(label) > 1:
                told = f"{label.code}:{label.status} stands twice on the line: leave one out"
                yield self._warning(line.number, told)

    def _header(self, case: Case) -> Iterator[Problem]:
        def at(word: str) -> int:
            return case.header.get(word, ("", case.number))[1]

        if case.value("attendance"):
            allowed = tuple(attendance for attendance in ATTENDANCES if attendance != "unknown")
            yield from self._known("attendance", case.value("attendance"), allowed, at("attendance"))
        for flag in filter(None, map(str.strip, case.value("flags").split(","))):
            yield from self._known("flag", flag, FLAGS, at("flags"), "with commas between them")
        people = [parse_person(part.strip()) for part in case.value("people").split(";") if part.strip()]
        if people and not any(person["role"].startswith("victim") for person in people):
            yield self._warning(at("people"), "no victim among the people: add 'victim F 34'")
        for person in people:
            note = person.get("note", "")
            if note.startswith(","):
                yield self._warning(
                    at("people"),
                    f"part ', …' after {person['role']!r} is read as a remark: write each person after a ';'",
                )
            if note.startswith(("month", "week", "day")):
                yield self._warning(at("people"), f"{person['age']} is read as years: write 'M 0 (8 months)'")

    def _order(self, case: Case) -> Iterator[Problem]:
        """Times that are not times, or that stand outside the case or out of order."""
        reported, as_of = _moment(case.value("reported")), _moment(case.value("as_of"))
        headings = [
            (case.header[word][1], case.value(word)) for word in ("reported", "as_of") if case.value(word)
        ]
        blocks = [(note.number, note.written_at) for note in case.notes]
        forms = [(form.number, form.completed_at) for form in case.forms]
        for number, written in headings + blocks + forms:
            if not _moment(written):
                yield self._error(number, f"{written!r} is not a time: {_HOW_TIME}")
        if reported and as_of and as_of < reported:
            yield self._error(case.number, "as_of is before reported: the file is read after the report")
        for number, written in blocks + forms:
            moment = _moment(written)
            if moment and reported and moment < reported:
                yield self._warning(number, f"{written} is before the case was reported: is the date right?")
            if moment and as_of and moment > as_of:
                yield self._warning(number, f"{written} is after as_of: move as_of or mend the date")
        for (_, before), (number, after) in pairwise(blocks):
            if (earlier := _moment(before)) and (later := _moment(after)) and later < earlier:
                yield self._warning(number, f"the note is before the one above it ({before}): put in order")

    def _label(self, label: Label, number: int) -> Iterator[Problem]:
        codes = self._codebook.codes
        if label.code not in codes:
            yield from self._known("code", label.code, tuple(codes), number)
            return
        statuses = self._codebook.statuses(label.code)
        if label.status not in statuses:
            kind = codes[label.code].kind
            article = "an" if kind == "event" else "a"
            yield self._error(
                number,
                f"{label.code} is {article} {kind} and cannot be {label.status!r}: use {_either(statuses)}",
            )

    def _time(
        self, label: Label, number: int, written_at: datetime | None, as_of: datetime | None
    ) -> Iterator[Problem]:
        when = _act_time(label.at or "")
        name = f"{label.code}:{label.status}@{label.at}"
        if when is None:
            yield self._error(number, f"{name}: {_HOW_TIME}, or as a date, 2022-10-03")
            return
        if as_of and label.status != "planned" and _later(when, as_of):
            yield self._error(number, f"{name} is after as_of: mend the time, or is it planned?")
        elif written_at and label.status != "planned" and _later(when, written_at):
            yield self._warning(number, f"{name} is later than the note that tells of it: is it planned?")
        if written_at and abs(_day(when) - written_at.date()) > _FAR:
            yield self._warning(number, f"{name} is more than 60 days from the note: is the year right?")

    def _bare_answers(self, form: Form) -> Iterator[Problem]:
        for answer in form.answers:
            said, line = answer.answer.casefold(), answer.line
            if line.text:
                continue
            if line.labels and said in ("no", "n", ""):
                yield self._error(
                    line.number,
                    f"{answer.item}: a bare 'no', or no answer, has no label: "
                    "leave the labels out or write the words that they rest on",
                )
            elif said in ("yes", "y") and not line.labels:
                yield self._warning(line.number, f"{answer.item}: a bare 'yes' has its code: add it")

    def _known(
        self, what: str, value: str, allowed: Sequence[str], number: int, how: str = ""
    ) -> Iterator[Problem]:
        if value not in allowed:
            near = get_close_matches(value, allowed, n=3, cutoff=0.5) or ["another one of the codebook"]
            advice = f"use {_either(near if len(allowed) > _MANY else allowed)}"
            yield self._error(number, f"unknown {what} {value!r}: {advice}{how and ', ' + how}")

    def _error(self, number: int, message: str) -> Problem:
        return Problem(self._source, number, "error", message)

    def _warning(self, number: int, message: str) -> Problem:
        return Problem(self._source, number, "warning", message)


def _row_texts(path: Path) -> list[tuple[int, str]]:
    """The words of every unit of a JSONL file of corpus rows, with the number of the row's line."""
    with path.open(encoding="utf-8") as rows:
        return [
            (number, text)
            for number, row in enumerate(rows, start=1)
            if row.strip()
            for text in unit_texts(json.loads(row))
            if text
        ]


def _too_like_test(lines: Sequence[tuple[str, Line]], path: Path) -> Iterator[Problem]:
    """Refuses lines too like a test line; never quotes the test, which its authors must not see."""
    tested = _row_texts(path)
    for index, near, likeness in too_like([line.text for _, line in lines], [text for _, text in tested]):
        source, line = lines[index]
        where = f"{path.name}:{tested[near][0]}"
        message = (
            f"too like a line of the test set ({likeness:.0f}% alike, {where}): "
            "say it with other facts and words, or leave it out"
        )
        yield Problem(source, line.number, "error", message)


def _repeated_ids(cases: Iterable[Case]) -> Iterator[Problem]:
    first: dict[str, Case] = {}
    for case in cases:
        name = case.value("case")
        if name and first.setdefault(name, case) is not case:
            message = f"case id {name!r} is taken ({first[name].source}:{first[name].number}): use another"
            yield Problem(case.source, case.number, "error", message)


def _repeated_lines(lines: Iterable[tuple[str, Line]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for source, line in lines:
        folded, here = fold(line.text), f"{source}:{line.number}"
        if folded.count(" ") + 1 >= _REPEATED_WORDS and first.setdefault(folded, here) != here:
            message = f"the same words stand at {first[folded]}: vary them"
            yield Problem(source, line.number, "warning", message)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def _act_time(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else _moment(text)
    except ValueError:
        return None


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _later(when: date | datetime, than: datetime) -> bool:
    return when > than if isinstance(when, datetime) else when > than.date()


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
