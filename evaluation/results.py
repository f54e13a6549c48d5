"""Where results are kept: a JSON file for each measurement, and marked sections of RESULTS.md.

A section lies between ``<!-- begin:NAME -->`` and ``<!-- end:NAME -->``; writing it leaves the rest as is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"
PAGE = Path(__file__).with_name("RESULTS.md")
_TITLE = (
    "# Results\n\nWritten by the commands of `python -m evaluation`; words outside the marked parts stay.\n"
)


def save(kind: str, reader: str, data: Path, measured: dict[str, Any], folder: Path = FOLDER) -> Path:
    """Write one measurement of one reader on one data file, in place of the last one of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.{_slug(reader)}.{_slug(data.stem)}.json"
    row = {
        "kind": kind,
        "reader": reader,
        "data": data.name,
        "data_sha256": fingerprint(data),
        "measured_on": datetime.now(UTC).date().isoformat(),
        **measured,
    }
    path.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def side_by_side(kind: str, data: Path, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """All saved measurements of one kind on exactly this data, by reader."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{kind}.*.json"))]
    wanted = fingerprint(data)
    return [row for row in rows if row["data_sha256"] == wanted]


def fingerprint(data: Path) -> str:
    """SHA-256 of the data file, so that figures of different data are never put side by side."""
    return hashlib.sha256(data.read_bytes()).hexdigest()


def write_section(name: str, body: str, page: Path = PAGE) -> None:
    """Replace one marked section of the page, or add it at the end."""
    text = page.read_text(encoding="utf-8") if page.exists() else _TITLE
    section = f"<!-- begin:{name} -->\n{body.strip()}\n<!-- end:{name} -->"
    pattern = re.compile(rf"<!-- begin:{re.escape(name)} -->.*?<!-- end:{re.escape(name)} -->", re.DOTALL)
    added = f"{text.rstrip()}\n\n{section}\n"
    replaced = pattern.sub(lambda _: section, text, count=1)
    page.write_text(replaced if pattern.search(text) else added, encoding="utf-8")


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown, a cell's bars escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", Path(name).name).strip("-")
