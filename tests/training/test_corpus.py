"""Reading annotated cases and phrases, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa_assistant.errors import InputError
from training.corpus import CorpusRow, gold_labels, gold_spans, read_phrases, read_rows

ROOT = Path(__file__).parents[2]


def data() -> dict[str, Any]:
    note = {
        "note_id": "n1",
        "written_at": "2022-10-05T10:00",
        "text": "DASH completed at 2225. No CCTV here.",
    }
    form = {
        "form_id": "f1",
        "tool": "dash",
        "completed_at": "2022-10-03T22:25",
        "items": [{"item": "q18", "answer": "yes"}],
    }
    labels = [
        [{"code": "risk_assessment", "status": "done", "at": "2022-10-03T22:25"}],
        [{"code": "cctv_enquiries", "status": "ruled_out"}],
        [{"code": "strangulation", "status": "present"}],
    ]
    return {
        "case": {"case_id": "T-1", "reported_at": "2022-10-03T21:14", "notes": [note], "forms": [form]},
        "units": [
            {"block": "n1", "start": 0, "end": 23, "labels": labels[0]},
            {"block": "n1", "start": 24, "end": 37, "labels": labels[1]},
            {"block": "f1", "item": "q18", "labels": labels[2]},
        ],
    }


def test_gold_labels_have_a_place_each() -> None:
    row = CorpusRow.model_validate(data())
    labels = gold_labels(row)
    assert [(label.code, label.start, label.item) for label in labels] == [
        ("risk_assessment", 0, None),
        ("cctv_enquiries", 24, None),
        ("strangulation", None, "q18"),
    ]
    assert gold_spans(row) == {"n1": [(0, 23), (24, 37)]}


def test_the_shipped_corpus_is_valid() -> None:
    assert sum(1 for _ in read_rows(ROOT / "training/corpus/train.jsonl")) > 200
    assert sum(1 for _ in read_rows(ROOT / "evaluation/data/dev.jsonl")) == 36
    assert all(phrase.text for phrase in read_phrases(ROOT / "training/corpus/phrases.jsonl"))


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ({"block": "n9", "start": 0, "end": 3, "labels": []}, "lacks"),
        ({"block": "n1", "start": 5, "end": 500, "labels": []}, "outside"),
        ({"block": "n1", "start": 0, "end": 3, "labels": [{"code": "nonsense", "status": "done"}]}, "no code"),
        ({"block": "n1", "start": 0, "end": 3, "labels": [{"code": "weapon", "status": "done"}]}, "cannot have"),
        ({"block": "n1", "start": 0, "end": 3,
          "labels": [{"code": "weapon", "status": "present", "at": "2022-13-01"}]}, "not a date"),
    ],
)  # fmt: skip
def test_a_wrong_unit_is_refused_with_its_line(tmp_path: Path, unit: dict[str, Any], says: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(data()) + "\n" + json.dumps({**data(), "units": [unit]}) + "\n")
    with pytest.raises(InputError, match=says) as caught:
        list(read_rows(path))
    assert caught.value.where == f"{path} line 2"


def test_a_line_that_is_not_json_is_refused_without_its_words(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"case": CANARY')
    with pytest.raises(InputError) as caught:
        list(read_rows(path))
    assert "CANARY" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_rows(tmp_path / "none.jsonl"))
