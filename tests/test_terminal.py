"""The terminal: 80 columns, modest colour where it is wanted, and nothing of a page can steer it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from briefs import NOW, example, hostile, reworded

from research.cli.forms import look_of, paper_here
from research.glance import ListEntry
from research.models import Brief, Document
from research.render.markup import cells, cut, wrap
from research.render.terminal import (
    PLAIN,
    Look,
    change_list,
    page_list,
    profile_list,
    question_list,
    rejected_list,
    show_citation,
    show_question,
)

Made = tuple[Brief, Callable[[str], Document | None]]
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile(r"\x1b\[(?:0|1|2|36)m|\x1b\]8;;[!-~]*\x1b\\")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example and its brief."""
    return tmp_path_factory.mktemp("terminal")


@pytest.fixture(scope="module")
def made(home: Path) -> Made:
    """The example's brief and the reader of its captures."""
    return example(home)


def everything(brief: Brief, reader: Callable[[str], Document | None], look: Look) -> str:
    """All that the terminal form can say of a brief."""
    entries = [ListEntry(slug="acme", next_at=NOW + dt.timedelta(days=3), brief_at=NOW, questions=3)]
    parts = [
        question_list(brief, brief.questions, look), rejected_list(brief, look), page_list(brief, look),
        change_list(brief.changes, look), profile_list(entries, NOW, look),
        *(show_question(q, reader, brief, look) for q in brief.questions),
        show_citation(brief.questions[0].citations[0], None, brief, look),
    ]  # fmt: skip
    return "\n".join(parts)


def test_text_of_pages_cannot_steer_the_terminal(made: Made) -> None:
    """OSC, CSI, C1, CR, BS and bidi in every text: none of it comes out; with colour only our own sequences do."""
    brief = hostile(made[0].model_copy(update={"changes": (reworded(made[0]),)}))
    assert not CONTROL.search(everything(brief, made[1], PLAIN))
    painted = everything(brief, made[1], Look(colour=True, links=True))
    assert "\x1b[1m" in painted
    assert not CONTROL.search(OURS.sub("", painted))


def test_everything_fits_into_eighty_columns(made: Made) -> None:
    """Every line but a bare address is at most 80 columns wide, and 60 on a narrow terminal."""
    brief = made[0].model_copy(update={"changes": (reworded(made[0]),)})
    for width in (80, 60):
        text = everything(brief, made[1], Look(width=width))
        assert [line for line in text.splitlines() if cells(line) > width and "://" not in line] == []


def test_colour_changes_no_word(made: Made) -> None:
    """Without our sequences the painted text is the plain text."""
    painted = everything(made[0], made[1], Look(colour=True))
    assert OURS.sub("", painted) == everything(made[0], made[1], PLAIN)


def test_links_go_only_to_pages_that_were_read_or_named(made: Made) -> None:
    """OSC 8 links lead to the company's pages; the interviewer's saved page claims its address and gets none."""
    targets = set(re.findall(r"\x1b\]8;;([^\x1b]+)\x1b", everything(made[0], made[1], Look(links=True))))
    assert targets
    assert all(t.startswith("https://www.acme-corp.example/") for t in targets)


@pytest.mark.parametrize(
    ("text", "width"),
    [("Reyes", 5), ("東京", 4), ("Nováková", 8), ("Nova\u0301k", 5), ("ＡＢ", 4), ("한국", 4), ("👍", 2), ("", 0)],
)
def test_wide_and_combining_characters_are_measured_right(text: str, width: int) -> None:
    """East Asian wide characters take two columns, combining marks none (UAX #11)."""
    assert cells(text) == width


def test_wrapping_and_cutting_count_columns_not_characters() -> None:
    """No line is wider than asked, no word is lost, long words are broken where they must be."""
    text = "冷たい箱が温かくなると知らせる sensors for the cold chain " + "x" * 50
    lines = wrap(text, 20)
    assert max(map(cells, lines)) <= 20
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert cells(cut("東京都千代田区", 7)) <= 7
    assert cut("東京都千代田区", 7).endswith("…")


