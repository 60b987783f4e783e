"""Valid files with one byte of the header changed, in the way a bad disk or a fuzzer does it."""

from recipes.tools import Case, framed, noise, text

BASES = {"matrix": text("'<f4'", shape="(3, 2)"), "struct": text("[('a', '<i2'), ('', '|V2'), ('b', '|u1')]", shape="(4,)")}

# base, version, place of the byte, its new value, what is wrong now
ROWS = """
matrix 1  87 5b header    a bracket in the padding
matrix 2  46 22 header    one quote of another kind
struct 3  48 33 header    a digit for a comma
struct 1  20 36 header    a digit for the bracket that opens the list
struct 2   6 ac version   the major version
matrix 3  21 6e header    a letter for a space
matrix 1  56 22 header    a key ends in the other quote
struct 2  54 5c header    a backslash for a comma
matrix 3  77 54 header    a letter in the padding
matrix 1  44 39 header    9alse
struct 2 104 49 header    a letter for the closing brace
struct 3  71 86 header    a byte that is no UTF-8
struct 1  29 37 dtype     <72
struct 2  17 0a header    a newline inside a key
matrix 3 108 5f header    an underscore in the padding
struct 1  20 11 header    a control character for a bracket
matrix 2  78 ee header    a latin-1 letter in the padding
struct 3   7 99 version   the minor version
matrix 1 111 37 header    a digit in the padding
matrix 3  49 7d header    a brace inside False
struct 2  41 7b header    a brace for a space
matrix 3  25 29 dtype     <f)
matrix 1   9 62 truncated the header is 25206 bytes long, says the length
struct 2  41 13 header    a control character for a space
struct 1  27 7c header    a bar for a quote
struct 3  55 6e header    an n before a string
struct 1  31 ed header    a string that ends too late
struct 2  62 5c header    a backslash for the bracket that closes the list
matrix 3  33 9c header    a key that is no UTF-8
matrix 1  29 b5 header    a key with a micro sign
struct 1  14 70 header    the key depcr
"""


def flipped():
    for number, row in enumerate(ROWS.strip().splitlines()):
        base, version, place, value, category, note = row.split(maxsplit=5)
        data = bytearray(framed(BASES[base], noise(row, 24 if base == "matrix" else 20), (int(version), 0)))
        data[int(place)] = int(value, 16)
        yield Case(f"bad/garbled-{number:02}.npy", bytes(data), f"byte {place} set to 0x{value}: {note}", category)
