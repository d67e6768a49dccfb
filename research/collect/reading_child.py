"""The child process that reads one PDF or DOCX: its bytes on stdin, simple HTML on stdout, the outcome as exit code.

A file of unknown origin is parsed in a process of its own, with at most 400 MB of memory and 20 s, so that a bomb or a
fault in a parser ends the child and not the run. It imports nothing of this package. The only door to pypdfium2 and
python-docx.

PDF has no reading order: characters become pieces of lines, a gutter that (nearly) no piece crosses splits a page into
columns (LinkedIn's "Save to PDF" has a side column), sizes and weights make headings.
"""

from __future__ import annotations

import html
import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

OK, PASSWORD, DAMAGED, NO_TEXT, TOO_LARGE = 0, 10, 11, 12, 13
MOST_PAGES = 60
MOST_CHARACTERS = 1_000_000
MOST_ENTRIES = 2_000
MOST_EXPANDED = 50_000_000
_MOST_SHAPES = 3_000
_MEMORY = 400_000_000
_SECONDS = 20

_BULLET = re.compile(r"^\s*[•‣▪◦●○■□·∙\uf0b7\uf0a7➢➤✓–—*-]\s+(?=\S)|^\s*[•‣▪●■\uf0b7\uf0a7]\s*(?=\S)")
_PAGE_NUMBER = re.compile(r"(?:page|seite|página|p\.)?\s*\d{1,3}\s*(?:(?:of|/|von|sur|de)\s*\d{1,3})?", re.IGNORECASE)
# Lines that stand alone: a span of years, an address.
_ALONE = re.compile(r"\b\d{4}\s?[-–—]\s?(?:\d{4}|[^\W\d]{3,12})\b[^.]{0,40}$|^\S+@\S+$|^(?:https?://|www\.)\S+$", re.I)
_FPDF_ERR_PASSWORD = 4


class Unreadable(Exception):
    """Ends the reading; `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Block:
    """One element of the output: h1-h6, p or li."""

    tag: str
    text: str


# --- PDF --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Piece:
    """Characters that touch: text, left, right, baseline, size in points, bold or not."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


def pdf_blocks(data: bytes) -> list[Block]:
    """Return the blocks of a PDF, at most 60 pages: the main column of all pages, then the side columns."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        locked = code == _FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Unreadable(PASSWORD if locked else DAMAGED) from error
    columns: list[Column] = []
    total = 0
    for index in range(min(len(document), MOST_PAGES)):
        try:
            page = document[index]
            pieces = _pieces(page.get_textpage())
            pieces += _drawn_bullets(page, pieces)
            width = page.get_width()
        except pypdfium2.PdfiumError:  # one broken page does not spoil the others
            continue
        total += sum(len(p.text) for p in pieces)
        if total > MOST_CHARACTERS:
            break
        columns += _columns(pieces, width)
    if not total:
        raise Unreadable(NO_TEXT if len(document) else DAMAGED)
    scale = _Scale([p for column in columns for p in column.pieces])
    flows = ([c for c in columns if not c.side], [c for c in columns if c.side])
    main, side = ([_settled(b) for b in _column_blocks(flow, scale)] for flow in flows)
    return [*main, *_raised(side)]


def _pieces(page: Any) -> list[Piece]:
    """Return the pieces of one page in the order the file has them (pypdfium2's PdfTextPage; points from below)."""
    import ctypes

    import pypdfium2.raw as pdfium

    handle = page.raw
    left, right, low, high, x, y = (ctypes.c_double() for _ in range(6))
    pieces: list[Piece] = []
    open_piece: Piece | None = None
    for i in range(min(pdfium.FPDFText_CountChars(handle), MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(handle, i)
        char = _character(code)
        if not char or not pdfium.FPDFText_GetCharBox(handle, i, left, right, low, high):
            open_piece = None if code in (10, 13) else open_piece
            continue
        pdfium.FPDFText_GetCharOrigin(handle, i, x, y)
        if char == " ":
            if open_piece is not None:
                open_piece.text += " "
            continue
        size = _size(pdfium, handle, i, high.value - low.value)
        bold = pdfium.FPDFText_GetFontWeight(handle, i) >= 600
        if open_piece is not None and _touches(open_piece, left.value, y.value, size):
            open_piece.text += char
            open_piece.x1 = max(open_piece.x1, right.value)
            open_piece.bold = open_piece.bold and bold
        else:
            open_piece = Piece(char, left.value, right.value, y.value, size, bold)
            pieces.append(open_piece)
    for piece in pieces:
        piece.text = piece.text.strip()
    return [p for p in pieces if p.text]


def _drawn_bullets(page: Any, pieces: list[Piece]) -> list[Piece]:
    """Return bullets that are drawn as small discs or squares and not set as text, as browsers do when they print.

    A disc counts where a line of text begins within 24 points to its right and no second disc stands beside it (rows of
    discs are ratings).
    """
    import pypdfium2.raw as pdfium

    starts = [(p.x0, p.y, p.size) for p in pieces]
    dots: list[tuple[float, float, float]] = []
    for count, item in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])):
        if count > _MOST_SHAPES or len(dots) > 500:
            break
        left, low, right, high = item.get_bounds()
        if 1.5 <= right - left <= 8 and abs((right - left) - (high - low)) < 1:
            dots.append((left, right, (low + high) / 2))
    found = []
    for left, right, middle in dots:
        alone = sum(abs(middle - other) < 2 for _, _, other in dots) == 1
        line = next((s for s in starts if 1 < s[0] - right < 24 and 0 < middle - s[1] < 0.6 * s[2]), None)
        if alone and line:
            found.append(Piece("•", left, right, line[1], line[2], False))
    return found


