"""Frames are whole, well-formed questions: what fills them fits, or is refused with a reason."""

# ruff: noqa: E501 - sentences under test stand on one line, as they are said

from __future__ import annotations

import datetime as dt
import itertools
import random
import re

import pytest

from research.brief.filling import (
    _HOLE,
    CLOSED_SLOTS,
    Filled,
    Refusal,
    fill,
    quote_fault,
    slot_fault,
    spelled,
    when,
    with_lead,
)
from research.brief.frames import Frame, book, sibling
from research.brief.lint import OPENERS, lint, lint_follow_up, split_sentences
from research.brief.rules import Context
from research.models import Citation, Form, Kind, Modality, Quote, Signal
from research.text import fold

NOW = dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)
TODAY = NOW.date()


def cite(quote: str, url: str = "https://marlowe.example/page", passage: str = "p1", start: int = 0) -> Citation:
    return Citation(
        url=url,
        quote=quote,
        document="doc-" + url,
        passage=passage,
        start=start,
        end=start + len(quote),
        fetched_at=NOW,
    )


def signal(
    code: str,
    sentence: str,
    *,
    subtype: str = "",
    slots: dict[str, str] | None = None,
    quotes: tuple[tuple[Form, str], ...] = (),
    modality: Modality = "state",
    kind: Kind | None = None,
    date: dt.date | None = None,
    url: str = "https://marlowe.example/page",
    title: str = "",
    person: str | None = None,
    passage: str = "p1",
) -> Signal:
    """A signal as the extractor makes it; quotes are cut out of the sentence."""
    whole = cite(sentence, url, passage)
    cut = tuple(
        Quote(form=form, citation=cite(text, url, passage, sentence.index(text)), score=5.0) for form, text in quotes
    )
    page = kind or ("posting" if code.startswith("J") else "person" if code.startswith("P") else "about")
    return Signal(
        code=code,
        subtype=subtype,
        slots=slots or {},
        quotes=cut,
        modality=modality,
        page_kind=page,
        title=title,
        date=date,
        person=person,
        citations=(whole,),
    )


def ask(frame_id: str, *signals: Signal, **context: object) -> Filled | Refusal:
    return fill(book().frame(frame_id), signals, Context(today=TODAY, site="marlowe.example", **context))  # type: ignore[arg-type]


def months_ago(months: float) -> dt.date:
    return TODAY - dt.timedelta(days=round(months * 30.44))


# --- the file ----------------------------------------------------------------------------------------------------

ALL = book().frames


def test_every_code_of_the_design_has_frames() -> None:
    """C01-C24, J01-J12, P01-P11 each give at least one question."""
    codes = {c for f in ALL if not f.pair for c in f.signals}
    wanted = (
        {f"C{i:02}" for i in range(1, 25)} | {f"J{i:02}" for i in range(1, 13)} | {f"P{i:02}" for i in range(1, 12)}
    )
    assert wanted <= codes
    assert codes <= set(book().signals)


@pytest.mark.parametrize("frame", ALL, ids=lambda f: f.id)
def test_a_frame_is_complete(frame: Frame) -> None:
    """Why, follow-up, sibling, prior and topics are all there and within their bounds."""
    assert lint_follow_up(frame.follow_up) == []
    assert 4 <= len(frame.why.split()) <= 10
    assert 0 <= frame.thought <= 1
    assert frame.topics
    assert frame.roles
    if frame.next:
        following = sibling(frame)
        assert following is not None
        assert set(following.signals) & set(frame.signals)


@pytest.mark.parametrize("frame", ALL, ids=lambda f: f.id)
def test_a_frame_has_no_unsayable_hole(frame: Frame) -> None:
    """No article or possessive touches a hole, none is subject of a present-tense verb, none starts a sentence."""
    for text in filter(None, (frame.text, frame.small, frame.recruiter)):
        if text == "off":
            continue
        assert not re.search(r"\b[Aa]n? \{", text)
        assert not re.search(r"\}(?:['’]s)\b", text)
        open_names = {h for h in _HOLE.findall(text) if h not in CLOSED_SLOTS}
        assert not any(re.search(rf"\b[Yy]our \{{{h}\}}", text) for h in open_names)
        assert not re.search(r"(?<!“)\{(?!Page|page|WHEN)\w+\} (?:is|are|has|have|does|do|says|works|gets)\b", text)
        body = text.removeprefix("L. ")
        for sentence in split_sentences(body):
            assert not sentence.startswith("{") or sentence.startswith("{Page}")
        assert fold(split_sentences(body)[-1].split(" ")[0]).strip(",") in OPENERS


