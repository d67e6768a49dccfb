"""What firms write about how they work gives a question of its own; what only looks like it gives none."""

# ruff: noqa: E501 - sentences under test stand on one line, as they are printed

from __future__ import annotations

import datetime as dt

import pytest

from research.brief.worklines import workline
from research.extract import read
from research.extract.all_signals import signals
from research.models import Citation, Document, Kind, Page, Signal

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
        if s.code >= "C57" and s.code.startswith("C")
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
        ("C63", "home", "Our engineers join your team for a quarter.", ""),
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
        ("C78", "about", "Our work is funded by a grant from the Ford Foundation.", "Ford Foundation"),
        ("C79", "about", "Volunteers run the help desk at night.", ""),
        ("C80", "products", "Marlowe is free for nonprofits.", "free for nonprofits"),
        ("C81", "home", "We take you from idea to launch.", "from idea to launch"),
        ("C82", "careers", "We don't require a degree.", "We don't require a degree"),
        ("C83", "careers", "The last step is a paid trial day with the team.", "a paid trial day"),
        ("C84", "about", "We only hire senior engineers.", "senior engineers"),
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
