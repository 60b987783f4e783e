"""Headers that interop's comparisons brought up, one file for each kind.

ODD is what NumPy and npygo both read, of kinds that a mutant of npygo read wrongly without any other file to show it. OPEN is the differences
that stay, as in header/differences_test.go; the manifest tells what NumPy makes of each.
"""

from recipes.odd import odd
from recipes.tools import ROOM, bad, framed, text

ODD = {  # descr, bytes of an element
    "year-part": ("'<m8[Y/52]'", 8),
    "month-part": ("'<m8[M/30]'", 8),
    "week-part": ("'<m8[W/168]'", 8),
    "second-part": ("'<M8[7s/1000]'", 8),
    "shape-of-none": ("'()i2'", 2),
    "unit-generic": ("'M8[generic/1]'", 8),
}

OPEN = {
    "union": "('<i4', [('a', '<i2'), ('b', '<i2')])",
    "metadata-union": "('<i4', {'names': ['a'], 'formats': ['<i4']})",
    "metadata-empty": "('a', {})",
    "fields-dict": "{}",
    "fields-bytes": "b''",
    "fields-set": "{('a', '<f8'), ('b', '<i4')}",
    "field-dict": "[{'a': 1, 'b': 2}]",
    "shape-none": "[('a', '<f8', None)]",
    "shape-text": "[('a', '<f4', '')]",
    "shape-fields": "[('a', [], [])]",
    "shape-of-nothing": "[('a', ('<f8', (0,)), 3)]",
    "dtype-number": r"'\x0c'",
    "order-alone": "'f8,<'",
    "unit-overflow": "'M8[2147483647M/10]'",
    "unit-sign": "'M8[s/-1]'",
    "unit-week": "'M8[W/11]'",
    "order-a": "'<a'",
}


def cases():
    for name, (descr, size) in ODD.items():
        yield odd(f"found-{name}", text(descr), 3 * size, f"descr {descr}")
    for name, descr in OPEN.items():
        yield bad("dtype", f"found-{name}", framed(text(descr, shape="(2,)"), ROOM), f"descr {descr}: npygo and NumPy differ", may=True)
    whole = text("'<f8'", shape="(2,)")
    for category, name, header, note in [
        ("header", "blank-end", whole + "\n  ", "blanks on a last line without newline"),
        ("header", "cr-long", "\r" + text("'<f8'", shape="(2L,)"), "the L of Python 2 among lines that end with CR"),
        ("header", "form-feed", "\f " + whole, "a form feed and a blank first"),
        ("header", "character-name", text(r"'\N{LESS-THAN SIGN}f8'", shape="(2,)"), "a character by its name"),
        ("shape", "numpy-int", text("'<f8'", shape="(np.int64(2),)"), "an integer of NumPy 2's repr, as open_memmap writes it"),
    ]:
        version = (3, 0) if name == "blank-end" else (1, 0)
        yield bad(category, f"found-{name}", framed(header, ROOM, version, pad=""), f"{note}: npygo and NumPy differ", also=("header",), may=True)
    yield bad(
        "shape",
        "found-wraps-to-0",
        framed(text("'<f8'", shape=f"(2, {-(2**63)})"), ROOM),
        "a dimension of -2**63, with which the product wraps to 0: npygo and NumPy differ",
        also=("limit",),
        may=True,
    )
