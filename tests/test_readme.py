"""The README is the manual: every command is in it, with the help it really prints.

Run this file to write the commands again: ``python tests/test_readme.py``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
from briefs import EXAMPLE, example

from research.cli import cli
from research.render.markdown import markdown

README = Path(__file__).resolve().parent.parent / "README.md"
_PIECE = re.compile(r"(```\n)(\d+\. \[ \].*?)(```\n)", re.S)
_BLOCK = re.compile(r"(<!-- commands:[^>]*-->\n)(.*?)(<!-- end of commands -->)", re.S)


def commands() -> str:
    """The help of every command, as it stands in the README."""
    parent = click.Context(cli, info_name="research", **{**cli.context_settings, "terminal_width": 80})
    parts = []
    for name in cli.list_commands(parent):
        command = cli.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
        parts.append(f"### {name}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def test_the_readme_prints_the_help_of_every_command() -> None:
    """The block of commands in the README is what `--help` prints."""
    found = _BLOCK.search(README.read_text("utf-8"))
    assert found
    assert found[2] == f"\n{commands()}\n", "run: python tests/test_readme.py"


def test_every_help_opens_with_an_example_that_parses() -> None:
    """Each command's help shows a line that begins with `research <command>`, and its options exist."""
    context = click.Context(cli, info_name="research")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        examples = re.findall(rf"^\s*research {name}\b(.*)$", command.help or "", re.M)
        assert examples, name
        opening = (command.help or "").split("\n\n")[1]
        assert opening.lstrip(" ").startswith("\b\n") and f"research {name}" in opening, name
        options = {o for p in command.params for o in p.opts}
        for line in examples:
            assert len(f"    research {name}{line}") <= 80, line
            assert set(re.findall(r"(?<!\S)(--[\w-]+)", line)) <= options, (name, line)


def test_the_two_commands_are_in_the_first_screen() -> None:
    """A stranger finds how to run and how to test before the first headline after the title."""
    top = README.read_text("utf-8").split("\n## ")[0]
    assert "uv run research acme-corp" in top
    assert "uv run pytest" in top


def piece(folder: Path) -> str:
    """A piece of the example's brief: its last two starred questions, and the source of the last."""
    brief = markdown(example(folder)[0])
    questions = re.findall(r"^\d+\. \[ \] ★.*\n(?:   .*\n)+", brief, re.M)
    label = re.findall(r"\[\^([\w-]+)\]", questions[-1])[0]
    source = re.search(rf"^\*\*.*\n(?:.+\n)*\n(?:.+\n)*\[\^{label}\]: .*\n(?:    .*\n)*", brief, re.M)
    assert source
    return f"{questions[-2]}{questions[-1]}\n{source[0]}"


def test_the_first_screen_shows_the_real_brief(tmp_path: Path) -> None:
    """The piece of Markdown in the README stands word for word in the brief of the example, and there is a picture."""
    text = README.read_text("utf-8")
    found = _PIECE.search(text)
    assert found
    assert found.start() < text.index("\n## ")
    assert found[2] == piece(tmp_path), "run: python tests/test_readme.py"
    picture = re.search(r"!\[[^\]]{20,}\]\(([\w./-]+)\)", text.split("\n## ")[0])
    assert picture
    assert (README.parent / picture[1]).read_bytes().startswith(b"\x89PNG")


def test_the_five_minute_walk_works_as_printed(tmp_path: Path) -> None:
    """Each line of the walk, typed in this order in a folder with the example, ends well and says something."""
    walk = README.read_text("utf-8").split("## Five minutes with the example")[1].split("```")[1].strip()
    shutil.copytree(
        EXAMPLE, tmp_path / "profiles" / "acme-corp", ignore=shutil.ignore_patterns("brief.*", "*.sqlite*", "thanks-*")
    )
    for line in walk.splitlines():
        command, *words = shlex.split(line, comments=True)
        assert command == "research"
        done = subprocess.run(
            [sys.executable, "-m", "research", *words], cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout + done.stderr, line


def test_the_table_for_contributors_names_what_is_there() -> None:
    """Files of the table exist, and the examples are found in the code."""
    root = README.parent
    table = (root / "CONTRIBUTING.md").read_text("utf-8").split("## Where things are added")[1].split("## Tests")[0]
    for path in re.findall(r"`((?:research|tests)/[\w./-]+)`", table):
        assert (root / path).exists(), path
    held = {
        "research/extract/signal_rules.py": 'Rule("C22"', "research/brief/frames.toml": 'id = "C12-F1"',
        "research/models.py": "FactKind = ", "research/extract/all_signals.py": "C22",
        "research/kinds.toml": "rencontrez lequipe", "research/cli/__init__.py": "_COMMANDS",
        "research/cli/reading.py": "def verify(", "research/extract/fact_patterns.py": "founded",
    }  # fmt: skip
    for path, words in held.items():
        assert words in (root / path).read_text("utf-8"), (path, words)
    assert (root / "research/collect/lookups/github.py").exists()


if __name__ == "__main__":
    import tempfile

    text = README.read_text("utf-8")
    text = _BLOCK.sub(lambda m: f"{m[1]}\n{commands()}\n{m[3]}", text)
    with tempfile.TemporaryDirectory() as scratch:
        sample = piece(Path(scratch))
    README.write_text(_PIECE.sub(lambda m: f"{m[1]}{sample}{m[3]}", text), "utf-8")
