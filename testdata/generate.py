#!/usr/bin/env python3
"""Writes the golden files and their manifest.

    python testdata/generate.py            writes them beside this script
    python testdata/generate.py --check    writes nothing; fails if a file here is not what the recipes give

README.md tells which NumPy it takes and what the manifests mean. The same recipes give the same bytes on every run; of the
archives that NumPy, SciPy and zipfile wrote it is the content that must be the same.
"""

import json
import os
import pathlib
import resource
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its threads would count against the limit below

import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402
import scipy  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

from recipes import archives, bad, baddtypes, demo, found, layouts, numbers, odd, others, sparse, zipbad, zipliars, zipodd, ziprecord  # noqa: E402
from recipes.record import record  # noqa: E402

FOLDERS = ("good", "odd", "bad", "demo", "npz")


def main():
    pinned = dict(line.split("==") for line in (HERE / "requirements.txt").read_text().split())
    here = {"numpy": np.__version__, "ml_dtypes": ml_dtypes.__version__, "scipy": scipy.__version__}
    wanted = {name: pinned.get(name) for name in here}  # the other pins are for tests
    if wanted != here:
        raise SystemExit(f"these files are written by {wanted}, not by {here}")
    resource.setrlimit(
        resource.RLIMIT_AS, (2 << 30, 2 << 30)
    )  # NumPy believes the sizes of bad files, and would get that memory
    want = generate(pinned) | generate_archives(pinned)
    if sys.argv[1:] == ["--check"]:
        check(want)
    elif not sys.argv[1:]:
        write(want)
    else:
        raise SystemExit(__doc__)


def generate(pinned):
    """path -> bytes of every .npy file and of their manifest."""
    cases = [c for module in (numbers, layouts, others, odd, bad, baddtypes, found, demo) for c in module.cases()]
    out = {}
    for c in cases:
        if c.path.lower() in map(str.lower, out):
            raise SystemExit(f"{c.path}: two recipes for one file")
        out[c.path] = c.data
    out["manifest.json"] = manifest({name: pinned[name] for name in ("numpy", "ml_dtypes")}, [record(c) for c in cases])
    return out


def generate_archives(pinned):
    """The same for npz/. Where the bytes are not ours, those that are here stand if they hold what the recipe gives."""
    cases = [c for module in (archives, sparse, zipodd, zipbad, zipliars) for c in module.cases()]
    out, records = {}, []
    for c in cases:
        path = f"npz/{c.path}"
        if path.lower() in map(str.lower, out):
            raise SystemExit(f"{path}: two recipes for one file")
        out[path] = c.data if c.ours else kept(c, HERE / path)
        records.append(ziprecord.record(c, out[path]))
    out["npz/manifest.json"] = manifest({name: pinned[name] for name in ("numpy", "scipy")}, records)
    return out


def kept(case, path):
    if not path.exists():
        return case.data
    data = path.read_bytes()
    try:
        same = ziprecord.content(case, data) == ziprecord.content(case, case.data)
    except Exception:
        same = False
    return data if same else case.data


def manifest(versions, records):
    """One line is one file, so that a diff shows which."""
    head = ",\n".join(f"{json.dumps(name)}: {json.dumps(version)}" for name, version in versions.items())
    lines = ",\n".join(json.dumps(r) for r in records)
    return f'{{\n{head},\n"files": [\n{lines}\n]}}\n'.encode()


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