def _character(code: int) -> str:
    """Return the character to keep: hyphens at line ends that PDFium marks as U+0002 or U+FFFE go, ligatures stay."""
    if code in (0x02, 0xFFFE, 0xFFFF, 0xAD) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\x02" if code in (0x02, 0xFFFE) else ""
    char = chr(code)
    if char in "\r\n":
        return ""
    return " " if char.isspace() else char if char.isprintable() or 0xE000 <= code <= 0xF8FF else ""


def _size(pdfium: Any, handle: Any, i: int, height: float) -> float:
    """Return the size as shown: the font's size is 1.0 where the text matrix does the scaling."""
    size = float(pdfium.FPDFText_GetFontSize(handle, i))
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(handle, i, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        size *= scale if 0.01 < scale < 1000 else 1.0
    return size if 1 < size < 400 else max(height * 1.3, 4.0)


def _touches(piece: Piece, left: float, y: float, size: float) -> bool:
    same_line = abs(piece.y - y) <= 0.4 * max(piece.size, size)
    return same_line and -0.6 * size <= left - piece.x1 <= 1.2 * size and 0.6 < size / piece.size < 1.67


@dataclass(slots=True)
class Column:
    """The pieces of one column of one page, how far right it may reach, and whether it is a side column."""

    pieces: list[Piece]
    reach: float
    side: bool


def _columns(pieces: list[Piece], width: float) -> list[Column]:
    """Return the page's columns in reading order.

    Of two columns the clearly wider one is the main text; columns of like width are read left to right.
    """
    gutter = _gutter(pieces, width)
    if gutter is None:
        margin = min((p.x0 for p in pieces), default=0)
        # A page on which a side column stays empty begins far right and says itself how far it reaches.
        return [Column(pieces, width - margin if margin < width / 4 else max(p.x1 for p in pieces), False)]
    left = [p for p in pieces if p.x1 <= gutter + 1]
    right = [p for p in pieces if p.x0 >= gutter - 1 and p.x1 > gutter + 1]
    across = [p for p in pieces if p.x0 < gutter - 1 and p.x1 > gutter + 1]
    margin = min(p.x0 for p in left)
    left_width, right_width = gutter - margin, width - margin - gutter
    if 0.67 <= left_width / max(right_width, 1) <= 1.5:
        return [Column(across + left, gutter, False), Column(right, width - margin, False)]
    main, side = (right, left) if left_width < right_width else (left, right)
    # A name in letters that the main column has none of heads the page, wherever it stands.
    largest = 1.25 * max(p.size for p in main)
    across += [p for p in side if p.size >= largest]
    side = [p for p in side if p.size < largest]
    reaches = (width - margin, gutter) if main is right else (gutter, width - margin)
    return [Column(across + main, reaches[0], False), Column(side, reaches[1], True)]


def _gutter(pieces: list[Piece], width: float) -> float | None:
    """Return the x of the best gutter between two columns, None when the page has one column.

    A gutter is a strip of 8 points and more that at most 6 % of the pieces cross, with real text on both sides.
    Dates set flush right beside job titles are short and share baselines with them: rows, not a column.
    """
    if len(pieces) < 10:
        return None
    best: tuple[float, float] | None = None
    edges = sorted({round(p.x0) for p in pieces if 0.15 * width < p.x0 < 0.85 * width})
    for edge in edges[:400]:
        x = edge - 3.0
        crossing = sum(p.x0 < x < p.x1 for p in pieces)
        near = sum(p.x0 < x and p.x1 > x - 5 for p in pieces)
        if near > 0.06 * len(pieces) + (0 if crossing == near else 2):
            continue
        left = [p for p in pieces if p.x1 <= x]
        right = [p for p in pieces if p.x0 >= x]
        if not _is_column(left, right) or not _is_column(right, left) or _are_rows(left, right):
            continue
        starts = sum(abs(p.x0 - edge) <= 1.5 for p in right)
        score = starts / len(right) - crossing
        if best is None or score > best[0]:
            best = (score, x)
    return best[1] if best else None


def _is_column(pieces: list[Piece], other: list[Piece]) -> bool:
    letters, rest = sum(len(p.text) for p in pieces), sum(len(p.text) for p in other)
    lines = len({round(p.y) for p in pieces})
    return lines >= 4 and letters >= 30 and (letters >= 0.06 * (letters + rest) or _has_parts(pieces))


def _has_parts(pieces: list[Piece]) -> bool:
    """Tell whether pieces are set as a column of its own: one left edge, a few headings with lines under them."""
    body = Counter(round(p.size * 2) / 2 for p in pieces).most_common(1)[0][0]
    bold = sum(p.bold for p in pieces) < len(pieces) / 2
    heads = sum(p.size > body * 1.07 or _is_capitals(p.text) or (bold and p.bold) for p in pieces)
    edge = Counter(round(p.x0 / 2) for p in pieces).most_common(1)[0][1]
    dated = sum(bool(re.search(r"\d{4}", p.text)) for p in pieces)
    return 0 < heads <= len(pieces) / 3 and edge >= 0.8 * len(pieces) and dated <= len(pieces) / 3


def _are_rows(left: list[Piece], right: list[Piece]) -> bool:
    """Tell whether one side is only the short end (dates, places, labels) of the other side's lines."""
    for side, other in ((right, left), (left, right)):
        if _has_parts(side):
            continue
        levels = [p.y for p in other]
        shared = sum(any(abs(p.y - y) < 2 for y in levels) for p in side[:300])
        mean = sum(len(p.text) for p in side) / len(side)
        if shared >= 0.8 * len(side[:300]) and mean <= 24:
            return True
    return False


class _Scale:
    """The sizes of a document: what is body text, and which sizes are headings of which level."""

    def __init__(self, pieces: list[Piece]) -> None:
        weights: Counter[float] = Counter()
        bold = total = 0
        for piece in pieces:
            weights[round(piece.size * 2) / 2] += len(piece.text)
            total += len(piece.text)
            bold += len(piece.text) * piece.bold
        self.body = weights.most_common(1)[0][0] if weights else 10.0
        larger = sorted((s for s in weights if s > self.body * 1.07), reverse=True)
        # Where sections are set in capitals these are level 2, above any size but the largest.
        capitals = sum(_is_capitals(p.text) for p in pieces) >= 1
        self.levels = {size: min(1 + i + (capitals and i > 0), 5) for i, size in enumerate(larger)}
        self.bold_matters = bold < 0.4 * total

    def heading(self, line: Piece) -> int:
        """Return the level 1-6 of a line, 0 for running text."""
        size = round(line.size * 2) / 2
        if len(line.text) > 120 or _BULLET.match(line.text):
            return 0
        if _is_capitals(line.text) and self.levels.get(size) != 1:
            return 2
        if size in self.levels:
            return self.levels[size]
        strong = line.bold and self.bold_matters and not line.text.endswith((".", ",", ";"))
        return min(len(self.levels) + 2, 6) if strong and len(line.text) <= 90 else 0


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 5 and text.upper() == text and len(text.split()) <= 4 and not any(c.isdigit() for c in text)


def _raised(blocks: list[Block]) -> list[Block]:
    """Return a side column with its headings raised to begin at h2, so that they head no part of the main column."""
    top = min((int(b.tag[1]) for b in blocks if b.tag.startswith("h")), default=2)
    return [Block(f"h{int(b.tag[1]) - top + 2}", b.text) if b.tag.startswith("h") else b for b in blocks]


def _settled(block: Block) -> Block:
    """Return the block, a heading that came out as long as running text as a paragraph."""
    several = re.search(r"[^\W\d_]{3}\.\s[A-ZÀ-Þ]", block.text)
    long = len(block.text) > 120 or (block.text.endswith(".") and (several or len(block.text.split()) > 7))
    return Block("p", block.text) if block.tag.startswith("h") and long else block


def _column_blocks(columns: list[Column], scale: _Scale) -> Iterator[Block]:
    """Yield the blocks of columns read one after another; a sentence may run on from one to the next."""
    open_block: Block | None = None
    before: Piece | None = None
    for column in columns:
        edge = _edge(column)
        for line in _lines(column.pieces):
            if _PAGE_NUMBER.fullmatch(line.text) and line.y < 60:
                continue
            level = scale.heading(line)
            bullet = _BULLET.match(line.text)
            if open_block and before and not bullet and _runs_on(open_block, before, line, level, edge):
                open_block.text = _join(open_block.text, line.text)
            else:
                if open_block:
                    yield open_block
                text = line.text[bullet.end() :] if bullet else line.text
                open_block = Block(f"h{level}" if level else "li" if bullet else "p", text)
            before = line
    if open_block:
        yield open_block


def _edge(column: Column) -> float:
    """Return the x where the column's lines break: as far as they reach, or far off when none comes near the margin."""
    start = min((p.x0 for p in column.pieces), default=0.0)
    # A headline across both columns says nothing about where this one ends.
    reached = max((p.x1 for p in column.pieces if p.x1 <= column.reach + 5), default=0.0)
    return reached if reached - start >= 0.78 * (column.reach - start) else float("inf")


def _lines(pieces: list[Piece]) -> list[Piece]:
    """Return the lines of a column from top to bottom: pieces on one baseline joined from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.y):
        if lines and abs(lines[-1][0].y - piece.y) <= 0.35 * max(lines[-1][0].size, piece.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    joined = []
    for parts in lines:
        parts.sort(key=lambda p: p.x0)
        body = [p for p in parts if len(p.text) > 1] or parts
        size = max(body, key=lambda p: len(p.text)).size
        text = " ".join(p.text for p in parts)
        joined.append(
            Piece(re.sub(r" {2,}", " ", text), parts[0].x0, max(p.x1 for p in parts), parts[0].y, size,
                  all(p.bold for p in body))
        )  # fmt: skip
    return joined


def _runs_on(block: Block, before: Piece, line: Piece, level: int, edge: float) -> bool:
    """Tell whether `line` goes on where `before` had to break: its first word would not have fitted there."""
    if abs(line.size - before.size) > 0.45 or line.bold != before.bold:
        return False
    if _ALONE.search(before.text[-200:]) or _ALONE.search(line.text[:200]):
        return False
    if before.text.endswith("\x02"):
        return True
    if (level > 0) != block.tag.startswith("h"):
        return False
    gap = before.y - line.y
    if gap > 0 and gap > 1.9 * line.size:
        return False
    letter = (line.x1 - line.x0) / max(len(line.text), 1)
    first_word = line.text.split(" ", 1)[0]
    return before.x1 + (len(first_word) + 1) * letter > edge - 0.5 * letter


def _join(text: str, more: str) -> str:
    """Return two printed lines as one text; a line break between them says how many there were.

    Where a word was divided, it stands whole in the first.
    """
    divided = text.endswith("\x02")
    if divided or (re.search(r"\w-$", text) and more[:1].islower()):
        word, _, rest = more.partition(" ")
        return f"{text.removesuffix(chr(2))}{word}\n{rest}"
    return f"{text}\n{more}"


# --- DOCX -------------------------------------------------------------------------------------------------------


def docx_blocks(data: bytes) -> list[Block]:
    """Return the blocks of a Word file, after the archive has been checked for bombs, odd names and DTDs."""
    _check_archive(data)
    import docx
    from docx.exceptions import PythonDocxError

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_docx_content(document))
    except (*_BROKEN, PythonDocxError, zipfile.BadZipFile, SyntaxError) as error:
        # python-docx and lxml report broken packages in all these ways
        raise Unreadable(DAMAGED) from error
    if not any(b.text for b in blocks):
        raise Unreadable(NO_TEXT)
    return blocks


_BROKEN = (KeyError, ValueError, AttributeError, TypeError, IndexError)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_EXPANDED:
                raise Unreadable(TOO_LARGE)
            for entry in entries:
                _check_entry(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, zipfile.LargeZipFile) as error:
        raise Unreadable(DAMAGED) from error
    except RuntimeError as error:  # zipfile's way to say "encrypted"
        raise Unreadable(PASSWORD) from error


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise Unreadable(DAMAGED)
    if entry.flag_bits & 1:
        raise Unreadable(PASSWORD)
    if not name.lower().endswith((".xml", ".rels")):
        return
    with archive.open(entry) as part:
        head = part.read(100_000)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unreadable(DAMAGED)


def _docx_content(document: Any) -> Iterator[Block]:
    """Yield the blocks of a python-docx document, cells of layout tables one after another."""
    count = 0
    stack = [iter(document.iter_inner_content())]
    seen: set[Any] = set()  # the elements themselves: the id of one that is gone is given to the next
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif hasattr(item, "rows"):
            cells = (cell for row in item.rows for cell in row.cells)
            stack.append(_fresh_content(cells, seen))
        else:
            block = _docx_block(item)
            count += len(block.text)
            if block.text and count <= MOST_CHARACTERS:
                yield block


def _fresh_content(cells: Iterable[Any], seen: set[Any]) -> Iterator[Any]:
    """Yield what stands in cells; a merged cell comes once."""
    for cell in cells:
        if cell._tc not in seen:
            seen.add(cell._tc)
            yield from cell.iter_inner_content()


def _docx_block(paragraph: Any) -> Block:
    """Return a paragraph as what its formatting says, or as plain text when that is no valid XML of Word's."""
    from docx.exceptions import PythonDocxError

    text = re.sub(r"\s+", " ", paragraph.text).strip()
    try:
        return _formatted(paragraph, text)
    except (*_BROKEN, PythonDocxError):
        return Block("p", text)


def _formatted(paragraph: Any, text: str) -> Block:
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    heading = re.match(r"(?:Heading|Title|Subtitle)\s*(\d)?", style)
    if heading:
        return Block(f"h{min(int(heading[1] or (1 if style == 'Title' else 2)), 6)}", text)
    properties = paragraph._p.pPr
    listed = properties is not None and properties.numPr is not None
    bullet = _BULLET.match(text)
    if listed or bullet or style.startswith("List"):
        return Block("li", text[bullet.end() :] if bullet else text)
    if _is_capitals(text):
        return Block("h2", text)
    runs = [r for r in paragraph.runs if r.text.strip()]
    bold = bool(runs) and all(r.bold for r in runs)
    return Block("h3" if bold and len(text) <= 90 and not text.endswith((".", ",", ";")) else "p", text)


# --- both -------------------------------------------------------------------------------------------------------


def to_html(blocks: Iterable[Block]) -> str:
    """Return a small HTML page of the blocks; its title is the first h1, else a short first line."""
    found = [b for b in blocks if b.text.replace("\x02", "").strip()]
    headings = [b for b in found if b.tag == "h1"] or [b for b in found[:1] if len(b.text) <= 80]
    body, in_list = [], False
    for block in found:
        if (block.tag == "li") != in_list:
            in_list = not in_list
            body.append("<ul>" if in_list else "</ul>")
        body.append(f"<{block.tag}>{html.escape(block.text.replace(chr(2), ''))}</{block.tag}>")
    if in_list:
        body.append("</ul>")
    title = html.escape(" ".join(headings[0].text.split())[:200]) if headings else ""
    lines = "\n".join(body)
    head = f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><main>\n{lines}\n</main></body></html>\n"


def _limit() -> None:
    """Bind this process to 400 MB and 20 s of processor time where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (soft, hard))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS; the parent's time limit still holds
            continue


def main() -> int:
    """Read stdin as the format named by the first argument, write HTML, return the exit code."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        blocks = pdf_blocks(data) if sys.argv[1] == "pdf" else docx_blocks(data)
        sys.stdout.buffer.write(to_html(blocks).encode("utf-8", "replace"))
    except Unreadable as reason:
        return reason.code
    except MemoryError:
        return TOO_LARGE
    except RecursionError:
        return DAMAGED
    return OK


if __name__ == "__main__":
    sys.exit(main())
