"""The checks: standards that no single step satisfies, each with cases that pass and cases that do not."""

from __future__ import annotations

from typing import Any

import pytest

from qa_assistant.case import Finding
from qa_assistant.localtime import format_local
from qa_assistant.standards.catalogue import load_catalogue
from qa_assistant.standards.checks import expected_grade

from .building import find, form, judged, write


def places(finding: Finding) -> list[tuple[str, str | None]]:
    return [(piece.block, piece.item) for piece in finding.evidence]


# ---- grade_supported

SEVERE = ("strangulation", "threats_to_kill", "weapon", "sexual_abuse", "injury_serious", "honour_based")
OTHER = ("separation", "escalation", "stalking", "isolation", "economic_abuse", "pregnancy")


@pytest.mark.parametrize(
    ("severe", "other", "grade"),
    [
        (0, 0, "standard"), (0, 3, "standard"), (0, 4, "medium"), (0, 6, "medium"), (1, 0, "medium"),
        (1, 3, "medium"), (1, 4, "high"), (2, 0, "high"), (6, 6, "high"),
    ],
)  # fmt: skip
def test_the_grade_that_indicators_usually_mean(severe: int, other: int, grade: str) -> None:
    risks = frozenset(SEVERE[:severe] + OTHER[:other])
    assert expected_grade(risks, load_catalogue().grading) == grade


def graded(grade: str, risks: tuple[str, ...] = (), more: str = "") -> str:
    said = [f"grade_{grade}:present", *(f"{risk}:present" for risk in risks), *filter(None, [more])]
    return f"2022-10-03T22:25 attendance: {'; '.join(said)}"


REASON = "risk_rationale:done"


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ([graded("standard")], "met"),
        ([graded("high")], "met"),  # above what is expected
        ([graded("high", SEVERE[:2])], "met"),
        ([graded("medium", SEVERE[:1])], "met"),
        ([graded("standard", OTHER[:3])], "met"),
        ([graded("standard", SEVERE[:1])], "missing"),
        ([graded("standard", OTHER[:4])], "missing"),
        ([graded("medium", SEVERE[:2])], "missing"),
        # one step below, with a reason: in the same note, within the day before, or later
        ([graded("standard", SEVERE[:1], REASON)], "met"),
        ([graded("medium", SEVERE[:2], REASON)], "met"),
        ([graded("medium", SEVERE[:2], "risk_rationale:done@2022-09-30")], "met"),
        ([graded("medium", SEVERE[:2], "risk_rationale:planned")], "missing"),
        ([f"2022-10-02T22:25 call: {REASON}", graded("medium", SEVERE[:2])], "met"),
        ([f"2022-10-02T22:24 call: {REASON}", graded("medium", SEVERE[:2])], "missing"),
        ([graded("medium", SEVERE[:2]), f"2022-10-20T09:00 review: {REASON}"], "met"),
        # two steps below, whatever the reason
        ([graded("standard", SEVERE[:2], REASON)], "missing"),
        # the last grade stated counts, and indicators wherever they are recorded
        ([graded("standard", SEVERE[:2]), "2022-10-05T09:00 review: grade_high:present"], "met"),
        ([graded("high", SEVERE[:2]), "2022-10-05T09:00 review: grade_standard:present"], "missing"),
        ([graded("high", SEVERE[:2]), "2022-10-05T09:00 review: grade_standard:absent"], "met"),
        ([graded("high", SEVERE[:2]), "2022-10-05T09:00 review: grade_standard:present@2022-10-03T22:00"],
         "met"),
        ([graded("standard"), "2022-10-20T09:00 enquiry: strangulation:present"], "missing"),
        # only those present, each code once
        ([graded("standard"), "2022-10-04T09:00 enquiry: strangulation:historic; weapon:denied"], "met"),
        ([graded("standard", OTHER[:3]), "2022-10-04T09:00 risk: separation:present"], "met"),
        ([graded("medium", SEVERE[:1]), "2022-10-04T09:00 risk: strangulation:present"], "met"),
        (["2022-10-04T09:00 risk: strangulation:present"], "not_applicable"),
    ],
)  # fmt: skip
def test_grade_supported(entries: list[str], verdict: str) -> None:
    assert find("grade_supported", *entries).verdict == verdict


