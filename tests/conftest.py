"""What many tests share: the shipped reader, loaded once, and small invented cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pytest

from qa_assistant.case import CaseFile
from qa_assistant.reading import MODELS, TAGGERS, CaseReader, load_reader
from qa_assistant.reading.segment import Segmenter

ROOT = Path(__file__).parents[1]


class MakeCase(Protocol):
    def __call__(self, *notes: str | dict[str, Any], **fields: Any) -> CaseFile: ...


def made_case(*notes: str | dict[str, Any], **fields: Any) -> CaseFile:
    """A case of these notes: ``n1``, ``n2`` and so on, a day apart from 5 March 2024 at 10:00."""
    blocks = [
        {
            "note_id": f"n{number}",
            "written_at": f"2024-03-{4 + number:02}T10:00",
            "author_role": "response_officer",
            "kind": "attendance",
            **({"text": note} if isinstance(note, str) else note),
        }
        for number, note in enumerate(notes, start=1)
    ]
    given = {"case_id": "T-1", "reported_at": "2024-03-05T08:00", "as_of": "2024-03-28T09:00"}
    return CaseFile.model_validate(given | {"attendance": "in_person", "notes": blocks} | fields)


@pytest.fixture(scope="session")
def make_case() -> MakeCase:
    return made_case


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """The shipped segmenter."""
    return Segmenter.load(MODELS / "segmenter.json")


@pytest.fixture(scope="session")
def reader() -> CaseReader:
    """The shipped reader, as a user gets it."""
    return load_reader()


@pytest.fixture(scope="session", params=TAGGERS)
def each_reader(request: pytest.FixtureRequest) -> CaseReader:
    """The shipped reader with each of its taggers."""
    return load_reader(request.param)
