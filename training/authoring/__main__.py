"""The command line: ``python -m training.authoring check`` and ``… build``.

Exit codes: 0 clean (warnings allowed), 1 errors to mend, 2 usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.authoring.checking import Authored, check, read_files
from training.authoring.document import Problem, Row, case_row, note_separator

DEFAULT_TEST_SET = Path(__file__).parents[2] / "evaluation" / "data" / "dev.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    files = authored_files(given.paths)
    if not files:
        parser.error("there are no .txt files in what was given")
    try:
        authored = read_files(files)
        problems = check(authored, _test_sets(given.not_like))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        parser.error(str(error))
    if given.command == "check":
        return _report(problems, f"{len(files)} files, {_amount(authored)}")
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        return _report(errors, "nothing is built until these are mended")
    return _build(authored, given.output, given.phrases_output)


def authored_files(paths: Iterable[Path]) -> list[Path]:
    """The files given, and every ``.txt`` under the folders given, each once and in order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="authored .txt files, or folders")
    shared.add_argument(
        "--not-like",
        action="append",
        type=Path,
        metavar="FILE.jsonl",
        help="a test set whose lines no training line may resemble (may be given again; "
        "default: evaluation/data/dev.jsonl where it exists)",
    )
    parser = argparse.ArgumentParser(prog="python -m training.authoring", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", parents=[shared], help="say what is wrong, line by line, and how to mend it")
    build = commands.add_parser("build", parents=[shared], help="compile files without errors to corpus rows")
    build.add_argument("--output", type=Path, required=True, metavar="FILE.jsonl", help="where cases go")
    build.add_argument("--phrases-output", type=Path, metavar="FILE.jsonl", help="where phrases go")
    return parser


def _test_sets(given: list[Path] | None) -> list[Path]:
    if given is not None:
        return given
    return [DEFAULT_TEST_SET] if DEFAULT_TEST_SET.exists() else []


def _report(problems: Sequence[Problem], summary: str) -> int:
    for problem in problems:
        print(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings; {summary}")
    return 1 if errors else 0


def _build(authored: Authored, output: Path, phrases_output: Path | None) -> int:
    _write_rows(output, (case_row(case, note_separator) for case in authored.cases))
    if phrases_output:
        _write_rows(phrases_output, (phrase.row() for _, phrase in authored.phrases))
    elif authored.phrases:
        print(f"{len(authored.phrases)} phrases left out: give --phrases-output FILE.jsonl to keep them")
    print(f"built {_amount(authored)}")
    return 0


def _write_rows(path: Path, rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _amount(authored: Authored) -> str:
    lines = [line for case in authored.cases for line in case.lines()]
    lines += [phrase.line for _, phrase in authored.phrases]
    labels = sum(len(line.labels) for line in lines)
    cases, phrases = len(authored.cases), len(authored.phrases)
    return f"{cases} cases, {phrases} phrases, {len(lines)} units, {labels} labels"


if __name__ == "__main__":
    sys.exit(main())
