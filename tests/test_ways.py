"""What firms write about how they work gives a question of its own; what only looks like it gives none."""

# ruff: noqa: E501 - sentences under test stand on one line, as they are printed

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from research.brief.duties import from_cards
from research.brief.own_signals import from_posting, silences
from research.brief.questions import QuestionSet, questions
from research.brief.worklines import workline
from research.extract import read
from research.extract.all_signals import person_signals, signals
from research.extract.postings import posting as read_posting
from research.models import Citation, CompanyEntry, Document, InterviewerBrief, Kind, Page, Profile, Signal

NOW = dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)
NAMES = ("Marlowe",)


def page(html: str, kind: Kind = "about", path: str = "/about") -> Document:
    """A read page of the employer."""
    body = f"<html lang=en><head><title>{kind} - Marlowe</title></head><body><main>{html}</main></body></html>".encode()
    url = f"https://marlowe.example{path}"
    return read(
        Page(
            url=url,
            final_url=url,
            status=200,
            fetched_at=NOW,
            media_type="text/html",
            body=body,
            kind=kind,
            sha256=path,
        )
    )


def found(sentence: str, kind: Kind = "about") -> list[Signal]:
    return [
        s for s in signals([page(f"<h1>Marlowe</h1><p>{sentence}</p>", kind)], NAMES, NOW.date())
        if (s.code >= "C57" and s.code.startswith("C")) or s.subtype == "x over y"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind", "sentence", "anchor"),
    [
        ("C57", "about", "We dedicate 20% of everyone’s time to open source work.", "20%"),
        ("C57", "careers", "We keep one day a month for learning.", "one day a month"),
        ("C58", "products", "It is essential that our clients can operate without us.", "our clients can operate without us"),
        ("C58", "home", "We coach teams until they don't need our help anymore.", "don't need our help anymore"),
        ("C59", "products", "Every client gets a dedicated Delivery Lead, who stays with them.", "a dedicated Delivery Lead"),
        ("C60", "careers", "Twice a year we all meet up in person.", "twice a year"),
        ("C60", "careers", "Semi-annual team retreats", "twice a year"),
        ("C61", "home", "We move quickly without sacrificing quality.", "without sacrificing quality"),
        ("C62", "home", "We work with companies of all sizes, from Fortune 500s to young start-ups.", "young start-ups"),
        ("C63", "home", "Our engineers join your team for a quarter.", "join your team"),
        ("C64", "about", "Our partners augment the core team when we need to scale up.", "augment the core team"),
        ("C65", "about", "Our longest client relationship has lasted 9 years.", "9 years"),
        ("C66", "about", "We also organize conferences like HarborConf in spring.", "HarborConf"),
        ("C67", "about", "Referrals led us to broaden our offering to include Staff Augmentation.", "Staff Augmentation"),
        ("C68", "careers", "We are growing fast.", "We are growing fast"),
        ("C69", "products", "A production ready setup in two weeks.", "A production ready setup in two weeks"),
        ("C70", "about", "We are a bootstrapped company.", "bootstrapped"),
        ("C71", "products", "You follow along through weekly demos and a shared board.", "weekly demos"),
        ("C72", "products", "There are no long-term contracts.", "no long-term contracts"),
        ("C73", "careers", "We have unlimited vacation.", "unlimited vacation"),
        ("C74", "values", "We share what we know through pair programming.", "pair programming"),
        ("C75", "about", "We are a certified Shopify Plus Partner.", "Shopify"),
        ("C76", "about", "We only work with non-profits.", "We only work with non-profits"),
        ("C77", "home", "The last depot opened on time and on budget.", "on time and on budget"),
        ("C78", "about", "Our work is funded by a grant from the Ford Foundation.", "the Ford Foundation"),
        ("C79", "about", "Volunteers run the help desk at night.", ""),
        ("C80", "products", "Marlowe is free for nonprofits.", "free for nonprofits"),
        ("C81", "home", "We take you from idea to launch.", "from idea to launch"),
        ("C82", "careers", "We don't require a degree.", "We don't require a degree"),
        ("C83", "careers", "The last step is a paid trial day with the team.", "a paid trial day"),
        ("C84", "about", "We only hire senior engineers.", "senior engineers"),
        ("C05", "home", "We move freight, focusing on outcome over output.", "outcome over output"),
        ("C63", "home", "We work like your extended team.", "work like your extended team"),
        ("C89", "about", "Our mission is to narrow the gap between harbor research and public rules.", "public rules"),
        ("C90", "other", "We have compiled a dataset of harbor tides for over 120 ports.", "a dataset of harbor tides"),
        ("C91", "customers", "Kestrel now has in-house developers continuing the work.", "Kestrel"),
        ("C86", "about", "Marlowe runs a single investment strategy for all clients.", "investment strategy"),
        ("C87", "home", "We help job seekers find work and employers find people.", "employers"),
        ("C88", "about", "The lab is a partnership between Hooli and Initech, founded last year.", "Initech"),
    ],
)  # fmt: skip
def test_a_way_of_working_is_read_with_its_anchor(code: str, kind: Kind, sentence: str, anchor: str) -> None:
    """The sentence gives the signal, and its anchor stands in a slot or a quote."""
    made = next(s for s in found(sentence, kind) if s.code == code)
    assert not anchor or anchor in [*made.slots.values(), *(q.text for q in made.quotes)]
    assert made.citations[0].quote == sentence


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("products", "Connect the app so that your team’s tools stay in step."),
        ("customers", "Every year our customers meet at a conference in May."),
        ("about", "We raised the money in two weeks."),
        ("careers", "You will get no sabbatical in the first year."),
        ("about", "We help bootstrapped companies grow."),
        ("posting", "Experience with pair programming is welcome."),
        ("products", "Learn the basics in two weeks."),
        ("about", "Become a volunteer and help volunteers run the shop."),
        ("home", "We work like your favourite tools."),
        ("about", "We believe in growth over time."),
        ("team", "He always looks out to automate, bridging the gap between development and operations."),
        ("customers", "They built a database for job seekers and employers."),
    ],
)
def test_what_only_looks_like_a_way_of_working_gives_nothing(kind: Kind, sentence: str) -> None:
    """Tools, customers' meetings, fund-raising, refusals, others' traits and requirements are left alone."""
    assert found(sentence, kind) == []


