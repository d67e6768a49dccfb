"""What is begun before there is anything to read a page with. Part of the CLI.

To load what reads pages and writes briefs takes 0.15 s, and so does the first answer of a site, which is robots.txt:
it is asked for meanwhile.
"""

from __future__ import annotations

import contextlib
import importlib
import tomllib
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from research.cli.shared import now, quiet_loop
from research.errors import InputError
from research.given import read_regular, web_address

if TYPE_CHECKING:
    from research.collect.guest import Guest

_LATER = ("research.refreshing", "research.profiles", "research.cli.keeping", "research.cli.progress")


class Ahead(NamedTuple):
    """Who has begun to ask, if anybody has, and what runs a coroutine on the same loop to its end."""

    guest: Guest | None
    wait: Callable[[Coroutine[Any, Any, Any]], Any]


@contextlib.contextmanager
def ahead(folder: Path, site: str | None = None, *, offline: bool = False, **manners: Any) -> Iterator[Ahead]:
    """Give an Ahead that has begun with `site`, or that of the profile; with nobody where nothing is to be asked.

    `manners` are those of the Guest. What it has open ends with its Collector, or here.
    """
    import asyncio

    quiet_loop()
    first = None if offline else (site, True) if site is not None else _written(folder)
    with asyncio.Runner() as runner:

        def wait(work: Coroutine[Any, Any, Any]) -> Any:
            try:
                return runner.run(work)
            except BaseException:  # Ctrl-C too: what is cut short ends now, while the store that it writes to is open
                runner.close()
                raise

        yield Ahead(runner.run(_begun(*first, manners)) if first else None, wait)


def _written(folder: Path) -> tuple[str, bool] | None:
    """Return the site of a profile, and whether its user named it; None when it has none that may be asked."""
    try:
        company = tomllib.loads(read_regular(folder / "profile.toml", 1_000_000).decode())["company"]
        return None if company.get("offline") else (web_address(company["site"]), not company.get("why"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, InputError):
        return None  # whoever reads it whole will say what is wrong


async def _begun(site: str, named: bool, manners: dict[str, Any]) -> Guest:
    import asyncio

    from research.collect.guest import Guest

    guest = Guest([site] if named else [], now=now, **manners)
    guest.begin(site)
    await asyncio.to_thread(lambda: [importlib.import_module(room) for room in _LATER])
    return guest
