"""Take raw data as exports write it towards the case schema: strings cleaned, words and times made regular.

What it changes in the words of a note, and nothing else: CRLF and CR become LF; form feed, vertical tab and
NEL, which end lines too, become LF; NUL and every other control character but tab is removed; half of a
surrogate pair becomes U+FFFD. Emoji, right-to-left text and its marks stay. Offsets count in the result.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time
from math import isnan
from typing import Any

from qa_assistant.case import ATTENDANCES, AUTHOR_ROLES, NOTE_KINDS, CaseFile, Form, FormItem, Note, Person
from qa_assistant.loading.codes import Code
from qa_assistant.loading.decoding import lf
from qa_assistant.loading.moments import clock_change, to_iso
from qa_assistant.loading.problems import one_line
from qa_assistant.loading.raw import Tally
from qa_assistant.loading.words import attendance_of, kind_named, role_of

_LINE_ENDS = re.compile(r"[\x0b\x0c\x85]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_TIMES = frozenset({"reported_at", "as_of", "written_at", "completed_at"})
_IDS = frozenset({"case_id", "note_id", "form_id"})
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}$")
_GRADES = {"std": "standard", "med": "medium", "not graded": "none", "ungraded": "none"}


def did_you_mean(name: str, known: Collection[str]) -> str | None:
    """The known name that ``name`` is most likely a slip for."""
    close = difflib.get_close_matches(name.lower().replace(" ", "_").replace("-", "_")[:80], known, 1, 0.7)
    return close[0] if close else None


def clean(text: str) -> tuple[str, bool]:
    """The text as notes keep it, and whether characters were removed."""
    ended = _LINE_ENDS.sub("\n", lf(text))
    cleaned = _HALVES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", ended))
    return cleaned, cleaned != ended


def tidy(data: dict[str, Any], tally: Tally) -> dict[str, Any]:
    """The data of one case made regular, with what was doubtful added to ``tally``. Never raises."""
    case = _fields(data, "", CaseFile.model_fields, tally)
    if "attendance" not in case:
        tally.add(Code.NO_ATTENDANCE, "attendance")
    elif isinstance(case["attendance"], str):
        found = attendance_of(case["attendance"])
        if found is None:
            tally.add(Code.BAD_ATTENDANCE, "attendance", known=", ".join(ATTENDANCES))
        case["attendance"] = found or "unknown"
    for name, build in (("notes", _note), ("forms", _form), ("people", _person)):
        if isinstance(case.get(name), list):
            case[name] = _each(case[name], name, build, tally)
    return case


def _each(
    values: list[Any], path: str, build: Callable[[dict[str, Any], str, Tally], dict[str, Any]], tally: Tally
) -> list[Any]:
    return [
        build(value, f"{path}[{index}]", tally) if isinstance(value, dict) else value
        for index, value in enumerate(values)
    ]


def _note(data: dict[str, Any], path: str, tally: Tally) -> dict[str, Any]:
    note = _fields(data, f"{path}.", Note.model_fields, tally)
    _regular(note, "author_role", f"{path}.author_role", role_of, (Code.UNKNOWN_ROLE, AUTHOR_ROLES), tally)
    _regular(note, "kind", f"{path}.kind", kind_named, (Code.UNKNOWN_KIND, NOTE_KINDS), tally)
    return note


def _form(data: dict[str, Any], path: str, tally: Tally) -> dict[str, Any]:
    form = _fields(data, f"{path}.", Form.model_fields, tally)
    _regular(form, "author_role", f"{path}.author_role", role_of, (Code.UNKNOWN_ROLE, AUTHOR_ROLES), tally)
    if isinstance(form.get("tool"), str):
        form["tool"] = form["tool"].strip().lower()
    if isinstance(form.get("grade"), str):
        grade = form["grade"].strip().lower().removesuffix(" risk")
        form["grade"] = _GRADES.get(grade, grade)
    if isinstance(form.get("items"), list):
        form["items"] = _each(form["items"], f"{path}.items", _item, tally)
    return form


def _item(data: dict[str, Any], path: str, tally: Tally) -> dict[str, Any]:
    item = _fields(data, f"{path}.", FormItem.model_fields, tally)
    for name in ("item", "answer"):
        if isinstance(item.get(name), str):
            item[name] = item[name].strip()
    if isinstance(item.get("answer"), bool):
        item["answer"] = "yes" if item["answer"] else "no"
    return item


def _person(data: dict[str, Any], path: str, tally: Tally) -> dict[str, Any]:
    return _fields(data, f"{path}.", Person.model_fields, tally)


def _regular(
    block: dict[str, Any],
    name: str,
    path: str,
    find: Callable[[str], str | None],
    unknown: tuple[Code, tuple[str, ...]],
    tally: Tally,
) -> None:
    """Bring an enumerated value to its regular spelling; an unknown one becomes 'other' with a warning."""
    value = block.get(name)
    if not isinstance(value, str):
        return
    if not value.strip():
        del block[name]
        return
    found = find(value)
    if found is None:
        code, known = unknown
        tally.add(code, path, known=", ".join(known))
    block[name] = found or "other"


def _fields(data: dict[str, Any], prefix: str, known: Collection[str], tally: Tally) -> dict[str, Any]:
    """The known fields that have a value, each a plain one; the others are warned of."""
    fields: dict[str, Any] = {}
    for name, value in data.items():
        if name not in known:
            hint = did_you_mean(str(name), known)
            mean = f"; did you mean {hint}?" if hint else ""
            tally.add(
                Code.UNKNOWN_FIELD,
                f"{prefix}{one_line(str(name), 40)}",
                name=one_line(str(name), 40),
                hint=mean,
            )
            continue
        plain = _plain(name, value, f"{prefix}{name}", tally)
        if plain is not None:
            fields[name] = plain
    return fields


def _plain(name: str, value: Any, path: str, tally: Tally) -> Any:
    if isinstance(value, str):
        value, removed = clean(value)
        if removed:
            tally.add(Code.CONTROLS, path)
        if name == "text":
            return value
        if name in _TIMES:
            return _time(value.strip(), path, tally)
        if name in _IDS:
            return " ".join(value.split())
        return None if value == "" and name in {"age", "sex", "attendance", "grade"} else value
    if isinstance(value, datetime):
        return _time(value.isoformat(), path, tally)
    if isinstance(value, date | time):
        return _time(value.isoformat(), path, tally)
    if value is None or (
        isinstance(value, float) and isnan(value)
    ):  # NaN, which is how tables write an absent number
        return None
    if isinstance(value, bool) or name == "age" or name in _TIMES:
        return value
    if isinstance(value, int | float) and value == value // 1:
        return str(int(value))  # an id or collar number that was written without quotation marks
    return value


def _time(value: str, path: str, tally: Tally) -> str:
    """ISO time of a value, with warnings of what its wall clock leaves open."""
    iso = to_iso(value)
    if _DATE_ONLY.match(iso):
        tally.add(Code.NO_CLOCK_TIME, path)
    change = clock_change(iso)
    if change:
        tally.add(Code.SKIPPED_HOUR if change == "skipped" else Code.DOUBLED_HOUR, path)
    return iso
