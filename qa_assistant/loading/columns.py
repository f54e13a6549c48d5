"""Which column holds which field: the user's mapping first, then the usual names in ``columns.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from qa_assistant.case import Attendance, AuthorRole, NoteKind
from qa_assistant.loading.codes import Code
from qa_assistant.loading.problems import one_line
from qa_assistant.loading.tidy import did_you_mean
from qa_assistant.loading.words import plain

Field = Literal[
    "case_id", "note_id", "written_at", "written_date", "written_time", "text", "author", "author_role",
    "kind", "reported_at", "reported_date", "reported_time", "as_of", "attendance", "people", "flags",
    "force", "team", "officer_in_case",
]  # fmt: skip
FIELDS: tuple[str, ...] = get_args(Field)
_SAMPLE_TIME = datetime(2022, 10, 3, 21, 14)
_NEEDED = {"case_id": "the case", "text": "the words of the note", "written_at": "the time of the note"}


class ColumnMapping(BaseModel):
    """What a mapping file may say; see ``mapping.example.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[Field, str] = {}
    roles: dict[str, AuthorRole] = {}
    kinds: dict[str, NoteKind] = {}
    attendances: dict[str, Attendance] = {}
    delimiter: str | None = None
    encoding: str | None = None
    time_format: str | None = None

    @field_validator("delimiter")
    @classmethod
    def _delimiter_is_one_character(cls, value: str | None) -> str | None:
        if value is not None and (len(value) != 1 or value in '"\r\n'):
            raise ValueError("give one character, such as ';'")
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, value: str | None) -> str | None:
        try:
            b"x".decode(value or "utf-8")  # no bytes at all would be decoded by any name
        except LookupError as error:
            raise ValueError("this encoding is not known; give utf-8, utf-16 or cp1252") from error
        except UnicodeError:
            pass  # known, and one byte is not enough for it
        return value

    @field_validator("time_format")
    @classmethod
    def _format_reads_what_it_writes(cls, value: str | None) -> str | None:
        try:
            if value is not None:
                datetime.strptime(_SAMPLE_TIME.strftime(value), value)
        except (ValueError, re.error) as error:
            raise ValueError("write it as Python's strptime has it, such as '%d/%m/%Y %H:%M'") from error
        return value

    def word(self, section: Literal["roles", "kinds", "attendances"], value: str) -> str | None:
        """What the user's own words in a section make of ``value``."""
        table: Mapping[str, str] = getattr(self, section)
        return next((meaning for word, meaning in table.items() if plain(word) == plain(value)), None)


def load_mapping(mapping: Mapping[str, Any] | Path | None) -> ColumnMapping:
    """Check a mapping given as a YAML file or a dictionary; ``InputError`` (QA102) says what is wrong."""
    if mapping is None:
        return ColumnMapping()
    where = "mapping"
    if isinstance(mapping, Path):
        where = str(mapping)
        data = _read_yaml(mapping)
    else:
        data = dict(mapping)
    try:
        return ColumnMapping.model_validate(data)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        raise Code.BAD_MAPPING.error(
            where, reason=_reason(detail["loc"], detail["type"], detail["msg"])
        ) from error


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except FileNotFoundError:
        raise Code.NO_SUCH_PATH.error(str(path)) from None
    except OSError as error:
        raise Code.BAD_MAPPING.error(str(path), reason=error.strerror) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise Code.BAD_MAPPING.error(str(path), reason=f"it is not valid YAML{line}") from error


def _reason(location: tuple[int | str, ...], kind: str, message: str) -> str:
    """What is wrong with a mapping, with the name that was probably meant."""
    names = [str(step) for step in location if step != "[key]"]
    place = one_line(".".join(names), 80) or "it"
    if kind == "extra_forbidden" or (kind == "literal_error" and names[:1] == ["columns"]):
        known = FIELDS if names[0] == "columns" else (*ColumnMapping.model_fields, *FIELDS)
        hint = did_you_mean(names[-1], known)
        mean = f"did you mean {hint}?" if hint else f"the fields are {', '.join(FIELDS)}"
        return f"{place} is not known; names of columns stand under 'columns:'; {mean}"
    return f"{place}: {message[0].lower()}{message[1:]}"


@dataclass(frozen=True)
class Columns:
    """Where in a row each field stands, and what the column is called."""

    places: dict[str, int]
    header: tuple[str, ...]

    def name(self, field: str) -> str | None:
        """The heading of the column of a field, or ``None`` where no column holds it."""
        place = self.places.get(field)
        return self.header[place] if place is not None else None

    @property
    def unused(self) -> list[str]:
        """Headings of the columns that serve no field."""
        used = set(self.places.values())
        return [
            one_line(name, 40) for place, name in enumerate(self.header) if place not in used and name.strip()
        ]


@cache
def _usual_names() -> dict[str, list[str]]:
    data = yaml.safe_load(Path(__file__).with_name("columns.yaml").read_text(encoding="utf-8"))
    return {field: [plain(name.replace("/", " ")) for name in names] for field, names in data.items()}


def _folded(name: str) -> str:
    return plain(name.replace("/", " "))


def choose(header: Sequence[str], mapping: ColumnMapping) -> Columns | dict[str, str]:
    """The column of each field, or ``wanted`` and ``mend`` for the problem of what is not there."""
    folded = [_folded(name) for name in header]
    places: dict[str, int] = {}
    wishes = {str(field): name for field, name in mapping.columns.items()}
    for field, name in wishes.items():
        if _folded(name) not in folded:
            close = did_you_mean(name, [each.replace(" ", "_") for each in folded])
            hint = f"; did you mean '{header[folded.index(close.replace('_', ' '))]}'?" if close else ""
            return {
                "wanted": field,
                "mend": f"the mapping names '{one_line(name, 40)}', which is not a column{hint}",
            }
        places[field] = folded.index(_folded(name))
    for field, names in _usual_names().items():
        free = (
            folded.index(name)
            for name in names
            if name in folded and folded.index(name) not in places.values()
        )
        if field not in places and (place := next(free, None)) is not None and _fits(field, places):
            places[field] = place
    if "written_at" not in places and "written_date" in places:
        return _checked(places, header, without="written_at")
    return _checked(places, header)


def _fits(field: str, places: dict[str, int]) -> bool:
    """A moment is in one column, or its date and time in two: whichever is found first."""
    stem, _, part = field.rpartition("_")
    return f"{stem}_at" not in places if part in {"date", "time"} else f"{stem}_date" not in places


def _checked(places: dict[str, int], header: Sequence[str], without: str = "") -> Columns | dict[str, str]:
    for field, wanted in _NEEDED.items():
        if field not in places and field != without:
            mend = (
                f"head the columns with their names, or name it in a mapping ('{field}: …' under 'columns:')"
            )
            return {"wanted": f"{wanted} ({field})", "mend": mend}
    return Columns(places, tuple(header))
