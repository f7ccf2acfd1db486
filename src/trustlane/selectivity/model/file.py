"""A model as one file: a zip of a manifest, tables and trees; bounded when read, no pickle, same model same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from trustlane.selectivity.model import booster
from trustlane.selectivity.model.calibration import Line
from trustlane.selectivity.model.coding import Coder, Cross, Pairs
from trustlane.selectivity.model.columns import COLUMNS
from trustlane.selectivity.model.content import Content, KindCard, KindModel, ModelRefused, Window
from trustlane.selectivity.model.features import BY_NAME, FAMILY_OF, Surroundings, families_of
from trustlane.selectivity.model.ladder import Ladder
from trustlane.selectivity.model.record import Record
from trustlane.selectivity.model.settings import Settings

FORMAT = 2
WHOLE, SINGLE, DOUBLE = "<i8", "<f4", "<f8"  # numbers as they stand in memory: reading them takes no time
MOST_BYTES = 2 << 30  # of one member, unpacked
MOST_MEMBERS = 5_000
SEPARATOR = "×"


class LadderNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ladder without its points."""

    intercept: float
    profiles: tuple[str, ...]
    spreads: tuple[float, ...]


class KindNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind without its tables and trees."""

    kind: str
    slope: float
    offset: float
    ladder: LadderNote
    card: KindCard | None
    base: float = 0.0  # of the record
    record: tuple[str, ...] = ()  # crosses it has tables for


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds. `digests` name the content of every other member."""

    format: int
    window: Window
    settings: Settings
    seed: int
    left_out: dict[str, str]
    columns: dict[str, int]  # size of each dictionary
    crosses: tuple[str, ...]
    yardsticks: dict[str, int]  # number of tables of each
    kinds: tuple[KindNote, ...]
    digests: dict[str, str]


def _raw(numbers: np.ndarray, kind: str) -> bytes:
    return np.ascontiguousarray(numbers, kind).tobytes()


