"""Places in the input, and what is wrong or doubtful at them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

Severity = Literal["error", "warning"]
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def one_line(text: str, limit: int = 200) -> str:
    """``text`` made safe to print on one line of UTF-8, and cut to ``limit`` characters."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:limit]


@dataclass(frozen=True)
class Place:
    """Where something stands: a file, its line (or Parquet row, counted from 1), and the field or column."""

    file: str
    line: int | None = None
    field: str | None = None

    def at(self, path: str | None, line: int | None = None) -> Place:
        """The place of one field within this one."""
        return replace(self, field=path or self.field, line=line or self.line)

    def __str__(self) -> str:
        counted = "row" if self.file.lower().endswith(".parquet") else "line"
        line = f" {counted} {self.line}" if self.line else ""
        return one_line(f"{self.file}{line}") + (f", {one_line(self.field)}" if self.field else "")


@dataclass(frozen=True)
class Problem:
    """Something wrong (``error``: the case or file is not read) or doubtful (``warning``: it is read)."""

    code: str
    message: str
    file: str
    line: int | None = None
    field: str | None = None
    case_id: str | None = None
    severity: Severity = "error"

    def as_json(self) -> dict[str, Any]:
        """A row of ``errors.jsonl``."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "case_id": self.case_id,
            "code": self.code,
            "message": self.message,
        }

    def __str__(self) -> str:
        case = f" (case {self.case_id})" if self.case_id else ""
        return f"{Place(self.file, self.line, self.field)}: {self.code} {self.severity}: {self.message}{case}"
