"""medspaCy's target matcher and ConText, put together for units of one sentence each."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import spacy

from evaluation.baselines.patterns import Cues, Target
from qa_assistant.errors import UsageError

FIXED = "="
"""Between code and status in the label of a target whose words settle the status."""
_DIRECTIONS = {"forward": "FORWARD", "backward": "BACKWARD", "both": "BIDIRECTIONAL"}
_NO_PUNCTUATION = ["\x00"]  # a unit is one sentence: nothing inside it ends one


def build_pipeline(targets: Iterable[Target], cues: Cues) -> Any:
    """A spaCy pipeline that finds targets in ``doc.spans["medspacy_spans"]``, each with its modifiers.

    Raises ``UsageError`` where medspaCy is not installed.
    """
    context, matcher = _medspacy()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": _NO_PUNCTUATION})
    finder: Any = nlp.add_pipe("medspacy_target_matcher", config={"result_type": "group", "prune": False})
    finder.add([matcher.TargetRule(t.code, _label(t), pattern=t.pattern) for t in targets])
    modifiers: Any = nlp.add_pipe("medspacy_context", config={"rules": None, "input_span_type": "group"})
    modifiers.add(list(_rules(cues, context.ConTextRule)))
    return nlp


def _label(target: Target) -> str:
    return f"{target.code}{FIXED}{target.status}" if target.status else target.code


def _rules(cues: Cues, rule: Any) -> Iterable[Any]:
    for cue in cues.cues:
        direction = _DIRECTIONS[cue.direction]
        yield rule(cue.meaning, cue.meaning, pattern=cue.pattern, direction=direction, max_scope=cue.reach)
    yield rule("stop", "STOP", pattern=cues.stops, direction="TERMINATE")


def _medspacy() -> tuple[Any, Any]:
    """medspaCy's context and target matcher, quiet: PyRuSH under it logs notes to stderr by default."""
    try:
        import_module("loguru").logger.disable("PyRuSH")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module("medspacy.context"), import_module("medspacy.target_matcher")
    except ImportError as error:
        raise UsageError(
            "QA463",
            "the keyword baseline needs medspaCy; install the extra 'peers': "
            "uv pip install --no-deps medspacy PyRuSH pyfastner medspacy-quickumls medspacy-unqlite "
            "pysimstring unidecode loguru quicksectx pysbd nltk",
        ) from error
