"""Thank-you drafts say only what the user noted, and are not ready while anything is missing or does not belong."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from research.models import Candidate, CompanyEntry, Interview, InterviewerEntry, Profile, RoleEntry
from research.notes import parse
from research.text import words
from research.thanks import Draft, ahead, as_file, drafts, from_file, lint, overlap, partners, spoken, untouched

TODAY = dt.date(2026, 11, 25)
NOTES = """## Dana Reyes, 24 Nov 2026
! #night-team: they read every rule at 3 am
< send her the article about rollbacks
~ she seemed unsure about the budget
## Tomás Okafor, 24 Nov 2026
= the move took four months and two reviews #the queue
> will send the design document
## Aoife Kearney
= two more talks
"""


def profile(notes: str = NOTES, *more: InterviewerEntry) -> Profile:
    people = (InterviewerEntry(name="Dana Reyes", role="HM"), InterviewerEntry(name="Tomás Okafor"), *more)
    slot = Interview(at=dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), interviewers=("Dana Reyes",))
    return Profile(
        slug="acme", folder=Path(), company=CompanyEntry(name="Acme"), role=RoleEntry(title="Backend Engineer"),
        interviews=(slot,), interviewers=people, candidate=Candidate(name="Maya Lindgren"), notes=parse(notes),
    )  # fmt: skip


def filled(draft: Draft, word: str = "something of mine") -> Draft:
    return Draft(draft.name, draft.subject, draft.body.replace("___", word), draft.notes)


def test_everybody_gets_a_draft_of_their_own_notes() -> None:
    """Topic and promise come as typed, the weekday from the appointment or the notes; Aoife is only in the notes."""
    dana, tomas, aoife = drafts(profile(), None, TODAY)
    assert dana.subject == "Thank you for the conversation about the Backend Engineer role"
    assert dana.body.startswith(
        "Dear Dana,\n\nThank you for the conversation on Tuesday. What you said about the night team"
    )
    assert "As promised, here is the article about rollbacks: ___." in dana.body
    assert "your point on the queue" in tomas.body
    assert "Thank you as well for offering to send the design document." in tomas.body
    assert aoife.name == "Aoife Kearney"
    assert all(d.body.endswith("\n\nMaya Lindgren\n") for d in (dana, tomas, aoife))


def test_private_lines_are_nowhere() -> None:
    """Neither in a mail nor beside it."""
    assert not any("budget" in as_file(d) for d in drafts(profile(), None, TODAY))


def test_without_notes_nothing_is_made_up() -> None:
    """Two sentences and one blank for the specific thing."""
    draft = drafts(profile(""), None, TODAY)[1]
    assert draft.body == (
        "Hello Tomás,\n\nThanks for making the time on ___, and for the straight answers. I keep thinking about your"
        " point on ___.\n\nMaya Lindgren\n"
    )


def test_a_recruiter_is_thanked_for_the_logistics() -> None:
    """No talk about the work."""
    draft = drafts(profile(NOTES, InterviewerEntry(name="Rosa Park", role="REC")), None, TODAY)[2]
    assert "explaining how this goes on" in draft.body


def test_a_draft_is_ready_only_when_no_blank_is_left() -> None:
    """Blanks are counted; filled with the user's words the note passes."""
    p = profile()
    dana = drafts(p, None, TODAY)[0]
    assert lint(dana, p.notes, partners(p)) == ["3 blanks to fill"]
    assert lint(filled(dana), p.notes, partners(p)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("Dear Dana", "Dear Dina"), "it does not open with the name Dana"),
        (("I'd be glad to continue.", "I'd be glad! Really!"), "more than one exclamation mark"),
        (("I'd be glad to continue.", "You seemed unsure about the budget."), "a private line (~) is in it"),
        (
            ("I'd be glad to continue.", "The move took four months and two reviews."),
            "something that Tomás Okafor said is in it",
        ),
        (("I'd be glad to continue.", "I also think about the queue."), "something that Tomás Okafor said is in it"),
        (("I'd be glad to continue.", "word " * 150), "words; stay under 150"),
    ],
)
def test_what_does_not_belong_is_found(change: tuple[str, str], problem: str) -> None:
    """The wrong name, excitement, private lines, what somebody else said, too many words."""
    p = profile()
    dana = filled(drafts(p, None, TODAY)[0])
    changed = Draft(dana.name, dana.subject, dana.body.replace(*change))
    found = lint(changed, p.notes, partners(p))
    assert len(found) == 1
    assert problem in found[0]


