#!/usr/bin/env python3
"""Executes a notebook twice, by `jupyter nbconvert --execute` and by `manabi run`, and compares the outputs.

    ci/nbconvert.py --jupyter VENV/bin/jupyter --prefix KERNEL_PREFIX --manabi target/release/manabi NB.ipynb

Both must be the same: cell by cell, output by output, texts and pictures. Two things may differ, as they do not show:
how a stream was cut into parts, and whether a text is one string or a list of lines. And of a `timing(..)` the figure may
differ, which is the clock's, but not the claim and whether it held. Ends with 1 and the first difference. Python's
standard library is enough to run it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 300
TIMING = "application/vnd.manabi.timing+json"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--jupyter", required=True, help="the command `jupyter` of an environment with nbconvert")
    parser.add_argument("--prefix", required=True, type=Path, help="where the kernel is installed")
    parser.add_argument("--manabi", required=True, help="the command `manabi`")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nbconvert-") as folder:
        folder = Path(folder)
        by_jupyter, by_manabi = folder / "jupyter.ipynb", folder / "manabi.ipynb"
        for copy in (by_jupyter, by_manabi):
            copy.write_text(without_outputs(options.notebook), encoding="utf-8")
        own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        environment = {**os.environ, **own, "JUPYTER_PATH": str(options.prefix.resolve() / "share" / "jupyter")}
        run([options.jupyter, "nbconvert", "--to", "notebook", "--execute", "--inplace", by_jupyter], environment)
        run([options.manabi, "run", by_manabi], dict(os.environ))
        first, second = cells(by_jupyter), cells(by_manabi)
    difference = first_difference(first, second)
    if difference:
        sys.exit(f"{options.notebook}: nbconvert and manabi run differ: {difference}")
    outputs = sum(len(cell["outputs"]) for cell in first)
    print(f"{options.notebook}: nbconvert and manabi run agree on {len(first)} code cells, {outputs} outputs")


def without_outputs(path):
    """The text of a notebook as if nothing in it had been run, so that old outputs cannot pass for new ones."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = None, []
    return json.dumps(notebook)


def run(command, environment):
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error}")
    except subprocess.TimeoutExpired:
        sys.exit(f"{' '.join(map(str, command))} did not end within {SECONDS} s")
    if ended.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{ended.stderr[-3000:]}")


def cells(path):
    """The code cells of a notebook: id, execution count and outputs in one form."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        {"id": cell["id"], "count": cell["execution_count"], "outputs": outputs(cell["outputs"])}
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def outputs(raw):
    merged = []
    for output in raw:
        output = joined(output)
        if TIMING in output.get("data", {}):
            output["data"] = {TIMING: output["data"][TIMING]}
        same = merged and output["output_type"] == merged[-1]["output_type"] == "stream"
        if same and output["name"] == merged[-1]["name"]:
            merged[-1]["text"] += output["text"]
        else:
            merged.append(output)
    return merged


def joined(value):
    """A list of strings becomes one string, at every depth but for a traceback, whose lines are separate."""
    if isinstance(value, dict):
        return {key: part if key == "traceback" else joined(part) for key, part in value.items()}
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return value


def first_difference(first, second):
    if len(first) != len(second):
        return f"{len(first)} code cells and {len(second)}"
    for one, other in zip(first, second):
        for part in ("id", "count"):
            if one[part] != other[part]:
                return f"cell {one['id']}: {part} {one[part]} and {other[part]}"
        if len(one["outputs"]) != len(other["outputs"]):
            return f"cell {one['id']}: {len(one['outputs'])} outputs and {len(other['outputs'])}"
        for number, (left, right) in enumerate(zip(one["outputs"], other["outputs"]), 1):
            if left != right:
                return f"cell {one['id']}, output {number}: {differing(left, right)}"
    return None


def differing(left, right):
    """The innermost difference of two outputs, short enough to read."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            if left.get(key) != right.get(key):
                return f"{key}: {differing(left.get(key), right.get(key))}"
    if isinstance(left, str) and isinstance(right, str):
        at = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
        left, right = left[max(0, at - 30) : at + 50], right[max(0, at - 30) : at + 50]
    return f"{left!r} and {right!r}"


if __name__ == "__main__":
    main()
