"""Training of the contextual tagger on CPU (bfloat16 where the processor has it), reproducibly."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from qa_assistant.codebook import Codebook
from qa_assistant.reading.scores import LabelSpace
from qa_assistant.reading.windows import Encoder
from training.contextual.examples import Example, batches
from training.contextual.model import ContextualTagger, build


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run, written beside its result."""

    epochs: int = 8
    schedule_epochs: int = 8
    frozen_layers: int = 0
    batch_tokens: int = 2048
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    decay: float = 0.01
    averaging: float = 0.998
    status_weight: float = 0.5
    own_time_weight: float = 0.3
    seed: int = 7
    threads: int = 2


@dataclass
class Batch:
    ids: Tensor
    mask: Tensor
    member: Tensor
    present: Tensor  # which scored units exist (batch, units)
    detection: Tensor
    labels: Tensor  # rows of batch, unit, code, pair, own_time


def collate(examples: Sequence[Example], space: LabelSpace, pad: int) -> Batch:
    longest = max(len(e.window.ids) for e in examples)
    n_units = max(len(e.targets) for e in examples)
    ids = torch.full((len(examples), longest), pad)
    mask = torch.zeros(len(examples), longest, dtype=torch.long)
    member = torch.zeros(len(examples), n_units, longest)
    present = torch.zeros(len(examples), n_units)
    detection = torch.zeros(len(examples), n_units, len(space.codes))
    pair_index = {pair: index for index, pair in enumerate(space.pairs)}
    rows: list[tuple[int, int, int, int, int]] = []
    for b, example in enumerate(examples):
        size = len(example.window.ids)
        ids[b, :size] = torch.tensor(example.window.ids)
        mask[b, :size] = 1
        member[b, : len(example.window.units), :size] = torch.from_numpy(example.window.member())
        for u, target in enumerate(example.targets):
            if target is None:
                continue
            present[b, u] = 1
            for code, status, own in target.labels:
                detection[b, u, code] = 1
                rows.append((b, u, code, pair_index[code, status], int(own)))
    return Batch(ids, mask, member, present, detection, torch.tensor(rows).reshape(-1, 5))


def losses(out: dict[str, Tensor], batch: Batch, model: ContextualTagger, recipe: Recipe) -> Tensor:
    """Detection over all codes, status and own time over the gold labels, each averaged over its own."""
    bce = nn.functional.binary_cross_entropy_with_logits
    per_unit = bce(out["detection"], batch.detection, reduction="none").sum(-1)
    loss = (per_unit * batch.present).sum() / batch.present.sum()
    if len(batch.labels):
        b, u, code, pair, own = batch.labels.T
        logits = out["status"][b, u]
        logits = logits.masked_fill(model.pair_code[None, :] != code[:, None], -1e4)
        n = batch.present.sum()
        loss = loss + recipe.status_weight * nn.functional.cross_entropy(logits, pair, reduction="sum") / n
        own_loss = bce(out["own_time"][b, u, code], own.float(), reduction="sum") / n
        loss = loss + recipe.own_time_weight * own_loss
    return loss


def freeze(model: ContextualTagger, layers: int) -> None:
    """Keep the embeddings and the lowest ``layers`` as they are: learnt once, they cost a third of a round."""
    if layers:
        fixed = [model.encoder.embeddings, *model.encoder.encoder.layer[:layers]]
        for module in fixed:
            module.requires_grad_(False)


class Average:
    """Exponential moving average of the weights, which reads better than the last step's."""

    def __init__(self, model: nn.Module, rate: float) -> None:
        self.rate = rate
        self.state = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
        self.steps = 0

    def update(self, model: nn.Module) -> None:
        self.steps += 1
        rate = min(self.rate, (1 + self.steps) / (10 + self.steps))
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                self.state[name].lerp_(tensor.detach(), 1 - rate)


def definitions(encoder_path: str, tokenizer: Tokenizer, codebook: Codebook) -> Tensor:
    """The codebook's sentences in the encoder's space, scaled as starting weights."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(encoder_path).eval()
    rows = []
    with torch.no_grad():
        for code in codebook.codes.values():
            ids = torch.tensor([tokenizer.encode(f"{code.name.replace('_', ' ')}: {code.definition}").ids])
            states = encoder(input_ids=ids).last_hidden_state[0, 1:-1].mean(0)
            rows.append(states / states.norm())
    return torch.stack(rows)


def train(
    examples: Sequence[Example],
    encoder_path: str,
    codebook: Codebook,
    recipe: Recipe,
    output: Path,
    start: Path | None = None,
) -> ContextualTagger:
    """Train, keep the averaged weights in ``output`` with the recipe and the log, and return the model.

    ``start`` are weights to go on from; without them the encoder starts as it was pretrained.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    rng = np.random.default_rng(recipe.seed)
    space = LabelSpace.of(codebook)
    tokenizer = Tokenizer.from_file(str(Path(encoder_path) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    pad = Encoder(tokenizer).pad
    model = build(encoder_path, space, definitions(encoder_path, tokenizer, codebook))
    if start is not None:
        model.load_state_dict(torch.load(start, weights_only=True))
    freeze(model, recipe.frozen_layers)
    encoder_weights = [p for p in model.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in model.encoder.parameters()}
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder_weights, "lr": recipe.encoder_rate},
            {"params": [p for p in model.parameters() if id(p) not in known], "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
        fused=True,
    )
    total = len(batches(examples, recipe.batch_tokens, None)) * recipe.schedule_epochs
    warm = max(1, int(total * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda s: min(1.0, (s + 1) / warm) * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1, s / total)))),
    )
    average = Average(model, recipe.averaging)
    output.mkdir(parents=True, exist_ok=True)
    log: list[dict[str, float]] = []
    started = time.monotonic()
    model.train()
    for epoch in range(recipe.epochs):
        seen, summed = 0, 0.0
        for group in batches(examples, recipe.batch_tokens, rng):
            batch = collate(group, space, pad)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = model(batch.ids, batch.mask, batch.member)
            loss = losses(out, batch, model, recipe)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update(model)
            seen, summed = seen + 1, summed + loss.item()
        log.append({"epoch": epoch + 1, "loss": summed / seen, "seconds": time.monotonic() - started})
        print(json.dumps(log[-1]), flush=True)
        torch.save(average.state, output / "weights.pt")
    (output / "recipe.json").write_text(json.dumps({"recipe": asdict(recipe), "log": log}, indent=1))
    model.load_state_dict(average.state)
    return model.eval()
