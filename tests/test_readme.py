"""The README is the manual: every command is in it, with the help it really prints.

Run this file to write the commands again: ``python tests/test_readme.py``.
"""

from __future__ import annotations

import re
from pathlib import Path

import click
from briefs import example

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
    """A piece of the example's brief: its first and last starred question, and the source of the last."""
    brief = markdown(example(folder)[0])
    questions = re.findall(r"^\d+\. \[ \] ★.*\n(?:   .*\n)+", brief, re.M)
    label = re.findall(r"\[\^([\w-]+)\]", questions[-1])[0]
    source = re.search(rf"^\*\*.*\n(?:.+\n)*\n(?:.+\n)*\[\^{label}\]: .*\n(?:    .*\n)*", brief, re.M)
    assert source
    return f"{questions[0]}{questions[-1]}\n{source[0]}"


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


if __name__ == "__main__":
    import tempfile

    text = README.read_text("utf-8")
    text = _BLOCK.sub(lambda m: f"{m[1]}\n{commands()}\n{m[3]}", text)
    with tempfile.TemporaryDirectory() as scratch:
        sample = piece(Path(scratch))
    README.write_text(_PIECE.sub(lambda m: f"{m[1]}{sample}{m[3]}", text), "utf-8")
