"""Whatever happens to the process, the disk or the store: the brief stays whole, the store opens, one line says why."""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import all_is_well, brief, healthy, profile, research
from hostile_server import Handler, Hit, HostileServer, always, answer

from research.store import _STEPS, SCHEMA_VERSION, Store


def later(seconds: float, body: str) -> Handler:
    """Answer after a while."""

    async def handler(server: HostileServer, hit: Hit, writer: Any) -> None:
        await asyncio.sleep(seconds)
        await always(answer(body.encode()))(server, hit, writer)

    return handler


async def started(folder: Path, *args: str, **more: Any) -> asyncio.subprocess.Process:
    """The brief command, running."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "research", "brief", "acme-kites", *args, cwd=folder, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def sound(folder: Path) -> bool:
    """Whether SQLite finds nothing wrong with the store."""
    db = sqlite3.connect(folder / "research.sqlite")
    verdict: str = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    return verdict == "ok"


async def kill_many(folder: Path, base: str, times: int, seed: int) -> None:
    """Kill a refreshing run `times` times at random instants; after each the brief is whole and the store opens."""
    profile_folder = await profile(folder, base)
    all_is_well(await brief(folder, "--no-browser"))
    chance = random.Random(seed)
    for _ in range(times):
        process = await started(folder, "--no-browser", "--fresh")
        await asyncio.sleep(chance.uniform(0.05, 1.6))
        if process.returncode is None:
            process.kill()
        await process.wait()
        text = (profile_folder / "brief.md").read_text("utf-8")
        assert text.startswith("# Acme Kites")
        assert text.endswith("\n")
        assert "## Sources" in text
        assert sound(profile_folder)
    all_is_well(await brief(folder, "--no-browser"))


async def test_a_run_killed_at_any_instant_leaves_brief_and_store_whole(tmp_path: Path) -> None:
    """kill -9 six times; `python tests/test_state.py 200` does it as often as wanted."""
    async with HostileServer() as site:
        healthy(site)
        await kill_many(tmp_path, site.base, times=6, seed=1)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("after", [0.3, 0.9, 2.5])
async def test_a_signal_ends_the_run_within_five_seconds(
    tmp_path: Path, browser_path: str, number: int, status: int, after: float
) -> None:
    """130 and 143, no traceback, no browser left behind."""
    shell = "<title>x</title><div id=root></div><script>while(true){}</script>"
    async with HostileServer() as site:
        healthy(site, careers=shell)
        await profile(tmp_path, site.base, "/careers")
        process = await started(tmp_path, env={**os.environ, "RESEARCH_BROWSER": browser_path})
        await asyncio.sleep(after)
        process.send_signal(number)
        _, err = await asyncio.wait_for(process.communicate(), 5)
        await asyncio.sleep(0.3)
    assert process.returncode == status
    assert b"Traceback" not in err
    assert not _alive(process.pid)


def _alive(session: int) -> list[str]:
    """Processes of a session that still run (where /proc tells)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = entry.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of) == session and state != "Z":
            found.append(entry.parent.name)
    return found


async def test_a_second_run_waits_or_says_who_is_writing(tmp_path: Path) -> None:
    """Never "database is locked"; both end well, or the second names the first."""
    async with HostileServer() as site:
        healthy(site)
        site.routes["/about"] = later(1.5, "<title>About</title><h1>About us</h1><p>Founded in 1999 in Oslo.</p>")
        await profile(tmp_path, site.base)
        first = await started(tmp_path, "--no-browser")
        await asyncio.sleep(0.8)
        second = await research("brief", "acme-kites", "--no-browser", cwd=tmp_path)
        _, err = await first.communicate()
    assert first.returncode == 0
    assert b"locked" not in err + second.err.encode()
    assert second.status == 0 or f"pid {first.pid}" in second.one_line()


