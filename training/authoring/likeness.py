"""Lines of training text that are too like a line of the test set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process

TOO_LIKE = 85.0
"""Percent of characters in common (rapidfuzz ratio of folded text) from which a line is refused."""

FEWEST_WORDS = 5
"""Shorter lines are everybody's ("BWV on.") and are not compared."""

_APOSTROPHE = re.compile(r"['\u2019`]")
_MARK = re.compile(r"[\W_]+")
_AT_A_TIME = 1000


def fold(text: str) -> str:
    """Text without case, punctuation and runs of spaces, to compare words alone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _MARK.sub(" ", _APOSTROPHE.sub("", plain)).strip()


def too_like(lines: Sequence[str], test_lines: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """For each line that is too like a test line: its index, the nearest test line's, and the likeness."""
    folded = [fold(line) for line in lines]
    compared = [index for index, line in enumerate(folded) if line.count(" ") + 1 >= FEWEST_WORDS]
    test_folded = [fold(line) for line in test_lines]
    if not test_folded:
        return
    for start in range(0, len(compared), _AT_A_TIME):
        some = compared[start : start + _AT_A_TIME]
        likeness = process.cdist(
            [folded[index] for index in some],
            test_folded,
            scorer=fuzz.ratio,
            score_cutoff=TOO_LIKE,
            dtype=np.float32,
            workers=2,
        )
        nearest = likeness.argmax(axis=1)
        for index, near, score in zip(some, nearest, likeness.max(axis=1), strict=True):
            if score >= TOO_LIKE:
                yield index, int(near), float(score)
