"""The codebook: what one sentence of a case note can record, loaded from ``codebook.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from qa_assistant.errors import CatalogueError

Kind = Literal["step", "event", "risk", "quality"]
_SECTIONS: dict[str, Kind] = {"steps": "step", "events": "event", "risks": "risk", "qualities": "quality"}
_DEFAULT_PATH = Path(__file__).with_name("codebook.yaml")

OWN = "own."
"""What the name of every code that a force added begins with. Such a code is experimental."""


def is_own(code: str) -> bool:
    """Whether a force added the code: it is read without training, and experimental until evaluated."""
    return code.startswith(OWN)


class Code(BaseModel):
    """One thing a sentence can record, with its definition in a sentence."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Kind
    definition: str


class Codebook(BaseModel):
    """All codes by name, and the statuses that each kind of code may carry with their meanings."""

    model_config = ConfigDict(frozen=True)

    version: int
    codes: dict[str, Code]
    status_meanings: dict[Kind, dict[str, str]]

    def statuses(self, code: str) -> tuple[str, ...]:
        """The statuses allowed for ``code``, in the codebook's order. ``KeyError`` if it is unknown."""
        return tuple(self.status_meanings[self.codes[code].kind])

    def with_codes(self, added: Iterable[Code]) -> Codebook:
        """This codebook with a force's own codes after its own. ``CatalogueError`` if a name is taken."""
        codes = dict(self.codes)
        for code in added:
            if code.name in codes:
                raise CatalogueError("QA201", f"the code {code.name!r} is defined twice; rename one")
            codes[code.name] = code
        return self.model_copy(update={"codes": codes})

    def of_kind(self, kind: Kind) -> tuple[str, ...]:
        """The names of all codes of one kind, in the codebook's order."""
        return tuple(name for name, code in self.codes.items() if code.kind == kind)


@cache
def load_codebook(path: Path = _DEFAULT_PATH) -> Codebook:
    """Load and validate a codebook; raises ``CatalogueError`` that names what is wrong."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        codes: dict[str, Code] = {}
        for section, kind in _SECTIONS.items():
            for name, definition in data[section].items():
                if name in codes:
                    raise CatalogueError("QA201", f"the code {name!r} is defined twice", path.name)
                codes[name] = Code(name=name, kind=kind, definition=definition)
        return Codebook(version=data["version"], codes=codes, status_meanings=data["statuses"])
    except OSError as error:
        message = "the codebook cannot be opened; check the path"
        raise CatalogueError("QA202", message, str(path)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name} line {mark.line + 1}" if mark else path.name
        message = "the codebook is not valid YAML; check the indent and brackets"
        raise CatalogueError("QA202", message, where) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = (
            f"the codebook is not complete ({error}); it needs version, statuses, {', '.join(_SECTIONS)}"
        )
        raise CatalogueError("QA202", message, path.name) from error
