"""Answers what NumPy does with headers, arrays and archives.

Requests come on stdin and answers go to stdout, as frames: a length, and so many bytes; those are a list of parts,
each with its own length. All lengths are four bytes, little-endian. The first part of a request names a function do_NAME
below, the others are its arguments; the first part of an answer is b"ok", and the others the result, or b"error", and
the other a traceback.
"""

import ast
import io
import math
import os
import signal
import struct
import sys
import time
import traceback
import warnings
import zipfile

import numpy as np

try:
    from numpy.lib import _format_impl as npformat  # NumPy 2
except ImportError:
    from numpy.lib import format as npformat

WITHOUT_LIMIT = 2**40  # characters of a header; the limit of npygo is an option of its own


# ---- headers


class Tape:
    """A file of a header and of as many zeros as its array wants, which are there only once the header has been understood."""

    ENOUGH = 1 << 18

    def __init__(self, head):
        self.head = io.BytesIO(head)
        self.header = None
        self.given = 0

    def read(self, n):
        part = self.head.read(n)
        if self.header is None or len(part) == n:
            return part
        self.given += n
        if self.given > self.ENOUGH:
            raise Endless
        return part + bytes(n - len(part))


class Endless(Exception):
    """NumPy wants more payload than is worth giving."""


read_header = npformat._read_array_header


def spy(fp, *args, **kwargs):
    header = read_header(fp, *args, **kwargs)
    if isinstance(fp, Tape):
        fp.header = header
    return header


npformat._read_array_header = spy


def do_headers(heads):
    """For each header what NumPy writes for the array that it reads, nothing where it refuses."""
    return [in_time(judge, head) for head in heads]


def in_time(function, argument):
    """Ends the process if the call takes more than some seconds of its time: NumPy counts to 2**63 for some headers, and cannot be
    interrupted."""
    signal.setitimer(signal.ITIMER_VIRTUAL, 4)
    try:
        return function(argument)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def judge(head):
    tape = Tape(head)
    try:
        dtype = npformat.read_array(tape, allow_pickle=False, max_header_size=WITHOUT_LIMIT).dtype
    except Exception as error:
        dtype = unread(tape.header, error)
        if dtype is None:
            return b""
    shape, order, _ = tape.header
    out = io.BytesIO()
    npformat._write_array_header(out, {"descr": npformat.dtype_to_descr(dtype), "fortran_order": order, "shape": shape})
    return out.getvalue()


def unread(header, error):
    """The dtype of an array that is fine and yet was not read, for it is too large or has Python objects."""
    if header is None:
        return None
    shape, _, dtype = header
    objects = dtype.hasobject and isinstance(error, ValueError)
    if not objects and not isinstance(error, (Endless, MemoryError)) or any(n < 0 for n in shape):
        return None
    inner = 1  # elements of the array for each one that the header tells of
    rank = 1
    while dtype.subdtype:
        inner, rank, dtype = inner * math.prod(dtype.shape), rank + len(dtype.shape), dtype.base
    try:
        np.ndarray(shape, np.uint8, bytes(1), strides=(0,) * len(shape))
        np.ndarray((1,) * rank, np.uint8)
    except Exception:
        return None
    if math.prod(n for n in shape if n) * dtype.itemsize >= 2**63 or math.prod(shape) != 0 and inner != 1:
        return None
    return dtype


def do_oddities(files):
    """For each header the names of what is odd in it, one to a line."""
    return [lines(oddities(file)) for file in files]


def lines(names):
    return "\n".join(sorted(names)).encode()


# ---- arrays


def do_save(parts):
    """Saves an array of that descr, shape, layout in memory and version of the format, and tells its values."""
    descr, shape, layout, version, payload = parts
    dtype = npformat.descr_to_dtype(ast.literal_eval(descr.decode()))
    shape = ast.literal_eval(shape.decode())
    count = int(np.prod(shape, dtype=object)) if shape else 1
    array = np.ndarray(shape, dtype, bytearray(payload) + bytearray(1)) if count * dtype.itemsize else np.ndarray(shape, dtype)
    if array.ndim and dtype.itemsize:  # copies would make S0 S1
        array = LAYOUTS[layout.decode()](array)
    out = io.BytesIO()
    npformat.write_array(out, array, version=(version[0], 0) if version[0] else None, allow_pickle=False)
    return [out.getvalue(), values(array)]


