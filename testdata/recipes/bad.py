"""Files that nobody should accept, and some (`may`) that a reader is free to accept. All made by hand; each says what is wrong with it."""

import numpy as np

from recipes.garbled import flipped
from recipes.tools import ROOM, bad, framed, noise, saved, text


def cases():
    return [*magics(), *versions(), *cuts(), *headers(), *lengths(), *shapes(), *objects(), *flipped()]


def magics():
    whole = framed(text(), noise("magic", 12))
    for name, data, note in [
        ("empty", b"", "an empty file"),
        ("cut", whole[:5], "five bytes"),
        ("first-byte", b"\x92" + whole[1:], "the first byte is wrong"),
        ("lower-case", whole[:1] + b"numpy" + whole[6:], "numpy in lower case"),
        ("no-prefix", whole[1:], "the byte 0x93 is missing"),
        ("utf8", b"\xc2" + whole, "0x93 became UTF-8"),
        ("text", b"1.0 2.0 3.0\n", "a text file"),
        ("pickle", b"\x80\x02]q\x00(K\x01K\x02e.", "a pickle"),
        ("gzip", bytes.fromhex("1f8b08000000000002ff") + whole[:40], "a gzip file"),
        ("zip", b"PK\x03\x04" + bytes(40), "a zip archive"),
    ]:
        yield bad("magic", name, data, note, also=("truncated",) if len(data) < 6 else ())


def versions():
    for version in ((0, 0), (1, 1), (2, 1), (3, 1), (4, 0), (255, 255)):
        yield bad(
            "version", "{}-{}".format(*version), framed(text(), noise("version", 12), version), "version {}.{}".format(*version)
        )


def cuts():
    """Clipped downloads: the commonest failure of all."""
    for version, places in ((1, (6, 7, 8, 9, 10, 11, 40, 70, 127)), (2, (6, 8, 9, 11, 12, 13, 60, 127))):
        whole = framed(text("'<f8'", shape="(2, 3)"), noise("cut", 48), (version, 0))
        for n in places:
            yield bad("truncated", f"header-v{version}-{n:03}", whole[:n], f"version {version} ends at byte {n}")
    whole = framed(text("'<f8'", shape="(2, 3)"), noise("cut", 48))
    for n in (128, 129, 135, 136, 168, 175):
        yield bad("truncated", f"payload-{n}", whole[:n], f"the payload ends at byte {n} of 176")
    yield bad("truncated", "fortran", framed(text("'>i2'", "True", "(5, 4)"), noise("cut", 39)), "Fortran order, one byte short")
    yield bad("truncated", "strings", framed(text("'|S4'"), noise("cut", 11)), "strings, one byte short")
    yield bad(
        "truncated",
        "struct",
        framed(text("[('a', '<i4'), ('', '|V3')]"), noise("cut", 18)),
        "short by the last element's padding: NumPy refuses that too",
    )
    yield bad("truncated", "bool", framed(text("'|b1'"), bytes(2)), "bools, one byte short")
    yield bad("truncated", "second-header", whole + whole[:70], "the second array of the file ends inside its header", may=True)


