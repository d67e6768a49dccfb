"""`--debug FILE` helps whoever looks into a failure, and gives away nothing but that."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands import healthy, profile, research
from hostile_server import HostileServer, always, answer

from research.cli import cli, debugging
from research.cli.masking import masked


async def test_the_details_of_a_run_are_in_the_file_and_nowhere_else(tmp_path: Path) -> None:
    """Each request with its time and end, why pages were not read, tracebacks; no key, and only for its owner."""
    log = tmp_path / "run.log"
    async with HostileServer() as site:
        healthy(site)
        site.routes["/press?token=HUSHHUSH"] = always(answer(b"SECRETWORDS", "404 No"))
        folder = await profile(tmp_path, site.base, "/bad-chunk", "/press?token=HUSHHUSH")
        (folder / "resume.md").write_text("# Maya\n\n- SECRETWORDS of the resume\n")
        env = {"SOME_API_KEY": "HUSHHUSH2", "RESEARCH_CONTACT": "me@example.org"}
        ran = await research("brief", "acme-kites", "--no-browser", "--debug", str(log), cwd=tmp_path, env=env)
    assert ran.status == 0
    told = log.read_text("utf-8")
    assert f"GET {site.base}/about gave 200, " in told
    assert f"GET {site.base}/press?token=*** gave 404, " in told
    assert "httpcore2.RemoteProtocolError: illegal chunk header: bytearray(b'…')" in told
    assert "http.py:" in told
    assert told.splitlines()[-1].endswith(" s")
    assert " cli: exit 0 after " in told
    assert "HUSH" not in told
    assert "SECRETWORDS" not in told
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "http.py" not in ran.err
    assert b"collect.http" not in b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    """Only an earlier log of ours is replaced: no profile, link, folder or device."""
    own, link = tmp_path / "notes.md", tmp_path / "link"
    own.write_text("my notes")
    link.symlink_to(own)
    for path, status in ((own, 2), (link, 2), (tmp_path / "no" / "x", 2), (Path("/dev/null"), 2), (tmp_path / "a", 0)):
        for _ in range(2):
            done = CliRunner().invoke(cli, ["list", "--profiles", str(tmp_path), "--debug", str(path)])
            assert done.exit_code == status, done.output
            assert status == 0 or "name a new file" in done.stderr
    debugging.end(0)
    assert own.read_text() == "my notes"
    assert (tmp_path / "a").read_text().count("research list") == 0
    assert (tmp_path / "a").read_text().count("exit 0") == 1


def test_the_words_of_foreign_errors_stay_out(tmp_path: Path) -> None:
    """They may repeat a line of a page or of a resume; the place and the type are enough."""
    log = tmp_path / "log"
    CliRunner().invoke(cli, ["list", "--profiles", str(tmp_path), "--debug", str(log)])
    try:
        try:
            raise ValueError("my salary hopes")
        except ValueError as error:
            raise OSError(28, "No space left", "/x") from error
    except OSError as error:
        debugging.note(error)
    debugging.end(5)
    told = log.read_text()
    assert "salary" not in told.replace('raise ValueError("my salary hopes")', "")
    assert "builtins.ValueError\n" in told
    assert "No space left" in told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GET https://me:pw@x.example/a", "GET https://***@x.example/a"),
        ("https://x.example/?a=1&api_key=abc#access_token=d", "https://x.example/?a=1&api_key=***#access_token=***"),
        ("https://x.example/?author=Jane&page=2", "https://x.example/?author=Jane&page=2"),
        ("https://x.example/?v=8f3a9c0d1e2b4f5a6c7d8e9f0a1b", "https://x.example/?v=***"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("sk-proj-abcdefgh12345 ghp_0123456789abcdef0123 AKIA0123456789ABCDEF", "*** *** ***"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "***"),
        ("a\x1b[31mb\u202e", "a?[31mb?"),
        ("the value of TOKENISH", "the value of ***"),
    ],
)
def test_secrets_are_masked_wherever_they_stand(text: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In addresses, headers and bare; and whatever the environment calls a secret."""
    monkeypatch.setenv("SOME_SECRET", "TOKENISH")
    assert masked(text) == shown