def test_the_steps_of_a_process_are_read_from_its_headings() -> None:
    """Three headings under "Our process" are its steps; headings elsewhere are not."""
    steps = "".join(f"<h3>{n}</h3><p>We do this with care and with you.</p>" for n in ("Discovery", "Design", "Launch"))
    shown = signals([page(f"<h1>Services</h1><h2>Our process</h2>{steps}", "products")], NAMES, NOW.date())
    made = next(s for s in shown if s.code == "C85")
    assert (made.slots["OFFER1"], made.slots["OFFER2"]) == ("Discovery", "Launch")
    other = signals([page(f"<h1>Services</h1><h2>Our clients</h2>{steps}", "products")], NAMES, NOW.date())
    assert not any(s.code == "C85" for s in other)


def test_a_contract_with_an_end_is_read_with_its_end() -> None:
    """ "Contract (through March 2027)" is a work with an end; the end stands as printed."""
    job = page("<h1>Engineer</h1><p>Type: Contract (through March 2027, extendable)</p>", "posting", "/jobs/e")
    assert [s.slots["TILL"] for s in signals([job], NAMES, NOW.date()) if s.code == "J25"] == ["March 2027"]


def test_job_cards_on_a_careers_page_are_small_postings() -> None:
    """A line of work under a job's title on the careers page is asked about by the title; duller lines are not."""
    jobs = page(
        "<h1>Careers</h1><h2>Front-end Engineer Indore, India</h2><h3>Responsibilities</h3><ul>"
        "<li>Optimize the booking flow for slow phones.</li><li>Attend meetings.</li></ul>",
        "careers",
    )
    made = from_cards([jobs])
    assert [(s.slots["JOB"], s.slots["VERB"], s.quotes[0].text) for s in made] == [
        ("Front-end Engineer", "optimize", "the booking flow for slow phones")
    ]


