"""The judge: one verdict for every standard, from dated facts alone.

No model and no I/O. The semantics are those of ``qa_assistant/docs/standards.md``; each function carries one of
its rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_assistant.case import CaseFile, Finding, Label, Verdict
from qa_assistant.localtime import after, elapsed
from qa_assistant.standards.catalogue import Catalogue, Standard
from qa_assistant.standards.checks import CHECKS
from qa_assistant.standards.facts import Fact, Facts
from qa_assistant.standards.outcome import Outcome, recurring
from qa_assistant.standards.spans import hours_between

# How far a step got that was never accepted, the furthest first.
_PROGRESS = ("attempted", "planned", "declined", "not_done")
_WORST_FIRST: tuple[Verdict, ...] = ("missing", "late", "pending", "met")
_NEW_TRIGGER_AFTER = timedelta(hours=24)
_NEW_TRIGGER_KINDS = frozenset({"call", "attendance", "custody"})
_NEAR = timedelta(days=7)
_QUOTES = 3


@dataclass(frozen=True)
class Trigger:
    """What makes a standard apply: when its clock starts, and the fact that started it, if one did."""

    at: datetime
    fact: Fact | None = None


def judge(case: CaseFile, labels: Iterable[Label], catalogue: Catalogue, as_of: datetime) -> list[Finding]:
    """A finding for every standard of the catalogue, in its order."""
    return judge_facts(Facts.of(case, labels, as_of), catalogue)


def judge_facts(facts: Facts, catalogue: Catalogue) -> list[Finding]:
    """A finding for every standard, from facts that are at hand."""
    return [judge_standard(standard, facts, catalogue) for standard in catalogue.standards.values()]


def judge_standard(standard: Standard, facts: Facts, catalogue: Catalogue) -> Finding:
    """The finding for one standard."""
    trigger = find_trigger(standard, facts)
    if trigger is None or not standard.in_force(facts.case.reported_at.date()):
        outcome = Outcome("not_applicable")
    elif standard.check:
        outcome = CHECKS[standard.check](standard, facts, catalogue)
    elif standard.every:
        accepted = _accepted(standard, facts)
        outcome = recurring(standard.every, [fact.as_evidence() for fact in accepted], facts)
        outcome = outcome.with_facts(accepted[-_QUOTES:])
    elif standard.each_trigger:
        triggers = separate_triggers(standard, facts) or [trigger]
        outcomes = [_against(standard, facts, each) for each in triggers]
        outcome = min(outcomes, key=lambda each: _WORST_FIRST.index(each.verdict))
    else:
        outcome = _against(standard, facts, trigger)
    return _finding(standard, facts, catalogue, trigger, outcome)


# ---- applicability


def fits_header(standard: Standard, facts: Facts) -> bool:
    """Whether the response and the forms of the case allow the standard to apply, whatever the notes say."""
    applies = standard.applies
    if applies.attendance and facts.case.attendance not in applies.attendance:
        return False
    return not applies.form or any(form.completed_at <= facts.as_of for form in facts.case.forms)


def find_trigger(standard: Standard, facts: Facts) -> Trigger | None:
    """The trigger of a standard, or ``None`` where it does not apply."""
    if not fits_header(standard, facts):
        return None
    applies = standard.applies
    found: list[Fact] = []
    if applies.any:
        earliest = [fact for p in applies.any if (fact := facts.first(p.code, p.status))]
        if not earliest:
            return None
        found.append(min(earliest, key=lambda fact: (fact.as_trigger(), fact.order)))
    for pattern in applies.all:
        fact = facts.first(pattern.code, pattern.status)
        if fact is None:
            return None
        found.append(fact)
    if not found:
        return Trigger(facts.case.reported_at)
    last = max(found, key=lambda fact: fact.as_trigger())
    return Trigger(last.as_trigger(), last)


def separate_triggers(standard: Standard, facts: Facts) -> list[Trigger]:
    """Every trigger that is new, for standards judged each time.

    A later label is a new trigger when it is more than 24 hours after the last one and either has a
    time of its own or stands in a call, attendance or custody note; else it only speaks of an earlier one.
    """
    matches = sorted(
        (fact for p in standard.applies.any for fact in facts.matching(p.code, (p.status,))),
        key=lambda fact: (fact.as_trigger(), fact.order),
    )
    triggers: list[Trigger] = []
    for fact in matches:
        at = fact.as_trigger()
        fresh = fact.own_time or fact.note_kind in _NEW_TRIGGER_KINDS
        if not triggers or (fresh and elapsed(triggers[-1].at, at) > _NEW_TRIGGER_AFTER):
            triggers.append(Trigger(at, fact))
    return triggers


# ---- evidence


def _window(standard: Standard, trigger: Trigger | None) -> datetime | None:
    """The moment from which evidence counts; ``None`` where evidence from any time does."""
    if trigger is None:
        return None
    if standard.after_trigger or standard.each_trigger:
        return trigger.at
    return after(trigger.at, -_NEAR) if standard.near_trigger else None


def _spoken(
    standard: Standard, facts: Facts, statuses: Mapping[str, Iterable[str]], trigger: Trigger | None
) -> list[Fact]:
    """The facts of the standard's codes with these statuses that count, in order of time."""
    earliest = _window(standard, trigger)
    at = trigger.at if trigger else None
    found = [
        fact
        for code in standard.evidence
        for fact in facts.matching(code, statuses[code])
        if earliest is None or fact.as_evidence(at) >= earliest
    ]
    return sorted(found, key=lambda fact: (fact.as_evidence(at), fact.order))


