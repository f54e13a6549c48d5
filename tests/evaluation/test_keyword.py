"""The keyword baseline: its data, and what it reads from plain sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_case import row

from evaluation.baselines.patterns import any_of, read_cues, read_places, read_targets
from evaluation.baselines.status import settle
from qa_assistant.case import CaseFile
from qa_assistant.codebook import load_codebook
from qa_assistant.errors import CatalogueError


def test_patterns_cover_every_code() -> None:
    codebook = load_codebook()
    assert {target.code for target in read_targets(codebook)} == set(codebook.codes)
    assert read_cues().cues and read_places().openings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no_such_code: |\n  x\n", "no code"),
        ("cctv_enquiries: |\n  cctv => present\n", "cannot have the status"),
        ("cctv_enquiries: |\n  cctv (\n", "not a regular expression"),
    ],
)
def test_a_wrong_pattern_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "patterns.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=says):
        read_targets(load_codebook(), path)


@pytest.mark.parametrize(("text", "found"), [("the cctv", True), ("cctvs", False), ("they'll", False)])
def test_patterns_are_bounded_by_words(text: str, found: bool) -> None:
    import re

    assert bool(re.search(any_of(["cctv", "ll"], "here"), text)) is found


@pytest.mark.parametrize(
    ("code", "meanings", "role", "status"),
    [
        ("cctv_enquiries", set(), "investigator", "done"),
        ("cctv_enquiries", set(), "supervisor", "planned"),
        ("cctv_enquiries", {"done"}, "supervisor", "done"),
        ("supervisor_review", set(), "supervisor", "done"),
        ("cctv_enquiries", {"planned", "attempted"}, "investigator", "attempted"),
        ("victim_injured", {"negated"}, "investigator", "absent"),
        ("weapon", {"historic"}, "investigator", "historic"),
        ("minimising", {"negated"}, "investigator", None),
    ],
)
def test_status_from_cues(code: str, meanings: set[str], role: str, status: str | None) -> None:
    assert settle(code, load_codebook().codes[code].kind, meanings, role) == status


@pytest.fixture(scope="module")
def reader() -> object:
    pytest.importorskip("medspacy")
    from evaluation.baselines.keyword import KeywordReader

    return KeywordReader.load()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("CCTV viewed at the shop.", "cctv_enquiries:done"),
        ("No CCTV covers the location.", "cctv_enquiries:ruled_out"),
        ("MARAC referral will be submitted tomorrow.", "marac_referral:planned"),
        ("IDVA referral declined.", "idva_referral:declined"),
        ("She denies any strangulation.", "strangulation:denied"),
        ("Graded HIGH.", "grade_high:present"),
    ],
)
def test_plain_sentences(reader: object, text: str, label: str) -> None:
    case = CaseFile.model_validate(
        {
            "case_id": "T",
            "reported_at": "2022-10-03T21:14",
            "notes": [{"note_id": "n1", "written_at": "2022-10-05T10:00", "text": text}],
        }
    )
    found = {f"{found.code}:{found.status}" for found in reader.read(case)}  # type: ignore[attr-defined]
    assert label in found


def test_a_case_is_read_in_silence(reader: object, capfd: pytest.CaptureFixture[str]) -> None:
    labels = reader.read(row().case)  # type: ignore[attr-defined]
    assert {"risk_assessment", "strangulation"} <= {label.code for label in labels}
    assert capfd.readouterr() == ("", "")
