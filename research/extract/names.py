"""What looks like a person's name, and what looks like a job title.

A first-name lexicon (first_names.txt) carries most names; shape alone (`sure=False`) is enough only where the page's
structure says that a name stands there. Titles are recognised by their head words in English, French, German,
Spanish and Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from research.extract.name_words import (
    ABBREVIATED,
    HONORIFICS,
    NOT_NAMES,
    PARTICLES,
    POST_NOMINALS,
    SUFFIXES,
    SURNAMES_TOO,
    TITLE_HEADS,
    WEAK,
)
from research.months import month
from research.text import bare, clean

_LONGEST_NAME = 60
_LONGEST_TITLE = 130
_MOST_TITLE_WORDS = 16

_CJK_TITLE = re.compile(
    r"代表|取締役|社長|部長|課長|執行役員|監査役|顧問|会長|専務|常務|リーダー|マネージャー|エンジニア|デザイナー|室長|本部長|主任|創業者"
    r"|最高|責任者|经理|总监|首席|董事|创始人|工程师|대표|이사|팀장|부장"
)
_HAN = r"[一-龥々ヶ]{1,4}[\s　]?[一-龥々ぁ-んァ-ヶー]{1,5}"
_CJK_TITLED = re.compile(
    rf"^\s*(?:(?P<title>[^\s　:：]{{2,24}})[\s　:：]+(?P<n1>{_HAN})"
    rf"|(?P<n2>{_HAN})\s*(?:[（(/／,、|｜]|[\s　]-[\s　])\s*(?P<after>[^（）()]{{2,24}})[）)]?)\s*$"
)
_CJK_OTHER = re.compile(
    r"一覧|紹介|会社|企業|情報|概要|案内|採用|募集|役員|社員|事業|製品|商品|問合|問い|沿革|歴史|理念|方針|挨拶|資料|技術|開発部|営業|総務|経営"
    r"|株式|有限|本社|支社|支店|工場|東京|大阪|京都|名古屋|福岡|札幌|横浜|神戸|北海|日本|全国|地図|交通|電話|住所|所在|設立|資本|年|月|日本語"
    r"|関于|公司|联系|团队|产品|新闻|服务|회사|소개|채용|문의|제품|연혁"
)
"""Words of headings and of company tables, which are short like names."""
_READING = re.compile(
    r"\s*[（(]\s*[ぁ-んァ-ヶーA-Za-z][ぁ-んァ-ヶーA-Za-z\s　.・-]{1,30}[）)]$|(?<=[一-龥々])\s*(?:氏|さん|様)$"
)
"""How a name is read, in brackets behind it, or the honorific there."""
_TURNED = re.compile(r"^\s*((?:[^\W\d_]+[ '’-]){0,2}[^\W\d_]{2,}), ([^\W\d_]{2,}(?:[ -][^\W\d_]+\.?){0,2})\s*$")
_CJK_NAME = re.compile(r"^(?:[一-龥々ヶ]{1,4}[\s　]?[一-龥々ぁ-んァ-ヶー]{1,5}|[가-힣]{2,4})$")
_PRONOUNS = re.compile(r"[(\[]\s*(?:she|he|they|ze|elle|il|iel|sie|er|ella|él)\s*/[^()\[\]]{2,20}[)\]]", re.I)
_NAME_TOKEN = re.compile(r"^(?:[^\W\d_]\.?){1,3}$|^[^\W\d_][^\W\d_'’\-.]*(?:['’\-.]+[^\W\d_]+)*\.?$")
_TOKEN = re.compile(r"\S+")
_PAREN = re.compile(
    r"[(\[\"“‘«][^\W\d_][^\d\s()\[\]\"“”«»,;:/@]{0,14}(?: [A-Z][a-z]{1,8}\.?)?[)\]\"”’»]|(?<=\s)'[^\W\d_]{2,12}'"
)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|loves?|likes?|enjoys?|joined|works?|worked|brings?|leads"
    r"|lead (?:the|our|an?)|led|holds?"
    r"|believes?|we|you|i|my|your|they|he|she|it|est|sont|nous|ist|sind|wir)\b",
    re.I,
)
_PHRASE = re.compile(r"\b(?:a|an|any|your|how|why|what|who|when|into|that|this|these|via|if|but)\b")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in a text: where it stands, how it is printed, and whether the lexicon knows its first name."""

    start: int
    end: int
    text: str
    sure: bool
    weak: bool = False
    """The first name is a common word too."""

    @property
    def key(self) -> str:
        """The name for comparing: no accents, honorifics, post-nominals, nicknames."""
        return name_key(self.text)


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    text = files("research.extract").joinpath("first_names.txt").read_text("utf-8")
    names = {line for line in text.splitlines() if line and not line.startswith("#")}
    return frozenset(names | {bare(n) for n in names})


