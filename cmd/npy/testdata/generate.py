"""Makes what the tests compare the command line with: what NumPy says.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install numpy==2.4.6
    /tmp/golden/bin/python cmd/npy/testdata/generate.py

print/NAME.npy and print/NAME.txt: an array, and what print(array) prints, with
    the options in print.json.
print.json: for each of them the arguments of "npy cat", and the statistics.
slices.json: slices of arrays that count from 0, and what they hold.
float16.txt: the SHA-256 of the shortest text of every float16, line by line.

The same version of NumPy gives the same bytes on every run.
"""

import fractions
import hashlib
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
PRINT = HERE / "print"
cases = []


def case(name, array, precision=8, width=75, full=False):
    array = np.asarray(array)
    np.save(PRINT / f"{name}.npy", array)
    with np.printoptions(precision=precision, linewidth=width, threshold=2**60 if full else 1000):
        (PRINT / f"{name}.txt").write_text(str(array) + "\n", encoding="utf-8", newline="\n")
    args = []
    if precision != 8:
        args += ["--precision", str(precision)]
    if width != 75:
        args += ["--width", str(width)]
    if full:
        args += ["--full"]
    cases.append({"name": name, "args": args, "stats": stats(array), "scale": scale(array)})


def stats(array):
    """What "npy info" tells, computed as exactly as it can be without effort."""
    values = array.ravel()
    kind = array.dtype.kind
    if kind == "b":
        return {"true": int(values.sum()), "false": int((~values).sum())}
    if kind in "iu":
        if not values.size:
            return {"min": None, "max": None, "mean": None}
        return {"min": int(values.min()), "max": int(values.max()), "mean": sum(map(int, values)) / values.size}
    if kind not in "fc" or array.dtype.itemsize > 16 or kind == "f" and array.dtype.itemsize > 8:
        return None
    nan = np.isnan(values)
    inf = np.isinf(values) & ~nan
    told = {}
    known = values[~nan]
    if kind == "f":
        wide = known.astype(float)
        told = {"min": number(known.min()) if known.size else None, "max": number(known.max()) if known.size else None}
        told["mean"] = number(exact_mean(wide)) if known.size else None
    else:
        wide = known.astype(complex)
        told["mean"] = [number(exact_mean(wide.real)), number(exact_mean(wide.imag))] if known.size else None
    return told | {"nan": int(nan.sum()), "inf": int(inf.sum())}


def exact_mean(values):
    if np.isinf(values).any():
        return values.sum()
    return float(sum(map(fractions.Fraction, values.tolist()), fractions.Fraction()) / len(values))


def scale(array):
    """The mean size of the values, to which errors of rounding are proportional."""
    if array.dtype.kind not in "fc" or array.dtype.itemsize > 16:
        return 0
    sizes = np.abs(array.astype(complex).ravel())
    sizes = sizes[np.isfinite(sizes)]
    return float((sizes / max(sizes.size, 1)).sum())


def number(value):
    value = float(value)
    if np.isfinite(value):
        return value
    return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def noise(*shape, seed=0):
    """Numbers between -1 and 1 that no library's random generator decides."""
    count = int(np.prod(shape))
    mixed = [(seed * 7919 + i * 2654435761) % 2**32 for i in range(count)]
    return (np.array(mixed, dtype=float) / 2**31 - 1).reshape(shape)


def integers():
    for code in "i1 i2 i4 i8 u1 u2 u4 u8 >i2 >i4 >i8 >u2 >u4 >u8".split():
        limits = np.iinfo(code)
        name = code.replace(">", "big-")
        case(f"int-{name}-limits", np.array([limits.min, 0, 1, limits.max], code))
    case("int-matrix", np.arange(-6, 6).reshape(3, 4))
    case("int-wrapped", np.arange(100))
    case("int-narrow", np.arange(40).reshape(2, 20), width=20)
    case("int-very-narrow", np.arange(12).reshape(2, 2, 3), width=4)
    case("int-cube", np.arange(24).reshape(2, 3, 4))
    case("int-rank-5", np.arange(32).reshape(2, 2, 2, 2, 2))
    case("int-1000", np.arange(1000))
    case("int-1001", np.arange(1001))
    case("int-1001-full", np.arange(1001), full=True)
    case("int-long-matrix", np.arange(1600).reshape(40, 40))
    case("int-long-cube", np.arange(8 * 9 * 20).reshape(8, 9, 20))
    case("int-long-one-axis", np.arange(2100).reshape(3, 700))
    case("int-edges-only", np.arange(2000) % 1000 - 500)  # the wide ones are in the middle
    case("int-six", np.arange(6 * 400).reshape(6, 400))
    case("int-fortran", np.asfortranarray(np.arange(12).reshape(3, 4)))
    case("int-fortran-long", np.asfortranarray(np.arange(2000).reshape(40, 50)))
    case("int-scalar", np.int32(-7))
    case("int-empty", np.zeros((0,), int))
    case("int-empty-matrix", np.zeros((3, 0), int))


