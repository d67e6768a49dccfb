# ruff: noqa: E501 - pages of HTML read best with a line left whole
"""A small company's site in twelve dated versions: real changes in some, noise in all, trouble in a few.

`Shop` holds what is true in a version; `pages` renders it with the noise of that version (stamps, counters, session ids,
rotated teasers, variants of buttons, order of lists). `REAL` says what really changed on the way to each version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from conftest import Server

START = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
STEP = dt.timedelta(days=5)
MUST = (
    "5+ years of experience with process control in food plants",
    "Hands-on knowledge of Siemens S7 controllers",
    "Able to travel to our plants in Denmark for two days a month",
)
NICE = ("Experience with batch scheduling software",)
TEAM = (
    ("Ines Holm", "Managing Director", "Ines founded the company after ten years in dairy plants."),
    ("Jonas Kragh", "Head of Engineering", "Jonas leads the engineers who design and commission our pumps."),
    ("Mette Aagaard", "Head of Service", "Mette runs the service crews in four countries."),
    ("Piotr Zielinski", "Plant Engineer", "Piotr looks after the test bench in Vejle."),
)
VALUES = (
    ("Say it early", "We raise bad news on the day we learn it, even when nobody has asked."),
    ("Finish the job", "We do ship on Fridays when a customer's line stands still."),
)
NEWS = (
    ("second-test-bench", "A second test bench opens in Vejle", "2026-06-11",
     "We opened a second test bench in Vejle in June, so that every pump runs for eight hours before it leaves us."),
    ("service-in-poland", "Service crews now work in Poland", "2026-03-02",
     "Since March two crews in Poznan look after pumps of our Polish dairies."),
)  # fmt: skip
VOICES = (
    ("Their fitters were here on the same day.", "Anna Berg, Plant Manager at Nordmilk"),
    ("A pump that nobody has to think about.", "Tom Reyes, Head of Production at Larch Foods"),
)
FEATURED = (
    "Quiet pumps for small dairies", "Why seals fail in spring", "How we choose a bearing", "A day on the test bench",
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """What is true of the company in one version."""

    staff: int = 160
    bench: int = 40
    pay: str = ""
    closed: bool = False
    place: str = "Vejle"
    must: tuple[str, ...] = MUST
    nice: tuple[str, ...] = NICE
    posted: str = "2026-08-20"
    team: tuple[tuple[str, str, str], ...] = TEAM
    values: tuple[tuple[str, str], ...] = VALUES
    news: tuple[tuple[str, str, str, str], ...] = NEWS
    products: bool = True
    service: bool = True
    moved: bool = False
    broken: dict[str, tuple[int, str]] = field(default_factory=dict)


def _title(shop: Shop, name: str, title: str) -> Shop:
    return replace(shop, team=tuple((n, title if n == name else t, b) for n, t, b in shop.team))


def _versions() -> list[Shop]:
    one = Shop()
    three = replace(one, staff=165, must=MUST[:1] + MUST[2:], nice=(MUST[1], *NICE))
    four = _title(three, "Jonas Kragh", "Chief Technology Officer")
    five = replace(
        four,
        team=(*four.team, ("Sofie Lund", "Automation Engineer", "Sofie programs the controllers of our new line.")),
        news=(
            ("order-from-norway", "Largest order so far comes from Norway", "2026-09-19",
             "A cheese maker in Bergen has ordered forty pumps, our largest order so far."),
            *four.news,
        ),
    )  # fmt: skip
    six = replace(
        five, must=(*five.must, "Fluent Danish, spoken and written"), pay="The salary is 52,000 to 60,000 DKK"
    )
    seven = replace(six, team=tuple(p for p in six.team if p[0] != "Mette Aagaard"), bench=45)
    friday = "We do not ship on Fridays when a customer's line stands still."
    eight = replace(seven, values=(VALUES[0], (VALUES[1][0], friday)))
    nine = replace(eight, products=False, moved=True)
    eleven = replace(
        nine,
        place="Kolding",
        must=nine.must[1:],
        values=(*nine.values, ("Leave it clean", "A crew leaves every plant cleaner than it found it.")),
        posted="2026-10-14",
        service=False,
    )
    twelve = replace(
        eleven, closed=True, team=tuple(p for p in eleven.team if p[0] != "Jonas Kragh"), values=eleven.values[1:]
    )
    wall = "<title>Just a moment...</title><p>Checking your browser before you go on.</p>"
    login = "<title>Sign in</title><h1>Sign in</h1><form><input name=u><input type=password name=p></form>"
    return [
        one,
        one,
        three,
        replace(four, broken={"/about": (403, wall), "/values": (200, "")}),
        five,
        replace(six, broken={"/team": (404, "<title>404</title><h1>Not found</h1>")}),
        seven,
        replace(eight, broken={"/careers": (200, "<title>Page not found</title><h1>Page not found</h1>")}),
        replace(nine, broken={"/": (200, login)}),
        nine,
        eleven,
        twelve,
    ]


VERSIONS = _versions()
REAL: list[set[tuple[str, str]]] = [
    set(),
    set(),
    {("facts", "employees"), ("posting", "requirement softened")},
    {("people", "new title")},
    {("people", "joined"), ("news", "news")},
    {("posting", "requirement added"), ("posting", "pay added")},
    {("people", "left"), ("values", "text")},
    {("values", "text")},
    set(),
    {("pages", "page gone")},
    {("facts", "headquarters"), ("posting", "requirement removed"), ("posting", "reposted"), ("values", "value")},
    {("posting", "closed"), ("people", "left"), ("values", "value"), ("pages", "page gone")},
]
"""What is told on the way to each version.

