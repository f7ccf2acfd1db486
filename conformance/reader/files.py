"""A feed as a folder of files (C2SP tlog-tiles): bounded reading, tiles, bundles of entries, bodies."""

import json
import os
import re
from pathlib import Path

from conformance.reader import trees
from conformance.reader.notes import LONGEST, unbase64
from conformance.reader.refused import Refused

WIDE = 256
LONGEST_ENTRY = 2048
LONGEST_BODIES = WIDE * (16 * 1024 * 4 // 3 + 256)
_RANGE = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,17})")


def bounded(folder: Path, name: str, most: int) -> bytes:
    """A file of at most so many bytes."""
    try:
        with (folder / name).open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise Refused("NotServed", f"{name}: {os.strerror(error.errno or 0)}") from None
    if len(data) > most:
        raise Refused("AnswerTooLarge", name)
    return data


def note(folder: Path) -> bytes:
    """The newest signed note."""
    try:
        return bounded(folder, "checkpoint", LONGEST)
    except Refused as refused:
        raise Refused("NoteTooLarge", refused.what) if refused.name == "AnswerTooLarge" else refused from None


def path(level: str, index: int, width: int) -> str:
    """tile/<L>/<N>[.p/<W>], the number in groups of three digits, all but the last with an x before."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    named = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{named}" + ("" if width == WIDE else f".p/{width}")


def width_of(index: int, count: int) -> int:
    """How many of so many things stand in the file with that index."""
    return min(WIDE, count - index * WIDE)


def tile(folder: Path, size: int, tier: int, index: int) -> list[bytes]:
    """The hashes of a tile of a tree of that size."""
    width = width_of(index, size >> (8 * tier))
    name = path(str(tier), index, width)
    data = bounded(folder, name, width * 32)
    if len(data) != width * 32:
        raise Refused("TileUnfit", name)
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def part(folder: Path, size: int, start: int, stop: int) -> bytes:
    """MTH(D[start:stop]) out of the tiles: by halves down to full subtrees, each read at the tier that holds it."""
    n = stop - start
    if n & (n - 1):
        k = trees.split(n)
        return trees.of_two(part(folder, size, start, start + k), part(folder, size, start + k, stop))
    level = n.bit_length() - 1
    tier, inside = divmod(level, 8)
    first = start >> (8 * tier)
    hashes = tile(folder, size, tier, first // WIDE)
    return trees.root(hashes[first % WIDE : first % WIDE + (1 << inside)])


def entries(folder: Path, old: int, new: int) -> list[bytes]:
    """The entries after the first `old` of a tree of `new`."""
    found: list[bytes] = []
    if old == new:
        return found
    for index in range(old // WIDE, -(-new // WIDE)):
        bundle = _bundle(folder, index, width_of(index, new))
        found += bundle[max(0, old - index * WIDE) :]
    return found


def _bundle(folder: Path, index: int, width: int) -> list[bytes]:
    name = path("entries", index, width)
    data = memoryview(bounded(folder, name, width * (LONGEST_ENTRY + 2)))
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        if len(found) == width:
            raise Refused("BundleUnfit", f"{name}: more than {width}")
        if length > LONGEST_ENTRY:
            raise Refused("EntryTooLong", f"{name}: {length} bytes")
        if len(data) < 2 + length:
            raise Refused("BundleUnfit", f"{name}: cut short")
        found.append(bytes(data[2 : 2 + length]))
        data = data[2 + length :]
    if len(found) != width:
        raise Refused("BundleUnfit", f"{name}: {len(found)} of {width}")
    return found


def bodies(folder: Path, wanted: set[int]) -> tuple[dict[int, tuple[bytes, bytes]], list[str]]:
    """Salt and content of the bodies at hand by number, and the names of files that cannot be read.

    A bad file of bodies stops nothing but the additions that wait for it.
    """
    found: dict[int, tuple[bytes, bytes]] = {}
    bad = []
    names = sorted(each.name for each in (folder / "bodies").iterdir()) if (folder / "bodies").is_dir() else []
    for name in names:
        met = _RANGE.fullmatch(name)
        if met is None or not any(int(met[1]) <= seq <= int(met[2]) for seq in wanted):
            continue
        try:
            data = bounded(folder, f"bodies/{name}", LONGEST_BODIES)
            found.update(_bodies(data, int(met[1]), int(met[2])))
        except (Refused, ValueError, TypeError, KeyError, RecursionError):
            bad.append(name)
    return {seq: body for seq, body in found.items() if seq in wanted}, bad


def _bodies(data: bytes, first: int, last: int) -> dict[int, tuple[bytes, bytes]]:
    rows = json.loads(data)["bodies"]
    if not isinstance(rows, list) or len(rows) > WIDE:
        raise ValueError("not a list")
    found = {}
    before = first - 1
    for row in rows:
        seq = row["seq"]
        if type(seq) is not int or not before < seq <= last:
            raise ValueError("not in order")
        before = seq
        if row == {"seq": seq, "erased": True}:
            continue
        if set(row) != {"seq", "salt", "content"}:
            raise ValueError("neither a body nor erased")
        salt, content = unbase64(row["salt"]), unbase64(row["content"])
        if len(salt) != 32:
            raise ValueError("salt")
        found[seq] = (salt, content)
    return found
