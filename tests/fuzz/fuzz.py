"""Fuzzing by hand: `python tests/fuzz/fuzz.py html 600` fuzzes one target for ten minutes; the names are in TARGETS and
BUILT.

Inputs are grown from seeds: pieces that once broke some reader, joined, repeated, cut and flipped by hypothesis. What
fails is shrunk, printed and kept in tests/fuzz/.found, and tried first the next time. `guided.py` grows them by the
lines that they reach instead.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from built import documents, pdfs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
HTML = (
    "<p>", "</p>", "<div>", "<table><tr><td>", "<li>", "<h1>", "<h2>Our team</h2>", "<b><i>", "<script>",
    "<style>", "<!--",
    "-->", "<template>", "<svg><math>", "<select><option>", "<title>", "<base href='//[::1'>",
    "<a href='http://[::1'>x</a>",
    "<meta charset=utf-7>", "<meta http-equiv=refresh content='0;url=", "<link rel=canonical href=javascript:1>",
    "<script type='application/ld+json'>", '{"@type":["Person",{}],"name":[[]],"jobTitle":{}}', "</script>",
    "&#xD800;",
    "&#0;", "&#27;[31m", "\x00", "\x1b]0;x\x07", "\u202e", "\U000e0041", "Dana Reyes", "VP Engineering",
    "was founded in 1999",
    "$1.5 million", "120 employees", "Mr. ", "“", "’s ", ",", " and ", "style='display:none'",
    "<frameset><frame src=x>",
    "<![CDATA[", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>", "<time datetime='99999-99-99'>", "<p hidden>",
)  # fmt: skip
TOML = (
    "[company]\n", 'name = "Acme"\n', 'site = "http://[::1"\n', "[[interviews]]\n", "at = 2026-03-29T02:30:00\n",
    'zone = "Europe/Oslo"\n', 'at = "in 3 days at 10:00"\n', "[[interviewers]]\n", 'links = ["x"]\n',
    'files = ["../x"]\n',
    "[role]\n", 'posting = "/etc/passwd"\n', "[", "]", "{", "}", "=", '"""', "'''", "\\u001b", "\x00", "a.b.c",
    "\n", "\t", "#",
)  # fmt: skip
ICS = (
    "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "DTSTART", ":20260329T023000",
    ";TZID=Europe/Oslo", ";TZID=No/Where", ";VALUE=DATE:20261224", "DTEND:99991231T235959Z\r\n", "DURATION:PT45M\r\n",
    "RRULE:FREQ=SECONDLY;COUNT=999999999\r\n", "ATTACH;VALUE=URI:file:///etc/passwd\r\n", "SUMMARY:Talk\r\n ",
    "ORGANIZER;CN=Dana Reyes:mailto:d@acme.example\r\n", "ATTENDEE;CN=\"Reyes, Dana\";CUTYPE=ROOM:x\r\n", "UID:1\r\n",
    "SEQUENCE:²\r\n", "RECURRENCE-ID:20260101\r\n", "BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n", "RDATE:", "\r\n ",
    "BEGIN:VALARM\r\n", "\x00", "\u202e", ";", ":", '"', "LOCATION:https://zoom.us/j/1\r\n", "METHOD:CANCEL\r\n",
)  # fmt: skip
PDF = (
    b"%PDF-1.7\n", b"1 0 obj", b"<<", b">>", b"endobj\n", b"/Type/Catalog", b"/Type/Pages", b"/Kids[1 0 R]",
    b"/Count 9999999",
    b"stream\n", b"endstream", b"/Length 99", b"/Filter/FlateDecode", b"trailer", b"/Root 1 0 R", b"/Prev 0",
    b"%%EOF",
    b"xref\n0 1\n", b"/Encrypt", b"/Contents 1 0 R", b"/ObjStm", b"/XRef/W[1 2 1]", b"/JBIG2Decode", b"\x00" * 8,
    b"/Font<</F1 5 0 R>>", b"BT /F1 9 Tf (x) Tj ET", b"/ToUnicode", b"/Resources", b"/MediaBox[0 0 1e9 1e9]",
)  # fmt: skip
DOCX = (
    b"PK\x03\x04", b"<w:p>", b"</w:p>", b"<w:r><w:t>text</w:t></w:r>", b"<w:tbl><w:tr><w:tc>",
    b"</w:tc></w:tr></w:tbl>",
    b"<w:pPr><w:pStyle w:val='Heading1'/></w:pPr>", b"<w:numPr><w:ilvl w:val='99'/></w:numPr>",
    b"<w:hyperlink r:id='x'>",
    b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"&x;", b"<w:sdt><w:sdtContent>",
    b"<mc:AlternateContent>",
    b"<w:outlineLvl w:val='-1'/>", b"\x00", b"</w:body></w:document>", b"<w:drawing>", b"<w:b w:val='maybe'/>",
)  # fmt: skip


