"""A zip archive written by hand: every field of every record can be made to lie."""

import dataclasses
import struct
import zlib

LOCAL, CENTRAL, END, END64, LOCATOR = (b"PK" + bytes(b) for b in ((3, 4), (1, 2), (5, 6), (6, 6), (6, 7)))
DATE = 0x0021  # 1980-01-01, as zipfile and NumPy have it
FULL32 = 0xFFFFFFFF


@dataclasses.dataclass
class Member:
    """One member. What is None is computed; `local` and `central` override fields in one of the two headers.

    Fields: signature, version, flags, method, crc, csize, size, name, extra; in the directory also made, comment, disk,
    external, offset.
    """

    name: bytes
    data: bytes  # what the member holds, before any compression
    method: int = 0
    packed: bytes | None = None  # what stands in the file
    flags: int = 0
    descriptor: bytes = b""  # behind the data
    before: bytes = b""  # bytes that belong to nothing, in front of the local header
    local: dict = dataclasses.field(default_factory=dict)
    central: dict = dataclasses.field(default_factory=dict)
    at: int | None = None  # no record of its own: the directory points to this offset

    def fields(self):
        packed = self.stored()
        return {
            "version": 20,
            "flags": self.flags,
            "method": self.method,
            "crc": zlib.crc32(self.data),
            "csize": len(packed),
            "size": len(self.data),
            "name": self.name,
            "extra": b"",
        }

    def stored(self):
        if self.packed is not None:
            return self.packed
        return squeeze(self.data) if self.method == 8 else self.data


def archive(members, comment=b"", order=None, prefix=b"", gap=b"", suffix=b"", end=None, end64=None, locator=True):
    """The bytes of an archive. `order` is the directory's order; `end` overrides fields of the end record (count, size, offset,
    disk, comment_length, ...); `end64` (a dict, maybe empty) asks for a ZIP64 end record and overrides its fields."""
    out, offsets = bytearray(prefix), []
    for m in members:
        out += m.before
        offsets.append(len(out) if m.at is None else m.at)
        if m.at is None:
            out += local_header(m) + m.stored() + m.descriptor
    out += gap
    start = len(out)
    for i in order or range(len(members)):
        out += central_header(members[i], offsets[i])
    out += ending(len(members), start, len(out) - start, comment, end or {}, end64, locator)
    return bytes(out + suffix)


def local_header(m):
    f = m.fields() | {"signature": LOCAL} | m.local
    fixed = struct.pack(
        "<4s5H3I2H",
        f["signature"],
        f["version"],
        f["flags"],
        f["method"],
        0,
        DATE,
        f["crc"],
        f["csize"],
        f["size"],
        f.get("name_length", len(f["name"])),
        f.get("extra_length", len(f["extra"])),
    )
    return fixed + f["name"] + f["extra"]


def central_header(m, offset):
    more = {"signature": CENTRAL, "made": 3 << 8 | 20, "comment": b"", "disk": 0, "external": 0o600 << 16, "offset": offset}
    f = m.fields() | more | m.central
    fixed = struct.pack(
        "<4s6H3I5H2I",
        f["signature"],
        f["made"],
        f["version"],
        f["flags"],
        f["method"],
        0,
        DATE,
        f["crc"],
        f["csize"],
        f["size"],
        f.get("name_length", len(f["name"])),
        f.get("extra_length", len(f["extra"])),
        f.get("comment_length", len(f["comment"])),
        f["disk"],
        0,
        f["external"],
        f["offset"],
    )
    return fixed + f["name"] + f["extra"] + f["comment"]


def ending(count, offset, size, comment, end, end64, locator):
    out = b""
    if end64 is not None:
        f = {
            "count": count,
            "here": count,
            "size": size,
            "offset": offset,
            "length": 44,
            "disk": 0,
            "extra": b"",
            "at": offset + size,
        }
        f |= end64
        out += struct.pack(
            "<4sQ2H2I4Q",
            END64,
            f["length"] + len(f["extra"]),
            45,
            45,
            f["disk"],
            f["disk"],
            f["here"],
            f["count"],
            f["size"],
            f["offset"],
        )
        out += f["extra"]
        if locator:
            out += struct.pack("<4sIQI", LOCATOR, 0, f["at"], f.get("disks", 1))
    f = {"disk": 0, "here": count, "count": count, "size": size, "offset": offset, "comment_length": len(comment)} | end
    return (
        out
        + struct.pack("<4s4H2IH", END, f["disk"], f["disk"], f["here"], f["count"], f["size"], f["offset"], f["comment_length"])
        + comment
    )


