"""Small arrays with a meaning, for people who want to look at something. Whole numbers and rounding throughout: no sine differs on another machine."""

import math

import numpy as np

from recipes.tools import case, noise


def cases():
    yield case(
        "demo/temperature.npy",
        temperature(),
        note="degrees Celsius on a globe of 24 latitudes and 36 longitudes; NaN where nobody measured",
    )
    yield case("demo/sunset.npy", sunset(), note="a picture: 64 rows, 96 columns, red green blue")
    yield case("demo/labels.npy", labels(sunset()), note="for each pixel of the sunset: 0 sky, 1 sun, 2 sea, 3 glitter")
    yield case("demo/names.npy", np.array(["sky", "sun", "sea", "glitter"]), note="what the labels mean")
    yield case(
        "demo/fortran.npy",
        np.asfortranarray([[10 * i + j for j in range(4)] for i in range(6)], "<i4"),
        note="element [i, j] is 10*i + j, columns first in memory",
    )
    yield case(
        "demo/bigendian.npy",
        (np.arange(16, dtype="f4") / 4).reshape(2, 8).astype(">f4"),
        note="0, 0.25, 0.5 ... in big-endian order",
    )
    yield case("demo/embedding.npy", embedding(), note="16 unit vectors of 32 half-precision numbers")
    yield case("demo/wave.npy", wave(), note="a plucked string, 512 samples")
    yield case("demo/mask.npy", mask(), note="a ring of true in a square of false")
    yield case("demo/events.npy", events(), note="a table: time, station, magnitude, position")


def temperature():
    grid = np.empty((24, 36))
    for i in range(24):
        latitude = math.radians(90 - 7.5 * (i + 0.5))
        for j in range(36):
            longitude = math.radians(10 * j)
            grid[i, j] = round(42 * math.cos(latitude) ** 1.5 - 17 + 4 * math.sin(3 * longitude) * math.cos(2 * latitude), 1)
    grid[3:6, 20:27] = np.nan
    grid[17, 5:9] = np.nan
    grid[22:, ::5] = np.nan
    return grid


def sunset():
    rows, columns = np.mgrid[:64, :96]
    image = np.empty((64, 96, 3), "u1")
    sky, sea = rows < 40, rows >= 40
    image[..., 0] = np.where(sky, 60 + rows * 4, 30 + (64 - rows) * 2)
    image[..., 1] = np.where(sky, 50 + rows * 2, 40 + (64 - rows))
    image[..., 2] = np.where(sky, 140 - rows * 2, 90 + (64 - rows))
    sun = (rows - 34) ** 2 + (columns - 60) ** 2 < 121
    image[sun & sky] = (255, 220, 90)
    glitter = sea & (np.abs(columns - 60) < 4 + (rows - 40) // 2) & ((rows + columns // 3) % 3 == 0)
    image[glitter] = (255, 180, 80)
    return image


def labels(image):
    out = np.zeros(image.shape[:2], "<i8")
    out[40:] = 2
    out[(image == (255, 220, 90)).all(axis=2)] = 1
    out[(image == (255, 180, 80)).all(axis=2)] = 3
    return out


def embedding():
    rows = np.frombuffer(noise("embedding", 16 * 32), "i1").reshape(16, 32).tolist()
    return np.array([[round(x / math.sqrt(sum(y * y for y in row)), 4) for x in row] for row in rows], "<f2")


def wave():
    return np.array([round(math.exp(-n / 160) * math.sin(n * math.pi / 16), 4) for n in range(512)], "<f4")


def mask():
    y, x = np.mgrid[-16:16, -16:16]
    radius = (2 * x + 1) ** 2 + (2 * y + 1) ** 2
    return (radius < 900) & (radius > 360)


def events():
    rows = [
        ("2026-01-03T04:05:06", "Reykjavík", 4.5, (64.1, -21.9)),
        ("2026-02-14T12:00:00", "Osaka", 6.25, (34.7, 135.5)),
        ("2026-02-28T23:59:59", "Arica", 5.0, (-18.5, -70.3)),
        ("NaT", "Izmit", 3.75, (40.8, 29.9)),
        ("2026-05-09T08:30:15", "Wellington", 5.5, (-41.3, 174.8)),
    ]
    return np.array(rows, [("time", "<M8[s]"), ("station", "<U10"), ("magnitude", "<f4"), ("position", "<f8", (2,))])
