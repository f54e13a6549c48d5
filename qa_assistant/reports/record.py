"""The case's own words as the page shows them: entries and forms, proving words marked, links back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qa_assistant.case import Label
from qa_assistant.localtime import in_words
from qa_assistant.reports import words
from qa_assistant.reports.findings import FindingView, Proved, Shown
from qa_assistant.reports.highlight import Piece, Proofs, anchor, cut
from qa_assistant.reports.places import Place, Places, item_place, rationale_place


@dataclass(frozen=True)
class Line:
    """One thing that some words show, with the findings that rest on it."""

    shown: Shown | None
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Mark:
    """One run of proving words: its number in the text, links to the words, and what they show."""

    number: int
    id: str
    words_href: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class AlsoRead:
    """Words that were read but that no finding rests on."""

    quote: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class TextView:
    """A text in pieces, with its marks and whatever else was read from it."""

    place: Place
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    whole: tuple[Line, ...]
    also_read: tuple[AlsoRead, ...]

    def anchor(self, piece: Piece) -> str:
        return anchor(self.place.id, piece.start)

    def mark_id(self, number: int) -> str:
        return _mark_id(self.place, number)


@dataclass(frozen=True)
class NoteView:
    """One entry of the log. ``too_late`` marks one written after the moment at which the case is read."""

    text: TextView
    number: int
    reference: str
    written: str
    role: str
    kind: str
    author: str | None
    too_late: bool


@dataclass(frozen=True)
class ItemView:
    """One row of a form: a question, its answer, and its words."""

    name: str
    answer: str
    text: TextView


@dataclass(frozen=True)
class FormView:
    """One risk assessment as a table."""

    place: Place
    reference: str
    tool: str
    completed: str
    role: str
    grade: str
    whole: tuple[Line, ...]
    items: tuple[ItemView, ...]
    rationale: TextView | None


LabelsByPlace = dict[str, list[Label]]


def labels_by_place(labels: Iterable[Label], places: Places) -> LabelsByPlace:
    """The labels of a report by the id of the place they stand in, in reading order."""
    grouped: LabelsByPlace = defaultdict(list)
    for label in labels:
        place = places.find(label.block, label.item)
        if place is not None:
            grouped[place.id].append(label)
    for rows in grouped.values():
        rows.sort(key=lambda label: (label.start or 0, label.end or 0))
    return grouped


def view_notes(
    places: Places, proofs: Proofs[Proved], labels: LabelsByPlace, as_of: datetime
) -> list[NoteView]:
    """The entries in order of time."""
    return [
        NoteView(
            text=_text(place, proofs, labels),
            number=number,
            reference=note.note_id,
            written=in_words(note.written_at),
            role=words.say("roles", note.author_role),
            kind=words.say("kinds", note.kind),
            author=note.author,
            too_late=note.written_at > as_of,
        )
        for number, (place, note) in enumerate(places.notes, start=1)
    ]


def view_forms(places: Places, proofs: Proofs[Proved], labels: LabelsByPlace) -> list[FormView]:
    """The risk forms in order of time."""
    views: list[FormView] = []
    for place, form in places.forms:
        items = [
            ItemView(
                name=words.item_name(item.item),
                answer=words.plain(item.answer or "") or words.NOT_RECORDED,
                text=_text(item_place(place, position, item), proofs, labels),
            )
            for position, item in enumerate(form.items, start=1)
        ]
        reasons = rationale_place(place, form.rationale) if form.rationale else None
        views.append(
            FormView(
                place=place,
                reference=form.form_id,
                tool=form.tool.upper(),
                completed=in_words(form.completed_at),
                role=words.say("roles", form.author_role),
                grade=words.plain(form.grade) if form.grade and form.grade != "none" else words.NOT_RECORDED,
                whole=_lines(proofs.whole(place.id)),
                items=tuple(items),
                rationale=_text(reasons, proofs, labels) if reasons else None,
            )
        )
    return views


def _mark_id(place: Place, number: int) -> str:
    return f"{place.id}-mark-{number}"


def _text(place: Place, proofs: Proofs[Proved], labels: LabelsByPlace) -> TextView:
    proved = proofs.at(place.id)
    marks = [
        Mark(number, _mark_id(place, number), place.href(span), _lines(things))
        for number, (span, things) in enumerate(proved, start=1)
    ]
    return TextView(
        place=place,
        pieces=tuple(cut(place.text, [span for span, _ in proved])),
        marks=tuple(marks),
        whole=_lines(proofs.whole(place.id)),
        also_read=_also_read(place, proved, labels.get(place.id, ())),
    )


def _lines(things: Iterable[Proved]) -> tuple[Line, ...]:
    grouped: dict[Shown | None, list[FindingView]] = defaultdict(list)
    for thing in things:
        if thing.finding not in grouped[thing.shown]:
            grouped[thing.shown].append(thing.finding)
    return tuple(Line(shown, tuple(findings)) for shown, findings in grouped.items())


def _also_read(
    place: Place, proved: Sequence[tuple[object, Sequence[Proved]]], labels: Sequence[Label]
) -> tuple[AlsoRead, ...]:
    used = {(span, thing.shown) for span, things in proved for thing in things}
    grouped: dict[str, list[Shown]] = defaultdict(list)
    for label in labels:
        span = place.span(label)
        shown = Shown.of(label.code, label.status, label.at)
        if (span, shown) not in used:
            grouped[place.text[span.start : span.end] if span else ""].append(shown)
    return tuple(AlsoRead(quote, tuple(shown)) for quote, shown in grouped.items())
