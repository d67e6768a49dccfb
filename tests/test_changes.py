"""Every real change is told once and no noise is, over a site's history of twelve versions."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import history
import pytest
from conftest import Server
from refreshing import Refresher, profile
from watching import Silent

from research.changes import changes, summary
from research.changes.wording import differing_words
from research.extract import read
from research.kinds import kind_of_link
from research.models import Brief, Change, Document, Miss, Page, Reason, capture_hash
from research.pipeline import Library, Options, build, compose
from research.store import Store


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refresher]:
    """The site visited in all twelve versions."""
    folder = tmp_path_factory.mktemp("holm-pumps")
    server = Server()
    with Store(folder) as store:
        refresher = Refresher(profile(folder, server.url), store)
        for number in range(1, len(history.VERSIONS) + 1):
            history.serve(server, number)
            refresher.visit(history.at(number))
        yield refresher
    server.close()


def between(visits: Refresher, old: int, new: int) -> tuple[Change, ...]:
    """Return the changes between two versions."""
    return changes(visits.briefs[old - 1], visits.briefs[new - 1], visits.document)


def told(found: tuple[Change, ...]) -> Counter[tuple[str, str]]:
    """Return how often each (group, what) is told."""
    return Counter((change.group, change.what) for change in found)


@pytest.mark.parametrize("new", range(2, len(history.VERSIONS) + 1))
def test_each_refresh_tells_its_real_changes_once_and_nothing_else(visits: Refresher, new: int) -> None:
    found = visits.briefs[new - 1].changes
    assert told(found) == Counter(history.REAL[new - 1]), [change.text for change in found]


PAIRS = [(i, j) for i in range(1, 12) for j in range(i + 2, 13)]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_several_steps_at_once_tell_what_they_tell_one_by_one(visits: Refresher, old: int, new: int) -> None:
    """The sum of the steps, but for a title that changed and then left with its bearer."""
    wanted = Counter(real for number in range(old + 1, new + 1) for real in history.REAL[number - 1])
    if old < 4 and new == 12:
        wanted.subtract([("people", "new title")])
    found = between(visits, old, new)
    assert told(found) == +wanted, [change.text for change in found]


# --- one thing at a time: two captures of a site, read and composed as the pipeline does ---

SITE = "https://holm.example"
NOW = history.at(1)
LATER = history.at(3)
REQUIREMENTS = (
    "5+ years of PLC programming",
    "Strong written Danish is required",
    "Knowledge of HACCP rules",
)


def job(*must: str, nice: tuple[str, ...] = (), more: str = "") -> str:
    def listed(lines: tuple[str, ...]) -> str:
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"

    return (
        "<title>Process Engineer</title><main><h1>Process Engineer</h1><p>You keep pumps of forty plants running.</p>"
        "<h2>What you will do</h2><ul><li>Commission pumps at customers' plants</li></ul>"
        f"<h2>Requirements</h2>{listed(must)}{'<h2>Nice to have</h2>' + listed(nice) if nice else ''}{more}</main>"
    )


def brief(at: dt.datetime, pages: dict[str, str], misses: tuple[Miss, ...] = ()) -> tuple[Brief, dict[str, Document]]:
    """Return the brief of these pages ({path: html}) and its Documents by capture."""
    library = Library(misses=list(misses))
    for path, html in pages.items():
        body = html.encode()
        url = SITE + path
        page = Page(url=url, final_url=url, fetched_at=at, sha256=capture_hash(body), body=body)
        document = library.add(page, kind_of_link(url))
        if document is not None:
            library.documents.append(document)
    made = compose(profile(Path("holm-pumps"), SITE), library, at)
    return made, {d.sha256: d for d in library.documents}


def compared(
    old: dict[str, str],
    new: dict[str, str],
    *,
    misses: tuple[Miss, ...] = (),
    others: tuple[tuple[dt.datetime, str], ...] = (),
) -> tuple[Change, ...]:
    """Return the changes between two captures of a site; `others` are further captures of its home page."""
    (before, one), (after, two) = brief(NOW, old), brief(LATER, new, misses)
    # A comment gives each capture a hash of its own, as stamps do on real pages.
    third = [d for at, html in others for d in brief(at, {"/": f"{html}<!-- {at} -->"})[1].values()]
    documents = one | two
    return changes(before, after, documents.get, others=lambda url: third if url == SITE + "/" else ())


JOB = "/jobs/process-engineer"


@pytest.mark.parametrize(
    ("line", "now", "what"),
    [
        ("Strong written Danish is required", "Strong written Danish is preferred", "requirement softened"),
        ("5+ years of PLC programming", "3+ years of PLC programming", "requirement softened"),
        ("5+ years of PLC programming", "8+ years of PLC programming", "requirement hardened"),
        ("Knowledge of HACCP rules", "Knowledge of HACCP and BRC rules", "requirement changed"),
        ("Knowledge of HACCP rules", None, "requirement removed"),
        (None, "A driving licence for trucks", "requirement added"),
    ],
)  # fmt: skip
def test_a_requirement_that_changed_is_told_once_with_both_quotes(line: str | None, now: str | None, what: str) -> None:
    must = [*REQUIREMENTS]
    if line is None:
        must.append(now or "")
    else:
        must = [now if m == line else m for m in must]  # type: ignore[misc] # None is dropped in the next line
    (change,) = compared({JOB: job(*REQUIREMENTS)}, {JOB: job(*(m for m in must if m))})
    assert (change.group, change.what) == ("posting", what)
    assert (change.old.quote if change.old else None, change.new.quote if change.new else None) == (line, now)
    assert change.old_at == NOW
    assert change.new_at == LATER


def test_a_must_that_became_a_nice_to_have_is_softened_and_the_other_way_round_hardened() -> None:
    strict, soft = job(*REQUIREMENTS, nice=("Polish",)), job(*REQUIREMENTS[:2], nice=("Polish", REQUIREMENTS[2]))
    assert told(compared({JOB: strict}, {JOB: soft})) == {("posting", "requirement softened"): 1}
    assert told(compared({JOB: soft}, {JOB: strict})) == {("posting", "requirement hardened"): 1}


def test_a_posting_that_says_it_is_closed_is_told_as_closed() -> None:
    closed = job(*REQUIREMENTS, more="<p>This position is no longer accepting applications.</p>")
    assert told(compared({JOB: job(*REQUIREMENTS)}, {JOB: closed})) == {("posting", "closed"): 1}


def test_a_posting_missing_once_is_not_closed_and_missing_twice_it_is() -> None:
    home = {"/": page("We build lobe pumps for dairies in the north.")}
    for times, wanted in ((1, {}), (2, {("posting", "closed"): 1})):
        miss = Miss(url=SITE + JOB, kind="posting", reason="not found", detail="answered 404", times=times)
        assert told(compared({JOB: job(*REQUIREMENTS), **home}, home, misses=(miss,))) == wanted


@pytest.mark.parametrize("reason", ["blocked", "login", "empty", "timeout", "robots", "not found", "server error"])
def test_a_page_that_could_not_be_read_is_never_gone(reason: Reason) -> None:
    """ "not found" stands here for a page that only looks like one: without the server's 404."""
    about = {"/about": page("We employ 160 people.", "Ines Holm founded the company in 2012.")}
    miss = Miss(url=SITE + "/about", reason=reason, detail="the site says that the page is not found", times=9)
    home = {"/": page("We build lobe pumps for dairies in the north.")}
    assert compared({**home, **about}, home, misses=(miss,)) == ()


