"""The browser: what it reads, what it never does. Real Chromium, real servers, this machine only."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import gzip
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from conftest import Canary, Server

from research.collect.browser import Browser, FoundBrowser
from research.collect.guard import Guard
from research.collect.memory_child import too_large
from research.collect.proxy import Limits, Proxy
from research.collect.tab import Handed
from research.errors import BrowserError
from research.models import Kind, Miss, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENT = "research/0 (tests)"
MB = 1_000_000
LONG = "This sentence stands here so that the page is not thin. " * 12


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(site: Server, browser_path: str) -> AsyncIterator[Browser]:
    """One warm browser for all tests of well-behaved pages."""
    async with Browser(Guard([site.url]), AGENT, FoundBrowser(browser_path, "chromium", "test")) as warm:
        yield warm


async def text_of(browser: Browser, url: str, kind: Kind = "other") -> str:
    page = await browser.render(url, kind, now)
    assert isinstance(page, Page), page
    return page.body.decode()


# --- reading -----------------------------------------------------------------------------------------------------


async def test_a_page_built_by_script_is_read_with_all_that_describes_it(browser: Browser, site: Server) -> None:
    site.routes["/built"] = (
        200, {"etag": '"e1"', "set-cookie": "a=1", "content-language": "en"},
        "<title>Über uns</title><div id=app></div><script>app.innerHTML='<h1>Built – é</h1>'</script>",
    )  # fmt: skip
    page = await browser.render(site.url + "/built", "about", now)
    assert isinstance(page, Page)
    assert "<h1>Built – é</h1>" in page.body.decode() and "<script" not in page.body.decode()
    assert (page.way, page.status, page.charset, page.kind) == ("browser", 200, "utf-8", "about")
    assert page.final_url == page.url == site.url + "/built"
    assert page.headers == {"content-type": "text/html; charset=utf-8", "etag": '"e1"', "content-language": "en"}


async def test_text_that_comes_600_ms_later_is_waited_for_and_its_data_named(browser: Browser, site: Server) -> None:
    def slow(_: object) -> tuple[int, dict[str, str], str]:
        time.sleep(0.6)
        return 200, {"content-type": "application/json"}, '{"text": "late but here"}'

    site.routes["/api/late.json"] = slow
    url = site.page(
        "/late",
        f"<p>{LONG}<p id=a>…<script>fetch('/api/late.json').then(r=>r.json()).then(j=>a.textContent=j.text)</script>",
    )
    page = await browser.render(url, "other", now)
    assert isinstance(page, Page) and b"late but here" in page.body
    assert page.data_urls == (site.url + "/api/late.json",)


async def test_a_thin_page_gets_more_time(browser: Browser, site: Server) -> None:
    url = site.page("/thin", "<p id=a>Loading<script>setTimeout(() => a.textContent = 'arrived', 700)</script>")
    assert "arrived" in await text_of(browser, url)


async def test_a_list_that_waits_to_be_scrolled_to_is_read(browser: Browser, site: Server) -> None:
    url = site.page(
        "/lazy",
        f"<p>{LONG}<div style='height:4000px'></div><p id=a>…<script>new IntersectionObserver((e) => "
        "{ if (e[0].isIntersecting) a.textContent = 'seen at last' }).observe(a)</script>",
    )
    assert "seen at last" in await text_of(browser, url)


async def test_open_shadow_trees_are_read_in_the_order_a_reader_sees(browser: Browser, site: Server) -> None:
    url = site.page(
        "/shadow",
        "<x-card>Dana Reyes</x-card><script>document.querySelector('x-card').attachShadow({mode:'open'})"
        ".innerHTML='<style>b{color:red}</style><b>Chief</b> <slot></slot><i>end</i>'</script>",
    )
    assert "<x-card><b>Chief</b> Dana Reyes<i>end</i></x-card>" in await text_of(browser, url)


async def test_frames_of_the_same_site_are_read_where_they_stand(browser: Browser, site: Server) -> None:
    site.page("/inner", "<title>i</title><p>Words of the frame</p>")
    html = await text_of(browser, site.page("/outer", f"<p>{LONG}</p><iframe src=/inner></iframe><p>after</p>"))
    assert html.index("Words of the frame") < html.index("<p>after</p>")


async def test_a_page_that_is_handed_over_is_not_asked_for_and_stands_at_its_address(
    browser: Browser, site: Server
) -> None:
    site.routes["/handed/data.json"] = (
        200,
        {"content-type": "application/json", "etag": '"d1"'},
        '{"text": "from data"}',
    )
    html = (
        "<title>Grüße</title><div id=app></div><script>fetch('data.json').then(r => r.json()).then(j => app.innerHTML ="
        " `<p>${j.text} at ${location.pathname} as ${origin} with ${document.cookie}</p>`)</script>"
        "<script>app.textContent = 'not allowed by the policy'</script>"
    )
    policy = "script-src 'sha256-" + base64.b64encode(hashlib.sha256(html.split("<script>")[1].split("</script>")[0].encode()).digest()).decode() + "'"  # fmt: skip # noqa: E501 (one header)
    handed = Handed(
        200, (("content-type", "text/html; charset=iso-8859-1"), ("etag", '"h1"'), ("set-cookie", "seen=yes"),
              ("content-security-policy", policy)), html.encode("latin-1"),
    )  # fmt: skip
    page = await browser.render(f"{site.url}/handed/over", "other", now, handed)
    assert isinstance(page, Page)
    assert f"<p>from data at /handed/over as {site.url} with seen=yes</p>" in page.body.decode()
    assert "Grüße" in page.body.decode() and "not allowed" not in page.body.decode()
    assert page.final_url == f"{site.url}/handed/over" and page.headers["etag"] == '"h1"'
    assert page.data_urls == (f"{site.url}/handed/data.json",)
    assert "/handed/over" not in site.paths() and site.paths().count("/handed/data.json") == 1


async def test_a_page_that_is_handed_over_can_lead_on_but_nowhere_else(
    browser: Browser, site: Server, canary: Canary
) -> None:
    site.page("/onward", f"<p>{LONG}<p>arrived")
    kind = (("content-type", "text/html"),)
    onward = await browser.render(
        f"{site.url}/first", "other", now, Handed(200, kind, b"<script>location = '/onward'</script>")
    )
    assert isinstance(onward, Page) and b"arrived" in onward.body and onward.final_url == f"{site.url}/onward"
    away = f"<script>location = '{canary.url}'; fetch('{canary.url}/2')</script><img src={canary.url}/3>"
    await browser.render(f"{site.url}/second", "other", now, Handed(200, kind, away.encode()))
    assert canary.touched == []


TRICKS = (
    "style='display:none'", "style='visibility:hidden'", "style='opacity:0'", "style='font-size:0'", "hidden",
    "style='position:absolute;left:-9999px'", "style='text-indent:-9999px'", "style='color:#fff'",
    "style='color:transparent'", "style='height:0;overflow:hidden'", "style='clip-path:inset(100%)'",
    "style='position:absolute;clip:rect(0,0,0,0)'", "style='transform:scale(0)'", "style='filter:opacity(0)'",
    "class=sly",
)  # fmt: skip


async def test_what_a_reader_cannot_see_is_marked(browser: Browser, site: Server) -> None:
    paragraphs = "".join(f"<p {trick}>Ignore all {number}.</p>" for number, trick in enumerate(TRICKS))
    url = site.page("/hidden", f"<style>.sly{{position:absolute;top:-5000px}}</style><p>{LONG}</p>{paragraphs}")
    html = await text_of(browser, url)
    for number, trick in enumerate(TRICKS):
        end = html.index(f"Ignore all {number}.")
        assert "data-research-hidden" in html[html.rindex("<p", 0, end) : end], trick
    assert html.count("data-research-hidden") == len(TRICKS)


async def test_a_page_hidden_until_something_that_never_comes_is_not_marked(browser: Browser, site: Server) -> None:
    url = site.page("/wait", f"<style>body{{opacity:0}}</style><div hidden><p>{LONG}</p></div>")
    assert "data-research-hidden" not in await text_of(browser, url)


async def test_honest_text_is_not_taken_for_hidden(browser: Browser, site: Server) -> None:
    url = site.page(
        "/honest",
        "<style>.hero{position:relative;height:300px}.hero img{position:absolute;inset:0;width:100%;height:100%}"
        ".hero h1{position:relative;color:#fff}.dark{background:#123}.dark p{color:#fff}.fade{opacity:0;"
        "transition:opacity 5s}.fade.in{opacity:1}</style><div class=hero><img src=/x.png alt=''><h1>On a picture</h1>"
        f"</div><div class=dark><p>{LONG}</p></div><div style='background-image:linear-gradient(#000,#111)'><p "
        "style='color:#fff'>On a gradient</p></div><p class=fade id=f>Fades in</p><script>new IntersectionObserver("
        "() => f.classList.add('in')).observe(f)</script>",
    )
    assert "data-research-hidden" not in await text_of(browser, url)


async def test_accordions_and_the_dialogs_of_people_are_opened(browser: Browser, site: Server) -> None:
    url = site.page(
        "/team",
        f"<p>{LONG}</p><details><summary>More</summary>Inside details</details>"
        "<button aria-expanded=false aria-controls=p1 onclick=\"this.setAttribute('aria-expanded','true');"
        "document.getElementById('p1').textContent='Built on click'\">Bio</button>"
        "<div id=p1 style='display:none'></div>"
        "<button data-bs-toggle=collapse data-bs-target='#p2'>Open</button><div id=p2 hidden>Closed but read</div>"
        "<div role=button tabindex=0 onclick=\"dlg.textContent='Dana Reyes leads the platform group.';"
        'dlg.showModal()">'
        "<h3>Dana Reyes</h3></div><dialog id=dlg></dialog>",
    )
    html = await text_of(browser, url, "team")
    for words in ("Inside details", "Built on click", "Closed but read", "Dana Reyes leads the platform group."):
        start = html.index(words)
        assert "data-research-hidden" not in html[html.rindex("<", 0, start) : start], words


async def test_opening_never_follows_submits_or_consents(browser: Browser, site: Server) -> None:
    url = site.page(
        "/careful",
        f"<p>{LONG}</p><form action=/submitted><button>Read more</button></form><button onclick=\"location='/gone'\">"
        "Show more</button><button onclick=\"fetch('/agreed')\">Accept all</button><a href=/linked role=button "
        "aria-expanded=false>More</a><p>still here</p>",
    )
    html = await text_of(browser, url, "team")
    assert "still here" in html
    assert not {"/submitted", "/gone", "/agreed", "/linked"} & set(site.paths())


async def test_a_click_that_leads_away_costs_nothing(browser: Browser, site: Server) -> None:
    url = site.page(
        "/away",
        f"<p>{LONG}</p><button aria-expanded=false onclick=\"history.pushState({{}}, '', '/elsewhere');"
        "document.body.textContent='another page'\">Read more</button><p>and then</p><p hidden>secret</p>",
    )
    page = await browser.render(url, "team", now)
    assert isinstance(page, Page) and page.final_url == url
    assert b"Read more</button>" in page.body and b"another page<" not in page.body
    assert b"data-research-hidden" in page.body


async def test_pictures_fonts_and_media_are_not_asked_for(browser: Browser, site: Server) -> None:
    url = site.page(
        "/heavy",
        f"<link rel=stylesheet href=/s.css><img src=/h1.png srcset='/h2.png 2x'><video src=/h3.mp4 autoplay></video>"
        f"<p style='background:url(/h4.png)'>{LONG}<script>navigator.sendBeacon('/h5');"
        "new EventSource('/h6')</script>",
    )
    site.routes["/s.css"] = (
        200,
        {"content-type": "text/css"},
        "@font-face{font-family:x;src:url(/h7.woff2)}p{font-family:x}",
    )
    await text_of(browser, url)
    assert "/s.css" in site.paths()
    assert not [path for path in site.paths() if path.startswith("/h") and path[2:3].isdigit()]


async def test_we_say_who_we_are_and_where_from_we_do_not(browser: Browser, site: Server) -> None:
    site.routes["/cookie"] = (200, {"set-cookie": "a=1"}, f"<p>{LONG}<script>document.cookie = 'b=2'</script>")
    await text_of(browser, site.url + "/cookie")
    site.routes["/ref.js"] = (200, {"content-type": "text/javascript"}, "document.body.append('loaded')")
    await text_of(browser, site.page("/agent", f"<p>{LONG}<script src=/ref.js></script>"))
    asked = [one for one in site.log if one.path in ("/agent", "/ref.js")]
    assert {one.headers["user-agent"] for one in asked} == {AGENT}
    assert not any({"referer", "cookie", "proxy-authorization"} & set(one.headers) for one in asked)


async def test_answers_that_are_no_pages_become_misses_with_their_reason(browser: Browser, site: Server) -> None:
    site.routes |= {
        "/404": (404, {}, "gone"), "/403": (403, {}, "no"), "/500": (500, {}, "oh"), "/empty": (204, {}, ""),
        "/file": (200, {"content-type": "application/zip", "content-disposition": "attachment; filename=../x"}, "PK"),
        "/big": (200, {}, b"x" * 11_000_000),
        "/bomb": (200, {"content-encoding": "gzip"}, gzip.compress(b"a" * 30_000_000)),
        "/lies": (200, {"content-encoding": "br"}, b"not brotli"),
        "/png": (200, {"content-type": "image/png"}, base64.b64decode("iVBORw0KGgo=")),
    }  # fmt: skip
    misses = {path: await browser.render(site.url + path, "other", now) for path in
              ("/404", "/403", "/500", "/empty", "/file", "/big", "/bomb", "/lies", "/png")}  # fmt: skip
    assert {path: miss.reason for path, miss in misses.items() if isinstance(miss, Miss)} == {
        "/404": "not found", "/403": "blocked", "/500": "server error", "/empty": "not text", "/file": "not text",
        "/big": "too large", "/bomb": "too large", "/lies": "malformed", "/png": "not text",
    }  # fmt: skip


async def test_tls_that_does_not_come_about_is_named(browser_path: str, serve: Server) -> None:
    url = serve.url.replace("http:", "https:")
    async with Browser(Guard([url]), AGENT, FoundBrowser(browser_path, "chromium", "test")) as browser:
        miss = await browser.render(url, "other", now)
    assert isinstance(miss, Miss) and miss.reason == "certificate"


async def test_a_page_that_is_refused_a_port_or_a_scheme_is_named(browser: Browser, canary: Canary) -> None:
    for url, reason in (
        (canary.url, "unsafe address"), ("file:///etc/passwd", "not allowed"),
        ("http://169.254.169.254/", "unsafe address"),
        ("http://a:b@127.0.0.1/", "not allowed"), ("chrome://version", "not allowed"),
    ):  # fmt: skip
        miss = await browser.render(url, "other", now)
        assert isinstance(miss, Miss) and miss.reason == reason, miss
    assert canary.touched == []


# --- pages that would reach elsewhere ---------------------------------------------------------------------------

REACHING = {
    "img": "<img src=C/1>",
    "srcset": "<img srcset='C/1 1x'><picture><source srcset=C/2><img src=C/3></picture>",
    "script": "<script src=C/1></script><script type=module>import('C/2')</script>",
    "css": "<style>@import 'C/1';p{background:url(C/2)}@font-face{font-family:f;src:url(C/3)}</style>",
    "link": "<link rel=stylesheet href=C/1><link rel=icon href=C/2><link rel=manifest href=C/3>",
    "hints": "<link rel=preconnect href=C><link rel=dns-prefetch href=C><link rel=prefetch href=C/1>"
    "<link rel=preload as=script href=C/2><link rel=prerender href=C/3>",
    "speculation": "<script type=speculationrules>"
    '{"prefetch":[{"urls":["C/1"]}],"prerender":[{"urls":["C/2"]}]}</script>',
    "frames": "<iframe src=C/1></iframe><iframe srcdoc='<img src=C/2><script src=C/3></script>'></iframe>"
    "<iframe sandbox=allow-scripts src='data:text/html,<script src=C/4></script>'></iframe>"
    "<iframe src=\"javascript:'<img src=C/5>'\"></iframe><frameset><frame src=C/6></frameset>",
    "objects": "<object data=C/1></object><embed src=C/2><svg><image href=C/3 /><use href=C/4#a /></svg>",
    "media": "<video src=C/1 autoplay poster=C/2></video><audio src=C/3 autoplay></audio><track src=C/4>",
    "fetch": "<script>fetch('C/1',{mode:'no-cors'}); new XMLHttpRequest().open('GET','C/2'); "
    "x=new XMLHttpRequest(); x.open('POST','C/3'); x.send('a')</script>",
    "beacon": "<script>navigator.sendBeacon('C/1','x'); new EventSource('C/2');"
    "fetch('C/3',{keepalive:true,mode:'no-cors'})</script>",
    "socket": "<script>new WebSocket('ws://H/1'); new WebSocket('wss://H/2')</script>",
    "webrtc": "<script>p=new RTCPeerConnection({iceServers:[{urls:'stun:H'},{urls:'turn:H?transport=tcp',username:'a',"
    "credential:'b'}]}); p.createDataChannel('x'); p.createOffer().then(o=>p.setLocalDescription(o))</script>",
    "refresh": "<meta http-equiv=refresh content='0;url=C/1'>",
    "location": "<script>location='C/1'</script>",
    "opened": "<script>window.open('C/1'); a=document.createElement('a');a.href='C/2';a.target='_blank';"
    "document.documentElement.append(a);a.click()</script>",
    "form": "<form id=f method=post action=C/1><input name=a></form><script>f.submit()</script>",
    "form blank": "<form id=f target=_blank action=C/1></form><script>f.submit()</script>",
    "worker": "<script>new Worker(URL.createObjectURL(new Blob([\"fetch('C/1',{mode:'no-cors'});"
    "importScripts('C/2')\"])));"
    "try{new Worker('C/3')}catch{}; try{new SharedWorker('C/4')}catch{}</script>",
    "service worker": "<script>navigator.serviceWorker?.register('/sw.js')</script>",
    "history": "<script>history.pushState({},'','/elsewhere'); location.replace('C/1')</script>",
    "base": "<base href=C/><img src=1><script src=2></script>",
    "spellings": "<script>for (const u of ['http://127.1:P/','http://2130706433:P/','http://0x7f.1:P/','http://localhost:P/',"
    "'http://[::ffff:127.0.0.1]:P/','http://0.0.0.0:P/','http://①②⑦.0.0.1:P/','http://localhost.:P/']) "
    "fetch(u,{mode:'no-cors'}).catch(()=>{})</script>",
}


async def test_pages_cannot_reach_a_port_that_nobody_named(browser: Browser, site: Server, canary: Canary) -> None:
    bird = f"127.0.0.1:{canary.port}"
    site.routes["/sw.js"] = (200, {"content-type": "text/javascript"}, f"fetch('{canary.url}/sw')")
    urls = []
    for number, (way, html) in enumerate(REACHING.items()):
        html = re.sub(r"\bC/", f"{canary.url}/{way.replace(' ', '-')}/", html).replace("href=C>", f"href={canary.url}>")
        html = re.sub(r"(stun:|turn:|//)H\b", rf"\1{bird}", html).replace(":P/", f":{canary.port}/spelling")
        assert str(canary.port) in html or way == "service worker"
        urls.append(site.page(f"/reach{number}", f"<p>{LONG}</p>{html}"))
    pages = await asyncio.gather(*(browser.render(url, "team", now) for url in urls))
    await asyncio.sleep(0.2)
    assert canary.touched == []
    assert "/sw.js" not in site.paths()
    assert sum(isinstance(page, Page) for page in pages) > len(pages) - 4


async def test_redirects_cannot_reach_a_port_that_nobody_named(browser: Browser, site: Server, canary: Canary) -> None:
    for status in (301, 302, 303, 307, 308):
        site.routes["/hop"] = (status, {"location": canary.url}, "")
        site.routes["/hop2"] = (status, {"location": "/hop"}, "")
        for path in ("/hop", "/hop2"):
            miss = await browser.render(site.url + path, "other", now)
            assert isinstance(miss, Miss) and miss.reason == "unsafe address", miss
    link = f"<{canary.url}/p>; rel=preload; as=script"
    site.routes["/header"] = (200, {"refresh": f"0;url={canary.url}", "link": link}, LONG)
    await browser.render(site.url + "/header", "other", now)
    assert canary.touched == []


# --- pages that misbehave ---------------------------------------------------------------------------------------


async def test_dialogs_are_dismissed(browser: Browser, site: Server) -> None:
    url = site.page(
        "/dialogs",
        f"<p>{LONG}<script>for (let i = 0; i < 300; i++) {{ alert(i); confirm(i); prompt(i); print() }}"
        "onbeforeunload = (e) => { e.preventDefault(); return 'stay' }</script><p>past the dialogs",
    )
    assert "past the dialogs" in await text_of(browser, url)
    assert "past the dialogs" in await text_of(browser, url)


async def test_a_reload_loop_ends_and_is_read(browser: Browser, site: Server) -> None:
    url = site.page("/loop", "<p>again<script>setTimeout(() => location.reload(), 1)</script>")
    began = time.monotonic()
    await browser.render(url, "other", now)
    assert site.paths().count("/loop") <= 12
    assert time.monotonic() - began < 15


async def test_redirects_without_end_are_stopped(browser: Browser, site: Server) -> None:
    for n in range(60):
        site.routes[f"/chain{n}"] = (302, {"location": f"/chain{n + 1}"}, "")
    miss = await browser.render(site.url + "/chain0", "other", now)
    assert isinstance(miss, Miss) and miss.reason == "redirects"
    assert len([path for path in site.paths() if path.startswith("/chain")]) <= 12


async def test_a_page_that_asks_without_end_is_stopped_and_read(browser: Browser, site: Server) -> None:
    site.routes["/more"] = (200, {"content-type": "application/json"}, "{}")
    url = site.page(
        "/endless", f"<p>{LONG}<script>(async () => {{ for (let i = 0; ; i++) await fetch('/more?' + i) }})()</script>"
    )
    page = await browser.render(url, "other", now)
    assert isinstance(page, Page)
    assert len([path for path in site.paths() if path.startswith("/more")]) <= 260


async def test_forty_pop_ups_open_nothing(browser: Browser, site: Server) -> None:
    url = site.page("/pops", f"<p>{LONG}<script>for (let i = 0; i < 40; i++) window.open('/pop' + i)</script>")
    await text_of(browser, url)
    assert not [path for path in site.paths() if path.startswith("/pop") and path != "/pops"]


async def test_endless_loops_floods_and_crashes_cost_their_page_only(browser_path: str, serve: Server) -> None:
    loop = serve.page("/while", f"<p>{LONG}</p><script>while (true) {{}}</script>")
    flood = serve.page("/flood", "<script>setInterval(() => { for (let i = 0; i < 5000; i++) document.body.append("
                       "document.createElement('p'), 'flood') }, 1)</script><p>x")  # fmt: skip
    crash = serve.page(
        "/crash",
        "<script>setTimeout(() => { const a = []; for (;;) a.push(new Array(1e7).fill(a.length)) }, 50)</script>x",
    )
    well = serve.page("/well", f"<p>{LONG}</p><script>document.body.append('healthy')</script>")
    began = time.monotonic()
    async with Browser(Guard([serve.url]), AGENT, FoundBrowser(browser_path, "chromium", "test")) as browser:
        results = await asyncio.gather(*(browser.render(url, "other", now) for url in (loop, flood, crash, well, well)))
        after = await browser.render(well, "other", now)
    for result in (*results[3:], after):
        assert isinstance(result, Page) and b"healthy" in result.body, result
    assert isinstance(results[2], Miss), results[2]
    assert time.monotonic() - began < 30


# --- start and end ----------------------------------------------------------------------------------------------


def offspring(pid: int | None = None) -> set[int]:
    """The ids of browsers (not zombies) that process `pid`, or this one, started: their profile lies in its home."""
    home = f"--user-data-dir={tempfile.gettempdir()}/research-browser-{pid or os.getpid()}-"
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if home in command and state != "Z" and "--type=" not in command:
            found.add(int(entry.name))
    return found


def temporary_homes(pid: int | None = None) -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"research-browser-{pid or os.getpid()}-*"))


CHILD = """
import asyncio, datetime as dt, sys
from research.collect.browser import Browser, FoundBrowser
from research.collect.guard import Guard
async def main():
    async with Browser(Guard([sys.argv[2]]), "research/0", FoundBrowser(sys.argv[1], "chromium", "test")) as browser:
        await browser.start()
        print("up", flush=True)
        await browser.render(sys.argv[2], "other", lambda: dt.datetime.now(dt.UTC))
        await asyncio.sleep(60)
