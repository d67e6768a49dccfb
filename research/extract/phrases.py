"""What a stretch of a sentence is and where it may be cut: tokens, beginnings and ends of phrases, proven forms.

Everything is decided by closed lists and neighbouring words; what is not proven is refused or called "any".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from research.extract import lexicons
from research.models import Form
from research.text import cuts_a_span

_TOKEN = re.compile(r"\S+")
_CORE = re.compile(r"^[\W_]*(.*?)[\W_]*$", re.S)
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}$")
NUMBER = re.compile(r"\d")
_NUMERAL = re.compile(r"[$€£]?\d[\d,.]*(?:%|\+|k|m|bn|th|st|nd|rd)?(?:-\w+)?$")
_PRONOUN = re.compile(r"(?:you|they|i|he|she|it|that|there|who)'")
_DESCRIBING = re.compile(r"(?:ible|able|ive|ful|ous|less|ic)$|-")
_PLANNING = re.compile(
    r"\b(?:will|would|could|may|might|should|can|plan\w*|aim\w*|hop(?:e|es|ing)|expect\w*|intend\w*|want\w*|try\w*|tried"
    r"|need\w*|goal\w*|fail\w*|refuse\w*|stopp?\w*|able|unable|attempt\w*|going)\b(?:\W+\w+){0,3}?\W*$"
)
ARTICLES = frozenset("a an the our your my their his her its every each all any no some this these those".split())
_OTHERS_ARTICLES = frozenset("this these those their his her its my your".split())
BREAK_BEFORE = frozenset("because which who when while but where whereas although though since unless if until".split())
_CONDITION = frozenset("if unless when whenever until once provided assuming".split())
_TAIL_BLOCK = frozenset("if unless only except until without not never but than yet once".split())
# A quote may end before these words: what follows is an addition, not the head of the phrase.
_TAIL_OK = frozenset(
    "and or to for in on at by with from about across through into over under between while because so that which"
    " who when where as using including via during within after before since toward towards throughout alongside"
    " instead regardless both assuming making ensuring helping providing even".split()
)
# Words that qualify a figure: a quote that begins behind one would change the figure.
_QUALIFIERS = frozenset(
    "than least most to over nearly almost about around roughly under below only another up within".split()
)
_WANTS_MORE = frozenset(
    "right ability chance opportunity need way ways time freedom power commitment order able goal aim mission part"
    " kind partnership collaboration relationship access focus".split()
)
_MAY_PRECEDE = frozenset("that because so and with for of is are by in from about but".split())
_WHOLE_SUBJECTS = frozenset("we we're we've nobody everyone everything".split())
_CLAUSE_STARTS = _WHOLE_SUBJECTS | frozenset(
    "i you they he she it you're they're it's our the to how that every each".split()
)
_NOUNS_TOO = frozenset(
    "design research support process plan program market model map test review report change work start study value"
    " practice share lead care ship supply train guide source document record contract question talk transform scale"
    " project answer use help benefit release update upgrade visit volunteer win pilot prototype show focus fund"
    " drive cause break rise fall access request delete copy plant".split()
)
_AFTER_PARTICLE = frozenset("so because when before after and but to".split())
_PARTICLES = frozenset("up out off down over through back away on in".split())
_BE = frozenset("is are was were be been being not".split())
_JOINTS = frozenset("so because but when while if since until whether where though although".split())
_JOINING = frozenset("that because so and but when today now currently still however often yet then".split())
_SUBJECTS = frozenset("we you i they he she who it".split())
_LEAST_CUT_CLAUSE = 4
_STRANDED = frozenset("with on for about to in at from of".split())
_NARROWING = frozenset("with in of about on from by as at".split())
_RELATIVE = frozenset("who which that whose".split())


class Token(NamedTuple):
    """A white-space separated token: offsets of its core (punctuation stripped) and what surrounds it."""

    start: int
    end: int
    core: str
    before: str
    after: str
    word: str
    """The core in lower case with plain apostrophes."""

    @property
    def closes(self) -> bool:
        """Tell whether a clause ends behind it."""
        return any(c in ",;:.!?—–)" for c in self.after)


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of text[start:end] with offsets into `text`; pure punctuation is joined to the token before."""
    found: list[Token] = []
    for m in _TOKEN.finditer(text, start, end):
        core = _CORE.match(m[0])
        inner = core[1] if core else m[0]
        if not inner:
            if found:
                found[-1] = found[-1]._replace(after=found[-1].after + m[0])
            continue
        at = m.start() + m[0].index(inner)
        stop = at + len(inner)
        # A sign that belongs to a figure or to initials stays with it: "$28", "50+", "40%", "U.S.".
        while stop < m.end() and text[stop] in "%+" and inner[-1:].isdigit():
            stop += 1
        while at > m.start() and text[at - 1] in "$€£¥" and inner[:1].isdigit():
            at -= 1
        if text[stop : stop + 1] == "." and _INITIALS.match(text[at : stop + 1]):
            stop += 1
        word = text[at:stop].lower().replace("’", "'")
        found.append(Token(at, stop, text[at:stop], text[m.start() : at], text[stop : m.end()], word))
    return found


