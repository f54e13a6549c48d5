"""The encoder before any fine-tuning: the lower bound for what is found by likeness. Needs torch."""

from __future__ import annotations

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from qa_assistant.reading.scores import Floats
from qa_assistant.reading.units import Passage
from qa_assistant.reading.windows import EncodedUnit, Encoder, Window
from training.contextual.rounds import PRETRAINED


class PretrainedEncoder:
    """Places units in the space of the public all-MiniLM-L6-v2, in the same windows as the shipped encoder."""

    def __init__(self) -> None:
        self._windows = Encoder(Tokenizer.from_file(str(PRETRAINED / "tokenizer.json")))
        self._model = AutoModel.from_pretrained(str(PRETRAINED)).eval()

    def vectors(self, passages: list[Passage]) -> list[Floats]:
        """Each unit as the mean of its tokens: units by dimensions, for every passage."""
        found: list[Floats] = []
        before: list[EncodedUnit] = []
        for passage in passages:
            units = self._windows.units(passage)
            rows = [self._run(window) for window in self._windows.windows(passage, units, before)]
            found.append(np.concatenate(rows) if rows else np.zeros((0, 0), np.float32))
            before = units[-2:] or before
        return found

    @torch.inference_mode()
    def _run(self, window: Window) -> Floats:
        states = self._model(input_ids=torch.tensor([window.ids])).last_hidden_state[0].numpy()
        unit_of = np.array(window.unit_of)
        return np.stack([states[unit_of == unit].mean(axis=0) for unit in range(len(window.units))])