try:
    asyncio.run(main())
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
async def test_no_browser_outlives_us(browser_path: str, serve: Server, blow: signal.Signals) -> None:
    url = serve.page("/busy", "<script>setTimeout(() => { while (true) {} }, 50)</script>x")
    child = subprocess.Popen(  # noqa: ASYNC220 - only starts it, which is quick
        [sys.executable, "-c", CHILD, browser_path, url], stdout=subprocess.PIPE, start_new_session=True
    )
    assert child.stdout is not None and await asyncio.to_thread(child.stdout.readline) == b"up\n"
    await asyncio.sleep(0.4)
    assert offspring(child.pid)
    child.send_signal(blow)
    await asyncio.to_thread(child.wait, 10)
    deadline = time.monotonic() + 5
    while offspring(child.pid) and time.monotonic() < deadline:  # noqa: ASYNC110 - processes tell nobody of their end
        await asyncio.sleep(0.05)
    assert offspring(child.pid) == set()
    if blow == signal.SIGINT:
        assert child.returncode == 130
        assert not temporary_homes(child.pid)


async def test_the_process_that_takes_most_is_ended_when_all_take_too_much() -> None:
    """One alone, or all of the browser and we together; nothing while there is room, or no browser."""
    assert too_large(50 * MB, {1: 80 * MB, 2: 200 * MB}) is None
    assert too_large(50 * MB, {1: 80 * MB, 2: 400 * MB}) == 2
    assert too_large(390 * MB, {1: 80 * MB, 2: 150 * MB, 3: 160 * MB}) == 3
    assert too_large(900 * MB, {}) is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_the_browser_knows_no_key_and_leaves_nothing(
    browser_path: str, serve: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-secret-value")
    before, before_homes = offspring(), set(temporary_homes())
    async with Browser(Guard([serve.url]), AGENT, FoundBrowser(browser_path, "chromium", "test")) as browser:
        await browser.start()
        await browser.start()
        (pid,) = offspring() - before
        seen = Path(f"/proc/{pid}/environ").read_bytes()  # noqa: ASYNC240 - no disk behind it
        assert b"sk-secret-value" not in seen and b"KEY" not in seen
        homes = set(temporary_homes()) - before_homes
        assert [home.stat().st_mode & 0o777 for home in homes] == [0o700]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()  # noqa: ASYNC240 - no disk behind it
        assert b"--proxy-bypass-list=<-loopback>" in command and b"--disable-breakpad" in command
    assert not browser.started
    assert set(temporary_homes()) == before_homes
    assert offspring() - before == set()
    miss = await browser.render(serve.url, "other", now)
    assert isinstance(miss, Miss) and miss.reason == "script page"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_a_browser_that_dies_is_started_again_but_not_for_ever(browser_path: str, serve: Server) -> None:
    before = offspring()
    url = serve.page("/ok", f"<p>{LONG}")
    async with Browser(Guard([serve.url]), AGENT, FoundBrowser(browser_path, "chromium", "test")) as browser:
        for _ in range(3):
            assert isinstance(await browser.render(url, "other", now), Page)
            for pid in offspring() - before:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.2)
        miss = await browser.render(url, "other", now)
        assert isinstance(miss, Miss) and "too often" in miss.detail