def strided(array):
    wide = np.ndarray(tuple(2 * n for n in array.shape), array.dtype)
    view = wide[(slice(None, None, 2),) * array.ndim]
    view[...] = array
    return view


def transposed(array):
    """The same array, its axes in memory in an order that is neither C's nor Fortran's."""
    axes = np.roll(np.arange(array.ndim), 1)
    return np.ascontiguousarray(array.transpose(axes)).transpose(np.argsort(axes))


LAYOUTS = {"C": lambda a: a, "F": lambda a: a.copy("F"), "strided": strided, "transposed": transposed}


def do_load(parts):
    """Loads a file, and gives the values, whether it is C-contiguous, and the file that NumPy makes of it in the same version."""
    file, version = parts
    source = io.BytesIO(file)
    array = npformat.read_array(source, allow_pickle=False, max_header_size=WITHOUT_LIMIT)
    out = io.BytesIO()
    npformat.write_array(out, array, version=(version[0], 0) if version[0] else None, allow_pickle=False)
    return [out.getvalue(), values(array), str(source.tell()).encode()]


def values(array):
    """All elements in C order as text that does not depend on how anything prints."""
    return "\n".join(value(array.dtype, element) for element in array.reshape(-1)).encode() if array.size else b""


def value(dtype, x):
    if dtype.subdtype:
        base, shape = dtype.subdtype
        return "[" + " ".join(value(base, y) for y in np.asarray(x).reshape((-1,) + np.asarray(x).shape[len(shape):])) + "]"
    if dtype.names is not None:
        return "{" + " ".join(value(dtype.fields[name][0], x[name]) for name in dtype.names) + "}"
    return VALUES[dtype.kind](x)


def integer(x):
    return str(int(x))


def number(x):
    return "nan" if x != x else float(x).hex()


def raw(x):
    return x.tobytes().hex() if isinstance(x, (np.void, np.ndarray)) else bytes(x).hex()


def count(x):
    return "NaT" if np.isnat(x) else str(int(x.view("i8")))


VALUES = {
    "b": lambda x: str(bool(x)),
    "i": integer,
    "u": integer,
    "f": number,
    "c": lambda x: number(x.real) + "," + number(x.imag),
    "S": lambda x: bytes(x).hex(),
    "U": lambda x: ".".join(str(ord(c)) for c in str(x)),
    "V": raw,
    "M": count,
    "m": count,
}


# ---- archives


