"""Archives that nobody should accept, and some (`may`) that a reader is free to accept: what is wrong with their records."""

import struct

from recipes.tools import Archive, framed, noise, text
from recipes.zipodd import A, B, offset
from recipes.ziptools import CENTRAL, FULL32, Member, archive, extra, local_header, squeeze, zip64


def cases():
    return [*cuts(), *ends(), *directories(), *locals_(), *overlaps()]


def bad(category, name, note, *members, data=None, also=(), may=False, varies=False, **more):
    """`varies`: what NumPy does depends on the version of Python, so that the manifest does not say it."""
    whole = archive(members, **more) if data is None else data
    return Archive(f"bad/{category}-{name}.npz", whole, note, category=category, also=also, may=may, varies=varies)


def a(**more):
    return Member(b"a.npy", A, **more)


def b(**more):
    return Member(b"b.npy", B, 8, **more)


def cuts():
    """Clipped downloads. Without its end an archive has no directory."""
    whole = archive([a(), b()], comment=b"the end")
    first, second = offset(a()), offset(a(), b())
    end = len(whole) - 22 - 7
    places = {
        "nothing": 0,
        "signature": 2,
        "signature-only": 4,
        "local-header": 20,
        "local-name": 32,
        "before-data": 35,
        "data": 100,
        "before-second": first,
        "second-header": first + 11,
        "second-data": first + 60,
        "before-directory": second,
        "directory": second + 30,
        "directory-entry": second + 51,
        "before-end": end,
        "end": end + 9,
        "end-but-one": end + 21,
    }
    for name, n in places.items():
        yield bad("zip", f"cut-{name}", f"the file ends at byte {n} of {len(whole)}", data=whole[:n], also=("truncated", "magic"))
    yield bad("zip", "cut-comment", "the comment is cut", data=whole[:-3], may=True)
    yield bad("zip", "cut-start", "the first 40 bytes are missing", data=whole[40:], also=("magic",))
    yield bad("zip", "cut-middle", "100 bytes are missing in the middle", data=whole[:150] + whole[250:])
    yield bad("zip", "text", "a text file", data=b"1.0 2.0 3.0\n" * 10, also=("magic",))
    yield bad("zip", "npy", "an array, not an archive", data=A, also=("magic",), may=True)
    yield bad("zip", "zeros", "zeros only", data=bytes(400), also=("magic",))
    yield bad(
        "zip", "prefix", "a script in front, offsets as if it were not there", data=b"#!/bin/sh\nexit 0\n" + whole, may=True
    )
    yield bad("zip", "prefix-counted", "a script in front, offsets right", a(), b(), prefix=b"#!/bin/sh\nexit 0\n", may=True)
    yield bad("zip", "suffix", "noise behind the archive", a(), b(), suffix=noise("suffix", 300), may=True)
    yield bad("zip", "spanned", "the mark of a spanned archive in front", a(), prefix=b"PK\x07\x08", may=True)
    yield bad("zip", "two-archives", "two archives, one behind the other", data=archive([a()]) + archive([b()]), may=True)


