"""Commands about the candidate's folder: note, covered, checklist, correct, forget."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from research.cli.completing import company_argument, new_name_option, person_option
from research.cli.shared import (
    fitted,
    known_folder,
    last_brief,
    now,
    printable,
    profile_folder,
    profiles_option,
    tell,
)
from research.errors import InputError

if TYPE_CHECKING:
    from research.coverage import Grid
    from research.models import Brief, Fact, Profile
    from research.store import Store


def profile_of(company: str, profiles: Path | None) -> Profile:
    """Return the profile read, as of now; raises InputError and ProfileError."""
    from research.profiles import load

    return load(known_folder(company, profiles), now())


def whom(profile: Profile, person: str | None, *, new: bool = False) -> str | None:
    """Return whom the user means: somebody of the profile or the notes by first or last name, else the name as typed.

    Raises InputError for a name that several interviewers bear, and without a terminal for one that is spelled almost
    like a known one; a `new` name is taken as it is.
    """
    from research.coverage import alike, who
    from research.text import bare
    from research.thanks import partners

    if not person or new:
        return _one_line(person) if person else None
    people = [p.name for p in profile.interviewers]
    if known := who(person, people) or who(person, partners(profile)):
        return known
    several = [name for name in people if bare(person) in bare(name).split()]
    if several:
        raise InputError(f"“{printable(person)}” may be {' or '.join(several)}; give the whole name")
    near = alike(person, partners(profile))
    return near if near and _agreed(person, near) else _one_line(person)


def _agreed(person: str, near: str) -> bool:
    """Ask whether a name was misspelled; raises InputError where nobody can answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(f"nobody here is called “{printable(person)}”; did you mean {near}? If not, add --new")
    return click.confirm(f"Nobody here is called “{printable(person)}”. Did you mean {near}?", default=True, err=True)


def in_lines(body: str) -> str:
    """Return prose in lines of 80 columns, its paragraphs kept."""
    import textwrap

    paragraphs = (textwrap.fill(p, 80, break_long_words=False, break_on_hyphens=False) for p in body.splitlines())
    return "\n".join(paragraphs)


# --- note -------------------------------------------------------------------------------------------------------


@click.command()
@company_argument
@click.argument("text", nargs=-1, required=True)
@person_option("--from", "person", help="Who said it (a first name is enough when only one has it).")
@new_name_option
@profiles_option
def note(company: str, text: tuple[str, ...], person: str | None, new: bool, profiles: Path | None) -> None:
    """Add a line to notes.md, under a heading for the person and the day.

    \b
      research note acme-corp '! #night-team: must read what we write' --from Dana
      research note acme-corp '< send the write-up'

    A mark may come first: ! they cared, ? still open, > they promised, < you promised, = a fact, ~ private.
    “#topic” names what it is about. Quote the text, so that your shell leaves the marks alone.
    """
    from research.notebook import append

    profile = profile_of(company, profiles)
    path = profile.folder / (profile.notes_file or "notes.md")
    lines = _note_lines(" ".join(text))
    name = whom(profile, person, new=new)
    added = append(path, lambda before: _under_heading(before, name, lines))
    tell(f"{path}: {printable(added.strip().splitlines()[-1])}")


def _one_line(text: str) -> str:
    from research.text import clean

    return clean(text)[:200].lstrip("#@ ")


def _note_lines(text: str) -> list[str]:
    """Return the lines of a note; one that would read as a heading becomes a list item."""
    from research.text import clean

    lines = [clean(line)[:2000] for line in text.splitlines()]
    kept = [f"- {line}" if re.match(r"#{1,6}\s|@\S", line) else line for line in lines if line]
    if not kept or not any(c.isalnum() for c in text):
        raise InputError("the note is empty; write it as in: research note acme-corp '! slow deploys' --from Dana")
    return kept


