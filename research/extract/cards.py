"""The card of each person: the lines that are about nobody else, and which of them is the title.

Titles are found series by series: after the name or before it, whichever the cards that stand alike use.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from research.extract.atoms import Atom, Mention
from research.extract.names import has_title_head, is_title, may_be_title, only_letters
from research.extract.walk import Box, Run

_LABEL = re.compile(
    r"^(?:read|learn|view|see|show|more|bio|full bio|biography|profile|linked ?in|twitter|x|github|facebook"
    r"|instagram|email"
    r"|e-mail|contact|phone|tel|call|website|blog|vcard|download|share|follow|close|open|back|next|previous|plus|mehr"
    r"|(?:she|he|they)/|lire|voir|en savoir|\+|→|»)\b.{0,24}$",
    re.I,
)
DEPARTMENT = re.compile(
    r"&|\b(?:and|engineering|marketing|sales|product|design|finance|operations|people|talent|hr|legal|research|data"
    r"|security|strategy|growth|support|success|development|communications|partnerships|technology|it|platform"
    r"|infrastructure|science|analytics|content|brand|programs?|education|policy|services|risk|compliance)\b",
    re.I,
)
_ORG_END = re.compile(
    r"\b(?:inc|llc|ltd|gmbh|corp|co|plc|llp|limited|company|group|university|college|associates|bank|church|school|center|centre"
    r"|foundation)\b\.?$",
    re.I,
)  # one pattern


def title_part(title: str) -> str:
    """Return the part of `title` that is one: "Principal" of "Principal, Strategic Management LLC"."""
    parts = re.split(r",\s+", title)
    if (
        len(parts) > 1
        and is_title(parts[0])
        and (_ORG_END.search(parts[-1]) or not has_title_head(", ".join(parts[1:])))
    ):
        department = len(parts) == 2 and DEPARTMENT.search(parts[1]) and not _ORG_END.search(parts[1])
        return title if department and is_title(title) else parts[0]
    if is_title(title):
        return title.strip(" ,;")
    return parts[0] if is_title(parts[0]) else ""


def set_cards(mentions: list[Mention], atoms: list[Atom]) -> None:
    """Give each mention the atoms of its card: the largest box about nobody else, or the lines up to the next name."""
    keys: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        for box in mention.atom.run.box.up():
            keys[box.index].add(mention.name.key)
    places = [m.atom.place for m in mentions]
    named = set(places)
    by_box: dict[int, list[Atom]] = defaultdict(list)
    for atom in atoms:
        for box in atom.run.box.up():
            by_box[box.index].append(atom)
    for at, mention in enumerate(mentions):
        box = mention.atom.run.box
        if len(keys[box.index]) > 1:
            mention.card = _lines_around(mention, places, at, atoms, box)
            continue
        while (
            box.parent is not None
            and len(keys[box.parent.index]) == 1
            and box.parent.tag not in ("main", "body", "html")
        ):
            if box.parent.chars > 6000:
                break
            box = box.parent
        mention.box = box
        inside = by_box[box.index]
        here = bisect_left(inside, mention.atom.place, key=lambda a: a.place)
        near = inside[max(0, here - 12) : here + 24]
        others = [a for a in near if a.place not in named or a is mention.atom]
        if len(others) > 1:
            mention.card = others
        else:
            mention.card = _lines_around(mention, places, at, atoms, box.parent)


def _lines_around(mention: Mention, places: list[int], at: int, atoms: list[Atom], inside: Box | None) -> list[Atom]:
    before = places[at - 1] if at else -1
    after = places[at + 1] if at + 1 < len(places) else len(atoms)
    place = mention.atom.place
    around = atoms[max(before + 1, place - 3) : min(after, place + 6)]
    if inside is None:
        return around
    return [a for a in around if a is mention.atom or any(box is inside for box in a.run.box.up())]


def set_titles(mentions: list[Mention], of_team: Callable[[Run], bool]) -> None:
    """Find the titles of whole-line names series by series: after the name or before it, whichever the series uses."""
    series: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.title is None:
            series[mention.atom.sign].append(mention)
    for group in series.values():
        team = any(of_team(m.atom.run) for m in group)
        after = [_neighbours(m, +1) for m in group]
        before = [_neighbours(m, -1) for m in group]
        votes_after = sum(any(is_title(a.text) for a in near[:2]) for near in after)
        votes_before = sum(any(is_title(a.text) for a in near[:1]) for near in before)
        best = after if votes_after >= votes_before else before
        usual = _usual_sign(best)
        for mention, near, other in zip(group, best, before if best is after else after, strict=True):
            # Away from a team page half of a series must have plain titles before its other lines count as titles.
            votes = max(votes_after, votes_before) if team or max(votes_after, votes_before) >= 0.5 * len(group) else 0
            chosen = _choose(near, usual, len(group), votes) or _choose(other, None, 1, 0)
            chosen = chosen or (near[0] if team and votes and _all_alike(best) else None)
            chosen = chosen or (near[0] if team and _before_a_biography(mention, near) else None)
            if chosen is not None and (team or _set_as_title(chosen.text)):
                mention.title = (chosen.run, chosen.start, chosen.end)
                _trim_title(mention)
    for mention in mentions:
        if mention.letters and (mention.title is None or only_letters(mention.title_text or "")):
            mention.title = mention.letters


def _set_as_title(text: str) -> bool:
    """Tell whether a line is set like a title rather than like a sentence: few words, most of them capitalised."""
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return len(text.split()) <= 10 and (len(words) < 4 or sum(w[0].isupper() for w in words) >= 0.5 * len(words))


def _neighbours(mention: Mention, step: int) -> list[Atom]:
    near = [a for a in mention.card if (a.place - mention.atom.place) * step > 0 and a is not mention.surname]
    near = near if step > 0 else near[::-1]
    # The headline of a page is nobody's title, though "Launching Cloud Coach" ends like one.
    return [a for a in near[:5] if a.run.level != 1 and not _is_label(a.text)][:3]


def _is_label(text: str) -> bool:
    """Tell whether a line is a button's or a link's, or has no letters: "Back" is one, "Back-end Developer" is none."""
    return not any(c.isalpha() for c in text) or bool(_LABEL.match(text) and not is_title(text))


def _before_a_biography(mention: Mention, near: list[Atom]) -> bool:
    """Tell whether the line below a headed name is short, and the one below that tells of the person by first name."""
    if not mention.atom.run.level or len(near) < 2 or not may_be_title(near[0].text):
        return False
    first = next((w for w in mention.name.text.split() if "." not in w), "")
    return bool(first) and len(near[1].text) >= 60 and near[1].text.startswith(f"{first} ")


def _all_alike(nears: Sequence[list[Atom]]) -> bool:
    """Tell whether at least two cards all have, right beside the name, one short line that is set alike."""
    first = [near[0] for near in nears if near]
    if len(nears) < 2 or len(first) < len(nears) or len({atom.sign for atom in first}) > 1:
        return False
    return all(may_be_title(atom.text) for atom in first) and len({atom.text for atom in first}) > 1


def _usual_sign(nears: Sequence[list[Atom]]) -> tuple[object, ...] | None:
    """Return the sign of the line beside the name when nearly all of a series have the same one, short."""
    first = Counter(near[0].sign for near in nears if near and len(near[0].text) <= 80)
    if len(nears) < 3 or not first:
        return None
    sign, count = first.most_common(1)[0]
    return sign if count >= 0.7 * len(nears) else None


def _choose(near: list[Atom], usual: tuple[object, ...] | None, size: int, votes: int) -> Atom | None:
    for atom in near[:2]:
        if is_title(atom.text):
            return atom
        if title_part(atom.text) and len(atom.text) <= 130:
            return atom
    if near and usual is not None and near[0].sign == usual and votes >= max(1, 0.15 * size):
        text = near[0].text
        if len(text.split()) <= 9 and text[-1:] not in ".!?:" and "@" not in text and not re.search(r"\d{3}", text):
            return near[0]
    return None


def _trim_title(mention: Mention) -> None:
    if mention.title is None:
        return
    run, start, end = mention.title
    text = run.text[start:end]
    kept = text if is_title(text) else (title_part(text) or text)
    stripped = kept.strip(" ,;:|–—-•")
    at = start + text.index(stripped)
    mention.title = (run, at, at + len(stripped))
