"""The house keeps its shape: imports run downwards, heavy libraries stay where they are needed."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import newsschema
from tests.conftest import ROOT

# From the top down. A part imports parts of lower rows, and of its own row only what BESIDE names.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("spark",),
    ("archive", "settings"),
    ("formats", "checks", "schemas"),
    ("versions",),
    ("v1",),
    ("diagnostics", "catalogue", "positions", "xml_positions", "errors"),
)
BESIDE = {
    ("archive", "settings"),
    ("catalogue", "errors"),
    ("diagnostics", "catalogue"),
    ("diagnostics", "positions"),
    ("diagnostics", "errors"),
    ("errors", "diagnostics"),  # for type checkers: what an error carries
}

# What every format may import of its own package; the other modules there are the formats.
SHARED_BY_FORMATS = ("base", "recognize")

# Third-party libraries and heavy parts of the standard library, and the only places that import them.
ONLY_IN = {
    "annotated_types": ("newsschema",),
    "click": ("newsschema.cli",),
    "concurrent": ("newsschema.archive", "newsschema.spark"),
    "lxml": ("newsschema.formats.newsml_g2", "newsschema.formats.jsonld"),
    "multiprocessing": ("newsschema.archive",),
    "orjson": ("newsschema",),
    "duckdb": ("newsschema.archive",),
    "pyarrow": ("newsschema.formats.parquet", "newsschema.schemas", "newsschema.spark"),
    "pydantic": ("newsschema",),
    "pydantic_core": ("newsschema",),
    "pyspark": ("newsschema.spark",),
    "rich": ("newsschema.cli",),
    "typing_extensions": ("newsschema",),
    "zstandard": ("newsschema.archive",),
}
NETWORK = {"ftplib", "http", "poplib", "smtplib", "socket", "socketserver", "ssl", "urllib.request"}

HEAVY = {"click", "duckdb", "lxml", "multiprocessing", "pyarrow", "pyspark", "rich", "zstandard"}

MACHINE_PATH = re.compile(r"(?<![0-9A-Za-z])/(?:work|farm|opt)/")
BESIDE_REPOSITORY = re.compile(r"\.\./shared")
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io|(?:deb|snapshot)\.debian\.org|proxy\.golang\.org)"
)


@dataclass(frozen=True)
class Module:
    """A source file and every module it imports; `runtime` holds those that load when it is imported."""

    name: str
    path: Path
    tree: ast.Module
    imports: frozenset[str]
    runtime: frozenset[str]

    @property
    def part(self) -> str:
        return self.name.partition(".")[2].partition(".")[0]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(path): path for path in sorted((ROOT / "newsschema").rglob("*.py"))}


def imported(node: ast.stmt) -> Iterator[str]:
    """Yield the modules that a statement imports: of `from a import b`, `a.b` where that is a module."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            for alias in names:
                inner = f"{module}.{alias.name}"
                yield inner if inner in NAMES or inner in NETWORK else module


def loaded_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run on import: not those of functions, nor those for type checkers only."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                continue
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
                yield from loaded_statements(orelse)
            case _:
                yield node
                inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
                yield from loaded_statements(inner)


def parse(name: str, path: Path) -> Module:
    tree = ast.parse(path.read_text("utf-8"), str(path))
    everywhere = (node for node in ast.walk(tree) if isinstance(node, ast.stmt))
    return Module(
        name,
        path,
        tree,
        frozenset(target for node in everywhere for target in imported(node)),
        frozenset(target for node in loaded_statements(tree.body) for target in imported(node)),
    )


MODULES = [parse(name, path) for name, path in NAMES.items()]
INNER = [module for module in MODULES if module.part]

every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
every_inner_module = pytest.mark.parametrize("module", INNER, ids=lambda module: module.name)


def part_of(target: str) -> str:
    """Return the part of the package a module belongs to; empty for its face and for others' modules."""
    package, _, rest = target.partition(".")
    return rest.partition(".")[0] if package == "newsschema" else ""


def layer(part: str) -> int:
    rows = [row for row, parts in enumerate(LAYERS) if part in parts]
    assert rows, f"newsschema.{part} has no layer: give it one in LAYERS"
    return rows[0]


def lies_in(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)


def format_of(name: str) -> str | None:
    """Return the format that a module belongs to, none for what the formats share and for everything else."""
    match name.split("."):
        case ["newsschema", "formats", inner, *_] if inner not in SHARED_BY_FORMATS and inner[0] != "_":
            return inner
        case _:
            return None


