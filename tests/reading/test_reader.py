"""The reader on whole cases: the same in any company, labels in their places, and any input read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from invented_case import NAMES, WOMAN, filled

from qa_assistant.case import Blocks, CaseFile, Form, Label
from qa_assistant.codebook import load_codebook
from qa_assistant.loading import LoadedCase, load_cases
from qa_assistant.localtime import LONDON
from qa_assistant.reading import CaseReader, load_reader
from qa_assistant.reading.reader import bare_answers
from training.corpus import read_rows

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "tests" / "data" / "demo"
DEV = ROOT / "evaluation" / "data" / "dev.jsonl"


@pytest.fixture(scope="module")
def demo() -> list[CaseFile]:
    found = load_cases([DEMO], now=datetime(2026, 11, 24, 9, 0, tzinfo=LONDON))
    return [item.case for item in found if isinstance(item, LoadedCase)]


# ---- the same in any company


def test_a_case_reads_the_same_alone_and_among_others(demo: list[CaseFile], each_reader: CaseReader) -> None:
    case = filled(WOMAN | NAMES)
    alone = each_reader.examine(case)
    for other in demo[:6]:
        each_reader.examine(other)
        assert each_reader.examine(case) == alone
    fresh = _fresh(each_reader)
    fresh.examine(demo[0])
    assert fresh.examine(case) == alone


def test_the_order_of_cases_does_not_matter(demo: list[CaseFile], each_reader: CaseReader) -> None:
    forwards = {case.case_id: each_reader.examine(case) for case in demo}
    fresh = _fresh(each_reader)
    assert {case.case_id: fresh.examine(case) for case in reversed(demo)} == forwards


def _fresh(reader: CaseReader) -> CaseReader:
    """The same reader loaded anew: nothing is remembered."""
    return load_reader.__wrapped__(reader.version.rpartition("/")[2])


def test_white_space_at_the_ends_of_a_note_is_nothing(reader: CaseReader) -> None:
    case = filled(WOMAN | NAMES)
    padded = case.model_copy(deep=True)
    for note in padded.notes:
        note.text = f"{note.text}\n \n"
    assert reader.examine(padded) == reader.examine(case)


# ---- what labels look like


def check(labels: list[Label], case: CaseFile) -> None:
    blocks, codebook = Blocks.of(case), load_codebook()
    for label in labels:
        assert label.status in codebook.statuses(label.code)
        assert label.confidence is not None
        assert 0 < label.confidence <= 1
        if label.item is None:
            words = blocks.notes[label.block].text[label.start : label.end]
            assert words == words.strip() != ""
        else:
            assert label.start is label.end is label.at is None
            items = {item.item for item in blocks.forms[label.block].items} | {"rationale"}
            assert label.item in items


def test_labels_lie_in_their_notes_and_keep_to_the_codebook(
    demo: list[CaseFile], each_reader: CaseReader
) -> None:
    found = 0
    for case in demo:
        reading = each_reader.examine(case)
        found += len(reading.labels)
        check(reading.labels, case)
        check(reading.doubts, case)
        assert each_reader.read(case) == reading.labels
    assert found > 100


def test_labels_are_in_the_order_of_the_file(reader: CaseReader) -> None:
    case = filled(WOMAN | NAMES)
    places = [(label.block, label.start) for label in reader.read(case)]
    assert places == sorted(places)


def test_an_act_is_dated_by_its_words(reader: CaseReader) -> None:
    (arrest,) = [x for x in reader.read(filled(WOMAN | NAMES)) if x.code == "suspect_arrested"]
    assert (arrest.status, arrest.at) == ("done", "2024-03-05T09:25")


def test_two_days_later_goes_on_from_the_note_before(reader: CaseReader) -> None:
    texts = [
        "He was arrested at 0610 on 20 February 2024.",
        "Two days later a statement was taken from the victim.",
    ]
    notes = [
        {"note_id": f"n{n}", "written_at": f"2024-03-0{n}T10:00", "author_role": "investigator", "text": text}
        for n, text in enumerate(texts, start=1)
    ]
    case = CaseFile.model_validate({"case_id": "T-1", "reported_at": "2024-02-20T06:00", "notes": notes})
    (statement,) = [label for label in reader.read(case) if label.code == "victim_statement"]
    assert (statement.at or "")[:10] == "2024-02-22"


# ---- forms


@pytest.mark.parametrize(
    ("answer", "text", "codes"),
    [
        ("yes", None, ["strangulation"]),
        ("Y", "", ["strangulation"]),
        (" Yes ", "  ", ["strangulation"]),
        ("no", None, []),
        ("", None, []),
        (None, None, []),
        ("not known", None, []),
        ("yes", "hands round neck", []),
    ],
)
def test_a_bare_yes_has_its_code_and_nothing_else_has(
    answer: str | None, text: str | None, codes: list[str]
) -> None:
    form = Form.model_validate(
        {
            "form_id": "f1", "tool": "dash", "completed_at": "2024-03-05T09:00",
            "items": [{"item": "q18", "answer": answer, "text": text}],
        }
    )  # fmt: skip
    found = list(bare_answers(form))
    assert [(label.code, label.status, label.item, label.confidence) for label in found] == [
        (code, "present", "q18", 1.0) for code in codes
    ]


def with_form(**fields: Any) -> CaseFile:
    form = {"form_id": "f1", "tool": "dash", "completed_at": "2024-03-05T09:00", "items": []} | fields
    return CaseFile.model_validate(
        {"case_id": "T-1", "reported_at": "2024-03-05T08:00", "notes": [], "forms": [form]}
    )


def test_the_words_on_a_form_are_read_too(each_reader: CaseReader) -> None:
    items = [
        {"item": "q18", "answer": "yes", "text": "put both hands round her throat"},
        {"item": "q9", "answer": "yes"},
    ]
    labels = each_reader.read(with_form(items=items))
    assert ("q18", "strangulation", "present") in {(x.item, x.code, x.status) for x in labels}
    assert ("q9", "pregnancy", "present") in {(x.item, x.code, x.status) for x in labels}


# ---- hostile input


def hostile() -> Iterator[tuple[str, str]]:
    yield "empty", ""
    yield "white space", " \n\t "
    yield "one character", "."
    yield "right to left", "הוא עזב ב-14:30.\nهي خائفة جدا."
    yield "emoji", "👩‍👧 seen 👍🏽. He left 🏃‍♂️💨"
    yield "markup", "<script>alert(1)</script> {suspect_left:present} [SEP] [CLS] [PAD]"
    yield "special tokens", "[CLS] [SEP] [MASK] " * 200
    yield "one long word", "x" * 200_000
    yield "no stops", "he left and she stayed and " * 500
    yield "numbers", "12345678901234567890 31/31/2024 99:99 1e999 " * 50


@pytest.mark.parametrize("text", [text for _, text in hostile()], ids=[name for name, _ in hostile()])
def test_any_text_can_be_read(text: str, each_reader: CaseReader) -> None:
    note = {"note_id": "n1", "written_at": "2024-03-05T10:00", "text": text}
    case = CaseFile.model_validate({"case_id": "T-1", "reported_at": "2024-03-05T08:00", "notes": [note]})
    reading = each_reader.examine(case)
    check(reading.labels + reading.doubts, case)
    if not text.strip():
        assert reading.labels == reading.doubts == []


def test_a_form_with_endless_names_and_answers_can_be_read(each_reader: CaseReader) -> None:
    case = with_form(
        tool="assessment of risk " * 500,
        author_role="officer " * 500,
        items=[{"item": "question " * 500, "answer": "maybe " * 500, "text": "hands round her throat"}],
        rationale="because " * 2_000,
    )
    reading = each_reader.examine(case)
    assert all(label.block == "f1" for label in reading.labels + reading.doubts)


def test_a_case_without_notes_and_forms_records_nothing(each_reader: CaseReader) -> None:
    case = CaseFile.model_validate({"case_id": "T-1", "reported_at": "2024-03-05T08:00", "notes": []})
    assert each_reader.examine(case).labels == []


@pytest.mark.slow
def test_every_case_of_the_dev_set_reads_the_same_twice(each_reader: CaseReader) -> None:
    fresh = _fresh(each_reader)
    for row in read_rows(DEV):
        reading = each_reader.examine(row.case)
        check(reading.labels + reading.doubts, row.case)
        assert fresh.examine(row.case) == reading
