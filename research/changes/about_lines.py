"""Lines that were edited, added or taken away, and what they are about: facts, values, the posting, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from research.changes import about_posting
from research.changes.lines import Line, Reading
from research.changes.pairs import paired
from research.changes.sides import Compared
from research.changes.turns import Turns
from research.changes.wording import beginning, edited, page_name
from research.models import Change, ChangeGroup, Citation, Fact, Kind
from research.sameness import differing, is_exact, matters, name_key
from research.text import fold, lemma

_GROUPS: dict[Kind, ChangeGroup] = {
    "home": "values", "about": "values", "values": "values", "products": "values", "customers": "values",
    "careers": "values", "team": "people", "person": "people", "news": "news", "article": "news", "press": "news",
}  # fmt: skip
_OWN: tuple[Kind, ...] = ("posting", "about", "values", "team", "person", "careers", "home", "products")
_LONGEST_FIGURE = 6
_REWRITTEN_SHARE, _REWRITTEN_FROM = 0.3, 8
_POSITIONING = ("values", "mission", "vision", "description")
"""Facts that tell how the company sees itself: told among values and positioning."""
_STAFF = frozenset(lemma(w) for w in "people employees staff colleagues members team employee person workforce".split())


@dataclass(frozen=True, eq=False)
class _Edit:
    """One old line that became one new line; one side is None when it was added or taken away."""

    old: Line | None
    new: Line | None
    page: Reading


def lines(compared: Compared) -> list[Change]:
    """Return the changes of lines that no other change speaks for, each once however many pages repeat it."""
    found: list[Change] = []
    edits: list[_Edit] = []
    for old, new in compared.edited:
        made = _edits(compared, old, new, compared.turns(old, new))
        if new.document.way == "api":  # records count and rank things by the hour: only their facts are worth a line
            made = [e for e in made if _fact(compared, e) is not None]
        if _is_rewritten(old, new, made):
            found.append(_rewritten(made, new))
            made = [e for e in made if _fact(compared, e) is not None]
        edits += made
    facts, plain = _facts(compared, edits)
    return found + facts + _plain(compared, plain)


def _edits(compared: Compared, old: Reading, new: Reading, turns: Turns) -> list[_Edit]:
    gone = [x for x in compared.free(old.told) if x.key not in compared.new.keys]
    come = [x for x in compared.free(new.told) if x.key not in compared.old.keys]
    pairs, gone, come = paired(gone, come, lambda x: x.key, lambda x: x.passage.headings)
    # What stands on the other side in one piece was only cut into other lines.
    edits = [
        _Edit(a, b, new)
        for a, b in pairs
        if matters(*differing(a.key, b.key)) and not (new.says(a.key) and old.says(b.key))
    ]
    edits += [_Edit(a, None, new) for a in gone if not new.says(a.key)]
    edits += [_Edit(None, b, new) for b in come if not old.says(b.key)]
    return _without_turns([e for e in edits if _is_content(e)], turns)


def _without_turns(edits: Sequence[_Edit], turns: Turns) -> list[_Edit]:
    """Leave out lines that take turns: those on which two looks differ, and variants with what made room for them."""
    kept = [e for e in edits if not turns.is_undecided(e.old, e.new)]
    kept = [e for e in kept if not (e.old and e.new and turns.swaps(e.old, e.new))]
    for edit in [e for e in kept if e.old is None and turns.is_back(e.new)]:
        left = next((e for e in kept if e.new is None and _stand_together(edit.new, e.old)), None)
        if left is not None:
            kept = [e for e in kept if e is not edit and e is not left]
    return kept


def _stand_together(one: Line | None, other: Line | None) -> bool:
    if one is None or other is None:
        return False
    return one.passage.headings == other.passage.headings and one.passage.block == other.passage.block


def _is_content(edit: _Edit) -> bool:
    return any(line is not None and line.passage.region == "main" for line in (edit.old, edit.new))


# --- a page written anew ---


def _is_rewritten(old: Reading, new: Reading, edits: Sequence[_Edit]) -> bool:
    if len(edits) < _REWRITTEN_FROM or new.kind == "posting":
        return False
    kept = len(old.keys & new.keys - {""})
    return kept < _REWRITTEN_SHARE * max(1, len(old.keys - {""}))


def _rewritten(edits: Sequence[_Edit], new: Reading) -> Change:
    old_line = next((e.old for e in edits if e.old), None)
    new_line = next((e.new for e in edits if e.new), None)
    return _change("page rewritten", old_line, new_line, _GROUPS.get(new.kind, "pages"), new, "page rewritten")


# --- facts ---


def _fact(compared: Compared, edit: _Edit) -> tuple[str, str, str] | None:
    """Return (kind, old value, new value) when the edit changes a fact, else None."""
    before = _fact_at(compared.old.brief.company.facts, edit.old)
    after = _fact_at(compared.new.brief.company.facts, edit.new)
    if before is None and after is None:
        return None
    kind = after.kind if after is not None else before.kind if before is not None else ""
    if before is not None and after is not None and before.kind != after.kind:
        before = None
    old_value = before.value if before else ""
    new_value = after.value if after else ""
    values = [fold(f.value) for f in compared.old.brief.company.facts if f.kind == kind]
    if new_value and not old_value and fold(new_value) in values:
        return None  # the earlier pages said it in other words
    return None if fold(old_value) == fold(new_value) else (kind, old_value, new_value)


def _fact_at(facts: Sequence[Fact], line: Line | None) -> Fact | None:
    if line is None:
        return None
    for fact in facts:
        for citation in fact.citations:
            if (citation.document, citation.passage) == (line.document.sha256, line.passage.id) and (
                citation.start < line.end and line.start < citation.end
            ):
                return fact
    return None


def _facts(compared: Compared, edits: Sequence[_Edit]) -> tuple[list[Change], list[list[_Edit]]]:
    """Return (changes of facts, each once; the blocks that are about no fact)."""
    found: dict[tuple[str, str, str], Change] = {}
    figures: list[_Edit] = []
    plain = []
    for block in sorted(_blocks(edits), key=lambda block: _rank(block[0])):
        facts = [(edit, fact) for edit in block if (fact := _fact(compared, edit)) is not None]
        if not facts:
            plain.append(block)
        for edit, fact in facts:
            figures.append(edit)
            place = fact[0], fold(fact[1]), fold(fact[2])
            if place not in found:
                found[place] = _fact_change(edit, *fact)
    return list(found.values()), [b for b in plain if not any(_same_figure(b[0], f) for f in figures)]


def _fact_change(edit: _Edit, kind: str, old: str, new: str) -> Change:
    what = "value" if kind == "values" else kind.replace("_", " ")
    text = f"{what}: “{old}” is now “{new}”" if old and new else f"{what}: “{old or new}”"
    if not new:
        text += " is no longer said"
    return _change(what, edit.old, edit.new, "values" if kind in _POSITIONING else "facts", edit.page, text)


def _rank(edit: _Edit) -> tuple[int, int, str]:
    """Whole pairs first, then the company's own pages."""
    kind = edit.page.kind
    return (
        edit.old is None or edit.new is None,
        _OWN.index(kind) if kind in _OWN else len(_OWN),
        edit.page.document.url,
    )


