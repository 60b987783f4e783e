#!/usr/bin/env python3
"""Writes the golden files and their manifest.

    python testdata/generate.py            writes them beside this script
    python testdata/generate.py --check    writes nothing; fails if a file here is not what the recipes give

README.md tells which NumPy it takes and what the manifest means. The same recipes give the same bytes on every run.
"""

import json
import os
import pathlib
import resource
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its threads would count against the limit below

import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

from recipes import bad, baddtypes, demo, layouts, numbers, odd, others  # noqa: E402
from recipes.record import record  # noqa: E402

FOLDERS = ("good", "odd", "bad", "demo")


def main():
    pinned = dict(line.split("==") for line in (HERE / "requirements.txt").read_text().split())
    if pinned != {"numpy": np.__version__, "ml_dtypes": ml_dtypes.__version__}:
        raise SystemExit(
            f"these files are written by {pinned}, not by NumPy {np.__version__} and ml_dtypes {ml_dtypes.__version__}"
        )
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))  # NumPy believes the sizes of bad files, and would get that memory
    want = generate(pinned)
    if sys.argv[1:] == ["--check"]:
        check(want)
    elif not sys.argv[1:]:
        write(want)
    else:
        raise SystemExit(__doc__)


def generate(pinned):
    """path -> bytes of every file, the manifest among them. One line of the manifest is one file, so that a diff shows which."""
    cases = [c for module in (numbers, layouts, others, odd, bad, baddtypes, demo) for c in module.cases()]
    out = {}
    for c in cases:
        if c.path.lower() in map(str.lower, out):
            raise SystemExit(f"{c.path}: two recipes for one file")
        out[c.path] = c.data
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(version)}" for name, version in pinned.items())
    lines = ",\n".join(json.dumps(record(c)) for c in cases)
    out["manifest.json"] = f'{{\n{head},\n"files": [\n{lines}\n]}}\n'.encode()
    return out


def write(want):
    for path in stale(want):
        (HERE / path).unlink()
    for path, data in want.items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(data)
    print(f"{len(want)} files, {sum(map(len, want.values()))} bytes")


def check(want):
    wrong = [f"{path}: no recipe makes it" for path in stale(want)]
    for path, data in want.items():
        if not (HERE / path).exists():
            wrong.append(f"{path}: missing")
        elif (HERE / path).read_bytes() != data:
            wrong.append(f"{path}: differs from what the recipe gives")
    if wrong:
        raise SystemExit("\n".join(wrong))
    print(f"{len(want)} files are as the recipes make them")


def stale(want):
    found = [p for folder in FOLDERS for p in (HERE / folder).rglob("*") if p.is_file()]
    return sorted({p.relative_to(HERE).as_posix() for p in found} - set(want))


if __name__ == "__main__":
    main()
