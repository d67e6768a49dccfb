"""Micro-quotes: three to nine consecutive words of one sentence that can be said aloud and still mean the same.

A quote is never put together and never loses what turns its meaning: a negation, "only", a condition or a
tense stays inside, or the quote is not made. Its grammatical form is proven by closed lists (NP, VP, CL) or is
"any". The rules and their numbers come from the project's question design (micro-quote choice).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from research.extract import lexicons
from research.models import Document, Form, Passage, Quote

_TOKEN = re.compile(r"[^\s]+")
_CORE = re.compile(r"^[\W_]*(.*?)[\W_]*$", re.S)
_BREAK_BEFORE = frozenset(
    "because which who when while but where whereas although though since unless if until".split()
)
_CONDITION = frozenset("if unless when whenever until once provided assuming".split())
_TAIL_BLOCK = frozenset("if unless only except until without not never but than yet once".split())
# A quote may end before these words: what follows is an addition, not the head of the phrase.
_TAIL_OK = frozenset(
    "and or to for in on at by with from about across through into over under between while because so that which"
    " who when where as using including via during within after before since toward towards throughout including"
    " alongside instead regardless both assuming making ensuring helping providing even".split()
)
_ARTICLES = frozenset("a an the our your my their his her its every each all any no some this these those".split())
_UNLIT = re.compile(r"https?:|www\.|[#@<>{}\[\]|\\…]|\.\.\.|[\U0001f000-\U0001faff\u2600-\u27bf]")
_NUMBER = re.compile(r"\d")
_NUMERAL = re.compile(r"[$€£]?\d[\d,.]*(?:%|\+|k|m|bn|th|st|nd|rd)?(?:-\w+)?$")
_SHOUT = re.compile(r"^[A-Z]{6,}$")
_PLANNING = re.compile(
    r"(?i)\b(?:will|would|could|may|might|should|can|plan\w*|aim\w*|hop(?:e|es|ing)|expect\w*|intend\w*|want\w*|try\w*|tried"
    r"|need\w*|goal\w*|fail\w*|refuse\w*|stopp?\w*|able|unable|attempt\w*|going)\b(?:\W+\w+){0,3}?\W*$"
)
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}$")
# Words that qualify a figure: a quote that begins behind one would change the figure.
_QUALIFIERS = frozenset(
    "than least most to over nearly almost about around roughly under below only another up within".split()
)
_WANTS_MORE = frozenset(
    "right ability chance opportunity need way ways time freedom power commitment order able goal aim mission part"
    " kind partnership collaboration relationship access focus".split()
)
_PRONOUN = re.compile(r"(?:you|they|i|he|she|it|that|there|who)'")
MOST_WORDS = 9
LEAST_WORDS = 3
MOST_CHARACTERS = 60
_ENOUGH = 3.0
_KEEP = 4


class Token(NamedTuple):
    """A white-space separated token: offsets of its core (punctuation stripped) and what surrounds it."""

    start: int
    end: int
    core: str
    before: str
    after: str


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of text[start:end] with offsets into `text`; pure punctuation is joined to the token before."""
    found: list[Token] = []
    for m in _TOKEN.finditer(text, start, end):
        core = _CORE.match(m[0])
        inner = core[1] if core else m[0]
        if not inner:
            if found:
                last = found[-1]
                found[-1] = last._replace(after=last.after + m[0])
            continue
        at = m.start() + m[0].index(inner)
        # A sign that belongs to a figure stays with it: "$28", ">90", "50+", "40%".
        stop = at + len(inner)
        while stop < m.end() and text[stop] in "%+" and inner[-1:].isdigit():
            stop += 1
        while at > m.start() and text[at - 1] in "$€£¥" and inner[:1].isdigit():
            at -= 1
        if _INITIALS.match(text[at : stop + 1]) and text[stop : stop + 1] == ".":
            stop += 1
        found.append(Token(at, stop, text[at:stop], text[m.start() : at], text[stop : m.end()]))
    return found


