"""Commands about what is new and when: refresh, changes, plan, prune."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
    tell,
    wait,
)
from research.errors import InputError, ResearchError, StoreError

if TYPE_CHECKING:
    from research.collect.chromium import Shared
    from research.collect.guest import Guest
    from research.glance import ListEntry
    from research.models import Brief, Change, Profile
    from research.store import Store

_CHANGED = 3


@click.command()
@click.argument("companies", metavar="[COMPANY]...", nargs=-1, shell_complete=known)
@click.option("--all", "every", is_flag=True, help="Every profile.")
@click.option("--due", metavar="3d", help="Profiles with an interview within so many days (3d) or hours (12h).")
@click.option("--check", is_flag=True, help="Exit with 3 when something changed.")
@click.option("--jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Profiles at a time.")
@click.option("--no-browser", is_flag=True, help="Leave pages that only scripts build as they were.")
@click.option("-q", "--quiet", is_flag=True, help="One line for each company that changed, and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say what became of each page.")
@profiles_option
def refresh(
    companies: tuple[str, ...], every: bool, due: str | None, profiles: Path | None, jobs: int, **flags: Any
) -> None:
    """Ask again for the pages of the last brief, rewrite it, print what changed.

    \b
      research refresh acme-corp
      research refresh --due 3d --check
    """
    folders = _chosen(companies, every, due, profiles)
    if not folders and not flags["quiet"]:
        tell(f"no interview within {due}" if due else f"{profiles_root(profiles)}: holds no profile")
    told = [_alone(folders[0], flags)] if len(folders) == 1 else wait(_all(folders, jobs, flags))
    if len(told) > 1 and not flags["quiet"]:
        tell(_altogether(told))
    status = max((one.status for one in told), default=0)
    changed = any(one.changes for one in told)
    click.get_current_context().exit(status or (_CHANGED if flags["check"] and changed else 0))


class _Told(NamedTuple):
    """What came of one company; without its brief, since hundreds may be refreshed in one run."""

    name: str
    changes: tuple[Change, ...] = ()
    trouble: str = ""
    status: int = 0
    pages: str = ""
    unchecked: str = ""
    """That pages did not answer, so that what they say now is not known."""


def _say(told: _Told, many: bool, quiet: bool) -> None:
    from research.changes import summary
    from research.cli.forms import look
    from research.render.terminal import change_list

    if told.trouble:
        tell(printable(f"{told.name}: {told.trouble}"))
        return
    if quiet:  # as for a mail from cron: nothing to say, nothing sent
        if told.changes:
            click.echo(f"{told.name}: {summary(told.changes)}")
        return
    tell(f"{told.name}: {told.pages}")
    if many or not told.changes:
        counted = summary(told.changes, most=0) + told.unchecked
        click.echo(f"{told.name}: {counted}" if many else counted)
    if told.changes:
        click.echo(change_list(told.changes, look()), color=True)


def _altogether(told: list[_Told]) -> str:
    changed, failed = sum(bool(one.changes) for one in told), sum(bool(one.trouble) for one in told)
    return f"{len(told)} companies: {changed} changed, {failed} not refreshed"


def _chosen(companies: tuple[str, ...], every: bool, due: str | None, profiles: Path | None) -> list[Path]:
    if not companies and not every and due is None:
        raise InputError("no company named: give one, or --all, or --due 3d")
    folders = [known_folder(company, profiles) for company in companies]
    if every or due is not None:
        from research.listing import entries

        root = profiles_root(profiles)
        ends = None if every or due is None else now() + _span(due)
        # One in trouble is taken along: whether it is due cannot be known, and its trouble is told.
        folders += [root / e.slug for e in entries(root, now()) if ends is None or e.trouble or _is_before(e, ends)]
    return list(dict.fromkeys(folders))


def _is_before(entry: ListEntry, ends: dt.datetime) -> bool:
    return entry.next_at is not None and entry.next_at <= ends


def _span(text: str) -> dt.timedelta:
    match = re.fullmatch(r"(\d{1,4})([dh])", text.strip())
    if match is None:
        raise InputError(f"--due {text}: give days or hours, for example 3d or 12h")
    return dt.timedelta(days=int(match[1])) if match[2] == "d" else dt.timedelta(hours=int(match[1]))


def _alone(folder: Path, flags: dict[str, Any]) -> _Told:
    from research.cli.ahead import ahead

    with ahead(folder) as begun:
        told: _Told = begun.wait(_one(folder, flags, guest=begun.guest))
    _say(told, many=False, quiet=flags["quiet"])
    return told


async def _all(folders: list[Path], jobs: int, flags: dict[str, Any]) -> list[_Told]:
    """Refresh so many companies at a time, with one browser for all, and tell of each in order."""
    import asyncio

    from research.collect.chromium import Shared

    turns, shared = asyncio.Semaphore(jobs), Shared()

    async def one(folder: Path) -> _Told:
        async with turns:
            return await _or_trouble(folder, flags, shared)

    done = []
    tasks = [asyncio.create_task(one(folder)) for folder in folders]
    try:
        for task in tasks:
            done.append(await task)
            _say(done[-1], many=True, quiet=flags["quiet"])
    finally:
        await shared.close()
    return done


async def _or_trouble(folder: Path, flags: dict[str, Any], shared: Shared) -> _Told:
    """Refresh one of many: what goes wrong with it stops none of the others."""
    from research.cli.debugging import note
    from research.cli.ending import mistake

    try:
        return await _one(folder, flags, shared)
    except ResearchError as error:
        return _Told(folder.name, trouble=str(error), status=error.exit_code)
    except Exception as error:  # noqa: BLE001 - a bug of ours that one company meets is told, and the others go on
        note(error)
        return _Told(folder.name, trouble=mistake(error), status=1)


async def _one(folder: Path, flags: dict[str, Any], shared: Shared | None = None, guest: Guest | None = None) -> _Told:
    from research.cli.keeping import publisher, with_ticks
    from research.cli.progress import missed, watch
    from research.pipeline import Options
    from research.profiles import load
    from research.refreshing import refresh
    from research.store import Store

    began, at = time.monotonic(), now()
    profile = load(folder, at)
    options = Options(fresh=dt.timedelta(0), browser=not flags["no_browser"], shared=shared, guest=guest)
    told = {"quiet": flags["quiet"], "verbose": flags["verbose"], "name": folder.name if shared else ""}
    with Store(folder) as store, watch(**told) as watcher:
        for remark in (*profile.remarks, *store.remarks):
            watcher.remark(remark)
        profile = with_ticks(profile, store)
        publish = publisher(profile, store, folder / "brief.md")
        done = await refresh(profile, store, now=now, options=options, watch=watcher, publish=publish)
    pages = f"{len(done.brief.pages)} pages{missed(done.brief.misses)}, {time.monotonic() - began:.1f} s"
    return _Told(folder.name, done.changes, pages=pages, unchecked=_unchecked(done.brief, at))


def _unchecked(brief: Brief, since: dt.datetime) -> str:
    """Return how many of the site's pages could not be asked in this run and stand as they were; "" when none."""
    asked = [page for page in brief.pages if page.way in ("http", "browser")]
    old = [page for page in asked if page.fetched_at < since]
    if not old:
        return ""
    seen = f"{max(page.fetched_at for page in old).astimezone():%d %b %Y, %H:%M}"
    if len(old) == len(asked):
        return f", but no page could be checked: all is as of {seen}"
    return f", but {len(old)} of {len(asked)} pages could not be checked: they are as of {seen}"


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
    from research.following import history_of, reader_of
    from research.render.terminal import change_list

    folder = known_folder(company, profiles)
    with open_store(folder) as store:
        if len(store.briefs()) == 1 and since is None:
            tell(f"one brief so far; after `research refresh {folder.name}` there are two to compare")
            if as_json:
                click.echo("[]")
            return
        old, new = _two(store, since)
        read = reader_of(store)
        found = between(old, new, read, others=history_of(store, read))
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
    """Make a calendar file with reminders before each interview, and say how to refresh by itself.

    \b
      research plan acme-corp -o acme-corp.ics
    """
    from research.plan import agenda, calendar, cron_line, systemd_line
    from research.profiles import load
    from research.store import write_text

    profile = load(known_folder(company, profiles), now())
    reminders = cron_line(profile, [], now())
    if not reminders:
        raise InputError(f"{profile.slug}: no interview lies ahead; give its date in profile.toml, [[interviews]]")
    profile = _named_by_its_brief(profile)
    if output is None and sys.stdout.isatty():
        click.echo("\n".join(agenda(profile, now())))
        tell(
            f"`research plan {profile.slug} -o {profile.slug}.ics` writes them to a calendar file and says how cron or"
            " systemd refreshes by itself."
        )
        return
    text = calendar(profile, now())
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)
    command = [*_itself(), "refresh", profile.slug, "-q", "--profiles", str(profile.folder.parent.resolve())]
    tell("To refresh before each interview, put these lines into your crontab (crontab -e):")
    tell(cron_line(profile, command, now()), to_copy=True)
    tell("or, with systemd:")
    tell(systemd_line(profile, command, now()), to_copy=True)


