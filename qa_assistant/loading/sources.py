"""Which files the paths given stand for: files as they are, folders searched in sorted order."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from qa_assistant.loading.codes import Code
from qa_assistant.loading.problems import Place, Problem


def find_files(
    paths: Sequence[Path], suffixes: Collection[str], *, skip: Path | None = None
) -> list[Path | Problem]:
    """The files to read, with a problem in the place of each that is not.

    Hidden files, and ``skip`` where a folder holds it, are passed over without a word. Raises ``InputError``
    for a path that does not exist, and where nothing at all can be read.
    """
    found: list[Path | Problem] = []
    for path in paths:
        if not os.path.lexists(path):
            raise Code.NO_SUCH_PATH.error(str(path))
        found += _in_folder(path, suffixes, skip) if os.path.isdir(path) else [_one(path, suffixes)]
    if not any(isinstance(item, Path) or item.severity == "error" for item in found):
        raise Code.NOTHING_READABLE.error(", ".join(str(path) for path in paths) or "no path given")
    return found


def _one(path: Path, suffixes: Collection[str]) -> Path | Problem:
    if path.suffix.lower() not in suffixes:
        return Code.SKIPPED.at(Place(str(path)))
    if os.path.exists(path) and not os.path.isfile(path):  # a pipe or device would never end
        return Code.UNREADABLE.at(Place(str(path)), reason="not a plain file")
    return path


def _in_folder(folder: Path, suffixes: Collection[str], skip: Path | None) -> list[Path | Problem]:
    found: list[Path | Problem] = []

    def denied(error: OSError) -> None:
        found.append(Code.UNREADABLE.at(Place(str(error.filename)), reason=error.strerror or "read error"))

    for place, folders, names in os.walk(folder, onerror=denied):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith((".", "~$")) or (skip and path.absolute() == skip.absolute()):
                continue
            found.append(_one(path, suffixes))
    return found
