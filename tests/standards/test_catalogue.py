"""The shipped standards, a force's changes to them, and what a force is told of a mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from qa_assistant.codebook import load_codebook
from qa_assistant.errors import CatalogueError
from qa_assistant.standards import catalogue as shipped_at
from qa_assistant.standards.__main__ import main, table
from qa_assistant.standards.catalogue import load_catalogue
from qa_assistant.standards.spans import Span

from .building import find, form

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "qa_assistant" / "docs" / "examples" / "force-overrides.yaml"
SHIPPED = Path(shipped_at.__file__).with_name("catalogue.yaml")
NEW = (
    "{id: house_visit, domain: safeguarding, criticality: important, title: Visited, applies: always, "
    "evidence: {followup_visit: [done]}, within: 7d, basis: local, source: peel, prompt: 'Visited?'}"
)

Force = Callable[[str], Path]


@pytest.fixture
def force(tmp_path: Path) -> Force:
    """Writes a force's file and returns its path; each test has its own, as catalogues are cached by path."""

    def write(text: str) -> Path:
        path = tmp_path / "kent.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# ---- as shipped


def test_every_reference_of_the_shipped_catalogue_resolves() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.standards) == 68
    assert catalogue.faults(load_codebook()) == []
    assert {standard.domain for standard in catalogue.standards.values()} == set(catalogue.domains)


def test_every_clock_says_whose_it_is_and_only_clocks_do() -> None:
    for standard in load_catalogue().standards.values():
        assert (standard.clock is None) == (standard.basis is None), standard.id


def test_national_clocks_are_those_that_a_national_document_sets() -> None:
    national = {s.id for s in load_catalogue().standards.values() if s.basis == "national"}
    assert national == {
        "support_referred", "school_notified", "crime_recorded", "told_of_release", "told_of_charge",
        "told_of_closure",
    }  # fmt: skip


def test_every_prompt_speaks_to_the_officer_in_a_line() -> None:
    for standard in load_catalogue().standards.values():
        assert standard.prompt.strip().endswith(("?", ".")), standard.id
        assert len(standard.prompt) <= 160 and "\n" not in standard.prompt, standard.id


# ---- a force's changes


def test_with_nothing_changed_it_is_the_shipped_catalogue_under_another_version(force: Force) -> None:
    ours = load_catalogue(force("version: kent-2026-1\n"))
    assert ours.version == "1+kent-2026-1"
    assert ours.model_copy(update={"version": "1"}) == load_catalogue()


def test_an_empty_section_changes_nothing_and_the_file_names_the_version(force: Force) -> None:
    ours = load_catalogue(force("standards:\nweights:\nform_items:\n"))
    assert ours.version == "1+kent"
    assert ours.standards == load_catalogue().standards


@pytest.mark.parametrize(
    ("change", "clock", "basis"),
    [
        ("{id: plan_set, within: 24h}", Span(24, "h"), "local"),
        ("{id: told_of_release, within: 4h}", Span(4, "h"), "local"),  # was national
        ("{id: kept_informed, every: 14d}", Span(14, "d"), "local"),
        ("{id: risk_reasoned, within: 1wd}", Span(1, "wd"), "local"),  # had none
        ("{id: told_of_release, within: null}", None, None),
        ("{id: told_of_release, within: 1wd, basis: national}", Span(1, "wd"), "national"),
        ("{id: told_of_release, title: Told}", Span(1, "wd"), "national"),  # only the words change
    ],
)
def test_a_changed_clock_becomes_local(
    force: Force, change: str, clock: Span | None, basis: str | None
) -> None:
    standard = next(s for s in load_catalogue(force(f"standards:\n- {change}\n")).standards.values()
                    if s.id in change)  # fmt: skip
    assert standard.clock == clock
    assert standard.basis == basis


def test_only_what_is_named_changes(force: Force) -> None:
    before = load_catalogue().standards
    after = load_catalogue(force(
        "standards:\n- {id: plan_set, criticality: critical, title: Plan, prompt: 'Which lines?'}\n"
    )).standards  # fmt: skip
    assert list(after) == list(before)
    assert {name for name in before if after[name] != before[name]} == {"plan_set"}
    changed = after["plan_set"]
    assert (changed.criticality, changed.title, changed.prompt) == ("critical", "Plan", "Which lines?")
    assert (changed.evidence, changed.clock) == (before["plan_set"].evidence, before["plan_set"].clock)


def test_weights_not_named_stay(force: Force) -> None:
    assert load_catalogue(force("weights: {critical: 6}\n")).weights == {
        "critical": 6, "important": 2, "good_practice": 1,
    }  # fmt: skip


