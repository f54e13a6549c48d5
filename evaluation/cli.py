"""The commands of ``python -m evaluation``: measure, print, save as JSON, and rewrite RESULTS.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from evaluation import results, tables
from evaluation.boundaries import summarise_boundaries
from evaluation.calibration import label_outcomes, summarise_calibration
from evaluation.challenge import read_suite, summarise_challenge
from evaluation.labels import count_labels, summarise_labels
from evaluation.matching import match_case
from evaluation.readers import Reader, available, get_reader
from evaluation.speed import measure_all
from evaluation.times import summarise_times
from evaluation.verdicts import GoldVerdicts, gold_of, read_gold, summarise_verdicts
from qa_assistant.audit import audit_case
from qa_assistant.case import QualityReport
from qa_assistant.codebook import load_codebook
from qa_assistant.errors import QAError, UsageError
from qa_assistant.reading import CaseReader
from training.corpus import CorpusRow, gold_labels, read_rows

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console()

Data = Annotated[Path, typer.Argument(help="Annotated cases, one JSON object a line.", exists=True)]
Readers = Annotated[
    list[str] | None,
    typer.Option(
        "--reader", help="keyword, linear, gold, another shipped model or its folder; may be repeated."
    ),
]
Results = Annotated[Path, typer.Option("--results", help="Folder for the JSON files.")]
Page = Annotated[Path, typer.Option("--page", help="The Markdown page whose section is rewritten.")]


@app.command()
def reading(
    data: Data,
    reader: Readers = None,
    by_code: Annotated[bool, typer.Option("--by-code", help="Also print a line for each code.")] = False,
    folder: Results = results.FOLDER,
    page: Page = results.PAGE,
) -> None:
    """Detection, labels, times, unit boundaries and calibration of readers."""
    rows = _rows(data)
    for name in reader or available():
        measured = measure_reading(rows, get_reader(name, rows))
        results.save("reading", name, data, measured, folder)
        if by_code:
            tables.show(console, f"Codes, {name}", *tables.code_rows(measured["labels"]))
    _publish("reading", data, len(rows), folder, page)


@app.command()
def verdicts(
    data: Data,
    reader: Readers = None,
    gold: Annotated[
        Path | None,
        typer.Option(help="Gold verdicts; without them, what the gold labels come to.", exists=True),
    ] = None,
    folder: Results = results.FOLDER,
    page: Page = results.PAGE,
) -> None:
    """Agreement of verdicts, critical gaps, scores and priorities with gold."""
    rows = _rows(data)
    golds = _gold_verdicts(rows, gold)
    for name in reader or available():
        measured = measure_verdicts(rows, golds, get_reader(name, rows))
        results.save("verdicts", name, data, measured, folder)
        tables.show(console, f"Verdicts, {name}", *tables.confusion_rows(measured["confusion"]))
    _publish("verdicts", data, len(rows), folder, page)


@app.command()
def challenge(
    suite: Annotated[Path, typer.Argument(help="A suite of minimal pairs in YAML.", exists=True)],
    reader: Readers = None,
    folder: Results = results.FOLDER,
    page: Page = results.PAGE,
) -> None:
    """Minimal pairs: the share right for each phenomenon."""
    challenges = read_suite(suite)
    for name in reader or available():
        results.save("challenge", name, suite, summarise_challenge(challenges, get_reader(name)), folder)
    heads, rows = tables.challenge_rows(results.side_by_side("challenge", suite, folder))
    tables.show(console, f"Pairs right, {suite.name}", heads, rows)
    body = f"## Challenge suite {suite.name}\n\nShare of pairs wholly right.\n\n{tables.as_markdown(heads, rows)}"
    results.write_section(f"challenge-{suite.stem}", body, page)


@app.command()
def speed(
    data: Data, reader: Readers = None, folder: Results = results.FOLDER, page: Page = results.PAGE
) -> None:
    """Cases a second, the time of one note, and memory, each reader in its own process."""
    rows = _rows(data)
    for measured in measure_all(reader or available(), data):
        results.save("speed", measured["reader"], data, measured, folder)
    _publish("speed", data, len(rows), folder, page)


@app.command("own-codes")
def own_codes(data: Data, folder: Results = results.FOLDER, page: Page = results.PAGE) -> None:
    """Codes hidden and added back from a few lines each, with the shipped and the pretrained encoder."""
    from evaluation import own_codes as own  # loads models and the training text

    rows = _rows(data)
    for name, measured in own.measure_all(rows):
        results.save("own-codes", name, data, measured, folder)
    summary, by_code = own.tables(results.side_by_side("own-codes", data, folder))
    tables.show(console, f"Own codes, {data.name}", *summary)
    tables.show(console, "Detection F1 of each code", *by_code)
    body = own.section(data.name, len(rows), tables.as_markdown(*summary), tables.as_markdown(*by_code))
    results.write_section("own-codes", body, page)


def measure_reading(rows: Sequence[CorpusRow], reader: Reader) -> dict[str, Any]:
    """Every figure on one reader's labels."""
    matches = [match_case(row, reader.read(row.case)) for row in rows]
    codebook = load_codebook()
    return {
        "cases": len(rows),
        "labels": summarise_labels(count_labels(matches, codebook), codebook),
        "times": summarise_times(matches),
        "boundaries": summarise_boundaries(rows, reader.segment),
        "calibration": summarise_calibration(*label_outcomes(matches)),
    }


