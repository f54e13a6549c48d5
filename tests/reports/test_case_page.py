"""The page of one case, read as its reader would: words, links, marks, order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from qa_assistant.case import CaseFile, Evidence, Finding, Label, QualityReport
from qa_assistant.reports import case_page
from qa_assistant.standards.catalogue import Catalogue

Parse = Callable[[str], BeautifulSoup]


def said(tag: Tag | None) -> str:
    """The words a reader sees, white space folded."""
    assert tag is not None
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def finding(page: BeautifulSoup, standard: str) -> Tag:
    return page.find(id=f"finding-{standard}")


def marked(page: BeautifulSoup, place: str, number: int) -> str:
    """All the highlighted words of one mark of a place, put together."""
    pieces = page.find(id=place).find_all("mark")
    return "".join(each.get_text() for each in pieces if str(number) in each["data-marks"].split())


def test_every_finding_is_on_the_page_once(page: BeautifulSoup, report: QualityReport) -> None:
    for each in report.findings:
        assert len(page.find_all(id=f"finding-{each.standard}")) == 1


@pytest.mark.parametrize(
    ("standard", "word", "words"),
    [
        ("history_checked", "Met", "Done, 3 October 2022 at 9.20pm"),
        ("medical_care", "Met", "Offered and declined, 3 October 2022 at 10.40pm"),
        ("support_referred", "Late", "Late by"),
        ("supervised_early", "Late", "Late by 35 hours 46 minutes"),
        ("marac_referred", "Missing", "Planned only"),
        ("idva_referred", "Missing", "Recorded as not done"),
        ("witnesses_sought", "Missing", "Tried, not achieved"),
        ("safety_planned", "Missing", "Not recorded"),
        ("safety_planned", "Missing", "Which safety measures were agreed with the victim?"),
        ("suspect_interviewed", "Not yet due", "Due31 October 2022 at 8.14pm"),
        ("support_referred", "Late", "Within 2 working days of 3 October 2022 at 9.14pm (national standard)"),
        ("marac_referred", "Missing", "(local default)"),
        ("form_consistent", "Missing", "An answer on the form and the notes disagree"),
        ("entries_original", "Met", "No copied entry found"),
    ],
)
def test_a_finding_says_what_the_record_holds(
    page: BeautifulSoup, standard: str, word: str, words: str
) -> None:
    article = finding(page, standard)
    assert word in said(article.find(class_="tag"))
    assert words in said(article)


def test_a_verdict_has_a_symbol_and_a_word(page: BeautifulSoup) -> None:
    for tag in page.find_all(class_="tag"):
        symbol = said(tag.find(class_="symbol"))
        assert symbol and len(said(tag)) > len(symbol)


def test_not_done_is_said_only_where_a_note_says_it(page: BeautifulSoup) -> None:
    for article in page.find_all("article", class_="finding"):
        if article["id"] != "finding-idva_referred":
            assert "not done" not in said(article).lower()


def test_what_is_missing_comes_first_the_critical_before_the_rest(page: BeautifulSoup) -> None:
    section = page.find(id="attention").parent
    names = [re.sub(r"\W*\(\d+\)$", "", said(h3)).lstrip("✗!○ ") for h3 in section.find_all("h3")]
    assert names == [
        "Missing: critical",
        "Missing: important",
        "Missing: good practice",
        "Late",
        "Not yet due",
    ]


def test_headline(page: BeautifulSoup, report: QualityReport) -> None:
    lead = said(page.find(class_="lead"))
    gaps = sum(f.verdict == "missing" and f.criticality == "critical" for f in report.findings)
    assert lead.startswith("Urgent: review this case first")
    assert f"{gaps} critical standards are missing, the case is open" in lead
    assert report.score.overall is not None
    assert f"{int(report.score.overall)} out of 100" in said(page.find(class_="score"))
    assert "Read as it stood on 21 October 2022 at 9am" in said(page.main)


def test_quoted_words_are_the_words_of_the_record_and_lead_to_them(
    page: BeautifulSoup, case: CaseFile, report: QualityReport
) -> None:
    texts = {note.note_id: note.text for note in case.notes}
    checked = 0
    for each in report.findings:
        article = finding(page, each.standard)
        for piece in each.evidence:
            if piece.block not in texts or piece.start is None:
                continue
            words = texts[piece.block][piece.start : piece.end]
            quote = next(q for q in article.find_all("q") if q.get_text().strip() == words.strip())
            target = page.find(id=quote.a["href"].removeprefix("#"))
            number = next(
                n
                for n in target["data-marks"].split()
                if marked(page, target.find_parent("article")["id"], int(n)) == words
            )
            # ... and back: the mark's list entry links to the finding.
            place = target.find_parent("article")["id"]
            back = page.find(id=f"{place}-mark-{number}")
            assert f"#finding-{each.standard}" in [a["href"] for a in back.find_all("a")]
            assert back.find("a", class_="ref")["href"] == quote.a["href"]
            checked += 1
    assert checked > 10


def test_overlapping_marks_never_nest_and_each_is_whole(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Parse
) -> None:
    text = case.notes[1].text
    wanted = [(0, 30), (10, 50), (10, 20), (0, len(text)), (49, 60)]
    labelled = [Evidence(block="n2", start=a, end=b, code="first_account", status="done") for a, b in wanted]
    crossed = report.model_copy(
        update={
            "findings": [
                Finding(standard="first_account", verdict="met", criticality="important", evidence=labelled)
            ]
        }
    )
    page = parse(case_page(case, crossed, catalogue))
    note = page.find(id="note-2")
    assert not note.select("mark mark")
    in_order = sorted(set(wanted))
    assert [marked(page, "note-2", n) for n in range(1, 6)] == [text[a:b] for a, b in in_order]
    note.find(class_="words")
    for ref in note.select(".words .ref"):
        ref.extract()
    assert note.find(class_="words").get_text().replace("\u2060", "") == text


def test_links_lead_somewhere_and_ids_are_unique(page: BeautifulSoup) -> None:
    ids = Counter(tag["id"] for tag in page.find_all(id=True))
    assert [key for key, count in ids.items() if count > 1] == []
    for link in page.find_all("a"):
        assert link["href"].startswith("#") and link["href"][1:] in ids
    for tag in page.find_all(attrs={"aria-labelledby": True}):
        assert set(tag["aria-labelledby"].split()) <= set(ids)


def test_nothing_comes_from_outside_and_nothing_runs(page: BeautifulSoup) -> None:
    assert not page.find_all(["script", "link", "img", "iframe", "object", "form"])
    assert not page.find_all(attrs={"src": True}) and not page.find_all(style=True)
    assert not re.search(r"url\((?!#)|@import|https?:", str(page))
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert "noindex" in page.find("meta", attrs={"name": "robots"})["content"]


def test_marking_language_headings_landmarks_and_tables(page: BeautifulSoup) -> None:
    assert [said(tag) for tag in page.find_all(class_="marking")] == ["OFFICIAL-SENSITIVE"] * 2
    assert page.html["lang"] == "en-GB"
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.find("header") and page.find("main") and page.find("footer") and page.find("nav")
    assert page.body.find("a")["href"] == "#main"
    for table in page.find_all("table"):
        assert said(table.caption)
        assert all(th.get("scope") in ("col", "row") for th in table.find_all("th"))


def test_the_timeline_says_in_a_list_what_its_picture_shows(page: BeautifulSoup) -> None:
    svg = page.find("svg", role="img")
    described = " ".join(said(page.find(id=key)) for key in svg["aria-labelledby"].split())
    assert "4 entries written" in described
    lanes = {said(text) for text in svg.find_all(class_="lane-name")}
    assert lanes == {"Entries", "Met", "Late", "Missing", "Not yet due"}
    listed = said(page.find("ol", class_="timeline"))
    assert "3 October 2022 at 9.14pm Reported. Incident reported" in listed
    assert re.search(r"Missing \d+\. Specific safety measures agreed: Not recorded", listed)
    assert "18 October 2022, time not recorded Late" in listed
    numbers = re.findall(r"(Met|Late|Missing|Not yet due) (\d+)\.", listed)
    for lane in ("Met", "Late", "Missing", "Not yet due"):
        mine = sorted(int(number) for name, number in numbers if name == lane)
        assert mine == list(range(1, len(mine) + 1))


def test_form_beside_notes(page: BeautifulSoup) -> None:
    table = page.find("table", class_="beside")
    left, right = table.tbody.find_all(["th", "td"])
    assert "Question 18: No" in said(left) and left.a["href"] == "#form-1-item-2"
    assert "he put his hands round her throat" in said(right)


def test_forms_are_tables_and_blanks_are_not_recorded(page: BeautifulSoup) -> None:
    rows = [said(row) for row in page.find("table", class_="form").tbody.find_all("tr")]
    assert rows[2] == "Question 27Not recorded"
    assert rows[3] == "Reasons for the gradeNot recorded"


def test_what_was_read_but_not_used_is_folded_under_its_entry(page: BeautifulSoup) -> None:
    also = page.find(id="note-2").find("details")
    assert "Physical violence: reported" in said(also)
    definition = also.find(class_="code", string=re.compile("Physical violence"))["title"]
    assert definition.startswith("Assault other than the above")


def test_what_does_not_apply_is_folded(page: BeautifulSoup) -> None:
    item = page.find(id="finding-breach_acted_on")
    assert item.find_parent("details") is not None and "Does not apply" in said(item)


@pytest.mark.parametrize(
    ("confidence", "needs_human", "expected"),
    [
        (0.94, False, "High (94 in 100)"),
        (0.75, False, "Moderate (75 in 100)"),
        (0.4, True, "Low (40 in 100)"),
    ],
)
def test_confidence_in_words(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Parse,
    confidence: float, needs_human: bool, expected: str,
) -> None:  # fmt: skip
    report.findings[0].confidence, report.findings[0].needs_human = confidence, needs_human
    page = parse(case_page(case, report, catalogue))
    article = finding(page, report.findings[0].standard)
    assert expected in said(article)
    assert ("A person should decide" in said(article)) is needs_human
    assert ("Also for a person to decide (1)" in said(page.main)) is needs_human


def test_the_limits_and_the_versions_are_stated(page: BeautifulSoup, report: QualityReport) -> None:
    assert "does not assess the victim\N{RIGHT SINGLE QUOTATION MARK}s risk" in said(page.main)
    about = said(page.footer)
    assert "never writes facts in a note" in about and "the act may still have been done" in about
    assert f"Version {report.standards_version}" in about and report.model_version in about


def test_a_later_entry_is_shown_but_not_counted(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Parse
) -> None:
    late = case.notes[0].model_copy(update={"note_id": "n9", "written_at": report.as_of.replace(hour=23)})
    page = parse(case_page(case.model_copy(update={"notes": [*case.notes, late]}), report, catalogue))
    assert "Written after the case was read: not counted." in said(page.find(id="note-5"))


def test_evidence_that_points_nowhere_is_quoted_without_a_link(
    case: CaseFile, report: QualityReport, catalogue: Catalogue, parse: Parse
) -> None:
    report.findings[0].evidence = [
        Evidence(block="gone", start=0, end=4, quote="lost words"),
        Evidence(block="n1", start=5, end=9999, quote="beyond the end"),
        Evidence(block="n1", quote=""),
    ]
    page = parse(case_page(case, report, catalogue))
    quotes = finding(page, report.findings[0].standard).find(class_="quotes").find_all("li")
    assert quotes[0].a is None and "place not found" in said(quotes[0])
    assert [quote.a["href"] for quote in quotes[1:]] == ["#note-1", "#note-1"]


def test_an_empty_case_and_a_standard_not_in_the_catalogue(catalogue: Catalogue, parse: Parse) -> None:
    case = CaseFile.model_validate({"case_id": "empty", "reported_at": "2022-10-03T21:14", "notes": []})
    unknown = Finding(standard="house_visit", verdict="missing", criticality="important")
    report = QualityReport.model_validate(
        {
            "case_id": "empty", "as_of": "2022-10-03T21:14", "standards_version": "1", "model_version": "m",
            "score": {"overall": None, "domains": {}}, "flagged": False, "priority": "routine",
            "findings": [unknown, unknown], "labels": [Label(block="x", code="dvpn", status="done")],
        }
    )  # fmt: skip
    page = parse(case_page(case, report, catalogue))
    assert "No entry is recorded." in said(page.main) and "No score" in said(page.find(class_="score"))
    assert len(page.find_all("h4", string="House visit")) == 2
