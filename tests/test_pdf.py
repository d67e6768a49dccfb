"""The PDF: the card on page one, both papers, no network, and a sentence where there is no browser."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from briefs import example
from conftest import Canary

from research.collect.finding import FoundBrowser
from research.collect.printing import print_pdf
from research.models import Brief
from research.render.context import looker
from research.render.markdown import labelled_citations
from research.render.pdf import PAPERS, printable_html


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example and its brief."""
    return tmp_path_factory.mktemp("pdf")


@pytest.fixture(scope="module")
def brief(home: Path) -> Brief:
    """The example's brief."""
    return example(home)[0]


def chromium(path: str) -> FoundBrowser:
    return FoundBrowser(path, "chromium", "test")


@pytest.mark.parametrize("name", ["a4", "letter"])
def test_the_card_is_page_one_and_the_brief_follows(brief: Brief, browser_path: str, name: str) -> None:
    """Page one holds day, place, people, stars and what to check, and nothing of the long brief; sources come last."""
    paper = PAPERS[name]
    content = asyncio.run(print_pdf(printable_html(brief, paper, looker({}.get)), chromium(browser_path)))
    document = pypdfium2.PdfDocument(content)
    pages = [p.get_textpage().get_text_range() for p in document]
    width, height = document[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (round(paper.width), round(paper.height))
    for text in (
        "Acme Corp",
        "10:00",
        "Dana Reyes",
        "meet.acme-corp.example",
        "is a Saturday",
    ):
        assert text in pages[0]
    for question in brief.questions:
        assert (question.text in " ".join(pages[0].split())) == question.starred
    assert "GLANCE" not in pages[0].upper()
    assert "AT A GLANCE" in pages[1].upper()
    assert f"[{len(labelled_citations(brief))}]" in "".join(pages[-2:])
    assert 5 <= len(pages) <= 9


def test_printing_reaches_nobody(brief: Brief, browser_path: str, canary: Canary) -> None:
    """Whatever the HTML asks for, no request leaves: no image, no script, no name looked up."""
    asking = f"<img src='{canary.url}/i'><script>fetch('{canary.url}/s')</script><iframe src='{canary.url}/f'></iframe>"
    text = printable_html(brief, PAPERS["a4"]).replace("</body>", f"{asking}</body>")
    text = text.replace('http-equiv="Content-Security-Policy"', 'name="nothing"')
    assert asyncio.run(print_pdf(text, chromium(browser_path))).startswith(b"%PDF-")
    assert canary.touched == []


def run(home: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "research", *args], cwd=home, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, **env},
    )  # fmt: skip


def test_export_writes_the_pdf_into_the_profile(brief: Brief, home: Path, browser_path: str) -> None:
    """`export --format pdf` writes brief.pdf, for its owner's eyes, and says where it is."""
    done = run(home, "export", "acme-corp", "--format", "pdf", "--paper", "letter", RESEARCH_BROWSER=browser_path)
    assert done.returncode == 0, done.stderr
    target = home / "profiles" / "acme-corp" / "brief.pdf"
    assert str(target) in done.stderr
    assert target.read_bytes().startswith(b"%PDF-")
    assert os.name == "nt" or target.stat().st_mode & 0o077 == 0
    assert done.stdout == ""


def test_without_a_browser_one_sentence_offers_html(brief: Brief, home: Path) -> None:
    """Exit 5, one line, and the way out."""
    done = run(home, "export", "acme-corp", "--format", "pdf", "-o", "none.pdf", RESEARCH_BROWSER="/no/such/browser")
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
    assert "--format html" in done.stderr
    assert not (home / "none.pdf").exists()


def test_paper_belongs_to_pdf(brief: Brief, home: Path) -> None:
    """--paper with another format is a mistake and is said so."""
    done = run(home, "export", "acme-corp", "--format", "html", "--paper", "a4")
    assert done.returncode == 2
    assert "--paper is for --format pdf" in done.stderr


def test_open_without_a_display_says_where_the_brief_is(brief: Brief, home: Path) -> None:
    """`open` writes brief.html; where no window can be shown the path is the answer."""
    done = run(home, "open", "acme-corp", DISPLAY="", WAYLAND_DISPLAY="", BROWSER="")
    assert done.returncode == 0, done.stderr
    if sys.platform not in ("darwin", "win32"):
        target = Path(done.stdout.strip())
        assert target == home / "profiles" / "acme-corp" / "brief.html"
        assert target.read_text("utf-8").startswith("<!doctype html>")
