"""What does Dagster load?"""

from pipelines.build import build_defs

defs = build_defs()
