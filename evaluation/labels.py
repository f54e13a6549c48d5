"""How well a reader finds what the notes record: detection and labels, as a whole and by group.

Two arrays hold all the counts: ``detection`` (case, place, code, 3) for (unit, code) pairs whatever
the status, and ``label`` (case, place, code, status, 3) for (unit, code, status). Place is note or form.
Every figure is a sum over some of their axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation import bootstrap
from evaluation.counts import (
    EXTRA,
    HIT,
    MISSED,
    Counts,
    as_prf,
    f1,
    macro_f1,
    number,
    precision,
    recall,
    share,
)
from evaluation.matching import CaseMatch, Pair
from qa_assistant.codebook import Codebook

PLACES = ("note", "form")


@dataclass(frozen=True)
class LabelCounts:
    """Counts for all cases, with the names of the axes."""

    codes: tuple[str, ...]
    statuses: tuple[str, ...]
    detection: Counts
    label: Counts


def count_labels(matches: Sequence[CaseMatch], codebook: Codebook) -> LabelCounts:
    """Count hits, extras and misses of every case once."""
    codes = tuple(codebook.codes)
    statuses = tuple(dict.fromkeys(s for meanings in codebook.status_meanings.values() for s in meanings))
    code_at = {code: index for index, code in enumerate(codes)}
    status_at = {status: index for index, status in enumerate(statuses)}
    detection: Counts = np.zeros((len(matches), len(PLACES), len(codes), 3), dtype=np.int64)
    label: Counts = np.zeros((len(matches), len(PLACES), len(codes), len(statuses), 3), dtype=np.int64)
    for case, match in enumerate(matches):
        for pair in match.gold.keys() | match.predicted.keys():
            place, code = _place(pair), code_at[pair.code]
            expected = match.gold.get(pair, {})
            kept = match.predicted.get(pair)
            found = set() if kept is None else {kept.status}
            detection[case, place, code, _outcome(bool(expected), bool(found))] += 1
            for status in expected.keys() | found:
                label[
                    case, place, code, status_at[status], _outcome(status in expected, status in found)
                ] += 1
    return LabelCounts(codes, statuses, detection, label)


def summarise_labels(counts: LabelCounts, codebook: Codebook) -> dict[str, Any]:
    """Micro (with 95% intervals), macro, and by place, kind, status and code."""
    by_code = counts.label.sum(axis=3)
    kinds = {
        kind: [counts.codes.index(c) for c in codebook.of_kind(kind)] for kind in codebook.status_meanings
    }
    found = counts.detection.sum(axis=(0, 1, 2))
    return {
        "detection": _overall(counts.detection.sum(axis=1)),
        "label": _overall(by_code.sum(axis=1)),
        "status_right_where_found": number(share(counts.label.sum(axis=(0, 1, 2, 3))[HIT], found[HIT])),
        "by_place": {
            place: {
                "detection": as_prf(counts.detection[:, index].sum(axis=(0, 1))),
                "label": as_prf(by_code[:, index].sum(axis=(0, 1))),
            }
            for index, place in enumerate(PLACES)
        },
        "by_kind": {
            kind: {
                "detection": as_prf(counts.detection[:, :, chosen].sum(axis=(0, 1, 2))),
                "label": as_prf(by_code[:, :, chosen].sum(axis=(0, 1, 2))),
            }
            for kind, chosen in kinds.items()
        },
        "by_status": {
            status: as_prf(counts.label[:, :, :, index].sum(axis=(0, 1, 2)))
            for index, status in enumerate(counts.statuses)
        },
        "by_code": {
            code: {
                "detection": as_prf(counts.detection[:, :, index].sum(axis=(0, 1))),
                "label": as_prf(by_code[:, :, index].sum(axis=(0, 1))),
            }
            for index, code in enumerate(counts.codes)
        },
    }


def _overall(per_case: Counts) -> dict[str, Any]:
    micro = per_case.sum(axis=1)
    return {
        **as_prf(micro.sum(axis=0)),
        "precision_ci": bootstrap.of_counts(micro, precision),
        "recall_ci": bootstrap.of_counts(micro, recall),
        "f1_ci": bootstrap.of_counts(micro, f1),
        "macro_f1": number(macro_f1(per_case.sum(axis=0))),
        "macro_f1_ci": bootstrap.of_counts(per_case, macro_f1),
    }


def _place(pair: Pair) -> int:
    return PLACES.index("note" if pair.unit.item is None else "form")


def _outcome(expected: bool, found: bool) -> int:
    if expected and found:
        return HIT
    return MISSED if expected else EXTRA
