"""Notes of earlier rounds are read line by line, with who spoke and when."""

from __future__ import annotations

import datetime as dt

import pytest

from research.notes import parse


@pytest.mark.parametrize("mark", list("!?><=~"))
def test_every_mark_is_kept_apart_from_the_text(mark: str) -> None:
    (note,) = parse(f"{mark} the release process\n")
    assert (note.mark, note.text, note.line) == (mark, "the release process", 1)


def test_a_mark_may_stand_in_a_bullet_or_touch_its_text() -> None:
    assert [(n.mark, n.text) for n in parse("- ! on-call load\n!pager\n")] == [("!", "on-call load"), ("!", "pager")]


def test_a_heading_names_the_person_the_day_and_the_round() -> None:
    text = "# Interview notes\n\n## Dana Reyes, 12 Nov 2026, first round\n! slow deploys\n@Tomas\n? who owns billing\n"
    first, second = parse(text)
    assert (first.person, first.date, first.round, first.line) == (
        "Dana Reyes", dt.date(2026, 11, 12), "first round", 4,
    )  # fmt: skip
    assert (second.person, second.date) == ("Tomas", dt.date(2026, 11, 12))


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("## Dana, Nov 12, 2026", dt.date(2026, 11, 12)),
        ("## Dana - 2026-11-12", dt.date(2026, 11, 12)),
        ("## Dana, 12. März 2026", dt.date(2026, 3, 12)),
        ("## Dana (12.11.2026)", dt.date(2026, 11, 12)),
        ("## Dana, 3 de diciembre de 2026", dt.date(2026, 12, 3)),
        ("## Dana, 31 Feb 2026", None),
    ],
)
def test_days_are_read_as_people_write_them(heading: str, day: dt.date | None) -> None:
    (note,) = parse(f"{heading}\n= team of five")
    assert (note.person, note.date) == ("Dana", day)


def test_a_new_heading_without_a_person_forgets_the_last_one() -> None:
    assert [n.person for n in parse("## Dana\n! a\n## Next steps\n! b")] == ["Dana", None]


def test_an_aside_names_the_person_for_one_line_only() -> None:
    notes = parse("## Dana\n@Tomas: will send the roadmap\n! churn")
    assert [(n.person, n.mark) for n in notes] == [("Tomas", ">"), ("Dana", "!")]


@pytest.mark.parametrize(
    ("line", "text", "topic"),
    [
        ("! everybody is on call #on-call", "everybody is on call", "on-call"),
        ("! deploys take a day #the move to Kubernetes", "deploys take a day", "the move to Kubernetes"),
        ("! #hiring three more people this year", "three more people this year", "hiring"),
        ("? #first-months: who do I work with", "who do I work with", "first-months"),
        ("! #pricing", "pricing", "pricing"),
        ("= ticket #4711 is the one", "ticket #4711 is the one", None),
        ("= they write C# all day", "they write C# all day", None),
    ],
)
def test_a_topic_is_a_word_or_the_phrase_at_the_end(line: str, text: str, topic: str | None) -> None:
    (note,) = parse(line)
    assert (note.text, note.topic) == (text, topic)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("She will send the team's handbook", ">"),
        ("They'll get back to me by Friday", ">"),
        ("I'll send two references", "<"),
        ("Ich schicke zwei Referenzen bis Freitag", "<"),
        ("Sie meldet sich nächste Woche", ">"),
        ("How is success measured?", "?"),
        ("Did not say who decides on priorities", "?"),
        ("The biggest worry is churn", "!"),
        ("Team of 12 in Lisbon", "="),
        ("Friendly chat about the office", ""),
    ],
)
def test_an_unmarked_line_gets_a_mark_only_from_clear_words(line: str, mark: str) -> None:
    (note,) = parse(line)
    assert note.mark == mark


def test_a_line_that_explains_the_marks_is_no_note() -> None:
    assert (
        parse("# Notes of the first round\nMarks: ! they cared · ? open · > they promised\n= x")[0].round
        == "first round"
    )
    assert len(parse("Marks: ! they cared · ? open · > they promised\n")) == 0


def test_hostile_notes_cost_little_and_lose_their_control_characters() -> None:
    notes = parse("! \x1b[31mred\u202e\n" + "#" * 100_000 + "\n" + "@" * 100_000 + "\n! " + "a #" * 50_000)
    assert notes[0].text == "[31mred"
    assert all(len(n.text) <= 2000 for n in notes)
