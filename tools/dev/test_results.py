#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The closing line of a test run says what happened, and nothing that did not happen looks green."""
import contextlib
import io
import pathlib
import tempfile
import unittest

import results

CTEST = """<testsuite name="t" tests="4"><testcase name="a" classname="a" status="run"/>
<testcase name="b" classname="b" status="fail"><failure message=""/></testcase>
<testcase name="c" classname="c" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>
<testcase name="d" classname="d" status="run"/></testsuite>"""


class Results(unittest.TestCase):
    def run_main(self, *parts, **files):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                pathlib.Path(folder, name.replace("_", ".")).write_text(content)
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                code = results.main(folder, parts)
            return code, out.getvalue().splitlines()

    def test_adds_up_passed_failed_and_skipped(self):
        code, lines = self.run_main("ctest", "lint", ctest_xml=CTEST, lint_txt="passed format\nfailed layers\n")
        self.assertEqual((code, lines[-1]), (1, "3 passed, 2 failed"))
        self.assertIn("1 skipped", lines[-2])

    def test_a_part_without_a_result_fails(self):
        code, lines = self.run_main("lint", "web", lint_txt="passed format\n")
        self.assertEqual((code, lines[-1]), (1, "1 passed, 1 failed"))

    def test_nothing_that_ran_fails(self):
        code, lines = self.run_main("ctest", ctest_xml="<testsuite/>")
        self.assertEqual((code, lines[-1]), (1, "0 passed, 0 failed"))

    def test_all_green_succeeds(self):
        self.assertEqual(self.run_main("lint", lint_txt="passed format\n")[0], 0)


if __name__ == "__main__":
    unittest.main()
