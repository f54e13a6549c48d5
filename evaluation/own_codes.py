"""Own codes found without training: codes of the codebook are hidden and added back from a few lines each.

The shipped encoder was fine-tuned with these codes known, so its figures are what a code close to the
codebook can hope for; the pretrained encoder has never seen them and gives the lower bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluation.counts import Counts, as_prf, f1, number
from evaluation.tables import Rows, shown
from qa_assistant.codebook import Codebook, load_codebook
from qa_assistant.errors import UsageError
from qa_assistant.reading import MODELS, load_tagger
from qa_assistant.reading.decide import Decisions
from qa_assistant.reading.likeness import Background, VectorSource
from qa_assistant.reading.manifest import checked
from qa_assistant.reading.own_tagger import OwnCodeTagger
from qa_assistant.reading.scores import LabelSpace, Scores, Tagger
from qa_assistant.reading.units import Passage
from training.background import EXAMPLES, hidden_code, make
from training.contextual.examples import gold_passages
from training.corpus import CorpusRow, GoldUnit, Phrase
from training.data import TrainingData

SEEDS = (1, 2, 3)
KNOWN, FINE_TUNED, PRETRAINED = "known to the reader", "own, shipped encoder", "own, pretrained encoder"
_CODES, _FEWEST = 20, 10
_SAID = (
    f"Codes of the codebook, hidden and added back from {EXAMPLES} training lines and the definition each, "
    f"{len(SEEDS)} draws; found in gold units whatever their status. A find needs a probability at which two in "
    "three were right on hidden codes in the cases kept to judge by. The shipped encoder was fine-tuned with "
    "these codes known, so its column is the upper end for a code that is truly new; the pretrained encoder has "
    "seen none of them and is the lower end. The first column is the reader with the codes as trained."
)


@dataclass(frozen=True)
class Case:
    """One annotated case, cut at its gold units."""

    passages: list[Passage]
    golds: list[list[GoldUnit]]

    @classmethod
    def of(cls, row: CorpusRow) -> Case:
        pairs = list(gold_passages(row))
        return cls([passage for passage, _ in pairs], [golds for _, golds in pairs])


class Remembering:
    """A tagger and an encoder that answer each case once: every draw of lines reads the same cases."""

    def __init__(self, tagger: Tagger, encoder: VectorSource) -> None:
        self._tagger, self._encoder = tagger, encoder
        self._scores: dict[tuple[Passage, ...], list[Scores]] = {}
        self._vectors: dict[tuple[Passage, ...], list[Any]] = {}

    def score(self, passages: list[Passage]) -> list[Scores]:
        key = tuple(passages)
        if key not in self._scores:
            self._scores[key] = self._tagger.score(passages)
        return self._scores[key]

    def vectors(self, passages: list[Passage]) -> list[Any]:
        key = tuple(passages)
        if key not in self._vectors:
            self._vectors[key] = self._encoder.vectors(passages)
        return self._vectors[key]


class Hiding:
    """A tagger that does not see some codes: what it says of them is nothing."""

    def __init__(self, tagger: Tagger, codes: Sequence[int]) -> None:
        self._tagger, self._codes = tagger, list(codes)

    def score(self, passages: list[Passage]) -> list[Scores]:
        return [replace(scores, present=self._without(scores)) for scores in self._tagger.score(passages)]

    def _without(self, scores: Scores) -> Any:
        present = scores.present.copy()
        present[:, self._codes] = 0
        return present


def measure_all(rows: Sequence[CorpusRow]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The figures of the reader as trained, and of own codes with each encoder that can be had here."""
    data, codebook = TrainingData.load(), load_codebook()
    name = checked(MODELS).default_tagger
    tagger, decisions = load_tagger(MODELS, name), Decisions.load(MODELS / f"decisions.{name}.json")
    encoder = load_tagger(MODELS, "contextual")
    if not isinstance(encoder, VectorSource):
        raise UsageError("QA464", "the shipped model has no contextual tagger; restore the models folder")
    cases = [Case.of(row) for row in rows]
    codes = spread(cases, data.phrases, codebook)
    if not codes:
        raise UsageError("QA465", "no code occurs often enough in the data to be measured")
    parts = Remembering(tagger, encoder)
    common: dict[str, Any] = {"codebook": codebook, "decisions": decisions}
    yield KNOWN, measure_known(cases, codes, parts, **common)
    background = Background.load(MODELS / "background.npz")
    yield FINE_TUNED, measure(cases, codes, data.phrases, parts=parts, background=background, **common)
    try:
        from evaluation.pretrained import PretrainedEncoder  # needs torch
    except ImportError:
        return
    plain = PretrainedEncoder()
    background = make(data, plain, codebook)
    parts = Remembering(tagger, plain)
    yield PRETRAINED, measure(cases, codes, data.phrases, parts=parts, background=background, **common)


def spread(cases: Sequence[Case], phrases: Sequence[Phrase], codebook: Codebook) -> list[str]:
    """Some twenty codes from common to rare, among those with gold and lines enough to tell anything."""
    units = [
        frozenset(x.code for x in gold.labels) for case in cases for golds in case.golds for gold in golds
    ]
    counts = {code: sum(code in unit for unit in units) for code in codebook.codes}
    enough = [
        code
        for code in sorted(counts, key=lambda name: (-counts[name], name))
        if counts[code] >= _FEWEST and hidden_code(code, phrases, codebook, seed=0) is not None
    ]
    step = max(1, round(len(enough) / _CODES))
    return enough[::step][:_CODES]


