"""Read cases from any mixture of files and folders, one after another, in the order given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from datetime import datetime
from pathlib import Path
from typing import Any

from qa_assistant.loading.codes import Code
from qa_assistant.loading.columns import ColumnMapping, load_mapping
from qa_assistant.loading.csv_files import read_csv
from qa_assistant.loading.json_files import read_json, read_jsonl
from qa_assistant.loading.logs import read_log
from qa_assistant.loading.parquet_files import read_parquet
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.raw import RawCase
from qa_assistant.loading.sources import find_files
from qa_assistant.loading.validate import LoadedCase, validate
from qa_assistant.localtime import localise

Reader = Callable[[Path, ColumnMapping], Iterator[RawCase | Problem]]

READERS: dict[str, Reader] = {
    ".json": lambda path, _: read_json(path),
    ".jsonl": lambda path, _: read_jsonl(path),
    ".csv": read_csv,
    ".parquet": read_parquet,
    ".txt": lambda path, _: read_log(path),
}


def load_cases(
    paths: Sequence[Path],
    *,
    mapping: MappingOf[str, Any] | Path | None = None,
    now: datetime,
) -> Iterator[LoadedCase | Problem]:
    """Every case in ``paths``, in input order, and every problem where it is met.

    ``mapping`` says which column of a table holds which field: a YAML file, or the same as a dictionary.
    ``now`` is the moment of reading for cases without ``as_of``. A broken case or file becomes a ``Problem``
    and the rest go on. ``.jsonl`` is streamed in constant memory, apart from the ids of the cases read.

    Raises ``InputError`` at once for a path or mapping that cannot be used, and where no path holds a
    kind of file that is read.
    """
    columns = load_mapping(mapping)
    skip = mapping if isinstance(mapping, Path) else None
    sources = find_files([Path(path) for path in paths], READERS, skip=skip)
    return _load(sources, columns, localise(now))


def _load(
    sources: list[Path | Problem], columns: ColumnMapping, now: datetime
) -> Iterator[LoadedCase | Problem]:
    first: dict[str, Place] = {}
    for source in sources:
        if isinstance(source, Problem):
            yield source
            continue
        for raw in _read(source, columns):
            if isinstance(raw, Problem):
                yield raw
                continue
            outcome = validate(raw, now)
            if isinstance(outcome, list):
                yield from outcome
            elif outcome.case.case_id in first:
                case_id = outcome.case.case_id
                yield Code.REPEATED_CASE.at(raw.place.at("case_id"), case_id, first=first[case_id])
            else:
                first[outcome.case.case_id] = outcome.source
                yield outcome


def _read(path: Path, columns: ColumnMapping) -> Iterator[RawCase | Problem]:
    try:
        yield from READERS[path.suffix.lower()](path, columns)
    except OSError as error:
        yield Code.UNREADABLE.at(Place(str(path)), reason=error.strerror or "read error")
