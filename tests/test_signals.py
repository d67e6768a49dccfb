"""Signals: each way of saying something is found with its anchors, and each trap is left alone, with its reason."""

from __future__ import annotations

import datetime as dt
import json
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from research.extract.dates import told
from research.models import Document, DocumentLink, InterviewerBrief, Passage, Position, Posting, Signal, Statement

# The package exports a function of the module's own name.
module = import_module("research.extract.all_signals")

TODAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
NAMES = ("Marlowe", "Marlowe Freight")
CASES = Path(__file__).parent / "cases" / "signals"


def cases(*names: str) -> list[Any]:
    found = [case for name in names for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))]
    return [pytest.param(case, id=case["says"]) for case in found]


def passage(n: int, text: str, block: str = "paragraph", headings: tuple[str, ...] = (), **more: Any) -> Passage:
    level = 2 if block == "heading" else 0
    return Passage.model_validate(
        {"id": f"p{n}", "text": text, "ordinal": n, "block": block, "level": level, "headings": headings, **more}
    )


def document(
    kind: str = "about", *passages: Passage, url: str = "https://marlowe.example/page", **more: Any
) -> Document:
    fields = {"title": "A page", "language": "en", "sha256": "0" * 63 + str(len(url) % 10)} | more
    return Document.model_validate(
        {"url": url, "final_url": url, "kind": kind, "way": "http", "fetched_at": NOW, "passages": passages, **fields}
    )


def of_case(case: dict[str, Any]) -> Document:
    published = dt.date.fromisoformat(case["published"]) if "published" in case else None
    title = case.get("title", "A page")
    texts = [passage(0, title, "heading")]
    if "heading" in case:
        texts.append(passage(1, case["heading"], "heading", headings=(case["heading"],)))
    if "text" in case:
        texts.append(passage(2, case["text"], case.get("block", "paragraph")))
    texts += [passage(3 + i, text) for i, text in enumerate(case.get("more", ()))]
    url = case.get("url", "https://marlowe.example/page")
    return document(
        case["kind"], *texts, url=url, title=title, published=published, language=case.get("language", "en")
    )


def of_posting(case: dict[str, Any]) -> tuple[Document, Posting]:
    """A posting whose lines are items, and its parts citing them."""
    parts = [k for k in ("must", "nice", "responsibilities", "problems", "goals", "measures") if k in case]
    lines = [(part, text) for part in parts for text in case[part]]
    title = passage(0, "Dispatch Engineer", "heading")
    items = [passage(1 + i, text, "item") for i, (_, text) in enumerate(lines)]
    page = document("posting", title, *items, title="Dispatch Engineer", published=dt.date(2026, 11, 1))
    stated: dict[str, Any] = {
        part: tuple(
            Statement(text=p.text, citations=(page.cite(p),))
            for p, (of, _) in zip(items, lines, strict=True)
            if of == part
        )
        for part in parts
    }
    posting = Posting(
        title="Dispatch Engineer", url=page.url, document=page.sha256, words=case.get("words", 100), **stated
    )
    return page, posting


def matches(signal: Signal, want: dict[str, Any]) -> bool:
    slots = all(signal.slots.get(k) == v for k, v in want.get("slots", {}).items())
    same = signal.code == want["code"] and signal.subtype == want.get("subtype", signal.subtype)
    said = signal.modality == want.get("modality", signal.modality)
    quoted = "quote" not in want or any(
        q.text == want["quote"] and q.form == want.get("form", q.form) for q in signal.quotes
    )
    return slots and same and said and quoted


def check(case: dict[str, Any], found: list[Signal], reasons: list[str]) -> None:
    told = [(s.code, s.subtype, s.slots, s.modality, [(q.form, q.text) for q in s.quotes]) for s in found]
    for want in case.get("expect", ()):
        assert any(matches(s, want) for s in found), (want, told, reasons)
    for code in case.get("none", ()):
        assert code not in {s.code for s in found}, told
    for slot in case.get("slotless", ()):
        assert all(slot not in s.slots for s in found), told
    if "reason" in case:
        assert any(case["reason"] in r for r in reasons), reasons


@pytest.mark.parametrize("case", cases("company", "values", "traps"))
def test_a_page_says_or_does_not_say(case: dict[str, Any]) -> None:
    """Each case of company.json, values.json and traps.json holds."""
    home = document("home", passage(0, "Marlowe moves freight."), url="https://marlowe.example/")
    documents = [home, of_case(case)]
    found = module.signals(documents, NAMES, TODAY)
    reasons = [r.reason for r in module.explain(documents, NAMES, TODAY)]
    check(case, found, reasons)


