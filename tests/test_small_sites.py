"""Small firms' pages and short postings give questions of their own; a claim is shown beside what shows it."""

from __future__ import annotations

import datetime as dt

import pytest

from research.brief.duties import from_careers, from_duties
from research.brief.practice import shown_values
from research.brief.questions import QuestionSet, questions
from research.brief.wording import own_words
from research.extract.all_signals import person_signals, signals
from research.extract.document import read
from research.extract.postings import posting as read_posting
from research.languages import language_of
from research.models import CompanyEntry, Document, InterviewerBrief, Kind, Page, Profile, Signal, capture_hash

TODAY = dt.date(2026, 11, 25)
NAMES = ("Fenwick & Daughters", "Fenwick")


def page(path: str, kind: Kind, body: str, *, title: str = "Fenwick", date: str = "", lang: str = "en") -> Document:
    """A page of fenwick.example as it is read."""
    stamp = f'<meta property="article:published_time" content="{date}">' if date else ""
    head = f"<head><title>{title}</title>{stamp}</head>"
    html = f'<html lang="{lang}">{head}<body><main>{body}</main></body></html>'.encode()
    url = f"https://fenwick.example{path}"
    at = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    got = Page(url=url, final_url=url, kind=kind, fetched_at=at, sha256=capture_hash(html), body=html)
    return read(got).model_copy(update={"kind": kind})


HOME = page("/", "home", "<h1>Fenwick</h1><p>Fenwick mends clocks that stand in public places.</p>")
POSTING = page(
    "/jobs/lead",
    "posting",
    """<h1>Lead Clock Engineer</h1><p>You will be responsible for leading a team of clockmakers, drawing new movements,
    and talking to town councils as we take on towers.</p><h2>What we expect from you</h2><ul>
    <li>Recruitment: Work with Town Liaison Managers to find towers that need care.</li>
    <li>Own the winding plan for all towers.</li><li>Train two apprentices a year in hand finishing.</li>
    <li>Write the yearly report on each tower.</li>
    <li>When needed fill in for a missing winder on a tower.</li></ul><h2>Requirements</h2><ul>
    <li>Ability to estimate repair costs for bronze bearings.</li><li>Full-time job (40 hours weekly).</li>
    <li>Senior level.</li><li>Permanent contract.</li></ul><p>Apply by letter.</p>""",
    title="Lead Clock Engineer",
)


def by_code(found: list[Signal], code: str) -> list[Signal]:
    """The signals of one code."""
    return [s for s in found if s.code == code]


def test_a_posting_with_unnamed_headings_is_read_by_its_lines() -> None:
    """A list under an unnamed heading is duties when its lines act; labels are cut, terms of contract are no needs."""
    found = read_posting(POSTING)
    assert found is not None
    assert "Own the winding plan for all towers" in [s.text for s in found.responsibilities]
    assert any(s.text.startswith("Work with Town Liaison Managers") for s in found.responsibilities)
    assert [s.text for s in found.must] == ["Ability to estimate repair costs for bronze bearings"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("J15", {"DUTY1": "leading a team of clockmakers", "DUTY2": "drawing new movements"}),
        ("J16", {"PARTNERS": "Town Liaison Managers"}),
    ],
)
def test_what_a_posting_asks_gives_names_to_ask_about(code: str, said: dict[str, str]) -> None:
    """Two works in one role, and who is worked with, are taken word for word."""
    assert by_code(from_duties(read_posting(POSTING)), code)[0].slots == said


@pytest.mark.parametrize(
    ("code", "said"),
    [("J18", "fill in for a missing winder"), ("J19", "estimate repair costs for bronze bearings")],
)
def test_what_a_posting_asks_gives_quotes_to_ask_about(code: str, said: str) -> None:
    """What is covered when needed, and an ability asked for, are quoted as verb phrases."""
    quotes = [q.text for s in by_code(from_duties(read_posting(POSTING)), code) for q in s.quotes]
    assert any(q.startswith(said) for q in quotes), quotes