def _ipc(series: pl.Series) -> bytes:
    buffer = io.BytesIO()
    series.alias("values").to_frame().write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def to_bytes(model: Content) -> bytes:
    """The model's file."""
    coder = model.surroundings.coder
    members: dict[str, bytes] = {}
    for name, dictionary in coder.dictionaries.items():
        members[f"columns/{name}"] = _ipc(dictionary)
    for cross, pairs in coder.pairs.items():
        members[f"crosses/{SEPARATOR.join(cross)}"] = _raw(pairs.keys, WHOLE)
    for place, tables in enumerate(model.surroundings.tables.values()):
        for level, table in enumerate(tables):
            members[f"yardsticks/{place}/{level}"] = _raw(table, SINGLE)
    for place, part in enumerate(model.parts):
        for profile, points in zip(part.ladder.profiles, part.ladder.points, strict=True):
            members[f"kinds/{place}/{SEPARATOR.join(profile)}"] = _raw(points, DOUBLE)
        for cross, (cases, finds) in part.record.tables.items():
            members[f"records/{place}/{SEPARATOR.join(cross)}/cases"] = _raw(cases, SINGLE)
            members[f"records/{place}/{SEPARATOR.join(cross)}/finds"] = _raw(finds, SINGLE)
        members[f"kinds/{place}.ubj"] = booster.dump(part.booster)
    manifest = Manifest(
        format=FORMAT,
        window=model.window,
        settings=model.settings,
        seed=model.seed,
        left_out=model.left_out,
        columns={name: len(dictionary) for name, dictionary in coder.dictionaries.items()},
        crosses=tuple(SEPARATOR.join(cross) for cross in coder.pairs),
        yardsticks={name: len(tables) for name, tables in model.surroundings.tables.items()},
        kinds=tuple(
            KindNote(
                part.kind,
                part.line.slope,
                part.line.offset,
                LadderNote(
                    part.ladder.intercept,
                    tuple(SEPARATOR.join(profile) for profile in part.ladder.profiles),
                    part.ladder.spreads,
                ),
                part.card,
                part.record.base,
                tuple(SEPARATOR.join(cross) for cross in part.record.tables),
            )
            for part in model.parts
        ),
        digests={name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("manifest.json"), msgspec.json.encode(manifest))
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def read(path: Path) -> Content:
    """The model in a file, refused with a reason unless every part is whole and where it belongs."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(path.name, archive).content()
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ModelRefused(f"{path.name}: not a model; make one with `trustlane train`.") from error
    except msgspec.MsgspecError as error:
        raise ModelRefused(f"{path.name}: its manifest cannot be read ({error}); train the model again.") from error
    except pl.exceptions.PolarsError as error:
        raise ModelRefused(f"{path.name}: a table is damaged; train the model again.") from error
    except booster.BoosterRefused as error:
        raise ModelRefused(f"{path.name}: {error}") from error


class _Reader:
    """Reads members in the order in which they can be believed: bounds, digest, shape, meaning."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._name = name
        self._archive = archive
        if len(archive.infolist()) > MOST_MEMBERS:
            raise self._refused("it has too many parts")
        self._manifest = msgspec.json.decode(self._bytes("manifest.json"), type=Manifest)
        if self._manifest.format != FORMAT:
            raise self._refused(f"it has format {self._manifest.format}, this version reads {FORMAT}")

    def _refused(self, why: str) -> ModelRefused:
        return ModelRefused(f"{self._name}: {why}; train the model again.")

    def _bytes(self, member: str) -> bytes:
        info = self._archive.getinfo(member)
        if info.file_size > MOST_BYTES or info.compress_type != zipfile.ZIP_STORED:
            raise self._refused(f"part {member!r} is too large or packed")
        return self._archive.read(info)

    def _member(self, member: str) -> bytes:
        data = self._bytes(member)
        if hashlib.sha256(data).hexdigest() != self._manifest.digests.get(member):
            raise self._refused(f"part {member!r} was changed")
        return data

    def _values(self, member: str, size: int, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        frame = pl.read_ipc(io.BytesIO(self._member(member)))
        if frame.columns != ["values"] or frame.dtypes != [kind] or frame.height != size:
            raise self._refused(f"part {member!r} has another shape")
        if frame["values"].null_count():
            raise self._refused(f"part {member!r} has gaps")
        return frame["values"]

    def _numbers(self, member: str, size: int | None, kind: str) -> np.ndarray:
        data, width = self._member(member), np.dtype(kind).itemsize
        if len(data) % width or (size is not None and len(data) != size * width):
            raise self._refused(f"part {member!r} has another size")
        return np.frombuffer(data, kind)

    def _cross(self, name: str) -> Cross:
        cross = tuple(name.split(SEPARATOR))
        if any(column not in self._manifest.columns for column in cross):
            raise self._refused(f"the cross {name!r} names an unknown column")
        return cross

    def _coder(self) -> Coder:
        dictionaries = {}
        for name, size in self._manifest.columns.items():
            if name not in COLUMNS:
                raise self._refused(f"the column {name!r} is unknown")
            values = self._values(f"columns/{name}", size, pl.String if COLUMNS[name].text else pl.Int64)
            if not values.is_sorted() or values.n_unique() != len(values):
                raise self._refused(f"the dictionary of {name!r} is not sorted")
            dictionaries[name] = values
        coder = Coder(dictionaries, {})
        for name in self._manifest.crosses:
            cross = self._cross(name)
            if len(cross) < 2 or (len(cross) > 2 and cross[:-1] not in coder.pairs):
                raise self._refused(f"the cross {name!r} stands before its parts")
            keys = self._numbers(f"crosses/{name}", None, WHOLE)
            width, left = coder.size(cross[-1:]), coder.size(cross[:-1])
            if len(keys) and (keys[0] < 0 or keys[-1] >= left * width or (np.diff(keys) <= 0).any()):
                raise self._refused(f"the cross {name!r} has keys out of place")
            coder.pairs[cross] = Pairs(keys, width, left)
        return coder

    def _surroundings(self, coder: Coder) -> Surroundings:
        tables: dict[str, tuple[np.ndarray, ...]] = {}
        for place, (name, number) in enumerate(self._manifest.yardsticks.items()):
            yardstick = BY_NAME.get(name)
            if yardstick is None or number not in (0, len(yardstick.crosses())):
                raise self._refused(f"the yardstick {name!r} is unknown")
            crosses = yardstick.crosses()[:number]
            if not all(coder.has(cross) for cross in yardstick.crosses()):
                raise self._refused(f"the yardstick {name!r} lacks a cross")
            tables[name] = tuple(
                self._numbers(f"yardsticks/{place}/{level}", coder.size(cross) + 2, SINGLE)
                for level, cross in enumerate(crosses)
            )
        return Surroundings(coder, tables)

    def _ladder(self, place: int, note: LadderNote, coder: Coder) -> Ladder:
        profiles = tuple(self._cross(name) for name in note.profiles)
        if len(profiles) != len(note.spreads) or any(
            profile not in FAMILY_OF or not coder.has(profile) for profile in profiles
        ):
            raise self._refused("a profile is unknown")
        points = tuple(
            self._numbers(f"kinds/{place}/{SEPARATOR.join(profile)}", coder.size(profile) + 2, DOUBLE)
            for profile in profiles
        )
        return Ladder(note.intercept, profiles, points, note.spreads)

    def _record(self, place: int, note: KindNote, coder: Coder) -> Record:
        tables = {}
        for name in note.record:
            cross = self._cross(name)
            if not coder.has(cross):
                raise self._refused(f"the record lacks the cross {name!r}")
            cases, finds = (
                self._numbers(f"records/{place}/{name}/{what}", coder.size(cross), SINGLE)
                for what in ("cases", "finds")
            )
            if not (np.isfinite(cases).all() and (finds >= 0).all() and (finds <= cases * 1.001 + 0.001).all()):
                raise self._refused(f"the record of {name!r} holds what cannot be")
            tables[cross] = (cases, finds)
        return Record(note.base, tables)

    def content(self) -> Content:
        """The whole model."""
        coder = self._coder()
        surroundings = self._surroundings(coder)
        parts = []
        for place, note in enumerate(self._manifest.kinds):
            ladder = self._ladder(place, note.ladder, coder)
            families = families_of(ladder)
            trees = booster.load(self._member(f"kinds/{place}.ubj"), len(surroundings.names) + len(families))
            line, record = Line(note.slope, note.offset), self._record(place, note, coder)
            parts.append(KindModel(note.kind, ladder, families, trees, line, note.card, record))
        if not parts:
            raise self._refused("it knows no kind")
        said = self._manifest
        return Content(surroundings, tuple(parts), said.settings, said.seed, said.window, said.left_out)
