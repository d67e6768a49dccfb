"""The command line with bad input: one sentence, the right exit status, nothing written half."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Server

EXAMPLE = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp"


def run(*args: str, cwd: Path) -> tuple[int, str, str]:
    """Return (status, stdout, stderr) of the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "research", *args], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


def one_sentence(stderr: str) -> str:
    """The message of a failed run: one line of at most 310 characters, no traceback, no control character."""
    lines = [line for line in stderr.splitlines() if line.strip()]
    assert "Traceback" not in stderr
    assert len(lines) == 1, stderr
    assert len(lines[0]) <= 310
    assert lines[0].isprintable()
    return lines[0]


def test_an_unknown_company_without_a_site_is_asked_for(tmp_path: Path) -> None:
    """Nobody is guessed: the message says how to name the site."""
    status, _, stderr = run("hooli", "--offline", cwd=tmp_path)
    assert status == 4
    assert "research new hooli --site" in one_sentence(stderr)
    assert not list(tmp_path.rglob("*.sqlite"))


def test_a_misspelt_key_is_named_with_the_nearest(tmp_path: Path) -> None:
    """profile.toml: file, line, key and the word that was meant."""
    folder = tmp_path / "profiles" / "hooli"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('[company]\nname = "Hooli"\nsiet = "https://hooli.example"\n')
    status, _, stderr = run("hooli", cwd=tmp_path)
    message = one_sentence(stderr)
    assert status == 2
    assert "profile.toml:3" in message
    assert "siet" in message
    assert "site" in message
    assert not list(tmp_path.rglob("*.sqlite"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("brif", "acme-corp"), "did you mean `brief`?"), (("lst",), "did you mean `research list`?"),
        (("acme-crop",), "did you mean `research acme-corp`?"),
        (("note", "acmecorp", "hm"), "did you mean “acme-corp”?"),
        (("refresh", "acme-copr"), "did you mean “acme-corp”?"), (("verify", "zzz"), "`research list` shows"),
        (("forget", "acme-crp", "--yes"), "did you mean “acme-corp”?"),
        (("correct", "acme-corp", "foundet", "2015"), "did you mean founded?"),
        (("thanks", "acme-corp", "--for", "Tomsa"), "did you mean Tomás Okafor?"),
    ],
)  # fmt: skip
def test_what_was_misspelt_is_told_with_what_was_meant(tmp_path: Path, typed: tuple[str, ...], meant: str) -> None:
    """A command, a profile, a kind of fact, a name: nothing is asked of the network, nothing is made or removed."""
    shutil.copytree(EXAMPLE, tmp_path / "profiles" / "acme-corp", ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    before = sorted(tmp_path.rglob("*"))
    status, _, stderr = run(*typed, cwd=tmp_path)
    assert (status, meant in one_sentence(stderr)) == (2, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A posting that the profile names and the folder lacks is an input error."""
    folder = tmp_path / "profiles" / "acme-corp"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    (folder / "posting.md").unlink()
    status, _, stderr = run("acme-corp", cwd=tmp_path)
    assert status == 2
    assert "posting.md" in one_sentence(stderr)


@pytest.mark.parametrize("name", ["../evil", "..", "a/../../b", ""])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """A company that spells a path is refused or becomes a harmless folder name; nothing lies outside ./profiles."""
    inside = tmp_path / "inside"
    inside.mkdir()
    status, _, stderr = run("new", name, "--site", "https://x.example", cwd=inside)
    assert status in (0, 2)
    assert "Traceback" not in stderr
    assert [p.name for p in tmp_path.iterdir()] == ["inside"]


def test_a_site_that_answers_nothing_leaves_no_brief(tmp_path: Path) -> None:
    """Refused connections end with status 4 and the reason, and an earlier brief stays."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    run("new", "hooli", "--site", f"http://127.0.0.1:{port}", cwd=tmp_path)
    earlier = tmp_path / "profiles" / "hooli" / "brief.md"
    earlier.write_text("the earlier brief")
    status, _, stderr = run("hooli", "-q", cwd=tmp_path)
    assert status == 4
    assert "refused" in one_sentence(stderr)
    assert earlier.read_text() == "the earlier brief"


def test_new_does_not_overwrite(tmp_path: Path) -> None:
    """A profile that exists is never written over."""
    assert run("new", "hooli", "--site", "https://hooli.example", cwd=tmp_path)[0] == 0
    before = (tmp_path / "profiles" / "hooli" / "profile.toml").read_text()
    status, _, stderr = run("new", "hooli", "--site", "https://other.example", cwd=tmp_path)
    assert status == 2
    assert "hooli" in one_sentence(stderr)
    assert (tmp_path / "profiles" / "hooli" / "profile.toml").read_text() == before


def test_a_site_is_read_and_a_second_run_asks_nobody(tmp_path: Path, serve: Server) -> None:
    """With --site a profile is made and the site read; within the freshness window a second run makes no request."""
    home = "<p>Hooli makes boxes for pears. <a href='/about'>About us</a></p>"
    serve.page("/", f"<title>Hooli</title><main><h1>Hooli</h1>{home}</main>")
    serve.page("/about", "<title>About</title><main><h1>About us</h1><p>Hooli was founded in 2012 in Cork.</p></main>")
    status, _, stderr = run("hooli", "--site", serve.url, "--no-browser", cwd=tmp_path)
    assert status == 0, stderr
    assert "/about" in serve.paths()
    assert all("hooli" not in a.headers.get("user-agent", "").lower() for a in serve.log)
    asked = [p for p in serve.paths() if not p.startswith(("/robots", "/sitemap"))]
    assert run("hooli", "--no-browser", "--offline", cwd=tmp_path)[0] == 0
    assert run("hooli", "--no-browser", cwd=tmp_path)[0] == 0
    assert [p for p in serve.paths() if not p.startswith(("/robots", "/sitemap"))] == asked
    assert "2012" in (tmp_path / "profiles" / "hooli" / "brief.md").read_text()


def test_output_to_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    """`research … | head -1` ends without a word of complaint."""
    shutil.copytree(EXAMPLE, tmp_path / "profiles" / "acme-corp", ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    command = f"{sys.executable} -m research brief acme-corp -q -o - | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("# Acme Corp")
    assert done.stderr == ""