def headers():
    plain = text()
    for name, header, note in [
        ("arithmetic", text(shape="(1+2,)"), "arithmetic"),
        ("bytes-keys", plain.replace("'descr'", "b'descr'"), "a byte string as a key"),
        ("call", "__import__('os').getcwd()", "a function call"),
        ("call-inside", text(shape="(len('abc'),)"), "a function call inside"),
        ("capital-key", plain.replace("descr", "Descr"), "a key in other letters"),
        ("double-comma", plain.replace("'<i4',", "'<i4',,"), "two commas"),
        ("empty-spaces", "", "only spaces"),
        ("extra-key", text(end=", 'x': 1}"), "a key too many"),
        ("extra-key-none", text(end=", None: 1}"), "a key that is no string"),
        ("json", '{"descr": "<i4", "fortran_order": false, "shape": [3]}', "JSON"),
        ("list", "[1, 2]", "a list"),
        ("none", "None", "None"),
        ("number", "42", "a number"),
        ("lower-suffix", text(shape="(3l,)"), "a lower-case suffix"),
        ("double-suffix", text(shape="(3LL,)"), "the suffix twice"),
        ("missing-descr", "{'fortran_order': False, 'shape': (3,)}", "no descr"),
        ("missing-order", "{'descr': '<i4', 'shape': (3,)}", "no fortran_order"),
        ("missing-shape", "{'descr': '<i4', 'fortran_order': False}", "no shape"),
        ("name", text(shape="(n,)"), "a bare name"),
        ("nul-inside", plain.replace(" ", "\0", 1), "NUL inside"),
        ("old-octal", text(shape="(03,)"), "octal as in Python 2"),
        ("order-text", text(order="'False'"), "fortran_order as text"),
        ("order-zero", text(order="0"), "fortran_order 0"),
        ("order-lower", text(order="false"), "fortran_order in lower case"),
        ("starred", "{**" + plain + "}", "unpacking"),
        ("tuple-of-dict", plain + ",", "a tuple that holds the dict"),
        ("two-dicts", plain + "\n" + plain, "two dicts"),
        ("no-comma", plain.replace(",", "", 1), "a comma is missing"),
        ("no-colon", plain.replace(":", "", 1), "a colon is missing"),
        ("bare-key", plain.replace("'descr'", "descr"), "a key without quotes"),
        ("unclosed-dict", text(end=""), "the dict is not closed"),
        ("unclosed-string", text("'<i4"), "a string is not closed"),
        ("double-minus", text(shape="(--3,)"), "two minus signs"),
        ("newline-in-string", text("'<i\n4'"), "a newline inside a string"),
        ("bad-escape", text(r"'\xZZ'"), "an escape without digits"),
        ("f-string", text("f'<i4'"), "a formatted string"),
        ("nbsp", plain.replace(" ", "\xa0", 1), "a no-break space"),
        ("garbage-after", plain + " x", "a word behind the dict"),
        ("comment-only", "# " + plain, "nothing but a comment"),
    ]:
        yield bad("header", name, framed(header, ROOM), note)
    yield bad("header", "nul-padding", framed(plain, ROOM, pad="\0"), "padded with NUL")
    yield bad("header", "vertical-tab", framed(plain, ROOM, pad="\v"), "padded with vertical tabs")
    yield bad("header", "bom", framed("\ufeff" + plain, ROOM, (3, 0)), "a byte order mark")
    yield bad("header", "latin1-in-v3", framed(plain.encode() + b"#\xe9", ROOM, (3, 0)), "version 3 that is not UTF-8")
    yield bad("header", "utf8-overlong", framed(plain.encode() + b"#\xc0\xaf", ROOM, (3, 0)), "an overlong UTF-8 sequence")
    yield bad("header", "utf8-surrogate", framed(plain.encode() + b"#\xed\xa0\x80", ROOM, (3, 0)), "a surrogate in UTF-8")
    yield bad("header", "long-suffix-v3", framed(text(shape="(3L,)"), ROOM, (3, 0)), "the suffix of Python 2 in version 3")
    yield bad(
        "header",
        "numpy-scalars",
        framed(text(shape="(np.int64(3),)"), ROOM),
        "as open_memmap of NumPy 2 writes a shape of NumPy integers",
        may=True,
    )
    yield bad(
        "header",
        "spaces-last",
        framed(plain + " " * 54 + "\n" + " " * 6, ROOM, pad=""),
        "newline, then spaces: NumPy 1 reads it in versions 1 and 2",
        may=True,
        varies=True,
    )


def lengths():
    plain = text()
    yield bad("header", "length-zero", framed(plain, ROOM, length=0), "header length 0")
    yield bad("header", "length-short", framed(plain, ROOM, length=30), "the header length ends inside the dict")
    yield bad("header", "length-into-data", framed(plain, ROOM, length=300), "the header length reaches into the payload")
    yield bad(
        "limit", "header-max-v2", framed(plain, ROOM, (2, 0), length=0xFFFFFFFF), "header length 0xFFFFFFFF", also=("truncated",)
    )
    yield bad(
        "limit", "header-max-v3", framed(plain, ROOM, (3, 0), length=0x7FFFFFFF), "header length 0x7FFFFFFF", also=("truncated",)
    )
    yield bad(
        "limit",
        "header-64-mib",
        framed(plain, ROOM, (2, 0), length=64 << 20),
        "header length 64 MiB, hardly any header",
        also=("truncated",),
    )
    yield bad(
        "limit",
        "header-10001",
        framed(plain + " " * (10000 - len(plain)) + "\n", bytes(12), pad=""),
        "one character above NumPy's default limit",
        may=True,
    )
    yield bad("limit", "nested-descr", framed(text("[('a'," * 90 + "'<i4'" + ")]" * 90), ROOM), "90 nested structs", may=True)
    yield bad(
        "limit",
        "nested-lists",
        framed(text(shape="[" * 10000 + "]" * 10000), ROOM, (2, 0)),
        "10000 nested lists",
        also=("header", "shape"),
    )
    yield bad(
        "limit", "nested-open", framed(text(shape="[" * 4900), ROOM), "4900 brackets, none of them closed", also=("header",)
    )
    yield bad("header", "many-minus", framed(text(shape="(" + "-" * 4000 + "3,)"), ROOM), "4000 minus signs", also=("limit",))


