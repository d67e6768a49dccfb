"""Public sources on this machine: one Server that speaks the shapes their documentation gives."""

from __future__ import annotations

import json
from typing import Any

from conftest import Answer, Asked, Server

JSON = {"content-type": "application/json; charset=utf-8"}
NAMES = ("wikidata", "wikipedia", "gleif", "sec", "hn", "gdelt", "github", "orcid", "dblp", "crossref", "stackexchange",
         "bluesky", "mastodon")  # fmt: skip


def answer(value: object) -> Answer:
    """A good answer in JSON."""
    return 200, JSON, json.dumps(value)


def environment(server: Server, *domains: str) -> dict[str, str]:
    """The environment that points every source at the server; `domains` are opened instead of plausible ones."""
    found = {f"RESEARCH_SOURCE_{name.upper()}": server.url for name in NAMES}
    return {**found, "RESEARCH_SOURCE_DOMAINS": " ".join(domains) or "off"}


def snak(value: object, kind: str = "string", rank: str = "normal", **qualifiers: object) -> dict[str, Any]:
    """A statement of Wikidata with one value."""
    stated = {"mainsnak": {"snaktype": "value", "datavalue": {"type": kind, "value": value}}, "rank": rank}
    if qualifiers:
        stated["qualifiers"] = {key: [{"datavalue": {"value": v}}] for key, v in qualifiers.items()}
    return stated


def item(key: str, **more: Any) -> dict[str, Any]:
    """A statement whose value is another item."""
    return snak({"entity-type": "item", "id": key}, "wikibase-entityid", **more)


def year(value: int) -> dict[str, Any]:
    """A statement whose value is a year."""
    return snak({"time": f"+{value}-00-00T00:00:00Z", "precision": 9}, "time")


def entity(
    label: str, description: str = "", aliases: tuple[str, ...] = (), enwiki: str = "", **claims: Any
) -> dict[str, Any]:
    """An item of Wikidata; claims are P856=[snak(…)] …"""
    found: dict[str, Any] = {
        "type": "item", "labels": {"en": {"language": "en", "value": label}}, "claims": claims,
        "descriptions": {"en": {"language": "en", "value": description}},
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]},
    }  # fmt: skip
    if enwiki:
        found["sitelinks"] = {"enwiki": {"site": "enwiki", "title": enwiki}}
    return found


def wikidata(server: Server, entities: dict[str, dict[str, Any]]) -> None:
    """Serve /w/api.php over these items: search by name (every item with a website) and by id."""

    def api(asked: Asked) -> Answer:
        from urllib.parse import parse_qs, urlsplit

        query = {key: values[0] for key, values in parse_qs(urlsplit(asked.path).query).items()}
        if query["action"] == "wbsearchentities":
            hits = [
                {"id": key, "label": e["labels"]["en"]["value"], "description": e["descriptions"]["en"]["value"]}
                for key, e in entities.items()
                if query["search"].lower() in e["labels"]["en"]["value"].lower() and e["descriptions"]["en"]["value"]
            ]
            return answer({"searchinfo": {"search": query["search"]}, "search": hits, "success": 1})
        if query["action"] == "query":
            return answer({"query": {"search": []}})
        return answer({"entities": {key: entities[key] for key in query["ids"].split("|") if key in entities}})

    server.routes["/w/api.php"] = api


def gleif(server: Server, *legal: tuple[str, str, str]) -> None:
    """Serve legal entities: (legal name, city, country)."""
    records = []
    for place, (name, city, country) in enumerate(legal):
        seat = {"city": city, "country": country}
        known = {"legalName": {"name": name}, "headquartersAddress": seat, "status": "ACTIVE"}
        records.append(
            {"type": "lei-records", "id": f"LEI{place}", "attributes": {"lei": f"LEI{place}", "entity": known}}
        )
    server.routes["/api/v1/lei-records"] = answer({"data": records})


def tickers(server: Server, *listed: tuple[int, str, str]) -> None:
    """Serve listed companies: (CIK, ticker, title)."""
    rows = {str(i): {"cik_str": c, "ticker": t, "title": n} for i, (c, t, n) in enumerate(listed)}
    server.routes["/files/company_tickers.json"] = answer(rows)


def home(name: str, legal: str = "", more: str = "") -> str:
    """A company's first page that names itself in title, site name, markup and footer."""
    ld = json.dumps(
        {"@context": "https://schema.org", "@type": "Organization", "name": name, "legalName": legal or name}
    )
    return (
        f'<html><head><title>{name} | Pumps for farms</title><meta property="og:site_name" content="{name}">'
        f'<script type="application/ld+json">{ld}</script></head><body><main><h1>{name}</h1>'
        f"<p>{name} makes pumps for farms and sells them in forty countries.</p>{more}</main>"
        f"<footer>© 2026 {legal or name}</footer></body></html>"
    )