@pytest.mark.parametrize("case", cases("roles"))
def test_a_posting_says_or_does_not_say(case: dict[str, Any]) -> None:
    """Each case of roles.json holds."""
    page, posting = of_posting(case)
    check(case, module.signals([page], NAMES, TODAY, [posting]), [])


def test_every_citation_and_quote_is_the_pages_own_text() -> None:
    """citations[0] is a whole sentence, quotes lie inside it, and all are byte-for-byte substrings of the passage."""
    documents = [of_case(c.values[0]) for c in cases("company", "values")]
    for signal in module.signals(documents, NAMES, TODAY):
        whole = signal.citations[0]
        texts = {p.id: p.text for d in documents for p in d.passages if d.sha256 == whole.document}
        assert whole.quote in {p.text[whole.start : whole.end] for d in documents for p in d.passages}, texts
        for quote in signal.quotes:
            assert quote.text in whole.quote or quote.citation.passage != whole.passage
            assert len(quote.text) <= 60
            assert 2 <= len(quote.text.split()) <= 9


def test_the_same_input_gives_the_same_signals() -> None:
    """Two runs are equal, and the order of pages changes no signal, only ties."""
    documents = [of_case(c.values[0]) for c in cases("company")]
    first = module.signals(documents, NAMES, TODAY)
    assert first == module.signals(documents, NAMES, TODAY)
    turned = module.signals(documents[::-1], NAMES, TODAY)
    assert {(s.code, s.subtype, str(s.slots)) for s in first} == {(s.code, s.subtype, str(s.slots)) for s in turned}


def test_a_sentence_on_many_pages_is_boilerplate() -> None:
    """The same sentence on three pages gives one signal of weight 0.6, from the best kind of page."""
    text = "We went from 45 to 160 people in two years."
    pages = [
        document(kind, passage(0, text), url=f"https://marlowe.example/{kind}") for kind in ("home", "about", "other")
    ]
    (signal,) = module.signals(pages, NAMES, TODAY)
    assert (signal.page_kind, signal.weight) == ("about", pytest.approx(0.6))
    (twice,) = module.signals(pages[:2], NAMES, TODAY)
    assert (twice.page_kind, twice.weight) == ("about", 1.0)


def test_furniture_is_not_read() -> None:
    """Text in navigation, footers and teasers gives no signal."""
    text = "We went from 45 to 160 people in two years."
    for region in ("footer", "teaser", "navigation", "legal"):
        assert module.signals([document("about", passage(0, text, region=region))], NAMES, TODAY) == []


def test_a_stamp_is_not_a_date() -> None:
    """One date on most pages of a site dates none of them, so its news counts as undated."""
    stamp = dt.date(2026, 9, 1)
    pages = [
        document("article", passage(0, f"Post {n}."), url=f"https://marlowe.example/{n}", published=stamp)
        for n in range(12)
    ]
    told = document(
        "article",
        passage(0, "In spring we moved pricing from Perl to Go."),
        url="https://marlowe.example/x",
        published=stamp,
    )
    (signal,) = module.signals([*pages, told], NAMES, TODAY)
    assert signal.date is None


def listing(texts: list[str], above: str = "Open roles") -> Document:
    titles = [passage(n + 1, t, "item", headings=(above,)) for n, t in enumerate(texts)]
    links = tuple(
        DocumentLink(url=f"https://marlowe.example/jobs/{n}-{t.lower().replace(' ', '-')}", text=t)
        for n, t in enumerate(texts)
    )
    return document("careers", passage(0, above, "heading"), *titles, links=links, title="Careers")


def test_open_roles_of_one_family_are_counted_once_each() -> None:
    """Three different engineering roles make J01; the same title in many cities and a closed page do not."""
    roles = ["Backend Engineer", "Data Engineer", "Site Reliability Engineer", "Product Designer"]
    (signal,) = module.signals([listing(roles)], NAMES, TODAY)
    assert (signal.code, signal.subtype, signal.slots) == ("J01", "many", {"N": "3", "FAMILY": "engineering"})
    assert len(signal.citations) == 3
    assert module.signals([listing(["Nurse, Leeds", "Nurse, Bath", "Nurse, York"])], NAMES, TODAY) == []
    closed = listing([*roles, "We are not currently hiring."])
    assert [s.code for s in module.signals([closed], NAMES, TODAY)] == ["C44"]


