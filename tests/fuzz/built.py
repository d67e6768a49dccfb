"""Files whole in form and hostile in what they hold, for `fuzz`: random bytes hardly get past a file's head."""

from __future__ import annotations

import io
import zipfile
import zlib

from hypothesis import strategies as st

_NUMBERS = st.one_of(st.integers(-2, 900), st.sampled_from([10**9, -(10**9), 2**31, 0.00001, 1e30]))
_TEXT = st.one_of(
    st.sampled_from(
        ["Dana Reyes", "VP Engineering", "Acme, 2019 - 2021", "\u202e", "\x00", "- ", "• x", "Page 1 of 9"]
    ),
    st.text(max_size=20),
)
_NAMES = st.sampled_from(["F1", "F2", "X1", "X2", "G", "Nope"])


def _shown(text: str) -> str:
    return "<" + text.encode("utf-16-be", "replace").hex() + ">"


def _operators() -> st.SearchStrategy[str]:
    n = _NUMBERS
    return st.one_of(
        st.builds("BT /{} {} Tf {} {} Td {} Tj ET".format, _NAMES, n, n, n, _TEXT.map(_shown)),
        st.builds("{} {} {} {} {} {} Tm".format, n, n, n, n, n, n),
        st.builds("{} {} {} {} re f".format, n, n, n, n),
        st.builds("{} {} {} {} {} {} c h f".format, n, n, n, n, n, n),
        st.builds("{} 0 0 {} 0 0 cm".format, n, n),
        st.builds("/{} Do".format, _NAMES),
        st.sampled_from(["q", "Q", "BT", "ET", "BI /W 9 /H 9 ID x EI", "T*", "3 Tr", "/P <</MCID 0>> BDC", "EMC"]),
    )


def _stream(words: str, body: str, packed: int, lies: int) -> bytes:
    data = body.encode("utf-8", "replace")
    for _ in range(packed):
        data = zlib.compress(data)
    filters = f"/Filter[{'/FlateDecode' * packed}]" if packed else ""
    return f"<<{words}{filters}/Length {len(data) + lies}>>stream\n".encode() + data + b"\nendstream"


def pdfs() -> st.SearchStrategy[bytes]:
    """Documents of up to five pages whose content, fonts and forms are drawn by lot; objects may refer in circles."""
    contents = st.lists(_operators(), max_size=40).map("\n".join)
    forms = "/Type/XObject/Subtype/Form/BBox[0 0 900 900]/Resources 3 0 R"
    mapped = st.builds(
        "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <{:04x}> <{:04x}>"
        " endbfrange endcmap".format,
        st.integers(0, 65535), st.integers(0, 65535),
    )  # fmt: skip
    rotated = st.sampled_from(["", "/Rotate 90", "/UserUnit 1000000", "/CropBox[9 9 1 1]", "/MediaBox[0 0 1e9 1e9]"])
    page = st.builds("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {} 0 R/Resources 3 0 R{}>>".format,
                     st.integers(4, 9), rotated)  # fmt: skip
    packed, lies = st.integers(0, 3), st.sampled_from([0, 0, 0, -5, 99999])
    streams = st.lists(st.builds(_stream, st.sampled_from(["", forms]), contents, packed, lies), min_size=5, max_size=5)
    return st.builds(_pdf, st.lists(page, min_size=1, max_size=5), streams, st.builds(_stream, st.just(""), mapped,
                                                                                    packed, lies))  # fmt: skip


def _pdf(pages: list[str], streams: list[bytes], mapped: bytes) -> bytes:
    kids = " ".join(f"{10 + n} 0 R" for n in range(len(pages)))
    font = "<</Type/Font/Subtype/Type0/BaseFont/Helvetica/Encoding/Identity-H/ToUnicode 9 0 R>>"
    plain = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    shared = f"<</Font<</F1 {plain}/F2 {font}>>/XObject<</X1 5 0 R/X2 6 0 R>>>>"
    head = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()]
    bodies = [*head, shared.encode(), *streams, mapped, *(page.encode() for page in pages)]
    out, places = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return bytes(out) + end % (count, table, count, len(out))


def documents() -> st.SearchStrategy[bytes]:
    """Word files whose paragraphs, runs, tables, lists, fields and links nest by lot, with styles that lie."""
    text = _TEXT.map(lambda t: t.translate(dict.fromkeys(range(32), " ")).replace("&", "&amp;").replace("<", "&lt;"))
    styles = st.sampled_from(["Heading1", "Heading99", "Title", "ListBullet", "Nope", ""])
    run = st.builds("<w:r><w:rPr><w:b w:val='{}'/></w:rPr><w:t>{}</w:t></w:r>".format, st.sampled_from("01x"), text)
    inner = st.one_of(
        run,
        st.builds("<w:hyperlink r:id='{}'>{}</w:hyperlink>".format, st.sampled_from(["h1", "h2", "no"]), run),
        st.builds("<w:ins>{}</w:ins><w:del>{}</w:del>".format, run, run),
        st.sampled_from(["<w:tab/>", "<w:br/>", "<w:fldSimple w:instr='DATE'/>", "<mc:AlternateContent/>"]),
    )
    listed = st.sampled_from(["", "<w:numPr><w:ilvl w:val='99'/><w:numId w:val='-1'/></w:numPr>", "<w:numPr/>"])
    paragraph = st.builds(
        "<w:p><w:pPr><w:pStyle w:val='{}'/>{}</w:pPr>{}</w:p>".format,
        styles, listed, st.lists(inner, max_size=5).map("".join),
    )  # fmt: skip

    def nested(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        several = st.lists(blocks, max_size=4).map("".join)
        spans = st.sampled_from(["", "<w:gridSpan w:val='-3'/>", "<w:vMerge/>", "<w:gridSpan w:val='99999'/>"])
        return st.one_of(
            st.builds("<w:tbl><w:tr><w:tc><w:tcPr>{}</w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>".format,
                      spans, several, several),
            st.builds("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format, several),
            st.builds("<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>".format, several),
        )  # fmt: skip

    return st.lists(st.recursive(paragraph, nested, max_leaves=30), max_size=12).map("".join).map(_docx)


_SPACES = (
    "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _docx(body: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f"<Types xmlns='{_PACKAGE}/content-types'><Default Extension='rels'"
            " ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            f"<Override PartName='/word/document.xml' ContentType='{_WORD}'/></Types>",
        )
        relations = f"<Relationships xmlns='{_PACKAGE}/relationships'><Relationship Id='{{}}' Type='{_TYPE}/{{}}'"
        archive.writestr(
            "_rels/.rels", relations.format("r1", "officeDocument") + " Target='word/document.xml'/></Relationships>"
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            relations.format("h1", "hyperlink")
            + " TargetMode='External' Target='file:///etc/passwd'/></Relationships>",
        )
        archive.writestr("word/document.xml", f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>")
    return made.getvalue()