def _same_figure(one: _Edit, other: _Edit) -> bool:
    """Whether two edits replace the same number of the same things ("160 people", "a team of 160")."""
    if one.old is None or one.new is None or other.old is None or other.new is None:
        return False
    change = differing(one.old.key, one.new.key)
    if (
        len(change[0]) > _LONGEST_FIGURE
        or change != differing(other.old.key, other.new.key)
        or not any(is_exact(t) for t in change[0])
    ):
        return False
    return bool(_things(one.new) & _things(other.new))


def _things(line: Line) -> frozenset[str]:
    return frozenset("people" if each in _STAFF else each for each in line.lemmas if not each[0].isdigit())


# --- everything else ---


def _plain(compared: Compared, blocks: Sequence[list[_Edit]]) -> list[Change]:
    kept: list[list[_Edit]] = []
    said: set[tuple[str, str]] = set()
    for block in blocks:
        new = [e for e in block if _keys(e) not in said]
        if not new or any(_same_figure(new[0], k[0]) for k in kept):
            continue
        said |= {_keys(e) for e in new}
        kept.append(new)
    lines_ = [x for block in kept for e in block for x in (e.old, e.new) if x]
    mine = {line.place for line in about_posting.rest(compared, lines_)}
    return [_told(compared, block, mine) for block in kept]


