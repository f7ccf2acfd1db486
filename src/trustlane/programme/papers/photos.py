"""Photographs for a report: made small, set upright, and without what a camera writes into them."""

from __future__ import annotations

import base64
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from trustlane.programme.papers.refusals import PhotoRefused

MOST_BYTES = 25_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1_400  # pixels; 80 mm on paper at 440 dots an inch
QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<image width="{0}" height="{1}" href="data:image/jpeg;base64,{2}"/></svg>'
)


def prepared(picture: bytes, place: str) -> bytes:
    """A photograph as `stripped` makes it, inside an SVG.

    The compiler takes text files only; in an SVG a picture is text, and reaches the paper as the JPEG it is.
    """
    width, height, kept = _small(picture, place)
    return _SVG.format(width, height, base64.b64encode(kept).decode()).encode()


def stripped(picture: bytes, place: str) -> bytes:
    """A photograph as a JPEG of bounded size, upright and without place, time or maker of the camera.

    ``place`` names it in the refusal. Raises PhotoRefused.
    """
    return _small(picture, place)[2]


def _small(picture: bytes, place: str) -> tuple[int, int, bytes]:
    """Width and height in points, and the JPEG."""
    if len(picture) > MOST_BYTES:
        raise PhotoRefused(f"{place} has more than {MOST_BYTES:,} bytes; make it smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound below is the stricter one
            with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PhotoRefused(f"{place} has more than {MOST_PIXELS:,} points; make it smaller.")
                upright = ImageOps.exif_transpose(opened)
                return _drawn_anew(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise PhotoRefused(f"{place} is no JPEG, PNG or WebP picture that can be read; save it anew.") from error


def _drawn_anew(upright: Image.Image) -> tuple[int, int, bytes]:
    seen = upright.convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    sheet.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=QUALITY)
    return (*sheet.size, kept.getvalue())