def _texts(pieces: tuple[str, ...]) -> st.SearchStrategy[str]:
    part = st.one_of(st.sampled_from(pieces), st.text(max_size=12))
    repeated = st.builds(lambda piece, times: piece * times, st.sampled_from(pieces), st.integers(1, 400))
    return st.lists(st.one_of(part, part, part, repeated), max_size=60).map("".join)


def read_html(text: str) -> None:
    """The reader raises nothing; what it passes on holds nothing unsafe; the whole chain to facts holds."""
    from research import extract
    from research.models import Page, capture_hash

    body = text.encode("utf-8", "surrogatepass")
    page = Page(
        url="https://acme.example/team", final_url="https://acme.example/team", kind="team", status=200, headers={},
        fetched_at=NOW, media_type="text/html", charset=None, sha256=capture_hash(body), body=body, way="http",
    )  # fmt: skip
    began = time.process_time()
    document = extract.read(page)
    for passage in document.passages:
        assert not UNSAFE.search(passage.text), ascii(passage.text)
    extract.facts([document], ["Acme"])
    extract.signals([document], ["Acme"], NOW.date())
    assert time.process_time() - began < 10


def read_toml(text: str) -> None:
    """A profile is read, or refused in one sentence."""
    from research.errors import ResearchError
    from research.profiles import load

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profile.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            load(Path(folder), NOW)
        except ResearchError as error:
            assert not UNSAFE.search(str(error)), ascii(str(error))


def read_ics(text: str) -> None:
    """An invitation becomes an appointment, or is refused in one sentence; nothing unsafe comes out of it."""
    from research.errors import ResearchError
    from research.invitations import read_invitation

    with tempfile.NamedTemporaryFile(suffix=".ics") as file:
        Path(file.name).write_bytes(text.encode("utf-8", "surrogatepass"))
        began = time.process_time()
        try:
            found = str(read_invitation(Path(file.name), NOW))
        except ResearchError as error:
            found = str(error)
        assert time.process_time() - began < 10
        assert not UNSAFE.search(found), ascii(found)


def read_pdf(data: bytes) -> None:
    """A PDF becomes HTML or a reason (in this process: the child would hide a crash of ours)."""
    from research.collect import reading_child as child

    _as_html(child.pdf_blocks, data)


def read_bounded_pdf(data: bytes) -> None:
    """A PDF becomes HTML or a reason within the child's bounds: some that are drawn by lot would take 20 GB."""
    from research.collect import child, files

    child.begin()
    assert files.document_html(data)


