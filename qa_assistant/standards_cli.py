"""``qa-assistant standards``: list the standards, and try a force's own codes and standards on its cases."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from qa_assistant.codebook import load_codebook
from qa_assistant.loading import Problem, load_cases
from qa_assistant.loading.problems import one_line
from qa_assistant.localtime import LONDON
from qa_assistant.reading.own_codes import OwnFile, extended, load_own_codes
from qa_assistant.reports import words
from qa_assistant.standards.catalogue import Catalogue, lay_over, load_catalogue
from qa_assistant.terminal import complaints, console, plain_errors
from qa_assistant.trial import Trial, try_on

app = typer.Typer(no_args_is_help=True, help="The practice standards, and a force's own.")

Overrides = Annotated[
    Path | None, typer.Option("--standards", help="A force's own changes to the standards (.yaml).")
]
_SHOWN = 100
_VERDICTS = ("met", "late", "missing", "pending", "not_applicable")


def with_own(catalogue: Catalogue, own: OwnFile | None) -> Catalogue:
    """The standards with those of a file of own codes laid over them, if one is given."""
    if own is None:
        return catalogue
    return lay_over(catalogue, own.changes, own.path, extended(load_codebook(), own.codes))


@app.command("list")
def list_standards(
    standards: Overrides = None,
    own: Annotated[Path | None, typer.Option(help="A file of own codes and standards (.yaml).")] = None,
) -> None:
    """Every standard with its clock and who set it."""
    with plain_errors():
        catalogue = with_own(load_catalogue(standards), load_own_codes(own) if own else None)
    table = Table(title=f"{len(catalogue.standards)} standards", title_justify="left")
    for heading in ("Id", "Standard", "Clock", "Set by"):
        table.add_column(heading, overflow="fold")
    for standard in catalogue.standards.values():
        clock = standard.clock
        span = "none" if clock is None else f"{'every' if standard.every else 'within'} {clock.words}"
        basis = words.say("bases", standard.basis) if standard.basis else "–"
        table.add_row(standard.id, escape(standard.title), span, basis)
    console.print(table)


@app.command("try")
def try_codes(
    file: Annotated[Path, typer.Argument(help="The file of own codes and standards (.yaml).")],
    cases: Annotated[
        list[Path], typer.Argument(help="Files (.json, .jsonl, .csv, .parquet, .txt) or folders.")
    ],
    standards: Overrides = None,
    mapping: Annotated[Path | None, typer.Option(help="Which column holds what, for tables (.yaml).")] = None,
    model: Annotated[Path | None, typer.Option(help="A model folder in place of the shipped one.")] = None,
) -> None:
    """What a file of own codes would find in cases, and what its standards would come to.

    Nothing is written. The lines shown are from the notes: OFFICIAL-SENSITIVE.
    """
    with plain_errors():
        own = load_own_codes(file)
        catalogue = with_own(load_catalogue(standards), own)
        now = datetime.now(LONDON)
        found = list(load_cases(cases, mapping=mapping, now=now))
        problems = [item for item in found if isinstance(item, Problem)]
        from qa_assistant.reading import load_reader  # heavy: only where notes are really read

        reader = load_reader(model, own=own.codes)
        trial = try_on((i.case for i in found if not isinstance(i, Problem)), reader, catalogue, now)
    _show(trial, own, catalogue)
    for problem in problems:
        complaints.print(escape(str(problem)), soft_wrap=True)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _show(trial: Trial, own: OwnFile, catalogue: Catalogue) -> None:
    lines = Table(title="What would be found (experimental)", title_justify="left")
    for heading in ("Case", "Note", "Code", "Words", "Confidence"):
        lines.add_column(heading, overflow="fold")
    for seen in trial.sightings[:_SHOWN]:
        cells = (seen.case_id, seen.place, words.shows(seen.code, seen.status), one_line(seen.quote))
        lines.add_row(*map(escape, cells), f"{seen.confidence:.2f}")
    console.print(lines)
    if len(trial.sightings) > _SHOWN:
        console.print(f"… and {len(trial.sightings) - _SHOWN} more.")
    cases = Table(title="Lines found in each case", title_justify="left")
    for heading in ("Case", "Lines"):
        cases.add_column(heading, overflow="fold")
    for case_id, count in trial.per_case().items():
        cases.add_row(escape(case_id), str(count))
    console.print(cases)
    for code in own.codes:
        count = sum(seen.code == code.code for seen in trial.sightings)
        console.print(f"{code.code}: {_lines(count)} in {_cases(trial.cases)}.")
    if trial.verdicts:
        _show_verdicts(trial, catalogue)


def _show_verdicts(trial: Trial, catalogue: Catalogue) -> None:
    table = Table(title="What the standards would come to", title_justify="left")
    for heading in ("Standard", *(words.table("verdicts")[verdict]["word"] for verdict in _VERDICTS)):
        table.add_column(heading, overflow="fold")
    for standard in catalogue.standards.values():
        if standard.experimental:
            counts = (str(trial.verdicts[standard.id, verdict]) for verdict in _VERDICTS)  # type: ignore[index]
            table.add_row(escape(standard.title), *counts)
    console.print(table)


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"
