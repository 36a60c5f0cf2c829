"""Writes gelu.txt: x and x*Phi(x), both as float64 in hexadecimal, by mpmath with 60 digits."""
import random
import mpmath as mp

mp.mp.dps = 60
random.seed(20260922)
points = [0.0, 0.5, -0.5, 1.0, -1.0, 3.0, -3.0, 4.0, -4.0, -13.0, -37.0, 37.0, 1e-300, -1e-300]
points += [random.uniform(-37.5, 6) for _ in range(900)]
points += [random.gauss(0, 2) for _ in range(500)]
points += [s * 2.0 ** random.uniform(-60, 5) for _ in range(200) for s in (1, -1)]
with open("gelu.txt", "w") as out:
    for x in points:
        exact = mp.mpf(x) * mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2
        out.write(f"{x.hex()} {float(exact).hex()}\n")
