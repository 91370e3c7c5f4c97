"""Roots, powers and constants to 50 digits; which numbers count as equal. Part of the slow reading of the page."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def in_decimals(number, work):
    """`work` done on the number with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        return Fraction(work(Decimal(number.numerator) / Decimal(number.denominator)))


def root(number):
    return in_decimals(number, lambda d: d.sqrt())


def power(number, exponent):
    return in_decimals(number, lambda d: d**exponent) if number > 0 else Fraction(0)


def gamma_of_half(twice):
    """Gamma(twice / 2), without the root of pi where `twice` is odd."""
    value = Fraction(1)
    for k in range(2 if twice % 2 == 0 else 1, twice, 2):
        value *= Fraction(k, 2)
    return value


def c4(n):
    ratio = gamma_of_half(n) / gamma_of_half(n - 1)
    root_of_pi = root(Fraction(PI))
    ratio = ratio / root_of_pi if n % 2 == 0 else ratio * root_of_pi
    return root(Fraction(2, n - 1)) * ratio


def equal(a, b):
    return abs(a - b) <= Fraction(1, 10**12) * max(abs(a), abs(b))


def side(a, line):
    return 0 if equal(a, line) else (1 if a > line else -1)


def mean(numbers):
    return sum(numbers, Fraction(0)) / len(numbers)
