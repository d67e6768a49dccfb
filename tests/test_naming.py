"""A name alone: whose site is meant is decided on evidence, asked, or left open; never guessed."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sources
from conftest import Canary, Server

from research.collect.collector import Collector
from research.collect.lookups import Ask
from research.discover.candidates import Look, guesses, verdict
from research.extract.document import read
from research.leads import Lead
from research.models import Miss, Page, capture_hash
from research.naming import decide

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
COMPANY = "Q4830453"


@pytest.fixture
def world() -> Iterator[Server]:
    """Sources that know nobody yet."""
    server = Server()
    sources.wikidata(server, {})
    sources.gleif(server)
    sources.tickers(server)
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Server]:
    """A second site."""
    server = Server()
    yield server
    server.close()


def know(world: Server, *sites: tuple[str, str, str], **more: object) -> None:
    """Let Wikidata know organisations: (label, description, site)."""
    entities = {COMPANY: sources.entity("business"), "Q60": sources.entity("Cork")}
    for place, (label, about, site) in enumerate(sites):
        entities[f"Q9{place}"] = sources.entity(
            label, about, P31=[sources.item(COMPANY)], P856=[sources.snak(site)], P159=[sources.item("Q60")], **more
        )
    sources.wikidata(world, entities)


def run(
    folder: Path, world: Server, *args: str, domains: tuple[str, ...] = (), **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line with the sources of `world`."""
    known = {**os.environ, **sources.environment(world, *domains), **env}
    return subprocess.run(
        [sys.executable, "-m", "research", *args], cwd=folder, env=known, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_one_clear_site_is_taken_and_the_brief_opens_with_why(tmp_path: Path, world: Server) -> None:
    """Wikidata and the page agree: the profile is written with the site and the reasons, and the brief says them."""
    world.page("/", sources.home("Hooli", "Hooli Pumps Ltd"))
    know(world, ("Hooli", "Irish maker of pumps", world.url))
    done = run(tmp_path, world, "hooli", "--no-browser")
    assert done.returncode == 0, done.stderr
    assert "asked: Wikidata for “hooli”" in done.stderr
    profile = (tmp_path / "profiles" / "hooli" / "profile.toml").read_text()
    assert f'site = "{world.url}"' in profile
    assert "Wikidata gives this address as the official website of “Hooli” (Irish maker of pumps; Cork)." in profile
    brief = (tmp_path / "profiles" / "hooli" / "brief.md").read_text()
    assert "It is them: Wikidata gives this address" in brief
    asked = len(world.log)
    again = run(tmp_path, world, "hooli", "--no-browser", "--offline")
    assert again.returncode == 0
    assert len(world.log) == asked, "a profile with a site asks nobody again"


def test_a_profile_without_a_site_gets_one_and_keeps_its_comments(tmp_path: Path, world: Server) -> None:
    """`research new` with a name alone, then the brief: the site is written into the file that is there."""
    world.page("/", sources.home("Hooli"))
    know(world, ("Hooli", "Irish maker of pumps", world.url))
    assert run(tmp_path, world, "new", "hooli").returncode == 0
    path = tmp_path / "profiles" / "hooli" / "profile.toml"
    before = path.read_text()
    assert run(tmp_path, world, "hooli", "--no-browser").returncode == 0
    kept = [line for line in before.splitlines() if line.startswith("#")]
    assert kept
    assert all(line in path.read_text() for line in kept)
    assert f'site = "{world.url}"' in path.read_text()


def test_namesakes_are_listed_and_none_is_chosen(tmp_path: Path, world: Server, other: Server) -> None:
    """Two organisations of one name: both are listed with what tells them apart, exit 3, and nothing is written."""
    world.page("/", sources.home("Hooli"))
    other.page("/", sources.home("Hooli"))
    know(world, ("Hooli", "Irish maker of pumps", world.url), ("Hooli", "Peruvian bank", other.url))
    done = run(tmp_path, world, "hooli", domains=(other.url,))
    assert done.returncode == 3, done.stderr
    assert "Irish maker of pumps" in done.stderr
    assert "Peruvian bank" in done.stderr
    assert "research new hooli --site" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "profiles").exists()


