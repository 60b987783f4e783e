"""What the manifest says of a file: read back with NumPy, never taken from what wrote it."""

import ast
import hashlib
import io
import math
import warnings

import numpy as np
from numpy.lib import _format_impl as format_impl  # the public module cannot read the header of version 3

from recipes.tools import MAGIC, saved

KINDS = {"b": "bool", "S": "bytes", "U": "str", "V": "void", "M": "datetime64", "m": "timedelta64", "O": "object"}
LIMIT = 1 << 20  # of a header; NumPy's own is 10000


def record(case):
    kind, *group = case.path.split("/")[:-1]
    out = {
        "path": case.path,
        "kind": kind,
        "group": "/".join(group) or case.path.split("/")[1].split("-")[0],
        "size": len(case.data),
    }
    if kind == "demo":
        out["group"] = "demo"
    if case.note:
        out["note"] = case.note
    if kind == "bad":
        numpy = "varies" if case.varies else verdict(case.data)
        out |= {"category": case.category, "expect": "may" if case.may else "reject", "numpy": numpy}
        if case.also:
            out["also"] = list(case.also)
        if out["expect"] == "reject" and out["numpy"] == "loads":
            raise SystemExit(f"{case.path}: NumPy loads it, so it cannot be a file that nobody accepts")
        return out
    out["arrays"], end = arrays(case)
    if end < len(case.data):
        out["trailing"] = len(case.data) - end
    return out


def verdict(data):
    """Whether NumPy loads the file; every way to fail is the same to us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            np.load(io.BytesIO(data), allow_pickle=False)
    except Exception:
        return "refuses"
    return "loads"


def arrays(case):
    """The arrays of a file, one after the other, and where the last one ends. Text behind an array is no array."""
    out, start = [], 0
    while case.data[start : start + 6] == MAGIC:
        named = case.types[len(out)] if len(out) < len(case.types) else None
        out.append(array(case.data, start, named))
        start += out[-1]["offset"] + out[-1]["count"] * out[-1]["size"]
    return out, start


def array(data, start, named):
    f = io.BytesIO(data[start:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "Reading .npy file required additional header parsing ..." of Python 2 headers
        version = format_impl.read_magic(f)
        shape, fortran, dtype = format_impl._read_array_header(f, version, max_header_size=LIMIT)
        offset = f.tell()
        a = np.load(io.BytesIO(data[start:]), allow_pickle=False, max_header_size=LIMIT)
    assert a.shape == tuple(shape) and a.dtype == dtype
    count = math.prod(shape)
    written = spelled(data[start:], version)
    canonical = elements(a.view(written[0] + "u2") if named == "bfloat16" else a)  # NumPy forgets the order of a void
    payload = data[start + offset : start + offset + count * dtype.itemsize]
    assert len(payload) == count * dtype.itemsize
    out = {
        "start": start,
        "version": list(version),
        "offset": offset,
        "descr": plain(format_impl.dtype_to_descr(dtype)),
        "dtype": dtype.str,
        "type": named or type_name(dtype),
        "size": dtype.itemsize,
        "shape": list(shape),
        "fortran_order": fortran,
        "count": count,
        "payload_sha256": digest(payload),
        "canonical_sha256": digest(b"".join(canonical)),
        "first": [e.hex() for e in canonical[:4] if len(e) <= 64],
    }
    if written is not None and written != out["descr"]:
        out["spelled"] = written
    # Made from the payload, not from what np.load gave: that copies fields and loses the bytes between them.
    whole = np.ndarray(a.shape, dtype, bytearray(payload), order="F" if fortran else "C")
    if resaved(whole, written if named == "bfloat16" else None, data[start : start + offset + len(payload)]):
        out["saved"] = True
    if any(n >= 1 << 31 for n in shape):
        out["wide"] = True
    if dtype.kind == "b" and any(c > 1 for c in payload):
        out["loose_bools"] = True
    if len(out["descr"]) > 1000:
        out["descr_sha256"] = digest(out.pop("descr").encode())
    return out


def plain(descr):
    """A descr as text: a simple dtype without quotes, anything else as Python shows it."""
    return descr if isinstance(descr, str) else repr(descr)


def spelled(image, version):
    """The descr that stands in the header, or None where only a Python 2 reader understands the text."""
    size = 2 if version[0] == 1 else 4
    length = int.from_bytes(image[8 : 8 + size], "little")
    header = image[8 + size : 8 + size + length].decode("utf-8" if version[0] == 3 else "latin-1")
    try:
        return plain(ast.literal_eval(header.lstrip())["descr"])
    except SyntaxError:
        return None


def resaved(a, written, image):
    """Whether np.save of the array gives this very image. `written` is what ml_dtypes has it write for bfloat16; here it is a void."""
    again = saved(a)
    if written is not None:
        again = again.replace(b"'|V2'", f"'{written}'".encode(), 1)
    return again == image


def type_name(dtype):
    if dtype.names is not None:
        return "struct"
    if dtype.char in "gG":
        return "longdouble" if dtype.char == "g" else "clongdouble"
    return KINDS.get(dtype.kind) or dtype.name


def elements(a):
    """The canonical bytes of each element in C order: little-endian, bools 0 or 1, the fields of structs packed without padding."""
    count = a.size
    if a.dtype.names is not None:
        fields = []
        for name in a.dtype.names:
            inner = elements(a[name])
            per = len(inner) // count if count else 0
            fields.append([b"".join(inner[i * per : (i + 1) * per]) for i in range(count)])
        return [b"".join(parts) for parts in zip(*fields, strict=True)] if fields else [b""] * count
    size = a.dtype.itemsize
    raw = a.tobytes()  # in C order
    if a.dtype.kind == "b":
        raw = bytes(c != 0 for c in raw)
    unit = {"c": size // 2, "U": 4, "S": 1, "V": 1}.get(a.dtype.kind, size)
    swap = a.dtype.byteorder == ">" and unit > 1
    if swap:
        raw = b"".join(raw[i : i + unit][::-1] for i in range(0, len(raw), unit))
    return [raw[i * size : (i + 1) * size] for i in range(count)]


def digest(b):
    return hashlib.sha256(b).hexdigest()
