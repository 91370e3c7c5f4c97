"""What does each column of a table carry?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from hls_signals.workspace.shipped import shipped_text

# Role -> the DuckDB type used where data are simulated.
TYPES: dict[str, str] = {
    "area": "VARCHAR",
    "area_name": "VARCHAR",
    "time": "DATE",
    "measure": "DOUBLE",
    "count": "BIGINT",
    "target": "DOUBLE",
    "limit": "DOUBLE",
    "colour": "VARCHAR",
    "person": "VARCHAR",
    "status": "VARCHAR",
    "signal": "VARCHAR",
    "key": "VARCHAR",
    "register_order": "INTEGER",
    "group": "VARCHAR",
    "text": "VARCHAR",
}
UNKNOWN = "unknown"
AREA = frozenset({"area", "area_name"})
# What may never decide an order, which areas appear, or what is stressed.
VALUES = frozenset({"measure", "count", "target", "limit", "colour", "signal"})


class UnreadableRoles(ValueError):
    """A mapping of roles that is not `table: {column: role}`, or names a role that there is not."""


@dataclass(frozen=True)
class Roles:
    """The role of every column of every table that may be read."""

    tables: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_mapping(cls, given: Mapping[str, Mapping[str, str]]) -> Roles:
        """Roles from `{table: {column: role}}`; names are compared without case.

        raises  UnreadableRoles
        """
        if not isinstance(given, Mapping):
            raise UnreadableRoles("roles are a mapping from tables to columns")
        return cls({str(table).lower(): _columns(str(table), columns) for table, columns in given.items()})

    def columns(self, schema: str, table: str) -> Mapping[str, str] | None:
        """Columns and roles of a table, looked up in full and then by its name alone; None for an unknown one."""
        full = f"{schema}.{table}".lower() if schema else table.lower()
        if full in self.tables:
            return self.tables[full]
        alone = table.lower()
        if alone in self.tables:
            return self.tables[alone]
        ending = [name for name in self.tables if not schema and name.endswith(f".{alone}")]
        return self.tables[ending[0]] if len(ending) == 1 else None

    @property
    def by_column(self) -> Mapping[str, str]:
        """Role of a column name wherever it stands; a name with two roles keeps the one that says more."""
        merged: dict[str, str] = {}
        for columns in self.tables.values():
            for name, role in columns.items():
                if name not in merged or (role in VALUES and merged[name] not in VALUES):
                    merged[name] = role
        return merged


def _columns(table: str, columns: Any) -> dict[str, str]:
    if not isinstance(columns, Mapping):
        raise UnreadableRoles(f"the columns of {table} are not a mapping")
    wrong = sorted({str(role) for role in columns.values()} - set(TYPES))
    if wrong:
        raise UnreadableRoles(f"there is no role {wrong[0]!r}; the roles are {', '.join(TYPES)}")
    return {str(name).lower(): str(role) for name, role in columns.items()}


def roles_of_yaml(text: str) -> Roles:
    """Roles as roles.yaml writes them; raises UnreadableRoles."""
    try:
        given = yaml.safe_load(text) or {}
    except yaml.YAMLError:
        raise UnreadableRoles("roles.yaml does not parse") from None
    return Roles.from_mapping(given)


@cache
def project_roles() -> Roles:
    """The roles of every table that a published query or a view reads."""
    return roles_of_yaml(shipped_text("hls_signals.contract", "roles.yaml"))