def test_a_page_alone_is_not_enough_beside_another(tmp_path: Path, world: Server, other: Server) -> None:
    """Two plausible domains whose pages carry the name, and no source that knows either: the user must say."""
    world.page("/", sources.home("Hooli"))
    other.page("/", sources.home("Hooli", more="<p>Boats, too.</p>"))
    done = run(tmp_path, world, "hooli", domains=(world.url, other.url))
    assert done.returncode == 3, done.stderr
    assert world.url in done.stderr
    assert other.url in done.stderr


def test_a_parked_domain_and_another_company_are_turned_away(tmp_path: Path, world: Server, other: Server) -> None:
    """A domain for sale and a page of somebody else are no candidates; nobody is left, so exit 4 in one sentence."""
    world.page("/", "<title>hooli.example</title><h1>This domain is for sale</h1><p>Buy this domain today.</p>")
    other.page("/", sources.home("Gavin Beverages"))
    done = run(tmp_path, world, "hooli", domains=(world.url, other.url))
    assert done.returncode == 4, done.stderr
    assert "parked" in done.stderr
    assert "it is “Gavin Beverages”" in done.stderr
    assert "research new hooli --site" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "profiles").exists()


def test_a_known_company_wins_over_a_page_of_its_name(tmp_path: Path, world: Server, other: Server) -> None:
    """Wikidata's official website is well ahead of a domain that only carries the name; the brief names that one."""
    world.page("/", sources.home("Hooli", "Hooli Pumps Ltd"))
    sources.gleif(world, ("Hooli Pumps Ltd", "Cork", "IE"))
    other.page("/", "<title>Hooli</title><main><p>A poem about hats and the people who wear them.</p></main>")
    know(world, ("Hooli", "Irish maker of pumps", world.url))
    done = run(tmp_path, world, "hooli", "--no-browser", domains=(other.url,))
    assert done.returncode == 0, done.stderr
    profile = (tmp_path / "profiles" / "hooli" / "profile.toml").read_text()
    assert "GLEIF knows “Hooli Pumps Ltd” (Cork, IE), as its page says." in profile


def test_deprecated_and_dissolved_are_not_taken(tmp_path: Path, world: Server) -> None:
    """A website that Wikidata marks as deprecated is skipped, an organisation that ended speaks against its site."""
    world.page("/", sources.home("Hooli"))
    entities = {
        COMPANY: sources.entity("business"),
        "Q91": sources.entity(
            "Hooli", "maker of pumps", P31=[sources.item(COMPANY)],
            P856=[sources.snak("https://old.example", rank="deprecated"), sources.snak(world.url)],
            P576=[sources.year(2020)],
        ),
    }  # fmt: skip
    sources.wikidata(world, entities)
    done = run(tmp_path, world, "hooli")
    assert done.returncode in (3, 4), done.stderr
    assert "old.example" not in done.stderr
    if done.returncode == 3:
        assert "exists no more" in done.stderr


def test_what_only_shares_the_name_is_no_candidate(tmp_path: Path, world: Server) -> None:
    """Films and people of that name are not offered, whatever website they have."""
    entities = {
        "Q5": sources.entity("human"),
        "Q11424": sources.entity("film"),
        "Q92": sources.entity("Hooli", "1994 film", P31=[sources.item("Q11424")], P856=[sources.snak(world.url)]),
        "Q93": sources.entity("Hooli", "Irish poet", P31=[sources.item("Q5")], P856=[sources.snak(world.url)]),
    }
    sources.wikidata(world, entities)
    assert run(tmp_path, world, "hooli").returncode == 4


