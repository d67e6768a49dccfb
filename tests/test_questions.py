"""Signals become a set of questions worth asking: proven, different from each other, the same every time."""

# ruff: noqa: E501 - sentences under test stand on one line, as they are said

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_frames import NOW, TODAY, cite, months_ago, signal

from research.brief.answered import Pages
from research.brief.claims import from_offers
from research.brief.filling import Filled, fill
from research.brief.frames import book
from research.brief.lint import BANNED, split_sentences
from research.brief.own_signals import from_posting, verb_phrase
from research.brief.questions import QuestionSet, questions
from research.brief.ranking import near_duplicate
from research.brief.rules import Context
from research.brief.worklines import workline
from research.models import (
    CompanyEntry,
    Document,
    Interview,
    InterviewerBrief,
    Kind,
    Note,
    Passage,
    Posting,
    Profile,
    Role,
    RoleEntry,
    Signal,
    Statement,
)
from research.text import fold

SITE = "https://marlowe.example"


def page(
    path: str, *lines: str, kind: Kind = "about", date: dt.date | None = None, heading: int | None = None
) -> Document:
    passages = tuple(
        Passage(id=f"p{i}", text=line, ordinal=i, block="heading" if i == heading else "paragraph")
        for i, line in enumerate(lines)
    )
    return Document(
        url=SITE + path,
        final_url=SITE + path,
        kind=kind,
        sha256="doc-" + SITE + path,
        way="http",
        fetched_at=NOW,
        language="en",
        published=date,
        passages=passages,
        title=path.strip("/"),
    )


def said(document: Document, index: int, code: str, **more: object) -> Signal:
    """A signal for the whole passage `index` of a document."""
    return signal(
        code,
        document.passages[index].text,
        kind=document.kind,
        url=document.url,
        passage=document.passages[index].id,
        date=document.published,
        title=document.title,
        **more,  # type: ignore[arg-type]
    )


ABOUT = page(
    "/about/",
    "We went from 45 to 160 people in two years.",
    "Our mission is to give every family a doctor who knows their name.",
    "We are a remote-first company.",
    "Out of frustration with slow claims we started Marlowe in 2015.",
)
VALUES = page(
    "/values/",
    "Say the awkward thing early",
    "We raise bad news the day we learn it.",
    "Default to the customer",
    kind="values",
)
PRODUCT = page("/claims/", "Every claim gets a human reply within two hours, day or night.", kind="products")
NEWS = page(
    "/news/rotterdam/",
    "In May we opened our first office outside the UK, in Rotterdam.",
    kind="article",
    date=months_ago(3),
)
DOCK = page(
    "/news/dockside/",
    "Dockside, our live view of every container, is now available to small importers.",
    kind="article",
    date=months_ago(5),
)
ENGINE = page(
    "/blog/go/",
    "We are moving pricing from Perl to Go.",
    "By 2028 every claim will be settled in a day.",
    kind="article",
    date=months_ago(7),
)
JOB = page(
    "/jobs/claims-lead/",
    "Rate data lives in eleven spreadsheets and nobody trusts the totals.",
    "You will own first-contact resolution.",
    "Work closely with sales and plant operations on launch dates.",
    "You will join a team of five, reporting to the Head of Claims.",
    "Strong Perl",
    "Run the weekly review of disputed claims with sales",
    "Train new adjusters on the claims engine",
    kind="posting",
)
PAGES = (ABOUT, VALUES, PRODUCT, NEWS, DOCK, ENGINE, JOB)


