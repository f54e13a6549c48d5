"""Errors that a user can act on: each has a number, a message that says how to mend it, and a place.

    QAError
    ├── InputError       QA1xx  a case file, mapping or log that cannot be read
    ├── CatalogueError   QA2xx  the standards, the codebook or a force's overrides
    ├── ModelError       QA3xx  a trained artefact that is absent, altered or of another version
    └── UsageError       QA4xx  arguments that do not fit together

Messages never quote the text of a note: notes are OFFICIAL-SENSITIVE and messages reach logs.
"""

from __future__ import annotations

from typing import Any


class QAError(Exception):
    """Base of every error this package raises on purpose.

    ``code`` is stable and may be relied on; ``where`` names the place in plain words
    (``cases.jsonl line 3, notes[1].written_at``).
    """

    exit_code = 1

    def __init__(self, code: str, message: str, where: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.code}: {self.message}{place}"

    def as_json(self) -> dict[str, Any]:
        """The one shape in which errors leave the product."""
        return {"error": {"code": self.code, "message": self.message, "where": self.where}}


class InputError(QAError):
    """A case, mapping or log cannot be read."""


class CatalogueError(QAError):
    """The standards, the codebook or an override is not valid."""

    exit_code = 2


class ModelError(QAError):
    """A trained artefact is absent, altered or does not fit this version."""

    exit_code = 2


class UsageError(QAError):
    """The arguments given do not fit together."""

    exit_code = 2
