"""A brief that follows another, whichever command writes it: numbers, ticks and what changed."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from briefs import EXAMPLE
from watching import Silent

from research.cli.keeping import publisher, with_ticks
from research.models import Brief
from research.pipeline import Options, as_it_is, build
from research.profiles import load
from research.refreshing import refresh
from research.store import Store

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, without a brief."""
    folder = tmp_path / "profiles" / "acme-corp"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    return folder


async def made(folder: Path, how: str = "brief", at: dt.datetime = NOW, *, dies: bool = False) -> Brief:
    """Make the brief as the command does; one that dies does so after the store has it, before brief.md is written."""

    def die(brief: Brief) -> Brief:
        raise KeyboardInterrupt

    with Store(folder) as store:
        profile = with_ticks(load(folder, at), store)
        publish = die if dies else publisher(profile, store, folder / "brief.md")
        if how == "brief":
            return await build(profile, store, now=lambda: at, options=Options(), watch=Silent(), publish=publish)
        done = await refresh(profile, store, now=lambda: at, options=Options(), watch=Silent(), publish=publish)
        return done.brief


def numbers(brief: Brief) -> dict[str, str]:
    """Return {text: number} of the questions that still stand."""
    return {q.text: q.id for q in brief.questions if q.state in ("new", "good", "covered")}


def more(folder: Path, line: str) -> None:
    """Add a line to the end of the posting."""
    posting = folder / "posting.md"
    posting.write_text(f"{posting.read_text('utf-8')}{line}\n", "utf-8")


@pytest.mark.parametrize("how", ["brief", "refresh"])
async def test_numbers_and_ticks_stay_whichever_command_writes_the_next_brief(folder: Path, how: str) -> None:
    """A box ticked by hand, a posting with one more line: no number moves, the tick stays, no number is given twice."""
    first = await made(folder)
    ticked = first.questions[2]
    text = (folder / "brief.md").read_text("utf-8")
    (folder / "brief.md").write_text(text.replace(f"{ticked.id[1:]}. [ ]", f"{ticked.id[1:]}. [x]", 1), "utf-8")
    more(folder, "- Visit a customer once a month")
    second = await made(folder, how, LATER)
    kept = numbers(first).keys() & numbers(second).keys()
    assert len(kept) >= 8
    assert {t: numbers(first)[t] for t in kept} == {t: numbers(second)[t] for t in kept}
    assert [(q.text, q.state) for q in second.questions if q.id == ticked.id] == [(ticked.text, "covered")]
    assert len({q.id for q in second.questions}) == len(second.questions)
    fresh = {q.id for q in second.questions if q.state == "new"}
    assert fresh
    assert not fresh & {q.id for q in first.questions}
    assert f"{ticked.id[1:]}. [x]" in (folder / "brief.md").read_text("utf-8")


async def test_a_box_emptied_by_hand_opens_the_question_again_under_its_number(folder: Path) -> None:
    first = await made(folder)
    number = first.questions[0].id
    for box, state in (("x", "covered"), (" ", "good")):
        text = re.sub(rf"(?m)^{number[1:]}\. \[.\]", f"{number[1:]}. [{box}]", (folder / "brief.md").read_text("utf-8"))
        (folder / "brief.md").write_text(text, "utf-8")
        found = await made(folder)
        assert [(q.text, q.state) for q in found.questions if q.id == number] == [(first.questions[0].text, state)]


async def test_what_one_brief_told_stays_for_two_weeks_in_those_that_follow(folder: Path) -> None:
    """Whoever reads only the last brief before the day finds what the one of two days ago told, under its own title."""
    await made(folder)
    more(folder, "- Visit a customer once a month")
    told = (await made(folder, "refresh", LATER)).changes
    assert [c.what for c in told] == ["nice-to-have added"]
    for how, at in (("refresh", LATER), ("brief", LATER + dt.timedelta(days=2))):
        quiet = await made(folder, how, at)
        assert (quiet.changes, quiet.earlier) == ((), told)
        assert "What changed in the last two weeks" in (folder / "brief.md").read_text("utf-8")
    assert (await made(folder, "refresh", LATER + dt.timedelta(days=15))).earlier == ()


@pytest.mark.parametrize("how", ["brief", "refresh"])
async def test_a_brief_that_never_reached_the_user_told_nothing(folder: Path, how: str) -> None:
    """A run that ends after the store has the brief and before brief.md is written: the next one tells it all again."""
    await made(folder)
    before = (folder / "brief.md").read_bytes()
    more(folder, "- Visit a customer once a month")
    with pytest.raises(KeyboardInterrupt):
        await made(folder, how, LATER, dies=True)
    assert (folder / "brief.md").read_bytes() == before
    again = await made(folder, how, LATER)
    with Store(folder, write=False) as store:
        assert len(store.briefs()) == 2
    twin = folder.with_name("twin")
    shutil.copytree(EXAMPLE, twin, ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    await made(twin)
    more(twin, "- Visit a customer once a month")
    never = await made(twin, how, LATER)
    assert [c.what for c in again.changes] == ["nice-to-have added"]
    assert again.model_copy(update={"profile": never.profile}) == never


async def test_another_site_under_the_same_profile_is_not_compared(folder: Path) -> None:
    """Its questions get numbers that were never given."""
    first = await made(folder)
    toml = folder / "profile.toml"
    toml.write_text(toml.read_text("utf-8").replace("www.acme-corp.example", "www.acme-other.example"), "utf-8")
    with Store(folder) as store:
        profile = load(folder, LATER)
        second = await build(
            profile, store, now=lambda: LATER, options=Options(), watch=Silent(), publish=as_it_is
        )  # fmt: skip
    assert second.changes == ()
    assert not {q.id for q in first.questions} & {q.id for q in second.questions}
