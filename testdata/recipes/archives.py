"""Archives that NumPy and Python's zipfile write. Their bytes depend on the versions of Python and zlib, the content does not."""

import io
import struct
import zipfile

import ml_dtypes
import numpy as np

from recipes.numbers import NUMBERS, orders
from recipes.tools import Archive, filled, noise, saved

SMALL = np.array([-(2**31), 1, 2**31 - 1], "<i4")
TABLE = np.array([(1, b"ab"), (-2, b"c")], [("x", "<i2"), ("y", "S2")])


def cases():
    return [*savez(), *sizes(), *dtypes(), *streamed(), *zipfiles()]


def savez():
    for name, args, kwargs, note in [
        ("keywords", [], {"x": SMALL, "y": np.float64(2.5), "z": np.array(["one", "zwölf"])}, ""),
        ("positional", [SMALL, np.arange(6.0).reshape(2, 3)], {}, "arr_0, arr_1"),
        ("mixed", [TABLE, SMALL], {"name": np.arange(3, dtype=">u2")}, "keywords first, then arr_0, arr_1"),
        ("fortran", [], {"f": np.asfortranarray(np.arange(12, dtype="<f4").reshape(3, 4)), "t": np.ones((2, 3, 4), "u1").T}, ""),
        ("names", [], dict.fromkeys(NAMES, SMALL), "unusual keys, all kept as they are"),
        ("names-alike", [], ALIKE, "keys that differ by the suffix: for NumPy z['x.npy'] is x, whose member has that name"),
        ("empty", [], {}, "an archive without members"),
        ("many", [], {f"k{i:03}": np.array(i, "<u2") for i in range(300)}, "300 members"),
    ]:
        yield written(f"good/savez-{name}.npz", np.savez, args, kwargs, note)
        if name != "many":
            yield written(f"good/savez-{name}-compressed.npz", np.savez_compressed, args, kwargs, note)


NAMES = [
    "a/b",
    "/rooted",
    "../escaped",
    "./here",
    "back\\slash",
    "x.npy",
    "",
    "with space",
    "a.b.c",
    "0",
    "UPPER",
    "upper",
    "café",
    "整",
    "😀",
    "k" * 200,
    "\n",
]
ALIKE = {key: np.array(i, "<i4") for i, key in enumerate(("x.npy", "x", "y", "y.npy", "", ".npy"))}


def written(path, save, args, kwargs, note, types=None):
    f = io.BytesIO()
    save(f, *args, **kwargs)
    return Archive(path, f.getvalue(), note, ours=False, types=types or {})


def sizes():
    empties = {
        "vector": np.empty(0, "<f8"),
        "rows": np.empty((0, 3), "<i4"),
        "columns": np.empty((3, 0), ">i2"),
        "bytes": np.ndarray((2,), "S0"),
        "none": np.ndarray((4,), "V0"),
    }
    yield written("good/savez-no-elements.npz", np.savez, [], empties, "arrays without elements, and elements without bytes")
    yield written("good/savez-no-elements-compressed.npz", np.savez_compressed, [], empties, "the same, compressed")
    large = {"before": SMALL, "large": np.arange(140_000, dtype="<u4"), "after": SMALL}
    yield written("good/savez-large.npz", np.savez, [], large, "a member of 560 KB between small ones")
    ids = np.cumsum(np.frombuffer(noise("ids", 40_000), "u1") % 50).astype("<i8")
    large = {"ids": ids, "mask": np.arange(1_200_000) % 97 == 0, "noise": filled("<u2", (15_000,), "noise")}
    yield written("good/savez-large-compressed.npz", np.savez_compressed, [], large, "members longer than any buffer")
    wide = np.zeros(2, [(f"field_number_{i:04}", "u1") for i in range(600)])
    yield written(
        "good/savez-long-header.npz", np.savez_compressed, [], {"wide": wide, "x": SMALL}, "a header of 17 KB in a member"
    )


def dtypes():
    every = {}
    for name in NUMBERS:
        for suffix, t in orders(name):
            every[name + suffix] = filled(t, (2, 3), f"npz {name}{suffix}")
    every |= {
        "longdouble": np.array([1, -2.5, np.inf], "longdouble"),
        "bytes": np.array([b"", b"a\0b", b"xyz"]),
        "text-le": np.array(["", "né", "整😀"], "<U2"),
        "text-be": np.array(["", "né", "整😀"], ">U2"),
        "void": filled("V5", (2, 2), "npz void"),
        "date": np.array(["1970-01-01", "NaT", "2026-02-28"], "<M8[D]"),
        "delta": np.array([1, -1], ">m8[25ms]"),
        "struct": TABLE,
        "nested": np.zeros(2, [("a", [("b", "<f4", (2, 3)), ("c", "?")]), ("", "V3"), ("d", ">u8")]),
    }
    every["longdouble"].view("u1").reshape(3, 16)[:, 10:] = 0  # the padding of x87 numbers
    types = {name: "bfloat16" for name in every if name.startswith("bfloat16")}
    yield written("good/savez-dtypes.npz", np.savez, [], every, "a member of each dtype", types)
    yield written("good/savez-dtypes-compressed.npz", np.savez_compressed, [], every, "a member of each dtype", types)
    small = np.array([0.5, 1.5, 448], ml_dtypes.float8_e4m3fn)
    yield written(
        "good/savez-float8.npz", np.savez, [], {"e4m3fn": small}, "float8_e4m3fn of ml_dtypes, which the file calls <V1"
    )


