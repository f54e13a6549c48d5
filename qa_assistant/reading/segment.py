"""Segmenting: a note cut into units, sentences or lines as officers write them, with exact offsets.

A small logistic model decides at every gap between words whether a unit ends there, from the shapes of
the words on either side. It is trained on the unit boundaries of the corpus (``training.segmenter``), where
logs often run on without a full stop.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

_WORD = re.compile(r"\S+")
_CLOSERS = "\"')]}”’»"
_BULLET = re.compile(r"(?:[-*•–—>]+|\(?\d{1,2}[.)]|[a-z][.)])$")
_TIME = re.compile(r"\(?[@~]?\d{1,2}[:.]?\d{2}(?:hrs|hours|h)?[.,:;\-–)]*$", re.IGNORECASE)
# Characters: half as long again as any unit of the corpus. A longer stretch without a boundary is cut at a gap,
# as the encoder would leave the end of it unread.
_LONGEST = 400
_NEVER_LAST = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "e.g.", "i.e.", "approx.", "incl."})


def split(text: str) -> tuple[list[tuple[int, int]], list[str], list[str]]:
    """The words of a text with their offsets, and the white space between each and the next."""
    spans = [match.span() for match in _WORD.finditer(text)]
    words = [text[start:end] for start, end in spans]
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    return spans, words, gaps


def shape(word: str) -> str:
    """The sort of a word: ``Xx``, ``X``, ``x``, ``9``, a time, a bullet, with its end punctuation."""
    core = word.strip("\"'([{”’)]}.,;:!?")
    if _BULLET.match(word):
        return "bullet"
    if _TIME.match(word):
        kind = "time"
    elif core.isdigit():
        kind = "9"
    elif core.isupper():
        kind = "X" if len(core) == 1 else "XX"
    elif core[:1].isupper():
        kind = "Xx"
    elif any(character.isdigit() for character in core):
        kind = "x9"
    else:
        kind = "x" if core else "punct"
    return kind


def ending(word: str) -> str:
    """The punctuation a word ends with, closing quotes aside."""
    last = word.rstrip(_CLOSERS)[-1:]
    return last if last and not last.isalnum() else ""


def features(words: list[str], gaps: list[str], index: int, since: int) -> Iterator[str]:
    """What the model looks at between ``words[index]`` and the next; ``since`` words into the unit."""
    before, following = words[index], words[index + 1]
    mark, gap = ending(before), "newline" if "\n" in gaps[index] else "space"
    blank = "blank" if gaps[index].count("\n") > 1 else gap
    left, right = shape(before), shape(following)
    core = before.strip("\"'([{”’)]}.,;:!?").lower()
    next_core = following.strip("\"'([{”’)]}.,;:!?").lower()
    yield f"gap={blank}"
    yield f"mark={mark}|gap={gap}"
    yield f"mark={mark}|right={right}"
    yield f"mark={mark}|right={right}|gap={gap}"
    yield f"left={left}|right={right}|mark={mark}"
    yield f"left={left}|mark={mark}|gap={gap}"
    yield f"word={core}|mark={mark}"
    yield f"next={next_core}|mark={bool(mark)}"
    yield f"next={next_core}|right={right}|gap={gap}"
    yield f"length={min(len(core), 6)}|mark={mark}|right={right}"
    yield f"since={min(since, 12) // 2}|mark={mark}|right={right}"
    if index + 2 < len(words):
        yield f"next2={shape(words[index + 2])}|right={right}|mark={bool(mark)}"
        yield f"pair={next_core} {words[index + 2].strip('.,;:!?').lower()}|mark={bool(mark)}"
    yield f"join={core} {next_core}"
    yield f"comma_next={ending(following)}|right={right}|mark={mark}"


def style(words: list[str], gaps: list[str]) -> str:
    """How the note as a whole is written: its share of line breaks and of full stops."""
    breaks = sum("\n" in gap for gap in gaps) / max(1, len(gaps))
    stops = sum(ending(word) in (".", "!", "?") for word in words) / max(1, len(words))
    lines = "lines" if breaks > 0.04 else "some" if breaks else "none"
    return f"{lines}/{'rare' if stops < 0.02 else 'few' if stops < 0.05 else 'usual'}"


class Segmenter:
    """Cuts text into units. ``weights`` are log-odds by feature."""

    def __init__(self, weights: Mapping[str, float], threshold: float = 0.5) -> None:
        self._weights = dict(weights)
        self._cut = math.log(threshold / (1 - threshold))

    @classmethod
    def load(cls, path: Path) -> Segmenter:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["weights"], data["threshold"])

    def __call__(self, text: str) -> list[tuple[int, int]]:
        """The (start, end) of every unit, in order, without the white space between them."""
        spans, words, gaps = split(text)
        if not spans:
            return []
        manner = style(words, gaps)
        bias = self._weights.get("bias", 0.0)
        units: list[tuple[int, int]] = []
        first = 0
        for index in range(len(words) - 1):
            score = bias
            for name in features(words, gaps, index, index - first):
                score += self._weights.get(name, 0.0) + self._weights.get(f"{manner}#{name}", 0.0)
            goes_on = words[index].lower() in _NEVER_LAST and "\n" not in gaps[index]
            too_long = spans[index + 1][1] - spans[first][0] > _LONGEST
            if (score > self._cut and not goes_on) or too_long:
                units.append((spans[first][0], spans[index][1]))
                first = index + 1
        units.append((spans[first][0], spans[-1][1]))
        return units
