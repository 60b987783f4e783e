"""What is not a number: bytes, text, times, and structs of every sort."""

import numpy as np

from recipes.tools import case, filled

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
NAT = -(2**63)


def cases():
    return [*strings(), *text(), *times(), *structs()]


def strings():
    yield case("good/bytes/scalar.npy", np.array(b"abc"))
    yield case("good/bytes/embedded-nuls.npy", np.array([b"", b"\0", b"a", b"a\0b", b"\0\0c", b"abc", b"ab\0"], "S3"))
    yield case("good/bytes/every-byte.npy", np.arange(256, dtype="u1").view("S1").reshape(16, 16))
    yield case("good/bytes/long.npy", filled("S300", (3,), "S300"))
    yield case("good/bytes/fortran.npy", filled("S2", (3, 4), "S2f", "F"))
    yield case("good/bytes/void.npy", filled("V7", (3, 2), "V7"))
    yield case("good/bytes/void-fortran.npy", filled("V7", (3, 2), "V7f", "F"))


def text():
    words = {
        "ascii": ["", "a", "ab", "abc"],
        "latin1": ["é", "ßÿ", "", "ñandú"],
        "beyond-16-bits": ["😀", "𝄞x", "🐹🐹"],
        "embedded-nul": ["a\0b", "\0c", ""],
        "combining": ["e\u0301", "é", "e"],
        "right-to-left": ["שלום", "سلام"],
    }
    for name, list_ in words.items():
        for suffix, order in (("le", "<"), ("be", ">")):
            a = np.array(list_)
            yield case(f"good/text/{name}-{suffix}.npy", a.astype(a.dtype.newbyteorder(order)))
    yield case("good/text/scalar.npy", np.array("text"))
    yield case("good/text/fortran.npy", np.asfortranarray([["aa", "b", "c"], ["dd", "ee", "f"]]))
    yield case("good/text/long.npy", np.array(["x" * 100, "整" * 101]))


def times():
    counts = np.array([0, 1, -1, NAT, 2**40, -(2**40), 2**63 - 1, 86400], "<i8")
    for kind, name in (("M8", "date"), ("m8", "delta")):
        for i, unit in enumerate(UNITS):
            order = "<>"[i % 2 == (kind == "m8")]
            suffix = {"M": "month", "m": "minute"}.get(unit, unit)
            yield case(
                f"good/time/{name}-{suffix}.npy", counts.astype(order + "i8").view(f"{order}{kind}[{unit}]"), note="with NaT"
            )
        yield case(f"good/time/{name}-generic.npy", counts.view(f"<{kind}"))
    for dtype in ("<M8[25s]", ">M8[7D]", "<m8[100ns]", "<M8[10Y]", ">m8[2147483647as]"):
        name = dtype[1:].replace("[", "-").rstrip("]").replace("M8", "date").replace("m8", "delta")
        yield case(f"good/time/multiple-{name}.npy", np.arange(6, dtype=dtype[0] + "i8").view(dtype).reshape(2, 3))


