"""Files that NumPy reads though it does not write them so: spelled by hand, as other programs and older NumPys spell them."""

from recipes.tools import Case, framed, noise, text


def cases():
    return [*spellings(), *frames(), *aliases(), *dtypes(), *bools()]


def odd(name, header, size=12, note="", payload=None, **frame):
    path = f"odd/{name}.npy"
    return Case(path, framed(header, noise(path, size) if payload is None else payload, **frame), note)


def spellings():
    """The text is a Python literal, and Python has many spellings."""
    plain = text()
    yield odd("spell-double-quotes", plain.replace("'", '"'))
    yield odd("spell-triple-quotes", text("'''<i4'''"))
    yield odd(
        "spell-u-prefix", plain.replace("'descr'", "u'descr'").replace("'<i4'", "u'<i4'"), note="Python 2 under unicode_literals"
    )
    yield odd("spell-r-prefix", text("r'<i4'"))
    yield odd("spell-joined-strings", text("'<' 'i4'"))
    yield odd("spell-hex-escape", text(r"'\x3ci4'"))
    yield odd("spell-octal-escape", text(r"'\74i4'"))
    yield odd("spell-unicode-escape", text(r"'\u003ci4'"))
    yield odd("spell-line-joined", text("'<\\\ni4'"), note="backslash and newline inside a string")
    yield odd("spell-no-spaces", plain.replace(" ", "").replace(",}", "}"), note="as npyjs writes it")
    yield odd("spell-tabs", plain.replace(" ", "\t"))
    yield odd("spell-newlines", "{\n'descr':\n'<i4',\n'fortran_order'\n:False,\n'shape':(\n3,\n)\n}\n")
    yield odd("spell-crlf", plain + " " * 59 + "\r\n", pad="", note="CR LF at the end")
    yield odd("spell-no-newline", plain + " " * 61, pad="")
    yield odd("spell-leading-spaces", "   " + plain)
    yield odd("spell-tab-padding", plain, pad="\t")
    yield odd("spell-comment-end", plain + " # a comment")
    yield odd("spell-comment-inside", "{ # first {\n'descr': '<i4', # don't\n'fortran_order': False, 'shape': (3,), }")
    yield odd("spell-parentheses", f"({plain})")
    yield odd("spell-value-parentheses", text("('<i4')", "(False)", "((3,))"))
    yield odd("spell-no-trailing-comma", text(end="}"), note="as most other writers end it")
    yield odd("spell-order-fds", "{'fortran_order': False, 'descr': '<i4', 'shape': (3,)}")
    yield odd("spell-order-sfd", "{'shape': (3,), 'fortran_order': False, 'descr': '<i4'}")
    yield odd("spell-duplicate-descr", text("'<f8'", end=", 'descr': '<i4'}"), note="a key twice: the last one counts")
    yield odd("spell-fortran-stdlib", text("'<f8'", "True", "(2,3,)"), 48, note="as the Fortran standard library writes it")
    yield odd("spell-shape-hex", text(shape="(0x3,)"))
    yield odd("spell-shape-octal", text(shape="(0o3,)"))
    yield odd("spell-shape-binary", text(shape="(0b11,)"))
    yield odd("spell-shape-plus", text(shape="(+3,)"))
    yield odd("spell-shape-minus-zero", text(shape="(-0, 3)"), 0)
    yield odd("spell-shape-underscore", text("'|u1'", shape="(1_0,)"), 10)
    yield odd("spell-long-suffix", text("'<f4'", shape="(3L, 2L)"), 24, note="integers of Python 2 on Windows")
    yield odd("spell-long-suffix-space", text("'<i2'", shape="(3 L,)"), 6)
    yield odd("spell-long-suffix-v2", text("'<f4'", shape="(2L,)"), 8, version=(2, 0))
    yield odd(
        "spell-long-suffix-struct",
        text("[('a', '<f4', (2L, 3L)), ('2L', '|u1')]", shape="(2L,)"),
        50,
        note="the suffix inside descr, and a field name that looks like one",
    )


