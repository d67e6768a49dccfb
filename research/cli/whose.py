"""Whose site is meant when only a name was given: decided, asked on a terminal, or listed. Part of the CLI."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from research.cli.shared import now, printable, tell, wait
from research.errors import NothingReadError, UndecidedError

if TYPE_CHECKING:
    from research.discover.candidates import SiteCandidate, Verdict
    from research.leads import Lookup


class Settled(NamedTuple):
    """The site that is meant, why, and the answers of sources worth keeping."""

    site: str
    why: list[str]
    answers: list[Lookup]


def settle(company: str, slug: str, *, offline: bool, quiet: bool) -> Settled:
    """Return whose site is meant by the name of a company.

    Raises NothingReadError when nobody is found or `offline` forbids asking, UndecidedError when several could be
    meant and there is no terminal to ask on.
    """
    command = f"`research new {slug} --site URL`"
    if offline:
        raise NothingReadError(f"whose site is meant by “{company}”? --offline asks nobody; run {command}")
    verdict, answers = wait(_decide(company))
    if verdict.unreached:
        raise NothingReadError(f"no network: nobody could be asked whose site “{company}” is; run {command}")
    if not quiet:
        for sentence in (f"asked: {'; '.join(verdict.asked)}", *(f"not {away}" for away in verdict.turned_away[:4])):
            tell(printable(sentence))
    if verdict.status == "none":
        raise NothingReadError(f"no site was found that is surely “{company}”; look it up and run {command}")
    chosen = verdict.winner or _choose(verdict, slug)
    if not quiet:
        tell(printable(f"{chosen.site}: {' '.join(chosen.evidence[:2])}"))
    opening = [] if verdict.winner else ["You chose it among sites of this name."]
    return Settled(chosen.site, [*opening, *chosen.evidence, *chosen.against], answers)


async def _decide(company: str) -> tuple[Verdict, list[Lookup]]:
    from research.collect.collector import Collector
    from research.collect.lookups import Ask, guessed, named_addresses, provider
    from research.naming import decide

    name = company.replace("-", " ").replace("_", " ") if company.islower() else company
    async with Collector(typed=named_addresses(os.environ), now=now, response_s=8.0, deadline_s=20.0) as collector:
        ask = Ask(collector, now=now, env=os.environ)
        try:
            verdict = await decide(name, collector, ask, search=provider(os.environ), addresses=guessed(os.environ))
        finally:
            await ask.close()
    return verdict, ask.answers


def _choose(verdict: Verdict, slug: str) -> SiteCandidate:
    """Return the one that the user picks on a terminal; elsewhere list them and raise UndecidedError."""
    for place, candidate in enumerate(verdict.candidates, start=1):
        tell(f"{place}. {printable(f'{candidate.site}  {candidate.name}: {candidate.about}')}")
        for sentence in (*candidate.evidence[:3], *(f"But: {text}" for text in candidate.against[:2])):
            tell(f"   {printable(sentence)}")
    few = len(verdict.candidates)
    if sys.stdin.isatty() and sys.stderr.isatty():
        question = "Which one is it (0: none of them)"
        picked: int = click.prompt(question, type=click.IntRange(0, few), err=True, default=0, show_default=False)
        if picked:
            return verdict.candidates[picked - 1]
    what = "one site" if few == 1 else f"{few} sites"
    raise UndecidedError(
        f"{what} could be “{verdict.name}” and none is surely meant: say which with `research new {slug} --site"
        f" {verdict.candidates[0].site}` (or another address)"
    )
