"""A force's own codes: the file, what is said of a mistake in it, and what is found with the shipped model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_assistant.audit import audit_case
from qa_assistant.case import CaseFile, Label
from qa_assistant.codebook import Code, load_codebook
from qa_assistant.errors import CatalogueError
from qa_assistant.reading import load_reader
from qa_assistant.reading.own_codes import extended, load_own_codes
from qa_assistant.reports import case_page
from qa_assistant.standards.catalogue import Catalogue, lay_over, load_catalogue

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "qa_assistant" / "docs" / "examples" / "own-codes.yaml"
GUIDE = ROOT / "qa_assistant" / "docs" / "own-codes.md"
SECRET = "Zebedee canary went to kennels"

Write = Callable[[Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(data: Any) -> Path:
        path = tmp_path / "ours.yaml"
        text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def code(**changes: Any) -> dict[str, Any]:
    lines = [SECRET, "Cat placed with a fosterer.", "RSPCA took the rabbit.", "Mum has the dog.", "No pets."]
    plain = {"name": "pets", "kind": "step", "definition": "A safe place for pets.", "examples": lines}
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def with_codes(path: Path) -> Catalogue:
    own = load_own_codes(path)
    return lay_over(load_catalogue(), own.changes, own.path, extended(load_codebook(), own.codes))


# ---- the file


def test_a_code_is_loaded_with_its_lines_and_the_default_status_of_its_kind(write: Write) -> None:
    own = load_own_codes(write({"codes": [code(), code(name="barking", kind="event")]}))
    assert [(each.code, each.status) for each in own.codes] == [
        ("own.pets", "done"),
        ("own.barking", "present"),
    ]
    assert len(own.codes[0].examples) == 5 and own.codes[0].counter_examples == ()


@pytest.mark.parametrize(
    ("data", "number", "says"),
    [
        ("codes: [", "QA221", "line 1"),
        ("- a list", "QA221", "codes:"),
        ("standards: []", "QA221", "needs codes"),
        ({"codes": []}, "QA221", "needs codes"),
        ({"codes": [code(name=None)]}, "QA222", "codes.0.name: this is needed"),
        ({"codes": [code(name="Pet Fostering")]}, "QA222", "small letters"),
        ({"codes": [code(kind="act")]}, "QA222", "step, event, risk or quality"),
        ({"codes": [code(definition=None)]}, "QA222", "codes.0.definition: this is needed"),
        ({"codes": [code(colour="blue")]}, "QA222", "no such key"),
        ({"codes": ["pets"]}, "QA222", "- name: ..."),
        ({"codes": [code(examples="one line")]}, "QA222", "must be a list"),
        ({"codes": [code(examples=[SECRET])]}, "QA222", "pets has 1 examples; give 5 to 50"),
        ({"codes": [code(examples=[f"{SECRET} {n}" for n in range(51)])]}, "QA222", "51 examples"),
        ({"codes": [code(examples=[SECRET, "a b c", "d e f", "g h i", 1430])]}, "QA222", "quotes"),
        ({"codes": [code(examples=[SECRET, "a b c", "d e f", "g h i", ""])]}, "QA222", "too short"),
        ({"codes": [code(examples=[SECRET, "a b c", "d e f", "g h i", SECRET * 30])]}, "QA222", "one sentence"),
        ({"codes": [code(examples=[SECRET, "a b c", "d e f", "g h i", SECRET.upper()])]},
         "QA222", "line 5 of examples is the same as line 1 of examples"),
        ({"codes": [code(counter_examples=[SECRET])]},
         "QA222", "line 1 of counter_examples is the same as line 1 of examples"),
        ({"codes": [code(), code()]}, "QA223", "given twice"),
        ({"codes": [code(status="present")]}, "QA224", "done, planned"),
        ({"codes": [code(kind="risk", status="done")]}, "QA224", "present, denied, historic"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_file_and_the_mend_and_quotes_no_line(
    write: Write, data: Any, number: str, says: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_own_codes(write(data))
    assert caught.value.code == number
    assert says in str(caught.value)
    assert "ours.yaml" in str(caught.value)
    assert "canary" not in str(caught.value).lower()


def test_a_mistake_names_the_line(write: Write) -> None:
    text = "codes:\n- name: pets\n  kind: step\n  definition: A safe place.\n  examples:\n  - Cat placed.\n  - 1430\n"
    with pytest.raises(CatalogueError, match=r"ours\.yaml line 7"):
        load_own_codes(write(text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="QA220"):
        load_own_codes(tmp_path / "none.yaml")


# ---- the codebook and the standards


def test_the_codebook_grows_at_its_end_and_refuses_a_name_twice() -> None:
    codebook = load_codebook()
    added = Code(name="own.pets", kind="step", definition="A safe place for pets.")
    grown = codebook.with_codes([added])
    assert list(grown.codes)[:-1] == list(codebook.codes) and "own.pets" not in codebook.codes
    assert grown.statuses("own.pets") == codebook.statuses("risk_assessment")
    with pytest.raises(CatalogueError, match="defined twice"):
        grown.with_codes([added])


def test_the_worked_example_adds_a_standard_that_says_it_is_experimental() -> None:
    catalogue = with_codes(EXAMPLE)
    standard = catalogue.standards["pets_placed"]
    assert standard.title == "Safe place for pets considered (experimental)"
    assert catalogue.version == "1+northshire-pets-1"
    assert [s.id for s in catalogue.standards.values() if s.experimental] == ["pets_placed"]
    assert not any(s.experimental for s in load_catalogue().standards.values())


def test_a_shipped_standard_that_takes_an_own_code_becomes_experimental(write: Write) -> None:
    change = {"id": "safety_planned", "evidence": {"own.pets": ["done"], "safety_plan": ["done"]}}
    standard = with_codes(write({"codes": [code()], "standards": [change]})).standards["safety_planned"]
    assert standard.experimental and standard.title.endswith(" (experimental)")


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ({"pets": ["done"]}, "did you mean 'own.pets'"),
        ({"own.cats": ["done"]}, "no code 'own.cats'"),
        ({"own.pets": ["present"]}, "'own.pets' has no status 'present'"),
    ],
)
def test_a_standard_must_name_an_own_code_as_it_is(write: Write, evidence: Any, says: str) -> None:
    change = {"id": "safety_planned", "evidence": evidence}
    with pytest.raises(CatalogueError, match="QA215") as caught:
        with_codes(write({"codes": [code()], "standards": [change]}))
    assert says in str(caught.value)


# ---- read, judged and shown


def case(*lines: str) -> CaseFile:
    notes = [
        {"note_id": f"n{n}", "written_at": f"2022-10-0{n}T21:00", "author_role": "investigator", "text": line}
        for n, line in enumerate(lines, start=3)
    ]
    given = {"case_id": "T-1", "reported_at": "2022-10-03T20:00", "as_of": "2022-11-01T09:00", "notes": notes}
    return CaseFile.model_validate(given)


def test_given_labels_of_an_own_code_are_judged_and_marked_in_report_and_page() -> None:
    catalogue = with_codes(EXAMPLE)
    one = case("He kicked the dog.", "Dog is with a fosterer.")
    labels = [
        Label(block="n3", start=0, end=18, code="animal_abuse", status="present"),
        Label(block="n4", start=0, end=23, code="own.pet_fostering", status="done"),
    ]
    report = audit_case(one, labels=labels, catalogue=catalogue)
    finding = next(f for f in report.as_json()["findings"] if f["standard"] == "pets_placed")
    assert (finding["verdict"], finding["experimental"]) == ("met", True)
    others = [f for f in report.as_json()["findings"] if f["standard"] != "pets_placed"]
    assert not any("experimental" in f for f in others)
    page = case_page(one, report, catalogue)
    assert "Safe place for pets considered (experimental)" in page
    assert "Pet fostering (experimental): done" in page


def test_the_example_finds_such_lines_it_was_not_given_and_leaves_others_alone() -> None:
    own = load_own_codes(EXAMPLE)
    wanted = [
        "Both cats have gone to a pet fostering carer this afternoon.",
        "Kennels arranged for her dog through the fostering charity.",
    ]
    unwanted = ["DASH completed, graded high.", "CCTV from the shop has been viewed, nothing seen.", "RTI."]
    reader = load_reader(own=own.codes)
    found = [label for label in reader.read(case(*wanted, *unwanted)) if label.code == "own.pet_fostering"]
    assert {label.block for label in found} == {"n3", "n4"}
    assert all(0 < (label.confidence or 0) <= 1 for label in found)
    assert reader.version.endswith("+own")


def test_what_is_read_of_the_codebook_stays_the_same() -> None:
    one = case(
        "Attended, IP spoken to alone. DASH done, graded high.", "Suspect arrested at 0610 this morning."
    )
    own = load_own_codes(EXAMPLE)
    labels = [label for label in load_reader(own=own.codes).read(one) if label.code != "own.pet_fostering"]
    assert labels == load_reader().read(one)


# ---- the guide


def test_the_guide_shows_the_worked_example_whole() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") in GUIDE.read_text(encoding="utf-8")
