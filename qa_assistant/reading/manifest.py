"""The manifest of a model folder: what each file must hash to, and what it was made from."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from qa_assistant.errors import ModelError

MODELS = Path(__file__).resolve().parents[2] / "models" / "reader"
_NAME = "manifest.json"


class Manifest(BaseModel):
    """``files`` maps file names to SHA-256; ``data`` maps the training files to theirs."""

    version: str
    made_on: date
    default_tagger: str
    files: dict[str, str]
    data: dict[str, str]
    metrics: dict[str, float]
    recipe: dict[str, object] = {}

    def write(self, folder: Path) -> None:
        (folder / _NAME).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checked(folder: Path) -> Manifest:
    """The manifest of ``folder`` once every file in it has been found and matches its hash.

    Raises ``ModelError`` naming the file and the mend.
    """
    path = folder / _NAME
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelError(
            "QA301", "there is no model here; restore the models folder or run 'make train'", str(folder)
        ) from error
    except ValidationError as error:
        raise ModelError(
            "QA302", "the model's manifest is not valid; restore it from the release", str(path)
        ) from error
    for name, expected in manifest.files.items():
        file = folder / name
        if not file.is_file():
            raise ModelError(
                "QA303", "a file of the model is missing; restore it or run 'make train'", str(file)
            )
        if sha256(file) != expected:
            raise ModelError(
                "QA304",
                "this file is not the one the manifest names (its SHA-256 differs), so it is not loaded; "
                "restore it from the release or run 'make train'",
                str(file),
            )
    return manifest
