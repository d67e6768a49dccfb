"""How old a brief may be, and how near the interview is: on the running clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from research.glance import ListEntry
from research.render.terminal import profile_list
from research.staleness import fresh_until, staleness, staleness_line, until_next

BERLIN = ZoneInfo("Europe/Berlin")
D, H = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "until", "wanted"),
    [
        (10 * D, None, "fresh"),
        (20 * D, None, "due"),
        (40 * D, None, "stale"),
        (6 * D, 20 * D, "fresh"),
        (6 * D, 6 * D, "due"),
        (7 * D, 6 * D, "stale"),
        (20 * H, 2 * D, "fresh"),
        (20 * H, 20 * H, "due"),
        (4 * H, 2 * H, "due"),
        (7 * H, 2 * H, "stale"),
    ],
)
def test_the_nearer_the_interview_the_younger_the_brief_must_be(
    age: dt.timedelta, until: dt.timedelta | None, wanted: str
) -> None:
    assert staleness(age, until) == wanted


def test_the_line_says_age_countdown_and_what_to_do() -> None:
    assert staleness_line(5 * D, 2 * D) == "read 5 days ago, interview in 2 days: refresh it before you rely on it"
    assert staleness_line(H, 30 * H) == "read 1 hour ago, interview in 30 hours"
    assert staleness_line(dt.timedelta(minutes=1), None) == "read 1 minute ago"


def test_a_span_across_a_change_of_the_clock_is_counted_in_real_hours() -> None:
    """In the night to 25 Oct 2026 Berlin has an hour more; both moments are of one zone."""
    evening, morning = (dt.datetime(2026, 10, 24 + n, 8 + 12 * (1 - n), 0, tzinfo=BERLIN) for n in (0, 1))
    assert until_next([morning, evening - D, None], evening) == 13 * H
    assert until_next([evening - D], evening) is None


@pytest.mark.parametrize(
    ("until", "wanted"),
    [(None, 14 * D), (40 * D, 10 * D), (20 * D, 7 * D), (8 * D, 3 * D), (5 * D, 2 * D), (2 * D, D), (4 * H, 3 * H)],
)
def test_a_brief_says_from_when_on_it_is_due(until: dt.timedelta | None, wanted: dt.timedelta) -> None:
    """Until then it is fresh, and right after it is not."""
    made = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
    ends = fresh_until(made, until) - made
    assert ends == wanted
    for step, is_fresh in ((-1, True), (1, False)):
        age = ends + dt.timedelta(minutes=step)
        assert (staleness(age, None if until is None else until - age) == "fresh") == is_fresh


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (dt.datetime(2026, 10, 24, 9, 0, tzinfo=BERLIN), "Mon 26 Oct 10:00, in 2 days"),
        (dt.datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN), "Mon 26 Oct 10:00, tomorrow"),
        (dt.datetime(2026, 10, 26, 7, 0, tzinfo=BERLIN), "Mon 26 Oct 10:00, in 3 hours"),
        (dt.datetime(2026, 10, 26, 5, 20, tzinfo=dt.UTC), "Mon 26 Oct 10:00 CET, in 3 hours"),
        (dt.datetime(2026, 10, 26, 9, 20, tzinfo=BERLIN), "Mon 26 Oct 10:00, in 40 minutes"),
    ],
)
def test_the_list_counts_down_in_the_zone_of_the_interview(now: dt.datetime, wanted: str) -> None:
    """Days by its calendar, hours by the running clock; its zone is named where the reader is in another."""
    at = dt.datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN)
    line = profile_list([ListEntry(slug="holm", next_at=at, brief_at=now - 30 * H, questions=9)], now).split("\n")[1]
    assert wanted in line
    assert "h old: refresh, 9 questions" in line
