"""What became of the posting: requirements added, removed, softened, hardened; closed; posted anew."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from research.changes.lines import Line, Reading, address
from research.changes.pairs import paired
from research.changes.sides import Compared, Side
from research.changes.wording import edited
from research.models import Change, ChangeKind, Citation, Posting, Statement
from research.refresh_rules import is_stump
from research.sameness import differing, key, matters, numbers
from research.text import similarity

_LISTS = {
    "must": "requirement", "nice": "nice-to-have", "pay": "pay", "problems": "problem", "goals": "goal",
    "measures": "measure", "responsibilities": "duty", "stages": "hiring step", "summary": "summary",
}  # fmt: skip
"""The lists of a Posting in the order in which a line that stands in several is told, and their names for people."""
_ADDED: dict[ChangeKind, str] = {"new": "added", "gone": "removed", "changed": "changed"}
_FIRM = re.compile(
    r"\b(?:must|required?|requires|mandatory|essential|minimum|need(?:ed)?|muss|zwingend|erforderlich)\b", re.I
)
_SOFT = re.compile(
    r"\b(?:preferred|preferably|nice to have|a plus|bonus|ideally|optional|desirable|helpful|would be great|von vorteil"
    r"|wünschenswert|idealerweise)\b",
    re.I,
)  # fmt: skip
_TAKEN = re.compile(
    r"\b(?:position|role|job|vacancy|posting|opening)\b.{0,30}\b(?:filled|closed|no longer|expired|not available)\b"
    r"|\bno longer accepting\b|\bnicht mehr verfügbar\b|\bn'est plus disponible\b",
    re.I,
)
_REPOSTED = dt.timedelta(days=7)
"""Boards move "posted" by a day or so by themselves; a week is a new posting."""


@dataclass(frozen=True)
class _Entry:
    """One line of a posting and the list it stands in."""

    list: str
    statement: Statement

    @property
    def key(self) -> str:
        return key(self.statement.text)

    @property
    def citation(self) -> Citation:
        return self.statement.citations[0]


def posting(compared: Compared) -> list[Change]:
    """Return the changes of the posting of this role, each with the lines it speaks for claimed."""
    old, new = compared.old.brief.role.posting, compared.new.brief.role.posting
    before = _page(compared.old, old)
    if old is None or before is None:
        return []
    after = _page(compared.new, new)
    if new is None or after is None:
        return _gone(compared, old, before)
    if address(old.url) != address(new.url) and similarity(old.title, new.title) < 80:
        return []
    if old.document == new.document or id(after) not in {id(r) for r in compared.came}:
        return []
    found = _state(compared, old, new, before, after)
    found += _entries(compared, old, new, before, after)
    compared.claim(*after.lines[:1]) if address(old.url) != address(new.url) else None
    return found


def _page(side: Side, posting: Posting | None) -> Reading | None:
    if posting is None:
        return None
    found = side.reading(address(posting.url))
    return found or next((r for r in side.readings if r.document.sha256 == posting.document), None)


def _gone(compared: Compared, old: Posting, before: Reading) -> list[Change]:
    """The posting is closed when its page is gone for good, or when its address leads to another page."""
    where = address(before.document.url)
    now = compared.new.reading(where)
    lost = any(r is before for r in compared.lost)
    instead = now is not None and now.kind != "posting" and not now.prints(old.title) and _is_away(before, now)
    if not lost and not instead:
        return []
    compared.claim(*before.lines, *(now.lines if now is not None and instead else ()))
    why = "its address leads to another page" if instead else "the page is gone"
    return [
        _change(
            compared, "closed", "gone", old, f"closed: the posting is no longer online ({why})", _title(before), None
        )
    ]


def _is_away(before: Reading, now: Reading) -> bool:
    """Whether the address leads elsewhere, or says that the job is taken; an unclear stump is no proof."""
    if address(now.document.final_url) != address(before.document.final_url):
        return not is_stump(before.document, now.document)
    return any(_TAKEN.search(line.text) for line in now.lines)


def _state(compared: Compared, old: Posting, new: Posting, before: Reading, after: Reading) -> list[Change]:
    found = []
    if new.closed is not None and old.closed is None:
        compared.claim(new.closed.citations[0])
        quote = new.closed.citations[0]
        found.append(_change(compared, "closed", "new", new, f"closed: the posting says “{quote.quote}”", None, quote))
    if old.closed is not None and new.closed is None:
        compared.claim(old.closed.citations[0])
        text = "open again: the posting no longer says that it is closed"
        found.append(_change(compared, "reopened", "gone", new, text, old.closed.citations[0], None))
    moved = address(old.url) != address(new.url)
    later = old.posted is not None and new.posted is not None and new.posted - old.posted >= _REPOSTED
    if later or moved:
        text = f"posted anew, dated {new.posted:%d %b %Y}" if later else "posted anew at another address"
        found.append(_change(compared, "reposted", "changed", new, text, _title(before), _title(after)))
        stamp = new.posted.strftime("%Y") if new.posted else ""
        compared.claim(*(line for line in after.lines if stamp and "osted" in line.text and stamp in line.text))
    return found


def _entries(compared: Compared, old: Posting, new: Posting, before: Reading, after: Reading) -> list[Change]:
    mine, yours = _listed(old), _listed(new)
    found = []
    for k in mine.keys() & yours.keys():
        found += _between(compared, new, mine[k], yours[k])
    # A line that the other capture prints too was merely read differently.
    gone = [e for k, e in mine.items() if k not in yours and not after.says(k)]
    come = [e for k, e in yours.items() if k not in mine and not before.says(k)]
    pairs, gone, come = paired(gone, come, lambda e: e.key, lambda e: e.list)
    for a, b in pairs:
        compared.claim(a.citation, b.citation)
        if matters(*differing(a.key, b.key)) or a.list != b.list:
            found.append(_edited(compared, new, a, b))
    one_sided: list[tuple[_Entry, ChangeKind]] = [*((e, "gone") for e in gone), *((e, "new") for e in come)]
    for entry, kind in one_sided:
        compared.claim(entry.citation)
        name = _LISTS[entry.list]
        text = f"{name} {_ADDED[kind]}: “{entry.statement.text}”"
        sides = (entry.citation, None) if kind == "gone" else (None, entry.citation)
        found.append(_change(compared, f"{name} {_ADDED[kind]}", kind, new, text, *sides))
    return found


def _listed(posting: Posting) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for name in _LISTS:
        for statement in getattr(posting, name):
            entry = _Entry(name, statement)
            if entry.key:
                found.setdefault(entry.key, entry)
    return found


def _between(compared: Compared, new: Posting, a: _Entry, b: _Entry) -> list[Change]:
    """The same words in another list: must → nice is softened, nice → must hardened; other moves are layout."""
    moves = {("must", "nice"): "softened", ("nice", "must"): "hardened"}
    verb = moves.get((a.list, b.list))
    if verb is None:
        return []
    text = f"requirement {verb}: “{b.statement.text}” is {'a nice-to-have' if verb == 'softened' else 'a must'} now"
    return [_change(compared, f"requirement {verb}", "changed", new, text, a.citation, b.citation)]


def _edited(compared: Compared, new: Posting, a: _Entry, b: _Entry) -> Change:
    name = _LISTS[a.list]
    verb = _verb(a, b) if {a.list, b.list} <= {"must", "nice"} else "changed"
    label = f"requirement {verb}" if verb != "changed" or a.list == "must" else f"{name} changed"
    text = f"{label}: {edited(a.statement.text, b.statement.text)}"
    return _change(compared, label, "changed", new, text, a.citation, b.citation)


def _verb(a: _Entry, b: _Entry) -> str:
    """Softened or hardened by list, by binding words, or by one lower or higher number ("5+ years" → "3+ years")."""
    if (a.list, b.list) == ("must", "nice"):
        return "softened"
    if (a.list, b.list) == ("nice", "must"):
        return "hardened"
    old, new = a.statement.text, b.statement.text
    if _SOFT.search(new) and not _SOFT.search(old):
        return "softened"
    if _SOFT.search(old) and not _SOFT.search(new):
        return "hardened"
    if _FIRM.search(new) and not _FIRM.search(old):
        return "hardened"
    one, other = numbers(old), numbers(new)
    if len(one) == len(other) == 1 and one != other and re.search(r"(?i)years?|yrs|jahre", new):
        return "softened" if other[0] < one[0] else "hardened"
    return "changed"


def _title(reading: Reading) -> Citation | None:
    heading = next((p for p in reading.document.main if p.level == 1), None) or next(iter(reading.document.main), None)
    return None if heading is None else reading.document.cite(heading)


def _change(
    compared: Compared,
    what: str,
    kind: ChangeKind,
    posting: Posting,
    text: str,
    old: Citation | None,
    new: Citation | None,
) -> Change:
    return Change(
        what=what, kind=kind, old=old, new=new, group="posting", about=posting.title, text=text,
        old_at=old.fetched_at if old else compared.since,
        new_at=new.fetched_at if new else compared.new.brief.generated_at,
    )  # fmt: skip


def rest(compared: Compared, lines: list[Line]) -> list[Line]:
    """Return the lines that belong to the posting of this role."""
    pages = {id(p) for p in (_page(compared.old, compared.old.brief.role.posting),
                             _page(compared.new, compared.new.brief.role.posting)) if p is not None}  # fmt: skip
    documents = {id(r.document) for r in (*compared.went, *compared.came) if id(r) in pages}
    return [line for line in lines if id(line.document) in documents]