def page(*lines: str, title: str = "Holm Pumps") -> str:
    """Return a page with one paragraph a line."""
    return f"<title>{title}</title><main><h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "</main>"


LONG = (
    "We build lobe pumps for dairies, breweries and makers of sauces.",
    "Every pump runs on the test bench for eight hours before it leaves us.",
    "Our service crews are on the road in four countries.",
)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Updated 3 March 2026", "Updated 9 April 2026"),
        ("As of 3 March 2026 we run two plants in Jutland.", "As of 9 April 2026 we run two plants in Jutland."),
        ("Posted 3 days ago", "Posted 2 weeks ago"),
        ("1,204 views · 5 min read", "1,611 views · 6 min read"),
        ("© 2025 Holm Pumps", "© 2026 Holm Pumps"),
        ("Engineers call our pumps “boring”.", 'Engineers call our  pumps "boring".'),
        ("We work with milk, whey and cream.", "We work with cream, milk and whey."),
        ("We're proud of the pumps that we don't sell twice.", "We are proud of the pumps that we do not sell twice."),
        ("The pumps are made in Jutland by our own fitters.", "Our pumps are made in Jutland by our own fitters."),
        ("Order number 8f3a9c0012ab44de for this visit.", "Order number 77aa9c0012ab44d1 for this visit."),
        ("Get started", "Start now"),
        ("We use cookies to make this site work.", "We use cookies. Choose which of them you accept."),
        ("Tuesday, 3 March 2026, 10:32", "Wednesday, 4 March 2026, 08:11"),
        ("Open positions (12)", "Open positions (14)"),
        ("Posted 3d ago", "Posted a few weeks ago"),
        ("Updated less than a minute ago", "Updated last week"),
        ("40 people are looking at this page", "43 people are looking at this page"),
        ("Over 200 people clicked apply", "Over 300 people clicked apply"),
        ("Be among the first 25 applicants", "Be among the first 50 applicants"),
        ("5 days left to apply", "3 days left to apply"),
        ("Reading time: 5 minutes", "Reading time: 6 minutes"),
        ("Version 2.31.4 · build 8f3a2c1", "Version 2.32.0 · build 91bb3e0"),
        ("Page generated in 0.123 seconds", "Page generated in 0.456 seconds"),
        ("Showing 1–10 of 54 results", "Showing 1–10 of 57 results"),
        ("Holm Pumps A/S 2012–2025. All rights reserved.", "Holm Pumps A/S 2012–2026. All rights reserved."),
        ("Local time in Vejle: 10:31", "Local time in Vejle: 11:45"),
        ("“They answer the phone at night.”", "“The quietest pumps we own so far.”"),
    ],
)
def test_noise_is_not_news(was: str, now: str) -> None:
    assert compared({"/about": page(*LONG, was)}, {"/about": page(now, *LONG)}) == ()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("We moved from 150 to 160 pumps a week.", "We moved from 160 to 165 pumps a week."),
        ("We do ship on Fridays and on Saturdays.", "We do not ship on Fridays and on Saturdays."),
        ("The new plant in Skive opens in March 2027.", "The new plant in Skive opens in June 2027."),
        ("Ines Holm decides which pumps we build.", "Jonas Kragh decides which pumps we build."),
        ("Every fitter may stop the line at any time.", "Every fitter must stop the line at any time."),
        ("No travel required for fitters in Vejle.", "Travel required for fitters in Vejle."),
        ("We serve up to 40 dairies from one warehouse.", "We serve 40 dairies from one warehouse."),
        ("Ines Holm reports to Jonas Kragh on safety.", "Jonas Kragh reports to Ines Holm on safety."),
        ("Our prices fall by 4.5% next year for all dairies.", "Our prices fall by 45% next year for all dairies."),
        ("Our fitters have 30 days of leave a year.", "Our fitters have 25 days of leave a year."),
        ("Applications close on 3 March 2026 at noon.", "Applications close on 9 April 2026 at noon."),
    ],
)  # fmt: skip
def test_a_number_a_name_a_negation_and_a_binding_word_are_compared_exactly(was: str, now: str) -> None:
    (change,) = compared({"/about": page(*LONG, was)}, {"/about": page(now, *LONG)})
    assert change.kind == "changed"
    assert change.old is not None
    assert change.new is not None
    assert (change.old.quote, change.new.quote) == (was, now)


