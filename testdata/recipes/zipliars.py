"""Archives that nobody should accept: their records are well-formed, but what they say of the members is not true, or no good."""

import zlib

import numpy as np

from recipes.tools import framed, noise, saved, text
from recipes.zipbad import a, b, bad
from recipes.zipodd import LONG, A, B, described
from recipes.ziptools import FULL32, Bits, Member, descriptor, squeeze, zeros, zip64


def cases():
    return [*sizes(), *checksums(), *streams(), *bombs(), *names(), *contents()]


def sizes():
    full = len(squeeze(B))
    for name, note, more in [
        ("size-less", "the size is 8 too small", {"size": len(B) - 8}),
        ("size-zero", "the size is 0", {"size": 0}),
        ("csize-less", "the compressed size is one too small", {"csize": full - 1}),
        ("csize-zero", "the compressed size is 0", {"csize": 0}),
        ("csize-more", "the compressed size reaches into the directory", {"csize": full + 30}),
        ("csize-past", "the compressed size reaches beyond the file", {"csize": 100_000}),
    ]:
        yield bad(
            "zip",
            f"deflate-{name}",
            note,
            b(local=more, central=more),
            also=("limit", "truncated"),
            varies=name in ("csize-more", "csize-past"),
        )
    for name, note, size in [
        ("size-more", "the size is one too large", len(B) + 1),
        ("size-32", "the size is 4 GiB - 2", FULL32 - 1),
        ("size-62", "the size is 2**62", 2**62),
        ("size-63", "the size is 2**63", 2**63),
        ("size-64", "the size is 2**64-1", 2**64 - 1),
    ]:
        more = {"size": size} if size < FULL32 else {"size": FULL32, "extra": zip64(size)}
        yield bad("zip", f"deflate-{name}", note, b(central=more), also=("limit", "truncated"), may=True, varies=size > 2**62)
    for name, note, more in [
        ("size-less", "the size is one smaller than the compressed size", {"size": len(A) - 1}),
        ("size-more", "the size is one larger than the compressed size", {"size": len(A) + 1}),
        ("size-62", "the size is 2**62", {"size": FULL32, "extra": zip64(2**62)}),
        ("both-less", "both sizes are one too small", {"size": len(A) - 1, "csize": len(A) - 1}),
        ("both-zero", "both sizes are 0", {"size": 0, "csize": 0, "crc": 0}),
        ("both-past", "both sizes reach beyond the file", {"size": 100_000, "csize": 100_000}),
        ("both-62", "both sizes are 2**62", {"size": FULL32, "csize": FULL32, "extra": zip64(2**62, 2**62)}),
        ("both-63", "both sizes are 2**63", {"size": FULL32, "csize": FULL32, "extra": zip64(2**63, 2**63)}),
    ]:
        may = name in ("size-less", "size-62", "both-zero")
        varies = name in ("both-63", "both-62", "both-past", "size-62")
        yield bad("zip", f"stored-{name}", note, a(central=more), also=("limit", "truncated"), may=may, varies=varies)
    m = described(b"a.npy", A, 8)
    m.descriptor = descriptor(m, size=77)
    yield bad("zip", "descriptor-size", "the data descriptor has another size", m, may=True)
    m = described(b"a.npy", A, 8)
    m.descriptor = descriptor(m, crc=77)
    yield bad("zip", "descriptor-crc", "the data descriptor has another CRC", m, may=True)


def checksums():
    wrong = {"crc": zlib.crc32(A) ^ 1}
    yield bad("zip", "crc-stored", "the CRC is wrong, stored", a(local=wrong, central=wrong))
    wrong = {"crc": zlib.crc32(B) ^ 1 << 31}
    yield bad("zip", "crc-deflated", "the CRC is wrong, deflated", b(local=wrong, central=wrong))
    yield bad("zip", "crc-directory", "the CRC is wrong in the directory only", b(central=wrong))
    yield bad(
        "zip",
        "crc-zero",
        "the CRC is 0 in both headers, which some readers take for unknown",
        a(local={"crc": 0}, central={"crc": 0}),
    )
    yield bad("zip", "crc-zero-deflated", "the same, deflated", b(local={"crc": 0}, central={"crc": 0}))
    flipped = bytearray(A)
    flipped[-1] ^= 4
    yield bad("zip", "crc-flipped", "a bit of the payload is flipped", a(packed=bytes(flipped)))
    header = A.replace(b"<i4", b"<f4")
    yield bad("zip", "crc-flipped-header", "the dtype in the header is another", a(packed=header))
    tail = Member(b"a.npy", A + noise("tail", 20), central=wrong)
    yield bad("zip", "crc-behind", "the CRC is wrong, and bytes behind the array keep NumPy from looking", tail)
    tail = Member(b"a.npy", A + noise("tail", 20), 8, central=wrong)
    yield bad("zip", "crc-behind-deflated", "the same, deflated", tail)
    tail = Member(b"a.npy", A + noise("tail", 20), central={"crc": zlib.crc32(A)})
    yield bad("zip", "crc-of-the-array", "the CRC is that of the array, but bytes follow it in the member", tail)
    empty = saved(np.empty(0))
    yield bad(
        "zip",
        "crc-no-elements",
        "the CRC is wrong, and the array has no elements",
        Member(b"a.npy", empty, 8, central={"crc": 5}),
    )
    yield bad("zip", "crc-second", "the CRC of the second member is wrong", a(), b(central=wrong))


