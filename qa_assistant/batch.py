"""Many cases: read, audited and written one after another; a broken case is reported and the rest go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import orjson
from pydantic import ValidationError

from qa_assistant.audit import GIVEN_LABELS, Reader, audit_case
from qa_assistant.case import CaseFile, Label, QualityReport
from qa_assistant.errors import InputError, QAError
from qa_assistant.loading import LoadedCase, Place, Problem
from qa_assistant.localtime import format_local
from qa_assistant.reports import IndexRow, case_page, index_page, page_file_name
from qa_assistant.scoring import queue_key
from qa_assistant.standards.catalogue import Catalogue

Labels = Mapping[str, Sequence[Label]]


@dataclass
class Summary:
    """What came of a batch. ``rows`` are the audited cases in queue order once the batch is done."""

    rows: list[IndexRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, case: CaseFile, report: QualityReport, catalogue: Catalogue) -> None:
        self.rows.append(IndexRow.of(case, report, catalogue, f"cases/{page_file_name(case.case_id)}"))
        self.keys.append(queue_key(report, format_local(case.reported_at), catalogue))

    def in_queue_order(self) -> list[IndexRow]:
        """The rows, the most pressing first; cases alike in everything keep the order of the input."""
        order = sorted(range(len(self.rows)), key=lambda index: (self.keys[index], index))
        return [self.rows[index] for index in order]


def read_labels(path: Path) -> dict[str, list[Label]]:
    """Given labels by case, from rows ``{"case_id", "labels": […]}``; corpus rows with ``units`` do too.

    Raises ``InputError`` that names the line and the mend.
    """
    labels: dict[str, list[Label]] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "QA180", "the labels file cannot be read as UTF-8 text; check the path", str(path)
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path.name} line {number}"
        try:
            row = orjson.loads(line)
            case_id = row["case"]["case_id"] if "case" in row else row["case_id"]
            given = row["labels"] if "labels" in row else list(_of_units(row["units"]))
            found = [Label.model_validate(label) for label in given]
            if not isinstance(case_id, str):
                raise TypeError("case_id must be text")
        except ValidationError as error:
            field_name = "".join(f" at {part}" for part in error.errors(include_input=False)[0]["loc"])
            raise InputError(
                "QA182", f"a label is not valid{field_name}; see the report schema", where
            ) from error
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise InputError(
                "QA181", 'a row must be {"case_id": …, "labels": […]} on one line', where
            ) from error
        if case_id in labels:
            raise InputError("QA183", "the case has labels twice in this file; keep one row", where)
        labels[case_id] = found
    return labels


def _of_units(units: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for unit in units:
        place = {key: unit[key] for key in ("block", "start", "end", "item") if key in unit}
        for label in unit["labels"]:
            yield {**place, **label}


def run(
    cases: Iterable[LoadedCase | Problem],
    output: Path,
    *,
    reader: Reader | None,
    labels: Labels | None,
    catalogue: Catalogue,
    now: datetime,
    pages: bool = True,
    on_case: Callable[[], None] = lambda: None,
) -> Summary:
    """Audit ``cases`` into ``output``: ``reports.jsonl``, ``errors.jsonl``, and pages with an index.

    Give either ``reader`` or ``labels``. ``on_case`` is called after each case, for progress.
    """
    output.mkdir(parents=True, exist_ok=True)
    if pages:
        (output / "cases").mkdir(exist_ok=True)
    summary = Summary()
    with ExitStack() as stack:
        reports = stack.enter_context((output / "reports.jsonl").open("w", encoding="utf-8"))
        errors = stack.enter_context((output / "errors.jsonl").open("w", encoding="utf-8"))
        for item in cases:
            if isinstance(item, Problem):
                _note_problem(item, errors, summary)
                continue
            for warning in item.warnings:
                summary.warnings.append(warning)
            outcome = _audit(item, reader, labels, catalogue, now, pages)
            if isinstance(outcome, Problem):
                _note_problem(outcome, errors, summary)
            else:
                report, page = outcome
                _write_line(reports, report.as_json())
                if page is not None:
                    (output / "cases" / page_file_name(item.case.case_id)).write_text(page, encoding="utf-8")
                summary.add(item.case, report, catalogue)
            on_case()
    if pages:
        version = reader.version if reader else GIVEN_LABELS
        unreadable = [QAError(p.code, p.message, str(Place(p.file, p.line, p.field))) for p in summary.errors]
        text = index_page(
            summary.in_queue_order(), unreadable, made_at=now,
            standards_version=catalogue.version, model_version=version,
        )  # fmt: skip
        (output / "index.html").write_text(text, encoding="utf-8")
    return summary


def _audit(
    item: LoadedCase,
    reader: Reader | None,
    labels: Labels | None,
    catalogue: Catalogue,
    now: datetime,
    pages: bool,
) -> tuple[QualityReport, str | None] | Problem:
    """The report of one case and its page, if one is wanted; or why there is none."""
    case = item.case

    def problem(code: str, message: str) -> Problem:
        return Problem(code, message, item.source.file, item.source.line, case_id=case.case_id)

    if labels is not None and case.case_id not in labels:
        return problem(
            "QA184", "the labels file has no row for this case; add one, with an empty list if none apply"
        )
    given = labels[case.case_id] if labels is not None else None
    try:
        report = audit_case(case, labels=given, reader=reader, catalogue=catalogue, now=now)
        return report, case_page(case, report, catalogue) if pages else None
    except Exception as error:  # one case that breaks the audit must not cost the others theirs
        # The error's own words may quote a note: only its kind is passed on.
        return problem("QA190", f"the audit of this case failed ({type(error).__name__}); please report it")


def _note_problem(problem: Problem, errors: TextIO, summary: Summary) -> None:
    if problem.severity == "warning":
        summary.warnings.append(problem)
        return
    summary.errors.append(problem)
    _write_line(errors, problem.as_json())


def _write_line(stream: TextIO, record: Mapping[str, Any]) -> None:
    stream.write(orjson.dumps(record).decode() + "\n")
    stream.flush()
