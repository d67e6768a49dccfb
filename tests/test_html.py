"""The HTML brief in real Chromium: it asks nobody, keeps ticks, opens citations, and page text stays text."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from briefs import NOW, cited, empty, example, hostile, reworded
from playwright.sync_api import Browser, Page, sync_playwright

from research.models import Brief, Document, PageRef, Passage
from research.render.context import Context, address_of, context_of, live_link, looker
from research.render.differences import old_and_new
from research.render.html import html
from research.render.markup import visible

Made = tuple[Brief, Callable[[str], Document | None]]
STYLE = Path(__file__).resolve().parent.parent / "research" / "render" / "templates" / "brief.css"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The example's brief and the reader of its captures."""
    return example(tmp_path_factory.mktemp("html"))


@pytest.fixture(scope="module")
def chromium(browser_path: str, made: Made) -> Iterator[Browser]:
    """One browser for all tests here; the brief is made first, since Playwright's loop then fills the thread."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, chromium_sandbox=False)
        yield browser
        browser.close()


class Shown:
    """A brief as a file in a tab; `heard` collects console messages, errors, dialogs and requests beyond the file."""

    def __init__(self, chromium: Browser, file: Path, text: str, init: str = "", **options: object) -> None:
        file.write_text(text, "utf-8")
        self.heard: list[str] = []
        context = chromium.new_context(**{"viewport": PHONE, **options})  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.page.on("console", lambda m: self.heard.append(m.text))
        self.page.on("pageerror", lambda e: self.heard.append(str(e)))
        self.page.on("dialog", lambda d: (self.heard.append(d.message), d.dismiss()))
        self.page.on(
            "request", lambda r: self.heard.append(r.url) if not r.url.startswith(("file:", "data:")) else None
        )
        if init:
            self.page.add_init_script(init)
        self.page.goto(file.as_uri())


@pytest.fixture
def shown(made: Made, chromium: Browser, tmp_path: Path) -> Shown:
    """The example's brief on a phone."""
    return Shown(chromium, tmp_path / "brief.html", html(made[0], looker(made[1])))


# --- in the browser ---


def test_ticks_survive_a_reload_and_come_back_as_a_command(shown: Shown) -> None:
    """What is ticked stays ticked; the line to paste names the questions; Clear forgets them."""
    page = shown.page
    assert not page.locator("#ticked").is_visible()
    page.get_by_label(re.compile(r"^1\. ")).check()
    page.locator("#tick-Q3").check()
    page.reload()
    assert page.locator("#tick-Q1").is_checked()
    assert page.locator("#tick-Q3").is_checked()
    assert not page.locator("#tick-Q2").is_checked()
    assert page.locator("#paste").inner_text() == "research covered acme-corp Q1 Q3"
    page.get_by_role("button", name="Copy").click()
    page.get_by_text(re.compile(r"Copied\.|Selected")).wait_for(timeout=2_000)
    page.get_by_role("button", name="Clear").click()
    page.reload()
    assert page.locator("input:checked").count() == 0
    assert shown.heard == []


def test_ticks_work_where_the_browser_stores_nothing(made: Made, chromium: Browser, tmp_path: Path) -> None:
    """A browser that refuses to store for files breaks nothing, and the page says so."""
    refuse = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    shown = Shown(chromium, tmp_path / "b.html", html(made[0]), refuse)
    shown.page.locator("#tick-Q2").check()
    assert "will not keep" in shown.page.locator("#count").inner_text()
    assert shown.page.locator("#paste").inner_text().endswith("acme-corp Q2")
    assert shown.heard == []


def test_a_citation_opens_to_its_context_by_keyboard(shown: Shown) -> None:
    """Enter opens it: the heading path, the quote marked between its neighbours, the live page; Escape closes it."""
    page = shown.page
    cite = page.locator("#Q3 details.cite").first
    cite.locator("summary").focus()
    page.keyboard.press("Enter")
    assert cite.locator("mark").inner_text().startswith("In your first 90 days you will ship one rule")
    assert cite.locator(".path").is_visible()
    assert "In your first year" in cite.locator("blockquote").inner_text()
    page.keyboard.press("Escape")
    assert not cite.locator("mark").is_visible()
    assert shown.heard == []