def name_key(name: str) -> str:
    """Return `name` for comparing: no accents, case, honorifics, post-nominals, nicknames in brackets."""
    tokens = [t for t in re.split(r"[\s,]+", bare(_PAREN.sub(" ", name)).replace(".", "")) if t]
    while len(tokens) > 1 and tokens[0] in HONORIFICS:
        tokens.pop(0)
    while len(tokens) > 1 and (tokens[-1] in POST_NOMINALS or tokens[-1] in SUFFIXES):
        tokens.pop()
    return " ".join(tokens)


def is_first_name(word: str) -> bool:
    """Tell whether `word` is a known first name (either half of a double one)."""
    low = word.lower().strip(".,")
    known = _first_names()
    return (
        low in known or bare(low) in known or any(len(p) > 2 and p in known for p in low.split("-")[:1] if "-" in low)
    )


_PLACES = re.compile(
    r"(?:san (?:francisco|diego|jose|antonio|juan|mateo)|santa (?:clara|monica|cruz|barbara|fe|ana)"
    r"|los angeles|las vegas"
    r"|ann arbor|fort \w+|saint \w+|st\.? (?:louis|paul|petersburg)|new \w+|el paso|salt lake|kansas city|baton rouge"
    r"|hong kong|sri lanka|costa rica|puerto rico|saudi arabia|south \w+|north \w+|palo alto|mountain view|tel aviv"
    r"|rio de janeiro|buenos aires|abu dhabi|kuala lumpur|ho chi minh|den haag|le mans|la paz)\b",
    re.I,
)
_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA"
    " RI SC SD TN TX UT VT VA WA WV WI WY DC UK USA US EU ON QC BC AB NSW VIC QLD TBD FAQ".split()
)
# Houses that bear a person's name.
_HOUSES = frozenset(
    ("morgan stanley", "calvin klein", "ralph lauren", "dean witter", "charles schwab", "merrill lynch", "jp morgan",
     "wells fargo", "jack daniels", "ernst young", "johnson johnson", "arthur andersen", "hugo boss", "tommy hilfiger",
     "mary kay", "marie curie", "martin luther", "taylor swift", "harry potter", "james bond", "santa claus",
     "jane doe", "john hancock", "philip morris", "eli lilly", "john deere", "louis vuitton", "christian dior")
) - {"jane doe"}  # fmt: skip


@lru_cache(maxsize=8_192)
def parse_name(text: str) -> Name | None:
    """Return the Name when the whole of `text` is one (honorifics, nicknames and post-nominals allowed), else None."""
    stripped = text.strip(" \t,;:|–—-•*·")
    if not 3 <= len(stripped) <= _LONGEST_NAME + 25:
        return _cjk(text, stripped)
    offset = text.find(stripped)
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(_blank_nicknames(stripped))]
    tokens = tokens[1:] if len(tokens) > 2 and tokens[0][0].lower().rstrip(":") in ("by", "par", "author") else tokens
    tokens = _without_degrees(tokens)
    honoured, honoured_at = False, tokens[0][1] if tokens else 0
    while len(tokens) > 1 and tokens[0][0].lower().rstrip(".") in HONORIFICS and tokens[0][0][0].isupper():
        honoured = True
        tokens = tokens[1:]
    tokens = _without_letters(tokens)
    nickname = stripped != _blank_nicknames(stripped)
    verdict = _judge([t for t, _, _ in tokens], honoured, nickname)
    if verdict is None or not tokens:
        return _cjk(text, stripped)
    start = honoured_at if honoured else tokens[0][1]
    end = tokens[-1][2]
    closing = _PAREN.match(stripped, end + 1) if nickname and not _PRONOUNS.match(stripped, end + 1) else None
    end = closing.end() if closing else end
    printed = re.sub(r"['’]s?$", "", stripped[start:end].rstrip(",;:"))
    return Name(offset + start, offset + start + len(printed), printed, *verdict)


