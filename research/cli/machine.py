"""Commands about this machine: doctor, setup."""

from __future__ import annotations

import sys

import click

from research.cli.shared import fitted, tell


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """Say what works on this machine: browser, certificates, time zones, store.

    \b
      research doctor
    """
    import json

    from research.doctor import checks

    found = checks()
    if as_json:
        click.echo(json.dumps([{"what": w, "works": ok, "detail": d} for w, ok, d in found], indent=1))
        return
    for what, ok, detail in found:
        click.echo(fitted(f"{'ok  ' if ok else 'MISS'} {what}: {detail}", sys.stdout, hang=5))


@click.command()
def setup() -> None:
    """Find a browser for pages that only scripts build, or fetch one.

    \b
      research setup
    """
    from research.collect.finding import setup as find_or_fetch

    found = find_or_fetch(tell)
    click.echo(f"browser: {found.name} ({found.executable}, {found.how})")
