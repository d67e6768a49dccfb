"""A file of the user's folder becomes a page, or a miss that says why not."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import textwrap
import time
import zipfile
from pathlib import Path

import docx
import pytest
from pdfs import MAIN_DE, MAIN_EN, SIDE_DE, SIDE_EN, Line, one_column, two_columns
from reportlab.pdfgen.canvas import Canvas

from research.collect import child
from research.collect.files import read_file, saved_from
from research.models import Miss, Page

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


def page(path: Path, data: bytes | str, url: str | None = None) -> Page:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = read_file(path, kind="person", fetched_at=NOW, url=url)
    assert isinstance(found, Page), found
    return found


def miss(path: Path, data: bytes | str | None = None) -> Miss:
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = read_file(path, kind="person", fetched_at=NOW)
    assert isinstance(found, Miss)
    return found


def lines(found: Page) -> list[str]:
    """The body's elements, one a line, without the frame; where a printed line ended is a blank."""
    text = found.body.decode("utf-8").split("<main>\n")[1].split("\n</main>")[0]
    return [line for line in re.sub(r"(?<!>)\n", " ", text).splitlines() if line]


# --- PDF --------------------------------------------------------------------------------------------------------


def test_the_main_column_comes_first_and_whole_then_the_side_column(tmp_path: Path) -> None:
    found = lines(page(tmp_path / "people" / "dana.pdf", two_columns(SIDE_EN, MAIN_EN)))
    assert found[0] == "<h1>Dana Reyes</h1>"
    start = found.index("<h2>Experience</h2>")
    assert found[start + 1 : start + 6] == [
        "<h4>Acme Corp</h4>", "<p>5 years 3 months</p>", "<h5>VP Engineering</h5>",
        "<p>January 2024 - Present (2 years 11 months)</p>", "<p>Lisbon, Portugal</p>",
    ]  # fmt: skip
    assert found.index("<h2>Education</h2>") < found.index("<h2>Contact</h2>") < found.index("<h2>Top Skills</h2>")
    assert "<p>Quiet pagers: how we halved our alerts</p>" in found
    assert any(
        line.startswith("<p>I lead the engineers who keep") and line.endswith("marathons.</p>") for line in found
    )


def test_german_profiles_are_read_alike(tmp_path: Path) -> None:
    found = lines(page(tmp_path / "j.pdf", two_columns(SIDE_DE, MAIN_DE)))
    assert found[:2] == ["<h1>Jörg Wendt</h1>", "<h4>Leiter Einkauf bei Nordlicht Möbel GmbH</h4>"]
    assert "<p>März 2020 - Heute (6 Jahre 9 Monate)</p>" in found
    assert found.index("<h2>Ausbildung</h2>") < found.index("<h2>Kontakt</h2>")


def test_a_main_column_runs_on_over_pages_past_the_side_column(tmp_path: Path) -> None:
    jobs: list[Line] = []
    for n in range(12):
        jobs += [
            (f"Company {n}", 12),
            (f"Engineer {n}", 11.5),
            ("2010 - 2012 (2 years)", 10.5),
            ("Did things. " * 9, 10.5),
        ]
    found = lines(page(tmp_path / "x.pdf", two_columns(SIDE_EN, [("Kim Larsen", 26), ("Experience", 15.75), *jobs])))
    assert found.index("<h4>Company 11</h4>") < found.index("<h2>Contact</h2>")
    assert not any("Page 1 of 2" in line for line in found)


def test_dates_flush_right_are_no_column(tmp_path: Path) -> None:
    text: list[Line] = [
        ("Kim Larsen", 20), ("EXPERIENCE", 10), ("Senior Engineer, Acme\t2019 - 2021", 11),
        ("• Migrated 40 services to Kubernetes, cutting the cost of hosting by 30% and the time to deploy by half", 10),
        ("• Led a team", 10), ("Engineer, Foo\t2016 - 2019", 11), ("• Shipped things", 10),
        ("• Ran the pager", 10), ("Tester, Bar\tMay 2012 - 2016", 11), ("• Tested", 10),
        ("Clerk, Baz\t2010 - 2012", 11),
    ]  # fmt: skip
    found = lines(page(tmp_path / "resume.pdf", one_column(text)))
    assert found[:3] == ["<h1>Kim Larsen</h1>", "<h2>EXPERIENCE</h2>", "<h3>Senior Engineer, Acme 2019 - 2021</h3>"]
    assert "<li>Led a team</li>" in found
    assert any(line.endswith("the time to deploy by half</li>") for line in found)


