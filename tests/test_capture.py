"""Assisted capture: what the user shows in a browser of their own becomes a page of the brief. Real Chromium."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from conftest import Canary, Server

from research.collect.capturing import can_show, capture, tidy
from research.collect.files import captured_html, read_file
from research.collect.finding import FoundBrowser
from research.collect.unwanted import never_fetched, terms_against
from research.errors import BrowserError, NothingReadError
from research.models import Page

AT = dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.UTC)
BUILT = (
    "<h2>Dana Reyes</h2><p>Head of Delivery</p><p>Dana joined Hooli in 2019 and leads the team that ships stations to"
    " harbours. She wrote the field guide to tide gauges, and she has run three launches.</p>"
)
TEAM = f"""<title>Team - Hooli</title><h1>Our team</h1><div id=app></div><p style="display:none">never shown</p>
<input type=hidden name=csrf value=TOKEN123><iframe src="/frame"></iframe>
<button onclick="document.title='CLI'+'CKED'">Read more</button><script>app.innerHTML=`{BUILT}`</script>"""
ENOUGH = "Hooli builds weather stations for small harbours and has done so for many years, with care. " * 8

Enter = Callable[[str], Awaitable[bool]]


def presses(*pauses: float) -> tuple[Enter, list[str]]:
    """Return somebody who presses Enter after each pause in seconds and then goes away, and the remarks they heard."""
    heard: list[str] = []
    left = list(pauses)

    async def enter(remark: str) -> bool:
        heard.append(remark)
        if left:
            await asyncio.sleep(left.pop(0))
            return True
        return False

    return enter, heard


def shown(url: str, browser: str, home: Path, enter: Enter) -> Page:
    """Capture with a browser that has no window: the same Chromium, folder and proxy."""
    found = FoundBrowser(browser, "chromium", "test")
    work = capture(url, kind="person", found=found, home=home, now=lambda: AT, enter=enter, visible=False)
    return asyncio.run(work)


# --- what is kept ---


def test_the_live_page_is_kept_with_its_address_and_said_to_be_supplied_by_the_user(
    serve: Server, browser_path: str, tmp_path: Path
) -> None:
    """Built text and same-site frames are in it; scripts and what is hidden are marked or gone; nothing is clicked."""
    serve.page("/frame", "<p>The frame names Ravi Menon, chief of tides.</p>")
    enter, _ = presses(0.6)
    page = shown(serve.page("/team", TEAM) + "#people", browser_path, tmp_path / "b", enter)
    text = page.body.decode()
    assert "Dana joined Hooli in 2019" in text and "Ravi Menon" in text
    assert "<script" not in text and "CLICKED" not in text and 'data-research-hidden="">never shown' in text
    assert (page.way, page.kind, page.fetched_at) == ("file", "person", AT)
    assert page.final_url == serve.url + "/team#people" and page.note == "supplied by you on 3 Nov 2026"


def test_the_page_where_the_user_has_walked_is_kept_not_the_one_that_was_opened(
    serve: Server, browser_path: str, tmp_path: Path
) -> None:
    """A bot check in front is remarked and left whole; Enter on the page behind it keeps that one."""
    go_on = "<script>setTimeout(() => {location = '/in'}, 1500)</script>"
    serve.page("/wall", f"<title>Just a moment...</title><div id=cf-challenge></div>{go_on}")
    serve.page("/in", f"<title>Inside</title><p>{ENOUGH}")
    enter, heard = presses(0.5, 2.5)
    page = shown(serve.url + "/wall", browser_path, tmp_path / "b", enter)
    assert page.final_url == serve.url + "/in" and "small harbours" in page.body.decode()
    assert heard == ["", "The page in front cannot be kept: blocked by a bot check; go on to the page itself."]


def test_of_several_tabs_the_one_in_front_is_kept(serve: Server, browser_path: str, tmp_path: Path) -> None:
    """A tab that opens comes to the front; when it closes, the one behind it is in front again."""
    serve.page("/second", f"<title>Second</title><p>{ENOUGH}<script>setTimeout(()=>close(), 3500)</script>")
    first = serve.page(
        "/first", f"<title>First</title><p>{ENOUGH}<script>setTimeout(()=>open('/second'), 300)</script>"
    )
    enter, _ = presses(1.5)
    assert shown(first, browser_path, tmp_path / "b", enter).final_url.endswith("/second")
    enter, _ = presses(5.5)
    assert shown(first, browser_path, tmp_path / "b", enter).final_url.endswith("/first")


def test_a_sign_in_is_remembered_for_the_next_capture_and_nothing_else(
    serve: Server, browser_path: str, tmp_path: Path
) -> None:
    """What the page stored for the user is there the next time; history, caches and forms are not."""
    script = "document.title = localStorage.user ? 'back' : 'first'; localStorage.user = 'maya'"
    url = serve.page("/in", f"<p>{ENOUGH}<script>{script}</script>")
    home = tmp_path / "browser"
    titles = []
    for _ in range(2):
        enter, _heard = presses(0.8)
        titles.append(shown(url, browser_path, home, enter).body.decode().partition("<title>")[2][:5])
    assert titles == ["first", "back<"]
    left = {p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file()}
    assert left and not any("History" in name or "Cache" in name or "Login" in name for name in left)
    assert home.stat().st_mode & 0o077 == 0


def test_tidying_keeps_nothing_but_sign_ins(tmp_path: Path) -> None:
    """Folders and files of Chromium that tell where the user was are removed, cookies are not."""
    for name in ("Local State", "Default/Cookies", "Default/History", "Default/Sessions/1", "Crashpad/x", ".pki/db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    tidy(tmp_path)
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()} == {
        "Local State",
        "Default/Cookies",
    }


# --- what goes wrong ---


def test_a_page_in_the_window_reaches_nothing_private_that_the_user_did_not_name(
    serve: Server, canary: Canary, browser_path: str, tmp_path: Path
) -> None:
    """Frames, scripts, pictures and redirects of a page that the user looks at stay within the guard."""
    bird = canary.url
    serve.routes["/go"] = (302, {"location": bird}, "")
    tries = f"fetch('{bird}/f'); new WebSocket('ws://127.0.0.1:{canary.port}/w'); open('{bird}/o'); open('/go')"
    url = serve.page("/team", f"<p>{ENOUGH}<img src={bird}/i><iframe src={bird}/e></iframe><script>{tries}</script>")
    enter, _ = presses(1.5)
    with pytest.raises(NothingReadError, match="nobody pressed Enter"):  # in front is what was refused
        shown(url, browser_path, tmp_path / "b", enter)
    assert not canary.touched


def test_a_window_that_the_user_closes_is_one_sentence(serve: Server, browser_path: str, tmp_path: Path) -> None:
    """The browser goes away while Enter is awaited: nothing is kept, and that is said."""
    home = tmp_path / "gone"

    async def enter(_: str) -> bool:
        await asyncio.sleep(0.5)
        await asyncio.to_thread(_kill_browser, home)
        await asyncio.sleep(30)
        return True

    with pytest.raises(NothingReadError, match="closed before you pressed Enter: nothing was kept"):
        shown(serve.page("/", f"<p>{ENOUGH}"), browser_path, home, enter)


def _kill_browser(home: Path) -> None:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and f"--user-data-dir={home}".encode() in _command(entry):
            os.kill(int(entry.name), signal.SIGKILL)


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


def test_an_address_that_does_not_answer_is_left_to_the_user(serve: Server, browser_path: str, tmp_path: Path) -> None:
    """The browser's own error page is never kept as the company's."""
    enter, heard = presses(0.6)
    with pytest.raises(NothingReadError):
        shown("http://127.0.0.1:9/", browser_path, tmp_path / "b", enter)
    assert heard[1] == "The page in front cannot be kept: it is no page of the web."


def test_what_may_not_be_opened_is_refused_before_a_window_opens(tmp_path: Path) -> None:
    """A link-local address cannot be granted by anybody (HOSTILE, 5.2)."""
    enter, _ = presses(0)
    with pytest.raises(NothingReadError, match="reserved or link-local"):
        shown("http://169.254.169.254/", "/nowhere", tmp_path / "b", enter)
    assert not (tmp_path / "b").exists()


def test_a_browser_that_does_not_start_is_one_sentence(tmp_path: Path, serve: Server) -> None:
    """It names the program and what to do."""
    enter, _ = presses(0)
    with pytest.raises(BrowserError, match=r"does not start: .*; name another in RESEARCH_BROWSER"):
        shown(serve.url, "/bin/false", tmp_path / "b", enter)


# --- the file in the folder ---


def test_a_capture_becomes_a_file_that_is_inert_and_is_read_back_with_address_and_date(tmp_path: Path) -> None:
    """Its page runs and loads nothing when opened; tokens of the session are not in it."""
    body = (
        b'<html><head><title>T</title></head><body><p>Seen.</p><input value="X1" type="hidden" name="t"></body></html>'
    )
    page = Page(
        url="https://a.example/x", final_url="https://a.example/x?a=1>2", fetched_at=AT, sha256="0", body=body,
        way="file", note="",
    )  # fmt: skip
    file = tmp_path / "people" / "dana.html"
    file.parent.mkdir()
    file.write_text(captured_html(page), "utf-8")
    text = file.read_text("utf-8")
    assert "X1" not in text and "default-src 'none'" in text.partition("<title>")[0]
    back = read_file(file, kind="person", fetched_at=AT + dt.timedelta(days=20))
    assert isinstance(back, Page)
    assert (back.url, back.note, back.fetched_at) == (
        "https://a.example/x?a=1%3E2",
        "supplied by you on 3 Nov 2026",
        AT,
    )
    early = read_file(file, kind="person", fetched_at=AT - dt.timedelta(days=1))
    assert isinstance(early, Page) and early.note == "supplied by you: dana.html"


# --- the command ---


def run(*words: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line without a terminal."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")} | (env or {})
    return subprocess.run(
        [sys.executable, "-m", "research", *words], cwd=cwd, env=surroundings, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def hooli(tmp_path: Path) -> Path:
    """A folder with a profile of Hooli in it."""
    folder = tmp_path / "profiles" / "hooli"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('[company]\nname = "Hooli"\n[[interviewers]]\nname = "Dana Reyes"\n')
    return tmp_path


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_a_sentence_says_what_to_do(hooli: Path) -> None:
    """Exit 5, one line, no traceback, nothing written."""
    done = run("capture", "hooli", "https://acme.example/team", cwd=hooli)
    assert done.returncode == 5 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "there is no display here" in done.stderr
    assert [p.name for p in (hooli / "profiles" / "hooli").iterdir()] == ["profile.toml"]


def test_linkedin_says_its_terms_and_the_better_way_and_goes_on_only_with_consent(hooli: Path) -> None:
    """Without a terminal nobody can consent: exit 2. On one, “n” keeps nothing."""
    address = "https://www.linkedin.com/in/dana"
    done = run("capture", "hooli", address, "--person", "dana", cwd=hooli, env={"DISPLAY": ":99"})
    assert done.returncode == 2 and "User Agreement" in done.stderr and "Save to PDF" in done.stderr
    near, far = pty.openpty()
    talk = subprocess.Popen(
        [sys.executable, "-m", "research", "capture", "hooli", address], cwd=hooli, stdin=far, stderr=far, stdout=far,
    )  # fmt: skip
    os.write(near, b"n\n")
    assert talk.wait(60) == 2
    assert b"nothing was kept" in os.read(near, 10_000)
    for handle in (near, far):
        os.close(handle)


def test_terms_are_known_for_the_sites_that_forbid_it() -> None:
    """Subdomains count, lookalikes do not; where nothing work-related is to be had, there is no consent to ask for."""
    assert terms_against("https://de.linkedin.com/in/x") and terms_against("https://m.facebook.com/x")
    assert terms_against("https://notlinkedin.com/") is None and terms_against("https://a.example/linkedin.com") is None
    assert never_fetched("https://www.instagram.com/x") and terms_against("https://www.instagram.com/x") is None


def test_a_display_is_x_or_wayland_but_no_named_browser() -> None:
    """BROWSER may be a text browser: it is no place for a window."""
    assert can_show({"DISPLAY": ":0"}, "linux") and can_show({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert not can_show({"BROWSER": "w3m"}, "linux") and can_show({}, "darwin")


def test_the_next_brief_uses_a_capture_and_says_who_supplied_it(hooli: Path) -> None:
    """Offline, with nothing but the captured page: the person is met, and its source names the user and the day."""
    people = hooli / "profiles" / "hooli" / "people"
    people.mkdir()
    page = Page(
        url="https://conf.example/dana", final_url="https://conf.example/dana", fetched_at=AT, sha256="0", way="file",
        body=f"<html><head><title>Dana Reyes</title></head><body><main>{BUILT}</main></body></html>".encode(),
    )  # fmt: skip
    (people / "dana-reyes-conf-example-dana.html").write_text(captured_html(page), "utf-8")
    pages = hooli / "profiles" / "hooli" / "pages"
    pages.mkdir()
    (pages / "about.html").write_text(f"<title>About Hooli</title><h1>About Hooli</h1><p>{ENOUGH}</p>")
    done = run("brief", "hooli", "--offline", "-o", "-", cwd=hooli)
    assert done.returncode == 0, done.stderr
    assert "Dana joined Hooli in 2019" in done.stdout
    assert "/dana (supplied by you on 3 Nov 2026)" in done.stdout
