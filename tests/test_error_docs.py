"""Every error number that the product raises is explained in its documentation."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "qa_assistant"
_NUMBER = re.compile(r"QA\d{3}")
_RANGE = re.compile(r"QA(\d{3})–QA(\d{3})")


def test_every_number_raised_is_documented() -> None:
    raised = {n for path in PACKAGE.rglob("*.py") for n in _NUMBER.findall(path.read_text(encoding="utf-8"))}
    pages = [path.read_text(encoding="utf-8") for path in (PACKAGE / "docs").glob("*.md")]
    explained = {number for page in pages for number in _NUMBER.findall(page)}
    for page in pages:
        for first, last in _RANGE.findall(page):
            explained |= {f"QA{number}" for number in range(int(first), int(last) + 1)}
    examples = {"QA203"}  # stands in the design of the error shape
    assert raised and raised - explained - examples == set()
