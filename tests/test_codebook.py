"""The codebook as shipped, and what is said of one that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_assistant.codebook import load_codebook
from qa_assistant.errors import CatalogueError

SMALL = """\
version: 1
statuses:
  step: {done: Done., planned: To be done.}
  event: {present: It happened.}
  risk: {present: Reported.}
  quality: {present: It shows.}
steps: {crime_recorded: Crime recorded.}
events: {case_closed: Case closed.}
risks: {weapon: Weapon used.}
qualities: {minimising: Plays down.}
"""


@pytest.mark.parametrize(
    ("kind", "count", "example", "statuses"),
    [
        ("step", 60, "marac_referral", ("done", "planned", "attempted", "declined", "not_done", "ruled_out")),
        ("event", 18, "suspect_released", ("present", "absent", "planned")),
        ("risk", 24, "strangulation", ("present", "denied", "historic")),
        ("quality", 4, "victim_blaming", ("present",)),
    ],
)
def test_each_kind_of_code_has_its_statuses(
    kind: str, count: int, example: str, statuses: tuple[str, ...]
) -> None:
    codebook = load_codebook()
    names = codebook.of_kind(kind)  # type: ignore[arg-type]  # the rows name the kinds
    assert len(names) == count and example in names
    assert {codebook.statuses(name) for name in names} == {statuses}


def test_every_code_and_status_is_defined_in_a_sentence() -> None:
    codebook = load_codebook()
    for code in codebook.codes.values():
        assert code.definition.endswith((".", ")", "?")) and len(code.definition) > 15, code.name
        assert code.name == code.name.lower().replace(" ", "_")
    for meanings in codebook.status_meanings.values():
        assert all(meanings.values())


def test_a_code_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        load_codebook().statuses("tea_made")


def test_another_codebook_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(SMALL, encoding="utf-8")
    codebook = load_codebook(path)
    assert tuple(codebook.codes) == ("crime_recorded", "case_closed", "weapon", "minimising")
    assert codebook.statuses("crime_recorded") == ("done", "planned")
    assert codebook.codes["weapon"].kind == "risk"


@pytest.mark.parametrize(
    ("text", "code", "where", "says"),
    [
        (SMALL.replace("risks: {weapon", "risks: {case_closed"), "QA201", "codes.yaml", "defined twice"),
        (SMALL.replace("risks:", "hazards:"), "QA202", "codes.yaml", "'risks'"),
        (SMALL.replace("version: 1\n", ""), "QA202", "codes.yaml", "'version'"),
        (SMALL.replace("version: 1", "version: first"), "QA202", "codes.yaml", "version"),
        (SMALL.replace("{weapon: Weapon used.}", "[weapon]"), "QA202", "codes.yaml", "not complete"),
        (SMALL.replace("{weapon: Weapon used.}", "{weapon: [used]}"), "QA202", "codes.yaml", "definition"),
        ("", "QA202", "codes.yaml", "it needs version, statuses, steps, events, risks, qualities"),
        ("version: 1\nsteps: {a: b\n", "QA202", "codes.yaml line 3", "indent and brackets"),
    ],
)
def test_a_broken_codebook_names_the_place_and_the_mend(
    tmp_path: Path, text: str, code: str, where: str, says: str
) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_codebook(path)
    assert (raised.value.code, raised.value.where) == (code, where)
    assert says in raised.value.message


def test_a_codebook_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="check the path"):
        load_codebook(tmp_path / "none.yaml")