def bools():
    case("bool", np.array([True, False, True]))
    case("bool-all", np.ones((2, 2), bool))
    case("bool-matrix", noise(5, 30) > 0)
    case("bool-long", noise(50, 50) > 0)
    case("bool-scalar", np.bool_(True))
    case("bool-empty", np.zeros((0, 2), bool))


def floats():
    for code in ("f2", "f4", "f8", ">f2", ">f4", ">f8"):
        name = code.replace(">", "big-")
        limits = np.finfo(code)
        case(f"float-{name}-limits", np.array([limits.max, limits.tiny, limits.smallest_subnormal, -limits.max, 0.0, -0.0], code))
        case(f"float-{name}", noise(4, 5, seed=1).astype(code))
        case(f"float-{name}-powers", (2.0 ** np.arange(-14, 15)).astype(code))
        case(f"float-{name}-odd", np.array([1.5, np.nan, np.inf, -2], code))
        case(f"float-{name}-odd-minus", np.array([1.5, np.nan, -np.inf, 12.25], code))
        case(f"float-{name}-third", np.array([1 / 3], code))
    for value, name in [(1e-4, "small"), (9.9e-5, "smaller"), (1e15, "large"), (1e16, "larger"), (0.1, "tenth"), (-0.0, "minus-zero"), (np.nan, "nan"), (-np.inf, "inf")]:
        for code in "f4", "f8":
            case(f"float-scalar-{code}-{name}", np.array(value, code))
    case("float-scalar-f2", np.array(2048, "f2"))
    case("float-whole", np.array([1.0, 20, -300]))
    case("float-ratio-1000", np.array([1.0, 1000.0]))
    case("float-ratio-1001", np.array([1.0, 1001.0]))
    case("float-1e8", np.array([1e8, 2e7]))
    case("float-below-1e8", np.array([99999999.0, 2e7]))
    case("float-1e-4", np.array([1e-4, 5e-4]))
    case("float-below-1e-4", np.array([9.9e-5, 5e-4]))
    case("float-f4-1e6", np.array([1e6, 2e5], "f4"))
    case("float-f2-1000", np.array([1000, 200], "f2"))
    case("float-exponents", np.array([1e-300, -1e300, 2.5]))
    case("float-exponents-odd", np.array([1e-300, np.nan, -np.inf]))
    case("float-nan-only", np.full((2, 2), np.nan))
    case("float-inf-only", np.array([np.inf, np.inf]))
    case("float-minus-inf-only", np.array([np.inf, -np.inf]))
    case("float-zeros", np.zeros(4))
    case("float-minus-zero", np.array([0.0, -0.0]))
    case("float-half-way", np.array([0.125, 0.375, 2.5, 0.0625]), precision=2)
    case("float-precision-0", np.array([0.5, 1.5, 2.4, -3.7]), precision=0)
    case("float-precision-3", noise(3, 4), precision=3)
    case("float-precision-20", noise(3, 4), precision=20)
    case("float-precision-17-exponents", np.array([0.1, 1e5 / 3]), precision=17)
    case("float-carried", np.array([0.99999999999, 9.9999999999]))
    case("float-wide", noise(3, 12) * 100)
    case("float-long", noise(60, 40) * 1000)
    case("float-long-nan", np.where(noise(60, 40) > 0.2, np.nan, noise(60, 40)))
    case("float-long-full", noise(40, 26), full=True)
    case("float-sum-overflows", np.array([1.7e308] * 9))
    case("float-cancels", np.array([1e16, 1, -1e16, 1]))
    case("float-empty", np.zeros((2, 0, 3)))