def measure_verdicts(
    rows: Sequence[CorpusRow], golds: Sequence[GoldVerdicts], reader: Reader
) -> dict[str, Any]:
    """Every figure on the verdicts that one reader's labels come to."""
    return summarise_verdicts(golds, [report_of(row, reader) for row in rows])


def report_of(row: CorpusRow, reader: Reader) -> QualityReport:
    """The audit of one case: a shipped reader also says how sure it is of findings, a baseline does not."""
    if isinstance(reader, CaseReader):
        return audit_case(row.case, reader=reader)
    return audit_case(row.case, labels=reader.read(row.case))


def main() -> None:
    """Run a command; a known error is one line and its exit code."""
    try:
        app()
    except QAError as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise SystemExit(error.exit_code) from error


def _rows(data: Path) -> list[CorpusRow]:
    rows = list(read_rows(data))
    if not rows:
        raise UsageError("QA461", "the data file holds no cases", str(data))
    return rows


def _gold_verdicts(rows: Sequence[CorpusRow], path: Path | None) -> list[GoldVerdicts]:
    if path is None:
        return [gold_of(audit_case(row.case, labels=gold_labels(row))) for row in rows]
    known = read_gold(path)
    absent = [row.case.case_id for row in rows if row.case.case_id not in known]
    if absent:
        raise UsageError("QA462", f"there are no gold verdicts for: {', '.join(absent[:5])}", str(path))
    return [known[row.case.case_id] for row in rows]


def _publish(kind: str, data: Path, cases: int, folder: Path, page: Path) -> None:
    measured = results.side_by_side(kind, data, folder)
    heads, rows = tables.compare(kind, measured)
    title = {"reading": "Reading", "verdicts": "Verdicts", "speed": "Speed"}[kind]
    tables.show(console, f"{title}, {data.name}", heads, rows)
    notes = {
        "reading": "In brackets: 95% intervals, 2,000 resamples of cases.",
        "verdicts": "In brackets: 95% intervals, 2,000 resamples of cases. A gap is a critical standard missing "
        "or late.",
        "speed": f"{measured[-1]['machine']}." if kind == "speed" and measured else "",
    }
    body = f"## {title}\n\n`{data.name}`, {cases} cases. {notes[kind]}\n\n{tables.as_markdown(heads, rows)}"
    results.write_section(kind, body, page)
