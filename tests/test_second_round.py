"""A candidate's second round on a copy of the example, as it would be lived: from the invitation to the thank-you."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from research.cli import cli
from research.coverage import grid, topic_of
from research.profiles import load

EXAMPLE = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp"
INVITATION = Path(__file__).parent / "invitations" / "outlook.ics"


def test_a_second_round_from_the_invitation_to_the_thank_you(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step finds what the one before left, and nothing that was covered is asked again."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "profiles" / "acme-corp"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))

    def research(*args: str) -> Result:
        done = CliRunner().invoke(cli, [*args, "--profiles", str(tmp_path / "profiles")])
        assert done.exit_code == 0, (done.output, done.exception)
        return done

    def exported() -> dict:
        return json.loads(research("export", "acme-corp").stdout)

    def notes() -> list[str]:
        return (folder / "notes.md").read_text("utf-8").splitlines()

    # The invitation to a third talk, with both, arrives.
    assert "appointment added" in research("add", "acme-corp", str(INVITATION)).stderr
    panel = load(folder, dt.datetime.now().astimezone()).interviews[-1]
    assert panel.interviewers == ("Dana Reyes", "Tomás Okafor")

    # The first brief carries over what the first call left open.
    research("brief", "acme-corp", "-q")
    first = exported()
    text = (folder / "brief.md").read_text("utf-8")
    assert "send a link to the write-up about the rollback" in text
    assert "Dana Reyes · <https://meet.acme-corp.example/alerts>" in " ".join(
        research("checklist", "acme-corp").stdout.split()
    )

    # After the talk: notes with their marks, and what was covered, once by command and once by hand.
    for who, line in (
        ("Dana", "= the goal is one false alarm a month #measure"),
        ("Dana", "! #rule-book: wants one place for all rules"),
        ("Dana", "< send her the article about rollbacks"),
        ("Dana", "~ seemed unsure about the budget"),
        ("Tomás", "= decisions are made in pairs, in writing #decisions"),
        ("Tomás", "> will send the design document"),
    ):
        research("note", "acme-corp", line, "--from", who)
    assert len([line for line in notes() if line.startswith("## Dana Reyes")]) == 1
    research("covered", "acme-corp", "Q1", "--note", "three rewrites so far")
    by_hand = next(q["id"] for q in first["questions"] if q["for"] == "Tomás Okafor" and not q["spare"])
    brief = folder / "brief.md"
    number = by_hand.removeprefix("Q")
    brief.write_text(brief.read_text("utf-8").replace(f"\n{number}. [ ]", f"\n{number}. [x]"), "utf-8")

    # The second brief: ticks stay with their numbers, most questions are about open topics, private lines stay private.
    research("brief", "acme-corp", "-q")
    second = exported()
    research("verify", "acme-corp")
    old = {q["id"]: q["text"] for q in first["questions"]}
    covered = {q["id"]: q["text"] for q in second["questions"] if q["state"] == "covered"}
    assert covered == {"Q1": old["Q1"], by_hand: old[by_hand]}
    boxes = re.findall(r"^(\d+)\. \[x\]", brief.read_text("utf-8"), re.M)
    assert {f"Q{n}" for n in boxes} == set(covered)
    asked = [q for q in second["questions"] if q["state"] != "covered"]
    assert len(asked) >= 8
    assert not {q["text"] for q in asked} & set(covered.values())
    assert len({q["id"] for q in second["questions"]}) == len(second["questions"])
    answered = grid(load(folder, dt.datetime.now().astimezone()).notes, (), ()).answered
    assert {"measure of success", "decision rights"} <= set(answered)
    fresh = [q for q in asked if topic_of(q["signal"], q["frame"], q["bucket"]) not in answered]
    assert len(fresh) >= 0.6 * len(asked)
    assert "seemed unsure" not in json.dumps(second["questions"]) + json.dumps(second["carry_over"])

    # The grid, then the thank-you: from notes alone, ready once the blanks are filled.
    assert "answered" in research("covered", "acme-corp").stdout
    drafted = research("thanks", "acme-corp", "--for", "Dana")
    assert "the rule book" in drafted.stdout
    assert "seemed unsure" not in drafted.stdout
    assert "not ready" in drafted.stderr
    note = folder / "thanks-dana-reyes.md"
    note.write_text(note.read_text("utf-8").replace("___", "your first rewrite"), "utf-8")
    assert ": ready" in research("thanks", "acme-corp", "--for", "Dana").stderr
    assert (
        research("thanks", "acme-corp", "--for", "Dana", "--mail").stdout.strip().splitlines()[-1].startswith("mailto:")
    )
