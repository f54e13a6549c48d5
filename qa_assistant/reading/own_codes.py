"""A force's own codes: a YAML file with a definition and example lines for each, loaded and validated.

The same file may hold changes to the standards, which may name its codes. Users: ``qa_assistant/docs/own-codes.md``.
Messages name the place and never quote an example, which may have been copied from a note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from qa_assistant.codebook import OWN, Code, Codebook, Kind, load_codebook
from qa_assistant.errors import CatalogueError
from qa_assistant.standards.files import read_mapping
from qa_assistant.standards.places import line_of

FEWEST, MOST = 5, 50  # examples of a code; measured with 12 in evaluation/RESULTS.md
_LONGEST = 600  # characters of a line; a unit longer than this is not one sentence

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=_LONGEST)]


class OwnCode(BaseModel):
    """One code to be found by likeness to ``examples``. ``status`` is given where the words name none."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,47}$")
    kind: Kind
    definition: Line
    examples: tuple[Line, ...]
    counter_examples: tuple[Line, ...] = ()
    status: str = ""

    @model_validator(mode="after")
    def _can_be_learnt(self) -> OwnCode:
        if not FEWEST <= len(self.examples) <= MOST:
            raise ValueError(f"{self.name} has {len(self.examples)} examples; give {FEWEST} to {MOST}")
        first: dict[str, str] = {}
        for title, lines in (("examples", self.examples), ("counter_examples", self.counter_examples)):
            for number, line in enumerate(lines, start=1):
                here = f"line {number} of {title}"
                if line.casefold() in first:
                    raise ValueError(f"{here} is the same as {first[line.casefold()]}; take one out")
                first[line.casefold()] = here
        return self

    @property
    def code(self) -> str:
        """Its name as labels and standards write it: ``own.pet_fostering``."""
        return OWN + self.name


@dataclass(frozen=True)
class OwnFile:
    """A force's file: its codes, and the other sections as they stand, to be laid over the standards."""

    path: Path
    codes: tuple[OwnCode, ...]
    changes: Mapping[str, Any]


def load_own_codes(path: Path) -> OwnFile:
    """Load and validate a file of own codes; ``CatalogueError`` names the file, the line and the mend."""
    changes = read_mapping(path, what="codes", numbers=("QA220", "QA221"))
    entries = changes.pop("codes", None)
    if not isinstance(entries, list) or not entries:
        message = "the file needs codes: a list, in which each code begins with '- name: '"
        raise CatalogueError("QA221", message, line_of(path, ("codes",)))
    meanings = load_codebook().status_meanings
    codes: dict[str, OwnCode] = {}
    for index, entry in enumerate(entries):
        code = _validated(entry, index, path)
        if code.name in codes:
            message = f"the code {code.name!r} is given twice; rename one or join their examples"
            raise CatalogueError("QA223", message, line_of(path, ("codes", str(index), "name")))
        allowed = tuple(meanings[code.kind])
        status = code.status or allowed[0]
        if status not in allowed:
            message = f"a {code.kind} has no such status; use one of {', '.join(allowed)}"
            raise CatalogueError("QA224", message, line_of(path, ("codes", str(index), "status")))
        codes[code.name] = code.model_copy(update={"status": status})
    return OwnFile(path, tuple(codes.values()), changes)


def extended(codebook: Codebook, own: Sequence[OwnCode]) -> Codebook:
    """The codebook with own codes after its codes, which keep their places."""
    return codebook.with_codes(Code(name=c.code, kind=c.kind, definition=c.definition) for c in own)


# What pydantic says, in words that say how to mend it.
_PLAIN = {
    "missing": "this is needed and missing",
    "extra_forbidden": "there is no such key; use name, kind, definition, examples, counter_examples, status",
    "string_type": "this must be text; put it in quotes if it holds a colon or is a bare number or yes or no",
    "string_pattern_mismatch": "use small letters, digits and _, such as pet_fostering",
    "string_too_short": "this is too short to learn from",
    "string_too_long": f"this is over {_LONGEST} characters; give one sentence",
    "tuple_type": "this must be a list, each line after '- '",
    "model_type": "write the code as '- name: ...' with kind, definition and examples below it",
    "literal_error": "use step, event, risk or quality",
}


def _validated(entry: object, index: int, path: Path) -> OwnCode:
    try:
        return OwnCode.model_validate(entry)
    except ValidationError as error:
        # The error itself holds the file's lines: only what it is about goes on.
        first = error.errors(include_input=False, include_url=False)[0]
        location = ("codes", str(index), *(str(part) for part in first["loc"]))
        message = _PLAIN.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise CatalogueError("QA222", f"{'.'.join(location)}: {message}", line_of(path, location)) from None