class Sink(io.RawIOBase):
    """A pipe: it cannot be sought."""

    def __init__(self):
        self.got = bytearray()

    def writable(self):
        return True

    def write(self, b):
        self.got += b
        return len(b)


def streamed():
    arrays = {"x": SMALL, "empty": np.empty(0), "f": np.asfortranarray(np.arange(600.0).reshape(20, 30)), "t": TABLE}
    for save, suffix in ((np.savez, ""), (np.savez_compressed, "-compressed")):
        sink = Sink()
        save(sink, **arrays)
        yield Archive(
            f"good/savez-streamed{suffix}.npz",
            bytes(sink.got),
            "written to a pipe: sizes and CRC stand behind the data, with 8-byte sizes though the directory has 4",
            ours=False,
        )


def zipfiles():
    yield packed("levels", levels, "deflate levels 0 to 9")
    yield packed("meta", meta, "time stamps, comments, extra fields, modes, both methods")
    yield packed("no-arrays", others, "members that are no arrays come back as bytes, whatever their name")
    yield packed("no-suffix", suffixes, "an array is known by its content: the member need not end in .npy")
    yield packed("streamed", lambda z: z.writestr(stamp("x.npy"), saved(SMALL)), "zipfile to a pipe", sink=Sink())
    yield packed("utf8", names, "zipfile marks names that are not ASCII as UTF-8")
    yield packed("appended", appended, "np.savez, then a member added by zipfile")
    yield packed("bzip2", lambda z: z.writestr(stamp("x.npy"), saved(SMALL), zipfile.ZIP_BZIP2), "method 12, which Python reads")
    yield packed("lzma", lambda z: z.writestr(stamp("x.npy"), saved(SMALL), zipfile.ZIP_LZMA), "method 14, which Python reads")


def packed(name, fill, note, sink=None):
    f = sink or io.BytesIO()
    if fill is appended:
        np.savez(f, first=SMALL)
    with zipfile.ZipFile(f, "a" if fill is appended else "w") as z:
        fill(z)
    return Archive(f"good/zipfile-{name}.npz", bytes(f.got if sink else f.getvalue()), note, ours=False)


def stamp(name, date=(1980, 1, 1, 0, 0, 0)):
    return zipfile.ZipInfo(name, date)


def levels(z):
    image = saved(np.arange(3000, dtype="<u2") // 7)
    for level in range(10):
        z.writestr(stamp(f"level{level}.npy"), image, zipfile.ZIP_DEFLATED, level)


def meta(z):
    z.comment = "an archive of arrays\nwith PK\5 in its comment".encode()
    first, second, third = (
        stamp("old.npy"),
        stamp("late.npy", (2107, 12, 31, 23, 59, 58)),
        stamp("exec.npy", (2026, 2, 28, 12, 30, 0)),
    )
    first.comment = b"a member's comment"
    first.extra = b"\x55\x54\x05\x00\x03\x00\x00\x00\x00"  # Info-ZIP's time stamp, in both headers
    second.create_system = 0
    second.external_attr = 0x20
    third.external_attr = 0o100755 << 16
    third.internal_attr = 1
    z.writestr(first, saved(SMALL))
    z.writestr(second, saved(np.arange(100.0)), zipfile.ZIP_DEFLATED)
    z.writestr(third, saved(TABLE))


def others(z):
    z.writestr(stamp("v.npy"), saved(SMALL))
    z.writestr(stamp("readme.txt"), b"hello", zipfile.ZIP_DEFLATED)
    z.writestr(stamp("empty.bin"), b"")
    z.writestr(stamp("folder/"), b"")
    z.writestr(stamp("folder/meta.json"), b'{"a": 1}', zipfile.ZIP_DEFLATED)
    z.writestr(stamp("EMPTY.NPY"), b"")
    z.writestr(stamp("text.npy"), b"not an array")
    z.writestr(stamp("short.npy"), b"\x93NUM")
    z.writestr(stamp("noise.bin"), noise("noise.bin", 3000), zipfile.ZIP_DEFLATED)


def suffixes(z):
    z.writestr(stamp("bare"), saved(np.asfortranarray(np.arange(6.0).reshape(2, 3))))
    z.writestr(stamp("x.npy.npy"), saved(SMALL), zipfile.ZIP_DEFLATED)
    z.writestr(stamp("x.npz"), saved(TABLE))
    z.writestr(stamp("X.NPY"), saved(SMALL))


def names(z):
    for name in ("é.npy", "整/数.npy", "😀.npy", "e\u0301.npy"):
        z.writestr(stamp(name), saved(SMALL))


def appended(z):
    z.writestr(stamp("second.npy"), saved(TABLE), zipfile.ZIP_DEFLATED)
    later = stamp("third.npy")
    later.extra = struct.pack("<HHI", 0xCAFE, 4, 7)
    z.writestr(later, saved(SMALL))
