#!/usr/bin/env python3
"""The public Jupyter kernel test suite (jupyter_kernel_test) against the installed kernel `manabi`.

    JUPYTER_PATH=KERNEL_PREFIX/share/jupyter VENV/bin/python ci/conformance.py

A sample that is not set is skipped by the suite: completion, inspection and paging are not here yet.
"""

import signal
import unittest

import jupyter_kernel_test


class KernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "manabi"
    language_name = "rust"
    file_extension = ".rs"
    code_hello_world = 'println!("hello, world");'
    code_stderr = 'eprint!("test");'
    code_generate_error = 'panic!("boom")'
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "6 * 7", "result": "42"},
        {"code": 'let s = "abc".to_string(); s', "result": '"abc"'},
    ]
    code_display_data = [
        {"code": 'display_html("<b>bold</b>");', "mime": "text/html"},
        {"code": 'display_markdown("**bold**");', "mime": "text/markdown"},
        {"code": 'display_latex("x^2");', "mime": "text/latex"},
        {"code": 'println!("EVCXR_BEGIN_CONTENT text/html\\n<b>hi</b>\\nEVCXR_END_CONTENT");', "mime": "text/html"},
    ]
    code_clear_output = "clear_output();"
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    complete_code_samples = [
        "1 + 1",
        "let x = 3;",
        "fn f() -> i32 { 1 }",
        'for i in 0..3 { println!("{i}"); }',
        ":help",
        "",
    ]
    incomplete_code_samples = ["fn f() {", "let x = (", 'println!("a', "/* open"]
    invalid_code_samples = ["let x = )", "fn 3x() {}"]


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "manabi"
    support_iopub_welcome = True

    def setUp(self):
        signal.alarm(60)  # the suite waits for the message for ever

    def tearDown(self):
        signal.alarm(0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
