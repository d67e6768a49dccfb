"""Which addresses may be contacted: the one door for HTTP and the browser.

The rule is a grant per endpoint, made only by the user's own words. A URL that the user typed may name a private
address, and then exactly that scheme, host, address and port is open for this run. Everything that a page, a file, a
redirect or robots.txt names may lead to public addresses or to such a granted endpoint, nowhere else. A host is
resolved once per run, all its answers must pass, and the address that was checked is the address that is dialled, so
that a second DNS answer (rebinding) changes nothing. There is no switch that turns this off.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urlsplit

if TYPE_CHECKING:
    from research.models import Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str], Awaitable[Iterable[str]]]
"""Host name -> its addresses as text; raises socket.gaierror (or another OSError) when there is none."""

_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 8_192
_LOOKUP_S = 8.0
_OTHER_ADDRESS_S = 2.0  # how long one address may keep us from trying the host's next one


class AddressClass(IntEnum):
    """How private an address is, most private first; NEVER cannot be granted by anybody."""

    NEVER = 0
    LOOPBACK = 1
    PRIVATE = 2
    PUBLIC = 3


# IANA IPv4 and IPv6 special-purpose registries. `is_global` alone is not enough: CPython 3.11 calls multicast,
# site-local, 6to4 relay, 3fff::/20, 5f00::/16 and all wrapped IPv4 global.
_CLASSES: tuple[tuple[AddressClass, tuple[str, ...]], ...] = (
    (AddressClass.NEVER, ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4")),
    (AddressClass.NEVER, ("::/128", "fe80::/10", "ff00::/8")),
    (AddressClass.LOOPBACK, ("127.0.0.0/8", "::1/128")),
    (AddressClass.PRIVATE, ("192.88.99.0/24", "fc00::/7", "fec0::/10", "3fff::/20", "5f00::/16", "64:ff9b:1::/48")),
)
_NETWORKS = tuple((kind, ipaddress.ip_network(text)) for kind, texts in _CLASSES for text in texts)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
_UNICAST = ipaddress.IPv6Network("2000::/3")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def classify(address: str | Address) -> AddressClass:
    """Return the class of an address; IPv4 inside IPv6 counts as the more private of the two.

    Unwrapped are: mapped, compatible, NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056) and Teredo (RFC 4380).
    Raises ValueError for what is not an address.
    """
    ip = ipaddress.ip_address(address) if isinstance(address, str) else address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return classify(ip.ipv4_mapped)
        return min([_own_class(ip), *(classify(inner) for inner in _wrapped(ip))])
    return _own_class(ip)


def _wrapped(ip: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    inner: list[ipaddress.IPv4Address] = []
    if ip in _NAT64 or ip in _NAT64_LOCAL or (ip in _COMPATIBLE and int(ip) > 1):
        inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.sixtofour is not None:
        inner.append(ip.sixtofour)
    if ip.teredo is not None:
        inner.extend(ip.teredo)
    return inner


def _own_class(ip: Address) -> AddressClass:
    for kind, network in _NETWORKS:
        if ip.version == network.version and ip in network:
            return kind
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _UNICAST:
        return AddressClass.PUBLIC if ip in _NAT64 else AddressClass.NEVER
    return AddressClass.PUBLIC if ip.is_global else AddressClass.PRIVATE


class Refused(Exception):
    """An address that is not contacted, or cannot be; `reason` for a Miss, `detail` a clause for people."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for: `url` in its one ASCII spelling, and the addresses that were checked."""

    url: str
    scheme: str
    host: str
    """Canonical and lower case; an IPv6 host without its brackets."""
    port: int
    addresses: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """scheme://host, with the port unless it is the scheme's own."""
        return f"{self.scheme}://{authority(self.scheme, self.host, self.port)}"


