"""Tells what is odd in an archive that zipfile opens, by the records themselves, and without a word from npygo; as odd.py does for headers."""

import io
import struct
import zipfile
import zlib

LIMIT = 16 << 30  # npygo's, of one member


def oddities_of_zip(archive):
    """The names of what is odd in the archive itself, and then of what is odd in each of its members."""
    z = zipfile.ZipFile(io.BytesIO(archive))
    found = set()
    at_end(archive, z, found)
    entries = directory(archive, z)
    if len(entries) and sum(e["length"] for e in entries) != zipfile._EndRecData(io.BytesIO(archive))[5]:
        found.add("a directory of another size")
    members = [at_member(archive, e) for e in entries]
    at_places(archive, z, entries, found)
    names = [name for e in entries for name in {e["info"].orig_filename, e["unicode"].decode("utf-8", "replace") or e["info"].orig_filename}]
    if len(set(names)) < len(names):
        found.add("a name twice")
    return [found, *members]


def at_end(archive, z, found):
    """The end record, and the one of ZIP64 with its locator, if there are such."""
    at = zipfile._EndRecData(io.BytesIO(archive))[9]
    disk, dir_disk, here, count, size, offset = struct.unpack_from("<4H2L", archive, at + 4)
    numbers, end, parts = (here, count, size, offset), at, [disk, dir_disk]
    if at >= 20 and archive[at - 20 : at - 16] == b"PK\6\7":
        first, where, disks = struct.unpack_from("<LQL", archive, at - 16)
        parts += [first, disks > 1]
        record = archive[where : where + 56]
        if record[:4] != b"PK\6\6" or len(record) < 56 or where + 12 + struct.unpack_from("<Q", record, 4)[0] != at - 20:
            found.add("end records that contradict each other")
        else:
            _, _, disk, dir_disk, *wide = struct.unpack_from("<2H2L4Q", record, 12)
            parts = [n for n in parts if n != 0xFFFF] + [disk, dir_disk]
            if any(a != b and a != ones for a, b, ones in zip(numbers, wide, (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF))):
                found.add("end records that contradict each other")
            numbers, end = wide, where
    if any(parts) or numbers[0] != numbers[1]:
        found.add("several parts")
    if numbers[2] + numbers[3] != end:
        found.add("bytes that belong to nothing")
    if numbers[1] != len(z.filelist):
        found.add("a directory of another size")


def directory(archive, z):
    """The entries as they are, without ZIP64."""
    entries, at = [], z.start_dir
    for info in z.filelist:
        flags, method = struct.unpack_from("<2H", archive, at + 8)
        packed, size, n, m, k, disk = struct.unpack_from("<2L4H", archive, at + 20)
        name, extra = archive[at + 46 : at + 46 + n], archive[at + 46 + n : at + 46 + n + m]
        fields = dict_of(extra)
        unicode = fields.get(0x7075, [b""])[0][5:]
        entries.append(dict(name=name, flags=flags, method=method, packed=packed, disk=disk, fields=fields, unicode=unicode, length=46 + n + m + k,
            offset=struct.unpack_from("<L", archive, at + 42)[0], info=info))
        at += 46 + n + m + k
    return entries


def dict_of(extra):
    """The fields of extra data: their contents by their numbers."""
    fields = {}
    while len(extra) >= 4:
        number, n = struct.unpack_from("<2H", extra)
        fields.setdefault(number, []).append(extra[4 : 4 + n])
        extra = extra[4 + n :]
    return fields


def at_member(archive, e):
    info, found = e["info"], set()
    wide = e["fields"].get(1, [])
    if len(wide) > 1 or not wide and 0xFFFFFFFF in (e["packed"], e["offset"]):
        found.add("ZIP64 fields, none or two")
    if e["disk"]:
        found.add("several parts")
    if b"\0" in e["name"] + e["unicode"]:
        found.add("a zero byte in a name")
    if max(info.file_size, info.compress_size, info.header_offset) >= 2**63:
        found.add("sizes that contradict each other")
    if info.file_size > LIMIT:
        found.add("a size over the limit")
    local = archive[info.header_offset : info.header_offset + 30] if info.header_offset < len(archive) else b""
    flags, method = struct.unpack_from("<2H", local, 6) if len(local) == 30 else (0, e["method"])
    if method != e["method"]:
        found.add("two methods")
    if e["method"] not in (0, 8) or (flags | e["flags"]) & 0x20:
        found.add("another method")
    if (flags | e["flags"]) & 0x2041:
        found.add("encryption")
    if len(local) == 30 and not true_size(archive, info, struct.unpack_from("<2H", local, 26)):
        found.add("sizes that contradict each other")
    return found


def true_size(archive, info, lengths):
    """Whether the data are of the size that the directory tells, with nothing behind them."""
    if info.compress_type == 0:
        return info.file_size == info.compress_size
    start = info.header_offset + 30 + sum(lengths)
    stream = zlib.decompressobj(-15)
    try:
        out = stream.decompress(archive[start : start + info.compress_size], 1 << 26)
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data and len(out) == info.file_size


def at_places(archive, z, entries, found):
    """Members lie apart from each other, before the directory."""
    limit = z.start_dir
    for e in sorted(entries, key=lambda e: -e["info"].header_offset):
        start = e["info"].header_offset
        local = archive[start + 26 : start + 30] if start < len(archive) else b""
        lengths = struct.unpack("<2H", local) if len(local) == 4 else (0, 0)
        if start + 30 + max(sum(lengths), len(e["name"])) + e["info"].compress_size > limit:
            found.add("members that overlap")
        limit = start