def _under_heading(before: str, person: str | None, lines: Sequence[str]) -> str:
    """Return what to append: the lines, under a new heading unless the last one is of this person and day."""
    at = now()
    day = f"{at.day} {at:%b %Y}"
    heading = f"## {person}, {day}" if person else f"## {day}"
    body = "\n".join(lines) + "\n"
    last = next((line.strip() for line in reversed(before.splitlines()) if re.match(r"#{1,6}\s|@", line)), None)
    if last == heading:
        return body
    return f"{chr(10) if before.strip() else '# Notes' + chr(10) * 2}{heading}\n\n{body}"


# --- covered ----------------------------------------------------------------------------------------------------


@click.command()
@company_argument
@click.argument("ids", nargs=-1)
@click.option("--note", "remark", default="", help="What the answer was, in a line.")
@click.option("--undo", is_flag=True, help="Take the ticks back.")
@click.option("--json", "as_json", is_flag=True, help="Without numbers: print JSON.")
@profiles_option
def covered(company: str, ids: tuple[str, ...], remark: str, undo: bool, as_json: bool, profiles: Path | None) -> None:
    """Tick questions that were answered; without numbers, show which topics are covered with whom.

    \b
      research covered acme-corp Q3 Q5 --note "a rule takes a week"
      research covered acme-corp

    A ticked question is not asked again, and the next brief draws from the open topics first. Ticking a box of
    brief.md by hand does the same.
    """
    from research.cli.keeping import read_boxes
    from research.store import Store

    profile = profile_of(company, profiles)
    made = last_brief(company, profiles)
    with Store(profile.folder) as store:
        read_boxes(profile, store)
        if ids:
            chosen = _chosen(made, ids)
            made = _tick(made, chosen, remark, undo, store)
        covered_now = tuple(tick.question for tick in store.ticks())
    if ids:
        _tick_file(profile.folder / "brief.md", made, chosen, undo)
        tell(f"{', '.join(chosen)}: {'open again' if undo else 'covered'}")
    else:
        _show_grid(profile.model_copy(update={"covered": covered_now}), made, as_json)


def _chosen(made: Brief, ids: Sequence[str]) -> list[str]:
    known = {q.id.casefold(): q.id for q in made.questions}
    wanted = [i if i.casefold().startswith("q") else f"Q{i}" for i in ids]
    unknown = [i for i in wanted if i.casefold() not in known]
    if unknown:
        raise InputError(f"there is no question {printable(unknown[0])}; the brief has {', '.join(known.values())}")
    return list(dict.fromkeys(known[i.casefold()] for i in wanted))


def _tick(made: Brief, chosen: Sequence[str], remark: str, undo: bool, store: Store) -> Brief:
    """Keep the ticks and return the brief with the questions' new state, kept as well."""
    from research.coverage import Tick

    questions = [q for q in made.questions if q.id in chosen]
    state = "good" if undo else "covered"
    if undo:
        store.drop_ticks([q.text for q in questions])
    else:
        ticked = [q.model_copy(update={"state": state}) for q in questions]
        store.save_ticks([Tick(question=q, note=_one_line(remark), at=now()) for q in ticked])
    changed = tuple(q.model_copy(update={"state": state}) if q.id in chosen else q for q in made.questions)
    better = made.model_copy(update={"questions": changed})
    store.amend_brief(better)
    return better


def _tick_file(path: Path, made: Brief, chosen: Sequence[str], undo: bool) -> None:
    """Change the boxes of brief.md, and nothing else in it; it may hold remarks of the user."""
    from research.coverage import tick_boxes
    from research.store import write_text

    if path.is_file():
        text = path.read_bytes().decode("utf-8", "replace")
        ticked = tick_boxes(text, made.questions, chosen, ticked=not undo)
        if ticked != text:
            write_text(path, ticked)


def _show_grid(profile: Profile, made: Brief, as_json: bool) -> None:
    import json

    from research.coverage import closing, grid
    from research.render.checklist import coverage_grid

    found: Grid = grid(profile.notes, profile.covered, [p.name for p in profile.interviewers])
    if as_json:
        click.echo(
            json.dumps(
                {
                    "topics": {t: dict(c) for t, c in found.cells.items()},
                    "answered": found.answered,
                    "open": found.open,
                },
                indent=1,
            )
        )
        return
    click.echo(coverage_grid(found))
    ticked = {q.text for q in profile.covered}
    left = sorted(
        (q for q in made.questions if q.text not in ticked and q.state in ("new", "good")), key=lambda q: -q.score
    )
    click.echo()
    click.echo(in_lines(f"{len(found.answered)} of 12 topics answered. Open: {', '.join(found.open) or 'none'}."))
    click.echo(in_lines(f"If all were covered, say: {printable(closing(found, left))}"))