def turned_name(text: str) -> Name | None:
    """Return the Name of a line that is "Doe, Jane": printed the other way round, its span the whole of it."""
    found = _TURNED.match(text)
    if found is None or has_title_head(text):
        return None
    name = parse_name(f"{found.group(2)} {found.group(1)}")
    if name is None or not name.sure or parse_name(found.group(1)) is not None:
        return None
    return Name(found.start(1), found.end(2), name.text, sure=False, weak=name.weak)


def single_name(text: str) -> bool:
    """Tell whether the whole of `text` is one known first name."""
    word = text.strip()
    return word.isalpha() and word[:1].isupper() and is_first_name(word) and bare(word) not in NOT_NAMES


def only_letters(text: str) -> bool:
    """Tell whether `text` is nothing but degrees and the like: "MD, FACS"."""
    return all(w.lower().replace(".", "").strip("()®") in POST_NOMINALS for w in re.split(r"[\s,]+", text) if w)


def _blank_nicknames(text: str) -> str:
    for pattern in (_PRONOUNS, _PAREN):
        text = pattern.sub(lambda m: " " * len(m.group()), text)
    return text


def _cjk(text: str, stripped: str) -> Name | None:
    stripped = _READING.sub("", stripped)
    if _CJK_NAME.match(stripped) and not (_CJK_TITLE.search(stripped) or _CJK_OTHER.search(stripped)):
        start = text.find(stripped)
        return Name(start, start + len(stripped), stripped, sure=False)
    return None


def is_cjk(name: str) -> bool:
    """Tell whether a name is written in Chinese characters, kana or Hangul: no list of first names knows such."""
    return not name.isascii() and bool(_CJK_NAME.match(name))


def cjk_with_title(text: str) -> tuple[Name, int, int] | None:
    """Return (name, start and end of the title) of a line such as "代表取締役　青葉 誠" or "大野 隆（社外取締役）"."""
    found = _CJK_TITLED.match(text)
    if found is None:
        return None
    first = found.group("title") is not None
    name = _cjk(found.group("n1" if first else "n2"), found.group("n1" if first else "n2"))
    title = "title" if first else "after"
    if name is None or not _CJK_TITLE.search(found.group(title)):
        return None
    at = found.start("n1" if first else "n2")
    return Name(at, at + len(name.text), name.text, sure=True), found.start(title), found.end(title)


_DEGREE = re.compile(r"(?:Dipl\.?-?[A-ZÄÖÜ][a-zäöü]+|Dr\.-[A-Z][a-z]+|Mag|ZTM|StB|WP)\.?(?:\([A-Z]{2}\))?,?$")
"""Degrees and trades before a name that are no way to address somebody: "Dipl.-Ing.", "Dr.-Ing.", "Mag."."""


