"""How well real pages are read, by the evaluators that lie beside a corpus; nothing of a corpus is in this repository.

    python benchmarks/quality.py CORPUS [--split dev] [--cmd research]

CORPUS is a folder with eval_text.py, eval_people.py and eval_sites.py, or some of them, and the data that they name.
Each is run as it is, with this Python, on this project's readers; their tables are printed as they come. Exit status 1
when one of them fails, 2 when there is none.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def commands(corpus: Path, split: str, cmd: str) -> list[list[str]]:
    """Return the evaluators that are there, as command lines."""
    asked = {
        "eval_text.py": ["--extractor", "adapters:text", "--split", split],
        "eval_people.py": ["--extractor", "adapters:people", "--split", split],
        "eval_sites.py": ["--cmd", cmd],
    }
    return [[sys.executable, name, *more] for name, more in asked.items() if (corpus / name).is_file()]


def main() -> int:
    """Run them one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--cmd", default=f"{shlex.quote(sys.executable)} -m research", help="how research is run")
    args = parser.parse_args()
    found = commands(args.corpus, args.split, args.cmd)
    if not found:
        print(f"no evaluator in {args.corpus}", file=sys.stderr)  # noqa: T201 # a script prints
        return 2
    paths = (str(PROJECT), os.environ.get("PYTHONPATH", ""))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
    failed = 0
    for command in found:
        print(f"\n$ {shlex.join(command[1:])}", flush=True)  # noqa: T201 # a script prints
        # The evaluators of a corpus that the user names are run as the user asked.
        failed |= subprocess.run(command, cwd=args.corpus, env=env, check=False).returncode != 0  # noqa: S603
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
