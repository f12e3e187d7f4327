"""What nbgrader has to know about notebooks in Rust: lay this file beside `source/` in the folder of the course.

`nbgrader generate_assignment` refuses languages for which it has no stub; ours is the one that exercises know.
"""

c = get_config()  # noqa: F821 (nbgrader defines it)

c.ClearSolutions.code_stub = {"rust": "todo_exercise!()"}
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
# The first cell may wait until the library is built.
c.ExecutePreprocessor.timeout = 600
c.ExecutePreprocessor.startup_timeout = 600
