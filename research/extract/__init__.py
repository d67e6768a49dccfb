"""Page -> Document -> people, facts, signals: the reading stage; pure (no network, disk, clock or environment).

`read` turns a Page into a Document with its Passages and People; `facts`, `posting`, `signals`, `person_signals` and
`positions` read Documents further. `main_text` and `people` read one page of HTML, for use without the rest.
Rooms are loaded on first use, since their libraries take long to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from research.extract.all_signals import person_signals as person_signals
    from research.extract.all_signals import signals as signals
    from research.extract.career import positions as positions
    from research.extract.career import professional as professional
    from research.extract.company_facts import facts as facts
    from research.extract.content import main_text as main_text
    from research.extract.document import read as read
    from research.extract.persons import people as people
    from research.extract.postings import posting as posting
    from research.extract.regions import shared_furniture as shared_furniture
    from research.extract.resumes import resume as resume

# No room may bear the name of a function given out here: importing it would set that name to the module.
_ROOMS = {
    "read": "document", "main_text": "content", "people": "persons", "shared_furniture": "regions",
    "facts": "company_facts", "posting": "postings", "signals": "all_signals", "person_signals": "all_signals",
    "positions": "career", "professional": "career", "resume": "resumes",
}  # fmt: skip

__all__ = [
    "facts", "main_text", "people", "person_signals", "positions", "posting", "professional", "read", "resume",
    "shared_furniture", "signals",
]  # fmt: skip


def __getattr__(name: str) -> object:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
    return value
