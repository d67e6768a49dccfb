"""The site of `history` visited again and again by the real refresh, on the real collector, reader and store."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from watching import Silent

from research.following import reader_of
from research.models import Brief, CompanyEntry, Document, Interview, InterviewerEntry, Profile, RoleEntry
from research.pipeline import Options
from research.refreshing import refresh
from research.store import Store


def profile(folder: Path, site: str) -> Profile:
    """Return a profile with one interviewer, for the site of `history`."""
    return Profile(
        slug="holm-pumps",
        folder=folder,
        company=CompanyEntry(name="Holm Pumps", site=site),
        role=RoleEntry(title="Process Engineer", posting=f"{site}/jobs/process-engineer"),
        interviewers=(InterviewerEntry(name="Jonas Kragh", role="HM"),),
        interviews=(Interview(at=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), interviewers=("Jonas Kragh",)),),
    )


@dataclass
class Refresher:
    """Visits the site again and again; `briefs` are what each visit gave, `remarks` what the last one said."""

    profile: Profile
    store: Store
    briefs: list[Brief] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def visit(self, now: dt.datetime) -> Brief:
        """Refresh at this time; returns and keeps the brief."""
        watch = Silent()
        options = Options(fresh=dt.timedelta(0), browser=False)
        done = asyncio.run(refresh(self.profile, self.store, now=lambda: now, options=options, watch=watch))
        self.remarks = [said for said in watch.remarks if "capture" in said or "gone" in said]
        self.briefs.append(done.brief)
        return done.brief

    def document(self, sha256: str) -> Document | None:
        """Return the Document of a capture."""
        return reader_of(self.store)(sha256)