def micro_quotes(
    document: Document,
    passage: Passage,
    span: tuple[int, int],
    cue: Sequence[str],
    *,
    imperative: bool = False,
    verb_phrases: bool = False,
    names: Sequence[str] = (),
) -> tuple[Quote, ...]:
    """Return the best quotes of the sentence at `span`, best first, at most four, possibly none.

    `cue`: words (lower case) of which a quote must hold one. `imperative`: the sentence is a line of a list that
    starts with a base verb ("Address support issues"), so a leading verb proves a VP. `verb_phrases`: a VP may be
    cut out after "to". `names`: words with which a clause of the employer may start besides "we".
    """
    text = passage.text
    toks = tokens(text, *span)
    ranked: list[Quote] = []
    for i, j in _windows(text, toks, verb_phrases or imperative):
        words = toks[i:j]
        hit = any(t.core.lower().replace("’", "'") in cue for t in words)
        if not hit or not _sayable(text, words):
            continue
        form = _form(toks, i, j, imperative=imperative, verb_phrases=verb_phrases, names=names)
        if form is None or _loses_meaning(toks, i, j, form):
            continue
        score = _score(toks, i, j, form)
        if score >= _ENOUGH:
            ranked.append(Quote(form=form, citation=document.cite(passage, words[0].start, words[-1].end), score=score))
    ranked.sort(key=lambda q: (-q.score, q.citation.start, q.citation.end))
    return tuple(_varied(ranked))


def whole_quote(document: Document, passage: Passage, span: tuple[int, int], form: Form) -> Quote | None:
    """Return the span itself as a Quote of a form that the caller has proven, when it is sayable; else None."""
    toks = tokens(passage.text, *span)
    if not 2 <= len(toks) <= MOST_WORDS or not _sayable(passage.text, toks):
        return None
    if toks[-1].core.lower() in lexicons.word_set("bad_last"):
        return None
    return Quote(form=form, citation=document.cite(passage, toks[0].start, toks[-1].end), score=_ENOUGH)


def _varied(ranked: list[Quote]) -> Iterator[Quote]:
    """Yield the best quote of every form, then the next best, at most four; near copies are left out."""
    kept: list[Quote] = []
    for quote in ranked:
        shares = [k for k in kept if k.form == quote.form and _overlap(k, quote) > 0.7]
        if not shares and len(kept) < _KEEP:
            kept.append(quote)
    yield from kept


def _overlap(a: Quote, b: Quote) -> float:
    common = min(a.citation.end, b.citation.end) - max(a.citation.start, b.citation.start)
    return common / min(len(a.text), len(b.text))


def _windows(text: str, toks: list[Token], verbs: bool) -> Iterator[tuple[int, int]]:
    """Yield the (first, past last) token indices that start and end where a phrase may."""
    starts = [i for i in range(len(toks)) if _may_start(toks, i, verbs)]
    for i in starts:
        for j in range(i + LEAST_WORDS, min(len(toks), i + MOST_WORDS) + 1):
            if toks[j - 1].end - toks[i].start > MOST_CHARACTERS:
                break
            if _may_end(toks, j) and not _crosses(text, toks, i, j):
                yield i, j


def _may_start(toks: list[Token], i: int, verbs: bool) -> bool:
    word = toks[i].core.lower().replace("’", "'")
    if word == "more" and [t.core.lower() for t in toks[i + 1 : i + 2]] == ["than"]:
        return True
    if _PRONOUN.match(word) or (
        (word in lexicons.word_set("bad_first"))
        and not (verbs and i and toks[i - 1].core.lower() == "to" and lexicons.is_base_verb(word))
    ):
        return False
    if i and toks[i - 1].core.lower() in _QUALIFIERS and any(_NUMBER.match(t.core) for t in toks[i : i + 2]):
        return False
    if i and "," in toks[i - 1].after and _describes(toks[i - 1].core.lower()) and _describes(word):
        return False
    if _NUMERAL.match(word) and "," in toks[i].after:
        return False
    if word == "no" and [t.core.lower() for t in toks[i + 1 : i + 2]] == ["longer"]:
        return False
    if i and _NUMERAL.match(word) and toks[i - 1].core.isupper() and not _ends_clause(toks[i - 1]):
        return False
    if i == 0 or _ends_clause(toks[i - 1]) or toks[i].before.strip("\"“'‘ ") != "":
        return True
    previous = toks[i - 1].core.lower()
    if (previous == "to" or _you_will(toks, i)) and lexicons.is_base_verb(word):
        return verbs and word != "be"
    if (
        word in {"we", "we're", "we've", "nobody", "everyone", "every", "each", "no"}
        or word in _ARTICLES
        or _NUMBER.match(word)
    ):
        return previous not in _ARTICLES
    if word.endswith("er") and word in lexicons.word_set("adjectives"):
        return previous not in _ARTICLES
    return previous in {
        "that",
        "because",
        "so",
        "and",
        "with",
        "for",
        "of",
        "is",
        "are",
        "by",
        "in",
        "from",
        "about",
        "but",
    }


