# ruff: noqa: E501 - answers stand here in the shapes of their documentation, a record a line
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


def person(server: Server, handle: str = "danareyes", name: str = "Dana Reyes", company: str = "@hooli") -> None:
    """Serve one person's accounts: GitHub, ORCID, Crossref, DBLP, Stack Exchange, Bluesky, Mastodon, Hacker News."""
    orcid = "0000-0002-1825-0097"
    server.routes[f"/users/{handle}"] = answer(
        {"login": handle, "type": "User", "name": name, "company": company, "blog": "https://dana.example",
         "bio": "I lead the delivery team and write about pumps.", "html_url": f"https://github.com/{handle}"}
    )  # fmt: skip
    server.routes[f"/users/{handle}/repos"] = answer([
        {"name": "pumpkit", "description": "A toolkit for measuring pumps in the field", "language": "Go", "fork": False,
         "archived": False, "stargazers_count": 40, "pushed_at": "2026-09-01T10:00:00Z"},
        {"name": "linux", "description": "A fork", "language": "C", "fork": True, "stargazers_count": 0},
    ])  # fmt: skip
    server.routes[f"/users/{handle}/social_accounts"] = answer(
        [
            {"provider": "mastodon", "url": "https://social.example/@dana"},
            {"provider": "generic", "url": f"https://orcid.org/{orcid}"},
        ]
    )
    job = {
        "organization": {"name": "Hooli"},
        "role-title": "Head of Delivery",
        "start-date": {"year": {"value": "2019"}},
    }
    work = {
        "title": {"title": {"value": "Measuring pumps in the field"}},
        "publication-date": {"year": {"value": "2021"}},
    }
    server.routes[f"/v3.0/{orcid}/record"] = answer({
        "person": {"name": {"given-names": {"value": "Dana"}, "family-name": {"value": "Reyes"}}, "researcher-urls": {"researcher-url": []}},
        "activities-summary": {
            "employments": {"affiliation-group": [{"summaries": [{"employment-summary": job}]}]},
            "works": {"group": [{"work-summary": [work]}]},
        },
    })  # fmt: skip
    author = {"given": "Dana", "family": "Reyes", "ORCID": f"http://orcid.org/{orcid}"}
    server.routes["/works"] = answer({"message": {"items": [
        {"title": ["Pumps that last"], "author": [author], "container-title": ["Journal of Pumps"], "published": {"date-parts": [[2024]]}},
        {"title": ["By a namesake"], "author": [{"given": "Dana", "family": "Reyes"}], "published": {"date-parts": [[2024]]}},
    ]}})  # fmt: skip
    mine, namesake = {"@pid": "12/3456", "text": "Dana Reyes 0001"}, {"@pid": "99/1", "text": "Dana Reyes 0002"}
    server.routes["/search/publ/api"] = answer({"result": {"hits": {"hit": [
        {"info": {"title": "Queues for pumps.", "venue": "PUMP", "year": "2020", "authors": {"author": [mine, namesake]}}},
        {"info": {"title": "Something else.", "venue": "ELSE", "year": "2020", "authors": {"author": namesake}}},
    ]}}})  # fmt: skip
    server.routes["/2.3/users/77"] = answer({"items": [{"display_name": name, "website_url": "https://dana.example"}]})
    server.routes["/2.3/users/77/top-tags"] = answer({"items": [{"tag_name": "go", "answer_count": 12}]})
    server.routes["/xrpc/app.bsky.actor.getProfile"] = answer(
        {"handle": "dana.bsky.social", "displayName": name, "description": "Head of Delivery at Hooli."}
    )
    posts = ["Hooli shipped a new controller for pumps this week.", "My daughter turned five today!"]
    server.routes["/xrpc/app.bsky.feed.getAuthorFeed"] = answer(
        {"feed": [{"post": {"author": {"handle": "dana.bsky.social"}, "record": {"text": text}}} for text in posts]}
    )
    back = f'<a href="https://github.com/{handle}" rel="me">github</a>'
    server.routes["/api/v1/accounts/lookup"] = answer(
        {"id": "5", "display_name": name, "note": "<p>I build pumps.</p>", "url": "https://social.example/@dana",
         "fields": [{"name": "code", "value": back, "verified_at": "2025-01-01T00:00:00Z"}]}
    )  # fmt: skip
    server.routes["/api/v1/accounts/5/statuses"] = answer(
        [{"content": "<p>Hooli is hiring engineers for the delivery team.</p>"}]
    )
    server.routes["/api/v1/search"] = answer({"hits": [
        {"title": "Show HN: Pumpkit, measure your pumps", "created_at": "2025-05-01T00:00:00Z", "url": "https://x.example"},
        {"title": "Ask HN: what is the best cat food?", "created_at": "2025-05-01T00:00:00Z"},
    ]})  # fmt: skip


