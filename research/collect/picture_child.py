"""The child process that makes a small portrait of one picture: its bytes on stdin, a JPEG on stdout.

A picture of unknown origin is decoded in a process of its own, with at most 400 MB of memory and 10 s, so that a bomb
or a fault in a decoder ends the child and not the run. What comes out was drawn anew: no metadata (places, names of
cameras), no second file hidden behind the picture. It imports nothing of this package. The only door to Pillow.
"""

from __future__ import annotations

import io
import sys
import warnings
from typing import Any

OK, NO_PICTURE, TOO_LARGE, NO_PORTRAIT = 0, 11, 13, 14
SIDE = 192
"""Pixels of the portrait's side: twice or three times what a screen shows it at."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_MOST_PIXELS = 40_000_000
_LEAST_SIDE = 48  # smaller ones are icons and spacers
_WIDEST = 2.2  # longer than that are logos and banners
_QUALITY = 82
_MEMORY = 400_000_000
_SECONDS = 10


class Unfit(Exception):
    """Ends the drawing; `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def portrait(data: bytes) -> bytes:
    """Return the picture as a square JPEG of at most 192 pixels; the upper middle of it when it is no square.

    Raises Unfit for what is no JPEG, PNG, WebP or GIF, has more than 40 million pixels, or cannot show a face.
    """
    from PIL import Image, ImageOps

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        picture: Any = Image.open(io.BytesIO(data), formats=_FORMATS)
        width, height = picture.size
        if width * height > _MOST_PIXELS:
            raise Unfit(TOO_LARGE)
        if min(width, height) < _LEAST_SIDE or max(width, height) > _WIDEST * min(width, height):
            raise Unfit(NO_PORTRAIT)
        if picture.mode in ("P", "PA", "LA"):
            picture = picture.convert("RGBA")
        picture.thumbnail((4 * SIDE, 4 * SIDE), reducing_gap=2.0)  # a JPEG is decoded at a fraction of its size
        upright = _opaque(ImageOps.exif_transpose(picture))
        side = min(SIDE, *upright.size)
        return _jpeg(ImageOps.fit(upright, (side, side), centering=(0.5, 0.25)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:  # for damage
        raise Unfit(NO_PICTURE) from error


def _opaque(picture: Any) -> Any:
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _jpeg(picture: Any) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    bare = Image.new("RGB", picture.size)  # Pillow hands comments and profiles on from the picture that it was given
    bare.paste(picture)
    bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _limit() -> None:
    """Bind this process where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS; the parent's time limit still holds
            continue


def main() -> int:
    """Read a picture from stdin, write the portrait, return the exit code."""
    _limit()
    try:
        sys.stdout.buffer.write(portrait(sys.stdin.buffer.read()))
    except Unfit as reason:
        return reason.code
    except MemoryError:
        return TOO_LARGE
    return OK


if __name__ == "__main__":
    sys.exit(main())
