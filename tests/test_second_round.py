"""A candidate's second round on a copy of the example, as it would be lived: from the invitation to the thank-you.

The round is lived once; each test reads what one of its steps left.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from folders import everything, example, run

from research.coverage import grid, topic_of
from research.models import Profile
from research.profiles import load

INVITATION = Path(__file__).parent / "invitations" / "outlook.ics"
NOTES = (
    ("Dana", "= the goal is one false alarm a month #measure"),
    ("Dana", "! #rule-book: wants one place for all rules"),
    ("Dana", "< send her the article about rollbacks"),
    ("Dana", "~ seemed unsure about the budget"),
    ("Tomás", "= decisions are made in pairs, in writing #decisions"),
    ("Tomás", "! #rule-book: nobody dares to touch it, ask Ingrid"),
    ("Tomás", "> will send the design document"),
)


@dataclass
class Round:
    """What the steps printed and left behind."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)
    second: dict[str, Any] = field(default_factory=dict)
    briefs: dict[str, str] = field(default_factory=dict)
    by_hand: str = ""

    def step(self, name: str, *args: str) -> None:
        """Run a command of the round and keep all that it said."""
        done = run(self.folder.parent, args[0], "acme-corp", *args[1:])
        self.said[name] = self.said.get(name, "") + done.output

    def read(self, name: str) -> dict[str, Any]:
        """Return the brief as JSON, and keep the Markdown under a name."""
        self.briefs[name] = (self.folder / "brief.md").read_text("utf-8")
        exported: dict[str, Any] = json.loads(run(self.folder.parent, "export", "acme-corp").stdout)
        return exported

    def profile(self) -> Profile:
        return load(self.folder, dt.datetime.now().astimezone())

    def asked(self) -> list[dict[str, Any]]:
        """The questions of the second brief that are still to be asked."""
        return [q for q in self.second["questions"] if q["state"] != "covered"]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """Invitation, brief, notes, ticks, a page that changes, refresh, thank-you."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            patch.delenv(name, raising=False)
        return _live(Round(example(tmp_path_factory.mktemp("round"))))


def _live(it: Round) -> Round:
    it.step("invite", "add", str(INVITATION))
    it.step("brief", "brief", "-q")
    it.first = it.read("first")
    it.step("checklist", "checklist")
    for who, line in NOTES:
        it.step("note", "note", line, "--from", who)
    it.step("covered", "covered", "Q1", "--note", "three rewrites so far")
    it.by_hand = next(q["id"] for q in it.first["questions"] if q["for"] == "Tomás Okafor" and not q["spare"])
    number = it.by_hand.removeprefix("Q")
    brief, posting = it.folder / "brief.md", it.folder / "posting.md"
    brief.write_text(brief.read_text("utf-8").replace(f"\n{number}. [ ]", f"\n{number}. [x]"), "utf-8")
    posting.write_text(posting.read_text("utf-8").replace("Five years or more", "Three years or more"), "utf-8")
    it.step("refresh", "refresh", "-q")
    it.second = it.read("second")
    it.step("verify", "verify")
    it.step("grid", "covered")
    it.step("thanks", "thanks", "--for", "Dana")
    letter = it.folder / "thanks-dana-reyes.md"
    letter.write_text(letter.read_text("utf-8").replace("___", "your first rewrite"), "utf-8")
    it.step("mail", "thanks", "--for", "Dana", "--mail")
    return it


def test_the_invitation_becomes_a_third_talk_with_both(lived: Round) -> None:
    """With its own appointment, its people those of the profile."""
    assert "appointment added: Thu 3 Dec 2026, 14:00, Dana Reyes, Tomás Okafor" in lived.said["invite"]
    assert lived.profile().interviews[-1].interviewers == ("Dana Reyes", "Tomás Okafor")
    assert [p.name for p in lived.profile().interviewers] == ["Dana Reyes", "Tomás Okafor"]


def test_the_first_brief_opens_with_what_the_first_call_left_open(lived: Round) -> None:
    """Before anything about the company; the checklist holds the promise too."""
    head = lived.briefs["first"].split("## At a glance")[0]
    assert "You promised Aoife Kearney: send a link to the write-up about the rollback" in " ".join(head.split())
    assert "You promised Aoife Kearney: " in lived.said["checklist"]
    assert "Dana Reyes · <https://meet.acme-corp.example/alerts>" in " ".join(lived.said["checklist"].split())


def test_notes_stand_under_one_heading_a_person_and_day(lived: Round) -> None:
    """Word for word, with their marks."""
    text = (lived.folder / "notes.md").read_text("utf-8")
    assert text.count("## Dana Reyes, ") == text.count("## Tomás Okafor, ") == 1
    assert all(f"\n{line}\n" in text for _, line in NOTES)


def test_what_was_covered_keeps_its_number_and_is_not_asked_again(lived: Round) -> None:
    """Ticked by command and by hand; numbers are given once."""
    old = {q["id"]: q["text"] for q in lived.first["questions"]}
    covered = {q["id"]: q["text"] for q in lived.second["questions"] if q["state"] == "covered"}
    assert covered == {"Q1": old["Q1"], lived.by_hand: old[lived.by_hand]}
    boxes = re.findall(r"^(\d+)\. \[x\]", lived.briefs["second"], re.M)
    assert {f"Q{n}" for n in boxes} == set(covered)
    assert not {q["text"] for q in lived.asked()} & set(covered.values())
    assert len({q["id"] for q in lived.second["questions"]}) == len(lived.second["questions"])


def test_most_questions_of_the_second_brief_are_about_open_topics(lived: Round) -> None:
    """At least six in ten, and enough of them."""
    answered = grid(lived.profile().notes, (), ()).answered
    assert {"measure of success", "decision rights"} <= set(answered)
    fresh = [q for q in lived.asked() if topic_of(q["signal"], q["frame"], q["bucket"]) not in answered]
    assert len(lived.asked()) >= 8
    assert len(fresh) >= 0.6 * len(lived.asked())


def test_the_second_brief_opens_with_both_rounds(lived: Round) -> None:
    """Promises both ways with their day, the theme of both, who was named and may be next."""
    carry = {k: [s["text"] for s in lived.second["carry_over"][k]] for k in ("themes", "names")}
    promises = [s["text"] for k in ("you_promised", "they_promised") for s in lived.second["carry_over"][k]]
    assert [p for p in promises if p.startswith("You promised Dana Reyes: send her the article about rollbacks (")]
    assert [p for p in promises if p.startswith("Tomás Okafor promised: will send the design document (")]
    assert carry["themes"][0] == "rule-book (raised by Dana Reyes and Tomás Okafor)"
    assert carry["names"] == ["Ingrid Solberg, Chief Operating Officer (named by Tomás Okafor)"]
    assert lived.briefs["second"].index("rule-book (raised by") < lived.briefs["second"].index("## At a glance")


def test_the_refresh_says_what_changed_in_the_posting(lived: Round) -> None:
    """The old words beside the new, and nothing else: notes and ticks are no news."""
    assert [(c["old"]["quote"], c["new"]["quote"]) for c in lived.second["changes"]] == [
        ("Five years or more of backend work in Python or Go", "Three years or more of backend work in Python or Go")
    ]
    assert "to the letter" in lived.said["verify"]


def test_private_lines_are_in_the_notes_alone(lived: Round) -> None:
    """In no form of the brief, no draft, no capture."""
    assert [name for name, data in everything(lived.folder).items() if b"seemed unsure" in data] == ["notes.md"]
    assert "seemed unsure" not in "".join(text for step, text in lived.said.items() if step != "note")


def test_the_thank_you_is_ready_when_its_blanks_are_filled(lived: Round) -> None:
    """From Dana's notes alone; nothing is sent."""
    assert "answered" in lived.said["grid"]
    assert "the rule book" in lived.said["thanks"]
    assert "nobody dares" not in lived.said["thanks"]
    assert "design document" not in lived.said["thanks"]
    assert "not ready" in lived.said["thanks"]
    assert ": ready" in lived.said["mail"]
    assert "\nmailto:" in lived.said["mail"]