@pytest.mark.parametrize(
    ("was", "now", "wanted"),
    [
        ("We run two plants in Jutland.", "We run three plants in Jutland.", "“two plants” is now “three plants”"),
        ("We do ship on Fridays.", "We do not ship on Fridays.", "“do ship” is now “do not ship”"),
        ("We ship on Fridays, always.", "We ship on Fridays.", "“on Fridays, always” is now “on Fridays”"),
        ("Alpha and beta are gone now.", "Nothing of all that was said here stands today, friends.", ""),
    ],
)
def test_an_edit_is_told_by_the_words_that_differ_and_one_beside_them(was: str, now: str, wanted: str) -> None:
    assert differing_words(was, now) == wanted


def test_text_that_moved_to_another_page_is_not_news() -> None:
    old = {"/": page(*LONG), "/about": page("Holm Pumps was founded in 2012 in a barn near Vejle.")}
    new = {"/": page(*LONG[:2]), "/about": page(LONG[2], "Holm Pumps was founded in 2012 in a barn near Vejle.")}
    assert compared(old, new) == ()


def test_cards_set_anew_are_not_news() -> None:
    """Name and title in one line, then in two."""
    people = [
        ("Ines Holm", "Managing Director"),
        ("Jonas Kragh", "Head of Engineering"),
        ("Piotr Zielinski", "Plant Engineer"),
    ]
    one = "".join(f"<div class=card><h3>{n}</h3><p>{t}</p></div>" for n, t in people)
    other = "".join(f"<div class=person><p><b>{n}</b>, {t}</p></div>" for n, t in reversed(people))
    old, new = (f"<title>Our team</title><main><h1>Our team</h1>{cards}</main>" for cards in (one, other))
    assert compared({"/team": old}, {"/team": new}) == ()