def ends():
    for name, note, end in [
        ("count-more", "two entries announced, one there", {"count": 2, "here": 2}),
        ("count-less", "no entry announced, one there", {"count": 0, "here": 0}),
        ("count-here", "one entry, two of them on this disk", {"here": 2}),
        ("disk", "disk 1", {"disk": 1}),
    ]:
        yield bad("zip", f"end-{name}", note, a(), end=end, may=True)
    start, size = offset(a()), 46 + 5
    for name, note, end in [
        ("offset-past", "the directory begins behind the file", {"offset": 100_000}),
        ("offset-more", "the directory's offset is one too large", {"offset": start + 1}),
        ("offset-less", "the directory's offset is one too small", {"offset": start - 1}),
        ("offset-zero", "the directory begins at byte 0", {"offset": 0, "size": start + size}),
        ("size-less", "the directory's size is one too small", {"size": size - 1}),
        ("size-more", "the directory's size reaches into the end record", {"size": size + 1}),
        ("size-one", "the directory has one byte", {"size": 1}),
        ("size-huge", "the directory has 4 GiB", {"size": FULL32 - 1}),
    ]:
        varies = name in ("offset-more", "offset-less", "offset-past")  # zipfile takes what is missing for a prefix
        yield bad("zip", f"end-{name}", note, a(), end=end, varies=varies, may=name in ("offset-less", "offset-more"))
    yield bad("zip", "end-comment-more", "the comment's length reaches beyond the file", a(), end={"comment_length": 9}, may=True)
    yield bad("zip", "end-in-comment", "the comment holds an end record", a(), comment=b"x" + archive([]) + b"y", may=True)
    full = {"count": 0xFFFF, "here": 0xFFFF, "size": FULL32, "offset": FULL32}
    for name, note, end64, locator in [
        ("no-locator", "a ZIP64 end record, but nothing points to it", {}, False),
        ("at-past", "the ZIP64 end record is said to be behind the file", {"at": 10**9}, True),
        ("at-max", "the ZIP64 end record is said to be at 2**64-1", {"at": 2**64 - 1}, True),
        ("at-zero", "the ZIP64 end record is said to be at 0", {"at": 0}, True),
        ("short", "the ZIP64 end record says that it has 12 bytes", {"length": 12}, True),
        ("long", "the ZIP64 end record says that it has 2**63 bytes", {"length": 2**63}, True),
        ("disks", "two disks", {"disks": 2}, True),
        ("offset", "the directory is said to begin at 2**63", {"offset": 2**63}, True),
        ("size", "the directory is said to have 2**63 bytes", {"size": 2**63}, True),
        (
            "wraps",
            "offset and size of the directory wrap round to the truth",
            {"offset": start + 2**63, "size": size + 2**63},
            True,
        ),
        ("count", "2**62 entries announced", {"count": 2**62, "here": 2**62}, True),
    ]:
        may = name in ("short", "long", "count", "at-past", "at-max", "at-zero", "disks")
        yield bad(
            "zip", f"end64-{name}", note, a(), end=full, end64=end64, locator=locator, also=("limit",), may=may, varies=True
        )
    none = {"count": 0xFFFF, "here": 0xFFFF}
    yield bad(
        "zip",
        "end64-none",
        "a ZIP64 end record and no member: NumPy knows no archive that begins so",
        end=none,
        end64={},
        may=True,
        varies=True,
    )
    yield bad(
        "zip",
        "end64-differs",
        "two end records that differ, the plain one is whole",
        a(),
        end64={"count": 7, "here": 7},
        may=True,
        varies=True,
    )


def directories():
    for name, note, central, may in [
        ("signature", "an entry's signature is wrong", {"signature": b"PK\1\3"}, False),
        ("name-length", "a name's length reaches beyond the directory", {"name_length": 500}, False),
        ("extra-length", "an extra area reaches beyond the directory", {"extra_length": 500}, False),
        ("comment-length", "a comment reaches beyond the directory", {"comment_length": 500}, False),
        ("disk", "the member is on disk 3", {"disk": 3}, True),
        ("offset-past", "the member is said to begin behind the file", {"offset": 100_000}, False),
        ("offset-directory", "the member is said to begin at the directory", {"offset": offset(a())}, False),
        ("offset-data", "the member is said to begin inside its data", {"offset": 50}, False),
        ("offset-one", "the member is said to begin at byte 1", {"offset": 1}, False),
        ("offset-max", "the member is said to begin at 2**64-1", {"offset": FULL32, "extra": zip64(2**64 - 1)}, False),
        ("offset-negative", "the member is said to begin at 2**63", {"offset": FULL32, "extra": zip64(2**63)}, False),
        ("zip64-none", "the sizes are in a ZIP64 field that is not there", {"size": FULL32, "csize": FULL32}, False),
        (
            "zip64-short",
            "the ZIP64 field is too short for what it should hold",
            {"size": FULL32, "csize": FULL32, "extra": zip64(len(A))},
            False,
        ),
        ("zip64-cut", "the ZIP64 field has five bytes", {"size": FULL32, "extra": extra(1, bytes(5))}, False),
        ("extra-cut", "an extra field reaches beyond the extra area", {"extra": struct.pack("<HH", 0xCAFE, 9) + b"123"}, True),
    ]:
        yield bad(
            "zip",
            f"entry-{name}",
            note,
            a(central=central),
            may=may,
            also=("truncated", "limit"),
            varies=name in ("extra-cut", "zip64-none"),
        )
    twice = {"size": FULL32, "csize": FULL32, "extra": zip64(len(A), len(A)) + zip64(1, 1)}
    yield bad("zip", "entry-zip64-twice", "two ZIP64 fields that differ", a(central=twice), may=True, varies=True)
    for name, flags in (("encrypted", 1), ("encrypted-strong", 0x41), ("patched", 0x20), ("masked", 0x2000)):
        may = name in ("patched", "masked")
        yield bad("zip", f"flag-{name}", f"flag {flags:#x} in both headers", a(flags=flags), may=may, varies=may)
    yield bad(
        "zip", "flag-encrypted-local", "the local header alone says that the member is encrypted", a(local={"flags": 1}), may=True
    )
    yield bad("zip", "flag-encrypted-directory", "the directory alone says that the member is encrypted", a(central={"flags": 1}))
    for method in (1, 6, 9, 99, 0xFFFF):
        yield bad("zip", f"method-{method}", f"compression method {method}", a(method=method, packed=A))
    yield bad("zip", "method-differs", "deflate in the directory, stored in the local header", b(local={"method": 0}), may=True)
    yield bad(
        "zip", "method-differs-stored", "stored in the directory, deflate in the local header", a(local={"method": 8}), may=True
    )
    yield bad("zip", "method-lie", "both headers say deflate, but the data are stored", a(method=8, packed=A))


