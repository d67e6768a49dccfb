"""A question keeps its number, and says what became of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import history
from conftest import Server
from refreshing import Refresher, profile

from research.extract import read
from research.life import live
from research.models import Document, Page, Question, Rejected, capture_hash
from research.store import Store

NOW = dt.datetime(2026, 10, 20, 8, 0, tzinfo=dt.UTC)
PAST = "We moved from 120 to 160 people in one year."
VALUE = "We raise bad news on the day we learn it."
PROMISE = "Every pump leaves the plant within five days."


def page(*lines: str, url: str = "https://holm.example/about") -> Document:
    body = ("<main><h1>About</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "</main>").encode()
    return read(Page(url=url, final_url=url, fetched_at=NOW, sha256=capture_hash(body), body=body))


def question(document: Document, quote: str, number: int = 1, **other: object) -> Question:
    passage = next(p for p in document.passages if quote in p.text)
    start = passage.text.index(quote)
    values = {
        "id": f"Q{number}", "text": f"About “{quote}”, what is hard?", "asked_of": "Jonas Kragh", "signal": "C01",
        "frame": "C01-F1", "shape": "why", "bucket": "company", "why": "w", "listen_for": "l", "follow_up": "f",
        "citations": (document.cite(passage, start, start + len(quote)),),
    }  # fmt: skip
    return Question.model_validate({**values, **other})


def states(questions: tuple[Question, ...]) -> list[tuple[str, str]]:
    return [(q.id, q.state) for q in questions]


def test_a_question_keeps_its_number_when_its_place_in_the_list_changes() -> None:
    before, after = page(PAST, VALUE), page(VALUE, PAST)
    old = [question(before, PAST, 1), question(before, VALUE, 2, signal="C05", frame="C05-F1")]
    new = [question(after, VALUE, 1, signal="C05", frame="C05-F1"), question(after, PAST, 2)]
    assert states(live(old, new, [after])) == [("Q2", "good"), ("Q1", "good")]


def test_a_question_on_an_edited_sentence_is_the_same_question_with_the_new_quote() -> None:
    before, after = page(PAST), page(PAST.replace("160", "165"))
    found = live([question(before, PAST, 4)], [question(after, PAST.replace("160", "165"))], [after])
    assert states(found) == [("Q4", "good")]
    assert "165" in found[0].citations[0].quote


def test_new_questions_get_numbers_that_were_never_given() -> None:
    both = page(PAST, VALUE)
    new = [question(both, PAST, 1), question(both, VALUE, 2, signal="C05", frame="C05-F1")]
    assert states(live([question(both, PAST, 3)], new, [both], used=["Q9"])) == [("Q3", "good"), ("Q10", "new")]
    assert states(live([], new, [both])) == [("Q1", "new"), ("Q2", "new")]


def test_a_question_whose_quote_was_replaced_is_gone_and_shows_what_stands_there_now() -> None:
    now = "We raise bad news in the week we learn it."
    before, after = page(VALUE), page(now)
    (found,) = live([question(before, VALUE, 2)], [], [after])
    assert (found.id, found.state) == ("Q2", "gone")
    assert found.now is not None
    assert found.now.quote == now
    assert found.happened == f"“{VALUE}” now reads “{now}”"


def test_a_question_whose_quote_was_taken_away_is_gone_and_stays_in_the_list() -> None:
    before, after = page(VALUE, PAST), page(PAST)
    once = live([question(before, VALUE, 2)], [], [after])
    assert once[0].happened == f"“{VALUE}” is no longer on the page"
    assert live(once, [], [after]) == once


def test_a_page_that_was_not_read_again_ends_no_question_but_a_page_that_is_gone_does() -> None:
    before, other = page(VALUE), page(PAST, url="https://holm.example/news")
    old = [question(before, VALUE, 2)]
    assert states(live(old, [], [other])) == [("Q2", "good")]
    assert states(live(old, [], [other], missing=["https://holm.example/about"])) == [("Q2", "gone")]


def test_a_question_that_the_pages_answer_now_carries_the_sentence_that_answers_it() -> None:
    answer = "Growth was hard because we had to train forty people at once."
    before, after = page(PAST), page(PAST, answer)
    old = question(before, PAST, 5)
    refused = Rejected(
        signal="C01", frame="C01-F1", text=old.text, reason=f"already answered: “{answer[:40]}…”",
        citation=after.cite(after.passages[1]),
    )  # fmt: skip
    (found,) = live([old], [], [after], rejected=[refused])
    assert (found.id, found.state, found.happened) == ("Q5", "answered", f"answered now: “{answer}”")
    assert found.now is not None
    assert found.now.quote == answer


def test_covered_stays_covered_whatever_happens() -> None:
    both = page(PAST, VALUE)
    ticked = question(both, PAST, 3, state="covered")
    assert states(live([ticked], [question(both, PAST, 1)], [both])) == [("Q3", "covered")]
    assert states(live([ticked], [], [both])) == [("Q3", "covered")]
    assert states(live([ticked], [], [page(VALUE)])) == [("Q3", "covered")]


def test_no_more_than_twelve_are_open_and_those_that_give_way_say_so() -> None:
    """Ten are written anew; of five others the one that the notes name stays, then the best; ticks stay too."""
    lines = [f"Line number {n} builds {10 * n} pumps." for n in range(1, 17)]
    both = page(*lines)
    asked = [question(both, line, n, frame=f"C01-F{n}", score=float(n)) for n, line in enumerate(lines, 1)]
    ticked = asked[5].model_copy(update={"state": "covered"})
    found = live([*asked[:5], ticked], asked[6:], [both], noted=["Q2"])
    open_ = [q.id for q in found if q.state in ("new", "good")]
    assert len(open_) == 12
    assert {"Q2", "Q5"} <= set(open_)
    assert ("Q6", "covered") in states(found)
    gone = [q for q in found if q.state == "gone"]
    assert [q.id for q in gone] == ["Q1", "Q3", "Q4"]
    assert all("better ones" in q.happened for q in gone)
    again = live(found, [asked[0], *asked[7:]], [both])
    assert ("Q1", "good") in states(again)


def test_what_still_stands_but_was_not_chosen_again_stays_as_a_spare_up_to_four() -> None:
    lines = [f"Line number {n} builds {10 * n} pumps." for n in range(1, 8)]
    both = page(*lines)
    old = [question(both, line, n, frame=f"C01-F{n}", score=float(n)) for n, line in enumerate(lines, 1)]
    found = live(old, [], [both])
    assert [(q.id, q.spare) for q in found if q.state == "good"] == [(f"Q{n}", True) for n in (4, 5, 6, 7)]
    assert [q.id for q in found if q.state == "gone"] == ["Q1", "Q2", "Q3"]


def test_what_still_stands_is_cited_from_the_new_capture() -> None:
    before, after = page(PAST, VALUE), page(PROMISE, VALUE)
    (found,) = live([question(before, VALUE, 2)], [], [after])
    (cited,) = found.citations
    assert (cited.document, cited.quote) == (after.sha256, VALUE)
    assert next(p.text for p in after.passages if p.id == cited.passage)[cited.start : cited.end] == VALUE


def test_a_question_on_two_quotes_is_the_same_when_the_list_is_set_anew() -> None:
    both, other = page(PAST, VALUE, PROMISE), page(PROMISE, VALUE, PAST)
    first, second, third = (question(both, quote).citations[0] for quote in (PAST, VALUE, PROMISE))
    old = question(both, PAST, 2, text="Between one and two?", citations=(first, second))
    new = question(other, PAST, 1, text="Between three and one?", citations=(third, first))
    assert states(live([old], [new], [other])) == [("Q2", "good")]


def test_numbers_stay_right_over_a_whole_history(serve: Server, tmp_path: Path) -> None:
    """No number is given twice, noise makes no new question, and a removed sentence takes its question along."""
    with Store(tmp_path) as store:
        refresher = Refresher(profile(tmp_path, serve.url), store)
        used: dict[str, str] = {}
        for number, version in enumerate((1, 2, 3, 11), 1):
            history.serve(serve, version)
            found = refresher.visit(history.at(number)).questions
            assert len({q.id for q in found}) == len(found)
            fresh = [q.id for q in found if q.state == "new"]
            assert not set(fresh) & set(used)
            assert not (version == 2 and fresh)
            assert all(used.setdefault(q.id, q.frame) == q.frame for q in found)
        value = next(q for q in found if q.signal == "C05")
        quote = value.citations[0].quote
        for path, (status, fields, body) in list(serve.routes.items()):
            text = body if isinstance(body, str) else body.decode()
            serve.routes[path] = (status, fields, text.replace(quote, "We are between values at the moment."))
        found = refresher.visit(history.at(5)).questions
    assert f"“{quote}” is no longer on the page" in [q.happened for q in found if q.state == "gone"]
