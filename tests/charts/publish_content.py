"""What could a small release hold? Invented places and figures, made by one fixed recipe."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import polars as pl

from hls_signals.publish.content import Content
from hls_signals.register.load import Register
from hls_signals.register.models import Area, Event, Measure
from hls_signals.workspace.settings import Settings

AS_OF = dt.date(2026, 10, 15)
UTC = dt.UTC
CITY, BOARD, HOUSE = "X06000901", "X26000901", "a/b"
AREAS = (
    Area(area_code=CITY, area_name="Tamarhaven", area_type="council"),
    Area(area_code=BOARD, area_name="Tamar and Lynher", area_type="icb"),
    Area(area_code=HOUSE, area_name="Ångström & Sons <West>", area_type="organisation"),
)
RULES = [{"version": 1, "effective_from": dt.date(2020, 4, 1), "kind": "points", "amber_within": Decimal(5)}]
VALUES = pl.Schema(
    {
        "measure_id": pl.String, "area_code": pl.String, "period_start": pl.Date, "period_end": pl.Date,
        "period_type": pl.String, "value": pl.Decimal(38, 18), "numerator": pl.Decimal(38, 18),
        "denominator": pl.Decimal(38, 18), "status": pl.String, "rounded_to": pl.String, "from_shown": pl.Boolean,
        "target": pl.Decimal(38, 18), "target_upper": pl.Decimal(38, 18), "amber_boundary": pl.Float64,
        "colour": pl.String, "reported_colour": pl.String, "no_colour_because": pl.String,
        "definition_version": pl.String, "provisional": pl.Boolean, "is_total": pl.Boolean,
    }
)  # fmt: skip
VARIATION = pl.Schema(
    {
        "measure_id": pl.String, "area_code": pl.String, "period_start": pl.Date, "point_status": pl.String,
        "phase": pl.Int64, "centre": pl.Float64, "lower": pl.Float64, "upper": pl.Float64,
        "limits_status": pl.String, "preset": pl.String, "chart": pl.String, "read_first": pl.String,
        "read_first_rule": pl.String, "rules": pl.String, "advice": pl.String,
    }
)  # fmt: skip
EXPLANATIONS = pl.Schema(
    {
        "explanation_id": pl.String, "measure_id": pl.String, "area_code": pl.String, "period_type": pl.String,
        "period0_start": pl.Date, "period0_end": pl.Date, "period1_start": pl.Date, "period1_end": pl.Date,
        "value0": pl.Decimal(38, 18), "value0_now": pl.Decimal(38, 18), "value1_first": pl.Decimal(38, 18),
        "value1": pl.Decimal(38, 18), "colour0": pl.String, "colour0_now": pl.String, "colour1_first": pl.String,
        "colour1": pl.String, "has_colour_changed": pl.Boolean, "boundary_crossed": pl.String,
        "margin_green0": pl.Float64, "margin_green1": pl.Float64, "margin_red0": pl.Float64,
        "margin_red1": pl.Float64, "gate": pl.String,
        "flags": pl.String, "cannot_know": pl.String, "sentences": pl.String, "questions": pl.String,
        "lede": pl.String, "card": pl.String,
    }
)  # fmt: skip
TERMS = pl.Schema(
    {
        "measure_id": pl.String, "area_code": pl.String, "period0_start": pl.Date, "period1_start": pl.Date,
        "term_no": pl.Int64, "level": pl.String, "kind": pl.String, "dimension": pl.String, "group_name": pl.String,
        "status": pl.String, "amount": pl.Decimal(38, 18), "margin_green": pl.Float64, "margin_red": pl.Float64,
        "basis": pl.String,
    }
)  # fmt: skip
EVENTS = pl.Schema(
    {
        "event_id": pl.String, "measure_id": pl.String, "area_code": pl.String, "kind": pl.String,
        "effective_from": pl.Date, "effective_to": pl.Date, "announced_on": pl.Date, "text": pl.String,
        "source": pl.String, "confidence": pl.String,
    }
)  # fmt: skip
QUALITY = pl.Schema(
    {
        "code": pl.String, "severity": pl.String, "return_id": pl.String, "measure_id": pl.String,
        "area_code": pl.String, "period_start": pl.Date, "period_end": pl.Date, "other_period_start": pl.Date,
        "examined": pl.Int64, "affected": pl.Int64, "text": pl.String, "ask": pl.String,
    }
)  # fmt: skip
INTAKE = pl.Schema(
    {
        "sha256": pl.String, "source_name": pl.String, "return_id": pl.String, "adapter": pl.String,
        "received_at": pl.Datetime("us", "UTC"), "known_at": pl.Datetime("us", "UTC"), "known_at_basis": pl.String,
        "outcome": pl.String, "code": pl.String, "mend": pl.String, "bytes": pl.Int64, "rows_in": pl.Int64,
        "rows_accepted": pl.Int64, "rows_set_aside": pl.Int64, "records_in": pl.Int64, "observations": pl.Int64,
        "records_set_aside": pl.Int64, "columns_dropped": pl.String, "notes": pl.String,
    }
)  # fmt: skip
QUARANTINE = pl.Schema({"source_name": pl.String, "level": pl.String, "code": pl.String, "mend": pl.String})


def measure(id: str, name: str, **keys: Any) -> Measure:
    """A measure with what every measure needs."""
    given = {
        "return": "h_clic", "calculation": "ratio", "unit": "percent", "scale": Decimal(100),
        "bounds": (Decimal(0), Decimal(100)), "polarity": "higher", "period_type": "month",
        "area_types": ("council",), "colour_rules": RULES, "order": 10,
    }  # fmt: skip
    return Measure.model_validate({**given, "id": id, "name": name, **keys})


MEASURES = (
    measure(
        "prevention_duty", "Prevention duty ended with somewhere to live", order=10,
        asked_as="Can I get help before I lose my home?",
        purpose="People at risk of losing a home keep it, or find another, before they lose it.",
        targets=[{"value": Decimal(72), "effective_from": dt.date(2022, 4, 1), "source": "Alliance plan 2022"}],
        definitions=[{"version": "2018", "effective_from": dt.date(2018, 4, 1), "text": "Duties ended in the month."}],
        cannot_tell_us=["whether the home was a good one", "what the wait was like", "who never asked"],
    ),
    measure(
        "rough_sleeping", "People seen sleeping rough on one night", order=20, calculation="count", unit="count",
        scale=Decimal(1), bounds=(Decimal(0), None), polarity="lower", **{"return": "snapshot_count"},
        asked_as="Does anyone here sleep outside tonight?",
        disclosure={"already_public": {"source": "Tamarhaven rough sleeping snapshot", "published_on": AS_OF,
                                       "url": "https://example.org/snapshot"}},
        targets=[{"value": Decimal(17), "effective_from": dt.date(2022, 4, 1), "source": "City plan"}],
        cannot_tell_us=["who was not seen", "where people went afterwards"],
    ),
    measure(
        "drug_treatment_completion", "Successful completion of drug treatment", order=30, period_type="quarter",
        targets=[
            {"value": Decimal(40), "effective_from": dt.date(2020, 4, 1), "source": "Contract, schedule 2"},
            {"value": Decimal(36), "effective_from": dt.date(2026, 1, 1), "known_from": dt.date(2025, 9, 12),
             "source": "Contract variation 4"},
        ],
        cannot_tell_us=["what recovery means to the person"],
    ),
    measure(
        "safe_accommodation", "Households in safe accommodation", order=40, calculation="count", unit="count",
        scale=Decimal(1), bounds=(Decimal(0), None), polarity="none", kind="indicator",
        cannot_tell_us=["who was turned away"],
    ),
    measure(
        "ae_four_hours", "People seen within four hours in A&E", order=50, area_types=("icb",), **{"return": "nhs_ae"},
        asked_as="Will I be seen before it gets worse?",
        disclosure={"already_public": {"source": "Monthly A&E figures", "published_on": AS_OF}},
        targets=[
            {"value": Decimal(76), "effective_from": dt.date(2023, 4, 1), "source": "Planning guidance"},
            {"value": Decimal(78), "effective_from": dt.date(2025, 4, 1), "source": "Planning guidance"},
        ],
        cannot_tell_us=["what waiting was like"],
    ),
    measure(
        "told_once", "Told their story once", order=60, area_types=("organisation",), polarity="none",
        kind="indicator", **{"return": "local_voice"},
    ),
)  # fmt: skip
EVENTS_OF_REGISTER = (
    Event(
        id="hub-opens", measure_ids=("prevention_duty",), kind="service", effective_from=dt.date(2025, 5, 6),
        text="The help desk moved into the library on Fore Street.", source="City council, minute 14",
        confidence="confirmed",
    ),
    Event(
        id="rents", all=True, kind="external", effective_from=dt.date(2026, 6, 1),
        text="Local housing allowance frozen for the year.", source="Department notice", confidence="confirmed",
    ),
    Event(
        id="rents-2", measure_ids=("prevention_duty",), kind="organisation", effective_from=dt.date(2026, 6, 20),
        text="Two duty teams became one.", source="Team leader", confidence="reported",
    ),
)  # fmt: skip


def months(last: dt.date, count: int, step: int = 1) -> list[tuple[dt.date, dt.date]]:
    """Periods of `step` months, the newest beginning at `last`."""
    starts = [_earlier(last, step * back) for back in range(count - 1, -1, -1)]
    return [(start, _earlier(start, -step)) for start in starts]


def _earlier(day: dt.date, by: int) -> dt.date:
    place = day.year * 12 + day.month - 1 - by
    return dt.date(place // 12, place % 12 + 1, 1)


PREVENTION = [74, 75, 73, 76, 74, 72, 75, 77, 74, 73, 75, 76, 74, 72, 73, 75, 76, 74, 75, 73, 74, 76, 78, 77, 79, 78,
              77, 79, 80, 78, 77, 79, 76, 74, 69, 70]  # fmt: skip
ROUGH = [18, 20, 22, 19, 17, 15, 14, 16, 18, 17, 16, 15, 19, 21, 23, 20, 18, 16, 15, 14, 17, 18, 16, 17, 20, 22, 24, 21,
         19, 17, 16, 18, 17, 19, 21, 23]  # fmt: skip
DRUGS = [38, 39, 37, 38, 40, 39, 38, 37, 39, 38, 40, 37, 38, 37]
SAFE = [None, 10, None, 10, 10, None, None, 10, 10, None, 10, None]
FOUR_HOURS = [71.2, 72.4, 70.8, 73.1, 74.0, 72.9, 71.5, 70.2, 69.8, 72.2, 73.4, 74.1, 75.0, 74.2, 73.3, 72.8, 74.9,
              75.6, 76.1, 75.2, 74.4, 73.9, 75.8, 76.4]  # fmt: skip
SERIES: dict[tuple[str, str], tuple[list[Any], int]] = {
    ("prevention_duty", CITY): (PREVENTION, 1),
    ("rough_sleeping", CITY): (ROUGH, 1),
    ("drug_treatment_completion", CITY): (DRUGS, 3),
    ("safe_accommodation", CITY): (SAFE, 1),
    ("ae_four_hours", BOARD): (FOUR_HOURS, 1),
}


def register(measures: tuple[Measure, ...] = MEASURES) -> Register:
    """The register of the small release."""
    return Register(measures, AREAS, (), EVENTS_OF_REGISTER)


def values_frame() -> pl.DataFrame:
    """Shown figures of every series; one month of A&E was never returned."""
    rows = [row for key, (values, step) in SERIES.items() for row in value_rows(*key, values, step)]
    rows = [row for row in rows if (row["measure_id"], row["period_start"]) != ("ae_four_hours", dt.date(2025, 8, 1))]
    return pl.DataFrame(rows, schema=VALUES)


def value_rows(measure_id: str, area: str, values: list[Any], step: int = 1) -> list[dict[str, Any]]:
    """One series, the newest figure provisional."""
    last = dt.date(2026, 9, 1) if step == 1 else dt.date(2026, 7, 1)
    found = next(entry for entry in MEASURES if entry.id == measure_id)
    people = found.disclosure.already_public is None
    rows = []
    for place, ((start, end), value) in enumerate(zip(months(last, len(values), step), values, strict=True)):
        held = [entry.value for entry in found.targets if entry.effective_from <= start]
        target = held[-1] if held else None
        hidden = value is None
        rows.append(
            {
                "measure_id": measure_id, "area_code": area, "period_start": start, "period_end": end,
                "period_type": found.period_type, "value": None if hidden else Decimal(str(value)),
                "numerator": None, "denominator": None, "status": "suppressed" if hidden else "ok",
                "rounded_to": "5" if people and found.unit == "count" else "", "from_shown": people and not hidden,
                "target": target, "target_upper": None, "amber_boundary": None,
                "colour": None if hidden or target is None else colour(found, Decimal(str(value)), target),
                "reported_colour": None, "no_colour_because": "suppressed" if hidden else None,
                "definition_version": "", "provisional": place == len(values) - 1, "is_total": True,
            }
        )  # fmt: skip
    return rows


def colour(found: Measure, value: Decimal, target: Decimal) -> str:
    """The rule of these tests: green at the target, amber within five points."""
    margin = (target - value) if found.polarity == "lower" else (value - target)
    return "green" if margin >= 0 else "amber" if margin >= -5 else "red"


def variation_frame() -> pl.DataFrame:
    """Limits by the plain rule, in two phases for prevention."""
    rows: list[dict[str, Any]] = []
    for (measure_id, area), (values, step) in SERIES.items():
        last = dt.date(2026, 9, 1) if step == 1 else dt.date(2026, 7, 1)
        starts = [start for start, _ in months(last, len(values), step)]
        cut = 22 if measure_id == "prevention_duty" else 0
        for phase, part in enumerate(filter(None, ([*range(cut)], [*range(cut, len(values))])), start=1):
            rows += _phase(measure_id, area, phase, [(starts[place], values[place]) for place in part])
    return pl.DataFrame(rows, schema=VARIATION)


def _phase(measure_id: str, area: str, phase: int, points: list[tuple[dt.date, Any]]) -> list[dict[str, Any]]:
    shown = [value for _, value in points if value is not None]
    centre = sum(shown) / len(shown)
    moving = [abs(b - a) for a, b in pairwise(shown)]
    reach = 2.66 * sum(moving) / len(moving)
    lower, upper = centre - reach, centre + reach
    if measure_id in {"prevention_duty", "drug_treatment_completion"}:
        centre, lower, upper = round(centre), float(int(lower)), float(int(upper) + 1)
    rows = []
    for start, value in points:
        read = None if value is None else "signal_high" if value > upper else "signal_low" if value < lower else None
        rows.append(
            {
                "measure_id": measure_id, "area_code": area, "period_start": start, "point_status": "used",
                "phase": phase, "centre": None if len(shown) < 6 else centre, "lower": lower, "upper": upper,
                "limits_status": "ok", "preset": "hls", "chart": "xmr",
                "read_first": None if value is None else read or "usual_variation",
                "read_first_rule": "beyond_usual_range" if read else None,
                "rules": "beyond_usual_range" if read else "", "advice": "",
            }
        )  # fmt: skip
    return rows


def explanations_frame() -> pl.DataFrame:
    """Every pair of two months of prevention and A&E, with sentences."""
    rows = []
    for (measure_id, area), (values, step) in SERIES.items():
        found = next(entry for entry in MEASURES if entry.id == measure_id)
        shown = value_rows(measure_id, area, values, step)
        rows += [_pair(found, area, a, b) for a, b in pairwise(shown)
                 if a["value"] is not None and b["value"] is not None]  # fmt: skip
    return pl.DataFrame(rows, schema=EXPLANATIONS)


def _pair(found: Measure, area: str, a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    is_signal = found.id == "prevention_duty" and b["period_start"] == dt.date(2026, 8, 1)
    words = (
        "Unlikely. 69 lies below the usual range, 72 to 82."
        if is_signal
        else ("Yes. A place of this size with nothing changed shows another colour in about 1 month in 4.")
    )
    sentences = [
        {"no": 1, "section": "change", "text": f"{found.name} went from {a['value']} to {b['value']}.", "term_nos": []},
        {"no": 2, "section": "routine", "text": words, "term_nos": []},
        {"no": 3, "section": "rules", "text": "The target, colour rule and definition did not move.", "term_nos": [1]},
        {"no": 4, "section": "numbers", "text": "−5 points went with who came through.", "term_nos": [2]},
        {"no": 5, "section": "cannot_know", "text": "Whether the mix of people changed in ways these returns do not "
         "record.", "term_nos": []},
    ]  # fmt: skip
    changed = a["colour"] != b["colour"]
    card = [
        f"{found.name}: was {a['colour']}, now {b['colour']}."
        if changed
        else f"{found.name}: {b['colour']}, as before.",
        "Inside usual variation.",
    ]
    return {
        "explanation_id": "0123456789abcdef", "measure_id": found.id, "area_code": area,
        "period_type": found.period_type,
        "period0_start": a["period_start"], "period0_end": a["period_end"],
        "period1_start": b["period_start"], "period1_end": b["period_end"],
        "value0": a["value"], "value0_now": a["value"], "value1_first": b["value"], "value1": b["value"],
        "colour0": a["colour"], "colour0_now": a["colour"], "colour1_first": b["colour"], "colour1": b["colour"],
        "has_colour_changed": changed, "boundary_crossed": crossed(a["colour"], b["colour"]),
        **margins(found, a, "0"), **margins(found, b, "1"),
        "gate": json.dumps({"result": "signal" if is_signal else "routine_variation", "words": words,
                            "n_baseline": 12}),
        "flags": "", "cannot_know": "no_causation;unmeasured_mix", "sentences": json.dumps(sentences),
        "questions": json.dumps(["What would we expect to see next month?"]),
        "lede": "The figure moved within its usual range, and the colour line lies inside that range.",
        "card": json.dumps(card),
    }  # fmt: skip


def margins(found: Measure, row: dict[str, Any], side: str) -> dict[str, float | None]:
    """How far a figure lies inside green and inside amber, by the rule of these tests."""
    if row["target"] is None:
        return {f"margin_green{side}": None, f"margin_red{side}": None}
    green = float(row["target"] - row["value"]) if found.polarity == "lower" else float(row["value"] - row["target"])
    return {f"margin_green{side}": green, f"margin_red{side}": green + 5}


def crossed(before: str | None, after: str | None) -> str | None:
    """Which line lies between two colours."""
    if before == after or None in (before, after):
        return None
    pair = {before, after}
    return "both" if pair == {"green", "red"} else "green" if "green" in pair else "red"


def terms_frame() -> pl.DataFrame:
    """A bridge of six terms for each pair, whose parts add up; a definition that cannot be split in the newest."""
    rows = [
        _term(pair, number, *term)
        for pair in explanations_frame().iter_rows(named=True)
        for number, term in enumerate(_bridge(pair), start=1)
    ]
    return pl.DataFrame(rows, schema=TERMS)


def _bridge(pair: dict[str, Any]) -> list[tuple[str, str, float | None, float | None]]:
    """Kind, level, amount and margin of each term: who came through takes five from every figure."""
    change = float(pair["value1"] - pair["value0"])
    sign = -1.0 if pair["measure_id"] == "rough_sleeping" else 1.0
    has_margin = pair["margin_green0"] is not None
    margin = pair["margin_green1"] - pair["margin_green0"] if has_margin else change
    target = margin - sign * change
    given = [("revision", 0.0), ("target", 0.0), ("definition", None), ("mix", -5.0), ("rate", change + 4.5),
             ("not_known", 0.5)]  # fmt: skip
    bridge = [(kind, "bridge", amount, None if amount is None else sign * amount) for kind, amount in given]
    bridge[1] = ("target", "bridge", 0.0, target)
    return [*bridge[:5], ("mix", "group", -5.0, sign * -5.0), bridge[5]]


def _term(
    pair: dict[str, Any], number: int, kind: str, level: str, amount: float | None, margin: float | None
) -> dict[str, Any]:
    has_group = level == "group"
    return {
        "measure_id": pair["measure_id"], "area_code": pair["area_code"], "period0_start": pair["period0_start"],
        "period1_start": pair["period1_start"], "term_no": number, "level": level, "kind": kind,
        "dimension": "need" if has_group else None, "group_name": "prison" if has_group else None,
        "status": "both" if has_group else None, "amount": None if amount is None else Decimal(str(amount)),
        "margin_green": margin, "margin_red": margin,
        "basis": "observed" if amount is not None else "not_separable",
    }  # fmt: skip


def quality_frame() -> pl.DataFrame:
    """One question about a file."""
    row = {
        "code": "D301", "severity": "question", "return_id": "nhs_ae", "measure_id": "ae_four_hours", "area_code": "",
        "period_start": dt.date(2026, 9, 1), "period_end": dt.date(2026, 10, 1),
        "other_period_start": dt.date(2025, 9, 1), "examined": 5, "affected": 5,
        "text": "Every figure of September 2026 repeats September 2025.",
        "ask": "Was the file of last year sent again?",
    }  # fmt: skip
    return pl.DataFrame([row], schema=QUALITY)


def intake_frame() -> pl.DataFrame:
    """Three files as they came."""
    kept = [("h_clic/2026-q3.csv", "accepted", 96, 96, 0), ("nhs_ae/2026-09.xlsx", "accepted", 60, 58, 2),
            ("nhs_ae/copy.xlsx", "duplicate", 60, 0, 0)]  # fmt: skip
    rows = [
        {
            "sha256": f"{place}" * 64, "source_name": name, "return_id": name.split("/")[0], "adapter": "canonical",
            "received_at": dt.datetime(2026, 10, 1 + place, 9, 30, tzinfo=UTC),
            "known_at": dt.datetime(2026, 10, 1 + place, 9, 30, tzinfo=UTC), "known_at_basis": "receipt",
            "outcome": outcome, "code": None, "mend": None, "bytes": 4096, "rows_in": rows_in,
            "rows_accepted": accepted, "rows_set_aside": aside, "records_in": rows_in, "observations": accepted,
            "records_set_aside": aside, "columns_dropped": "", "notes": "",
        }
        for place, (name, outcome, rows_in, accepted, aside) in enumerate(kept)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=INTAKE)


def content(**changes: Any) -> Content:
    """The small release, with anything in it changed."""
    settings = Settings.model_validate(
        {
            "simulated": True, "as_of": AS_OF,
            "publish": {"title": "Tamarhaven Alliance", "replies_to": "learning@example.org", "pdf": False},
            "packs": [
                {"id": "complex_needs", "title": "Tamarhaven Alliance: complex needs", "items": [
                    {"measure_id": "prevention_duty", "area_code": CITY},
                    {"measure_id": "ae_four_hours", "area_code": BOARD},
                    {"measure_id": "rough_sleeping", "area_code": CITY},
                    {"measure_id": "safe_accommodation", "area_code": CITY},
                    {"measure_id": "told_once", "area_code": HOUSE},
                ]},
                {"id": "treatment", "title": "Treatment pack",
                 "items": [{"measure_id": "drug_treatment_completion", "area_code": CITY}]},
            ],
        }
    )  # fmt: skip
    made = Content(
        settings=settings,
        register=register(),
        as_of=AS_OF,
        shown_values=values_frame(),
        shown_variation=variation_frame(),
        shown_explanations=explanations_frame(),
        shown_terms=terms_frame(),
        events=pl.DataFrame(schema=EVENTS),
        quality=quality_frame(),
        intake=intake_frame(),
        quarantine=pl.DataFrame(
            [{"source_name": "nhs_ae/2026-09.xlsx", "level": "row", "code": "R211", "mend": "send a number"}] * 2,
            schema=QUARANTINE,
        ),
        decimals={"ae_four_hours": 1},
        versions={"hls-signals": "2026.11.0", "vl-convert": "1.9.0"},
    )
    return dataclasses.replace(made, **changes)
