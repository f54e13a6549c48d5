"""medspaCy's target matcher and ConText, put together for units of one sentence each."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from evaluation.baselines.patterns import Cues, Target
from qa_assistant.errors import UsageError

FIXED = "="
"""Between code and status in the label of a target whose words settle the status."""
_DIRECTIONS = {"forward": "FORWARD", "backward": "BACKWARD", "both": "BIDIRECTIONAL"}
# Unpruned, as a cue that reaches both ways is two rules on the same words.
_CONTEXT = {"rules": None, "input_span_type": "group", "prune_on_modifier_overlap": False}
_NEVER, _NOTHING = "NEVER", [{"ORTH": "\x00"}]  # spaCy warns of a token matcher without any pattern
_NO_PUNCTUATION = ["\x00"]  # a unit is one sentence: nothing inside it ends one


def build_pipeline(targets: Iterable[Target], cues: Cues) -> Any:
    """A spaCy pipeline that finds targets in ``doc.spans["medspacy_spans"]``, each with its modifiers.

    Raises ``UsageError`` where medspaCy is not installed.
    """
    spacy, context, matcher = _libraries()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": _NO_PUNCTUATION})
    finder: Any = nlp.add_pipe("medspacy_target_matcher", config={"result_type": "group", "prune": False})
    finder.add([matcher.TargetRule("", _NEVER, pattern=_NOTHING)])
    finder.add([matcher.TargetRule(t.code, _label(t), pattern=t.pattern) for t in targets])
    modifiers: Any = nlp.add_pipe("medspacy_context", config=_CONTEXT)
    modifiers.add([context.ConTextRule("", _NEVER, pattern=_NOTHING)])
    modifiers.add(list(_rules(cues, context.ConTextRule)))
    return nlp


def _label(target: Target) -> str:
    return f"{target.code}{FIXED}{target.status}" if target.status else target.code


def _rules(cues: Cues, rule: Any) -> Iterable[Any]:
    for cue in cues.cues:
        yield rule(
            cue.meaning,
            cue.meaning,
            pattern=cue.pattern,
            direction=_DIRECTIONS[cue.direction],
            max_scope=cue.reach,
            excluded_types=set(cues.unmoved.codes) if cue.meaning in cues.unmoved.meanings else None,
        )
    yield rule("stop", "STOP", pattern=cues.stops, direction="TERMINATE")


def _libraries() -> tuple[Any, Any, Any]:
    """spaCy, and medspaCy's context and target matcher, quiet: PyRuSH under it logs notes to stderr by default."""
    try:
        import_module("loguru").logger.disable("PyRuSH")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = ("spacy", "medspacy.context", "medspacy.target_matcher")
            spacy, context, matcher = (import_module(name) for name in names)
            return spacy, context, matcher
    except ImportError as error:
        raise UsageError(
            "QA463",
            "the keyword baseline needs medspaCy; install the extra 'peers': "
            "uv pip install --no-deps medspacy PyRuSH pyfastner medspacy-quickumls medspacy-unqlite "
            "pysimstring unidecode loguru quicksectx pysbd nltk",
        ) from error
