"""Careers are read from profiles, resumes and bios as printed; private lines never leave."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from careers import Row, document, rows
from pdfs import MAIN_DE, MAIN_EN, SIDE_DE, SIDE_EN, two_columns

from research.extract.career import education, positions, professional, summary
from research.extract.career_words import is_private, span_of

DANA: list[Row] = [
    ("VP Engineering", "Acme Corp", "2024-01", "now"),
    ("Director of Platform", "Acme Corp", "2021-09", "2023-12"),
    ("Staff Engineer", "Harbour Analytics", "2016-03", "2021-08"),
    ("Support Engineer", "Blue Kiosk", "2012-01", "2016-01"),
]


def test_a_saved_profile_in_two_columns_gives_the_whole_career(tmp_path: Path) -> None:
    found = document(tmp_path / "dana.pdf", two_columns(SIDE_EN, MAIN_EN))
    assert rows(found) == DANA
    texts = {p.id: p.text for p in found.passages}
    for position in positions(found):
        assert all(texts[c.passage][c.start : c.end] == c.quote for c in position.citations)
        assert [c.quote for c in position.citations][:2] == [position.title, position.organisation]


def test_a_long_summary_does_not_hide_the_headings(tmp_path: Path) -> None:
    long = [(words * (8 if words.startswith("I lead") else 1), size) for words, size in MAIN_EN]
    assert rows(document(tmp_path / "dana.pdf", two_columns(SIDE_EN, long))) == DANA


def test_a_german_profile_reads_months_and_the_present(tmp_path: Path) -> None:
    assert rows(document(tmp_path / "j.pdf", two_columns(SIDE_DE, MAIN_DE))) == [
        ("Leiter Einkauf", "Nordlicht Möbel GmbH", "2020-03", "now"),
        ("Einkäufer", "Weserholz AG", "2014-10", "2020-02"),
    ]


def test_a_profile_copied_as_text_reads_alike(tmp_path: Path) -> None:
    text = (
        "Dana Reyes\nExperience\nAcme Corp\n5 yrs 3 mos\nVP Engineering\n"
        "Jan 2024 - Present · 2 yrs 11 mos\nLisbon, Portugal\n"
        "Lead 60 engineers in seven teams.\n\nDirector of Platform\nSep 2021 - Dec 2023 · 2 yrs 4 mos\n\n"
        "Staff Engineer\nHarbour Analytics · Full-time\nMar 2016 - Aug 2021 · 5 yrs 6 mos\nPorto, Portugal · Hybrid\n\n"
        "Education\nUniversity of Coimbra\n2007 - 2012\n"
    )
    assert rows(document(tmp_path / "dana.txt", text)) == DANA[:3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "## Work\n- Staff Engineer, Acme Corp, 2022 to today\n- Engineer, Liffey Tram Systems, 2014 to 2019\n",
            [
                ("Staff Engineer", "Acme Corp", "2022-01", "now"),
                ("Engineer", "Liffey Tram Systems", "2014-01", "2019-01"),
            ],
        ),
        (
            "## Career\nTidewater Logistics, Senior Backend Engineer, 2021 - present\n",
            [("Senior Backend Engineer", "Tidewater Logistics", "2021-01", "now")],
        ),
        (
            "## Expérience\nDirectrice des achats, Groupe Solenne SA\nmars 2019 – aujourd'hui\n",
            [("Directrice des achats", "Groupe Solenne SA", "2019-03", "now")],
        ),
        (
            "## Experiencia\n2019 - actualidad\nJefe de Operaciones\nTransportes Mar Azul SL\n\n2015-18\n"
            "Analista de datos\nBanco del Sur\n",
            [
                ("Jefe de Operaciones", "Transportes Mar Azul SL", "2019-01", "now"),
                ("Analista de datos", "Banco del Sur", "2015-01", "2018-01"),
            ],
        ),
        (
            "## Experience\nHead of Engineering, Alerts, Acme Corp (06/2020 - 09/2022)\n",
            [("Head of Engineering, Alerts", "Acme Corp", "2020-06", "2022-09")],
        ),
        (
            "## Experience\nCTO at Blue Kiosk | May 2018 – Oct. 2020\nSales Manager @ Foo & Bar | 2015 – 2018\n",
            [("CTO", "Blue Kiosk", "2018-05", "2020-10"), ("Sales Manager", "Foo & Bar", "2015-01", "2018-01")],
        ),
    ],
    ids=["bullets", "company first", "french", "dates first", "comma in title", "at"],
)
def test_the_usual_layouts_of_a_career(tmp_path: Path, text: str, expected: list[Row]) -> None:
    assert rows(document(tmp_path / "x.md", f"# Kim Larsen\n\n{text}")) == expected


def test_a_bio_tells_a_career_in_sentences(tmp_path: Path) -> None:
    text = (
        "# Ana Silva\n\nAna Silva is the Chief Product Officer at Harbour Analytics. Before that she was a director of "
        "design at Blue Kiosk Ltd. She joined Harbour Analytics in March 2019 as Head of Design, and lives in Porto "
        "with her husband. She was a happy child at Sea World.\n"
    )
    assert rows(document(tmp_path / "ana.md", text)) == [
        ("Chief Product Officer", "Harbour Analytics", "", "now"),
        ("director of design", "Blue Kiosk Ltd", "", ""),
        ("Head of Design", "Harbour Analytics", "2019-01", ""),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li><div>VP Engineering</div><div>Acme Corp</div><div>Jan 2024 - Present</div></li>"
        "<li><div>Engineer</div><div>Foo GmbH</div><div>2016 - 2023</div></li></ul>",
        "<table><tr><td>Jan 2024 - Present</td><td>VP Engineering, Acme Corp</td></tr>"
        "<tr><td>2016 - 2023</td><td>Engineer at Foo GmbH</td></tr></table>",
        "<dl><dt>Jan 2024 - Present</dt><dd>VP Engineering, Acme Corp</dd>"
        "<dt>2016 - 2023</dt><dd>Engineer, Foo GmbH</dd></dl>",
        "<ul><li><h3>VP Engineering</h3><h4><a href='#'>Acme Corp</a></h4><p><time>Jan 2024</time> - Present"
        "<span> 2 years 11 months</span></p><p>Lisbon, Portugal</p></li>"
        "<li><h3>Engineer</h3><h4>Foo GmbH</h4><p><time>2016</time> - <time>2023</time></p><p>Built it.</p></li></ul>",
    ],
    ids=["boxes", "table", "terms", "cards"],
)
def test_web_pages_set_careers_in_boxes_tables_terms_and_cards(tmp_path: Path, body: str) -> None:
    found = document(tmp_path / "x.html", f"<html><body><h1>Ana Silva</h1><h2>Career</h2>{body}</body></html>")
    assert rows(found) == [
        ("VP Engineering", "Acme Corp", "2024-01", "now"), ("Engineer", "Foo GmbH", "2016-01", "2023-01"),
    ]  # fmt: skip


def test_a_page_without_a_career_gives_none(tmp_path: Path) -> None:
    text = "# Pricing\n\nFrom 2019 to 2021 prices rose.\n\n- Basic, 10 euro\n\nOpen since 2012, Monday to Friday.\n"
    assert positions(document(tmp_path / "x.md", text)) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Sept 2016 – janv. 2018", "2016-09", "2018-01"), ("2016-18", "2016-01", "2018-01"),
        ("seit Oktober 2020", "2020-10", "now"), ("de enero de 2015 a mayo de 2019", "2015-01", "2019-05"),
        ("Marketing 2015 - 2017", "2015-01", "2017-01"), ("2018 bis heute", "2018-01", "now"),
        ("2021 - 2019", None, None), ("call 2019-2000-12", None, None), ("in 2019", None, None),
    ],
)  # fmt: skip
def test_spans_of_time(text: str, start: str | None, end: str | None) -> None:
    span = span_of(text)
    if start is None or span is None:
        assert span is None
        assert start is None
        return
    assert f"{span.start:%Y-%m}" == start
    assert ("now" if span.current else f"{span.end:%Y-%m}") == end
    assert not text[span.at :].startswith("Marketing")


@pytest.mark.parametrize(
    "text",
    [
        "She lives in Porto with her husband.", "Born in 1980, he grew up in Leeds.", "Call +1 555 010 2030 any time.",
        "Er ist verheiratet und hat zwei Kinder.", "In his spare time he sails.", "12 Harbour Street",
        "dana@mail.example", "Lindenstraße 12", "She was diagnosed in 2019.", "A lifelong Catholic.",
        "When not chasing releases, Ana paints.", "When she isn't reading papers, she climbs.", "Off-screen, Bo dives.",
        "He takes care of the little one.", "She has diabetes and votes for the Greens.", "Bo survived skin cancer.",
        "Kim lives with epilepsy.", "Voted Labour all his life.", "He came out as gay in 2001.",
    ],
)  # fmt: skip
def test_private_lines_are_known_as_such(text: str) -> None:
    assert is_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lead 60 engineers in seven teams.",
        "Moved billing in 2019 - 2021.",
        "Runs a family business unit.",
        "Wrote the client that waits when the server is not responding.",
        "VP at Acme",
        "She leads diabetes research.",
        "Our platform has cancer registries in nine countries.",
        "He has led heart disease studies.",
        "The board voted for the merger.",
    ],
)
def test_work_is_not_taken_for_private(text: str) -> None:
    assert not is_private(text)


def test_work_is_told_best_first_and_private_lines_are_only_counted(tmp_path: Path) -> None:
    found = document(tmp_path / "dana.pdf", two_columns(SIDE_EN, MAIN_EN))
    statements, withheld = professional(found)
    texts = [s.text for s in statements]
    assert texts[0] == "Quiet pagers: how we halved our alerts"
    assert "I lead the engineers who keep parcels moving." in texts
    assert texts[-1] == "University of Coimbra"
    assert withheld == 3
    told = " ".join(texts)
    assert not any(word in told for word in ("Married", "555", "mail.example", "2007"))
    assert summary(found)[0].text == "I lead the engineers who keep parcels moving."
    assert [s.text for s in education(found)] == ["University of Coimbra"]


def test_hostile_text_costs_linear_time(tmp_path: Path) -> None:
    start = time.process_time()
    for piece in ("2019 - ", "January ", "is a ", "joined Aaa ", "A, ", "( ", "12 A "):
        found = document(tmp_path / "x.md", "# X\n\n## Experience\n" + piece * 4000)
        positions(found)
        professional(found)
    assert time.process_time() - start < 2