def shapes():
    for name, shape, note in [
        ("int", "3", "an integer"),
        ("list", "[3]", "a list"),
        ("none", "None", "None"),
        ("text", "('3',)", "a text as dimension"),
        ("float", "(3.0,)", "a float as dimension"),
        ("bool", "(True,)", "a bool as dimension"),
        ("nested", "((3,),)", "a tuple inside"),
        ("minus-one", "(-1,)", "dimension -1: NumPy before 2.3 reads all the file"),
        ("minus-one-inner", "(2, -1)", "an inner dimension of -1"),
        ("minus-two", "(-2, -4)", "negative dimensions with a positive product"),
        ("zero-minus", "(0, -1)", "zero times -1"),
        ("2-63", f"({2**63},)", "dimension 2**63"),
        ("2-64", f"({2**64},)", "dimension 2**64"),
        ("many-digits", f"({'9' * 400},)", "a dimension of 400 digits"),
        ("product-2-64", f"({2**32}, {2**32})", "a product of 2**64, which wraps to 0"),
        ("product-wraps-to-2", f"(3, {2**64 // 3 + 1})", "a product that wraps to 2"),
        ("rank-65", "(" + "1, " * 65 + ")", "65 dimensions"),
    ]:
        yield bad("shape", name, framed(text("'<f8'", shape=shape), bytes(64)), note)
    yield bad("shape", "product-wraps-to-0", framed(text("'<f8'", shape=f"({2**62}, 4)")), "a product that wraps to 0")
    yield bad(
        "shape",
        "bytes-wrap-to-0",
        framed(text("'<f8'", shape=f"({2**61},)")),
        "count times item size wraps to 0",
        also=("limit",),
    )
    yield bad(
        "shape",
        "zero-and-huge",
        framed(text("'<f8'", shape=f"(0, {2**62})")),
        "no elements, but the other dimensions overflow",
        may=True,
    )
    for name, descr, count, note in [
        ("2-62-f8", "'<f8'", 2**62, "2**62 doubles"),
        ("2-62-u1", "'|u1'", 2**62, "2**62 elements, 64 bytes of payload"),
        ("8-gib", "'<f8'", 2**30, "8 GiB claimed, 64 bytes there"),
        ("2-gib", "'<f8'", 2**28, "2 GiB claimed, 64 bytes there"),
    ]:
        yield bad(
            "limit", f"shape-{name}", framed(text(descr, shape=f"({count},)"), bytes(64)), note, also=("shape", "truncated")
        )
    yield bad("limit", "shape-v0", framed(text("'|V0'", shape=f"({2**40},)")), "2**40 elements of no bytes", may=True)


class Loud:
    """What a hostile pickle is like: reading it calls a function."""

    def __reduce__(self):
        return print, ("a pickle was executed",)


def objects():
    yield bad("object", "array", saved(np.array([1, None], object)), "an object array, as NumPy saves it")
    yield bad("object", "struct", saved(np.array([(1, None)], [("a", "<i4"), ("o", "O")])), "a struct with an object field")
    yield bad("object", "loud", saved(np.array(Loud(), object)), "a pickle that would call a function")
    yield bad("object", "string-dtype", saved(np.array(["a", "b"], "T")), "StringDType of NumPy 2, which is saved as a pickle")
    for name, descr, note in [
        ("alias", "'object'", "spelled object"),
        ("sized", "'|O8'", "spelled |O8"),
        ("letter", "'O'", "spelled O"),
        ("nested", "[('a', [('b', '|O', (2,))])]", "an object deep inside"),
        ("junk", "'|O'", "an object dtype, the payload is zeros"),
    ]:
        yield bad("object", name, framed(text(descr), bytes(64)), note)
    yield bad("object", "empty", framed(text("'|O'", shape="(0,)")), "an object dtype without elements")
