"""Addresses, links, sitemaps, feeds, the frontier, identity and the gap ledger."""

from __future__ import annotations

import datetime as dt
import gzip
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.discover import (
    Frontier,
    canonical,
    feed_links,
    identity,
    next_links,
    same_page,
    same_site,
    seeds,
    sitemap_links,
)
from research.gaps import gaps
from research.models import (
    Citation,
    Claim,
    CompanyEntry,
    Document,
    DocumentLink,
    Fact,
    InterviewerBrief,
    InterviewerEntry,
    Link,
    Miss,
    Passage,
    Person,
    Posting,
    Profile,
    Question,
    RoleEntry,
    Statement,
)

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
SITE = "https://www.acme.example"


def profile(role: str = "", people: tuple[str, ...] = (), **company: object) -> Profile:
    """A profile of Acme, read from nowhere."""
    return Profile(
        slug="acme", folder=Path("profiles/acme"),
        company=CompanyEntry.model_validate({"name": "Acme", "site": SITE + "/"} | company),
        role=RoleEntry(title=role), interviewers=tuple(InterviewerEntry(name=name) for name in people),
    )  # fmt: skip


def document(
    path: str = "/", kind: str = "home", links: tuple[str | tuple[str, str], ...] = (), **fields: object
) -> Document:
    """A Document built by hand; a link is a path, or (path or address, text)."""
    pairs = [(link, "") if isinstance(link, str) else link for link in links]
    made = tuple(DocumentLink(url=url if "://" in url else SITE + url, text=text) for url, text in pairs)
    base: dict[str, object] = {
        "url": SITE + path, "final_url": SITE + path, "kind": kind, "sha256": "0" * 64, "way": "http",
        "fetched_at": NOW, "links": made,
    }  # fmt: skip
    return Document.model_validate(base | fields)


def urls(links: list[Link]) -> list[str]:
    return [link.url.removeprefix(SITE) for link in links]


def person(name: str) -> Person:
    return Person(name=name, job_title="Engineer", citations=(cite(name),))


def cite(quote: str, url: str = SITE + "/") -> Citation:
    return Citation(
        url=url, quote=quote, document="0" * 64, passage="p", start=0, end=len(quote), fetched_at=NOW
    )  # fmt: skip


# --- addresses ---