def test_leads_are_sayable_with_every_page() -> None:
    """Every lead reads as a sentence for every kind of page, for people inside and outside."""
    for kind, role in itertools.product(book().pages, ("HM", "REC")):
        s = signal(
            "C22",
            "We did not have the capacity",
            quotes=(("CL", "We did not have the capacity"),),
            kind=kind,  # type: ignore[arg-type]
            modality="neg",
            person="Dana Reyes" if kind == "person" else None,
            date=months_ago(2),
            title="One two three",
        )
        for lead in book().leads:
            made = fill(book().frame("C22-F1"), [s], Context(today=TODAY, role=role, name="Dana Reyes"), lead.id)  # type: ignore[arg-type]
            if isinstance(made, Filled):
                assert not re.search(r"[{}]|  ", made.text)
                assert made.text[0].isupper()
                assert "your" not in fold(made.text.split("“")[0]) or role == "HM" or kind == "person"


# --- properties --------------------------------------------------------------------------------------------------

_NAMES = [
    "Insights",
    "The Harbor",
    "Atlas",
    "iPort",
    "Marlowe Rate Engine Professional Edition Two",
    "SAP",
    "Tern Valley",
    "Copperline’s Own",
    "C++",
    "Node.js",
    "AT&T",
    "Who's Next?",
    "ALL CAPS NAME HERE",
    "Åkerlund Øst",
    "x",
    "",
    " loose ",
    'Quoted "Name"',
    "A/B Testing",
    "Foo (Bar)",
    "one two three four five six seven eight nine ten",
    "Ends with dot.",
    "Zürich",
    "O'Neill",
    "Dr. Who",
    "https://x.example",
    "Supercalifragilisticexpialidocious",
    "Amazing Journey",
    "a, b, c",
]
_FIGURES = [
    "2,000 customers",
    "40%",
    "two hours",
    "$28 million",
    "1.5 million users",
    "24/7",
    "99.9%",
    "7",
    "",
    "3-5 days",
]
_PHRASES = [
    "a human reply within two hours",
    "nobody trusts the totals",
    "replace the old rate tables",
    "we default to open",
    "rate data, rules, and totals",
    "we “always” ship",
    "run it (alone)",
    "we say it early even",
    "the",
    "of the things we do",
    "ship every Friday without fail",
    "our goal of halving waste by 2030",
    "own the forecast end to end",
    "every family",
    "x" * 70 + " y z",
    "We move fast and change plans",
    "two legacy systems with manual handovers",
    "is it done? yes",
]
_NUMBERS = ["3", "7", "11", "12", "45", "160", "1,200", "many", ""]


def _value(slot: str, rng: random.Random) -> str:
    if slot in ("N", "N1", "N2"):
        return rng.choice(_NUMBERS)
    if slot == "YEAR":
        return rng.choice(["2024", "2026", "2027", "2030", "soon"])
    if slot in ("NUM", "SPAN", "ROUND"):
        return rng.choice(_FIGURES)
    if slot in ("REQ", "REQ1", "REQ2", "NICE", "VALUE", "POST_TITLE"):
        return rng.choice(_PHRASES + _NAMES)
    return rng.choice(_NAMES)


def _random_signal(code: str, frame: Frame, rng: random.Random) -> Signal:
    holes = [
        h
        for h in _HOLE.findall(frame.text + "{PROJECT}{PRODUCT}{N}{METRIC_DIR}{YEAR}")
        if h.isupper() or h[-1:].isdigit()
    ]
    slots = {
        h.removesuffix("2") if h in ("NUM2", "N_WORD2") else h: _value(h, rng) for h in holes if h not in ("Q", "Q2")
    }
    slots |= {k: rng.choice(v) for k, v in frame.where.items()}
    slots |= {k: "yes" for k in frame.needs if k not in slots}
    phrases = rng.sample(_PHRASES, 3)
    sentence = " ".join([*phrases, *slots.values(), "."])
    return signal(
        code,
        sentence,
        subtype=rng.choice(frame.subtypes or ("",)),
        slots=slots,
        quotes=tuple((rng.choice(frame.forms or ("CL",)), p) for p in phrases),
        modality=rng.choice(frame.modality or ("state",)),
        date=rng.choice([None, months_ago(3), months_ago(30)]),
        title=rng.choice(_NAMES),
        person="Dana Reyes" if code.startswith("P") else None,
        passage=str(rng.random()),
    )