def test_a_page_that_was_not_asked_before_is_not_news_when_it_was_linked_before() -> None:
    home = page(*LONG, "<a href='/plants'>Our plants and how we run them</a>")
    plants = page("We run two plants in Jutland with forty fitters.", "Both work in one shift from Monday to Friday.")
    assert compared({"/": home}, {"/": home, "/plants": plants}) == ()
    new = compared({"/": page(*LONG)}, {"/": home, "/plants": plants.replace("Holm Pumps", "Our plants")})
    assert told(new) == {("pages", "new page"): 1}


def test_an_old_article_that_is_read_for_the_first_time_is_not_news() -> None:
    def article(day: str) -> str:
        return page(
            f"<time datetime='{day}'>{day}</time>",
            "We opened a second test bench in Vejle for all pumps.",
            title="A bench",
        )

    home = {"/": page(*LONG)}
    assert compared(home, {**home, "/news/bench": article("2025-03-02")}) == ()
    assert told(compared(home, {**home, "/news/bench": article("2026-09-05")})) == {("news", "news"): 1}


def test_a_variant_that_was_seen_before_takes_turns_and_is_not_news() -> None:
    """B was served before A; or a second look after B shows A again. What nobody has seen before is news."""
    a, b, c = (page(*LONG, line) for line in (
        "Pumps that treat food gently.", "The quietest pumps in the north of Europe.", "Any fitter can open them.",
    ))  # fmt: skip
    assert len(compared({"/": a}, {"/": b})) > 0
    assert compared({"/": a}, {"/": b}, others=((NOW - history.STEP, b),)) == ()
    assert compared({"/": a}, {"/": b}, others=((LATER, a),)) == ()
    assert len(compared({"/": a}, {"/": b}, others=((NOW - history.STEP, c),))) > 0
    assert len(compared({"/": a}, {"/": b}, others=((NOW - history.STEP, a),))) > 0


def test_a_figure_that_changed_back_is_told_although_it_was_seen_before() -> None:
    a, b = (page(*LONG, f"We run {n} plants in Jutland.") for n in (2, 3))
    assert len(compared({"/": a}, {"/": b}, others=((NOW - history.STEP, b),))) == 1


def test_a_figure_that_stands_on_three_pages_is_told_once() -> None:
    def site(people: int) -> dict[str, str]:
        return {
            "/": page(*LONG, f"We are {people} people."),
            "/about": page(f"Holm Pumps employs {people} people.", *LONG),
            "/careers": page(f"Join a team of {people} colleagues who build pumps."),
        }

    (change,) = compared(site(160), site(165))
    assert (change.group, change.what, change.text) == ("facts", "employees", "employees: “160” is now “165”")


