# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""Where a company sits, from the postal addresses that its pages print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from research.extract import fact_values as cut
from research.extract.fact_patterns import plain
from research.extract.fact_types import Company, Found, kind_of
from research.models import Document, Passage

_TOWN = re.compile(
    r"\b(?:D-|A-|CH-)?(?:\d{5}|(?!19|20)\d{4}) [A-ZÀ-Þ][a-zß-ÿ]+|\b[A-Z][A-Za-z .'-]+,? (?:[A-Z]{2}|[A-Z][a-z]+) \d{5}(?:-\d{4})?\b|"
    r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:NSW|VIC|QLD|TAS|ACT|New South Wales|Victoria|Queensland|Tasmania|(?:South|Western) Australia) \d{4}\b|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b\d{4} ?[A-Z]{2} [A-Z][a-z]+"
)
_STREET = re.compile(
    r"\d+[a-z]?,? (?:[A-ZÀ-Þ][\w.'’-]* ){0,4}(?:Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Boulevard|Blvd\.?|Lane|Ln\.?|Drive|Dr\.?|Way|Square|Place|Court|Suite|Floor|Highway|Parkway)\b"
    r"|\b\d+(?: ?bis| ?ter)?,? (?:rue|avenue|boulevard|place|quai|chemin|allée)\b"
    r"|\b[A-ZÀ-Þ][\wß-ÿ.-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|ring|gracht|straat|laan|kade)(?!\w) ?\d+(?:[a-z]\b| ?[-–/] ?\d+)?"
    r"|\b(?!B\.?V|N\.?V|GmbH|AG\b)[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2} \d+[a-z]?(?=,? \d{4} ?[A-Z]{2} [A-Z])"
    r"|\b(?:Calle|Avenida|Av\.|Paseo|Plaza|Via|Viale|Piazza) [A-ZÀ-Þ][^,]{2,40},? \d+"
)
_FOREIGN_ADDRESS = re.compile(
    r"\b(?:data protection|supervisory|authority|aufsichtsbehorde|host(?:ing|ed|er)|hebergeur|registered agent|ombuds)",
    re.I,
)


def address(document: Document, company: Company) -> Iterator[Found]:
    """Yield the postal address as printed on a contact or imprint page, or in the footer; weaker than any sentence."""
    imprint = bool(re.search(r"imprint|impressum|mentions-legales|legal-notice|aviso-legal", plain(document.url)))
    lines = [
        p for p in document.passages
        if p.region == "footer" or (p.region == "main" and (kind_of(document) == "contact" or imprint))
    ]  # fmt: skip
    found: dict[str, Found] = {}
    for index, passage in enumerate(lines):
        indian = _INDIAN.fullmatch(passage.text) if len(passage.text) <= 160 else None
        block = [(passage, 0, len(passage.text))] if indian else _broken_after_code(lines, index)
        if not block and (not _TOWN.search(passage.text) or len(passage.text) > 160):
            continue
        block = block or _address_block(lines, index, passage)
        near = plain(" ".join(p.text for p in lines[max(0, index - 4) : index + 1]))
        if block and not _FOREIGN_ADDRESS.search(near):
            value = ", ".join(p.text[start:end].strip(" ,") for p, start, end in block)
            found.setdefault(re.sub(r"\W", "", plain(value)), Found("headquarters", value, document, tuple(block), 0))
    # One address is where the company sits; of several nothing says which.
    yield from found.values() if len(found) == 1 else (one._replace(kind="offices") for one in found.values())


_INDIAN = re.compile(r"(?:[A-Z][\w .'-]{2,40}, ){1,4}[A-Z][a-z]+(?: [A-Z][a-z]+)?[, –-]{1,3}\d{3} ?\d{3}")
"""Areas, a city and a PIN code of six digits, often without a street."""
_CODE_LAST = re.compile(r"[A-ZÀ-Þ][\w.'’ -]{2,40} \d{1,4}[a-z]?,? (?:\d{4} ?[A-Z]{2}|\d{5})")
_TOWN_ALONE = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,2}(?:, [A-ZÀ-Þ][\w ]+)?")


def _broken_after_code(lines: Sequence[Passage], index: int) -> list[tuple[Passage, int, int]]:
    """An address whose town stands on the line below the postal code: "Science Park 402 1098 XH", "Amsterdam"."""
    first, second = lines[index], lines[index + 1] if index + 1 < len(lines) else None
    if second is None or not _CODE_LAST.fullmatch(first.text) or not _TOWN_ALONE.fullmatch(second.text):
        return []
    return [(first, 0, len(first.text)), (second, 0, len(second.text))]


def _address_block(lines: Sequence[Passage], index: int, passage: Passage) -> list[tuple[Passage, int, int]]:
    """The street line, the town line and a country line that make one address; [] without a street."""
    if street := _STREET.search(passage.text):
        town = _TOWN.search(passage.text, street.start() + 3)
        end = town.end() if town else len(passage.text)
        land = re.match(r",? ([A-ZÀ-Þ]\w+(?: [A-ZÀ-Þ]\w+)?)\b", passage.text[end:])
        end = end + land.end() if land and cut.COUNTRY.search(land[1]) else end
        return [(passage, street.start(), end)] if town else []
    before = lines[index - 1] if index else None
    street = _STREET.search(before.text) if before is not None and len(before.text) <= 80 else None
    if before is None or street is None or _TOWN.search(before.text, street.end()):
        return []
    block = [(before, 0, len(before.text)), (passage, 0, len(passage.text))]
    after = lines[index + 1] if index + 1 < len(lines) else None
    if (
        after is not None
        and re.fullmatch(r"[A-ZÀ-Þ][a-zß-ÿ]+(?: [A-ZÀ-Þ][a-zß-ÿ]+){0,2}", after.text)
        and cut.COUNTRY.search(after.text)
    ):
        block.append((after, 0, len(after.text)))
    return block
