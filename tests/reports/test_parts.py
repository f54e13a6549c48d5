"""The pieces behind the page: cutting text, words for times, the picture, the list of cases."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from qa_assistant.case import CaseFile, QualityReport
from qa_assistant.codebook import load_codebook
from qa_assistant.errors import InputError
from qa_assistant.localtime import parse_local
from qa_assistant.reports import IndexRow, index_page, page_file_name, words
from qa_assistant.reports.highlight import Span, cut
from qa_assistant.standards.catalogue import Catalogue

Parse = Callable[[str], BeautifulSoup]


def test_cut_pieces_make_the_text_and_each_span_its_words() -> None:
    chance = random.Random(1)
    for _ in range(200):
        text = "".join(chance.choices("ab 👩\n", k=chance.randint(1, 40)))
        ends = [sorted(chance.sample(range(len(text) + 1), 2)) for _ in range(chance.randint(0, 6))]
        spans = sorted({Span(a, b) for a, b in ends})
        pieces = cut(text, spans)
        assert "".join(piece.text for piece in pieces) == text
        for number, span in enumerate(spans, start=1):
            assert "".join(p.text for p in pieces if number in p.proofs) == text[span.start : span.end]
            assert sum(number in p.ends for p in pieces) == 1


def test_an_empty_text_has_no_pieces() -> None:
    assert cut("", []) == []


@pytest.mark.parametrize(("start", "end"), [(None, 2), (0, None), (2, 2), (3, 1), (-1, 2), (0, 6)])
def test_a_span_outside_the_text_is_none(start: int | None, end: int | None) -> None:
    assert Span.within("words", start, end) is None


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(hours=3, minutes=20), "3 hours 20 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(seconds=5), "less than a minute"),
        (timedelta(hours=47, minutes=59), "47 hours 59 minutes"),
        (timedelta(hours=49, minutes=30), "2 days 1 hour"),
        (timedelta(days=30), "30 days"),
    ],
)
def test_spans_in_words(span: timedelta, expected: str) -> None:
    assert words.span_in_words(span) == expected


@pytest.mark.parametrize("code", sorted(load_codebook().codes))
def test_no_code_reaches_the_reader_raw(code: str) -> None:
    assert "_" not in words.code_name(code)
    for status in load_codebook().statuses(code):
        assert "_" not in words.shows(code, status)


@pytest.mark.parametrize("table", ["codes", "checks"])
def test_words_name_only_what_exists(table: str, catalogue: Catalogue) -> None:
    known = set(load_codebook().codes) | {standard.check for standard in catalogue.standards.values()}
    assert set(words.table(table)) <= known


@pytest.mark.parametrize(
    "case_id", ["DV-A-001", "../../etc/passwd", "a/b", "index", "é", "a b", "a-b", ".hidden", "x\n", ""]
)
def test_page_file_names_stay_in_their_folder(case_id: str, tmp_path: Path) -> None:
    name = page_file_name(case_id)
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert name != "index.html" and name.endswith(".html") and name.isascii()


def test_page_file_names_differ() -> None:
    ids = ["a b", "a-b", "a/b", "A_b", "a  b", "a-b ", "é", "è"]
    assert len({page_file_name(case_id) for case_id in ids}) == len(ids)


def test_index_page(case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Parse) -> None:
    row = IndexRow.of(case, report, catalogue)
    other = IndexRow.of(
        case.model_copy(update={"case_id": "<b>2"}),
        report.model_copy(update={"priority": "routine"}),
        catalogue,
    )
    error = InputError(
        "QA101", "a note has no written_at; give each note its time", "cases.jsonl line 3, notes[1]"
    )
    made = parse_local("2022-10-21T10:00")
    page = parse(index_page([row, other], [error], made_at=made, standards_version="1", model_version="m"))
    assert [a["href"] for a in page.select("table.index a")] == ["T-001.html", page_file_name("<b>2")]
    assert [h2.get_text() for h2 in page.find_all("h2")] == [
        "Urgent: review this case first", "Routine: no early review needed", "Could not be read",
    ]  # fmt: skip
    first = page.select("table.index tbody tr")[0].get_text()
    assert "Critical: " in first and "Specific safety measures agreed" in first
    assert "cases.jsonl line 3, notes[1]" in page.main.get_text() and not page.find("b")
    assert "checked on 21 October 2022 at 10am" in page.main.get_text()


def test_index_page_of_nothing(parse: Parse) -> None:
    made = parse_local("2022-10-21T10:00")
    page = parse(index_page([], made_at=made, standards_version="1", model_version="m"))
    assert "No case was checked." in page.main.get_text()