def complexes():
    for code in ("c8", "c16", ">c8", ">c16"):
        name = code.replace(">", "big-")
        case(f"complex-{name}", (noise(3, 2) + 1j * noise(3, 2, seed=2)).astype(code))
        case(f"complex-{name}-odd", np.array([complex(1, np.nan), complex(np.inf, -2), 0, complex(-0.0, -np.inf), 2.5 - 1j], code))
    case("complex-exponents", np.array([1e-10 + 1j, 2 - 1e10j]))
    case("complex-padded", np.array([1 + 2.125j, 2 + 1j]))
    for value, name in [(1 + 2j, "both"), (2j, "imaginary"), (complex(-0.0, 2), "minus-zero"), (1e16 + 1e-5j, "exponents"), (complex(np.nan, np.inf), "odd")]:
        case(f"complex-scalar-{name}", np.complex128(value))


def others():
    case("bytes", np.array([b"ab", b"it's", b'"\'', b"\x00\xff\n"]))
    case("text", np.array(["ab", "it's", "\u00e9\u200b", "\U0001f600"]))
    case("text-big", np.array(["ab", "c"], ">U2"))
    case("text-wrapped", np.array(["word" * (i % 5) for i in range(30)]))
    case("void", np.array([b"AB\n", b"\xff\x00\x01"], "V3"))
    record = np.dtype([("a", "<i4"), ("b", ">f8"), ("c", "?"), ("d", "U2"), ("e", "<f4", (2, 2))])
    rows = np.zeros(3, record)
    rows["a"], rows["b"], rows["c"], rows["d"] = [1, -20, 300], [0.5, np.nan, 12.25], [True, False, True], ["x", "yz", "\n"]
    rows["e"] = noise(3, 2, 2).round(3)
    case("record", rows)
    case("record-scalar", rows[0])
    case("record-one-field", np.array([(1,), (20,)], [("a", "<i2")]))
    case("record-gap", np.array([(1, 2), (3, 4)], np.dtype({"names": ["a", "b"], "formats": ["<i2", "<i4"], "offsets": [2, 8], "itemsize": 16})))
    nested = np.array([((1, 2.5), b"x")], [("p", [("i", "u1"), ("f", "<f8")]), ("s", "S1")])
    case("record-nested", nested)


def slices():
    told = []
    for shape in [(10,), (3, 4), (2, 3, 4), (0, 3), (), (1, 1, 5)]:
        array = np.arange(int(np.prod(shape))).reshape(shape)
        texts = ["...", ":", "0", "-1", "1:", ":2", "-2:", "::2", "::-1", "5:1:-2", "-1:-4:-1", "100:", ":-100", "-100:100", "::100", "::-100", "3:1", "2:2",
                 "0,0", "0, -1", ":, 1", "..., 0", "0, ...", "..., ::-1", "1:3, ::2", "[1, 2]", "[0]", "[0,]", "0,", ", ", "1:2:3:4", "...,...", "0,...,0",
                 "::0", "x", "1.5", "[1", "1]", "0,0,0,0", "None", " 1 : 3 ", "[ -1 ]", "+1:", "0, 0, 1:3", ":, 0, ::-2", "9223372036854775807:",
                 "::9223372036854775807", "::-9223372036854775808", "-9223372036854775808:", ":99999999999999999999999", "99999999999999999999", "0:0,0:0,0:0"]
        for text in texts:
            inner = text.strip()
            if inner.startswith("[") and inner.endswith("]"):
                inner = inner[1:-1]
            try:
                part = eval(f"array[{inner}]", {"array": array})
            except Exception:
                told.append({"shape": shape, "slice": text, "error": True})
                continue
            if inner == "None":  # NumPy adds an axis
                told.append({"shape": shape, "slice": text, "error": True})
                continue
            told.append({"shape": shape, "slice": text, "part": np.shape(part), "values": np.ravel(part).tolist()})
    (HERE / "slices.json").write_text("[\n" + ",\n".join(json.dumps(t) for t in told) + "\n]\n", newline="\n")


def float16():
    every = np.arange(2**16, dtype="u2").view("f2")
    lines = "".join(np.format_float_scientific(x, trim="-") + "\n" for x in every)
    (HERE / "float16.txt").write_text(hashlib.sha256(lines.encode()).hexdigest() + "\n", newline="\n")


def main():
    PRINT.mkdir(exist_ok=True)
    for old in PRINT.iterdir():
        old.unlink()
    with np.errstate(all="ignore"):
        integers()
        bools()
        floats()
        complexes()
        others()
    (HERE / "print.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n", newline="\n")
    slices()
    float16()


main()
