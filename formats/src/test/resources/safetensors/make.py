"""Writes the fixtures beside this file by the format's description, without a safetensors library.

Values follow the rule in ../numpy/make.py: 0.5 k - 2, k - 5, k, and "k is a multiple of 3".
"""

import json
import os
import struct

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def rule(kind, count):
    k = np.arange(count)
    return {"f": k * 0.5 - 2, "i": k - 5, "u": k, "b": k % 3 == 0}[kind]


def bfloat16(values):
    """The upper half of each float32, for values that need no more."""
    bits = values.astype("<f4").view("<u4")
    assert not (bits & 0xFFFF).any()
    return (bits >> 16).astype("<u2").tobytes()


def save(name, tensors, metadata=None):
    """tensors: name -> (dtype, shape, bytes), in the order of the bytes."""
    header = {"__metadata__": metadata} if metadata else {}
    offset = 0
    for tensor, (dtype, shape, data) in tensors.items():
        header[tensor] = {
            "dtype": dtype,
            "shape": shape,
            "data_offsets": [offset, offset + len(data)],
        }
        offset += len(data)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for dtype, shape, data in tensors.values():
            file.write(data)


def every_type():
    tensors = {
        "u64": ("U64", [3, 4], rule("u", 12).astype("<u8").tobytes()),
        "i64": ("I64", [3, 4], rule("i", 12).astype("<i8").tobytes()),
        "f64": ("F64", [3, 4], rule("f", 12).astype("<f8").tobytes()),
        "f32": ("F32", [3, 4], rule("f", 12).astype("<f4").tobytes()),
        "u32": ("U32", [3, 4], rule("u", 12).astype("<u4").tobytes()),
        "i32": ("I32", [3, 4], rule("i", 12).astype("<i4").tobytes()),
        "bf16": ("BF16", [3, 4], bfloat16(rule("f", 12))),
        "f16": ("F16", [3, 4], rule("f", 12).astype("<f2").tobytes()),
        "u16": ("U16", [3, 4], rule("u", 12).astype("<u2").tobytes()),
        "i16": ("I16", [3, 4], rule("i", 12).astype("<i2").tobytes()),
        "i8": ("I8", [3, 4], rule("i", 12).astype("i1").tobytes()),
        "u8": ("U8", [3, 4], rule("u", 12).astype("u1").tobytes()),
        "bool": ("BOOL", [3, 4], rule("b", 12).astype("b1").tobytes()),
        "f8_e4m3": ("F8_E4M3", [256], bytes(range(256))),
        "f8_e5m2": ("F8_E5M2", [256], bytes(range(256))),
        "scalar": ("F32", [], struct.pack("<f", 2.5)),
        "none": ("F64", [3, 0], b""),
    }
    save("every_type.safetensors", tensors, {"format": "np", "größe": 'a "quoted" \\ line\n'})


def in_the_reference_order():
    """By alignment, then by name in code points: what the reference implementation writes."""
    tensors = {
        "z.f64": ("F64", [2], rule("f", 2).astype("<f8").tobytes()),
        "a.f32": ("F32", [2, 2], rule("f", 4).astype("<f4").tobytes()),
        "b.f32": ("F32", [], struct.pack("<f", np.float32(0.1))),
        "c/f32\u001f\n": ("F32", [0, 7], b""),
        "größe": ("F32", [1], struct.pack("<f", -np.inf)),
        "\uff5a": ("F32", [1], struct.pack("<f", 1)),
        "\U0001f600": ("F32", [1], struct.pack("<f", 2)),
        "bf16": ("BF16", [5], bfloat16(rule("f", 5))),
        "f16": ("F16", [5], np.array([65504, 2.0**-24, -0.0, np.inf, np.nan], "<f2").tobytes()),
        "flags": ("BOOL", [3], rule("b", 3).astype("b1").tobytes()),
    }
    save("reference_order.safetensors", tensors, {"format": "pt"})
    save("no_tensors.safetensors", {})


if __name__ == "__main__":
    every_type()
    in_the_reference_order()
    print("NumPy", np.__version__)
