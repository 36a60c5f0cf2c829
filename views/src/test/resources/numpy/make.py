"""Writes arrays.txt: arrays of many kinds and the text that NumPy prints for them.

Run beside this file: python3 make.py. The first line of the output names the NumPy version.
"""
import os
import numpy as np

rng = np.random.default_rng(20251117)
cases = []


def add(name, array, *dtypes):
    for dtype in dtypes or ("f8",):
        with np.errstate(over="ignore", invalid="ignore"):
            cases.append((f"{name} {dtype}", np.array(array, order="C").astype(dtype)))


BOTH = ("f8", "f4")
SHAPES = [(1,), (5,), (23,), (2, 3), (4, 4), (3, 12), (1, 40), (7, 1), (2, 3, 4), (2, 2, 2, 3), (3, 1, 1, 9)]
for shape in SHAPES:
    add(f"normal {shape}", rng.standard_normal(shape), *BOTH)
    add(f"uniform {shape}", rng.random(shape), *BOTH)
    add(f"whole {shape}", rng.integers(-20, 21, shape), *BOTH)
    add(f"mixed {shape}", rng.standard_normal(shape) * 10.0 ** rng.integers(-9, 10, shape), *BOTH)
    add(f"bool {shape}", rng.random(shape) < 0.5, "?")
for scale in (1e-300, 1e-30, 1e-5, 1e-4, 1e-3, 1e3, 1e5, 1e7, 1e8, 1e15, 1e20, 1e30, 1e300):
    add(f"scale {scale}", rng.standard_normal((3, 4)) * scale, *(BOTH if 1e-30 <= scale <= 1e30 else ("f8",)))
for digits in (1, 2, 3, 7, 8, 9, 12):
    add(f"rounded {digits}", np.round(rng.standard_normal((3, 5)), digits), *BOTH)
for bias in (1, 999, 1e4, 9.99e7):
    add(f"near {bias}", bias + rng.random(6), *BOTH)
nan, inf = np.nan, np.inf
add("nan alone", [nan], *BOTH)
add("nan and inf", [nan, inf], *BOTH)
add("all kinds", [nan, inf, -inf, 0.0, -0.0], *BOTH)
add("inf only", [[inf, inf], [inf, inf]], *BOTH)
add("minus inf only", [-inf, -inf], *BOTH)
add("inf among whole", [1.0, 2.0, inf], *BOTH)
add("minus inf among whole", [1.0, 2.0, -inf], *BOTH)
add("nan among wide", [1.25, -22.5, nan], *BOTH)
add("inf among tiny", [1e-7, -inf, 3.0], *BOTH)
add("masked scores", np.where(np.tri(5, dtype=bool), rng.standard_normal((5, 5)), -inf), *BOTH)
add("zeros", np.zeros((2, 3)), *BOTH)
add("minus zero", [-0.0, 1.5], *BOTH)
add("zero among tiny", [0.0, 1e-10], *BOTH)
add("ratio 1000", [1.0, 1000.0], *BOTH)
add("ratio beyond 1000", [1.0, 1000.1], *BOTH)
add("ratio of floats", [0.1, 100.0, 0.3], *BOTH)
add("ratio near 1000", [0.3, 300.0], *BOTH)
add("smallest positional", [0.0001, 0.0002])
add("below positional", [0.00009999, 0.0002], *BOTH)
add("largest positional", [99999999.0, 1e5], *BOTH)
add("largest positional, fraction", [99999999.99999999], "f8")
add("first scientific", [1e8, 1e5 + 1], *BOTH)
add("extremes", [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308])
add("subnormal f4", [1.4e-45, 1.1754942e-38, 3.4028235e38], "f4")
add("halves", [0.000000005, 0.5, 0.123456785, 0.125, 0.62500000], *BOTH)
add("half to even", [0.501953125, 0.50390625, 0.5 + 2.0 ** -9, 0.5 + 3 * 2.0 ** -9], *BOTH)
add("nines", [0.999999999, 9.9999999949, 99.999999996], *BOTH)
add("nines scientific", [9.99999999e9, 9.999999999e-9, 1.0], *BOTH)
add("tenths", [0.1, 0.2, 0.3], *BOTH)
add("tenths scientific", [0.1, 1e-5, 1.23456789e-3], *BOTH)
add("thirds scientific", [1 / 3, 1e-7, 2.5e9], *BOTH)
add("powers of two", 2.0 ** np.arange(-30, 31, 5), *BOTH)
add("powers of ten", 10.0 ** np.arange(-3, 5), *BOTH)
add("three-digit exponents", [1e100, 1e-5, -2.5e-100])
add("softmax row", np.exp(np.arange(6.0)) / np.exp(np.arange(6.0)).sum(), *BOTH)
add("wraps", np.arange(60.0), *BOTH)
add("wraps at 75", np.full(19, 1.5), *BOTH)
add("wraps scientific", rng.standard_normal((2, 17)) * 1e9, *BOTH)
add("wraps deep", rng.standard_normal((2, 2, 14)), *BOTH)
add("wide bool", rng.random((2, 30)) < 0.5, "?")
for shape in ((0,), (0, 3), (2, 0), (2, 0, 4)):
    add(f"empty {shape}", np.zeros(shape), "f8", "f4", "?")
