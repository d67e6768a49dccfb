"""The review of earlier rounds: what the notes leave open, and what never leaves the notes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from folders import everything, example, run

from research.brief.carry import Beside, carry_over
from research.brief.heard import weak_answers
from research.collect.files import read_file
from research.extract import read
from research.extract.names import named_in
from research.models import CarryOver, Page
from research.notes import parse, private_lines
from research.profiles import load
from research.promises import due_day, week_up

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 16)


def carried(tmp_path: Path, text: str, known: tuple[str, ...] = ()) -> CarryOver:
    (tmp_path / "notes.md").write_text(text)
    page = read_file(tmp_path / "notes.md", kind="other", fetched_at=NOW)
    assert isinstance(page, Page)
    notes = parse(text)
    beside = Beside(known=known, named={n.line: named_in(n.text) for n in notes})
    return carry_over(notes, read(page), NOW.date(), beside=beside)


def texts(statements: tuple) -> list[str]:
    return [statement.text for statement in statements]


# --- threads, promises, themes ---

NOTES = """## Dana Reyes, 12 Nov 2026
? who decides on priorities
> will send the handbook
< send two references by Monday
! #on-call: nobody sleeps
~ seemed tired
## Tomas Ek, 5 Nov 2026
? how large is the team
? #budget: who signs
= three rotations a week #on-call
= Dana signs alone #budget
! the old importer
"""


def test_open_threads_and_promises_come_oldest_first_with_who_said_them(tmp_path: Path) -> None:
    """A question that a later fact of its topic answers is no open thread."""
    found = carried(tmp_path, NOTES)
    assert texts(found.open_threads) == ["Tomas Ek: how large is the team", "Dana Reyes: who decides on priorities"]
    assert texts(found.they_promised) == [
        "Dana Reyes promised: will send the handbook (no day said; a week was up on Thu 19 Nov 2026)"
    ]
    assert texts(found.you_promised) == [
        "You promised Dana Reyes: send two references by Monday (overdue since Mon 16 Nov 2026)"
    ]
    assert found.open_threads[0].citations[0].quote == "how large is the team"


def test_a_topic_of_two_people_is_a_theme_without_who_said_what(tmp_path: Path) -> None:
    """The lines marked “they cared” follow it."""
    found = carried(tmp_path, NOTES)
    assert texts(found.themes) == ["on-call (raised by Tomas Ek and Dana Reyes)", "Tomas Ek: the old importer"]
    assert len(found.themes[0].citations) == 2


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("by Friday", "2026-11-20"), ("on Monday", "2026-11-23"),
        ("next Friday", "2026-11-27"), ("next week", "2026-11-27"), ("tomorrow", "2026-11-17"),
        ("in two weeks", "2026-11-30"), ("within 3 business days", "2026-11-19"), ("on 30 Nov", "2026-11-30"),
        ("by Jan 8th", "2027-01-08"), ("on 1 Dec 2026", "2026-12-01"), ("by the end of the month", "2026-11-30"),
        ("bis Freitag", "2026-11-20"), ("bis 3.12.", "2026-12-03"), ("nächste Woche", "2026-11-27"),
    ],
)  # fmt: skip
def test_a_promise_is_due_on_the_day_that_its_words_name(line: str, due: str) -> None:
    """Counted from the day of the talk."""
    assert due_day(line, MONDAY) == dt.date.fromisoformat(due)


@pytest.mark.parametrize("line", ["will send the handbook", "the notes on Friday's release", "as agreed on 2 Nov"])
def test_a_promise_that_names_no_day_is_due_on_none(line: str) -> None:
    """Five working days are counted for it, and none where the calendar ends."""
    assert due_day(line, MONDAY) is None
    assert week_up(MONDAY) == dt.date(2026, 11, 23)
    assert week_up(dt.date.max) is None


def test_a_promise_of_an_unknown_day_is_due_on_none() -> None:
    """Nor is one at the end of the calendar."""
    assert due_day("by Friday", None) is None
    assert due_day("x", dt.date.max) is None


def test_a_promise_marked_as_kept_is_gone(tmp_path: Path) -> None:
    """In front or behind."""
    found = carried(tmp_path, "## Dana, 12 Nov 2026\n< [x] send references\n> will send the list (done)\n")
    assert not found.you_promised + found.they_promised


def test_a_heading_without_a_year_is_the_last_such_day() -> None:
    """Nobody writes the year of a talk of last week; in January a day of December is last year's."""
    days = [n.date for n in parse("## Dana, 12 Nov\n! a\n## Tomas, 20 Dec\n! b\n", NOW.date())]
    assert days == [dt.date(2026, 11, 12), dt.date(2025, 12, 20)]


# --- what was heard ---


def test_who_was_named_is_shown_unless_known(tmp_path: Path) -> None:
    """Whole names, and a first name within a sentence; not months, not who spoke, not the interviewers."""
    found = carried(
        tmp_path,
        "## Dana Reyes\n! ask Ines Carvalho or Piotr about it in May\n= Tomas Ek agrees\n= Google Cloud\n",
        known=("Dana Reyes", "Tomas Ek"),
    )
    assert texts(found.names) == ["Ines Carvalho (named by Dana Reyes)", "Piotr (named by Dana Reyes)"]


