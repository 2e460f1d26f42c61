"""Settings: what `newsschema.toml`, or `[tool.newsschema]` of `pyproject.toml`, may say, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from newsschema.catalogue import CODES, Severity, known_version
from newsschema.diagnostics import nearest, shown
from newsschema.errors import UsageError

__all__ = [
    "FILE_NAME",
    "PROFILES",
    "Feed",
    "Ignore",
    "Judgement",
    "Profile",
    "Settings",
    "load",
    "parse_rate",
]

FILE_NAME: Final = "newsschema.toml"
OutputFormat = Literal["text", "json", "jsonl", "sarif", "junit", "github", "html"]
ProfileName = Literal["default", "strict", "newsml-g2", "google"]
FailOn = Literal["error", "warning"]

_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")


@dataclass(frozen=True, slots=True)
class Profile:
    """A named way to judge: which severity fails, and which rules, by the standard they are from, weigh more."""

    fail_on: FailOn = "error"
    strict: bool = False
    """Whether what is understood although written wrongly is refused."""
    rules: str | None = None
    """The profile of rules that runs besides the others."""
    schemas: bool = False
    """Whether own JSON is also checked against the JSON Schema."""


PROFILES: Final[Mapping[str, Profile]] = {
    "default": Profile(),
    "strict": Profile(fail_on="warning", strict=True, schemas=True),
    "newsml-g2": Profile(rules="newsml-g2"),
    "google": Profile(rules="google"),
}
"""The profiles that --profile knows."""


def parse_rate(text: str | float) -> float:
    """Reads a share: `"2%"`, `"0.5 %"` or a number from 0 to 1. Raises `ValueError` for anything else."""
    match = _RATE.fullmatch(str(text).strip())
    if match is None:
        raise ValueError(f'a rate is written "2%", not {shown(text)!r}')
    rate = float(match[1]) / (100 if match[2] else 1)
    if not 0 <= rate <= 1:
        raise ValueError(f'a rate is from "0%" to "100%", not {shown(text)!r}')
    return rate


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _code(code: str) -> str:
    if code.upper() in CODES:
        return code.upper()
    near = nearest(code.upper(), CODES)
    # A rule of another package joins the catalogue when rules are loaded, so only our own prefix is certain.
    if code.upper().startswith("NS"):
        raise ValueError(f"there is no rule {shown(code)!r}" + (f"; did you mean {near}?" if near else ""))
    return code.upper()


Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
Code = Annotated[str, BeforeValidator(lambda value: _code(value) if isinstance(value, str) else value)]
Rate = Annotated[float, BeforeValidator(parse_rate), Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _with_underscores(cls, value: Any) -> Any:
        """A setting may be written with hyphens, as in other tables of a project file."""
        if not isinstance(value, dict):
            return value
        return {name.replace("-", "_") if isinstance(name, str) else name: inner for name, inner in value.items()}


class Ignore(_Table):
    """A finding that is known and tolerated, with a reason, and until a day."""

    code: Code
    reason: Annotated[str, Field(min_length=3)]
    """Why it is tolerated, for whoever reads it later."""
    until: date | None = None
    """The last day on which it is; after it the finding counts again, and the ignore is a finding itself."""
    source: str | None = None
    """A pattern of file names, such as `archive/*.xml`."""
    identifier: str | None = None
    """The article it is about."""
    path: str | None = None
    """The place in the article, by its beginning."""


class Judgement(_Table):
    """How findings are judged: for all sources, or for those of one feed."""

    profile: ProfileName | None = None
    select: Texts = ()
    extend_select: Texts = ()
    ignore: Texts = ()
    preview: bool | None = None
    severities: dict[Code, Severity] = Field(default_factory=dict)
    """Severities that rules have here instead of their own."""
    ignores: tuple[Ignore, ...] = ()
    min_articles: Annotated[int, Field(ge=0)] | None = None
    """The least number of articles; fewer is an error."""
    budgets: dict[Code, Rate] = Field(default_factory=dict)
    """The greatest share of documents with a finding of a rule that does not fail."""
    fail_on: FailOn | None = None
    schemas: bool | None = None
    """Whether own JSON is also held against the JSON Schema of its version."""
    xsd: str | None = None
    """The file of an XML Schema that XML is held against."""


class Feed(Judgement):
    """One of many feeds: its sources, and how it is judged."""

    sources: Texts
    from_format: Annotated[str | None, Field(alias="from")] = None
    """The format to read; recognised where it is not given."""

    @field_validator("sources")
    @classmethod
    def _some(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("a feed has at least one source")
        return value


class Settings(Judgement):
    """All settings of a project."""

    rules: str | None = None
    """The minor version whose rules are in force, as they stood in it: newer ones do not run, none weighs more."""
    output_format: OutputFormat | None = None
    output: str | None = None
    max_findings: Annotated[int, Field(ge=1)] | None = None
    baseline: str | None = None
    statistics: bool | None = None
    show_info: bool | None = None
    feeds: dict[str, Feed] = Field(default_factory=dict)
    file: Path | None = Field(default=None, exclude=True)
    """Where the settings are from; paths in them start at its directory."""

    @field_validator("rules")
    @classmethod
    def _known_version(cls, value: str | None) -> str | None:
        try:
            return value if value is None else known_version(value)
        except UsageError as error:
            raise ValueError(str(error)) from None

    @property
    def directory(self) -> Path:
        """The directory that paths in the settings start from."""
        return Path() if self.file is None else self.file.parent

    def judgement(self, feed: str | None) -> Judgement:
        """How a feed is judged: what it says itself, and for the rest what the settings say for all."""
        if feed is None:
            return self
        own = self.feeds[feed]
        names = Judgement.model_fields
        merged = {name: getattr(own, name) for name in names if name in own.model_fields_set}
        rest = {name: getattr(self, name) for name in names if name not in merged}
        for name in ("severities", "budgets"):
            if name in merged:
                merged[name] = {**getattr(self, name), **merged[name]}
        for name in ("ignore", "extend_select", "ignores"):
            if name in merged:
                merged[name] = (*getattr(self, name), *merged[name])
        return Judgement.model_construct(**rest, **merged)


def load(path: Path | None = None, *, start: Path | None = None) -> Settings:
    """Reads the settings of a file, or of the nearest one from a directory upwards; none give the defaults.

    Raises `UsageError` for a file that cannot be read, a setting that is not known, and a value that does not fit.
    """
    found = path or _nearest_file(start or Path.cwd())
    if found is None:
        return Settings.model_construct()
    table = _table(found)
    if table is None:
        if path is not None:
            raise UsageError(f"{path} has no table [tool.newsschema]", "Add the table, or name another file")
        return Settings.model_construct()
    try:
        return Settings.model_validate({**table, "file": found.absolute()})
    except ValidationError as error:
        raise UsageError("\n  ".join(_explained(error, found)), "See the settings in docs/ci.md") from None


def _nearest_file(start: Path) -> Path | None:
    for directory in (start.absolute(), *start.absolute().parents):
        own = directory / FILE_NAME
        if own.is_file():
            return own
        project = directory / "pyproject.toml"
        if project.is_file() and _table(project) is not None:
            return project
        if (directory / ".git").exists():
            return None
    return None


def _table(path: Path) -> dict[str, Any] | None:
    import tomllib

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"the settings {path} cannot be read: {reason}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the settings {path} are not TOML: {error}") from error
    if "file" in data:
        data["file "] = data.pop("file")
    if path.name != "pyproject.toml":
        return data
    inner = data.get("tool", {}).get("newsschema")
    return inner if isinstance(inner, dict) else None


def _explained(error: ValidationError, path: Path) -> Iterable[str]:
    """One line for each setting that is wrong, with the nearest name for one that is not known."""
    yield f"the settings {path} are not right:"
    for one in error.errors(include_url=False, include_context=False):
        place = ".".join(shown(str(step)).strip() for step in one["loc"] if step != "[key]")
        if one["type"] == "extra_forbidden":
            near = nearest(str(one["loc"][-1]), _names_at(one["loc"]))
            yield f"{place} is not known" + (f"; did you mean {near}?" if near else "")
        elif one["type"] == "missing":
            yield f"{place} is missing"
        else:
            message = one["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
            given = one["input"]
            hint = ""
            if one["type"] in {"literal_error", "enum"} and isinstance(given, str):
                near = nearest(given, re.findall(r"'([^']*)'", one["msg"]))
                hint = f"; did you mean {near}?" if near else ""
            asked = "must be " if one["msg"].startswith("Input should be ") else ""
            yield f"{place}: {asked}{message}{hint}"


def _names_at(loc: tuple[int | str, ...]) -> list[str]:
    """The names that may stand where an unknown one does."""
    if len(loc) >= 3 and loc[0] == "feeds":
        model: type[BaseModel] = Ignore if "ignores" in loc[2:-1] else Feed
    else:
        model = Ignore if "ignores" in loc[:-1] else Settings
    return [field.alias or name for name, field in model.model_fields.items() if name != "file"]
