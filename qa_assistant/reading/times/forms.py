"""A rule of the grammar, and how its words become numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa_assistant.reading.times.mentions import Mention
from qa_assistant.reading.times.vocabulary import vocabulary, whole

Build = Callable[[re.Match[str]], Mention | None]


@dataclass(frozen=True)
class Rule:
    """One form: where it stands and what it means; ``None`` from ``build`` rejects the match."""

    pattern: re.Pattern[str]
    build: Build


def rule(pattern: str, build: Build) -> Rule:
    """A rule for ``pattern`` (verbose syntax), standing as words of its own."""
    return Rule(whole(pattern), build)


def key(text: str) -> str:
    """A matched word as the vocabulary spells it."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.lower().replace("\u2019", "'"))


def number(text: str, words: Mapping[str, int]) -> int:
    """Digits, or a word of the vocabulary, as a number."""
    return int(text) if text.isdigit() else words[key(text)]


def said(text: str | None) -> int:
    """A spoken number: the sum of its words; nothing is 0."""
    words = vocabulary().spoken
    return sum(words.get(word, 0) for word in re.split(r"[ -]+", key(text or "")))


def year_of(text: str | None) -> int | None:
    """ "22", "'22" and "2022" are one year; ``None`` where none is written."""
    if not text:
        return None
    year = int(text.strip("'\u2019"))
    return year + 2000 if year < 100 else year
