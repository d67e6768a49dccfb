"""Makes profiles/acme-corp/people/dana-reyes.pdf: a two-column public profile, as professional networks print it.

Run it to write the file again: ``python tests/acme_pdf.py profiles/acme-corp/people/dana-reyes.pdf``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_DARK = Color(0.16, 0.24, 0.31)
_LEFT: list[tuple[str, list[str]]] = [
    ("Contact", ["dana@reyes.example", "dana-reyes.example (Personal)"]),
    ("Top Skills", ["Alerting", "Distributed Systems", "Hiring"]),
    ("Languages", ["English (Native)", "Spanish (Professional)"]),
    ("Certifications", ["Incident Command, Level 2"]),
]
_EXPERIENCE: list[tuple[str, str, list[tuple[str, str, str, list[str]]]]] = [
    (
        "Acme Corp",
        "8 years 2 months",
        [
            (
                "Head of Engineering, Alerts",
                "March 2023 - Present (3 years 9 months)",
                "Dublin, Ireland",
                [
                    "I lead the Alerts team: five engineers, one rule book, and the phone that",
                    "rings when we are wrong.",
                ],
            ),
            ("Engineering Manager", "January 2021 - March 2023 (2 years 3 months)", "Dublin, Ireland", []),
            ("Software Engineer", "October 2018 - January 2021 (2 years 4 months)", "Dublin, Ireland", []),
        ],
    ),
    (
        "Harbor & Pell",
        "5 years",
        [
            (
                "Software Engineer",
                "September 2013 - September 2018 (5 years 1 month)",
                "Cork, Ireland",
                ["Booking systems."],
            )
        ],
    ),
]


def draw(path: Path) -> None:
    """Write the PDF; the same bytes each time."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setTitle("Dana Reyes")
    canvas.setAuthor("LinkedIn")
    canvas.setSubject("Resume generated from profile")
    width, height = A4
    canvas.setFillColor(_DARK)
    canvas.rect(0, 0, 190, height, stroke=0, fill=1)
    _sidebar(canvas, height)
    _main(canvas, height)
    canvas.setFillColorRGB(0.4, 0.4, 0.4)
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(width / 2 + 60, 24, "Page 1 of 1")
    canvas.save()


def _sidebar(canvas: Canvas, height: float) -> None:
    y = height - 60
    canvas.setFillColorRGB(1, 1, 1)
    for head, lines in _LEFT:
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(24, y, head)
        canvas.setFont("Helvetica", 10)
        for line in lines:
            y -= 15
            canvas.drawString(24, y, line)
        y -= 34


def _main(canvas: Canvas, height: float) -> None:
    y = height - 64
    canvas.setFillColorRGB(0, 0, 0)

    def line(text: str, font: str, size: float, step: float) -> None:
        nonlocal y
        canvas.setFont(font, size)
        canvas.drawString(214, y, text)
        y -= step

    line("Dana Reyes", "Helvetica", 26, 24)
    line("Head of Engineering, Alerts at Acme Corp", "Helvetica", 12, 15)
    line("Dublin, Ireland", "Helvetica", 10, 36)
    line("Summary", "Helvetica-Bold", 15, 20)
    line("I build teams that are boring on a hot Sunday. Before I led people I built", "Helvetica", 11, 14)
    line("booking systems, where I learned that a queue is a promise.", "Helvetica", 11, 34)
    line("Experience", "Helvetica-Bold", 15, 24)
    for employer, span, titles in _EXPERIENCE:
        line(employer, "Helvetica-Bold", 12, 14)
        line(span, "Helvetica", 10.5, 18)
        for title, dates, place, text in titles:
            line(title, "Helvetica", 11.5, 13)
            line(dates, "Helvetica", 10.5, 13)
            line(place, "Helvetica", 10.5, 15)
            for row in text:
                line(row, "Helvetica", 10.5, 13)
            y -= 8
        y -= 6
    line("Education", "Helvetica-Bold", 15, 20)
    line("University of Galway", "Helvetica-Bold", 12, 14)
    line("Bachelor of Science, Computer Science", "Helvetica", 10.5, 14)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
