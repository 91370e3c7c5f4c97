"""Which returns does the register map, and what in the mappings must be mended?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hls_signals.register import Measure, Register
from hls_signals.register.checks import DoesNotExist, UndeclaredDimension
from hls_signals.register.drafts import still_asked
from hls_signals.returns.adapters import adapter_names
from hls_signals.returns.names import is_ranking, normal
from hls_signals.returns.spec import ReturnSpec
from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.located import Located, Place, WrongValue, gather, misnamed, read_yaml, validated
from hls_signals.workspace.nearest import offer


def load_returns(workspace: Workspace, register: Register) -> dict[str, ReturnSpec]:
    """Every mapping by its return; raises every problem found at once, each with file, line and nearest key."""
    folder = workspace.register / "returns"
    problems = misnamed(folder, workspace.root)
    specs: dict[str, ReturnSpec] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path, workspace.root)
            problems.extend(still_asked(path, document.shown))
            spec = validated(ReturnSpec, document, document.data).with_register(register)
        except MendableError as error:
            gather(problems, error)
            continue
        problems.extend(_disagreements(document, spec, register, specs))
        specs[spec.id] = spec
    raise_all(problems)
    return specs


def _disagreements(
    document: Located, spec: ReturnSpec, register: Register, specs: Mapping[str, ReturnSpec]
) -> Iterator[MendableError]:
    if spec.id in specs:
        yield WrongValue("two mappings have this id.", where=document.where(("id",)), mend="give one another id")
    if spec.adapter not in adapter_names():
        mend = offer(spec.adapter, adapter_names(), "nearest adapter")
        yield DoesNotExist(f"`{spec.adapter}` is no adapter.", where=document.where(("adapter",)), mend=mend)
    for number, figure in enumerate(spec.figures):
        measure = register.by_id.get(figure.measure)
        yield from _figure_problems(document, ("figures", number), spec, register, measure)
        yield from _ranking_figures(document, ("figures", number), spec, number)
    if spec.area is not None and not spec.accepts_unknown_areas:
        named: dict[Place, str | None] = {("area", "names", name): code for name, code in spec.area.names.items()}
        for place, code in {**named, ("area", "fixed"): spec.area.fixed}.items():
            if code is not None and code not in register.by_code:
                mend = offer(code, register.by_code)
                yield DoesNotExist(
                    f"there is no area `{code}` in the register.", where=document.where(place), mend=mend
                )
    if spec.needs_period_type and not spec.period_type:
        mend = "say `type:` (month, quarter ...) in `period`"
        yield WrongValue("a date does not say how long its period is.", where=document.where(("period",)), mend=mend)


def _figure_problems(
    document: Located, place: Place, spec: ReturnSpec, register: Register, measure: Measure | None
) -> Iterator[MendableError]:
    where = document.where((*place, "measure"))
    if measure is None:
        name = spec.figures[int(place[1])].measure
        mend = offer(name, register.by_id, "nearest measure")
        yield DoesNotExist(f"`{name}` is no measure of the register.", where=where, mend=mend)
        return
    if spec.total == "sum" and measure.calculation in ("median", "published_only"):
        mend = "take `total: sum` out, or map the published total with `total: {column: X, is: Y}`"
        yield WrongValue(f"parts of `{measure.id}` do not add up to a total.", where=where, mend=mend)
    if measure.return_id != spec.id:
        mend = f"write `return: {spec.id}` in the measure, or map it in register/returns/{measure.return_id}.yaml"
        yield WrongValue(f"the measure `{measure.id}` belongs to another return.", where=where, mend=mend)
    for name in spec.dimensions:
        if name not in measure.dimension_names:
            mend = f"add it to `dimensions:` of the measure `{measure.id}`, or take it out here"
            at = document.where(("dimensions", name))
            yield UndeclaredDimension(f"`{name}` is no declared dimension.", where=at, mend=mend)


def _ranking_figures(document: Located, place: Place, spec: ReturnSpec, number: int) -> Iterator[MendableError]:
    kept = {normal(name) for name in spec.keep}
    named = [name for source in spec.figures[number].parts.values() for name in source.columns]
    for name in (*named, *(spec.dimensions.values() if number == 0 else ())):
        if is_ranking(name) and normal(name) not in kept:
            mend = "take it out, or write `keep:` with the name and `keep_because:` with the reason"
            yield WrongValue("this column ranks or compares places.", where=document.where(place), mend=mend)
