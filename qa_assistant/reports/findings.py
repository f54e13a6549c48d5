"""Findings as the page shows them: verdict, clock and proof in words, and what needs attention first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from qa_assistant.case import Evidence, Finding, QualityReport, Verdict
from qa_assistant.localtime import elapsed, in_words
from qa_assistant.reports import words
from qa_assistant.reports.highlight import Proofs
from qa_assistant.reports.places import Places
from qa_assistant.standards.catalogue import Catalogue, Standard

VERDICT_ORDER: tuple[Verdict, ...] = ("missing", "late", "pending", "met", "not_applicable")
_NEVER = datetime.max.replace(tzinfo=UTC)
CRITICALITY_ORDER = ("critical", "important", "good_practice")


@dataclass(frozen=True)
class Shown:
    """What some words record: a code with its status, and the act's own time where they give it."""

    text: str
    definition: str | None
    at: str | None

    @classmethod
    def of(cls, code: str, status: str | None, at: str | None) -> Shown:
        return cls(words.shows(code, status), words.code_definition(code), words.when(at))


@dataclass(frozen=True)
class Quote:
    """Words that a finding rests on, with the link to the very words in the record."""

    text: str
    place: str
    href: str | None
    shown: Shown | None


@dataclass(frozen=True)
class FindingView:
    """One finding, ready for the page. ``rows`` are its facts as (term, words)."""

    id: str
    title: str
    domain: str
    verdict: Verdict
    word: str
    symbol: str
    criticality: str
    criticality_word: str
    state: str
    prompt: str | None
    needs_human: bool
    rows: tuple[tuple[str, str], ...]
    proof: tuple[Quote, ...]
    reasons: tuple[Quote, ...]
    finding: Finding
    standard: Standard | None

    @property
    def href(self) -> str:
        return f"#{self.id}"

    @property
    def summary(self) -> str:
        """The state in a line, with the delay or the deadline where there is one."""
        late = words.delay_in_words(self.finding)
        if late:
            return f"{self.state}, {late}"
        if self.verdict == "pending" and self.finding.due_at:
            return f"{self.state} so far, due by {in_words(self.finding.due_at)}"
        return self.state


@dataclass(frozen=True)
class AttentionGroup:
    """Findings that need attention for one reason; ``mixed`` where they differ in criticality.

    ``questions``: whether each is shown with the question to ask.
    """

    name: str
    views: tuple[FindingView, ...]
    questions: bool = False
    mixed: bool = False

    @property
    def symbol(self) -> str:
        return self.views[0].symbol


@dataclass(frozen=True)
class Disagreement:
    """An answer on a form beside the words of the notes that disagree with it."""

    question: str
    answer: str
    form: Quote
    against: list[Quote]


@dataclass(frozen=True)
class Proved:
    """What some words show, and the finding that rests on it."""

    shown: Shown | None
    finding: FindingView


def view_findings(report: QualityReport, catalogue: Catalogue, places: Places) -> list[FindingView]:
    """Every finding of the report in its order; ids are unique even if a standard is found twice."""
    views: list[FindingView] = []
    taken: set[str] = set()
    for number, finding in enumerate(report.findings, start=1):
        known = finding.standard in catalogue.standards
        view_id = f"finding-{finding.standard}" if known else f"finding-{number}"
        if view_id in taken:
            view_id = f"finding-{number}"
        taken.add(view_id)
        views.append(_view(finding, view_id, catalogue.standards.get(finding.standard), report.as_of, places))
    return views


def _view(
    finding: Finding, view_id: str, standard: Standard | None, as_of: datetime, places: Places
) -> FindingView:
    reasons = [piece for piece in finding.evidence if standard and _raises(piece, standard)]
    proof = [piece for piece in finding.evidence if piece not in reasons]
    verdict = words.table("verdicts")[finding.verdict]
    return FindingView(
        id=view_id,
        title=standard.title if standard else words.plain(finding.standard),
        domain=standard.domain if standard else "other",
        verdict=finding.verdict,
        word=verdict["word"],
        symbol=verdict["symbol"],
        criticality=finding.criticality,
        criticality_word=words.say("criticalities", finding.criticality),
        state=words.state(finding, standard),
        prompt=finding.prompt if finding.verdict in ("missing", "late", "pending") else None,
        needs_human=finding.needs_human,
        rows=tuple(_rows(finding, standard, as_of)),
        proof=tuple(_quote(piece, places) for piece in proof),
        reasons=tuple(_quote(piece, places) for piece in reasons),
        finding=finding,
        standard=standard,
    )


def _raises(piece: Evidence, standard: Standard) -> bool:
    """Whether the piece says why the standard applies, not whether it was met."""
    if standard.check or piece.code in standard.evidence:
        return False
    applies = (*standard.applies.any, *standard.applies.all)
    return any(pattern.code == piece.code and pattern.status == piece.status for pattern in applies)


