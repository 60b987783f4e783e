"""Descrs that are no dtypes, and dtypes of a size that nobody should believe."""

from recipes.tools import ROOM, bad, framed, text

DTYPES = {
    "f1": "'<f1'",
    "f3": "'<f3'",
    "i3": "'<i3'",
    "i16": "'<i16'",
    "c4": "'<c4'",
    "f12": "'<f12'",
    "g2": "'<g2'",
    "b2": "'b2'",
    "x": "'x'",
    "nothing": "''",
    "only-order": "'<'",
    "two-orders": "'<<f8'",
    "blank-behind": "'f8 '",
    "blank-before": "' f8'",
    "string-dtype": "'T'",
    "twice": "'f8f8'",
    "minus": "'<f-8'",
    "point": "'<f8.0'",
    "no-letter": "'<8'",
    "t16": "'<T16'",
    "unit-foo": "'<M8[foo]'",
    "unit-negative": "'<M8[-1s]'",
    "unit-too-many": "'<M8[2147483648s]'",
    "unit-open": "'<M8[s'",
    "unit-m4": "'<M4[s]'",
    "unit-inexact": "'<M8[7D/7]'",
    "unit-on-f8": "'<f8[s]'",
    "name-and-more": "'float96x'",
    "exclamation": "'!f8'",
    "u-minus": "'<U-1'",
    "capital-name": "'Float64'",
    "nul": r"'<f8\0'",
    "high-letter": "'<\xe98'",
    "bytes": "b'<f8'",
    "dict": "{'names': ['a'], 'formats': ['<f8']}",
    "none": "None",
    "number": "8",
    "true": "True",
    "list-of-text": "['<f8', '<i4']",
    "tuple-empty": "()",
    "top-subarray": "('<f8', (2,))",
    "field-alone": "[('a',)]",
    "field-four": "[('a', '<f8', (2,), 1)]",
    "field-none": "[('a', None)]",
    "field-unknown": "[('a', '<f8'), ('b', '<q9')]",
    "field-number": "[('a', 8)]",
    "name-bytes": "[(b'a', '<f8')]",
    "name-number": "[(1, '<f8')]",
    "name-none": "[(None, '<f8')]",
    "name-twice": "[('a', '<f8'), ('a', '<i4')]",
    "name-empty-twice": "[('', '<f8'), ('', '<i4')]",
    "title-is-name": "[(('b', 'a'), '<f8'), ('b', '<f8')]",
    "title-twice": "[(('T', 'a'), '<f8'), (('T', 'b'), '<f8')]",
    "title-three": "[(('T', 'a', 'b'), '<f8')]",
    "subarray-float": "[('a', '<f8', (2.0,))]",
    "subarray-negative": "[('a', '<f8', (-1,))]",
    "subarray-huge": f"[('a', '<f8', ({2**63 - 1},))]",
    "subarray-2-31": "[('a', '|u1', (65536, 32768))]",
    "metadata-object": "[('a', ('|O', {'vlen': 1}))]",
}
SIZES = {
    "u-terabytes": "'<U999999999999'",
    "s-2-31": "'|S2147483648'",
    "v-2-32": "'|V4294967296'",
    "u-2-29": "'<U536870912'",
    "s-2-64": "'|S18446744073709551617'",
    "u-largest": "'<U536870911'",
    "s-largest": "'|S2147483647'",
}
# Not every NumPy takes these, or their meaning is open. NumPy before 1.25 wrote such metadata for h5py; it takes bfloat16 once ml_dtypes is imported.
OPEN = {
    "metadata": "[('a', ('<i4', {'x': 1}))]",
    "subarray-dtype": "[('a', '<f4', '<i4')]",
    "subarray-of-s0": "[('a', '|S0', (2,)), ('b', '<i4')]",
    "a5": "'a5'",
    "bool8": "'bool8'",
    "n": "'n'",
    "f8-comma": "'f8,'",
    "zero-seconds": "'<M8[0s]'",
    "1f8": "'1f8'",
    "letters": "['abc']",
    "bfloat16": "'bfloat16'",
}


def cases():
    # NumPy calls every failure the same; an unknown item size may be a limit, an object inside may be found before what is wrong around it.
    also = {
        "subarray-huge": ("limit", "shape"),
        "subarray-2-31": ("limit",),
        "subarray-negative": ("shape",),
        "metadata-object": ("object",),
        "unit-too-many": ("limit",),
        "string-dtype": ("object",),
    }
    for name, descr in DTYPES.items():
        yield bad("dtype", name, framed(text(descr, shape="(2,)"), ROOM), f"descr {descr}", also=also.get(name, ()))
    for name, descr in SIZES.items():
        yield bad(
            "limit",
            f"item-{name}",
            framed(text(descr, shape="(1,)"), ROOM),
            f"descr {descr}, hardly any payload",
            also=("dtype", "truncated"),
        )
    for name, descr in OPEN.items():
        yield bad(
            "dtype",
            f"open-{name}",
            framed(text(descr, shape="(2,)"), ROOM),
            f"descr {descr}: not every reader takes it",
            may=True,
        )
