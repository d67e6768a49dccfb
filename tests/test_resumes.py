"""Eleven resumes of different layout are read line by line: where, for whom, when, with what verb and what figure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from research.collect.files import read_file
from research.extract import read
from research.extract.resumes import printed, resume
from research.models import Page, ResumeLine

CASES = sorted((Path(__file__).parent / "cases" / "resume").iterdir())
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


def lines_of(case: Path) -> list[ResumeLine]:
    """The resume of a case, read as the program reads it."""
    path = next(case.glob("resume.*"))
    page = read_file(path, kind="other", fetched_at=NOW)
    assert isinstance(page, Page)
    plain = path.suffix in (".md", ".txt")
    return resume(read(page), path.read_text("utf-8") if plain else printed(page.body.decode()))


def told(line: ResumeLine) -> str:
    """A line as expected.txt holds it: number, employer, time, verb, figure, then the words."""
    start = f"{line.start:%Y-%m}" if line.start else ""
    end = "today" if line.current else f"{line.end:%Y-%m}" if line.end else ""
    when = f"{start}..{end}" if start else "-"
    return " | ".join((str(line.line), line.employer or "-", when, line.verb or "-", line.figure or "-", line.text))


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_every_line_has_its_employer_time_verb_and_figure(case: Path) -> None:
    """Printed PDFs (one column, side bar, table), Word files (headings, tables), text in three languages, a long CV."""
    assert [told(line) for line in lines_of(case)] == (case / "expected.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("case", [c for c in CASES if not list(c.glob("resume.pdf")) + list(c.glob("resume.docx"))])
def test_the_number_is_that_of_the_line_in_the_file(case: Path) -> None:
    """What the brief calls line 7 begins on line 7."""
    source = next(case.glob("resume.*")).read_text("utf-8").splitlines()
    for line in lines_of(case):
        assert line.text.split()[0].strip("*") in source[line.line - 1]


def test_nothing_private_is_among_the_lines() -> None:
    """Birth, family, interests and addresses stay out, in every language."""
    for case in CASES:
        text = "\n".join(line.text for line in lines_of(case))
        assert not any(
            word in text for word in ("Née", "mariée", "verheiratet", "Geboren", "Escalade", "sourdough", "@")
        )