def test_silence_ends_with_one_hit_on_any_page() -> None:
    """J10 "help" is gone once another page speaks of onboarding."""
    page, posting = of_posting({"words": 300, "responsibilities": ["Keep the trains running"]})
    lacks = {s.slots["LACKS"] for s in module.signals([page], NAMES, TODAY, [posting]) if s.code == "J10"}
    assert "measure" in lacks
    other = document("careers", passage(0, "We measure success together."), url="https://marlowe.example/c")
    lacks = {s.slots["LACKS"] for s in module.signals([page, other], NAMES, TODAY, [posting]) if s.code == "J10"}
    assert "measure" not in lacks


# --- people ---------------------------------------------------------------------------------------------------------


def position(title: str, where: str, start: int, end: int | None = None) -> Position:
    source = document("person", passage(0, f"{title}, {where}"))
    return Position(
        title=title, organisation=where, start=dt.date(start, 1, 1), end=dt.date(end, 1, 1) if end else None,
        current=end is None, citations=(source.cite(source.passages[0]),),
    )  # fmt: skip


def about(*positions: Position, documents: tuple[Document, ...] = (), name: str = "Ines Duarte") -> dict[str, Signal]:
    found = module.person_signals(InterviewerBrief(name=name, positions=positions), documents, NAMES, TODAY)
    assert all(s.person == name for s in found)
    return {s.code: s for s in found}


def test_a_promotion_is_told_instead_of_the_tenure() -> None:
    """Rising titles at the employer give P03, and not P02 as well."""
    found = about(position("Dispatcher", "Marlowe", 2016, 2018), position("Director of Operations", "Marlowe", 2021))
    assert found["P03"].slots["TITLE1"] == "Dispatcher"
    assert found["P03"].slots["TITLE2"] == "Director of Operations"
    assert "P02" not in found


def test_long_and_short_tenures() -> None:
    """Five years give P02, eight its older subtype, less than a year P04; years in between nothing."""
    assert about(position("Engineer", "Marlowe", 2020))["P02"].subtype == "years 5"
    assert about(position("Engineer", "Marlowe Freight", 2015))["P02"].subtype == "years 8"
    assert "P04" in about(position("Engineer", "Marlowe", 2026))
    assert not {"P02", "P04"} & about(position("Engineer", "Marlowe", 2024)).keys()


def test_a_return_needs_a_place_in_between() -> None:
    """Two periods at the employer give P10 only with another employer between them."""
    first, last = position("Engineer", "Marlowe", 2012, 2015), position("Engineer", "Marlowe", 2019)
    assert "P10" not in about(first, last)
    assert "P10" in about(first, position("Engineer", "Kestrel Maps", 2015, 2018), last)


def test_a_switch_of_fields_and_an_earlier_employer() -> None:
    """A reporter who became an engineer gives P01 and P05; a short stint gives no P05."""
    found = about(position("Staff Reporter", "The Harbour Post", 2014, 2018), position("Engineer", "Marlowe", 2022))
    assert found["P01"].slots == {"FIELD1": "journalism", "FIELD2": "engineering"}
    assert found["P05"].slots == {"ORG": "The Harbour Post"}
    source = position("Engineer", "Kestrel Maps", 2021, 2022)
    short = source.model_copy(update={"end": dt.date(2021, 8, 1)})
    assert "P05" not in about(short, position("Engineer", "Marlowe", 2022))


def test_a_bio_tells_founder_team_and_motto() -> None:
    """A page of their own gives P06, P08 and P11; private lines give nothing."""
    bio = document(
        "person",
        passage(0, "Ines Duarte", "heading"),
        passage(1, "Ines is a co-founder of Marlowe and leads the Routing team."),
        passage(2, "Let’s remove waiting wherever we find it."),
        passage(3, "She lives in Leith with her two dogs and believes in long walks with her family."),
        title="Ines Duarte",
    )
    found = about(documents=(bio,))
    assert found["P06"].subtype == "founder"
    assert found["P08"].slots == {"TEAM": "the Routing team"}
    assert [q.text for q in found["P11"].quotes][:1] == ["remove waiting wherever we find it"]
    assert len([c for c in found if c == "P11"]) == 1


def test_founders_of_other_companies_are_not_founders_here() -> None:
    """ "Founder of Kestrel Maps" on the team page gives no P06."""
    bio = document(
        "person",
        passage(0, "Ines Duarte", "heading"),
        passage(1, "Ines was the founder of Kestrel Maps."),
        title="Ines Duarte",
    )
    assert "P06" not in about(documents=(bio,))


