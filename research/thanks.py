"""Thank-you notes: drafts from the user's own notes, and what keeps a draft from being ready. Pure.

Sentences are written beforehand; a hole is filled with a topic that the user typed or with a promise in the user's
words, never with something cut from a sentence or taken from a web page. What only the user can say stays ___.
Nothing is ever sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from research.coverage import who
from research.models import Brief, Interview, Note, Profile, Role
from research.promises import KEPT, undated
from research.text import bare, fold, slug, words

BLANK = "___"
LONGEST, MOST_OVERLAP = 150, 0.30
_REMINDER = "[your note: "
_WEEKDAY_TELLS = 6
_GRAM = 5
_TELLING = 5
"""So many words in a row of a note that may not be told give it away."""

# The five moves (thanks; one thing they said; what it made you think; promises; close), several ways each.
_THANKS = (
    "Thank you for the conversation on {DAY}.",
    "Thanks for making the time on {DAY}, and for the straight answers.",
    "I enjoyed talking with you on {DAY}; thank you for the time.",
    "Thank you for meeting me on {DAY} and for answering so openly.",
)
_SAID = (
    "What you said about {TOPIC} has stayed with me.",
    "I keep thinking about your point on {TOPIC}.",
    "Hearing how you think about {TOPIC} was the most useful part for me.",
    "Your view of {TOPIC} was new to me, and useful.",
)
_THOUGHT = (
    "It made the role clearer to me: the work starts with ___, not with ___.",
    "If I were starting, I would first want to understand ___.",
    "It reminded me of ___ at ___, where ___.",
    "Since then I have wondered how ___ would look after a first month of ___.",
)
_CLOSE = (
    "I'd be glad to continue.",
    "Whatever you decide, I enjoyed the discussion.",
    "I look forward to hearing about next steps.",
    "It would be a pleasure to pick this up again.",
)
_OWED, _OWED_BLANK = "As promised, here is {WHAT}: ___.", "As promised: ___."
_COMING, _COMING_BLANK = (
    "Thank you as well for offering to send {WHAT}.",
    "Thank you as well for offering ___.",
)
_RECRUITER = (
    "Thank you for the call on {DAY}, and for explaining how this goes on.",
    "I have noted the dates as ___; please tell me if anything changes.",
    "I am interested in the role, above all because of ___.",
)
_GREETINGS = ("Dear", "Hello")

# A promise to send a thing, and the thing as the user wrote it.
_THING = re.compile(
    r"^(?:(?:i|he|she|they)(?:['’]ll| will) |will |to )?(?:send|share|forward)s?(?: (?:her|him|them|me|you|over))?"
    r" (?P<what>(?:a|an|the|my|some|two|three|her|his|their)\b[^.;:!?]{3,100})[.!]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Draft:
    """A note to one interviewer. `notes` are the user's lines of that talk, for the margin, not for the mail."""

    name: str
    subject: str
    body: str
    notes: tuple[str, ...] = ()
    to: str = ""

    @property
    def slug(self) -> str:
        """What its file is called after: thanks-<slug>.md."""
        return slug(self.name) or "interviewer"


def drafts(profile: Profile, brief: Brief | None, today: dt.date) -> list[Draft]:
    """Return a draft for each interviewer, then for whoever else speaks in the notes; each in words of its own."""
    people = partners(profile)
    roles = {person.name: person.role for person in profile.interviewers}
    title = profile.role.title or (brief.role.title if brief else "")
    sign = profile.candidate.name or BLANK
    made = []
    for turn, name in enumerate(people):
        mine = [n for n in profile.notes if n.mark != "~" and who(n.person, people) == name]
        sentences = _sentences(roles.get(name), mine, turn, _day(name, profile.interviews, mine, today))
        greeting = f"{_GREETINGS[turn % 2]} {first_name(name)},"
        body = f"{greeting}\n\n{' '.join(sentences)}\n\n{sign}\n"
        made.append(Draft(name, _subject(title), body, tuple(f"{n.mark or '-'} {n.text}" for n in mine)))
    return made


def _subject(title: str) -> str:
    """Return the subject, with the job as people say it: "Senior Engineer, Alerts (m/f/d)" is the Senior Engineer."""
    job = re.split(r"\s*[,(|–—]|\s-\s", title)[0].strip()
    return f"Thank you for the conversation about the {job} role" if job else "Thank you for the conversation"


def partners(profile: Profile) -> list[str]:
    """Return everybody the user talks or talked with: the interviewers, then others by the notes."""
    people = [person.name for person in profile.interviewers]
    for note in profile.notes:
        if note.person and who(note.person, people) is None:
            people.append(note.person)
    return people


