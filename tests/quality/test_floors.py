"""How well pages are read, in figures: precision and recall over the own cases, printed and held to pinned floors.

A figure below its floor fails. So does one that is better than its floor by more than a hundredth: then the floor is
raised in floors.json, and never falls again. The pages in `hard` are traps of which not every one is mastered.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from research.extract import facts, main_text, posting, read
from research.models import Document, Page, capture_hash

HERE = Path(__file__).parent
CASES = HERE.parent / "cases"
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text("utf-8"))
LISTS = ("responsibilities", "must", "nice", "problems", "measures", "goals", "pay")
STEP = 0.01
Counts = dict[str, list[int]]
"""By figure: right, found wrongly, missed."""


def document(body: bytes, kind: Any, url: str) -> Document:
    now = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
    return read(Page(url=url, final_url=url, kind=kind, fetched_at=now, sha256=capture_hash(body), body=body))


def expectations(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(folder.glob("*/expected.json")):
        yield file.parent, json.loads(file.read_text("utf-8"))


def count(counts: Counts, figure: str, found: Iterable[object], wanted: Iterable[object]) -> None:
    got, true = set(found), set(wanted)
    for place, number in enumerate((len(got & true), len(got - true), len(true - got))):
        counts[figure][place] += number


def of_people(counts: Counts) -> None:
    for folder, expected in expectations(CASES / "read"):
        if "people" in expected:
            page = document((folder / "page.html").read_bytes(), "other", expected.get("url", "https://acme.example/"))
            wanted = {p["name"]: p["job_title"] for p in expected["people"]}
            count(counts, "people", (p.name for p in page.people), wanted)
            if not expected.get("loose_titles"):
                count(counts, "titles", ((p.name, p.job_title) for p in page.people), wanted.items())


def of_facts(counts: Counts) -> None:
    for folder, expected in expectations(CASES / "facts"):
        pages = [
            document((folder / name).read_bytes(), kind, f"https://company.example/{name.removesuffix('.html')}/")
            for name, kind in expected["pages"].items()
        ]
        found = {(fact.kind, fact.value) for fact in facts(pages, expected["names"])}
        wanted = {tuple(pair) for pair in expected["has"]}
        told = {pair for pair in found if pair in wanted or pair[0] in expected["absent"]}
        count(counts, "facts", told, wanted)


def of_postings(counts: Counts) -> None:
    for folder, expected in expectations(CASES / "posting"):
        page = document((folder / "page.html").read_bytes(), expected["kind"], "https://company.example/jobs/1/")
        found = posting(page)
        for name in LISTS:
            if name in expected:
                lines = [s.text for s in getattr(found, name)] if found else []
                count(counts, "postings", ((name, t) for t in lines), ((name, t) for t in expected[name]))


def of_texts(counts: Counts) -> None:
    for folder, expected in expectations(CASES / "text"):
        lines = main_text((folder / "page.html").read_bytes(), f"https://acme.example/{folder.name}").splitlines()
        count(counts, f"{expected['type']} text", lines, expected["lines"])


def of_hard_pages(counts: Counts) -> None:
    for folder, expected in expectations(HERE / "hard"):
        body = (folder / "page.html").read_bytes()
        page = document(body, expected["kind"], f"https://acme.example/{folder.name}")
        staff = [(p.name, p.job_title) for p in page.people if p.group not in ("outside", "former")]
        count(counts, "hard people", staff, (tuple(pair) for pair in expected["people"]))
        text = main_text(body, page.url)
        lines = [*expected["text"], *expected["furniture"]]
        count(counts, "hard text", (line for line in lines if line in text), expected["text"])
        if "published" in expected:
            count(counts, "hard dates", [str(page.published)], [expected["published"]])


@lru_cache(maxsize=1)
def figures() -> dict[str, tuple[float, float]]:
    """Return (precision, recall) by figure."""
    counts: Counts = defaultdict(lambda: [0, 0, 0])
    for measure in (of_people, of_facts, of_postings, of_texts, of_hard_pages):
        measure(counts)
    return {
        figure: (right / max(1, right + wrong), right / max(1, right + missed))
        for figure, (right, wrong, missed) in counts.items()
    }


def test_every_figure_is_pinned() -> None:
    assert set(figures()) == set(FLOORS)


@pytest.mark.parametrize("figure", sorted(FLOORS))
def test_a_figure_is_at_its_floor(figure: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither below its floor, nor so far above that the floor should have been raised."""
    got = dict(zip(("precision", "recall"), figures()[figure], strict=True))
    with capsys.disabled():
        print(f"\n{figure:15} precision {got['precision']:.3f}  recall {got['recall']:.3f}")
    for side, floor in FLOORS[figure].items():
        assert got[side] >= floor - 0.0005, f"{side} of {figure} fell below {floor}"
        assert got[side] <= floor + STEP, f"{side} of {figure} is {got[side]:.3f}: raise its floor in floors.json"
