"""A model is loaded only if every file of it is the one that its manifest names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_assistant.case import CaseFile
from qa_assistant.errors import ModelError
from qa_assistant.reading import MODELS, TAGGERS, CaseReader, load_reader
from qa_assistant.reading.manifest import Manifest, checked, sha256


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the shipped model that may be broken."""
    return Path(shutil.copytree(MODELS, tmp_path / "reader"))


def refused(folder: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        load_reader(folder)
    assert caught.value.exit_code == 2
    return caught.value


def listed() -> list[str]:
    return list(checked(MODELS).files)


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_the_shipped_model_is_whole_and_holds_nothing_that_is_not_listed() -> None:
    present = {path.name for path in MODELS.iterdir() if path.suffix not in (".md",)}
    assert present == {*listed(), "manifest.json"}


def test_the_manifest_says_what_the_model_was_made_from() -> None:
    manifest = checked(MODELS)
    assert manifest.default_tagger in TAGGERS
    assert {"train.jsonl", "phrases.jsonl"} <= set(manifest.data)
    assert all(len(digest) == 64 for digest in (*manifest.files.values(), *manifest.data.values()))


def test_the_linear_model_holds_numbers_only() -> None:
    with np.load(MODELS / "linear.npz", allow_pickle=False) as arrays:
        assert all(np.isfinite(arrays[name]).all() for name in arrays.files)


def test_a_copy_of_the_model_reads_as_the_shipped_one(
    model: Path, reader: CaseReader, make_case: Callable[..., CaseFile]
) -> None:
    case = make_case("BWV on throughout. She says he grabbed her by the throat. DASH done, HIGH.")
    copied = load_reader(model)
    assert copied.version == reader.version
    assert copied.examine(case) == reader.examine(case)


def test_one_changed_byte_of_any_file_is_refused(model: Path) -> None:
    for name in listed():
        path = model / name
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        error = refused(model)
        assert (error.code, Path(error.where or "").name) == ("QA304", name)
        path.write_bytes(content)


def test_any_missing_file_is_named(model: Path) -> None:
    for name in listed():
        (model / name).rename(model / "aside")
        error = refused(model)
        assert (error.code, Path(error.where or "").name) == ("QA303", name)
        (model / "aside").rename(model / name)


@pytest.mark.parametrize("emptied", [False, True], ids=["no folder", "an empty folder"])
def test_where_there_is_no_model_it_says_so(tmp_path: Path, emptied: bool) -> None:
    folder = tmp_path / "none"
    if emptied:
        folder.mkdir()
    error = refused(folder)
    assert (error.code, error.where) == ("QA301", str(folder))
    assert "make train" in error.message


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"version": "1"}', "naïve".encode("latin-1")],
    ids=["empty", "cut off", "a list", "null", "not text", "incomplete", "another encoding"],
)
def test_a_manifest_that_is_none_is_refused(model: Path, content: bytes) -> None:
    (model / "manifest.json").write_bytes(content)
    error = refused(model)
    assert (error.code, Path(error.where or "").name) == ("QA302", "manifest.json")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(made_on="yesterday"),
        lambda data: data.pop("files"),
        lambda data: data.update(files=["segmenter.json"]),
        lambda data: data.update(metrics={"f1": "good"}),
    ],
    ids=["date", "no files", "files as a list", "a metric in words"],
)
def test_a_manifest_with_a_wrong_field_is_refused(
    model: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(model, change)
    assert refused(model).code == "QA302"


@pytest.mark.parametrize("name", ["segmenter.json", "decisions.linear.json", "linear.npz"])
def test_nothing_is_loaded_that_the_manifest_does_not_list(model: Path, name: str) -> None:
    def leave_out(data: dict[str, Any]) -> None:
        data["default_tagger"] = "linear"
        del data["files"][name]

    rewrite(model, leave_out)
    error = refused(model)
    assert (error.code, Path(error.where or "").name) == ("QA303", name)


def test_a_tagger_that_there_is_not_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match=r"QA305.*linear or contextual"):
        load_reader("quadratic")
    rewrite(model, lambda data: data.update(default_tagger="quadratic"))
    assert refused(model).code == "QA305"


def test_a_manifest_is_the_same_once_written(tmp_path: Path) -> None:
    manifest = checked(MODELS)
    manifest.write(tmp_path)
    for name in manifest.files:
        (tmp_path / name).symlink_to(MODELS / name)
    assert checked(tmp_path) == manifest
    assert isinstance(manifest, Manifest)


def test_the_hash_is_sha_256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