def _quote(piece: Evidence, places: Places) -> Quote:
    place = places.find(piece.block, piece.item)
    shown = Shown.of(piece.code, piece.status, piece.at) if piece.code else None
    if place is None:
        return Quote(piece.quote, "place not found in the case", None, shown)
    span = place.span(piece)
    text = place.text[span.start : span.end] if span else piece.quote
    return Quote(text, place.name, place.href(span), shown)


def _rows(finding: Finding, standard: Standard | None, as_of: datetime) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = [("Recorded", _recorded(finding, standard))]
    late = words.delay_in_words(finding)
    if late:
        rows.append(("Delay", words.plain(late)))
    if finding.due_at:
        rows.append(("Due", _due(finding, finding.due_at, as_of)))
    clock = _clock(finding, standard)
    if clock:
        rows.append(("Clock", clock))
    elif finding.trigger_at and finding.verdict != "met":
        rows.append(("Applies from", in_words(finding.trigger_at)))
    confidence = words.confidence_in_words(finding.confidence)
    if confidence:
        rows.append(("Confidence", confidence))
    if finding.source:
        rows.append(("Source", finding.source))
    return rows


def _recorded(finding: Finding, standard: Standard | None) -> str:
    state = words.state(finding, standard)
    done = words.done_in_words(finding)
    return f"{state}, {done}" if done and finding.how else state


def _due(finding: Finding, due: datetime, as_of: datetime) -> str:
    if finding.verdict == "missing" and due < as_of:
        return f"{in_words(due)}: passed {words.span_in_words(elapsed(due, as_of))} before the case was read"
    return in_words(due)


def _clock(finding: Finding, standard: Standard | None) -> str | None:
    if standard is None or standard.clock is None:
        return None
    basis = words.say("bases", finding.basis or standard.basis).lower()
    if standard.every:
        return f"At least every {standard.every.words} ({basis})"
    if standard.check:
        return f"Within {standard.clock.words} ({basis})"
    start = f" of {in_words(finding.trigger_at)}" if finding.trigger_at else ""
    return f"Within {standard.clock.words}{start} ({basis})"


def collect_proofs(views: Sequence[FindingView], places: Places) -> Proofs[Proved]:
    """What every place of the record proves, for the highlights and the links back."""
    proofs: Proofs[Proved] = Proofs()
    for view in views:
        for piece in view.finding.evidence:
            place = places.find(piece.block, piece.item)
            if place is None:
                continue
            shown = Shown.of(piece.code, piece.status, piece.at) if piece.code else None
            proofs.add(place.id, place.span(piece), Proved(shown, view))
    return proofs


def attention(views: Sequence[FindingView]) -> list[AttentionGroup]:
    """What needs attention, in order: missing by criticality, then late, then not yet due."""

    def rank(view: FindingView) -> int:
        return CRITICALITY_ORDER.index(view.criticality)

    def of(verdict: Verdict) -> list[FindingView]:
        return sorted((view for view in views if view.verdict == verdict), key=rank)

    groups = [
        AttentionGroup(
            name=f"Missing: {words.say('criticalities', level).lower()}",
            views=tuple(view for view in of("missing") if view.criticality == level),
            questions=level == "critical",
        )
        for level in CRITICALITY_ORDER
    ]
    waiting = sorted(of("pending"), key=lambda view: view.finding.due_at or _NEVER)
    groups += [
        AttentionGroup("Late", tuple(of("late")), mixed=True),
        AttentionGroup("Not yet due", tuple(waiting), mixed=True),
    ]
    return [group for group in groups if group.views]


def by_domain(views: Sequence[FindingView], catalogue: Catalogue) -> list[tuple[str, str, list[FindingView]]]:
    """(id, title, findings) of each domain that has any, the worst verdicts first within it."""
    titles = {**catalogue.domains, "other": "Other standards"}
    rows: list[tuple[str, str, list[FindingView]]] = []
    for key, title in titles.items():
        mine = [view for view in views if view.domain == key]
        if mine:
            mine.sort(key=lambda v: (VERDICT_ORDER.index(v.verdict), CRITICALITY_ORDER.index(v.criticality)))
            rows.append((key, title, mine))
    return rows


def disagreements(views: Sequence[FindingView], places: Places) -> list[Disagreement]:
    """Each answer of a form with the words of the notes that disagree with it.

    The ``form_consistent`` check gives them in this order: the form's answer, then the notes' words.
    """
    forms = {form.form_id: form for _, form in places.forms}
    pairs: list[Disagreement] = []
    for view in views:
        if view.standard is None or view.standard.check != "form_consistent":
            continue
        for piece in view.finding.evidence:
            if piece.block in forms:
                answers = [each.answer for each in forms[piece.block].items if each.item == piece.item]
                answer = words.plain(answers[0] or "") if answers else ""
                question = words.item_name(piece.item or "")
                pairs.append(Disagreement(question, answer or words.NOT_RECORDED, _quote(piece, places), []))
            elif pairs:
                pairs[-1].against.append(_quote(piece, places))
    return [pair for pair in pairs if pair.against]
