"""Patterns and cues of the keyword baseline, read from YAML and compiled to regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from qa_assistant.case import AuthorRole, Note, NoteKind
from qa_assistant.codebook import Codebook
from qa_assistant.errors import CatalogueError

Meaning = Literal[
    "done", "negated", "denied", "historic", "planned", "attempted", "declined", "ruled_out", "not_done"
]
Direction = Literal["forward", "backward", "both"]

_FOLDER = Path(__file__).parent
_CATALOGUE = _FOLDER.parents[1] / "qa_assistant" / "standards" / "catalogue.yaml"


class Target(BaseModel):
    """Words that speak of a code; ``status`` where they also settle the status."""

    model_config = ConfigDict(frozen=True)

    code: str
    pattern: str
    status: str | None = None


class Cue(BaseModel):
    """Words that change the status of targets within ``reach`` tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meaning: Meaning
    direction: Direction
    reach: int
    patterns: tuple[str, ...]


class Cues(BaseModel):
    """All cues, and the words at which their reach ends."""

    model_config = ConfigDict(frozen=True)

    stops: tuple[str, ...]
    cues: tuple[Cue, ...]


class Place(BaseModel):
    """A code that the opening unit (or the first with the ``pattern``) of such a note records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    author_roles: tuple[AuthorRole, ...]
    kinds: tuple[NoteKind, ...]
    code: str
    status: str
    pattern: str | None = None

    def holds(self, note: Note) -> bool:
        return note.author_role in self.author_roles and note.kind in self.kinds


class Places(BaseModel):
    """What is read from where a unit stands, and which codes the items of forms ask about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    openings: tuple[Place, ...]
    first_mentions: tuple[Place, ...]
    form_items: dict[str, dict[str, tuple[str, ...]]]


def read_targets(codebook: Codebook, path: Path = _FOLDER / "keyword_patterns.yaml") -> list[Target]:
    """The target patterns; ``CatalogueError`` names a code, status or pattern that is wrong."""
    data: dict[str, str] = _load(path)
    return [target for code, lines in data.items() for target in _targets(code, lines, codebook, path)]


def read_cues(path: Path = _FOLDER / "keyword_cues.yaml") -> Cues:
    """The ConText cues; ``CatalogueError`` if one is not valid."""
    data = _load(path)
    try:
        cues = tuple(Cue(**{**entry, "patterns": _compiled(entry["patterns"], path)}) for entry in data["cues"])
        return Cues(stops=_compiled(data["stops"], path), cues=cues)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError("QA261", "a cue needs meaning, direction, reach and patterns", path.name) from error


def read_places(path: Path = _FOLDER / "keyword_places.yaml") -> Places:
    """What is read from where a unit stands; items of forms are those of the catalogue and ours besides."""
    data = _load(path)
    try:
        places = Places.model_validate(data)
    except ValueError as error:
        raise CatalogueError("QA263", "a rule of place is not complete", path.name) from error
    catalogue: dict[str, dict[str, tuple[str, ...]]] = _load(_CATALOGUE).get("form_items", {})
    items = {tool: {**catalogue.get(tool, {}), **own} for tool, own in places.form_items.items()}
    return places.model_copy(update={"form_items": {**catalogue, **items}})


def _targets(code: str, lines: str, codebook: Codebook, path: Path) -> Iterator[Target]:
    if code not in codebook.codes:
        raise CatalogueError("QA260", f"the codebook has no code {code!r}", path.name)
    plain = []
    for line in filter(None, lines.splitlines()):
        pattern, _, status = line.partition(" => ")
        if not status:
            plain.append(pattern)
        elif status in codebook.statuses(code):
            yield Target(code=code, pattern=_compile(pattern, path), status=status)
        else:
            raise CatalogueError("QA260", f"{code} cannot have the status {status!r}", path.name)
    for pattern in plain:
        yield Target(code=code, pattern=_compile(pattern, path))


def _compiled(lines: str, path: Path) -> tuple[str, ...]:
    return tuple(_compile(line, path) for line in filter(None, lines.splitlines()))


def _compile(pattern: str, path: Path) -> str:
    """Bounded by words, and any white space for a space; ``CatalogueError`` if it is no expression."""
    bounded = rf"(?:(?<!\w)|(?!\w))(?:{pattern})(?:(?!\w)|(?<!\w))".replace(" ", r"\s+")
    try:
        re.compile(bounded)
    except re.error as error:
        raise CatalogueError("QA262", f"not a regular expression: {pattern!r}", path.name) from error
    return bounded


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