def test_the_live_page_opens_at_the_quote(shown: Shown) -> None:
    """Links carry a text fragment and go to the company's own pages only."""
    links = [a.get_attribute("href") or "" for a in shown.page.locator(".live a").all()]
    assert links
    assert all(link.startswith("https://www.acme-corp.example/") and "#:~:text=" in link for link in links)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_asked_for_and_nothing_scrolls_sideways(
    made: Made, chromium: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    """With everything open, at any width: no request, no console message, no horizontal scroll."""
    brief = made[0].model_copy(update={"changes": (reworded(made[0]),)})
    size = {"width": width, "height": 800}
    shown = Shown(chromium, tmp_path / "b.html", html(brief, looker(made[1])), viewport=size, color_scheme=scheme)
    shown.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    shown.page.locator("#tick-Q1").check()
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.heard == []


def test_hostile_text_stays_text(made: Made, chromium: Browser, tmp_path: Path) -> None:
    """Markup, scripts, images, javascript: addresses and bidi characters in every text do nothing and open nothing."""
    brief = hostile(made[0].model_copy(update={"changes": (reworded(made[0]),)}))
    shown = Shown(chromium, tmp_path / "b.html", html(brief, looker(made[1])))
    page = shown.page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("window.evil") is None
    assert page.evaluate("document.querySelectorAll('script, style').length") == 2
    assert page.locator("img, iframe, object, embed, form, base, link").count() == 0
    assert (
        page.evaluate("[...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(n => /^on/.test(n)))")
        is False
    )
    allowed = re.compile(r"#|https://(www|meet)\.acme-corp\.example/")
    assert all(allowed.match(a.get_attribute("href") or "") for a in page.locator("[href]").all())
    text = page.evaluate("document.documentElement.textContent")
    assert "<script>window.evil=1</script>" in text
    assert "{{7*7}}" in text
    assert not re.search("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert shown.heard == []


def test_it_can_be_used_without_looking(shown: Shown) -> None:
    """Headings step down one at a time, landmarks are there, every control, picture and region has a name."""
    page = shown.page
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.checkVisibility()).map(h => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert page.locator("main").count() == page.locator("body > header").count() == 1
    for box in page.locator("input[type=checkbox]").all():
        assert page.locator(f"label[for={box.get_attribute('id')}]").inner_text().strip()
    assert page.locator("svg").count() == 3
    for name in ("Timeline of dated events", "Who is who", "Which question covers what"):
        assert page.get_by_role("img", name=re.compile(name)).count() == 1
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_pictures_are_told_in_words(shown: Shown) -> None:
    """Under each picture stands what it shows, line by line, interviewers marked."""
    words = shown.page.locator("figcaption li").all_text_contents()
    assert "Dana Reyes, Head of Engineering, Alerts (leadership), you meet them" in words
    assert any(line.startswith("17 Mar 2026, told: Ingrid Solberg joined") for line in words)
    assert any("Dana Reyes: " in line and "(starred)" in line for line in words)


# --- the text alone ---


def test_the_same_brief_gives_the_same_bytes(made: Made) -> None:
    """Nothing of the clock, of chance or of the machine is in the file."""
    assert html(made[0], looker(made[1])) == html(made[0], looker(made[1]))


def test_an_empty_brief_is_whole(chromium: Browser, tmp_path: Path) -> None:
    """Nothing found means honest lines, not a broken page."""
    shown = Shown(chromium, tmp_path / "b.html", html(empty()))
    text = shown.page.locator("body").inner_text()
    assert "Nobody is named yet" in text
    assert "No interview date is set" in text
    assert shown.heard == []


def test_a_thin_brief_looks_whole(made: Made) -> None:
    """One question without a star stands on the card; no grid of one, no check of a posting that nobody has."""
    question = made[0].questions[0].model_copy(update={"starred": False, "spare": False})
    text = html(empty().model_copy(update={"questions": (question,), "thin": "Few grounded questions."}))
    card = text.split("<main>")[0]
    assert 'href="#Q1"' in card
    assert "The posting is still online" not in card
    assert "Which question covers what" not in text
    assert "The posting is still online" in html(made[0]).split("<main>")[0]


def test_the_policy_lets_in_nothing_but_our_own_style_and_script(made: Made) -> None:
    """The CSP names both by hash, images as data: only, and there is one script."""
    text = html(made[0])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]
    assert text.count("<script>") == 1


def test_changes_show_the_words_that_went_and_came(made: Made) -> None:
    """Old and new wording, the difference marked word by word."""
    brief = made[0].model_copy(update={"changes": (reworded(made[0]),)})
    text = html(brief)
    assert "report <del>monthly</del>" in text
    assert "report <ins>weekly</ins>" in text
    assert "was (25 Nov 2026)" in text
    assert old_and_new("All is other here", "Not one word stays")[0] == "All is other here"


def test_a_photo_is_embedded_and_nothing_that_can_act(made: Made) -> None:
    """Pictures of known kinds become data: addresses; SVG, which can hold scripts, and large files are left out."""
    png = b"\x89PNG\r\n\x1a\n" + bytes(20)
    assert 'src="data:image/png;base64,' in html(made[0], photos={"Dana Reyes": png})
    assert "<img" not in html(made[0], photos={"Dana Reyes": b"<svg onload=alert(1)>"})
    assert "<img" not in html(made[0], photos={"Dana Reyes": png + bytes(400_000)})


def test_covered_and_ended_questions_are_told_apart(made: Made) -> None:
    """Covered: ticked for good. Gone: below, struck, with what became of it; not on the card."""
    first, second, *rest = made[0].questions
    questions = (
        first.model_copy(update={"state": "covered"}),
        second.model_copy(update={"state": "gone", "happened": "the page is gone", "starred": False}), *rest,
    )  # fmt: skip
    text = html(made[0].model_copy(update={"questions": questions}))
    assert re.search(r'id="tick-Q1"[^>]* checked disabled', text)
    assert 'id="tick-Q2"' not in text
    assert "the page is gone" in text


def page_ref(url: str, way: str, sha256: str = "a" * 64) -> PageRef:
    return PageRef(url=url, final_url=url, kind="about", way=way, status=200, fetched_at=NOW, sha256=sha256)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "way", "linked"),
    [
        ("https://acme.example/about?x=1#top", "http", True),
        ("https://elsewhere.example/talk", "http", True),
        ("https://acme.example/about", "file", True),
        ("https://elsewhere.example/claimed", "file", False),  # a saved page may claim any address
        ("javascript:alert(1)", "http", False),
        ("https://user:pass@acme.example/", "http", False),
        ("http://[", "file", False),
        ("resume.md", "file", False),
    ],
)
def test_only_what_was_fetched_or_named_becomes_a_link(url: str, way: str, linked: bool) -> None:
    """http and https, fetched by us or on the user's site; never what a page merely claims."""
    assert (address_of(page_ref(url, way), "https://acme.example") is not None) is linked


