"""A picture that came over the network → a small portrait, or why there is none; drawn by a bounded child."""

from __future__ import annotations

import subprocess

from research.collect import picture_child as child
from research.collect.child import SECONDS, Spent, run
from research.models import Reason

PICTURE_BYTES = 8 * 1024 * 1024
ACCEPT = "image/webp,image/png,image/jpeg,image/gif;q=0.8"
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
_NO_PICTURE: tuple[Reason, str] = ("not text", "no picture that can be shown safely (JPEG, PNG, WebP or GIF)")
_CHILD_SAYS: dict[int, tuple[Reason, str]] = {
    child.TOO_LARGE: ("too large", "the picture has too many pixels"),
    child.NO_PORTRAIT: ("not text", "too small or too wide for a portrait"),
}


def portrait(data: bytes) -> bytes | tuple[Reason, str]:
    """Return a JPEG of at most 192 x 192 pixels made of a JPEG, PNG, WebP or GIF, or why there is none.

    The first bytes decide, whatever the server calls it: SVG, which can hold scripts, is refused unread.
    """
    if not data.startswith(_MAGIC):
        return _NO_PICTURE
    try:
        code, drawn = run("picture_child.py", data=data)
    except (subprocess.TimeoutExpired, Spent):
        return "timeout", f"drawing it took longer than {SECONDS} seconds"
    return drawn if code == child.OK and drawn else _CHILD_SAYS.get(code, _NO_PICTURE)