@dataclass(frozen=True)
class Cut:
    """The tokens [i:j] of a sentence, as a candidate for a quote."""

    toks: list[Token]
    i: int
    j: int
    names: Sequence[str] = ()
    verbs: bool = False
    """A verb phrase may be cut out after "to"."""
    imperative: bool = False
    """The sentence is a line of a list; a base verb at its beginning is a verb phrase."""
    plan_told: bool = False
    """The question that will carry the quote says itself that it is a plan."""

    @cached_property
    def words(self) -> list[str]:
        """The words of the cut, lower case."""
        return [t.word for t in self.toks[self.i : self.j]]

    @cached_property
    def opens(self) -> bool:
        """Tell whether a clause begins here."""
        return self.i == 0 or self.toks[self.i - 1].closes

    @cached_property
    def closes(self) -> bool:
        """Tell whether a clause ends here."""
        return self.j == len(self.toks) or self.toks[self.j - 1].closes

    @property
    def previous(self) -> str:
        """The word before the cut, or "" at the beginning of the sentence."""
        return self.toks[self.i - 1].word if self.i else ""

    @property
    def following(self) -> str:
        """The word behind the cut, or "" at the end of the sentence."""
        return self.toks[self.j].word if self.j < len(self.toks) else ""

    @cached_property
    def lead(self) -> list[str]:
        """The words of the same clause before the cut."""
        start = self.i
        while start > 0 and not self.toks[start - 1].closes:
            start -= 1
        return [t.word for t in self.toks[start : self.i]]


# --- where a phrase may begin and end ---------------------------------------------------------------------------------


def may_start(toks: list[Token], i: int, verbs: bool) -> bool:
    """Tell whether a quote may begin at token i."""
    word = toks[i].word
    following = toks[i + 1].word if i + 1 < len(toks) else ""
    previous = toks[i - 1].word if i else ""
    after_to = verbs and lexicons.is_base_verb(word) and (previous == "to" or _you_will(toks, i))
    if word == "more" and following == "than":
        return True
    if _PRONOUN.match(word) or (word in lexicons.word_set("bad_first") and not after_to):
        return False
    if (word, following) == ("no", "longer") or _inside_figure(toks, i) or _inside_list(toks, i):
        return False
    if i == 0 or toks[i - 1].closes or toks[i].before.strip("\"“'‘ "):
        return True
    if after_to:
        return word != "be"
    if word in _WHOLE_SUBJECTS or word in ARTICLES or NUMBER.match(word):
        return previous not in ARTICLES
    if word.endswith("er") and word in lexicons.word_set("adjectives"):
        return previous not in ARTICLES
    return previous in _MAY_PRECEDE and not (previous == "to" or (lexicons.is_base_verb(word) and previous == "and"))


