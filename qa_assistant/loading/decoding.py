"""From the bytes of a file to text: byte-order marks, UTF-16 without one, and Windows-1252 for exports."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096  # bytes looked at for the NULs that betray UTF-16
_SHARE = 0.3  # of the bytes at odd (or even) places being NUL


@dataclass(frozen=True)
class Decoded:
    """The text with every line end as LF, and the encoding where it was guessed rather than known."""

    text: str
    guessed: str | None = None

    @property
    def blank(self) -> bool:
        """Whether there is nothing but spaces, line ends and byte-order marks."""
        return not self.text.replace("\ufeff", "").strip()


def marked_encoding(head: bytes) -> str | None:
    """The encoding that the first bytes of a file declare, or betray by their NULs; ``None`` for UTF-8."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:_SAMPLE]
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        places = sample[offset::2]
        others = sample[1 - offset :: 2]
        if (
            len(places) > 1
            and places.count(0) > _SHARE * len(places)
            and others.count(0) <= 0.05 * len(others)
        ):
            return encoding
    return None


def decode(data: bytes, encoding: str | None = None, *, windows: bool = False) -> Decoded:
    """Decode a file. ``encoding`` is what the user says it is; else it is found out.

    With ``windows``, what is not UTF-8 is read as Windows-1252, as old exports are.
    Raises ``UnicodeDecodeError`` where the bytes fit no encoding tried.
    """
    chosen = encoding or marked_encoding(data)
    if chosen:
        return Decoded(lf(data.decode(chosen)))
    try:
        return Decoded(lf(data.decode("utf-8")))
    except UnicodeDecodeError:
        if not windows:
            raise
    return Decoded(lf(data.decode("cp1252")), "Windows-1252")


def lf(text: str) -> str:
    """``text`` with CRLF and lone CR as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
