"""What every page shares: the templates, the style sheet, the policy against anything from outside.

Everything that is not the product's own markup is escaped, and control characters are made visible.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qa_assistant.localtime import in_words
from qa_assistant.reports import words

MARKING = "OFFICIAL-SENSITIVE"

_TEMPLATES = Path(__file__).with_name("templates")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# C0 and C1 controls but tab and line ends, lone surrogates, noncharacters, and the marks that reorder
# the text around them (an override could make a note read other than it was written).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def visible(text: str) -> str:
    """The text with each character that HTML forbids or that reorders its neighbours made visible."""
    return _UNSAFE.sub(_REPLACEMENT, text)


def _finalize(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters["in_words"] = in_words
    environment.filters["score"] = words.score_in_words
    return environment


@cache
def _style() -> Markup:
    css = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    return Markup(css)  # our own file, never input


@cache
def _policy() -> str:
    """A Content-Security-Policy that allows this one style sheet and nothing else."""
    digest = b64encode(sha256(_style().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render(template: str, **context: Any) -> str:
    """Fill a template of ``templates/``: one self-contained HTML page."""
    return (
        _environment()
        .get_template(template)
        .render(marking=MARKING, style=_style(), policy=Markup(_policy()), **context)
    )
