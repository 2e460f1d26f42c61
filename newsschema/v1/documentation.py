"""What stands under the names in a source: the documentation of a class's fields and of a module's names.

Reading sources takes longer than importing the model, so it happens when the documentation is asked for.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from types import ModuleType

from pydantic import BaseModel


@cache
def field_docstrings(model: type[BaseModel]) -> Mapping[str, str]:
    """Returns the docstring under each field of a class, also of inherited ones; none where no source is there."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        module = sys.modules.get(each.__module__)
        if issubclass(each, BaseModel) and each is not BaseModel and module is not None:
            statement = _classes_of(module).get(each.__qualname__)
            found |= _docstrings(statement.body) if statement is not None else {}
    return found


def attribute_docstrings(module: ModuleType) -> dict[str, str]:
    """Returns the docstring under each name that a module assigns; none where no source is there."""
    return _docstrings(_source(module).body)


@cache
def _classes_of(module: ModuleType) -> Mapping[str, ast.ClassDef]:
    return dict(_classes(_source(module), ""))


def _classes(node: ast.AST, outer: str) -> Iterator[tuple[str, ast.ClassDef]]:
    """Yields the classes inside a node by their qualified names."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.ClassDef(name=name):
                yield outer + name, child
                yield from _classes(child, f"{outer}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield from _classes(child, f"{outer}{name}.<locals>.")
            case _:
                yield from _classes(child, outer)


def _source(module: ModuleType) -> ast.Module:
    try:
        return ast.parse(inspect.getsource(module))
    except (OSError, TypeError):
        # Frozen applications and interactive sessions have no source to read.
        return ast.Module([], [])


def _docstrings(body: Iterable[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement, following in pairwise(body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(ast.Constant(str(text))),
            ):
                found[name] = inspect.cleandoc(text)
    return found
