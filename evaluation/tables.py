"""Tables of results: the same rows for the terminal and for RESULTS.md, one column a reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from evaluation.results import markdown_table

Rows = list[list[str]]

_STATUSES = (
    "done", "planned", "attempted", "declined", "not_done", "ruled_out", "present", "absent", "denied", "historic",
)  # fmt: skip
_READING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Label F1", ("labels", "label", "f1")),
    ("Label precision", ("labels", "label", "precision")),
    ("Label recall", ("labels", "label", "recall")),
    ("Label F1, mean over codes", ("labels", "label", "macro_f1")),
    ("Detection F1", ("labels", "detection", "f1")),
    ("Detection precision", ("labels", "detection", "precision")),
    ("Detection recall", ("labels", "detection", "recall")),
    ("Detection F1, mean over codes", ("labels", "detection", "macro_f1")),
    ("Status right where found", ("labels", "status_right_where_found")),
    ("Label F1 in notes", ("labels", "by_place", "note", "label", "f1")),
    ("Label F1 on forms", ("labels", "by_place", "form", "label", "f1")),
    ("Label F1 of steps", ("labels", "by_kind", "step", "label", "f1")),
    ("Label F1 of events", ("labels", "by_kind", "event", "label", "f1")),
    ("Label F1 of risks", ("labels", "by_kind", "risk", "label", "f1")),
    ("Label F1 of qualities", ("labels", "by_kind", "quality", "label", "f1")),
    *((f"Label F1 of `{s}`", ("labels", "by_status", s, "f1")) for s in _STATUSES),
    ("Times right, of labels found", ("times", "right_of_found")),
    ("Times right, of all in gold", ("times", "right_of_all")),
    ("False times", ("times", "false_at")),
    ("Unit boundaries F1", ("boundaries", "f1")),
    ("Calibration error (ECE)", ("calibration", "ece")),
    ("Brier score", ("calibration", "brier")),
)
_VERDICTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Agreement, all standards", ("agreement", "all", "share")),
    ("Agreement, applicable in gold or found so", ("agreement", "applicable_in_either", "share")),
    ("Agreement, applicable in gold", ("agreement", "applicable_in_gold", "share")),
    ("Critical gaps F1", ("critical_gaps", "f1")),
    ("Critical gaps precision", ("critical_gaps", "precision")),
    ("Critical gaps recall", ("critical_gaps", "recall")),
    ("Score, mean absolute error (0 to 100)", ("score", "mean_absolute_error")),
    ("Score, Spearman", ("score", "spearman")),
    ("Score, Kendall", ("score", "kendall")),
    ("Priority the same", ("priority", "share")),
    ("Flagged the same", ("flagged", "share")),
    ("Sent to a person", ("needs_human", "sent_to_a_person")),
    ("Wrong of the rest", ("needs_human", "wrong_of_the_rest")),
)
_SPEED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Cases a second", ("cases_per_second",)),
    ("Words a second", ("words_per_second",)),
    ("A 200-word note, 95th percentile, ms", ("note_p95_ms",)),
    ("Loading, s", ("load_seconds",)),
    ("Peak memory, MB", ("peak_memory_mb",)),
)
LINES = {"reading": _READING, "verdicts": _VERDICTS, "speed": _SPEED}


def compare(kind: str, measured: Sequence[dict[str, Any]]) -> tuple[list[str], Rows]:
    """Heads and rows: a line for each figure, a column for each reader, the interval in brackets."""
    heads = ["", *(row["reader"] for row in measured)]
    rows = [[title, *(_cell(row, path) for row in measured)] for title, path in LINES[kind]]
    return heads, [row for row in rows if any(cell != "-" for cell in row[1:])]


def challenge_rows(measured: Sequence[dict[str, Any]]) -> tuple[list[str], Rows]:
    """Heads and rows of a challenge suite: whole pairs right, for each phenomenon and reader."""
    phenomena = list(dict.fromkeys(name for row in measured for name in row["phenomena"]))
    heads = ["Phenomenon", "Pairs", *(row["reader"] for row in measured)]
    rows = []
    for name in phenomena:
        found = [row["phenomena"].get(name) for row in measured]
        pairs = next(str(entry["pairs"]) for entry in found if entry)
        rows.append([name, pairs, *(shown(entry["pairs_right"]) if entry else "-" for entry in found)])
    total = [shown(row["pairs_right"]) for row in measured]
    return heads, [*rows, ["All", str(max(row["pairs"] for row in measured)), *total]]


def code_rows(labels: dict[str, Any]) -> tuple[list[str], Rows]:
    """Heads and rows for every code that occurs in gold, the weakest first."""
    heads = ["Code", "In gold", "Detection F1", "Label precision", "Label recall", "Label F1"]
    codes = [(name, entry) for name, entry in labels["by_code"].items() if entry["label"]["gold"]]
    codes.sort(key=lambda code: (code[1]["label"]["f1"] or 0.0, code[0]))
    return heads, [
        [
            name,
            str(entry["label"]["gold"]),
            shown(entry["detection"]["f1"]),
            *(shown(entry["label"][key]) for key in ("precision", "recall", "f1")),
        ]
        for name, entry in codes
    ]


def confusion_rows(confusion: dict[str, dict[str, int]]) -> tuple[list[str], Rows]:
    """Heads and rows of the confusion matrix: a line for each gold verdict."""
    heads = ["Gold \\ given", *confusion]
    return heads, [[gold, *(str(count) for count in given.values())] for gold, given in confusion.items()]


def show(console: Console, title: str, heads: Sequence[str], rows: Rows) -> None:
    """Print one table on the terminal."""
    table = Table(title=title, title_justify="left")
    for index, head in enumerate(heads):
        table.add_column(head, justify="right" if index else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def as_markdown(heads: Sequence[str], rows: Rows) -> str:
    """The same table for the page."""
    return markdown_table(heads, rows)


def shown(value: float | None) -> str:
    """A share as ``.583``, a number over 1 as ``12.3``; a dash for none."""
    if value is None:
        return "-"
    if abs(value) > 1:
        return f"{value:,.1f}"
    return f"{value:.3f}".replace("0.", ".", 1)


def _cell(row: dict[str, Any], path: tuple[str, ...]) -> str:
    holder: Any = row
    for key in path[:-1]:
        holder = (holder or {}).get(key)
    holder = holder or {}
    value = holder.get(path[-1])
    low_high = holder.get(f"{path[-1]}_ci") or (holder.get("ci") if path[-1] == "share" else None)
    text = shown(value)
    if value is None or not low_high or low_high[0] is None:
        return text
    return f"{text} ({shown(low_high[0])} to {shown(low_high[1])})"
