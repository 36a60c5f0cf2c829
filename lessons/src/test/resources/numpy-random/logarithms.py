"""Writes arguments and their math.log to standard output, as hexadecimal doubles."""
import math
import random

drawn = random.Random(20260922)
near = [1, 0.9375, 1 + 0x109 / 2**12, 0.6875, 1.375, 0.5, 2, 2**-106, 2**-1021, 2**1023]
arguments = [math.nextafter(x, to) for x in near for to in (0, x, math.inf)]
arguments += [drawn.random() for _ in range(120)]
arguments += [drawn.uniform(0.9375, 1.0647) for _ in range(60)]
arguments += [0.6875 + (i + drawn.random()) / 256 for i in range(80)]
arguments += [1 + (i + drawn.random()) / 128 for i in range(48)]
arguments += [math.ldexp(1 + drawn.random(), drawn.randint(-1022, 1023)) for _ in range(60)]
for x in arguments:
    print(float(x).hex(), math.log(x).hex())
