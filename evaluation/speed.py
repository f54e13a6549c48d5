"""How fast readers are and how much memory they take, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import platform
import re
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from os import cpu_count
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.counts import number
from evaluation.readers import get_reader
from qa_assistant.case import CaseFile, Note
from training.corpus import CorpusRow, read_rows

NOTE_WORDS = 200
NOTES_TIMED = 100
_WORD = re.compile(r"\S+\s+")


def measure_all(names: Sequence[str], data: Path) -> list[dict[str, Any]]:
    """Measure readers one after the other, each in a fresh process, so that none pays for another."""
    context = multiprocessing.get_context("spawn")
    measured = []
    for name in names:
        with ProcessPoolExecutor(max_workers=1, mp_context=context) as process:
            measured.append(process.submit(measure, name, str(data)).result())
    return measured


def measure(name: str, data: str) -> dict[str, Any]:
    """Load one reader in this process, read every case once and many notes of 200 words."""
    rows = list(read_rows(Path(data)))
    before = time.perf_counter()
    reader = get_reader(name, rows)
    reader.read(rows[0].case)
    loaded = time.perf_counter()
    for row in rows:
        reader.read(row.case)
    read = time.perf_counter()
    taken = [_seconds(reader.read, case) for case in notes_of(rows)]
    words = sum(len(note.text.split()) for row in rows for note in row.case.notes)
    return {
        "reader": name,
        "cases_per_second": number(len(rows) / (read - loaded)),
        "words_per_second": number(words / (read - loaded)),
        "note_p95_ms": number(np.percentile(taken, 95) * 1000),
        "load_seconds": number(loaded - before),
        "peak_memory_mb": number(_peak_megabytes()),
        "machine": machine(),
    }


def notes_of(rows: Sequence[CorpusRow]) -> list[CaseFile]:
    """Cases of one note of 200 words each, cut from the corpus in order."""
    words = [word for row in rows for note in row.case.notes for word in _WORD.findall(f"{note.text}\n")]
    written = rows[0].case.reported_at
    return [
        CaseFile(
            case_id=f"speed-{start}",
            reported_at=written,
            notes=[Note(note_id="n1", written_at=written, text="".join(words[start : start + NOTE_WORDS]))],
        )
        for start in range(0, max(len(words) - NOTE_WORDS, 1), NOTE_WORDS)
    ][:NOTES_TIMED]


def machine() -> str:
    """The machine in a few words, as speed means nothing without it."""
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {cpu_count()} cores, Python {python}"


def _seconds(read: Any, case: CaseFile) -> float:
    start = time.perf_counter()
    read(case)
    return time.perf_counter() - start


def _peak_megabytes() -> float:
    """The largest this process has been; Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
