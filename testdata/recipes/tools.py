"""The few tools that every recipe uses: reproducible bytes, NumPy's writer, and headers written by hand."""

import dataclasses
import hashlib
import io
import warnings

import numpy as np

MAGIC = b"\x93NUMPY"
ROOM = bytes(256)  # payload of bad files: a reader that accepts the header shall have no other reason to complain


@dataclasses.dataclass
class Case:
    """One file to write. `path` ends in .npy and is relative to testdata."""

    path: str
    data: bytes
    note: str = ""
    # Files nobody should accept: the kind of error wanted, and other kinds that are as good.
    category: str = ""
    also: tuple = ()
    may: bool = False  # a reader may accept the file: some NumPy does, or did
    varies: bool = False  # what NumPy does with it depends on the version of Python
    # What the dtype of each array was before it was saved, where the file does not say it (bfloat16).
    types: tuple = ()


@dataclasses.dataclass
class Archive:
    """One .npz file to write; `path` is relative to testdata/npz."""

    path: str
    data: bytes
    note: str = ""
    ours: bool = True  # every byte is ours; else NumPy, SciPy or zipfile wrote it, and Python's and zlib's versions show
    types: dict = dataclasses.field(default_factory=dict)  # as Case.types, by key
    category: str = ""
    also: tuple = ()
    may: bool = False
    varies: bool = False


def noise(seed, n):
    """n bytes that depend on the seed alone. No random generator: theirs change with the library's version."""
    return hashlib.shake_256(seed.encode()).digest(n)


def filled(dtype, shape, seed, order="C"):
    """An array whose memory is noise. It is never copied, so that the bytes of padding stay ours too."""
    dtype = np.dtype(dtype)
    if dtype.itemsize == 0:
        return np.ndarray(shape, dtype)
    count = int(np.prod(shape, dtype=object))
    memory = bytearray(noise(seed, count * dtype.itemsize))
    if dtype.kind == "b":
        memory = bytearray(c & 1 for c in memory)
    return np.frombuffer(memory, dtype, count).reshape(shape, order=order)


def saved(a, version=None):
    """The bytes of a .npy file as NumPy writes it; version None leaves the choice to NumPy, as np.save does."""
    f = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "Stored array in format 2.0 ..."
        np.lib.format.write_array(f, np.asanyarray(a), version=version, allow_pickle=True)
    return f.getvalue()


def case(path, *arrays, note="", types=()):
    """A file of one array or several; an array may come with its version, as a pair."""
    pairs = [a if isinstance(a, tuple) else (a, None) for a in arrays]
    return Case(path, b"".join(saved(a, version) for a, version in pairs), note, types=types)


def text(descr="'<i4'", order="False", shape="(3,)", end=", }"):
    """A header's text, every part given as it is spelled."""
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}{end}"


def framed(header, payload=b"", version=(1, 0), pad=" ", length=None, align=64):
    """A .npy image round a header that NumPy would not write.

    The text is padded as NumPy does it, up to a newline, unless `pad` is empty. `length` overrides what the length field says.
    """
    raw = header if isinstance(header, bytes) else header.encode("utf-8" if version[0] >= 3 else "latin-1")
    size = 2 if version[0] < 2 else 4
    if pad:
        raw += pad.encode() * (-(8 + size + len(raw) + 1) % align) + b"\n"
    return MAGIC + bytes(version) + (len(raw) if length is None else length).to_bytes(size, "little") + raw + payload


def bad(category, name, data, note, **more):
    """A file that nobody should accept; its name begins with the kind of its error."""
    return Case(f"bad/{category}-{name}.npy", data, note, category, **more)
