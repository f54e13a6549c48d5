"""Text that tries to break out of the page, and cases too long for a slow page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from qa_assistant.audit import audit_case
from qa_assistant.case import CaseFile, Form, FormItem, Label, Person, QualityReport
from qa_assistant.reports import case_page
from qa_assistant.standards.catalogue import Catalogue

Parse = Callable[[str], BeautifulSoup]
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} &amp; &lt;",
    "]]> <!-- --> </mark></p>",
    "תוקף נמלט \u202egnp.exe\u202c العنوان",
    "👩🏽‍🦰 e\u0301 ﷽ \ufeff",
    "\x00\x07\x1b[31m\x7f\x85\ufffe",
    "line\r\nline\tend\u2028\n\n",
    "a" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_ever_text(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Parse, text: str
) -> None:
    plain = parse(case_page(case, report, catalogue))
    note = case.notes[0].model_copy(update={"note_id": text[:60], "text": text, "author": text})
    item = FormItem(item=text, answer=text, text=text)
    form = Form(
        form_id=text[:50] + "f", tool=text[:40], completed_at=case.reported_at, items=[item], rationale=text
    )
    bad = case.model_copy(
        update={
            "case_id": text[:64], "notes": [note], "forms": [form], "flags": [text], "team": text,
            "people": [Person(role=text, sex=text[:5], note=text)],
        }
    )  # fmt: skip
    labels = [Label(block=note.note_id, start=0, end=len(text), code="history_checks", status="done")]
    labels += [
        Label(block=form.form_id, item=text, start=0, end=len(text), code="minimising", status="present")
    ]
    page_text = case_page(bad, audit_case(bad, labels=labels, catalogue=catalogue), catalogue)
    page = parse(page_text)

    assert {tag.name for tag in page.find_all()} <= {tag.name for tag in plain.find_all()} | {"svg", "rect"}
    assert not page.find_all("script") and not page.find_all("img")
    assert not [key for tag in page.find_all() for key in tag.attrs if key.startswith("on")]
    assert "\u202e" not in page_text and "\x00" not in page_text
    page_text.encode("utf-8")
    marked = "".join(mark.get_text() for mark in page.find(id="note-1").find_all("mark"))
    readable = text.replace("\r\n", "\n")
    if text.isprintable() and "\u202e" not in text:
        assert marked == readable


def long_case(case: CaseFile, notes: int) -> tuple[CaseFile, list[Label]]:
    first = case.notes[1]
    many = [
        first.model_copy(
            update={
                "note_id": f"n{i}",
                "written_at": first.written_at + timedelta(minutes=i),
                "text": f"{i} {first.text}",
            }
        )
        for i in range(notes)
    ]
    codes = ["victim_update", "supervisor_review", "cctv_enquiries", "further_incident", "strangulation"]
    labels = [
        Label(
            block=note.note_id, start=0, end=20, code=codes[i % 5], status="present" if i % 5 > 2 else "done"
        )
        for i, note in enumerate(many)
    ]
    return case.model_copy(update={"notes": many, "as_of": many[-1].written_at}), labels


@pytest.mark.parametrize(("notes", "seconds"), [(400, 1.5), (10_000, 30.0)])
def test_long_cases(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, notes: int, seconds: float
) -> None:
    long, labels = long_case(case, notes)
    report = report.model_copy(update={"as_of": long.as_of, "labels": labels})
    started = time.perf_counter()
    page = case_page(long, report, catalogue)
    assert time.perf_counter() - started < seconds
    assert page.count('class="note"') == notes
