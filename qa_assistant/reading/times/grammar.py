"""Every form of a time expression, found in a text.

The rules (``clocks``, ``days``) find one form each and say what it means; they never decide which moment
is meant. The words are in ``vocabulary.yaml``. All repeats are bounded, so reading is linear in the length
of the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa_assistant.reading.times.clocks import clock_rules
from qa_assistant.reading.times.days import day_rules
from qa_assistant.reading.times.forms import Rule
from qa_assistant.reading.times.mentions import Mention

RULES: tuple[Rule, ...] = (*clock_rules(), *day_rules())


def find(text: str) -> list[Mention]:
    """All single mentions in ``text``, in order, without overlaps; the longest wins."""
    found = sorted(_matches(text), key=lambda m: (m.start, -m.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _matches(text: str) -> Iterator[Mention]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            mention = rule.build(match)
            if mention is not None:
                yield mention
