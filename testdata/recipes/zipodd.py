"""Archives that NumPy reads though neither it nor zipfile would write them so. By hand, so that their bytes never change."""

import struct

import numpy as np

from recipes.tools import Archive, noise, saved
from recipes.ziptools import FULL32, Bits, Member, archive, descriptor, extra, squeeze, zip64

A = saved(np.array([233628081, -1057960182, 1162189488], "<i4"))
B = saved(np.asfortranarray(np.arange(6, dtype=">f8").reshape(2, 3)))
LONG = saved(np.arange(2000, dtype="<u2") // 100)


def cases():
    return [*descriptors(), *wide(), *places(), *extras(), *streams(), *names(), *fields(), *indexes()]


def odd(name, note, *members, **more):
    return Archive(f"odd/{name}.npz", archive(members, **more), note)


def pair():
    return Member(b"a.npy", A), Member(b"b.npy", B, 8)


def described(name, data, method, local=(0, 0), **form):
    """A member with flag 8: CRC and sizes of the local header are 0, or what `local` gives as sizes."""
    m = Member(name, data, method, flags=8, local={"crc": 0, "csize": local[0], "size": local[1]})
    m.descriptor = descriptor(m, **form)
    return m


def descriptors():
    for name, form, note in [
        ("32", {}, "sizes of 4 bytes"),
        ("32-unsigned", {"signature": False}, "sizes of 4 bytes, no signature"),
        ("64", {"wide": True}, "sizes of 8 bytes, though nothing else is ZIP64"),
        ("64-unsigned", {"wide": True, "signature": False}, "sizes of 8 bytes, no signature"),
    ]:
        yield odd(
            f"descriptor-{name}",
            f"data descriptors: {note}; one member is stored",
            described(b"a.npy", A, 0, **form),
            described(b"b.npy", B, 8, **form),
            described(b"long.npy", LONG, 8, **form),
        )
    # The two forms of np.savez to a pipe; which one a Python writes changed in a patch release.
    for name, size in (("to-3.11.3", 0), ("from-3.11.4", FULL32)):
        members = [described(b"a.npy", A, 0, (size, size), wide=True), described(b"b.npy", B, 8, (size, size), wide=True)]
        for m in members:
            m.local |= {"extra": zip64(0, 0), "version": 45 if size else 20}
        yield odd(f"descriptor-numpy-{name}", f"np.savez to a pipe, as Python {name.replace('-', ' ')} does it", *members)
    m = described(b"a.npy", saved(np.frombuffer(b"PK\x07\x08" * 6, "<u4")), 0)
    yield odd("descriptor-in-data", "a stored member that holds the signature of a data descriptor", m, Member(b"b.npy", B))
    m = described(b"a.npy", A, 0)
    m.descriptor = b""
    yield odd("descriptor-none", "flag 8, but there is no data descriptor", m, Member(b"b.npy", B))
    m = described(b"a.npy", A, 8)
    m.local = {}
    yield odd("descriptor-and-sizes", "flag 8, and the sizes in the local header as well", m)


def wide():
    """ZIP64 records on small files."""
    a, b = pair()
    for name, size in (("to-3.11.3", None), ("from-3.11.4", FULL32)):
        members = pair()
        for m in members:
            m.local = {"extra": zip64(len(m.data), len(m.stored())), "version": 45 if size else 20}
            m.local |= {"csize": size, "size": size} if size else {}
        yield odd(
            f"zip64-numpy-{name}", f"the local headers of np.savez, as Python {name.replace('-', ' ')} writes them", *members
        )
    both = {"size": FULL32, "csize": FULL32, "version": 45}
    central = both | {"extra": zip64(len(A), len(A))}
    yield odd("zip64-directory", "both sizes in the directory's ZIP64 field", Member(b"a.npy", A, central=central), b)
    yield odd(
        "zip64-size",
        "only the size in the directory's ZIP64 field",
        Member(b"b.npy", B, 8, central={"size": FULL32, "extra": zip64(len(B))}),
        a,
    )
    yield odd(
        "zip64-compressed-size",
        "only the compressed size in the directory's ZIP64 field",
        Member(b"b.npy", B, 8, central={"csize": FULL32, "extra": zip64(len(squeeze(B)))}),
        a,
    )
    yield odd("zip64-offset", "only the offset in the directory's ZIP64 field", b, Member(b"a.npy", A, central=far(offset(b))))
    yield odd(
        "zip64-all",
        "sizes and offset in the directory's ZIP64 field, behind another field",
        b,
        Member(b"a.npy", A, central=both | {"offset": FULL32, "extra": extra(0xCAFE, b"x") + zip64(len(A), len(A), offset(b))}),
    )
    yield odd(
        "zip64-unneeded",
        "a ZIP64 field in the directory, though all is said without it",
        Member(b"a.npy", A, central={"extra": zip64()}),
        b,
    )
    full = {"count": 0xFFFF, "here": 0xFFFF, "size": FULL32, "offset": FULL32}
    yield odd("zip64-end", "a ZIP64 end record", a, b, end=full, end64={})
    yield odd("zip64-end-and-plain", "a ZIP64 end record, and the plain one says the same", a, b, end64={})
    yield odd(
        "zip64-end-offset", "only the directory's offset needs the ZIP64 end record", a, b, end={"offset": FULL32}, end64={}
    )
    yield odd("zip64-end-comment", "a ZIP64 end record, and a comment", a, b, end=full, end64={}, comment=b"a comment")


def offset(*before):
    return len(archive(before)) - len(archive([])) - sum(46 + len(m.name) for m in before)


def far(n):
    return {"offset": FULL32, "extra": zip64(n)}


def places():
    a, b = pair()
    gap = Member(b"b.npy", B, 8, before=noise("gap", 37))
    yield odd("gap", "bytes between the members, and in front of the directory", a, gap, gap=noise("gap2", 5))
    yield odd(
        "gap-local", "between the members stands one that the directory does not list", a, Member(b"b.npy", B, 8, before=hidden())
    )
    yield odd("reversed", "the directory lists the members backwards", a, b, Member(b"c.npy", LONG, 8), order=[2, 1, 0])
    yield odd("comment", "a comment of 300 bytes", a, b, comment=bytes(range(32, 62)) * 10)
    yield odd("comment-full", "the longest comment there can be", a, comment=b"x" * 65535)
    tail = noise("tail", 50)
    yield odd("trailing-stored", "50 bytes behind the array, in the member", Member(b"a.npy", A + tail), b)
    yield odd("trailing-deflated", "50 bytes behind the array, in the member", Member(b"a.npy", A + tail, 8), b)
    yield odd("trailing-array", "two arrays in one member: NumPy sees the first", Member(b"a.npy", A + B, 8), b)
    yield odd("trailing-long", "100 KB behind the array, in the member", Member(b"a.npy", A + bytes(100_000), 8), b)


def hidden():
    """A member of its own, without the directory's entry."""
    m = Member(b".hidden", b"hidden")
    return archive([m])[: offset(m)]


def extras():
    a, b = pair()
    stamp = extra(0x5455, b"\x03" + bytes(8))
    yield odd(
        "extra-local",
        "extra fields in a local header only",
        Member(b"a.npy", A, local={"extra": stamp + extra(0xCAFE, bytes(60))}),
        b,
    )
    yield odd("extra-directory", "extra fields in the directory only", Member(b"a.npy", A, central={"extra": stamp}), b)
    yield odd(
        "extra-both",
        "other extra fields in the two headers",
        Member(b"a.npy", A, local={"extra": stamp}, central={"extra": stamp[:5].replace(b"\x09", b"\x01")}),
        b,
    )
    yield odd(
        "extra-stray",
        "three stray bytes behind the last extra field",
        Member(b"a.npy", A, central={"extra": stamp + bytes(3)}),
        b,
    )
    yield odd("extra-stray-local", "junk as a local extra area", Member(b"a.npy", A, local={"extra": b"\xff\xff\xff"}), b)
    yield odd("extra-long", "33 KB of extra fields", Member(b"a.npy", A, central={"extra": extra(0xCAFE, bytes(33000))}), b)
    pad = 64 - (30 + 5) % 64
    aligned = Member(b"a.npy", A, local={"extra": extra(0xD935, struct.pack("<H", 64) + bytes(pad - 6))})
    yield odd("extra-aligned", "a field that moves the data to a multiple of 64", aligned, b)


def streams():
    """Deflate streams of other shapes."""
    for name, note, build in [
        ("raw", "only stored blocks", lambda s: [s.raw_block(LONG[:1000], 0), s.raw_block(LONG[1000:], 1)]),
        ("empty-last", "the last block is empty", lambda s: [s.fixed_block(LONG, 0), s.raw_block(b"", 1)]),
        ("empty-fixed", "empty blocks with fixed codes in between", empty_blocks),
        ("flushed", "flushed every 512 bytes", flushed),
        ("mixed", "stored, fixed and flushed blocks in turn", mixed),
        ("far", "matches that reach into the block before", reaching),
    ]:
        stream = Bits()
        build(stream)
        yield odd(f"deflate-{name}", note, Member(b"a.npy", LONG, 8, packed=stream.bytes()))
    zeros = saved(np.zeros(258 * 40, "u1"))
    stream = Bits()
    stream.fixed_block(zeros[:-1], 0)
    stream.run_block(0, 0, 1)
    yield odd("deflate-dynamic", "the last block has codes of its own", Member(b"a.npy", zeros, 8, packed=stream.bytes()))


def empty_blocks(s):
    s.fixed_block(b"", 0)
    s.fixed_block(LONG[:77], 0)
    s.fixed_block(b"", 0)
    s.fixed_block(LONG[77:], 0)
    s.fixed_block(b"", 1)


def flushed(s):
    for i in range(0, len(LONG), 512):
        s.fixed_block(LONG[i : i + 512], 0)
        s.raw_block(b"", 0)
    s.fixed_block(b"", 1)


def mixed(s):
    for i in range(0, len(LONG), 300):
        (s.raw_block if i // 300 % 3 == 0 else s.fixed_block)(LONG[i : i + 300], 0)
        if i // 300 % 3 == 2:
            s.raw_block(b"", 0)
    s.raw_block(b"", 1)


def reaching(s):
    """The elements are pairs of bytes, each a hundred times: a match of distance 2 may go on over the end of a block."""
    body = LONG[128:]
    s.fixed_block(LONG[:128] + body[:100], 0)
    rest = body[100:200]
    s.put(0 | 1 << 1, 3)
    s.match(len(rest), 1)
    s.code(0, 7)
    assert rest == body[98:100] * 50
    s.fixed_block(body[200:], 1)


def names():
    b = Member(b"b.npy", B, 8)
    flag = {"flags": 0x800}
    yield odd("name-cp437", "a name in code page 437, without a flag: été", Member("été.npy".encode("cp437"), A), b)
    yield odd("name-cp437-all", "every byte of code page 437 above 127", Member(bytes(range(128, 256)) + b".npy", A), b)
    yield odd("name-utf8-unmarked", "UTF-8 without the flag: Python takes it for code page 437", Member("é.npy".encode(), A), b)
    yield odd("name-ascii-marked", "the flag for UTF-8 on an ASCII name", Member(b"a.npy", A, **flag), b)
    yield odd("name-dots", "dots that lead nowhere", Member(b"./a.npy", A), Member(b"d/../b.npy", B, 8))
    yield odd("name-folder", "folders as members of their own", Member(b"d/", b""), Member(b"d/e/", b""), Member(b"d/e/a.npy", A))
    yield odd("name-control", "line ends and escapes in a name", Member(b"a\r\n\x1b[31m\x7f.npy", A), b)


def fields():
    """What a reader should not look at."""
    b = Member(b"b.npy", B, 8)
    for name, note, more in [
        ("local-zero", "sizes and CRC are 0 in the local header, without flag 8", {"local": {"crc": 0, "csize": 0, "size": 0}}),
        ("hints", "the bits that tell how hard deflate tried", {"flags": 6, "method": 8}),
        ("version", "version needed 4.5, 2.0 in the local header", {"central": {"version": 45}}),
        ("made-by", "made by MS-DOS, no attributes", {"central": {"made": 20, "external": 0}}),
        ("symlink", "the attributes of a symbolic link", {"central": {"external": 0o120777 << 16}}),
        ("comments", "a comment on the member", {"central": {"comment": b"PK\1\2 is no entry"}}),
    ]:
        yield odd(f"field-{name}", note, Member(b"a.npy", A, **more), b)


def indexes():
    """SOZip 0.5: a flush every so many bytes, and where they are in a hidden member behind the data."""
    stream, ends, chunk = Bits(), [], 1024
    for i in range(0, len(LONG), chunk):
        stream.fixed_block(LONG[i : i + chunk], 0)
        stream.raw_block(b"", 0)
        stream.raw_block(b"", 0)
        ends.append(len(stream.out))
    stream.fixed_block(b"", 1)
    m = Member(b"long.npy", LONG, 8, packed=stream.bytes())
    table = struct.pack("<4I2Q", 1, 0, chunk, 8, len(LONG), len(m.packed)) + struct.pack(f"<{len(ends) - 1}Q", *ends[:-1])
    index = Member(b".long.npy.sozip.idx", table)
    hidden_index = archive([index])[: offset(index)]
    yield odd("sozip", "a seek-optimized member with its hidden index", m, Member(b"b.npy", B, 8, before=hidden_index))
