"""Whom you meet: the right person or nobody, and only their work, as a candidate reads it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from research.brief.interviewer import meant, same_person
from research.composing import compose
from research.extract import read
from research.library import Library
from research.models import Brief, CompanyEntry, Document, InterviewerEntry, Kind, Miss, Page, Profile, capture_hash
from research.render.html import html
from research.render.markdown import markdown
from research.render.words import unread, whose

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
SITE = "https://hooli.example"
NAMED = "<title>Hooli</title><meta property='og:site_name' content='Hooli'>"
HOME = f"{NAMED}<h1>Hooli</h1><p>Hooli makes pumps for farms.</p>"


def page_of(path: str, source: str, kind: Kind) -> tuple[Page, Document]:
    """A page of Hooli's site, read."""
    body = f"<html><body><main>{source}</main></body></html>".encode()
    page = Page(url=SITE + path, final_url=SITE + path, fetched_at=NOW, sha256=capture_hash(body), body=body, kind=kind)
    return page, read(page).model_copy(update={"kind": kind})


def team(*cards: str) -> tuple[Page, Document]:
    """The team page with these cards and two colleagues."""
    others = ("<h3>Tom Okafor</h3><p>Engineer</p>", "<h3>Li Wen</h3><p>Engineer</p>")
    rows = "".join(f"<li>{card}</li>" for card in (*cards, *others))
    return page_of("/team", f"<title>Team - Hooli</title><h1>Our team</h1><ul>{rows}</ul>", "team")


def brief_of(entry: InterviewerEntry, *pages: tuple[Page, Document], misses: tuple[Miss, ...] = ()) -> Brief:
    """The brief of these pages and the home page for one interviewer."""
    every = [page_of("/", HOME, "home"), *pages]
    company = CompanyEntry(name="Hooli", site=SITE)
    profile = Profile(slug="hooli", folder=Path(), company=company, interviewers=(entry,))
    library = Library(documents=[d for _, d in every], pages=[p for p, _ in every], misses=list(misses))
    return compose(profile, library, NOW)


def met(brief: Brief) -> str:
    """The section on whom you meet, unwrapped."""
    return " ".join(markdown(brief).partition("## Who you meet")[2].partition("\n## ")[0].split())


DANA = "<h3>Dana Reyes</h3><p>Head of Delivery</p><p>Dana joined Hooli in 2019 and leads delivery of pumps.</p>"
NURSE = "<h3>Dana Reyes</h3><p>Clinic Nurse, Lyon</p><p>Dana runs the clinic for the staff of our plant in Lyon.</p>"


def test_of_two_people_of_one_name_on_a_page_nobody_is_taken_without_a_title() -> None:
    """Neither title nor line of either is stated; the brief says what would settle it, in every form."""
    brief = brief_of(InterviewerEntry(name="Dana Reyes"), team(DANA, NURSE))
    person = brief.interviewers[0]
    assert (person.found, person.job_title, person.facts, person.angle) == (False, None, (), "")
    told = met(brief)
    assert "2 people called Dana Reyes are on one page: “Head of Delivery” and “Clinic Nurse, Lyon”" in told
    assert "until profile.toml gives the title" in told and "2019" not in told
    assert "2 people called Dana Reyes" in html(brief)
    assert any(g.kind == "interviewer Dana Reyes" and "profile.toml gives the title" in g.note for g in brief.gaps)


def test_the_title_that_the_user_gave_settles_who_of_two_is_meant() -> None:
    """Each title leads to its own card, and nothing of the other is said."""
    told = met(brief_of(InterviewerEntry(name="Dana Reyes", title="Nurse"), team(DANA, NURSE)))
    assert "Clinic Nurse" in told and "2019" not in told
    told = met(brief_of(InterviewerEntry(name="Dana Reyes", title="Head of Delivery"), team(DANA, NURSE)))
    assert "Head of Delivery" in told and "clinic" not in told.lower()


def test_two_people_with_a_page_each_are_kept_apart() -> None:
    """Two pages of one name with titles that share no word are two people, until the title says which."""
    one = page_of("/team/dana-reyes", f"<title>Dana Reyes - Hooli</title><h1>Dana Reyes</h1>{DANA[19:]}", "person")
    two = page_of("/lyon/dana-reyes", f"<title>Dana Reyes - Hooli</title><h1>Dana Reyes</h1>{NURSE[19:]}", "person")
    assert all(d.people and d.people[0].job_title for _, d in (one, two))
    unsure = brief_of(InterviewerEntry(name="Dana Reyes"), one, two)
    assert not unsure.interviewers[0].found and "have a page each" in met(unsure)
    told = met(brief_of(InterviewerEntry(name="Dana Reyes", title="Head of Delivery"), one, two))
    assert "2019" in told and "clinic" not in told.lower()


