"""What the commands share: where they print, and how they tell of an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape

from qa_assistant.errors import QAError, UsageError

console = Console(emoji=False)
complaints = Console(stderr=True, emoji=False)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Errors that a user can act on are shown as a sentence, never as a trace; exit code 2."""
    try:
        yield
    except QAError as error:
        _complain(error)
    except OSError as error:  # its words are of a file, never of what is in one
        message = f"a file cannot be read or written: {error.strerror}; check the paths and --output"
        _complain(UsageError("QA403", message, error.filename))


def _complain(error: QAError) -> None:
    complaints.print(f"[bold]{escape(str(error))}[/bold]", soft_wrap=True)
    raise typer.Exit(2) from error
