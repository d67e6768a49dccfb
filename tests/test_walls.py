"""The walls of the house, read from the imports: who may know whom, and which door leads to which library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "research"
ROOMS = sorted(p for p in ROOT.rglob("*.py"))

# Rooms that every other room may use.
LEAVES = {"models", "errors", "text", "kinds", "languages", "months", "skills", "given", "sameness", "refresh_rules",
          "leads", "coverage", "toml_hints", "glance", "staleness", "notes", "promises", "invited", "tongues",
          "__init__"}  # fmt: skip
# Rooms that compose stages, and so may know all of them.
COMPOSERS = {
    "pipeline",
    "choosing",
    "composing",
    "library",
    "refreshing",
    "following",
    "cli",
    "__main__",
    "listing",
    "doctor",
    "naming",
    "beyond",
    "own_site",
    "forget",
    "photos",
}
# Rooms that decide about text alone: no network, disk, clock or environment.
PURE = {"discover", "extract", "brief", "changes", "render", "verify", "gaps", "kinds", "text", "models", "staleness"}
IMPURE_MODULES = {
    "asyncio", "socket", "ssl", "subprocess", "os", "shutil", "tempfile", "time", "http", "urllib.request", "sqlite3",
    "threading", "multiprocessing", "platform",
}  # fmt: skip
# Which rooms may import a foreign library.
DOORS = {
    "bs4": {"extract.document", "extract.walk"},
    "playwright": {"collect.printing"},
    "httpcore2": {"collect.http"},
    "protego": {"collect.robots"},
    "pypdfium2": {"collect.reading_child"},
    "docx": {"collect.reading_child"},
    "PIL": {"collect.picture_child"},
    "sqlite3": {"store", "storage", "doctor"},
    "tomlkit": {"scaffold"},
    "icalendar": {"invitations", "plan"},
    "nupunkt": {"text"},
    "rapidfuzz": {"text", "changes.pairs"},
    "feedparser": {"discover.feeds", "discover.maps"},
    "publicsuffixlist": {"discover.addresses"},
    "rich": {"cli.progress", "render.terminal"},
    "trafilatura": {"extract.content"},
}


def room(path: Path) -> str:
    """The dotted name of a room below `research`: "extract.people"."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(p for p in parts if p != "__init__") or "__init__"


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a room imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield node.module, node.lineno
            if node.module == "research":
                yield from ((f"research.{alias.name}", node.lineno) for alias in node.names)


def stage(name: str) -> str:
    """The stage of a room: "extract.people" is in "extract"."""
    return name.split(".")[0]


@pytest.mark.parametrize("path", ROOMS, ids=room)
def test_stages_meet_in_the_vocabulary_only(path: Path) -> None:
    """A stage imports itself and the leaves; only composers know more than one stage; nothing imports the CLI."""
    here = stage(room(path))
    for name, line in imported(path):
        if not name.startswith("research."):
            continue
        there = name.split(".")[1]
        assert there != "cli" or here in ("__main__", "cli"), f"{path}:{line} imports the command line"
        allowed = there in LEAVES or there == here or here in COMPOSERS or (here, there) in ALLOWED
        assert allowed, f"{room(path)}:{line} imports {name}"


# Leaves of one stage that another may use, each with its reason.
ALLOWED = {
    ("store", "storage"),  # what lies under the store
    ("profiles", "scaffold"),  # its public face gives out the writer of new profiles
}


@pytest.mark.parametrize("path", [p for p in ROOMS if stage(room(p)) in PURE], ids=room)
def test_what_decides_touches_no_network_disk_clock_or_environment(path: Path) -> None:
    """discover, extract, brief, render, verify and their kin can be run twice with the same result."""
    for name, line in imported(path):
        assert name.split(".")[0] not in IMPURE_MODULES and name not in IMPURE_MODULES, f"{room(path)}:{line}: {name}"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_foreign_library_has_one_door(library: str) -> None:
    """A library is imported in its own rooms and nowhere else."""
    users = {room(p) for p in ROOMS if any(name.split(".")[0] == library for name, _ in imported(p))}
    assert users <= DOORS[library]


def test_only_the_command_line_prints() -> None:
    """No room but the CLI and its progress display calls print or click.echo."""
    for path in ROOMS:
        text = path.read_text("utf-8")
        if stage(room(path)) != "cli":
            assert "click.echo(" not in text, room(path)
            assert (
                not any(
                    isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"
                    for n in ast.walk(ast.parse(text))
                )
                or room(path) == "collect.reading_child"
            ), room(path)


def test_help_imports_nothing_heavy() -> None:
    """`research --help` imports Click and the standard library only."""
    code = "import sys, research.cli; print(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    heavy = {"pydantic", "httpx2", "bs4", "lxml", "playwright", "rich", "trafilatura", "nupunkt", "tomlkit", "asyncio"}
    assert not heavy & loaded
