#!/usr/bin/env python3
"""The commands report, profile and plot as a user types them: files appear whole, mistakes are named, exit codes are right.

    command_test.py AERIE WRITE_FAKE_RUNS
"""
import csv
import io
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom
from pathlib import Path

aerie, writer = "", ""


def run(*arguments):
    done = subprocess.run([aerie, *map(str, arguments)], capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Path(folder.name)
        subprocess.run([writer, folder.name], check=True)

    def refuses(self, arguments, *words):
        code, out, err = run(*arguments)
        self.assertEqual((code, out), (2, ""), err)
        for word in words:
            self.assertIn(word, err)

    def test_report_makes_the_page_again(self):
        page = self.place / "full" / "report.html"
        before = page.read_bytes()
        page.unlink()
        self.assertEqual(run("report", self.place / "full"), (0, f"{page}\n", ""))
        self.assertEqual(page.read_bytes(), before)

    def test_report_writes_where_it_is_told(self):
        code, _, _ = run("report", self.place / "full", "-o", self.place / "page.html")
        self.assertEqual(code, 0)
        self.assertTrue((self.place / "page.html").read_text().startswith("<!doctype html>"))
        self.refuses(["report", self.place / "full", "-o", self.place / "no" / "page.html"], "page.html")

    def test_what_is_no_result_is_refused(self):
        empty = self.place / "empty"
        empty.mkdir()
        for command in (["report"], ["profile"], ["plot", "--what", "raster", "-o", self.place / "x.svg"]):
            self.refuses([*command, self.place / "missing"], "no such directory", "missing")
            self.refuses([*command, empty], "no report.json", "aerie run")
            (empty / "report.json").write_bytes((self.place / "full" / "report.json").read_bytes()[:1000])
            self.refuses([*command, empty], "ends too early", "report.json")
            (empty / "report.json").write_text("{}")
            self.refuses([*command, empty], "not a report of an Aerie run")
            (empty / "report.json").unlink()
        self.assertFalse((self.place / "x.svg").exists())

    def test_profile_prints_what_hurts(self):
        code, out, err = run("profile", self.place / "full", "--top", "2")
        self.assertEqual((code, err), (0, ""))
        for word in ("BUSIEST LINKS  (2 of", "BUSIEST CORES", "latency", "ENERGY", "not known", "late packets", "PRECISION", "synaptic"):
            self.assertIn(word, out)
        self.assertEqual(run("profile", self.place / "silent")[0], 0)
        self.refuses(["profile", self.place / "full", "--top", "0"], "--top")
        self.refuses(["profile", self.place / "full", "--top", "many"], "--top")

    def test_profile_as_csv_is_read_by_a_csv_reader(self):
        code, out, _ = run("profile", self.place / "full", "--csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(code, 0)
        self.assertEqual(set(row["kind"] for row in rows), {"link", "core", "latency", "traffic", "cause", "variable"})
        self.assertIn({"kind": "link", "name": "(3, 5) -> (4, 5)", "quantity": "packets", "value": "407991"}, rows)

    def test_every_plot_is_a_picture(self):
        for what in ("raster", "rates", "weights", "states", "traffic", "energy"):
            with self.subTest(what=what):
                svg, png = self.place / f"{what}.svg", self.place / f"{what}.png"
                self.assertEqual(run("plot", self.place / "full", "--what", what, "-o", svg), (0, f"{svg}\n", ""))
                self.assertEqual(run("plot", self.place / "full", "--what", what, "-o", png)[0], 0)
                self.assertEqual(xml.dom.minidom.parse(str(svg)).documentElement.tagName, "svg")
                self.assertTrue(png.read_bytes().startswith(b"\x89PNG"))

    def test_a_plot_that_cannot_be_is_refused(self):
        full, silent, picture = self.place / "full", self.place / "silent", self.place / "x.svg"
        self.refuses(["plot", full, "--what", "wieghts", "-o", picture], "'weights'")
        self.refuses(["plot", full, "--what", "raster", "-o", self.place / "x.gif"], ".gif", ".png")
        self.refuses(["plot", full, "--what", "raster", "-o", self.place / "x"], "without an ending")
        self.refuses(["plot", full, "--what", "raster"], "--output")
        self.refuses(["plot", full, "-o", picture], "--what")
        self.refuses(["plot", full, "--what", "raster", "-o", picture, "--scale", "nan"], "--scale")
        self.refuses(["plot", silent, "--what", "raster", "-o", picture], "spikes {}")
        self.assertFalse(picture.exists())

    def test_help_shows_examples(self):
        for command in ("report", "profile", "plot"):
            code, out, _ = run(command, "--help")
            self.assertEqual(code, 0)
            self.assertIn(f"aerie {command} out", out)


if __name__ == "__main__":
    aerie, writer = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
