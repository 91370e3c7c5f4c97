"""Every file `sql/<stage>/<table>.sql` is an asset: key from its path, dependencies from its `-- from` line."""

from collections.abc import Mapping, Sequence

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.warehouse.queries import Query, queries
from pipelines.materialized import materialized


def sql_assets(also: Mapping[str, Sequence[list[str]]]) -> list[dg.AssetsDefinition]:
    """One asset a query, in an order in which each finds what it reads.

    also  by table, assets it waits for beside those it reads: the outside returns and their checks
    """
    return [_asset_of(query, also.get(query.table, ())) for query in queries()]


def _asset_of(query: Query, also: Sequence[list[str]]) -> dg.AssetsDefinition:
    @dg.asset(
        key=[query.stage, query.name],
        deps=[*(table.split(".") for table in query.reads), *also],
        group_name=query.stage,
        description=query.grain,
        kinds={"sql", "duckdb"},
    )
    def table(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
        return materialized(warehouse, warehouse.fill(query.table), query.path)

    return table
