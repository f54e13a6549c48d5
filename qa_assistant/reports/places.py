"""Where things stand on the page: an id, a heading and the text of every note, form and form item.

Ids come from positions (``note-3``, ``form-1-item-2``), never from the case, whose own ids may hold
anything; so ids are unique and safe in links.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa_assistant.case import CaseFile, Evidence, Form, FormItem, Label, Note
from qa_assistant.localtime import in_words
from qa_assistant.reports import words
from qa_assistant.reports.highlight import Span, anchor

RATIONALE = "rationale"


@dataclass(frozen=True)
class Place:
    """One text of the case: its id on the page, what to call it, and its words."""

    id: str
    name: str
    text: str

    def span(self, piece: Evidence | Label) -> Span | None:
        """The words that a piece of evidence points at; all of a form item's where it gives none."""
        if piece.start is None and piece.item is not None and self.text:
            return Span(0, len(self.text))
        return Span.within(self.text, piece.start, piece.end)

    def href(self, span: Span | None) -> str:
        """The link to these words, or to the place itself."""
        return f"#{anchor(self.id, span.start) if span else self.id}"


@dataclass(frozen=True)
class Places:
    """All places of a case by their block and item; notes and forms in order of time."""

    notes: tuple[tuple[Place, Note], ...]
    forms: tuple[tuple[Place, Form], ...]
    _by_key: dict[tuple[str, str | None], Place]

    @classmethod
    def of(cls, case: CaseFile) -> Places:
        by_key: dict[tuple[str, str | None], Place] = {}
        notes: list[tuple[Place, Note]] = []
        forms: list[tuple[Place, Form]] = []
        for number, note in enumerate(sorted(case.notes, key=lambda each: each.written_at), start=1):
            role = words.say("roles", note.author_role).lower()
            name = f"Entry {number}, {role}, {in_words(note.written_at)}"
            place = Place(f"note-{number}", name, note.text)
            notes.append((place, note))
            by_key[note.note_id, None] = place
        for number, form in enumerate(sorted(case.forms, key=lambda each: each.completed_at), start=1):
            name = f"{form.tool.upper()} form, {in_words(form.completed_at)}"
            place = Place(f"form-{number}", name, "")
            forms.append((place, form))
            by_key[form.form_id, None] = place
            for key, child in _items(place, form):
                by_key.setdefault((form.form_id, key), child)
        return cls(tuple(notes), tuple(forms), by_key)

    def find(self, block: str, item: str | None = None) -> Place | None:
        """The place of a note, form or item; the form itself for an item that it does not hold."""
        return self._by_key.get((block, item)) or self._by_key.get((block, None))


def item_id(form: Place, position: int) -> str:
    """The id of a form's item by its position, counted from 1."""
    return f"{form.id}-item-{position}"


def item_place(form: Place, position: int, item: FormItem) -> Place:
    """The place of one item of a form."""
    return Place(item_id(form, position), f"{form.name}, {words.item_name(item.item)}", item.text or "")


def rationale_place(form: Place, rationale: str) -> Place:
    """The place of the reasons that a form gives for its grade."""
    return Place(f"{form.id}-{RATIONALE}", f"{form.name}, reasons for the grade", rationale)


def _items(place: Place, form: Form) -> list[tuple[str, Place]]:
    children = [(each.item, item_place(place, at, each)) for at, each in enumerate(form.items, start=1)]
    if form.rationale:
        children.append((RATIONALE, rationale_place(place, form.rationale)))
    return children
