# ruff: noqa: E501 - a sentence and its quote are read side by side
"""Micro-quotes: three to nine words that can be said aloud and mean what the sentence means."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.extract.phrases import tokens
from research.extract.quotes import micro_quotes, whole_quote
from research.models import Document, Passage, Quote

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


def quotes(text: str, *cue: str, **options: bool) -> list[Quote]:
    passage = Passage(id="p", text=text)
    page = Document(
        url="https://a.example/", final_url="https://a.example/", kind="about", sha256="0" * 64, way="http",
        fetched_at=NOW, passages=(passage,),
    )  # fmt: skip
    words = list(cue) or [t.core.lower() for t in tokens(text, 0, len(text))]
    return list(micro_quotes(page, passage, (0, len(text)), words, names=["Marlowe"], **options))


def said(text: str, *cue: str, **options: bool) -> set[tuple[str, str]]:
    return {(q.form, q.text) for q in quotes(text, *cue, **options)}


@pytest.mark.parametrize(
    ("text", "cue", "form", "quote"),
    [
        ("Every claim gets a human reply within two hours, day or night.", "within", "NP", "a human reply within two hours"),
        ("At that moment we did not have the capacity to do that work.", "capacity", "CL", "we did not have the capacity"),
        ("While benefiting from shared expertise, faster incident response, and more.", "response", "NP", "faster incident response"),
        ("Today our alert rules are fragmented over three services.", "fragmented", "CL", "our alert rules are fragmented over three services"),
        ("Rate data lives in eleven spreadsheets and nobody trusts the totals.", "nobody", "CL", "nobody trusts the totals"),
        ("Marlowe serves 2,000 clinics.", "clinics", "CL", "Marlowe serves 2,000 clinics"),
    ],
)  # fmt: skip
def test_the_right_part_is_cut_with_its_form(text: str, cue: str, form: str, quote: str) -> None:
    """Noun phrases and clauses are found where they begin and end."""
    assert (form, quote) in said(text, cue)


def test_a_verb_phrase_is_cut_only_where_it_is_allowed() -> None:
    """ "to VP" gives a VP when the caller asks; a plan never loses its verb to it."""
    text = "The licence gives members the right to run their whole stack elsewhere."
    assert ("VP", "run their whole stack elsewhere") in said(text, "stack", verb_phrases=True)
    assert all(form != "VP" for form, _ in said(text, "stack"))
    plan = "Marlowe plans to open three depots in Spain."
    assert all("plans" in quote for _, quote in said(plan, "open", "depots", verb_phrases=True))


def test_a_line_of_duties_is_a_verb_phrase() -> None:
    """A list line that starts with a base verb is a VP; a look-alike noun is not."""
    assert ("VP", "Address support issues") in said("Address support issues", "support", imperative=True)
    assert all(f != "VP" for f, _ in said("Support tickets were slow for days", "tickets", imperative=True))


@pytest.mark.parametrize(
    "text",
    [
        "We never sell the data of our members.",
        "We do not share reports with anybody.",
        "Only our members see the reports.",
        "If the weather allows, our ships leave the harbour at night.",
        "We answer the phone unless the harbour is closed.",
    ],
)
def test_negations_and_conditions_are_never_cut_away(text: str) -> None:
    """What turns the meaning stays in the quote, or there is no quote."""
    for quote in quotes(text):
        for word in ("never", "not", "Only", "If", "unless"):
            assert word not in text.split() or word in quote.text.split(), quote.text


def test_a_figure_keeps_its_qualifier() -> None:
    """ "more than 4 time zones" is never quoted as "4 time zones"."""
    found = said("Our people work from more than 4 time zones in summer.", "zones")
    assert found
    assert all("more than" in quote for _, quote in found if "4" in quote)


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("We partnered with the Department of Transport on buoys.", "Department"),
        ("They build a lean, technology-agnostic approach for ports.", "lean"),
        ("We exist to serve research and education communities.", "research"),
        ("Our goal is the right to leave at any time.", "right"),
        ("We like a more accessible, empowering future for ports.", "accessible"),
    ],
)
def test_no_quote_ends_inside_a_name_or_a_list_of_adjectives(text: str, bad: str) -> None:
    """The last word is never one that the next words belong to."""
    assert all(not quote.endswith(bad) for _, quote in said(text))


@pytest.mark.parametrize(
    "text",
    [
        "Read https://a.example/path for all of the details now.",
        "OUR VALUES MATTER EVERYWHERE AND ALWAYS HERE.",
        "We shipped 3 of 4 boats in 2024 to ports.",
        "Our team 🚀 ships the best boats ever.",
        "We “love the sea” and say so often.",
    ],
)
def test_what_cannot_be_said_is_not_quoted(text: str) -> None:
    """Addresses, shouting, more than two numbers, pictures and inner quotation marks stay out."""
    for quote in quotes(text):
        assert not any(c in quote.text for c in "/“”🚀")
        assert not quote.text.isupper()
        assert sum(c.isdigit() for c in quote.text.replace("2024", "1")) <= 2


def test_a_whole_line_is_quoted_without_its_full_stop() -> None:
    """whole_quote gives the span itself, or nothing when it is too long or ends on a loose word."""
    passage = Passage(id="p", text="Calm over clever.")
    page = Document(
        url="https://a.example/", final_url="https://a.example/", kind="values", sha256="0" * 64, way="http",
        fetched_at=NOW, passages=(passage,),
    )  # fmt: skip
    quote = whole_quote(page, passage, (0, 17), "any")
    assert quote is not None
    assert quote.text == "Calm over clever"


ALPHABET = st.sampled_from(
    "we our the of to and never not only if 2,000 40% clinics build built ships, ship; (a) “b” more than harbour Kestrel".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ALPHABET, max_size=40))
def test_any_words_keep_the_rules(words: list[str]) -> None:
    """Whatever the sentence, quotes are verbatim, 3-9 words, at most 60 characters, and begin and end on words."""
    text = " ".join(words)
    for quote in quotes(text, verb_phrases=True):
        assert text[quote.citation.start : quote.citation.end] == quote.text
        assert 3 <= len(quote.text.split()) <= 9
        assert len(quote.text) <= 60
        assert quote.text[0].isalnum()
        assert quote.text[-1].isalnum() or quote.text[-1] in "%+"
        assert quote.text.split()[0].lower() not in {"and", "of", "to", "not", "if"}
        assert quote.text.split()[-1].lower() not in {"and", "of", "to", "the", "our", "not"}
