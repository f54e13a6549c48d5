"""From probabilities to labels: thresholds, statuses, and the probability shown to people.

The decisions are data (``decisions.json`` of a model): one threshold a code, and the straight line that
turns a raw logit into a calibrated one. They are chosen on held-out writers by ``training.decisions``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from qa_assistant.reading.scores import Floats, LabelSpace, Scores, logit, sigmoid

_DOUBT = 0.04  # less likely than this is not worth a doubt
# "Half the photos taken, rest tomorrow" is both done and planned, where both are as likely as this.
_SECOND_STATUS = 0.35


@dataclass(frozen=True)
class Decisions:
    """``thresholds`` on the calibrated probability of a code, ``slope`` and ``shift`` of its calibration."""

    threshold: float = 0.4
    thresholds: Mapping[str, float] = field(default_factory=dict)
    slope: float = 1.0
    shift: float = 0.0
    own_time: float = 0.1

    @classmethod
    def load(cls, path: Path) -> Decisions:
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    def calibrated(self, probability: Floats) -> Floats:
        """The probability that a reader of the note would agree, from the tagger's raw one."""
        return sigmoid(self.slope * logit(probability) + self.shift)

    def of(self, code: str) -> float:
        return self.thresholds.get(code, self.threshold)


@dataclass(frozen=True)
class Found:
    """A code that a unit records, with its status, before times are attached."""

    unit: int
    code: str
    status: str
    confidence: float
    own_time: float


def decide(scores: Scores, space: LabelSpace, decisions: Decisions) -> tuple[list[Found], list[Found]]:
    """What a passage records, and what it may record, in order of units and codes.

    The confidence of each is the probability of its code times that of its status.
    """
    present = decisions.calibrated(scores.present)
    limits = np.array([decisions.of(code) for code in space.codes], dtype=np.float32)
    found: list[Found] = []
    doubts: list[Found] = []
    for unit, index in np.argwhere(present >= _DOUBT):
        statuses = scores.status[unit, index]
        best = int(statuses.argmax())
        taken = present[unit, index] >= limits[index]
        likely = statuses * present[unit, index]
        for status in np.flatnonzero(likely >= _DOUBT):
            given = taken and (status == best or likely[status] >= _SECOND_STATUS)
            (found if given else doubts).append(
                Found(
                    unit=int(unit),
                    code=space.codes[index],
                    status=space.statuses[status],
                    confidence=round(float(likely[status]), 3),
                    own_time=float(scores.own_time[unit, index]),
                )
            )
    return found, doubts
