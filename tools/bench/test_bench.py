#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures are medians of what was measured, and stand where the page marks their place."""
import pathlib
import tempfile
import types
import unittest

import matrix
import page


def run(rate, p50=1.0, server=20.0, lost=0):
    times = {"p50": p50, "p99": 2.0, "p999": 3.0, "max": 4.0}
    return {
        "scenario": "direct",
        "acked_per_second": rate,
        "ack_ms": dict(times),
        "deliver_ms": dict(times),
        "server_cpu_us_per_message": server,
        "client_cpu_us_per_message": 5.0,
        "lost": lost,
        "duplicated": 0,
        "out_of_order": 0,
        "load_average": 0.5,
    }


FACTS = {
    "command": "./dev bench", "date": "2026-01-01", "revision": "abc", "processor": "P", "cores": 2, "memory_gb": 8,
    "kernel": "6", "file_system": "ext4", "seconds": 5, "repeat": 3, "pairs": 100,
}  # fmt: skip


class Bench(unittest.TestCase):
    def test_each_figure_is_the_median_of_its_own(self):
        median = matrix.median_of([run(10, p50=9), run(30, p50=1), run(20, p50=2)])
        self.assertEqual((median["acked_per_second"], median["ack_ms"]["p50"], median["scenario"]), (20, 2, "direct"))
        self.assertIsNone(matrix.median_of([run(1, server=None)])["server_cpu_us_per_message"])

    def test_the_open_loop_has_half_of_the_rate(self):
        self.assertEqual(matrix.half_rate([run(100), run(300), run(200)]), 100)
        self.assertEqual(matrix.half_rate([run(0)]), 1)

    def test_a_row_tells_the_spread_and_adds_up_what_went_astray(self):
        runs = [run(1000, lost=1), run(3000, lost=2, server=None), run(2000)]
        row = page.row("load", runs, matrix.median_of([{**one, "server_cpu_us_per_message": None} for one in runs]))
        self.assertIn("**2,000** (1,000 to 3,000)", row)
        self.assertIn("| 3, 0, 0 |", row)
        self.assertIn("| – / 5.0 |", row)

    def test_the_table_has_as_many_cells_everywhere(self):
        lines = page.render(FACTS, {"a": [run(1)]}, {"a": run(1)}).splitlines()[-3:]
        self.assertEqual(len({line.count("|") for line in lines}), 1)

    def test_figures_replace_those_between_the_marks_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "page.md")
            path.write_text(f"before\n{page.MATRIX[0]}\nold \\1\n{page.MATRIX[1]}\nafter\n")
            page.replace(path, "new \\1")
            self.assertEqual(path.read_text(), f"before\n{page.MATRIX[0]}\n\nnew \\1\n\n{page.MATRIX[1]}\nafter\n")
            path.write_text("no marks\n")
            with self.assertRaises(ValueError):
                page.replace(path, "new")

    def test_the_peer_doubles_the_closed_loops(self):
        self.assertEqual(len(matrix.rows_of(types.SimpleNamespace(peer=None))), 2)
        rows = matrix.rows_of(types.SimpleNamespace(peer="mosquitto"))
        self.assertEqual([peer for _, _, peer in rows], [None, None, "mosquitto", "mosquitto"])


if __name__ == "__main__":
    unittest.main()