def test_a_careers_page_without_a_posting_still_tells_what_help_is_wanted_for() -> None:
    """ "Help us …" on a careers page is a signal; a lofty one is not."""
    careers = page(
        "/jobs",
        "careers",
        "<p>We look for people who help us catalogue the towers of the northern counties.</p>"
        "<p>Come and help us change the world of time.</p>",
    )
    assert [s.quotes[0].text for s in from_careers([careers])] == ["catalogue the towers of the northern counties"]


def test_neighbouring_posts_two_kinds_and_a_single_person_are_seen() -> None:
    """Two posts that border on each other, a firm that calls itself two things, one engineer among designers."""
    cards = [
        ("Ada Marsh", "Chief Sales Officer"), ("Ben Oduya", "Chief Revenue Officer"), ("Cara Holt", "Product Designer"),
        ("Dev Rao", "Senior Designer"), ("Eve Lind", "UX Designer"), ("Finn Berg", "Software Engineer"),
    ]  # fmt: skip
    team = page(
        "/team",
        "team",
        "<h1>Our team</h1>" + "".join(f'<div class="card"><h3>{n}</h3><p>{t}</p></div>' for n, t in cards),
    )
    about = page("/about", "about", "<p>We are a design studio in Leith. We are glad when a clock runs.</p>")
    job = page("/jobs/x", "posting", "<p>Fenwick is a product company that sells one clock.</p>", title="Winder")
    found = signals([HOME, team, about, job], NAMES, TODAY)
    assert by_code(found, "C52")[0].slots == {"TITLE1": "Chief Sales Officer", "TITLE2": "Chief Revenue Officer"}
    assert by_code(found, "C51")[0].slots == {"KIND1": "a design studio", "KIND2": "a product company"}
    lone = [s for s in by_code(found, "C29") if s.subtype == "lone"]
    assert lone[0].slots == {"GROUP1": "designers", "GROUP2": "engineer", "COUNT1": "three"}


def test_what_posts_leave_open_decide_and_announce_is_seen() -> None:
    """A next step, an open end, a decision and a result with a figure in a dated post are signals with quotes."""
    post = page(
        "/blog/winter",
        "article",
        "<h1>Winter rounds</h1><p>We decided to wind the big towers by hand. We reduced late strikes by 40 percent.</p>"
        "<p>We have not yet reached the tower in Wick."
        " Next year we plan to measure every pendulum twice.</p>",
        title="Winter rounds",
        date="2026-03-02",
    )
    found = signals([HOME, post], NAMES, TODAY)
    quotes = {code: [q.text for s in by_code(found, code) for q in s.quotes] for code in ("C46", "C47", "C48", "C49")}
    assert "measure every pendulum twice" in quotes["C46"]
    assert all(quotes.values()), quotes


def test_a_no_is_never_quoted_wider_than_it_was_said() -> None:
    """ "We do not require degrees in horology" is not cut to "We do not require degrees"."""
    about = page("/about", "about", "<p>We do not require degrees in horology or in any of the sciences of time.</p>")
    quotes = [q.text for s in by_code(signals([HOME, about], NAMES, TODAY), "C54") for q in s.quotes]
    assert "We do not require degrees" not in quotes


def test_news_of_what_somebody_was_brought_in_for_is_for_that_person_alone() -> None:
    """The task stands in a sentence about them; a colleague named in the same news gets no question from it."""
    news = page(
        "/news/ada",
        "article",
        "<h1>Ada Marsh joins</h1><p>Ada Marsh and Ben Oduya have joined Fenwick. Ada will bring thirty years of bells."
        " Her focus will be on the repair backlog of the islands.</p>",
        title="Ada Marsh joins",
        date="2026-07-11",
    )
    told = {
        name: [q.text for s in person_signals(InterviewerBrief(name=name), [HOME, news], NAMES, TODAY)
               if s.code == "P12" for q in s.quotes]
        for name in ("Ada Marsh", "Ben Oduya")
    }  # fmt: skip
    assert any(q.startswith("the repair backlog") for q in told["Ada Marsh"]), told
    assert not told["Ben Oduya"]


