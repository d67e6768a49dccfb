"""Page -> Document -> people, facts, signals: the reading stage; pure (no network, disk, clock or environment).

`read` turns a Page into a Document with its Passages and People; `facts`, `posting`, `signals`, `person_signals` and
`positions` read Documents further. `main_text` and `people` read one page of HTML, for use without the rest.
Rooms are loaded on first use, since their libraries take long to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from research.extract.career import positions as positions
    from research.extract.career import professional as professional
    from research.extract.document import main_text as main_text
    from research.extract.document import read as read
    from research.extract.facts import facts as facts
    from research.extract.people import people as people
    from research.extract.posting import posting as posting
    from research.extract.regions import shared_furniture as shared_furniture
    from research.extract.resume import resume as resume
    from research.extract.signals import person_signals as person_signals
    from research.extract.signals import signals as signals

_ROOMS = {
    "read": "document", "main_text": "document", "people": "people", "shared_furniture": "regions", "facts": "facts",
    "posting": "posting", "signals": "signals", "person_signals": "signals", "positions": "career",
    "professional": "career", "resume": "resume",
}  # fmt: skip

__all__ = [
    "facts", "main_text", "people", "person_signals", "positions", "posting", "professional", "read", "resume",
    "shared_furniture", "signals",
]  # fmt: skip


def __getattr__(name: str) -> object:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{room}"), name)
    # Importing a submodule sets it as an attribute here; the function of the same name must win.
    globals()[name] = value
    return value