def read_docx(data: bytes) -> None:
    """A DOCX becomes HTML or a reason; what is no archive is taken as the text part of one."""
    from research.collect import reading_child as child

    if not data.startswith(b"PK"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("[Content_Types].xml", _TYPES)
            archive.writestr("_rels/.rels", _RELATIONS)
            archive.writestr("word/document.xml", b"<w:document xmlns:w='%s'><w:body>%s" % (_WORDS, data))
        data = packed.getvalue()
    _as_html(child.docx_blocks, data)


_WORDS = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    ' PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def _as_html(reader: Callable[[bytes], object], data: bytes) -> None:
    from research.collect import reading_child as child

    try:
        child.to_html(reader(data))  # type: ignore[arg-type] # the readers' own blocks
    except child.Unreadable:
        return


def write_markdown(text: str) -> None:
    """Escaped text is text for a CommonMark parser: no markup, no link, no picture, no heading."""
    from markdown_it import MarkdownIt

    from research.render.markdown import escape
    from research.text import clean

    shown = clean(text)
    for token in MarkdownIt("commonmark").parse(f"- x “{escape(shown)}”"):
        for one in (token, *(token.children or ())):
            wrong = (
                "html_block",
                "html_inline",
                "image",
                "fence",
                "code_inline",
                "link_open",
                "heading_open",
                "em_open",
            )
            assert one.type not in wrong, (one.type, shown)


@cache
def _example() -> tuple[object, Counter[str], Counter[str]]:
    """The example's brief, cut short, and which elements its two forms consist of."""
    from research.render.html import html
    from research.render.markdown import markdown

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from briefs import example

    with tempfile.TemporaryDirectory() as folder:
        whole, _ = example(Path(folder))
    short = whole.model_copy(update={"questions": whole.questions[:8], "pages": whole.pages[:8]})
    return short, _tags(html(short)), _tokens(markdown(short))


def _tags(text: str) -> Counter[str]:
    """How often each element stands in a page; asserts that none of its attributes can act."""
    from lxml import html as parser

    found: Counter[str] = Counter()
    for element in parser.document_fromstring(text).iter():
        found[str(element.tag)] += 1
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in ("src", "srcset", "action", "formaction", "data"), (element.tag, name)
            if name in ("href", "xlink:href"):
                assert re.match(r"#|https?://|mailto:", value), value
    return found


def _tokens(text: str) -> Counter[str]:
    from markdown_it import MarkdownIt

    found: Counter[str] = Counter()
    for token in MarkdownIt("commonmark").parse(text):
        for one in (token, *(token.children or ())):
            found[f"{one.type} {one.tag}"] += 1
    return found


def write_forms(text: str) -> None:
    """A brief full of this text has no element, in HTML and Markdown, that the brief without it does not have."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from briefs import spoilt

    from research.models import Brief
    from research.render.html import html
    from research.render.markdown import markdown
    from research.text import clean

    brief, tags, tokens = _example()
    text = text[:300]
    assert isinstance(brief, Brief)
    try:
        evil = spoilt(brief, text)
    except ValueError:  # our own types refuse it first
        return
    page = html(evil)
    for tag, number in _tags(page).items():
        assert tag in tags, tag
        assert tag not in ("script", "style", "meta", "h1", "input") or number <= tags[tag], tag
    shown = markdown(spoilt(brief, clean(text)))
    assert not UNSAFE.search(shown), ascii(shown)
    for kind in _tokens(shown):
        assert kind in tokens, kind


MARKDOWN = (
    *HTML,
    "[x](javascript:1)",
    "![x](y)",
    "`",
    "*",
    "_",
    "# ",
    "\\",
    "<http://x>",
    "~~~",
    "| a |",
    "http://x.y",
)
Pieces = tuple[str, ...] | tuple[bytes, ...]
TARGETS: dict[str, tuple[Callable[..., None], Pieces]] = {
    "html": (read_html, HTML),
    "toml": (read_toml, TOML),
    "ics": (read_ics, ICS),
    "markdown": (write_markdown, MARKDOWN),
    "forms": (write_forms, MARKDOWN),
    "pdf": (read_pdf, PDF),
    "docx": (read_docx, DOCX),
}
BUILT: dict[str, tuple[Callable[..., None], st.SearchStrategy[bytes]]] = {
    "built-pdf": (read_bounded_pdf, pdfs()),
    "built-docx": (read_docx, documents()),
}


def _inputs(pieces: Pieces) -> st.SearchStrategy[object]:
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if texts:
        return _texts(tuple(texts))
    raw = [piece for piece in pieces if isinstance(piece, bytes)]
    return st.lists(st.sampled_from(raw) | st.binary(max_size=40), max_size=60).map(b"".join)


def main(name: str, seconds: float) -> None:
    """Fuzz one target for so long; raises what was found."""
    target, inputs = BUILT[name] if name in BUILT else (TARGETS[name][0], _inputs(TARGETS[name][1]))
    count, ends = 0, time.monotonic() + seconds
    found = DirectoryBasedExampleDatabase(Path(__file__).with_name(".found"))

    @settings(max_examples=500, deadline=None, database=found, suppress_health_check=list(HealthCheck))
    @given(inputs)
    def run(data: object) -> None:
        nonlocal count
        count += 1
        target(data)

    while time.monotonic() < ends:
        run()
    sys.stdout.write(f"{name}: {count} inputs in {seconds:.0f} s, no failure\n")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 600)
