"""Who stands in an invitation: the people to meet, and whose addresses they write from. A leaf.

The candidate is among the attendees, usually with a private mailbox; rooms, shared mailboxes and the services that send
invitations in a company's name are nobody. Nobody is made of an address alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from research.models import InterviewerEntry
from research.text import bare, clean, fold

_MOST_PEOPLE = 20
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_PRIVATE = frozenset(
    "gmail googlemail outlook hotmail live msn yahoo ymail icloud me mac aol gmx web proton protonmail pm fastmail hey"
    " mail posteo mailbox tutanota tuta zoho yandex rambler qq 163 126 sina naver daum rediffmail orange wanadoo free"
    " laposte sfr bluewin t-online freenet arcor libero virgilio tin ziggo kpnmail xs4all telenet skynet seznam wp onet"
    " interia bk btinternet sky talktalk comcast verizon att cox bellsouth rogers shaw bigpond optusnet terra"
    " uol".split()
)
"""Providers of private mailboxes, by the name before their top-level domain."""
_SERVICE = frozenset(
    "calendly greenhouse greenhouse-mail lever ashbyhq goodtime workable workablemail smartrecruiters teamtailor"
    " teamtailor-mail recruitee recruiteemail personio myworkday myworkdayjobs icims taleo successfactors jobvite"
    " bamboohr breezy breezyhr jazzhr pinpointhq comeet rippling gem modernloop cronofy savvycal hireflix hirevue"
    " doodle cal onmicrosoft microsoftonline indeedemail otta".split()
)
"""Services that send invitations in a company's name."""
_BOTH = frozenset("google microsoft apple zoom webex linkedin indeed xing".split())
"""Houses whose calendars write for others, and whose people write for themselves: only the people count."""
_SHARED = re.compile(
    r"(?:no-?reply|do-?not-?reply|recruit\w*|talent\w*|careers?|jobs?|hr|people|hiring|calendar|scheduling|bookings?"
    r"|interviews?|events?|notifications?|info|team|office|reception|hello|contact|bewerbung|karriere|personal)(?:[._+-].*)?"
)
_NO_PERSON = re.compile(
    r"\b(?:recruiting|recruitment|scheduling|scheduler|calendar|talent|careers|hiring|interviews?|team|room|notifications?"
    r"|bookings?|reception|hr|human resources|people ops|people operations)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guest:
    """A person of an invitation: name as spoken, the host of the address ("" for a private mailbox), who invites."""

    name: str
    host: str
    invites: bool


def guests(event: Any) -> list[Guest]:
    """Return attendees, then the organiser, each person once, without rooms, services and private mailboxes."""
    found: dict[str, Guest] = {}
    for entry, invites in _entries(event):
        name, host = _name(entry), host_of(entry)
        kind = str(getattr(entry, "params", {}).get("CUTYPE", "INDIVIDUAL")).upper()
        if kind in ("INDIVIDUAL", "") and host and name and not _own_mailbox(name, host):
            known = found.get(fold(name))
            found[fold(name)] = Guest(name, host, invites or (known is not None and known.invites))
    return list(found.values())


def people(met: Iterable[Guest]) -> tuple[InterviewerEntry, ...]:
    """Return whom the candidate meets; who invites to people of one other firm is a recruiter."""
    met = list(met)
    hosts = {guest.host for guest in met if not guest.invites}
    return tuple(
        InterviewerEntry(name=g.name, role="REC" if g.invites and hosts and not _kin(g.host, hosts) else None)
        for g in met
    )


def hosts(event: Any) -> tuple[str, ...]:
    """Return the hosts of the addresses, without private mailboxes and services, the most frequent first."""
    ordered = sorted(_entries(event), key=lambda pair: not pair[1])
    told = [(_name(entry), host_of(entry)) for entry, _ in ordered]
    counted = Counter(
        host for name, host in told if host and not _own_mailbox(name, host) and (name or _house(host) not in _BOTH)
    )
    return tuple(host for host, _ in counted.most_common())


def host_of(entry: Any) -> str:
    """Return the host of a mail address, "" for none, a private mailbox's and a service's."""
    local, at, host = str(entry).strip().lower().removeprefix("mailto:").rpartition("@")
    if not at or not local or not _HOST.fullmatch(host):
        return ""
    house = _house(host)
    machine = house in _BOTH and host.count(".") > 1  # group.calendar.google.com
    return "" if machine or house in _SERVICE | _PRIVATE else host


def _house(host: str) -> str:
    """Return the name before the top-level domain: "acme" for mail.acme.example and acme.co.uk."""
    labels = host.split(".")
    return labels[-3] if len(labels) > 2 and labels[-2] in ("co", "com", "org", "net", "ac", "gov") else labels[-2]


def _entries(event: Any) -> list[tuple[Any, bool]]:
    """Return (address, whether it is the organiser's) of everybody."""
    listed = [(a, False) for a in _listed(event.get("ATTENDEE"))] + [(o, True) for o in _listed(event.get("ORGANIZER"))]
    return listed[:_MOST_PEOPLE]


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _name(entry: Any) -> str:
    """Return the name of a person as spoken, "" for what is none: one word, an address, a shared mailbox."""
    name = clean(str(getattr(entry, "params", {}).get("CN", "")))[:100].strip("\"' ")
    local = str(entry).strip().lower().removeprefix("mailto:").rpartition("@")[0]
    if "@" in name or len(name.split()) < 2 or _NO_PERSON.search(name) or _SHARED.fullmatch(local):
        return ""
    turned = re.fullmatch(r"([^,]+), ([^,]+)", name)  # "Reyes, Dana", as Outlook writes
    return f"{turned[2]} {turned[1]}" if turned else name


def _own_mailbox(name: str, host: str) -> bool:
    """Tell whether somebody writes from a domain of their own name (maya@lindgren.example)."""
    labels = {part for label in host.split(".")[:-1] for part in label.split("-")}
    return any(len(part) > 2 and part in labels for part in bare(name).split()[1:])


def _kin(host: str, others: Iterable[str]) -> bool:
    """Tell whether a host is of the house of one of the others: acme.de beside mail.acme.example."""
    return any(_house(host) == _house(other) for other in others)
