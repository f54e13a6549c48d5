"""The command line. Exit codes: 0 done, 1 some cases could not be read (the rest are done), 2 usage."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from qa_assistant import batch, standards_cli
from qa_assistant.audit import Reader
from qa_assistant.errors import UsageError
from qa_assistant.loading import load_cases
from qa_assistant.localtime import LONDON, parse_local
from qa_assistant.reading.own_codes import load_own_codes
from qa_assistant.reports import IndexRow
from qa_assistant.standards.catalogue import load_catalogue
from qa_assistant.terminal import complaints, console, plain_errors

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(standards_cli.app, name="standards")
_SHOWN = 20


@app.callback()
def main() -> None:
    """Checks domestic-abuse case notes against practice standards, and quotes the words that prove it."""


@app.command()
def audit(
    cases: Annotated[
        list[Path], typer.Argument(help="Files (.json, .jsonl, .csv, .parquet, .txt) or folders.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the reports.")],
    labels: Annotated[Path | None, typer.Option(help="Given labels in place of the reader (.jsonl).")] = None,
    standards: Annotated[
        Path | None, typer.Option(help="A force's own changes to the standards (.yaml).")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="Which column holds what, for tables (.yaml).")] = None,
    model: Annotated[Path | None, typer.Option(help="A model folder in place of the shipped one.")] = None,
    own: Annotated[
        Path | None, typer.Option(help="A file of own codes and standards, experimental (.yaml).")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Moment of reading for cases that give none.")] = None,
    pages: Annotated[
        bool, typer.Option("--pages/--no-pages", help="Also write one HTML page a case.")
    ] = True,
) -> None:
    """Audit cases: a verdict for every standard, with the words and times that prove it."""
    with plain_errors():
        now = _moment(as_of)
        added = load_own_codes(own) if own else None
        catalogue = standards_cli.with_own(load_catalogue(standards), added)
        given = batch.read_labels(labels) if labels else None
        if given is not None and model is not None:
            raise UsageError("QA401", "give either --labels or --model, not both")
        loaded = load_cases(cases, mapping=mapping, now=now)
        reader: Reader | None = None
        if given is None:
            from qa_assistant.reading import load_reader  # heavy: only where notes are really read

            reader = load_reader(model, own=added.codes if added else ())
        with _progress() as progress:
            task = progress.add_task("Cases audited", total=None)
            summary = batch.run(
                loaded, output, reader=reader, labels=given, catalogue=catalogue, now=now, pages=pages,
                on_case=lambda: progress.advance(task),
            )  # fmt: skip
    _show(summary, output, pages)
    if summary.errors:
        raise typer.Exit(1)


def _moment(as_of: str | None) -> datetime:
    if as_of is None:
        return datetime.now(LONDON)
    try:
        return parse_local(as_of)
    except ValueError as error:
        raise UsageError("QA402", str(error), "--as-of") from error


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=complaints,
        transient=True,
    )


def _show(summary: batch.Summary, output: Path, pages: bool) -> None:
    rows = summary.in_queue_order()
    table = Table(title=f"{len(rows)} cases audited, in the order to review them", title_justify="left")
    for heading in ("Case", "Priority", "Score"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Critical steps missing")
    for row in rows[:_SHOWN]:
        table.add_row(escape(row.case_id), row.priority.capitalize(), _score(row), escape(_critical(row)))
    console.print(table)
    if len(rows) > _SHOWN:
        console.print(f"… and {len(rows) - _SHOWN} more.")
    counts = Counter(row.priority for row in rows)
    console.print(f"{counts['urgent']} urgent, {counts['soon']} soon, {counts['routine']} routine.")
    for problem in [*summary.errors, *summary.warnings][:_SHOWN]:
        complaints.print(escape(str(problem)), soft_wrap=True)
    hidden = len(summary.errors) + len(summary.warnings) - _SHOWN
    if hidden > 0:
        complaints.print(f"… and {hidden} more.")
    if summary.errors:
        noun = "problem kept a case or file" if len(summary.errors) == 1 else "problems kept cases or files"
        complaints.print(
            f"{len(summary.errors)} {noun} from being read: see {output / 'errors.jsonl'}", soft_wrap=True
        )
    console.print(f"Reports: {output / 'reports.jsonl'}", soft_wrap=True)
    if pages:
        console.print(f"To read in a browser: {output / 'index.html'}", soft_wrap=True)


def _score(row: IndexRow) -> str:
    return "–" if row.score is None else str(int(row.score))  # never rounded up to a full 100


def _critical(row: IndexRow) -> str:
    return (
        "; ".join(title for level, titles in row.missing for title in titles if level == "critical") or "none"
    )


if __name__ == "__main__":
    app()
