"""Patterns and cues of the keyword baseline, read from YAML and compiled to regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    pattern: str


class Unmoved(BaseModel):
    """Codes that some meanings never change, as their own words hold a negation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    meanings: frozenset[Meaning]
    codes: frozenset[str]


class Cues(BaseModel):
    """All cues, the words at which their reach ends, and the codes they leave alone."""

    model_config = ConfigDict(frozen=True)

    stops: str
    unmoved: Unmoved
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
    once_a_note: frozenset[str]
    form_items: dict[str, dict[str, tuple[str, ...]]]


def read_targets(codebook: Codebook, path: Path = _FOLDER / "keyword_patterns.yaml") -> list[Target]:
    """The target patterns; ``CatalogueError`` names a code, status or pattern that is wrong."""
    data: dict[str, str] = _load(path)
    return [target for code, lines in data.items() for target in _targets(code, lines, codebook, path)]


def read_cues(path: Path = _FOLDER / "keyword_cues.yaml") -> Cues:
    """The ConText cues; ``CatalogueError`` if one is not valid."""
    data = _load(path)
    try:
        cues = tuple(_cue(path, **entry) for entry in data["cues"])
        return Cues(stops=_lines(data["stops"], path), unmoved=data["unmoved"], cues=cues)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(
            "QA261", "a cue needs meaning, direction, reach and patterns", path.name
        ) from error


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
    by_status: dict[str | None, list[str]] = {}
    for line in filter(None, lines.splitlines()):
        pattern, _, status = line.partition(" => ")
        if status and status not in codebook.statuses(code):
            raise CatalogueError("QA260", f"{code} cannot have the status {status!r}", path.name)
        by_status.setdefault(status or None, []).append(pattern)
    for fixed, patterns in by_status.items():
        yield Target(code=code, pattern=any_of(patterns, path.name), status=fixed)


def _cue(path: Path, patterns: str, **rest: Any) -> Cue:
    return Cue(pattern=_lines(patterns, path), **rest)


def _lines(lines: str, path: Path) -> str:
    return any_of(filter(None, lines.splitlines()), path.name)


def any_of(patterns: Iterable[str], where: str) -> str:
    """One expression for all patterns, the longest first, bounded by words, any white space for a space.

    ``CatalogueError`` names the first pattern that is no regular expression.
    """
    longest_first = sorted(patterns, key=len, reverse=True)
    for pattern in longest_first:
        try:
            re.compile(pattern)
        except re.error as error:
            raise CatalogueError("QA262", f"not a regular expression: {pattern!r}", where) from error
    joined = "|".join(f"(?:{pattern})" for pattern in longest_first).replace(" ", r"\s+")
    return rf"(?:(?<!\w)(?<!\w['’])|(?!\w))(?:{joined})(?:(?!\w)|(?<!\w))"


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