def frames():
    """The header's length and what stands behind the payload."""
    plain = text()
    yield odd("frame-align16", plain, align=16, note="16-byte alignment of NumPy before 1.14")
    yield odd("frame-unaligned", plain + "\n", pad="", note="no padding at all")
    yield odd("frame-odd-offset", plain + " \n", pad="", note="payload at an odd offset")
    yield odd("frame-page", plain, align=4096, note="padded to a page")
    yield odd(
        "frame-limit-v1", plain + " " * (9999 - len(plain)) + "\n", pad="", note="exactly 10000 characters: NumPy's default limit"
    )
    yield odd("frame-limit-v3", plain + " " * (9999 - len(plain)) + "\n", pad="", version=(3, 0), note="exactly 10000 characters")
    yield odd("frame-v1-full", plain + " " * (65534 - len(plain)) + "\n", pad="", note="header length 65535")
    yield odd("frame-v2-short", plain, version=(2, 0), align=16, note="version 2 for a short header")
    yield odd(
        "frame-v2-misaligned",
        plain + " " * 12 + "\n",
        version=(2, 0),
        pad="",
        note="version 2 before NumPy 1.14: aligned as if the length had two bytes",
    )
    yield odd("frame-fortran-1d", text(order="True"), note="fortran_order of a vector, as NPZ.jl writes it")
    yield odd("frame-fortran-scalar", text(order="True", shape="()"), 4)
    yield odd("frame-fortran-empty", text(order="True", shape="(3, 0)"), 0)
    yield odd("frame-trailing-byte", plain, 13, note="one byte after the payload")
    yield odd(
        "frame-trailing-text",
        plain,
        payload=noise("trailing", 12) + b"what follows the array is not ours",
        note="text after the payload",
    )
    yield odd("frame-huge-but-empty", text("'|u1'", shape="(0, 1099511627776)"), 0, note="zero times a dimension beyond 32 bits")


# Spellings of dtypes that NumPy 2 reads, and the bytes of an element.
ALIASES = {
    "f8": 8,
    "=f4": 4,
    "|i2": 2,
    "float64": 8,
    "double": 8,
    "d": 8,
    "e": 2,
    "half": 2,
    "int32": 4,
    "uint16": 2,
    "?": 1,
    "bool": 1,
    "<b1": 1,
    "b": 1,
    "B": 1,
    "h": 2,
    "q": 8,
    "Q": 8,
    "i": 4,
    "I": 4,
    "H": 2,
    "f": 4,
    "F": 8,
    "D": 16,
    "single": 4,
    "intc": 4,
    "short": 2,
    "ubyte": 1,
    "longlong": 8,
    "S5": 5,
    "U3": 12,
    "|U2": 8,
    ">S2": 2,
    "<V2": 2,
    "V7": 7,
    "c": 1,
    "c8": 8,
    "complex64": 8,
    "csingle": 8,
    "i4,f8": 12,
    "<f08": 8,
    "<f+8": 8,
    "<f 8": 8,
    ">e": 2,
    "<d": 8,
    "f4": 4,
    "M8[s]": 8,
    "datetime64[ms]": 8,
    "<M8[generic]": 8,
    "<m8[D/24]": 8,
    "<M8[1s]": 8,
    "|M8[us]": 8,
    "timedelta64": 8,
    "int8": 1,
    "uint64": 8,
    ">i1": 1,
    ">b1": 1,
    "=c16": 16,
}
# These mean another dtype on another machine: NumPy reads them, and nobody can say what the writer meant.
PLATFORM = {"l": 8, "uint": 8, "p": 8, "g": 16, "longdouble": 16}