@pytest.mark.parametrize("frame", ALL, ids=lambda f: f.id)
def test_whatever_fills_a_frame_passes_the_lint_or_is_refused(frame: Frame) -> None:
    """200 mixtures of ordinary and nasty slot values: each gives a clean question or a reason."""
    rng = random.Random(frame.id)  # the same mixtures on every run
    context = Context(today=TODAY, name="Dana Reyes", job_title="Head of Rates", site="marlowe.example")
    for _ in range(200):
        codes = frame.signals if frame.pair else frame.signals[:1]
        made = fill(frame, [_random_signal(c, frame, rng) for c in codes], context)
        if isinstance(made, Refusal):
            assert made.reason
            continue
        assert lint(made.text, made.citations, made.closed, sentences=3 if frame.pair else frame.sentences) == []
        assert not re.search(r"[{}]", made.text)
        assert made.citations


# --- grammar fixtures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        (
            "Insights",
            "What did the team leave out of the first version of Insights, and does that still look like the right call?",
        ),
        (
            "The Harbor",
            "What did the team leave out of the first version of Harbor, and does that still look like the right call?",
        ),
        (
            "iPort",
            "What did the team leave out of the first version of iPort, and does that still look like the right call?",
        ),
        (
            "Tidewater Harbours",
            "What did the team leave out of the first version of Tidewater Harbours, and does that still look like the right call?",
        ),
        (
            "Continental Harbour Reservations Manager",
            "What did the team leave out of the first version of Continental Harbour Reservations Manager, and does that"
            " still look like the right call?",
        ),
    ],
)
def test_product_names_of_every_shape_read_well(product: str, expected: str) -> None:
    """A plural name, one with an article, a lower-case brand, one that ends in s and one of forty letters all fit."""
    made = ask("C03-F2", signal("C03", f"We launched {product} in May.", slots={"PRODUCT": product}, modality="done"))
    assert isinstance(made, Filled)
    assert made.text == expected


@pytest.mark.parametrize("title", ["What went wrong?", "Down, again!", "A (very) bad day", "One. Two", "x" * 90])
def test_a_title_with_its_own_end_mark_is_refused(title: str) -> None:
    """A headline that would make two end marks is not spoken; the frame that names the month is there instead."""
    s = signal(
        "C13", title, subtype="title", slots={"POST_TITLE": title}, date=months_ago(6), kind="article", modality="done"
    )
    assert isinstance(ask("C13-F1", s), Refusal)
    other = ask("C13-F5", s)
    assert isinstance(other, Filled)
    assert other.text.startswith("Your post from May is open")


@pytest.mark.parametrize(
    ("quote", "fits"),
    [
        ("we raise bad news the day we learn it", True),
        ("a human reply, day or night", True),
        ("we “always” ship", False),
        ("one, two, three things", False),
        ("and then we ship", False),
        ("we ship to the", False),
        ("two words", False),
        ("we run https://x.example daily", False),
        ("we see 1 or 2 or 3", False),
        ("it works well", False),
        ("pays a fair salary", False),
        ("SHOUT AT EVERYONE now", False),
    ],
)
def test_quotes_that_cannot_be_said_are_refused(quote: str, fits: bool) -> None:
    """A quote of three to nine words, one comma at most, whole phrases, nothing unsayable and nothing about pay."""
    assert (quote_fault(quote) is None) is fits


def test_small_helpers() -> None:
    """Numbers up to twelve are spelled, months are named for eleven months, then years."""
    assert (spelled("7"), spelled("40")) == ("seven", "40")
    assert (when(months_ago(3), TODAY), when(months_ago(20), TODAY)) == ("August", "2025")
    assert slot_fault("ORG", "Tern Valley Clinics") is None
    assert slot_fault("ORG", "Tern; Valley")


# --- traps -------------------------------------------------------------------------------------------------------


def test_a_plan_is_not_asked_about_as_done() -> None:
    """An opening that is only planned does not get the frame for open offices."""
    plan = signal("C02", "We plan to open in Rotterdam.", slots={"PLACE": "Rotterdam"}, modality="plan", subtype="plan")
    assert ask("C02-F1", plan) == Refusal("the page only plans it")
    assert isinstance(ask("C02-F3", plan), Filled)


def test_a_past_target_gets_only_the_outcome_frame() -> None:
    """A date that has gone by turns the plan frames off and the outcome frame on."""
    past = signal(
        "C19",
        "By 2023 we will have halved our waste volume.",
        slots={"YEAR": "2023"},
        modality="plan",
        quotes=(("VP", "have halved our waste volume"), ("CL", "By 2023 we will have halved our waste")),
    )
    assert ask("C19-F2", past) == Refusal("past date")
    assert isinstance(ask("C19-F4", past.model_copy(update={"modality": "state"})), Filled)


