"""PDFs as people save them, drawn for the tests."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Line = tuple[str, float]
"""Words and their size in points; size 0 is a gap."""


def wrapped(words: str, size: float, width: float, font: str = "Helvetica") -> list[str]:
    """Return `words` broken into lines no wider than `width`."""
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _column(canvas: Canvas, x: float, width: float, lines: Sequence[Line], bold: bool = False) -> None:
    y = 740.0
    for words, size in lines:
        if not size:
            y -= 14
            continue
        font = "Helvetica-Bold" if bold and size >= 11 else "Helvetica"
        canvas.setFont(font, size)
        for part in wrapped(words, size, width, font):
            if y < 60:
                canvas.drawString(480, 30, f"Page {canvas.getPageNumber()} of 2")
                canvas.showPage()
                canvas.setFont(font, size)
                y = 740.0
            canvas.drawString(x, y, part)
            y -= size * 1.35


def two_columns(side: Sequence[Line], main: Sequence[Line], password: str = "") -> bytes:
    """Return a PDF with a side column of 160 points and a main column, which may go on over pages."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, encrypt=StandardEncryption(password) if password else None)
    _column(canvas, 22, 165, side)
    _column(canvas, 223, 360, main)
    canvas.save()
    return out.getvalue()


def one_column(lines: Sequence[Line], bold: bool = True) -> bytes:
    """Return a PDF with one column; "left<TAB>right" sets its second part flush right."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    y = 740.0
    for words, size in lines:
        if not size:
            y -= 12
            continue
        font = "Helvetica-Bold" if bold and size >= 11 else "Helvetica"
        canvas.setFont(font, size)
        left, _, right = words.partition("\t")
        for part in wrapped(left, size, 470, font):
            canvas.drawString(60, y, part)
            y -= size * 1.35
        if right:
            canvas.drawRightString(545, y + size * 1.35, right)
    canvas.save()
    return out.getvalue()


SIDE_EN: list[Line] = [
    ("Contact", 13), ("+1 555 0100 (Mobile)", 10.5), ("dana@mail.example", 10.5),
    ("www.linkedin.com/in/dana-reyes", 10.5),
    ("", 0), ("Top Skills", 13), ("Incident Response", 10.5), ("Distributed Systems", 10.5), ("Hiring", 10.5),
    ("", 0), ("Certifications", 13), ("Certified Kubernetes Administrator", 10.5), ("", 0),
    ("Publications", 13), ("Quiet pagers: how we halved our alerts", 10.5),
]  # fmt: skip
MAIN_EN: list[Line] = [
    ("Dana Reyes", 26), ("VP Engineering at Acme Corp", 12), ("Lisbon, Portugal", 12), ("", 0),
    ("Summary", 15.75),
    ("I lead the engineers who keep parcels moving. I care about calm on-call rotations, small steps and teams that "
     "decide close to the work. Married with two children, I run marathons.", 12), ("", 0),
    ("Experience", 15.75), ("Acme Corp", 12), ("5 years 3 months", 10.5),
    ("VP Engineering", 11.5), ("January 2024 - Present (2 years 11 months)", 10.5), ("Lisbon, Portugal", 10.5),
    ("Lead 60 engineers in seven teams; moved the tracking platform from one data centre to three regions without a "
     "day of downtime.", 10.5), ("", 0),
    ("Director of Platform", 11.5), ("September 2021 - December 2023 (2 years 4 months)", 10.5), ("", 0),
    ("Harbour Analytics", 12), ("Staff Engineer", 11.5), ("March 2016 - August 2021 (5 years 6 months)", 10.5),
    ("Porto, Portugal", 10.5), ("Built the ingestion pipeline.", 10.5), ("", 0),
    ("Blue Kiosk", 12), ("Support Engineer", 11.5), ("2012 - 2016 (4 years)", 10.5), ("", 0),
    ("Education", 15.75), ("University of Coimbra", 12), ("MSc, Computer Science · (2007 - 2012)", 10.5),
]  # fmt: skip
SIDE_DE: list[Line] = [
    ("Kontakt", 13), ("www.linkedin.com/in/joerg-wendt", 10.5), ("", 0), ("Top-Kenntnisse", 13), ("Einkauf", 10.5),
    ("Lieferketten", 10.5), ("Verhandlung", 10.5), ("", 0), ("Languages", 13), ("Deutsch (Native or Bilingual)", 10.5),
]  # fmt: skip
MAIN_DE: list[Line] = [
    ("Jörg Wendt", 26), ("Leiter Einkauf bei Nordlicht Möbel GmbH", 12), ("Hamburg, Deutschland", 12), ("", 0),
    ("Berufserfahrung", 15.75), ("Nordlicht Möbel GmbH", 12), ("Leiter Einkauf", 11.5),
    ("März 2020 - Heute (6 Jahre 9 Monate)", 10.5), ("Hamburg, Deutschland", 10.5), ("", 0),
    ("Weserholz AG", 12), ("Einkäufer", 11.5), ("Oktober 2014 - Februar 2020 (5 Jahre 5 Monate)", 10.5), ("", 0),
    ("Ausbildung", 15.75), ("Universität Bremen", 12), ("Diplom, Betriebswirtschaft · (2008 - 2014)", 10.5),
]  # fmt: skip


def headline_over_columns(headline: str, main: Sequence[Line], side: Sequence[Line]) -> bytes:
    """Return a PDF with a headline across the page, a wide column on the left and a side column on the right."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    canvas.setFont("Helvetica-Bold", 22)
    canvas.drawString(50, 760, headline)
    _column(canvas, 50, 340, main, bold=True)
    _column(canvas, 430, 140, side, bold=True)
    canvas.save()
    return out.getvalue()