def _may_end(toks: list[Token], j: int) -> bool:
    last = toks[j - 1]
    word = last.core.lower().replace("’", "'")
    if word in lexicons.word_set("bad_last"):
        return False
    if word in _PARTICLES:
        return j == len(toks) or _ends_clause(last) or toks[j].core.lower() in _AFTER_PARTICLE
    if _NUMERAL.match(word) and toks[j : j + 1] and toks[j].core.lower() == "to":
        return False
    if "," in last.after and j < len(toks) and (toks[j - 2].core.lower() in _ARTICLES or _describes(word)):
        return False
    if j < len(toks) and not _ends_clause(last) and word in _WANTS_MORE:
        return False
    if j == len(toks) or _ends_clause(last) or any(c in last.after for c in "–—(:;"):
        return True
    following = toks[j].core.lower()
    if (
        last.core[:1].isupper()
        and following in {"of", "for", "and", "&"}
        and toks[j + 1 :]
        and toks[j + 1].core[:1].isupper()
    ):
        return False
    if following in {"and", "or"} and not _ends_clause(last):
        return _starts_anew(toks, j + 1) and not (len(word) > 2 and lexicons.is_base_verb(word))
    return following in _TAIL_OK or following in _BREAK_BEFORE or toks[j].core in {"–", "—", "-"}


_DESCRIBING = re.compile(r"(?:ible|able|ive|ful|ous|less|ic)$|-")


def _describes(word: str) -> bool:
    """Tell whether a word looks like an adjective, so that a comma after it goes on describing."""
    return word in lexicons.word_set("adjectives") or bool(_DESCRIBING.search(word))


def _starts_anew(toks: list[Token], at: int) -> bool:
    """Tell whether what follows an "and" is a new clause or verb phrase, not the other half of a noun phrase."""
    if at >= len(toks):
        return False
    word = toks[at].core.lower().replace("’", "'")
    return (
        word in _CLAUSE_STARTS
        or lexicons.is_surely_finite(word)
        or (lexicons.is_base_verb(word) and word not in _NOUNS_TOO)
    )


_CLAUSE_STARTS = frozenset("we i you they he she it we're we've you're they're it's our the to how that".split())
_NOUNS_TOO = frozenset(
    "design research support process plan program market model map test review report change work start study value"
    " practice share lead care ship supply train guide source document record contract question talk transform scale"
    " project answer use help benefit release update upgrade visit volunteer win pilot prototype show focus fund"
    " drive".split()
)


def _ends_clause(token: Token) -> bool:
    return any(c in ",;:.!?—–)" for c in token.after)


def _crosses(text: str, toks: list[Token], i: int, j: int) -> bool:
    """Tell whether the window runs over a sentence-like break, an unbalanced bracket, or a list it did not begin."""
    if i and "," in toks[i - 1].after and any("," in t.after for t in toks[i : j - 1]):
        return True
    if j > i + 1 and toks[j - 2].core.lower() in {"and", "or", "to"} and lexicons.is_base_verb(toks[j - 1].core):
        return True
    inner = text[toks[i].start : toks[j - 1].end]
    if any(c in inner for c in ';:"“”„«»—–?!') or re.search(r"[.] [A-Z]", inner):
        return True
    return any(inner.count(a) != inner.count(b) for a, b in ("()", "[]"))


def _sayable(text: str, words: list[Token]) -> bool:
    quote = text[words[0].start : words[-1].end]
    if quote.count(",") > 1 or _UNLIT.search(quote) or "(" in quote or "/" in quote:
        return False
    if len(quote) > MOST_CHARACTERS or any(_SHOUT.match(t.core) for t in words):
        return False
    if sum(1 for t in words if _NUMBER.search(t.core)) > 2:
        return False
    capitals = [t.core.isupper() and len(t.core) > 3 for t in words]
    if any(a and b for a, b in pairwise(capitals)):
        return False
    return all(len(part) <= 16 for t in words for part in re.split(r"[-–]", t.core))