def test_bullets_drawn_as_discs_begin_items_and_ratings_do_not(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("Helvetica", 10)
    rows = ((700, "Moved forty services without a day of downtime."), (686, "Led a team of five."), (672, "Hired."))
    for y, words in rows:
        canvas.circle(70, y + 3, 1.8, stroke=0, fill=1)
        canvas.drawString(82, y, words)
    canvas.drawString(120, 650, "Python")
    for x in (80, 90, 100):
        canvas.circle(x, 653, 2, stroke=0, fill=1)
    canvas.save()
    assert lines(page(tmp_path / "x.pdf", out.getvalue())) == [
        "<ul>", "<li>Moved forty services without a day of downtime.</li>", "<li>Led a team of five.</li>",
        "<li>Hired.</li>", "</ul>", "<p>Python</p>",
    ]  # fmt: skip


def test_a_locked_a_cut_an_empty_and_a_scanned_pdf_are_named_as_such(tmp_path: Path) -> None:
    whole = two_columns(SIDE_DE, MAIN_DE)
    scan = io.BytesIO()
    canvas = Canvas(scan)
    canvas.rect(10, 10, 500, 700, fill=1)
    canvas.save()
    assert miss(tmp_path / "a.pdf", two_columns(SIDE_DE, MAIN_DE, password="x")).reason == "password"
    assert miss(tmp_path / "b.pdf", whole[: len(whole) // 5]).reason in ("damaged", "not text")
    assert miss(tmp_path / "c.pdf", b"%PDF-1.7\n").reason == "damaged"
    assert miss(tmp_path / "d.pdf", scan.getvalue()).reason == "not text"
    assert miss(tmp_path / "e.pdf", b"this is no PDF").reason == "damaged"
    assert miss(tmp_path / "f.pdf", b"").reason == "empty"


# --- DOCX -------------------------------------------------------------------------------------------------------


def test_a_word_file_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Kim Larsen", 0)
    document.add_heading("Experience", 1)
    document.add_paragraph().add_run("Acme Corp, Engineer").bold = True
    document.add_paragraph("Moved 40 services <safely>", style="List Bullet")
    document.add_paragraph("Plain words & more.")
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "2019 - 2021", "Foo GmbH"
    out = io.BytesIO()
    document.save(out)
    assert lines(page(tmp_path / "resume.docx", out.getvalue())) == [
        "<h1>Kim Larsen</h1>", "<h1>Experience</h1>", "<h3>Acme Corp, Engineer</h3>", "<ul>",
        "<li>Moved 40 services &lt;safely&gt;</li>", "</ul>", "<p>Plain words &amp; more.</p>", "<p>2019 - 2021</p>",
        "<p>Foo GmbH</p>",
    ]  # fmt: skip


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


def test_bombs_odd_names_and_dtds_in_word_files_are_refused(tmp_path: Path) -> None:
    dtd = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert miss(tmp_path / "a.docx", archive({"word/document.xml": b"\0" * 60_000_000})).reason == "too large"
    assert miss(tmp_path / "b.docx", archive({f"w/{n}": b"" for n in range(2001)})).reason == "too large"
    assert miss(tmp_path / "c.docx", archive({"../../x.xml": b"<x/>"})).reason == "damaged"
    assert miss(tmp_path / "d.docx", archive({"word/document.xml": dtd})).reason == "damaged"
    assert miss(tmp_path / "e.docx", archive({"word/document.xml": dtd.decode().encode("utf-16")})).reason == "damaged"
    assert miss(tmp_path / "f.docx", archive({"hello.txt": b"no Word file"})).reason == "damaged"
    assert miss(tmp_path / "g.docx", b"PK\x03\x04broken").reason == "damaged"
    assert not (tmp_path.parent.parent / "x.xml").exists()


# --- what is no file --------------------------------------------------------------------------------------------


def test_pipes_folders_devices_and_missing_files_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    start = time.monotonic()
    assert miss(tmp_path / "pipe.md").reason == "not allowed"
    assert miss(tmp_path / "folder.md").reason == "not allowed"
    assert miss(tmp_path / "zero.md").reason == "not allowed"
    assert miss(tmp_path / "none.md").reason == "not found"
    assert time.monotonic() - start < 1


def test_sixty_megabytes_and_what_is_no_text_are_refused(tmp_path: Path) -> None:
    assert miss(tmp_path / "big.txt", b"a line\n" * 8_600_000).reason == "too large"
    assert miss(tmp_path / "middle.txt", b"a line\n" * 860_000).reason == "too large"
    assert miss(tmp_path / "photo.png", b"\x89PNG\r\n").detail.endswith("save it as PDF, DOCX, HTML, Markdown or text")
    assert miss(tmp_path / "binary.txt", b"MZ\0\0\0").reason == "not text"
    assert miss(tmp_path / "blank.md", b" \n\n").reason == "empty"


# --- saved HTML -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<!-- saved from url=(0029)https://acme.example/about/us -->", "https://acme.example/about/us"),
        ("<!--\n Page saved with SingleFile \n url: https://acme.example/x \n-->", "https://acme.example/x"),
        ("<link href='https://acme.example/c?a=1&amp;b=2' rel=canonical>", "https://acme.example/c?a=1&b=2"),
        ('<meta property="og:url" content="https://acme.example/o">', "https://acme.example/o"),
        ('<meta property="og:url" content="/o"><link rel="canonical" href="javascript:alert(1)">', None),
        ("<!-- saved from url=(0014)about:internet -->", None),
        ("<!-- saved from url=(0020)https://user:pw@acme.example/ -->", None),
        ("<p>nothing</p>", None),
        ("<link " * 50_000 + "<!-- saved from url=" * 10_000, None),
    ],
)
def test_saved_html_tells_where_it_came_from(text: str, address: str | None) -> None:
    assert saved_from(text) == address


def test_saved_html_keeps_its_text_and_gets_its_address(tmp_path: Path) -> None:
    text = "<!-- saved from url=(0026)https://acme.example/team -->\n<p>Zoë & co <script>alert(1)</script></p>"
    found = page(tmp_path / "pages" / "team.html", text)
    assert (found.url, found.way, found.charset) == ("https://acme.example/team", "file", "utf-8")
    assert found.body.decode() == text
    assert page(tmp_path / "pages" / "bare.html", "<p>x</p>").url == "pages/bare.html"
    assert page(tmp_path / "x.html", text, url="https://acme.example/given").url == "https://acme.example/given"
    assert page(tmp_path / "x.html", text, url="pages/x.html").url == "https://acme.example/team"


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"), ('<meta charset="windows-1250">', "cp1250"), ("", "cp1252"),
        ('<meta charset="utf-7">', "cp1252"), ('<meta charset="no-such">', "cp1252"),
        ('<meta charset="hex">', "cp1252"),
        ("", "utf-16"), ('<meta charset="iso-8859-1">', "utf-8"),
    ],
)  # fmt: skip
def test_every_usual_encoding_comes_out_as_utf_8(tmp_path: Path, head: str, codec: str) -> None:
    found = page(tmp_path / "x.html", f"{head}<p>Žofie – “Löhn”</p>".replace("Ž", "Z").encode(codec))
    text = found.body.decode("utf-8")
    assert "<p>Zofie – “Löhn”</p>" in text
    assert 'charset="iso' not in text


