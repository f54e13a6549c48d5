"""From authored text to cases and phrases; what cannot be read is told line by line, the rest is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_assistant.errors import InputError
from training.authoring.document import (
    HEADER_KEYS,
    OPTIONAL_HEADERS,
    RATIONALE,
    Answer,
    Case,
    Form,
    Label,
    Line,
    Note,
    Phrase,
    Problem,
    Row,
    Separator,
    Severity,
    case_row,
    note_separator,
)

_LABELLED = re.compile(r"(?P<text>.*?)\s*\{(?P<labels>[^{}]*)\}")
_LABEL = re.compile(r"(?P<code>[^\s:@]+)\s*:\s*(?P<status>[^\s:@]+)(?:\s*@\s*(?P<at>\S+))?")
_HEADER = re.compile(r"(?P<word>[a-z_]+):(?P<value>.*)")
_HINT = re.compile(r"(^|\s{2,})\([^()]*\)$")
_NOTE_HEADING = "write '== note 2022-10-03T22:40 | response_officer | attendance'"
_FORM_HEADING = "write '== form DASH 2022-10-03T22:25 | response_officer | high'"
_ANSWER = "write 'item | answer | words {labels}' or 'rationale | words {labels}'"


class AuthoringError(InputError):
    """Authored text that cannot be read; ``problems`` lists every line to mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("QA191", "\n".join(map(str, problems)))
        self.problems = problems


def parse_cases(text: str, source: str, *, separator: Separator = note_separator) -> list[Row]:
    """The corpus rows of a case file's text; raises ``AuthoringError`` where a line cannot be read.

    ``separator`` chooses, from the lines of a note, what joins them into the note's text.
    """
    cases, problems = read_cases(text, source)
    _refuse_errors(problems)
    return [case_row(case, separator) for case in cases]


def parse_phrases(text: str, source: str) -> list[Row]:
    """The corpus rows of a phrase bank's text; raises ``AuthoringError`` where a line cannot be read."""
    phrases, problems = read_phrases(text, source)
    _refuse_errors(problems)
    return [phrase.row() for phrase in phrases]


def read_cases(text: str, source: str) -> tuple[list[Case], list[Problem]]:
    """Every case that the text holds, and what is wrong with its form."""
    reader = _CaseReader(source)
    for number, line in _written_lines(text):
        reader.feed(number, line)
    reader.finish()
    return reader.cases, reader.problems


def read_phrases(text: str, source: str) -> tuple[list[Phrase], list[Problem]]:
    """Every phrase that the text holds, and what is wrong with its form."""
    phrases: list[Phrase] = []
    problems = _Problems(source)
    previous: Line | None = None
    for number, written in _written_lines(text):
        if _is_comment(written):
            continue
        before = written.startswith("< ")
        line = _read_line(number, written.removeprefix("< ") if before else written, problems)
        if before and previous:
            problems.add(previous.number, "the line after '< …' is another '< …': give it its phrase")
        if before and line.labels:
            problems.add(number, "a '< …' line only gives context and takes no labels: leave them out")
        if not before:
            phrases.append(Phrase(previous, line))
        previous = line if before else None
    if previous:
        problems.add(previous.number, "no phrase follows this '< …' line: add it or leave this out")
    return phrases, problems.found


