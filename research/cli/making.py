"""The command that makes a brief, and the profile it needs."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from research.cli.completing import company_argument, person_option
from research.cli.shared import (
    collect_options,
    now,
    profile_folder,
    profiles_option,
    profiles_root,
    quiet_options,
    tell,
    terminal_width,
)
from research.errors import InputError

if TYPE_CHECKING:
    from research.cli.ahead import Ahead
    from research.models import Brief


@click.command()
@company_argument
@click.option("--site", help="The company's address; with no profile yet, one is made.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), help="Write here; “-” is stdout.")
@person_option("--for", "asked_of", help="Print the page for this interviewer alone (a part of the name is enough).")
@collect_options
@quiet_options
@profiles_option
def brief(
    company: str, site: str | None, output: str | None, asked_of: str | None, profiles: Path | None, **flags: Any
) -> None:
    """Collect what is missing or stale, write the brief, say where it is.

    \b
      research brief acme-corp
      research brief hooli --site https://hooli.example
    """
    from research.cli.ahead import ahead
    from research.given import web_address

    began = time.monotonic()
    site = None if site is None else web_address(site)
    origins = tuple(web_address(url) for url in flags["allow_origins"])
    folder = profile_folder(company, profiles)
    target = folder / "brief.md" if asked_of or not output else Path(output)
    manners = {"allow_origins": origins, "most_pages": flags["pages"]}
    with ahead(folder, site, offline=flags["offline"], **manners) as begun:
        _settle(company, folder, profiles, site, flags)
        made = _build(folder, site, None if output == "-" else target, flags | {"allow_origins": origins}, begun)
    if asked_of:
        _print_person(made, asked_of, output)
    elif output == "-":
        from research.render.markdown import markdown

        click.echo(markdown(made, **_fitting()), nl=False)
    elif not flags["quiet"]:
        tell(_closing(made, target, time.monotonic() - began))


def _print_person(made: Brief, name: str, output: str | None) -> None:
    """Print, or write, the page for one interviewer."""
    from research.render.markdown import one_person
    from research.text import bare

    them = list(dict.fromkeys([*(i.name for i in made.interviewers), *(q.asked_of for q in made.questions)]))
    chosen = [n for n in them if bare(name) in bare(n)]
    if len(chosen) != 1:
        raise InputError(
            f"“{name}” names {len(chosen) or 'none'} of those who can be asked: {', '.join(them) or 'nobody'}"
        )
    if output is None or output == "-":
        click.echo(one_person(made, chosen[0], **_fitting()), nl=False)
    else:
        Path(output).write_text(one_person(made, chosen[0]), encoding="utf-8")


def _fitting() -> dict[str, int]:
    """Return how many columns Markdown may have here: what the terminal has, as in a file where there is none."""
    return {"columns": terminal_width() - 1} if sys.stdout.isatty() else {}


def _settle(company: str, folder: Path, profiles: Path | None, site: str | None, flags: dict[str, Any]) -> None:
    """See to it that there is a profile with a site: the one given, else the one that the name surely means."""
    from research.profiles import load, scaffold
    from research.scaffold import put_site
    from research.store import Store

    new_one = not (folder / "profile.toml").exists()
    if new_one and site is not None:
        _scaffold(company, profiles, site, None, ())
        return
    if not new_one:
        profile = load(folder, now())
        if site or profile.company.site or profile.company.offline or profile.page_files:
            return
        company = profile.company.name
    else:
        _refuse_misspelt(company, folder)
    from research.cli.whose import settle

    settled = settle(company, folder.name, offline=flags["offline"], quiet=flags["quiet"])
    if new_one:
        scaffold(profiles_root(profiles), company, settled.site, why=settled.why)
    else:
        put_site(folder, settled.site, settled.why)
    with Store(folder) as store:
        store.save_lookups(settled.answers)


def _refuse_misspelt(company: str, folder: Path) -> None:
    """Raise InputError when a name without a profile is nearly that of another profile, or of a command."""
    from research.text import nearest

    context = click.get_current_context().find_root()
    commands = context.command.list_commands(context) if isinstance(context.command, click.Group) else []
    profiles = [p.parent.name for p in folder.parent.glob("*/profile.toml")] if folder.parent.is_dir() else []
    near = nearest(folder.name, profiles, 85)
    command = nearest(company.casefold(), commands, 75)
    if near or command:
        meant = f"research {near}" if near else f"research {command}"
        raise InputError(
            f"There is no profile “{folder.name}”; did you mean `{meant}`? A company of that name begins with `research"
            f" new {folder.name}`."
        )


def _build(folder: Path, site: str | None, target: Path | None, flags: dict[str, Any], begun: Ahead) -> Brief:
    from research.cli.keeping import publisher, with_ticks
    from research.cli.progress import watch
    from research.pipeline import Options, build
    from research.profiles import load
    from research.store import Store

    profile = load(folder, now())
    if site is not None:
        profile = profile.model_copy(update={"company": profile.company.model_copy(update={"site": site})})
    options = Options(
        offline=flags["offline"],
        fresh=dt.timedelta(0) if flags["fresh"] else dt.timedelta(hours=12),
        budget=flags["pages"],
        browser=not flags["no_browser"],
        allow_origins=flags["allow_origins"],
        guest=begun.guest,
    )
    with Store(folder) as store, watch(quiet=flags["quiet"], verbose=flags["verbose"]) as watcher:
        for remark in (*profile.remarks, *store.remarks):
            watcher.remark(remark)
        profile = with_ticks(profile, store)
        publish = publisher(profile, store, target)
        made: Brief = begun.wait(build(profile, store, now=now, options=options, watch=watcher, publish=publish))
        return made


def _closing(made: Brief, target: Path, seconds: float) -> str:
    from research.cli.progress import missed
    from research.render.words import count, counted, whose

    doubt = f"\n{whose(made)}" if made.identity.status == "ambiguous" else ""
    questions = count(len(made.questions), "question")
    return f"{target}: {counted(made)}{missed(made.misses)}, {questions}, {seconds:.1f} s{doubt}"


def _scaffold(
    company: str, profiles: Path | None, site: str | None, posting: str | None, interviewers: Sequence[str]
) -> Path:
    from research.profiles import scaffold

    return scaffold(profiles_root(profiles), company, site, posting, interviewers)
