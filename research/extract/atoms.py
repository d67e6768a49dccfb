"""The visible lines of a page as the rules about people see them, and a name that stands on one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from research.extract.names import Name, parse_name
from research.extract.walk import Box, Run, Walked

SKIPPED_REGIONS = frozenset(("navigation", "cookie", "legal", "form"))


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


def atoms_of(walked: Walked) -> list[Atom]:
    """Return the lines outside menus and forms, in reading order; a line set in several styles gives one a style."""
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
