"""Windows: passages as token sequences that fit the encoder, each unit in its note's context.

A window is ``[CLS] header [SEP] context … [SEP] unit [SEP] unit [SEP] …``. Every unit is scored in exactly
one window; the units before it stand in front as context, within the same window or repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa_assistant.reading.units import Passage

MAX_TOKENS = 224
MAX_UNIT_TOKENS = 128
CONTEXT_TOKENS = 56
HEADER_TOKENS = 24


@dataclass(frozen=True)
class EncodedUnit:
    """A unit's token ids, each with its span in the unit's own text (``None`` for the prefix)."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class Window:
    """One encoder input: ``unit_of[t]`` is the window's scored unit that token ``t`` belongs to, or -1."""

    ids: tuple[int, ...]
    unit_of: tuple[int, ...]
    units: tuple[int, ...]
    """Which units of the passage are scored here, in order."""

    def member(self) -> NDArray[np.float32]:
        """Units by tokens: 1 where a token belongs to a scored unit."""
        table = np.zeros((len(self.units), len(self.ids)), np.float32)
        for token, unit in enumerate(self.unit_of):
            if unit >= 0:
                table[unit, token] = 1
        return table


class Encoder:
    """Turns passages into windows with a WordPiece tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.cls: int = tokenizer.token_to_id("[CLS]") or 0
        self.sep: int = tokenizer.token_to_id("[SEP]") or 0
        self.pad: int = tokenizer.token_to_id("[PAD]") or 0

    def units(self, passage: Passage) -> list[EncodedUnit]:
        """The units of a passage as tokens; a very long unit keeps its first ``MAX_UNIT_TOKENS``."""
        texts = [f"{unit.prefix} {unit.text}" if unit.prefix else unit.text for unit in passage.units]
        encoded = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [
            _encoded(encoding.ids, encoding.offsets, len(unit.prefix) + 1 if unit.prefix else 0)
            for unit, encoding in zip(passage.units, encoded, strict=True)
        ]

    def header(self, text: str) -> list[int]:
        """The header as tokens, cut short: a form may bear any name, however long."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids[:HEADER_TOKENS]

    def windows(
        self, passage: Passage, units: Sequence[EncodedUnit], before: Sequence[EncodedUnit] = ()
    ) -> list[Window]:
        """The windows of one passage. ``before`` are the last units of the passage read before it."""
        head = [self.cls, *(self.header(passage.header) if passage.header else []), self.sep]
        windows: list[Window] = []
        index = 0
        while index < len(units):
            context = self._context([*before, *units[:index]])
            ids = [*head, *context]
            unit_of = [-1] * len(ids)
            scored: list[int] = []
            while index < len(units) and (not scored or len(ids) + len(units[index].ids) + 1 <= MAX_TOKENS):
                unit = units[index]
                ids += [*unit.ids, self.sep]
                # An empty unit (a stray symbol) is scored on its separator.
                unit_of += [len(scored)] * len(unit.ids) + [-1 if unit.ids else len(scored)]
                scored.append(index)
                index += 1
            windows.append(Window(tuple(ids), tuple(unit_of), tuple(scored)))
        return windows

    def _context(self, before: Sequence[EncodedUnit]) -> list[int]:
        context: list[int] = []
        for unit in reversed(before):
            if len(context) + len(unit.ids) + 1 > CONTEXT_TOKENS:
                break
            context = [*unit.ids, self.sep, *context]
        return context


def _encoded(ids: Sequence[int], offsets: Sequence[tuple[int, int]], shift: int) -> EncodedUnit:
    spans = tuple(
        (start - shift, end - shift) if start >= shift else None for start, end in offsets[:MAX_UNIT_TOKENS]
    )
    return EncodedUnit(tuple(ids[:MAX_UNIT_TOKENS]), spans)