def locals_():
    for name, note, local, may in [
        ("signature", "the local header's signature is wrong", {"signature": b"PK\3\5"}, False),
        ("signature-central", "the local header has the signature of an entry", {"signature": CENTRAL}, False),
        ("name", "the local header has another name", {"name": b"z.npy"}, False),
        ("name-case", "the local header has the name in capitals", {"name": b"A.NPY"}, False),
        ("name-longer", "the local header has a longer name", {"name": b"a.npy.npy"}, False),
        ("name-length", "the local name reaches beyond the file", {"name_length": 60_000}, False),
        ("extra-length", "the local extra area reaches beyond the file", {"extra_length": 60_000}, False),
        ("extra-covers", "the local extra area covers the data", {"extra_length": len(A)}, False),
        ("crc", "the CRC is wrong in the local header only", {"crc": 1}, True),
        ("sizes", "the sizes are wrong in the local header only", {"csize": 1, "size": 2}, True),
    ]:
        varies = name in ("extra-covers", "name-length", "extra-length")
        yield bad("zip", f"local-{name}", note, a(local=local), may=may, also=("truncated",), varies=varies)


def overlaps():
    """Records that share bytes: the way to make a small file large."""
    inner = archive([Member(b"b.npy", B)])[: offset(Member(b"b.npy", B))]
    image = framed(text("'|V1'", shape=f"({len(inner)},)"), inner)
    outer = Member(b"a.npy", image)
    at = 30 + 5 + len(image) - len(inner)
    yield bad("zip", "overlap-inside", "a member inside the data of another", outer, Member(b"b.npy", B, at=at), varies=True)
    yield bad(
        "zip", "overlap-shared", "two entries of one name and one local header", a(), Member(b"a.npy", A, at=0), varies=True
    )
    many = [a(), *[Member(b"a.npy", A, at=0)] * 30]
    yield bad("zip", "overlap-many", "31 entries for one local header", *many, varies=True, also=("limit",))
    longer = a(central={"csize": len(A) + 60, "size": len(A) + 60})
    yield bad("zip", "overlap-next", "a member reaches into the next", longer, b(), varies=True)
    whole = archive([a()])
    yield bad(
        "zip",
        "overlap-directory",
        "a member reaches into the directory",
        a(central=dict.fromkeys(("csize", "size"), len(A) + 20)),
        varies=True,
    )
    yield bad(
        "zip",
        "overlap-end",
        "a member reaches to the end of the file",
        a(central=dict.fromkeys(("csize", "size"), len(whole) - 35)),
        varies=True,
    )
    quoted = [quoting(i) for i in range(12)]
    yield bad(
        "zip", "overlap-quoted", "each member holds the next as a stored block", data=onion(quoted), varies=True, also=("limit",)
    )


def quoting(i):
    return Member(b"%02d.npy" % i, A, 8)


def onion(members):
    """A deflated member begins with a stored block that quotes the next local header, and goes on with that member's data."""
    body = squeeze(A)
    members[-1].packed = body
    for m, inner in zip(members[-2::-1], members[:0:-1], strict=True):
        quote = local_header(inner)
        m.packed = b"\0" + struct.pack("<HH", len(quote), len(quote) ^ 0xFFFF) + quote + inner.packed
        m.data = quote + inner.data
    out, at = local_header(members[0]) + members[0].packed, [0]
    for m in members[:-1]:
        at.append(at[-1] + len(local_header(m)) + 5)
    entries = archive([Member(m.name, m.data, 8, packed=m.packed, at=n) for m, n in zip(members, at, strict=True)], prefix=out)
    return entries