def test_own_posts_by_byline_and_by_the_list_on_their_page() -> None:
    """A post that names them as author gives P07 with its title; so does a link to an article on their page."""
    post = document(
        "article",
        passage(0, "Queues are a management problem", "heading"),
        passage(1, "We should never add a queue because a meeting is hard."),
        title="Queues are a management problem | Marlowe",
        author="Inês Duarte",
        published=dt.date(2026, 5, 1),
    )
    found = about(documents=(post,))["P07"]
    assert found.slots == {"POST_TITLE": "Queues are a management problem"}
    link = DocumentLink(url="https://marlowe.example/blog/night-shifts", text="How we plan night shifts")
    page = document(
        "person",
        passage(0, "Ines Duarte", "heading"),
        passage(1, "How we plan night shifts", "item"),
        title="Ines Duarte",
        links=(link,),
    )
    assert about(documents=(page,))["P07"].slots == {"POST_TITLE": "How we plan night shifts"}


def test_hostile_text_costs_little_time() -> None:
    """Very long and repetitive lines end within a second."""
    nasty = ["we " * 600, "We moved " + "from a " * 250, "A" * 1_900, "We grew " + "from 1 to " * 180, "“" * 1_500]
    pages = [
        document("article", passage(0, text), url=f"https://marlowe.example/{n}", published=dt.date(2026, 10, n + 1))
        for n, text in enumerate(nasty)
    ]
    started = time.perf_counter()
    module.signals(pages, NAMES, TODAY)
    assert time.perf_counter() - started < 1.5


# --- what is offered, counted, announced ---------------------------------------------------------------------


def test_a_figure_and_its_label_in_two_tiles_are_one_size() -> None:
    """Labels above their figures and figures above their labels both make C01, "+" and ">" read as more than."""
    above = document("home", passage(0, "Communities"), passage(1, ">90"), passage(2, "Countries"), passage(3, ">15"))
    below = document("home", passage(0, "2,000+"), passage(1, "Customers"), passage(2, "35"), passage(3, "Employees"))
    sizes = [s.slots["NUM"] for s in module.signals([above], NAMES, TODAY) if s.code == "C01"]
    assert sizes == ["more than 90 communities"]
    found = {(s.subtype, s.slots["NUM"]) for s in module.signals([below], NAMES, TODAY) if s.code == "C01"}
    assert found == {("volume", "more than 2,000 customers"), ("size", "35 employees")}


@pytest.mark.parametrize(
    ("kind", "text", "code", "slots"),
    [
        (
            "careers",
            "We are a team spread across 34 different states.",
            "C45",
            {"PLACES": "34 different states"},
        ),
        ("about", "A lot of us worked for Harbor, and we still like it.", "C40", {"ORG": "Harbor"}),
        ("about", "A lot of us came from Harbor.", "C40", {"ORG": "Harbor"}),
        ("products", "We ship to customers in 34 countries.", None, {}),
        ("careers", "We're still in startup mode, and there is much to do.", "C37", {}),
        ("values", "We do our work openly.", "C34", {}),
        ("careers", "There is a learning budget of $2,000 for training.", "C36", {"NUM": "$2,000"}),
        ("products", "Our platform runs on PostgreSQL and a lot of care.", "C12", {"TECH": "PostgreSQL"}),
    ],
)
def test_what_smaller_companies_say(kind: str, text: str, code: str | None, slots: dict[str, str]) -> None:
    """Places, origins, stage, openness, budgets and foundations are told from look-alikes."""
    found = module.signals([document(kind, passage(0, text))], NAMES, TODAY)
    mine = [s for s in found if s.code in ("C12", "C34", "C36", "C37", "C40", "C45")]
    assert [s.code for s in mine] == ([code] if code else [])
    assert all(s.slots == slots for s in mine)


def test_the_time_that_a_sentence_names_is_told_beside_the_date_of_its_article() -> None:
    """No day is made up where only a month is named, and dates of other kinds of lines are none."""
    assert told("In May 2026 we opened a second forge in Brno.") == "2026-05"
    assert told("The forge in Brno opens on 12 May 2026.") == told("It opens on May 12, 2026.") == "2026-05-12"
    assert told("Am 3. Mai 2026 eröffnen wir.") == "2026-05-03"
    assert told("Posted 12 May 2026. We may open in Brno.") == told("In May we opened in Brno.") == ""
