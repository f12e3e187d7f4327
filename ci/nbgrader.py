#!/usr/bin/env python3
"""Takes a solved notebook through the real nbgrader: assignment, submissions, grades.

    ci/nbgrader.py --nbgrader VENV/bin/nbgrader --prefix KERNEL_PREFIX --config lessons/nbgrader_config.py SOLVED.ipynb

The released notebook must hold stubs and no solution. A submission of the solved notebook must get all points, one of
the released notebook none. Ends with 1 and the first thing that is not so. Python's standard library is enough to run it.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 900
ASSIGNMENT = "workbook"
STUB = "todo_exercise!()"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--nbgrader", required=True, help="the command `nbgrader`")
    parser.add_argument("--prefix", required=True, type=Path, help="where the kernel is installed")
    parser.add_argument("--config", required=True, type=Path, help="nbgrader_config.py for notebooks in Rust")
    options = parser.parse_args()
    exercises = checks(options.notebook)
    if not exercises:
        sys.exit(f"{options.notebook} has no checks with points")
    with tempfile.TemporaryDirectory(prefix="nbgrader-") as folder:
        course = Path(folder)
        nbgrader = Nbgrader(options, course)
        shutil.copy(options.config, course / "nbgrader_config.py")
        released = release(nbgrader, options.notebook, course)
        for student, notebook in (("solved", options.notebook), ("stub", released)):
            submitted = course / "submitted" / student / ASSIGNMENT
            submitted.mkdir(parents=True)
            shutil.copy(notebook, submitted / options.notebook.name)
        nbgrader("autograde", ASSIGNMENT, "--create")
        grades = read_grades(nbgrader, course)
    points = sum(exercises.values())
    expected = {"solved": (points, points), "stub": (0.0, points)}
    if grades != expected:
        sys.exit(f"{options.notebook}: the grades are {grades}, not {expected}")
    print(f"{options.notebook}: {len(exercises)} exercises, the solved notebook gets {points:g} points and the stub none")


class Nbgrader:
    """The command, in the folder of a course and with nothing of the user's Jupyter but our kernel."""

    def __init__(self, options, course):
        self.command, self.course = str(Path(options.nbgrader).absolute()), course
        own = {f"JUPYTER_{name}_DIR": str(course / f".{name.lower()}") for name in ("CONFIG", "DATA", "RUNTIME")}
        kernels = options.prefix.resolve() / "share" / "jupyter"
        # It calls programs of its environment by name.
        path = f"{Path(self.command).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, **own, "JUPYTER_PATH": str(kernels), "PATH": path}

    def __call__(self, *arguments):
        command = [self.command, *arguments]
        try:
            ended = subprocess.run(
                command, cwd=self.course, env=self.environment, capture_output=True, text=True, timeout=SECONDS
            )
        except OSError as error:
            sys.exit(f"{self.command} cannot be started: {error}")
        except subprocess.TimeoutExpired:
            sys.exit(f"{' '.join(command)} did not end within {SECONDS} s")
        if ended.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{ended.stderr[-3000:]}")


def checks(path):
    """The checks of a notebook with their points."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    graded = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return {cell["grade_id"]: float(cell["points"]) for cell in graded if cell.get("grade")}


def release(nbgrader, notebook, course):
    """Makes the assignment; returns the notebook that students get."""
    source = course / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    shutil.copy(notebook, source / notebook.name)
    nbgrader("generate_assignment", ASSIGNMENT, "--create")
    released = course / "release" / ASSIGNMENT / notebook.name
    for before, after in zip(answers(notebook), answers(released), strict=True):
        if STUB not in after or "SOLUTION" in after or after == before:
            sys.exit(f"{notebook}: a released cell is no stub:\n{after}")
    return released


def answers(path):
    """The sources of the cells that students fill in."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]


def read_grades(nbgrader, course):
    nbgrader("export", "--to", "grades.csv")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}


if __name__ == "__main__":
    main()
