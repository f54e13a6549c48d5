"""The words of the time reader, from ``vocabulary.yaml``, as pieces of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, StrictStr

from qa_assistant.errors import CatalogueError

_PATH = Path(__file__).with_name("vocabulary.yaml")

# Bounded runs of white space keep every pattern linear in the length of the text.
SPACE = r"[ \t\u00a0\u202f]"
GAP = SPACE + "{1,3}"
GAP0 = SPACE + "{0,3}"
FLAGS = re.IGNORECASE | re.ASCII
"""ASCII matching: a matched word lowers to exactly the word in the vocabulary, whatever the text."""


class Part(BaseModel):
    """A part of the day: the hours it covers (past 24 runs into the next day) and its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: tuple[int, int]
    words: StrictStr


class Vocabulary(BaseModel):
    """``vocabulary.yaml``, key by key; the file explains each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: dict[StrictStr, int]
    spoken: dict[StrictStr, int]
    amounts: dict[StrictStr, float]
    ordinals: dict[StrictStr, int]
    units: dict[StrictStr, int]
    weekdays: dict[StrictStr, int]
    doubtful_weekdays: list[StrictStr]
    after_ordinary_word: list[StrictStr]
    months: dict[StrictStr, int]
    doubtful_months: list[StrictStr]
    after_verb_month: list[StrictStr]
    festivals: dict[StrictStr, StrictStr]
    entry_days: dict[StrictStr, tuple[int, StrictStr | None]]
    next_morning: list[StrictStr]
    anchor_days: dict[StrictStr, tuple[int, StrictStr | None]]
    after_not_anchor: list[StrictStr]
    after_other_event: list[StrictStr]
    parts: dict[StrictStr, Part]
    glue: list[StrictStr]
    hour_leads: list[StrictStr]
    hour_followers: list[StrictStr]
    one_followers: list[StrictStr]
    dictated_leads: list[StrictStr]
    before_not_hour: list[StrictStr]
    before_number: list[StrictStr]
    rank_words: list[StrictStr]
    after_number: list[StrictStr]
    street_words: list[StrictStr]
    before_year: list[StrictStr]
    before_doubtful_date: list[StrictStr]
    after_fraction: list[StrictStr]
    before_score: list[StrictStr]
    after_ordinal: list[StrictStr]
    ordinal_followers: list[StrictStr]
    before_ordinal: list[StrictStr]
    future_before: list[StrictStr]
    future_after: list[StrictStr]
    future_strong: list[StrictStr]
    future_weak: list[StrictStr]
    past_before: list[StrictStr]


@cache
def vocabulary() -> Vocabulary:
    """Load the vocabulary once; raises ``CatalogueError`` that names the key that is wrong."""
    try:
        return Vocabulary.model_validate(yaml.safe_load(_PATH.read_text(encoding="utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        message = f"the words of the time reader are not valid: {error}"
        raise CatalogueError("QA205", message, _PATH.name) from error


def expression(text: str) -> str:
    """An expression of the vocabulary as a pattern: spaces flexible, apostrophes of any kind."""
    return text.replace("'", "['\u2019\u2018`]").replace(" ", GAP)


def any_of(words: Iterable[str], *, literal: bool = True) -> str:
    """One of ``words`` (plain words, or expressions if not ``literal``), the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    pieces = [re.escape(w).replace("\\ ", " ") if literal else w for w in longest_first]
    return "(?:" + "|".join(map(expression, pieces)) + ")"


def whole(pattern: str) -> re.Pattern[str]:
    """``pattern``, in verbose syntax, compiled to stand as words of its own."""
    # Every form starts with a letter, a digit or "@": looking for that first makes the search fast.
    return re.compile(rf"(?=[a-z0-9@])(?<![\w£$€\#])(?:{pattern})(?![\w£$€])", FLAGS | re.VERBOSE)
