"""Contract values, codes and times in the words that a reader uses. The words are in ``words.yaml``."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qa_assistant.case import Finding, Person, parse_when
from qa_assistant.codebook import OWN, is_own, load_codebook
from qa_assistant.localtime import elapsed, in_words
from qa_assistant.standards.catalogue import Standard

NOT_RECORDED = "Not recorded"

_WORDS = Path(__file__).with_name("words.yaml")
_DASH_QUESTION = re.compile(r"q(\d+)$", re.IGNORECASE)
_HIGH, _MODERATE = 0.9, 0.7  # a reader's bands of calibrated confidence


@cache
def table(name: str) -> dict[str, Any]:
    """One table of ``words.yaml``. ``KeyError`` if there is none of that name."""
    tables: dict[str, dict[str, Any]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return tables[name]


def plain(name: str) -> str:
    """A code or key with no words of its own, made readable: ``house_visit`` → ``House visit``."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def say(name: str, key: str | None) -> str:
    """The words for ``key`` in a table; ``Not recorded`` for none, readable for one unknown."""
    if not key:
        return NOT_RECORDED
    return str(table(name).get(key, plain(key)))


def code_name(code: str) -> str:
    """A code as people say it: ``bwv_recorded`` → ``Body-worn video``; a force's own as experimental."""
    if is_own(code):
        return f"{plain(code.removeprefix(OWN))} (experimental)"
    return say("codes", code)


def code_definition(code: str) -> str | None:
    """The codebook's sentence for a code; ``None`` for one it does not hold."""
    known = load_codebook().codes.get(code)
    return known.definition if known else None


def shows(code: str, status: str | None) -> str:
    """What a label says: ``Medical care: offered and declined``."""
    if not status:
        return code_name(code)
    known = load_codebook().codes.get(code)
    words = table("statuses")[known.kind if known else "step"]
    return f"{code_name(code)}: {words.get(status, plain(status).lower())}"


def when(text: str | None) -> str | None:
    """A label's own time in words; a day alone as ``3 October 2022, time not recorded``."""
    if text is None:
        return None
    moment = parse_when(text)
    if isinstance(moment, datetime):
        return in_words(moment)
    return f"{day_in_words(moment)}, time not recorded"


def day_in_words(day: date) -> str:
    """``3 October 2022``."""
    return f"{day.day} {day.strftime('%B %Y')}"


def done_in_words(finding: Finding) -> str | None:
    """When the deciding act was done; without a clock time where its words give only the day."""
    if finding.done_at is None:
        return None
    day = finding.done_at.date()
    if any(piece.at == day.isoformat() for piece in finding.evidence[:1]):
        return f"{day_in_words(day)}, time not recorded"
    return in_words(finding.done_at)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def span_in_words(span: timedelta) -> str:
    """Elapsed time to the minute, and to the hour from two days on: ``3 hours 20 minutes``."""
    minutes = round(span / timedelta(minutes=1))
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, rest = divmod(hours, 24)
    if days >= 2:
        parts = [_count(days, "day"), _count(rest, "hour") if rest else ""]
    else:
        parts = [_count(hours, "hour") if hours else "", _count(minutes, "minute") if minutes else ""]
    return " ".join(part for part in parts if part)


def delay_in_words(finding: Finding) -> str | None:
    """``late by 3 hours 20 minutes``, from the times where both are known (they are exact)."""
    if finding.verdict != "late":
        return None
    if finding.due_at and finding.done_at:
        return f"late by {span_in_words(elapsed(finding.due_at, finding.done_at))}"
    if finding.delay_hours is not None:
        return f"late by {span_in_words(timedelta(hours=finding.delay_hours))}"
    return None


def state(finding: Finding, standard: Standard | None) -> str:
    """What the record holds on one standard, in words.

    Nothing recorded is ``Not recorded``; ``Recorded as not done`` only where a note says so.
    """
    if finding.how:
        return say("how", finding.how)
    if finding.progress and finding.progress != "none":
        return say("progress", finding.progress)
    if standard and standard.check:
        return say_verdict(table("checks").get(standard.check, {}), finding)
    if finding.progress is None and standard and standard.every:
        return say_verdict(table("recurring"), finding)
    return str(table("verdicts")["met"]["word"]) if finding.verdict == "met" else NOT_RECORDED


def say_verdict(words: dict[str, str], finding: Finding) -> str:
    """The words of a check for a verdict; the verdict's own word where the check has none."""
    return words.get(finding.verdict, str(table("verdicts")[finding.verdict]["word"]))


def confidence_in_words(confidence: float | None) -> str | None:
    """``High (94 in 100)``: a calibrated probability that the verdict is right."""
    if confidence is None:
        return None
    band = "High" if confidence >= _HIGH else "Moderate" if confidence >= _MODERATE else "Low"
    return f"{band} ({round(confidence * 100)} in 100)"


def score_in_words(score: float | None) -> str:
    """A score of 100 without its decimals; ``No score`` where nothing applies."""
    return "No score" if score is None else f"{int(score)} out of 100"


def item_name(item: str) -> str:
    """An item of a form as people say it: ``q18`` → ``Question 18``."""
    question = _DASH_QUESTION.match(item.strip())
    return f"Question {int(question[1])}" if question else plain(item)


def person_in_words(person: Person) -> str:
    """``victim, female, aged 34``."""
    parts = [plain(person.role)]
    if person.sex:
        parts.append(str(table("sexes").get(person.sex.upper(), person.sex)))
    if person.age is not None:
        parts.append(f"aged {person.age}")
    if person.note:
        parts.append(person.note)
    return ", ".join(parts)


def joined(parts: list[str]) -> str:
    """``a, b and c``."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
