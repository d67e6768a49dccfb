"""Which addresses may be contacted: classes, spellings, grants, resolution once. Hosts are looked up in a table."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable

import pytest
from hostile_server import HostileServer
from hypothesis import given
from hypothesis import strategies as st

from research.collect.guard import AddressClass, Guard, Refused, classify, parse

N, L, PRIVATE, PUBLIC = AddressClass.NEVER, AddressClass.LOOPBACK, AddressClass.PRIVATE, AddressClass.PUBLIC


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", N), ("169.254.169.254", N), ("224.0.0.1", N), ("239.255.255.250", N), ("240.0.0.1", N),
        ("255.255.255.255", N), ("::", N), ("fe80::1", N), ("ff02::1", N), ("4000::1", N),
        ("127.0.0.1", L), ("127.8.9.1", L), ("::1", L), ("::ffff:127.0.0.1", L),
        ("64:ff9b::7f00:1", L), ("64:ff9b:1::7f00:1", L), ("2002:7f00:1::", L),
        ("64:ff9b::a9fe:a9fe", N), ("2002:a9fe:a9fe::", N), ("::ffff:169.254.169.254", N),
        ("10.1.2.3", PRIVATE), ("172.16.0.1", PRIVATE), ("192.168.1.1", PRIVATE), ("100.64.0.1", PRIVATE),
        ("198.18.0.1", PRIVATE), ("192.0.2.1", PRIVATE), ("192.88.99.1", PRIVATE), ("fc00::1", PRIVATE),
        ("fec0::1", PRIVATE), ("2001:db8::1", PRIVATE), ("3fff::1", PRIVATE), ("5f00::1", PRIVATE),
        ("64:ff9b:1::808:808", PRIVATE), ("::ffff:10.0.0.1", PRIVATE), ("2002:a00:1::", PRIVATE),
        ("8.8.8.8", PUBLIC), ("2606:4700::1111", PUBLIC), ("64:ff9b::808:808", PUBLIC), ("::ffff:8.8.8.8", PUBLIC),
    ],
)  # fmt: skip
def test_every_address_has_its_class(address: str, kind: AddressClass) -> None:
    assert classify(address) is kind


def test_a_compatible_and_a_teredo_address_are_never_public() -> None:
    assert classify("::127.0.0.1") < PRIVATE
    assert classify("2001:0:4136:e378:8000:63bf:80ff:fffe") is L  # Teredo around 127.0.0.1


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1", "http://0177.0.0.1/", "http://127.1/",
        "http://127.0.1/", "http://127.0.0.1./", "http://０x7f.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/",
        "http://127.0.0.0x1/", "HTTP://127.0.0.1:80/",
    ],
)  # fmt: skip
def test_odd_spellings_of_an_address_are_seen_for_what_they_are(url: str) -> None:
    assert parse(url).host == "127.0.0.1"


@pytest.mark.parametrize(
    "url",
    [
        "", "acme", "//acme.example/", "ftp://acme.example/", "file:///etc/passwd", "javascript:alert(1)", "data:,x",
        "view-source:http://acme.example/", "ws://acme.example/", "http://", "http:///x", "http:/127.0.0.1/",
        "http://user@acme.example/", "http://u:p@acme.example/", "http://acme.example\\@127.0.0.1/",
        "http://acme.example /", "http://acme\t.example/", "http://acme.example/\x1b[31m", "http://acme.example/a b",
        "http://acme.example:99999/", "http://acme.example:0/", "http://acme.example:x/", "http://[::1",
        "http://[::1]x/", "http://[::1]:80:80/",
        "http://[fe80::1%25eth0]/", "http://%31%32%37.0.0.1/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://09.1/",
        "http://a..example/", "http://" + "a" * 64 + ".example/", "http://acme.example/" + "a" * 9000,
        "http://acme℀.example/", "http://\u00ad/", "http://acme.example/\ud800",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused_with_a_clause(url: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(url)
    assert 0 < len(refused.value.detail) <= 120
    assert refused.value.detail.isprintable()


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://a.example/", "http://a.example", "http://["]))
def test_no_text_makes_parsing_fail_in_another_way_and_the_spelling_is_stable(text: str, start: str) -> None:
    try:
        target = parse(start + text)
    except Refused as error:
        assert error.detail.isprintable()
        return
    assert target.url.isascii()
    again = parse(target.url)
    assert (again.url, again.host, again.port) == (target.url, target.host, target.port)


def test_one_url_has_one_spelling() -> None:
    assert parse("HTTPS://WWW.Bücher.Example.:443/ä?q=ü#top").url == "https://www.xn--bcher-kva.example/%C3%A4?q=%C3%BC"
    assert parse("http://[0:0:0:0:0:0:0:1]:8000").origin == "http://[::1]:8000"
    assert parse("http://acme.example?@127.0.0.1/").host == "acme.example"
    assert parse("http://acme.example#@127.0.0.1/").host == "acme.example"


class Names:
    """A resolver over a table that counts; a list of lists answers differently each time (rebinding)."""

    def __init__(self, **table: list[list[str]]) -> None:
        self.table = {name.replace("_", "."): answers for name, answers in table.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Iterable[str]:
        self.asked.append(host)
        await asyncio.sleep(0)
        if host not in self.table:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        answers = self.table[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


async def _refusal(guard: Guard, url: str) -> Refused:
    with pytest.raises(Refused) as refused:
        await guard.admit(url)
    return refused.value


async def test_a_typed_private_address_is_granted_exactly_and_the_user_is_told() -> None:
    guard = Guard(["http://127.0.0.1:8000/start"])
    assert (await guard.admit("http://127.0.0.1:8000/other")).addresses == ("127.0.0.1",)
    assert guard.remarks == ["127.0.0.1:8000 is a private address; allowed because you named it"]
    for url in ("http://127.0.0.1:8001/", "https://127.0.0.1:8000/", "http://127.0.0.2:8000/", "http://[::1]:8000/"):
        assert (await _refusal(guard, url)).reason == "unsafe address"
    await guard.admit("http://127.0.0.1:8000/again")
    assert len(guard.remarks) == 1


async def test_an_allowed_origin_is_granted_too() -> None:
    guard = Guard(["http://127.0.0.1:8000/"], ["http://127.0.0.1:8001"])
    assert (await guard.admit("http://127.0.0.1:8001/x")).port == 8001


async def test_a_public_page_leads_to_nothing_private() -> None:
    names = Names(acme_example=[["93.184.216.34"]], inside_example=[["10.0.0.5"]], local_example=[["127.0.0.1"]])
    guard = Guard(["https://acme.example/"], resolver=names)
    assert (await guard.admit("https://acme.example/about")).addresses == ("93.184.216.34",)
    assert guard.remarks == []
    for url in ("http://inside.example/", "http://local.example/", "http://192.168.0.1/", "http://[fc00::1]/"):
        assert (await _refusal(guard, url)).reason == "unsafe address"


async def test_reserved_addresses_cannot_be_granted_by_anybody() -> None:
    names = Names(meta_example=[["169.254.169.254"]])
    guard = Guard(["http://169.254.169.254/", "http://0.0.0.0:80/", "http://meta.example/"], resolver=names)
    for url in ("http://169.254.169.254/latest", "http://0.0.0.0/", "http://meta.example/"):
        assert "reserved" in (await _refusal(guard, url)).detail
    assert guard.remarks == []


async def test_one_private_record_beside_a_public_one_is_refused_even_when_typed() -> None:
    names = Names(acme_example=[["93.184.216.34", "10.0.0.5"]])
    assert (
        "public and private"
        in (await _refusal(Guard(["http://acme.example/"], resolver=names), "http://acme.example/")).detail
    )


async def test_a_host_is_looked_up_once_so_a_second_answer_changes_nothing() -> None:
    names = Names(acme_example=[["93.184.216.34"], ["127.0.0.1"]])
    guard = Guard([], resolver=names)
    await asyncio.gather(*(guard.admit(f"https://acme.example/{i}") for i in range(5)))
    assert (await guard.admit("http://acme.example:8080/")).addresses == ("93.184.216.34",)
    assert names.asked == ["acme.example"]
    assert guard.checked("acme.example", 443) == ("93.184.216.34",)
    with pytest.raises(Refused):
        guard.checked("acme.example", 22)


async def test_the_first_caller_going_away_does_not_spoil_the_answer_for_the_others() -> None:
    guard = Guard([], resolver=Names(acme_example=[["93.184.216.34"]]))
    first = asyncio.ensure_future(guard.admit("https://acme.example/1"))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(guard.admit("https://acme.example/2"))
    first.cancel()
    assert (await second).addresses == ("93.184.216.34",)


async def test_an_unknown_host_is_named_and_a_resolver_that_answers_rubbish_is_no_crash() -> None:
    names = Names(odd_example=[["not an address"]], none_example=[[]])
    guard = Guard([], resolver=names)
    assert (await _refusal(guard, "https://nowhere.example/")).detail == "cannot find host nowhere.example"
    for host in ("odd.example", "none.example"):
        assert (await _refusal(guard, f"https://{host}/")).reason == "no network"


async def test_a_name_that_the_user_typed_grants_the_private_address_behind_it() -> None:
    guard = Guard(["http://intranet.example/"], resolver=Names(intranet_example=[["10.0.0.5"]]))
    assert (await guard.admit("http://intranet.example/about")).addresses == ("10.0.0.5",)
    assert guard.remarks == ["intranet.example is a private address; allowed because you named it"]
    assert (await _refusal(guard, "http://10.0.0.5/")).reason == "unsafe address"


async def test_connect_dials_the_checked_address_and_nothing_else() -> None:
    async with HostileServer() as server, HostileServer() as canary:
        guard = Guard(
            [f"http://named.example:{server.port}/"], resolver=Names(named_example=[["127.0.0.1"], ["10.0.0.1"]])
        )
        reader, writer = await guard.connect("named.example", server.port, "http", 5)
        writer.write(b"GET /good HTTP/1.1\r\nHost: named.example\r\n\r\n")
        assert b"200" in await reader.readline()
        writer.close()
        with pytest.raises(Refused):
            await guard.connect("127.0.0.1", canary.port, "http", 5)
        assert canary.hits == []


async def test_connect_tells_a_refused_connection_apart() -> None:
    async with HostileServer() as server:
        port = server.port
    guard = Guard([f"http://127.0.0.1:{port}/"])
    with pytest.raises(Refused) as refused:
        await guard.connect("127.0.0.1", port, "http", 5)
    assert refused.value.reason == "refused"
