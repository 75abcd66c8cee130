#!/usr/bin/env python3
"""`aerie scan` and `aerie plot --what final` as a user types them: what they print and write, what they refuse.

    command_test.py AERIE EXAMPLES
"""
import csv
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom
from pathlib import Path

aerie, examples = "", Path()


def run(*arguments):
    done = subprocess.run([aerie, *map(str, arguments)], capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = Path(cls.folder.name)
        for name, duration in (("stdp_correlated", "500 ms"), ("stdp_window", "120 ms")):
            code, _, err = run("run", examples / f"{name}.txtpb", "--duration", duration, "-o", cls.place / name, "-q")
            assert code == 0, err

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def refuses(self, arguments, *words):
        code, out, err = run(*arguments)
        self.assertEqual((code, out), (2, ""), err)
        for word in words:
            self.assertIn(word, err)

    def test_a_scan_prints_and_writes_the_weight_of_each_pair(self):
        table = self.place / "weight.csv"
        code, out, err = run("scan", self.place / "stdp_correlated", "--pair", "c0/0:c0/1", "--pair", "c100/0:c100/1", "-o", table)
        self.assertEqual(code, 0, err)
        self.assertIn("c100/0:c100/1", out)
        rows = list(csv.DictReader(table.read_text().splitlines()))
        last = {row["pair"]: float(row["weight"]) for row in rows}
        self.assertEqual(set(last), {"c0/0:c0/1", "c100/0:c100/1"})
        self.assertGreaterEqual(last["c100/0:c100/1"], 1)
        self.assertEqual(last["c100/0:c100/1"], int(last["c100/0:c100/1"]))   # a volley adds one
        steps = [int(row["step"]) for row in rows if row["pair"] == "c100/0:c100/1"]
        self.assertEqual(steps, list(range(len(steps))))
        self.assertEqual((len(steps) + 1) % 10, 0)                            # ten spikes a volley

    def test_a_scan_draws_a_picture(self):
        picture = self.place / "weight.svg"
        code, _, err = run("scan", self.place / "stdp_correlated", "--pair", "c50/0:c50/1", "--pairing", "all", "--grid", "-16:48:8", "--rounding", "stochastic", "-o", picture)
        self.assertEqual(code, 0, err)
        self.assertIn("c50/0:c50/1", xml.dom.minidom.parse(str(picture)).toxml())

    def test_a_scan_refuses_what_it_does_not_understand(self):
        here = self.place / "stdp_correlated"
        self.refuses(["scan", here, "--pair", "c0:0"], "not a pair", "PRE/INDEX:POST/INDEX")
        self.refuses(["scan", here, "--pair", "c0/0:c0/0"], "no pair with itself")
        self.refuses(["scan", here, "--pair", "c0/0:c9/1"], "unknown population 'c9'")
        self.refuses(["scan", here, "--pair", "c0/0:c0/10"], "no neuron 10", "0 to 9")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "--tau", "0 ms"], "--tau")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "--tau", "3 mV"], "--tau")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "--grid", "3:1:8"], "LOW:HIGH:BITS")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "--grid", "0:1:31"], "LOW:HIGH:BITS")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "--grid", "-1e308:1e308:8"], "LOW:HIGH:BITS")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "--rounding", "nearest"], "--grid")
        self.refuses(["scan", here, "--pair", "c0/0:c0/1", "-o", "x.txt"], ".csv, .svg or .png")
        self.refuses(["scan", self.place, "--pair", "c0/0:c0/1"], "report.json")

    def test_final_values_become_a_picture(self):
        picture = self.place / "window.svg"
        code, _, err = run("plot", self.place / "stdp_window", "--what", "final", "--x", "i - 50", "--x-label", "lag (ms)", "--beside", "exp(-abs(x) / 10)", "-o", picture)
        self.assertEqual(code, 0, err)
        text = xml.dom.minidom.parse(str(picture)).toxml()
        for word in ("lag (ms)", "exp(-abs(x) / 10)", "pairs.w"):
            self.assertIn(word, text)

    def test_final_values_refuse_what_they_do_not_understand(self):
        here, picture = self.place / "stdp_window", self.place / "no.svg"
        self.refuses(["plot", here, "--what", "final", "--of", "pairs.v", "-o", picture], "unknown synapse variable 'pairs.v'", "pairs.w")
        self.refuses(["plot", here, "--what", "final", "--x", "lag", "-o", picture], "unknown name 'lag'")
        self.refuses(["plot", here, "--what", "weights", "--x", "i + 1", "-o", picture], "--what final")
        self.assertFalse(picture.exists())


if __name__ == "__main__":
    aerie, examples = sys.argv[1], Path(sys.argv[2])
    unittest.main(argv=sys.argv[:1])
