"""Writes zip64.npz: c_order.npz packed again by a newer Python.

numpy.savez leaves the packing to Python's zipfile, opening each member with force_zip64. From Python
3.11.4 on, that call also fills the 32-bit sizes with ones, which Debian 12's Python does not do yet.
"""

import os
import sys
import zipfile

assert sys.version_info >= (3, 11, 4)
here = os.path.dirname(os.path.abspath(__file__))
with zipfile.ZipFile(os.path.join(here, "c_order.npz")) as old:
    with zipfile.ZipFile(os.path.join(here, "zip64.npz"), "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                member.write(old.read(name))