def _without_degrees(tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    while len(tokens) > 2 and _DEGREE.match(tokens[0][0]):
        tokens = tokens[1:]
    return tokens


def _without_letters(tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Drop post-nominals at the end: "Jane Doe, PhD, PMP" and "Jane Doe MD"."""
    kept = list(tokens)
    while len(kept) > 1:
        low = kept[-1][0].lower().strip(",.()").replace("®", "")
        after_comma = kept[-2][0].endswith(",")
        capitals = kept[-1][0].strip(",.()®").replace(".", "").isupper()
        listed = low in POST_NOMINALS or low.replace(".", "") in POST_NOMINALS
        if low.replace(".", "") in SUFFIXES or not listed or not (capitals or after_comma):
            break
        if len(kept) == 2 and not after_comma and len(low) < 3:
            break
        kept.pop()
    return kept


def _judge(tokens: list[str], honoured: bool, nickname: bool) -> tuple[bool, bool] | None:
    """Return (sure, weak) when the tokens are shaped like a name, None when not."""
    words = [t.strip(",") for t in tokens]
    if words and words[-1].lower().rstrip(".") in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    if any("," in t for t in tokens[: len(words) - 1]):
        return None
    # "Ben Holm" begins with a first name, "David ben Gurion" holds a particle.
    main = [w for at, w in enumerate(words) if w.lower() not in PARTICLES or (at == 0 and w == "Ben")]
    if not words or len(words) > 6 or not 1 <= len(main) <= 4:
        return None
    if not all(_NAME_TOKEN.match(w) for w in words) or not all(_capital(w) for w in main):
        return None
    # "NYC HQ" and "API" are no names; "JANE DOE" is one when its first name is known.
    # A first name in capitals beside others that are not is an abbreviation: "PA Smith".
    shouting = main[0].isupper() and len(main[0]) > 1 and not all(w.isupper() for w in main)
    known = [is_first_name(w) and not (i == 0 and shouting) for i, w in enumerate(main)]
    low = [bare(w).strip(".") for w in main]
    strong = known[0] and low[0] not in WEAK and len(low[0]) > 1
    weakened = False
    for at, word in enumerate(low):
        if len(word) < 2 or (at == 0 and known[0]) or not (word in NOT_NAMES or word in TITLE_HEADS):
            continue
        short = len([w for w in low if len(w) > 1]) == 2
        if not (known[0] and short and at == len(low) - 1 and word in SURNAMES_TOO):
            return None
        weakened = not strong
    if _PLACES.match(" ".join(low)) or " ".join(low) in _HOUSES or words[-1] in _STATES:
        return None
    initial = len(low[0]) == 1
    if len(main) == 1:
        return (known[0], True) if (nickname and known[0]) or (honoured and len(main[0]) > 2) else None
    if all(len(w) <= 2 for w in low):
        return None
    at = 1 if initial and len(main) > 2 else 0
    sure = known[at] and len(low[at]) > 1 and not weakened
    # "Freddy AI", "Alice ML": a short word in capitals ends a product's name, not a person's.
    if 1 < len(main[-1]) <= 3 and main[-1].isupper() and main[-1].isalpha() and not main[0].isupper():
        return None
    if (
        not sure
        and "." not in main[0]
        and (shouting or (all(w.isupper() for w in main) and any(1 < len(w.rstrip(".")) < 4 for w in main)))
    ):
        return None
    weak = low[at] in WEAK
    return (sure or honoured, weak and not honoured)


def _capital(word: str) -> bool:
    first = word.lstrip("'’")[:1]
    return (
        first.isupper()
        or re.match(r"(?:de|du|la|le|van|von|di|mac|mc)[A-Z]", word) is not None
        or (word[:2].lower() in ("d'", "o'", "d’", "o’", "l'") and word[2:3].isupper())
    )


def find_names(text: str) -> Iterator[Name]:
    """Yield the names that stand in running text: a known first name, then capitalised words."""
    for chunk in _CHUNK.finditer(text[:4000]):
        if text[chunk.end() : chunk.end() + 1].isalnum() and chunk.group().endswith("."):
            continue  # "Minerva S.A": a house's form, no initial
        before = text[max(0, chunk.start() - 3) : chunk.start()].rstrip()
        yield from _names_in(chunk.group(), chunk.start(), not before or before[-1] in '.!?:”"')


_ALONE = re.compile(r"(?<=[^\W\d_] )[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{1,20}\b(?! ?[A-Z&'’])")


def named_in(text: str) -> tuple[str, ...]:
    """Return the people named in a line of somebody's notes: whole names, and first names alone within a sentence."""
    whole = list(find_names(text))
    alone = [
        found[0] for found in _ALONE.finditer(text[:4000])
        if single_name(found[0]) and not month(found[0]) and not any(n.start <= found.start() < n.end for n in whole)
    ]  # fmt: skip
    return tuple(dict.fromkeys([*(name.text for name in whole), *alone]))


_CAPITALISED = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:['’\-][^\W\d_]+)*\.?|(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|bin|ibn|al|el|ter|ten)(?=\s))"  # noqa: E501 # one token
_CHUNK = re.compile(
    rf"(?<!\w){_CAPITALISED}(?:[ ]\(?[\"“]?{_CAPITALISED}[\"”]?\)?){{0,7}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
)


def _names_in(chunk: str, offset: int, starts: bool) -> Iterator[Name]:
    """Yield the names in a row of capitalised words; `starts` tells whether the row starts a sentence."""
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(chunk)]
    at = 0
    while at < len(tokens) - 1:
        found = _name_at(chunk, tokens, at) if _may_start(tokens, at, starts) else None
        if found is None:
            at += 1
            continue
        name, after = found
        start = offset + tokens[at][1] + name.start
        yield Name(start, start + len(name.text), name.text, name.sure, name.weak)
        at = after


def _may_start(tokens: list[tuple[str, int, int]], at: int, starts: bool) -> bool:
    """Tell whether a name may start at a token: not inside a longer proper name ("Old George Smith School")."""
    word = tokens[at][0].strip('()"“”')
    if not (is_first_name(word) or word.lower().rstrip(".") in HONORIFICS or len(word.rstrip(".")) == 1):
        return False
    if at == 0:
        return True
    before = tokens[at - 1][0].lower().strip(".,()")
    ended = tokens[at - 1][0].endswith(".") and len(before) > 3
    if before in _PLACE_FIRST:
        return False
    opens = at > 1 and tokens[at - 2][0].endswith(".") and len(tokens[at - 2][0]) > 4
    return ended or opens or (starts and at == 1) or before in TITLE_HEADS or before in HONORIFICS


_PLACE_FIRST = frozenset("san santa los las fort saint st port mount lake north south east west new old".split())


_MAY_FOLLOW = frozenset(
    "january february march april may june july august september october november december on in at is was of the"
    " linkedin twitter github".split()
)


def _name_at(chunk: str, tokens: list[tuple[str, int, int]], at: int) -> tuple[Name, int] | None:
    """Return (the longest name that starts at a token, the token after it)."""
    for last in range(min(len(tokens), at + 5), at + 1, -1):
        if tokens[last - 1][0].lower() in PARTICLES or not _initials_only(tokens[at : last - 1]):
            continue
        name = parse_name(chunk[tokens[at][1] : tokens[last - 1][2]].rstrip("."))
        if name is None or not name.sure:
            continue
        if last < len(tokens) and tokens[last - 1][0][-1] not in ".,":
            following = tokens[last][0].lower().strip(".,")
            if following in NOT_NAMES and following not in TITLE_HEADS | PARTICLES | _MAY_FOLLOW:
                return None
        return name, last
    return None


def _initials_only(tokens: list[tuple[str, int, int]]) -> bool:
    """Tell whether every full stop among the tokens belongs to an initial or an honorific."""
    return all(not t.endswith(".") or len(t) <= 3 or t.lower().rstrip(".") in HONORIFICS for t, _, _ in tokens)


def is_title(text: str) -> bool:
    """Tell whether the whole of `text` reads as a job title."""
    stripped = clean(text).strip(" ,;:|–—-•*·()")
    if not 2 <= len(stripped) <= _LONGEST_TITLE or (len(stripped.split()) > _MOST_TITLE_WORDS):
        return False
    if _CJK_TITLE.search(stripped):
        return len(stripped) <= 40
    if stripped[-1] in "!?" or (stripped[-1] == "." and len(stripped.split()) > 7) or re.search(r"\S@\S", stripped):
        return False
    if (
        stripped[0].isdigit()
        or re.search(r"\d{3}", stripped)
        or _PHRASE.search(stripped)
        or _SENTENCE.search(stripped.replace("IT", ""))
    ):
        return False
    return has_title_head(stripped)


_PLACE_LINE = re.compile(r", ?(?:[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)$|\b(?:remote|based in)\b", re.I)


def may_be_title(text: str) -> bool:
    """Tell whether a line is shaped like a title, whatever its words ("Harbour Master"): no place, no sentence."""
    stripped = clean(text).strip(" ,;:|–—-•*·()")
    if (
        not 2 <= len(stripped) <= 45
        or stripped in _STATES
        or len(stripped.split()) > 5
        or re.search(r"[\d@“”\"?!.]", stripped)
    ):
        return False
    return stripped[0].isupper() and not (
        _PLACE_LINE.search(stripped) or _SENTENCE.search(stripped.replace("IT", "")) or _PHRASE.search(stripped)
    )


def has_title_head(text: str) -> bool:
    """Tell whether some word of `text` is the head word of a job title."""
    for word in _WORD.findall(text[:300]):
        low = word.lower().replace("’", "'").strip(".")
        if low in TITLE_HEADS:
            if low not in ABBREVIATED or word.isupper():
                return True
            continue
        if any(part in TITLE_HEADS for part in re.split(r"[-'’]", low)) and len(low) > 5:
            return True
    return False
