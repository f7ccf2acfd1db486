"""What every command that screens can be given, declared once: the options, and the whole of them as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path], typer.Argument(help="Files or folders of declarations: CSV, Parquet, XML, JSON.", exists=True)
]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", help="Policy file (YAML); without it the one that ships.", exists=True, dir_okay=False),
]
RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="Targeting rules (YAML or JSON).", exists=True, dir_okay=False)
]
ModelFile = Annotated[
    Path | None, typer.Option("--model", help="A model made by `trustlane train`.", exists=True, dir_okay=False)
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="Column mapping of your tables (YAML).", exists=True, dir_okay=False)
]
HistoryFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--history",
        help="Earlier declarations to learn what is usual from; without them the files themselves.",
        exists=True,
    ),
]
ObservedFile = Annotated[
    Path | None,
    typer.Option(
        "--observe", help="What your present system really did with them; stands beside.", exists=True, dir_okay=False
    ),
]
SeedFile = Annotated[
    Path | None,
    typer.Option("--seed", help="File with the secret seed of the random share.", exists=True, dir_okay=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


@dataclass(frozen=True)
class Given:
    """What is to be screened, and by what."""

    files: Sequence[Path]
    policy: Path | None
    rules: Path | None
    model: Path | None
    mapping: Path | None
    history: Sequence[Path]
    observe: Path | None
    seed: Path | None
    zone: str

    @property
    def read_from(self) -> tuple[Path, ...]:
        """Every path that is read, and must not be written to."""
        alone = (self.policy, self.rules, self.model, self.mapping, self.observe, self.seed)
        return (*self.files, *self.history, *(path for path in alone if path is not None))
