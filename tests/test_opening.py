"""What only opens when a reader does something: tabs, cards, lists that go on, layers in the way. Real Chromium."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from conftest import Server

from research.collect.browser import Browser, FoundBrowser
from research.collect.guard import Guard
from research.extract import read
from research.models import Kind, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "We are the people who make pumps for farms, and we have done it for many years, with care. " * 6
DIALOG = (
    "<script>function dialog(text) {const layer = document.createElement('div');"
    "layer.style = 'position:fixed;inset:10%;background:#fff';"
    "layer.innerHTML = `<button aria-label=Close onclick='this.parentNode.remove()'>x</button><p>${text}</p>`;"
    "document.body.append(layer)}</script>"
)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(site: Server, browser_path: str) -> AsyncIterator[Browser]:
    """One warm browser for all pages."""
    async with Browser(Guard([site.url]), "research/0 (tests)", FoundBrowser(browser_path, "chromium", "test")) as warm:
        yield warm


async def text_of(browser: Browser, url: str, kind: Kind = "team") -> str:
    """The text that is read of a page, hidden parts left out."""
    page = await browser.render(url, kind, now)
    assert isinstance(page, Page), page
    return " | ".join(p.text for p in read(page).passages)


async def test_each_tab_is_read_whether_its_panel_changes_at_once_or_a_moment_later(
    browser: Browser, site: Server
) -> None:
    """One panel for three tabs, two of them buttons and one a link within the page: all three lists are read once."""
    url = site.page(
        "/tabs",
        f"<h1>Team</h1><p>{LONG}</p><div><div role=tablist><button role=tab aria-selected=true>Leaders</button>"
        "<button role=tab id=b>Engineers</button><a role=tab href='#sales' id=c>Sales</a></div>"
        "<div role=tabpanel id=p><h3>Ana Silva</h3><p>Chief Executive</p></div></div>"
        "<script>b.onclick = () => p.innerHTML = '<h3>Eva Roth</h3><p>Engineer of valves</p>';"
        "c.onclick = () => setTimeout(() => p.innerHTML = '<h3>Bo Sand</h3><p>Head of Sales</p>', 30)</script>",
    )
    text = await text_of(browser, url)
    for name in ("Ana Silva", "Eva Roth", "Bo Sand"):
        assert text.count(name) == 1, text


async def test_cards_that_only_show_a_hand_are_opened_on_pages_of_people(browser: Browser, site: Server) -> None:
    """A plain box and a link to "#" open a dialog each; a designer's card is not taken for "sign in"."""
    url = site.page(
        "/cards",
        f"{DIALOG}<h1>Team</h1><p>{LONG}</p><style>.card{{cursor:pointer}}</style>"
        "<div class=card onclick=\"dialog('Tom maintains the controller and teaches.')\"><h3>Tom Okafor</h3>"
        "<p>Engineer</p></div><a href='#' class=card onclick=\"dialog('Li draws every panel by hand.')\">"
        "<h3>Li Wen</h3><p>Designer</p></a>"
        "<div class=card onclick=\"location = '/cards/kim'\"><h3>Kim Larsen</h3></div>"
        "<a class=card href=/cards/eva><h3>Eva Roth</h3></a>",
    )
    text = await text_of(browser, url)
    assert "Tom maintains the controller" in text and "Li draws every panel by hand" in text
    assert not {"/cards/kim", "/cards/eva"} & set(site.paths())
    assert "Tom maintains" not in await text_of(browser, url, "products")


async def test_a_list_that_goes_on_is_followed_within_bounds(browser: Browser, site: Server) -> None:
    """ "Load more" is clicked while it brings more, at most six times."""
    url = site.page(
        "/more",
        f"<h1>Team</h1><p>{LONG}</p><ul id=l></ul><button id=m>Mehr laden</button><button id=w>Load more</button>"
        "<script>let n = 0; const add = () => {for (let i = 0; i < 3; i++) l.insertAdjacentHTML('beforeend',"
        "`<li>Person number ${++n} of the house</li>`)}; add(); w.onclick = () => setTimeout(add, 40)</script>",
    )
    text = await text_of(browser, url)
    assert "Person number 9 " in text
    assert "Person number 22 " not in text


@pytest.mark.parametrize(
    ("style", "words", "gone"),
    [
        ("bottom:0;left:0;right:0;height:50%", "We value your privacy and use cookies.", True),
        ("inset:0", "Wir verwenden Cookies. Datenschutz ist uns wichtig.", True),
        ("inset:20%", "Meet Dana Reyes, who leads delivery and answers every mail herself.", False),
    ],
    ids=["bar", "wall", "no consent"],
)
async def test_layers_that_ask_for_consent_are_hidden_whatever_they_are_called_and_never_answered(
    browser: Browser, site: Server, style: str, words: str, gone: bool
) -> None:
    """Their words and their buttons tell them apart from other layers."""
    url = site.page(
        "/layer",
        f"<h1>About</h1><p>{LONG}</p><div class=zq style='position:fixed;background:#eee;{style}'><p>{words}</p>"
        "<button onclick=\"fetch('/answered')\">Akzeptieren</button>"
        "<button onclick=\"fetch('/answered')\">Reject</button></div>",
    )
    text = await text_of(browser, url, "about")
    assert (words not in text) == gone
    assert "make pumps for farms" in text
    assert "/answered" not in site.paths()