# --- checklist --------------------------------------------------------------------------------------------------


@click.command()
@company_argument
@profiles_option
def checklist(company: str, profiles: Path | None) -> None:
    """Print the checklists for the day before and the day, filled with what the brief knows.

    \b
      research checklist acme-corp
      research checklist acme-corp > checklist.md
    """
    from research.render.checklist import checklist as written

    made = last_brief(company, profiles)
    profile = profile_of(company, profiles)  # appointments as they are now, with their zones by name
    click.echo(written(made.model_copy(update={"interviews": profile.interviews}), now()), nl=False)


# --- correct ----------------------------------------------------------------------------------------------------


@click.command()
@company_argument
@click.argument("kind")
@click.argument("wrong")
@click.option("--to", "right", help="The right value, as you know it.")
@click.option("--undo", is_flag=True, help="Take it back.")
@profiles_option
def correct(company: str, kind: str, wrong: str, right: str | None, undo: bool, profiles: Path | None) -> None:
    """Strike a fact that you know to be wrong, for good; with --to, say what is right.

    \b
      research correct acme-corp founded 2015 --to 2014
      research correct acme-corp founded 2015 --undo

    It is written to corrections.md of the profile, stays struck when the pages are read again, and is shown as
    corrected by you. With --undo, or when you delete its line there, the next brief shows it again.
    """
    from research.cli.keeping import with_corrections
    from research.corrections import FILE, HEADING, line_of
    from research.notebook import append
    from research.render.markdown import markdown
    from research.store import Store, write_text

    sorts = _kinds(kind)
    profile = profile_of(company, profiles)
    if undo:
        _take_back(profile, sorts, wrong)
        return
    made = last_brief(company, profiles)
    sort, value = _value(made.company.facts, sorts, wrong)
    line = line_of(sort, value, right)
    append(profile.folder / FILE, lambda before: line if before.strip() else f"{HEADING}\n{line}")
    with Store(profile.folder) as store:
        better = with_corrections(made, profile, store)
    if (profile.folder / "brief.md").is_file():
        write_text(profile.folder / "brief.md", markdown(better))
    lost = len(made.questions) - len(better.questions)
    dropped = f"; {lost} question{'' if lost == 1 else 's'} resting on it dropped" if lost else ""
    instead = f", “{right}” stands instead" if right else ""
    tell(printable(f"{profile.folder / FILE}: {sort} “{value}” is struck{instead}{dropped}"))


def _kinds(typed: str) -> tuple[str, ...]:
    """Return the kinds of fact that a word means: its own, or those that stand under this label at a glance."""
    from research.brief.company import GLANCE
    from research.corrections import KINDS
    from research.text import nearest

    sort = typed.strip(" .…").lower().replace("-", "_").replace(" ", "_")
    labels = {label.lower().replace(" ", "_"): kinds for label, kinds in GLANCE}
    if sort in KINDS:
        return (sort,)
    if sort in labels:
        return labels[sort]
    known = [*(label for label, _ in GLANCE), *KINDS]
    hint = nearest(sort, [*labels, *KINDS])
    raise InputError(
        f"“{printable(typed)}” is no kind of fact; {f'did you mean {hint}? ' if hint else ''}{', '.join(known)}"
    )


def _take_back(profile: Profile, kinds: Sequence[str], wrong: str) -> None:
    """Remove the line that strikes a value from corrections.md, its other lines kept as they are."""
    from research.corrections import FILE, without
    from research.given import decoded, encoding_of, read_regular
    from research.store import write_text

    path = profile.folder / FILE
    try:
        data = read_regular(path, 1_000_000)
    except FileNotFoundError:
        data = b""
    before = decoded(data)
    after = before
    for kind in kinds:
        after = without(after, kind, wrong)
    named = " or ".join(kinds)
    if after == before:
        raise InputError(f"{path} strikes no {named} “{printable(wrong)}”; nothing was changed")
    write_text(path, after, encoding_of(data))
    tell(f"{path}: {named} “{printable(wrong)}” stands again; `research {profile.slug}` shows it")