def saved_profile(side: Sequence[Line], main: Sequence[Line], *, foot: bool = True, side_width: float = 165) -> bytes:
    """Return a profile as LinkedIn's "Save to PDF" sets it: US Letter, a dark side column with white words, the main
    column over as many pages as it needs, "Page 1 of 3" at the foot of each."""
    pages = _laid_out(main, 360)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    for number, rows in enumerate(pages, 1):
        canvas.setFillColorRGB(0.16, 0.24, 0.29)
        canvas.rect(0, 0, 203, 792, stroke=0, fill=1)
        if number == 1:
            canvas.setFillColorRGB(1, 1, 1)
            _column(canvas, 22, side_width, side)
        for words, size, y in rows:
            canvas.setFillColorRGB(*((0.1, 0.1, 0.1) if size > 10.5 else (0.4, 0.4, 0.4)))
            canvas.setFont("Helvetica", size)
            canvas.drawString(223, y, words)
        if foot:
            canvas.setFont("Helvetica", 9)
            canvas.drawString(400, 29, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _laid_out(lines: Sequence[Line], width: float) -> list[list[tuple[str, float, float]]]:
    """Return pages of (words, size, baseline): lines wrapped to the width, a new page below 60 points."""
    pages: list[list[tuple[str, float, float]]] = [[]]
    y = 738.0
    for words, size in lines:
        if not size:
            y -= 12
            continue
        for part in wrapped(words, size, width):
            if y < 60:
                pages.append([])
                y = 738.0
            pages[-1].append((part, size, y))
            y -= size * 1.4
    return pages


def experience(*employers: tuple[str, str, Sequence[tuple[str, str, str, str]]]) -> list[Line]:
    """Return the lines of an experience section: (employer, length or "", [(title, dates, place, what was done)])."""
    lines: list[Line] = []
    for employer, length, jobs in employers:
        lines += [(employer, 12)] + ([(length, 10.5)] if length else [])
        for title, dates, place, done in jobs:
            lines += [(title, 11.5), (dates, 10.5)] + [(words, 10.5) for words in (place, done) if words] + [("", 0)]
    return lines
