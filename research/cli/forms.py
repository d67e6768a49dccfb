"""The forms that people look at: the command `open`, the HTML and PDF of `export`, what this terminal can."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from research.cli.completing import company_argument
from research.cli.shared import (
    known_folder,
    last_brief,
    open_store,
    profile_folder,
    profiles_option,
    reader_of,
    tell,
    wait,
)

if TYPE_CHECKING:
    from research.models import Brief
    from research.render.terminal import Look
    from research.store import Store

_LETTER = frozenset("US CA MX PH CL CO CR GT PA SV VE PR".split())
"""Countries that print on Letter (CLDR 46, supplemental data, paperSize); all others use A4."""
_WITH_LINKS = ("WezTerm", "iTerm.app", "vscode", "ghostty", "Hyper", "rio")
"""TERM_PROGRAM of terminals that show OSC 8 links."""
_TERMS_WITH_LINKS = ("xterm-kitty", "alacritty", "foot", "foot-extra", "xterm-ghostty", "wezterm")
_OLDEST_VTE = 5000  # 0.50 is the first release of VTE with links


@click.command(name="open")
@company_argument
@profiles_option
def open_(company: str, profiles: Path | None) -> None:
    """Write the last brief as brief.html and open it in your browser; without a display, say where it is.

    \b
      research open acme-corp
    """
    import webbrowser

    from research.store import write_text

    target = profile_folder(company, profiles) / "brief.html"
    write_text(target, html_text(last_brief(company, profiles), company, profiles))
    if not has_display(os.environ, sys.platform) or not webbrowser.open(target.resolve().as_uri()):
        tell("There is no browser to open it in; the brief is in this file:")
    click.echo(target)


def html_text(made: Brief, company: str, profiles: Path | None) -> str:
    """Return the HTML brief, each quote in its context."""
    from research.render.context import looker
    from research.render.html import html

    with open_store(known_folder(company, profiles)) as store:
        return html(made, looker(reader_of(store)), _photos(made, store))


def pdf_bytes(made: Brief, company: str, profiles: Path | None, paper: str | None) -> bytes:
    """Return the brief as PDF; raises BrowserError when there is nothing to print it with."""
    from research.collect.printing import print_pdf
    from research.render.context import looker
    from research.render.pdf import PAPERS, printable_html

    size = PAPERS[paper or paper_here(os.environ)]
    with open_store(known_folder(company, profiles)) as store:
        text = printable_html(made, size, looker(reader_of(store)), _photos(made, store))
    return wait(print_pdf(text))


def _photos(made: Brief, store: Store) -> dict[str, bytes]:
    found = {i.name: store.capture(i.photo) for i in made.interviewers if i.photo}
    return {name: page.body for name, page in found.items() if page is not None}


def paper_here(env: Mapping[str, str]) -> str:
    """Return "letter" or "a4" by the country of the locale (POSIX: LC_ALL, LC_PAPER, LANG)."""
    locale = next((env[name] for name in ("LC_ALL", "LC_PAPER", "LANG") if env.get(name)), "")
    country = locale.partition(".")[0].partition("@")[0].partition("_")[2]
    return "letter" if country in _LETTER else "a4"


def has_display(env: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown: always on macOS and Windows, else by X11, Wayland or a named BROWSER."""
    return platform in ("darwin", "win32") or any(env.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def look_of(env: Mapping[str, str], *, terminal: bool, columns: int) -> Look:
    """Return what to write to stdout: colour and links on a terminal that can, never with NO_COLOR (no-color.org)."""
    from research.render.terminal import Look

    if not terminal or env.get("TERM") == "dumb":
        return Look()
    return Look(width=max(40, min(80, columns)), colour=not env.get("NO_COLOR"), links=_shows_links(env))


def _shows_links(env: Mapping[str, str]) -> bool:
    vte = env.get("VTE_VERSION", "")
    return (
        env.get("TERM_PROGRAM") in _WITH_LINKS
        or env.get("TERM") in _TERMS_WITH_LINKS
        or bool(env.get("WT_SESSION") or env.get("KONSOLE_VERSION"))
        or (vte.isdigit() and int(vte) >= _OLDEST_VTE)
    )


def look() -> Look:
    """Return what this stdout can."""
    return look_of(os.environ, terminal=sys.stdout.isatty(), columns=shutil.get_terminal_size().columns)