def test_the_fragment_marks_short_quotes_whole_and_long_ones_by_their_ends(made: Made) -> None:
    """Dashes, commas and ampersands are encoded; a long quote is a range (WICG text fragments)."""
    page = page_ref("https://acme.example/a#x", "http")
    short = cited("on-call, day & night", made[0]).model_copy(update={"url": page.url, "document": page.sha256})
    assert live_link(short, [page], None) == "https://acme.example/a#:~:text=on%2Dcall%2C%20day%20%26%20night"
    long = short.model_copy(update={"quote": " ".join(f"word{i}" for i in range(40))})
    assert (live_link(long, [page], None) or "").endswith(
        "text=word0%20word1%20word2%20word3%20word4,word35%20word36%20word37%20word38%20word39"
    )


def passage(name: str, text: str, block: str = "paragraph", heading: str = "How we work") -> Passage:
    return Passage(id=name, text=text, headings=(heading,), block=block)  # type: ignore[arg-type]


def test_a_context_is_the_sentence_before_and_the_one_after() -> None:
    """Inside a passage its own sentences; at its ends the neighbour under the same heading, never another section's."""
    document = Document(
        url="https://acme.example/", final_url="https://acme.example/", kind="about", sha256="b" * 64, way="http",
        fetched_at=NOW, title="About", passages=(
            passage("1", "Other matters end here.", heading="Another section"),
            passage("2", "We ship on Monday. We test on Friday (at noon). We rest on Sunday. We sleep."),
            passage("3", "Then it starts again. And so on."),
            passage("4", "Python", "item"),
            passage("5", "Go", "item"),
        ),
    )  # fmt: skip
    ship, again, python = document.passages[1], document.passages[2], document.passages[3]
    friday = ship.text.index("on Friday")
    found = context_of(document.cite(ship, friday, friday + 9), document)
    assert found == Context("About", ("How we work",), "We ship on Monday. We test ", " (at noon). We rest on Sunday.")
    first = context_of(document.cite(ship, 0, 18), document)
    assert first is not None
    assert first.before == ""
    last = context_of(document.cite(again, 0, 20), document)
    assert last is not None
    assert last.before == "We sleep. "
    item = context_of(document.cite(python), document)
    assert item is not None
    assert item.after == " · Go"
    assert context_of(document.cite(python), None) is None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def light(colour: str) -> float:
        full = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_can_be_read_on_every_ground() -> None:
    """Light, dark and paper: text on each background that it stands on has a contrast of at least 4.5 (WCAG AA)."""
    for block in re.findall(r":root \{(.*?)\}", STYLE.read_text("utf-8"), re.S):
        colour = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block))
        for ground in ("paper", "card", "tint"):
            for text in ("ink", "soft", "accent", "old", "new"):
                assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        assert contrast(colour["ink"], colour["mark"]) >= 4.5


def test_invisible_characters_go_and_words_stay() -> None:
    """Controls, format and bidi characters vanish, white space becomes a space, letters of any script stay."""
    assert visible("a\u202eb\x1b[0m\x00\ufeffc\u00a0d\ne 漢字 é עברית") == "ab[0mc d e 漢字 é עברית"


def test_the_card_tells_day_place_and_people(made: Made) -> None:
    """Who, when, where, the three starred questions and what to check stand in the header."""
    card = html(made[0]).split("</header>")[0]
    for text in ("Sat 28 Nov 2026", "10:00", "Tomás Okafor", "https://meet.acme-corp.example/alerts", "is a Saturday"):
        assert text in card
    assert card.count('class="for"') == 3
    assert dt.datetime.fromisoformat(re.search(r'<time datetime="([^"]+)"', card)[1]).utcoffset() == dt.timedelta(0)  # type: ignore[index]
