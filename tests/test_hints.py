"""What a site adds between two visits is found, by links, sitemap and feed, and an unchanged site is hardly asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from pathlib import Path

import pytest
from conftest import Asked, Server
from watching import Silent

from research.models import CompanyEntry, Profile
from research.pipeline import Options, build
from research.refreshing import Refreshed, refresh
from research.store import Store

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
SOON, NEXT_DAY = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(days=1)
FEED = '<link rel="alternate" type="application/atom+xml" href="/feed.xml">'
POSTS = ("a-second-test-bench", "crews-in-poland", "quiet-pumps", "why-seals-fail", "our-new-foundry", "a-day-outside")


def html(title: str, *lines: str, links: tuple[str, ...] = ()) -> str:
    menu = "".join(f"<a href='{path}'>{path.strip('/').replace('-', ' ') or 'Home'}</a> " for path in links)
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!doctype html><title>{title}</title>{FEED}<nav>{menu}</nav><main><h1>{title}</h1>{text}</main>"


def post(slug: str) -> str:
    title = slug.replace("-", " ").capitalize()
    return html(title, f"We tell here what we learnt from {title.lower()} in the cold months of this year.")


class Site:
    """A site with validators everywhere; `texts` are its pages, `listed` its sitemap, `feed` its posts."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.menu = ("/", "/about", "/news")
        self.listed = {"/": "2026-11-01", "/about": "2026-11-01"}
        self.feed: list[str] = list(POSTS[:2])
        self.texts = {
            "/about": ("About us", "Holm Pumps was founded in 2012 and has 160 people in Vejle today."),
            "/news": ("News", "We write here whenever something has happened in one of our plants."),
        }
        self.home = ("Holm Pumps", "Holm Pumps builds pumps for food plants in Northern Europe, by hand.")
        self.posts: set[str] = set(POSTS)
        self.slow = 0.0

    def up(self) -> list[Asked]:
        """Serve what stands here now, and forget what was asked for; returns the log to come."""
        url = self.server.url
        bodies = {path: html(*text, links=self.menu) for path, text in {"/": self.home, **self.texts}.items()}
        bodies |= {f"/blog/{slug}": post(slug) for slug in self.posts}
        places = "".join(f"<url><loc>{url}{p}</loc><lastmod>{d}</lastmod></url>" for p, d in self.listed.items())
        bodies["/sitemap.xml"] = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{places}</urlset>"
        entries = "".join(
            f"<entry><title>{s}</title><link href='{url}/blog/{s}'/><published>2026-11-19T08:00:00Z</published></entry>"
            for s in self.feed
        )
        bodies["/feed.xml"] = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>n</title>{entries}</feed>"
        self.server.routes = {path: self._answer(body) for path, body in bodies.items()}
        self.server.routes["/robots.txt"] = (200, {"content-type": "text/plain"}, f"Sitemap: {url}/sitemap.xml\n")
        self.server.log.clear()
        return self.server.log

    def _answer(self, body: str):  # type: ignore[no-untyped-def] # a route of the server
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'

        def answer(asked: Asked) -> tuple[int, dict[str, str], str]:
            time.sleep(self.slow if asked.path != "/sitemap.xml" else 0.0)
            same = asked.headers.get("if-none-match") == tag
            return (304, {"etag": tag}, "") if same else (200, {"etag": tag}, body)

        return answer


class Visits:
    """Visits the site at given times with one store."""

    def __init__(self, server: Server, folder: Path) -> None:
        company = CompanyEntry(name="Holm Pumps", site=server.url)
        self.profile = Profile(slug="holm-pumps", folder=folder, company=company)
        self.store = Store(folder)
        self.options = Options(browser=False, fresh=dt.timedelta(0))

    async def first(self) -> None:
        await build(self.profile, self.store, now=lambda: NOW, options=self.options, watch=Silent())

    async def again(self, at: dt.datetime) -> Refreshed:
        return await refresh(self.profile, self.store, now=lambda: at, options=self.options, watch=Silent())


@pytest.fixture
def site(serve: Server) -> Site:
    return Site(serve)


@pytest.fixture
async def visits(site: Site, tmp_path: Path) -> Visits:
    """One visit to the site as it first stands."""
    site.up()
    made = Visits(site.server, tmp_path)
    await made.first()
    return made


def paths(log: list[Asked]) -> list[str]:
    return sorted(asked.path for asked in log)


PAGES = ["/", "/about", "/blog/a-second-test-bench", "/blog/crews-in-poland", "/news"]


async def test_an_unchanged_site_is_asked_for_its_pages_alone_and_half_a_day_later_for_its_lists_too(
    site: Site, visits: Visits
) -> None:
    """Nothing but robots.txt is asked without a validator, and every answer is 304."""
    for at, wanted in ((SOON, []), (NEXT_DAY, ["/feed.xml", "/sitemap.xml"])):
        log = site.up()
        done = await visits.again(at)
        assert paths(log) == sorted([*PAGES, "/robots.txt", *wanted])
        assert all("if-none-match" in asked.headers for asked in log if asked.path != "/robots.txt")
        assert done.changes == ()
    visits.store.close()


