"""``python -m training``: every part of the reader trained anew, with its decisions and its manifest.

Thresholds and calibration are chosen on cases that nothing learns from. Intermediate files stand in ``build/``;
the first round of the contextual tagger is not repeated while its weights are there.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from qa_assistant.codebook import Codebook, load_codebook
from qa_assistant.reading import MODELS, TAGGERS, Manifest, load_tagger, tagger_files
from qa_assistant.reading.contextual import ContextualTagger
from qa_assistant.reading.manifest import sha256
from qa_assistant.reading.reader import CaseReader
from qa_assistant.reading.segment import Segmenter
from qa_assistant.standards.catalogue import load_catalogue
from training import background, segmenter
from training.data import AUTHORED, GIVEN_CASES, GIVEN_PHRASES, TrainingData, counts
from training.decisions import calibrate_verdicts, choose, sample
from training.linear import train_linear

BUILD = Path("build/training")
RESULTS = Path(__file__).parents[1] / "evaluation" / "results"
OPTIONAL = (background.FILE,)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parts = ("segmenter", "linear", "contextual", "background", "decisions", "manifest")
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
        train_linear(data.rows, data.phrases, codebook, excluded=data.excluded).save(MODELS)
    if "contextual" in chosen:
        from training.contextual.rounds import train_rounds  # needs torch; the other parts do not

        train_rounds(data, codebook, BUILD, MODELS)
    if "background" in chosen:
        tagger = ContextualTagger(MODELS / "contextual.onnx", MODELS / "tokenizer.json", codebook, threads=2)
        background.write_background(data, tagger, codebook, MODELS)
    if "background" in chosen:
        encoder = ContextualTagger(MODELS / "contextual.onnx", MODELS / "tokenizer.json", codebook)
        background.write_background(data, encoder, codebook, MODELS)
    if "decisions" in chosen:
        for name in TAGGERS:
            decide(name, data, codebook)
    if "manifest" in chosen:
        write_manifest(data)


def decide(name: str, data: TrainingData, codebook: Codebook) -> None:
    """Choose thresholds, then the calibration of verdicts that they lead to, on the cases kept for it."""
    tagger = load_tagger(MODELS, name)
    decisions = choose(sample(tagger, data.judge_rows, codebook), codebook, load_catalogue())
    decisions.save(MODELS / f"decisions.{name}.json")
    segment = Segmenter.load(MODELS / "segmenter.json")
    reader = CaseReader(segment, tagger, decisions, codebook, version="to be calibrated")
    calibrate_verdicts(reader, data.judge_rows).save(MODELS / f"verdicts.{name}.json")


def write_manifest(data: TrainingData) -> None:
    """Name every file of the model with its hash; the most elaborate tagger that is complete is the default."""
    complete = [name for name in TAGGERS if all((MODELS / file).exists() for file in tagger_files(name))]
    names = {file for name in complete for file in tagger_files(name)}
    names |= {file for file in OPTIONAL if (MODELS / file).exists()}
    sources = [GIVEN_CASES, GIVEN_PHRASES, *sorted(AUTHORED.glob("*.txt"))]
    made_on = date.today()
    Manifest(
        version=f"{made_on:%Y.%m.%d}",
        made_on=made_on,
        default_tagger=complete[-1],
        files={name: sha256(MODELS / name) for name in sorted(names)},
        data={path.name: sha256(path) for path in sources},
        metrics=last_measured(complete[-1]),
        recipe={"amount": counts(data)},
    ).write(MODELS)


def last_measured(tagger: str) -> dict[str, float]:
    """The main figures of this tagger's last measurement on the development set; none before the first."""
    path = RESULTS / f"reading.{tagger}.dev.json"
    if not path.exists():
        return {}
    measured = json.loads(path.read_text(encoding="utf-8"))
    labels = measured["labels"]
    return {
        "dev detection F1": labels["detection"]["f1"],
        "dev label F1": labels["label"]["f1"],
        "dev times right of labels found": measured["times"]["right_of_found"],
        "dev unit boundaries F1": measured["boundaries"]["f1"],
        "dev calibration error": measured["calibration"]["ece"],
    }


if __name__ == "__main__":
    main()
