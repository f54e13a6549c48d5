"""Which lines of a pasted log open an entry, and what they say."""

from __future__ import annotations

import pytest

from qa_assistant.loading.log_headers import read_header


@pytest.mark.parametrize(
    ("line", "when", "author", "role", "kind", "rest"),
    [
        (
            "03/11/2022 14:30 PC 10234 Harris",
            "2022-11-03 14:30",
            "PC 10234 Harris",
            "response_officer",
            None,
            "",
        ),
        ("[03-Nov-2022 14:30] DS Khan: seen", "2022-11-03 14:30", "DS Khan", "supervisor", None, "seen"),
        (
            "2022-11-03T14:30 - PS 221 Okafor (Supervisor review)",
            "2022-11-03 14:30",
            "PS 221 Okafor",
            "supervisor",
            "review",
            "",
        ),
        (
            "Thu 3 Nov 2022 1430hrs DC 4471 Patel",
            "2022-11-03 14:30",
            "DC 4471 Patel",
            "investigator",
            None,
            "",
        ),
        ("Entry 4: 03.11.22 @ 14:30 by Sgt Blake", "2022-11-03 14:30", "Sgt Blake", "supervisor", None, ""),
        (
            "2022-11-03T14:30:05Z PC 1 Harris",
            "2022-11-03 14:30:05Z",
            "PC 1 Harris",
            "response_officer",
            None,
            "",
        ),
        (
            "03/11/22 1430 A/PS 22 O'Neill - Handover",
            "2022-11-03 14:30",
            "A/PS 22 O'Neill",
            "supervisor",
            "handover",
            "Handover",
        ),
        (
            "3rd November 2022 at 2:30pm, Insp Jane Smith: ok",
            "2022-11-03 14:30",
            "Insp Jane Smith",
            "senior_supervisor",
            None,
            "ok",
        ),
        (
            "Date: 03/11/2022 Time: 14:30 Officer: DI Shah",
            "2022-11-03 14:30",
            "DI Shah",
            "senior_supervisor",
            None,
            "",
        ),
        ("03/11/2022 14:30 10234 Harris: text", "2022-11-03 14:30", "10234 Harris", None, None, "text"),
        (
            "03/11/2022 14:30 Call handler: says",
            "2022-11-03 14:30",
            "Call handler",
            "call_handler",
            "call",
            "says",
        ),
        ("03/11/2022 14:30 FCR", "2022-11-03 14:30", "FCR", "call_handler", "call", ""),
        (
            "03/11/2022 14:30 Force Control - says",
            "2022-11-03 14:30",
            "Force Control",
            "call_handler",
            "call",
            "says",
        ),
        (
            "03/11/2022 14:30 Custody Sgt Blake",
            "2022-11-03 14:30",
            "Custody Sgt Blake",
            "custody",
            "custody",
            "",
        ),
        (
            "03/11/2022 14:30 IDVA Jones: x",
            "2022-11-03 14:30",
            "IDVA Jones",
            "safeguarding_specialist",
            None,
            "x",
        ),
        ("03/11/2022 14:30 MASH - x", "2022-11-03 14:30", "MASH", "safeguarding_specialist", None, "x"),
        (
            "03/11/2022 14:30 RVR officer Smith - video call",
            "2022-11-03 14:30",
            "RVR officer Smith",
            "video_response_officer",
            "attendance",
            "video call",
        ),
        (
            "03/11/2022 14:30 PC 22 Smith (RVR) x",
            "2022-11-03 14:30",
            "PC 22 Smith",
            "video_response_officer",
            "attendance",
            "x",
        ),
        (
            "03/11/2022 14:30 | PC 1 HARRIS | Attended",
            "2022-11-03 14:30",
            "PC 1 HARRIS",
            "response_officer",
            "attendance",
            "Attended",
        ),
        (
            "03/11/2022 14:30 PC 1 Harris Attended address",
            "2022-11-03 14:30",
            "PC 1 Harris",
            "response_officer",
            None,
            "Attended address",
        ),
        # words in brackets that are not a known heading may be the entry's own, and stay in its text
        (
            "03/11/2022 14:30 PC 1 Harris (victim seen, safe)",
            "2022-11-03 14:30",
            "PC 1 Harris",
            "response_officer",
            None,
            "(victim seen, safe)",
        ),
        (
            "PC 10234 Harris, 03/11/2022 14:30",
            "2022-11-03 14:30",
            "PC 10234 Harris",
            "response_officer",
            None,
            "",
        ),
        (
            "\u200e03/11/2022\u00a014:30 PC 1 Harris",
            "2022-11-03 14:30",
            "PC 1 Harris",
            "response_officer",
            None,
            "",
        ),
        ("14:45 PC Harris", "None 14:45", "PC Harris", "response_officer", None, ""),
        ("1445hrs - DC Patel - x", "None 14:45", "DC Patel", "investigator", None, "x"),
        ("[14:45] she called", "None 14:45", None, None, None, "she called"),
    ],
)
def test_headers(line, when, author, role, kind, rest):
    header = read_header(line)
    assert header is not None and header.sure
    assert (f"{header.date} {header.time}", header.author, header.role, header.kind, header.rest) == (
        when,
        author,
        role,
        kind,
        rest,
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Attended at 14:30 on 03/11/2022",
        "14:30 she left",
        "1430 PC Harris arrived on scene",
        "1430hrs arrest",
        "DC Patel called at 14:30",
        "10.11.12.13 is the router",
        "2 PC units",
        "07/12 bail date",
        "Q1 yes",
        "2300 hrs",
        "03/11/2022 to 04/11/2022",
        "PC Harris attended 03/11/2022 14:30 with PC Jones",
    ],
)
def test_sentences_are_no_headers(line):
    assert read_header(line) is None
