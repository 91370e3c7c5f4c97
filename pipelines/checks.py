"""What must hold of each table, and what becomes a question instead of a stop?

Three kinds: suites of Great Expectations on landed batches and control tables, SELECTs under sql/checks that must
return no rows, and the nets of the contract on the finished folder. Severity `critical` stops what follows; `warning`
and `info` never do.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import dagster as dg
import polars as pl

from hls_signals.contract import Finding
from hls_signals.returns import ReturnSpec
from hls_signals.warehouse.night import Checked, Night
from hls_signals.warehouse.queries import Query, checks
from hls_signals.warehouse.stages.nets import NETS, net_findings, told
from hls_signals.warehouse.suites import SAMPLE_ROWS, Expectation, Suite, Verdict, judge, read_suite, return_suite

CONTROL_SUITES = ("observations", "areas", "definitions", "events")
SEVERITY = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def suite_checks() -> list[dg.AssetChecksDefinition]:
    """One op a table of the raw stage, one check an expectation."""
    folder = files("pipelines") / "expectations"
    return [_suite_check(read_suite(Path(str(folder / f"{name}.json"))), ["raw", name]) for name in CONTROL_SUITES]


def return_checks(specs: Iterable[ReturnSpec], expectations: Path) -> list[dg.AssetChecksDefinition]:
    """The checks of each return: what its mapping promises, and the council's own suite where there is one."""
    found = []
    for spec in specs:
        own = expectations / f"{spec.id}.json"
        suites = [return_suite(spec), *([read_suite(own)] if own.is_file() else [])]
        whole = Suite(spec.id, tuple(e for suite in suites for e in suite.expectations))
        found.append(_suite_check(whole, ["raw", spec.id], returns=True))
    return found


def _suite_check(suite: Suite, asset: list[str], *, returns: bool = False) -> dg.AssetChecksDefinition:
    # Every check is blocking: Dagster stops what follows for severity ERROR alone.
    specs = [_spec(expectation, asset, returns=returns) for expectation in suite.expectations]

    @dg.multi_asset_check(name=f"{'_'.join(asset)}_suite", specs=specs)
    def run_suite(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.AssetCheckResult]:
        batch, sampled = _batch(warehouse, asset, returns=returns)
        for verdict in judge(suite, batch, sampled=sampled):
            yield _result(warehouse, asset, verdict)

    return run_suite


def _batch(night: Night, asset: list[str], *, returns: bool) -> tuple[pl.DataFrame, bool]:
    if returns:
        return night.warehouse.sample("raw.observations", SAMPLE_ROWS, return_id=asset[1])
    if asset[1] == "observations":
        return night.warehouse.sample("raw.observations", SAMPLE_ROWS)
    return night.read(".".join(asset)), False


def _spec(expectation: Expectation, asset: list[str], *, returns: bool) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        expectation.id,
        asset=asset,
        description=expectation.why,
        blocking=True,
        additional_deps=[["raw", "observations"]] if returns else None,
        metadata={"severity": expectation.severity},
    )


def _result(night: Night, asset: list[str], verdict: Verdict) -> dg.AssetCheckResult:
    expectation = verdict.expectation
    night.checked.append(
        Checked("/".join(asset), expectation.id, expectation.severity, verdict.passed, expectation.why)
    )
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=expectation.id,
        passed=verdict.passed or expectation.severity == "info",
        severity=SEVERITY[expectation.severity],
        metadata={"rows": verdict.rows, "sampled": verdict.sampled, "held": verdict.passed, "why": expectation.why},
    )


def sql_checks() -> list[dg.AssetChecksDefinition]:
    """The invariants, one op a stage."""
    by_stage: dict[str, list[Query]] = {}
    for query in checks():
        by_stage.setdefault(query.reads[0].split(".")[0], []).append(query)
    return [_sql_check(stage, found) for stage, found in sorted(by_stage.items())]


def _sql_check(stage: str, found: Sequence[Query]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            query.name,
            asset=query.reads[0].split("."),
            description=query.grain,
            blocking=True,
            additional_deps=[table.split(".") for table in query.reads[1:]] or None,
            metadata={"severity": query.severity, "sql_file": query.path},
        )
        for query in found
    ]

    @dg.multi_asset_check(name=f"{stage}_invariants", specs=specs)
    def run_invariants(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.AssetCheckResult]:
        for query in found:
            yield _invariant(warehouse, query)

    return run_invariants


def contract_checks() -> list[dg.AssetChecksDefinition]:
    """The nets of the contract on the folder that was built and closed: one op, one check a net, each blocking."""
    specs = [
        dg.AssetCheckSpec(
            f"net_{net}",
            asset=["published", "site"],
            description=why,
            blocking=True,
            metadata={"severity": "critical"},
        )
        for net, why in NETS.items()
    ]

    @dg.multi_asset_check(name="published_site_contract", specs=specs)
    def run_nets(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.AssetCheckResult]:
        for net, findings in net_findings(warehouse).items():
            yield _net(warehouse, net, findings)

    return [run_nets]


def _net(night: Night, net: int, findings: Sequence[Finding]) -> dg.AssetCheckResult:
    stopping = [finding for finding in findings if finding.blocks]
    night.checked.append(Checked("published/site", f"net_{net}", "critical", not stopping, told(stopping) or NETS[net]))
    return dg.AssetCheckResult(
        asset_key=["published", "site"],
        check_name=f"net_{net}",
        passed=not stopping,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"findings": len(findings), "blocking": len(stopping), "codes": sorted({f.code for f in findings})},
    )


def _invariant(night: Night, query: Query) -> dg.AssetCheckResult:
    offending = night.warehouse.offending(query, night.parameters)
    asset = query.reads[0].replace(".", "/")
    night.checked.append(Checked(asset, query.name, query.severity, offending == 0, query.grain))
    return dg.AssetCheckResult(
        asset_key=asset.split("/"),
        check_name=query.name,
        passed=offending == 0,
        severity=SEVERITY[query.severity],
        metadata={"offending_rows": offending, "sql_file": query.path},
    )
