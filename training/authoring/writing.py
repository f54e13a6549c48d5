"""From corpus rows back to the authoring format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from training.authoring.document import HEADER_KEYS, RATIONALE, Row, unit_texts

_CASE_MARKS = ("== ", "case:")
_PHRASE_MARKS = ("# ", "< ")


def to_text(row: Row) -> str:
    """A case or a phrase in the authoring format, ending in a newline.

    How a note's units were joined is not kept; all else comes back when the text is parsed. Raises
    ``ValueError`` for words that the format cannot hold (braces, a line break, the start of a heading).
    """
    lines = _phrase_lines(row) if "text" in row else _case_lines(row)
    return "\n".join(lines) + "\n"


def _phrase_lines(row: Row) -> Iterator[str]:
    if row["previous"] is not None:
        yield f"< {_words(row['previous'])}"
    if row["text"].startswith(_PHRASE_MARKS):
        raise ValueError(f"a phrase cannot hold words that begin like a comment or context: {row['text']!r}")
    yield _line(row["text"], row["labels"])


def _case_lines(row: Row) -> Iterator[str]:
    case = row["case"]
    written: dict[str, list[str]] = {}
    labels: dict[tuple[str, str], list[Row]] = {}
    for unit, text in zip(row["units"], unit_texts(row), strict=True):
        if "item" in unit:
            labels[unit["block"], unit["item"]] = unit["labels"]
        else:
            written.setdefault(unit["block"], []).append(_line(text, unit["labels"]))
    for word, key in HEADER_KEYS.items():
        if case.get(key) is not None:
            yield f"{word}: {_header_value(word, case[key])}"
    for note in case["notes"]:
        yield f"== note {note['written_at']} | {note['author_role']} | {note['kind']}"
        yield from written.get(note["note_id"], [])
    for form in case.get("forms", []):
        yield from _form_lines(form, labels)


def _form_lines(form: Row, labels: dict[tuple[str, str], list[Row]]) -> Iterator[str]:
    grade = f" | {form['grade']}" if form.get("grade") else ""
    yield f"== form {form['tool'].upper()} {form['completed_at']} | {form['author_role']}{grade}"
    for item in form["items"]:
        name, answer = _cell(item["item"]), _cell(item["answer"] or "")
        yield f"{name} | {answer} | {_line(item['text'] or '', labels[form['form_id'], name])}".rstrip()
    if (form["form_id"], RATIONALE) in labels:
        words = form.get(RATIONALE) or ""
        yield f"{RATIONALE} | {_line(words, labels[form['form_id'], RATIONALE])}".rstrip()


def _header_value(word: str, value: Any) -> str:
    if word == "flags":
        return ", ".join(value)
    if word == "people":
        return "; ".join(map(_person, value))
    return str(value)


def _person(person: Row) -> str:
    known = [person["role"], person.get("sex"), person.get("age")]
    text = " ".join(str(part) for part in known if part is not None)
    note = person.get("note") or ""
    return text + (note if note.startswith(",") else f" ({note})" if note else "")


def _line(text: str, labels: list[Row]) -> str:
    if not labels:
        return _words(text)
    return f"{_words(text)} {{{'; '.join(map(_label, labels))}}}".lstrip()


def _label(label: Row) -> str:
    at = f"@{label['at']}" if "at" in label else ""
    return f"{label['code']}:{label['status']}{at}"


def _words(text: str) -> str:
    if text != text.strip() or any(mark in text for mark in "{}\n") or text.startswith(_CASE_MARKS):
        raise ValueError(f"the authoring format cannot hold these words as one line: {text!r}")
    return text


def _cell(text: str) -> str:
    if "|" in text:
        raise ValueError(f"a form's item or answer cannot hold a bar: {text!r}")
    return _words(text)
