"""Coverage-guided fuzzing by hand: `python tests/fuzz/guided.py html 600 CORPUS`; needs `atheris`.

libFuzzer grows the inputs by the lines of ours, and of the readers under us, that they reach; the pieces of `fuzz` are
its dictionary, the files in tests/fuzz/seeds/NAME its start. CORPUS is a folder for what it finds; a crash is written
beside it as `crash-…` and replayed by naming the file in place of CORPUS.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent))
with atheris.instrument_imports(include=["research", "icalendar", "docx", "bs4"]):
    import research

    for room in pkgutil.walk_packages(research.__path__, "research."):
        if not room.name.endswith("__main__"):
            importlib.import_module(room.name)
    for library in ("icalendar", "docx", "bs4"):
        importlib.import_module(library)

    import fuzz

_LONGEST = 4_096
_UNIT_S = 25


def _dictionary(pieces: tuple[str, ...] | tuple[bytes, ...], path: Path) -> None:
    words = (piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass") for piece in pieces)
    path.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words))


def main(name: str, seconds: str, corpus: str) -> None:
    """Fuzz one target; libFuzzer ends the process."""
    target, pieces = fuzz.TARGETS[name]
    is_text = isinstance(pieces[0], str)
    words = Path(corpus).with_name(f"{name}.dict")
    _dictionary(pieces, words)
    seeds = Path(__file__).with_name("seeds") / name
    arguments = [f"-max_total_time={seconds}", f"-dict={words}", f"-max_len={_LONGEST}", f"-timeout={_UNIT_S}"]
    arguments += ["-rss_limit_mb=2000", "-print_final_stats=1", f"-artifact_prefix={Path(corpus).parent}/{name}-"]
    folders = [corpus, *([str(seeds)] if seeds.is_dir() else [])]
    atheris.Setup(
        [sys.argv[0], *arguments, *folders],
        lambda data: target(data.decode("utf-8", "replace") if is_text else data),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:4])
