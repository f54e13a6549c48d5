"""Single mentions that stand side by side become one: "Sunday" + "3 November" + "1430"."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_assistant.reading.times.mentions import Mention
from qa_assistant.reading.times.vocabulary import FLAGS, SPACE, any_of, vocabulary

_V = vocabulary()
_LONGEST_GLUE = 30
_WORDS = rf"(?:(?:{any_of(_V.glue)})(?![a-z0-9]){SPACE}{{0,2}}){{0,3}}"
_GLUE = re.compile(rf"{SPACE}{{0,3}}{_WORDS}", FLAGS)
_GLUE_WITH_COMMA = re.compile(rf"{SPACE}{{0,2}}[,;]?{SPACE}{{0,2}}{_WORDS}", FLAGS)
_ONLY_SPACE = re.compile(rf",?{SPACE}{{0,3}}(?:of(?: the)?|on(?: the)?|the)?{SPACE}{{0,2}}", FLAGS)
_TO = r"(?:-|\u2013|to|till?|until|&|and)"
_RANGE = re.compile(rf"{SPACE}{{0,3}}{_TO}{SPACE}{{0,3}}(?:about{SPACE})?", FLAGS)
_BETWEEN = re.compile(r"(?<![a-z])(?:between|from|btwn|b/w)\s{0,2}$", FLAGS)


def join(text: str, mentions: list[Mention]) -> list[Mention]:
    """Whole expressions, in order. Parts of the day that belong to no day or clock are left out."""
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        whole = _together(text, last, mention) if last else None
        if whole is None:
            joined.append(mention)
        else:
            joined[-1] = whole
    return [m for m in joined if m.day or m.clock or m.shift or m.coming]


def _together(text: str, first: Mention, second: Mention) -> Mention | None:
    if second.start - first.end > _LONGEST_GLUE:
        return None
    between = text[first.end : second.start]
    if _is_range(text, first, second, between):
        return replace(first, end=second.end, day=first.day or second.day)
    if _only_part(first) or _only_part(second):
        glue = _ONLY_SPACE
    elif first.day and not first.clock:
        glue = _GLUE_WITH_COMMA
    else:
        glue = _GLUE
    return first.with_mention(second) if glue.fullmatch(between) else None


def _only_part(mention: Mention) -> bool:
    return mention.part is not None and not (mention.day or mention.clock)


def _is_range(text: str, first: Mention, second: Mention, between: str) -> bool:
    """ "1215-1250", "between 2300 and 2330": one expression, whose moment is its start."""
    if not (first.clock and second.clock) or (first.day and second.day) or not _RANGE.fullmatch(between):
        return False
    if "and" not in between.lower() and "&" not in between:
        return True
    return _BETWEEN.search(text[max(0, first.start - 12) : first.start]) is not None