@pytest.mark.skipif(sys.platform == "win32", reason="the first browser is a shell script")
async def test_a_start_that_fails_by_chance_is_tried_once_more(
    browser_path: str, serve: Server, tmp_path: Path
) -> None:
    """A browser that ends at once without a word, and starts the second time, reads the page."""
    once = tmp_path / "once"
    once.write_text(f'#!/bin/sh\n[ -e {tmp_path}/met ] && exec {browser_path} "$@"\ntouch {tmp_path}/met\n')
    once.chmod(0o700)
    url = serve.page("/ok", f"<p>{LONG}")
    async with Browser(Guard([serve.url]), AGENT, FoundBrowser(str(once), "once", "test")) as browser:
        assert isinstance(await browser.render(url, "other", now), Page)


async def test_without_a_browser_the_miss_says_what_to_do(serve: Server, tmp_path: Path) -> None:
    async with Browser(Guard([serve.url]), AGENT, FoundBrowser(str(tmp_path / "none"), "none", "test")) as browser:
        with pytest.raises(BrowserError, match="does not start"):
            await browser.start()
        miss = await browser.render(serve.url, "other", now)
    assert isinstance(miss, Miss) and miss.reason == "script page" and "RESEARCH_BROWSER" in miss.detail


# --- the proxy alone --------------------------------------------------------------------------------------------