def test_grade_supported_reads_the_form_and_shows_the_grade_with_the_worst_indicators_first() -> None:
    found = find(
        "grade_supported",
        "2022-10-03T22:00 attendance: separation:present; weapon:present; strangulation:present",
        forms=[form(grade="medium")],
    )
    assert found.verdict == "missing"
    assert found.evidence[0].code == "grade_medium" and found.evidence[0].block == "f1"
    assert {piece.code for piece in found.evidence[1:3]} == {"weapon", "strangulation"}
    assert found.evidence[3].code == "separation"


def test_a_reason_on_the_same_form_counts_whenever_it_was() -> None:
    entries = ["2022-10-03T22:00 attendance: weapon:present; strangulation:present"]
    ours: dict[str, Any] = {"forms": [form(grade="medium") | {"rationale": "No repeat"}]}
    assert find("grade_supported", *entries, **ours).verdict == "missing"
    assert find("grade_supported", *entries, on_form={"rationale": REASON}, **ours).verdict == "met"


# ---- form_consistent


@pytest.mark.parametrize(
    ("said", "answers", "verdict"),
    [
        ("strangulation:present", {"q18": "no"}, "missing"),
        ("strangulation:historic", {"q18": "no"}, "missing"),
        ("strangulation:present", {"Q18": "No"}, "missing"),
        ("strangulation:present", {"q18": "n"}, "missing"),
        ("strangulation:denied", {"q18": "no"}, "met"),
        ("strangulation:present", {"q18": "yes"}, "met"),
        ("strangulation:denied", {"q18": "yes"}, "missing"),
        ("strangulation:denied; strangulation:present", {"q18": "yes"}, "met"),
        ("strangulation:historic", {"q18": "yes"}, "met"),
        ("strangulation:present", {"q18": ""}, "met"),  # not answered is data of its own
        ("strangulation:present", {"q18": "not asked"}, "met"),
        ("strangulation:present", {"q17": "no", "q1": "no"}, "met"),  # other questions
        ("strangulation:present", {"q99": "no"}, "met"),
        ("suspect_mental_health:present", {"q24": "no"}, "missing"),  # one question about two codes
        ("suspect_substance:present", {"q24": "no"}, "missing"),
    ],
)
def test_form_consistent_on_a_dash(said: str, answers: dict[str, str], verdict: str) -> None:
    found = find("form_consistent", f"2022-10-04T09:00 enquiry: {said}", forms=[form("DASH", **answers)])
    assert found.verdict == verdict
    item = next(iter(answers))
    assert places(found) == ([("f1", item), ("n1", None)] if verdict == "missing" else [])


@pytest.mark.parametrize(
    ("said", "item", "verdict"),
    [
        ("strangulation:present", "strangled or choked", "missing"),
        ("strangulation:present", "Attempted strangulation", "missing"),
        ("strangulation:present", "could not breathe", "missing"),
        ("victim_frightened:present", "frightened", "missing"),
        ("coercive_control:present", "controlling behaviour", "missing"),
        ("harm_to_children:present", "children hurt", "missing"),
        ("child_conflict:present", "child contact", "missing"),
        ("weapon:present", "Weapons used", "missing"),
        ("threats_to_kill:present", "weapons used", "met"),
        ("threats_to_kill:present", "overkill", "met"),  # a word has to begin so
        ("animal_abuse:present", "carpet", "met"),
        ("strangulation:present", "q18", "met"),  # a DASH number is no DARA item
    ],
)
def test_form_consistent_on_a_dara_goes_by_words(said: str, item: str, verdict: str) -> None:
    answered = [form("dara", **{item: "no"})]
    assert find("form_consistent", f"2022-10-04T09:00 enquiry: {said}", forms=answered).verdict == verdict


def test_an_item_is_also_about_what_its_own_words_record() -> None:
    entry = "2022-10-04T09:00 enquiry: strangulation:present"
    ours: dict[str, Any] = {"forms": [form("dara", other="no: denies hands on neck")]}
    assert find("form_consistent", entry, **ours).verdict == "met"
    assert (
        find("form_consistent", entry, on_form={"other": "strangulation:denied"}, **ours).verdict == "missing"
    )


