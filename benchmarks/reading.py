"""What reading a page costs, beside trafilatura, in one run over a folder of HTML.

    python benchmarks/reading.py FOLDER [--most 60]

Reads every .html, .htm or .html.gz file below FOLDER in turn with `research.extract.read` (people included),
`main_text` and `trafilatura.extract`, and prints CPU milliseconds a page and the ratio. Both are warmed up first, and
take turns page by page, so that a busy machine is busy for both. Exit status 1 when reading costs more than 1.5 times
trafilatura.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from research.extract import main_text, read
from research.models import Page, capture_hash

LIMIT = 1.5


def pages(folder: Path, most: int) -> list[bytes]:
    """Return the bodies of at most `most` pages, spread evenly over the folder."""
    files = sorted(f for f in folder.rglob("*") if f.name.endswith((".html", ".htm", ".html.gz")))
    step = max(1, len(files) // most)
    bodies = (f.read_bytes() for f in files[::step][:most])
    return [gzip.decompress(b) if b[:2] == b"\x1f\x8b" else b for b in bodies]


def as_page(body: bytes) -> Page:
    """Return `body` as a capture."""
    now, url = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "https://example.com/"
    return Page(url=url, final_url=url, fetched_at=now, sha256=capture_hash(body), body=body)


def measured(bodies: list[bytes]) -> dict[str, float]:
    """Return the CPU seconds a page of each reader."""
    readers: dict[str, Callable[[bytes], object]] = {
        "read": lambda body: read(as_page(body)),
        "main_text": lambda body: main_text(body, "https://example.com/"),
        "trafilatura": lambda body: trafilatura.extract(body, url="https://example.com/"),
    }
    spent = dict.fromkeys(readers, 0.0)
    for reader in readers.values():
        reader(bodies[0])
    for body in bodies:
        for name, reader in readers.items():
            began = time.process_time()
            reader(body)
            spent[name] += time.process_time() - began
    return {name: seconds / len(bodies) for name, seconds in spent.items()}


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=60)
    args = parser.parse_args()
    bodies = pages(args.folder, args.most)
    if not bodies:
        parser.error(f"no HTML below {args.folder}")
    spent = measured(bodies)
    size = sum(map(len, bodies)) / 1e6
    print(f"{len(bodies)} pages, {size:.1f} MB")  # noqa: T201 # a script prints
    for name, seconds in spent.items():
        ratio = seconds / spent["trafilatura"]
        print(f"{name:12} {1e3 * seconds:7.1f} ms a page  {ratio:5.2f} x trafilatura")  # noqa: T201 # a script prints
    return int(spent["read"] > LIMIT * spent["trafilatura"])


if __name__ == "__main__":
    sys.exit(main())