def test_their_words_are_terms_that_came_twice_or_were_set_apart(tmp_path: Path) -> None:
    """Not what the user promised, not names."""
    found = carried(
        tmp_path,
        "## Dana Reyes\n! the rule book must be short\n= everybody writes into the rule book\n"
        "= they call it the quiet hour\n< send the risk register\n< improve the risk register\n",
    )
    assert texts(found.words) == ["“quiet hour”", "“rule book” (2 times)"]


@pytest.mark.parametrize(
    ("line", "weak"),
    [
        ("my answer about Kafka was weak", True), ("I fumbled the question on budgets", True),
        ("I should have mentioned the audit", True), ("I had no good example for conflict", True),
        ("I did not know their product", True), ("her answer was weak", False), ("I liked the answer", False),
        ("I'll send a number", False),
    ],
)  # fmt: skip
def test_answers_to_improve_are_told_by_the_users_own_words(line: str, weak: bool) -> None:
    """What somebody else answered badly is none."""
    (note,) = parse(line)
    assert bool(weak_answers([note])) is weak
    assert not weak or note.mark != "<"  # "I should have" is no promise


def test_what_was_told_in_two_ways_stands_side_by_side(tmp_path: Path) -> None:
    """By two people, or in two rounds by one; agreement is none."""
    found = carried(
        tmp_path,
        "## Dana, 12 Nov 2026\n= five people in the team #team\n= uptime is what counts #goal\n= 3 rounds #steps\n"
        "## Tomas, 13 Nov 2026\n= the team is 7 people #team\n= uptime counts #goal\n"
        "## Dana, 20 Nov 2026\n= 4 rounds #steps\n= nobody is on call at night\n",
    )
    assert [(topic, one.text, other.text) for topic, one, other in found.contradictions] == [
        ("team", "Dana: five people in the team", "Tomas: the team is 7 people"),
        ("steps", "Dana: 3 rounds", "Dana: 4 rounds"),
    ]
    assert "culture in practice" in found.untouched
    assert "team strengths and gaps" not in found.untouched


def test_a_teams_size_needs_no_topic_to_be_held_against_another(tmp_path: Path) -> None:
    """Engineers and people are counted alike."""
    found = carried(tmp_path, "## Ines\n= a team of 9 engineers\n## Piotr\n= 8 people on the team\n= 9 on the team\n")
    assert [(topic, one.text, other.text) for topic, one, other in found.contradictions] == [
        ("the team's size", "Ines: a team of 9 engineers", "Piotr: 8 people on the team")
    ]


# --- the whole way ---

FULL = """## Aoife Kearney, 16 Nov 2026

= the team has seven people
= Acme was founded in 2014
= 160 people work there, remote since 2021
= the headquarters are in Cork
! talk to Ingrid about Rotterdam
@Dana: ~ sekret-aside
- ~ sekret-bullet
  sekret-continued
~sekret-close
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with these notes, its brief made and every form of it written."""
    folder = example(tmp_path_factory.mktemp("review"))
    (folder / "notes.md").write_text(FULL)
    for args in (
        ["brief", "-q"], ["export", "--format", "html"], ["thanks"], ["export", "-o", str(folder / "brief.json")],
        ["export", "--format", "pages", "-o", str(folder.parent / "pages")],
    ):  # fmt: skip
        run(folder.parent, args[0], "acme-corp", *args[1:])
    return folder


def test_the_brief_opens_with_the_review_and_holds_it_against_the_pages(folder: Path) -> None:
    """Another year, another team size, another town; the head count and the year of something else are no quarrel."""
    text = (folder / "brief.md").read_text("utf-8")
    assert text.index("## Carry-over from earlier rounds") < text.index("## At a glance")
    carry = json.loads((folder / "brief.json").read_text("utf-8"))["carry_over"]
    assert [(what, other["text"].split(":")[0]) for what, _, other in carry["contradictions"]] == [
        ("the team's size", "the posting"), ("the founding year", "their pages"), ("the headquarters", "their pages"),
    ]  # fmt: skip
    assert [s["text"] for s in carry["names"]] == ["Ingrid Solberg, Chief Operating Officer (named by Aoife Kearney)"]
    assert "the founding year" in (folder / "brief.html").read_text("utf-8")


def test_private_lines_leave_the_notes_in_no_form(folder: Path) -> None:
    """Not in a brief of any form, not in the store, not in a draft; also below “@Dana:”, and what goes on below one."""
    assert private_lines(FULL) == {8, 9, 10, 11}
    assert {"brief.md", "brief.html", "brief.json", "thanks-dana-reyes.md"} <= {p.name for p in folder.iterdir()}
    held = everything(folder) | {str(p): p.read_bytes() for p in (folder.parent / "pages").iterdir()}
    assert any(b"seven people" in data for name, data in held.items() if name.startswith("captures"))
    assert [name for name, data in held.items() if b"sekret" in data] == ["notes.md"]


def test_notes_that_are_no_plain_text_are_left_alone_and_that_is_said(tmp_path: Path) -> None:
    """Their private lines could not be told from the others."""
    folder = example(tmp_path)
    (folder / "notes.md").rename(folder / "notes.docx")
    profile = load(folder, NOW)
    assert (profile.notes_file, profile.notes) == (None, ())
    assert any("save your notes as notes.md" in remark for remark in profile.remarks)
