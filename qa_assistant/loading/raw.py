"""One case as a reader found it, before it is checked, with its warnings so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from qa_assistant.loading.codes import Code
from qa_assistant.loading.problems import Place, Problem

Locate = Callable[[str], Place]


@dataclass
class Tally:
    """Warnings of one case, each kind once: the first place, and how many more there are."""

    _found: dict[tuple[Code, tuple[tuple[str, object], ...]], list[str]] = field(default_factory=dict)

    def add(self, code: Code, path: str, **details: object) -> None:
        """Note that ``code`` applies to the field at ``path``."""
        self._found.setdefault((code, tuple(details.items())), []).append(path)

    def has(self, code: Code) -> bool:
        """Whether ``code`` has been noted anywhere in the case."""
        return any(found is code for found, _ in self._found)

    def problems(self, locate: Locate, case_id: str | None) -> tuple[Problem, ...]:
        """One problem for each kind, at the first place found."""
        found = []
        for (code, details), paths in self._found.items():
            problem = code.at(locate(paths[0]), case_id, **{"path": paths[0], **dict(details)})
            more = f" (and {len(paths) - 1} more like it)" if len(paths) > 1 else ""
            found.append(replace(problem, message=problem.message + more))
        return tuple(found)


@dataclass(frozen=True)
class RawCase:
    """What a file holds for one case, not yet checked, and how to find the places of its fields.

    ``tally`` carries the warnings that only the reader of that format can see.
    """

    data: object
    place: Place
    locate: Locate
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def whole(cls, data: object, place: Place) -> RawCase:
        """A case that lies on one line or in one record, so that a path is place enough."""
        prefix = f"{place.field}." if place.field else ""
        return cls(data, place, lambda path: place.at(prefix + path if path else None))
