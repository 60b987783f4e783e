"""Shapes, memory orders, header lengths, and several arrays in one file."""

import numpy as np

from recipes.tools import case, filled, saved


def cases():
    return [*ranks(), *empty(), *views(), *growth(), *lengths(), *several()]


def ranks():
    yield case("good/rank/rank5.npy", filled("<i4", (2, 1, 3, 2, 2), "rank5"))
    yield case("good/rank/rank5-fortran.npy", filled("<f8", (2, 1, 3, 2, 2), "rank5f", "F"))
    for rank in (32, 33, 64):  # 32 was the most before NumPy 2, 64 is since
        shape = [1] * rank
        shape[0], shape[rank // 2], shape[-1] = 2, 3, 2
        yield case(f"good/rank/rank{rank}.npy", filled("<f4", shape, f"rank{rank}"))
        yield case(f"good/rank/rank{rank}-fortran.npy", filled("<f4", shape, f"rank{rank}f", "F"))
        yield case(f"good/rank/rank{rank}-empty.npy", np.zeros(shape[:-1] + [0], "u1"))


def empty():
    for dtype in ("?", "|i1", "<f8", ">f4", "<c16", "|S5", "<M8[us]", "<U3"):
        name = dtype.strip("<>|?").replace("[", "-").replace("]", "") or "b1"
        for shape in ((0,), (0, 3), (3, 0), (2, 0, 4), (0, 0)):
            yield case(f"good/empty/{name}-{'x'.join(map(str, shape))}.npy", np.zeros(shape, dtype))
    for dtype in ("|S0", "<U0", "|V0"):
        for shape in ((), (3,), (2, 2)):
            dims = "x".join(map(str, shape)) or "scalar"
            yield case(f"good/empty/{dtype[1:]}-{dims}.npy", np.ndarray(shape, dtype), note="elements of no bytes")


def views():
    """Arrays that are not one block of memory when they are saved, and those that are one in both orders."""
    a = np.arange(24, dtype="<i4").reshape(2, 3, 4)
    for name, view in {
        "transposed": a.T,
        "swapped-axes": a.swapaxes(1, 2),
        "strided": a[:, ::2, ::3],
        "reversed": a[::-1, :, ::-1],
        "row": a.reshape(1, 24),
        "column": a.reshape(24, 1),
        "column-fortran": np.asfortranarray(a.reshape(24, 1)),
        "broadcast": np.broadcast_to(np.arange(3, dtype="<i4"), (4, 3)),
        "diagonal": np.diag(a[0, :, :3]),
        "matrix": np.asmatrix(a[0]),
        "python-list": [[1, 2], [3, 4]],
        "python-number": 7,
        "python-float": 0.5,
    }.items():
        yield case(f"good/layout/{name}.npy", np.asanyarray(view))
    yield case("good/layout/record.npy", np.rec.array([(1, 2.5), (3, 4.5)], dtype=[("a", "<i8"), ("b", "<f8")]))
    yield case("good/layout/larger-than-a-page.npy", filled("<f8", (33, 40), "page"))
    yield case("good/layout/larger-than-a-page-fortran.npy", filled(">u2", (70, 64), "pagef", "F"))


def growth():
    """NumPy leaves room behind the dict, so that the axis that grows can get all of its 20 digits in place."""
    for digits in (1, 2, 3, 5, 9):
        yield case(f"good/growth/first-axis-{digits}-digits.npy", np.empty((10 ** (digits - 1), 0), "u1"))
    for digits in (10, 13, 19):
        yield case(
            f"good/growth/first-axis-{digits}-digits.npy",
            np.empty((9 * 10 ** (digits - 1), 0), "u1"),
            note="a dimension beyond 32 bits",
        )
    for digits in (1, 2, 4):
        yield case(
            f"good/growth/last-axis-{digits}-digits-fortran.npy",
            filled("u1", (2, max(2, 10 ** (digits - 1))), f"growth{digits}", "F"),
        )


def lengths():
    """Headers of every length round a multiple of 64, round NumPy's default limit, and round the 16 bits of version 1."""
    for n in range(18, 27):
        yield case(
            f"good/length/name-of-{n}.npy", filled([("k" * n, "<i8")], (2, 2), f"name{n}"), note="padding of 64 bytes down to 1"
        )
        yield case(f"good/length/name-of-{n}-fortran.npy", filled([("k" * n, "<i8")], (2, 2), f"name{n}f", "F"))
    for target, note in (
        (9974, "just below NumPy's default limit"),
        (10038, "just above NumPy's default limit"),
        (65526, "the longest header that NumPy writes as version 1"),
    ):
        yield case(f"good/length/header-{target}.npy", named("x", target), note=note)
    yield case(
        "good/length/version-2-chosen.npy", named("x", 65526 + 64), note="too long for version 1: the shortest of version 2"
    )
    yield case("good/length/version-3-chosen.npy", named("名", 2000), note="a name that latin-1 cannot hold: version 3")
    yield case("good/length/version-3-long.npy", named("名", 66000), note="too long for version 1 and not latin-1")
    yield case(
        "good/length/many-fields.npy", filled([(f"column{i:03}", "<f4" if i % 2 else ">i2") for i in range(300)], (2,), "many")
    )


def named(letter, target):
    """A scalar struct with one field, its name so long that the header has at least `target` bytes, by less than 64."""
    low, high = 1, target
    while low < high:
        n = (low + high) // 2
        if header_length(letter * n) < target:
            low = n + 1
        else:
            high = n
    return filled([(letter * low, "|u1")], (), letter + str(target))


def header_length(name):
    return len(saved(np.zeros((), [(name, "|u1")]))) - 1 - 10


def several():
    """Whole .npy images one behind the other, as np.save to an open file leaves them."""
    number = np.arange(6, dtype="<f8").reshape(2, 3)
    yield case("good/several/two.npy", number, np.array([1, 2, 3], "<i4"))
    yield case("good/several/empty-between.npy", np.array([1, 2], "u1"), np.zeros((0, 4), "<f4"), np.array([3, 4], "u1"))
    yield case("good/several/versions.npy", (number, (1, 0)), (number, (2, 0)), (number, (3, 0)))
    yield case("good/several/orders.npy", number, np.asfortranarray(number), number.astype(">f8"))
    mixed = [
        np.array(True),
        np.array([b"ab", b"c"]),
        np.array("text"),
        np.array(["2026-01-01"], "M8[D]"),
        filled([("a", "<i2"), ("b", "|u1")], (3,), "mixed"),
    ]
    yield case("good/several/dtypes.npy", *mixed)
    yield case("good/several/twenty.npy", *[np.arange(n, dtype="|i1") for n in range(20)])