def material() -> list[Signal]:
    return [
        said(ABOUT, 0, "C01", subtype="headcount", slots={"N1": "45", "N2": "160"}, modality="done"),
        said(ABOUT, 1, "C18", subtype="universal", quotes=(("NP", "every family"),)),
        said(
            ABOUT,
            2,
            "C14",
            subtype="style",
            slots={"WORKSTYLE": "remote-first"},
            quotes=(("CL", "We are a remote-first company"),),
        ),
        said(VALUES, 0, "C05", subtype="heading", slots={"VALUE": "Say the awkward thing early"}),
        said(VALUES, 1, "C05", subtype="any", quotes=(("CL", "We raise bad news the day we learn it"),)),
        said(
            PRODUCT,
            0,
            "C06",
            subtype="promise",
            slots={"NUM": "two hours"},
            quotes=(("NP", "a human reply within two hours"),),
        ),
        said(NEWS, 0, "C02", subtype="done", slots={"PLACE": "Rotterdam"}, modality="done"),
        said(DOCK, 0, "C03", subtype="done", slots={"PRODUCT": "Dockside"}, modality="done"),
        said(ENGINE, 0, "C12", subtype="from-to", slots={"TECH1": "Perl", "TECH2": "Go"}, modality="going on"),
        said(
            ENGINE,
            1,
            "C19",
            subtype="future",
            slots={"YEAR": "2028"},
            modality="plan",
            quotes=(("CL", "every claim will be settled in a day"),),
        ),
        said(JOB, 0, "J02", subtype="CL", quotes=(("CL", "nobody trusts the totals"),)),
        said(JOB, 1, "J05", subtype="metric", slots={"METRIC": "first-contact resolution", "METRIC_DIR": "up"}),
        said(JOB, 2, "J08", subtype="two", slots={"FUNC1": "sales", "FUNC2": "plant operations"}),
        said(JOB, 3, "J04", subtype="team", slots={"N": "5"}),
        said(JOB, 3, "J04", subtype="reports", slots={"TITLE": "Head of Claims"}),
        said(JOB, 4, "J03", subtype="must", slots={"REQ1": "Strong Perl"}),
        signal(
            "P02", "Dana has led claims since 2015.", subtype="years 8", person="Dana Reyes", url=SITE + "/team/dana/"
        ),
    ]


def line(document: Document, index: int) -> Statement:
    passage = document.passages[index]
    return Statement(text=passage.text, citations=(document.cite(passage),))


def the_posting(posted: dt.date | None = None) -> Posting:
    return Posting(
        title="Claims Lead",
        url=JOB.url,
        document=JOB.sha256,
        words=400,
        posted=posted,
        responsibilities=(line(JOB, 1), line(JOB, 5), line(JOB, 6)),
        must=(line(JOB, 4),),
        problems=(line(JOB, 0),),
    )


def profile(**more: object) -> Profile:
    return Profile(
        slug="marlowe",
        folder=Path("marlowe"),
        company=CompanyEntry(name="Marlowe", site=SITE),
        role=RoleEntry(title="Claims Lead"),
        **more,
    )  # type: ignore[arg-type]


PANEL = (
    InterviewerBrief(name="Dana Reyes", job_title="Head of Claims", role="HM"),
    InterviewerBrief(name="Sam Ode", job_title="Adjuster", role="PEER"),
)


def run(
    signals: Sequence[Signal] | None = None,
    documents: Sequence[Document] = PAGES,
    panel: Sequence[InterviewerBrief] = PANEL,
    posting: Posting | None = None,
    **more: object,
) -> QuestionSet:
    return questions(
        material() if signals is None else signals, documents, panel, posting or the_posting(), profile(**more), TODAY
    )


# --- worked examples of the design -------------------------------------------------------------------------------

_MARCH = dt.date(2026, 3, 12)