/products answers 404 in versions 9 and 10: gone in the tenth; /service 410 in 11 and 12. /values leads to another
address from version 9 on: that is no news.
"""


def at(number: int) -> dt.datetime:
    """Return when version `number` (from 1) is visited."""
    return START + (number - 1) * STEP


def serve(server: Server, number: int) -> None:
    """Let the server be version `number`, from 1."""
    shop = VERSIONS[number - 1]
    server.routes = {path: (200, {}, html) for path, html in pages(shop, number).items()}
    server.routes["/robots.txt"] = (200, {"content-type": "text/plain"}, "User-agent: *\nAllow: /\n")
    if shop.moved:
        server.routes["/values"] = (301, {"location": "/what-we-stand-for"}, "")
    if not shop.service:
        server.routes["/service"] = (410, {}, "<title>Gone</title><h1>Gone</h1>")
    server.routes |= {path: (status, {}, html) for path, (status, html) in shop.broken.items()}


def pages(shop: Shop, number: int) -> dict[str, str]:
    """Return the HTML of every page, with the noise of version `number`."""
    found = {
        "/": _home(shop, number),
        "/about": _about(shop, number),
        "/team": _team(shop, number),
        "/what-we-stand-for" if shop.moved else "/values": _values(shop, number),
        "/careers": _careers(shop, number),
        "/jobs/process-engineer": _job(shop, number),
        "/news": _news(shop, number),
        **{f"/news/{slug}": _article(number, title, day, text) for slug, title, day, text in shop.news},
    }
    if shop.service:
        found["/service"] = _frame(
            "Service", number,
            "<h1>Service on site</h1><p>Our crews carry the usual seals in their vans and come on the same day.</p>"
            "<p>A call is answered by somebody who has taken a pump apart.</p>",
        )  # fmt: skip
    if shop.products:
        found["/products"] = _frame(
            "Products", number,
            "<h1>Pumps for dairies</h1><p>We build lobe pumps for milk, whey and cream.</p>"
            "<p>Each pump can be taken apart without tools in under five minutes.</p>",
        )  # fmt: skip
    return found


def _turned(items: list[str], number: int) -> list[str]:
    turn = number % len(items)
    return items[turn:] + items[:turn]


def _frame(title: str, number: int, main: str) -> str:
    links = ("/about", "/team", "/values", "/careers", "/news", "/products", "/service")
    menu = "".join(f'<a href="{p}?utm_source=v{number}&sid={number:032x}">{p[1:].title()}</a> ' for p in links)
    teasers = "".join(
        f"<li><a href='/blog/{i}-{number}'>{t}</a></li>" for i, t in enumerate(_turned([*FEATURED], number)[:2])
    )
    day = at(number)
    words, who = VOICES[number % len(VOICES)]
    return (
        f"<!doctype html><html lang=en><head><title>{title} – Holm Pumps</title><meta name=csrf-token content='{number * 104729:x}'>"
        f"<link rel=stylesheet href='/app.{number * 7919:08x}.css'><script nonce='{number:08x}' src='/app.{number:08x}.js'></script>"
        f"</head><body data-build='{number}'>"
        f"<header><a href='/'>Holm Pumps</a><nav>{menu}</nav></header><main>{main}"
        f"<p>Last updated: {day:%d %B %Y}, 09:{number:02d}</p><p>{1200 + 37 * number} views</p>"
        f"<div class='voice'><p>“{words}”</p><p>{who}</p></div>"
        f"<form><input type=hidden name=_csrf value='{number * 15485863:x}'></form></main>"
        f"<div><h3>Related posts</h3><ul>{teasers}</ul></div>"
        f"<div class='cookie-banner'><p>We use {number} cookies to make this site work. Accept or refuse.</p></div>"
        f"<footer><p>© 2012-{day.year + number // 6} Holm Pumps A/S. Session {number * 7919:016x}a1</p></footer></body></html>"
    )  # fmt: skip


def _home(shop: Shop, number: int) -> str:
    button = ("Get started", "Start now")[number % 2]
    quote = ("“They answer the phone.”", "“The quietest pumps we own.”", "“Delivered in a week.”")[number % 3]
    blocks = _turned(
        [
            "<section><h2>Dairies</h2><p>Milk is pumped gently, so that the fat stays whole.</p></section>",
            "<section><h2>Breweries</h2><p>Mash moves without foam at any speed.</p></section>",
            "<section><h2>Sauces</h2><p>Pieces of fruit pass through our pumps unharmed.</p></section>",
        ],
        number,
    )
    latest = "".join(f"<li><a href='/news/{s}'>{t}</a></li>" for s, t, _, _ in shop.news[:2])
    return _frame(
        "Pumps that treat food gently", number,
        f"<h1>Pumps that treat food gently</h1><p>Holm Pumps builds pumps for food plants in Northern Europe."
        f" We are {shop.staff} people.</p><p><a href='/contact-sales'>{button}</a></p>{''.join(blocks)}"
        f"<blockquote>{quote}</blockquote><h2>Latest news</h2><ul>{latest}</ul>",
    )  # fmt: skip


def _about(shop: Shop, number: int) -> str:
    kinds = _turned(["dairies", "breweries", "sauce makers", "bakeries"], number)
    marks = ("“", "”") if number % 2 else ('"', '"')
    return _frame(
        "About us", number,
        f"<h1>About Holm Pumps</h1><p>Holm Pumps was founded in 2012.   We employ {shop.staff} people.</p>"
        f"<p>Our headquarters are in {shop.place}, Denmark.</p><p>We work for {', '.join(kinds[:-1])} and {kinds[-1]}.</p>"
        f"<p>Engineers call our pumps {marks[0]}boring{marks[1]}, and we take that as praise.</p>"
        f"<p>Every pump is built by one fitter; {shop.bench} pumps a week leave the test bench in Vejle.</p>",
    )  # fmt: skip


def _team(shop: Shop, number: int) -> str:
    cards = [
        f"<div class='card' id='c{number}{i}'><h3>{n}</h3><p class='role'>{t}</p><p>{b}</p></div>"
        for i, (n, t, b) in enumerate(shop.team)
    ]
    return _frame("Our team", number, f"<h1>Our team</h1><div class='cards'>{''.join(_turned(cards, number))}</div>")


def _values(shop: Shop, number: int) -> str:
    body = "".join(f"<section><h2>{h}</h2><p>{p}</p></section>" for h, p in shop.values)
    return _frame("What we stand for", number, f"<h1>What we stand for</h1>{body}")


def _careers(shop: Shop, number: int) -> str:
    return _frame(
        "Careers", number,
        f"<h1>Work with us</h1><p>We train every new colleague for six weeks on the test bench.</p><h2>Openings ({number})</h2>"
        f"<ul><li><a href='/jobs/process-engineer?gh_src={number}'>Process Engineer</a></li></ul>"
        f"<p>{3 + number} applicants</p>",
    )  # fmt: skip


def _job(shop: Shop, number: int) -> str:
    def items(lines: tuple[str, ...]) -> str:
        return "<ul>" + "".join(f"<li>{x}</li>" for x in _turned([*lines], number)) + "</ul>"

    job = f'{{"@context":"https://schema.org","@type":"JobPosting","title":"Process Engineer","datePosted":"{shop.posted}"}}'
    return _frame(
        "Process Engineer", number,
        f"<script type='application/ld+json'>{job}</script><h1>Process Engineer</h1>"
        "<p>You will keep the pumps of forty food plants running, and make the next ones better.</p>"
        "<h2>What you will do</h2><ul><li>Commission pumps at customers' plants</li>"
        "<li>Find out why seals wear faster in whey than in milk</li></ul>"
        f"<h2>Requirements</h2>{items(shop.must)}<h2>Nice to have</h2>{items(shop.nice)}"
        f"{f'<p>{shop.pay} a year.</p>' if shop.pay else ''}<p>Posted {number} days ago</p>"
        f"{'<p>This position is no longer accepting applications.</p>' if shop.closed else ''}",
    )  # fmt: skip


def _news(shop: Shop, number: int) -> str:
    cards = "".join(
        f"<article><h2><a href='/news/{s}'>{t}</a></h2><time datetime='{d}'>{d}</time><p>{x.split(',')[0]}.</p></article>"
        for s, t, d, x in shop.news
    )
    return _frame("News", number, f"<h1>News</h1>{cards}")


def _article(number: int, title: str, day: str, text: str) -> str:
    return _frame(
        title, number,
        f"<article><h1>{title}</h1><p>By Ines Holm · <time datetime='{day}'>{day}</time> · {3 + number % 2} min read</p>"
        f"<p>{text}</p><p>{number * 3} comments</p></article>",
    )  # fmt: skip
