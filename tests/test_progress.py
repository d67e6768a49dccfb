"""How a run is told: a bar on a terminal, clean when piped, whole after Ctrl-C, seen through real processes."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from commands import page, research
from conftest import Answer, Asked, Server

SLOW_S = 0.3
NAMES = ("about", "team", "careers", "values", "blog", "product", "customers", "press", "contact", "jobs")


def slow_site(serve: Server) -> None:
    """A site of eleven pages that takes its time, one page that robots.txt forbids and one that is not there."""
    nav = "".join(f"<a href='/{name}'>{name}</a>" for name in (*NAMES, "secret", "gone"))

    def route(name: str):  # type: ignore[no-untyped-def]
        def answer(_: Asked) -> Answer:
            time.sleep(SLOW_S * (1 + ([*NAMES].index(name) if name in NAMES else 0)))
            return 200, {}, page(f"{name.title()} of Slow Kites", f"<h1>{name.title()}</h1><p>All of {name}.</p>{nav}")

        return answer

    serve.routes |= {f"/{name}": route(name) for name in NAMES} | {"/": route("home")}
    serve.routes["/robots.txt"] = (200, {"content-type": "text/plain"}, "User-agent: *\nDisallow: /secret\n")


def on_a_terminal(*args: str, cwd: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start the command with a terminal of 80 columns; returns the process and the terminal's other end."""
    mine, its = pty.openpty()
    env = {**os.environ, "COLUMNS": "80", "TERM": "xterm", "HOME": str(cwd)}
    process = subprocess.Popen([sys.executable, "-m", "research", *args], cwd=cwd, stdout=its, stderr=its, env=env)
    os.close(its)
    return process, mine


def heard(mine: int, until: bytes = b"", seconds: float = 60) -> str:
    """What the terminal was told, until `until` was, or the end."""
    got = b""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not (until and until in got):
        try:
            piece = os.read(mine, 65536)
        except OSError:  # Linux says EIO when the other side is closed
            break
        if not piece:
            break
        got += piece
    return got.decode("utf-8", "replace")


async def test_a_terminal_shows_pages_and_what_was_not_read_with_its_reasons(tmp_path: Path, serve: Server) -> None:
    """The bar counts pages read and not, names the last, fits 80 columns, and is gone at the end."""
    slow_site(serve)
    assert (await research("new", "Slow Kites", "--site", serve.url, cwd=tmp_path)).status == 0
    process, mine = on_a_terminal("slow-kites", "--no-browser", cwd=tmp_path)
    told = heard(mine)
    assert process.wait(60) == 0, told
    os.close(mine)
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", told))
    bars = [line for line in lines if re.search(r"\d+ read, \d+ not", line)]
    assert len(bars) >= 3
    assert any(re.search(r"\d+/\d+ [1-9]\d* read, \d+ not  /\w+", line) for line in bars)
    assert all(len(line) <= 80 for line in lines if str(tmp_path) not in line)
    assert re.search(r"11 pages, 2 not read \(1 \w[\w ]+, 1 \w[\w ]+\), \d+ questions?, \d+\.\d s", " ".join(lines))


async def test_a_pipe_gets_lines_and_nothing_of_a_bar(tmp_path: Path, serve: Server) -> None:
    """-v is a line a page with its seconds; without it one line; with -q nothing; stdout holds the brief alone."""
    slow_site(serve)
    assert (await research("new", "Slow Kites", "--site", serve.url, cwd=tmp_path)).status == 0
    told = await research("slow-kites", "--no-browser", "-v", cwd=tmp_path)
    assert told.out == ""
    assert re.search(rf"^ +\d+\.\d s  {re.escape(serve.url)}/about  http$", told.err, re.M)
    assert re.search(rf"^ +\d+\.\d s  {re.escape(serve.url)}/gone  not read: ", told.err, re.M)
    assert re.search(rf"^ +\d+\.\d s  {re.escape(serve.url)}/secret  not read: .*robots\.txt", told.err, re.M)
    quiet = await research("slow-kites", "-q", "-o", "-", cwd=tmp_path)
    assert quiet.err == ""
    assert quiet.out.startswith("# Slow Kites\n")
    assert "\x1b" not in told.err + quiet.out


async def test_after_ctrl_c_the_same_command_goes_on(tmp_path: Path, serve: Server) -> None:
    """130 and one sentence; what was read by then is not asked for again."""
    slow_site(serve)
    assert (await research("new", "Slow Kites", "--site", serve.url, cwd=tmp_path)).status == 0
    process, mine = on_a_terminal("slow-kites", "--no-browser", cwd=tmp_path)
    heard(mine, b"4 read")
    process.send_signal(signal.SIGINT)
    told = heard(mine)
    assert process.wait(20) == 130, told
    with contextlib.suppress(OSError):
        os.close(mine)
    assert "interrupted" in told
    assert "Run the same command to go on" in " ".join(told.split())
    assert "Traceback" not in told
    assert not (tmp_path / "profiles" / "slow-kites" / "brief.md").exists()
    first = {asked for asked in serve.paths() if asked.strip("/") in ("", *NAMES)}
    assert len(first) >= 4
    serve.log.clear()
    again = await research("slow-kites", "--no-browser", cwd=tmp_path)
    assert again.status == 0, again.err
    assert "11 pages" in again.err
    asked_again = [path for path in serve.paths() if path.strip("/") in ("", *NAMES)]
    assert len(asked_again) <= 8, asked_again