def test_forms_are_compared_with_notes_and_not_with_themselves() -> None:
    ours: dict[str, Any] = {"forms": [form("dash", q18="no", q1="yes: hands on neck")]}
    assert find("form_consistent", on_form={"q1": "strangulation:present"}, **ours).verdict == "met"


def test_a_form_that_is_not_there_yet_is_not_compared() -> None:
    entry = "2022-10-04T09:00 enquiry: strangulation:present"
    first, second = form(q18="yes"), form(at="2022-10-20T09:00", q18="no") | {"form_id": "f2"}
    assert find("form_consistent", entry, forms=[first, second]).verdict == "missing"
    assert find("form_consistent", entry, forms=[first, second], as_of="2022-10-19T09:00").verdict == "met"


# ---- inactivity


@pytest.mark.parametrize(
    ("written", "as_of", "expected"),
    [
        (["2022-10-10T09:00"], "2022-10-24T09:00", ("met", None, None)),
        (["2022-10-10T08:59"], "2022-10-24T09:00", ("missing", "2022-10-24T08:59", None)),
        ([], "2022-10-24T09:00", ("missing", "2022-10-17T21:14", None)),
        (["2022-10-18T21:14"], "2022-10-24T09:00", ("late", "2022-10-17T21:14", 24.0)),
        (["2022-10-18T21:14", "2022-10-10T09:00"], "2022-10-24T09:00", ("met", None, None)),
        (["2022-10-24T09:00"], "2022-10-24T09:00", ("late", "2022-10-17T21:14", 155.8)),
    ],
)
def test_inactivity(written: list[str], as_of: str, expected: tuple[str, str | None, float | None]) -> None:
    found = find("progressed", *(f"{at} enquiry: " for at in written), as_of=as_of)
    due = format_local(found.due_at) if found.due_at else None
    assert (found.verdict, due, found.delay_hours) == expected


def test_inactivity_is_not_counted_after_the_closure() -> None:
    assert find("progressed", "2022-10-10T09:00 closure: case_closed:present").verdict == "met"
    late = find("progressed", "2022-10-20T09:00 closure: case_closed:present")
    assert late.verdict == "late"  # a gap of a closed case is past, however long
    planned = find("progressed", "2022-10-10T09:00 closure: case_closed:planned", as_of="2022-11-24T09:00")
    assert planned.verdict == "missing"


# ---- closure_supervised


@pytest.mark.parametrize(
    ("review", "verdict"),
    [
        ("2022-10-17T10:00 review: supervisor_review:done", "met"),
        ("2022-10-10T10:00 review: supervisor_review:done", "met"),
        ("2022-10-10T09:59 review: supervisor_review:done", "missing"),
        ("2022-10-20T10:00 review: supervisor_review:done", "met"),  # afterwards is a review all the same
        ("2022-10-17T10:00 review: supervisor_review:planned", "missing"),
        ("2022-10-17T10:00 review: closure_rationale:done", "missing"),
    ],
)
def test_closure_supervised(review: str, verdict: str) -> None:
    assert find("closure_supervised", review).verdict == "not_applicable"
    closed = "2022-10-17T10:00 closure: case_closed:present"
    assert find("closure_supervised", review, closed).verdict == verdict


# ---- wording


@pytest.mark.parametrize(
    ("standard", "entries", "blocks"),
    [
        ("wording_respectful", ["call: victim_blaming:present", "review: minimising:present"], ["n1", "n2"]),
        ("wording_respectful", ["call: unexplained_decision:present"], []),
        ("decisions_explained", ["custody: unexplained_decision:present"], ["n1"]),
        ("decisions_explained", ["custody: suspect_released:present"], []),
        ("safeguarding_specific", ["attendance: vague_safeguarding:present"], ["n1"]),
        # what was vague is made good in the same note, not in another
        ("safeguarding_specific", ["attendance: vague_safeguarding:present; safety_plan:done"], []),
        (
            "safeguarding_specific",
            ["attendance: vague_safeguarding:present", "call: safety_plan:done"],
            ["n1"],
        ),
        ("safeguarding_specific", ["attendance: vague_safeguarding:present; safety_plan:planned"], ["n1"]),
    ],
)
def test_wording(standard: str, entries: list[str], blocks: list[str]) -> None:
    dated = [f"2022-10-0{4 + index}T09:00 {entry}" for index, entry in enumerate(entries)]
    found = find(standard, *dated)
    assert found.verdict == ("missing" if blocks else "met")
    assert [piece.block for piece in found.evidence] == blocks