def test_a_web_archive_gives_its_page(tmp_path: Path) -> None:
    data = (
        "MIME-Version: 1.0\r\nSnapshot-Content-Location: https://acme.example/a\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=C3=A9 =E2=80=93 open</p>\r\n--b--\r\n"
    )
    found = page(tmp_path / "a.mhtml", data)
    assert (found.url, found.body.decode().strip()) == ("https://acme.example/a", "<p>café – open</p>")


# --- Markdown and text ------------------------------------------------------------------------------------------


def test_markdown_gives_headings_items_paragraphs_and_only_web_links(tmp_path: Path) -> None:
    text = (
        "# Platform Lead\n\nWe are **small** and `quick`.\n\n## What you will do\n- own _deploys_\n- read "
        "[this](https://a.example/x)\n  and more\n\n[bad](javascript:alert(1)) <script>x</script> & Co\n"
        "***\n<!-- no -->"
    )
    assert lines(page(tmp_path / "posting.md", text)) == [
        "<h1>Platform Lead</h1>", "<p>We are small and quick.</p>", "<h2>What you will do</h2>", "<ul>",
        "<li>own deploys</li>", '<li>read <a href="https://a.example/x">this</a> and more</li>', "</ul>",
        "<p>[bad](javascript:alert(1)) &lt;script&gt;x&lt;/script&gt; &amp; Co</p>",
    ]  # fmt: skip


