"""Sparse matrices and arrays as scipy.sparse.save_npz writes them."""

import io
import warnings

import numpy as np
import scipy.sparse

from recipes.tools import Archive, noise

FORMATS = ("csr", "csc", "coo", "bsr", "dia")
DTYPES = ["bool", *[f"{s}int{n}" for s in ("", "u") for n in (8, 16, 32, 64)], "float32", "float64", "complex64", "complex128"]


def cases():
    return [*grid(), *dtypes(), *shapes(), *others(), *older()]


def saved(name, m, note="", compressed=True):
    f = io.BytesIO()
    scipy.sparse.save_npz(f, m, compressed=compressed)
    return Archive(f"sparse/{name}.npz", f.getvalue(), note, ours=False)


def dense(shape, dtype, seed):
    """Two thirds zeros; the others are small and not zero."""
    raw = np.frombuffer(noise(seed, int(np.prod(shape))), "u1").reshape(shape).astype("i2")
    small = np.where(raw % 3 == 0, raw % 50 + 1, 0)
    if np.dtype(dtype).kind in "fc":
        return (small / 4).astype(dtype) * (1 - 2j if np.dtype(dtype).kind == "c" else 1)
    return small.astype(dtype)


def build(form, a, kind="array", index="<i4"):
    """A sparse matrix or array; its indices have the width that is asked for."""
    size = {"blocksize": (2, 3)} if form == "bsr" and a.shape == (4, 6) else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", scipy.sparse.SparseEfficiencyWarning)  # many diagonals
        m = getattr(scipy.sparse, f"{form}_{kind}")(a, **size)
    for name in ("indices", "indptr", "offsets"):
        if hasattr(m, name):
            setattr(m, name, getattr(m, name).astype(index))
    if form == "coo":
        m.coords = tuple(c.astype(index) for c in m.coords)
    return m


def grid():
    for form in FORMATS:
        for kind in ("matrix", "array"):
            for index in ("i4", "i8"):
                m = build(form, dense((4, 6), "<f8", f"sparse {form}"), kind, "<" + index)
                yield saved(f"{form}-{kind}-{index}", m, compressed=True)
                yield saved(f"{form}-{kind}-{index}-stored", m, compressed=False)


def dtypes():
    for form in FORMATS:
        for i, dtype in enumerate(DTYPES):
            a = dense((4, 6), dtype, f"sparse {form} {dtype}")
            if np.dtype(dtype).kind == "c":
                a = a.astype(dtype)
            yield saved(f"{form}-{dtype}", build(form, a, "array" if i % 2 else "matrix"))


def shapes():
    for form in FORMATS:
        for name, shape in (("0x0", (0, 0)), ("0x4", (0, 4)), ("4x0", (4, 0)), ("3x5-zeros", (3, 5)), ("1x1-zero", (1, 1))):
            yield saved(f"{form}-{name}", getattr(scipy.sparse, f"{form}_array")(shape, dtype="<f8"), "no element is stored")
        yield saved(f"{form}-1x1", build(form, np.array([[2.5]])))
        yield saved(f"{form}-1x40", build(form, dense((1, 40), "<f4", f"sparse row {form}")))
        yield saved(f"{form}-40x1", build(form, dense((40, 1), "<f4", f"sparse column {form}")))
        yield saved(f"{form}-60x50", build(form, dense((60, 50), "<f4", f"sparse large {form}")), "more than a few elements")
    for form in ("csr", "csc", "coo", "dia"):
        m = getattr(scipy.sparse, f"{form}_array")((3, 10**10) if form != "csc" else (10**10, 3), dtype="<f8")
        yield saved(f"{form}-wide", m, "an axis of 10**10, which needs indices of 8 bytes")