def extra(number, body):
    """One field of an extra area."""
    return struct.pack("<HH", number, len(body)) + body


def zip64(*sizes):
    """The ZIP64 field: 8 bytes for each of size, compressed size, offset, as far as they are given."""
    return extra(1, struct.pack(f"<{len(sizes)}Q", *sizes))


def descriptor(m, wide=False, signature=True, **lies):
    """What stands behind the data of a member with flag 8."""
    f = m.fields() | lies
    return (b"PK\x07\x08" if signature else b"") + struct.pack("<IQQ" if wide else "<III", f["crc"], f["csize"], f["size"])


class Bits:
    """A deflate stream, bit by bit. Ours and not zlib's, whose output changes with its version."""

    def __init__(self):
        self.out, self.hold, self.count = bytearray(), 0, 0

    def put(self, value, n):
        self.hold |= value << self.count
        self.count += n
        while self.count >= 8:
            self.out.append(self.hold & 255)
            self.hold >>= 8
            self.count -= 8

    def code(self, value, n):
        """A Huffman code: its first bit comes first."""
        self.put(int(f"{value:0{n}b}"[::-1], 2), n)

    def align(self):
        if self.count:
            self.put(0, 8 - self.count)

    def bytes(self):
        self.align()
        return bytes(self.out)

    def raw_block(self, data, last):
        """At most 65535 bytes as they are; without any it is the marker that flushes leave behind."""
        self.put(last, 3)
        self.align()
        self.out += struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data

    def fixed_block(self, data, last, close=True):
        """The fixed codes; runs of a byte become matches at distance 1."""
        self.put(last | 1 << 1, 3)
        i = 0
        while i < len(data):
            self.literal(data[i])
            run = next((n for n in range(258) if i + 1 + n >= len(data) or data[i + 1 + n] != data[i]), 258)
            if run == 258:
                self.code(197, 8)  # length 258
                self.code(0, 5)  # distance 1
                i += 258
            elif run >= 3:
                self.match(run)
                i += run
            i += 1
        if close:
            self.code(0, 7)

    def literal(self, c):
        if c < 144:
            self.code(48 + c, 8)
        else:
            self.code(400 + c - 144, 9)

    def match(self, length, distance=0):
        """A match of 3 to 257 bytes; distance is the code's number, without further bits (0 to 3: one to four bytes back)."""
        base, symbol, more = 3, 257, 0
        while base + (1 << more) <= length:
            base += 1 << more
            symbol += 1
            more = max(0, (symbol - 261) // 4)
        if symbol < 280:
            self.code(symbol - 256, 7)
        else:
            self.code(192 + symbol - 280, 8)
        self.put(length - base, more)
        self.code(distance, 5)

    def run_block(self, byte, n, last):
        """1 + 258*n times the byte, with codes made for it: two bits for 258 bytes, the most that deflate can do."""
        self.put(last | 2 << 1, 3)
        self.put(286 - 257, 5)
        self.put(0, 5)  # one distance code
        self.put(18 - 4, 4)
        lengths = {byte: 2, 256: 2, 285: 1}
        order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1]
        sizes = {18: 2, 0: 2, 1: 2, 2: 2}  # the codes of the code lengths, two bits each: 0 -> 00, 1 -> 01, 2 -> 10, 18 -> 11
        for symbol in order:
            self.put(sizes.get(symbol, 0), 3)
        codes = {0: 0, 1: 1, 2: 2, 18: 3}
        at = 0
        for symbol in (*sorted(lengths), None):
            zeros = (286 if symbol is None else symbol) - at
            while zeros:
                step = min(zeros, 138)
                if step >= 11:
                    self.code(codes[18], 2)
                    self.put(step - 11, 7)
                else:
                    step = 1
                    self.code(codes[0], 2)
                zeros -= step
            if symbol is not None:
                self.code(codes[lengths[symbol]], 2)
                at = symbol + 1
        self.code(codes[1], 2)  # the distance code has one bit
        self.code(2, 2)  # the byte; 285 has the code 0, the byte 10, the end 11
        for _ in range(n):
            self.code(0, 1)
            self.code(0, 1)
        self.code(3, 2)


def squeeze(data):
    b = Bits()
    b.fixed_block(data, last=1)
    return b.bytes()


def zeros(n):
    """A deflate stream of 1 + 258*n zeros in n/4 bytes."""
    b = Bits()
    b.run_block(0, n, last=1)
    return b.bytes()
