"""Can every function still be read in one look?"""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def shape_module():
    spec = importlib.util.spec_from_file_location("house_shape", ROOT / "tests" / "house" / "shape.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_function_is_longer_than_sixty_lines(source_trees):
    lengths = shape_module().function_lengths(source_trees)
    assert {name: length for name, length in lengths.items() if length > 60} == {}


def test_lengths_are_counted_without_the_docstring_and_the_blank_lines():
    import ast

    docstring = '    """Twice x.\n\n    >>> double(2)\n    4\n    """\n'
    text = f"def double(x):\n{docstring}\n    # Two is even.\n    return 2 * x\n"
    assert shape_module().function_lengths({"a.py": ast.parse(text)}) == {"a.py:1 double": 4}
