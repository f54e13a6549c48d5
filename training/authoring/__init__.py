"""The authoring format for annotated training text: read it, write it, check it, build corpus rows of it.

``python -m training.authoring check FILES…`` says what is wrong and how to mend it;
``python -m training.authoring build FOLDER --output FILE.jsonl`` compiles what is right.
The format is described at the end of the annotation guide.
"""

from training.authoring.checking import check_files
from training.authoring.document import Problem, Row, note_separator
from training.authoring.reading import AuthoringError, parse_cases, parse_phrases
from training.authoring.writing import to_text

__all__ = [
    "AuthoringError",
    "Problem",
    "Row",
    "check_files",
    "note_separator",
    "parse_cases",
    "parse_phrases",
    "to_text",
]