def _refuse_errors(problems: list[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise AuthoringError(errors)


class _Problems:
    """Gathers what is wrong in one source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Problem] = []

    def add(self, number: int, message: str, severity: Severity = "error") -> None:
        self.found.append(Problem(self.source, number, severity, message))


class _CaseReader:
    """Reads a case file line by line, knowing only the case and the block that are open."""

    def __init__(self, source: str) -> None:
        self.cases: list[Case] = []
        self._problems = _Problems(source)
        self._block: Note | Form | None = None

    @property
    def problems(self) -> list[Problem]:
        return self._problems.found

    def feed(self, number: int, line: str) -> None:
        """Take the next line that is not blank; comments end where a case's first block begins."""
        if _is_comment(line):
            if self._block is None:
                return
            self._problems.add(
                number, "read as words ('#' is a fracture): comments stand in headers only", "warning"
            )
        if line.startswith("case:"):
            self._close_case()
            self.cases.append(Case(self._problems.source, number))
            self._block = None
        elif not self.cases:
            self._problems.add(number, "this stands before any case: begin with 'case: TR-A-001'")
            return
        if line.startswith("== "):
            self._open_block(number, line.removeprefix("== "))
        elif isinstance(self._block, Note):
            self._block.lines.append(_read_line(number, line, self._problems))
        elif isinstance(self._block, Form):
            self._read_answer(number, line, self._block)
        else:
            self._read_header(number, line)

    def finish(self) -> None:
        """Say what the last case lacks."""
        self._close_case()

    def _close_case(self) -> None:
        if not self.cases:
            return
        case = self.cases[-1]
        for word in HEADER_KEYS:
            if word not in OPTIONAL_HEADERS and not case.value(word):
                self._problems.add(case.number, f"the case's header has no '{word}:' line: add it")
        if not case.notes:
            self._problems.add(case.number, f"the case has no notes: {_NOTE_HEADING}")
        for note in case.notes:
            if not note.lines:
                self._problems.add(note.number, "the note has no lines: write them or leave the note out")

    def _read_header(self, number: int, line: str) -> None:
        match, case = _HEADER.fullmatch(line), self.cases[-1]
        if not match or match["word"] not in HEADER_KEYS:
            words = ", ".join(HEADER_KEYS)
            self._problems.add(number, f"not a line of the header ({words}); a note begins: {_NOTE_HEADING}")
        elif match["word"] in case.header:
            self._problems.add(number, f"the header has two '{match['word']}:' lines: leave one out")
        else:
            case.header[match["word"]] = _HINT.sub("", match["value"].strip()).strip(), number

    def _open_block(self, number: int, heading: str) -> None:
        sort, _, rest = heading.partition(" ")
        parts = [part.strip() for part in rest.split("|")]
        if sort == "note":
            self._open_note(number, parts)
        elif sort == "form":
            self._open_form(number, parts)
        else:
            self._problems.add(number, f"neither a note nor a form: {_NOTE_HEADING}, or {_FORM_HEADING}")

    def _open_note(self, number: int, parts: list[str]) -> None:
        written_at, role, kind, *_ = [*parts, "", ""]
        self._block = Note(number, written_at, role, kind)
        if len(parts) == 3 and all(parts):
            self.cases[-1].notes.append(self._block)
        else:
            self._problems.add(number, f"a note's heading has a time, a role and a kind: {_NOTE_HEADING}")

    def _open_form(self, number: int, parts: list[str]) -> None:
        first, role, grade, *_ = [*parts, "", ""]
        tool, _, completed_at = first.rpartition(" ")
        self._block = Form(number, tool.strip(), completed_at, role, grade or None)
        if tool and len(parts) in (2, 3) and all(parts):
            self.cases[-1].forms.append(self._block)
        else:
            self._problems.add(
                number, f"a form's heading has a tool and time, a role and a grade: {_FORM_HEADING}"
            )

    def _read_answer(self, number: int, line: str, form: Form) -> None:
        item, bar, rest = (part.strip() for part in line.partition("|"))
        taken = {name for name, _ in form.units()}
        if not bar or not item:
            self._problems.add(number, f"not a line of a form: {_ANSWER}")
        elif item in taken:
            self._problems.add(number, f"the form has two lines for {item!r}: join them or rename one")
        elif item == RATIONALE:
            form.rationale = _read_line(number, rest.lstrip("| "), self._problems, may_be_bare=True)
        else:
            answer, text = _split_answer(rest)
            line_of_words = _read_line(number, text, self._problems, may_be_bare=True)
            form.answers.append(Answer(item, answer, line_of_words))
            if "{" in answer or "}" in answer:
                self._problems.add(number, f"braces in the answer: {_ANSWER}")


def _split_answer(rest: str) -> tuple[str, str]:
    """Answer and words of ``yes | words {labels}``; the bar may be left out where there are no words."""
    answer, bar, text = (part.strip() for part in rest.partition("|"))
    if not bar and "{" in answer:
        answer, brace, labels = answer.partition("{")
        return answer.strip(), brace + labels
    return answer, text


def _is_comment(line: str) -> bool:
    return line == "#" or line.startswith("# ")


def _written_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if stripped := line.strip():
            yield number, stripped


def _read_line(number: int, written: str, problems: _Problems, *, may_be_bare: bool = False) -> Line:
    """The words and labels of one line; braces that hold no labels at its end are told."""
    match = _LABELLED.fullmatch(written)
    text, inside = (match["text"], match["labels"]) if match else (written, None)
    if "{" in text or "}" in text:
        problems.add(number, "braces left in the text: put all labels in one {…} at the end of the line")
    if not text and not may_be_bare:
        problems.add(number, "labels without words: put them at the end of the line that they describe")
    if inside is not None and not inside.strip():
        problems.add(number, "empty braces: leave them out where a line has no label", "warning")
    labels = (_read_label(number, part.strip(), problems) for part in (inside or "").split(";"))
    return Line(number, text, tuple(label for label in labels if label))


def _read_label(number: int, written: str, problems: _Problems) -> Label | None:
    match = _LABEL.fullmatch(written)
    if match:
        return Label(match["code"], match["status"], match["at"])
    if written:
        problems.add(
            number,
            f"{written!r} is not a label: write code:status or code:status@2022-10-03T22:25, "
            "with ';' between labels",
        )
    return None