def _named_by_its_brief(profile: Profile) -> Profile:
    """Return the profile with the company's name as its last brief writes it: the user may have typed the slug."""
    try:
        with open_store(profile.folder) as store:
            made = store.last_brief()
    except StoreError:  # no brief yet: reminders need none
        made = None
    if made is None:
        return profile
    return profile.model_copy(update={"company": profile.company.model_copy(update={"name": made.company.name})})


def _itself() -> list[str]:
    """Return how to run this program from cron, which knows neither the shell's PATH nor a virtual environment."""
    installed = Path(sys.executable).with_name("research")
    if installed.exists():
        return [str(installed)]
    found = shutil.which("research")
    return [found] if found else [sys.executable, "-m", "research"]


@click.command()
@company_argument
@click.option("--keep", type=click.IntRange(1, 1000), help="How many briefs stay, now and from now on.")
@profiles_option
def prune(company: str, keep: int | None, profiles: Path | None) -> None:
    """Remove older briefs, and captures that no kept brief needs; 30 briefs stay unless --keep says otherwise.

    \b
      research prune acme-corp --keep 5
    """
    from research.render.words import count
    from research.store import Store

    folder = known_folder(company, profiles)
    with Store(folder) as store:
        gone, bound = store.prune(keep), store.bound
    removed = ", ".join(count(number, what.removesuffix("s")) for what, number in gone.items())
    click.echo(f"{folder.name}: removed {removed}; at most {count(bound, 'brief')} from now on")
