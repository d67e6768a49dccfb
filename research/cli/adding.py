"""Commands that put something into the profile: add (a file, an address, an invitation), capture (a page as seen)."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from research.cli.completing import company_argument, new_name_option, person_option
from research.cli.folder import profile_of, whom
from research.cli.shared import now, printable, profiles_option, tell, wait
from research.errors import BrowserError, InputError

if TYPE_CHECKING:
    from research.collect.finding import FoundBrowser
    from research.models import Page, Profile

BROWSER_FOLDER = "browser"
"""Where in the profile the sign-ins of the capture window stay."""


@click.command()
@company_argument
@click.argument("what")
@person_option("--person", help="It is about this interviewer.")
@new_name_option
@profiles_option
def add(company: str, what: str, person: str | None, new: bool, profiles: Path | None) -> None:
    """Add a file, an address or an invitation (.ics) to the profile.

    \b
      research add acme-corp ~/Downloads/about.html
      research add acme-corp https://acme.example/blog/outage
      research add acme-corp dana.pdf --person "Dana Reyes"
      research add acme-corp invite.ics

    A file is copied into pages/, with --person into people/; an address is written into profile.toml and read on the
    next run; an invitation adds its appointment, or updates or cancels the one it is about.
    """
    profile = profile_of(company, profiles)
    name = whom(profile, person, new=new)
    if what.lower().endswith(".ics"):
        add_invitation(profile, Path(what))
    elif re.match(r"[a-z][a-z0-9+.-]*://|www\.", what, re.IGNORECASE):
        _add_address(profile, what, name)
    else:
        _add_file(profile.folder, Path(what), name)
        _warn_of_stranger(profile, name)


def _warn_of_stranger(profile: Profile, person: str | None) -> None:
    """Say when a file is about somebody whom the profile does not name: it would be read for nobody."""
    if person and not any(p.name == person for p in profile.interviewers):
        toml = profile.folder / "profile.toml"
        tell(printable(f"{toml} names no interviewer “{person}” yet: add them under [[interviewers]]"))


def add_invitation(profile: Profile, path: Path) -> None:
    """Write the appointment of an .ics file into profile.toml and say what became of it."""
    from research.invitations import read_invitation
    from research.scaffold import put_interview

    folder, found = profile.folder, read_invitation(path, now()).without(profile.candidate.name)
    for doubt in found.doubts:
        tell(printable(doubt))
    done = put_interview(folder, found.interview(), found.people, cancelled=found.cancelled)
    if done == "not there":
        raise InputError(f"{path} cancels an appointment that {folder.name} does not hold; nothing was changed")
    if done == "older":
        tell(f"{path} is older than what {folder / 'profile.toml'} holds of this appointment; nothing was changed")
        return
    when = f"{found.at:%a} {found.at.day} {found.at:%b %Y, %H:%M}" if found.at else "no time yet"
    tell(printable(f"{folder / 'profile.toml'}: appointment {done}: {when}, {', '.join(p.name for p in found.people)}"))


def _add_address(profile: Profile, what: str, person: str | None) -> None:
    from research.collect.unwanted import never_fetched
    from research.given import web_address
    from research.scaffold import put_address

    address = web_address(what)
    refused = never_fetched(address)
    if refused:
        raise InputError(refused)
    put_address(profile.folder, address, person)
    tell(
        printable(f"{profile.folder / 'profile.toml'}: {address} is read on the next run of `research {profile.slug}`")
    )


def _add_file(folder: Path, path: Path, person: str | None) -> None:
    """Copy a file into the folder under a safe name that is not taken; the same content is not copied twice."""
    from research.collect.files import read_file
    from research.given import MAX_FILE, READABLE, read_regular, why
    from research.models import Miss

    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise InputError(f"{printable(str(path))} is of no known type; use {', '.join(READABLE)}, or .ics")
    try:
        data = read_regular(path, MAX_FILE)
    except (OSError, ValueError) as error:
        raise InputError(f"{printable(str(path))} cannot be read: {why(error)}") from error
    found = read_file(path, kind="other", fetched_at=now())
    if isinstance(found, Miss):
        raise InputError(f"{printable(str(path))} was not added: {found.detail or found.reason}")
    shelf = shelf_of(folder, person)
    stem = stem_for(path.stem, person)
    for number in range(1, 1000):
        target = shelf / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        try:
            with target.open("xb") as file:
                file.write(data)
        except FileExistsError:
            if target.is_file() and target.read_bytes() == data:
                tell(f"{target} holds it already")
                return
            continue
        tell(f"{target} is read on the next run of `research {folder.name}`")
        return


def shelf_of(folder: Path, person: str | None) -> Path:
    """Return the folder for what the user supplies, made: people/ for what is about a person, else pages/."""
    shelf = folder / ("people" if person else "pages")
    if shelf.is_symlink():
        raise InputError(f"{shelf} leads elsewhere; make it a folder of the profile")
    shelf.mkdir(exist_ok=True)
    return shelf


def stem_for(name: str, person: str | None) -> str:
    """Return a file's name without its ending: the person first, so that it is known whom it is about."""
    from research.text import slug

    own, theirs = slug(name) or "page", slug(person or "")
    stem = own if theirs and own.startswith(theirs) else "-".join(p for p in (theirs, own) if p)
    return stem[:80]