def measure(
    cases: Sequence[Case],
    codes: Sequence[str],
    phrases: Sequence[Phrase],
    *,
    codebook: Codebook,
    parts: Remembering,
    background: Background,
    decisions: Decisions,
) -> dict[str, Any]:
    """Detection of ``codes`` added back, for each draw of lines, and how often the status read is right."""
    columns = [list(codebook.codes).index(code) for code in codes]
    size = len(codebook.codes)
    limits = np.full(len(codes), background.threshold)
    found: list[Counts] = []
    right: list[float] = []
    for seed in SEEDS:
        own = [hidden_code(code, phrases, codebook, seed) for code in codes]
        tagger = OwnCodeTagger(
            Hiding(parts, columns), parts, [code for code in own if code is not None],
            codebook=codebook, background=background, decisions=decisions,
        )  # fmt: skip
        counted, status = _count(cases, codes, tagger, slice(size, None), limits, decisions, codebook)
        found.append(counted)
        right.append(status)
    return _summary(codes, np.stack(found), right)


def measure_known(
    cases: Sequence[Case], codes: Sequence[str], tagger: Tagger, *, decisions: Decisions, codebook: Codebook
) -> dict[str, Any]:
    """The same figures for the reader as it was trained."""
    columns = [list(codebook.codes).index(code) for code in codes]
    limits = np.array([decisions.of(code) for code in codes])
    counted, status = _count(cases, codes, tagger, columns, limits, decisions, codebook)
    return _summary(codes, counted[None], [status])


def _count(
    cases: Sequence[Case],
    codes: Sequence[str],
    tagger: Tagger,
    columns: slice | list[int],
    limits: Any,
    decisions: Decisions,
    codebook: Codebook,
) -> tuple[Counts, float]:
    """Hits, extras and misses of each code, and the share of hits whose status is right."""
    statuses = LabelSpace.of(codebook).statuses
    counts: Counts = np.zeros((len(codes), 3), dtype=np.int64)
    right = 0
    for case in cases:
        for scores, golds in zip(tagger.score(case.passages), case.golds, strict=True):
            said = decisions.calibrated(scores.present[:, columns]) >= limits
            best = scores.status[:, columns].argmax(axis=-1)
            for unit, gold in enumerate(golds):
                for index, code in enumerate(codes):
                    wanted = {x.status for x in gold.labels if x.code == code}
                    hit = bool(wanted) and bool(said[unit, index])
                    counts[index] += (hit, said[unit, index] and not wanted, bool(wanted) and not hit)
                    right += hit and statuses[best[unit, index]] in wanted
    return counts, right / max(1, int(counts[:, 0].sum()))


def _summary(codes: Sequence[str], counts: Counts, right: Sequence[float]) -> dict[str, Any]:
    """Counts (draws, codes, 3) as figures: all codes together, their mean, and each code."""
    by_draw = [as_prf(draw.sum(axis=0)) for draw in counts]
    return {
        "all": as_prf(counts.sum(axis=(0, 1))),
        "f1_of_draws": [row["f1"] for row in by_draw],
        "mean_f1_of_codes": number(np.nanmean(np.nan_to_num(f1(counts)))),
        "status_right_where_found": number(np.mean(right)),
        "by_code": {code: as_prf(counts[:, index].sum(axis=0)) for index, code in enumerate(codes)},
    }


def tables(measured: Sequence[dict[str, Any]]) -> tuple[tuple[list[str], Rows], tuple[list[str], Rows]]:
    """The figures side by side, and F1 of every code; ``measured`` are saved results."""
    order = (KNOWN, FINE_TUNED, PRETRAINED)
    measured = sorted(measured, key=lambda row: order.index(row["reader"]))
    heads = ["", *(row["reader"] for row in measured)]
    lines = [
        ["Detection F1", *(shown(row["all"]["f1"]) for row in measured)],
        ["Detection precision", *(shown(row["all"]["precision"]) for row in measured)],
        ["Detection recall", *(shown(row["all"]["recall"]) for row in measured)],
        ["Detection F1, mean over codes", *(shown(row["mean_f1_of_codes"]) for row in measured)],
        ["F1 of each draw", *(", ".join(map(shown, row["f1_of_draws"])) for row in measured)],
        ["Status right where found", *(shown(row["status_right_where_found"]) for row in measured)],
    ]
    codes = [
        [code, str(entry["gold"] // len(measured[0]["f1_of_draws"])), *(
            shown(row["by_code"][code]["f1"]) for row in measured
        )]
        for code, entry in measured[0]["by_code"].items()
    ]  # fmt: skip
    return (heads, lines), (["Code", "In gold", *heads[1:]], codes)


def section(data_name: str, cases: int, summary: str, by_code: str) -> str:
    """The section of RESULTS.md."""
    intro = f"## Own codes\n\n`{data_name}`, {cases} cases. {_SAID}"
    return f"{intro}\n\n{summary}\n\nDetection F1 of each code:\n\n{by_code}"
