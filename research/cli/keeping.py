"""What the user keeps beside the brief, before and after one is made: ticks and corrections. Part of the CLI."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from research.cli.shared import now
from research.errors import StoreError

if TYPE_CHECKING:
    from research.models import Brief, Document, Page, Profile
    from research.store import Store


def with_ticks(profile: Profile, store: Store) -> Profile:
    """Return the profile with its covered questions, boxes ticked or emptied by hand in brief.md included."""
    read_boxes(profile, store)
    covered = tuple(tick.question for tick in store.ticks())
    return profile.model_copy(update={"covered": covered, "struck": tuple(_corrections(profile).splitlines())})


def _corrections(profile: Profile) -> str:
    from research.corrections import FILE
    from research.given import decoded, read_regular

    try:
        return decoded(read_regular(profile.folder / FILE, 1_000_000))
    except (OSError, ValueError):
        return ""  # none, or none that can be read


def read_boxes(profile: Profile, store: Store) -> None:
    """Bring the ticks of the store in line with the boxes of brief.md, where it still is the last brief."""
    from research.given import read_regular

    try:
        last = store.last_brief()
        text = read_regular(profile.folder / "brief.md", 5_000_000).decode("utf-8", "replace")
    except (StoreError, OSError, ValueError):
        return  # no brief, or none that can be read: nobody ticked anything in it
    if last is None:
        return
    from research.coverage import Tick, boxes

    known = {tick.question.text for tick in store.ticks()}
    found = boxes(text, last.questions)
    by_id = {q.id: q for q in last.questions}
    new = [by_id[i] for i, ticked in found.items() if ticked and by_id[i].text not in known]
    if new:
        store.save_ticks([Tick(question=q.model_copy(update={"state": "covered"}), at=now()) for q in new])
    store.drop_ticks([by_id[i].text for i, ticked in found.items() if not ticked and by_id[i].text in known])


def publisher(profile: Profile, store: Store, target: Path | None) -> Callable[[Brief], Brief]:
    """Return what corrects a brief as the user has and writes it to `target` as Markdown (None: does not write it)."""
    from research.render.markdown import markdown
    from research.store import write_text

    def publish(made: Brief) -> Brief:
        better = with_corrections(made, profile, store)
        if target is not None:
            write_text(target, markdown(better))
        return better

    return publish


def with_corrections(made: Brief, profile: Profile, store: Store) -> Brief:
    """Return the brief as the user has corrected it, kept in the store with what it cites."""
    from research import corrections

    page, document = corrections_file(profile)
    better = corrections.corrected(made, corrections.parse(_corrections(profile)), document)
    if better != made:
        store.save_pages([page] if page else [], [], now())
        store.amend_brief(better)
    return better


def corrections_file(profile: Profile) -> tuple[Page | None, Document | None]:
    """Return corrections.md as a Page and read; (None, None) when there is none that can be read."""
    from research.collect.files import read_file
    from research.corrections import FILE
    from research.extract.document import read
    from research.models import Page

    if not (profile.folder / FILE).is_file():
        return None, None
    page = read_file(profile.folder / FILE, kind="other", fetched_at=now())
    return (page, read(page)) if isinstance(page, Page) else (None, None)