def _loses_meaning(toks: list[Token], i: int, j: int, form: Form) -> bool:
    """Tell whether cutting at i and j drops a negation, "only", a condition, or a plan's verb."""
    clause = i
    while clause > 0 and not _ends_clause(toks[clause - 1]):
        clause -= 1
    lead = [t.core.lower().replace("’", "'") for t in toks[clause:i]]
    negative = lexicons.word_set("negations")
    if any(w in negative or w.endswith("n't") for w in lead) or any(w in _CONDITION for w in lead):
        return True
    if i and toks[0].core.lower() in _CONDITION:
        return True
    if j < len(toks):
        gap = toks[j - 1].after
        following = toks[j].core.lower()
        if following in _TAIL_BLOCK and ("." not in gap):
            return following != "but" or "," not in gap
        if following in {"and", "or"} and j + 1 < len(toks) and toks[j + 1].core.lower() in {"not", "never"}:
            return True
    if form == "VP" and _you_will(toks, i):
        return False
    if form in ("VP", "any") and lead and lead[-1] != "to" and lexicons.is_base_verb(toks[i].core) and i:
        return True
    if form == "VP" and len(lead) > 1 and lead[-2] in {"is", "are"}:
        return False  # "our goal is to …", "we exist to …": the frames of goals and missions know that it is one
    return form == "VP" and bool(lead) and bool(_PLANNING.search(" ".join(lead)))


def _form(
    toks: list[Token], i: int, j: int, *, imperative: bool, verb_phrases: bool, names: Sequence[str]
) -> Form | None:
    """Return the proven form of the window, "any" when none is proven, None when it is no phrase at all."""
    words = [t.core.lower().replace("’", "'") for t in toks[i:j]]
    first = words[0]
    if lexicons.is_base_verb(first) and not _is_noun_here(words):
        if i == 0 and imperative:
            return "VP" if not _second_subject(words) else "any"
        if i and (toks[i - 1].core.lower() == "to" or _you_will(toks, i)):
            return "VP" if verb_phrases and not _second_subject(words) else None
    if _is_clause(toks, i, j, words, names):
        return "CL"
    finite = any(lexicons.is_surely_finite(w) or (w.endswith("ed") and lexicons.is_finite_verb(w)) for w in words)
    finite = finite or any(
        b in _ARTICLES and a.endswith("s") and lexicons.is_finite_verb(a) for a, b in pairwise(words)
    )
    if not finite and _starts_noun(
        words, i == 0 or _ends_clause(toks[i - 1]), bool(i) and toks[i - 1].core.lower() in _BE
    ):
        if words[-1] not in _NOUNS_TOO and lexicons.is_base_verb(words[-1]):
            return None
        if toks[i].core in names:
            return None
        if any(_acts(words, n) for n in range(1, len(words))):
            return "any" if i == 0 and (j == len(toks) or _ends_clause(toks[j - 1])) else None
        return None if any(w.split("'")[0] in _SUBJECTS or w in _JOINTS for w in words) else "NP"
    # A part that begins in the middle of a clause and has no form of its own is a fragment.
    opened = i == 0 or _ends_clause(toks[i - 1]) or toks[i - 1].core.lower() == "because"
    whole = opened and (j == len(toks) or _ends_clause(toks[j - 1]))
    return (
        "any"
        if whole
        and not (
            i and finite and toks[i - 1].core.lower() != "because" and not _is_subject(words[0], toks[i].core, names)
        )
        else None
    )


def _acts(words: list[str], n: int) -> bool:
    """Tell whether words[n] is a verb in its base form with a subject before it ("our people live", "and get")."""
    if words[n] in _NOUNS_TOO or not lexicons.is_base_verb(words[n]):
        return False
    before = words[n - 1]
    plain = (
        before in _ARTICLES or before in lexicons.word_set("adjectives") or before in _TAIL_OK - {"and", "or"} | {"of"}
    )
    return not plain and not before.endswith(("ing", "ly", "-"))


_AFTER_PARTICLE = frozenset("so because when before after and but to".split())
_PARTICLES = frozenset("up out off down over through back away on in".split())
_BE = frozenset("is are was were be been being not".split())
_JOINTS = frozenset("so because but when while if since until whether where though although".split())
_OPENERS = frozenset("today now currently so then still however often yet ".split())
_SUBJECTS = frozenset("we you i they he she who it".split())


def _is_noun_here(words: list[str]) -> bool:
    """ "Support tickets take days": a verb look-alike that heads a noun phrase with its own verb."""
    return len(words) > 2 and any(lexicons.is_surely_finite(w) for w in words[1:4])


