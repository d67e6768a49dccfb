"""What works on this machine, for `research doctor`. Asks nobody over the network."""

from __future__ import annotations

import os
import sqlite3
import ssl
import sys
import zoneinfo
from collections.abc import Iterable, Mapping

from research import __version__


def checks() -> list[tuple[str, bool, str]]:
    """Return (what, works, detail) for each thing that the tool needs or profits from."""
    from research.collect.finding import report

    return [
        ("research", True, f"{__version__} on Python {sys.version.split()[0]}"),
        *report(),
        _window(),
        _certificates(),
        _zones(),
        (
            "store",
            sqlite3.sqlite_version_info >= (3, 37, 0),
            f"SQLite {sqlite3.sqlite_version} (3.37 or newer is needed)",
        ),
        ("network", True, "nothing leaves this machine but the requests for pages; no account, no key, no telemetry"),
        ("language model", True, "none: nothing is sent to one, and no key for one in the environment is looked at"),
        *_asked(os.environ),
    ]


def _asked(env: Mapping[str, str]) -> list[tuple[str, bool, str]]:
    """Return who is asked beyond the pages you name, and what each is told."""
    from research.collect.lookups import FOOTPRINTS, NAMERS, NAMES, SOURCES, provider
    from research.collect.lookups.asking import is_off

    off = {name for key, name in NAMES.items() if is_off(key, env)}

    def of(names: Iterable[str]) -> str:
        return ", ".join(f"{name} (turned off by you)" if name in off else name for name in dict.fromkeys(names))

    search = provider(env)
    return [
        ("asked whose site a name is", True, f"{of(s.name for s in NAMERS)}: the company's name"),
        (
            "asked about a company",
            True,
            f"{of([*(s.name for s in SOURCES), 'Wikipedia'])}: its name, its domain or the account its site links to",
        ),
        (
            "asked about an interviewer",
            True,
            f"{of(s.name for s in FOOTPRINTS)}: the account that you or their pages name",
        ),
        (
            "asked for a posting",
            True,
            f"{of(('Greenhouse', 'Lever', 'Ashby'))}: the board that the careers page links to",
        ),
        ("asked to search the web", True, f"{search.name}: the company's name" if search else "nobody: none is set up"),
        ("told of you", True, _contact(env)),
    ]


def _contact(env: Mapping[str, str]) -> str:
    contact = env.get("RESEARCH_CONTACT", "").strip()
    return f"RESEARCH_CONTACT, {contact[:100]}, to sources that ask for one" if contact else "nothing"


def _window() -> tuple[str, bool, str]:
    from research.collect.capturing import can_show
    from research.collect.finding import find_browser
    from research.errors import BrowserError

    try:
        found = find_browser(visible=True)
    except BrowserError as error:
        return "capture window", False, str(error)
    if found is None:
        return (
            "capture window",
            False,
            "no browser that can show one; `research capture` needs Chrome, Chromium or Edge",
        )
    shown = can_show(os.environ, sys.platform)
    return "capture window", shown, f"{found.name} ({found.executable})" if shown else "no display here"


def _certificates() -> tuple[str, bool, str]:
    count = len(ssl.create_default_context().get_ca_certs())
    paths = ssl.get_default_verify_paths()
    works = count > 0 or bool(paths.cafile or paths.capath)
    return (
        "certificates",
        works,
        "found" if works else "none: https pages will fail (Debian: apt-get install ca-certificates)",
    )


def _zones() -> tuple[str, bool, str]:
    works = bool(zoneinfo.available_timezones())
    return "time zones", works, "found" if works else "none: install the package tzdata"