@pytest.mark.parametrize(
    ("frame", "given", "expected"),
    [
        (
            "C01-F1",
            said(ABOUT, 0, "C01", subtype="headcount", slots={"N1": "45", "N2": "160"}, modality="done"),
            "Going from 45 to 160 people changes how decisions get made. Which decisions used to be one conversation and now need a process?",
        ),
        (
            "C02-F2",
            said(NEWS, 0, "C02", slots={"PLACE": "Rotterdam"}, modality="done"),
            "With Rotterdam open, which decisions are made there and which still come back to headquarters?",
        ),
        (
            "C03-F2",
            said(DOCK, 0, "C03", slots={"PRODUCT": "Dockside"}, modality="done"),
            "What did the team leave out of the first version of Dockside, and does that still look like the right call?",
        ),
        (
            "C05-F4",
            said(VALUES, 0, "C05", subtype="heading", slots={"VALUE": "Say the awkward thing early"}),
            "Every value gets overused somewhere. Where does “Say the awkward thing early” get in the way here?",
        ),
        (
            "C06-F1",
            said(PRODUCT, 0, "C06", quotes=(("NP", "a human reply within two hours"),)),
            "You promise customers “a human reply within two hours”. What happens inside the company on a day when that is about to be missed?",
        ),
        (
            "J02-F1",
            said(JOB, 0, "J02", quotes=(("CL", "nobody trusts the totals"),)),
            "The posting is open about a problem: “nobody trusts the totals”. What has been tried so far, and what kept it from working?",
        ),
        (
            "J05-F1",
            said(JOB, 1, "J05", slots={"METRIC": "first-contact resolution", "METRIC_DIR": "up"}),
            "What would be a bad way to improve first-contact resolution here?",
        ),
        (
            "C10-F1",
            signal("C10", "In March we said goodbye to 30 colleagues.", modality="done", date=_MARCH, kind="press"),
            "The company made hard cuts in March. What has this team stopped doing since, so that the work fits the people?",
        ),
        (
            "C08-F1",
            signal(
                "C08",
                "Marlowe closed a Series B of $28 million.",
                subtype="round",
                slots={"ROUND": "Series B"},
                modality="done",
                date=months_ago(6),
            ),
            "What did you decide not to spend the Series B on?",
        ),
        (
            "J01-F1",
            signal("J01", "Ward nurse", subtype="many", slots={"N": "7", "FAMILY": "nursing"}, kind="careers"),
            "I counted seven open nursing roles. Which of them has to be filled before the others can do their best work?",
        ),
        (
            "C19-F2",
            signal(
                "C19", "By 2028 every bottle will be made from recycled glass.", slots={"YEAR": "2028"}, modality="plan"
            ),
            "If the 2028 target came under pressure, what would you protect first: the date, the scope or the quality?",
        ),
        (
            "C18-F1",
            said(ABOUT, 1, "C18", subtype="universal", quotes=(("NP", "every family"),)),
            "The mission says “every family”. Who is the hardest to serve well if that is meant literally?",
        ),
        (
            "J04-F3",
            said(JOB, 3, "J04", subtype="team", slots={"N": "5"}),
            "You mention a team of five. Where is that team strong today, and which gap did you have in mind when you opened this role?",
        ),
        (
            "J08-F2",
            said(JOB, 2, "J08", subtype="two", slots={"FUNC1": "sales", "FUNC2": "plant operations"}),
            "When sales and plant operations want different things from this role, how does that get settled?",
        ),
        (
            "P03-F2",
            signal(
                "P03",
                "Dispatcher 2016-18, Operations Lead 2018-21, Director of Operations 2021-",
                slots={"TITLE1": "Dispatcher", "TITLE2": "Director of Operations"},
                person="Dana Reyes",
            ),
            "What did you have to stop doing when you went from Dispatcher to Director of Operations?",
        ),
        (
            "P07-F2",
            signal(
                "P07",
                "Queues Are a Management Problem",
                subtype="talk",
                slots={"POST_TITLE": "Queues Are a Management Problem"},
                person="Dana Reyes",
            ),
            "How much of what you describe in “Queues Are a Management Problem” is how this team works today, and how much is still ahead?",
        ),
        (
            "P04-F3",
            signal(
                "P04", "Dana joined Copperline in January as VP Supply Chain.", subtype="joined", person="Dana Reyes"
            ),
            "You joined fairly recently. What have you already changed, and what have you decided to leave alone for now?",
        ),
    ],
)
def test_worked_examples_come_out_as_printed(frame: str, given: Signal, expected: str) -> None:
    """The examples of the question design are reproduced to the letter."""
    made = fill(book().frame(frame), [given], Context(today=TODAY, name="Dana Reyes", site="marlowe.example"))
    assert isinstance(made, Filled), made
    assert made.text == expected


def test_pairs_put_two_cited_facts_side_by_side() -> None:
    """Remote-first and a new office make one question with both citations."""
    remote, office = material()[2], material()[6]
    made = fill(book().frame("PAIR-01"), [remote, office], Context(today=TODAY, site="marlowe.example"))
    assert isinstance(made, Filled)
    assert (
        made.text == "You describe yourselves as remote-first, and you've opened in Rotterdam. What is the office for?"
    )
    assert {c.url for c in made.citations} == {ABOUT.url, NEWS.url}