def _keys(edit: _Edit) -> tuple[str, str]:
    return (edit.old.key if edit.old else "", edit.new.key if edit.new else "")


def _blocks(edits: Sequence[_Edit]) -> list[list[_Edit]]:
    """Join what was added or taken away in one piece: sentences of one passage, and a heading with what it heads."""
    blocks: list[list[_Edit]] = []
    for edit in sorted(edits, key=_order):
        if blocks and _joins(blocks[-1], edit):
            blocks[-1].append(edit)
        else:
            blocks.append([edit])
    return blocks


def _order(edit: _Edit) -> tuple[str, int, int, int]:
    line = edit.new or edit.old
    assert line is not None
    side = 0 if edit.old and edit.new else 1 if edit.new else 2
    return edit.page.document.url, side, line.passage.ordinal, line.start


def _joins(block: Sequence[_Edit], edit: _Edit) -> bool:
    first, last = block[0], block[-1]
    if edit.page is not first.page or (edit.old and edit.new) or (last.old and last.new):
        return False
    if (edit.new is None) != (last.new is None):
        return False
    line, before, head = edit.new or edit.old, last.new or last.old, first.new or first.old
    assert line is not None
    assert before is not None
    assert head is not None
    if line.passage.id == before.passage.id and line.passage.ordinal == before.passage.ordinal:
        return True
    return head.passage.block == "heading" and head.passage.text in line.passage.headings


def _told(compared: Compared, block: Sequence[_Edit], posting: set[tuple[str, str, int]]) -> Change:
    edit = block[0]
    old, new = _piece([e.old for e in block if e.old]), _piece([e.new for e in block if e.new])
    line = edit.new or edit.old
    assert line is not None
    ours = line.place in posting
    group: ChangeGroup = "posting" if ours else _GROUPS.get(edit.page.kind, "pages")
    what = {"posting": "posting text", "people": "about a person", "news": "news text"}.get(group, "text")
    about, interviewer = _whom(compared, line, edit.page)
    if interviewer:
        group = "people"
    text = _in_words(old, new, "posting" if ours else page_name(edit.page))
    return Change(
        what=what, kind="changed" if old and new else "new" if new else "gone", old=old, new=new, group=group,
        about=about or edit.page.document.url, interviewer=interviewer, text=text,
        old_at=old.fetched_at if old else compared.since, new_at=edit.page.document.fetched_at,
    )  # fmt: skip


def _in_words(old: Citation | None, new: Citation | None, where: str) -> str:
    if old is not None and new is not None:
        return f"{where}: {edited(old.quote, new.quote)}"
    on = "in" if where == "posting" else "on"
    if new is not None:
        return f"new {on} the {where}: “{beginning(new.quote)}”"
    return f"no longer {on} the {where}: “{beginning(old.quote if old else '')}”"


def _piece(found: Sequence[Line]) -> Citation | None:
    """Cite what was added in one piece: the body under a new heading, not the heading, to its last line."""
    if not found:
        return None
    body = next((x for x in found if x.passage.block != "heading"), found[0])
    last = [x for x in found if x.passage.ordinal == body.passage.ordinal][-1]
    return body.document.cite(body.passage, body.start, last.end)


def _whom(compared: Compared, line: Line, page: Reading) -> tuple[str, bool]:
    """The interviewer a line names or whose page it stands on."""
    for person in (*compared.new.brief.interviewers, *compared.old.brief.interviewers):
        if person.name in line.text or person.name in line.passage.headings:
            return person.name, True
        if page.kind == "person" and any(name_key(p.name) == name_key(person.name) for p in page.document.people[:1]):
            return person.name, True
    return "", False


def _change(what: str, old: Line | None, new: Line | None, group: ChangeGroup, page: Reading, text: str) -> Change:
    return Change(
        what=what, kind="changed" if old and new else "new" if new else "gone", old=old.cite() if old else None,
        new=new.cite() if new else None, group=group, about=page.document.url, text=text,
        old_at=old.document.fetched_at if old else None, new_at=page.document.fetched_at,
    )  # fmt: skip