def _inside_figure(toks: list[Token], i: int) -> bool:
    """ "more than | 4", "SOC | 2", "2012, Marlowe": a number whose meaning lies before it, or a mere date."""
    numeral = bool(_NUMERAL.match(toks[i].word))
    if numeral and "," in toks[i].after:
        return True
    if i == 0:
        return False
    if toks[i - 1].word in _QUALIFIERS and any(NUMBER.match(t.core) for t in toks[i : i + 2]):
        return True
    return numeral and toks[i - 1].core.isupper() and not toks[i - 1].closes


def _inside_list(toks: list[Token], i: int) -> bool:
    """ "open, | reproducible and reusable": an adjective that another one introduced."""
    return i > 0 and "," in toks[i - 1].after and describes(toks[i - 1].word) and describes(toks[i].word)


def may_end(toks: list[Token], j: int) -> bool:
    """Tell whether a quote may end before token j."""
    last, word = toks[j - 1], toks[j - 1].word
    following = toks[j].word if j < len(toks) else ""
    if word in lexicons.word_set("bad_last"):
        return False
    if word in lexicons.word_set("loose_last"):
        return j == len(toks) or last.closes
    if word in _PARTICLES:
        return j == len(toks) or last.closes or following in _AFTER_PARTICLE
    if j == len(toks):
        return True
    if _NUMERAL.match(word) and following == "to":
        return False
    if "," in last.after and j > 1 and (toks[j - 2].word in ARTICLES or describes(word)):
        return False
    if last.closes or any(c in last.after for c in "–—(:;"):
        return True
    if following in _STRANDED and lexicons.is_base_verb(word) and j > 1 and toks[j - 2].word in _SUBJECTS:
        return False  # "the people we work | with and the quality …"
    return word not in _WANTS_MORE and _leaves_whole(toks, j)


def _leaves_whole(toks: list[Token], j: int) -> bool:
    """Tell whether what follows is an addition: "the cost | in May", not "the Department | of Health"."""
    last, following = toks[j - 1], toks[j].word
    capital = j + 1 < len(toks) and toks[j + 1].core[:1].isupper()
    if capital and last.core[:1].isupper() and following in {"of", "for", "and", "&"}:
        return False
    if following in {"and", "or"}:
        return _starts_anew(toks, j + 1) and not (len(last.word) > 2 and lexicons.is_base_verb(last.word))
    return following in _TAIL_OK or following in BREAK_BEFORE or toks[j].core in {"–", "—", "-"}


def describes(word: str) -> bool:
    """Tell whether a word looks like an adjective, so that a comma after it goes on describing."""
    return word in lexicons.word_set("adjectives") or bool(_DESCRIBING.search(word))


def _starts_anew(toks: list[Token], at: int) -> bool:
    """Tell whether what follows an "and" is a new clause or verb phrase, not the other half of a noun phrase."""
    if at >= len(toks):
        return False
    word = toks[at].word
    if word in _CLAUSE_STARTS or lexicons.is_surely_finite(word):
        return True
    return lexicons.is_base_verb(word) and word not in _NOUNS_TOO


def crosses(text: str, cut: Cut) -> bool:
    """Tell whether the cut runs over a sentence-like break, an unbalanced bracket, or a list it did not begin."""
    toks, i, j = cut.toks, cut.i, cut.j
    if i and "," in toks[i - 1].after and any("," in t.after for t in toks[i : j - 1]):
        return True
    if j > i + 1 and toks[j - 2].word in {"and", "or", "to"} and lexicons.is_base_verb(toks[j - 1].word):
        return True
    inner = text[toks[i].start : toks[j - 1].end]
    if cuts_a_span(inner, text[toks[j - 1].end :]):
        return True
    if any(c in inner for c in ';:"“”„«»—–?!') or re.search(r"[.] [A-Z]", inner):
        return True
    return any(inner.count(a) != inner.count(b) for a, b in ("()", "[]"))