def test_a_migration_meets_what_the_posting_asks_for() -> None:
    """Leaving Perl while asking for Perl makes the pair question; asking for Rust does not."""
    leaving, asked = material()[8], material()[15]
    context = Context(today=TODAY, site="marlowe.example", posting_text="Strong Perl")
    made = fill(book().frame("PAIR-02"), [leaving, asked], context)
    assert isinstance(made, Filled)
    assert made.text.startswith("You write about leaving Perl, and the posting asks for Perl.")
    assert not isinstance(
        fill(book().frame("PAIR-02"), [leaving, asked], Context(today=TODAY, posting_text="Rust")), Filled
    )


# --- the set -----------------------------------------------------------------------------------------------------


def test_a_loop_gets_eight_to_twelve_questions_with_asks_and_spares() -> None:
    """Two people for 45 minutes: three to ask and two in reserve each, numbered as printed, three starred."""
    made = run().questions
    assert [q.id for q in made] == [f"Q{i}" for i in range(1, len(made) + 1)]
    assert 8 <= len(made) <= 12
    for name in ("Dana Reyes", "Sam Ode"):
        own = [q for q in made if q.asked_of == name]
        assert sum(not q.spare for q in own) == 3
        assert sum(q.spare for q in own) <= 2
    assert sum(q.starred for q in made) == 3
    assert not any(q.starred and q.spare for q in made)


def test_a_set_is_diverse() -> None:
    """Four shapes and more, no frame twice, two questions a page (four the posting), one kind a person, half the role."""
    made = run().questions
    assert len({q.shape for q in made}) >= 4
    assert max(Counter(q.frame for q in made).values()) == 1
    per_page = Counter(url for q in made for url in {c.url for c in q.citations})
    assert all(n <= (4 if url == JOB.url else 2) for url, n in per_page.items())
    for name in ("Dana Reyes", "Sam Ode"):
        kinds = Counter(q.frame.split("-")[0] for q in made if q.asked_of == name and "PAIR" not in q.frame)
        assert max(kinds.values()) == 1
    buckets = Counter(q.bucket for q in made)
    assert buckets.most_common(1)[0][0] == "role work"
    texts = [q.text for q in made]
    assert len({split_sentences(text)[-1] for text in texts}) == len(texts)
    assert not any(near_duplicate(a, b) for i, a in enumerate(texts) for b in texts[i + 1 :])


def test_nobody_is_met_with_a_personal_question() -> None:
    """The question about the person is theirs alone, at most one, and never the first."""
    made = run().questions
    own = [q for q in made if q.asked_of == "Dana Reyes"]
    assert [q.signal for q in own].count("P02") <= 1
    assert own[0].signal != "P02"
    assert all(q.signal != "P02" for q in made if q.asked_of == "Sam Ode")


def test_every_question_is_proven_by_the_pages() -> None:
    """Every quotation stands verbatim in the passage that the citation names, and nothing banned is said."""
    texts = {(d.sha256, p.id): p.text for d in PAGES for p in d.passages}
    for q in run().questions:
        for c in q.citations:
            if (c.document, c.passage) in texts:
                assert texts[c.document, c.passage][c.start : c.end] == c.quote
        assert not any(b in fold(q.text) for b in BANNED)
        assert q.why
        assert ", not “" in q.listen_for and len(q.listen_for) <= 72
        assert q.follow_up.endswith("?")


def test_same_input_same_bytes() -> None:
    """Two runs give the same JSON."""
    assert run().model_dump_json() == run().model_dump_json()


def test_page_and_signal_order_changes_nothing() -> None:
    """Shuffled signals and documents give the same questions."""
    expected = [(q.text, q.asked_of) for q in run().questions]
    rng = random.Random(7)
    for _ in range(4):
        signals, documents = material(), list(PAGES)
        rng.shuffle(signals)
        rng.shuffle(documents)
        assert [(q.text, q.asked_of) for q in run(signals, documents).questions] == expected


@pytest.mark.parametrize("gone", PAGES, ids=lambda d: d.url)
def test_a_page_taken_away_is_never_cited(gone: Document) -> None:
    """Without a page no question rests on it."""
    kept = [s for s in material() if s.citations[0].url != gone.url]
    posting = None if gone is JOB else the_posting()
    made = questions(kept, [d for d in PAGES if d is not gone], PANEL, posting, profile(), TODAY)
    assert not any(c.url == gone.url for q in made.questions for c in q.citations)