def test_those_at_the_top_are_not_counted_as_the_people() -> None:
    """A page of managers tells nothing of how many work there."""
    people = "".join(
        f"<h3>{n} Marsh</h3><p>Director of Trade</p>" for n in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
    )
    for path, counted in (("/team", True), ("/management-team", False)):
        heard = signals([page(f"<h1>Our team</h1>{people}", "team", path)], NAMES, NOW.date())
        assert any(s.code == "C29" and s.subtype == "size" for s in heard) is counted


def line(text: str) -> Citation:
    return Citation(
        url="https://m.example/job", quote=text, document="d", passage="p", start=0, end=len(text), fetched_at=NOW
    )


@pytest.mark.parametrize(
    ("text", "verb", "kind", "thing"),
    [
        ("Own the scheduling and sequencing for multiple projects", "own", "own", "the scheduling and sequencing for multiple projects"),
        ("Design, build, and manage infrastructure platforms to improve flow", "design", "build", "infrastructure platforms"),
        ("Mentor junior team members through mob-pairing and 1:1 pairing sessions", "mentor", "teach", "junior team members"),
        ("own complex platform decisions, mentor others, and work closely with clients", "own", "own", "complex platform decisions"),
        ("Document technical solutions and knowledge for team reference", "document", "least", "technical solutions and knowledge for team reference"),
    ],
)  # fmt: skip
def test_a_line_of_work_is_a_verb_and_its_thing(text: str, verb: str, kind: str, thing: str) -> None:
    """The verb stands in its base form, the thing is a whole noun phrase; owning weighs more than documenting."""
    made = workline(line(text))
    assert made is not None and made.thing is not None
    assert (made.verb, made.kind, made.thing.text) == (verb, kind, thing)
    assert made.weight >= 0.5


@pytest.mark.parametrize("text", ["Work with People Ops on hiring", "Improve how we ship", "A good sense of humour"])
def test_a_line_without_a_thing_of_its_own_is_not_taken_apart(text: str) -> None:
    """Taking part, clauses and qualities give no verb and thing."""
    made = workline(line(text))
    assert made is None or made.thing is None


def bio(sentence: str, name: str = "Ada Marsh") -> list[Signal]:
    """What one person's part of the team page gives."""
    team = page(f"<h1>Our team</h1><h2>{name}</h2><p>Director</p><p>{sentence}</p>", "team", "/team")
    return person_signals(InterviewerBrief(name=name), [team], NAMES, NOW.date())


@pytest.mark.parametrize(
    ("sentence", "code", "anchor"),
    [
        (
            "Ada Marsh leads the discovery phase of projects at Marlowe.",
            "P13",
            "leads the discovery phase of projects at Marlowe",
        ),
        ("Her interests include the economics of public tools.", "P13", "the economics of public tools"),
        ("Before Marlowe, Ada worked as a mechanical engineer in product development.", "P01", "a mechanical engineer"),
        ("In addition to her role at Marlowe, Ada is a researcher at Future Tech Lab.", "P14", "Future Tech Lab"),
        ("She would always go with a simple solution over a clever one.", "P11", "a simple solution over a clever one"),
    ],
)
def test_a_bio_tells_what_somebody_does_did_and_chooses(sentence: str, code: str, anchor: str) -> None:
    """Work in the third person, an earlier trade, a second post and a preference are each asked about by their words."""
    made = next(s for s in bio(sentence) if s.code == code)
    assert anchor in [*made.slots.values(), *(q.text for q in made.quotes)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Reporting directly to CEO and cofounder Colin Callahan, Ada Marsh will bring her record of success.",
        "Founded in 2011, we offer our clients people, and Ada Marsh leads sales.",
        "Ada worked as a summer intern in product development.",
    ],
)
def test_a_colleague_a_founding_year_and_a_summer_job_are_not_told_of_somebody(sentence: str) -> None:
    """A founder's name behind the word, the year of the company and an internship make no founder and no trade."""
    assert not {s.code for s in bio(sentence)} & {"P06", "P01"}


