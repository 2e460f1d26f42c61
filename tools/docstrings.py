"""The documentation that stands under the names of a module: what a type, a list of codes or a constant means."""

import ast
import inspect
from itertools import pairwise
from types import ModuleType


def attribute_docstrings(module: ModuleType) -> dict[str, str]:
    """Returns the docstring under each name that the module assigns."""
    found: dict[str, str] = {}
    for statement, following in pairwise(ast.parse(inspect.getsource(module)).body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(ast.Constant(str(text))),
            ):
                found[name] = inspect.cleandoc(text)
    return found
