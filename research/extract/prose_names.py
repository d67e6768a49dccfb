"""Names in running text, each with the title that the sentence gives.

"Jane Doe, director of sales" and "our director Jane Doe" carry their title; "founded by Jane Doe and Petr Novák"
carries names that no lexicon knows; "Jane, our director, …" gives the title of a Jane who was named in full before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from research.extract.atoms import SKIPPED_REGIONS, Atom, Mention
from research.extract.names import Name, find_names, has_title_head, is_title, parse_name
from research.extract.walk import Run, Walked

_TITLE_WORDS = r"[A-Za-zÀ-ÿ&/’'\-]+"
_AFTER = re.compile(
    r"^(?:,?\s+(?:MD|M\.D\.|PhD|Ph\.D\.|Esq\.?|CPA|MBA|JD),?)?\s*(?:,|\(|–|—|-|:)\s*(?:who is\s+)?(?:the|our"
    r"|an?|currently|its|their)?\s*([^.;:()!?\n]{2,110})"
)
_IS = re.compile(
    r"^\s*(?:\([^)]{1,30}\)\s*)?(?:is|serves as|works as|was (?:appointed|named|promoted to)|joined \S+ as|est"
    r"|ist|has been)\s+(?:currently\s+|also\s+)?(?:the|our|an?|le|la|der|die)?\s*([^.;:()!?\n]{2,110})"
)
_BEFORE = re.compile(r"(?:^|[.,;:(]\s*|\b(?:the|our|by|with|and|is|to|from|of)\s+)((?:[A-Za-zÀ-ÿ&/\-]+[\s,]+){1,7})$")


_LINE = 100
_DETERMINERS = frozenset("our the a an its their by with and of to from as is".split())


def in_prose(walked: Walked, taken: list[Mention]) -> list[Mention]:
    """Return the people whom running text names with a title, by a name that the lexicon knows, or as founders."""
    done: dict[int, list[int]] = defaultdict(list)
    for mention in taken:
        done[mention.atom.run.ordinal].append(mention.start)
    # The line of somebody's title names nobody else: "Owner, Quinn Joinery".
    titles = {m.title[0].ordinal for m in taken if m.title and m.way != "prose" and len(m.title[0].text) <= _LINE}
    found: list[Mention] = []
    for run in walked.runs:
        if run.box.region in SKIPPED_REGIONS or len(run.text) < 12 or " " not in run.text or run.ordinal in titles:
            continue
        names = {name.start: name for name in (*_founders(run.text), *find_names(run.text))}
        for name in names.values():
            if any(abs(start - name.start) < len(name.text) for start in done.get(run.ordinal, ())[:200]):
                continue
            atom = Atom(run, 0, len(run.text), -1, ())
            mention = Mention(atom, name.start, name.end, name, whole=False, way="prose")
            mention.title = _prose_title(run, name)
            if mention.title or not name.weak:
                found.append(mention)
    for mention in found:
        mention.title = mention.title or _title_of_first_name(walked, mention)
    return found


FOUNDING = re.compile(r"\b(?:founded|created|started|established|fondée?|gegründet)\b[^.;:!?]{0,60}$")
_NAME = r"[A-ZÀ-Þ][^\W\d_]+(?:[ '’-](?:[a-z]{2,3} )?[A-ZÀ-Þ][^\W\d_]*\.?){1,3}"
_FOUNDED_BY = re.compile(
    rf"\b(?:founded|created|started|established|fondée?|gegründet)\b[^.;:!?]{{0,40}}?\s(?:by|par|von)\s+"
    rf"((?:{_NAME}(?:,? (?:and|et|und) |, )?){{1,6}})"
)


def _founders(text: str) -> Iterator[Name]:
    """Yield the names after "founded by", known to the lexicon or not."""
    for found in _FOUNDED_BY.finditer(text[:4000]):
        for one in re.finditer(_NAME, found.group(1)):
            name = parse_name(one.group())
            if name is not None and name.text == one.group():
                start = found.start(1) + one.start()
                yield Name(start, start + len(name.text), name.text, name.sure)


def _title_of_first_name(walked: Walked, mention: Mention) -> tuple[Run, int, int] | None:
    """Return the title that a later sentence gives to the first name alone: "Jane, our director, …"."""
    first = mention.name.text.split()[0]
    if len(first) < 4 or not first.isalpha():
        return None
    short = re.compile(rf"(?:^|[.!?]\s+)({first[:4]}[^\W\d_]*)(?=, )")
    for run in walked.runs[mention.atom.run.ordinal : mention.atom.run.ordinal + 12]:
        if run.box.region in SKIPPED_REGIONS:
            continue
        for found in short.finditer(run.text[:4000]):
            if first.startswith(found.group(1)) or found.group(1).startswith(first):
                return _prose_title(run, Name(found.start(1), found.end(1), found.group(1), sure=True))
    return None


def _prose_title(run: Run, name: Name) -> tuple[Run, int, int] | None:
    after = run.text[name.end : name.end + 160]
    for pattern in (_AFTER, _IS):
        match = pattern.match(after)
        if match:
            span = _leading_title(match.group(1))
            if span:
                start = name.end + match.start(1) + span[0]
                return run, start, start + span[1] - span[0]
    before = _BEFORE.search(run.text[max(0, name.start - 90) : name.start])
    if before:
        words = before.group(1).rstrip(" ,")
        offset = max(0, name.start - 90) + before.start(1)
        for match in re.finditer(r"\S+", words):
            rest = words[match.start() :]
            if match.group().lower() in _DETERMINERS:
                continue
            if (match.group()[0].isupper() or len(rest.split()) <= 2) and len(rest.split()) <= 5 and is_title(rest):
                return run, offset + match.start(), offset + len(words)
    return None


_STOP_WORDS = re.compile(
    r",\s|\s+(?:who|and (?:is|was|has|he|she|a|the|our)|with (?:over|more|a|his|her)|since|in charge|where"
    r"|which|from|whose|will|has|was|said|says|joined|started|to)\b"
)  # one pattern


def _up_to_head_word(text: str) -> str:
    """Return the words up to the first head word of a title, "" when there is none among the first eight."""
    for count, word in enumerate(re.finditer(r"\S+", text)):
        if count >= 8:
            break
        if has_title_head(word.group()):
            return text[: word.end()].rstrip(" ,")
    return ""


def _leading_title(text: str) -> tuple[int, int] | None:
    """Return the span of the title that `text` begins with, None when it begins with none."""
    stop = _STOP_WORDS.search(text)
    head = text[: stop.start()] if stop else text
    lead = len(head) - len(head.lstrip())
    head = head.strip()
    if len(head.split()) > 8 or not is_title(head):
        head = _up_to_head_word(head)
    if not head or len(head.split()) > 12 or not is_title(head):
        return None
    # The head word stands early: "director of sales", not "winner of a prize for the best engineer".
    if not has_title_head(" ".join(re.split(r"\s+(?:of|for|at|in|de|du)\s+", head)[0].split()[:6])):
        return None
    return lead, lead + len(head)
