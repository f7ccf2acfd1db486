"""The kinds of words that catalogues, questions and crosswalks are written in."""

from __future__ import annotations

from typing import Annotated

import msgspec

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,40}\Z")]
Edition = Annotated[str, msgspec.Meta(pattern=r"^[0-9]([0-9A-Za-z.-]{0,20}[0-9A-Za-z])?\Z")]
Place = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,20}[A-Za-z0-9])?\Z")]
Sentence = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=2_000)]
Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_]{0,40}\Z")]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