def test_no_two_of_five_notes_share_three_tenths_of_their_words() -> None:
    """Five people with like notes get five notes; two alike are told apart by the lint."""
    names = ["Ann Bell", "Bo Carr", "Cy Dunn"]
    notes = NOTES + "".join(f"## {n}, 24 Nov 2026\n! #topic-{n[0].lower()}: matters\n" for n in names)
    p = profile(notes, *(InterviewerEntry(name=n) for n in names))
    made = [filled(d) for d in drafts(p, None, TODAY)[:4]]
    assert all(overlap(a.body, b.body) < 0.3 for a, b in itertools.combinations(made, 2))
    assert all(len(words(d.body)) < 150 for d in made)
    copy = Draft("Tomás Okafor", made[0].subject, made[0].body.replace("Dana", "Tomás"))
    assert "much the same words as the note to Dana Reyes" in lint(copy, (), partners(p), [made[0]])


def test_the_file_keeps_what_the_user_edits() -> None:
    """To, subject and body come back; the notes below the rule are no part of the mail."""
    draft = drafts(profile(), None, TODAY)[0]
    text = as_file(draft).replace("To: ___", "To: dana@acme.example").replace("I'd be glad", "I would be glad")
    edited = from_file(text, draft)
    assert edited.to == "dana@acme.example"
    assert "I would be glad to continue." in edited.body
    assert "3 am" not in edited.body
    assert from_file(text.replace("dana@acme.example", "x@y?bcc=z@evil.example"), draft).to == ""


def test_an_older_talk_is_told_by_its_date_and_a_promise_without_its_day() -> None:
    """A weekday can only be the last one; what was promised "by Friday" is thanked for, late or not."""
    notes = "## Tomás Okafor, 18 Nov 2026\n! they fear the next bill\n> will send the summary by the end of the week\n"
    p = profile(notes)
    tomas = drafts(p, None, TODAY)[1]
    assert " on 18 November," in tomas.body
    assert "for offering to send the summary." in tomas.body
    assert "your point on ___ [your note: they fear the next bill]." in tomas.body
    assert "your own note stands in brackets; say it in your words" in lint(tomas, p.notes, partners(p))


def test_a_line_noted_before_the_interview_names_no_day() -> None:
    """Today's line under her name is preparation while her appointment is ahead."""
    assert "___" in drafts(profile("## Dana Reyes, 20 Nov 2026\n! #queue\n"), None, dt.date(2026, 11, 20))[0].body[:60]


def test_topics_are_said_as_people_say_them() -> None:
    """A bare noun gets its article; gerunds, names and questions stay."""
    assert [spoken(t) for t in ("night-team", "the queue", "hiring", "Kafka", "how teams decide", None)] == [
        "the night team", "the queue", "hiring", "Kafka", "how teams decide", "___",
    ]  # fmt: skip


def test_a_talk_still_ahead_is_known_as_one() -> None:
    """By its appointment, unless notes tell of an earlier talk; somebody without an appointment is not ahead."""
    before = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    assert ahead("Dana Reyes", profile(""), before) == dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
    assert ahead("Dana Reyes", profile(""), before + dt.timedelta(days=2)) is None
    assert ahead("Dana Reyes", profile("## Dana Reyes, 2 Nov 2026\n= three shifts\n"), before) is None
    assert ahead("Tomás Okafor", profile(""), before) is None


def test_a_file_that_nobody_touched_may_be_written_anew() -> None:
    """A word changed above the rule makes it the user's; remarks below the rule do not."""
    text = as_file(drafts(profile(), None, TODAY)[0])
    assert untouched(text)
    assert untouched(text + "a remark\n")
    assert not untouched(text.replace("glad", "happy"))
    assert not untouched("my own words, and no rule")
