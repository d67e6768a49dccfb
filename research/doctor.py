"""What works on this machine, for `research doctor`. Asks nobody over the network."""

from __future__ import annotations

import sqlite3
import ssl
import sys
import zoneinfo

from research import __version__


def checks() -> list[tuple[str, bool, str]]:
    """Return (what, works, detail) for each thing that the tool needs or profits from."""
    from research.collect.finding import report

    return [
        ("research", True, f"{__version__} on Python {sys.version.split()[0]}"),
        *report(),
        _certificates(),
        _zones(),
        (
            "store",
            sqlite3.sqlite_version_info >= (3, 37, 0),
            f"SQLite {sqlite3.sqlite_version} (3.37 or newer is needed)",
        ),
        ("network", True, "nothing leaves this machine but the requests for pages; no account, no key, no telemetry"),
    ]


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
