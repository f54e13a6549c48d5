"""Reading notes and forms: units, codes, statuses and times.

``load_reader`` gives the shipped reader; ``read_times`` stands alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qa_assistant.codebook import load_codebook
from qa_assistant.confidence import Calibration
from qa_assistant.reading.decide import Decisions
from qa_assistant.reading.manifest import MODELS, Manifest, checked
from qa_assistant.reading.reader import CaseReader
from qa_assistant.reading.scores import Tagger
from qa_assistant.reading.segment import Segmenter
from qa_assistant.reading.times import TimeExpression, read_times

__all__ = ["MODELS", "CaseReader", "Manifest", "TimeExpression", "load_reader", "read_times"]


@cache
def load_reader(model: Path | str | None = None) -> CaseReader:
    """The shipped reader, one of its taggers by name (``linear``, ``contextual``), or a model folder.

    Every file is checked against the manifest's SHA-256 first; ``ModelError`` if one is absent or altered.
    """
    named = isinstance(model, str) or model is None
    folder = MODELS if named else Path(str(model))
    manifest = checked(folder)
    tagger_name = str(model) if isinstance(model, str) else manifest.default_tagger
    codebook = load_codebook()
    return CaseReader(
        Segmenter.load(folder / "segmenter.json"),
        _tagger(folder, tagger_name),
        Decisions.load(folder / f"decisions.{tagger_name}.json"),
        codebook,
        version=f"{manifest.version}/{tagger_name}",
        verdict_calibration=Calibration.load(folder / f"verdicts.{tagger_name}.json"),
    )


def _tagger(folder: Path, name: str) -> Tagger:
    if name == "linear":
        from qa_assistant.reading.linear import LinearTagger

        return LinearTagger.load(folder, load_codebook())
    from qa_assistant.reading.contextual import ContextualTagger

    return ContextualTagger(folder / "contextual.onnx", folder / "tokenizer.json", load_codebook())
