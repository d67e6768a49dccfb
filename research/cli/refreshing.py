"""Commands about what is new and when: refresh, changes, plan, prune."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from research.cli.completing import companies as known
from research.cli.completing import company_argument
from research.cli.shared import (
    known_folder,
    now,
    open_store,
    printable,
    profiles_option,
    profiles_root,
    quiet_options,
    tell,
    wait,
)
from research.errors import InputError, ResearchError, StoreError

if TYPE_CHECKING:
    from research.models import Brief
    from research.refreshing import Refreshed
    from research.store import Store

_CHANGED = 3


@click.command()
@click.argument("companies", metavar="[COMPANY]...", nargs=-1, shell_complete=known)
@click.option("--all", "every", is_flag=True, help="Every profile.")
@click.option("--due", metavar="3d", help="Profiles with an interview within so many days (3d) or hours (12h).")
@click.option("--check", is_flag=True, help="Exit with 3 when something changed.")
@click.option("--jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Profiles at a time.")
@click.option("--no-browser", is_flag=True, help="Leave pages that only scripts build as they were.")
@quiet_options
@profiles_option
def refresh(
    companies: tuple[str, ...], every: bool, due: str | None, profiles: Path | None, jobs: int, **flags: Any
) -> None:
    """Ask again for the pages of the last brief, rewrite it, print what changed.

    \b
      research refresh acme-corp
      research refresh --due 3d --check
    """
    from research.cli.progress import missed

    folders = _chosen(companies, every, due, profiles)
    began = time.monotonic()
    outcomes = wait(_all(folders, jobs, flags))
    changed = False
    for folder, outcome in zip(folders, outcomes, strict=True):
        if isinstance(outcome, ResearchError):
            tell(printable(f"{folder.name}: {outcome}"))
            continue
        if not flags["quiet"]:
            told = f"{len(outcome.brief.pages)} pages{missed(outcome.brief.misses)}"
            tell(f"{folder.name}: {told}, {time.monotonic() - began:.1f} s")
        changed |= bool(outcome.changes)
        _say(folder.name, outcome, len(folders) > 1)
    failed = [o for o in outcomes if isinstance(o, ResearchError)]
    status = max((o.exit_code for o in failed), default=0)
    click.get_current_context().exit(status or (_CHANGED if flags["check"] and changed else 0))


def _say(name: str, outcome: Refreshed, many: bool) -> None:
    from research.changes import summary
    from research.cli.forms import look
    from research.render.terminal import change_list

    if many or not outcome.changes:
        click.echo(f"{name}: {summary(outcome.changes)}" if many else summary(outcome.changes))
    if outcome.changes:
        click.echo(change_list(outcome.changes, look()), color=True)


def _chosen(companies: tuple[str, ...], every: bool, due: str | None, profiles: Path | None) -> list[Path]:
    root = profiles_root(profiles)
    if not companies and not every and due is None:
        raise InputError("no company named: give one, or --all, or --due 3d")
    folders = [known_folder(company, profiles) for company in companies]
    if every or due is not None:
        from research.listing import entries

        ends = now() + _span(due) if due is not None else None
        for entry in entries(root, now()):
            wanted = ends is None or (entry.next_at is not None and entry.next_at <= ends)
            if wanted and root / entry.slug not in folders:
                folders.append(root / entry.slug)
    return folders


def _span(text: str) -> dt.timedelta:
    match = re.fullmatch(r"(\d{1,4})([dh])", text.strip())
    if match is None:
        raise InputError(f"--due {text}: give days or hours, for example 3d or 12h")
    return dt.timedelta(days=int(match[1])) if match[2] == "d" else dt.timedelta(hours=int(match[1]))


async def _all(folders: list[Path], jobs: int, flags: dict[str, Any]) -> list[Refreshed | ResearchError]:
    import asyncio

    turns = asyncio.Semaphore(jobs)

    async def one(folder: Path) -> Refreshed | ResearchError:
        async with turns:
            try:
                return await _one(folder, flags, alone=len(folders) == 1)
            except ResearchError as error:
                if len(folders) == 1:
                    raise
                return error

    return await asyncio.gather(*(one(folder) for folder in folders))


async def _one(folder: Path, flags: dict[str, Any], *, alone: bool) -> Refreshed:
    from research.cli.keeping import publisher, with_ticks
    from research.cli.progress import watch
    from research.pipeline import Options
    from research.profiles import load
    from research.refreshing import refresh
    from research.store import Store

    profile = load(folder, now())
    options = Options(fresh=dt.timedelta(0), browser=not flags["no_browser"])
    told = {"quiet": flags["quiet"], "verbose": flags["verbose"]}
    with Store(folder) as store, watch(**told, bar=alone) as watcher:
        for remark in (*profile.remarks, *store.remarks):
            watcher.remark(remark)
        profile = with_ticks(profile, store)
        publish = publisher(profile, store, folder / "brief.md")
        return await refresh(profile, store, now=now, options=options, watch=watcher, publish=publish)


@click.command()
@company_argument
@click.option("--since", metavar="DATE or N", help="The brief to compare with: a day (2026-11-03), or N briefs back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def changes(company: str, since: str | None, as_json: bool, profiles: Path | None) -> None:
    """Print what changed between an earlier brief and the last one.

    \b
      research changes acme-corp
      research changes acme-corp --since 2026-11-03
    """
    import json

    from research.changes import changes as between
    from research.cli.forms import look
    from research.following import reader_of
    from research.render.terminal import change_list

    with open_store(known_folder(company, profiles)) as store:
        old, new = _two(store, since)
        found = between(old, new, reader_of(store))
    if as_json:
        click.echo(json.dumps([c.model_dump(mode="json") for c in found], ensure_ascii=False, indent=1))
    elif found:
        click.echo(change_list(found, look()), color=True)
    else:
        click.echo(f"nothing changed since {old.generated_at:%d %b %Y, %H:%M}")


def _two(store: Store, since: str | None) -> tuple[Brief, Brief]:
    kept = store.briefs()
    if len(kept) < 2:
        raise StoreError(f"{store.path}: holds {len(kept)} brief, and it takes two to compare")
    if since is None or since.isdigit():
        back = int(since or 1)
        if not 0 < back < len(kept):
            raise InputError(f"--since {since}: there are {len(kept) - 1} earlier briefs")
        number = kept[-1 - back][0]
    else:
        try:
            day = dt.date.fromisoformat(since)
        except ValueError as error:
            raise InputError(f"--since {since}: give a day like 2026-11-03, or how many briefs back") from error
        before = [n for n, at in kept[:-1] if at.date() <= day]
        number = before[-1] if before else kept[0][0]
    old, new = store.last_brief(number), store.last_brief()
    assert old is not None, "its number was just listed"
    assert new is not None, "its number was just listed"
    return old, new


@click.command()
@company_argument
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the calendar here.")
@profiles_option
def plan(company: str, output: Path | None, profiles: Path | None) -> None:
    """Print a calendar file with reminders before each interview, and how to refresh by itself.

    \b
      research plan acme-corp -o acme-corp.ics
    """
    from research.plan import calendar, cron_line, systemd_line
    from research.profiles import load
    from research.store import write_text

    profile = load(known_folder(company, profiles), now())
    reminders = cron_line(profile, [], now())
    if not reminders:
        raise InputError(f"{profile.slug}: no interview lies ahead; give its date in profile.toml, [[interviews]]")
    text = calendar(profile, now())
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)
    command = [*_itself(), "refresh", profile.slug, "--profiles", str(profile.folder.parent.resolve())]
    tell("To refresh before each interview, put these lines into your crontab (crontab -e):")
    tell(cron_line(profile, command, now()))
    tell("or, with systemd:")
    tell(systemd_line(profile, command, now()))


def _itself() -> list[str]:
    """Return how to run this program from cron, which knows neither the shell's PATH nor a virtual environment."""
    installed = Path(sys.executable).with_name("research")
    if installed.exists():
        return [str(installed)]
    found = shutil.which("research")
    return [found] if found else [sys.executable, "-m", "research"]


@click.command()
@company_argument
@click.option("--keep", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many briefs stay.")
@profiles_option
def prune(company: str, keep: int, profiles: Path | None) -> None:
    """Remove older briefs, and captures that no kept brief needs.

    \b
      research prune acme-corp --keep 5
    """
    from research.render.words import count
    from research.store import Store

    folder = known_folder(company, profiles)
    with Store(folder) as store:
        gone = store.prune(keep)
    removed = ", ".join(count(number, what.removesuffix("s")) for what, number in gone.items())
    click.echo(f"{folder.name}: removed {removed}")
