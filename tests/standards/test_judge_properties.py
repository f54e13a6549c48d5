"""What has to hold of the judge whatever the case: made-up cases in their hundreds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from qa_assistant.audit import audit_case
from qa_assistant.case import NOTE_KINDS, Blocks, CaseFile, Label
from qa_assistant.codebook import load_codebook
from qa_assistant.localtime import after, elapsed, format_local, parse_local
from qa_assistant.standards.catalogue import Standard, load_catalogue

from .building import form, judged, write

CODEBOOK = load_codebook()
STANDARDS = tuple(load_catalogue().standards.values())
CODES = tuple(CODEBOOK.codes)
FIRST = parse_local("2022-01-01T08:00")
RANK = {"met": 0, "pending": 1, "late": 2, "missing": 3}

# The machine that runs these may be busy: no example is failed for being slow.
modest = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Made:
    """A made-up case with its labels."""

    case: CaseFile
    labels: list[Label]

    def read_at(self, as_of: datetime) -> Made:
        return Made(self.case.model_copy(update={"as_of": as_of}), self.labels)

    def verdicts(self) -> dict[str, str]:
        return {name: finding.verdict for name, finding in judged(self.case, self.labels).items()}


def codes_of(standard: Standard) -> set[str]:
    """Every code that its verdict may turn on."""
    patterns = (*standard.applies.any, *standard.applies.all, *standard.cleared_by)
    codes = {pattern.code for pattern in patterns} | set(standard.evidence) | set(standard.flags)
    grades = {"grade_standard", "grade_medium", "grade_high"}
    of_checks = {
        "grade_supported": {*grades, "risk_rationale", *CODEBOOK.of_kind("risk")},
        "form_consistent": set(CODEBOOK.of_kind("risk")),
        "closure_supervised": {"supervisor_review"},
        "late_entry": set(CODEBOOK.of_kind("step")),
    }
    codes |= of_checks.get(standard.check or "", set())
    return codes | ({"case_closed"} if standard.every else set())


def patterns_of(standard: Standard) -> list[tuple[str, str]]:
    """The labels that set a standard off or satisfy it."""
    found = [(pattern.code, pattern.status) for pattern in (*standard.applies.any, *standard.applies.all)]
    return found + [(code, status) for code, statuses in standard.evidence.items() for status in statuses]


def any_label() -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from(CODES).flatmap(
        lambda code: st.tuples(st.just(code), st.sampled_from(CODEBOOK.statuses(code)))
    )


@st.composite
def own_times(draw: st.DrawFn, written_at: datetime) -> str:
    """Nothing, a moment or a day, up to two weeks before the note."""
    kind = draw(st.sampled_from(["", "", "moment", "day"]))
    if not kind:
        return ""
    moment = after(written_at, -timedelta(minutes=draw(st.integers(0, 14 * 24 * 60))))
    return "@" + (format_local(moment) if kind == "moment" else moment.date().isoformat())


@st.composite
def made(draw: st.DrawFn, about: Standard | None = None, forms: bool = True) -> Made:
    """A case of up to six notes, more often than not with what ``about`` turns on."""
    reported = after(FIRST, timedelta(hours=draw(st.integers(0, 365 * 24))))
    # in minutes, so that no two notes are of one moment
    gaps = draw(st.lists(st.integers(1, 20 * 24 * 60), min_size=1, max_size=6))
    told = any_label()
    if about is not None and patterns_of(about):
        told = st.one_of(st.sampled_from(patterns_of(about)), told)
    entries: list[str] = []
    written_at = reported
    for gap in gaps:
        written_at = after(written_at, timedelta(minutes=gap))
        said = [
            f"{code}:{status}{draw(own_times(written_at))}"
            for code, status in draw(st.lists(told, max_size=4, unique=True))
        ]
        entries.append(f"{format_local(written_at)} {draw(st.sampled_from(NOTE_KINDS))}: {'; '.join(said)}")
    fields: dict[str, Any] = {
        "reported_at": format_local(reported),
        "as_of": format_local(after(written_at, timedelta(hours=draw(st.integers(0, 40 * 24))))),
        "attendance": draw(st.sampled_from(["in_person", "video", "phone", "unknown"])),
        "people": draw(st.sampled_from([[], [{"role": "child"}], [{"role": "victim", "age": 17}]])),
    }
    if about is not None and about.applies.attendance:
        fields["attendance"] = about.applies.attendance[0]
    if forms and draw(st.booleans()):
        grade = draw(st.sampled_from(["none", "standard", "medium", "high"]))
        at = format_local(after(reported, timedelta(hours=draw(st.integers(0, 72)))))
        fields["forms"] = [
            form("dash", at, grade, q18=draw(st.sampled_from(["no", "yes", ""])), q2="no: calm")
        ]
    return Made(*write(*entries, **fields))


def of(*standards: Standard) -> st.SearchStrategy[tuple[Standard, Made]]:
    """A standard with a case that is about it."""
    return st.sampled_from(standards).flatmap(lambda standard: st.tuples(st.just(standard), made(standard)))


# ---- evidence


@modest
@given(of(*(s for s in STANDARDS if s.evidence and not s.contradictable)), st.data())
def test_more_accepted_evidence_never_worsens_a_verdict(
    about: tuple[Standard, Made], data: st.DataObject
) -> None:
    standard, before = about
    note = data.draw(st.sampled_from(before.case.notes))
    code = data.draw(st.sampled_from(sorted(standard.evidence)))
    status = data.draw(st.sampled_from(standard.evidence[code]))
    at = data.draw(own_times(note.written_at)).removeprefix("@") or None
    more = Label(block=note.note_id, start=0, end=len(note.text), code=code, status=status, at=at)
    then, now = (
        before.verdicts()[standard.id],
        Made(before.case, [*before.labels, more]).verdicts()[standard.id],
    )
    event(f"{then} to {now}")
    if then == "not_applicable":
        assert now == then
    else:
        assert RANK[now] <= RANK[then]


@modest
@given(st.sampled_from([s for s in STANDARDS if s.evidence and not s.every])
       .flatmap(lambda s: st.tuples(st.just(s), made(s, forms=False))))  # fmt: skip
def test_without_the_words_exactly_what_they_proved_is_gone(about: tuple[Standard, Made]) -> None:
    standard, before = about
    gone = set(standard.evidence)
    rest = [label for label in before.labels if label.code not in gone]
    findings = judged(before.case, before.labels)
    without = judged(before.case, rest)
    event(f"{findings[standard.id].verdict} to {without[standard.id].verdict}")
    if findings[standard.id].applicable:
        assert without[standard.id].verdict in ("missing", "pending")
        assert without[standard.id].progress == "none"
    for other in STANDARDS:
        if not codes_of(other) & gone:
            assert without[other.id] == findings[other.id], other.id


# ---- the moment of reading


@modest
@given(made(), st.integers(0, 60 * 24 * 60))
def test_of_the_same_record_a_later_reading_never_turns_missing_into_pending(
    before: Made, minutes: int
) -> None:
    assert before.case.as_of is not None
    later = before.read_at(after(before.case.as_of, timedelta(minutes=minutes))).verdicts()
    for standard, verdict in before.verdicts().items():
        assert not (verdict == "missing" and later[standard] == "pending"), standard
        if verdict in ("missing", "late"):
            assert later[standard] in ("missing", "late"), standard


@modest
@given(of(*(s for s in STANDARDS if not s.each_trigger)), st.floats(0, 1))
def test_nor_do_notes_that_came_in_between(about: tuple[Standard, Made], share: float) -> None:
    # A standard judged for each trigger is left out: a late note can show that the old one was met in time,
    # while a new one is pending.
    standard, whole = about
    assert whole.case.as_of is not None
    span = elapsed(whole.case.reported_at, whole.case.as_of) * share
    early = whole.read_at(after(whole.case.reported_at, span)).verdicts()[standard.id]
    event(f"{early} to {whole.verdicts()[standard.id]}")
    assert not (early == "missing" and whole.verdicts()[standard.id] == "pending")


@modest
@given(made(), st.floats(0, 1))
def test_what_was_written_after_the_reading_changes_nothing(whole: Made, share: float) -> None:
    assert whole.case.as_of is not None
    span = elapsed(whole.case.reported_at, whole.case.as_of) * share
    early = whole.read_at(after(whole.case.reported_at, span))
    as_of = early.case.read_at(FIRST)
    notes = [note for note in early.case.notes if note.written_at <= as_of]
    kept = {note.note_id for note in notes}
    cut = early.case.model_copy(update={"notes": notes})
    rest = [label for label in early.labels if label.block in kept]
    assert judged(cut, rest) == judged(early.case, early.labels)


# ---- what must not matter


@modest
@given(made(), st.randoms(use_true_random=False))
def test_the_order_of_labels_and_notes_does_not_matter(before: Made, random: Random) -> None:
    notes, labels = list(before.case.notes), list(before.labels)
    random.shuffle(notes)
    random.shuffle(labels)
    shuffled = audit_case(before.case.model_copy(update={"notes": notes}), labels=labels)
    same = audit_case(before.case, labels=before.labels)
    assert shuffled.findings == same.findings
    assert (shuffled.score, shuffled.priority) == (same.score, same.priority)


@modest
@given(made(), st.data())
def test_who_the_people_are_does_not_matter(before: Made, data: st.DataObject) -> None:
    def people(victim: str, suspect: str, other: str) -> CaseFile:
        sexes, ages = st.sampled_from(["F", "M", "X", None]), st.one_of(st.none(), st.integers(18, 95))
        roles = (victim, suspect, other, "child")
        drawn = [{"role": role, "sex": data.draw(sexes), "age": data.draw(ages)} for role in roles]
        drawn[-1]["age"] = 7
        update = {"people": drawn, "force": victim, "team": suspect, "officer": other, "flags": [other]}
        return CaseFile.model_validate(before.case.model_dump() | update)

    one = people("victim", "suspect", "neighbour")
    another = people("victim 2", "Suspect (ex-partner)", "victim's mother")
    assert judged(one, before.labels) == judged(another, before.labels)


# ---- what is always so


@modest
@given(made())
def test_a_report_is_whole_and_its_quotes_are_the_words(before: Made) -> None:
    report = audit_case(before.case, labels=before.labels)
    assert [finding.standard for finding in report.findings] == [standard.id for standard in STANDARDS]
    assert report.score.overall is None or 0 <= report.score.overall <= 100
    assert all(value is None or 0 <= value <= 100 for value in report.score.domains.values())
    blocks = Blocks.of(before.case)
    for finding in report.findings:
        assert (finding.prompt is None) == (finding.verdict in ("met", "not_applicable"))
        assert (finding.progress is not None) <= (finding.verdict in ("missing", "pending"))
        assert (finding.delay_hours is not None) == (finding.verdict == "late")
        assert finding.delay_hours is None or finding.delay_hours >= 0
        for piece in finding.evidence:
            assert piece.block in blocks.notes or piece.block in blocks.forms
            if piece.start is not None:
                assert blocks.text(piece.block, piece.item)[piece.start : piece.end] == piece.quote


@modest
@given(made())
def test_every_moment_of_a_finding_lies_within_the_reading(before: Made) -> None:
    for finding in judged(before.case, before.labels).values():
        assert before.case.as_of is not None
        assert finding.done_at is None or finding.done_at <= before.case.as_of
        if finding.verdict == "pending":
            assert finding.due_at is not None and finding.due_at >= before.case.as_of
        if finding.verdict == "late":
            assert finding.due_at is not None and finding.done_at is not None
            assert finding.due_at < finding.done_at


@modest
@given(made())
def test_a_case_comes_back_from_json_as_it_went(before: Made) -> None:
    again = CaseFile.model_validate_json(before.case.model_dump_json())
    assert again == before.case
    assert judged(again, before.labels) == judged(before.case, before.labels)