# ---- late_entry


@pytest.mark.parametrize(
    ("entries", "delay"),
    [
        (["2022-10-05T09:00 enquiry: cctv_enquiries:done"], None),  # no time of its own
        (["2022-10-05T09:00 enquiry: cctv_enquiries:done@2022-10-04T09:00"], None),
        (["2022-10-05T10:00 enquiry: cctv_enquiries:done@2022-10-04T09:00"], 1.0),
        (["2022-10-07T09:00 enquiry: cctv_enquiries:done@2022-10-04"], 33.0),  # a day counts to its end
        (["2022-10-05T23:00 enquiry: cctv_enquiries:done@2022-10-04"], None),
        (["2022-10-05T10:00 enquiry: cctv_enquiries:attempted@2022-10-04T09:00"], None),
        (["2022-10-05T10:00 enquiry: suspect_left:present@2022-10-04T09:00"], None),  # no step
        (["2022-10-05T10:00 enquiry: cctv_enquiries:done@2022-10-04T09:00",
          "2022-10-09T10:00 enquiry: cctv_enquiries:done@2022-10-04T09:00"], 97.0),  # the longest
    ],
)  # fmt: skip
def test_late_entry(entries: list[str], delay: float | None) -> None:
    found = find("recorded_promptly", *entries)
    assert (found.verdict, found.delay_hours) == ("met" if delay is None else "late", delay)
    if delay is not None:
        assert found.evidence[0].block == f"n{len(entries)}"
        assert found.due_at is not None and found.done_at is not None and found.due_at < found.done_at


# ---- copied_text

ENTRY = "Rang the victim on the safe number at ten and left no message as agreed with her last week."


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (ENTRY, "missing"),
        (ENTRY.upper().replace(" ", "\n  "), "missing"),  # case and space are folded
        (ENTRY.replace("ten", "two"), "missing"),  # nearly word for word
        ("Statement taken from the neighbour at number four, who heard shouting and a door slam.", "met"),
        (ENTRY + " She rang back at noon and said that he had been outside, and agreed to a visit.", "met"),
    ],
)
def test_copied_text(later: str, verdict: str) -> None:
    case, labels = write("2022-10-04T09:00 enquiry: ", "2022-10-11T09:00 enquiry: ")
    notes = [
        note.model_copy(update={"text": text}) for note, text in zip(case.notes, (ENTRY, later), strict=True)
    ]
    found = judged(case.model_copy(update={"notes": notes}), labels)["entries_original"]
    assert found.verdict == verdict
    assert [(piece.block, piece.quote) for piece in found.evidence] == (
        [("n1", ENTRY), ("n2", later)] if verdict == "missing" else []
    )


@pytest.mark.parametrize(("words", "verdict"), [(14, "met"), (15, "missing")])
def test_short_entries_may_repeat(words: int, verdict: str) -> None:
    text = " ".join(ENTRY.split()[:words])
    case, labels = write("2022-10-04T09:00 enquiry: ", "2022-10-11T09:00 enquiry: ")
    same = case.model_copy(update={"notes": [n.model_copy(update={"text": text}) for n in case.notes]})
    assert judged(same, labels)["entries_original"].verdict == verdict


@pytest.mark.parametrize("newest_first", [False, True])
def test_of_two_grades_of_one_day_the_one_written_later_is_the_last(newest_first: bool) -> None:
    case, labels = write(
        "2022-10-05T09:00 risk: grade_high:present@2022-10-04; strangulation:present; weapon:present",
        "2022-10-06T09:00 review: grade_standard:present@2022-10-04",
    )
    if newest_first:  # as some systems export a log
        case = case.model_copy(update={"notes": case.notes[::-1]})
    assert judged(case, labels)["grade_supported"].verdict == "missing"