def test_the_interviewer_comes_first_and_the_summary_fits_one_line() -> None:
    def team(*people: tuple[str, str]) -> str:
        cards = "".join(f"<div class=card><h3>{n}</h3><p>{t}</p></div>" for n, t in people)
        return f"<title>Our team</title><main><h1>Our team</h1>{cards}</main>"

    ines, mette = ("Ines Holm", "Managing Director"), ("Mette Aagaard", "Head of Service")
    old = {JOB: job(*REQUIREMENTS), "/team": team(ines, ("Jonas Kragh", "Head of Engineering"), mette)}
    new = {JOB: job(*REQUIREMENTS[:2]), "/team": team(("Jonas Kragh", "Chief Engineer"), ines)}
    found = compared(old, new)
    assert [(c.group, c.about, c.interviewer) for c in found] == [
        ("people", "Jonas Kragh", True),
        ("posting", "Process Engineer", False),
        ("people", "Mette Aagaard", False),
    ]
    line = summary(found, most=1)
    assert line == "3 changes: Jonas Kragh: “Head of Engineering” is now “Chief Engineer”; and 2 more"
    assert summary(()) == "nothing changed"


def test_a_page_written_anew_is_told_in_one_line_beside_its_facts() -> None:
    names = "amber birch cedar daisy ember fern grape hazel iris jade".split()
    old = page(
        "We are 160 people.", *(f"The {w} machine mixes milk for {10 + n} dairies." for n, w in enumerate(names))
    )
    new = page("We are 165 people.", *(f"Owners of {w} lines ask us when whey foams at night." for w in names))
    assert told(compared({"/about": old}, {"/about": new})) == {
        ("facts", "employees"): 1,
        ("values", "page rewritten"): 1,
    }


def test_records_of_public_sources_are_no_pages_of_the_site() -> None:
    """Their counts and ranks change by the hour."""

    def record(at: dt.datetime, text: str) -> tuple[Brief, dict[str, Document]]:
        made, documents = brief(at, {"/": page(*LONG), "/record": page(text)})
        refs = tuple(r.model_copy(update={"way": "api"}) if r.url.endswith("/record") else r for r in made.pages)
        known = {k: d.model_copy(update={"way": "api"}) if "/record" in d.url else d for k, d in documents.items()}
        return made.model_copy(update={"pages": refs}), known

    (before, one), (after, two) = (
        record(NOW, "The story about Holm Pumps was ranked third with 40 points."),
        record(LATER, "The story about Holm Pumps was ranked ninth with 90 points."),
    )
    without, three = brief(NOW, {"/": page(*LONG)})
    assert changes(before, after, (one | two).get) == ()
    assert changes(without, after, (three | two).get) == ()


def test_captures_that_the_store_no_longer_has_are_not_compared() -> None:
    (before, _), (after, _) = (
        brief(NOW, {"/about": page(*LONG)}),
        brief(LATER, {"/about": page("We employ 160 people.")}),
    )
    assert changes(before, after, lambda _: None) == ()


async def test_briefs_that_the_whole_pipeline_built_are_compared_alike(serve: Server, tmp_path: Path) -> None:
    """Versions 1, 2, 3 and 5; in 6 the team page answers 404 for the first time: nobody has left."""
    briefs = []
    with Store(tmp_path) as store:
        for number in (1, 2, 3, 5, 6):
            history.serve(serve, number)
            made = await build(
                profile(tmp_path, serve.url), store, now=partial(history.at, number), options=Options(browser=False),
                watch=Silent(),
            )  # fmt: skip
            briefs.append(made)

        def document(sha256: str) -> Document | None:
            page = store.capture(sha256)
            return None if page is None else read(page)

        found = [told(changes(old, new, document)) for old, new in pairwise(briefs)]
    assert found == [
        Counter(history.REAL[1]),
        Counter(history.REAL[2]),
        Counter(history.REAL[3] | history.REAL[4]),
        Counter(history.REAL[5]),
    ]


def test_hostile_lines_cost_no_more_than_a_few_seconds() -> None:
    """Lines that repeat two words, digits or hex marks thousands of times, on both sides."""
    for mark in ("may 5 ", "1,", "a-1-", "3 views "):
        old, new = (page(*(mark * (1900 // len(mark)) + str(n + shift) for n in range(40))) for shift in (0, 3))
        started = time.monotonic()
        compared({"/about": old}, {"/about": new})
        assert time.monotonic() - started < 10
    endless = "stone " * 50_000
    assert len(compared({"/about": page(endless)}, {"/about": page(endless + "and not sand")})) <= 1
