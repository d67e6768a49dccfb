"""Photos of interviewers: from the company's own page, drawn anew and small, never anything that can act."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from commands import page, research
from conftest import Server
from PIL import Image

from research.collect.pictures import portrait
from research.models import Document
from research.photos import wanted
from research.profiles import load

BLUE, RED = (30, 60, 200), (200, 40, 30)


def picture(
    form: str = "JPEG", size: tuple[int, int] = (600, 800), colour: tuple[int, ...] = BLUE, **more: object
) -> bytes:
    """A picture of one colour."""
    mode = "RGBA" if len(colour) == 4 else "RGB"
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **more)  # type: ignore[arg-type]
    return out.getvalue()


def drawn(data: bytes) -> Image.Image:
    """What the portrait of this picture shows."""
    made = portrait(data)
    assert isinstance(made, bytes), made
    return Image.open(io.BytesIO(made))


# --- one picture ---


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_square_jpeg(form: str) -> None:
    """Whatever came in, a JPEG of 192 x 192 of the same colour comes out, a few kilobytes long."""
    image = drawn(picture(form))
    assert (image.format, image.size) == ("JPEG", (192, 192))
    found = image.convert("RGB").getpixel((96, 96))
    assert all(abs(a - b) < 12 for a, b in zip(found, BLUE, strict=True))  # type: ignore[arg-type]


def test_nothing_but_the_picture_comes_out() -> None:
    """Places, cameras, comments and a page hidden behind the picture are gone; turned pictures stand upright."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Secret Camera", 6
    data = picture(size=(300, 150), exif=exif.tobytes(), comment=b"<script>alert(1)</script>") + b"<html>hidden</html>"
    made = portrait(data)
    assert isinstance(made, bytes)
    assert not re.search(b"Secret|script|hidden|Exif", made)
    assert portrait(data) == made
    assert Image.open(io.BytesIO(made)).size == (150, 150)


def test_what_is_clear_stands_on_white() -> None:
    """A cut-out portrait on a transparent ground does not turn black."""
    assert drawn(picture("PNG", colour=(0, 0, 0, 0))).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims to hold, and does hold, very many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 3 * width)) for _ in range(min(height, 4_000))) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no picture"),
        (b"<?xml version='1.0'?><svg/>", "no picture"),
        (b"<html>not here</html>", "no picture"),
        (b"", "no picture"),
        (b"\xff\xd8\xff" + bytes(500), "no picture"),
        (picture()[:300], "no picture"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(64), "no picture"),
        (picture(size=(16, 16)), "too small"),
        (picture(size=(900, 100)), "too wide"),
        (bomb(20_000, 4_000), "too many pixels"),
        (bomb(60_000, 60_000), "too many pixels"),
    ],
    ids=["svg", "xml", "html", "empty", "garbage", "cut", "sound", "icon", "banner", "bomb", "claim"],
)
def test_what_is_no_portrait_is_refused_with_its_reason(data: bytes, why: str) -> None:
    """SVG, damage, sound, icons, banners and decompression bombs give a reason, never a picture or a crash."""
    made = portrait(data)
    assert isinstance(made, tuple)
    assert why in made[1]


# --- the whole way ---

TEAM = (
    "<h1>Our team</h1><div class=team><div class=card><img src='{dana}' alt=''><h3>Dana Reyes</h3><p>VP Engineering</p>"
    "</div><div class=card><img src='/img/tomas.jpg' alt=''><h3>Tomás Okafor</h3><p>Staff Engineer</p></div>"
    "<div class=card><img src='/img/mia.jpg' alt=''><h3>Mia Lindgren</h3><p>Head of Sales</p></div></div>"
)


async def made(tmp_path: Path, site: Server, dana: str = "/img/dana.jpg") -> Path:
    """A profile of a small company whose team page shows three people; two of them are met."""
    site.page("/", page("Acme Kites", "<h1>Acme Kites builds kites</h1>"))
    site.page("/team", page("Our team | Acme Kites", TEAM.replace("{dana}", dana)))
    people = [flag for name in ("Dana Reyes", "Tomás Okafor") for flag in ("--interviewer", name)]
    ran = await research("new", "Acme Kites", "--site", site.url, *people, cwd=tmp_path)
    assert ran.status == 0, ran.err
    return tmp_path / "profiles" / "acme-kites"