@pytest.mark.parametrize("where", ["sitemap", "feed"])
async def test_a_page_that_only_a_list_names_is_found_the_next_day(site: Site, visits: Visits, where: str) -> None:
    """An hour later nobody looks; the next day the page is read and told, once; older ones of the list are no news."""
    if where == "feed":
        site.feed.insert(0, POSTS[2])
        told = ("news", "news", "Quiet pumps")
    else:
        site.listed["/plants"] = "2026-11-20"
        site.texts["/plants"] = ("Our plants", "We run two plants in Jutland with forty fitters in one shift.")
        told = ("pages", "new page", "Our plants")
    site.up()
    assert (await visits.again(SOON)).changes == ()
    done = await visits.again(NEXT_DAY)
    assert [(c.group, c.what, c.new.quote if c.new else "") for c in done.changes] == [told]
    assert (await visits.again(NEXT_DAY + dt.timedelta(days=1))).changes == ()
    visits.store.close()


async def test_a_page_that_changed_has_the_lists_looked_at_at_once(site: Site, visits: Visits) -> None:
    site.home = (site.home[0], site.home[1] + " We are 165 people.")
    site.feed.insert(0, POSTS[3])
    site.up()
    done = await visits.again(SOON)
    assert "Why seals fail" in {c.new.quote for c in done.changes if c.new and c.what == "news"}
    visits.store.close()


async def test_a_new_page_in_the_menu_is_read_although_the_budget_is_spent(site: Site, tmp_path: Path) -> None:
    """Links that were there before do not take the room that is made for it."""
    site.menu = (*site.menu, *(f"/blog/{slug}" for slug in POSTS))
    site.up()
    visits = Visits(site.server, tmp_path)
    visits.options = Options(browser=False, fresh=dt.timedelta(0), budget=5)
    await visits.first()
    site.menu = ("/", "/about", "/our-team", *site.menu[2:])
    site.texts["/our-team"] = ("Our team", "Mette Aagaard leads the service crews of Holm Pumps in four countries.")
    site.up()
    done = await visits.again(SOON)
    assert len(done.brief.pages) == 6
    assert "/our-team" in {page.url.removeprefix(site.server.url) for page in done.brief.pages}
    assert [c.what for c in done.changes] == ["new page"]
    visits.store.close()


async def test_pages_whose_date_in_the_sitemap_moved_are_asked_first(site: Site, tmp_path: Path) -> None:
    """With a site that answers slowly and many pages, they come right after those that were already under way."""
    site.menu = (*site.menu, *(f"/blog/{slug}" for slug in POSTS), *(f"/products/pump-{n}" for n in range(20)))
    for n in range(20):
        site.texts[f"/products/pump-{n}"] = (
            f"Pump {n}",
            f"Pump number {n} moves whey, cream and {n + 2} other things.",
        )
        site.listed[f"/products/pump-{n}"] = f"2026-10-{n + 1:02d}"
    site.up()
    visits = Visits(site.server, tmp_path)
    await visits.first()
    order = [p.url.removeprefix(site.server.url) for p in visits.store.last_brief().pages]  # type: ignore[union-attr]
    late = order[-1]
    site.listed[late] = "2026-11-20"
    log = site.up()
    site.slow = 0.3
    await visits.again(NEXT_DAY)
    asked = [a.path for a in log if a.path in order]
    assert sorted(asked) == sorted(order)
    assert asked.index(late) < len(order) - 8
    visits.store.close()


async def test_what_no_page_links_to_any_more_but_the_sitemap_listed_before_is_no_news(
    site: Site, tmp_path: Path
) -> None:
    """A brief with a larger budget reads more of an old sitemap: nothing of it is new."""
    site.listed |= {f"/blog/{slug}": "2026-11-01" for slug in POSTS}
    site.feed = []
    site.up()
    visits = Visits(site.server, tmp_path)
    visits.options = Options(browser=False, fresh=dt.timedelta(0), budget=4)
    await visits.first()
    visits.options = Options(browser=False, fresh=dt.timedelta(0), budget=12)
    made = await build(visits.profile, visits.store, now=lambda: SOON, options=visits.options, watch=Silent())
    assert len(made.pages) > 4
    assert made.changes == ()
    visits.store.close()


async def test_a_page_that_was_gone_and_came_back_is_found(site: Site, visits: Visits) -> None:
    """It is asked for at every refresh; while it is missing every brief lists it."""
    about = site.texts.pop("/about")
    for day in (1, 2, 3):
        site.up()
        done = await visits.again(NOW + dt.timedelta(days=day))
        missing = [m.url for m in done.brief.misses if m.times >= 2]
        assert missing == ([f"{site.server.url}/about"] if day > 1 else [])
    site.texts["/about"] = about
    site.up()
    done = await visits.again(NOW + dt.timedelta(days=4))
    assert f"{site.server.url}/about" in {page.url for page in done.brief.pages}
    assert not done.brief.misses
    visits.store.close()