def aliases():
    for alias, size in ALIASES.items():
        payload = None
        if alias.lstrip("<>=|") in ("?", "bool", "b1"):
            payload = bytes([1, 0, 1])
        if "U" in alias:
            payload = "zé😀".ljust(size // 4 * 3, "\0").encode("utf-32-le")
        yield odd(f"alias-{file_name(alias)}", text(repr(alias)), 3 * size, f"dtype spelled {alias}", payload)
    for alias, size in PLATFORM.items():
        yield odd(
            f"platform-{alias}",
            text(repr(alias)),
            3 * size,
            f"dtype spelled {alias}: depends on the platform",
            bytes(3 * size) if size == 16 else None,
        )


def file_name(alias):
    """The alias with its signs in words: file systems and module archives take few of them, and fold case."""
    words = {
        "<": "le-",
        ">": "be-",
        "=": "native-",
        "|": "bar-",
        "?": "question",
        "[": "-",
        "]": "",
        ",": "-comma-",
        "/": "-per-",
        "+": "-plus-",
        " ": "-blank-",
    }
    return "".join(words.get(c, f"upper-{c.lower()}" if c.isupper() else c) for c in alias)


def dtypes():
    """Structs and other dtypes as NumPy would not write them."""
    for name, descr, size, note in [
        ("empty-struct", "[]", 0, "a struct without fields"),
        ("comma-field", "[('a', 'i2,f4'), ('b', 'u1')]", 7, "a comma string inside a struct"),
        ("f1-names", "[('f1', '<i4'), ('', '|V2'), ('f2', '<i2')]", 8, "padding beside the names that NumPy used to invent"),
        ("list-fields", "[['a', '<f8'], ['b', '|u1']]", 9, "lists in place of tuples"),
        ("name-mojibake", r"[('\xe6\x95\xb4', '<i4')]", 4, "UTF-8 bytes, escaped by Python 2"),
        ("name-nul", r"[('a\x00b', '<i4'), ('a', '|u1')]", 5, "NUL in a name, escaped"),
        ("name-surrogate", r"[('\ud800', '<i4')]", 4, "a lone surrogate, escaped"),
        ("named-void", "[('pad', '|V3'), ('b', '<u2')]", 5, "void with a name is data"),
        ("padding-only", "[('', '|V5')]", 5, "nothing but padding"),
        ("padding-zero", "[('a', '<i4'), ('', '|V0'), ('b', '|u1')]", 5, "padding of no bytes"),
        ("padding-spelled", "[('a', '|u1'), ('', 'V3'), ('b', '<i4'), ('', '>V2')]", 10, "padding in other spellings"),
        ("subarray-int", "[('a', '<f4', 2)]", 8, "the subarray's shape as an integer"),
        ("subarray-none", "[('a', '<f4', ())]", 4, "an empty subarray shape: no subarray"),
        ("subarray-pair", "[('a', ('<f4', (2,)))]", 8, "a subarray as (base, shape)"),
        ("subarray-pair-twice", "[('a', ('<i2', (2,)), (3,))]", 12, "a subarray of subarrays"),
        ("title-none", "[((None, 'a'), '<i4')]", 4, "the title is None"),
        ("title-tuple", "[((('x', 1), 'a'), '<i4')]", 4, "the title is a tuple"),
        ("unnamed-field", "[('a', '<i4'), ('', '<i2')]", 6, "a field with an empty name"),
        ("unnamed-subarray", "[('', '<f4', (2,)), ('a', '|u1')]", 9, "an unnamed field with a shape: NumPy takes it for padding"),
    ]:
        yield odd(f"dtype-{name}", text(descr), 3 * size, note)
    yield odd("dtype-micro", text("'<M8[μs]'"), 24, "the Greek letter as the unit", version=(3, 0))
    yield odd(
        "dtype-bfloat16-unnamed",
        text("'<V2'", shape="(2, 2)"),
        note="1, 2, NaN, -inf as bfloat16: only the '<' before V hints at it",
        payload=bytes.fromhex("803f0040c07f80ff"),
    )
    yield odd(
        "dtype-pseudo-denormal",
        text("'<f16'", shape="(2,)"),
        note="x87 encodings that no processor makes",
        payload=bytes.fromhex("0000000000000080000000000000000005000000000000800080000000000000"),
    )
    yield odd(
        "dtype-text-surrogates",
        text("'<U2'", shape="(2,)"),
        note="surrogates in text",
        payload=bytes.fromhex("3dd8000000de0000ffdf000000000000"),
    )
    yield odd("dtype-zero-width-count", text("'|V0'", shape="(1000,)"), 0, "a thousand elements of no bytes")
    yield odd(
        "dtype-struct-loose-bools",
        text("[('b', '|b1'), ('i', '<i2')]", shape="(2,)"),
        payload=bytes([0x80, 1, 2, 0, 3, 4]),
        note="a struct's bool byte that is neither 0 nor 1",
    )


def bools():
    yield odd(
        "bool-bytes",
        text("'|b1'", shape="(5,)"),
        payload=bytes([0, 1, 2, 0x80, 0xFF]),
        note="bool bytes other than 0 and 1 are true",
    )
    yield odd(
        "bool-bytes-fortran",
        text("'|b1'", "True", "(2, 3)"),
        payload=bytes([0, 0x10, 2, 0, 0xFE, 1]),
        note="the same in Fortran order",
    )
    loose = bytearray(100)
    loose[99] = 0x40
    yield odd(
        "bool-bytes-last", text("'|b1'", shape="(100,)"), payload=bytes(loose), note="only the last byte is neither 0 nor 1"
    )
