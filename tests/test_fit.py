"""A resume is read line by line, and set beside what they need without a word changed."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from pdfs import Line, headline_over_columns, one_column

from research.brief.fit import fit, needs_of, went_wrong
from research.collect.files import read_file
from research.extract import read
from research.extract.figures import figure_in
from research.extract.resumes import resume
from research.models import Citation, Document, Page, Posting, ResumeLine, Statement
from research.skills import skills_in, verb_in

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def document(path: Path, content: bytes | str) -> Document:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    page = read_file(path, kind="other", fetched_at=NOW)
    assert isinstance(page, Page)
    return read(page)


def cited(text: str) -> Citation:
    return Citation(url="x", quote=text, document="d", passage="p", start=0, end=len(text), fetched_at=NOW)


def said(*texts: str) -> tuple[Statement, ...]:
    return tuple(Statement(text=text, citations=(cited(text),)) for text in texts)


def asks(must: tuple[str, ...] = (), **others: tuple[str, ...]) -> Posting:
    parts = {name: said(*texts) for name, texts in others.items()}
    return Posting(title="Engineer", url="p", document="d", must=said(*must), **parts)


def line(text: str, end: int | None = 2024, number: int = 1, employer: str | None = "Foo") -> ResumeLine:
    verb = verb_in(text)
    return ResumeLine(
        text=text, line=number, employer=employer, end=dt.date(end, 1, 1) if end else None, current=end is None,
        skills=tuple(s.name for s in skills_in(text)), verb=verb[0] if verb else None, figure=figure_in(text),
        citation=cited(text),
    )  # fmt: skip


# --- resumes ----------------------------------------------------------------------------------------------------

MARKDOWN = """# Kim Larsen

Born in 1985, married

## Experience

### Senior Engineer, Acme Corp, 2021 to today
- Moved 40 services to k8s, cutting the bill by 30%
- Helped the support team

### Engineer, Foo GmbH (2016 - 2021)
- Built billing in Python

## Skills
Python, Kubernetes, PostgreSQL
"""
STACKED = """Kim Larsen

EXPERIENCE
Acme Corp
Senior Engineer
Jan 2021 - Present
• Moved 40 services to k8s, cutting the bill by 30%
• Helped the support team

Foo GmbH
Engineer
Mar 2016 - Jan 2021
• Built billing in Python

SKILLS
Python, Kubernetes, PostgreSQL
"""
DATES_FIRST = """# Kim Larsen
## Work history
**2021 - today**
Senior Engineer
Acme Corp
- Moved 40 services to k8s, cutting the bill by 30%
- Helped the support team

