"""The command new: a profile from what people have, by options, by an invitation, or by answering questions."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from research.cli.shared import now, printable, profiles_option, profiles_root, tell
from research.errors import InputError

if TYPE_CHECKING:
    from research.invitations import Invitation


@click.command()
@click.argument("company", required=False)
@click.option("--site", help="The company's address.")
@click.option("--posting", help="The job posting: an address or a file.")
@click.option(
    "--invite", "invites", multiple=True, type=click.Path(path_type=Path),
    help="An invitation (.ics): when, where, with whom; may be given several times.",
)  # fmt: skip
@click.option("--interviewer", "interviewers", multiple=True, help="“Name, Title, URL”; may be given several times.")
@click.option("--slug", help="Another name for the folder: a second role at one company is a profile of its own.")
@profiles_option
def new(company: str | None, profiles: Path | None, **given: Any) -> None:
    """Write the profile of a company: the folder that you fill and the tool reads.

    \b
      research new hooli --site https://hooli.example
      research new hooli --interviewer "Dana Reyes, Head of Delivery"
      research new hooli --invite invite.ics --posting posting.pdf
      research new hooli --slug data --posting https://hooli.example/jobs/data

    With little given it asks, on a terminal; every answer may be left empty.
    """
    from research.profiles import scaffold

    if company is None or not any(given.values()):
        company = _ask(company, given, profiles)
    if given["posting"]:
        _readable(given["posting"])
    invitations = _read(given["invites"])
    site, why = (given["site"], []) if given["site"] is not None else _proposed(company, invitations)
    people = [*given["interviewers"], *(person for invitation in invitations for person in invitation.people)]
    folder = scaffold(
        profiles_root(profiles), company, site, given["posting"], people,
        interviews=[i.interview() for i in invitations], why=why, slug=given["slug"],
    )  # fmt: skip
    tell(f"{folder / 'profile.toml'} is written; fill in what you know, then run `research {folder.name}`.")


def _ask(company: str | None, given: dict[str, Any], profiles: Path | None) -> str:
    """Return the company's name, and put what the user answers into `given`; asks nothing without a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        if company is None:
            raise InputError("whose profile? name the company, as in: research new hooli --site https://hooli.example")
        return company
    from research.given import interviewer_spec, slug_of, web_address
    from research.invitations import read_invitation

    def free(answer: str) -> None:
        folder = profiles_root(profiles) / slug_of(answer or name)
        if (folder / "profile.toml").exists():
            raise InputError(f"{folder.name} exists already; give another name")

    name: str = company or click.prompt("Company", err=True)
    given["site"] = _prompt("Its site (empty: found by name)", web_address) or given["site"]
    given["posting"] = _prompt("The posting, an address or a file", _readable) or given["posting"]
    another = "Another name for the folder (for a second role)"
    given["slug"] = given["slug"] or _prompt(another, free, always=True) or None
    invite = _prompt("An invitation, a file ending in .ics", lambda answer: read_invitation(Path(answer), now()))
    given["invites"] = (*given["invites"], Path(invite)) if invite else given["invites"]
    people: list[str] = list(given["interviewers"])
    while person := _prompt("An interviewer, “Name, Title, URL” (empty: no more)", interviewer_spec):
        people.append(person)
    given["interviewers"] = tuple(people)
    return name


def _readable(posting: str) -> None:
    """Raise InputError for a posting that is no address and no file that can be read."""
    from research.collect.files import read_file
    from research.models import Miss
    from research.scaffold import posting_source

    posting_source(posting)
    if "://" in posting:
        return
    read = read_file(Path(posting), kind="posting", fetched_at=now())
    if isinstance(read, Miss):
        raise InputError(f"The posting {printable(posting)} cannot be read: {read.detail or read.reason}.")


def _prompt(question: str, check: Callable[[str], object], *, always: bool = False) -> str:
    """Ask until the answer passes `check`, which raises InputError; an empty one passes unless `always`."""

    def checked(answer: str) -> str:
        answer = str(Path(answer.strip()).expanduser()) if answer.strip().startswith("~") else answer.strip()
        try:
            if answer or always:
                check(answer)
        except InputError as error:
            raise click.UsageError(printable(str(error))) from error
        return answer

    said: str = click.prompt(question, default="", show_default=False, err=True, value_proc=checked)
    return said


def _read(paths: Sequence[Path]) -> list[Invitation]:
    """Return the appointments, of one UID the last revision, cancelled ones left out; doubts are said."""
    from research.invitations import read_invitation

    latest: dict[str, Invitation] = {}
    for number, path in enumerate(paths):
        found = read_invitation(path, now())
        for doubt in found.doubts:
            tell(printable(doubt))
        key = found.uid or f"#{number}"
        if key not in latest or found.revision >= latest[key].revision:
            latest[key] = found
    return [found for found in latest.values() if not found.cancelled]


def _proposed(company: str, invitations: Sequence[Invitation]) -> tuple[str | None, list[str]]:
    """Return the site that the invitation's addresses speak for, and why.

    It is taken when it carries the company's name, or when the user agrees on a terminal; otherwise it is only said.
    """
    hosts = [host for invitation in invitations for host in invitation.hosts]
    if not hosts:
        return None, []
    domain = next((host for host in hosts if _carries(host, company)), hosts[0])
    site = f"https://{domain}/"
    why = [f"Your invitation comes from addresses at {domain}."]
    if _carries(domain, company):
        return site, why
    if sys.stdin.isatty() and sys.stderr.isatty():
        if click.confirm(f"The invitation comes from {domain}. Is that the company's site?", default=False, err=True):
            return site, [*why, "You confirmed that it is the company's."]
        return None, []
    tell(f'The invitation comes from {domain}; if that is the company\'s, write site = "{site}" into profile.toml.')
    return None, []


def _carries(domain: str, company: str) -> bool:
    """Tell whether a domain carries the company's name: acme-corp.example for “Acme Corp”, acme.example for it too."""
    from research.text import bare

    labels = [label.replace("-", "") for label in domain.split(".")[:-1]]
    parts = re.findall(r"[^\W_]+", bare(company))
    whole, first = "".join(parts), parts[0] if parts else ""
    return any(label == whole or (len(first) > 3 and label == first) for label in labels)