def test_a_new_standard_with_its_own_domain_and_source_is_judged(force: Force) -> None:
    text = f"domains: {{area: Area team}}\nsources: {{own: Kent policy 4}}\nstandards:\n- {NEW}\n"
    ours = load_catalogue(force(text.replace("safeguarding", "area").replace("peel", "own")))
    assert list(ours.standards)[-1] == "house_visit"
    finding = find("house_visit", "2022-10-04T09:00 attendance: followup_visit:done", catalogue=ours)
    assert (finding.verdict, finding.source) == ("met", "Kent policy 4")
    assert find("house_visit", catalogue=ours).verdict == "missing"


@pytest.mark.parametrize(
    ("switch", "applies_on", "not_on"),
    [
        ("off_from: 2022-10-04", "2022-10-03", "2022-10-04"),
        ("on_from: 2022-10-04", "2022-10-04", "2022-10-03"),
        ("on_from: 2022-10-02, off_from: 2022-10-04", "2022-10-03", "2022-10-04"),
    ],
)
def test_a_standard_is_switched_on_and_off_by_the_day_of_the_report(
    force: Force, switch: str, applies_on: str, not_on: str
) -> None:
    ours = load_catalogue(force(f"standards:\n- {{id: plan_set, {switch}}}\n"))
    assert find("plan_set", catalogue=ours, reported_at=f"{applies_on}T23:59").applicable
    assert not find("plan_set", catalogue=ours, reported_at=f"{not_on}T00:01").applicable


def test_a_forces_own_form_is_compared_with_the_notes(force: Force) -> None:
    ours = load_catalogue(force("form_items: {kra: {neck: [strangulation]}}\n"))
    entry = "2022-10-03T22:00 attendance: strangulation:present"
    answered_no = [form("KRA", neck="no")]
    assert find("form_consistent", entry, forms=answered_no, catalogue=ours).verdict == "missing"
    assert find("form_consistent", entry, forms=answered_no).verdict == "met"


# ---- mistakes: each names the place and the mend


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("standards:\n- {id: plan_set, within: 2 weeks}\n", "QA214", 2, "write hours as 24h"),
        ("standards:\n- id: plan_set\n  within: [24]\n", "QA214", 3, "within"),
        ("standards:\n- {id: plan_set, wihtin: 24h}\n", "QA214", 2, "wihtin: there is no such key"),
        ("standards:\n- {id: plan_set, criticality: vital}\n", "QA214", 2, "'critical', 'important'"),
        ("standards:\n- {id: plan_set, check: wording}\n", "QA214", 2, "either evidence or a check"),
        ("standards:\n- {id: plan_set, every: 7d}\n", "QA214", 2, "either within or every"),
        ("standards:\n- {id: kept_informed, every: 20wd}\n", "QA214", 2, "not in working days"),
        ("standards:\n- {id: plan_set, basis: null}\n", "QA214", 2, "needs its basis"),
        ("standards:\n- {id: wording_respectful, flags: []}\n", "QA214", 2, "needs flags"),
        ("standards:\n- {id: progressed, every: null}\n", "QA214", 2, "needs every"),
        ("standards:\n- {id: recorded_promptly, within: null}\n", "QA214", 2, "needs within"),
        ("standards:\n- {id: plan_set, off_from: 01/09/2026}\n", "QA214", 2, "write the date as 2026-09-01"),
        ("standards:\n- {id: plan_set, evidence: {allocation: done}}\n", "QA214", 2, "must be a list"),
        ("standards:\n- {id: plan_set, applies: {any: [grade_high]}}\n", "QA214", 2, "code:status"),
        ("standards:\n- {id: House-Visit" + NEW[len("{id: house_visit") :], "QA214", 2, "House-Visit.id"),
        ("weights:\n  urgent: 6\n", "QA214", 2, "weights.urgent"),
        ("weights:\n  critical: -1\n", "QA214", 2, "greater than or equal to 0"),
        ("weights:\n  critical: .inf\n", "QA214", 2, "finite"),
        ("grading:\n  high_when: {severer: 2}\n", "QA214", 2, "severer: there is no such key"),
        ("version: x\nstandard: []\n", "QA212", 2, "no section 'standard'; use domains"),
        ("version: x\nsources: [a]\n", "QA212", 2, "sources must hold lines of 'name: value'"),
        ("version: x\nstandards: {plan_set: 24h}\n", "QA212", 2, "must be a list"),
        ("form_items:\n  dash: [q1]\n", "QA212", 2, "items of dash"),
        ("standards:\n- {id: plan_set}\n- {within: 24h}\n", "QA213", 3, "needs its id"),
        ("standards:\n- plan_set\n", "QA213", 2, "needs its id"),
        ("standards:\n- {id: plan_sets, within: 24h}\n", "QA216", 2, "did you mean 'plan_set'?"),
        ("standards:\n- {id: zzz, domain: risk}\n", "QA216", 2, "give also criticality, title"),
        ("standards:\n- {id: plan_set, source: kent}\n", "QA215", 2, "add it under sources"),
        ("standards:\n- {id: plan_set, domain: kent}\n", "QA215", 2, "use initial_response, risk"),
        ("standards:\n- id: plan_set\n  evidence:\n    visits: [done]\n", "QA215", 4, "no code 'visits'"),
        (
            "standards:\n- {id: plan_set, evidence: {allocation: [present]}}\n",
            "QA215",
            2,
            "may be done, planned",
        ),
        ("standards:\n- {id: plan_set, applies: {any: [grade_hihg:present]}}\n", "QA215", 2, "grade_hihg"),
        (
            "standards:\n- {id: safeguarding_specific, cleared_by: [plan:done]}\n",
            "QA215",
            2,
            "no code 'plan'",
        ),
        ("standards:\n- {id: decisions_explained, flags: [rude]}\n", "QA215", 2, "no code 'rude'"),
        ("form_items:\n  kra:\n    q1: [neck]\n", "QA215", 3, "no code 'neck'"),
        ("grading:\n  severe: [neck]\n", "QA215", 2, "no code 'neck'"),
        ("standards:\n- {id: plan_set,\nwithin: }}\n", "QA211", 3, "indent and brackets"),
        ("- plan_set\n", "QA211", None, "must hold a mapping"),
        ("", "QA211", None, "must hold a mapping"),
    ],
)
def test_a_mistake_names_the_file_the_line_and_the_mend(
    force: Force, text: str, code: str, line: int | None, says: str
) -> None:
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(force(text))
    assert raised.value.code == code
    assert raised.value.where == ("kent.yaml" if line is None else f"kent.yaml line {line}")
    assert says in raised.value.message