@pytest.mark.parametrize(
    ("env", "terminal", "colour", "links"),
    [
        ({"TERM": "xterm-256color"}, True, True, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, False, False),
        ({"TERM": "dumb"}, True, False, False),
        ({"TERM": "xterm", "VTE_VERSION": "7600"}, True, True, True),
        ({"TERM": "xterm", "VTE_VERSION": "4205"}, True, True, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True, True, True),
        ({"WT_SESSION": "x"}, True, True, True),
        ({"TERM": "xterm-kitty"}, False, False, False),
    ],
)
def test_colour_and_links_only_where_they_are_wanted(
    env: dict[str, str], terminal: bool, colour: bool, links: bool
) -> None:
    """Never into a pipe, never with NO_COLOR (colour), never on a dumb terminal; links where terminals show them."""
    found = look_of(env, terminal=terminal, columns=200)
    assert (found.colour, found.links, found.width) == (colour, links, 80)


def test_the_paper_follows_the_locale() -> None:
    """Letter in the United States and where else it is used, A4 for all others and when nothing is known."""
    assert paper_here({"LANG": "en_US.UTF-8"}) == "letter"
    assert paper_here({"LANG": "en_US.UTF-8", "LC_PAPER": "de_DE.UTF-8"}) == "a4"
    assert paper_here({}) == paper_here({"LANG": "C.UTF-8"}) == "a4"


def run(home: Path, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "research", *args], cwd=home, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_a_pipe_gets_plain_text(made: Made, home: Path) -> None:
    """No escape character in what a pipe receives."""
    for args in (["questions", "acme-corp"], ["list"], ["show", "acme-corp"], ["show", "acme-corp", "Q1"]):
        assert "\x1b" not in run(home, *args)


@pytest.mark.skipif(sys.platform == "win32", reason="pty is a POSIX module")
@pytest.mark.parametrize("no_color", ["", "1"])
def test_a_terminal_gets_colour_unless_it_is_unwanted(made: Made, home: Path, no_color: str) -> None:
    """On a pseudo-terminal the stars are bold; with NO_COLOR nothing is."""
    import pty

    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "NO_COLOR": no_color, "COLUMNS": "80"}
    command = [sys.executable, "-m", "research", "questions", "acme-corp"]
    with subprocess.Popen(command, cwd=home, stdout=slave, stderr=slave, env=env) as process:
        os.close(slave)
        got = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux says EIO when the other side is closed
                break
            if not piece:
                break
            got += piece
        process.wait(60)
    os.close(master)
    assert "fragmented over three" in got.decode()
    assert (b"\x1b[1m" in got) is not bool(no_color)
    assert not CONTROL.search(OURS.sub("", got.decode().replace("\r\n", "\n")))


def test_every_listing_speaks_json(made: Made, home: Path) -> None:
    """questions, list, show (pages, a question, a source): JSON with the same content."""
    assert json.loads(run(home, "questions", "acme-corp", "--json"))[0]["id"] == "Q1"
    assert json.loads(run(home, "list", "--json"))[0]["slug"] == "acme-corp"
    pages = json.loads(run(home, "show", "acme-corp", "--json"))
    assert len(pages["pages"]) == len(made[0].pages)
    question = json.loads(run(home, "show", "acme-corp", "q1", "--json"))
    assert question["id"] == "Q1"
    assert question["citations"][0]["context"]["headings"]
    assert json.loads(run(home, "show", "acme-corp", "1", "--json"))["quote"].startswith("send a link")
    grid = json.loads(run(home, "covered", "acme-corp", "--json"))
    assert len(grid["topics"]) == 12
    assert set(grid["answered"]) | set(grid["open"]) == set(grid["topics"])


def test_a_footnote_of_the_markdown_brief_is_shown_by_its_label(home: Path) -> None:
    """`show` takes the label as it stands in the brief, with or without its brackets."""
    label = re.findall(r"\[\^(home-[\w-]+)\]", run(home, "export", "acme-corp", "--format", "markdown"))[0]
    assert run(home, "show", "acme-corp", label) == run(home, "show", "acme-corp", f"[^{label}]")
    assert "Acme Corp makes sensors" in run(home, "show", "acme-corp", label)


def test_a_profile_in_trouble_is_listed_with_its_reason() -> None:
    """A broken profile does not hide the others; its reason is wrapped below its name."""
    trouble = "profiles/hooli/profile.toml:3:1: siet is not a key of [company]; did you mean site? " * 2
    text = profile_list([ListEntry(slug="hooli", trouble=trouble), ListEntry(slug="東京電力")], NOW)
    assert "did you mean site?" in " ".join(text.split())
    assert max(map(cells, text.splitlines())) <= 80
