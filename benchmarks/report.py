"""The results as text: a line while they run, tables and charts for the documentation, a comparison of two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from math import log10
from typing import Any, Final

Result = Mapping[str, Any]


def line(row: Result) -> str:
    """One path in a line."""
    return " | ".join(
        (row["name"], f"floor: {row['floor']}", f"ours: {_spread(row['ratio'])}", _goal(row), _peers(row))
    )


def pages(result: Result) -> dict[str, str]:
    """The files of the documentation, by name."""
    return {"results.md": results(result), "paths.svg": bars(result["rows"]), **_charts(result)}


def _charts(result: Result) -> dict[str, str]:
    """The charts of how things scale, of what was measured."""
    charts = {
        "sizes.svg": curves(
            "Megabytes a second over the size of a document of own JSON",
            [size["bytes"] for size in result["sizes"]],
            {key: [size[key] * size["bytes"] / 1e6 for size in result["sizes"]] for key in ("read", "write")},
            ("MB/s", lambda size: f"{size / 1000:,.0f} KB"),
        ),
        "quotes.svg": curves(
            "Quotes a second over the number of quotes in an article",
            [size["quotes"] for size in result["quotes"]],
            {key: [size[key] * size["quotes"] for size in result["quotes"]] for key in ("read", "write")},
            ("quotes/s", "{:,} quotes".format),
        ),
    }
    if archives := result.get("archives"):
        numbers = [archive["documents"] for archive in archives]
        for name, key, unit, title in (
            ("memory.svg", "memory", "MB", "Peak memory over the number of documents in a file"),
            ("archives.svg", "per_second", "documents/s", "Documents a second over the number of documents in a file"),
        ):
            series = {suffix: [archive[key][suffix] for archive in archives] for suffix in archives[0][key]}
            charts[name] = curves(title, numbers, series, (unit, "{:,}".format))
    if cores := result.get("cores"):
        charts["cores.svg"] = curves(
            "JSON Lines into Parquet: documents a second over the number of processes",
            [one["processes"] for one in cores],
            {"measured": [one["per_second"] for one in cores]},
            ("documents/s", "{}".format),
        )
    return charts


def results(result: Result) -> str:
    """The tables."""
    tools = ", ".join(f"{name} {number}" for name, number in result["machine"].items() if number != "not installed")
    return "\n".join(
        [
            "# Results of the benchmarks",
            "",
            "<!-- Written by `make bench`; docs/performance.md says how to read it. -->",
            "",
            f"{result['documents']} documents of each kind, {result['rounds']} rounds; {tools}.",
            "",
            "| path | floor = 1 | ours (quartiles) | goal | collector at rest | documents/s | MB/s | others |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *(_row(row) for row in result["rows"]),
            "",
            "| whole processes | measured | goal |",
            "| --- | --- | --- |",
            *(_whole(measure) for measure in result["whole"]),
            "",
            "| document, KB of own JSON | quotes | read, documents/s | read, MB/s | write, documents/s | write, MB/s |",
            "| --- | --- | --- | --- | --- | --- |",
            *(_size(size) for size in [*result["sizes"], *result["quotes"]]),
            "",
            *(f"![{_title(chart)}]({name})\n" for name, chart in _charts(result).items()),
        ]
    )


def _title(chart: str) -> str:
    return chart.partition("<title>")[2].partition("</title>")[0]


def _row(row: Result) -> str:
    rested = f"{row['without_collector']['median']:.2f}"
    speed = f"{row['documents_per_second']:,.0f} | {row['megabytes_per_second']:.1f}"
    cells = (row["name"], row["floor"], _spread(row["ratio"]), _goal(row), rested, speed, _peers(row))
    return f"| {' | '.join(cells)} |"


def _whole(measure: Result) -> str:
    goal = measure["goal"]
    bound = "" if goal is None else f"≥ {goal}" if "as fast" in measure["unit"] else f"≤ {goal}"
    return f"| {measure['name']} | {measure['value']:.2f} {measure['unit']} | {bound} |"


def _size(size: Result) -> str:
    speeds = (size[key] for key in ("read", "write"))
    cells = (f"{each:,.0f} | {each * size['bytes'] / 1e6:.1f}" for each in speeds)
    return f"| {size['bytes'] / 1000:,.1f} | {size['quotes']} | {' | '.join(cells)} |"


def _spread(found: Result) -> str:
    return f"{found['median']:.2f} ({found['low']:.2f}–{found['high']:.2f})"


def _goal(row: Result) -> str:
    return "" if row["goal"] is None else f"≤ {row['goal']}"


def _peers(row: Result) -> str:
    found = [f"{name} {ratio['median']:.2f}" for name, ratio in row["peers"].items()]
    return "; ".join(found + [f"{name}: not installed" for name in row["missing"]])


def comparison(old: Result, new: Result) -> str:
    """Two runs side by side: the paths, whose changes within the quartiles of both are noise, and what else is."""
    before = {row["name"]: row["ratio"] for row in old["rows"]}
    lines = [f"{'path':48} {'old':>8} {'new':>8} {'change':>8}"]
    for row in new["rows"]:
        first, second = before.get(row["name"]), row["ratio"]
        if first is None:
            lines.append(f"{row['name']:48} {'':8} {second['median']:8.2f}")
            continue
        apart = second["low"] > first["high"] or second["high"] < first["low"]
        note = "" if apart else "  within the spread"
        lines.append(_compared(row["name"], first["median"], second["median"]) + note)
    before, after = _others(old), _others(new)
    width = max((len(name) for name in after), default=0)
    lines += ["", f"{'measure':{width}} {'old':>8} {'new':>8} {'change':>8}"]
    lines += [
        _compared(name, before[name], value, width) if name in before else f"{name:{width}} {'':8} {value:8.2f}"
        for name, value in after.items()
    ]
    return "\n".join(lines)


def _compared(name: str, first: float, second: float, width: int = 48) -> str:
    change = f"{second / first - 1:+8.0%}" if first > 0 else ""
    return f"{name:{width}} {first:8.2f} {second:8.2f} {change}"


def _others(result: Result) -> dict[str, float]:
    """What was measured of whole runs, with its unit."""
    return {f"{one['name']}, {one['unit']}": one["value"] for one in result["whole"]}


# Charts

_INK, _PALE, _MARK, _GOAL = "#1f3b57", "#b7c4d1", "#c8553d", "#2d7d46"
_WIDTH: Final = 860


def _svg(height: int, parts: Iterable[str], title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(title)}</title><rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _text(x: float, y: float, words: str, anchor: str = "start", color: str = _INK) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{color}">{escape(words)}</text>'


def bars(rows: list[Result]) -> str:
    """A bar for each path on a logarithmic scale where 1 is the floor; a line marks the goal, circles are others."""
    least = min([0.1, *(row["ratio"]["median"] for row in rows)])
    peers = [ratio["median"] for row in rows for ratio in row["peers"].values()]
    most = max([10.0, *peers, *(row["ratio"]["median"] for row in rows)])

    def x(value: float) -> float:
        return 310 + 500 * (log10(value) - log10(least)) / (log10(most) - log10(least))

    parts = [f'<line x1="{x(1):.1f}" x2="{x(1):.1f}" y1="30" y2="{40 + 28 * len(rows)}" stroke="{_PALE}"/>']
    parts.append(_text(x(1), 22, "floor = 1", "middle"))
    for index, row in enumerate(rows):
        y, ours = 40 + 28 * index, row["ratio"]["median"]
        left, right = sorted((x(1), x(ours)))
        parts.append(_text(300, y + 14, row["name"], "end"))
        parts.append(f'<rect x="{left:.1f}" y="{y}" width="{max(1.0, right - left):.1f}" height="18" fill="{_INK}"/>')
        parts.append(_text(x(ours) + 5, y + 13, f"{ours:.2f}", color=_MARK))
        if row["goal"] is not None:
            goal = x(row["goal"])
            parts.append(
                f'<line x1="{goal:.1f}" x2="{goal:.1f}" y1="{y - 3}" y2="{y + 21}" stroke="{_GOAL}" stroke-width="3"/>'
            )
        for name, ratio in row["peers"].items():
            words = escape(f"{name}: {ratio['median']:.2f}")
            at = f'cx="{x(ratio["median"]):.1f}" cy="{y + 9}"'
            parts.append(f'<circle {at} r="5" fill="none" stroke="{_MARK}"><title>{words}</title></circle>')
    foot = 60 + 28 * len(rows)
    parts.append(_text(310, foot, "bar: ours   green line: goal   circle: others, named where the pointer rests"))
    return _svg(foot + 15, parts, "Time of each path in multiples of its floor")


def curves(
    title: str,
    places: Sequence[float],
    series: Mapping[str, Sequence[float]],
    words: tuple[str, Callable[[float], str]],
) -> str:
    """One curve for each series over places on a logarithmic scale; `words` are the unit and how to name a place."""
    unit, name = words
    low, width = log10(places[0]), (log10(places[-1]) - log10(places[0])) or 1.0
    most = max(max(values) for values in series.values())

    def x(place: float) -> float:
        return 110 + 620 * (log10(place) - low) / width

    parts = [f'<path d="M100 40V300H780" fill="none" stroke="{_PALE}"/>']
    parts += [_text(94, 304 - 250 * part, f"{most * part:,.0f} {unit}", "end") for part in (0.5, 1.0)]
    parts += [_text(x(place), 318, name(place), "middle") for place in places]
    for (key, values), color in zip(series.items(), (_INK, _MARK), strict=False):
        points = [(x(place), 300 - 250 * value / most) for place, value in zip(places, values, strict=True)]
        track = " ".join(f"{left:.1f},{top:.1f}" for left, top in points)
        parts.append(f'<polyline points="{track}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3" fill="{color}"/>' for left, top in points]
        parts.append(_text(points[-1][0] + 8, points[-1][1] + 4, key, color=color))
    return _svg(335, parts, title)
