"""Names as they stand on a page, each with the title that belongs to it.

1. The visible lines become atoms; each atom that is a name, or a name with its title, is a mention (names.py).
2. Mentions that stand alike on the page (same elements and classes around them) are a series. A series in which the
   lexicon knows many names carries the ones it does not know; a series shows where its titles stand: the line
   before, on or after the name.

Running text is read in prose_names.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from research.extract.names import (
    Name,
    cjk_with_title,
    has_title_head,
    is_cjk,
    is_title,
    may_be_title,
    only_letters,
    parse_name,
    single_name,
    turned_name,
)
from research.extract.name_words import NOT_NAMES
from research.extract.walk import Box, Run, Walked
from research.text import bare

_SPLIT = re.compile(r"\s*[,|•·/:;]\s+|\s+[-–—~/|]\s*|\s*[–—|]\s+|\s*\(|\)\s*|\t")
SKIPPED_REGIONS = frozenset(("navigation", "cookie", "legal", "form"))
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


_HALF = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ '’-][^\W\d_]+\.?){0,2}$")
_FIRST_NAME = re.compile(r"(?:first|given|fore)[-_ ]?name|vorname|pr[ée]nom\b|(?:name|nom)[-_]+first")
_LAST_NAME = re.compile(r"(?:last|family|sur)[-_ ]?name|nachname|(?:^|[\s_-])nom\b|apellido|(?:name)[-_]+last")


@dataclass(slots=True, eq=False)
class Atom:
    """A line, or the part of a line that style sets apart."""

    run: Run
    start: int
    end: int
    place: int
    sign: tuple[object, ...]
    """How it stands on the page: boxes around it and inline tags."""

    @property
    def text(self) -> str:
        return self.run.text[self.start : self.end]


_GREETING = re.compile(
    r"(?:meet|introducing|say hello to|hi,? i[’']m|hello,? i[’']m|rencontrez|voici|das ist|conoce a|te presentamos a"
    r"|incontra|ontmoet|maak kennis met|möt)\s+(?!the\b|our\b)",
    re.I,
)


@dataclass(slots=True, eq=False)
class Mention:
    """A name, with the title found for it so far; spans are offsets into the runs."""

    atom: Atom
    start: int
    end: int
    name: Name
    whole: bool
    title: tuple[Run, int, int] | None = None
    card: list[Atom] = field(default_factory=list)
    box: Box | None = None
    letters: tuple[Run, int, int] | None = None
    """Degrees after the name ("RDH"): the title where the page gives no other."""
    way: str = "line"
    guess: tuple[Run, int, int] | None = None
    """What stands behind the name in its line and is shaped like a title: one on pages about people."""
    surname: Atom | None = None
    """The line with the surname, where the first name has a line of its own."""
    labelled: bool = False
    """Its title stands before it as a label: "Managing Director: …"."""

    @property
    def title_text(self) -> str | None:
        return self.title[0].text[self.title[1] : self.title[2]] if self.title else None


def mentions_of(walked: Walked, of_team: Callable[[Run], bool]) -> list[Mention]:
    """Return the people whose names have a line of their own, in reading order, with their titles and cards.

    `of_team` tells of a run whether the page, or the section it stands in, is about the people of the house; there a
    title beside it carries a strange name.
    """
    atoms = _atoms(walked)
    found = _accept(_mentions(atoms), atoms, of_team)
    _set_cards(found, atoms)
    _set_titles(found, of_team)
    return [m for m in found if (m.name.sure and not m.name.weak) or m.title or m.way == "series"]


# --- atoms and mentions -----------------------------------------------------------------------------------------


def _atoms(walked: Walked) -> list[Atom]:
    atoms: list[Atom] = []
    for run in walked.runs:
        if run.box.region in SKIPPED_REGIONS:
            continue
        around = tuple((box.tag, box.hint.split(" ", 1)[0]) for box in run.box.up(3))
        for start, end, tags in _spans(run):
            if run.text[start:end].strip():
                atoms.append(Atom(run, start, end, len(atoms), (around, tags)))
    return atoms


def _spans(run: Run) -> Iterable[tuple[int, int, frozenset[str]]]:
    """Yield (start, end, inline tags) of the lines of a run; a line set in several styles gives one span a style."""
    if len(run.pieces) == 1:
        yield run.pieces[0].start, run.pieces[0].end, run.pieces[0].tags
        return
    lines: dict[int, list[tuple[int, int, frozenset[str]]]] = defaultdict(list)
    for piece in run.pieces:
        lines[piece.line].append((piece.start, piece.end, piece.tags))
    for spans in lines.values():
        start, end = spans[0][0], spans[-1][1]
        text = run.text[start:end]
        if len(spans) == 1 or len(text) > 200 or (parse_name(text) is not None and not _has_own_name(run, spans)):
            yield start, end, spans[0][2]
        else:
            yield from _styled(spans)


def _has_own_name(run: Run, spans: list[tuple[int, int, frozenset[str]]]) -> bool:
    """Tell whether one style alone holds a full name, so that the rest of the line is something else."""
    names = (parse_name(run.text[start:end]) for start, end, _ in _styled(spans))
    return any(name is not None and " " in name.text for name in names)


def _styled(spans: list[tuple[int, int, frozenset[str]]]) -> Iterable[tuple[int, int, frozenset[str]]]:
    start, end, tags = spans[0]
    for next_start, next_end, next_tags in spans[1:]:
        if next_tags == tags:
            end = next_end
            continue
        yield start, end, tags
        start, end, tags = next_start, next_end, next_tags
    yield start, end, tags


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
    kept = _title_part(title) or next((p for p in _SPLIT.split(title)[:6] if p and is_title(p)), "")
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


def _title_part(title: str) -> str:
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


# --- cards and titles -------------------------------------------------------------------------------------------


def _set_cards(mentions: list[Mention], atoms: list[Atom]) -> None:
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


def _set_titles(mentions: list[Mention], of_team: Callable[[Run], bool]) -> None:
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
        if _title_part(atom.text) and len(atom.text) <= 130:
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
    kept = text if is_title(text) else (_title_part(text) or text)
    stripped = kept.strip(" ,;:|–—-•")
    at = start + text.index(stripped)
    mention.title = (run, at, at + len(stripped))