def _sentences(role: Role | None, notes: Sequence[Note], turn: int, day: str) -> list[str]:
    if role == "REC":
        return [line.replace("{DAY}", day) for line in _RECRUITER]
    if not notes:
        return [_turned(_THANKS, turn).replace("{DAY}", day), _turned(_SAID, turn).replace("{TOPIC}", BLANK)]
    lines = [
        _turned(_THANKS, turn).replace("{DAY}", day),
        _turned(_SAID, turn).replace("{TOPIC}", _topic(notes)),
        _turned(_THOUGHT, turn),
        *_promises(notes),
    ]
    return [*lines, _turned(_CLOSE, turn)]


def _topic(notes: Sequence[Note]) -> str:
    """Return a topic as typed; without one the blank, beside it the user's line that is to go into it."""
    for mark in "!=":
        if typed := next((n.topic for n in notes if n.mark == mark and n.topic), None):
            return spoken(typed)
    cared = next((n.text for mark in "!=" for n in notes if n.mark == mark), None)
    return f"{BLANK} {_REMINDER}{cared.replace(']', ')')}]" if cared else BLANK


def _turned(ways: Sequence[str], turn: int) -> str:
    """Return the way of the `turn`th note; the fifth note puts the same ways together otherwise than the first."""
    again = (_THANKS, _SAID, _THOUGHT, _CLOSE).index(tuple(ways))
    return ways[(turn + again * (turn // len(ways))) % len(ways)]


def _promises(notes: Sequence[Note]) -> list[str]:
    lines = []
    for mark, told, blank in (("<", _OWED, _OWED_BLANK), (">", _COMING, _COMING_BLANK)):
        open_ones = [n for n in notes if n.mark == mark and not KEPT.search(n.text)][:1]
        for note in open_ones:
            thing = _THING.match(note.text.strip())
            what = re.sub(r"^(?:her|his|their)\b", "your", thing["what"]) if thing and mark == ">" else ""
            what = what or (thing["what"] if thing else "")
            lines.append(told.replace("{WHAT}", undated(what.strip())) if what else blank)
    return lines


def spoken(topic: str | None) -> str:
    """Return a typed topic as a sentence holds it: "night-team" becomes "the night team"."""
    plain = (topic or "").strip().lstrip("#").replace("-", " ").replace("_", " ").strip()
    if not plain:
        return BLANK
    bare_noun = plain[0].islower() and not re.match(r"(?:the|a|an|your|how|why|what|when)\b|\w+ing\b", plain)
    return f"the {plain}" if bare_noun else plain


def first_name(name: str) -> str:
    """Return how to address somebody: the first word of the name that is no title."""
    parts = [p for p in name.split() if fold(p).strip(".") not in ("dr", "prof", "mr", "ms", "mrs", "mx")]
    return parts[0] if parts else name


def _day(name: str, interviews: Sequence[Interview], notes: Sequence[Note], today: dt.date) -> str:
    """Return the day of the last talk with somebody, by the appointments, then by the notes; else a blank.

    It is a weekday as long as that can only be the last one, then the date.
    """
    planned = [i.at.date() for i in interviews if i.at and who(name, i.interviewers)]
    past = [day for day in planned if day <= today]
    days = past or [n.date for n in notes if n.date and n.date <= today and (not planned or _of_a_talk(n, today))]
    if not days:
        return BLANK
    last = max(days)
    return f"{last:%A}" if (today - last).days <= _WEEKDAY_TELLS else f"{last.day} {last:%B}"


def _of_a_talk(note: Note, today: dt.date) -> bool:
    """Tell whether a note made before the first appointment is of a talk: its heading names one, of an earlier day."""
    return bool(note.round) and not (note.date and note.date >= today)


def ahead(name: str, profile: Profile, now: dt.datetime) -> dt.datetime | None:
    """Return when the first talk with somebody begins, when it has not begun and no note tells of an earlier one."""
    people = partners(profile)
    if any(who(n.person, people) == name and not (n.date and n.date > now.date()) for n in profile.notes):
        return None
    return planned(name, profile, now)


def planned(name: str, profile: Profile, now: dt.datetime) -> dt.datetime | None:
    """Return when the first appointment with somebody begins, when it has not begun; else None."""
    dates = [i.at for i in profile.interviews if i.at is not None and who(name, i.interviewers)]
    return min(dates) if dates and min(dates) > now else None


# --- what a draft still lacks -----------------------------------------------------------------------------------


def lint(draft: Draft, notes: Sequence[Note], people: Sequence[str], others: Sequence[Draft] = ()) -> list[str]:
    """Return what keeps a draft from being ready, in sentences; nothing when it is.

    `notes` are all of the user's, `people` the names of all interviewers, `others` the drafts to them.
    """
    text = f"{draft.subject}\n{draft.body}"
    found = []
    if blanks := len(re.findall(r"_{2,}", text)):
        found.append(f"{blanks} blank{'' if blanks == 1 else 's'} to fill")
    if _REMINDER in text:
        found.append("your own note stands in brackets; say it in your words")
    opening = re.match(r"\s*\w+[ ,]+(?P<name>[^\s,!:]+)", draft.body)
    if opening is None or bare(opening["name"]) != bare(first_name(draft.name)):
        found.append(f"it does not open with the name {first_name(draft.name)}")
    if (count := len(words(draft.body))) >= LONGEST:
        found.append(f"{count} words; stay under {LONGEST}")
    if text.count("!") > 1:
        found.append("more than one exclamation mark")
    found += _told(text, draft.name, notes, people)
    found += [
        f"much the same words as the note to {other.name}" for other in others
        if other.name != draft.name and overlap(draft.body, other.body) >= MOST_OVERLAP
    ]  # fmt: skip
    return found


def _told(text: str, name: str, notes: Sequence[Note], people: Sequence[str]) -> list[str]:
    """Return what the text tells that it may not: private lines, and what somebody else said."""
    said = _grams(text, _TELLING)
    own = {fold(n.text) for n in notes if who(n.person, people) == name and n.mark != "~"}
    own_topics = {
        bare(n.topic).replace("-", " ") for n in notes if n.topic and who(n.person, people) == name and n.mark != "~"
    }
    found = []
    for note in notes:
        private = note.mark == "~"
        elsewhere = note.person is not None and who(note.person, people) != name and fold(note.text) not in own
        if not private and not elsewhere:
            continue
        # The few words of a short note count as a whole.
        tell = _grams(note.text, _TELLING) or {tuple(bare(w) for w in words(note.text))}
        topic = bare(note.topic or "").replace("-", " ")
        named = topic not in own_topics and (len(topic) > 6 or " " in topic) and topic in bare(text)
        if said & tell - {()} or named:
            found.append("a private line (~) is in it" if private else f"something that {note.person} said is in it")
    return list(dict.fromkeys(found))


def overlap(one: str, other: str) -> float:
    """Return the share of five-word runs that two texts have in common, of the shorter one's; blanks left out."""
    a, b = _grams(one, _GRAM), _grams(other, _GRAM)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _grams(text: str, size: int) -> set[tuple[str, ...]]:
    said = [bare(w) for w in words(text)]
    return {tuple(said[i : i + size]) for i in range(len(said) - size + 1)}


# --- the file ---------------------------------------------------------------------------------------------------


def as_file(draft: Draft) -> str:
    """Return the text of thanks-<slug>.md: the mail, then, below a rule, the user's notes of that talk."""
    margin = "".join(f"{line}\n" for line in draft.notes) or "(no notes of this talk: `research note` adds some)\n"
    mail = f"To: {draft.to or BLANK}\nSubject: {draft.subject}\n\n{draft.body}\n---\n"
    return f"{mail}\nNot part of the mail. Your notes of the talk with {draft.name}:\n\n{margin}\n{_seal(mail)}\n"


def untouched(text: str) -> bool:
    """Tell whether the mail in a file still is as this program wrote it, so that newer notes may replace it."""
    mail, rule, _ = text.partition("\n---\n")
    return bool(rule) and _seal(mail + rule) in text


def _seal(mail: str) -> str:
    digest = hashlib.sha256(mail.encode()).hexdigest()[:12]
    return f"<!-- draft {digest}: as long as you change nothing above the rule, new notes make a new draft -->"


def from_file(text: str, draft: Draft) -> Draft:
    """Return the draft as the user has edited it in its file; what the file lacks is taken from `draft`."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if line.strip() == "---"), len(lines))
    to, subject, start = "", draft.subject, 0
    for at, line in enumerate(lines[:end]):
        key, colon, value = line.partition(":")
        if not colon or fold(key) not in ("to", "subject"):
            start = at
            break
        to, subject = (value.strip(), subject) if fold(key) == "to" else (to, value.strip())
    body = "\n".join(lines[start:end]).strip() + "\n"
    address = re.fullmatch(r"[^\s@<>,;:&?]{1,64}@[\w.-]{3,200}", to)
    return Draft(draft.name, subject, body, draft.notes, to if address else "")
