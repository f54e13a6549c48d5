"""Cases in JSON: ``.json`` (one case, a list, ``{"cases": […]}``) and ``.jsonl`` (a case a line)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa_assistant.loading.codes import Code
from qa_assistant.loading.decoding import decode, marked_encoding
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import RawCase

_SPACE = re.compile(r"[\s\ufeff]*")
_LINE_MEND = "write one whole case on each line, or name the file .json"
_FILE_MEND = "mend it there; what stands after it in this file was not read"


class _Parser:
    """A JSON decoder that notices a key given twice, and lets raw control characters in strings pass."""

    def __init__(self) -> None:
        self.repeated: list[str] = []
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, strict=False)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.repeated.extend(key for key, count in counts.items() if count > 1)
        return found

    def value(self, text: str, start: int) -> tuple[Any, int]:
        """The value that begins at ``start`` and the place after it; raises ``JSONDecodeError``."""
        self.repeated.clear()
        try:
            return self._decoder.raw_decode(text, start)
        except json.JSONDecodeError:
            raise
        except RecursionError:
            raise json.JSONDecodeError("it is nested too deeply", text, start) from None
        except ValueError:  # an integer of thousands of digits
            raise json.JSONDecodeError("a number is too long", text, start) from None


def read_json(path: Path) -> Iterator[RawCase | Problem]:
    """The cases of a ``.json`` file, up to the first place where the JSON is broken."""
    place = Place(str(path))
    try:
        text = decode(path.read_bytes()).text
    except UnicodeDecodeError as error:
        yield Code.WRONG_ENCODING.at(place, position=error.start, encoding=error.encoding)
        return
    yield from _documents(text, place)


def _documents(text: str, place: Place) -> Iterator[RawCase | Problem]:
    parser = _Parser()
    position, line, counted = _skip(text, 0), 1, 0
    in_list, found = False, False
    try:
        while position < len(text):
            if not in_list and text[position] == "[":
                in_list, position = True, _skip(text, position + 1)
                if text.startswith("]", position):
                    in_list, position = False, _skip(text, position + 1)
                continue
            value, end = parser.value(text, position)
            line, counted = line + text.count("\n", counted, position), position
            found = True
            yield from _cases(value, Place(place.file, line), parser.repeated)
            position = _skip(text, end)
            if in_list:
                in_list, position = _next_in_list(text, position)
        if in_list:
            raise json.JSONDecodeError("the list is not closed", text, len(text))
    except json.JSONDecodeError as error:
        yield _broken(error, Place(place.file, error.lineno), _FILE_MEND)
        return
    if not found:
        yield Code.EMPTY.at(place)


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _next_in_list(text: str, position: int) -> tuple[bool, int]:
    if text.startswith("]", position):
        return False, _skip(text, position + 1)
    if text.startswith(",", position):
        position = _skip(text, position + 1)
        if not text.startswith("]", position):
            return True, position
    raise json.JSONDecodeError("Expecting ',' delimiter", text, position)


def _broken(error: json.JSONDecodeError, place: Place, mend: str) -> Problem:
    return Code.BAD_JSON.at(place, line=place.line, column=error.colno, reason=error.msg, mend=mend)


def _cases(value: Any, place: Place, repeated: list[str]) -> Iterator[RawCase | Problem]:
    """The cases in one JSON value: itself, or the members of its list ``cases``."""
    if repeated:
        yield Code.REPEATED_KEY.at(place, case_id_in(value), key=", ".join(sorted(repeated)[:3])[:100])
    elif isinstance(value, dict) and isinstance(value.get("cases"), list) and "case_id" not in value:
        for index, case in enumerate(value["cases"]):
            yield RawCase.whole(case, place.at(f"cases[{index}]"))
    else:
        yield RawCase.whole(value, place)


def case_id_in(value: object) -> str | None:
    """The id in a raw case (or corpus row) where it has a usable one."""
    if isinstance(value, dict):
        inner = value.get("case") if "case_id" not in value else value
        found = inner.get("case_id") if isinstance(inner, dict) else None
        if isinstance(found, str) and 0 < len(found.strip()) <= 64 and found.isprintable():
            return found.strip()
    return None


def read_jsonl(path: Path) -> Iterator[RawCase | Problem]:
    """The cases of a ``.jsonl`` file, one line in memory at a time."""
    with path.open("rb") as stream:
        head = stream.read(4096)
        if marked_encoding(head) not in {None, "utf-8-sig"} or _is_one_document(head):
            whole = True
        else:
            whole = False
            stream.seek(0)
            found = False
            for number, line in enumerate(stream, 1):
                if line.strip():
                    found = True
                    yield from _line(line, Place(str(path), number))
            if not found:
                yield Code.EMPTY.at(Place(str(path)))
    if whole:
        yield from read_json(path)


def _is_one_document(head: bytes) -> bool:
    """Whether the file opens with a bracket alone on its line: JSON written over several lines."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)
    return len(first) == 2 and first[0].strip() in {b"{", b"["}


def _line(data: bytes, place: Place) -> Iterator[RawCase | Problem]:
    try:
        text = data.decode("utf-8-sig" if place.line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        yield Code.WRONG_ENCODING.at(place, position=error.start, encoding="UTF-8")
        return
    parser = _Parser()
    try:
        start = _skip(text, 0)
        value, end = parser.value(text, start)
        end = _skip(text, end)
        if end < len(text):
            raise json.JSONDecodeError("there is more after the case", text, end)
    except json.JSONDecodeError as error:
        yield _broken(error, place, _LINE_MEND)
        return
    if isinstance(value, list):
        yield Code.NOT_A_CASE.at(place, found="a list")
    else:
        yield from _cases(value, place, parser.repeated)