def test_one_person_in_two_lists_is_one_person() -> None:
    """A founder who also sits on the board, and a title that is printed longer on their own page, are no namesakes."""
    source = (
        "<title>About - Hooli</title><section><h2>Founders</h2>"
        "<div class=f><h3>Ana Silva</h3><p>Founder and CEO</p></div>"
        "<div class=f><h3>Tom Okafor</h3><p>Founder and CTO</p></div></section><section><h2>Board</h2><ul>"
        "<li><b>Ana Silva</b>, Chairwoman</li><li><b>Li Wen</b>, Member of the board</li></ul></section>"
    )
    people, unsure = meant(InterviewerEntry(name="Ana Silva"), [page_of("/about", source, "about")[1]])
    assert not unsure and people and people[0].name == "Ana Silva"


def test_a_namesake_elsewhere_is_nobody() -> None:
    """A customer of that name who is quoted on the page says nothing about the interviewer."""
    quote = (
        "<title>Customers - Hooli</title><h1>Customers</h1><blockquote><p>“We halved our water bill with Hooli.”</p>"
        "<cite>Dana Reyes, Farm Manager, Green Acres Ltd</cite></blockquote>"
    )
    brief = brief_of(InterviewerEntry(name="Dana Reyes"), page_of("/customers", quote, "customers"), team())
    assert not brief.interviewers[0].found
    assert "Green Acres" not in met(brief) and "Nothing that is surely about this person" in met(brief)


def test_spelling_without_accents_and_short_first_names_are_the_same_person() -> None:
    """José Núñez is Jose Nunez; Bob Ross is the one Robert Ross of the page, but not when there is a Roberta too."""
    assert same_person("Jose Nunez", "José Núñez") and same_person("Dr. Ana Silva", "Ana Silva")
    assert not same_person("Ana Silva", "Anabel Silva") and not same_person("Silva", "Ana Silva")
    robert, roberta = "<h3>Robert Ross</h3><p>Head of Sales</p>", "<h3>Roberta Ross</h3><p>Engineer</p>"
    assert "“Head of Sales”" in met(brief_of(InterviewerEntry(name="Bob Ross"), team(robert)))
    assert "“Head of Sales”" in met(brief_of(InterviewerEntry(name="Rob Ross"), team(robert)))
    assert not brief_of(InterviewerEntry(name="Rob Ross"), team(robert, roberta)).interviewers[0].found


def test_nothing_is_guessed_about_somebody_unknown() -> None:
    """Without a title, from the user or a page, no seat and no angle is stated."""
    told = met(brief_of(InterviewerEntry(name="Zoe Nobody"), team(DANA)))
    assert told.startswith("- **Zoe Nobody** Nothing that is surely about this person")
    assert "daily work" not in told


def test_a_line_is_not_told_twice_and_teasers_are_not_about_them() -> None:
    """A sentence within one that stands already, and what an author's page lists of others, are left out."""
    own = page_of(
        "/people/dana-reyes",
        "<title>Dana Reyes - Hooli</title><h1>Dana Reyes</h1><p>Dana joined Hooli in 2019 and leads delivery of pumps."
        " She also runs the apprentice programme of the company.</p><h2>Latest posts</h2><p>Meet the ten newest members"
        " of the team, who are working on better pumps for everyone.</p>",
        "person",
    )
    told = met(brief_of(InterviewerEntry(name="Dana Reyes"), team(DANA), own))
    assert told.count("Dana joined Hooli in 2019") == 1
    assert "newest members" not in told


def test_a_page_about_several_people_is_nobodys_own_even_when_the_user_gives_it() -> None:
    """Captured for one of them, it tells what its cards and sentences say of that one, and nothing of the others."""
    cards = (
        ("Dana Reyes", "Head of Delivery", "Dana Reyes joined Hooli in 2019 and leads the delivery of pumps."),
        (
            "Tom Okafor",
            "Engineer",
            "Tom joined in 2015. He leads the tests and was an engineer at Foo Ltd before that.",
        ),
        ("Li Wen", "Designer", "Li draws every panel before it is built in the workshop."),
    )
    text = "".join(f"<h3>{name}</h3><p>{title}</p><p>{said}</p>" for name, title, said in cards)
    page, _ = page_of("/in/team", f"<title>Team - Hooli</title><h1>Our team</h1>{text}", "person")
    page = page.model_copy(update={"way": "file"})
    document = read(page).model_copy(update={"kind": "person"})
    told = met(brief_with(document, InterviewerEntry(name="Dana Reyes", files=(document.url,))))
    assert "“Head of Delivery”" in told and "Dana Reyes joined Hooli in 2019" in told
    assert "tests" not in told and "Foo" not in told