@pytest.mark.parametrize(
    "trouble",
    [
        (429, {"retry-after": "3600"}, "slow down"),
        (403, {}, "no"),
        (200, {}, "<html>maintenance</html>"),
        (200, sources.JSON, "{}"),
        (200, sources.JSON, '{"search": "gone", "data": 7}'),
        (200, sources.JSON, "[]"),
        (500, {}, ""),
    ],
    ids=["limit", "forbidden", "html", "empty", "changed", "list", "broken"],
)
def test_sources_in_trouble_do_not_stop_the_rest(tmp_path: Path, world: Server, other: Server, trouble: object) -> None:
    """Limits, refusals, HTML instead of JSON and changed shapes leave what the pages say; nothing crashes."""
    other.page("/", sources.home("Hooli", "Hooli Pumps Ltd"))
    for path in ("/w/api.php", "/api/v1/lei-records", "/files/company_tickers.json"):
        world.routes[path] = trouble  # type: ignore[assignment]
    done = run(tmp_path, world, "hooli", domains=(other.url,))
    assert done.returncode == 3, done.stderr
    assert other.url in done.stderr
    assert "Traceback" not in done.stderr


def test_a_source_cannot_lead_to_a_private_address(tmp_path: Path, world: Server, canary: Canary) -> None:
    """A private address that a source gives is neither opened nor chosen: only the user may name one."""
    know(world, ("Hooli", "Irish maker of pumps", canary.url))
    done = run(tmp_path, world, "hooli")
    assert done.returncode == 4, done.stderr
    assert canary.touched == []
    assert not (tmp_path / "profiles").exists()


