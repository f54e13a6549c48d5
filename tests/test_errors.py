"""Errors: one tree, one shape in which they leave, and a number and a mend for each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import qa_assistant
from qa_assistant.errors import CatalogueError, InputError, ModelError, QAError, UsageError

PACKAGE = Path(qa_assistant.__file__).parent
RAISED = re.compile(r'\b(InputError|CatalogueError|ModelError|UsageError)\(\s*"(QA\d+)"')
NUMBERS = {"InputError": "QA1", "CatalogueError": "QA2", "ModelError": "QA3", "UsageError": "QA4"}


def test_an_error_says_its_number_what_to_do_and_where() -> None:
    error = InputError("QA101", "no such time; write it as 2022-10-03T21:14", "cases.jsonl line 3")
    assert str(error) == ("QA101: no such time; write it as 2022-10-03T21:14 (cases.jsonl line 3)")
    assert error.as_json() == {
        "error": {
            "code": "QA101",
            "message": "no such time; write it as 2022-10-03T21:14",
            "where": "cases.jsonl line 3",
        }
    }


def test_an_error_without_a_place() -> None:
    error = UsageError("QA401", "give one file at least")
    assert str(error) == "QA401: give one file at least"
    assert error.as_json()["error"]["where"] is None


@pytest.mark.parametrize(
    ("kind", "exit_code"), [(InputError, 1), (CatalogueError, 2), (ModelError, 2), (UsageError, 2)]
)
def test_the_way_out_of_the_command_line(kind: type[QAError], exit_code: int) -> None:
    assert issubclass(kind, QAError)
    assert kind.exit_code == exit_code
    with pytest.raises(QAError):
        raise kind("QA000", "for this test")


def raised_in_the_package() -> list[tuple[str, str, str]]:
    """(room, error, number) of every error that the source names with its number."""
    return [
        (path.parent.name, kind, number)
        for path in sorted(PACKAGE.rglob("*.py"))
        for kind, number in RAISED.findall(path.read_text(encoding="utf-8"))
    ]


def test_every_number_belongs_to_its_kind_of_error() -> None:
    raised = raised_in_the_package()
    assert len(raised) > 8
    wrong = [(room, kind, number) for room, kind, number in raised if not number.startswith(NUMBERS[kind])]
    assert wrong == []
    assert all(len(number) == 5 for _, _, number in raised)


def test_a_number_means_one_thing_so_one_room_uses_it() -> None:
    rooms: dict[str, set[str]] = {}
    for room, _, number in raised_in_the_package():
        rooms.setdefault(number, set()).add(room)
    assert {number: names for number, names in rooms.items() if len(names) > 1} == {}