JOB = """<h1>Lead Engineer</h1><p>At Marlowe you will own the release calendar.</p><h2>What you will do</h2><ul>
<li>{line}</li><li>Document decisions for the whole team</li></ul><h2>Requirements</h2><ul><li>{must}</li></ul>
<p>Apply by letter.</p>"""


def asked(line: str = "Improve the nightly tests", must: str = "Experience with Rust", words: int = 0) -> QuestionSet:
    """The questions that one posting of a small firm gives to its founder."""
    html = JOB.format(line=line, must=must) + "<p>" + "We like our work and our people here. " * words + "</p>"
    job = page(html, "posting", "/jobs/lead")
    found = read_posting(job)
    assert found is not None
    profile = Profile(slug="marlowe", folder=Path("marlowe"), company=CompanyEntry(name="Marlowe"))
    who = InterviewerBrief(name="Ada Marsh", role="HM", job_title="Head of Engineering")
    heard = signals([job], NAMES, NOW.date(), [found])
    return questions(heard, [job], [who], found, profile, NOW.date())


def test_the_verb_of_a_line_stands_outside_the_quote() -> None:
    """ "Improve the nightly tests" is said in mid-sentence without its capital, and asked as something to improve."""
    texts = [q.text for q in asked().questions]
    assert any("improve “the nightly tests”" in text for text in texts)
    assert not any(re.search(r"[a-z] “[A-Z][a-z]+ [a-z]", text) for text in texts if "says" not in text)


def test_light_work_is_not_asked_about_beside_heavy() -> None:
    """Documenting is no subject while there is something to own or to improve."""
    assert not any("Document" in q.text for q in asked().questions)


def test_what_a_posting_leaves_out_is_tied_to_a_line_and_asked_last() -> None:
    """A silence says of which work, repeats no line that is asked about, and none is left without a line."""
    job = page(JOB.format(line="Improve the nightly tests", must="Experience with Rust"), "posting", "/jobs/lead")
    found = read_posting(job)
    silent = signals([job], NAMES, NOW.date(), [found] if found else [])[:1]
    silent = [s.model_copy(update={"code": "J10", "subtype": "measure", "slots": {"LACKS": "measure"}}) for s in silent]
    lines = from_posting(found, [job], NOW.date())
    tied = [s for s in silences([*silent, *lines]) if s.code == "J10"]
    assert [(s.slots["VERB"], s.quotes[0].text) for s in tied] == [
        ("own", "the release calendar"),
        ("improve", "the nightly tests"),
    ]
    assert silences(silent) == []
    assert not any(q.signal == "J10" for q in asked(words=30).questions)


def test_tools_of_one_stack_are_no_alternatives() -> None:
    """Four tools of four layers give no question about who chooses; four of one layer do."""
    stack = asked(must="Experience with React, TypeScript, PostgreSQL and Docker")
    rivals = asked(must="Experience with Drupal, Laravel, React and Jekyll")
    assert not any(q.signal == "C55" for q in stack.questions)
    assert any(q.signal == "C55" for q in rivals.questions)


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("The ability to perform well in a fast-paced environment", "a fast-paced environment"),
        (
            "Adapt to different roles and technologies as project needs evolve",
            "Adapt to different roles and technologies",
        ),
    ],
)
def test_pace_is_quoted_by_itself(line: str, quote: str) -> None:
    """What is quoted is the pace or the change, not the ability to bear it."""
    job = page(JOB.format(line=line, must="Experience with Rust"), "posting", "/jobs/lead")
    found = read_posting(job)
    heard = signals([job], NAMES, NOW.date(), [found] if found else [])
    assert quote in [q.text for s in heard if s.code == "J07" for q in s.quotes]


def test_a_thin_set_says_how_little_was_said_and_what_would_help() -> None:
    """The reason names the words read, and the profile of the interviewer that is missing."""
    thin = asked().thin
    assert "words in all" in thin
    assert "saved profile of each interviewer would give more" in thin
    assert "posting of the role" not in thin
