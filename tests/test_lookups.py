"""What is published beyond the site: each source against a server on this machine, in good days and bad ones."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import sources
from conftest import Answer, Server

from research.beyond import AFTER_SITE_S, Beyond, Elsewhere, is_public
from research.collect.collector import Collector
from research.extract.document import read
from research.leads import Lookup
from research.models import CompanyEntry, Document, InterviewerEntry, Kind, Link, Miss, Page, Profile, capture_hash
from research.pipeline import Options, build
from research.render.markdown import markdown
from research.store import _STEPS, Store
from research.verify import verify

SITE = "https://hooli.com"
NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
GITHUB = "https://github.com/danareyes"
TROUBLES: dict[str, Answer] = {
    "limit": (429, {"retry-after": "3600"}, "slow down"),
    "forbidden": (403, {}, "no"),
    "html": (200, {}, "<html>maintenance</html>"),
    "empty": (200, sources.JSON, "{}"),
    "changed": (
        200,
        sources.JSON,
        '{"search": 1, "entities": [], "hits": "x", "articles": 7, "filings": null, "login": 3}',
    ),
    "list": (200, sources.JSON, "[]"),
    "null": (200, sources.JSON, "null"),
    "nothing": (200, sources.JSON, ""),
    "deep": (200, sources.JSON, "[" * 100_000),
    "broken": (500, {}, ""),
}


def page_of(url: str, html: str, kind: Kind = "home") -> Document:
    """A page of the company's site, read."""
    body = html.encode()
    page = Page(url=url, final_url=url, fetched_at=NOW, sha256=capture_hash(body), body=body, kind=kind)
    return read(page)


def profile(*people: InterviewerEntry, site: str = SITE, offline: bool = False) -> Profile:
    """A profile of Hooli."""
    company = CompanyEntry(name="Hooli", site=site, offline=offline)
    return Profile(slug="hooli", folder=Path(), company=company, interviewers=people)


def dana(*links: str) -> InterviewerEntry:
    """The interviewer, with the addresses that the user gave."""
    return InterviewerEntry(name="Dana Reyes", links=links)