def authority(scheme: str, host: str, port: int) -> str:
    """Return host[:port] as it stands in a URL."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port == _PORTS.get(scheme) else f"{shown}:{port}"


def parse(url: str) -> Target:
    """Return `url` as a Target without addresses; nothing is looked up.

    Hosts are spelt as the WHATWG URL Standard (section 3.5) does, so that 0x7f.1, 2130706433 and full-width digits
    are seen for what they are. Raises Refused for every scheme but http and https, for user names and passwords,
    backslashes, controls and white space, and for hosts and ports that are none.
    """
    if len(url) > _LONGEST_URL:
        raise Refused("malformed", f"an address of {len(url):,} characters")
    if any(c <= " " or "\x7f" <= c <= "\xa0" or c == "\\" or c.isspace() or "\ud800" <= c <= "\udfff" for c in url):
        raise Refused("malformed", "the address holds white space, a control character or a backslash")
    parts = _split(url)
    scheme = parts.scheme.lower()
    if not scheme:
        raise Refused("malformed", "not a web address")
    if scheme not in _PORTS:
        raise Refused("not allowed", f"{_printable(scheme)}: addresses are not read, only http and https")
    if "@" in parts.netloc:
        raise Refused("not allowed", "the address holds a user name or password")
    host, port = _host(parts), _port(parts, scheme)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._|[]^{}")
    query = f"?{quote(parts.query, safe=_QUERY_SAFE)}" if parts.query else ""
    return Target(f"{scheme}://{authority(scheme, host, port)}{path}{query}", scheme, host, port)


_QUERY_SAFE = "/%:@!$&'()*+,;=~-._?|[]^{}"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:  # "Invalid IPv6 URL", netloc that changes under NFKC
        raise Refused("malformed", "the address is malformed") from error


def _port(parts: SplitResult, scheme: str) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise Refused("malformed", "the port is not a number from 1 to 65535") from error
    if port == 0:
        raise Refused("malformed", "the port is not a number from 1 to 65535")
    return port or _PORTS[scheme]


_BRACKETED = re.compile(r"\[[^\[\]]*\](?::[0-9]*)?")


def _host(parts: SplitResult) -> str:
    if "[" in parts.netloc and not _BRACKETED.fullmatch(parts.netloc):  # urlsplit overlooks "[::1]x"
        raise Refused("malformed", "the host is malformed")
    try:
        host = parts.hostname or ""
    except ValueError as error:
        raise Refused("malformed", "the host is malformed") from error
    return canonical_host(f"[{host}]" if parts.netloc.startswith("[") else host)


_FORBIDDEN_IN_HOST = frozenset(" #%/:<>?@[\\]^|\"'`{}")


def canonical_host(host: str) -> str:
    """Return a host in the WHATWG's spelling, IPv6 without brackets, no trailing dot; raises Refused."""
    if host.startswith("[") and host.endswith("]"):
        return _ipv6(host[1:-1])
    if not host.isascii():
        host = _to_ascii(host)
    host = host.lower().removesuffix(".")
    if not host or len(host) > 253 or any(c in _FORBIDDEN_IN_HOST or c <= " " or c >= "\x7f" for c in host):
        raise Refused("malformed", "the address has no usable host")
    labels = host.split(".")
    if not all(labels) or any(len(label) > 63 for label in labels):
        raise Refused("malformed", "the address has no usable host")
    return _ipv4(labels) if _is_number(labels[-1]) else host


def _ipv6(text: str) -> str:
    try:
        if "%" in text:
            raise ValueError("a zone")
        return str(ipaddress.IPv6Address(text))
    except ValueError as error:
        raise Refused("malformed", "the host is not an IPv6 address") from error