def others():
    vector, cube = dense((7,), "<f8", "sparse vector"), dense((2, 3, 4), "<i4", "sparse cube")
    yield saved("coo-1d", build("coo", vector), "one axis: coords instead of row and col")
    yield saved("coo-3d", build("coo", cube, index="<i8"), "three axes: coords, which are always of 8 bytes")
    yield saved("coo-1d-empty", scipy.sparse.coo_array((10,), dtype="<f8"), "one axis, nothing stored")
    yield saved("csr-1d", build("csr", vector), "a vector as CSR: the shape has one axis")
    data, row, col = np.arange(1, 7, dtype="<f8"), np.array([2, 0, 2, 0, 2, 1], "<i4"), np.array([1, 3, 1, 0, 4, 2], "<i4")
    coo = scipy.sparse.coo_array((data, (row, col)), shape=(3, 5))
    yield saved("coo-duplicates", coo, "not sorted, and one place twice: its elements add up")
    indptr = np.array([0, 3, 3, 6], "<i4")
    indices = np.array([4, 0, 4, 2, 1, 2], "<i4")
    yield saved("csr-duplicates", scipy.sparse.csr_array((data, indices, indptr), shape=(3, 5)), "not sorted, places twice")
    yield saved("csc-duplicates", scipy.sparse.csc_array((data, indices, indptr), shape=(5, 3)), "not sorted, places twice")
    ints = np.array([127, 127, 1, 100, 100, 100], "i1")
    yield saved("csr-overflow", scipy.sparse.csr_array((ints, indices, indptr), shape=(3, 5)), "sums of int8 that wrap")
    bools = np.array([True, False, True, True, True, False])
    yield saved("csr-bool-duplicates", scipy.sparse.csr_array((bools, indices, indptr), shape=(3, 5)), "a sum of bools is an or")
    zeros = scipy.sparse.csr_array(
        (np.array([0, -0.0, np.nan, np.inf]), np.array([0, 1, 2, 3], "i4"), np.array([0, 2, 4], "i4")), shape=(2, 4)
    )
    yield saved("csr-explicit-zeros", zeros, "zeros that are stored, -0, NaN and infinity")
    long = np.array([0.5, -2, 3.25], "longdouble")
    long.view("u1").reshape(3, 16)[:, 10:] = 0  # the padding of x87 numbers
    m = scipy.sparse.csr_array((long, np.array([1, 0, 2], "i4"), np.array([0, 1, 3], "i4")), shape=(2, 3))
    yield saved("csr-longdouble", m, "the only dtype of SciPy for which Go has no type")
    yield saved(
        "bsr-duplicates", blocks(np.array([1, 0, 1], "<i4"), np.array([0, 0, 3], "<i4")), "blocks not sorted, a place twice"
    )
    fortran = blocks(np.array([1, 0, 1], "<i4"), np.array([0, 1, 3], "<i4"))
    fortran.data = np.asfortranarray(fortran.data)
    yield saved("bsr-fortran", fortran, "blocks in Fortran order")
    data = np.arange(1, 19, dtype="<f4").reshape(3, 6)
    yield saved(
        "dia-outside", scipy.sparse.dia_array((data, np.array([-9, 1, 7], "<i4")), shape=(4, 5)), "diagonals beyond the matrix"
    )
    yield saved(
        "dia-narrow",
        scipy.sparse.dia_array((data[:, :3], np.array([0, 2, -1], "<i4")), shape=(4, 5)),
        "data narrower than the matrix",
    )
    yield saved(
        "dia-fortran",
        scipy.sparse.dia_array((np.asfortranarray(data), np.array([0, 2, -1], "<i4")), shape=(6, 6)),
        "Fortran order",
    )


def blocks(indices, indptr):
    return scipy.sparse.bsr_array((np.arange(1, 13, dtype="<f8").reshape(3, 2, 2), indices, indptr), shape=(4, 4))


def older():
    """Members as other versions of SciPy, and other programs, write them."""
    m = build("csr", dense((4, 6), "<f8", "sparse csr"))
    parts = {"indices": m.indices, "indptr": m.indptr, "format": b"csr", "shape": m.shape, "data": m.data}
    yield members("text-format", parts | {"format": "csr"}, "the format is text, as SciPy before 1.0 has it on Python 3")
    yield members("is-array-false", parts | {"_is_array": False}, "_is_array is there, and false")
    yield members("other-order", dict(reversed(parts.items())), "the members in another order")
    yield members(
        "extra-members", {"note": np.array("more"), **parts, "names": np.array(["a", "b"])}, "further members in the archive"
    )
    yield members("shape-i4", parts | {"shape": np.array(m.shape, "<i4")}, "a shape of 32-bit integers, as on Windows")
    swapped = {"indices": m.indices.astype(">i4"), "indptr": m.indptr.astype(">i8"), "shape": np.array(m.shape, ">i8")}
    yield members("big-endian", parts | swapped, "big-endian indices")
    more = {"indices": np.append(m.indices, [5, 5]).astype("<i4"), "data": np.append(m.data, [7.0, 8.0])}
    yield members("spare", parts | more, "room for two more elements behind those that indptr counts")
    coo = m.tocoo()
    coords = {"coords": np.array(coo.coords, "<i4"), "format": b"coo", "shape": coo.shape, "data": coo.data, "_is_array": True}
    yield members("coords-2d", coords, "coords with two axes, as a later SciPy may write them")
    cube = scipy.sparse.coo_array(dense((2, 3, 4), "<i4", "sparse cube"))
    coords |= {"coords": np.array(cube.coords, "<i4"), "shape": cube.shape, "data": cube.data}
    yield members("coords-3d-i4", coords, "three axes, indices of 4 bytes")


def members(name, arrays, note):
    f = io.BytesIO()
    np.savez_compressed(f, **arrays)
    return Archive(f"sparse/{name}.npz", f.getvalue(), note, ours=False)