def asked(documents: list[Document], **more: object) -> QuestionSet:
    """The questions of a bare profile."""
    profile = Profile(
        slug="fenwick", folder="/nowhere", company=CompanyEntry(name="Fenwick", site="https://fenwick.example")
    )  # type: ignore[arg-type] # a path is made of the text
    posting = read_posting(POSTING)
    found = signals(documents, NAMES, TODAY, [posting] if posting else [])
    people = [InterviewerBrief(name="Ada Marsh", role="HM"), InterviewerBrief(name="Ben Oduya", role="PEER")]
    return questions(found, documents, people, posting, profile, TODAY, **more)  # type: ignore[arg-type] # flags


def test_one_posting_of_several_is_called_by_its_name() -> None:
    """When the user has chosen none, each question on a posting says which one it means."""
    texts = [q.text for q in asked([HOME, POSTING], by_name=True).questions if "osting" in q.text]
    assert texts
    assert all("posting for “Lead Clock Engineer”" in t for t in texts), texts


def test_one_question_is_marked_for_everybody() -> None:
    """With two people to ask, one question that both could answer is worth asking both."""
    made = asked([HOME, POSTING]).questions
    assert len(made) >= 4
    assert sum(q.everybody for q in made) == 1


_SAID = (
    ("stop when it snows", "oiled their"), ("ring at noon", "liked the old"), ("lose a minute", "heard of such"),
    ("face the sea", "painted any"),
)  # fmt: skip


def test_the_words_a_company_keeps_using_are_told_with_a_line() -> None:
    """A term of four uses on three pages is theirs; what every site says is nobody's."""
    pages = [
        page(
            f"/p{n}",
            "about",
            f"<p>{where} has tower clocks that {told}, and all of them are ours to look after.</p>"
            f"<p>Nobody in {where} {also} tower clocks before we came; learn more and read more here.</p>",
        )
        for n, where in enumerate(("Oban", "Wick", "Skye", "Leith"))
        for told, also in [_SAID[n]]
    ]
    found = own_words(pages, NAMES)
    assert [w.term for w in found] == ["tower clocks"]
    assert "tower clocks" in found[0].line.text


def test_a_value_stands_beside_the_line_that_shows_it() -> None:
    """The line of another page that shares the value's rare words is shown; without one none is said."""
    values = page(
        "/values",
        "values",
        "<h1>Our values</h1><h2>Leave the tower quieter</h2><p>We leave every belfry quieter than we found it.</p>"
        "<h2>Carry the ladder back</h2><p>We put each thing where it belongs when the day ends.</p>",
        title="Our values",
    )
    post = page(
        "/blog/oban",
        "article",
        "<h1>Oban</h1><p>In Oban we rebuilt the belfry louvres, and the tower is quieter by half.</p>"
        + "".join(f"<p>Line {n} tells of weights, ropes and rain on the island of number {n}.</p>" for n in range(30)),
        date="2026-05-02",
    )
    found = shown_values(signals([HOME, values, post], NAMES, TODAY), [HOME, values, post], NAMES)
    shown = {c.said.text.rstrip("."): c.shown.text if c.shown else None for c in found}
    assert "Oban" in (shown["Leave the tower quieter"] or "")
    assert shown["Carry the ladder back"] is None


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Wir sind ein kleines Team und wir arbeiten mit den Städten für die Uhren in der Region. " * 3, "en", "de"),
        (
            "Je komt te werken in een klein team van vier en wij zijn op zoek naar een collega voor het werk. " * 3,
            "",
            "nl",
        ),
        ("We wind the clocks of the towns and you will be one of the five of us on the road. " * 3, "", "en"),
        ("時計を直します。", "ja", "ja"),
    ],
)
def test_the_language_is_that_of_the_words(text: str, declared: str, language: str) -> None:
    """A page's words outweigh what its markup declares; where they prove nothing the declaration stands."""
    assert language_of(text, declared) == language
