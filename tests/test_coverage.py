"""Which topics were touched with whom, and the boxes of brief.md."""

from __future__ import annotations

import datetime as dt
import time

from research.coverage import NAMES, boxes, closing, grid, tick_boxes, topic_of, topics_in, who
from research.models import Citation, Question
from research.notes import parse
from research.render.checklist import coverage_grid

AT = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
PEOPLE = ("Dana Reyes", "Tomás Okafor")


def question(
    number: int, text: str, signal: str = "J02", bucket: str = "role work", asked_of: str = PEOPLE[0]
) -> Question:
    cited = Citation(
        url="posting.md", quote=text, document="0" * 64, passage="p", start=0, end=len(text), fetched_at=AT
    )
    return Question(
        id=f"Q{number}", text=text, asked_of=asked_of, signal=signal, frame=f"{signal}-F1", shape="why", bucket=bucket,
        why="w", listen_for="l", follow_up="f", citations=(cited,),
    )  # fmt: skip


def test_a_topic_counts_when_it_was_answered_not_when_it_was_asked() -> None:
    """ "=" answers, "?" leaves open, "!" and ">" are half an answer, "~" counts for nothing."""
    notes = parse(
        "## Dana Reyes\n= success is the false alarm rate\n? the roadmap: who decides\n"
        "! feedback is rare\n~ the culture\n"
    )
    found = grid(notes, (), PEOPLE)
    assert found.total("measure of success") == "answered"
    assert found.total("decision rights") == "open"
    assert found.total("growth and feedback") == "partly"
    assert found.total("culture in practice") == ""
    assert set(found.open) == set(NAMES) - {"measure of success"}
    assert "culture in practice" in found.untouched


def test_an_answer_that_left_a_question_is_partly_one() -> None:
    """Answered and still asked about, by the same person."""
    found = grid(parse("## Dana\n= we measure uptime\n? which metric decides\n"), (), PEOPLE)
    assert found.cells["measure of success"]["Dana Reyes"] == "partly"


def test_a_ticked_question_answers_its_topic_with_whom_it_was_for() -> None:
    """Ticks count beside notes."""
    found = grid((), (question(1, "What stands in the way?", asked_of=PEOPLE[1]),), PEOPLE)
    assert found.cells["problem and its history"] == {"Tomás Okafor": "answered"}


def test_names_are_matched_by_first_name_only_when_one_person_has_it() -> None:
    """“Dana” is Dana Reyes; of two called Li nobody is guessed."""
    assert who("dana", PEOPLE) == "Dana Reyes"
    assert who("Tomas Okafor", PEOPLE) == "Tomás Okafor"
    assert who("Li", ("Li Wen", "Li Na")) is None


def test_every_question_has_a_topic() -> None:
    """By its code, by its frame, by its bucket."""
    assert topic_of("J02 + C12", "J02-F1", "role work") == "problem and its history"
    assert topic_of("J12", "S-F1", "role work") == "first 90 days"
    assert topic_of("Z99", "Z99-F1", "culture") == "culture in practice"


def test_what_to_say_when_all_was_covered_leads_to_the_best_question_left() -> None:
    """Three closings: a question left, nothing left, nothing covered."""
    covered = grid((), (question(1, "a"), question(2, "b", "J06")), PEOPLE)
    left = [question(3, "Who decides?", "J04")]
    assert closing(covered, left).endswith("one more thing?” Then Q3: Who decides?")
    assert "ask that I haven't" in closing(covered, [])
    assert "go deeper" in closing(grid((), (), PEOPLE), left)


def test_the_grid_fits_a_terminal_and_cuts_no_name() -> None:
    """Four people stand side by side in 80 columns; of seven those who touched something, the others below."""
    four = ("Taylor Halliday", "Rachel Moore", "Maximiliane Oberhuber", "Doug Coleman")
    shown = coverage_grid(grid((), (question(1, "a", asked_of=four[0]),), four)).splitlines()
    assert max(map(len, shown)) <= 80
    assert [line.split() for line in shown[:2]] == [
        ["Taylor", "Rachel", "Maximilia…", "Doug"],
        ["Halliday", "Moore", "Oberhuber", "Coleman"],
    ]
    assert len(shown) == 2 + len(NAMES)
    seven = (*four, "Ann Lee", "Bo Chen", "Cy Park")
    below = coverage_grid(grid((), (question(1, "a", asked_of=four[0]),), seven)).splitlines()[-1]
    assert below == f"Nothing yet from {', '.join(seven[1:])}."


BRIEF = """# Acme

**Dana Reyes: ask 1-2**

1. [ ] ★ The posting says “one \\*thing\\*”. What has been
   tried so far?
   - 3 min · why: x [1]
2. [x] Who decides?
   - 3 min

my own remark
3. [x] Something from an older brief
"""
ASKED = (
    question(1, "The posting says “one *thing*”. What has been tried so far?"),
    question(2, "Who decides?"),
    question(3, "Which market is next?"),
)


def test_boxes_of_the_brief_are_read_by_number_and_words() -> None:
    """A number that stands before other words is not this question."""
    assert boxes(BRIEF, ASKED) == {"Q1": False, "Q2": True}


def test_ticking_changes_one_character_of_the_brief() -> None:
    """Nothing else of the file, remarks of the user included."""
    ticked = tick_boxes(BRIEF, ASKED, ["Q1", "Q3"])
    assert [(a, b) for a, b in zip(BRIEF, ticked, strict=True) if a != b] == [(" ", "x")]
    assert tick_boxes(ticked, ASKED, ["Q1"], ticked=False) == BRIEF
    windows = BRIEF.replace("\n", "\r\n")
    assert tick_boxes(windows, ASKED, ["Q1"]).count("\r\n") == windows.count("\r\n")


def test_hostile_lines_cost_little() -> None:
    """Long lines of cues and of boxes."""
    start = time.process_time()
    for piece in ("why is the role ", "1. [ ] ", "team of ", "first-"):
        topics_in(piece * 20_000)
        boxes((piece * 300 + "\n") * 300, ASKED)
    assert time.process_time() - start < 2