def _you_will(toks: list[Token], i: int) -> bool:
    """ "you will ship": what a posting says of the new person, a plan by nature."""
    lead = " ".join(t.core.lower().replace("’", "'") for t in toks[max(0, i - 2) : i])
    return lead.endswith(("you will", "you'll"))


def _second_subject(words: list[str]) -> bool:
    return any(w in {"we", "i", "they", "you"} for w in words[1:])


def _is_subject(word: str, core: str, names: Sequence[str]) -> bool:
    return word in {"we", "we're", "we've", "nobody", "everyone", "everything"} or core in names


def _is_clause(toks: list[Token], i: int, j: int, words: list[str], names: Sequence[str]) -> bool:
    """Subject (we, our X, every X, the X, a name) and a finite verb among the next words, no dangling subject."""
    first = words[0]
    if words[-1].endswith("ing") and j < len(toks) and not _ends_clause(toks[j - 1]):
        return False
    if first.startswith("we'"):
        return True
    limit = words[1:6]
    if first == "we":
        if i and not _ends_clause(toks[i - 1]) and not _after_opening(toks, i):
            return False
        return any(lexicons.is_finite_verb(w) or lexicons.is_base_verb(w) for w in words[1:4])
    if _is_subject(first, toks[i].core, names):
        return any(lexicons.is_finite_verb(w) for w in words[1:4])
    # A clause in mid-sentence whose subject is a noun must follow a break, or the noun is somebody's object.
    before = toks[i - 1].core.lower() if i else ""
    joined = before in {"that", "because", "so", "and", "but"} or (i == 1 and before in _OPENERS)
    if i and not _ends_clause(toks[i - 1]) and not joined:
        return False
    if (first in _ARTICLES or _NUMERAL.match(first)) and first not in {
        "this",
        "these",
        "those",
        "their",
        "his",
        "her",
        "its",
        "my",
        "your",
    }:
        return any(lexicons.is_surely_finite(w) for w in limit) and not any(
            w in {"who", "which", "that"} for w in limit
        )
    return False


_JOINING = frozenset("that because so and but when".split())


def _after_opening(toks: list[Token], i: int) -> bool:
    """ "In March we opened …", "that we …": not "improvements we build", where "we" only describes a noun."""
    if (
        toks[i - 1].core.lower()
        in {"that", "because", "so", "and", "but", "when", "why", "how", "what", "where"} | _OPENERS
    ):
        return True
    start = i
    while start > 0 and not _ends_clause(toks[start - 1]):
        start -= 1
    lead = [t.core.lower() for t in toks[start:i]]
    return lead[0] in _TAIL_OK and not any(lexicons.is_surely_finite(w) for w in lead)


def _starts_noun(words: list[str], fresh: bool, predicate: bool) -> bool:
    first = words[0]
    if len(words) > 1 and _describes(first) and words[1] in _TAIL_OK - {"and", "or"}:
        return False  # "comfortable with ambiguity" describes somebody
    if first in lexicons.word_set("determiners") or _NUMERAL.match(first):
        return len(words) > 1 and not lexicons.is_surely_finite(words[1])
    if first in lexicons.word_set("adjectives"):
        return not predicate
    return fresh and not lexicons.is_base_verb(first) and not first.endswith(("ing", "ed", "ly"))


def _score(toks: list[Token], i: int, j: int, form: Form) -> float:
    words = toks[i:j]
    score = 3.0
    first, last = words[0].core.lower(), words[-1].core.lower()
    if any(_NUMBER.search(t.core) for t in words) or any(t.core[:1].isupper() for t in words[1:]):
        score += 2
    if form == "CL":
        score += 2
    if form in ("NP", "VP") or first in _ARTICLES:
        score += 1
    if not lexicons.is_finite_verb(last) and not last.endswith("ly"):
        score += 1
    if i == 0 or _ends_clause(toks[i - 1]):
        score += 0.5
    if j == len(toks) or _ends_clause(toks[j - 1]) or toks[j].core.lower() in _BREAK_BEFORE:
        score += 1.2  # a clause to its end: nothing was cut away
    score += 0.25 * min(len(words), 7)
    if any("," in t.after for t in words[:-1]):
        score -= 0.7
    score -= 0.3 * max(0, len(words) - 7)
    if first in lexicons.word_set("pronoun_open"):
        score -= 3
    return round(score, 2)