def test_a_site_found_by_name_grants_nothing_later(tmp_path: Path, canary: Canary) -> None:
    """What a profile's site was found by name to be is not the user's word, so a private address is refused."""
    folder = tmp_path / "profiles" / "hooli"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(f'[company]\nname = "Hooli"\nsite = "{canary.url}"\nwhy = ["Found."]\n')
    done = subprocess.run(
        [sys.executable, "-m", "research", "hooli"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    assert "private address" in done.stderr
    assert canary.touched == []


def test_the_users_word_wins(tmp_path: Path, world: Server, other: Server) -> None:
    """--site is taken whatever the sources would say, and nobody is asked."""
    other.page("/", sources.home("Hooli"))
    know(world, ("Hooli", "Peruvian bank", world.url))
    done = run(tmp_path, world, "hooli", "--site", other.url, "--no-browser")
    assert done.returncode == 0, done.stderr
    assert world.log == []


def test_offline_asks_nobody(tmp_path: Path, world: Server) -> None:
    """--offline with a name alone: one sentence, exit 4, no request."""
    done = run(tmp_path, world, "hooli", "--offline")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert world.log == []


def test_no_network_is_said_in_one_sentence(tmp_path: Path) -> None:
    """When nobody can be reached: one sentence, exit 4, soon."""
    closed = Server()
    closed.close()
    done = run(tmp_path, closed, "hooli", domains=(closed.url,))
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert "no network" in done.stderr


def test_a_search_of_the_users_own_is_asked_when_set(tmp_path: Path, world: Server, other: Server) -> None:
    """A SearXNG instance in the environment proposes addresses; the page decides."""
    other.page("/", sources.home("Hooli"))
    world.routes["/search"] = sources.answer({"results": [{"url": other.url + "/", "title": "Hooli"}]})
    env = {"RESEARCH_SEARCH_SEARXNG": world.url}
    done = run(tmp_path, world, "hooli", "--no-browser", domains=(other.url,), **env)
    assert "SearXNG" in done.stderr
    assert done.returncode == 0, done.stderr


def test_brave_is_asked_with_the_users_key_and_the_key_is_told_to_nobody_else(
    tmp_path: Path, world: Server, other: Server
) -> None:
    """The key stands in Brave's header alone; a refusal (401, 403, HTML) costs the search, not the run."""
    other.page("/", sources.home("Hooli"))
    env = {"RESEARCH_SEARCH_BRAVE_KEY": "s3cret", "RESEARCH_SOURCE_BRAVE": world.url}
    good = sources.answer({"web": {"results": [{"url": other.url + "/", "title": "Hooli"}]}})
    for answer in (good, (401, {}, "no"), (403, {}, "no"), (200, {}, "<html>"), sources.answer({})):
        world.routes["/res/v1/web/search"] = answer
        shutil.rmtree(tmp_path / "profiles", ignore_errors=True)
        done = run(tmp_path, world, "hooli", "--no-browser", domains=(other.url,), **env)
        assert done.returncode == (0 if answer is good else 3), done.stderr
        assert "Brave Search for" in done.stderr
        assert "s3cret" not in done.stderr + done.stdout
        files = [file.read_bytes() for file in (tmp_path / "profiles").rglob("*") if file.is_file()]
        assert not any(b"s3cret" in data for data in files)
    keyed = {asked.path.partition("?")[0] for asked in world.log if "s3cret" in str(asked.headers)}
    assert keyed == {"/res/v1/web/search"}


DDGS = """
class DDGS:
    def __init__(self, proxy=None, timeout=5, *, verify=True):
        assert timeout == 8
    def text(self, query, **kwargs):
        assert kwargs == {"max_results": 8}, kwargs
        if "FAIL":
            raise RuntimeError("202 Ratelimit")
        return [{"title": "Hooli", "href": "URL", "body": query}, {"title": "x", "href": "javascript:1", "body": ""}]
"""


def test_ddgs_is_asked_only_when_told_so_and_its_troubles_are_no_news(
    tmp_path: Path, world: Server, other: Server
) -> None:
    """Its documented object (9.16: DDGS(timeout).text(query, max_results) → title, href, body) stands in for it."""
    other.page("/", sources.home("Hooli"))
    shelf = tmp_path / "lib"
    shelf.mkdir()
    path = os.pathsep.join([str(shelf), os.environ.get("PYTHONPATH", "")])
    for fail in ("", "yes"):
        (shelf / "ddgs.py").write_text(DDGS.replace("URL", other.url + "/").replace("FAIL", fail))
        env = {"RESEARCH_SEARCH_DDGS": "1", "PYTHONPATH": path}
        done = run(tmp_path, world, "hooli", "--no-browser", domains=(other.url,), **env)
        assert done.returncode == (3 if fail else 0), done.stderr
        assert "ddgs for hooli company official site" in done.stderr
        if not fail:
            assert "A web search lists it first." in (tmp_path / "profiles/hooli/profile.toml").read_text()
        shutil.rmtree(tmp_path / "profiles", ignore_errors=True)
    done = run(tmp_path, world, "hooli", "--no-browser", domains=(other.url,), PYTHONPATH=path)
    assert "ddgs" not in done.stderr


def test_on_a_terminal_the_user_is_asked(tmp_path: Path, world: Server, other: Server) -> None:
    """With a terminal at both ends the candidates are numbered, and the chosen one is written with who chose it."""
    import pty

    world.page("/", sources.home("Hooli"))
    other.page("/", sources.home("Hooli", more="<p>We lend money.</p>"))
    know(world, ("Hooli", "Irish maker of pumps", world.url), ("Hooli", "Peruvian bank", other.url))
    near, far = pty.openpty()
    known = {**os.environ, **sources.environment(world, other.url), "TERM": "dumb"}
    running = subprocess.Popen(
        [sys.executable, "-m", "research", "hooli", "--no-browser"],
        cwd=tmp_path,
        env=known,
        stdin=far,
        stdout=far,
        stderr=far,
    )
    os.close(far)
    shown = b""
    while b"Which one is it" not in shown:
        shown += os.read(near, 4096)
    numbered = [line for line in shown.decode().splitlines() if line.startswith(("1. ", "2. "))]
    pick = next(line[0] for line in numbered if "Peruvian bank" in line)
    os.write(near, f"{pick}\n".encode())
    with contextlib.suppress(OSError):  # the far side closes
        while data := os.read(near, 4096):
            shown += data
    assert running.wait(60) == 0, shown.decode()
    os.close(near)
    profile = (tmp_path / "profiles" / "hooli" / "profile.toml").read_text()
    assert f'site = "{other.url}"' in profile
    assert "You chose it among sites of this name." in profile


# --- the judgement alone ---


def look(url: str, html: str, final: str = "") -> Look:
    """An opened first page."""
    body = html.encode()
    page = Page(url=url, final_url=final or url, kind="home", fetched_at=NOW, sha256=capture_hash(body), body=body)
    return Look(url, read(page).model_copy(update={"kind": "home"}))


def lead(name: str, site: str | None = None, about: str = "", source: str = "Wikidata") -> Lead:
    """What a source says."""
    return Lead(source=source, name=name, site=site, description=about, sort="organisation")


def test_addresses_made_from_a_name() -> None:
    """Legal forms are dropped, words joined and dashed; a domain is itself; nothing is made of signs alone."""
    assert guesses("Acme Corp, Inc.")[:2] == ["https://acme.com", "https://acme.io"]
    assert "https://blue-river.com" in guesses("Blue River")
    assert guesses("acme.io") == ["https://acme.io"]
    assert {"https://acme.de", "https://acme.fr", "https://acme.co.uk"} <= set(guesses("Acme"))
    assert guesses("acme.co.uk") == ["https://acme.co.uk"]
    assert guesses("!!!") == []
    assert guesses("株式会社") == []


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("Feinwerk Nord GmbH & Co. KG", "feinwerknord.de", "feinwerk-nord.de"),
        ("Groupe Solenne S.A.S.", "groupesolenne.fr", "groupesolenne.com"),
        ("Tidewater Ltd.", "tidewater.co.uk", "tidewater.ie"),
        ("Müller & Söhne AG", "mullersohne.de", "muellersoehne.ch"),
        ("Mar Azul S.L.", "marazul.es", "mar-azul.es"),
        ("Porto Claro Ltda", "portoclaro.com.br", "portoclaro.com"),
    ],
)
def test_the_legal_form_says_where_a_company_is_at_home(name: str, first: str, also: str) -> None:
    """Its country's domain is tried first, without the form, with umlauts spelt out, and few others."""
    found = [url.removeprefix("https://") for url in guesses(name)]
    assert found[0] == first
    assert also in found
    assert len(found) <= 16