# --- capture ----------------------------------------------------------------------------------------------------


@click.command()
@company_argument
@click.argument("url")
@person_option("--person", help="It is about this interviewer.")
@new_name_option
@profiles_option
def capture(company: str, url: str, person: str | None, new: bool, profiles: Path | None) -> None:
    """Keep a page as you see it: a browser window opens, you go where you may, and press Enter here.

    \b
      research capture acme-corp https://acme.example/team
      research capture acme-corp https://conf.example/dana --person Dana

    For pages that let people in but no programs. The tool clicks nothing, signs in nowhere and passes no check for
    you; the page in front is saved into pages/, with --person into people/, as supplied by you today.
    """
    from research.given import web_address

    profile = profile_of(company, profiles)
    name, address = whom(profile, person, new=new), web_address(url)
    agreed = _may_keep(address, profile, agreed=False)
    page = wait(_seen(profile, address, name, _window_browser()))
    _may_keep(page.final_url, profile, agreed=agreed)
    target = _shelve(profile.folder, page, name)
    _warn_of_stranger(profile, name)
    tell(printable(f"{target}: {page.final_url}, {page.note}; it is read on the next run of `research {profile.slug}`"))


def _may_keep(address: str, profile: Profile, *, agreed: bool) -> bool:
    """Tell whether the user agreed to a site's terms just now; raises InputError where they do not, or cannot."""
    from research.collect.unwanted import never_fetched, terms_against

    terms = terms_against(address)
    if agreed or terms is None:
        if terms is None and (refused := never_fetched(address)):
            raise InputError(refused)
        return agreed
    instead = f"`research add {profile.slug} FILE.pdf --person NAME` takes the file"
    tell(f"{terms}; {instead}.")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("nothing was kept: that needs your consent, on a terminal")
    if not click.confirm("Keep what you see there all the same?", default=False, err=True):
        raise InputError("nothing was kept")
    return True


def _window_browser() -> FoundBrowser:
    from research.collect.capturing import can_show
    from research.collect.finding import find_browser

    if not can_show(os.environ, sys.platform):
        raise BrowserError(
            "capture opens a browser window, and there is no display here: save the page on a machine that has one, "
            "and give the file to `research add`"
        )
    found = find_browser(visible=True)
    if found is None:
        raise BrowserError(
            "capture opens a browser window, and no browser with one was found: install Chrome, Chromium or Edge, or "
            "name one in RESEARCH_BROWSER"
        )
    return found


async def _seen(profile: Profile, address: str, person: str | None, found: FoundBrowser) -> Page:
    from research.collect.capturing import capture as window

    tell(f"A window of {found.name} opens. Go to the page you want to keep; nothing is clicked or filled in for you.")

    async def enter(remark: str) -> bool:
        if remark:
            tell(printable(remark))
        tell("Press Enter here when that page is in front (Ctrl-C keeps nothing).")
        return await _line_typed()

    return await window(
        address, kind="person" if person else "other", found=found, home=profile.folder / BROWSER_FOLDER, now=now,
        enter=enter,
    )  # fmt: skip


async def _line_typed() -> bool:
    """Wait for Enter on a thread of its own, so that a window that closes meanwhile is noticed; False at the end."""
    import asyncio
    import contextlib
    import threading

    loop = asyncio.get_running_loop()
    typed: asyncio.Future[bool] = loop.create_future()

    def settle(value: bool) -> None:
        if not typed.done():
            typed.set_result(value)

    def read() -> None:
        data = b""
        with contextlib.suppress(OSError):
            while (data := os.read(0, 1)) not in (b"\n", b"\r", b""):
                pass
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(settle, bool(data))

    # A daemon, and not sys.stdin, whose lock it would hold at the end of the program.
    threading.Thread(target=read, daemon=True).start()
    return await typed


def _shelve(folder: Path, page: Page, person: str | None) -> Path:
    """Write a capture into its shelf; one of the same address is replaced, since the store keeps what was read."""
    from research.collect.files import captured_html, saved_from
    from research.given import MAX_FILE, read_regular
    from research.store import write_text

    shelf = shelf_of(folder, person)
    stem = stem_for(re.sub(r"^https?://(?:www\.)?", "", page.final_url), person)
    for number in range(1, 1000):
        target = shelf / f"{stem}{'' if number == 1 else f'-{number}'}.html"
        if target.exists():
            head = read_regular(target, MAX_FILE)[:20_000].decode("utf-8", "replace")
            if saved_from(head) != page.final_url.replace(">", "%3E"):
                continue
        write_text(target, captured_html(page))
        return target
    raise InputError(f"{shelf} holds a thousand files of that name; move some away")
