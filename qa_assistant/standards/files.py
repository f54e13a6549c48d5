"""Files of standards as plain data, and the first mistake of one in words that say how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from qa_assistant.errors import CatalogueError


def read_mapping(
    path: Path, *, what: str = "standards", numbers: tuple[str, str] = ("QA210", "QA211")
) -> dict[str, Any]:
    """The sections of a YAML file of ``what``.

    ``CatalogueError`` with the first of ``numbers`` if there is no such file, with the second if it is not
    YAML or holds no sections.
    """
    absent, invalid = numbers
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"the {what} file cannot be opened; check the path"
        raise CatalogueError(absent, message, str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name} line {mark.line + 1}" if mark else path.name
        message = "this is not valid YAML; check the indent and brackets, and quote lines that hold a colon"
        raise CatalogueError(invalid, message, where) from error
    if not isinstance(data, dict):
        message = f"the file must hold a mapping; begin it with a section such as '{what}:'"
        raise CatalogueError(invalid, message, path.name)
    return data


# What pydantic says, in words that say how to mend it.
_PLAIN = {
    "missing": "this is needed and missing",
    "extra_forbidden": "there is no such key; check its spelling",
    "tuple_type": "this must be a list, such as [done, declined]",
    "dict_type": "this must hold 'name: value'",
    "date_from_datetime_parsing": "write the date as 2026-09-01",
    "date_parsing": "write the date as 2026-09-01",
}


def first_mistake(error: ValidationError) -> tuple[list[str], str]:
    """Where the first mistake stands, part by part, and what it is."""
    first = error.errors()[0]
    message = _PLAIN.get(first["type"], first["msg"].removeprefix("Value error, "))
    return [str(part) for part in first["loc"]], message
