"""A file that is not whole is refused with a sentence, whatever was done to it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest

from trustlane.selectivity.model.model import Model, ModelRefused, load

Members = dict[str, bytes]


def rewritten(model: Model, path: Path, change: Callable[[Members], None], redigest: bool = True) -> Path:
    """The model's file with its members changed, and the digests made to fit, as somebody hostile would."""
    import hashlib

    with zipfile.ZipFile(io.BytesIO(model.to_bytes())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if redigest:
        manifest = msgspec.json.decode(members["manifest.json"])
        manifest["digests"] = {
            name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "manifest.json"
        }
        members["manifest.json"] = msgspec.json.encode(manifest)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def column(values: list[object], kind: type[pl.DataType]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"values": pl.Series(values, dtype=kind)}).write_ipc(out)
    return out.getvalue()


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.tlm"
    path.write_bytes(b"not a zip")
    with pytest.raises(ModelRefused, match="trustlane train"):
        load(path)


@pytest.mark.parametrize("cut", [10, 1000, 30_000])
def test_a_file_cut_short_is_refused(model: Model, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "model.tlm"
    path.write_bytes(model.to_bytes()[:-cut])
    with pytest.raises(ModelRefused):
        load(path)


def test_a_changed_part_is_refused_by_its_digest(model: Model, tmp_path: Path) -> None:
    def change(members: Members) -> None:
        members["columns/origin"] = column(["XA", "XB", "XC"], pl.String) + b" "

    with pytest.raises(ModelRefused, match="was changed"):
        load(rewritten(model, tmp_path / "m.tlm", change, redigest=False))


def unsorted_dictionary(members: Members) -> None:
    members["columns/origin"] = column(["XC", "XB", "XA"], pl.String)


def keys_out_of_place(members: Members) -> None:
    members["crosses/hs6×origin"] = np.array([10**9]).tobytes()


def points_too_short(members: Members) -> None:
    members["kinds/0/hs4"] = np.array([0.5]).tobytes()


def gaps(members: Members) -> None:
    members["columns/origin"] = column(["XA", None, "XC"], pl.String)


def trees_of_noise(members: Members) -> None:
    members["kinds/0.ubj"] = b"{" + b"\x00" * 100


def trees_with_another_feature(members: Members) -> None:
    import xgboost as xgb

    wide = xgb.train({"max_depth": 1, "nthread": 1}, xgb.DMatrix([[float(x)] * 500 for x in range(50)], [0, 1] * 25), 1)
    members["kinds/0.ubj"] = bytes(wide.save_raw("ubj"))


def another_format(members: Members) -> None:
    manifest = msgspec.json.decode(members["manifest.json"])
    members["manifest.json"] = msgspec.json.encode({**manifest, "format": 99})


def unknown_entry(members: Members) -> None:
    manifest = msgspec.json.decode(members["manifest.json"])
    members["manifest.json"] = msgspec.json.encode({**manifest, "code": "import os"})


def unknown_column(members: Members) -> None:
    manifest = msgspec.json.decode(members["manifest.json"])
    members["manifest.json"] = msgspec.json.encode({**manifest, "columns": {"secret": 1}})


@pytest.mark.parametrize(
    "change",
    [
        unsorted_dictionary,
        keys_out_of_place,
        points_too_short,
        gaps,
        trees_of_noise,
        trees_with_another_feature,
        another_format,
        unknown_entry,
        unknown_column,
    ],
)
def test_a_hostile_file_is_refused(model: Model, tmp_path: Path, change: Callable[[Members], None]) -> None:
    with pytest.raises(ModelRefused):
        load(rewritten(model, tmp_path / "m.tlm", change))


def test_the_helper_writes_a_file_that_can_be_read(model: Model, tmp_path: Path) -> None:
    assert load(rewritten(model, tmp_path / "m.tlm", lambda members: None)).version == model.version


def test_trees_that_run_in_a_circle_are_refused() -> None:
    from trustlane.selectivity.model.booster import _check

    tree = {"left_children": [1, 0, -1], "right_children": [2, 2, -1], "split_indices": [0, 0, 0]}
    model = {
        "learner": {
            "learner_model_param": {"num_feature": "1"},
            "gradient_booster": {"model": {"trees": [tree]}},
        }
    }
    with pytest.raises(ValueError, match="out of place"):
        _check(model, 1)


def test_what_was_found_before_comes_back_with_the_model(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.tlm"
    path.write_bytes(model.to_bytes())
    for before, after in zip(model.parts, load(path).parts, strict=True):
        assert before.record.tables
        assert before.record.base == after.record.base
        for cross, tables in before.record.tables.items():
            assert all((one == other).all() for one, other in zip(tables, after.record.tables[cross], strict=True))


@pytest.mark.parametrize("wrong", [float("nan"), -1.0, 1e9])
def test_a_record_that_cannot_be_is_refused(model: Model, tmp_path: Path, wrong: float) -> None:
    (cross,) = [one for one in model.parts[0].record.tables if one == ("hs2",)]
    size = len(model.parts[0].record.tables[cross][1])

    def change(members: Members) -> None:
        members["records/0/hs2/finds"] = np.full(size, wrong, np.float32).tobytes()

    with pytest.raises(ModelRefused, match="cannot be"):
        load(rewritten(model, tmp_path / "model.tlm", change))


def test_a_model_without_a_record_is_read_and_tells_less(model: Model, tmp_path: Path) -> None:
    def change(members: Members) -> None:
        manifest = msgspec.json.decode(members["manifest.json"])
        for kind in manifest["kinds"]:
            del kind["record"], kind["base"]
        members["manifest.json"] = msgspec.json.encode(manifest)

    assert load(rewritten(model, tmp_path / "model.tlm", change)).parts[0].record.tables == {}