def structs():
    inner = [("x", "<f4"), ("y", ">i2", (2, 3))]
    aligned = np.dtype([("a", "i1"), ("b", "<f8"), ("c", "<i2")], align=True)
    gaps = np.dtype({"names": ["a", "b"], "formats": ["<i4", ">i4"], "offsets": [1, 6], "itemsize": 20})
    inside = np.dtype({"names": ["p", "q"], "formats": ["u1", "<u4"], "offsets": [1, 6], "itemsize": 12})
    tail = np.dtype({"names": ["a"], "formats": ["<u2"], "offsets": [0], "itemsize": 8})
    lead = np.dtype({"names": ["a"], "formats": ["<u2"], "offsets": [6], "itemsize": 8})
    nothing = np.dtype({"names": [], "formats": [], "itemsize": 8})
    for name, dtype in {
        "one-field": [("only", ">f8")],
        "packed": [("a", "<i4"), ("b", "<f8"), ("c", "|u1")],
        "every-number": [
            (f"{o}{t}"[1:] + ("le" if o == "<" else "be"), o + t)
            for o in "<>"
            for t in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
        ],
        "mixed-orders": [("l", "<u2"), ("b", ">u2"), ("lf", "<f4"), ("bf", ">f4")],
        "aligned": aligned,
        "gaps": gaps,
        "tail-padding": tail,
        "lead-padding": lead,
        "only-padding": nothing,
        "no-fields": [],
        "nested": [("in", inner), ("s", "S3")],
        "nested-array": [("in", inner, (2,)), ("s", "<U2")],
        "nested-padded": [("h", "<i8"), ("in", inside), ("in2", inside, (2,))],
        "nested-no-fields": [("e", np.dtype([])), ("a", "u1")],
        "deep": [("a", [("b", [("c", [("d", [("e", "<i2")])])])])],
        "subarray": [("m", "<f4", (2, 3)), ("v", ">u2", (4,))],
        "subarray-of-one": [("a", "<f8", (1,)), ("b", "u1", (1, 1))],
        "subarray-of-none": [("a", "<f8", (0,)), ("b", "<i4")],
        "subarray-of-subarray": [("a", np.dtype(("<f8", (2,))), (3,))],
        "titles": [(("first title", "a"), "<i4"), (("", "b"), "<f4"), ("c", "u1")],
        "titles-nested": [("o", [(("T", "i"), "<i4")]), (("O2", "p"), "S2")],
        "strings": [("s", "S5"), ("u", "<U3"), ("ub", ">U2"), ("v", "V4")],
        "times": [("t", "<M8[ns]"), ("d", ">m8[25s]")],
        "bools-and-halves": [("h", "<f2"), ("b", "?"), ("H", ">f2", (3,))],
        "zero-width": [("e", "S0"), ("a", "<i4"), ("u", "<U0"), ("v", "V0")],
        "names-of-keys": [("descr", "<i4"), ("shape", "<i4"), ("fortran_order", "?")],
        "names-f0-f1": "u1,<i2,>f4",
        "names-awkward": [
            ("it's", "u1"),
            ('"q"', "u1"),
            ("n\nl\t\\", "u1"),
            ("'\"", "u1"),
            (" ", "u1"),
            ("a.b", "u1"),
            ("}", "u1"),
            ("L", "u1"),
            ("3L", "u1"),
        ],
        "names-latin1": [("café", "<f8"), ("ßÿ", "u1")],
        "names-unicode": [("整形", "<i8"), ("😀", "<f4")],
        "names-invisible": [("a\xa0b\u200b", "<i4")],
        "title-unicode": [(("Ω title", "w"), "<f4")],
    }.items():
        dtype = np.dtype(dtype)
        yield case(f"good/struct/{name}.npy", whole(dtype, (3, 2), name))
    for name, dtype in {
        "packed": [("a", "<i4"), ("b", "<f8"), ("c", "|u1")],
        "aligned": aligned,
        "nested": [("in", inner), ("s", "S3")],
    }.items():
        yield case(f"good/struct/{name}-scalar.npy", whole(np.dtype(dtype), (), name + "0"))
        yield case(f"good/struct/{name}-empty.npy", np.zeros((0, 2), dtype))
        yield case(f"good/struct/{name}-fortran.npy", whole(np.dtype(dtype), (2, 3), name + "f", "F"))
        for version in ((2, 0), (3, 0)):
            yield case(f"good/struct/{name}-v{version[0]}.npy", (whole(np.dtype(dtype), (4,), name + "v"), version))


def whole(dtype, shape, seed, order="C"):
    """Noise, with bools that are 0 or 1 and text that is text: what stands in such fields may not be any bits."""
    a = filled(dtype, shape, seed, order)
    for name in dtype.names or ():
        field = dtype.fields[name][0]
        if field.base.kind == "b":
            a[name] = a[name].view("u1") & 1
        if field.base.kind == "U" and field.base.itemsize:
            a[name] = "zé😀"[: field.base.itemsize // 4]
    return a
