"""What can be wrong with the input: one table of numbers, severities and texts.

No text here, and nothing filled into one, quotes the words of a note: problems reach logs.
"""

from __future__ import annotations

from enum import Enum

from qa_assistant.errors import InputError
from qa_assistant.loading.problems import Place, Problem, Severity, one_line


class Code(Enum):
    """Every number with its severity and text. Numbers are stable; ``qa_assistant/docs/input.md`` explains each."""

    # Raised: there is nothing to go on with.
    NO_SUCH_PATH = "QA100", "error", "there is no such file or folder; check the path"
    NOTHING_READABLE = (
        "QA101",
        "error",
        "nothing here can be read as cases; give .json, .jsonl, .csv, .parquet or .txt files, or folders",
    )
    BAD_MAPPING = "QA102", "error", "the column mapping cannot be used: {reason}"
    # A whole file, or what is left of it.
    UNREADABLE = (
        "QA103",
        "error",
        "this could not be opened ({reason}); check that it exists and that you may read it",
    )
    EMPTY = "QA104", "error", "there is no case in this file; check that the export finished"
    WRONG_ENCODING = (
        "QA105",
        "error",
        "byte {position} does not fit the encoding {encoding}; save the file again as UTF-8",
    )
    BAD_JSON = "QA106", "error", "this is not valid JSON at line {line} column {column}: {reason}; {mend}"
    BAD_CSV = (
        "QA107",
        "error",
        "a quotation mark in the row that begins here is not closed or not doubled, so the rows cannot be "
        "told apart and no case of this file was read; write each quotation mark inside a quoted cell twice",
    )
    NO_COLUMN = "QA108", "error", "no column was found for {wanted}; {mend}"
    BAD_PARQUET = "QA109", "error", "this cannot be read as Parquet ({reason}); write the file again"
    NO_ENTRIES = (
        "QA110",
        "error",
        "no entry was found; begin each entry with its date, time and author, as in "
        "'03/11/2022 14:30 PC 10234 Harris'",
    )
    # One case.
    NOT_A_CASE = (
        "QA111",
        "error",
        "a case must be an object with case_id, reported_at and notes; this is {found}",
    )
    REPEATED_KEY = (
        "QA112",
        "error",
        "the key {key} is given twice in one object, and one would be lost; keep one",
    )
    MISSING = "QA113", "error", "{path} is missing; {mend}"
    BAD_TIME = "QA114", "error", "{path} is not a possible date and time{given}; write it as 2022-10-03T21:14"
    BAD_VALUE = "QA115", "error", "{path} {mend}"
    REPEATED_ID = "QA116", "error", "{path} is the same as {first}; give each note and form its own id"
    REPEATED_CASE = (
        "QA117",
        "error",
        "this case_id was already read from {first}, so this one is left out; remove or rename one",
    )
    LONG_ROW = (
        "QA118",
        "error",
        "the row has more cells than the header; put cells that hold the delimiter in quotation marks",
    )
    NO_CASE_ID = (
        "QA119",
        "error",
        "the row has no case id, so its note belongs to no case; fill {column} on every row",
    )
    MORE = (
        "QA120",
        "error",
        "{count} more problems in this case are not listed; mend those above and try again",
    )
    # Warnings: the case is read.
    SKIPPED = "QA150", "warning", "this is not a kind of file that is read, and was skipped"
    CONTROLS = "QA151", "warning", "control characters were removed from {path}"
    UNKNOWN_ROLE = (
        "QA152",
        "warning",
        "{path} is not a known author role and is read as 'other'; use one of {known}",
    )
    UNKNOWN_KIND = (
        "QA153",
        "warning",
        "{path} is not a known kind of note and is read as 'other'; use one of {known}",
    )
    UNKNOWN_FIELD = "QA154", "warning", "the field {name} is not known and was not read{hint}"
    OUT_OF_ORDER = (
        "QA155",
        "warning",
        "{path} is earlier than the note before it; notes are judged in order of time",
    )
    BEFORE_REPORT = "QA156", "warning", "{path} is more than a day before reported_at; check both times"
    AFTER_AS_OF = (
        "QA157",
        "warning",
        "{path} is later than the moment at which the case is read; nothing later than {as_of} counts",
    )
    NO_TEXT = "QA158", "warning", "{path} is empty"
    SAME_TEXT = "QA159", "warning", "{path} has the same text as an earlier note"
    LONG_TEXT = "QA160", "warning", "{path} has over 100,000 characters; check that it is one note"
    SKIPPED_HOUR = (
        "QA161",
        "warning",
        "{path} is a time that the clocks skipped in spring, and is read as an hour later; add the offset",
    )
    DOUBLED_HOUR = (
        "QA162",
        "warning",
        "{path} is a time that came twice as the clocks went back, read as the first; add the offset",
    )
    NO_ATTENDANCE = (
        "QA163",
        "warning",
        "attendance is not given and is 'unknown', so the standards that depend on it are not applied; "
        "give in_person, video, phone, front_counter or none",
    )
    BAD_ATTENDANCE = (
        "QA164",
        "warning",
        "attendance is not a known kind and is read as 'unknown', so the standards that depend on it are not "
        "applied; use one of {known}",
    )
    CONFLICT = "QA165", "warning", "the rows of this case differ in {column}; the first value is used"
    UNUSED_COLUMNS = (
        "QA166",
        "warning",
        "these columns were not used: {columns}; name them in a mapping if they matter",
    )
    GUESSED_ENCODING = (
        "QA167",
        "warning",
        "the file is not UTF-8 and was read as {encoding}; check accents and pound signs",
    )
    ASSUMED_REPORT = (
        "QA168",
        "warning",
        "no time of report is given; the time of the earliest note or form is used as reported_at",
    )
    STRAY_LINES = (
        "QA169",
        "warning",
        "{count} lines before the first entry belong to no entry and were not read; begin each entry with "
        "its date, time and author",
    )
    NO_CLOCK_TIME = "QA170", "warning", "{path} is a date without a time and is read as the start of that day"
    NAMED_AFTER_FILE = (
        "QA171",
        "warning",
        "a line of ===== begins another case that has no 'Case:' line; it is named after the file",
    )
    NO_NOTES = (
        "QA172",
        "warning",
        "the case has no notes and no forms, so every step will be read as not recorded",
    )
    ASSUMED_HEADERS = (
        "QA173", "warning", "no entry of this log names an author, so each line that begins with a date and "
        "time was taken to begin an entry",
    )  # fmt: skip
    DATED_LINES = (
        "QA174",
        "warning",
        "{count} lines in notes begin with a date and time but name no author, and were kept as text; if "
        "they are entries, add who wrote them",
    )

    def __init__(self, number: str, severity: Severity, text: str) -> None:
        self.number = number
        self.severity = severity
        self.text = text

    def at(self, place: Place, case_id: str | None = None, **details: object) -> Problem:
        """The problem of this kind at ``place``; ``details`` fill the text."""
        return Problem(
            code=self.number,
            message=one_line(self.text.format(**{"path": place.field, **details}), 600),
            file=one_line(place.file, 4000),
            line=place.line,
            field=one_line(place.field) if place.field else None,
            case_id=one_line(case_id) if case_id else None,
            severity=self.severity,
        )

    def error(self, where: str, **details: object) -> InputError:
        """The exception of this kind, for input without which nothing can be read."""
        return InputError(self.number, self.text.format(**details), one_line(where))
