"""Which browser there is on this machine, and how to get one. Nothing here starts a browser or imports Playwright.

Search order: what the user named (argument, then RESEARCH_BROWSER) · the Chromium that Playwright downloaded · Chrome
and Edge where their installers put them · chromium, chrome, edge, brave on PATH · the usual places of macOS, Windows.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from research.errors import BrowserError

_ADVICE = "run `research setup`, or install Chromium or Chrome, or name one in RESEARCH_BROWSER"
_INSTALL_S = 900
_ASK_S = 20

# Where installers put what Playwright calls channels.
_CHANNELS: dict[str, tuple[str, ...]] = {
    "linux": ("/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"),
    "darwin": tuple(
        f"/Applications/{app}.app/Contents/MacOS/{app}"
        for app in ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
    ),
    "win32": (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe"),
}
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_ON_PATH = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "brave-browser",
)  # fmt: skip

# Inside Playwright's folder of browsers, a revision number in each: the headless shell starts faster, the full one
# can also show a window.
_SHELLS = (
    "chromium_headless_shell-*/chrome-*/headless_shell*",
    "chromium_headless_shell-*/chrome-headless-shell-*/chrome-headless-shell*",
)
_FULL = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


@dataclass(frozen=True)
class FoundBrowser:
    """A browser's executable; `how` says for people where it was found, `name` what it is ("chromium")."""

    executable: str
    name: str
    how: str

    @cached_property
    def version(self) -> str:
        """What it says about itself ("Chromium 156.0.8078.79 …"), asked once; "" when it does not answer."""
        try:
            asked = subprocess.run(  # noqa: S603 - the executable that was found, no shell
                [self.executable, "--version"], capture_output=True, text=True, timeout=_ASK_S, check=False,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return ""
        return asked.stdout.strip()[:200]


def find_browser(
    explicit: str | None = None, env: Mapping[str, str] | None = None, *, visible: bool = False
) -> FoundBrowser | None:
    """Return the first browser of the search order, or None.

    `visible=True` leaves the headless shell out, for windows that a user steers. Raises BrowserError when the one the
    user named is not there: another is never taken in its stead.
    """
    known = os.environ if env is None else env
    for word, named in (("--browser", explicit), ("RESEARCH_BROWSER", known.get("RESEARCH_BROWSER"))):
        if named:
            return _named(named, word, known)
    return next(_candidates(known, visible), None)


def _named(named: str, word: str, env: Mapping[str, str]) -> FoundBrowser:
    path = shutil.which(str(Path(named).expanduser()), path=env.get("PATH"))
    if path is None:
        raise BrowserError(f"{word} names {named[:200]}, which is not a program here: correct the path or leave it out")
    return _found(path, word)


def _candidates(env: Mapping[str, str], visible: bool) -> Iterator[FoundBrowser]:
    folder = browsers_folder(env)
    for pattern in _FULL if visible else (*_SHELLS, *_FULL):
        for path in sorted(folder.glob(pattern), key=_revision, reverse=True):
            if os.access(path, os.X_OK) and path.is_file():
                yield _found(str(path), "downloaded by Playwright")
    for place in _installed(env):
        if os.access(place, os.X_OK):
            yield _found(place, "installed")
    for name in _ON_PATH:
        if path_text := shutil.which(name, path=env.get("PATH")):
            yield _found(path_text, "on PATH")


def _found(path: str, how: str) -> FoundBrowser:
    return FoundBrowser(_behind_wrapper(path), Path(path).stem.replace(" ", "-").lower(), how)


def _behind_wrapper(path: str) -> str:
    """Return the program behind Debian's shell script, which sets API keys and flags that we do not want."""
    real = Path("/usr/lib/chromium/chromium")
    wrapped = path == "/usr/bin/chromium" and Path(path).stat().st_size < 100_000 and os.access(real, os.X_OK)
    return str(real) if wrapped else path


def _revision(path: Path) -> int:
    match = re.search(r"chromium[a-z_]*-(\d+)", str(path))
    return int(match[1]) if match else 0


def _installed(env: Mapping[str, str]) -> list[str]:
    places = _CHANNELS.get(sys.platform, ())
    if sys.platform != "win32":
        return list(places)
    upper = {name.upper(): value for name, value in env.items()}
    return [str(Path(upper[root]) / place) for place in places for root in _WINDOWS_ROOTS if upper.get(root)]


def browsers_folder(env: Mapping[str, str]) -> Path:
    """Return the folder in which Playwright keeps the browsers it downloads (it need not exist)."""
    named = env.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if named == "0":
        package = _driver_folder()
        return package / "package" / ".local-browsers" if package else Path("nowhere")
    if named:
        return Path(named)
    home = Path(env.get("HOME") or env.get("USERPROFILE") or "nowhere")
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "ms-playwright"
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / "ms-playwright"
    return Path(env.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _driver_folder() -> Path | None:
    spec = importlib.util.find_spec("playwright")
    return Path(spec.origin).parent / "driver" if spec and spec.origin else None


def setup(say: Callable[[str], None]) -> FoundBrowser:
    """Return a browser, fetching one if there is none; `say` hears what is being done, a sentence at a time.

    Tried in turn: what is there, Playwright's download, the packages of Debian (only as root). Raises BrowserError.
    """
    if trouble := driver_trouble():
        _mend_driver(trouble, say)
    if found := find_browser():
        return found
    say("Fetching Chromium with Playwright (about 170 MB)")
    if _run([sys.executable, "-m", "playwright", "install", "chromium"]) and (found := find_browser()):
        return found
    if _apt_works():
        say("Playwright could not fetch it; installing Debian's chromium package")
        if _apt_install("chromium", "libatomic1") and (found := find_browser()):
            return found
    raise BrowserError(
        "No browser could be fetched: install Chromium or Google Chrome by your system's usual means, "
        "or name one in RESEARCH_BROWSER"
    )


def driver_trouble() -> str:
    """Return why Playwright's driver does not start on this machine, as a clause for people; "" when it does."""
    folder = _driver_folder()
    if folder is None:
        return "the package playwright is not installed"
    node = os.environ.get("PLAYWRIGHT_NODEJS_PATH") or str(folder / ("node.exe" if sys.platform == "win32" else "node"))
    try:
        asked = subprocess.run(  # noqa: S603 - Playwright's own node, no shell
            [node, "--version"], capture_output=True, text=True, timeout=_ASK_S, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"Playwright's driver does not start ({type(error).__name__})"
    if asked.returncode == 0:
        return ""
    return explain_driver(asked.stderr)


def explain_driver(stderr: str) -> str:
    """Return what the driver's last words mean, for people."""
    missing = re.search(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object", stderr)
    return f"the system library {missing[1]} is missing" if missing else "Playwright's driver does not start"


def _mend_driver(trouble: str, say: Callable[[str], None]) -> None:
    if "libatomic" in trouble and _apt_works():
        say("Playwright needs the system library libatomic; installing the package libatomic1")
        if _apt_install("libatomic1") and not driver_trouble():
            return
    what = "install the system package libatomic1" if "libatomic" in trouble else "install the package playwright anew"
    raise BrowserError(f"The browser cannot be driven: {trouble}; {what}")


def _apt_works() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(*packages: str) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return _run(["apt-get", "update"], env) and _run(
        ["apt-get", "install", "-y", "--no-install-recommends", *packages], env
    )


def _run(command: list[str], env: Mapping[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            command, capture_output=True, timeout=_INSTALL_S, check=False, env=env, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def report() -> list[tuple[str, bool, str]]:
    """Return what `doctor` prints of the browser: (what, whether it is well, a clause for people)."""
    trouble = driver_trouble()
    lines = [("browser driver", not trouble, trouble or "Playwright's driver starts")]
    try:
        found = find_browser()
    except BrowserError as error:
        return [*lines, ("browser", False, str(error))]
    if found is None:
        return [*lines, ("browser", False, f"none found; pages built by scripts are left out: {_ADVICE}")]
    version = found.version
    said = f"{version or 'does not answer --version'} ({found.how}: {found.executable})"
    return [*lines, ("browser", bool(version), said)]
