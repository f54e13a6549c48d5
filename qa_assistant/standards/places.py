"""Where in a YAML file something stands, so that an error can name its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml


def line_of(path: Path, location: Sequence[str]) -> str:
    """``kent.yaml line 12``: the deepest part of ``location`` that the file holds.

    Each part is a key, the position in a list, or the ``id`` of an entry of a list. The name of the file
    alone where it holds none of them.
    """
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line: int | None = None
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return path.name if line is None else f"{path.name} line {line + 1}"


def _child(node: yaml.Node | None, part: str) -> tuple[int, yaml.Node] | None:
    """The line (from 0) and the node of one part of ``node``."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line, value
    if isinstance(node, yaml.SequenceNode):
        for index, entry in enumerate(node.value):
            named = _child(entry, "id") if isinstance(entry, yaml.MappingNode) else None
            if part == str(index) or (named is not None and named[1].value == part):
                return entry.start_mark.line, entry
    return None