def _accepted(standard: Standard, facts: Facts, trigger: Trigger | None = None) -> list[Fact]:
    """The facts that satisfy a standard, in order of time."""
    if standard.contradictable and contradicted(standard, facts):
        return []
    return _spoken(standard, facts, standard.evidence, trigger)


def contradicted(standard: Standard, facts: Facts) -> bool:
    """Whether the record takes back what it said: the latest word written on it is ``not_done``."""
    spoken = [
        fact
        for code, statuses in standard.evidence.items()
        for fact in facts.matching(code, (*statuses, "not_done"))
    ]
    latest = max(spoken, key=lambda fact: (fact.written_at, fact.order), default=None)
    return latest is not None and latest.status == "not_done"


def furthest(standard: Standard, facts: Facts, trigger: Trigger) -> tuple[str, list[Fact]]:
    """How far the step got where nothing is accepted, and the facts that say so."""
    for status in _PROGRESS:
        reached = _spoken(standard, facts, dict.fromkeys(standard.evidence, (status,)), trigger)
        if reached:
            return status, reached
    return "none", []


def _against(standard: Standard, facts: Facts, trigger: Trigger) -> Outcome:
    """The outcome for one trigger, with or without a clock."""
    due = standard.within.deadline(trigger.at) if standard.within else None
    accepted = _accepted(standard, facts, trigger)
    if accepted:
        first = accepted[0]
        done = first.as_evidence(trigger.at)
        late = due is not None and done > due
        return Outcome(
            "late" if late else "met",
            how=first.status,
            due_at=due,
            done_at=done,
            delay_hours=hours_between(due, done) if due is not None and late else None,
            trigger=trigger.fact,
            trigger_at=trigger.at,
            facts=tuple(accepted[:_QUOTES]),
        )
    progress, reached = furthest(standard, facts, trigger)
    pending = due is not None and due >= facts.as_of
    return Outcome(
        "pending" if pending else "missing",
        progress=progress,
        due_at=due,
        trigger=trigger.fact,
        trigger_at=trigger.at,
        facts=tuple(reached[-_QUOTES:]),
    )


def _finding(
    standard: Standard, facts: Facts, catalogue: Catalogue, trigger: Trigger | None, outcome: Outcome
) -> Finding:
    if outcome.verdict == "not_applicable":
        return Finding(
            standard=standard.id, verdict="not_applicable", criticality=standard.criticality,
            experimental=standard.experimental or None,
        )  # fmt: skip
    raised_by = outcome.trigger or (trigger.fact if trigger else None)
    proof: list[Fact] = list(outcome.facts)
    if raised_by is not None and raised_by not in proof and outcome.verdict != "met":
        proof.append(raised_by)
    return Finding(
        standard=standard.id,
        verdict=outcome.verdict,
        criticality=standard.criticality,
        how=outcome.how,
        progress=outcome.progress,
        trigger_at=outcome.trigger_at or (trigger.at if trigger else None),
        due_at=outcome.due_at,
        done_at=outcome.done_at,
        delay_hours=outcome.delay_hours,
        evidence=[facts.quote(fact) for fact in proof if fact.label.block != "people"] + list(outcome.places),
        prompt=None if outcome.verdict == "met" else standard.prompt,
        source=catalogue.sources[standard.source],
        basis=standard.basis,
        experimental=standard.experimental or None,
    )
