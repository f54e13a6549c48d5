"""The network: a MiniLM encoder, one attention per code over each unit's tokens, and heads on it.

For unit ``u`` and code ``c`` with token states ``h``: ``a = softmax over the unit's tokens of q_c·h``, and
every output is ``Σ a_t (w·h_t)``. Values are computed per token: no vector per unit and code is ever built.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import AutoModel, BertModel

from qa_assistant.reading.scores import LabelSpace

ATTENTION_BOUND = 8.0  # keeps exp() in range without a maximum for each unit


class ContextualTagger(nn.Module):
    """Logits for detection, status and own time, for every unit and code of a batch of windows."""

    def __init__(self, encoder: BertModel, space: LabelSpace, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.n_codes, self.n_statuses = len(space.codes), len(space.statuses)
        self.hidden = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout)
        self.attention = nn.Linear(width, self.n_codes)
        self.detection = nn.Linear(width, self.n_codes)
        self.own_time = nn.Linear(width, self.n_codes)
        self.pair_status = nn.Linear(width, len(space.pairs))
        self.shared_status = nn.Linear(width, self.n_statuses)
        pair_code = torch.tensor([code for code, _ in space.pairs])
        pair_status = torch.tensor([status for _, status in space.pairs])
        self.register_buffer("pair_code", pair_code, persistent=False)
        self.register_buffer("pair_of_status", pair_status, persistent=False)

    def forward(self, ids: Tensor, mask: Tensor, member: Tensor) -> dict[str, Tensor]:
        """``ids`` and ``mask`` are batch by tokens; ``member`` (batch, units, tokens) is 1 where a token
        belongs to a scored unit."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        out = self.heads(states, member)
        out["vectors"] = (member @ states.float()) / member.sum(-1, keepdim=True).clamp(min=1)
        return out

    def heads(self, states: Tensor, member: Tensor) -> dict[str, Tensor]:
        hidden = self.dropout(states + nn.functional.gelu(self.hidden(states)))
        scores = self.attention(hidden).float()
        weights = torch.exp(ATTENTION_BOUND * torch.tanh(scores / ATTENTION_BOUND))  # batch, tokens, codes
        total = member @ weights + 1e-6  # batch, units, codes

        def pooled(values: Tensor) -> Tensor:
            return (member @ (weights * values.float())) / total

        pair_weights = weights[..., self.pair_code]
        status_values = (
            self.pair_status(hidden).float() + self.shared_status(hidden).float()[..., self.pair_of_status]
        )
        status = (member @ (pair_weights * status_values)) / total[..., self.pair_code]
        return {
            "detection": pooled(self.detection(hidden)),
            "own_time": pooled(self.own_time(hidden)),
            "status": status,
            "weights": weights,
        }


def build(encoder_path: str, space: LabelSpace, definitions: Tensor | None = None) -> ContextualTagger:
    """A tagger on a pretrained encoder; queries start as the embedded ``definitions`` of the codes."""
    encoder = AutoModel.from_pretrained(encoder_path, attn_implementation="sdpa")
    model = ContextualTagger(encoder, space)
    if definitions is not None:
        with torch.no_grad():
            for head in (model.attention, model.detection):
                head.weight.copy_(definitions)
            model.detection.bias.fill_(-4.0)
    return model
