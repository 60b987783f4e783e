"""Numbers: every dtype that Go has a type for, in both byte orders."""

import itertools

import ml_dtypes
import numpy as np

from recipes.tools import case, filled, noise

INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
FLOATS = {"float16": (5, 10), "bfloat16": (8, 7), "float32": (8, 23), "float64": (11, 52)}  # exponent and mantissa bits
COMPLEX = {"complex64": "float32", "complex128": "float64"}
NUMBERS = ["bool", *INTEGERS, *FLOATS, *COMPLEX]


def cases():
    return [*values(), *conversions(), *grid(), *small_floats()]


def dtype(name):
    return np.dtype(ml_dtypes.bfloat16) if name == "bfloat16" else np.dtype(name)


def orders(name):
    """(suffix, dtype) for each byte order."""
    t = dtype(name)
    if t.itemsize == 1:
        return [("", t)]
    return [("-le", t.newbyteorder("<")), ("-be", t.newbyteorder(">"))]


def values():
    """The values that break conversions: limits, infinities, NaNs with their bits."""
    yield case("good/values/bool.npy", np.array([False, True, True, False, True]))
    for name in INTEGERS:
        info = np.iinfo(name)
        limits = [info.min, info.min + 1, info.max, info.max - 1, 0, 1, info.max // 2, info.max // 3]
        for suffix, t in orders(name):
            yield case(f"good/values/{name}{suffix}.npy", np.array(limits, name).astype(t), note="limits")
    for name in FLOATS:
        for suffix, t in orders(name):
            yield case(
                f"good/values/{name}{suffix}.npy",
                special(name, t),
                types=(name,),
                note="zeros, infinities, subnormals, limits, quiet and signalling NaNs with payloads",
            )
    for name, part in COMPLEX.items():
        for suffix, t in orders(name):
            parts = special(part, dtype(part).newbyteorder(t.byteorder))
            pairs = np.array(list(itertools.product(parts[:6], parts[-4:])), parts.dtype)
            yield case(f"good/values/{name}{suffix}.npy", pairs.view(t)[:, 0].reshape(6, 4), note="special parts")
    for suffix, t in orders("longdouble"):
        yield case(f"good/values/longdouble{suffix}.npy", x87(t), note="80-bit x87 numbers with six bytes of zero padding")


def special(name, t):
    """Bit patterns of a float with these exponent and mantissa bits, kept as they are (a conversion would quieten NaNs)."""
    e, m = FLOATS[name]
    sign, inf, one = 1 << (e + m), ((1 << e) - 1) << m, ((1 << (e - 1)) - 1) << m
    bits = [
        0,
        sign,
        one,
        sign | one | 1 << (m - 1),
        one | 1,
        one - 1,
        inf,
        sign | inf,
        1,
        sign | 1,
        (1 << m) - 1,
        1 << m,
        inf - 1,
        sign | (inf - 1),
        inf | 1 << (m - 1),
        sign | inf | 1 << (m - 1),
        inf | 1 << (m - 1) | 42,
        inf | 1,
        sign | inf | 5,
        sign | inf | (1 << m) - 1,
    ]
    unsigned = np.dtype(f"u{t.itemsize}").newbyteorder("<" if t.byteorder == "=" else t.byteorder)
    return np.array(bits, unsigned).view(t)


def x87(t):
    rows = [
        (0, 0),
        (0, 1 << 15),
        (1 << 63, 16383),
        (3 << 62, 16383 | 1 << 15),
        (1 << 63, 32767),
        (3 << 62, 32767),
        (1, 0),
        (1 << 63, 1),
        ((1 << 64) - 1, 32766),
        (0xC90FDAA22168C235, 16384),
    ]
    images = [mantissa.to_bytes(8, "little") + exponent.to_bytes(2, "little") + bytes(6) for mantissa, exponent in rows]
    return np.frombuffer(b"".join(i[::-1] if t.str[0] == ">" else i for i in images), t)


def conversions():
    """Rounding to 16 bits as NumPy and ml_dtypes do it: X.npy holds the inputs, X-to-Y.npy what astype(Y) makes of them."""
    for name in ("float32", "float64"):
        inputs = near_halves(name)
        yield case(f"good/convert/{name}.npy", inputs, note="at, between and beside 16-bit floats")
        for small in ("float16", "bfloat16"):
            with np.errstate(all="ignore"):
                rounded = inputs.astype(dtype(small))
            yield case(f"good/convert/{name}-to-{small}.npy", rounded, types=(small,), note=f"{name}.npy.astype({small})")


def near_halves(name):
    """Each 16-bit float of a sample, the middle between it and the next, and the neighbours of both in the wide type.

    No NaN but the usual one: what becomes of NaN payloads depends on the processor.
    """
    sample = {
        "float16": [0, 1, 2, 0x3FE, 0x3FF, 0x400, 0x401, 0x1234, 0x3BFF, 0x3C00, 0x3C01, 0x5555, 0x7BFE, 0x7BFF],
        "bfloat16": [0, 1, 2, 0x7E, 0x7F, 0x80, 0x81, 0x1234, 0x3F7F, 0x3F80, 0x3F81, 0x5555, 0x7F7E, 0x7F7F],
    }
    wide, out = np.dtype(name), [np.inf, np.nan]
    for small, bits in sample.items():
        exact = np.array(bits, "<u2").view(dtype(small)).astype("float64")
        after = np.array([b + 1 for b in bits[:-1]], "<u2").view(dtype(small)).astype("float64")
        with np.errstate(over="ignore"):
            middle = np.append((exact[:-1] + after) / 2, exact[-1] + (exact[-1] - exact[-2]) / 2).astype(wide)
        for x in [*exact.astype(wide), *middle]:
            out += [x, np.nextafter(x, wide.type(np.inf)), np.nextafter(x, wide.type(0))]
    out = np.array(out, wide)
    return np.concatenate([out, -out])


def grid():
    """Every number, byte order, rank and memory order once; the versions take turns."""
    versions = itertools.cycle([None, (2, 0), (3, 0)])
    shapes = [((), "C"), ((5,), "C"), ((3, 4), "C"), ((3, 4), "F"), ((2, 3, 4), "C"), ((2, 3, 4), "F")]
    for name in NUMBERS:
        for suffix, t in orders(name):
            for shape, order in shapes:
                version = next(versions)
                dims = "x".join(map(str, shape)) or "scalar"
                tag = f"{name}{suffix}-{dims}{'-fortran' if order == 'F' else ''}-v{(version or (1, 0))[0]}"
                yield case(f"good/grid/{tag}.npy", (filled(t, shape, tag, order), version), types=(name,))
            next(versions)  # six shapes, three versions: without a step aside each shape would keep its version


def small_floats():
    """The other types of ml_dtypes that NumPy can load again; the files do not name them."""
    for name in ("float8_e4m3fn", "float8_e4m3b11fnuz", "float8_e8m0fnu", "float4_e2m1fn", "int4", "uint4"):
        a = np.frombuffer(bytes(c & 15 for c in noise(name, 12)), getattr(ml_dtypes, name)).reshape(3, 4)
        yield case(f"good/mldtypes/{name}.npy", a, note=f"{name} of ml_dtypes")
