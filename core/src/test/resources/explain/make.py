"""Writes precisions.txt: softmax in NumPy's float16 and float32, each operation rounded by NumPy."""
import sys
import numpy as np

CASES = {
    "small": [0.5, -1.25, 2.0, 0.0, 0.75],
    "large": [10.0, 11.5, 3.0, 12.25],
    "apart": [-9.5, 4.0, -20.0, 3.9921875],
    "rising": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
}


def weights(scores, sum_, dtype):
    return [dtype(s / sum_) for s in scores]


def plain(scores, dtype):
    powers = [np.exp(s) for s in scores]
    total = dtype(0)
    for p in powers:
        total = dtype(total + p)
    return total, weights(powers, total, dtype)


def stable(scores, dtype):
    largest = max(scores)
    powers = [np.exp(dtype(s - largest)) for s in scores]
    total = dtype(0)
    for p in powers:
        total = dtype(total + p)
    return total, weights(powers, total, dtype)


def online(scores, dtype):
    largest, total = dtype(-np.inf), dtype(0)
    lines = []
    for s in scores:
        larger = max(largest, s)
        rescale = np.exp(dtype(largest - larger))
        total = dtype(dtype(total * rescale) + np.exp(dtype(s - larger)))
        largest = larger
        lines += [largest, rescale, total]
    return total, lines


np.seterr(all="ignore")
with open(sys.argv[1], "w") as out:
    out.write(f"# NumPy {np.__version__}, make.py: case, type, form, then sum and numbers\n")
    for name, numbers in CASES.items():
        for dtype in (np.float16, np.float32):
            scores = [dtype(n) for n in numbers]
            for form in (plain, stable, online):
                total, rest = form(scores, dtype)
                words = " ".join(repr(float(n)) for n in [total, *rest])
                out.write(f"{name} {dtype.__name__} {form.__name__} {words}\n")