def tracked_texts() -> list[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    paths = [name for name in os.fsdecode(listed).split("\0") if name and (ROOT / name).is_file()]
    contents = ((name, (ROOT / name).read_bytes()) for name in paths)
    return [(name, data.decode("utf-8", "replace")) for name, data in contents if b"\0" not in data]


def occurrences(pattern: re.Pattern[str], exempt: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{name}: {line.strip()[:120]}"
        for name, text in tracked_texts()
        if not name.startswith(exempt)
        for line in text.splitlines()
        if pattern.search(line)
    ]


def run_python(code: str) -> str:
    """Run code in a fresh interpreter that no coverage or debugger has loaded anything into."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


@every_inner_module
def test_imports_run_downwards(module: Module) -> None:
    own = layer(module.part)
    parts = {part_of(target) for target in module.imports} - {"", module.part}
    beside = {part for above, part in BESIDE if above == module.part}
    assert not {part for part in parts - beside if layer(part) <= own}


@every_inner_module
def test_inner_modules_do_not_import_the_public_face(module: Module) -> None:
    assert "newsschema" not in module.imports


def test_no_two_modules_import_each_other() -> None:
    graph = {module.name: module.runtime & NAMES.keys() - {module.name} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("circular imports: " + " <- ".join(error.args[1]))


@every_inner_module
def test_no_format_knows_another(module: Module) -> None:
    registry = module.name == "newsschema.formats"
    if not registry and lies_in(module.name, ("newsschema.formats",)):
        others = {format_of(target) for target in module.imports} - {None, format_of(module.name)}
        assert not others


@every_module
def test_absolute_imports_only(module: Module) -> None:
    assert not [node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) and node.level]


@every_module
def test_libraries_are_imported_only_where_they_are_needed(module: Module) -> None:
    libraries = {target.partition(".")[0] for target in module.imports} - {"newsschema"}
    known = {library for library in libraries if lies_in(module.name, ONLY_IN.get(library, ()))}
    light = {library for library in libraries - ONLY_IN.keys() if library in sys.stdlib_module_names}
    assert libraries - known - light == set()


@every_module
def test_nothing_touches_the_network(module: Module) -> None:
    reached = {target for target in module.imports if {target, target.partition(".")[0]} & NETWORK}
    assert not reached


@every_module
def test_public_modules_say_what_they_are(module: Module) -> None:
    private = any(part[0] == "_" and part != "__main__" for part in module.name.split("."))
    assert private or ast.get_docstring(module.tree)


MODEL = {"pydantic", "pydantic_core", "newsschema.v1"}
FEATURES = {
    "newsschema.archive",
    "newsschema.checks",
    "newsschema.formats",
    "newsschema.schemas",
    "newsschema.settings",
}
# Parts of the standard library that take longer to load than the face of the package and are seldom needed.
SELDOM = {"asyncio", "concurrent", "email", "http", "socket", "ssl", "tarfile", "tempfile", "xml", "zipfile"}
# Pydantic loads these itself when it builds a class, to look for its plugins.
OF_PYDANTIC = {"email", "socket", "tempfile", "zipfile"}
# What the validation of one JSON file has no use for, besides the heavy libraries.
OF_OTHERS = {
    "gzip",
    "html",
    "newsschema.archive.sinks",
    "newsschema.formats.jsonld",
    "newsschema.formats.newsml_g2",
    "newsschema.schemas",
    "newsschema.v1.count_words",
}
CALL = "from newsschema.cli import main\nmain([{!r}])"
BROKEN = ROOT / "fixtures" / "invalid" / "NS002-comma-missing.json"
VALIDATE = f"""from newsschema.cli import main
try:
    main(['validate', {str(BROKEN)!r}])
except SystemExit:
    pass"""


@pytest.mark.parametrize(
    ("code", "needed", "unneeded"),
    [
        ("import newsschema", {"newsschema"}, HEAVY | MODEL | FEATURES | SELDOM),
        ("from newsschema import Article", MODEL, HEAVY | FEATURES | {"newsschema.diagnostics"}),
        ("from newsschema import Article, loads", MODEL, HEAVY | {"newsschema.archive"}),
        ("from newsschema import convert, read, validate", {"newsschema.archive"}, HEAVY),
        (CALL.format("--version"), {"click"}, HEAVY - {"click"} | MODEL | FEATURES),
        (CALL.format("--help"), {"click"}, HEAVY - {"click"} | MODEL | FEATURES),
        (VALIDATE, {"newsschema.archive"}, HEAVY - {"click"} | SELDOM - OF_PYDANTIC | OF_OTHERS),
    ],
    ids=["face", "model", "format", "archive", "version", "help", "validate"],
)
def test_nothing_is_loaded_before_it_is_needed(code: str, needed: set[str], unneeded: set[str]) -> None:
    report = "import atexit, sys\natexit.register(lambda: print(chr(10), *sys.modules))\n"
    loaded = set(run_python(report + code).splitlines()[-1].split())
    assert needed <= loaded
    assert not loaded & unneeded


def test_every_public_name_is_shown_and_star_imports_all_of_them() -> None:
    found: dict[str, object] = {}
    exec("from newsschema import *", found)  # noqa: S102  # a star cannot stand inside a function
    assert set(newsschema.__all__) <= found.keys()
    assert set(newsschema.__all__) <= set(dir(newsschema))


def test_the_version_is_that_of_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert newsschema.__version__ == project["version"]


def test_the_package_exports_what_it_lists_and_nothing_unheard_of() -> None:
    assert [name for name in newsschema.__all__ if not hasattr(newsschema, name)] == []
    assert not hasattr(newsschema, "no_such_name")


def test_tracked_files_hold_no_machine_path() -> None:
    assert occurrences(MACHINE_PATH) == []


def test_what_lies_beside_the_repository_is_named_by_tests_only() -> None:
    assert occurrences(BESIDE_REPOSITORY, exempt=("tests/", ".ci/", "Makefile")) == []


def test_tracked_files_name_no_package_registry() -> None:
    assert occurrences(REGISTRY) == []
