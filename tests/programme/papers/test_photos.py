"""Photographs come out small, upright and silent about where and when they were taken."""

from __future__ import annotations

import base64
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.programme.papers.made import picture
from trustlane.programme.papers import photos
from trustlane.programme.papers.refusals import PhotoRefused


def shown(prepared: bytes) -> Image.Image:
    found = re.search(rb"base64,([^\"]+)", prepared)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("WEBP", "RGB")],
)
def test_pictures_of_every_kind_come_out_as_jpeg(kind: str, mode: str) -> None:
    given_picture = io.BytesIO()
    Image.new(mode, (60, 40)).save(given_picture, kind)
    made = shown(photos.prepared(given_picture.getvalue(), "here"))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (60, 40))


def test_large_ones_are_made_small_and_small_ones_stay() -> None:
    assert max(shown(photos.prepared(picture(4_000, 2_000), "here")).size) == photos.LONGEST_SIDE
    assert shown(photos.prepared(picture(30, 20), "here")).size == (30, 20)


def test_what_is_transparent_becomes_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(clear, "PNG")
    assert shown(photos.prepared(clear.getvalue(), "here")).getpixel((4, 4)) == (255, 255, 255)


def test_what_the_camera_wrote_is_gone_and_the_picture_upright() -> None:
    written = Image.Exif()
    written[0x0112] = 6  # turn by a quarter
    written[0x010F] = "Maker of cameras"
    written.get_ifd(0x8825)[1] = "N"  # where it was taken
    made = shown(photos.prepared(picture(80, 60, exif=written), "here"))
    assert made.size == (60, 80)
    assert not made.getexif()
    assert b"Maker" not in made.tobytes()


def test_the_same_picture_is_the_same_bytes() -> None:
    assert photos.prepared(picture(), "here") == photos.prepared(picture(), "here")


def test_too_many_bytes_or_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PhotoRefused, match="here has more than 25,000,000 bytes"):
        photos.prepared(bytes(photos.MOST_BYTES + 1), "here")
    monkeypatch.setattr(photos, "MOST_PIXELS", 100)
    with pytest.raises(PhotoRefused, match="more than 100 points"):
        photos.prepared(picture(), "here")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoRefused, match="here is no JPEG, PNG or WebP picture"):
        photos.prepared(content, "here")


@settings(max_examples=200)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 2_000), st.binary(max_size=12), st.booleans())
def test_broken_pictures_are_shown_or_refused(kind: str, at: int, junk: bytes, cut: bool) -> None:
    whole = picture(24, 24, kind)
    place = at % len(whole)
    broken = whole[:place] + junk + (b"" if cut else whole[place + len(junk) :])
    try:
        made = photos.prepared(broken, "here")
    except PhotoRefused:
        return
    assert shown(made).mode == "RGB"
