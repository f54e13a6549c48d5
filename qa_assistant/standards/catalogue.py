"""The catalogue of practice standards as validated data, with a force's own file laid over it.

Every mistake is reported with the file, the line and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from qa_assistant.case import Attendance, Basis, Criticality
from qa_assistant.codebook import OWN, Codebook, is_own, load_codebook
from qa_assistant.errors import CatalogueError
from qa_assistant.standards.files import first_mistake, read_mapping
from qa_assistant.standards.overrides import merge
from qa_assistant.standards.places import line_of
from qa_assistant.standards.spans import Span

_DEFAULT_PATH = Path(__file__).with_name("catalogue.yaml")

CheckName = Literal[
    "grade_supported", "form_consistent", "inactivity", "closure_supervised", "wording", "late_entry",
    "copied_text",
]  # fmt: skip

SpanField = Annotated[
    Span,
    BeforeValidator(lambda value: Span.parse(value) if isinstance(value, str) else value),
    PlainSerializer(str),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Pattern(BaseModel):
    """A label to look for, ``code:status``."""

    model_config = ConfigDict(frozen=True)
    code: str
    status: str

    @classmethod
    def parse(cls, value: object) -> object:
        if isinstance(value, str):
            code, colon, status = value.partition(":")
            if not colon:
                raise ValueError(f"{value!r} needs a status: write it as code:status")
            return {"code": code.strip(), "status": status.strip()}
        return value


PatternField = Annotated[Pattern, BeforeValidator(Pattern.parse)]


class Applies(_Strict):
    """When a standard applies: every key that is given must hold; none given means always."""

    any: tuple[PatternField, ...] = ()
    all: tuple[PatternField, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    form: bool = False

    @model_validator(mode="before")
    @classmethod
    def _always(cls, value: object) -> object:
        return {} if value == "always" else value


class Standard(_Strict):
    """One practice standard. Exactly one of ``evidence`` and ``check`` says how it is judged."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    domain: str
    criticality: Criticality
    title: str
    applies: Applies
    prompt: str
    source: str
    evidence: dict[str, tuple[str, ...]] = {}
    check: CheckName | None = None
    within: SpanField | None = None
    every: SpanField | None = None
    basis: Basis | None = None
    after_trigger: bool = False
    each_trigger: bool = False
    near_trigger: bool = False
    contradictable: bool = False
    flags: tuple[str, ...] = ()
    cleared_by: tuple[PatternField, ...] = ()
    on_from: date | None = None
    off_from: date | None = None
    experimental: bool = False

    @model_validator(mode="after")
    def _one_way_to_judge(self) -> Standard:
        if bool(self.evidence) == bool(self.check):
            raise ValueError("give either evidence or a check, not both and not neither")
        if (self.within or self.every) and self.basis is None:
            raise ValueError("a clock needs its basis: national or local")
        if self.within and self.every:
            raise ValueError("give either within or every, not both")
        if self.every and self.every.unit == "wd":
            raise ValueError("every is counted in hours or days, not in working days")
        if self.check == "wording" and not self.flags:
            raise ValueError("the wording check needs flags: the quality codes it looks for")
        if self.check == "late_entry" and not self.within:
            raise ValueError("the late_entry check needs within")
        if self.check == "inactivity" and not self.every:
            raise ValueError("the inactivity check needs every")
        return self

    @property
    def clock(self) -> Span | None:
        """The span it runs against, once or again and again."""
        return self.within or self.every

    def codes(self) -> Iterator[str]:
        """Every code that it looks for, to apply or to be met."""
        patterns = (*self.applies.any, *self.applies.all, *self.cleared_by)
        yield from (*(pattern.code for pattern in patterns), *self.evidence, *self.flags)

    def in_force(self, day: date) -> bool:
        """Whether it is switched on for a case reported on ``day``."""
        return (self.on_from is None or day >= self.on_from) and (
            self.off_from is None or day < self.off_from
        )


class Threshold(_Strict):
    """So many indicators of each sort, all that are named."""

    severe: int = 0
    other: int = 0


class Grading(_Strict):
    """Which indicators are severe, and how many usually mean which grade."""

    severe: tuple[str, ...]
    high_when: Threshold
    high_when_also: Threshold
    medium_when: Threshold
    medium_when_also: Threshold


class Fault(NamedTuple):
    """A reference to something that does not exist: where it stands, and what is wrong in plain words."""

    location: tuple[str, ...]
    message: str