class Pipe(io.RawIOBase):
    """What zipfile cannot seek in, so that it writes data descriptors."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, b):
        self.data += b
        return len(b)


def do_zip(parts):
    """Writes an archive: mode, comment, and for each member its name, how it is compressed, and its bytes."""
    mode, comment, *members = parts
    out = Pipe() if b"pipe" in mode else io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.comment = comment
        for name, how, data in zip(members[::3], members[1::3], members[2::3]):
            info = zipfile.ZipInfo(name.decode())
            info.compress_type = zipfile.ZIP_DEFLATED if how[0] else zipfile.ZIP_STORED
            info._compresslevel = how[0] or None
            if b"extra" in mode:
                info.extra = struct.pack("<HHI", 0x4242, 4, 7)
            if b"comment" in mode:
                info.comment = b"what it is"
            with z.open(info, "w", force_zip64=b"zip64" in mode) as f:
                f.write(data)
    return [bytes(out.data) if isinstance(out, Pipe) else out.getvalue()]


def do_savez(parts):
    """np.savez or np.savez_compressed of arrays given as .npy files."""
    mode, *members = parts
    arrays = {name.decode(): npformat.read_array(io.BytesIO(data)) for name, data in zip(members[::2], members[1::2])}
    out = Pipe() if b"pipe" in mode else io.BytesIO()
    (np.savez_compressed if b"deflate" in mode else np.savez)(out, **arrays)
    return [bytes(out.data) if isinstance(out, Pipe) else out.getvalue()]


def do_unzip(archives):
    """For each archive how many members zipfile and np.load find, or why they refuse it, then of each its name, whether it can be read,
    and its bytes."""
    answer = []
    for archive in archives:
        answer += unzip(archive)
    return answer


def unzip(archive):
    if archive[:4] not in (b"PK\3\4", b"PK\5\6"):
        return [b"not an archive for np.load"]
    try:
        z = zipfile.ZipFile(io.BytesIO(archive))
    except Exception as error:
        return [f"{type(error).__name__}: {error}".encode()]
    answer = [str(len(z.infolist())).encode()]
    for info in z.infolist():
        answer.append(info.filename.encode("utf-8", "surrogateescape"))
        try:
            with z.open(info) as f:
                data = f.read(1 << 26)
            answer += [b"1", data]
        except Exception as error:
            answer += [b"", f"{type(error).__name__}: {error}".encode()]
    return answer


def do_oddities_of_zip(parts):
    """What is odd in an archive, and in each of its members, one to a line."""
    return [lines(names) for names in oddities_of_zip(parts[0])]


def do_npz(parts):
    """What np.load finds in an archive: for each key the .npy file of the array that it gives, or the bytes."""
    answer = []
    with np.load(io.BytesIO(parts[0])) as z:
        for key in z.files:
            found = z[key]
            if not isinstance(found, bytes):
                out = io.BytesIO()
                npformat.write_array(out, found, allow_pickle=False)
                found = out.getvalue()
            answer += [key.encode(), found]
    return answer


# ---- the friends of NumPy


def do_sparse(parts):
    """Loads a matrix with SciPy: its class, the array of it, and the archive that SciPy writes for it."""
    import scipy.sparse

    m = scipy.sparse.load_npz(io.BytesIO(parts[0]))
    if hasattr(m, "check_format"):
        m.check_format(full_check=True)
    dense, again = io.BytesIO(), io.BytesIO()
    np.save(dense, m.toarray(order="C"))
    scipy.sparse.save_npz(again, m)
    return [type(m).__name__.encode(), dense.getvalue(), again.getvalue()]


def do_make_sparse(parts):
    """SciPy's archive of an array, in that format, and the array that it stands for."""
    import scipy.sparse

    form, kind, compressed, dense = parts
    array = np.load(io.BytesIO(dense))
    make = scipy.sparse.coo_array if kind == b"array" else scipy.sparse.coo_matrix
    out = io.BytesIO()
    scipy.sparse.save_npz(out, make(array).asformat(form.decode()), compressed=bool(compressed))
    return [out.getvalue()]


def do_ml_save(parts):
    """Saves raw elements as an array of that dtype of ml_dtypes, and tells them as float32."""
    import ml_dtypes

    name, data = parts
    array = np.frombuffer(data, dtype=getattr(ml_dtypes, name.decode()))
    out = io.BytesIO()
    np.save(out, array)
    return [out.getvalue(), array.astype(np.float32).tobytes()]


def do_ml_load(parts):
    """Loads a file as that dtype of ml_dtypes, and tells the elements as float32."""
    import ml_dtypes

    name, file = parts
    return [np.load(io.BytesIO(file)).view(getattr(ml_dtypes, name.decode())).astype(np.float32).tobytes()]


def do_ml_round(parts):
    """Rounds elements of float32 to that dtype of ml_dtypes, and gives its bits."""
    import ml_dtypes

    name, floats = parts
    return [np.frombuffer(floats, "<f4").astype(getattr(ml_dtypes, name.decode())).tobytes()]


# ---- the loop


def do_die(parts):
    """Ends the process in the way of a memory error, for the tests of what asks it."""
    print("the last words", file=sys.stderr, flush=True)
    os.abort()


def do_sleep(parts):
    time.sleep(float(parts[0]))
    return []


def do_hello(parts):
    return [np.__version__.encode(), sys.version.split()[0].encode()]


def read_frame(source):
    head = source.read(4)
    if len(head) < 4:
        return None
    data = source.read(struct.unpack("<I", head)[0])
    parts, at = [], 0
    while at < len(data):
        end = at + 4 + struct.unpack_from("<I", data, at)[0]
        parts.append(data[at + 4 : end])
        at = end
    return parts


def write_frame(sink, parts):
    data = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    sink.write(struct.pack("<I", len(data)) + data)
    sink.flush()


def limit_memory(limit):
    """Headers ask for memory that they have no elements for: NumPy shall be refused it at once, and not be killed for using it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main():
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    limit_memory(6 << 30)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while (parts := read_frame(source)) is not None:
        try:
            answer = [b"ok", *globals()["do_" + parts[0].decode()](parts[1:])]
        except Exception:
            answer = [b"error", traceback.format_exc().encode("utf-8", "replace")]
        write_frame(sink, answer)


main()
