"""Finding and fetching a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from research.collect import finding
from research.collect.finding import FoundBrowser, explain_driver, find_browser, report
from research.errors import BrowserError


def program(path: Path, says: str = "Chromium 1.2.3") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_what_the_user_names_comes_first(tmp_path: Path) -> None:
    mine = program(tmp_path / "mine")
    other = program(tmp_path / "other")
    assert find_browser(str(mine), {"RESEARCH_BROWSER": str(other)}).executable == str(mine)
    assert find_browser(None, {"RESEARCH_BROWSER": str(other)}).how == "RESEARCH_BROWSER"


def test_a_named_browser_that_is_missing_is_an_error_and_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match=r"RESEARCH_BROWSER names .*not a program"):
        find_browser(None, {"RESEARCH_BROWSER": str(tmp_path / "nowhere"), "PATH": "/usr/bin"})


def test_playwrights_newest_browser_is_taken_before_those_on_path(tmp_path: Path) -> None:
    cache = tmp_path / ".cache" / "ms-playwright"
    program(cache / "chromium-999" / "chrome-linux" / "chrome")
    newest = program(cache / "chromium-1255" / "chrome-linux64" / "chrome")
    bin_ = program(tmp_path / "bin" / "chromium").parent
    found = find_browser(None, {"HOME": str(tmp_path), "PATH": str(bin_)})
    if sys.platform == "linux":
        assert found == FoundBrowser(str(newest), "chrome", "downloaded by Playwright")


def test_the_headless_shell_is_taken_unless_a_window_is_wanted(tmp_path: Path) -> None:
    shell = program(tmp_path / "chromium_headless_shell-1255" / "chrome-linux" / "headless_shell")
    full = program(tmp_path / "chromium-1255" / "chrome-linux" / "chrome")
    env = {"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), "PATH": ""}
    assert find_browser(None, env).executable == str(shell)
    assert find_browser(None, env, visible=True).executable == str(full)


def test_path_comes_last_and_nothing_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_CHANNELS", {})  # this machine's own installations
    chromium = program(tmp_path / "bin" / "chromium-browser")
    env = {"HOME": str(tmp_path), "PATH": str(chromium.parent)}
    assert find_browser(None, env).executable == str(chromium)
    assert find_browser(None, {"HOME": str(tmp_path), "PATH": str(tmp_path / "empty")}) is None


def test_the_version_is_asked_of_the_browser_itself(tmp_path: Path) -> None:
    assert FoundBrowser(str(program(tmp_path / "b", "Chromium 156.0")), "b", "PATH").version == "Chromium 156.0"
    assert FoundBrowser(str(tmp_path / "nothing"), "b", "PATH").version == ""


def test_a_missing_system_library_is_named() -> None:
    said = "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file: No such file"
    assert explain_driver(said) == "the system library libatomic.so.1 is missing"


def test_doctor_names_the_browser_of_this_machine(browser_path: str) -> None:
    lines = report()
    assert [what for what, _, _ in lines] == ["browser driver", "browser"]
    assert all(well for _, well, _ in lines)
    assert browser_path in lines[1][2]


def test_looking_for_a_browser_does_not_load_playwright(browser_path: str) -> None:
    code = (
        "import sys; from research.collect.finding import find_browser; assert find_browser(); "
        "assert 'playwright' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": str(Path(browser_path).parent) + ":/usr/bin"})
