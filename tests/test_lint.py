"""The lint lets good questions through and names what is wrong with the others."""

# ruff: noqa: E501 - sentences under test stand on one line, as they are said

from __future__ import annotations

import datetime as dt

import pytest

from research.brief.lint import lint, lint_follow_up, split_sentences
from research.models import Citation

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


def cite(quote: str) -> Citation:
    return Citation(
        url="https://marlowe.example/a", quote=quote, document="d", passage="p", start=0, end=len(quote), fetched_at=NOW
    )


GROWTH = cite("We went from 45 to 160 people in two years.")
DOCKSIDE = cite("Dockside, our live view of every container, is now available to small importers.")
PROMISE = cite("Every claim gets a human reply within two hours, day or night.")


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        (
            "Going from 45 to 160 people changes how decisions get made. Which decisions used to be one conversation and now"
            " need a process?",
            GROWTH,
        ),
        (
            "What did the team leave out of the first version of Dockside, and does that still look like the right call?",
            DOCKSIDE,
        ),
        (
            "You promise customers “a human reply within two hours”. What happens inside the company on a day when that is"
            " about to be missed?",
            PROMISE,
        ),
    ],
)
def test_good_questions_pass(text: str, citation: Citation) -> None:
    """The worked examples of the design have no fault."""
    assert lint(text, [citation], [text.replace("Dockside", "")]) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Is the team that keeps Dockside running today large enough for its work?", "yes or no"),
        ("How does the team keep Dockside running? And who pays for it?", "question mark"),
        ("How is Dockside?", "words"),
        ("I noticed your mission is simple. How do you make freight simple every day for all?", "banned: i noticed"),
        ("How does the team (and the board) look at Dockside in a bad week?", "cannot be said"),
        ("How does the the team look at Dockside in a really bad week?", "twice running"),
        ("How does the team look at “Dockside in a really bad week?", "out of balance"),
        ("How did Harbor come to run Dockside with such a small team of people?", "name not cited: Harbor"),
        ("How did the team come to serve 9,000 importers with Dockside in one year?", "number not cited: 9,000"),
        ("How does “we raise bad news early” show in the daily work on Dockside?", "not in the cited passage"),
        ("Tell us about it. Dockside has grown. It runs well. How do you keep it that way?", "sentences"),
        ("Maybe the team that runs Dockside knows what is hardest about keeping it up?", "unlisted word"),
        ("How does the team look at Dockside in a really bad week ?", "cannot be said"),
        (" ".join(["How does the team look at Dockside"] + ["and also at it"] * 10) + "?", "words"),
        (
            "How does the team that builds a live view of all containers for very small importers everywhere keep Dockside"
            " up and running all night when one port closes?",
            "one breath",
        ),
        ("How does the team deal with a outage of Dockside in the middle of the night?", "before a vowel"),
    ],
)
def test_faults_are_named(text: str, fault: str) -> None:
    """Each rule of the quality bar catches its bad example."""
    closed = ["how did harbour team come to serve importers with in one year really tell us maybe"]
    assert any(fault in found for found in lint(text, [DOCKSIDE], closed)), lint(text, [DOCKSIDE], closed)


def test_end_marks_inside_quotation_marks_end_nothing() -> None:
    """A quoted question mark or full stop does not split a sentence."""
    assert split_sentences("The page says “Why wait? Ship it.” today. What follows?") == [
        "The page says “Why wait? Ship it.” today.",
        "What follows?",
    ]


def test_initials_and_titles_end_nothing() -> None:
    """The full stop after an initial or "Dr." is no end of a sentence."""
    assert len(split_sentences("Since Dr. J. Marlowe became Head of Care, what has changed?")) == 1


def test_follow_ups_have_a_lighter_lint() -> None:
    """A follow-up is short, open and a question."""
    assert lint_follow_up("Who missed it most?") == []
    assert lint_follow_up("Did it work?") != []
    assert lint_follow_up("Tell me more about it") != []
