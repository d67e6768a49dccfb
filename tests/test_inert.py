"""Whatever a page, a file or a name says, in every form it is text: over pieces that broke other tools."""

from __future__ import annotations

import datetime as dt
import json
import re

from briefs import spoilt
from commands import UNSAFE
from fuzz import ICS, MARKDOWN, NOW, _example, _texts, write_forms, write_markdown
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from research.models import Brief, CompanyEntry, Document, Interview, PageRef, Passage, Profile
from research.plan import calendar
from research.render.checklist import checklist
from research.render.data import to_json
from research.render.pages import file_name, page_text
from research.render.terminal import Look, change_list, page_list, question_list
from research.text import clean

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
HOSTILE = _texts(MARKDOWN)
ACTIVE = frozenset(
    "html_block html_inline image fence code_block code_inline link_open heading_open hr blockquote_open".split()
)


def brief() -> Brief:
    """The example's brief, cut short."""
    short = _example()[0]
    assert isinstance(short, Brief)
    return short


@FEW
@given(HOSTILE)
@example("# a ![x](y) <b> 1. ")
@example("word " * 30 + "1. one # two > three - four + five ===== ------")
def test_no_form_of_a_brief_gains_an_element(text: str) -> None:
    """Its HTML and Markdown consist of what they consist of without that text."""
    write_forms(text)


@FEW
@given(HOSTILE)
def test_an_escaped_line_is_text(text: str) -> None:
    """For a CommonMark parser."""
    write_markdown(text)


@FEW
@given(HOSTILE)
def test_a_terminal_gets_no_control_of_a_page(text: str) -> None:
    """Only our own styles and links, and lines."""
    evil = spoilt(brief(), text[:300])
    own = re.compile(r"\x1b\[\d{1,2}m|\x1b\]8;;(?:https?://[\x21-\x7e]*)?\x1b\\")
    for look in (Look(), Look(colour=True, links=True)):
        for shown in (
            question_list(evil, evil.questions, look),
            page_list(evil, look),
            change_list(evil.changes, look),
        ):
            assert not UNSAFE.search(own.sub("", shown)), ascii(shown)


@FEW
@given(HOSTILE)
def test_json_holds_the_text_and_stays_json(text: str) -> None:
    """One object, valid UTF-8, the words as they were read."""
    evil = spoilt(brief(), clean(text)[:300])
    read = json.loads(to_json(evil).encode())
    assert read["questions"][0]["text"] == evil.questions[0].text


@FEW
@given(HOSTILE)
@example("1. one")
@example("# one")
def test_the_text_of_a_page_is_one_block_a_passage(text: str) -> None:
    """Nothing in a passage becomes a heading, a list or a rule of the Markdown file."""
    said = clean(text)[:2_000]
    passage = Passage(id="p", ordinal=0, text=said, region="main", block="paragraph")
    document = Document(url="https://acme.example/", final_url="https://acme.example/", title="T", fetched_at=NOW,
                        kind="about", way="http", passages=(passage,), sha256="0" * 64)  # fmt: skip
    tokens = MarkdownIt("commonmark").parse(page_text(document).split("\n\n", 2)[2])
    assert not {t.type for token in tokens for t in (token, *(token.children or ()))} & ACTIVE, said
    assert len([t for t in tokens if t.level == 0 and t.nesting >= 0]) <= 2


@FEW
@given(st.text() | HOSTILE)
def test_a_file_name_is_a_slug(text: str) -> None:
    """No path, device, dash in front or control character, however the address looks."""
    url = f"https://acme.example/{text}"
    ref = PageRef(
        url=url, final_url=url, kind="other", title=text, sha256="ab" * 32, fetched_at=NOW, way="http", status=200
    )
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,80}\.md", file_name(ref))


@FEW
@given(_texts(ICS))
def test_a_calendar_file_has_our_lines_only(text: str) -> None:
    """No property, event or attachment comes out of a company's name, a round or a place."""
    said = clean(text)[:500] or "x"
    meeting = Interview(at=NOW + dt.timedelta(days=9), round=said, place=said, interviewers=(said,))
    profile = Profile(slug="acme", folder=".", company=CompanyEntry(name=said), interviews=(meeting,))
    lines = calendar(profile, NOW).replace("\r\n ", "").split("\r\n")
    names = {re.split("[:;]", line)[0] for line in lines if line}
    assert names <= set("BEGIN END PRODID VERSION METHOD UID DTSTAMP SEQUENCE DTSTART DTEND SUMMARY DESCRIPTION TRANSP"
                        " ACTION TRIGGER NAME X-WR-CALNAME REFRESH-INTERVAL".split())  # fmt: skip
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) == 2


@FEW
@given(HOSTILE)
def test_checklists_are_lists_of_text(text: str) -> None:
    """Names, places and questions open nothing there either."""
    shown = checklist(spoilt(brief(), clean(text)[:300]), NOW)
    plain = checklist(brief(), NOW)
    kinds, own = (
        {t.type for k in MarkdownIt("commonmark").parse(s) for t in (k, *(k.children or ()))} for s in (shown, plain)
    )
    assert kinds <= own | {"link_open", "link_close"}, kinds - own