async def speak(proxy: Proxy, request: str, *, token: bool = True) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    secret = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
    head, _, body = request.partition("\n\n")
    lines = [*head.split("\n"), *([f"Proxy-Authorization: Basic {secret}"] if token else [])]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body.encode())
    try:
        return await asyncio.wait_for(reader.read(65_536), 3)
    finally:
        writer.close()


async def test_the_proxy_serves_nobody_without_the_token(serve: Server) -> None:
    async with Proxy(Guard([serve.url])) as proxy:
        assert (await speak(proxy, f"GET {serve.url}/ HTTP/1.1", token=False)).startswith(b"HTTP/1.1 407 ")
        assert (await speak(proxy, f"CONNECT {serve.url[7:]} HTTP/1.1", token=False)).startswith(b"HTTP/1.1 407 ")
    assert serve.log == []


async def test_the_proxy_opens_only_what_the_guard_admits_and_only_tls_in_tunnels(
    serve: Server, canary: Canary
) -> None:
    guard = Guard([serve.url, serve.url.replace("http", "https")])
    async with Proxy(guard) as proxy:
        assert (await speak(proxy, f"GET {serve.url}/ HTTP/1.1")).startswith(b"HTTP/1.1 404 ")
        assert (await speak(proxy, f"GET {canary.url}/ HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
        assert (await speak(proxy, f"CONNECT 127.0.0.1:{canary.port} HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
        assert (await speak(proxy, "CONNECT 169.254.169.254:80 HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
        assert (await speak(proxy, "GET / HTTP/1.1")).startswith(b"HTTP/1.1 403 ")
        serve.log.clear()
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        secret = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        writer.write(f"CONNECT {serve.url[7:]} HTTP/1.1\r\nProxy-Authorization: Basic {secret}\r\n\r\n".encode())
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"GET /plain HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await asyncio.wait_for(reader.read(), 3) == b""
        writer.close()
    assert serve.log == [] and canary.touched == []


async def test_the_proxy_stops_at_its_limits(serve: Server) -> None:
    serve.routes["/big"] = (200, {}, b"x" * 5_000)
    serve.routes["/bomb"] = (200, {"content-encoding": "gzip"}, gzip.compress(b"a" * 100_000))
    async with Proxy(Guard([serve.url]), Limits(response=4_000, requests=3)) as proxy:
        for path, status in (("/big", b"403"), ("/bomb", b"403"), ("/", b"404"), ("/", b"403")):
            assert (await speak(proxy, f"GET {serve.url}{path} HTTP/1.1")).split(b" ")[1] == status
