"""The Markdown brief: footnotes that render, text that stays text, and a diff that reads as news."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from briefs import example, hostile
from markdown_it import MarkdownIt

from research.models import Brief, Citation, Statement
from research.render.footnotes import Footnotes
from research.render.markdown import escape, labelled_citations, markdown
from research.render.words import without_stop


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The example's brief."""
    return example(tmp_path_factory.mktemp("markdown"))[0]


@pytest.fixture(scope="module")
def text(made: Brief) -> str:
    """The same as Markdown."""
    return markdown(made)


def tokens(text: str) -> list[str]:
    """What a CommonMark parser with the autolinks of GitHub makes of it: types of blocks and inlines."""
    parser = MarkdownIt("commonmark", {"linkify": False})
    return [one.type for block in parser.parse(text) for one in (block, *(block.children or ()))]


def changed(old: str, new: str) -> list[str]:
    """The lines that `git diff` would print as gone or new."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def test_lines_are_at_most_100_characters(text: str) -> None:
    """Every line fits, but one that holds a single long word."""
    assert [line for line in text.splitlines() if len(line) > 100 and " " in line.strip()] == []


def test_addresses_of_ours_and_of_the_site_are_printed_as_they_are(text: str) -> None:
    """No backslash stands in an address that we print ourselves."""
    head, sources = text.split("## At a glance")[0], text.split("## Sources")[1]
    assert "\n  www.acme-corp.example/team names Dana Reyes" in head
    assert "from https://www.acme-corp.example/." in sources
    assert "\\" not in head


@pytest.mark.parametrize(
    ("page_text", "shown"),
    [
        ("see www.evil.example and http://evil.example", r"see www\.evil.example and http\://evil.example"),
        ("write to a@b.example", r"write to a\@b.example"),
        ("[x](javascript:1) ![y](z)", r"\[x](javascript:1) !\[y](z)"),
        ("snake_case and __init__ and a_b", r"snake_case and \_\_init\_\_ and a_b"),
        ("10 * 2 < 30 & more; R&D, &lt;b&gt;", r"10 \* 2 \< 30 & more; R&D, \&lt;b\&gt;"),
        ("Full stop. It's 3:30, 50% (or so) - maybe #1!", "Full stop. It's 3:30, 50% (or so) - maybe #1!"),
        ("[^about-k7] and [ ] and [x]", r"\[^about-k7] and \[ ] and \[x]"),
    ],
)
def test_page_text_is_masked_where_it_would_be_markup_and_nowhere_else(page_text: str, shown: str) -> None:
    """Links, pictures, emphasis, tags, entities and footnotes of pages are text; plain words stay plain."""
    assert escape(page_text) == shown


@pytest.mark.parametrize("mark", ["- ", "+ ", "1. ", "1) ", "# ", "###### ", "---", "===", "> ", "* ", "| "])
def test_no_line_of_page_text_begins_a_block(made: Brief, mark: str) -> None:
    """Wherever wrapping breaks a quote, what stands first in the line begins no list, heading, rule or quote."""
    first = made.company.glance[0]
    wanted = [kind for kind in tokens(markdown(made)) if kind.endswith("_open")]
    for padding in range(60, 100):
        quote = f"{'x' * padding} {mark}{'y' * 90} {mark}"
        said = Statement(text=quote, citations=(first[1].citations[0].model_copy(update={"quote": quote}),))
        company = made.company.model_copy(update={"glance": ((first[0], said), *made.company.glance[1:])})
        found = tokens(markdown(made.model_copy(update={"company": company})))
        assert [kind for kind in found if kind.endswith("_open")] == wanted, padding


def test_hostile_text_makes_no_markup(made: Brief) -> None:
    """Tags, scripts, links and pictures of pages are none for a CommonMark parser; ours are as many as before."""
    spoilt = markdown(hostile(made))
    assert not {"html_block", "html_inline", "image", "fence", "code_block", "link_open"} & set(tokens(spoilt))
    assert "\x1b" not in spoilt


# --- footnotes ---


def test_a_footnote_names_its_page(made: Brief, text: str) -> None:
    """The label says which page a line is from, and the note which words stand there."""
    assert re.search(r"160 people in two years” \[\^about-\w\w\]", text)
    assert re.search(r"^\[\^about-\w\w\]: on /about: “We went from 45 to 160 people in two years”$", text, re.M)
    assert re.search(r"^\[\^posting-\w\w\]: in posting\.md: “", text, re.M)
    assert re.search(r"^\[\^dana-reyes-\w\w\]: in people/dana-reyes\.pdf: “", text, re.M)
    assert all(re.fullmatch(r"[a-z0-9-]{3,24}", label) for label in labelled_citations(made))


def test_each_source_stands_once(text: str) -> None:
    """The same words of the same place are one footnote, however many lines cite them."""
    notes = re.findall(r"^\[\^[\w-]+\]: (.*(?:\n    .*)*)", text, re.M)
    assert len(notes) == len(set(notes))


def test_without_footnotes_nothing_is_lost(text: str) -> None:
    """A viewer that knows CommonMark alone shows references and notes as text: none is taken for a link definition."""
    shown = "".join(
        one.content for block in MarkdownIt("commonmark").parse(text) for one in (block.children or ()) if one.content
    )
    for label in re.findall(r"^\[(\^[\w-]+)\]: ", text, re.M):
        assert shown.count(f"[{label}]") >= 2, label


def test_two_pages_of_one_name_and_colliding_marks_have_labels_of_their_own(made: Brief) -> None:
    """A thousand quotes of pages that end alike: a label each, and the same label each time."""
    first, *rest = made.pages
    pages = [
        first.model_copy(update={"url": f"https://www.acme-corp.example/{lang}/about", "sha256": lang * 32})
        for lang in ("de", "en", "fr")
    ]
    brief = made.model_copy(update={"pages": (*pages, *rest)})

    def citation(lang: str, i: int) -> Citation:
        return Citation(
            url=f"https://www.acme-corp.example/{lang}/about", quote=f"line {i}", document=lang * 32, passage=str(i),
            start=0, end=6, fetched_at=made.generated_at,
        )  # fmt: skip

    quotes = [citation(lang, i) for i in range(400) for lang in ("de", "en", "fr")]
    one, other = Footnotes(brief), Footnotes(brief)
    labels = [one.label(c) for c in quotes]
    assert len(set(labels)) == len(quotes)
    assert labels == [other.label(c) for c in quotes]


# --- the diff ---


def test_one_changed_fact_is_a_diff_of_few_lines(made: Brief, text: str) -> None:
    """Another head count: the line, its note, and nothing else."""
    glance = list(made.company.glance)
    at = next(i for i, (label, _) in enumerate(glance) if label == "Size")
    before = glance[at][1].citations[0]
    quote = "We went from 45 to 180 people in three years"
    now = Statement(text=quote, citations=(before.model_copy(update={"quote": quote}),))
    glance[at] = ("Size", now)
    company = made.company.model_copy(update={"glance": tuple(glance)})
    found = changed(text, markdown(made.model_copy(update={"company": company})))
    assert 2 <= len(found) <= 6, found
    assert any("180 people" in line for line in found)


def test_a_fact_more_or_less_moves_no_other_line(made: Brief, text: str) -> None:
    """One line of the role is gone: it and its notes are the diff, no other reference has another label."""
    role = made.role.model_copy(update={"measures": ()})
    found = changed(text, markdown(made.model_copy(update={"role": role})))
    assert len(found) <= 4, found
    assert all(line.startswith("-") for line in found)


def test_a_day_later_only_the_days_differ(made: Brief, text: str) -> None:
    """Read again on another day with nothing new: the lines that tell when."""
    import datetime as dt

    later = dt.timedelta(days=1)
    pages = tuple(p.model_copy(update={"fetched_at": p.fetched_at + later}) for p in made.pages)
    brief = made.model_copy(update={"generated_at": made.generated_at + later, "pages": pages})
    found = changed(text, markdown(brief))
    assert 2 <= len(found) <= 4, found


def test_the_same_brief_gives_the_same_text(made: Brief, text: str, tmp_path: Path) -> None:
    """Nothing of the order in which pages came is in the text."""
    turned = made.model_copy(update={"pages": tuple(reversed(made.pages))})
    assert markdown(turned) == text


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ("We build anvils.", "We build anvils"),
        ("Acme B.V.", "Acme B.V."),
        ("Acme Tools, Inc.", "Acme Tools, Inc."),
        ("Schmiede e. V.", "Schmiede e. V."),
        ("We write Node.js.", "We write Node.js"),
    ],
)
def test_a_quote_loses_the_stop_of_its_sentence_but_not_that_of_a_legal_form(quote: str, printed: str) -> None:
    """Lines go on after a quote, so the stop that ends a sentence is not printed; that of an abbreviation is."""
    assert without_stop(quote) == printed
