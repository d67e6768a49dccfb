"""Names as they stand on a page, each with the title that belongs to it.

1. The visible lines become atoms; each atom that is a name, or a name with its title, is a mention (names.py).
2. Mentions that stand alike on the page (same elements and classes around them) are a series. A series in which the
   lexicon knows many names carries the ones it does not know; a series shows where its titles stand: the line
   before, on or after the name.

Running text is read in prose_names.py.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise

from research.extract.atoms import Atom, Mention, atoms_of
from research.extract.cards import set_cards, set_titles, title_part
from research.extract.name_words import NOT_NAMES
from research.extract.names import (
    Name,
    cjk_with_title,
    has_title_head,
    is_cjk,
    is_title,
    may_be_title,
    parse_name,
    single_name,
    turned_name,
)
from research.extract.walk import Run, Walked
from research.text import bare

_SPLIT = re.compile(r"\s*[,|•·/:;]\s+|\s+[-–—~/|]\s*|\s*[–—|]\s+|\s*\(|\)\s*|\t")


_HALF = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ '’-][^\W\d_]+\.?){0,2}$")
_FIRST_NAME = re.compile(r"(?:first|given|fore)[-_ ]?name|vorname|pr[ée]nom\b|(?:name|nom)[-_]+first")
_LAST_NAME = re.compile(r"(?:last|family|sur)[-_ ]?name|nachname|(?:^|[\s_-])nom\b|apellido|(?:name)[-_]+last")


_GREETING = re.compile(
    r"(?:meet|introducing|say hello to|hi,? i[’']m|hello,? i[’']m|rencontrez|voici|das ist|conoce a|te presentamos a"
    r"|incontra|ontmoet|maak kennis met|möt)\s+(?!the\b|our\b)",
    re.I,
)


def mentions_of(walked: Walked, of_team: Callable[[Run], bool]) -> list[Mention]:
    """Return the people whose names have a line of their own, in reading order, with their titles and cards.

    `of_team` tells of a run whether the page, or the section it stands in, is about the people of the house; there a
    title beside it carries a strange name.
    """
    atoms = atoms_of(walked)
    found = _accept(_mentions(atoms), atoms, of_team)
    set_cards(found, atoms)
    set_titles(found, of_team)
    return [m for m in found if (m.name.sure and not m.name.weak) or m.title or m.way == "series"]


# --- mentions -------------------------------------------------------------------------------------------------------


def _mentions(atoms: list[Atom]) -> list[Mention]:
    found: list[Mention] = []
    halves = _halves(atoms)
    seconds = {id(second) for second in halves.values()}
    for atom in atoms:
        text = atom.text
        if len(text) > 200 or id(atom) in seconds:
            continue
        if (second := halves.get(atom.place)) is not None and (both := _joined(atom, second)) is not None:
            found.append(Mention(atom, atom.start, atom.end, both, whole=True, surname=second))
            continue
        if (greeted := _greeted(atom, text)) is not None:
            found.append(greeted)
            continue
        if row := _in_a_row(atom, text):
            found += row
            continue
        if not text.isascii() and (japanese := cjk_with_title(text)) is not None:
            found.append(_in_one_line(atom, *japanese))
            continue
        name = parse_name(text) if len(text) <= 85 else None
        if name is not None:
            start = atom.start + name.start
            mention = Mention(atom, start, start + len(name.text), name, whole=True)
            found.append(mention)
            letters = text[name.end :].strip(" ,()")
            if letters and is_title(letters):
                at = atom.start + text.index(letters, name.end)
                mention.letters = (atom.run, at, at + len(letters))
        elif (turned := turned_name(text)) is not None:
            found.append(Mention(atom, atom.start + turned.start, atom.start + turned.end, turned, whole=True))
        elif len(text) <= 16 and single_name(text):
            alone = Name(0, len(text), text, sure=False, weak=True)
            found.append(Mention(atom, atom.start, atom.end, alone, whole=True, way="single"))
        elif "," in text or len(text) <= 120:
            found += _with_title(atom, text)
    return _without_houses(found)


def _without_houses(mentions: list[Mention]) -> list[Mention]:
    """Leave out the house of "Owner, Quinn Joinery" below a name: it is shaped like a name, and is no second person."""
    alone = {m.atom.place for m in mentions if m.whole and m.name.sure and m.title is None}
    return [m for m in mentions if not (m.title and m.title[2] <= m.start and m.atom.place - 1 in alone)]


def _in_one_line(atom: Atom, name: Name, first: int, last: int) -> Mention:
    start = atom.start + name.start
    title = (atom.run, atom.start + first, atom.start + last)
    return Mention(atom, start, start + len(name.text), name, whole=False, title=title)


def _greeted(atom: Atom, text: str) -> Mention | None:
    """Return the mention of a line that introduces somebody: "Meet Priya", where a first name alone is enough."""
    greeting = _GREETING.match(text) if len(text) <= 60 else None
    if greeting is None:
        return None
    rest = text[greeting.end() :].split(",")[0].rstrip(" .!")
    name = parse_name(rest)
    alone = name is None and rest.isalpha() and rest[:1].isupper() and len(rest) <= 16
    if alone:
        name = Name(0, len(rest), rest, sure=False, weak=True)
    if name is None:
        return None
    start = atom.start + greeting.end() + name.start
    return Mention(atom, start, start + len(name.text), name, whole=True, way="greeted" if alone else "line")


_REPRESENTED = re.compile(
    r"(?:gesetzlich )?(?:vertreten durch|vertretungsberechtigte?r?|represented by|représentée? par)\s?:?\s+"
    r"(?:(?:den|die|das|le|la|les|its)\s+)?",
    re.I,
)
_LABEL = re.compile(r"([^:()]{3,60}?)\s?:\s+|([^\W\d_]{4,30})\s+")
_GAP = re.compile(r"\s*[,;]\s+(?:(?:and|und|et|y|sowie)\s+)?|\s+(?:and|und|et|y|sowie|&|/|\|)\s+")
_IN_BRACKETS = re.compile(r"\s*\(([^()]{2,50})\)\s*\.?$")
_SHORT_TITLE = re.compile(r"(?:ehem\.? |ex-)?[A-ZÄÖÜ]{2,4}")


def _in_a_row(atom: Atom, text: str) -> list[Mention]:
    """Return the people of a line that names several: "Directors: A, B and C", "A (Chair), B (Treasurer)"; else []."""
    lead = found.end() if (found := _REPRESENTED.match(text)) else 0
    label = _LABEL.match(text, lead)
    title = next((n for n in (1, 2) if label and label[n] and is_title(label[n])), 0)
    at = label.end() if label and title else lead
    parts = _parts(text, at)
    if len(parts) < 2 and not lead:
        return []
    row: list[Mention] = []
    for first, last in parts:
        bracket = _IN_BRACKETS.search(text[first:last])
        name = parse_name(text[first : first + bracket.start()] if bracket else text[first:last])
        if name is None or " " not in name.text:
            return []
        start = atom.start + first + name.start
        mention = Mention(atom, start, start + len(name.text), name, whole=False, labelled=True)
        if bracket and (is_title(bracket[1]) or _SHORT_TITLE.fullmatch(bracket[1])):
            mention.title = (atom.run, atom.start + first + bracket.start(1), atom.start + first + bracket.end(1))
        elif label and title:
            mention.title = (atom.run, atom.start + label.start(title), atom.start + label.end(title))
        row.append(mention)
    return row if 2 * sum(m.title is not None for m in row) >= len(row) else []


def _parts(text: str, at: int) -> list[tuple[int, int]]:
    """Return the (start, end) of what commas and the like part, brackets left whole."""
    masked = re.sub(r"\([^()]*\)", lambda m: "_" * len(m.group()), text)
    gaps = [gap.span() for gap in _GAP.finditer(masked, at)]
    return list(zip([at, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)], strict=True))


def _halves(atoms: list[Atom]) -> dict[int, Atom]:
    """Return (place of a first name → the line with its surname) where cards give each a line of its own.

    Class names say so, or at least three cards that all have a known first name and one more capitalised word.
    """
    said: dict[int, Atom] = {}
    alike: dict[tuple[object, ...], list[tuple[Atom, Atom]]] = defaultdict(list)
    for first, second in pairwise(atoms):
        boxes = first.run.box, second.run.box
        if first.run is second.run or boxes[0].parent is not boxes[1].parent or _joined(first, second) is None:
            continue
        if _FIRST_NAME.search(boxes[0].hint) and _LAST_NAME.search(boxes[1].hint):
            said[first.place] = second
        elif single_name(first.text) and not is_title(second.text) and not single_name(second.text):
            alike[(first.sign, second.sign)].append((first, second))
    said |= {first.place: second for pairs in alike.values() if len(pairs) >= 3 for first, second in pairs}
    return said


def _joined(first: Atom, second: Atom) -> Name | None:
    """Return the Name that two lines of one to three capitalised words make together."""
    halves = first.text.strip(), second.text.strip()
    if not all(_HALF.match(half) for half in halves):
        return None
    return parse_name(" ".join(halves))


def _with_title(atom: Atom, text: str) -> list[Mention]:
    """Return the mention of a line that holds a name and its title, on either side."""
    lead = len(text) - len(text.lstrip(" -–—~•*·"))
    marks = [m for m in _SPLIT.finditer(text) if m.start() >= lead and m.end() > lead]
    for mark in marks[:3]:
        left = parse_name(text[: mark.start()])
        if left is not None:
            rest = text[mark.end() :].strip(" ,;:|–—-")
            return _paired(atom, left, 0, rest, text.index(rest, mark.end()) if rest else 0)
    for mark in reversed(marks[-3:]):
        tail = text[mark.end() :].rstrip(" )")
        right = parse_name(tail)
        title = text[: mark.start()].strip(" ,;:|–—-")
        if right is not None and is_title(title):
            paired = _paired(atom, right, mark.end(), title, text.index(title))
            for mention in paired:
                mention.labelled = mark.group().startswith(":")
            return paired
    return _glued(atom, text)


def _paired(atom: Atom, name: Name, offset: int, title: str, title_at: int) -> list[Mention]:
    start = atom.start + offset + name.start
    mention = Mention(atom, start, start + len(name.text), name, whole=False)
    kept = title_part(title) or next((p for p in _SPLIT.split(title)[:6] if p and is_title(p)), "")
    second = parse_name(title.split(",")[0])
    if kept and not (second is not None and second.sure):
        at = atom.start + title_at + title.index(kept)
        mention.title = (atom.run, at, at + len(kept))
        return [mention]
    if may_be_title(title) and not (second is not None and second.sure):
        at = atom.start + title_at
        mention.guess = (atom.run, at, at + len(title))
    short = len(title.split()) <= 8
    return [mention] if short and (not name.weak or mention.guess) else []


def _glued(atom: Atom, text: str) -> list[Mention]:
    """A name and a title with nothing between: "Jane Doe Owner"."""
    words = list(re.finditer(r"\S+", text))
    if not 3 <= len(words) <= 9:
        return []
    for count in (3, 2):
        if len(words) > count:
            name = parse_name(text[: words[count - 1].end()])
            rest = text[words[count].start() :]
            if name is not None and name.sure and is_title(rest) and has_title_head(" ".join(rest.split()[:3])):
                return _paired(atom, name, 0, rest, words[count].start())
    return []


def _accept(mentions: list[Mention], atoms: list[Atom], of_team: Callable[[Run], bool]) -> list[Mention]:
    """Keep the mentions that the lexicon, their series or a title beside them carries."""
    series: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        series[(mention.whole, mention.way, *mention.atom.sign)].append(mention)
    signs = Counter(atom.sign for atom in atoms)
    kept: list[Mention] = []
    for group in series.values():
        team = any(of_team(m.atom.run) for m in group)
        certain = sum(m.name.sure and not m.name.weak for m in group)
        if group[0].way == "greeted":
            kept += _greeted_alone(group, atoms)
            continue
        if group[0].way == "single":
            kept += _first_names_alone(group, signs[group[0].atom.sign], atoms)
            continue
        if "," in group[0].atom.run.text and len(group) >= 3 and all(turned_name(m.atom.text) for m in group):
            certain = len(group)
        guessed = team and all(m.title or m.guess for m in group) and any(m.title for m in group)
        initials = sum(m.name.text[1:2] == "." for m in group)
        carried = len(group) >= 3 and max(certain, initials) >= 0.4 * len(group)
        # A long list of capitalised pairs with hardly a known first name is a list of something else.
        strange = len(group) >= 6 and not carried and certain < 0.2 * len(group)
        for mention in group:
            beside = mention.title is not None or mention.letters is not None or guessed
            if guessed and mention.title is None:
                mention.title = mention.guess
            beside = beside or (mention.whole and _title_beside(mention.surname or mention.atom, atoms))
            known = mention.name.sure and (beside or not (mention.name.weak or strange))
            alike = beside and certain > 0 and certain >= (0.2 if team else 0.4) * len(group)
            if not (
                carried
                or known
                or alike
                or (beside and is_cjk(mention.name.text))
                or (team and beside and not strange and (mention.labelled or _set_apart(mention)))
            ):
                continue
            kept.append(mention)
            mention.way = "series" if carried else mention.way
    return sorted([*kept, *_lone_in_series(kept, atoms, of_team)], key=lambda m: m.atom.place)


_LONE = re.compile(r"[A-ZÀ-Þ][^\W\d_]{2,14}$")


def _lone_in_series(kept: list[Mention], atoms: list[Atom], of_team: Callable[[Run], bool]) -> list[Mention]:
    """Return the few of a series of cards who go by one name: set like the others' full names, a title beside."""
    full = Counter(m.atom.sign for m in kept if m.whole and " " in m.name.text and of_team(m.atom.run))
    taken = {m.atom.place for m in kept}
    lone: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for atom in atoms:
        word = atom.text.strip(" ,|–—-•·")
        if full[atom.sign] < 3 or not _LONE.match(word) or bare(word) in NOT_NAMES or is_title(word):
            continue
        # The line above or below a name is its title, though some pages set both alike.
        if taken & {atom.place - 1, atom.place, atom.place + 1}:
            continue
        at = atom.text.index(word)
        name = Name(at, at + len(word), word, sure=False)
        mention = Mention(atom, atom.start + at, atom.start + at + len(word), name, whole=True, way="series")
        lone[atom.sign].append(mention)
    return [m for sign, few in lone.items() if 2 * len(few) <= full[sign] for m in few]


def _first_names_alone(group: list[Mention], alike: int, atoms: list[Atom]) -> list[Mention]:
    """Keep first names without surnames only as a series of cards that all have a title beside the name."""
    titled = sum(_title_beside(m.atom, atoms) for m in group)
    if len(group) < 3 or len(group) < 0.6 * alike or titled < 0.5 * len(group):
        return []
    for mention in group:
        mention.way = "series"
    return group


def _greeted_alone(group: list[Mention], atoms: list[Atom]) -> list[Mention]:
    """Keep first names that a line introduces where a title stands beside them, or three are introduced alike."""
    for mention in group:
        mention.way = "series" if len(group) >= 3 else "line"
    return [m for m in group if len(group) >= 3 or _title_beside(m.atom, atoms)]


def _title_beside(atom: Atom, atoms: list[Atom]) -> bool:
    return any(
        0 <= place < len(atoms) and len(atoms[place].text.split()) <= 8 and is_title(atoms[place].text)
        for place in (atom.place + 1, atom.place - 1)
    )


def _set_apart(mention: Mention) -> bool:
    tags = mention.atom.sign[1]
    return mention.atom.run.level > 0 or (isinstance(tags, frozenset) and bool(tags & {"b", "strong"}))
