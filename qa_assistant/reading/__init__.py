"""Reading notes and forms: units, codes, statuses and times.

``load_reader`` gives the shipped reader; ``read_times`` stands alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa_assistant.codebook import load_codebook
from qa_assistant.confidence import Calibration
from qa_assistant.errors import ModelError
from qa_assistant.reading.decide import Decisions
from qa_assistant.reading.manifest import MODELS, Manifest, checked
from qa_assistant.reading.own_codes import OwnCode
from qa_assistant.reading.reader import CaseReader
from qa_assistant.reading.scores import Tagger
from qa_assistant.reading.segment import Segmenter
from qa_assistant.reading.times import TimeExpression, read_times

if TYPE_CHECKING:
    from qa_assistant.reading.contextual import ContextualTagger

__all__ = [
    "MODELS",
    "TAGGERS",
    "CaseReader",
    "Manifest",
    "TimeExpression",
    "load_reader",
    "load_tagger",
    "read_times",
    "tagger_files",
]

_FILES = {
    "linear": ("linear.json", "linear.npz"),
    "contextual": ("contextual.onnx", "tokenizer.json"),
    "blended": ("linear.json", "linear.npz", "contextual.onnx", "tokenizer.json"),
    "own": ("background.npz",),
}
TAGGERS = ("linear", "contextual", "blended")


@cache
def load_reader(model: Path | str | None = None, own: tuple[OwnCode, ...] = ()) -> CaseReader:
    """The shipped reader, one of its taggers by name (``TAGGERS``), or a model folder.

    With ``own`` it also reads a force's own codes, found without training and experimental.
    Every file is checked against the manifest's SHA-256 first; ``ModelError`` if one is absent or altered, or
    is not in the manifest at all.
    """
    named = isinstance(model, str) or model is None
    folder = MODELS if named else Path(str(model))
    manifest = checked(folder)
    tagger_name = str(model) if isinstance(model, str) else manifest.default_tagger
    _check_listed(folder, tagger_name, manifest)
    codebook, tagger = load_codebook(), load_tagger(folder, tagger_name)
    decisions = Decisions.load(folder / f"decisions.{tagger_name}.json")
    if own:
        from qa_assistant.reading import likeness, own_tagger  # only where there is something to compare

        for needed in ("contextual", "own"):
            _check_files(folder, needed, _FILES[needed], manifest)
        encoder = tagger if isinstance(tagger, likeness.VectorSource) else _contextual(folder)
        background = likeness.Background.load(folder / "background.npz")
        tagger, decisions, codebook = own_tagger.extend(tagger, decisions, codebook, own, encoder, background)
    return CaseReader(
        Segmenter.load(folder / "segmenter.json"),
        tagger,
        decisions,
        codebook,
        version=f"{manifest.version}/{tagger_name}{'+own' if own else ''}",
        verdict_calibration=Calibration.load(folder / f"verdicts.{tagger_name}.json"),
    )


def _check_listed(folder: Path, name: str, manifest: Manifest) -> None:
    """Nothing is loaded that the manifest does not vouch for."""
    if name not in TAGGERS:
        raise ModelError("QA305", f"there is no tagger {name!r}; use {' or '.join(TAGGERS)}", str(folder))
    _check_files(folder, name, tagger_files(name), manifest)


def tagger_files(name: str) -> tuple[str, ...]:
    """Every file of the model folder that the reader with this tagger needs."""
    return ("segmenter.json", f"decisions.{name}.json", f"verdicts.{name}.json", *_FILES[name])


def _check_files(folder: Path, name: str, files: tuple[str, ...], manifest: Manifest) -> None:
    for file in files:
        if file not in manifest.files:
            raise ModelError(
                "QA303",
                f"the manifest names no such file, which the {name} tagger needs; restore it or run 'make train'",
                str(folder / file),
            )


def load_tagger(folder: Path, name: str) -> Tagger:
    """One of ``TAGGERS`` from a folder whose files have been checked."""
    if name == "contextual":
        return _contextual(folder)
    from qa_assistant.reading.linear import LinearTagger

    linear = LinearTagger.load(folder, load_codebook())
    if name == "linear":
        return linear
    from qa_assistant.reading.blended import BlendedTagger

    return BlendedTagger(linear, _contextual(folder))


def _contextual(folder: Path) -> ContextualTagger:
    from qa_assistant.reading.contextual import ContextualTagger

    return ContextualTagger(folder / "contextual.onnx", folder / "tokenizer.json", load_codebook())