def test_a_thin_pool_says_so_and_is_not_padded() -> None:
    """One signal gives one question, a reason, and uncited stand-bys apart from it."""
    made = questions(material()[:1], PAGES[:1], PANEL, None, profile(), TODAY)
    assert len(made.questions) == 1
    assert made.thin.startswith("Few grounded questions: ")
    assert len(made.fallback) == 4


def test_nothing_gives_nothing() -> None:
    """No signals, no documents, nobody named: no question and no crash."""
    made = questions([], [], [], None, profile(), TODAY)
    assert made.questions == ()
    assert made.fallback


def test_without_names_the_seats_are_asked() -> None:
    """Nobody named: the questions are for the hiring manager and a future teammate."""
    assert {q.asked_of for q in run(panel=()).questions} == {"hiring manager", "future teammate"}


@pytest.mark.parametrize(("minutes", "asks"), [(30, 2), (45, 3), (60, 4)])
def test_the_length_of_the_talk_sets_how_many_are_asked(minutes: int, asks: int) -> None:
    """Half an hour has room for two questions, 45 minutes for three, an hour for four."""
    interview = Interview(minutes=minutes, interviewers=("Dana Reyes", "Sam Ode"))
    made = run(interviews=(interview,)).questions
    assert sum(q.asked_of == "Sam Ode" and not q.spare for q in made) == asks


def test_four_people_share_twelve() -> None:
    """A long loop still gets twelve at most."""
    roles: tuple[Role, ...] = ("HM", "PEER", "SKIP", "XFN")
    panel = [InterviewerBrief(name=f"Person {r}", role=r) for r in roles]
    assert len(run(panel=panel).questions) <= 12


def test_cuts_are_a_subject_for_later_rounds() -> None:
    """Layoffs are asked about once, late, and only from the second round on."""
    cuts = signal(
        "C10",
        "In March we said goodbye to 30 colleagues.",
        modality="done",
        date=_MARCH,
        kind="press",
        url=SITE + "/press/",
    )
    first = run([*material(), cuts])
    assert not any("C10" in q.signal for q in first.questions)
    assert any(r.reason == "too early for a delicate subject" for r in first.rejected)
    final = run([*material(), cuts], interviews=(Interview(round="final"),))
    own = [q for q in final.questions if "C10" in q.signal]
    assert len(own) <= 1
    assert final.questions[0].signal != "C10"


def test_an_old_posting_gives_one_question_and_it_uses_the_age() -> None:
    """Two years on, the posting's lines are not asked as if they were of today."""
    made = run(posting=the_posting(posted=months_ago(30)))
    rests = [q for q in made.questions if any(c.url == JOB.url for c in q.citations)]
    assert len(rests) == 1
    assert str(months_ago(30).year) in rests[0].text


def test_a_date_that_the_whole_site_shares_does_not_age_the_posting() -> None:
    """When every page carries the date of the posting, that date says nothing about it."""
    everywhere = months_ago(60)
    dated = [d.model_copy(update={"published": everywhere}) for d in PAGES]
    made = from_posting(the_posting(posted=everywhere), dated, TODAY)
    assert made
    assert all(s.code == "J12" for s in made)


def test_other_postings_are_left_alone() -> None:
    """A line of another role's posting is no question for this one."""
    other = page("/jobs/chef/", "The kitchen is slow and nobody trusts the oven.", kind="posting")
    s = said(other, 0, "J02", quotes=(("CL", "nobody trusts the oven"),))
    assert not any("oven" in q.text for q in run([*material(), s], [*PAGES, other]).questions)


def test_open_threads_of_the_notes_are_carried_on_with_their_proof() -> None:
    """A "?" note becomes a question that cites the notes, unless it would go back to the person who said it."""
    notes = page("/notes.md", "? #first-month: asked what it looks like; it depends, ask the team", kind="other")
    note = Note(
        mark="?",
        text="asked what it looks like; it depends, ask the team",
        topic="first-month",
        person="Dana Reyes",
        line=2,
    )
    made = run(documents=[*PAGES, notes], notes=(note,))
    carried = [q for q in made.questions if q.signal == "N01"]
    assert carried
    assert all(c.url == notes.url for q in carried for c in q.citations)
    assert all(q.asked_of == "Sam Ode" for q in carried)
    assert not any(q.signal == "N01" for q in run(notes=(note,)).questions)


