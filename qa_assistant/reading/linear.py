"""The linear tagger: words and characters of a unit and the words of the unit before it. The fast path."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from qa_assistant.codebook import Codebook
from qa_assistant.reading.scores import Floats, LabelSpace, Scores, masked_softmax, sigmoid
from qa_assistant.reading.units import Passage

_DIGIT = re.compile(r"\d")
WORDS = r"(?u)\b\w[\w'’]*\b|[@/?&+→>]"


def folded(text: str) -> str:
    """Lower case, every digit alike."""
    return _DIGIT.sub("0", text.lower())


def vectorisers() -> dict[str, TfidfVectorizer]:
    """The three views of a unit, not yet fitted."""
    return {
        "words": TfidfVectorizer(
            analyzer="word", token_pattern=WORDS, ngram_range=(1, 2), min_df=2, sublinear_tf=True,
            max_features=40_000, dtype=np.float32,
        ),
        "characters": TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=40_000,
            dtype=np.float32,
        ),
        "before": TfidfVectorizer(
            analyzer="word", token_pattern=WORDS, min_df=3, sublinear_tf=True, max_features=8_000,
            dtype=np.float32,
        ),
    }  # fmt: skip


def views(passages: list[Passage]) -> dict[str, list[str]]:
    """The texts that each view reads, one a unit, over all passages."""
    own: list[str] = []
    before: list[str] = []
    for passage in passages:
        previous = passage.header
        for unit in passage.units:
            text = folded(f"{unit.prefix} {unit.text}" if unit.prefix else unit.text)
            own.append(text)
            before.append(f"{folded(passage.header)} {previous}")
            previous = text
    return {"words": own, "characters": own, "before": before}


class LinearTagger:
    """Logistic regressions: one a code for its presence, and one a status, told the code, to choose it."""

    def __init__(
        self, vectors: dict[str, TfidfVectorizer], weights: dict[str, Floats], codebook: Codebook
    ) -> None:
        self._vectors = vectors
        self._weights = weights
        self._space = LabelSpace.of(codebook)
        self._allowed = self._space.allowed()
        codes, statuses = self._allowed.shape
        self._nothing = (np.zeros((0, codes), np.float32), np.zeros((0, statuses), np.float32))

    @classmethod
    def load(cls, folder: Path, codebook: Codebook) -> LinearTagger:
        """Read what ``save`` wrote; no pickled objects are involved."""
        vocabularies: dict[str, Any] = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
        with np.load(folder / "linear.npz") as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
        vectors = vectorisers()
        for name, vector in vectors.items():
            vector.vocabulary_ = {term: index for index, term in enumerate(vocabularies[name])}
            vector.idf_ = weights.pop(f"idf_{name}")
        return cls(vectors, weights, codebook)

    def save(self, folder: Path) -> None:
        terms = {name: list(vector.get_feature_names_out()) for name, vector in self._vectors.items()}
        text = json.dumps(terms, ensure_ascii=False, indent=None)
        (folder / "linear.json").write_text(text, encoding="utf-8")
        arrays = {name: weight.astype(np.float16) for name, weight in self._weights.items()}
        arrays |= {f"idf_{name}": vector.idf_.astype(np.float32) for name, vector in self._vectors.items()}
        np.savez_compressed(folder / "linear.npz", **arrays)  # type: ignore[arg-type]  # a keyword is an array

    def matrix(self, passages: list[Passage]) -> csr_matrix:
        texts = views(passages)
        return hstack([self._vectors[name].transform(texts[name]) for name in self._vectors], format="csr")

    def score(self, passages: list[Passage]) -> list[Scores]:
        """Scores for every passage; an own time is assumed wherever the unit states one."""
        if not any(passage.units for passage in passages):
            return [self._scores(*self._nothing) for _ in passages]
        matrix = self.matrix(passages)
        present = matrix @ self._weights["code_coef"] + self._weights["code_bias"]
        status = matrix @ self._weights["status_coef"] + self._weights["status_bias"]
        found: list[Scores] = []
        first = 0
        for passage in passages:
            last = first + len(passage.units)
            found.append(self._scores(present[first:last], status[first:last]))
            first = last
        return found

    def _scores(self, present: Floats, status: Floats) -> Scores:
        of_code = self._weights["status_of_code"]  # codes by statuses
        return Scores(
            present=sigmoid(present),
            status=masked_softmax(status[:, None, :] + of_code[None], self._allowed),
            own_time=np.ones(present.shape, np.float32),
        )