@pytest.fixture
def world(serve: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """All sources on one server, all well."""
    for key, value in sources.environment(serve).items():
        monkeypatch.setenv(key, value)
    sources.company(serve, SITE)
    sources.person(serve)
    return serve


def ask(
    server: Server,
    given: Profile,
    documents: Sequence[Document] = (),
    kept: dict[tuple[str, str], Lookup] | None = None,
    offline: bool = False,
    now: dt.datetime = NOW,
) -> Elsewhere:
    """Everything found beyond the site."""

    async def work() -> Elsewhere:
        async with Collector(typed=[server.url], now=lambda: now) as collector:
            known = kept or {}
            beyond = Beyond(given, collector, now=lambda: now, kept=lambda s, k: known.get((s, k)), offline=offline)
            beyond.start()
            return await beyond.finish(documents)

    return asyncio.run(work())


def results(found: Elsewhere) -> dict[str, str]:
    """The ledger's lines: what was looked for, and the result."""
    return {gap.kind: gap.result for gap in found.gaps}


# --- the company ---


def test_facts_say_who_says_them_and_quote_the_answer(world: Server) -> None:
    """Wikidata's facts are others' words, each quoted to the letter from the capture of its answer."""
    found = ask(world, profile())
    facts = {fact.kind: fact for fact in found.facts}
    assert {kind: facts[kind].value for kind in ("founded", "headquarters", "parent", "industry", "employees")} == {
        "founded": "2009",
        "headquarters": "Cork",
        "parent": "Gavin Group",
        "industry": "pump industry",
        "employees": "480",
    }
    assert facts["employees"].as_of == dt.date(2024, 1, 1)
    assert facts["description"].citations[0].url == "https://en.wikipedia.org/wiki/Hooli"
    assert all(fact.says == "other" for fact in found.facts)
    again = {page.sha256: read(page) for page in found.pages}
    for fact in found.facts:
        cited = fact.citations[0]
        passage = next(p for p in again[cited.document].passages if p.id == cited.passage)
        assert passage.text[cited.start : cited.end] == cited.quote
    assert all(page.way == "api" for page in found.pages)


def test_lines_of_filings_code_and_news_are_surely_about_them(world: Server) -> None:
    """Filings, repositories, stories that link to the site, articles that name it; namesakes' are left out."""
    lines = [f"{label}: {statement.text}" for _, label, statement in ask(world, profile()).told]
    assert "SEC EDGAR: Form 8-K (directors or officers change), filed 2026-10-30" in lines
    assert "SEC EDGAR: Form 10-K (annual report), filed 2026-02-20" in lines
    assert "GitHub: controller: Firmware of the controller (Rust)" in lines
    assert "Hacker News: How Hooli measures pumps (2026-06-01, 120 points, 41 comments)" in lines
    assert "GDELT: Hooli opens a plant in Cork (news.example, 2026-11-01)" in lines
    assert not [line for line in lines if "poem" in line or "Weather" in line or "Form 4" in line]


def test_a_namesakes_entry_is_never_taken(world: Server) -> None:
    """The entity is the one whose official website is the site: the bank of the same name says nothing here."""
    values = {fact.value for fact in ask(world, profile()).facts}
    assert "1950" not in values
    nobody = ask(world, profile(site="https://hooli.fr"))
    assert not nobody.facts
    assert results(nobody)["Wikidata"] == "absent"
    assert results(nobody)["SEC EDGAR"] == "absent"
    assert results(nobody)["GitHub"] == "absent"


def test_a_companys_product_is_not_the_company(world: Server) -> None:
    """Software of the same name and website, and a product's page below it, yield to the organisation."""
    business = [sources.item("Q4830453")]
    entities = {
        "Q4830453": sources.entity("software"),
        "Q60": sources.entity("Cork"),
        "Q70": sources.entity("Hooli", "software", P31=business, P856=[sources.snak(SITE)], P571=[sources.year(1999)]),
        "Q71": sources.entity("Hooli Pumps", "pump", P856=[sources.snak(f"{SITE}/pumps")], P571=[sources.year(1998)]),
        "Q72": sources.entity(
            "Hooli Inc.",
            "company",
            P856=[sources.snak(f"{SITE}/en/")],
            P571=[sources.year(2009)],
            P159=[sources.item("Q60")],
        ),
    }
    sources.wikidata(world, entities)
    assert [f.value for f in ask(world, profile()).facts if f.kind == "founded"] == ["2009"]


def test_a_github_organisation_linked_from_the_site_is_taken(world: Server) -> None:
    """Without its own word for the site, an organisation counts when the site's pages link to it."""
    world.routes["/orgs/hooli"] = sources.answer({"login": "hooli", "name": "Hooli", "blog": ""})
    assert results(ask(world, profile()))["GitHub"] == "absent"
    home = page_of(
        SITE, "<main><p>We build in the open.</p><a href='https://github.com/hooli/controller'>Code</a></main>"
    )
    assert results(ask(world, profile(), [home]))["GitHub"] == "found"


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_source_in_trouble_is_a_line_of_the_ledger(world: Server, trouble: Answer) -> None:
    """Limits, refusals, HTML, nonsense and changed shapes: nothing is stated, and the ledger says why; no crash."""
    for path in list(world.routes):
        world.routes[path] = trouble
    found = ask(world, profile(dana(GITHUB, "https://orcid.org/0000-0002-1825-0097", "https://dblp.org/pid/12/3456")))
    assert not found.facts
    assert not found.told
    assert {gap.result for gap in found.gaps} <= {"blocked", "absent"}
    assert {"Wikidata", "SEC EDGAR", "GitHub", "Hacker News", "GDELT"} <= set(results(found))


def test_a_limit_is_told_with_its_end_and_not_asked_again(world: Server) -> None:
    """429 with Retry-After: one question, the ledger says until when."""
    world.routes["/api/v2/doc/doc"] = (429, {"retry-after": "3600"}, "slow down")
    found = ask(world, profile())
    note = next(gap.note for gap in found.gaps if gap.kind == "GDELT")
    assert "rate-limited until" in note
    assert len([path for path in world.paths() if path.startswith("/api/v2/doc")]) == 1


def test_a_slow_source_costs_five_seconds_at_most(world: Server) -> None:
    """A source that does not answer is left behind, the others stay."""

    def slow(_: object) -> Answer:
        time.sleep(AFTER_SITE_S + 2)
        return sources.answer({})

    world.routes["/api/v2/doc/doc"] = slow
    began = time.monotonic()
    found = ask(world, profile())
    assert time.monotonic() - began < AFTER_SITE_S + 1.5
    assert results(found)["GDELT"] == "blocked"
    assert results(found)["Wikidata"] == "found"


def test_what_a_late_source_said_before_stands(world: Server) -> None:
    """When a source is late, its earlier answer is used with its date, and the ledger says that it was late."""
    kept = {(a.source, a.key): a for a in ask(world, profile()).answers}

    def slow(_: object) -> Answer:
        time.sleep(AFTER_SITE_S + 2)
        return sources.answer({})

    world.routes["/w/api.php"] = slow
    found = ask(world, profile(), kept=kept, now=NOW + dt.timedelta(days=3))
    assert {fact.kind: fact.value for fact in found.facts}["founded"] == "2009"
    assert results(found)["Wikidata"] == "blocked"


@pytest.mark.parametrize(
    "site",
    ["http://127.0.0.1:8000", "https://hooli.example", "https://hooli.test", "https://hooli.invalid", "http://localhost",
     "https://www.example.com", "http://[::1]:80", "https://intranet"],
)  # fmt: skip
def test_reserved_sites_are_asked_about_nowhere(world: Server, site: str) -> None:
    """Addresses by number and reserved names belong to nobody whom a public source could know."""
    assert not is_public(site)
    assert ask(world, profile(dana(GITHUB), site=site)) == Elsewhere()
    assert world.log == []


def test_an_offline_profile_asks_nobody(world: Server) -> None:
    """`offline = true` in profile.toml: no source is asked."""
    assert ask(world, profile(dana(GITHUB), offline=True)) == Elsewhere()
    assert world.log == []


def test_a_source_can_be_turned_off(world: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """RESEARCH_SOURCE_GDELT=off asks that one nothing and says so."""
    monkeypatch.setenv("RESEARCH_SOURCE_GDELT", "off")
    found = ask(world, profile())
    assert not [path for path in world.paths() if path.startswith("/api/v2/doc")]
    assert "turned off by you" in next(gap.note for gap in found.gaps if gap.kind == "GDELT")


def test_answers_are_kept_and_used_with_their_age(world: Server) -> None:
    """A second run of the day asks nobody; offline any age will do; what is shown carries the date of the answer."""
    first = ask(world, profile())
    kept = {(a.source, a.key): a for a in first.answers}
    asked = len(world.log)
    later = NOW + dt.timedelta(hours=5)
    again = ask(world, profile(), kept=kept, now=later)
    assert len(world.log) == asked
    assert [page.sha256 for page in again.pages] == [page.sha256 for page in first.pages]
    assert {page.fetched_at for page in again.pages} == {NOW}
    month = NOW + dt.timedelta(days=30)
    assert ask(world, profile(), kept=kept, offline=True, now=month).facts == first.facts
    assert len(world.log) == asked


def test_an_old_answer_is_better_than_none(world: Server) -> None:
    """When a source is in trouble the answer of an earlier run stays, with its date."""
    kept = {(a.source, a.key): a for a in ask(world, profile()).answers}
    world.routes["/w/api.php"] = TROUBLES["broken"]
    found = ask(world, profile(), kept=kept, now=NOW + dt.timedelta(days=3))
    page = next(p for p in found.pages if "wikidata" in p.url)
    assert page.fetched_at == NOW


def test_who_asks_is_said(world: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request carries our name; the user's contact goes only to sources that ask for one."""
    monkeypatch.setenv("RESEARCH_CONTACT", "me@mail.example")
    ask(world, profile())
    agents = {asked.path.partition("?")[0]: asked.headers["user-agent"] for asked in world.log}
    assert all(agent.startswith("research/") for agent in agents.values())
    assert agents["/w/api.php"].endswith("me@mail.example")
    assert "me@mail" not in agents["/api/v2/doc/doc"]


# --- people ---


def footprint(found: Elsewhere) -> dict[str, str]:
    """Pages kept for Dana: address and text."""
    return {d.url: " | ".join(p.text for p in d.main) for d in found.footprints.get("Dana Reyes", [])}


def test_accounts_that_the_user_gave_are_read(world: Server) -> None:
    """From a handle: own words, own repositories, employments, works, posts of work; no forks, nothing private."""
    links = (
        GITHUB,
        "https://dblp.org/pid/12/3456",
        "https://stackoverflow.com/users/77/dana",
        "https://bsky.app/profile/dana.bsky.social",
        "https://news.ycombinator.com/user?id=danareyes",
    )
    pages = footprint(ask(world, profile(dana(*links))))
    assert "pumpkit: A toolkit for measuring pumps in the field (Go, last change 2026-09-01)" in pages[GITHUB]
    assert "linux" not in pages[GITHUB]
    assert "Queues for pumps (PUMP, 2020)" in pages["https://dblp.org/pid/12/3456"]
    assert "Something else" not in pages["https://dblp.org/pid/12/3456"]
    assert "Answers about go: 12" in pages["https://stackoverflow.com/users/77"]
    sky = pages["https://bsky.app/profile/dana.bsky.social"]
    assert "Hooli shipped" in sky
    assert "daughter" not in sky
    show = pages["https://news.ycombinator.com/user?id=danareyes"]
    assert "Show HN: Pumpkit" in show
    assert "cat food" not in show


def test_cross_links_lead_on_when_name_and_employer_or_a_link_back_agree(world: Server) -> None:
    """GitHub names an ORCID iD (name and employer agree) and a Mastodon account (name, and it links back)."""
    found = ask(world, profile(dana(GITHUB)))
    pages = footprint(found)
    assert "Head of Delivery, Hooli (2019 – Present)" in pages["https://orcid.org/0000-0002-1825-0097"]
    assert "I build pumps." in pages["https://social.example/@dana"]
    notes = {page.url: page.note for page in found.pages}
    assert "the employer" in notes["https://orcid.org/0000-0002-1825-0097"]
    assert "a link back" in notes["https://social.example/@dana"]


def test_a_works_list_holds_no_namesakes(world: Server) -> None:
    """Crossref is asked by ORCID iD; a work of the same name without it is left out."""
    pages = footprint(ask(world, profile(dana("https://orcid.org/0000-0002-1825-0097"))))
    works = next(text for url, text in pages.items() if "crossref" in url)
    assert "Pumps that last" in works
    assert "By a namesake" not in works


def test_another_name_is_another_person(world: Server) -> None:
    """An account with another full name is not taken even from the user's own list; the ledger says what would help."""
    sources.person(world, name="Daniel Reyna")
    found = ask(world, profile(dana(GITHUB)))
    assert not found.footprints
    gap = next(g for g in found.gaps if g.kind == "interviewer Dana Reyes elsewhere")
    assert "Daniel Reyna" in gap.note
    assert "people/" in gap.note


def test_a_cross_link_without_evidence_states_nothing(world: Server) -> None:
    """An account that GitHub names but that carries neither employer nor link back is nobody's; the ledger says so."""
    world.routes["/api/v1/accounts/lookup"] = sources.answer(
        {"id": "5", "display_name": "Dana Reyes", "note": "Hello."}
    )
    found = ask(world, profile(dana(GITHUB)))
    assert "https://social.example/@dana" not in footprint(found)
    assert any("links in profile.toml" in gap.note for gap in found.gaps)


def test_the_companys_page_names_accounts(world: Server) -> None:
    """A handle that stands beside the name on the team page is hers; that of a colleague is not."""
    team = page_of(
        f"{SITE}/team",
        "<main><h1>Our team</h1><ul>"
        "<li><h3>Dana Reyes</h3><p>Head of Delivery</p><a href='https://github.com/danareyes'>GitHub</a></li>"
        "<li><h3>Tom Okafor</h3><p>Engineer</p><a href='https://github.com/tokafor'>GitHub</a></li>"
        "<li><h3>Li Wen</h3><p>Engineer</p></li></ul></main>",
        "team",
    )
    found = ask(world, profile(dana()), [team])
    assert GITHUB in footprint(found)
    assert not [path for path in world.paths() if "tokafor" in path]


def test_nobody_is_searched_by_name(world: Server) -> None:
    """Without a handle no source about people is asked anything."""
    ask(world, profile(dana()))
    assert not [p for p in world.paths() if "Reyes" in p or "danareyes" in p]


@pytest.mark.parametrize(
    "url", ["https://www.linkedin.com/in/dana", "https://de.linkedin.com/in/d", "https://facebook.com/d"]
)
async def test_linkedin_and_facebook_are_never_fetched(url: str) -> None:
    """Their addresses give a Miss that says how to save one's own view; no host is looked up for it."""
    looked: list[str] = []

    async def resolver(host: str) -> list[str]:
        looked.append(host)
        return ["93.184.216.34"]

    async with Collector(typed=[url], now=lambda: NOW, resolver=resolver) as collector:
        outcome = await collector.fetch(Link(url=url, kind="person"))
        assert collector.requests == 0
        seen = await collector.render(Link(url=url, kind="person"))
    assert looked == []
    assert isinstance(seen, Miss)
    assert isinstance(outcome, Miss)
    assert outcome.reason == "not allowed"
    assert "people/" in outcome.detail


# --- the store ---


def test_the_store_keeps_answers_and_brings_older_files_up(tmp_path: Path) -> None:
    """A store of version 1 gains the table; an answer replaces the earlier one to the same question."""
    import sqlite3

    db = sqlite3.connect(tmp_path / "research.sqlite")
    db.executescript(f"{_STEPS[1]} PRAGMA user_version = 1;")
    db.close()
    with Store(tmp_path, write=False) as store:
        assert store.lookup("hn", "k") is None
    with Store(tmp_path) as store:
        for body in (b"1", b"2"):
            store.save_lookups([Lookup(source="hn", key="k", body=body, fetched_at=NOW)])
        kept = store.lookup("hn", "k")
    assert kept is not None
    assert json.loads(kept.body) == 2
    assert kept.fetched_at == NOW


# --- the whole flow ---


class _Watch:
    def planned(self, links: int) -> None:
        """Nothing is said."""

    def outcome(self, outcome: Page | Miss) -> None:
        """Nothing is said."""

    def remark(self, text: str) -> None:
        """Nothing is said."""


def test_the_brief_shows_what_others_say_beside_what_the_company_says(world: Server, tmp_path: Path) -> None:
    """From the store alone: others' facts are marked, differences stand side by side, every quote is proven."""
    body = (
        b"<title>Hooli</title><main><h1>Hooli</h1><p>Hooli makes pumps for farms.</p>"
        b"<p>Hooli was founded in 2011 in Cork.</p>"
        b"<p>Our team of 480 people works from Cork.</p></main>"
    )
    home = Page(url=f"{SITE}/", final_url=f"{SITE}/", kind="home", fetched_at=NOW, sha256=capture_hash(body), body=body)
    given = profile(dana(GITHUB)).model_copy(update={"folder": tmp_path})
    answers = ask(world, given).answers
    asked = len(world.log)
    with Store(tmp_path) as store:
        store.save_pages([home], [], NOW)
        store.save_lookups(answers)
        made = asyncio.run(build(given, store, now=lambda: NOW, options=Options(offline=True), watch=_Watch()))

        def document(sha256: str) -> Document | None:
            page = store.capture(sha256)
            return None if page is None else read(page)

        proofs = verify(made, document)
    assert len(world.log) == asked
    assert [p for p in proofs if p.verdict != "found"] == []
    founded = {(f.says, f.value) for f in made.company.facts if f.kind == "founded"}
    assert founded == {("company", "2011"), ("other", "2009")}
    assert ("founded", "Founded: 2009") in [(what, other.text) for what, _, other in made.company.conflicts]
    elsewhere = [f"{source}: {statement.text}" for source, statement in made.company.elsewhere]
    assert "Wikidata: Parent organisation: Gavin Group" in elsewhere
    assert "GDELT: Hooli opens a plant in Cork (news.example, 2026-11-01)" in elsewhere
    assert not [line for line in elsewhere if "Founded" in line]
    assert "SEC EDGAR: “Form 8-K" in markdown(made)
    assert "pumpkit" in " ".join(fact.text for fact in made.interviewers[0].facts)
    assert "api" in {page.way for page in made.pages}


# --- a site of their own ---


def own_site(
    server: Server, path: str = "/dana", me: Sequence[str] = (GITHUB,), about: str = "I lead delivery at Hooli."
) -> str:
    """Serve Dana's own site with a feed beside it; returns its address."""
    links = "".join(f'<a rel="me" href="{url}">me</a>' for url in me)
    feed = f"<link rel=alternate type='application/rss+xml' href='{path}/feed.xml'>"
    text = f"<p>{about} I write here about pumps, queues and the people who run them.</p>{links}"
    server.page(
        path, f"<html><head><title>Dana Reyes</title>{feed}</head><main><h1>Dana Reyes</h1>{text}</main></html>"
    )
    entries = [("How our team deploys on Fridays", "friday"), ("Two weeks in Norway with the children", "norway"),
               ("Sourdough, again", "bread"), ("What an incident taught me about queues", "incident")]  # fmt: skip
    day = "<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>"
    rows = "".join(f"<item><title>{t}</title><link>{server.url}{path}/{s}</link>{day}</item>" for t, s in entries)
    rss = f"<rss version='2.0'><channel><title>Dana</title>{rows}</channel></rss>"
    server.routes[f"{path}/feed.xml"] = (200, {"content-type": "application/rss+xml"}, rss)
    told = "<p>We halved our deploys. I wrote this down for the team, and for everyone who asked how it went.</p>"
    for title, slug in entries:
        server.page(f"{path}/{slug}", f"<title>{title}</title><main><article><h1>{title}</h1>{told}</article></main>")
    return server.url + path


def test_an_own_site_is_read_with_its_feed_and_only_its_work(world: Server) -> None:
    """Titles about work and the newest two articles are kept, rel="me" leads to GitHub; private titles stay unread."""
    address = own_site(world)
    pages = footprint(ask(world, profile(dana(address))))
    text = " ".join(pages.values())
    assert "How our team deploys on Fridays (2026-11-02)" in text
    assert "What an incident taught me about queues" in text
    assert "Norway" not in text and "Sourdough" not in text
    assert address + "/friday" in pages and GITHUB in pages
    assert "/dana/norway" not in world.paths() and "/dana/bread" not in world.paths()


def test_an_own_site_that_only_an_account_names_must_carry_name_and_employer_or_a_link_back(world: Server) -> None:
    """GitHub's blog field leads to it; without employer and link back it is nobody's, and its feed unread."""
    for me, about, taken in (
        ((GITHUB,), "Hello.", True),
        ((), "I lead delivery at Hooli.", True),
        ((), "Hello.", False),
    ):
        address = own_site(world, "/blog", me, about)
        world.routes["/users/danareyes"] = sources.answer(
            {"login": "danareyes", "type": "User", "name": "Dana Reyes", "company": "@hooli", "blog": address}
        )
        world.log.clear()
        found = ask(world, profile(dana(GITHUB)))
        assert (address in footprint(found)) == taken
        assert ("/blog/feed.xml" in world.paths()) == taken
        assert taken or any("own site" in gap.note and "links in profile.toml" in gap.note for gap in found.gaps)


def test_a_speakers_page_of_a_conference_does_not_give_its_feed(world: Server) -> None:
    """An address that the user gave is read, but what others wrote there is not hers."""
    address = own_site(world, "/talks/2026/dana", me=())
    head = "<title>Dana Reyes - PumpConf</title><link rel=alternate type='application/rss+xml' href='/news.xml'>"
    text = "<h1>Dana Reyes</h1><p>Dana leads delivery at Hooli and speaks about queues at this conference.</p>"
    world.page("/talks/2026/dana", head + text)
    pages = footprint(ask(world, profile(dana(address))))
    assert address in pages
    assert "/news.xml" not in world.paths()


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
@pytest.mark.parametrize(
    ("link", "path"),
    [
        (GITHUB, "/users/danareyes"),
        ("https://orcid.org/0000-0002-1825-0097", "/v3.0/0000-0002-1825-0097/record"),
        ("https://dblp.org/pid/12/3456", "/search/publ/api"),
        ("https://stackoverflow.com/users/77/dana", "/2.3/users/77"),
        ("https://bsky.app/profile/dana.bsky.social", "/xrpc/app.bsky.actor.getProfile"),
        ("https://social.example/@dana", "/api/v1/accounts/lookup"),
        ("https://news.ycombinator.com/user?id=danareyes", "/api/v1/search"),
    ],
    ids=["github", "orcid", "dblp", "stack exchange", "bluesky", "mastodon", "hacker news"],
)
def test_a_source_about_people_in_trouble_states_nothing_and_says_so(
    world: Server, link: str, path: str, trouble: Answer
) -> None:
    """Limits, refusals, HTML and changed shapes: nothing is kept of that account, and a line of the ledger tells."""
    world.routes[path] = trouble
    found = ask(world, profile(dana(link)))
    assert not [url for url in footprint(found) if "crossref" not in url]  # Crossref knows an ORCID iD by itself
    gap = next(g for g in found.gaps if g.kind == "interviewer Dana Reyes elsewhere")
    assert gap.result == "blocked" and " gave nothing about " in gap.note and gap.looked == (link,)
