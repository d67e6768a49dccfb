"""Pages in French, German, Dutch and Spanish give questions in English: what they say is told in our words."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from research.brief.filling import Filled, fill
from research.brief.frames import book
from research.brief.lint import lint
from research.brief.rules import Context
from research.extract.all_signals import signals
from research.extract.document import read
from research.extract.postings import posting as read_posting
from research.models import Document, Kind, Page, Signal, capture_hash
from research.tongues import LANGUAGES, name_of, spoken_languages, tongue

TODAY = dt.date(2026, 11, 25)
NAMES = ("Ardoise",)
CASES = json.loads((Path(__file__).parent / "cases" / "tongues.json").read_text(encoding="utf-8"))


def page(kind: Kind, body: str, language: str) -> Document:
    """A page of ardoise.example in a language, as it is read."""
    html = (
        f'<html lang="{language}"><head><title>Ardoise</title></head><body><main>{body}</main></body></html>'.encode()
    )
    url, at = f"https://ardoise.example/{kind}", dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    got = Page(url=url, final_url=url, kind=kind, fetched_at=at, sha256=capture_hash(html), body=html)
    return read(got).model_copy(update={"kind": kind, "language": language})


def told(case: dict[str, Any]) -> list[Signal]:
    """The signals of one case: sentences are paragraphs, a list becomes items under a heading."""
    title = "<h1>Ardoise</h1>"
    listed = "".join(f"<li>{item}</li>" for item in case.get("items", ()))
    above = f"<h2>{case.get('heading', 'Ardoise')}</h2>" if case.get("heading", "Ardoise") else ""
    body = f"{title}<p>{case.get('text', '')}</p>{above}<ul>{listed}</ul>"
    document = page(case.get("on", "about"), body, case["language"])
    home = page("home", "<h1>Ardoise</h1><p>Ardoise.</p>", case["language"])
    found = read_posting(document)
    return signals([home, document], NAMES, TODAY, [found] if found else [])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["says"])
def test_a_statement_is_told_or_left_alone(case: dict[str, Any]) -> None:
    """Each case gives its signals with their English words, and none that a negation, plan or condition forbids."""
    found = told(case)
    shown = [(s.code, s.subtype, s.slots) for s in found]
    for want in case.get("expect", ()):
        assert any((s.code, s.subtype) == (want[0], want[1]) and want[2].items() <= s.slots.items() for s in found), (
            shown
        )
    for code, subtype in case.get("none", ()):
        assert (code, subtype) not in [(s.code, s.subtype) for s in found], shown


@pytest.mark.parametrize("case", [c for c in CASES if c.get("expect")], ids=lambda c: c["says"])
def test_what_is_asked_of_it_is_sayable_english(case: dict[str, Any]) -> None:
    """Every frame that fits a foreign signal makes a clean question without a foreign word but names."""
    context = Context(today=TODAY, site="ardoise.example", role="HM")
    made = [
        (s, m) for s in told(case) if "LANG" in s.slots and "VALUE" not in s.slots
        for frame in book().of(s.code) if isinstance(m := fill(frame, [s], context), Filled)
    ]  # fmt: skip
    assert made
    for signal, filled in made:
        assert lint(filled.text, filled.citations, filled.closed) == []
        assert filled.text.isascii()
        assert signal.citations[0].quote not in filled.text or signal.slots.get("NUM") == signal.citations[0].quote


def test_every_statement_has_its_frame() -> None:
    """A cue that no frame can say would be dead data; and every cue and task is known in all languages that count."""
    subtypes = {(code, s) for f in book().frames for code in f.signals for s in f.subtypes or ("",)}
    for language in ("fr", "de"):
        known = tongue(language)
        assert known is not None
        for cue in known.cues:
            assert (cue.code, cue.subtype) in subtypes or (cue.code, "") in subtypes, (cue.code, cue.subtype)


def test_the_tables_are_whole() -> None:
    """Every language has every guard, number and task; tags and unknown languages are answered."""
    for a, b in itertools.combinations(LANGUAGES, 2):
        one, two = tongue(a), tongue(b)
        assert one is not None
        assert two is not None
        assert {t.said for t in one.tasks} == {t.said for t in two.tasks}
        assert [one.number(w) for w in list(one.numbers)[:1]] == [1]
    assert tongue("fr-CA") == tongue("fr")
    assert tongue("ja") is None
    assert (name_of("de-AT"), name_of("ja"), name_of("xx")) == ("German", "Japanese", None)
    assert spoken_languages(["de", "en", "de", "fr"]) == ["German", "French"]


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "Schicke uns deine Bewerbung mit Anschreiben und Lebenslauf bis zum 27. Dezember 2026.", (2026, 12, 27)),
        ("de", "Bitte schicke uns deine Bewerbung bis spätestens 02.02.2027 per E-Mail.", (2027, 2, 2)),
        ("fr", "Les candidatures sont ouvertes jusqu'au 15 janvier 2027.", (2027, 1, 15)),
        ("nl", "Solliciteer voor 3 maart 2027 bij ons.", (2027, 3, 3)),
    ],
)
def test_the_closing_date_of_a_posting_is_read(language: str, text: str, day: tuple[int, int, int]) -> None:
    """The day until which one may apply stands in the posting's own language."""
    found = read_posting(page("posting", f"<h1>Ardoise</h1><p>Ardoise.</p><p>{text}</p>", language))
    assert found is not None
    assert found.closes == dt.date(*day)
