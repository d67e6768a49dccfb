"""Forgetting says exactly what it removed and leaves nothing: the folder and the store are searched for the name."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import pty
import shutil
import sys
from pathlib import Path

import pytest
from folders import everything, example, run
from pdfs import one_column

from research.errors import InputError
from research.forget import spellings
from research.profiles import load
from research.store import Store

FORMS = (
    "dana reyes",
    "reyes, dana",
    "dana-reyes",
    "dana_reyes",
    "dana.reyes",
    "danareyes",
    "dana%20reyes",
    "dana+reyes",
)


def files(folder: Path) -> set[str]:
    """Every file but what SQLite keeps beside an open store."""
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir()}
    return {name for name in found if not name.endswith(("-wal", "-shm"))}


def naming(folder: Path, forms: tuple[str, ...] = FORMS) -> list[str]:
    """Where a name stands, in any of its forms, case ignored."""
    texts = {name: data.decode("utf-8", "replace").casefold() for name, data in everything(folder).items()}
    return sorted(name for name, text in texts.items() if any(form in text for form in forms))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a brief, notes, a tick, a thank-you note and a correction that name Dana."""
    root = tmp_path_factory.mktemp("made")
    example(root)
    toml = root / "acme-corp" / "profile.toml"
    toml.write_text(
        toml.read_text() + "\n# Dana Reyes prefers the morning\n[x-end]\n".replace("[x-end]\n", "# the end\n")
    )
    run(root, "brief", "acme-corp", "-q")
    run(root, "note", "acme-corp", "! #night-team: they read every rule", "--from", "Dana")
    run(root, "note", "acme-corp", "= the queue is four months old", "--from", "Tomás")
    run(root, "covered", "acme-corp", "Q1")
    run(root, "thanks", "acme-corp")
    run(root, "brief", "acme-corp", "-q")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(made, tmp_path / "profiles")
    return tmp_path / "profiles"


def test_of_a_person_nothing_is_left_but_what_is_about_others(root: Path) -> None:
    """Only the company's page about the whole team still names her, and that is said."""
    folder = root / "acme-corp"
    assert len(naming(folder)) > 8
    done = run(root, "forget", "acme-corp", "--person", "Dana", "--yes")
    left = naming(folder)
    assert all("team" in name or name.startswith(("captures", "documents")) for name in left), left
    assert "still names them, among others: pages/team.html" in done.stderr
    removed = done.stdout.splitlines()
    for what in (
        "brief.md", "people/dana-reyes.pdf", "thanks-dana-reyes.md", "notes.md: 2 lines", "research.sqlite: 2 briefs",
        "research.sqlite: 1 tick", "profile.toml: the entry [[interviewers]] “Dana Reyes”",
        "profile.toml: comments that name them",
    ):  # fmt: skip
        assert f"removed {what}" in removed
    profile = load(folder, dt.datetime.now().astimezone())
    assert [p.name for p in profile.interviewers] == ["Tomás Okafor"]
    assert "# the end" in (folder / "profile.toml").read_text()
    assert {n.person for n in profile.notes} == {"Aoife Kearney", "Tomás Okafor"}
    run(root, "brief", "acme-corp", "-q")
    run(root, "verify", "acme-corp")


def test_everywhere_means_everywhere(root: Path) -> None:
    """With --everywhere the name stands nowhere in the folder and nowhere in the store."""
    run(root, "forget", "acme-corp", "--person", "Dana Reyes", "--everywhere", "--yes")
    assert naming(root / "acme-corp") == []
    assert (
        not (root / "acme-corp" / "research.sqlite-wal").exists()
        or not (root / "acme-corp" / "research.sqlite-wal").stat().st_size
    )


def test_a_pdf_that_names_them_among_others_is_said_and_goes_with_everywhere(root: Path) -> None:
    """Its own bytes hold no name that could be searched for."""
    page = root / "acme-corp" / "pages" / "who-is-who.pdf"
    page.write_bytes(one_column([("Team", 20), ("Ingrid Solberg and Dana Reyes lead us", 10)]))
    assert b"Dana" not in page.read_bytes()
    done = run(root, "forget", "acme-corp", "--person", "Dana Reyes", "--yes")
    assert "still names them, among others: pages/who-is-who.pdf" in done.stderr
    done = run(root, "forget", "acme-corp", "--person", "Dana Reyes", "--everywhere", "--yes")
    assert "removed pages/who-is-who.pdf" in done.stdout
    assert not page.exists()


def test_a_name_with_accents_is_found_without_them(root: Path) -> None:
    """“Tomas Okafor” is Tomás Okafor, in the store and in every file."""
    run(root, "forget", "acme-corp", "--person", "tomas okafor", "--everywhere", "--yes")
    assert naming(root / "acme-corp", ("tomás okafor", "tomas okafor", "tomas-okafor", "okafor, tomás")) == []


