"""Briefs for the tests of forms: the shipped example, the same full of hostile text, and one with nothing in it."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from research import extract
from research.cli.progress import watch
from research.models import Brief, Change, Citation, CompanyBrief, Document, Identity, Interview
from research.pipeline import Options, build
from research.profiles import load
from research.store import Store

EXAMPLE = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp"
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)

EVIL = (
    "<script>window.evil=1</script><img src=http://127.0.0.1:9/x onerror=window.evil=1>"
    "</style></title><svg onload=window.evil=1><a href='javascript:window.evil=1'>x</a>"
    "\u202egnp.exe\u2066\u200b\x1b]0;title\x07\x1b[31m\x9b2J\r\x08{{7*7}} "
)
_TEXTS = frozenset(
    "text quote title name job_title value why listen_for follow_up happened note detail evidence read_first angle so"
    " thin place round what about prefix suffix subject say figure verb organisation fallback looked reason".split()
)


def example(tmp: Path) -> tuple[Brief, Callable[[str], Document | None]]:
    """Return the brief of the shipped example, made in `tmp`, and the reader of its captures."""
    folder = tmp / "profiles" / "acme-corp"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    with Store(folder) as store:
        options = Options(offline=True)
        with watch(quiet=True, verbose=False) as nobody:
            made = asyncio.run(build(load(folder, NOW), store, now=lambda: NOW, options=options, watch=nobody))
        documents = {p.sha256: extract.read(page) for p in made.pages if (page := store.capture(p.sha256)) is not None}
    return made.model_copy(update={"interviews": _on_a_saturday(made.interviews)}), documents.get


def _on_a_saturday(interviews: tuple[Interview, ...]) -> tuple[Interview, ...]:
    return tuple(i.model_copy(update={"at": i.at and i.at.replace(month=11, day=28)}) for i in interviews)


def hostile(brief: Brief) -> Brief:
    """Return the brief with markup, scripts, control and bidi characters in front of every text in it."""
    return spoilt(brief, EVIL)


def spoilt(brief: Brief, evil: str) -> Brief:
    """Return the brief with `evil` in front of every text in it; raises ValueError where its types refuse that."""
    return Brief.model_validate(_spoilt(brief.model_dump(mode="json", by_alias=True), "", evil))


def _spoilt(value: Any, key: str, evil: str) -> Any:
    if isinstance(value, dict):
        return {k: _spoilt(v, k, evil) for k, v in value.items()}
    if isinstance(value, list):
        return [_spoilt(v, key, evil) for v in value]
    return evil + value if isinstance(value, str) and key in _TEXTS else value


def empty() -> Brief:
    """Return a brief in which nothing was found."""
    return Brief(
        generated_at=NOW, profile="nothing", identity=Identity(name="Nothing"), company=CompanyBrief(name="Nothing")
    )


def reworded(brief: Brief) -> Change:
    """Return a change of the posting: one word of a sentence is another."""
    old = cited("You own the false alarm rate and report monthly", brief)
    new = cited("You own the false alarm rate and report weekly", brief)
    return Change(what="requirement", kind="changed", old=old, new=new, group="posting", old_at=NOW, new_at=NOW)


def cited(quote: str, brief: Brief) -> Citation:
    """Return a citation of the first page of a brief."""
    page = brief.pages[0]
    return Citation(
        url=page.url, quote=quote, document=page.sha256, passage=quote[:8], start=0, end=len(quote), fetched_at=NOW
    )