def _to_ascii(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise Refused("malformed", "the host is not a valid international name") from error


def _is_number(label: str) -> bool:
    return label.isdigit() or (label[:2] == "0x" and all(c in "0123456789abcdef" for c in label[2:]))


def _ipv4(labels: list[str]) -> str:
    """Return the dotted form of up to four decimal, octal or hex numbers, the last filling what is left."""
    try:
        numbers = [_number(label) for label in labels]
        last = numbers.pop()
        if len(numbers) > 3 or any(n > 255 for n in numbers) or last >= 256 ** (4 - len(numbers)):
            raise ValueError("out of range")
    except ValueError as error:
        raise Refused("malformed", "the host is not an IPv4 address") from error
    return str(ipaddress.IPv4Address(sum(n << 8 * (3 - i) for i, n in enumerate(numbers)) + last))


def _number(label: str) -> int:
    if len(label) > 20:
        raise ValueError("too long")
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") and label != "0" else int(label)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:40])


class Guard:
    """Admits addresses for one run. `remarks` tells the user what was allowed because they named it; `refused` are the
    endpoints that pages led to and must not, in their order.

    `typed` are the URLs in the user's own words (arguments, profile.toml); `allow_origins` those of --allow-origin.
    A typed URL that does not parse grants nothing. `resolver` replaces the system's resolver (tests).
    """

    def __init__(
        self, typed: Iterable[str], allow_origins: Iterable[str] = (), *, resolver: Resolver | None = None
    ) -> None:
        self.remarks: list[str] = []
        self.refused: dict[str, None] = {}
        self._resolve = resolver or _system_lookup
        self._named: set[tuple[str, str, int]] = set()
        self.name((*typed, *allow_origins))
        self._lookups: dict[str, asyncio.Task[tuple[str, ...]]] = {}
        self._admitted: dict[tuple[str, int], tuple[str, ...]] = {}

    def name(self, typed: Iterable[str]) -> None:
        """Take in further URLs of the user's own words."""
        for url in typed:
            with contextlib.suppress(Refused):
                target = parse(url)
                self._named.add((target.scheme, target.host, target.port))

    async def admit(self, url: str) -> Target:
        """Return `url` parsed with the addresses that may be dialled for it; raises Refused."""
        target = parse(url)
        addresses = await self._check(target.scheme, target.host, target.port)
        return Target(target.url, target.scheme, target.host, target.port, addresses)

    def checked(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses that were admitted for an endpoint earlier in this run; raises Refused if none were."""
        addresses = self._admitted.get((canonical_host(_bracketed(host)), port))
        if not addresses:
            raise Refused("unsafe address", f"{_printable(host)}:{port} was not checked")
        return addresses

    async def connect(
        self, host: str, port: int, scheme: str, timeout: float  # noqa: ASYNC109 - one budget over several addresses
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:  # fmt: skip
        """Return plain TCP streams to an endpoint, after the same checks as `admit`; raises Refused.

        `scheme` says for what the caller will use it ("https": TLS inside); `timeout` in seconds covers all.
        """
        target = parse(f"{scheme}://{_bracketed(host)}:{port}/")
        ends = time.monotonic() + timeout
        addresses = await self._check(target.scheme, target.host, target.port)
        for address in addresses[:-1]:
            with contextlib.suppress(Refused):
                return await _dial(address, port, min(_OTHER_ADDRESS_S, ends - time.monotonic()))
        return await _dial(addresses[-1], port, ends - time.monotonic())

    async def _check(self, scheme: str, host: str, port: int) -> tuple[str, ...]:
        addresses = await self._addresses(host)
        classes = {classify(address) for address in addresses}
        if classes != {AddressClass.PUBLIC}:
            self._check_private(scheme, host, port, classes)
        self._admitted[(host, port)] = addresses
        return addresses

    def _check_private(self, scheme: str, host: str, port: int, classes: set[AddressClass]) -> None:
        shown = authority(scheme, host, port)
        why = ""
        if AddressClass.NEVER in classes:
            why = "is a reserved or link-local address"
        elif AddressClass.PUBLIC in classes:
            why = "answers with public and private addresses at once"
        elif (scheme, host, port) not in self._named:
            why = "is a private address that you did not name"
        if why:
            self.refused.setdefault(shown, None)
            raise Refused("unsafe address", f"{shown} {why}")
        remark = f"{shown} is a private address; allowed because you named it"
        if remark not in self.remarks:
            self.remarks.append(remark)

    async def _addresses(self, host: str) -> tuple[str, ...]:
        with contextlib.suppress(ValueError):
            return (str(ipaddress.ip_address(host)),)
        if host not in self._lookups:
            self._lookups[host] = asyncio.ensure_future(self._look_up(host))
            # Those who asked may have given up meanwhile; then nobody is left to hear of a failure.
            self._lookups[host].add_done_callback(lambda task: task.cancelled() or task.exception())
        # Shielded: the answer belongs to the run, not to the first page that asked for it.
        return await asyncio.shield(self._lookups[host])

    async def _look_up(self, host: str) -> tuple[str, ...]:
        try:
            answers = await asyncio.wait_for(_as_coroutine(self._resolve(host)), _LOOKUP_S)
            addresses = tuple(dict.fromkeys(str(ipaddress.ip_address(a)) for a in answers))
        except TimeoutError as error:
            raise Refused("no network", f"no answer about host {host} in {_LOOKUP_S:.0f} s") from error
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise Refused("no network", f"no network: cannot look up {host}") from error
            raise Refused("no network", f"cannot find host {host}") from error
        except (OSError, ValueError) as error:
            raise Refused("no network", f"cannot find host {host}") from error
        if not addresses:
            raise Refused("no network", f"cannot find host {host}")
        return addresses


def same_peer(peername: object, address: str) -> bool:
    """Tell whether a socket's getpeername() is `address`."""
    if not isinstance(peername, tuple) or not peername:
        return False
    try:
        return ipaddress.ip_address(str(peername[0]).split("%")[0]) == ipaddress.ip_address(address)
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


async def _as_coroutine(answer: Awaitable[Iterable[str]]) -> Iterable[str]:
    return await answer


async def _dial(
    address: str, port: int, timeout: float  # noqa: ASYNC109 - turned into a Refused with its own sentence
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:  # fmt: skip
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), max(timeout, 0.01))
    except TimeoutError as error:
        raise Refused("timeout", "no connection in time") from error
    except ConnectionRefusedError as error:
        raise Refused("refused", f"{_bracketed(address)}:{port} refused the connection") from error
    except OSError as error:
        raise Refused("no network", f"no way to {_bracketed(address)}") from error
    if not same_peer(writer.get_extra_info("peername"), address):
        writer.close()
        raise Refused("unsafe address", "the connection ended at another address")
    return reader, writer


async def _system_lookup(host: str) -> list[str]:
    """Ask the system's resolver on a daemon thread: one that hangs must not hold up the end of the program."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(addresses)
        else:
            answer.set_exception(error)

    def look_up() -> None:
        addresses: list[str] = []
        problem: OSError | UnicodeError | None = None
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            addresses = [str(entry[4][0]).split("%")[0] for entry in found]
        except (OSError, UnicodeError) as error:
            problem = error
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(settle, addresses, problem)

    threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    return await answer
