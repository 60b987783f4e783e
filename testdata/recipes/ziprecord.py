"""What the manifest says of an archive: read back with zipfile, NumPy and SciPy, never taken from what wrote it."""

import io
import warnings
import zipfile

import numpy as np
import scipy.sparse

from recipes.record import LIMIT, array, digest
from recipes.tools import MAGIC

# Of an array's record; the rest would make the manifest long.
ARRAY = ("descr", "descr_sha256", "spelled", "type", "shape", "fortran_order", "count", "canonical_sha256")


def record(case, data):
    """The record of the bytes `data`, which hold what the recipe wants. But for size and digest of the whole file
    it has nothing that depends on a version of zlib or Python."""
    kind = case.path.split("/")[0]
    out = {"path": case.path, "kind": kind, "size": len(data), "sha256": digest(data)}
    if case.note:
        out["note"] = case.note
    if kind == "bad":
        numpy = "varies" if case.varies else verdict(data)
        out |= {"category": case.category, "expect": "may" if case.may else "reject", "numpy": numpy}
        if case.also:
            out["also"] = list(case.also)
        return out
    return out | content(case, data)


def content(case, data):
    """What is in the archive, whoever compressed it."""
    out = {"members": members(case, data)}
    if case.path.startswith("sparse/"):
        out["sparse"] = sparse(data)
    return out


def verdict(data):
    """Whether NumPy loads every member; all ways to fail are the same to us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with np.load(io.BytesIO(data), allow_pickle=False) as z:
                for key in z.files:
                    z[key]
    except Exception:
        return "refuses"
    return "loads"


def members(case, data):
    out = []
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for info in z.infolist():
            out.append(member(info, z.read(info), case.types))
    with np.load(io.BytesIO(data), allow_pickle=False, max_header_size=LIMIT) as z:
        assert z.files == [m["key"] for m in out], case.path
        for m in out:
            loaded = z[m["key"]]
            assert isinstance(loaded, bytes) == ("array" not in m), m
            assert isinstance(loaded, bytes) or list(loaded.shape) == m["array"]["shape"], m
    return out


def member(info, body, types):
    key = info.filename.removesuffix(".npy")
    out = {"name": info.filename, "key": key, "method": info.compress_type, "size": len(body), "crc32": info.CRC}
    if info.flag_bits:
        out["flags"] = info.flag_bits
    if body.startswith(MAGIC):
        a = array(body, 0, types.get(key))
        out["array"] = {name: a[name] for name in ARRAY if name in a}
        if a["payload_sha256"] != a["canonical_sha256"]:
            out["array"]["payload_sha256"] = a["payload_sha256"]
        end = a["offset"] + a["count"] * a["size"]
        if end < len(body):
            out["trailing"] = len(body) - end
    else:
        out |= {"raw": True, "sha256": digest(body)}
    return out


def sparse(data):
    """What SciPy makes of a file of save_npz."""
    m = scipy.sparse.load_npz(io.BytesIO(data))
    out = {
        "format": m.format,
        "is_array": isinstance(m, scipy.sparse.sparray),
        "shape": list(m.shape),
        "stored": int(m.data.size if m.format == "dia" else m.nnz),
    }
    if np.prod(m.shape, dtype=object) <= 1 << 20:
        dense = np.ascontiguousarray(m.toarray())
        out["dense_sha256"] = digest(dense.astype(dense.dtype.newbyteorder("<")).tobytes())
    return out