def test_a_negated_statement_needs_a_frame_for_it() -> None:
    """ "We do not promise" is no promise."""
    s = signal(
        "C06",
        "We never promise a reply within two hours.",
        modality="neg",
        quotes=(("NP", "a reply within two hours"),),
    )
    assert isinstance(ask("C06-F1", s), Refusal)


def test_stale_and_undated_news_is_refused() -> None:
    """Old launches are stale; "now that it is out" needs a date."""
    old = signal("C03", "We launched Dockside.", slots={"PRODUCT": "Dockside"}, date=months_ago(30), modality="done")
    assert ask("C03-F2", old) == Refusal("older than 24 months")
    undated = old.model_copy(update={"date": None})
    assert ask("C03-F1", undated) == Refusal("undated")


def test_the_holder_of_the_title_is_not_asked_about_herself() -> None:
    """Reporting lines: the head gets "reports to you", everybody else "reports to the ..."."""
    s = signal(
        "J04",
        "Reporting to the Head of Nurse Education.",
        subtype="reports",
        slots={"TITLE": "Head of Nurse Education"},
    )
    assert isinstance(ask("J04-F2", s, job_title="Head of Nurse Education"), Filled)
    assert isinstance(ask("J04-F1", s, job_title="Head of Nurse Education"), Refusal)
    assert isinstance(ask("J04-F1", s, job_title="Ward Nurse"), Filled)
    assert isinstance(ask("J04-F2", s, job_title="Ward Nurse"), Refusal)


def test_person_frames_ask_only_that_person() -> None:
    """A signal about one interviewer is never put to another, nor to a nameless seat."""
    s = signal("P02", "She has been here since 2016.", subtype="years 8", person="Dana Reyes")
    assert isinstance(ask("P02-F1", s, name="Dana Reyes"), Filled)
    assert ask("P02-F1", s, name="Sam Ode") == Refusal("about somebody else")
    assert isinstance(ask("P02-F1", s), Refusal)


def test_a_careers_page_is_not_called_the_posting() -> None:
    """Frames that say "the posting" refuse lines that stand on another page."""
    s = signal("J08", "Work closely with sales.", subtype="one", slots={"FUNC": "sales"}, kind="careers")
    posted = s.model_copy(update={"page_kind": "posting"})
    made = ask(
        "J02-F1",
        signal("J02", "Our data is fragmented today.", quotes=(("CL", "Our data is fragmented"),), kind="careers"),
    )
    assert made == Refusal("stands on another page than the posting")
    assert isinstance(ask("J08-F1", posted), Filled)


def test_a_third_partys_page_is_not_yours() -> None:
    """What somebody else's site says is never "your page"."""
    s = signal(
        "C22",
        "We did not have the capacity",
        quotes=(("CL", "We did not have the capacity"),),
        modality="neg",
        url="https://paper.example/story",
        kind="press",
        date=months_ago(2),
    )
    made = ask("C22-F1", s)
    assert isinstance(made, Filled)
    assert made.text.startswith("An article about you says")


def test_a_recruiter_hears_the_company_not_you() -> None:
    """To somebody outside the team the company is "the company"."""
    s = signal(
        "C05",
        "Say the awkward thing early",
        subtype="heading",
        slots={"VALUE": "Say the awkward thing early"},
        kind="values",
    )
    made = ask("C05-F3", s, role="REC")
    assert isinstance(made, Filled)
    assert "the company decides" in made.text


def test_a_bare_noun_is_no_value() -> None:
    """ "Integrity" names no behavior, so there is nothing to ask about it."""
    for value in ("Integrity", "Trust and Respect", "Open Technology"):
        assert isinstance(ask("C05-F4", signal("C05", value, subtype="heading", slots={"VALUE": value})), Refusal)


def test_another_lead_keeps_question_and_quote() -> None:
    """Changing the lead changes only the first sentence."""
    s = signal("C22", "We did not have the capacity", quotes=(("CL", "We did not have the capacity"),), modality="neg")
    made = ask("C22-F1", s)
    assert isinstance(made, Filled)
    other = with_lead(made, "L2", Context(today=TODAY, site="marlowe.example"))
    assert isinstance(other, Filled)
    assert other.text != made.text
    assert other.text.split(". ")[-1] == made.text.split(". ")[-1]