def loses_meaning(cut: Cut, form: Form) -> bool:
    """Tell whether cutting there drops a negation, "only", a condition, or a plan's verb."""
    negative = lexicons.word_set("negations")
    if any(w in negative or w.endswith("n't") or w in _CONDITION for w in cut.lead):
        return True
    if cut.i and cut.toks[0].word in _CONDITION:
        return True
    return _goes_on(cut) or _drops_plan(cut, form) or _widens_a_no(cut)


def _widens_a_no(cut: Cut) -> bool:
    """Tell whether a negation would reach further than it did ("do not require experience | with AI")."""
    negative = lexicons.word_set("negations")
    said = any(w in negative or w.endswith("n't") for w in cut.words)
    return said and not cut.closes and cut.following in _NARROWING


def _goes_on(cut: Cut) -> bool:
    """Tell whether what follows restricts or turns what was said ("… unless", "… but not")."""
    if cut.j == len(cut.toks):
        return False
    gap, following = cut.toks[cut.j - 1].after, cut.following
    if following in _TAIL_BLOCK and "." not in gap:
        return following != "but" or "," not in gap
    after = cut.toks[cut.j + 1].word if cut.j + 1 < len(cut.toks) else ""
    return following in {"and", "or"} and after in {"not", "never"}


def _drops_plan(cut: Cut, form: Form) -> bool:
    if not cut.lead or form in ("NP", "CL") or cut.plan_told or _you_will(cut.toks, cut.i):
        return False
    if cut.previous != "to":
        return lexicons.is_base_verb(cut.words[0])
    if form == "VP" and len(cut.lead) > 1 and cut.lead[-2] in {"is", "are"}:
        return False  # "our goal is to …": the frames of goals and missions know that it is one
    return form == "VP" and bool(_PLANNING.search(" ".join(cut.lead)))


# --- what it is --------------------------------------------------------------------------------------------------


def form_of(cut: Cut) -> Form | None:
    """Return the proven form, "any" for a whole clause without one, None for a fragment."""
    if _begins_with_verb(cut):
        return _verb_phrase(cut)
    if _is_clause(cut):
        return "CL"
    finite = _has_finite(cut.words)
    if not finite and _starts_noun(cut):
        return _noun_phrase(cut)
    opened = cut.opens or cut.previous == "because"
    if not opened or not cut.closes:
        return None
    return "any" if not (cut.i and finite) or cut.previous == "because" or _is_subject(cut) else None


def _begins_with_verb(cut: Cut) -> bool:
    """Tell whether a base verb stands where only a verb can: first in a line of duties, after "to" or "you will"."""
    words = cut.words
    if not lexicons.is_base_verb(words[0]) or (len(words) > 2 and any(map(lexicons.is_surely_finite, words[1:4]))):
        return False  # "Support tickets were slow": a look-alike that heads a noun phrase with its own verb
    return (cut.i == 0 and cut.imperative) or cut.previous == "to" or _you_will(cut.toks, cut.i)


def _verb_phrase(cut: Cut) -> Form | None:
    second = any(w in {"we", "i", "they", "you"} for w in cut.words[1:])
    if cut.i == 0:
        return "any" if second else "VP"
    return "VP" if cut.verbs and not second else None


def _you_will(toks: list[Token], i: int) -> bool:
    """ "you will ship": what a posting says of the new person, a plan by nature."""
    return " ".join(t.word for t in toks[max(0, i - 2) : i]).endswith(("you will", "you'll"))


def _has_finite(words: list[str]) -> bool:
    if any(lexicons.is_surely_finite(w) or (w.endswith("ed") and lexicons.is_finite_verb(w)) for w in words):
        return True
    return any(b in ARTICLES and a.endswith("s") and lexicons.is_finite_verb(a) for a, b in pairwise(words))