def test_a_country_domain_counts_as_spelling_the_name_and_two_of_them_are_one_company() -> None:
    """acme.de whose page links to acme.fr's home is the same house; with a legal name in the footer it is clear."""
    german = sources.home(
        "Acme", legal="Acme Deutschland GmbH", more="<a href='https://acme.fr/' hreflang=fr>Français</a>"
    )
    french = sources.home("Acme", legal="Acme SAS", more="<a href='https://acme.de/' hreflang=de>Deutsch</a>")
    found = verdict("Acme", [], [look("https://acme.fr", french), look("https://acme.de", german)])
    assert found.status == "clear"
    assert len(found.candidates) == 1
    assert any("acme." in e and "spells the name" in e for e in found.candidates[0].evidence)


def test_two_companies_of_one_name_in_two_countries_are_both_listed() -> None:
    """acme.co.uk and acme.de, strangers to each other: nobody is chosen, and each says what speaks for it."""
    uk = sources.home("Acme", legal="Acme Limited", more="<p>We bake bread in Leeds.</p>")
    de = sources.home("Acme", legal="Acme GmbH", more="<p>We weld boilers in Kassel.</p>")
    found = verdict("Acme", [], [look("https://acme.co.uk", uk), look("https://acme.de", de)])
    assert found.status == "several"
    assert {c.site for c in found.candidates} == {"https://acme.co.uk", "https://acme.de"}
    assert all(len(c.evidence) >= 2 for c in found.candidates)