def company(server: Server, site: str) -> None:
    """Serve what every source about companies says of Hooli, whose official website is `site`."""
    host = site.partition("://")[2]
    wikidata(server, {
        "Q4830453": entity("business"), "Q60": entity("Cork"), "Q61": entity("Gavin Group"), "Q62": entity("pump industry"),
        "Q90": entity(
            "Hooli", "Irish maker of pumps", enwiki="Hooli", P31=[item("Q4830453")], P159=[item("Q60")], P749=[item("Q61")],
            P856=[snak("https://old.example", rank="deprecated"), snak(site)], P571=[year(2009)], P452=[item("Q62")],
            P1128=[
                snak({"amount": "+310", "unit": "1"}, "quantity", P585={"time": "+2019-00-00T00:00:00Z"}),
                snak({"amount": "+480", "unit": "1"}, "quantity", P585={"time": "+2024-00-00T00:00:00Z"}),
            ],
            P5531=[snak("0000123456")], P2037=[snak("hooli")],
        ),
        "Q91": entity("Hooli", "Peruvian bank", P31=[item("Q4830453")], P856=[snak("https://hooli.pe")], P571=[year(1950)]),
    })  # fmt: skip
    server.routes["/api/rest_v1/page/summary/Hooli"] = answer({
        "type": "standard", "title": "Hooli", "extract": "Hooli is an Irish maker of pumps. It sells in forty countries.",
        "content_urls": {"desktop": {"page": "https://en.wikipedia.org/wiki/Hooli"}},
    })  # fmt: skip
    server.routes["/submissions/CIK0000123456.json"] = answer({
        "name": "HOOLI PLC", "tickers": ["HOOL"], "exchanges": ["NYSE"], "sicDescription": "Pumps & Pumping Equipment",
        "filings": {"recent": {
            "form": ["4", "8-K", "10-Q", "10-K"], "items": ["", "5.02,9.01", "", ""],
            "filingDate": ["2026-11-02", "2026-10-30", "2026-08-01", "2026-02-20"],
        }},
    })  # fmt: skip
    server.routes["/orgs/hooli"] = answer(
        {
            "login": "hooli",
            "name": "Hooli",
            "blog": f"https://www.{host}/",
            "public_repos": 12,
            "description": "Pumps, open",
        }
    )
    server.routes["/orgs/hooli/repos"] = answer(
        [{"name": "controller", "description": "Firmware of the controller", "language": "Rust", "stargazers_count": 9}]
    )
    server.routes["/api/v1/search_by_date"] = answer({"hits": [
        {"title": "How Hooli measures pumps", "url": f"https://blog.{host}/pumps", "points": 120, "num_comments": 41,
         "created_at": "2026-06-01T08:00:00Z"},
        {"title": "Hooli, a poem", "url": "https://poems.example/hooli", "points": 900, "created_at": "2026-06-01T08:00:00Z"},
    ]})  # fmt: skip
    server.routes["/api/v2/doc/doc"] = answer({"articles": [
        {"title": "Hooli opens a plant in Cork", "domain": "news.example", "seendate": "20261101T101500Z", "url": "https://news.example/1"},
        {"title": "Weather in Cork", "domain": "news.example", "seendate": "20261101T101500Z", "url": "https://news.example/2"},
    ]})  # fmt: skip
