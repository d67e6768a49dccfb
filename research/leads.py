"""What public sources beyond the site say, before it is judged: the words of lookups, naming and store.

A leaf beside `models`: nothing here reads, fetches or decides.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from research.models import FactKind, Page, Value


class Lookup(Value):
    """One kept answer of a public source: which source, to which question, when."""

    source: str
    key: str
    body: bytes
    fetched_at: dt.datetime


class Lead(Value):
    """What one source says about an organisation that may be the one meant."""

    source: str
    name: str
    aliases: tuple[str, ...] = ()
    site: str | None = None
    description: str = ""
    place: str = ""
    industry: str = ""
    url: str = ""
    """Where a reader can see it."""
    sort: Literal["organisation", "other", "unknown"] = "unknown"
    ended: bool = False
    """Whether the source says that it exists no more."""


class Claim(Value):
    """A line of a source's answer; `quote` stands verbatim in the capture `page` (sha256).

    `kind` None: no fact for the card, but a line worth showing under `label` ("SEC EDGAR").
    """

    kind: FactKind | None
    label: str
    value: str
    quote: str
    page: str
    as_of: dt.date | None = None


class Remark(Value):
    """A line for the gap ledger about a source: what became of asking it."""

    source: str
    result: Literal["found", "absent", "blocked", "not tried"]
    note: str
    looked: tuple[str, ...] = ()


class Found(Value):
    """What one source gave: Pages (way "api"), Claims quoting them, Remarks for the ledger."""

    pages: tuple[Page, ...] = ()
    claims: tuple[Claim, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Track(Value):
    """What one source publishes about one account of a person: enough to tell whose it is, and the Page.

    `name` is the name shown there ("" when there is none), `employers` what is said of where they work, `links` the
    addresses that the account itself names as its owner's.
    """

    source: str
    url: str
    name: str = ""
    employers: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    page: Page