for number in (0.0, -0.0, 1.0, -2.5, 0.1, 1 / 3, 1e-4, 9.999e-5, 1e15, 1e16, 123456789.125, nan, inf, -inf, 1e-300, 1.5e22):
    add(f"single {number!r}", np.array(number), *BOTH)
add("single true", np.array(True), "?")
add("single false", np.array(False), "?")
add("1000 elements", rng.integers(0, 10, (10, 100)), "f4")
add("1001 elements", rng.standard_normal(1001), *BOTH)
add("summarised matrix", rng.integers(-3, 4, (40, 30)), "f4")
add("summarised wide", rng.random((4, 300)), "f4")
add("summarised tall", rng.random((300, 4)), "f4")
add("summarised, few columns and wrapping", rng.random((170, 6)) * 1e10, "f4")
add("summarised cube", rng.integers(0, 3, (11, 10, 10)), "f4")
add("summarised four axes", rng.integers(0, 100, (7, 2, 8, 10)), "f4")
add("summarised bool", rng.random((20, 70)) < 0.5, "?")
hidden = np.ones((30, 40))
hidden[15, 20] = 1e12  # not among the corners, so it decides nothing
add("summarised with a hidden number", hidden, "f4")
for shape in SHAPES:
    add(f"places {shape}", rng.integers(-1, 120, shape), "i4")
add("places and none", [0, -1], "i4")
add("zeros", np.zeros((2, 3)), "i4")
add("one digit", [[7]], "i4")
add("extremes", [[-(2**31), 2**31 - 1], [0, -1]], "i4")
add("minus sign decides the width", [[-1, 5], [9, 0]], "i4")
add("wraps", np.arange(60), "i4")
add("wraps deep", rng.integers(-5000, 5000, (2, 2, 24)), "i4")
for shape in ((0,), (0, 3), (2, 0), (2, 0, 4)):
    add(f"empty {shape}", np.zeros(shape), "i4")
for number in (0, 7, -1, 2**31 - 1, -(2**31)):
    add(f"single {number}", np.array(number), "i4")
add("1000 elements", rng.integers(0, 10, (10, 100)), "i4")
add("1001 elements", rng.integers(-1, 1001, 1001), "i4")
add("summarised matrix", rng.integers(-3, 4, (40, 30)), "i4")
add("summarised cube", rng.integers(0, 3, (11, 10, 10)), "i4")
add("summarised with a hidden number", hidden.clip(0, 10**9), "i4")


def block(label, text):
    lines = text.split("\n")
    return [f"{label} {len(lines)}"] + lines


lines = [f"numpy {np.__version__} cases {len(cases)}"]
for name, array in cases:
    flat = array.reshape(-1)
    bits = flat.view({"bool": "u1", "int32": "u4", "float32": "u4", "float64": "u8"}[array.dtype.name])
    lines += [f"case {name}", f"dtype {array.dtype.name}", " ".join(["shape"] + [str(n) for n in array.shape])]
    lines.append(" ".join(["bits"] + [format(int(b), "x") for b in bits]))
    lines += block("str", str(array)) + block("repr", repr(array))
    narrow = str(array) if array.ndim == 0 else np.array2string(array, max_line_width=40)
    lines += block("narrow", narrow)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "arrays.txt"), "w") as out:
    out.write("\n".join(lines) + "\n")
print(lines[0])