def file_of(name: str, text: str) -> Document:
    """A text about somebody that the user put into people/."""
    body = f"<title>{name}</title><main><h1>{name}</h1>{text}</main>".encode()
    url = f"people/{name.split()[0].lower()}.md"
    page = Page(url=url, final_url=url, fetched_at=NOW, sha256=capture_hash(body), body=body, way="file")
    return read(page).model_copy(update={"kind": "person"})


def brief_with(document: Document, entry: InterviewerEntry, misses: tuple[Miss, ...] = ()) -> Brief:
    """The brief of the home page and a person's file."""
    page, home = page_of("/", HOME, "home")
    profile = Profile(slug="hooli", folder=Path(), company=CompanyEntry(name="Hooli", site=SITE), interviewers=(entry,))
    library = Library(documents=[home], pages=[page], misses=list(misses), people_files={document.url: document})
    return compose(profile, library, NOW)


CAREER = (
    "<h2>Experience</h2><h3>Harbour Analytics</h3><h4>Director of Data</h4><p>May 2021 - Present</p>"
    "<h4>Analyst</h4><p>March 2015 - April 2021</p>"
)


def test_a_file_that_names_another_present_employer_is_doubted() -> None:
    """It may be a namesake's, or they have just moved: the brief says so, and no title or question rests on it."""
    brief = brief_with(file_of("Kim Larsen", CAREER), InterviewerEntry(name="Kim Larsen", title="Head of Data"))
    assert "“Harbour Analytics” as the present employer, not Hooli: check that it is the same person" in met(brief)
    assert brief.interviewers[0].job_title == "Head of Data"
    assert not [q for q in brief.questions if "Harbour Analytics before" in q.text]
    here = brief_with(
        file_of("Kim Larsen", CAREER.replace("Harbour Analytics", "Hooli")), InterviewerEntry(name="Kim Larsen")
    )
    assert "present employer" not in met(here) and here.interviewers[0].job_title == "Director of Data"


def test_a_linkedin_address_is_no_miss_once_the_saved_profile_is_there() -> None:
    """Without a file the miss says how to save one; with it there is nothing left to do."""
    url = "https://www.linkedin.com/in/kim"
    miss = Miss(url=url, kind="person", reason="not allowed", detail="LinkedIn is never fetched")
    entry = InterviewerEntry(name="Kim Larsen", links=(url,))
    assert not brief_with(file_of("Kim Larsen", CAREER), entry, (miss,)).misses
    assert brief_of(entry, misses=(miss,)).misses == (miss,)


# --- a calm brief ---


def test_what_was_not_read_is_a_line_a_reason_what_can_be_done_first() -> None:
    """Twenty dead links are one line; a wall comes before them, with the way out."""
    dead = [Miss(url=f"{SITE}/old/{n}", reason="not found", detail="404") for n in range(20)]
    wall = Miss(
        url=f"{SITE}/jobs", reason="blocked", detail="blocked by a bot check; open it yourself and save the page"
    )
    brief = brief_of(InterviewerEntry(name="Dana Reyes"), team(DANA), misses=(*dead, wall))
    assert unread(brief) == [
        (["/jobs"], "blocked by a bot check; open it yourself and save the page"),
        (["/old/0", "/old/1", "/old/10", "17 more"], "no longer there"),
    ]
    lines = [line for line in markdown(brief).splitlines() if "Not read" in line]
    assert len(lines) == 2 and "17 more (no longer there)" in lines[1]
    assert html(brief).count("Not read: ") == 2


def test_whose_pages_these_are_takes_one_reason_when_it_is_sure() -> None:
    """Confirmed: one reason, and who of the interviewers is on the pages; all that speaks for it is in the JSON."""
    brief = brief_of(InterviewerEntry(name="Dana Reyes"), team(DANA))
    assert brief.identity.status == "confirmed" and len(brief.identity.evidence) > 2
    assert whose(brief).startswith("It is them: its home page")
    assert whose(brief).endswith("hooli.example/team names Dana Reyes, whom you will meet.")
    assert whose(brief).count(". ") == 1
    doubt = brief.identity.model_copy(update={"status": "ambiguous"})
    assert whose(brief.model_copy(update={"identity": doubt})).startswith("Is it them? Not sure: check this first. ")
