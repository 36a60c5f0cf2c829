"""Writes wholes.safetensors with the safetensors library itself."""

import os

import numpy as np
import safetensors
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    save_file(
        {
            "flags": np.array([True, False, True]),
            "half": np.array([0.5, -2], "f2"),
            "keys": np.array([[0, -1], [2**31 - 1, -(2**31)]], "i4"),
            "a.keys": np.zeros((0, 2), "i4"),
            "weights": np.array([[0.5, 0.25]], "f4"),
            "entropy": np.array([1.5], "f8"),
        },
        os.path.join(HERE, "wholes.safetensors"),
    )
    print("safetensors", safetensors.__version__, "NumPy", np.__version__)
