"""A force's changes laid over the shipped catalogue, as plain data. Users: ``qa_assistant/docs/overrides.md``."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qa_assistant.errors import CatalogueError
from qa_assistant.standards.places import line_of

_MAPPINGS = ("weights", "sources", "domains", "grading", "form_items")
_ALLOWED = {"version", "standards", *_MAPPINGS}
_NEEDED = ("domain", "criticality", "title", "applies", "prompt", "source")


def merge(base: dict[str, Any], override: dict[str, Any], path: Path) -> dict[str, Any]:
    """The base catalogue's data with the changes of the file ``path`` laid over it.

    Raises ``CatalogueError`` where the file cannot be laid over a catalogue; what the result says is
    checked by the catalogue itself.
    """
    _check_shape(override, path)
    merged = dict(base)
    for key in ("weights", "sources", "domains", "grading"):
        merged[key] = {**base[key], **(override.get(key) or {})}
    forms = override.get("form_items") or {}
    merged["form_items"] = {
        tool: {**base["form_items"].get(tool, {}), **(forms.get(tool) or {})}
        for tool in (*base["form_items"], *(tool for tool in forms if tool not in base["form_items"]))
    }
    standards = {entry["id"]: dict(entry) for entry in base["standards"]}
    for index, change in enumerate(override.get("standards") or []):
        if not isinstance(change, dict) or not isinstance(change.get("id"), str):
            where = line_of(path, ("standards", str(index)))
            raise CatalogueError("QA213", "a standard needs its id; write - {id: plan_set, ...}", where)
        if change["id"] not in standards:
            _check_whole(change, list(standards), path)
        standards[change["id"]] = standards.get(change["id"], {}) | _own_clock(change)
    merged["standards"] = list(standards.values())
    merged["version"] = f"{base['version']}+{override.get('version', path.stem)}"
    return merged


def _check_shape(override: dict[str, Any], path: Path) -> None:
    for key, value in override.items():
        where = line_of(path, (str(key),))
        if key not in _ALLOWED:
            allowed = ", ".join(sorted(_ALLOWED))
            raise CatalogueError("QA212", f"there is no section {key!r}; use {allowed}", where)
        if key in _MAPPINGS and not isinstance(value, dict | None):
            raise CatalogueError("QA212", f"{key} must hold lines of 'name: value'", where)
        if key == "standards" and not isinstance(value, list | None):
            raise CatalogueError("QA212", "standards must be a list; begin each with '- {id: '", where)
    for tool, items in (override.get("form_items") or {}).items():
        if not isinstance(items, dict | None):
            where = line_of(path, ("form_items", str(tool)))
            raise CatalogueError("QA212", f"the items of {tool} must be lines of 'item: [codes]'", where)


def _check_whole(change: dict[str, Any], known: list[str], path: Path) -> None:
    """A standard that is new has to be complete; one that is not is most often a slip in an id."""
    lacking = [key for key in _NEEDED if key not in change]
    if lacking:
        near = get_close_matches(change["id"], known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ";"
        message = f"no standard {change['id']!r} to change{hint} to add it, give also {', '.join(lacking)}"
        raise CatalogueError("QA216", message, line_of(path, ("standards", change["id"])))


def _own_clock(change: dict[str, Any]) -> dict[str, Any]:
    """A clock that a force sets is its own (``local``), whatever the national one said."""
    clocks = [change[key] for key in ("within", "every") if key in change]
    if not clocks or "basis" in change:
        return change
    return {**change, "basis": "local" if any(clocks) else None}