def _value(facts: Sequence[Fact], kinds: Sequence[str], wrong: str) -> tuple[str, str]:
    """Return kind and value of the fact that is meant: the same, or the only one that holds these words."""
    from research.text import bare, clean

    same = [(f.kind, f.value) for f in facts if f.kind in kinds]
    exact = [(k, v) for k, v in same if bare(v) == bare(wrong)]
    holding = [(k, v) for k, v in same if bare(wrong) and bare(wrong) in bare(v)]
    if exact or len(set(holding)) == 1:
        return (exact or holding)[0]
    if not clean(wrong):
        raise InputError("the wrong value is empty; write it as the brief shows it")
    shown = same or [(f.kind, f.value) for f in facts]
    known = ", ".join(dict.fromkeys(f"{kind} “{value[:60]}”" for kind, value in shown)) or "no facts"
    instead = "it has" if same else "it has none of that kind, but"
    raise InputError(printable(f"the brief has no {' or '.join(kinds)} “{wrong}”; {instead} {known}"))


# --- forget -----------------------------------------------------------------------------------------------------


@click.command()
@company_argument
@person_option("--person", help="Only what is about this interviewer.")
@click.option("--everywhere", is_flag=True, help="With --person: also company pages that name them among others.")
@click.option("--keep-notes", is_flag=True, help="With --person: leave your notes about them as they are.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@profiles_option
def forget(
    company: str, person: str | None, everywhere: bool, keep_notes: bool, yes: bool, profiles: Path | None
) -> None:
    """Remove a profile, or what is about one interviewer, for good, and say exactly what was removed.

    \b
      research forget acme-corp --person "Dana Reyes"
      research forget acme-corp --yes
    """
    if person is None:
        _forget_profile(profile_folder(company, profiles), yes)
    else:
        _forget_person(profile_of(company, profiles), person, everywhere, keep_notes, yes)


def _sure(question: str, yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(f"{question} Say so with --yes.")
    asked = fitted(f"{question} [y/N]:", sys.stderr)
    if not click.confirm(asked, show_default=False, prompt_suffix=" ", err=True):
        raise InputError("nothing was removed")


def _forget_profile(folder: Path, yes: bool) -> None:
    from research.forget import contents, forget_profile

    if folder.is_dir() and not folder.is_symlink():
        _sure(f"Remove {folder} with all {len(contents(folder))} files in it?", yes)
    gone = forget_profile(folder)
    window = [name for name in gone if name.startswith("browser/")]
    for name in gone:
        if name not in window:
            click.echo(f"removed {printable(name)}")
    if window:
        click.echo(f"removed browser/ ({len(window)} files, the sign-ins of the capture window)")
    tell(f"{folder}: {len(gone)} files removed; nothing is left.")


def _forget_person(profile: Profile, name: str, everywhere: bool, keep_notes: bool, yes: bool) -> None:
    from research.forget import Person

    found = Person(profile, name, everywhere=everywhere, keep_notes=keep_notes)
    notes = ["your notes stay" if keep_notes else "your notes of what they said"] if found.noted else []
    what = "; ".join((", ".join(found.files) or "no files", *notes))
    _sure(f"Remove what is about {printable(found.name)} from {profile.slug} ({printable(what)})?", yes)
    for removed in found.remove():
        click.echo(f"removed {printable(removed)}")
    for where in (*found.left, *(f"capture of {url}" for url in found.captures_left)):
        tell(f"still names them, among others: {printable(where)}")
    if (found.left or found.captures_left) and not everywhere:
        tell("Those are yours or the company's; --everywhere removes the company's pages too.")
    tell(f"The briefs that named them are gone; `research {profile.slug}` writes a new one.")