@pytest.mark.parametrize(
    ("given", "spelt"),
    [
        ("HTTPS://WWW.Acme.Example", "https://www.acme.example/"),
        ("https://acme.example:443/a", "https://acme.example/a"),
        ("http://acme.example:80", "http://acme.example/"),
        ("http://127.0.0.1:8001/a/", "http://127.0.0.1:8001/a/"),
        ("https://acme.example/a#team", "https://acme.example/a"),
        ("https://acme.example/a?utm_source=x&b=2&a=1&gclid=9", "https://acme.example/a?b=2&a=1"),
        ("https://acme.example/a?fbclid=1", "https://acme.example/a"),
        ("https://acme.example/a;jsessionid=12F", "https://acme.example/a"),
        ("https://acme.example/%7Ejane/%c3%a9", "https://acme.example/~jane/%C3%A9"),
        ("https://acme.example/équipe", "https://acme.example/%C3%A9quipe"),
        ("https://acme.example/a b/100%", "https://acme.example/a%20b/100%25"),
        ("https://acme.example/a/../b/./c/..", "https://acme.example/b/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("  https://acme.example/x ", "https://acme.example/x"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
        ("mailto:jane@acme.example", "mailto:jane@acme.example"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_one_spelling_per_address(given: str, spelt: str) -> None:
    """RFC 3986 normalisation, tracking marks off; the spelling is stable."""
    assert canonical(given) == spelt
    assert canonical(canonical(given)) == spelt


def test_spellings_of_one_page_are_the_same_page() -> None:
    """Scheme, www, a final slash and index names make no other page; the query does."""
    assert same_page("http://acme.example/team/", "https://www.acme.example/team/index.html")
    assert not same_page("https://acme.example/?p=1", "https://acme.example/?p=2")


@pytest.mark.parametrize(
    ("url", "site", "same"),
    [
        ("https://careers.acme.co.uk/x", "https://www.acme.co.uk/", True),
        ("https://other.co.uk/", "https://www.acme.co.uk/", False),
        ("https://acme.github.io/", "https://globex.github.io/", False),
        ("https://acme.github.io/team", "https://acme.github.io/", True),
        ("https://acme.com.evil.example/", "https://acme.com/", False),
        ("https://acme.com@evil.example/", "https://acme.com/", False),
        ("https://evil.example\\.acme.com/", "https://acme.com/", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/", True),
        ("http://127.0.0.1:8002/a", "http://127.0.0.1:8001/", False),
        ("http://10.0.0.1/", "http://10.0.0.2/", False),
        ("http://localhost:1/", "http://localhost:2/", False),
        ("ftp://acme.com/", "https://acme.com/", False),
        ("https:///", "https://acme.com/", False),
    ],
)
def test_the_registrable_domain_decides_whose_page_it_is(url: str, site: str, same: bool) -> None:
    """Subdomains belong to the site; neighbours on a shared host, other ports of a bare address and tricks do not."""
    assert same_site(url, site) is same


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.builds("https://{}/{}?{}#{}".format, *[st.text(max_size=20)] * 4),
    st.builds("https://www.acme.example/{}".format, st.text("/.%?&=;#:@\\\u202eé漢a1-_ ", max_size=40)),
)


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_no_address_breaks_anything(url: str) -> None:
    """Whatever stands in an href: it is spelt one stable way, ranked or left out, and never raises."""
    assert canonical(canonical(url)) == canonical(url)
    same_site(url, SITE)
    page = document(links=(("https://www.acme.example/x", url),))
    page = page.model_copy(update={"links": (*page.links, DocumentLink(url=url, text=url))})
    for found in next_links(profile("Engineer", ("Dana Reyes",)), page, 1):
        assert found.url.startswith("https://") or found.url.startswith("http://")


# --- links ---


def test_seeds_are_what_the_profile_names_once_each() -> None:
    """Home, posting, named pages and the interviewers' links, home first."""
    given = profile(pages=(SITE + "/values", SITE))
    given = given.model_copy(
        update={
            "role": RoleEntry(title="Engineer", posting="https://jobs.lever.co/acme/1"),
            "interviewers": (InterviewerEntry(name="Dana Reyes", links=("https://github.com/dana",)),),
        }
    )
    found = seeds(given)
    assert [link.kind for link in found] == ["home", "posting", "values", "person"]
    assert all(link.why for link in found)
    assert seeds(profile(site=None)) == []
    assert seeds(profile(site="acme.example"))[0].url == "https://acme.example/"


def test_links_are_ranked_by_what_a_brief_needs() -> None:
    """Team and about before products before articles before the rest; every link says why and where it was found."""
    page = document(links=("/parking", "/blog/2025/x-y-z", "/products", "/about", "/team", "/careers"))
    found = next_links(profile(), page, 1)
    assert urls(found) == ["/team", "/about", "/careers", "/products", "/blog/2025/x-y-z", "/parking"]
    assert all(link.why and link.found_on == SITE + "/" and link.depth == 1 for link in found)


def test_the_posting_of_the_role_and_pages_that_name_an_interviewer_come_first() -> None:
    """Title words and full names lift a link above the rest of its kind."""
    page = document(
        "/careers", "careers",
        links=(("/jobs/1", "Office Manager"), ("/jobs/2", "Senior Data Engineer (all genders)"), "/about",
               ("/blog/scaling-carefully", "Scaling carefully, by Dana Reyes"), "/team/dana-reyes", "/team/dan-reyes"),
    )  # fmt: skip
    found = next_links(profile("Data Engineer", ("Dana Reyes",)), page, 2)
    assert urls(found)[:3] == ["/jobs/2", "/team/dana-reyes", "/blog/scaling-carefully"]
    assert "Dana Reyes" in found[1].why


@pytest.mark.parametrize(
    "link",
    [
        "/logo.png", "/feed", "/wp-json/x", "/tag/x", "/category/news", "/privacy-policy", "/login", "/blog/page/4",
        "/blog?page=9", "/events?date=2026-05-01", "/shop?sort=price", "/de/team", "/de-de/team", "/team?lang=fr",
        "/report.docx",
        "/a/b/c/d/e/f/g/h/i", "/x/a/x/a/x/a", "https://other.example/about", "mailto:jane@acme.example",
        "javascript:void(0)", "https://cdn.acme.example/about", "https://user:pw@www.acme.example/about",
        "https://www.linkedin.com/company/acme", "/", "/#team", "/about/www.acme.example",
    ],
)  # fmt: skip
def test_what_holds_nothing_for_a_brief_is_left_out(link: str) -> None:
    """Assets, feeds, legal and login pages, calendars, far pages, other languages, endless paths, other sites."""
    where = link if ":" in link else SITE + link
    page = document(links=((where, "About us"),)).model_copy(update={"links": (DocumentLink(url=where, text="x"),)})
    assert next_links(profile(), page, 1) == []


def test_pdf_files_and_applicant_boards_are_kept() -> None:
    """A company's openings may stand on an applicant board, its report in a PDF."""
    page = document(links=("/annual-report.pdf", "https://boards.greenhouse.io/acme", "https://jobs.lever.co/acme/1-2"))
    kinds = {link.url: link.kind for link in next_links(profile(), page, 1)}
    assert kinds == {
        SITE + "/annual-report.pdf": "about", "https://boards.greenhouse.io/acme": "careers",
        "https://jobs.lever.co/acme/1-2": "posting",
    }  # fmt: skip


def test_a_board_leads_to_no_other_company() -> None:
    """On the company's page of an applicant board, its openings are kept; the board's own pages are not."""
    board = "https://jobs.lever.co"
    page = document(links=((board + "/acme/1-2", ""), (board + "/globex/3-4", ""), ("https://www.lever.co/about", "")))
    page = page.model_copy(update={"final_url": board + "/acme", "kind": "careers"})
    assert [link.url for link in next_links(profile(), page, 2)] == [board + "/acme/1-2"]


def test_a_careers_page_knows_its_openings_and_a_team_page_its_peoples_pages() -> None:
    openings = (
        ("/senior-front-end-developer", "Senior Front-end Developer"), ("/values", "Our values"), ("/desk", "Desks"),
    )  # fmt: skip
    found = next_links(profile(), document("/careers", "careers", openings), 1)
    assert {link.url.removeprefix(SITE): link.kind for link in found} == {
        "/senior-front-end-developer": "posting", "/values": "values", "/desk": "other",
    }  # fmt: skip
    people = tuple(
        person(name).model_copy(update={"group": group, "same_as": (f"{SITE}{path}", f"{SITE}/company/all")})
        for name, path, group in (("Dana Reyes", "/company/dana", "staff"), ("Jo Day", "/company/jo", "outside"))
    )
    team = document("/company", "about", ("/company/dana", "/company/jo", "/company/all"), people=people)
    kinds = {link.url.removeprefix(SITE): link.kind for link in next_links(profile(), team, 1)}
    assert kinds == {"/company/dana": "person", "/company/jo": "about", "/company/all": "about"}


def test_a_site_keeps_its_own_language_and_english() -> None:
    """On a German site, German pages come before English ones, and French ones are left out."""
    page = document("/de/", links=("/de/team", "/en/team", "/fr/team"), language="de")
    assert urls(next_links(profile(site=SITE + "/de/"), page, 1)) == ["/de/team", "/en/team"]


def test_newer_articles_come_first() -> None:
    """The year in the address orders articles."""
    page = document("/blog", "news", links=("/blog/2019/a-b-c", "/blog/2026/d-e-f", "/blog/2023/g-h-i"))
    assert urls(next_links(profile(), page, 1)) == ["/blog/2026/d-e-f", "/blog/2023/g-h-i", "/blog/2019/a-b-c"]


def test_three_thousand_links_are_ranked_quickly_and_always_alike() -> None:
    """A huge page gives at most 200 links, at most 60 of a kind, in one order, in a fraction of a second."""
    many = tuple((f"/products/rocket-{i}/", f"Rocket {i}") for i in range(3000))
    page = document(links=(*many, "/team"))
    start = time.perf_counter()
    first = next_links(profile("Engineer", ("Dana Reyes",)), page, 1)
    assert time.perf_counter() - start < 0.5
    assert first == next_links(profile("Engineer", ("Dana Reyes",)), page, 1)
    assert first[0].url == SITE + "/team"
    assert len(first) <= 61


# --- sitemaps and feeds ---

SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>{SITE}/team</loc><image:image><image:loc>{SITE}/secret</image:loc></image:image></url>
<url><loc>{SITE}/blog/old-news</loc><lastmod>2019-01-01</lastmod></url>
<url><loc>{SITE}/blog/new-news</loc><lastmod>2026-10-01T10:00:00Z</lastmod></url>
<url><loc>https://other.example/about</loc></url></urlset>""".encode()


@pytest.mark.parametrize("body", [SITEMAP, gzip.compress(SITEMAP)], ids=["plain", "gzip"])
def test_a_sitemap_gives_the_pages_of_the_site_newest_articles_first(body: bytes) -> None:
    """Image locations and other sites are no pages."""
    links, further = sitemap_links(profile(), body, SITE + "/sitemap.xml")
    assert urls(links) == ["/team", "/blog/new-news", "/blog/old-news"]
    assert "2026-10-01" in links[1].why
    assert further == []


def test_an_index_gives_at_most_five_further_sitemaps() -> None:
    """Sitemaps of pages come first, of images and tags never."""
    names = ["image-sitemap.xml", "tag-sitemap.xml", *(f"s{i}.xml" for i in range(9)), "page-sitemap.xml"]
    body = "<sitemapindex>" + "".join(f"<sitemap><loc>{SITE}/{n}</loc></sitemap>" for n in names) + "</sitemapindex>"
    links, further = sitemap_links(profile(), body.encode(), SITE + "/sitemap.xml")
    assert links == []
    assert further[0] == SITE + "/page-sitemap.xml"
    assert len(further) == 5
    assert not any("tag" in url or "image" in url for url in further)


def test_a_text_sitemap_is_one_address_a_line() -> None:
    """sitemaps.org allows plain lists."""
    assert urls(sitemap_links(profile(), f"{SITE}/team\n\n{SITE}/about\n".encode(), SITE + "/s.txt")[0]) == [
        "/team",
        "/about",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x1f\x8bbroken", b"<urlset><url><loc>", b"\xff\xfe\x00", b"<html><body>Not found</body></html>",
        b"<urlset><ups:cme.com/a</loc></urlset>", b"<urlset><url><loc>https://www.[om/a</loc></url></urlset>",
        b"<urlset>" * 5000,
        b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>https://www.acme.example/&a;</loc></url></urlset>',
    ],
)  # fmt: skip
def test_a_broken_or_hostile_sitemap_gives_nothing(body: bytes) -> None:
    """No DTD, no entity, no exception."""
    assert sitemap_links(profile(), body, SITE + "/sitemap.xml") == ([], [])


def test_a_feed_gives_its_newest_articles_and_those_by_an_interviewer_first() -> None:
    """Title and date stand in the reason; other sites' articles are left out."""
    items = "".join(
        f"<item><title>News {year}</title><link>{SITE}/blog/n{year}</link>"
        f"<pubDate>Fri, 01 May {year} 10:00:00 GMT</pubDate>"
        f"<author>{author}</author></item>"
        for year, author in ((2020, "Dana Reyes"), (2024, "Bo Li"), (2026, "Bo Li"))
    )
    body = f"<rss><channel>{items}<item><title>x</title><link>https://other.example/a</link></item></channel></rss>"
    links = feed_links(profile(people=("Dana Reyes",)), body.encode(), SITE + "/feed")
    assert urls(links) == ["/blog/n2020", "/blog/n2026", "/blog/n2024"]
    assert "News 2026" in links[1].why
    assert "2026-05-01" in links[1].why
    assert feed_links(profile(), b"<not a feed", SITE + "/feed") == []


# --- the frontier ---


def link(path: str, kind: str, score: float) -> Link:
    return Link.model_validate({"url": SITE + path, "kind": kind, "score": score})


def test_no_kind_crowds_out_the_others() -> None:
    """A hundred good articles leave room for the team, products and press that score less."""
    frontier = Frontier(profile(), 30)
    frontier.add(link(f"/blog/{i}", "article", 80) for i in range(100))
    frontier.add([link("/team", "team", 60), link("/products", "products", 50), link("/press", "press", 40)])
    taken = [frontier.pop() for _ in range(11)]
    assert {t.kind for t in taken if t} == {"article", "team", "products", "press"}
    assert sum(frontier.pop() is not None for _ in range(100)) == 19


def test_each_page_is_fetched_once_under_its_best_score() -> None:
    """Spellings of one page are one page; a better score replaces a worse one."""
    frontier = Frontier(profile())
    frontier.add([link("/team/", "team", 10), link("/team", "team", 50), link("/about", "about", 40)])
    assert [frontier.pop(), frontier.pop()] == [link("/team", "team", 50), link("/about", "about", 40)]
    frontier.add([link("/team/index.html", "team", 99)])
    assert frontier.pop() is None
    assert not frontier.first_time(SITE + "/about/")
    assert frontier.first_time(SITE + "/feed")


def test_a_miss_gives_its_place_back() -> None:
    """The budget counts pages, not attempts."""
    frontier = Frontier(profile(), 1)
    frontier.add([link("/team", "team", 50), link("/about", "about", 40)])
    first = frontier.pop()
    assert first is not None
    assert frontier.pop() is None
    frontier.missed(first)
    assert frontier.pop() == link("/about", "about", 40)


def test_a_site_of_misses_is_left_in_peace() -> None:
    """Where nothing is read no more than a dozen pages are tried; a folder of eight misses is not tried again."""
    frontier = Frontier(profile(), 30)
    frontier.add(link(f"/about-{i}", "about", 90) for i in range(100))
    tried = 0
    while (found := frontier.pop()) is not None:
        tried += 1
        frontier.missed(found)
    assert tried == 12
    frontier = Frontier(profile(), 30)
    frontier.add(link(f"/gone/{i}", "about", 90) for i in range(100))
    for _ in range(8):
        lost = frontier.pop()
        assert lost is not None
        frontier.missed(lost)
    assert frontier.pop() is None


@pytest.mark.parametrize("hostile_kind", ["about", "team", "other"])
def test_dead_ends_of_one_page_do_not_cost_the_pages_beside_it(hostile_kind: str) -> None:
    """Whatever a page full of dead ends promises, links of the home page and of other pages are all tried."""
    frontier = Frontier(profile(), 30)
    home = link("/", "home", 100)
    frontier.add([home])
    frontier.turned_out(frontier.pop() or home, "home")

    def found(path: str, kind: str, score: float, on: str) -> Link:
        return link(path, kind, score).model_copy(update={"found_on": SITE + on})

    frontier.add([found("/map", "about", 91, "/"), *(found(f"/h{i}", "other", 20, "/") for i in range(5))])
    frontier.add([found("/contact", "contact", 40, "/")])
    tried: list[str] = []
    while (one := frontier.pop()) is not None:
        path = one.url.removeprefix(SITE)
        tried.append(path)
        if path == "/map":
            frontier.add(found(f"/dead-{i}", hostile_kind, 90, "/map") for i in range(200))
        if "dead" in path:
            frontier.missed(one, "timeout" if len(tried) % 7 == 0 else "damaged")
        else:
            frontier.turned_out(one, one.kind)
    assert {"/map", "/contact", *(f"/h{i}" for i in range(5))} <= set(tried)
    assert len(tried) < 35


def test_dead_ends_of_the_home_page_itself_leave_room_for_the_rest() -> None:
    """A kind that gives only misses loses its quota, so that other kinds come before the attempts are used up."""
    frontier = Frontier(profile(), 30)
    home = link("/", "home", 100)
    frontier.add([home])
    frontier.turned_out(frontier.pop() or home, "home")
    frontier.add(link(f"/team-{i}", "team", 92) for i in range(200))
    frontier.add([link("/products", "products", 45), link("/contact", "contact", 40), link("/x", "other", 35)])
    tried = []
    while (one := frontier.pop()) is not None:
        tried.append(one.url.removeprefix(SITE))
        if one.kind == "team":
            frontier.missed(one, "refused")
        else:
            frontier.turned_out(one, one.kind)
    assert {"/products", "/contact", "/x"} <= set(tried)
    assert len(tried) <= 60


def test_while_pages_are_on_the_way_only_quotas_are_filled() -> None:
    """beyond=False holds back what no quota asks for; once filling began it goes on."""
    frontier = Frontier(profile())
    frontier.add([link("/parking", "other", 20), link("/menu", "other", 19)])
    assert frontier.pop(beyond=False) is None
    assert frontier.pop() is not None
    assert frontier.pop(beyond=False) is not None


def test_what_the_user_named_is_held_back_by_no_quota() -> None:
    """Scores from 93 on are wanted by name."""
    frontier = Frontier(profile(), 30)
    frontier.add(link(f"/team/dana-{i}", "person", 95) for i in range(9))
    frontier.add([link("/about", "about", 90)])
    assert [found.kind for _ in range(9) if (found := frontier.pop())] == ["person"] * 9


def test_thirty_pages_cover_what_a_brief_needs() -> None:
    """On a site of some 400 pages, the budget reaches every page about the company and leaves room for the rest."""
    sections = (
        "/about", "/about/history", "/team", "/team/board", "/careers", "/values", "/blog", "/press", "/products",
        "/customers", "/contact", "/parking", "/privacy", "/login",
    )  # fmt: skip
    children = {
        "/blog": [f"/blog/{year}/why-{n}-matters" for year in range(2019, 2027) for n in range(20)],
        "/careers": [f"/careers/positions/role-{n}" for n in range(40)] + ["/careers/positions/data-engineer"],
        "/products": [f"/products/rocket-{n}" for n in range(100)],
        "/team": [f"/team/jane-doe{chr(97 + n)}" for n in range(26)] + ["/team/dana-reyes"],
        "/customers": [f"/customers/firm-{n}" for n in range(50)],
    }
    given = profile("Data Engineer", ("Dana Reyes",))
    frontier = Frontier(given, 30)
    frontier.add(seeds(given))
    read: list[str] = []
    while (found := frontier.pop()) is not None:
        path = found.url.removeprefix(SITE)
        read.append(path)
        links = (*sections, *children.get(path, ()))
        frontier.add(next_links(given, document(path, found.kind, links=links), found.depth + 1))
    assert len(read) == 30
    company = {
        "/",
        "/about",
        "/about/history",
        "/team",
        "/team/board",
        "/careers",
        "/values",
        "/blog",
        "/press",
        "/contact",
    }
    assert company | {"/careers/positions/data-engineer", "/team/dana-reyes"} <= set(read)
    assert sum("/positions/" in path for path in read) >= 4
    assert sum("/blog/2026/" in path for path in read) >= 5
    assert not {"/privacy", "/login"} & set(read)


# --- identity ---


def passage(text: str, region: str = "main") -> Passage:
    return Passage.model_validate({"id": text[:9], "text": text, "region": region})


def test_two_sorts_of_evidence_confirm_the_company() -> None:
    """The page's own name and the markup agree with the profile; the sentences say so."""
    page = document(
        title="Acme Corporation | Rockets that return", site_name="Acme",
        structured=({"@type": "Organization", "name": "Acme Corporation"},),
        passages=(passage("© 2019–2026 Acme Corporation, Inc. All rights reserved. Terms", "footer"),),
    )  # fmt: skip
    found = identity(profile(), [page])
    assert found.status == "confirmed"
    assert found.evidence[0] == f"You gave {SITE}/."
    assert any("calls itself “Acme Corporation”" in line for line in found.evidence)
    assert any("copyright for “Acme Corporation" in line and "Terms" not in line for line in found.evidence)


def test_a_site_that_names_another_company_is_ambiguous() -> None:
    """Markup and site name agree on somebody else, and nothing names ours."""
    page = document(site_name="Globex", structured=({"@type": "Organization", "name": "Globex Ltd"},))
    found = identity(
        profile(site="https://www.globex.example/"),
        [page.model_copy(update={"final_url": "https://www.globex.example/"})],
    )
    assert found.status == "ambiguous"
    assert any("Globex" in line for line in found.evidence)


@pytest.mark.parametrize(
    ("ours", "theirs", "status"),
    [("Stripe", "Mesh Studio", "ambiguous"), ("Mesh", "MeshStudio", "given by the user"),
     ("HP", "Hewlett Packard", "given by the user"), ("Globex", "Globex Rockets", "given by the user")],
)  # fmt: skip
def test_a_site_that_calls_itself_otherwise_is_told_as_a_doubt(ours: str, theirs: str, status: str) -> None:
    """One name of its own is enough, unless it may be a part or short form of ours, or is among the aliases."""
    page = document(site_name=theirs, title="Better software, faster")
    said = f"The site calls itself “{theirs}”, not “{ours}”"
    found = identity(profile(name=ours), [page])
    assert (found.status, found.evidence[0].startswith(said)) == (status, status == "ambiguous")
    assert not identity(profile(name=ours, aliases=(theirs,)), [page]).evidence[0].startswith(said)


def test_a_silent_site_stays_given_by_the_user() -> None:
    """No evidence either way: the user's word stands."""
    assert identity(profile(site="http://127.0.0.1:9/"), []).status == "given by the user"


def test_an_interviewer_on_the_team_page_is_evidence() -> None:
    """Dana Reyes on the team page tells that this is the right company."""
    page = document("/team", "team", people=(person("Dana Reyes"),))
    found = identity(profile(people=("Dana Reyes",)), [page])
    assert found.status == "confirmed"
    assert any("Dana Reyes, whom you will meet" in line for line in found.evidence)


def test_the_name_is_printed_as_the_site_spells_it() -> None:
    """A slug typed on the command line becomes the name the home page uses."""
    page = document(title="Acme Räder – Home", site_name="Acme Räder")
    assert identity(profile(name="acme-rader"), [page]).name == "Acme Räder"


# --- the gap ledger ---


def test_the_ledger_tells_found_from_absent_blocked_and_not_tried() -> None:
    """Each line says what was looked for, the result, where, and why in one clause."""
    pages = [document(), document("/about", "about")]
    misses = [Miss(url=SITE + "/team", kind="team", reason="blocked")]
    facts = [Fact(subject="Acme", kind="founded", value="2016", citations=(cite("Founded in 2016"),))]
    people = [InterviewerBrief(name="Dana Reyes", found=False)]
    ledger = {gap.kind: gap for gap in gaps(profile("Engineer"), pages, misses, facts, None, people)}
    assert ledger["about page"].result == "found"
    assert ledger["team page"].result == "blocked"
    assert "save the page into pages/" in ledger["team page"].note
    assert ledger["values page"].note == "in 2 pages: not found"
    assert ledger["founding year"].looked == (SITE + "/",)
    assert ledger["head count"].result == "blocked"
    assert ledger["the posting"].result == "absent"
    assert ledger["interviewer Dana Reyes"].result == "blocked"
    assert {gap.result for gap in gaps(profile(), [], [], [], None, [])} == {"not tried"}


def test_what_the_brief_shows_is_not_told_as_missing() -> None:
    """A stated value and a question about a customer are found, whichever page says them; files are no pages."""
    pages = [document(), document("/about", "about"), document().model_copy(update={"url": "posting.md"})]
    claim = Claim(said=Statement(text="We finish", citations=(cite("We finish"),)))
    told = Question(
        id="Q1", text="And Otto?", asked_of="them", signal="C21 + C05", frame="F", shape="why", bucket="company",
        why="w", listen_for="l", follow_up="f", citations=(cite("Otto came"),),
    )  # fmt: skip
    ledger = {gap.kind: gap for gap in gaps(profile(), pages, [], [], None, [], [told])}
    assert (ledger["customers by name"].result, ledger["values page"].result) == ("found", "found")
    assert ledger["funding"].note == "in 2 pages: not found"
    valued = {gap.kind: gap.result for gap in gaps(profile(), pages, [], [], None, [], (), [claim])}
    assert (valued["values page"], valued["customers by name"]) == ("found", "absent")


def test_what_a_posting_leaves_open_is_listed() -> None:
    """Silences of the posting are found by its parts and by its words; a careers page may break the silence."""
    posting = Posting(title="Engineer", url=SITE + "/jobs/1", document="1" * 64, words=300)
    job = document("/jobs/1", "posting", sha256="1" * 64, passages=(passage("You report to the CTO."),))
    careers = document("/careers", "careers", passages=(passage("Our interview process has three stages."),))
    ledger = {gap.kind: gap for gap in gaps(profile("Engineer"), [job, careers], [], [], posting, [])}
    assert ledger["reporting line"].result == "found"
    assert ledger["hiring steps"].looked == (SITE + "/careers",)
    assert ledger["pay"].result == "absent"
    assert ledger["pay"].note == "in the posting and 1 page about careers: not said"