def test_notes_stay_when_the_user_says_so(root: Path) -> None:
    """--keep-notes leaves notes.md byte for byte."""
    before = (root / "acme-corp" / "notes.md").read_bytes()
    run(root, "forget", "acme-corp", "--person", "Dana", "--keep-notes", "--yes")
    assert (root / "acme-corp" / "notes.md").read_bytes() == before


def test_nothing_is_removed_unasked(root: Path) -> None:
    """Without a terminal and without --yes: one sentence, status 2, everything stays."""
    before = files(root / "acme-corp")
    for args in (("--person", "Dana"), ()):
        assert "--yes" in run(root, "forget", "acme-corp", *args, status=2).stderr
    assert files(root / "acme-corp") == before


@pytest.mark.parametrize(("person", "noted"), [("Dana", True), ("Rita Vale", False)])
def test_on_a_terminal_it_is_asked_in_whole_words_and_no_means_no(root: Path, person: str, noted: bool) -> None:
    """Notes are offered only where there are some; no line is longer than the terminal is wide."""
    before = files(root / "acme-corp")
    command = ["research", "forget", "acme-corp", "--person", person, "--profiles", str(root)]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["COLUMNS"] = "60"
        os.execv(sys.executable, [sys.executable, "-m", *command])
    os.write(terminal, b"n\n")
    said = b""
    with contextlib.suppress(OSError):  # the far side closes
        while data := os.read(terminal, 1000):
            said += data
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    assert ("your notes of what they said" in " ".join(said.decode().split())) is noted
    assert max(map(len, said.decode().split("\r\n"))) <= 60
    assert "nothing was removed" in said.decode()
    assert files(root / "acme-corp") == before


def test_a_profile_goes_with_all_that_is_in_it(root: Path, tmp_path: Path) -> None:
    """Every file is named, links are removed and not followed, the other profile stays."""
    shutil.copytree(root / "acme-corp", root / "other")
    outside = tmp_path / "mine.txt"
    outside.write_text("mine")
    (root / "acme-corp" / "pages" / "link.md").symlink_to(outside)
    there = files(root / "acme-corp")
    done = run(root, "forget", "acme-corp", "--yes")
    gone = {line.removeprefix("removed ") for line in done.stdout.splitlines()}
    assert {name for name in gone if not name.endswith(("-wal", "-shm"))} == there
    assert [p.name for p in root.iterdir()] == ["other"]
    assert outside.read_text() == "mine"


def test_a_profile_that_is_a_link_or_missing_is_refused(root: Path, tmp_path: Path) -> None:
    """A link to elsewhere is not followed."""
    (root / "linked").symlink_to(root / "acme-corp")
    run(root, "forget", "linked", "--yes", status=2)
    run(root, "forget", "nobody", "--yes", status=2)
    assert (root / "acme-corp" / "profile.toml").is_file()


@pytest.mark.parametrize(
    "text",
    [
        "Dana Reyes", "REYES, Dana", "dana-reyes.pdf", "Dana M. Reyes", "D\u0061na\u00a0Reyes", "dana%20reyes",
        "Dana&nbsp;Reyes", "<b>Dana</b> <i>Reyes</i>", "dana_reyes", '"Dana\\u0020Reyes"', "danareyes@acme.example",
        "Dána Réyes",
    ],
)  # fmt: skip
def test_a_name_is_known_in_every_spelling(text: str) -> None:
    """Turned, joined, encoded, across tags, with a middle initial, with and without accents."""
    assert spellings("Dana Reyes")(text)


@pytest.mark.parametrize(
    "text", ["Dana", "Reyes", "Dana Reyesworth", "Jordana Reyes", "Dana met Tom and Ana Reyes", ""]
)
def test_other_people_are_not_taken_for_them(text: str) -> None:
    """First name or surname alone, longer names, words between."""
    assert not spellings("Dana Reyes")(text)


def test_a_first_name_of_nobody_is_refused() -> None:
    """It could be anybody's."""
    with pytest.raises(InputError, match="whole name"):
        spellings("Dana")


def test_a_store_without_briefs_can_forget(tmp_path: Path) -> None:
    """Nothing there, nothing removed, no error."""
    with Store(tmp_path) as store:
        assert not any(store.forget(spellings("Dana Reyes"), lambda _: True).values())


def test_somebody_known_by_one_name_from_the_notes_is_forgotten(root: Path) -> None:
    """Their lines, draft, brief and capture go; a word that is the same stays in what others said."""
    notes = root / "acme-corp" / "notes.md"
    run(root, "note", "acme-corp", "> sends the runbooks", "--from", "Will")
    run(root, "note", "acme-corp", "Will the team grow?", "--from", "Dana")
    run(root, "brief", "acme-corp", "-q")
    run(root, "thanks", "acme-corp", "--for", "Will")
    done = run(root, "forget", "acme-corp", "--person", "Will", "--yes")
    assert {"removed thanks-will.md", "removed notes.md: 2 lines"} <= set(done.stdout.splitlines())
    assert "Will the team grow?" in notes.read_text()
    assert not any(b"sends the runbooks" in data for data in everything(root / "acme-corp").values())
