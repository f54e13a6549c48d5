"""Ranks, teams, headings and the like, read from ``words.yaml``, and what they stand for."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from qa_assistant.case import ATTENDANCES, AUTHOR_ROLES, NOTE_KINDS

_PATH = Path(__file__).with_name("words.yaml")
_NOT_WORD = re.compile(r"[^\w/']+|_")


def plain(text: str) -> str:
    """``text`` in lower case without punctuation: how phrases are compared."""
    return " ".join(_NOT_WORD.sub(" ", text[:200].lower().replace(".", "")).split())


@cache
def phrases(section: str) -> dict[str, str]:
    """Each phrase of a section of ``words.yaml`` with what it stands for, the longest first."""
    data = yaml.safe_load(_PATH.read_text(encoding="utf-8"))[section]
    listed = data.items() if isinstance(data, dict) else [("", data)]
    found = {plain(phrase): meaning for meaning, entries in listed for phrase in entries}
    return dict(sorted(found.items(), key=lambda entry: -len(entry[0])))


def alternatives(*sections: str) -> str:
    """The phrases of some sections as one regular expression, the longest first, dots and spacing free."""
    found = sorted({phrase for section in sections for phrase in phrases(section)}, key=len, reverse=True)
    return "|".join(r"\s+".join(rf"{re.escape(word)}\.?" for word in phrase.split()) for phrase in found)


@cache
def _searcher(section: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(section)})(?!\w)")


@cache
def _rank_at_start() -> re.Pattern[str]:
    return re.compile(rf"(?:[at]/)?(?P<phrase>{alternatives('ranks', 'teams')})(?!\w)")


def _member(text: str, members: tuple[str, ...]) -> str | None:
    name = plain(text).replace(" ", "_").replace("-", "_")
    return name if name in members else None


def team_of(text: str) -> str | None:
    """The role of a team or post named by the whole of ``text``."""
    return phrases("teams").get(plain(text))


@lru_cache(1024)
def role_of(text: str) -> str | None:
    """The author role that ``text`` names: its own name, or a rank or team at the start ('PC 221 Shah')."""
    exact = _member(text, AUTHOR_ROLES)
    if exact:
        return exact
    match = _rank_at_start().match(plain(text))
    if match is None:
        return None
    phrase = plain(match["phrase"])
    return phrases("teams").get(phrase) or phrases("ranks").get(phrase)


@lru_cache(1024)
def kind_named(text: str) -> str | None:
    """The kind of note that the whole of ``text`` names."""
    return _member(text, NOTE_KINDS) or phrases("kinds").get(plain(text))


def kind_within(text: str) -> str | None:
    """The kind of note that some words of ``text`` name, the longest phrase deciding."""
    named = kind_named(text)
    if named:
        return named
    found = _searcher("kinds").findall(plain(text))
    return phrases("kinds")[max(found, key=len)] if found else None


def attendance_of(text: str) -> str | None:
    """The kind of attendance that ``text`` names."""
    return _member(text, ATTENDANCES) or phrases("attendances").get(plain(text))
