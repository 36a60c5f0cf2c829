"""Writes the fixtures beside this file: arrays as NumPy itself saves them.

Values follow rules that the tests state again: numbers() is 0, 1, 2, ... shifted and scaled.
"""

import io
import os
import zipfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def numbers(dtype, *shape):
    count = int(np.prod(shape))
    kind = np.dtype(dtype).kind
    if kind == "f":
        values = np.arange(count) * 0.5 - 2
    elif kind == "i":
        values = np.arange(count) - 5
    elif kind == "b":
        values = np.arange(count) % 3 == 0
    else:
        values = np.arange(count)
    return values.astype(dtype).reshape(shape)


def save(name, array, version=None):
    with open(path(name), "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def plain():
    for name in ["f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"]:
        for mark, order in [("le", "<"), ("be", ">")]:
            array = numbers(order + name, 3, 4)
            save(f"{name}_{mark}_c.npy", array)
            save(f"{name}_{mark}_f.npy", np.asfortranarray(array))
    for name in ["i1", "u1", "b1"]:
        save(f"{name}_c.npy", numbers(name, 3, 4))
        save(f"{name}_f.npy", np.asfortranarray(numbers(name, 3, 4)))
    for version in [1, 2, 3]:
        save(f"version{version}.npy", numbers("<f8", 3, 4), (version, 0))
    save("scalar.npy", numbers("<f8"))
    save("vector.npy", numbers("<f4", 5))
    save("cube_c.npy", numbers("<f4", 2, 3, 4))
    save("cube_f.npy", np.asfortranarray(numbers("<f4", 2, 3, 4)))
    save("empty_0_3.npy", numbers("<f4", 0, 3))
    save("empty_3_0.npy", np.asfortranarray(numbers("<f8", 3, 0)))
    # This header ends on a multiple of 64 before it is padded, and is padded all the same.
    save("padded.npy", numbers("<f4", *[1] * 13, 100))


def extremes():
    save("f2_extremes.npy", np.array([65504, 2.0**-24, -0.0, np.inf, -np.inf, np.nan], "<f2"))
    save("f4_extremes.npy", np.array([2.0**-149, -0.0, np.inf, -np.inf, np.nan], "<f4"))
    save("i1_extremes.npy", np.array([-128, 127], "<i1"))
    save("u1_extremes.npy", np.array([0, 255], "<u1"))
    save("u4_extremes.npy", np.array([0, 2**32 - 1], ">u4"))
    save("i8_exact.npy", np.array([2**53, -(2**53) - 2, -(2**63), 2**62], "<i8"))
    save("u8_exact.npy", np.array([2**63, 2**64 - 2048, 3], ">u8"))
    save("i8_inexact.npy", np.array([1, 2**53 + 1], "<i8"))
    save("i8_largest.npy", np.array([2**63 - 1], "<i8"))
    save("u8_inexact.npy", np.array([2**64 - 1], "<u8"))


def refused():
    save("object.npy", np.array([{"a": 1}, None], dtype=object))
    save("structured.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
    save("bytes.npy", np.array([b"one", b"three"]))
    save("text.npy", np.array(["one", "three"]))
    save("complex.npy", np.array([1 + 2j], "<c8"))
    save("date.npy", np.array(["2026-01-01"], "<M8[D]"))
    save("duration.npy", np.array([5], "<m8[s]"))
    save("raw.npy", np.zeros(3, "V2"))
    save("longdouble.npy", np.zeros(3, np.longdouble))


class Pipe(io.RawIOBase):
    """A file that cannot seek, so that sizes stand behind the bytes."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def archives():
    arrays = {
        "Q": numbers("<f4", 2, 3),
        "K": numbers("<f8", 4, 3),
        "V": np.asfortranarray(numbers("<f4", 4, 2)),
        "keep": numbers("b1", 2, 4),
    }
    np.savez(path("stored.npz"), **arrays)
    np.savez_compressed(path("deflated.npz"), **arrays)
    with open(path("streamed.npz"), "wb") as file:
        np.savez(Pipe(file), **arrays)
    with open(path("streamed_deflated.npz"), "wb") as file:
        np.savez_compressed(Pipe(file), **arrays)
    np.savez(path("positional.npz"), numbers("<f8", 3, 4), numbers("<i4", 2))
    np.savez(path("names.npz"), **{"encoder/W_Q": numbers("<f4", 2), "größe": numbers("<f4", 3)})
    np.savez(path("c_order.npz"), Q=arrays["Q"], K=arrays["K"], keep=arrays["keep"])
    np.savez(path("none.npz"))
    np.savez(path("object.npz"), Q=numbers("<f4", 2), labels=np.array([None], dtype=object))
    with zipfile.ZipFile(path("plain_zip.npz"), "w", zipfile.ZIP_DEFLATED) as archive:
        # Without zip64 fields, as other programs write.
        with open(path("f8_le_c.npy"), "rb") as file:
            archive.writestr(zipfile.ZipInfo("Q.npy"), file.read(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    plain()
    extremes()
    refused()
    archives()
    print("NumPy", np.__version__)
