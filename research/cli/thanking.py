"""The command thanks: drafts from the user's notes, checked, and opened in the mail program. Nothing is ever sent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from research.cli.completing import company_argument, person_option
from research.cli.folder import in_lines, profile_of
from research.cli.shared import last_brief, now, printable, profiles_option, tell
from research.errors import InputError, StoreError

if TYPE_CHECKING:
    from research.models import Brief, Profile
    from research.thanks import Draft


@click.command()
@company_argument
@person_option("--for", "name", help="Only the note to this interviewer (a part of the name is enough).")
@click.option("--mail", is_flag=True, help="Open the draft in your mail program; you send it, or not.")
@profiles_option
def thanks(company: str, name: str | None, mail: bool, profiles: Path | None) -> None:
    """Draft thank-you notes from your notes, one a person, and say what each still lacks.

    \b
      research thanks acme-corp
      research thanks acme-corp --for Dana --mail

    A draft is written to thanks-NAME.md once; edit it there and run this again to have it checked. Nothing is sent.
    """
    from research.thanks import ahead, drafts, lint, partners

    profile = profile_of(company, profiles)
    everybody = [_as_edited(d, profile) for d in drafts(profile, _maybe_brief(company, profiles), now().date())]
    chosen = _meant(everybody, name)
    for draft in chosen:
        _write_draft(draft, profile)
    if mail and len(chosen) > 1:
        raise InputError(f"--mail opens one draft: say which with --for ({', '.join(d.name for d in chosen)})")
    written = [draft for draft in everybody if ahead(draft.name, profile, now()) is None]
    for draft in chosen:
        lacking = lint(draft, profile.notes, partners(profile), written)
        click.echo(f"Subject: {printable(draft.subject)}\n\n{in_lines(draft.body)}\n")
        tell(f"{_state(draft, profile, lacking)}\n")
        if mail:
            _open_mail(draft)


def _file_of(draft: Draft, profile: Profile) -> Path:
    return profile.folder / f"thanks-{draft.slug}.md"


def _state(draft: Draft, profile: Profile, lacking: Sequence[str]) -> str:
    """Say what a draft lacks, or that the talk is still to come."""
    from research.thanks import ahead, planned

    path = _file_of(draft, profile)
    at = planned(draft.name, profile, now())
    day = f"{at:%a} {at.day} {at:%b %Y, %H:%M}" if at else ""
    if ahead(draft.name, profile, now()):
        written = path if path.is_file() else "nothing was written"
        return f"The talk with {printable(draft.name)} is still ahead ({day}): thank them after it; {written}."
    doubt = f"; by profile.toml the talk is still ahead ({day})" if day else ""
    return f"{path}: {'not ready: ' + '; '.join(lacking) if lacking else 'ready'}{doubt}"


def _meant(everybody: Sequence[Draft], name: str | None) -> list[Draft]:
    """Return the drafts to those whose name holds these words, accents or not; raises InputError for nobody."""
    from research.coverage import alike
    from research.text import bare

    chosen = [d for d in everybody if name is None or bare(name) in bare(d.name)]
    if chosen:
        return chosen
    people = ", ".join(d.name for d in everybody) or "nobody: add interviewers to profile.toml"
    near = alike(name or "", [d.name for d in everybody])
    hint = f"did you mean {near}?" if near else f"known: {people}"
    raise InputError(f"there is nobody to thank{f' called {printable(name)}' if name else ''}; {hint}")


def _as_edited(draft: Draft, profile: Profile) -> Draft:
    """Return the draft as the user has edited it in its file, as it is when there is no file or nobody touched it."""
    from research.given import read_regular
    from research.thanks import from_file, untouched

    path = _file_of(draft, profile)
    try:
        text = read_regular(path, 1_000_000).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return draft
    except ValueError as error:
        raise InputError(f"{path} is {error}; move it away and run again") from error
    return draft if untouched(text) else from_file(text, draft)


def _write_draft(draft: Draft, profile: Profile) -> None:
    """Write the draft's file unless the user has edited it; before the talk nothing, so that its notes come in."""
    from research.store import write_text
    from research.thanks import ahead, as_file, untouched

    path = _file_of(draft, profile)
    before = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else ""
    if (before and not untouched(before)) or ahead(draft.name, profile, now()) is not None:
        return
    if before != as_file(draft):
        write_text(path, as_file(draft))


def _open_mail(draft: Draft) -> None:
    """Open the user's mail program with the draft (RFC 6068); without a display print the address that would."""
    import os
    from urllib.parse import quote

    from research.cli.forms import has_display

    body = draft.body.replace("\n", "\r\n")
    address = f"mailto:{quote(draft.to, safe='@')}?subject={quote(draft.subject)}&body={quote(body)}"
    if not has_display(os.environ, sys.platform) or not _opened(address):
        tell("There is no mail program to open here; this address does it elsewhere:")
        click.echo(address)


def _opened(address: str) -> bool:
    """Open an address with the program of its kind, and not with the browser, which takes every address first."""
    import shutil
    import subprocess
    import webbrowser

    opener = next((p for p in (("xdg-open",), ("gio", "open")) if shutil.which(p[0])), None)
    if opener is None:  # macOS and Windows
        return webbrowser.open(address)
    nowhere = subprocess.DEVNULL
    started = subprocess.Popen(  # noqa: S603 - no shell, and the address is percent-encoded
        [*opener, address], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    try:
        return started.wait(2) == 0
    except subprocess.TimeoutExpired:  # it stays as long as the window
        return True


def _maybe_brief(company: str, profiles: Path | None) -> Brief | None:
    try:
        return last_brief(company, profiles)
    except StoreError:
        return None  # none was made yet: the folder's own commands work without