def test_an_open_thread_is_asked_of_the_next_person_whatever_its_topic() -> None:
    """What one person could not say is asked of the other, not kept in reserve; "on-call" brings its own "on"."""
    text = "she did not know whether clients get on-call support"
    notes = page("/notes.md", f"? #on-call: {text}", kind="other")
    note = Note(mark="?", text=text, topic="on-call", person="Dana Reyes", line=2)
    carried = next(q for q in run(documents=[*PAGES, notes], notes=(note,)).questions if q.signal == "N01")
    assert carried.text.startswith("When I spoke with Dana, one thing stayed open: on-call.")
    assert carried.asked_of == "Sam Ode"
    assert not carried.spare


def test_what_two_pages_call_the_company_is_among_the_first_for_a_founder() -> None:
    """Two descriptions of itself on two pages are starred for whoever founded it; a customer's bare name is not."""
    founder = (InterviewerBrief(name="Ada Brandt", job_title="Founder", role="FND"),)
    calls = page("/about/", "We are a software consultancy.", "We are a product focused company.", kind="about")
    names = page("/", "Marlowe helped Otto give its cloud a makeover.", kind="home")
    two = said(
        calls,
        0,
        "C51",
        subtype="two kinds",
        slots={"KIND1": "a software consultancy", "KIND2": "a product focused company"},
    )
    two = two.model_copy(update={"citations": (*two.citations, *said(calls, 1, "C51").citations)})
    otto = said(names, 0, "C21", subtype="story", slots={"ORG": "Otto"}, modality="done")
    made = run([two, otto, *material()[:4]], [*PAGES, calls, names], founder).questions
    assert any(q.starred and q.signal == "C51" for q in made)
    assert not any(q.starred and q.signal == "C21" for q in made)


# --- answered, own signals ---------------------------------------------------------------------------------------


def _filled(frame: str, s: Signal) -> Filled:
    made = fill(book().frame(frame), [s], Context(today=TODAY, site="marlowe.example"))
    assert isinstance(made, Filled), made
    return made


def test_what_the_next_sentence_answers_is_not_asked() -> None:
    """ "What has been tried" falls away when the page tells what was tried and why it failed."""
    told = page(
        "/jobs/x/",
        "Rate data lives in eleven spreadsheets and nobody trusts the totals.",
        "An earlier attempt with macros was tried and given up because they broke.",
        kind="posting",
    )
    s = said(told, 0, "J02", quotes=(("CL", "nobody trusts the totals"),))
    answer = Pages([told]).answer(_filled("J02-F1", s))
    assert answer is not None
    assert "macros" in answer.quote
    assert Pages([JOB]).answer(_filled("J02-F1", material()[10])) is None


def test_a_follow_up_that_the_page_answers_gives_way_to_that_of_its_shape() -> None:
    """What is asked next passes the same test as the question: a page that tells the cost is not asked for it."""
    problem = "Rate data lives in eleven spreadsheets and nobody trusts the totals."
    told = page("/jobs/x/", problem, "It costs us two days a week because each is typed twice.", kind="posting")
    plain = page("/jobs/x/", problem, "The office is by the harbor because we like boats.", kind="posting")
    for document, follow_up in (
        (told, "What was the last one that surprised you?"),
        (plain, "What does that cost them in a week?"),
    ):
        given = said(document, 0, "J02", quotes=(("CL", "nobody trusts the totals"),))
        panel = [InterviewerBrief(name="Ines Duarte", role="PEER")]
        posting = the_posting().model_copy(update={"document": document.sha256})
        made = questions([given], [document], panel, posting, profile(), TODAY).questions
        assert [q.follow_up for q in made if q.frame == "J02-F2"] == [follow_up]