def test_pasted_text_finds_its_headings_and_wrapped_lines(tmp_path: Path) -> None:
    text = (
        "Platform Lead\n\nREQUIREMENTS\n• Go or Rust\n• Patience\n\nNice to have:\nGerman\n\n"
        "This paragraph was wrapped by a mail program after about seventy\ncharacters.\nLisbon\n"
    )
    assert lines(page(tmp_path / "posting.txt", text)) == [
        "<p>Platform Lead</p>", "<h2>REQUIREMENTS</h2>", "<ul>", "<li>Go or Rust</li>", "<li>Patience</li>", "</ul>",
        "<h3>Nice to have</h3>", "<p>German</p>",
        "<p>This paragraph was wrapped by a mail program after about seventy characters.</p>", "<p>Lisbon</p>",
    ]  # fmt: skip


def test_long_lines_of_no_common_width_are_lines_of_their_own(tmp_path: Path) -> None:
    """A line goes on in the next one only in a text that was wrapped, its headings and entries never run together."""
    entries = ["Take the nightly ledger run apart, and make it one that never stops for the ferries", "Requirements"]
    entries += ["Five years of Python or Go in services that somebody is woken up for at night", "Patience"]
    assert lines(page(tmp_path / "a.md", "\n".join(entries))) == [f"<p>{entry}</p>" for entry in entries]
    wrapped = "- Teach what the crews know about ropes of every kind, and\nabout knots\n- Splice"
    assert "<h3>" not in "".join(lines(page(tmp_path / "c.md", wrapped)))
    words = " ".join(f"word{n}" for n in range(60))
    assert lines(page(tmp_path / "b.md", textwrap.fill(words, 72))) == [f"<p>{words}</p>"]


def test_notes_stand_line_by_line_without_their_marks_and_private_lines_never_leave(tmp_path: Path) -> None:
    text = "## Dana, 12 Nov 2026\n! on-call is the worry\n? who decides\n> will send the handbook\n~ seemed tired\n"
    found = page(tmp_path / "notes.md", text)
    assert lines(found) == [
        "<h2>Dana, 12 Nov 2026</h2>", "<p>on-call is the worry</p>", "<p>who decides</p>",
        "<p>will send the handbook</p>",
    ]  # fmt: skip
    assert b"tired" not in found.body


def test_the_title_is_the_heading_or_a_short_first_line(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Kim Larsen")
    document.add_paragraph("WORK EXPERIENCE")
    out = io.BytesIO()
    document.save(out)
    assert b"<title>Kim Larsen</title>" in page(tmp_path / "r.docx", out.getvalue()).body
    assert b"<title>Dana Reyes</title>" in page(tmp_path / "d.txt", "Dana Reyes\n\nEXPERIENCE\nAcme Corp").body
    assert b"<title>Lead</title>" in page(tmp_path / "p.md", "Some text.\n\n# Lead\n").body
    assert b"<title>p</title>" in page(tmp_path / "p.md", "Some text that goes on. " * 8).body


def test_hostile_text_costs_little(tmp_path: Path) -> None:
    start = time.process_time()
    for text in (
        "[" * 100_000,
        "*a" * 50_000,
        "**" * 50_000,
        "_" * 100_000,
        "<!--" * 20_000,
        "`a" * 50_000,
        "- " * 50_000,
    ):
        read_file_of(tmp_path / "x.md", text)
    assert time.process_time() - start < 2


def read_file_of(path: Path, text: str) -> None:
    path.write_text(text)
    read_file(path, kind="other", fetched_at=NOW)


def test_files_that_take_their_time_end_the_reading_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty files of twenty seconds each would be ten minutes; the next run begins anew."""
    good = one_column([("Dana Reyes", 20), ("She leads delivery.", 10)])
    monkeypatch.setattr(child._turns, "lost_s", 36.0)
    assert miss(tmp_path / "a.pdf", good).reason == "budget"
    child.begin()
    assert "Dana Reyes" in page(tmp_path / "a.pdf", good).body.decode()


def test_a_value_that_word_does_not_know_costs_a_paragraph_its_form_only(tmp_path: Path) -> None:
    """Found by fuzzing with whole files: one `<w:b w:val="x"/>` made the file unreadable."""
    document = docx.Document()
    document.add_paragraph().add_run("Dana Reyes leads delivery.").bold = True
    document.add_paragraph("She began in 2019.")
    made, broken = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<w:b/>", b'<w:b w:val="x"/>'))
    assert lines(page(tmp_path / "r.docx", broken.getvalue()))[-2:] == [
        "<p>Dana Reyes leads delivery.</p>", "<p>She began in 2019.</p>",
    ]  # fmt: skip