def _noun_phrase(cut: Cut) -> Form | None:
    words = cut.words
    if words[-1] not in _NOUNS_TOO and lexicons.is_base_verb(words[-1]):
        return None
    if cut.toks[cut.i].core in cut.names or any(b in {"and", "or"} and _only_a_verb(w) for b, w in pairwise(words)):
        return None
    if any(_acts(words, n) for n in range(1, len(words))):
        return "any" if cut.i == 0 and cut.closes else None
    return None if any(w.split("'")[0] in _SUBJECTS or w in _JOINTS for w in words) else "NP"


def _only_a_verb(word: str) -> bool:
    """ "applications and | utilizes": the next verb of the sentence, not the plural of a noun."""
    return (
        word.endswith("s")
        and lexicons.is_base_verb(word.removesuffix("s"))
        and word.removesuffix("s") not in _NOUNS_TOO
    )


def _acts(words: list[str], n: int) -> bool:
    """Tell whether words[n] is a verb in its base form with a subject before it ("our people live", "and get")."""
    if words[n] in _NOUNS_TOO or not lexicons.is_base_verb(words[n]):
        return False
    before = words[n - 1]
    if before in {"and", "or"}:
        return True
    if before in ARTICLES or before in lexicons.word_set("adjectives") or before in _TAIL_OK or before == "of":
        return False
    return not before.endswith(("ing", "ly", "-"))


def _is_subject(cut: Cut) -> bool:
    return cut.words[0] in _WHOLE_SUBJECTS or cut.toks[cut.i].core in cut.names


def _is_clause(cut: Cut) -> bool:
    """Subject (we, our X, every X, the X, a name) and a finite verb among the next words, no dangling subject."""
    words, first = cut.words, cut.words[0]
    if not cut.closes and (words[-1].endswith("ing") or len(words) < _LEAST_CUT_CLAUSE):
        return False
    if first.startswith("we'"):
        return True
    if first == "we":
        free = cut.opens or _after_opening(cut)
        return free and any(lexicons.is_finite_verb(w) or lexicons.is_base_verb(w) for w in words[1:4])
    if _is_subject(cut):
        return any(lexicons.is_finite_verb(w) for w in words[1:4])
    # A clause in mid-sentence whose subject is a noun must follow a break, or the noun is somebody's object.
    if not cut.opens and cut.previous not in _JOINING:
        return False
    return _noun_acts(cut)


def _noun_acts(cut: Cut) -> bool:
    """Tell whether a noun with an article, a figure, or the sentence's first noun has its finite verb in the cut."""
    words, first, near = cut.words, cut.words[0], cut.words[1:6]
    if any(w in _RELATIVE for w in near):
        return False
    if (first in ARTICLES and first not in _OTHERS_ARTICLES) or _NUMERAL.match(first):
        acts = any(_acts(words, n) and words[n - 1] not in {"and", "or"} for n in range(2, min(6, len(words))))
        return acts or any(lexicons.is_surely_finite(w) for w in near)
    if cut.i or lexicons.is_base_verb(first) or first.endswith(("ing", "ed", "ly")) or first in _JOINING:
        return False
    return any(lexicons.is_surely_finite(w) for w in near)


def _after_opening(cut: Cut) -> bool:
    """ "In March we opened …", "that we …": not "improvements we build", where "we" only describes a noun."""
    if cut.previous in _JOINING:
        return True
    return bool(cut.lead) and cut.lead[0] in _TAIL_OK and not any(lexicons.is_surely_finite(w) for w in cut.lead)


def _starts_noun(cut: Cut) -> bool:
    words, first = cut.words, cut.words[0]
    if len(words) > 1 and describes(first) and words[1] in _TAIL_OK - {"and", "or"}:
        return False  # "comfortable with ambiguity" describes somebody
    if first in lexicons.word_set("determiners") or _NUMERAL.match(first) or (first == "more" and words[1] == "than"):
        return len(words) > 1 and not lexicons.is_surely_finite(words[1])
    if first in lexicons.word_set("adjectives"):
        return cut.previous not in _BE
    return cut.opens and not lexicons.is_base_verb(first) and not first.endswith(("ing", "ed", "ly"))
