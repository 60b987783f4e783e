"""Tells what is odd in a header's text, by Python's own parser and NumPy's own dtypes, and without a word from npygo.

The tests let npygo differ from NumPy only about headers that are odd in a way that is known. oracle.py runs this text before its own.
"""

import ast
import re

import numpy as np

try:
    from numpy.lib import _format_impl as npformat  # NumPy 2
    from numpy._core._internal import _commastring as commastring
except ImportError:
    from numpy.lib import format as npformat
    from numpy.core._internal import _commastring as commastring

C_INT = 2**31 - 1


def oddities(file):
    """The names of all that is odd in the header of a file. A text that is no Python has nothing odd, whatever is wrong with it."""
    found = set()
    try:
        items = {ast.literal_eval(key): value for key, value in pairs(parsed(file))}
        at_dtype(items["descr"], found)
        at_dimensions(items, found)
    except Exception:
        pass
    return found


def parsed(file):
    at, encoding = (10, "latin-1") if file[6] == 1 else (12, "utf-8" if file[6] == 3 else "latin-1")
    text = file[at : at + int.from_bytes(file[8:at], "little")].decode(encoding)
    try:
        return ast.parse(text.lstrip(" \t"), mode="eval").body
    except SyntaxError:  # perhaps of Python 2
        return ast.parse(npformat._filter_header(text).lstrip(" \t"), mode="eval").body


def pairs(node):
    return zip(node.keys, node.values)


def at_dimensions(items, found):
    """The array's own shape."""
    shape = ast.literal_eval(items["shape"])
    product = 1
    for n in shape:
        product *= abs(n) or 1
    if product * max(size_or_none(items["descr"]), 1) >= 2**63:
        found.add("a product that wraps around")
    if min(shape, default=0) < 0:
        found.add("a negative size")


# ---- dtypes; each of these follows what descr_to_dtype of NumPy's format.py does


def at_dtype(node, found):
    if isinstance(node, ast.Tuple):
        at_dtype(node.elts[0], found)
        at_shape(node.elts[0], node.elts[1], found)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        at_word(node.value, found)
    elif isinstance(node, ast.List):
        at_fields(node.elts, found)
    elif isinstance(node, ast.Set):
        if len(node.elts) > 1:
            found.add("fields in a set")
        at_fields(node.elts, found)
    elif isinstance(node, ast.Dict):
        found.add("fields in a dict")
        at_fields(node.keys, found)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        found.add("fields in a byte string")


def at_fields(nodes, found):
    if size_or_none(ast.List(nodes)) > C_INT:
        found.add("a size beyond a C int")
    for node in nodes:
        if not isinstance(node, (ast.Tuple, ast.List)):
            found.add("a field that is no pair")
            continue
        at_dtype(node.elts[1], found)
        if len(node.elts) > 2:
            at_shape(node.elts[1], node.elts[2], found)


def at_shape(base, node, found):
    """A shape, or what stands in its place, behind the dtype of one element."""
    if isinstance(node, ast.Dict):
        found.add("metadata")
        return
    shape = ast.literal_eval(node)
    if type(shape) is not int and not (type(shape) is tuple or shape and type(shape) is list) or not all(type(n) is int for n in dimensions(shape)):
        found.add("no shape")
        return
    if min(dimensions(shape), default=0) < 0:
        found.add("a negative size")
    if size_or_none(ast.Tuple([base, node])) > C_INT:
        found.add("a size beyond a C int")
    while isinstance(base, ast.Tuple) and (isinstance(base.elts[1], ast.Dict) or ast.literal_eval(base.elts[1]) == ()):
        base = base.elts[0]
    inner = npformat.descr_to_dtype(ast.literal_eval(base))
    struct = inner.names is not None and not isinstance(base, ast.Tuple)  # to NumPy 1 ([], 1) is one
    if inner.itemsize == 0 and not struct and (type(shape) is not int or inner.subdtype or inner.names is not None):
        found.add("a shape of nothing")


def dimensions(shape):
    return shape if isinstance(shape, (tuple, list)) else (shape,)


