"""How long are our functions and modules, and how much of the code is tests and comments?"""

from __future__ import annotations

import ast
import statistics
import subprocess
import tokenize
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
WANTED = (
    "wanted: median <= 8, 90th percentile <= 25, none over 60; modules 60 to 250; tests >= 1.2 x code; comments 4 to 10"
)


def function_lengths(trees: Mapping[str, ast.Module]) -> dict[str, int]:
    """Lines of each function from `def` to its end, without its docstring, by place."""
    lengths = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths[f"{path}:{node.lineno} {node.name}"] = _lines(node)
    return lengths


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is None or not isinstance(first, ast.Expr):
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def percentile(values: Sequence[int], share: float) -> int:
    """The value below which this share of the sorted values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def code_lines(path: Path) -> int:
    """Lines that are not blank."""
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def comments(path: Path) -> int:
    """Lines that hold a comment."""
    with tokenize.open(path) as stream:
        return sum(1 for token in tokenize.generate_tokens(stream.readline) if token.type == tokenize.COMMENT)


def kept_python() -> list[Path]:
    """The Python files of the repository."""
    told = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in told.stdout.splitlines() if (ROOT / name).is_file()]


def report() -> tuple[str, dict[str, float]]:
    """The table that `make shape` prints, and its figures by their name on the page of figures."""
    files = kept_python()
    ours = [path for path in files if path.relative_to(ROOT).parts[0] in {"hls_signals", "pipelines"}]
    tests = [path for path in files if path.relative_to(ROOT).parts[0] == "tests"]
    trees = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in ours}
    lengths = function_lengths(trees)
    modules = {path.relative_to(ROOT).as_posix(): code_lines(path) for path in ours if path.name != "__init__.py"}
    code = sum(code_lines(path) for path in ours)
    rows = {
        "functions": len(lengths),
        "function_median": statistics.median(lengths.values()),
        "function_p90": percentile(list(lengths.values()), 0.9),
        "function_longest": max(lengths.values()),
        "modules": len(modules),
        "module_median": statistics.median(modules.values()),
        "module_longest": max(modules.values()),
        "tests_by_code": round(sum(code_lines(path) for path in tests) / code, 2),
        "comments": round(100 * sum(comments(path) for path in ours) / code, 1),
    }
    long_ones = [f"  {length:>4}  {name}" for name, length in sorted(lengths.items()) if length > 40]
    long_modules = [f"  {length:>4}  {name}" for name, length in sorted(modules.items()) if length > 250]
    lines = [f"{name.replace('_', ' '):<24}{value:>8}" for name, value in rows.items()]
    told = [*lines, WANTED, "functions over 40 lines:", *long_ones, "modules over 250 lines:", *long_modules]
    return "\n".join(told), {f"platform.{name}": value for name, value in rows.items()}


if __name__ == "__main__":
    from tests.house.reached import record

    table, figures = report()
    print(table)  # noqa: T201 - a command that prints its table
    record(figures)