@pytest.mark.parametrize("limit", [0, 20_000])
async def test_a_full_disk_is_named_and_the_brief_stays(tmp_path: Path, limit: int) -> None:
    """Files may not grow: exit 5, the path and the cause, the earlier brief untouched."""
    async with HostileServer() as site:
        healthy(site)
        folder = await profile(tmp_path, site.base)
        all_is_well(await brief(tmp_path, "--no-browser"))
        before = (folder / "brief.md").read_bytes()
        ran, _, _ = await brief(
            tmp_path, "--no-browser", "--fresh", env={"PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )  # fmt: skip
    assert ran.status == 5
    assert "acme-kites" in ran.one_line()
    assert (folder / "brief.md").read_bytes() == before
    assert sound(folder)


async def test_a_damaged_store_is_set_aside_and_what_can_be_read_is_kept(tmp_path: Path) -> None:
    """Text, zeros, a cut and noise: reading says so with 5; the next brief names the file that it set aside."""
    async with HostileServer() as site:
        healthy(site)
        folder = await profile(tmp_path, site.base)
        all_is_well(await brief(tmp_path, "--no-browser"))
        store = folder / "research.sqlite"
        whole = store.read_bytes()
        noise = random.Random(1).randbytes(len(whole) - 4096)
        for bad in (b"hello" * 999, bytes(len(whole)), whole[: len(whole) // 2], whole[:4096] + noise):
            store.write_bytes(bad)
            for beside in folder.glob("research.sqlite-*"):
                beside.unlink()
            read = await research("questions", "acme-kites", cwd=tmp_path)
            assert read.status == 5
            assert "damaged" in read.one_line()
            made = await brief(tmp_path, "--no-browser")
            all_is_well(made)
            assert "research.sqlite.damaged-" in made[0].err
            assert bad in [p.read_bytes() for p in folder.glob("research.sqlite.damaged-????-??-??*")]
            assert sound(folder)


async def test_captures_are_recovered_from_a_damaged_store(tmp_path: Path) -> None:
    """One broken page of the file costs the captures on it, not the others."""
    async with HostileServer() as site:
        healthy(site)
        folder = await profile(tmp_path, site.base)
        all_is_well(await brief(tmp_path, "--no-browser"))
        store = folder / "research.sqlite"
        db = sqlite3.connect(store)
        root, size = db.execute("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master"
                                " WHERE name = 'briefs'").fetchone()  # fmt: skip
        db.close()
        with store.open("r+b") as file:
            file.seek((root - 1) * size)
            file.write(b"\xff" * size)
        with Store(folder) as mended:
            assert len(mended.remarks) == 1
            assert mended.latest(f"{site.base}/about") is not None


async def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """Exit 5 with the version; the file is as it was, and so is the brief."""
    async with HostileServer() as site:
        healthy(site)
        folder = await profile(tmp_path, site.base)
        all_is_well(await brief(tmp_path, "--no-browser"))
        db = sqlite3.connect(folder / "research.sqlite")
        db.execute("PRAGMA user_version = 99")
        db.close()
        before = (folder / "research.sqlite").read_bytes(), (folder / "brief.md").read_bytes()
        ran, _, _ = await brief(tmp_path, "--no-browser")
    assert ran.status == 5
    assert "schema 99" in ran.one_line()
    assert ((folder / "research.sqlite").read_bytes(), (folder / "brief.md").read_bytes()) == before


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
async def test_a_store_of_every_earlier_version_is_brought_up_with_what_it_holds(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, version: int
) -> None:
    """Its captures and briefs are there, what later versions added is empty, and the file is sound."""
    folder = shutil.copytree(await _example(tmp_path_factory) / "profiles" / "acme-kites", tmp_path / "acme-kites")
    db = sqlite3.connect(folder / "research.sqlite")
    later = "".join(step for number, step in _STEPS.items() if number > version)
    for kind, name in re.findall(r"CREATE (TRIGGER|TABLE) (\w+)", later)[::-1]:
        db.execute(f"DROP {kind} {name}")
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    urls = [url for (url,) in db.execute("SELECT DISTINCT url FROM pages")]
    db.close()
    for write in (False, True, False):
        with Store(folder, write=write) as store:
            assert all(store.latest(url) is not None for url in urls)
            assert store.last_brief() is not None
            assert store.recall("inputs") == ""
    assert len(urls) >= 3
    assert sound(folder)


async def test_a_store_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """A pipe in its place neither blocks nor is written to."""
    folder = await profile(tmp_path, "http://127.0.0.1:1")
    os.mkfifo(folder / "research.sqlite")
    ran = await research("brief", "acme-kites", cwd=tmp_path, seconds=10)
    assert ran.status == 5
    assert "not a regular file" in ran.one_line()


async def test_a_site_that_went_down_leaves_what_was_read(tmp_path: Path) -> None:
    """The earlier captures stand in; what was known stays in the brief."""
    async with HostileServer() as site:
        healthy(site)
        folder = await profile(tmp_path, site.base)
        all_is_well(await brief(tmp_path, "--no-browser"))
    ran, _, text = await brief(tmp_path, "--no-browser", "--fresh")
    assert ran.status in (0, 4)
    assert "1999" in text
    refreshed = await research("refresh", "acme-kites", "--no-browser", cwd=tmp_path)
    assert "nothing changed, but no page could be checked: all is as of " in refreshed.out
    assert sound(folder)


async def test_captures_from_the_future_are_asked_for_again(tmp_path: Path) -> None:
    """The clock was put back: nothing is fresh for ever, no age is negative."""
    async with HostileServer() as site:
        healthy(site)
        folder = await profile(tmp_path, site.base)
        all_is_well(await brief(tmp_path, "--no-browser"))
        db = sqlite3.connect(folder / "research.sqlite")
        db.execute("UPDATE pages SET fetched_at = '2099-01-01T00:00:00+00:00'")
        db.commit()
        db.close()
        before = site.count("/about")
        all_is_well(await brief(tmp_path, "--no-browser"))
        assert site.count("/about") == before + 1
    listed = await research("list", cwd=tmp_path)
    assert listed.status == 0
    assert "-" not in listed.out.rpartition("old")[0].rpartition(" ")[2]


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("brief acme-kites --offline >&-", 0), ("brief acme-kites --offline 2>&-", 0),
        ("brief acme-kites --offline <&- >&- 2>&-", 0), ("export acme-kites | head -c 5", 0),
        ("export acme-kites > /dev/full", 5), ("brief acme-kites --offline -o /dev/null", 0),
    ],
)  # fmt: skip
async def test_streams_that_are_closed_or_full_end_quietly(
    tmp_path_factory: pytest.TempPathFactory, command: str, status: int
) -> None:
    """No traceback, no "Exception ignored"; devices are written to, never replaced."""
    example = await _example(tmp_path_factory)
    done = _done(["/bin/sh", "-c", f"{sys.executable} -m research {command}"], example, dict(os.environ))
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116 - a Path would be asked off the loop


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"TZ": "No/Where"},
    ],
)
async def test_no_home_and_any_locale_will_do(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> None:
    """Without HOME, with an ASCII locale or an unknown time zone the answers are the same."""
    example = await _example(tmp_path_factory)
    for args in ("brief acme-kites --offline -o -", "export acme-kites", "questions acme-kites", "show acme-kites"):
        given = {"PATH": os.environ["PATH"], **env}
        done = _done([sys.executable, "-m", "research", *args.split()], example, given)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr


def _done(command: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=30)


_made: dict[str, Path] = {}


async def _example(factory: pytest.TempPathFactory) -> Path:
    """A folder with a brief that was made once."""
    if "folder" not in _made:
        folder = factory.mktemp("example")
        async with HostileServer() as site:
            healthy(site)
            await profile(folder, site.base)
            all_is_well(await brief(folder, "--no-browser"))
        _made["folder"] = folder
    return _made["folder"]


async def _by_hand(times: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        async with HostileServer() as site:
            healthy(site)
            await kill_many(Path(folder), site.base, times=times, seed=7)
    sys.stdout.write(f"{times} runs killed, nothing lost\n")


if __name__ == "__main__":
    asyncio.run(_by_hand(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
