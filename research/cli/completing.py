"""What the shell completes: the companies that have a profile, and the interviewers of the one that was named.

Click writes the scripts for bash, zsh and fish; they ask this program at each press of Tab, so nothing heavy is loaded
here, and what cannot be read completes to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def company_argument(command: F) -> F:
    """Add the argument COMPANY, completed to the folders that hold a profile."""
    return click.argument("company", shell_complete=companies)(command)


def person_option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Add an option that takes an interviewer's name, completed from the profile of the company before it."""
    return click.option(*names, shell_complete=interviewers, **settings)


def new_name_option(command: F) -> F:
    """Add the option that takes a person's name as typed, however like a known one it is."""
    return click.option("--new", is_flag=True, help="The name is somebody else's than any known so far.")(command)


def companies(ctx: click.Context, _param: click.Parameter | None, begun: str) -> list[str]:
    """Return the profiles whose name begins with what was typed."""
    try:
        return sorted(p.name for p in _root(ctx).iterdir() if p.name.startswith(begun) and _file(p).is_file())
    except OSError:
        return []


def interviewers(ctx: click.Context, _param: click.Parameter | None, begun: str) -> list[str]:
    """Return the names in the profile that begin with what was typed, or have a word that does."""
    # With an option that still waits for its value, Click's parser leaves the arguments before it in `args`.
    company = ctx.params.get("company") or next(iter(ctx.args), None)
    if not isinstance(company, str) or Path(company).name != company:
        return []
    import tomllib

    try:
        file = _file(_root(ctx) / company)
        listed = tomllib.loads(file.read_text("utf-8")).get("interviewers", []) if file.is_file() else []
        names = [str(entry["name"]) for entry in listed if isinstance(entry, dict) and "name" in entry]
    except (OSError, ValueError, TypeError):
        return []
    sound = [name for name in names if name.isprintable()]
    fit = [n for n in sound if any(w.casefold().startswith(begun.casefold()) for w in (n, *n.split()))]
    # zsh and fish mask the blanks of what they insert; for bash Click does not, and its `read` eats one mask.
    return [n.replace(" ", "\\\\ ") for n in fit] if "bash" in os.environ.get("_RESEARCH_COMPLETE", "") else fit


def _root(ctx: click.Context) -> Path:
    return Path(ctx.params.get("profiles") or os.environ.get("RESEARCH_PROFILES") or "profiles").expanduser()


def _file(folder: Path) -> Path:
    return folder / "profile.toml"
