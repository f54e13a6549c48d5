"""Which words of a text prove what, cut so that overlapping proofs never nest.

A text is cut at every start and end of a proof, so that each piece carries a fixed set of proofs. A
piece's anchor comes from its place and its start, so a link can be written before the text is cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Span:
    """The words from ``start`` to ``end``, code-point offsets into one text."""

    start: int
    end: int

    @classmethod
    def within(cls, text: str, start: int | None, end: int | None) -> Span | None:
        """The span if it lies in ``text`` and holds at least one character; else ``None``."""
        if start is None or end is None or not 0 <= start < end <= len(text):
            return None
        return cls(start, end)


@dataclass(frozen=True)
class Piece:
    """Words that all carry the same proofs: numbers, from 1, into the spans of the text.

    ``ends`` are those of the proofs whose last words these are: their marks are shown after it.
    """

    text: str
    start: int
    proofs: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def anchor(place: str, start: int) -> str:
    """The id of the highlighted words of a place that begin at ``start``."""
    return f"{place}-words-{start}"


def cut(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The text in pieces that together are the text. ``spans`` must lie in it; number 1 is the first."""
    opening: dict[int, list[int]] = defaultdict(list)
    closing: dict[int, list[int]] = defaultdict(list)
    for number, span in enumerate(spans, start=1):
        opening[span.start].append(number)
        closing[span.end].append(number)
    edges = sorted({0, len(text), *opening, *closing})
    pieces: list[Piece] = []
    active: set[int] = set()
    for start, end in pairwise(edges):
        active.difference_update(closing.get(start, ()))
        active.update(opening.get(start, ()))
        pieces.append(Piece(text[start:end], start, tuple(sorted(active)), tuple(closing.get(end, ()))))
    return pieces


class Proofs(Generic[T]):
    """What proves what: for each span of each place, the things that its words prove, in order."""

    def __init__(self) -> None:
        self._by_place: dict[str, dict[Span | None, list[T]]] = defaultdict(dict)

    def add(self, place: str, span: Span | None, proved: T) -> None:
        """Record that the words of ``span`` (``None``: the place as a whole) prove ``proved``."""
        self._by_place[place].setdefault(span, []).append(proved)

    def at(self, place: str) -> list[tuple[Span, list[T]]]:
        """The spans of a place in reading order, each with what it proves."""
        spans = self._by_place.get(place, {})
        return sorted(((span, things) for span, things in spans.items() if span), key=lambda each: each[0])

    def whole(self, place: str) -> list[T]:
        """What the place proves as a whole, with no words of it picked out."""
        return self._by_place.get(place, {}).get(None, [])