def streams():
    """Deflate streams that are none."""
    body = squeeze(LONG)
    for name, note, packed in [
        ("junk", "noise", noise("junk", 300)),
        ("empty", "no byte at all", b""),
        ("reserved", "a block of the reserved type", b"\x07" + bytes(20)),
        ("cut", "cut in the middle", body[: len(body) // 2]),
        ("cut-one", "the last byte is missing", body[:-1]),
        ("no-last", "no block is the last one", not_last(LONG)),
        ("raw-length", "a stored block whose two lengths do not agree", b"\1\5\0\xfa\xfe12345"),
        ("raw-cut", "a stored block that is cut", b"\1\xff\0\0\xff12345"),
        ("too-far", "a match that reaches in front of the data", too_far()),
        ("oversubscribed", "more codes than bits", bytes([0x05, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])),
        ("length-symbol", "length symbol 286, which does not exist", symbol_286()),
        ("longer", "what inflates is longer than the size says", squeeze(LONG + bytes(1000))),
        ("shorter", "what inflates is shorter than the size says", squeeze(LONG[:-2])),
    ]:
        yield bad("zip", f"deflate-{name}", note, Member(b"a.npy", LONG, 8, packed=packed), also=("truncated", "limit"))
    yield bad(
        "zip",
        "deflate-behind",
        "bytes behind the end of the stream, within the compressed size",
        Member(b"a.npy", LONG, 8, packed=body + b"12345"),
        may=True,
    )
    yield bad(
        "zip",
        "deflate-zlib",
        "a zlib stream instead of a bare one",
        Member(b"a.npy", A, 8, packed=b"\x78\x9c" + squeeze(A) + zlib.adler32(A).to_bytes(4, "big")),
    )


def not_last(data):
    s = Bits()
    s.fixed_block(data, 0)
    s.raw_block(b"", 0)
    return s.bytes()


def too_far():
    s = Bits()
    s.put(1 | 1 << 1, 3)
    s.match(10, 3)
    s.code(0, 7)
    return s.bytes()


def symbol_286():
    s = Bits()
    s.put(1 | 1 << 1, 3)
    s.literal(0)
    s.code(198, 8)
    s.code(0, 5)
    s.code(0, 7)
    return s.bytes()


def bombs():
    """Small files that want to be large."""
    n = 63_000
    head = framed(text("'|u1'", shape=f"({1 + 258 * n},)"))
    bomb = Bits()
    bomb.fixed_block(head, 0)
    bomb.run_block(0, n, 1)
    packed = bomb.bytes()
    data = head + bytes(1 + 258 * n)
    yield bad(
        "limit",
        "bomb-array",
        "16 MB of zeros in 16 KB: a valid array, if a large one",
        Member(b"a.npy", data, 8, packed=packed),
        may=True,
    )
    small = framed(text("'|u1'", shape="(8,)"))
    bomb = Bits()
    bomb.fixed_block(small, 0)
    bomb.run_block(0, n, 1)
    yield bad(
        "limit",
        "bomb-tail",
        "an array of 8 bytes, then 16 MB of zeros in the member",
        Member(b"a.npy", small + bytes(1 + 258 * n), 8, packed=bomb.bytes()),
        may=True,
    )
    claims = {"size": len(head) + 9}
    yield bad(
        "zip",
        "bomb-inflates",
        "inflates to 16 MB, the directory says 137 bytes",
        Member(b"a.npy", data, 8, packed=packed, local=claims, central=claims),
        also=("limit", "truncated"),
    )
    huge = framed(text("'|u1'", shape="(4000000000,)"), bytes(8))
    claims = {"size": 4_000_000_128}
    yield bad(
        "limit",
        "bomb-claims",
        "says 4 GB everywhere, holds 136 bytes",
        Member(b"a.npy", huge, 8, local=claims, central=claims),
        also=("zip", "truncated"),
    )
    yield bad(
        "limit", "bomb-shape", "the array says 4 GB, the directory 136 bytes", Member(b"a.npy", huge), also=("truncated", "shape")
    )
    yield bad(
        "limit",
        "bomb-shape-62",
        "the array says 2**62 bytes",
        Member(b"a.npy", framed(text("'|u1'", shape=f"({2**62},)"), bytes(8)), 8),
        also=("truncated", "shape"),
    )
    raw = Member(b"a.bin", bytes(1 + 258 * n), 8, packed=zeros(n))
    yield bad("limit", "bomb-raw", "16 MB of zeros that are no array", raw, may=True)
    many = [Member(b"%d.npy" % i, data, 8, packed=packed[: len(packed)]) for i in range(2)]
    yield bad("limit", "bomb-twice", "two arrays of 16 MB", *many, may=True)
    yield bad("limit", "bomb-count", "1010 empty members", *[Member(b"%d" % i, b"") for i in range(1010)], may=True)
    long = framed("#" * 60_000 + "\n" + text(), bytes(12), (2, 0))
    yield bad("limit", "bomb-header", "a header of 60 KB, all comment", Member(b"a.npy", long, 8), may=True)


def names():
    one = Member(b"b.npy", B, 8)
    for name, note, raw in [
        ("absolute", "an absolute name", b"/etc/a.npy"),
        ("dotdot", "a name that leads out of the folder", b"../../a.npy"),
        ("backslash", "backslashes that lead out of the folder", b"..\\..\\a.npy"),
        ("drive", "a drive letter", b"C:\\a.npy"),
        ("drive-slash", "a drive letter with a slash", b"C:/a.npy"),
        ("empty", "no name", b""),
        ("suffix-only", "the suffix alone", b".npy"),
        ("device", "a device of Windows", b"NUL.npy"),
        ("stream", "a colon", b"a.npy:b"),
        ("long", "a name of 33000 bytes", b"n" * 32996 + b".npy"),
        ("nul", "NUL in the name: Python cuts it there", b"a\0b.npy"),
        ("nul-first", "NUL as the first byte of the name", b"\0a.npy"),
        ("dot", "a dot", b"."),
    ]:
        yield bad("zip", f"name-{name}", note, Member(raw, A), one, may=True, varies=name == "empty")
    yield bad("zip", "name-not-utf8", "marked as UTF-8, which it is not", Member(b"\xff\xfe.npy", A, flags=0x800), one)
    yield bad("zip", "name-overlong", "marked as UTF-8, with an overlong slash", Member(b"a\xc0\xafb.npy", A, flags=0x800), one)
    yield bad("zip", "name-surrogate", "marked as UTF-8, with a surrogate", Member(b"\xed\xa0\x80.npy", A, flags=0x800), one)
    yield bad(
        "zip",
        "name-mark-differs",
        "marked as UTF-8 in the local header only",
        Member("é.npy".encode(), A, local={"flags": 0x800}),
        one,
        may=True,
        varies=True,
    )
    twice = [Member(b"a.npy", A), Member(b"a.npy", B)]
    yield bad("zip", "name-twice", "one name twice, other contents", *twice, may=True)
    yield bad("zip", "name-twice-same", "one name twice, the same contents", Member(b"a.npy", A), Member(b"a.npy", A), may=True)
    yield bad(
        "zip", "name-twice-key", "a.npy and a: two members, for NumPy one key", Member(b"a.npy", A), Member(b"a", B), may=True
    )
    both = [Member("é.npy".encode(), A, flags=0x800), Member("é.npy".encode("cp437"), B)]
    yield bad("zip", "name-twice-spelled", "one name in UTF-8 and in code page 437", *both, may=True)


def contents():
    """A whole archive, whose array is not."""
    image = saved(np.arange(6.0).reshape(2, 3))
    for method, word in ((0, ""), (8, "-deflated")):
        for name, category, note, data in [
            ("magic", "truncated", "the member ends inside the magic", image[:7]),
            ("header", "truncated", "the member ends inside the array's header", image[:40]),
            ("no-payload", "truncated", "the member ends with the array's header", image[:128]),
            ("payload", "truncated", "the array is one byte short", image[:-1]),
            ("version", "version", "an array of version 4.0", framed(text(), bytes(12), (4, 0))),
            ("dtype", "dtype", "a dtype that does not exist", framed(text("'<f3'"), bytes(12))),
            ("syntax", "header", "a header that is no dict", framed("[1, 2]", bytes(12))),
            ("shape", "shape", "a negative dimension", framed(text(shape="(-1,)"), bytes(12))),
            ("product", "shape", "a product that wraps to 0", framed(text("'<f8'", shape=f"({2**62}, 4)"))),
        ]:
            also = {"product": ("limit",), "magic": ("magic",)}.get(name, ())
            yield bad(category, f"member-{name}{word}", note, Member(b"a.npy", data, method), b(), also=also)
        objects = saved(np.array([1, None], object))
        yield bad("object", f"member{word}", "an object array", a(), Member(b"o.npy", objects, method))