**2016 - 2021**
Engineer
Foo GmbH
- Built billing in Python
## Skills
Python, Kubernetes, PostgreSQL
"""
FLUSH: list[Line] = [
    ("Kim Larsen", 20), ("EXPERIENCE", 10), ("Acme Corp, Senior Engineer\t2021 - today", 11),
    ("• Moved 40 services to k8s, cutting the bill by 30%", 10), ("• Helped the support team", 10),
    ("Foo GmbH, Engineer\t2016 - 2021", 11), ("• Built billing in Python", 10), ("SKILLS", 10),
    ("Python, Kubernetes, PostgreSQL", 10),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.md", MARKDOWN), ("b.txt", STACKED), ("c.md", DATES_FIRST), ("d.pdf", one_column(FLUSH))],
    ids=["headings", "stacked", "dates first", "flush right"],
)
def test_four_layouts_give_the_same_lines(tmp_path: Path, name: str, content: bytes | str) -> None:
    found = resume(document(tmp_path / name, content))
    assert [(x.text, x.employer, x.start and x.start.year, x.current) for x in found] == [
        ("Moved 40 services to k8s, cutting the bill by 30%", "Acme Corp", 2021, True),
        ("Helped the support team", "Acme Corp", 2021, True),
        ("Built billing in Python", "Foo GmbH", 2016, False),
        ("Python, Kubernetes, PostgreSQL", None, None, False),
    ]
    assert (found[0].verb, found[0].figure, found[0].skills) == ("Moved", "30%", ("Kubernetes",))
    assert (found[1].verb, found[1].figure) == ("Helped", None)


def test_a_side_column_on_the_right_does_not_cut_into_the_lines(tmp_path: Path) -> None:
    main: list[Line] = [
        ("Experience", 14), ("Senior Engineer", 11), ("Acme Corp, Lisbon", 10), ("Jan 2021 - Present", 10),
        ("• Migrated 40 services to Kubernetes, cutting the cost of hosting by 30% within the year and no outage", 10),
        ("Engineer", 11), ("Foo GmbH", 10), ("2016 - 2021", 10), ("• Ran the pager", 10),
    ]  # fmt: skip
    side: list[Line] = [
        ("Contact", 14), ("kim@mail.example", 9), ("+45 5555 5555", 9), ("Skills", 14), ("Python, Kubernetes", 9),
        ("PostgreSQL, Kafka", 9),
    ]  # fmt: skip
    data = headline_over_columns("Kim Larsen, Senior Backend Engineer", main, side)
    assert [(x.text, x.employer) for x in resume(document(tmp_path / "r.pdf", data))] == [
        ("Migrated 40 services to Kubernetes, cutting the cost of hosting by 30% within the year and no outage",
         "Acme Corp"),
        ("Ran the pager", "Foo GmbH"), ("Python, Kubernetes", None), ("PostgreSQL, Kafka", None),
    ]  # fmt: skip


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    found = resume(document(tmp_path / "resume.md", MARKDOWN), MARKDOWN)
    lines = MARKDOWN.splitlines()
    assert [lines[x.line - 1].removeprefix("- ") for x in found] == [x.text for x in found]


def test_every_line_is_cited_as_it_stands(tmp_path: Path) -> None:
    found = document(tmp_path / "resume.md", MARKDOWN)
    texts = {p.id: p.text for p in found.passages}
    assert all(texts[x.citation.passage][x.citation.start : x.citation.end] == x.text for x in resume(found))


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Cut costs by 30% in 2019", "30%"), ("Saved $1.2 million a year", "$1.2 million"),
        ("Passed an ISO 27001 audit", None), ("Since 2019 in charge", None),
        ("Trained six colleagues", "six colleagues"),
        ("Read 60,000 heat meters", "60,000 heat meters"),
        ("Moved 14 million parcel events", "14 million parcel events"),
        ("Grew from 12 to 40 engineers", "from 12 to 40 engineers"), ("Did things", None),
        ("Ran 3 of its labs", "3"), ("Grew sales 2x in 2 markets", "2 markets"),
        ("Cut the build from 40 to 12 minutes", "from 40 to 12 minutes"), ("Worked from 2015 to 2019", None),
        ("14 kinds; waste fell from 9% to 4%", "from 9% to 4%"), ("Took it from $0 to $2.5M", "from $0 to $2.5M"),
        ("Page load down from 3.2s to 800ms", "from 3.2s to 800ms"), ("Kept the bundle under 30 kB", "30 kB"),
        ("Moved 2 million rows", "2 million rows"), ("Saved $1.2M a year", "$1.2M"),
        ("Budget von 1,2 Mio. €", "1,2 Mio. €"), ("Managed EUR 40k", "EUR 40k"), ("Aufbau von 4 auf 11 Entwickler",
        "von 4 auf 11 Entwickler"), ("Migrated 300 SSIS jobs", "300 SSIS jobs"), ("After a 9-hour outage", "9-hour"),
        ("Handled 1,200+ tickets", "1,200+ tickets"), ("A team of 12", "12"), ("Kids aged 9", None),
        ("On call 24/7", None),
    ],
)  # fmt: skip
def test_the_figure_is_the_number_that_says_most(text: str, figure: str | None) -> None:
    assert figure_in(text) == figure


def test_the_verb_is_the_one_that_opens_the_line_with_its_particle() -> None:
    assert verb_in("Rolled back an upgrade") == ("Rolled back", "changed")
    assert verb_in("Successfully led a team") == ("led", "led")
    assert verb_in("Team of five, then built it") is None


def test_skills_have_one_name_and_plain_words_are_none() -> None:
    assert [s.name for s in skills_in("k8s, Postgres and golang")] == ["Kubernetes", "PostgreSQL", "Go"]
    assert [s.name for s in skills_in("Go to market, then react quickly; we go on")] == []
    assert [s.name for s in skills_in("Go or Rust; C++, C# and R")] == ["Go", "Rust", "C++", "C#", "R"]


# --- stories ----------------------------------------------------------------------------------------------------


def test_a_skill_with_a_result_and_a_number_is_strong_and_stays_verbatim() -> None:
    mine = line("Migrated 40 services to k8s and cut the bill by 30%", end=None, number=14)
    (story,), gaps = fit(asks(("Migrate our platform to Kubernetes",)), [mine], TODAY)
    assert (story.strength, story.line.text, story.line_number) == ("strong", mine.text, 14)
    assert (story.verb, story.figure, story.need.text) == ("Migrated", "30%", "Migrate our platform to Kubernetes")
    assert gaps == ()


def test_helped_stays_helped_and_a_number_alone_is_no_fit() -> None:
    helped = line("Helped to move billing to Kubernetes", number=2)
    ((story,), _) = fit(asks(("Kubernetes in production",)), [helped], TODAY)
    assert (story.verb, story.strength) == ("Helped", "partial")
    stories, _ = fit(asks(("Kubernetes in production",)), [line("Raised 30% more money for the choir")], TODAY)
    assert stories == ()


def test_work_that_ended_long_ago_counts_less() -> None:
    posting = asks(("Experience with RabbitMQ",))
    assert len(fit(posting, [line("Ran the message broker: Kafka", end=2022)], TODAY)[0]) == 1
    assert fit(posting, [line("Ran the message broker: Kafka", end=2010)], TODAY)[0] == ()


def test_three_stories_at_most_from_different_lines_for_different_needs_and_one_went_wrong() -> None:
    posting = asks(
        ("Python", "Kafka", "PostgreSQL", "Kubernetes"), problems=("Reports take nine hours because Kafka lags",),
    )  # fmt: skip
    mine = [
        line("Built reports in Python for 30 clients", number=1), line("Cut Kafka lag by 90%", number=2),
        line("Launched Kubernetes in 3 regions", number=3),
        line("Recovered PostgreSQL after an outage", number=4), line("Passed the audit without outage", number=5),
    ]  # fmt: skip
    stories, _ = fit(posting, mine, TODAY)
    assert len(stories) == 3
    assert len({s.line_number for s in stories}) == len({s.need.text for s in stories}) == 3
    assert [s.line_number for s in stories if s.went_wrong] == [4]
    assert stories[0].need.text.startswith("Reports take")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("Rolled back an upgrade", True), ("Moved billing without a missed invoice", False), ("Shipped search", False)],
)
def test_what_went_wrong_is_told_by_words(text: str, wrong: bool) -> None:
    assert went_wrong(text) is wrong


def test_needs_are_ranked_and_a_theme_of_earlier_rounds_weighs_more() -> None:
    posting = asks(("Kafka",), nice=("Dutch",), problems=("Alerts come twice",), responsibilities=("Own releases",))
    assert [n.sort for n in needs_of(posting)] == ["problem", "must", "responsibility", "nice"]
    assert next(n.sort for n in needs_of(posting, themes=("releases",)) if n.weight == 2.5 * 1.3) == "responsibility"


# --- shortfalls -------------------------------------------------------------------------------------------------


def test_a_missing_must_gets_a_sentence_and_the_nearest_line() -> None:
    _, (gap,) = fit(asks(("Experience with RabbitMQ",)), [line("Looked at Kafka", end=2010, number=3)], TODAY)
    assert gap.say.startswith("I haven't used RabbitMQ in a job. The nearest thing I've done is ___,")
    assert gap.partial is not None
    assert gap.partial.text == "Looked at Kafka"


def test_a_kindred_skill_in_work_with_a_result_is_a_part_and_no_gap() -> None:
    """Who moved services to one way of running containers has done a part of the other."""
    needs = asks(("Deep familiarity with docker and/or other related container technologies",))
    (story,), gaps = fit(needs, [line("Moved 40 services to ECS, cutting deploys from 2 hours to 9 minutes")], TODAY)
    assert (story.strength, gaps) == ("partial", ())


def test_no_gap_for_a_nice_to_have_a_vague_must_or_one_of_a_list() -> None:
    posting = asks(("Five years of experience", "Go, Rust or Python"), nice=("Dutch",))
    assert fit(posting, [line("Built billing in Python")], TODAY)[1] == ()


def test_a_skill_in_the_list_of_skills_is_no_gap_and_two_gaps_are_enough() -> None:
    skills = line("Python, Kafka", employer=None)
    assert fit(asks(("Kafka",)), [skills], TODAY)[1] == ()
    assert len(fit(asks(("Kafka", "Rust", "Dutch", "SAP", "Figma")), [], TODAY)[1]) == 2


@pytest.mark.parametrize("hedge", ["Familiar with", "Basic", "Exposure to", "Assisted with", "Side project in"])
def test_a_hedged_line_never_makes_a_strong_story(hedge: str) -> None:
    """Whatever else speaks for it."""
    told = line(f"{hedge} Kubernetes; helped to migrate 40 services, cutting cost by 30%")
    ((story,), _) = fit(asks(("Kubernetes migrations in production",)), [told], TODAY)
    assert (story.strength, story.line.text) == ("partial", told.text)


def test_words_of_every_posting_are_no_fit() -> None:
    """“Team”, “design” and “platform” on both sides say nothing."""
    needs = asks(("You will work with a team and design a platform for three products",))
    assert fit(needs, [line("Designed a platform with a team of three, saving 30%")], TODAY) == ((), ())


@pytest.mark.parametrize(
    ("must", "say"),
    [
        ("Five years of Rust or Scala", "I haven't used Rust or Scala in a job. "),
        ("Message queues such as Kafka", "On message queues such as Kafka: that would be new for me. "),
        ("You know machine learning", "On machine learning: that would be new for me. "),
        ("Deep familiarity with docker", "I haven't used docker in a job. "),
        ("Fluent in Dutch", "I don't work in Dutch yet. "),
    ],
)
def test_the_sentence_for_a_gap_names_what_is_asked(must: str, say: str) -> None:
    """As written, with what is listed beside it; a field of work is nothing that one uses."""
    _, (gap,) = fit(asks((must,)), [line("Sang in a choir")], TODAY)
    assert gap.say.startswith(say)


def test_what_goes_without_saying_is_no_gap_and_no_gap_is_told_twice() -> None:
    """PostgreSQL shows SQL; an interest is none that a resume shows; monitoring twice is one gap."""
    lines = [line("Tuned PostgreSQL")]
    assert fit(asks(("Good SQL", "An interest in Kafka")), lines, TODAY)[1] == ()
    assert len(fit(asks(("Cloud monitoring", "Network monitoring")), lines, TODAY)[1]) == 1


def test_a_story_has_a_bridge_and_the_question_that_follows() -> None:
    """A strong one names where it was; a part says that it is one."""
    posting = asks(("Kubernetes in production", "Kafka"))
    whole, part = fit(
        posting, [line("Moved 40 services to Kubernetes, cutting cost by 30%"), line("Read Kafka")], TODAY
    )[0]
    assert whole.bridge.startswith("That is close to something I did at Foo;")
    assert (whole.follow_up, part.follow_up) == ("How was that measured?", "How do you know that it worked?")
    assert part.bridge.startswith("I have done a part of that")


def test_a_line_of_the_companys_pages_needs_the_very_skill() -> None:
    """Nobody asks for it, so a kin skill or a common word is too little; it stands after what the posting asks for."""
    pages = said("In May we moved readings to Kafka", "We opened a new office and cut costs")
    lines = [line("Built a Kafka pipeline for 200 depots", end=None), line("Opened an office, cutting costs by 30%")]
    (story,), _ = fit(None, lines, TODAY, needs_of(None, pages))
    assert (story.asked, story.line.text) == (False, lines[0].text)
    assert fit(None, [line("Built a RabbitMQ pipeline for 200 depots")], TODAY, needs_of(None, pages))[0] == ()
    assert needs_of(asks(("Kafka",)), pages)[0].sort == "must"


def test_nothing_to_compare_gives_nothing() -> None:
    assert fit(None, [], TODAY) == ((), ())
    assert fit(asks(("Kafka",)), [], TODAY)[0] == ()


def test_hostile_lines_cost_little() -> None:
    start = time.process_time()
    for piece in ("a ", "1,", "12 ", "iso ", "$"):
        text = piece * 20_000
        figure_in(text)
        fit(asks((text[:2000],) * 8), [line(text[:2000], number=n) for n in range(8)], TODAY)
    assert time.process_time() - start < 2
