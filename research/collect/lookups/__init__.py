"""Public sources that need no account: who carries a name, what others say of a company, what people published.

Each is a small class behind one protocol (`Source`, `Namer`, `SearchProvider`, `Footprint`), asked through `Ask`: the
Collector's guard, pace and budget, a cache with its age, base addresses that the user can point elsewhere.
"""

from __future__ import annotations

from research.collect.lookups.asking import BASES, NAMES, Ask, Unanswered, guessed, named_addresses
from research.collect.lookups.github import GitHubOrganisation
from research.collect.lookups.news import Gdelt, HackerNews
from research.collect.lookups.people import FOOTPRINTS, Footprint, Person
from research.collect.lookups.protocol import Company, Namer, Source, same_host
from research.collect.lookups.registries import Edgar, Gleif
from research.collect.lookups.search import SearchProvider, provider
from research.collect.lookups.wikidata import Wikidata

SOURCES: tuple[Source, ...] = (Wikidata(), Edgar(), GitHubOrganisation(), HackerNews(), Gdelt())
NAMERS: tuple[Namer, ...] = (Wikidata(), Gleif(), Edgar())

__all__ = [
    "BASES", "FOOTPRINTS", "NAMERS", "NAMES", "SOURCES", "Ask", "Company", "Footprint", "Namer", "Person",
    "SearchProvider", "Source", "Unanswered",
    "guessed", "named_addresses", "provider", "same_host",
]  # fmt: skip