class Catalogue(_Strict):
    """All standards by id, with the domains, sources, weights and grading rules they use."""

    version: str
    weights: dict[Criticality, Annotated[float, Field(ge=0, allow_inf_nan=False)]]
    sources: dict[str, str]
    domains: dict[str, str]
    standards: dict[str, Standard]
    form_items: dict[str, dict[str, tuple[str, ...]]]
    grading: Grading

    @field_validator("version", mode="before")
    @classmethod
    def _version_is_text(cls, value: object) -> object:
        return str(value)

    @field_validator("standards", mode="before")
    @classmethod
    def _by_id(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        by_id: dict[str, Any] = {}
        for entry in value:
            if not isinstance(entry, dict) or "id" not in entry:
                raise ValueError("every standard needs its id")
            if entry["id"] in by_id:
                raise ValueError(f"the standard {entry['id']!r} is given twice")
            by_id[entry["id"]] = entry
        return by_id

    def faults(self, codebook: Codebook) -> list[Fault]:
        """References to codes, statuses, domains and sources that do not exist."""
        found: list[Fault] = []

        def check(location: tuple[str, ...], code: str, status: str | None = None) -> None:
            if code not in codebook.codes:
                hint = f"; did you mean {OWN + code!r}?" if OWN + code in codebook.codes else ""
                found.append(Fault(location, f"there is no code {code!r} in the codebook{hint}"))
            elif status is not None and status not in codebook.statuses(code):
                allowed = ", ".join(codebook.statuses(code))
                found.append(Fault(location, f"{code!r} has no status {status!r}; it may be {allowed}"))

        for standard in self.standards.values():
            here = ("standards", standard.id)
            for pattern in (*standard.applies.any, *standard.applies.all):
                check((*here, "applies"), pattern.code, pattern.status)
            for pattern in standard.cleared_by:
                check((*here, "cleared_by"), pattern.code, pattern.status)
            for code, statuses in standard.evidence.items():
                for status in statuses:
                    check((*here, "evidence", code), code, status)
            for flag in standard.flags:
                check((*here, "flags"), flag)
            if standard.domain not in self.domains:
                allowed = ", ".join(self.domains)
                message = f"there is no domain {standard.domain!r}; use {allowed}, or add it under domains"
                found.append(Fault((*here, "domain"), message))
            if standard.source not in self.sources:
                message = f"there is no source {standard.source!r}; add it under sources"
                found.append(Fault((*here, "source"), message))
        for tool, items in self.form_items.items():
            for item, codes in items.items():
                for code in codes:
                    check(("form_items", tool, item), code)
        for code in self.grading.severe:
            check(("grading", "severe"), code)
        return found


def _validated(data: dict[str, Any], path: Path) -> Catalogue:
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        location, message = first_mistake(error)
        place = ".".join(part for part in location if part != "[key]")
        raise CatalogueError("QA214", f"{place}: {message}", line_of(path, location)) from error


def _resolved(data: dict[str, Any], path: Path, codebook: Codebook) -> Catalogue:
    """The catalogue of ``data``, which ``path`` was the last to change, once every reference resolves."""
    catalogue = _validated(data, path)
    faults = catalogue.faults(codebook)
    if faults:
        messages = "; ".join(f"{'.'.join(fault.location)}: {fault.message}" for fault in faults)
        raise CatalogueError("QA215", messages, line_of(path, faults[0].location))
    return catalogue


_EXPERIMENTAL = " (experimental)"


def _marked(standard: Standard) -> Standard:
    """A standard that rests on a force's own code says in its title that it is experimental."""
    if not standard.experimental and not any(map(is_own, standard.codes())):
        return standard
    title = standard.title.removesuffix(_EXPERIMENTAL) + _EXPERIMENTAL
    return standard.model_copy(update={"title": title, "experimental": True})


def lay_over(catalogue: Catalogue, changes: Mapping[str, Any], path: Path, codebook: Codebook) -> Catalogue:
    """``catalogue`` with a force's ``changes``, read from ``path``; ``codebook`` holds its own codes too.

    Raises ``CatalogueError`` naming the file, the line and the mend.
    """
    data = catalogue.model_dump(mode="json")
    data["standards"] = list(data["standards"].values())
    changed = _resolved(merge(data, dict(changes), path), path, codebook)
    standards = {name: _marked(standard) for name, standard in changed.standards.items()}
    return changed.model_copy(update={"standards": standards})


@cache
def load_catalogue(overrides: Path | None = None, *, base: Path = _DEFAULT_PATH) -> Catalogue:
    """The shipped catalogue, with a force's ``overrides`` laid over it if given.

    Raises ``CatalogueError`` naming the file, the line and the mend.
    """
    codebook = load_codebook()
    catalogue = _resolved(read_mapping(base), base, codebook)
    return (
        catalogue if overrides is None else lay_over(catalogue, read_mapping(overrides), overrides, codebook)
    )
