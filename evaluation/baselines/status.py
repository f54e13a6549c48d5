"""From the meanings of the cues around a target to a status, for each kind of code."""

from __future__ import annotations

from collections.abc import Set

from qa_assistant.codebook import Kind

# The first meaning that holds decides.
_STEP = (
    ("ruled_out", "ruled_out"),
    ("declined", "declined"),
    ("attempted", "attempted"),
    ("not_done", "not_done"),
    ("planned", "planned"),
    ("negated", "not_done"),
)
_EVENT = (("negated", "absent"), ("denied", "absent"))
_RISK = (("negated", "denied"), ("denied", "denied"), ("historic", "historic"))


# What a supervisor's note says that the supervisor did; other acts in it are mostly still to be done.
_OWN_ACTS = frozenset(
    {"supervisor_review", "investigation_plan", "allocation", "risk_rationale", "closure_rationale"}
)
_SUPERVISORS = frozenset({"supervisor", "senior_supervisor"})


def settle(code: str, kind: Kind, meanings: Set[str], author_role: str) -> str | None:
    """The status; ``None`` where a quality is negated, as the wording then shows none.

    With no cue a step is done, save that a supervisor who names it without a word of it being done asks for it.
    """
    if kind == "quality":
        return None if "negated" in meanings else "present"
    rules = {"step": _STEP, "event": _EVENT, "risk": _RISK}[kind]
    asked = author_role in _SUPERVISORS and code not in _OWN_ACTS and "done" not in meanings
    plain = "present" if kind != "step" else "planned" if asked else "done"
    return next((status for meaning, status in rules if meaning in meanings), plain)