def test_every_broken_reference_is_named_at_once(force: Force) -> None:
    text = "standards:\n- {id: plan_set, source: kent}\n- {id: marac_referred, domain: kent}\n"
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(force(text))
    assert "plan_set.source" in raised.value.message and "marac_referred.domain" in raised.value.message


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="check the path") as raised:
        load_catalogue(tmp_path / "none.yaml")
    assert raised.value.code == "QA210"
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="not valid YAML"):
        load_catalogue(path)


@pytest.mark.parametrize("broken", ["given twice", "needs its id"])
def test_a_base_catalogue_is_checked_as_well(tmp_path: Path, broken: str) -> None:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    data["standards"].append(data["standards"][0] if broken == "given twice" else {"title": "No id"})
    path = tmp_path / "base.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(CatalogueError, match=broken) as raised:
        load_catalogue(base=path)
    assert raised.value.where is not None and raised.value.where.startswith("base.yaml line")


# ---- the documents


def test_the_worked_example_does_what_its_comments_say() -> None:
    ours = load_catalogue(EXAMPLE)
    before = load_catalogue()
    assert ours.version == "1+northshire-2026-1"
    changed = {name for name in ours.standards if ours.standards[name] != before.standards.get(name)}
    assert changed == {
        "plan_set", "supervised_regularly", "call_secured", "firearms_checked", "marac_referred",
        "school_notified", "perpetrator_managed", "home_revisited",
    }  # fmt: skip
    assert ours.standards["plan_set"].clock == Span(24, "h")
    assert ours.standards["call_secured"].clock is None
    assert not ours.standards["school_notified"].in_force(date(2026, 9, 1))
    high = ("2022-10-03T22:00 risk: grade_high:present", "2022-10-05T10:00 enquiry: followup_visit:done")
    assert find("home_revisited", *high, catalogue=ours).verdict == "met"
    assert find("home_revisited", high[0], catalogue=ours).verdict == "missing"


def test_the_guide_to_overrides_shows_the_worked_example_whole() -> None:
    guide = (ROOT / "qa_assistant" / "docs" / "overrides.md").read_text(encoding="utf-8")
    assert EXAMPLE.read_text(encoding="utf-8") in guide


def test_the_table_in_the_documents_is_up_to_date() -> None:
    page = (ROOT / "qa_assistant" / "docs" / "standards.md").read_text(encoding="utf-8")
    message = "run python -m qa_assistant.standards and paste what it prints between the marks"
    assert f"<!-- table: begin -->\n\n{table(load_catalogue())}\n<!-- table: end -->" in page, message


def test_the_command_prints_a_forces_own_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(EXAMPLE)]) == 0
    printed = capsys.readouterr().out
    assert "| `plan_set` | Investigation plan set | within 24 hours | local |" in printed
    assert "School told before the next school day (in force until 1 September 2026)" in printed
    assert "### Neighbourhood follow-up" in printed
    assert printed.count("\n| `") == 69


def test_the_command_says_what_is_wrong_and_returns_2(
    force: Force, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(force("standards:\n- {id: plan_set, within: soon}\n"))]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "kent.yaml line 2" in printed.err