def test_a_redirect_counts_for_where_it_leads() -> None:
    """acme.io and Wikidata's old address lead to acme.com: one candidate, clear."""
    page = sources.home("Acme")
    looks = [
        look("https://acme.io", page, "https://www.acme.com/"),
        look("https://acme.com", page, "https://www.acme.com/"),
    ]
    found = verdict("acme", [lead("Acme, Inc.", "https://acme.io")], looks)
    assert found.status == "clear"
    assert [c.site for c in found.candidates] == ["https://www.acme.com"]


def test_a_second_address_of_the_same_company_is_no_namesake() -> None:
    """A page of the name that links to the other's site is the company's own."""
    second = sources.home("Acme", more="<a href='https://acme.com/'>Go to the main site</a>")
    found = verdict("acme", [], [look("https://acme.com", sources.home("Acme")), look("https://acme.dev", second)])
    assert found.status == "clear"
    assert len(found.candidates) == 1


def test_two_pages_of_one_name_are_left_open() -> None:
    """acme.com and acme.io both carry the name and nobody else knows either."""
    looks = [
        look("https://acme.com", sources.home("Acme")),
        look("https://acme.io", sources.home("Acme", more="<p>Boats.</p>")),
    ]
    assert verdict("acme", [], looks).status == "several"


def test_the_known_one_is_clear_and_the_other_is_named() -> None:
    """Wikidata's official site is far ahead of a page of the name, which the evidence still mentions."""
    looks = [
        look("https://acme.com", sources.home("Acme")),
        look("https://acme.io", "<title>Acme</title><p>Boats.</p>"),
    ]
    found = verdict("acme", [lead("Acme", "https://acme.com", "maker of pumps")], looks)
    assert found.winner is not None
    assert found.winner.site == "https://acme.com"
    assert "acme.io" in " ".join(found.winner.against)


def test_a_blocked_page_does_not_hide_a_known_company() -> None:
    """A bot wall before the first page speaks neither for nor against; Wikidata and the address do."""
    miss = Miss(url="https://acme.com", reason="blocked", detail="blocked by a bot check")
    found = verdict("acme", [lead("Acme", "https://acme.com")], [Look("https://acme.com", None, miss)])
    assert found.status == "clear"
    assert "could not be read: blocked by a bot check" in " ".join(found.candidates[0].against)


def test_a_longer_name_is_somebody_else() -> None:
    """A company whose name only begins alike is not offered on that ground."""
    found = verdict("acme", [lead("Acme Brick", "https://brick.com", "brick maker")], [])
    assert found.status == "none"


def test_a_domain_as_a_name_is_that_domain() -> None:
    """Typing acme.com means acme.com, if its page carries the name."""
    assert verdict("acme.com", [], [look("https://acme.com", sources.home("Acme"))]).status == "clear"


@pytest.mark.parametrize(
    "name", ["", " ", "a" * 5000, "\x00", "..", "<b>", "公司", "a.b.c.d.e", "'; DROP", "\u202eevil"]
)
def test_odd_names_decide_nothing(name: str) -> None:
    """No name makes the judgement fail."""
    guesses(name)
    assert verdict(name, [lead(name, "https://[bad"), lead("x", "javascript:alert(1)")], []).status in (
        "none",
        "several",
    )


async def test_a_network_that_swallows_everything_ends_soon() -> None:
    """A resolver that never answers: nobody is reached, within two waves, and no task is left behind."""

    async def hang(_: str) -> list[str]:
        await asyncio.sleep(60)
        return []

    began = time.monotonic()
    async with Collector(typed=[], now=lambda: NOW, resolver=hang) as collector:
        ask = Ask(collector, now=lambda: NOW, env={})
        found = await decide("hooli", collector, ask, wave_s=0.5)
        await ask.close()
    assert (found.status, found.unreached) == ("none", True)
    assert time.monotonic() - began < 3
