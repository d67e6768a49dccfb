"""What the commands share: options, where profiles lie, the last brief, how a message is said."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Coroutine
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from research.errors import StoreError

if TYPE_CHECKING:
    from research.models import Brief, Document
    from research.store import Store

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def printable(text: str) -> str:
    """Control characters as “?”, at most 300 characters: messages may carry text of pages and of the user."""
    return "".join(c if c.isprintable() else "?" for c in text)[:300]


def tell(text: str, *, to_copy: bool = False) -> None:
    """Say something on stderr, on a terminal broken between words; nobody there to hear it is no failure.

    What is there `to_copy` into a file keeps its lines whole.
    """
    with contextlib.suppress(OSError):
        click.echo(text if to_copy else fitted(text, sys.stderr), err=True)


def fitted(text: str, stream: TextIO, hang: int = 0) -> str:
    """Return text as it is for a file or a pipe, for a terminal in lines of its width; `hang` indents all but one."""
    if not stream.isatty():
        return text
    fill = textwrap.TextWrapper(
        terminal_width(), subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
    return "\n".join(fill.fill(line) for line in text.split("\n"))


def terminal_width() -> int:
    """Return how many columns the terminal has, at least 40."""
    return max(40, shutil.get_terminal_size().columns)


def profiles_option(command: F) -> F:
    """Add --profiles."""
    return click.option(
        "--profiles",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="RESEARCH_PROFILES",
        help="Folder of the profiles (default: ./profiles).",
    )(command)


def quiet_options(command: F) -> F:
    """Add -q and -v."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Say what became of each page.")
    return quiet(verbose(command))


def collect_options(command: F) -> F:
    """Add what governs collecting."""
    options = (
        click.option("--offline", is_flag=True, help="Answer from the folder and the store; ask nobody."),
        click.option("--fresh", "fresh", is_flag=True, help="Ask again even for pages read in the last 12 hours."),
        click.option(
            "--pages", type=click.IntRange(1, 400), default=30, show_default=True, help="How many pages at most."
        ),
        click.option(
            "--allow-origin",
            "allow_origins",
            multiple=True,
            metavar="URL",
            help="A private address that pages of the site may lead to, as in http://127.0.0.1:8001.",
        ),
        click.option("--no-browser", is_flag=True, help="Leave pages that only scripts build unread."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def now() -> dt.datetime:
    """Return the time, aware, in the zone of this machine; where that has no name, with its offset of today."""
    return dt.datetime.now(_zone()) if _zone() else dt.datetime.now().astimezone()


@lru_cache(maxsize=1)
def _zone() -> dt.tzinfo | None:
    """Return the machine's zone: by TZ, else by what /etc/localtime points to (tzset(3), localtime(5))."""
    from zoneinfo import ZoneInfo

    named = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    try:
        return ZoneInfo(named) if named else None
    except (LookupError, ValueError, OSError):
        return None


def profiles_root(profiles: Path | None) -> Path:
    """Return the folder of all profiles; it need not exist."""
    from research.given import find_root

    return find_root(profiles, os.environ, Path.cwd())


def profile_folder(company: str, profiles: Path | None) -> Path:
    """Return the folder of one profile; raises InputError for a name that spells a path."""
    from research.given import slug_of

    return profiles_root(profiles) / slug_of(company)


def known_folder(company: str, profiles: Path | None) -> Path:
    """Return the folder of a profile that is there; raises InputError, with the nearest one, when it is not."""
    from research.given import absent

    folder = profile_folder(company, profiles)
    if not folder.exists():
        raise absent(folder.parent, folder.name)
    return folder


def open_store(folder: Path) -> Store:
    """Return the store of a profile, for reading."""
    from research.store import Store

    return Store(folder, write=False)


def last_brief(company: str, profiles: Path | None) -> Brief:
    """Return the newest brief; raises InputError without a profile, StoreError without a brief."""
    folder = known_folder(company, profiles)
    with open_store(folder) as store:
        made = store.last_brief()
    if made is None:
        raise _no_brief(folder)
    _tell_age(folder, made)
    return made


def brief_at_a_glance(company: str, profiles: Path | None) -> Brief:
    """Return what `last_brief` does as far as printing it needs (`glance`), in half the time."""
    from research.glance import glanced

    folder = known_folder(company, profiles)
    with open_store(folder) as store:
        written = store.written_brief()
    if written is None:
        raise _no_brief(folder)
    try:
        made = glanced(written)
    except ValueError:
        return last_brief(company, profiles)  # it says what is wrong
    _tell_age(folder, made)
    return made


def _tell_age(folder: Path, made: Brief) -> None:
    """Say of a brief that is older than it may be how old it is and how near the interview."""
    from research.staleness import staleness, staleness_line, until_next

    at = now().astimezone(dt.UTC)
    age = at - _moment(made.generated_at).astimezone(dt.UTC)
    until = until_next((_moment(i.at) for i in made.interviews if i.at is not None), at)
    if staleness(age, until) != "fresh":
        tell(f"{folder.name}: {staleness_line(age, until)}")


def _moment(at: dt.datetime | str) -> dt.datetime:
    """A moment of a brief, or of one at a glance, where it is text."""
    return dt.datetime.fromisoformat(at) if isinstance(at, str) else at


def _no_brief(folder: Path) -> StoreError:
    return StoreError(f"{folder}: no brief has been made yet (run `research {folder.name}`)")


def reader_of(store: Store) -> Callable[[str], Document | None]:
    """Return what reads a capture of the store by its sha256."""
    from research import extract

    def read(sha256: str) -> Document | None:
        page = store.capture(sha256)
        return None if page is None else extract.read(page)

    return read


def wait(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end and return what it returns."""
    import asyncio

    quiet_loop()
    return asyncio.run(work)


def quiet_loop() -> None:
    """Have asyncio keep to itself what every task of a run that is cut short was doing."""
    import logging

    logging.getLogger("asyncio").disabled = True
