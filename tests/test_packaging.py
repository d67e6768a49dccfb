"""The wheel that `pipx install .` and `uv tool install .` build: whole, and at work outside the clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the project's own build system, without network."""
    target = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return next(target.glob("research-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing of the clone but what the wheel holds, and the command as an installer writes it."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(target)
    command = target / "bin" / "research"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom research.cli import main\nmain()\n")
    command.chmod(0o755)
    return target


def research(installed: Path, here: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program in `here`."""
    return subprocess.run(
        [str(installed / "bin" / "research"), *args], cwd=here, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(installed), "HOME": str(here), **env},
    )  # fmt: skip


def test_the_wheel_carries_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    """Code, toml, js, css, txt, py.typed: all that lies in research/, and the licence; no test, no profile."""
    with zipfile.ZipFile(wheel) as packed:
        names = {n for n in packed.namelist() if ".dist-info/" not in n}
        about = {Path(n).name: packed.read(n).decode() for n in packed.namelist() if ".dist-info/" in n}
    tree = {p.relative_to(ROOT).as_posix() for p in (ROOT / "research").rglob("*") if p.is_file()}
    assert names == {n for n in tree if "__pycache__" not in n}
    assert {"research/py.typed", "research/render/templates/brief.js", "research/extract/first_names.txt"} <= names
    assert "research = research.cli:main" in about["entry_points.txt"]
    assert "LICENSE" in about


def test_the_installed_program_makes_the_brief_outside_the_clone(installed: Path, tmp_path: Path) -> None:
    """Help, doctor and a whole brief, its HTML form included, from a folder that is not the clone."""
    profiles = tmp_path / "mine" / "profiles"
    kept_back = shutil.ignore_patterns("brief.*", "research.sqlite*")
    shutil.copytree(ROOT / "profiles" / "acme-corp", profiles / "acme-corp", ignore=kept_back)
    here = tmp_path / "empty"
    here.mkdir()
    assert "Usage: " in research(installed, here, "--help").stdout
    assert "ok   store" in research(installed, here, "doctor").stdout
    brief = research(installed, here, "brief", "acme-corp", "--profiles", str(profiles), "-q", "-o", "-")
    assert brief.returncode == 0, brief.stderr
    assert brief.stderr == ""
    assert "## Questions" in brief.stdout
    page = research(
        installed, here, "export", "acme-corp", "--format", "html", "-o", "-", RESEARCH_PROFILES=str(profiles)
    )
    assert "<!doctype html>" in page.stdout, page.stderr
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("research ac", "acme-corp"),
        ("research ques", "questions"),
        ("research show ac", "acme-corp"),
        ("research refresh acme-corp ac", "acme-corp"),
        ("research questions acme-corp --for rey", "Dana Reyes"),
        ("research add acme-corp dana.pdf --person to", "Tomás Okafor"),
        ("research questions hooli --for d", ""),
        ("research questions ../acme-corp --for d", ""),
    ],
)
def test_the_shell_completes_commands_companies_and_people(installed: Path, typed: str, completed: str) -> None:
    """What Tab offers in a folder with profiles, asked as fish asks."""
    *before, word = typed.split()
    done = research(
        installed, ROOT, _RESEARCH_COMPLETE="fish_complete", COMP_WORDS=" ".join(before) + " ", COMP_CWORD=word,
    )  # fmt: skip
    offered = [line.partition(",")[2].partition("\t")[0] for line in done.stdout.splitlines() if line]
    assert offered == ([completed] if completed else []), done.stderr


def test_bash_completes_a_name_with_a_blank_as_one_word(installed: Path) -> None:
    """The script that Click writes for bash, sourced and asked by a real bash."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    script = research(installed, ROOT, _RESEARCH_COMPLETE="bash_source").stdout
    asked = (
        f"{script}\nCOMP_WORDS=(research questions acme-corp --for To); COMP_CWORD=4\n"
        f"_research_completion '{installed}/bin/research'; printf '%s' \"${{COMPREPLY[@]}}\""
    )
    env = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run([bash, "--norc", "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60, env=env)
    assert done.stdout == "Tomás\\ Okafor", done.stderr