async def shown(tmp_path: Path) -> list[bytes]:
    """The pictures in the HTML brief."""
    ran = await research("export", "acme-kites", "--format", "html", "-o", "-", cwd=tmp_path)
    assert ran.status == 0, ran.err
    return [base64.b64decode(found) for found in re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', ran.out)]


async def test_the_brief_shows_whom_you_meet_and_nobody_else(tmp_path: Path, serve: Server) -> None:
    """Photos of interviewers alone are asked for, once, kept, embedded; offline they are still there."""
    serve.routes["/img/dana.jpg"] = (200, {"content-type": "image/jpeg", "etag": '"d1"'}, picture())
    serve.routes["/img/tomas.jpg"] = (200, {"content-type": "image/svg+xml"}, "<svg onload='alert(1)'/>")
    serve.routes["/img/mia.jpg"] = (200, {"content-type": "image/jpeg"}, picture(colour=RED))
    await made(tmp_path, serve)
    ran = await research("brief", "acme-kites", "--no-browser", cwd=tmp_path)
    assert ran.status == 0, ran.err
    pictures = await shown(tmp_path)
    assert [Image.open(io.BytesIO(p)).size for p in pictures] == [(192, 192)]
    assert serve.paths().count("/img/dana.jpg") == 1
    assert "/img/mia.jpg" not in serve.paths()
    before = len(serve.log)
    again = await research("brief", "acme-kites", "--offline", cwd=tmp_path)
    assert again.status == 0, again.err
    assert len(serve.log) == before
    assert await shown(tmp_path) == pictures


async def test_a_refresh_asks_conditionally_and_keeps_what_it_cannot_have(tmp_path: Path, serve: Server) -> None:
    """An unchanged photo costs a 304; a failing one keeps the earlier; a new one takes its place."""
    asked: list[str] = []

    def photo(colour: tuple[int, ...], etag: str, status: int = 200):  # type: ignore[no-untyped-def]
        def answer(request):  # type: ignore[no-untyped-def]
            asked.append(request.headers.get("if-none-match", ""))
            if request.headers.get("if-none-match") == etag:
                return 304, {}, b""
            return status, {"content-type": "image/png", "etag": etag}, picture("PNG", colour=colour)

        return answer

    serve.routes["/img/dana.jpg"] = photo(BLUE, '"1"')
    await made(tmp_path, serve)
    assert (await research("brief", "acme-kites", "--no-browser", cwd=tmp_path)).status == 0
    first = await shown(tmp_path)
    assert (await research("refresh", "acme-kites", "--no-browser", cwd=tmp_path)).status == 0
    assert asked == ["", '"1"']
    serve.routes["/img/dana.jpg"] = photo(BLUE, '"2"', 500)
    assert (await research("refresh", "acme-kites", "--no-browser", cwd=tmp_path)).status == 0
    assert await shown(tmp_path) == first
    serve.routes["/img/dana.jpg"] = photo(RED, '"3"')
    assert (await research("refresh", "acme-kites", "--no-browser", cwd=tmp_path)).status == 0
    second = await shown(tmp_path)
    assert len(second) == 1
    assert second != first


async def test_a_photo_leads_nowhere_private_and_is_forgotten_with_its_person(
    tmp_path: Path, serve: Server, canary: object
) -> None:
    """An address that the page points at a private port is not asked; `forget --person` removes the portrait."""
    serve.routes["/img/tomas.jpg"] = (200, {"content-type": "image/jpeg"}, picture())
    folder = await made(tmp_path, serve, dana=f"{canary.url}/dana.jpg")  # type: ignore[attr-defined]
    assert (await research("brief", "acme-kites", "--no-browser", cwd=tmp_path)).status == 0
    assert canary.touched == []  # type: ignore[attr-defined]
    assert len(await shown(tmp_path)) == 1
    ran = await research("forget", "acme-kites", "--person", "Tomás Okafor", "--everywhere", "--yes", cwd=tmp_path)
    assert ran.status == 0, ran.err
    from research.store import Store

    with Store(folder, write=False) as store:
        assert store.latest(f"{serve.url}/img/tomas.jpg") is None


async def test_a_picture_that_stands_in_two_cards_is_nobodys(tmp_path: Path, serve: Server) -> None:
    """The same placeholder beside every name is not shown as anybody's face; a page elsewhere shows no one."""
    folder = await made(tmp_path, serve)
    import datetime as dt

    from research.extract import read
    from research.models import Page, capture_hash

    profile = load(folder, dt.datetime.now().astimezone())

    def document(url: str, html: str) -> Document:
        body = page("Our team", html).encode()
        at = dt.datetime.now().astimezone()
        read_one = read(Page(url=url, final_url=url, kind="team", fetched_at=at, sha256=capture_hash(body), body=body))
        return read_one.model_copy(update={"kind": "team"})

    ours = document(serve.url + "/team", TEAM.replace("{dana}", "/img/dana.jpg"))
    assert {n: link.url for n, link in wanted(profile, [ours]).items()} == {
        "Dana Reyes": serve.url + "/img/dana.jpg", "Tomás Okafor": serve.url + "/img/tomas.jpg",
    }  # fmt: skip
    same = document(serve.url + "/team", TEAM.replace("{dana}", "/img/tomas.jpg"))
    assert wanted(profile, [same]) == {}
    other = document("https://elsewhere.example/team", TEAM.replace("{dana}", "/img/dana.jpg"))
    assert wanted(profile, [other]) == {}
