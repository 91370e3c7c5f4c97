"""How does a built chart take the figures of one page?"""

from __future__ import annotations

from typing import Any

from hls_signals.publish.charts.scale import Domain

Datasets = dict[str, list[dict[str, Any]]]


def swapped(built: dict[str, Any], datasets: Datasets, *, x: Domain, y: Domain | None = None) -> dict[str, Any]:
    """The chart with these datasets and these ends of its axes; what was built stays as it was.

    Only datasets that a layer draws may be given, so no figure travels that is not on the drawing.
    """
    wanted = {layer["data"]["name"] for layer in built["layer"]}
    if set(datasets) != wanted:
        raise KeyError(f"datasets {sorted(wanted ^ set(datasets))} are not those of the chart")
    layers = [_with_ends(layer, {"x": x, "y": y}) for layer in built["layer"]]
    return {**built, "layer": layers, "datasets": datasets}


def _with_ends(layer: dict[str, Any], ends: dict[str, Domain | None]) -> dict[str, Any]:
    encoding = dict(layer["encoding"])
    for channel, domain in ends.items():
        held = encoding.get(channel, {})
        if domain is not None and "field" in held:
            encoding[channel] = {**held, "scale": {**held["scale"], "domain": list(domain)}}
    return {**layer, "encoding": encoding}
