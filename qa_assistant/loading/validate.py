"""From raw data to a validated case, or to plain words about each thing that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from qa_assistant.case import CaseFile
from qa_assistant.loading.checks import check
from qa_assistant.loading.codes import Code
from qa_assistant.loading.json_files import case_id_in
from qa_assistant.loading.moments import DATE_SHAPED
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import RawCase
from qa_assistant.loading.tidy import did_you_mean, tidy

_LISTED = 20  # problems of one case that are listed
_TIMES = frozenset({"reported_at", "as_of", "written_at", "completed_at"})
_YEARS = range(1950, 2100)  # outside these a time is a slip, and arithmetic on it may overflow
_MISSING = {
    "case_id": "give the case an id of its own, of at most 64 characters",
    "reported_at": "add when the incident was reported, as 2022-10-03T21:14",
    "notes": "add the list of notes (it may be empty)",
    "note_id": "give each note an id of its own in the case, such as n1",
    "written_at": "add when the note was written, as 2022-10-03T21:14",
    "text": "add the words of the note (they may be empty)",
    "form_id": "give each form an id of its own in the case, such as f1",
    "tool": "add the name of the form, such as dash or dara",
    "completed_at": "add when the form was completed, as 2022-10-03T21:14",
    "items": "add the list of the form's items (it may be empty)",
    "item": "add the item's name, such as q1",
    "role": "add the person's role, such as victim, suspect or child",
}
_WRONG = {
    "string_type": "must be text, in quotation marks",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long; use at most 64 characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list, in square brackets",
    "model_type": "must be an object, in braces",
    "model_attributes_type": "must be an object, in braces",
    "dict_type": "must be an object, in braces",
}


@dataclass(frozen=True)
class LoadedCase:
    """One case that can be audited, where it came from, and what was doubtful about it."""

    case: CaseFile
    source: Place
    warnings: tuple[Problem, ...] = ()


def validate(raw: RawCase, now: datetime) -> LoadedCase | list[Problem]:
    """The case that ``raw`` holds, or all that has to be mended before it can be read (never empty)."""
    data = raw.data
    if isinstance(data, dict) and "case_id" not in data and isinstance(data.get("case"), dict):
        data = data["case"]  # a corpus row
    if not isinstance(data, dict):
        return [Code.NOT_A_CASE.at(raw.place, found=_kind_of(data))]
    tidied = tidy(data, raw.tally)
    case_id = case_id_in(tidied)
    problems = list(_repeated_ids(tidied, raw, case_id))
    try:
        case = CaseFile.model_validate(tidied)
    except ValidationError as error:
        problems += [
            _in_words(detail, data, raw, case_id)
            for detail in _root_causes(error, raw)
            if detail["loc"] or not problems  # the model's own error about ids has been put in words above
        ]
        return _limited(problems, raw, case_id)
    problems += _far_years(case, raw)
    if problems:
        return _limited(problems, raw, case_id)
    check(case, now, raw.tally)
    return LoadedCase(case, raw.place, raw.tally.problems(raw.locate, case.case_id))


def _root_causes(error: ValidationError, raw: RawCase) -> list[ErrorDetails]:
    """The errors, less that of a time of report only taken over from notes that are wrong themselves."""
    details = error.errors(include_url=False)
    own = [detail for detail in details if detail["loc"] != ("reported_at",)]
    return own if own and raw.tally.has(Code.ASSUMED_REPORT) else details


def _kind_of(value: object) -> str:
    names = {list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return "empty" if value is None else names.get(type(value), "something else")


def _limited(problems: list[Problem], raw: RawCase, case_id: str | None) -> list[Problem]:
    if len(problems) <= _LISTED:
        return problems
    more = Code.MORE.at(raw.place, case_id, count=len(problems) - _LISTED)
    return [*problems[:_LISTED], more]


def _repeated_ids(case: dict[str, Any], raw: RawCase, case_id: str | None) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, key in (("notes", "note_id"), ("forms", "form_id")):
        blocks = case.get(name)
        for index, block in enumerate(blocks if isinstance(blocks, list) else []):
            block_id = block.get(key) if isinstance(block, dict) else None
            if not isinstance(block_id, str):
                continue
            path = f"{name}[{index}].{key}"
            if block_id in first:
                yield Code.REPEATED_ID.at(raw.locate(path), case_id, path=path, first=first[block_id])
            first.setdefault(block_id, path)


def _far_years(case: CaseFile, raw: RawCase) -> Iterator[Problem]:
    times = [("reported_at", case.reported_at)] + ([("as_of", case.as_of)] if case.as_of else [])
    times += [(f"notes[{i}].written_at", note.written_at) for i, note in enumerate(case.notes)]
    times += [(f"forms[{i}].completed_at", form.completed_at) for i, form in enumerate(case.forms)]
    for path, moment in times:
        if moment.year not in _YEARS:
            given = f" of our time (the year is {moment.year})"
            yield Code.BAD_TIME.at(raw.locate(path), case.case_id, path=path, given=given)


def path_of(location: tuple[int | str, ...]) -> str:
    """``('notes', 1, 'written_at')`` as ``notes[1].written_at``."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f"{'.' if path else ''}{step}"
    return path


def _in_words(detail: ErrorDetails, data: dict[str, Any], raw: RawCase, case_id: str | None) -> Problem:
    location = detail["loc"]
    path = path_of(location)
    place = raw.locate(path)
    leaf = next((step for step in reversed(location) if isinstance(step, str)), "")
    if detail["type"] == "missing":
        slip = _slip(data, location)
        mend = f"is {slip} meant for it?" if slip else _MISSING.get(leaf, "add it")
        return Code.MISSING.at(place, case_id, path=path, mend=mend)
    if leaf in _TIMES:
        value = detail["input"]
        shown = isinstance(value, str) and DATE_SHAPED.match(value)  # never other words: they may be a note's
        return Code.BAD_TIME.at(place, case_id, path=path, given=f" ({value})" if shown else "")
    if detail["type"] == "literal_error":
        mend = f"must be one of {detail['ctx']['expected']}"
    else:
        mend = _WRONG.get(detail["type"], "does not fit; see the fields in qa_assistant/docs/input.md")
    return Code.BAD_VALUE.at(place, case_id, path=path, mend=mend)


def _slip(data: Any, location: tuple[int | str, ...]) -> str | None:
    """The field present beside a missing one that looks like a slip for it."""
    try:
        for step in location[:-1]:
            data = data[step]
    except (KeyError, IndexError, TypeError):
        return None
    missing = str(location[-1])
    if not isinstance(data, dict):
        return None
    names = Counter(str(name) for name in data)
    return next((name[:40] for name in names if did_you_mean(name, [missing]) and name != missing), None)