def at_word(word, found):
    """A dtype in one word, or several with commas between them."""
    if is_list(word):
        items = commastring(word)
        if items == "" or isinstance(items, list) and "" in items[-1:]:
            found.add("a byte order alone")
        if isinstance(items, list) and len(items) > 4096:
            found.add("more than 4096 dtypes")
        if isinstance(items, list) and len(items) == 1:
            found.add("one dtype and a comma")
        for item in items if isinstance(items, list) else [items]:
            at_dtype(ast.parse(repr(item), mode="eval").body, found)
        return
    plain = word[1:] if word[:1] in "<>|=" else word
    if len(plain) == 1 and plain < " ":
        found.add("the number of a dtype")
    if plain in ("bfloat16", "f1"):
        found.add("a dtype of ml_dtypes")
    if word == "bool8" or word != plain and re.fullmatch(r"a\s*\+?\d*", plain):
        found.add("a name that NumPy 2 dropped")
    if plain in ("n", "N"):
        found.add("a name since NumPy 2")
    if plain in OLD_NAMES:
        found.add("a name of NumPy 1")
    if re.fullmatch(r"[SUVa]\s*-\d+", plain):
        found.add("a negative size")
    if re.fullmatch(r"[SUVa]\s*\+?\d+", plain) and size(ast.Constant(word)) > C_INT:
        found.add("a size beyond a C int")
    if is_dtype(word) and np.dtype(word).kind == "T":
        found.add("the word T")
    if time := re.fullmatch(r"(?:[mM]8|datetime64|timedelta64)\[(\s*[-+]?\d+)?([^/]*)(?:/(\s*[-+]?\d+))?\]", plain):
        at_unit(word, int(time[1] or 1), time[2], time[3], found)


# Names of scalars that NumPy 1.24 has and NumPy 2 has not, but for bool8, which npygo reads.
OLD_NAMES = set("bytes0 cfloat clongfloat complex_ float_ int0 longcomplex longfloat object0 singlecomplex str0 string_ uint0 unicode_ void0".split())


def is_list(word):
    """Whether NumPy looks for several dtypes: a comma outside brackets, or a number or () first."""
    plain = word[1:] if word[:1] in "<>|=" else word
    return "," in re.sub(r"\[[^]]*\]", "", word) or plain[:1].isdigit() and plain[:1].isascii() or plain.startswith("()")


def is_dtype(word):
    try:
        np.dtype(word)
    except Exception:
        return False
    return True


def at_unit(word, multiple, unit, divisor, found):
    """What NumPy counts is wrong if it is not so many times what it counts for one."""
    by = int(divisor or 1)
    name, count = np.datetime_data(np.dtype(word))
    part = np.datetime_data(np.dtype(f"M8[{unit}/{by}]"))[1] if divisor else 1
    if multiple < 0 or by < 1 or by > C_INT:
        found.add("a unit with a sign or an overflow")
    elif unit == "W" and name == "Y" and part == 0:
        found.add("0 years for a part of a week")
    elif unit != "generic" and count != multiple * part:
        found.add("a unit with a sign or an overflow")


def size_or_none(node):
    """The bytes of an element, and 0 of what has no size."""
    try:
        return size(node)
    except Exception:
        return 0


def size(node):
    """The bytes of an element, computed without a limit."""
    if isinstance(node, (ast.List, ast.Set)):
        return sum(of_pair(field.elts[1:]) for field in node.elts)
    if isinstance(node, ast.Tuple):
        return of_pair(node.elts[:2])
    word = node.value
    if is_list(word):
        items = commastring(word)
        return sum(size(ast.parse(repr(item), mode="eval").body) for item in (items if isinstance(items, list) else [items]) if item != "")
    if text := re.fullmatch(r"[<>|=]?([SUVa])\s*\+?(\d+)", word):
        return int(text[2]) * (4 if text[1] == "U" else 1)
    return np.dtype(word).itemsize


def of_pair(pair):
    base, shape = pair[0], ast.literal_eval(pair[1]) if len(pair) > 1 else ()
    n = size(base)
    if not isinstance(shape, (int, tuple, list)):
        return n
    if n == 0 and isinstance(shape, int):  # the length of a text
        return shape * (4 if "U" in ast.literal_eval(base) else 1)
    for dimension in dimensions(shape):
        n *= dimension
    return n
