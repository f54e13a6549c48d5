"""Export of the contextual tagger to ONNX, with int8 weights for CPU."""

from __future__ import annotations

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.contextual.model import ContextualTagger


class _Exported(nn.Module):
    """The tagger as the product calls it: windows without padding, outputs in a fixed order."""

    def __init__(self, model: ContextualTagger) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, member: Tensor) -> tuple[Tensor, ...]:
        out = self.model(ids, torch.ones_like(ids), member)
        return out["detection"], out["own_time"], out["status"], out["weights"], out["vectors"]


def export(model: ContextualTagger, path: Path) -> None:
    """Write ``path`` in int8; the full-precision network stands beside it as ``<stem>.fp32.onnx``."""
    model.eval()
    full = path.with_suffix(".fp32.onnx")
    ids, member = torch.randint(5, 500, (1, 24)), torch.zeros(1, 2, 24)
    member[0, 0, 3:10], member[0, 1, 11:20] = 1, 1
    torch.onnx.export(
        _Exported(model).eval(),  # else the export would leave the model in training mode
        (ids, member),
        str(full),
        input_names=["ids", "member"],
        output_names=["detection", "own_time", "status", "weights", "vectors"],
        dynamic_axes={
            "ids": {0: "batch", 1: "tokens"}, "member": {0: "batch", 1: "units", 2: "tokens"},
            "detection": {0: "batch", 1: "units"}, "own_time": {0: "batch", 1: "units"},
            "status": {0: "batch", 1: "units"}, "weights": {0: "batch", 1: "tokens"},
            "vectors": {0: "batch", 1: "units"},
        },
        opset_version=17,
        dynamo=False,
    )  # fmt: skip
    quantize_dynamic(str(full), str(path), weight_type=QuantType.QInt8, per_channel=True)