def test_an_faq_heading_counts_as_an_answer() -> None:
    """A heading that asks about the same thing, anywhere on the site, is an answer."""
    faq = page("/faq/", "What was the scope and the version limitation of Dockside?", "A long story.", heading=0)
    made = _filled("C03-F2", material()[7])
    assert Pages([DOCK, faq]).answer(made) is not None
    assert Pages([DOCK]).answer(made) is None


def test_an_answered_question_gives_way_to_its_sibling() -> None:
    """The pages answer what was left out of Dockside, so its success is asked about, and the log says why."""
    told = page(
        "/dock/", "We left the map out of the scope of the first version of Dockside because ports change daily."
    )
    made = questions([material()[7]], [DOCK, told], PANEL[1:], None, profile(), TODAY)
    assert [q.frame for q in made.questions] != ["C03-F2"]
    assert any("already answered" in r.reason and r.frame == "C03-F2" for r in made.rejected)


def test_the_page_of_a_customer_is_recognised_and_that_of_a_template_is_not() -> None:
    """A page titled with a name tells of a customer when it says what that name is or does."""
    story = [
        "Fernhill is a chain of nine pharmacies in Cork.",
        "Since May Fernhill calls us less.",
        "Fernhill saves stock.",
    ]
    made = page("/customers/fernhill/", *story, kind="customers").model_copy(update={"title": "Fernhill | Marlowe"})
    assert [s.slots for s in from_offers([made], ["Marlowe"], "marlowe.example")] == [{"ORG": "Fernhill"}]
    form = ["Use the Van Checklist daily.", "With the Van Checklist vans last.", "Get the Van Checklist today."]
    template = page("/customers/van/", *form, kind="customers").model_copy(update={"title": "Van Checklist | Marlowe"})
    assert from_offers([template], ["Marlowe"], "marlowe.example") == []


@pytest.mark.parametrize(
    ("text", "code", "quote"),
    [
        ("We help clinics cut the time that patients wait.", "C27", "cut the time that patients wait"),
        ("Dockside is built for importers and freight teams who ship weekly.", "C25", "importers and freight teams"),
        ("Once stored, a claim cannot be lost or changed.", "C26", "a claim cannot be lost or changed"),
        ("Customer data helps schools improve their teaching.", None, None),
        ("You will never look back.", None, None),
        ("Never worry about claims again.", None, None),
    ],
)
def test_what_a_company_offers_gives_signals(text: str, code: str | None, quote: str | None) -> None:
    """Whom it is for, claims without exception and promised help are recognised, advertising to the reader is not."""
    found = from_offers([page("/offer/", text, kind="products")], ["Marlowe"], "marlowe.example")
    assert [s.code for s in found] == ([code] if code else [])
    if found:
        assert found[0].quotes[0].text == quote


def test_what_is_led_from_one_end_to_the_other_is_not_cut_between_them() -> None:
    """The thing of a line of work ends before "from … to …" or holds both ends."""
    line = workline(cite("Lead technical operations projects from requirements to design to rollout to operations"))
    assert line is not None
    assert line.thing is not None
    assert line.thing.text == "technical operations projects"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Run the weekly review of disputed claims with sales", "Run the weekly review of disputed claims with sales"),
        ("You’ll build and maintain the claims engine (in Go)", "build and maintain the claims engine"),
        (
            "Train new adjusters on the claims engine, the rate tables and all other tools we use",
            "Train new adjusters",
        ),
        ("Ensure the availability, reliability and resiliency of these systems", None),
        ("Coach new colleagues in pairs and 1:1 talks every week", "Coach new colleagues in pairs"),
        ("Build services in Node.js for the plant", "Build services in Node.js for the plant"),
        ("Improve your own skills every day", None),
        ("Stay current with new tools of the trade", None),
        ("Experience with large systems", None),
        ("Ship", None),
        (
            "Reduce the waiting time only if patients agree to it in writing and on paper",
            "Reduce the waiting time only if patients agree",
        ),
    ],
)
def test_lines_of_work_are_quoted_as_whole_verb_phrases(text: str, expected: str | None) -> None:
    """A duty is quoted from its verb to the end of a phrase, never across what turns its meaning."""
    quote = verb_phrase(cite(text))
    assert (quote.text if quote else None) == expected
    if quote:
        assert text[quote.citation.start : quote.citation.end] == quote.text
