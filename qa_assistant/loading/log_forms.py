"""Risk-assessment forms pasted into a log.

DASH 03/11/2022 22:25 HIGH
Q1 Yes small cut to lip
Strangulation - yes - hands round the throat
Rationale: …
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from qa_assistant.loading.moments import DATE, JOIN, TIME, iso_date, iso_time
from qa_assistant.loading.words import alternatives

_LOOKED_AT = 300  # characters of a line
_BETWEEN = r"[\s:,;|=\-\N{EN DASH}\N{EM DASH}]*"
_TITLE = re.compile(
    r"\W*(?:form\b\W*)?(?P<tool>dash|dara)\b(?:[\s/\-]*\b(?:ric|rick|form|risk|assessment|checklist|completed))*"
    rf"{_BETWEEN}(?:(?:on|at)\b\s*)?(?:{DATE}(?:{JOIN}{TIME})?)?"
    rf"{_BETWEEN}(?:(?:grade|graded|grading)\b{_BETWEEN})?"
    r"(?P<grade>standard|medium|high|none|ungraded|not graded)?(?:\s+risk)?\W*$",
    re.IGNORECASE,
)
_RATIONALE = re.compile(
    rf"\s*(?:rationale|reasons?(?:\s+for(?:\s+the)?\s+grade)?){_BETWEEN}[:|\-]\s*(?P<text>.*)", re.IGNORECASE
)


@cache
def _item_pattern() -> re.Pattern[str]:
    answer = rf"(?P<answer>{alternatives('answers')})(?![\w'])"
    number = r"(?:q(?:uestion)?\.?\s*(?P<q>\d{1,2}[a-z]?)|(?P<bare>\d{1,2}[a-z]?)(?=\s*[.):|\-]))"
    numbered = rf"{number}[.)]?{_BETWEEN}(?:{answer})?"
    named = rf"(?P<name>[a-z][a-z /'\-]{{1,40}}?)\s*[:|\N{{EN DASH}}\-]\s*{answer.replace('answer', 'said')}"
    return re.compile(rf"\s*(?:{numbered}|{named}){_BETWEEN}[.]?\s*(?P<text>.*)", re.IGNORECASE | re.DOTALL)


def split_forms(
    lines: Sequence[str], first_line: int, written: str | None, role: str | None
) -> tuple[list[int], list[tuple[int, dict[str, Any]]]]:
    """The indexes of the lines that are the entry's text, and the forms with the line each begins on.

    ``written`` and ``role`` are the entry's: a form that gives no time or author of its own has them.
    """
    text: list[int] = []
    forms: list[tuple[int, dict[str, Any]]] = []
    index = 0
    while index < len(lines):
        title = _title(lines, index)
        if title is None:
            text.append(index)
            index += 1
            continue
        form = {"tool": title["tool"].lower(), "completed_at": _completed(title, written)}
        form |= {"author_role": role} if role else {}
        form |= {"grade": title["grade"].lower()} if title["grade"] else {}
        begins = first_line + index
        index = _read_items(lines, index + 1, form)
        forms.append((begins, {key: value for key, value in form.items() if value is not None}))
    return text, forms


def _title(lines: Sequence[str], index: int) -> re.Match[str] | None:
    """The form that begins here: a title with an item on the next line that is not blank."""
    title = _TITLE.match(lines[index]) if len(lines[index]) <= _LOOKED_AT else None
    following = next((line for line in lines[index + 1 : index + 4] if line.strip()), "")
    return title if title and _item(following) else None


def _completed(title: re.Match[str], written: str | None) -> str | None:
    if not (title["iso_y"] or title["m"] or title["month"]):
        return written
    has_time = title["h"] or title["hhmm"] or title["h12"]
    return f"{iso_date(title)}T{iso_time(title)}" if has_time else iso_date(title)


def _item(line: str) -> dict[str, Any] | None:
    match = _item_pattern().match(line[:_LOOKED_AT])
    if match is None:
        return None
    number = match["q"] or match["bare"]
    item = f"q{number.lower()}" if number else match["name"].strip().lower()
    answer = match["answer"] or match["said"]
    text = (match["text"] + line[_LOOKED_AT:]).strip()
    return {"item": item, "answer": answer.lower() if answer else None, "text": text or None}


def _read_items(lines: Sequence[str], index: int, form: dict[str, Any]) -> int:
    """Read items into ``form`` from ``index`` on; the index of the first line that is not the form's."""
    items: list[dict[str, Any]] = []
    form["items"] = items
    after_blank = False
    while index < len(lines):
        line = lines[index]
        rationale = _RATIONALE.match(line[:_LOOKED_AT])
        item = None if rationale else _item(line)
        if not line.strip():
            after_blank = True
        elif rationale:
            form["rationale"] = (rationale["text"] + line[_LOOKED_AT:]).strip() or None
            after_blank = False
        elif item and not _title(lines, index):
            items.append(item)
            after_blank = False
        elif after_blank or _title(lines, index):
            break
        elif form.get("rationale"):
            form["rationale"] += "\n" + line.strip()
        else:
            items[-1]["text"] = "\n".join(filter(None, [items[-1]["text"], line.strip()]))
        index += 1
    return index
