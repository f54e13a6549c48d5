"""The page for users, the example mapping and the tables of names say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from qa_assistant.case import ATTENDANCES, AUTHOR_ROLES, NOTE_KINDS
from qa_assistant.loading import codes
from qa_assistant.loading.codes import Code
from qa_assistant.loading.columns import FIELDS, ColumnMapping
from qa_assistant.loading.load import READERS

PAGE = (Path(__file__).parents[2] / "qa_assistant" / "docs" / "input.md").read_text(encoding="utf-8")
ROOM = Path(codes.__file__).parent


def _yaml(name: str):
    return yaml.safe_load((ROOM / name).read_text(encoding="utf-8"))


def test_the_page_lists_every_code_once_under_its_severity():
    errors, warnings = PAGE.split("## Every warning")
    for severity, part in (("error", errors), ("warning", warnings)):
        listed = re.findall(r"^\| (QA\d+) \|", part, re.MULTILINE)
        assert listed == sorted(code.number for code in Code if code.severity == severity)


def test_numbers_are_unique():
    numbers = [code.number for code in Code]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"QA1\d\d", number) for number in numbers)


def test_the_page_names_every_format_field_and_value():
    for name in [*READERS, *FIELDS, *AUTHOR_ROLES, *NOTE_KINDS, *ATTENDANCES, *ColumnMapping.model_fields]:
        assert f"`{name}`" in PAGE or f"`{name}:`" in PAGE, name


def test_the_examples_of_the_page_are_read_as_they_stand(put, load):
    blocks = dict(re.findall(r"^```(json|csv|yaml|)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    assert load(put("a.json", blocks["json"])).one.warnings == ()
    assert load(put("a.csv", blocks["csv"])).one.warnings == ()
    ColumnMapping.model_validate(yaml.safe_load(blocks["yaml"]))
    loaded = load(put("a.txt", blocks[""])).one
    assert [warning.code for warning in loaded.warnings] == ["QA158"]
    assert [note.author_role for note in loaded.case.notes] == [
        "response_officer", "supervisor", "supervisor", "supervisor", "response_officer",
    ]  # fmt: skip
    assert [item.item for item in loaded.case.forms[0].items] == ["q1", "q2"]
    json.dumps(loaded.case.model_dump(mode="json"))


def test_tables_of_words_stand_for_known_roles_kinds_and_fields():
    words = _yaml("words.yaml")
    assert set(words["ranks"]) | set(words["teams"]) <= set(AUTHOR_ROLES)
    assert set(words["kinds"]) <= set(NOTE_KINDS)
    assert set(words["attendances"]) == set(ATTENDANCES)
    assert set(_yaml("columns.yaml")) == set(FIELDS)
    assert set(_yaml("mapping.example.yaml")["columns"]) <= set(FIELDS)
