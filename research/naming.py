"""A company's name → whose site is meant: sources are asked, plausible addresses opened, and the evidence weighed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

from research.collect.collector import Collector
from research.collect.lookups import NAMERS, Ask, Namer, SearchProvider, Unanswered
from research.discover.candidates import Look, Verdict, guesses, spellings, verdict
from research.extract.document import read
from research.leads import Lead
from research.models import Kind, Link, Miss

_WAVE_S = 8.0
_MOST_LEADS = 8


async def decide(
    name: str,
    collector: Collector,
    ask: Ask,
    *,
    namers: Sequence[Namer] = NAMERS,
    search: SearchProvider | None = None,
    addresses: Sequence[str] | None = None,
    wave_s: float = _WAVE_S,
) -> Verdict:
    """Return whose site is meant by a name; takes at most two waves of `wave_s` seconds.

    First the sources, the web search (if there is one) and the plausible `addresses` (default: made from the name),
    all at once; then the addresses that the sources gave.
    """
    places = list(addresses if addresses is not None else guesses(name))
    asked = [_leads(namer, spellings(name)[-1], ask) for namer in namers]
    found = await _in_time([*asked, _hits(search, name, ask), *(_look(url, collector) for url in places)], wave_s)
    leads = [lead for answer in found[: len(asked)] if answer for lead in answer]
    hits: list[str] = found[len(asked)] or []
    looks = [look for look in found[len(asked) + 1 :] if look is not None]
    further = [lead.site for lead in leads if lead.site][:_MOST_LEADS] + hits[:3]
    new = [url for url in dict.fromkeys(further) if url not in places]
    looks += [look for look in await _in_time([_look(url, collector) for url in new], wave_s) if look is not None]
    told = [f"{who} for {', '.join(what[:2])}" for who, what in ask.asked.items()]
    opened = ", ".join(url.partition("://")[2] for url in dict.fromkeys((*places, *new)))
    return verdict(name, leads, looks, hits).model_copy(
        update={"asked": (*told, *([f"opened {opened}"] if opened else []))}
    )


async def _in_time(work: Iterable[Awaitable[Any]], seconds: float) -> list[Any]:
    """Return what each piece of work gave, in order; None for what took longer than a wave."""
    tasks = [asyncio.ensure_future(piece) for piece in work]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    return [None if task.cancelled() else task.result() for task in tasks]


async def _leads(namer: Namer, name: str, ask: Ask) -> list[Lead] | None:
    try:
        return await namer.leads(name, ask)
    except Unanswered:
        return None


async def _hits(search: SearchProvider | None, name: str, ask: Ask) -> list[str]:
    try:
        return await search.hits(f"{name} company official site", ask) if search is not None else []
    except Unanswered:
        return []


async def _look(url: str, collector: Collector) -> Look:
    kind: Kind = "home"
    outcome = await collector.fetch(Link(url=url, kind=kind))
    if isinstance(outcome, Miss):
        return Look(url, None, outcome)
    document = await asyncio.to_thread(read, outcome)
    return Look(url, document.model_copy(update={"kind": kind}))
