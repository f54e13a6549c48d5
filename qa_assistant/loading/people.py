"""The people of a case as one line of text: ``victim F 34; suspect M 36 ex-partner; child M 6``."""

from __future__ import annotations

import re
from typing import Any

_PERSON = re.compile(
    r"(?P<role>[^\d:,;]+?)[\s:,]+"
    r"(?=(?:female|male|non-binary|f|m|x)\b|(?:aged?\s+)?\d)"  # nobody's remark is taken for a sex or age
    r"(?:(?P<sex>female|male|non-binary|f|m|x)\b[\s,]*)?"
    r"(?:(?:aged?\s+)?(?P<age>\d{1,3})\b(?:\s*(?:yrs?|years?)\b(?:\s+old)?)?)?"
    r"(?P<note>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SEXES = {"FEMALE": "F", "MALE": "M"}


def read_people(text: str) -> list[dict[str, Any]]:
    """Each person between semicolons: a role, then a sex, an age and a remark where they are given."""
    people = []
    for part in re.split(r"[;\n]", text):
        words = part.strip()[:200]
        if words:
            match = _PERSON.match(words)
            people.append(_person(match) if match else {"role": words.lower()})
    return people


def _person(match: re.Match[str]) -> dict[str, Any]:
    person: dict[str, Any] = {"role": match["role"].strip().lower()}
    if match["sex"]:
        person["sex"] = _SEXES.get(match["sex"].upper(), match["sex"].upper())
    if match["age"]:
        person["age"] = int(match["age"])
    note = match["note"].strip(" ,()")
    return person | ({"note": note} if note else {})
