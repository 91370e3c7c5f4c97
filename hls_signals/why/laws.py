"""Do the terms add up exactly? Checked before anything is returned."""

from __future__ import annotations

import polars as pl

# Largest gap allowed, in the unit, for figures up to 1; larger figures carry larger dust.
LARGEST_GAP = 1e-9


class LawBroken(RuntimeError):
    """The arithmetic does not add up: our fault, never the reader's, so it keeps its traceback."""

    code = "Y101"

    def __init__(self, law: str, pairs: int) -> None:
        super().__init__(f"HLS-{self.code}: {law} ({pairs} pairs of periods)")


def with_sum_gap(explanations: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """The explanations with `sum_gap`, null where there is no bridge; raises LawBroken where the terms do not add up.

    Bridge amounts sum to value1 - value0. Bridge margins sum to the change of each margin, where the terms carry any.
    Rows of groups and of dimensions sum to the row that they break down.
    """
    held = _with_sums(explanations, terms)
    size = pl.max_horizontal(pl.lit(1.0), pl.col("value0").abs(), pl.col("value1").abs())
    checks = {
        "bridge amounts do not sum to the change of value": "sum_gap",
        "bridge margins do not sum to the change of the green margin": "gap_green",
        "bridge margins do not sum to the change of the red margin": "gap_red",
    }
    for law, gap in checks.items():
        broken = held.filter(pl.col(gap) > LARGEST_GAP * size).height
        if broken:
            raise LawBroken(law, broken)
    _check_parts(held.select("explanation_id", size=size), terms)
    return explanations.with_columns(held["sum_gap"])


def _check_parts(sizes: pl.DataFrame, terms: pl.DataFrame) -> None:
    """Groups sum to the row of the bridge that they break down, and so do the groups of a view; dimensions to mix."""
    whole = pl.col("kind").replace({"new_group": "mix", "gone_group": "mix"})
    rows = terms.filter(pl.col("amount").is_not_null()).with_columns(whole=whole, has_name=pl.col("group_name") != "")
    has_name = pl.col("has_name").fill_null(value=False)
    levels = {level: rows.filter(pl.col("level") == level) for level in ("bridge", "group", "dimension", "view")}
    views = levels["view"].filter(pl.col("dimension").is_not_null())
    laws = {
        "group rows do not sum to the row of the bridge": (levels["group"], levels["bridge"], ["whole"]),
        "dimension rows do not sum to mix": (levels["dimension"], levels["bridge"], ["whole"]),
        "groups of a view do not sum to it": (views.filter(has_name), views.filter(~has_name), ["whole", "dimension"]),
    }
    for law, (parts, wholes, by) in laws.items():
        sums = parts.group_by("explanation_id", *by).agg(pl.col("amount").sum())
        both = sums.join(wholes, on=["explanation_id", *by]).join(sizes, on="explanation_id")
        broken = both.filter((pl.col("amount") - pl.col("amount_right")).abs() > LARGEST_GAP * pl.col("size")).height
        if broken:
            raise LawBroken(law, broken)


def _with_sums(explanations: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    bridge = terms.filter(pl.col("level") == "bridge")
    sums = bridge.group_by("explanation_id", maintain_order=True).agg(
        pl.col("amount").sum().alias("sum_amount"), *(_sum_or_null(line) for line in ("green", "red"))
    )
    held = explanations.drop("sum_gap").join(sums, on="explanation_id", how="left", maintain_order="left")
    gaps = {f"gap_{line}": _gap(f"sum_{line}", f"margin_{line}1", f"margin_{line}0") for line in ("green", "red")}
    return held.with_columns(sum_gap=_gap("sum_amount", "value1", "value0"), **gaps)


def _sum_or_null(line: str) -> pl.Expr:
    margin = pl.col(f"margin_{line}")
    return pl.when(margin.count() > 0).then(margin.sum()).alias(f"sum_{line}")


def _gap(total: str, end: str, start: str) -> pl.Expr:
    return (pl.col(total) - (pl.col(end) - pl.col(start))).abs()
