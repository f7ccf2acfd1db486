"""Bytes of a file as UTF-8, whatever they are encoded in, read piece by piece."""

from __future__ import annotations

import codecs
from typing import BinaryIO

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Utf8Source:
    """A file's text in UTF-8 with line feeds between lines, without a byte order mark."""

    def __init__(self, stream: BinaryIO, encoding: str | None = None) -> None:
        self._stream = stream
        head = stream.read(64 * 1024)
        for mark, marked in MARKS:
            if head.startswith(mark):
                head, encoding = head[len(mark) :], marked
                break
        plain = encoding is None or codecs.lookup(encoding).name in ("utf-8", "ascii", "utf-8-sig")
        self._decoder = None if plain else codecs.getincrementaldecoder(encoding or "utf-8")("replace")
        self._head = self._converted(head, final=len(head) == 0)
        # Old exports end their lines with a lone carriage return.
        self._lone_returns = b"\r" in self._head and b"\n" not in self._head
        self._head = self._line_fed(self._head)

    def read(self, size: int, /) -> bytes:
        """The next bytes, about `size` of them; none at the end."""
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        while True:
            raw = self._stream.read(size)
            piece = self._line_fed(self._converted(raw, final=not raw))
            if piece or not raw:
                return piece

    def _converted(self, raw: bytes, *, final: bool) -> bytes:
        if self._decoder is None:
            return raw
        text: str = self._decoder.decode(raw, final)
        return text.encode("utf-8", "replace")

    def _line_fed(self, piece: bytes) -> bytes:
        return piece.replace(b"\r", b"\n") if self._lone_returns else piece
