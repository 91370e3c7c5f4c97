"""What limits do the means and the spreads of subgroups have? Slowly, by the page."""

from __future__ import annotations

from fractions import Fraction

from tests.house.variation_numbers_slowly import c4, mean, root


def limits_of_subgroups(rows, base):
    sizes = [rows[b]["size"] for b in base]
    level = sum(rows[b]["plotted"] * rows[b]["size"] for b in base) / sum(sizes)
    sds = [rows[b]["sd"] for b in base]
    if len(set(sizes)) == 1:
        spread = mean(sds)
    else:
        spread = root(sum((n - 1) * s**2 for n, s in zip(sizes, sds, strict=True)) / sum(n - 1 for n in sizes))

    def lines(row):
        if row["size"] is None:
            return level, None, None
        half = 3 * spread / (c4(int(row["size"])) * root(row["size"]))
        return level, level - half, level + half

    def sd_lines(row):
        if row["size"] is None:
            return spread, None, None
        c = c4(int(row["size"]))
        reach = 3 * root(1 - c**2) / c
        return spread, max(1 - reach, Fraction(0)) * spread, (1 + reach) * spread

    return {"constant": spread == 0, "lines": lines, "sd_lines": sd_lines}
