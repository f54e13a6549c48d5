"""``python -m qa_assistant.standards [FORCE.yaml]`` prints the standards as a table in Markdown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from qa_assistant.errors import CatalogueError
from qa_assistant.standards.catalogue import Catalogue, Standard, load_catalogue

_HEAD = ("Id", "Standard", "Clock", "Set by", "Criticality", "Source")


def table(catalogue: Catalogue) -> str:
    """One table for each domain, with a row for each of its standards, and the sources they name."""
    parts: list[str] = []
    for domain, name in catalogue.domains.items():
        rows = [_row(s) for s in catalogue.standards.values() if s.domain == domain]
        if rows:
            parts += [f"### {name}", "", _line(_HEAD), _line(["---"] * len(_HEAD)), *map(_line, rows), ""]
    used = {standard.source for standard in catalogue.standards.values()}
    sources = [f"- `{name}`: {words}" for name, words in catalogue.sources.items() if name in used]
    return "\n".join([*parts, "### Sources", "", *sources, ""])


def _row(standard: Standard) -> list[str]:
    clock = standard.clock
    words = "no clock" if clock is None else f"{'every' if standard.every else 'within'} {clock.words}"
    title = standard.title + _switched(standard)
    criticality = standard.criticality.replace("_", " ")
    return [f"`{standard.id}`", title, words, standard.basis or "-", criticality, f"`{standard.source}`"]


def _switched(standard: Standard) -> str:
    """The days between which it is in force, where a force set any."""
    days = [("from", standard.on_from), ("until", standard.off_from)]
    words = " ".join(f"{word} {day:%-d %B %Y}" for word, day in days if day)
    return f" (in force {words})" if words else ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: Sequence[str]) -> int:
    """Print the table; 2 with the reason where the force's file is not valid."""
    try:
        print(table(load_catalogue(Path(arguments[0]) if arguments else None)), end="")
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
