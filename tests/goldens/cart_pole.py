#!/usr/bin/env python3
"""A trajectory of the cart and its pole, for src/rl/cart_pole.rs, from the equations of motion.

Usage: cart_pole.py > cart_pole.csv
A row is an action and the four numbers of the state after it; the first one is the start, with no action.
The equations are those of Florian, "Correct equations for the dynamics of the cart-pole system" (2007), without
friction: here they are solved as the linear system that they are before anything is eliminated, in fractions of exact
numbers apart from sine and cosine, so that no slip of algebra is shared with the library. A step is Euler's, 0.02 s.
"""
import math
from fractions import Fraction

G, CART, POLE, HALF, FORCE, STEP = map(Fraction, ("9.8", "1", "0.1", "0.5", "10", "0.02"))
# To and fro; the pole falls before the end.
ACTIONS = [int(c) for c in "0110100110010110" * 3]
START = [0.03, -0.02, 0.04, 0.01]


def accelerations(turning, angle, force):
    """Newton for cart and pole along the track, and Euler for the pole around its middle:
    (CART + POLE) a + POLE HALF cos b = force + POLE HALF turning^2 sin
    cos a + (4/3) HALF b = G sin
    """
    sin, cos = Fraction(math.sin(angle)), Fraction(math.cos(angle))
    rows = [
        (CART + POLE, POLE * HALF * cos, force + POLE * HALF * turning**2 * sin),
        (cos, Fraction(4, 3) * HALF, G * sin),
    ]
    (a, b, e), (c, d, f) = rows
    det = a * d - b * c
    return (e * d - b * f) / det, (a * f - e * c) / det


x, speed, angle, turning = map(Fraction, START)
print("", *START, sep=",")
for action in ACTIONS:
    linear, angular = accelerations(turning, angle, FORCE if action else -FORCE)
    x, angle = x + STEP * speed, angle + STEP * turning
    speed, turning = speed + STEP * linear, turning + STEP * angular
    x, speed, angle, turning = (Fraction(float(v)) for v in (x, speed, angle, turning))
    print(action, *map(float, (x, speed, angle, turning)), sep=",")
    if abs(x) > 2.4 or abs(angle) > math.radians(12):
        break
