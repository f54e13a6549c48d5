"""Real files in a temporary folder, and what loading makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from qa_assistant.loading import LoadedCase, Problem, load_cases

NOW = datetime(2023, 6, 1, 9, 0)


@dataclass
class Outcome:
    """Everything that one run of loading gives."""

    loaded: list[LoadedCase]
    problems: list[Problem]

    @property
    def one(self) -> LoadedCase:
        assert [str(problem) for problem in self.problems if problem.severity == "error"] == []
        assert len(self.loaded) == 1
        return self.loaded[0]

    @property
    def ids(self) -> list[str]:
        return [each.case.case_id for each in self.loaded]

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def warned(self) -> set[str]:
        return {warning.code for each in self.loaded for warning in each.warnings}


Load = Callable[..., Outcome]


@pytest.fixture
def load() -> Load:
    def run(*paths: Path, mapping: Any = None) -> Outcome:
        found = list(load_cases(paths, mapping=mapping, now=NOW))
        return Outcome(
            [item for item in found if isinstance(item, LoadedCase)],
            [item for item in found if isinstance(item, Problem)],
        )

    return run


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str | bytes | object], Path]:
    """Write a file: text as UTF-8 with its line ends as they are, bytes as they are, other data as JSON."""

    def write(name: str, content: str | bytes | object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        elif not isinstance(content, bytes):
            content = json.dumps(content).encode()
        path.write_bytes(content)
        return path

    return write


def case(name: str = "TR-1", /, **fields: Any) -> dict[str, Any]:
    """A small case that gives no warning, with some fields replaced (or left out, where ``...``)."""
    data: dict[str, Any] = {
        "case_id": name,
        "reported_at": "2022-10-03T21:14",
        "attendance": "in_person",
        "notes": [note()],
        **fields,
    }
    return {key: value for key, value in data.items() if value is not ...}


def note(name: str = "n1", /, **fields: Any) -> dict[str, Any]:
    """A small note, with some fields replaced (or left out, where ``...``)."""
    data = {
        "note_id": name,
        "written_at": "2022-10-03T22:40",
        "author_role": "response_officer",
        "kind": "attendance",
        "text": f"Attended, {name}.",
        **fields,
    }
    return {key: value for key, value in data.items() if value is not ...}
