"""The README is the manual: every command is in it, with the help it really prints.

Run this file to write the commands again: ``python tests/test_readme.py``.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from research.cli import cli

README = Path(__file__).resolve().parent.parent / "README.md"
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
        for example in examples:
            assert len(f"    research {name}{example}") <= 80, example
            assert set(re.findall(r"(?<!\S)(--[\w-]+)", example)) <= options, (name, example)


def test_the_two_commands_are_in_the_first_screen() -> None:
    """A stranger finds how to run and how to test before the first headline after the title."""
    top = README.read_text("utf-8").split("\n## ")[0]
    assert "uv run research acme-corp" in top
    assert "uv run pytest" in top


if __name__ == "__main__":
    text = README.read_text("utf-8")
    README.write_text(_BLOCK.sub(lambda m: f"{m[1]}\n{commands()}\n{m[3]}", text), "utf-8")
