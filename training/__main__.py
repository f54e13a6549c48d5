"""``python -m training``: every part of the reader trained anew, with its decisions and its manifest.

Thresholds and calibration are chosen on cases that nothing learns from. Intermediate files stand in ``build/``;
the first round of the contextual tagger is not repeated while its weights are there.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from qa_assistant.codebook import Codebook, load_codebook
from qa_assistant.reading.contextual import ContextualTagger
from qa_assistant.reading.linear import LinearTagger
from qa_assistant.reading.manifest import MODELS, Manifest, sha256
from qa_assistant.reading.reader import CaseReader
from qa_assistant.reading.scores import Tagger
from qa_assistant.reading.segment import Segmenter
from training import segmenter
from training.data import AUTHORED, GIVEN_CASES, GIVEN_PHRASES, TrainingData, counts
from training.decisions import calibrate_verdicts, choose, sample
from training.linear import train_linear

BUILD = Path("build/training")
FILES = {
    "linear": ("linear.json", "linear.npz", "decisions.linear.json", "verdicts.linear.json"),
    "contextual": (
        "contextual.onnx",
        "tokenizer.json",
        "decisions.contextual.json",
        "verdicts.contextual.json",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parts = ("segmenter", "linear", "contextual", "manifest")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these parts of {', '.join(parts)}")
    chosen = parser.parse_args().parts or list(parts)
    if unknown := set(chosen) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; choose from {', '.join(parts)}")
    MODELS.mkdir(parents=True, exist_ok=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    data, codebook = TrainingData.load(), load_codebook()
    print(counts(data), flush=True)
    if "segmenter" in chosen:
        segmenter.save(segmenter.train_segmenter(data.rows), MODELS / "segmenter.json")
    if "linear" in chosen:
        _linear(data, codebook)
    if "contextual" in chosen:
        _contextual(data, codebook)
    if "manifest" in chosen:
        write_manifest(data)


def _linear(data: TrainingData, codebook: Codebook) -> None:
    train_linear(data.rows, data.phrases, codebook, excluded=data.excluded).save(MODELS)
    _decide("linear", LinearTagger.load(MODELS, codebook), data, codebook)


def _contextual(data: TrainingData, codebook: Codebook) -> None:
    from training.contextual.rounds import train_rounds  # needs torch; the other parts do not

    train_rounds(data, codebook, BUILD, MODELS)
    tagger = ContextualTagger(MODELS / "contextual.onnx", MODELS / "tokenizer.json", codebook, threads=2)
    _decide("contextual", tagger, data, codebook)


def _decide(name: str, tagger: Tagger, data: TrainingData, codebook: Codebook) -> None:
    """Choose thresholds, then the calibration of verdicts that they lead to, on the cases kept for it."""
    decisions = choose(sample(tagger, data.judge_rows, codebook), codebook)
    decisions.save(MODELS / f"decisions.{name}.json")
    segment = Segmenter.load(MODELS / "segmenter.json")
    reader = CaseReader(segment, tagger, decisions, codebook, version="to be calibrated")
    calibrate_verdicts(reader, data.judge_rows).save(MODELS / f"verdicts.{name}.json")


def write_manifest(data: TrainingData) -> None:
    """Name every file of the model with its hash; the contextual tagger reads by default where it is."""
    taggers = [name for name, files in FILES.items() if all((MODELS / file).exists() for file in files)]
    names = ["segmenter.json", *(file for tagger in taggers for file in FILES[tagger])]
    sources = [GIVEN_CASES, GIVEN_PHRASES, *sorted(AUTHORED.glob("*.txt"))]
    made_on = date.today()
    Manifest(
        version=f"{made_on:%Y.%m.%d}",
        made_on=made_on,
        default_tagger=taggers[-1],
        files={name: sha256(MODELS / name) for name in names},
        data={path.name: sha256(path) for path in sources},
        metrics={},
        recipe={"amount": counts(data)},
    ).write(MODELS)


if __name__ == "__main__":
    main()
