"""Fuzzing by hand: `python tests/fuzz/fuzz.py html 600` fuzzes a reader for ten minutes (html, toml, files, markdown).

Inputs are grown from seeds: pieces that once broke some reader, joined, repeated, cut and flipped by hypothesis. What
fails is shrunk, printed and kept in tests/fuzz/.found, and tried first the next time.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

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
PDF = (
    b"%PDF-1.7\n", b"1 0 obj", b"<<", b">>", b"endobj\n", b"/Type/Catalog", b"/Type/Pages", b"/Kids[1 0 R]",
    b"/Count 9999999",
    b"stream\n", b"endstream", b"/Length 99", b"/Filter/FlateDecode", b"trailer", b"/Root 1 0 R", b"/Prev 0",
    b"%%EOF",
    b"xref\n0 1\n", b"/Encrypt", b"/Contents 1 0 R", b"PK\x03\x04", b"word/document.xml", b"<w:p><w:t>", b"\x00" * 8,
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


def read_document(data: bytes) -> None:
    """A PDF or DOCX becomes HTML or a reason (in this process: the child would hide a crash of ours)."""
    from research.collect import reading_child as child

    for reader in (child.pdf_blocks, child.docx_blocks):
        try:
            child.to_html(reader(data))
        except child.Unreadable:
            continue


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
TARGETS: dict[str, tuple[Callable[..., None], st.SearchStrategy[object]]] = {
    "html": (read_html, _texts(HTML)),
    "toml": (read_toml, _texts(TOML)),
    "markdown": (write_markdown, _texts(MARKDOWN)),
    "files": (read_document, st.lists(st.sampled_from(PDF) | st.binary(max_size=40), max_size=60).map(b"".join)),
}


def main(name: str, seconds: float) -> None:
    """Fuzz one target for so long; raises what was found."""
    target, inputs = TARGETS[name]
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
