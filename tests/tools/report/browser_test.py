#!/usr/bin/env python3
"""Opens the pages in headless Chromium: they render, say nothing on the console, and fit wide and narrow windows.

    browser_test.py WRITE_FAKE_RUNS

Exit code 77 (skipped) when no Chromium is installed.
"""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
SKIPPED = 77
DARK, LIGHT = 0, 1
writer = ""


def visit(page, width=1400, scheme=LIGHT):
    """The page's elements after its scripts ran, and what it said on the console."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", f"--user-data-dir={profile}", "--enable-logging=stderr",
             "--virtual-time-budget=3000", f"--blink-settings=preferredColorScheme={scheme}", f"--window-size={width},1200", "--dump-dom", page.as_uri()],
            capture_output=True, text=True, timeout=90, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.place = Path(cls.folder.name)
        subprocess.run([writer, cls.folder.name], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def page(self, name):
        return self.place / name / "report.html"

    def test_a_full_run_is_drawn_without_a_word_on_the_console(self):
        for scheme in (LIGHT, DARK):
            with self.subTest(scheme=scheme):
                elements, said = visit(self.page("full"), scheme=scheme)
                self.assertEqual(said, [])
                self.assertEqual(elements.count('class="uplot'), 7, "raster, rates, z, v, r, weights, cycles")
                self.assertEqual(elements.count('class="core"'), 12)
                self.assertEqual(elements.count('class="link"'), 36, "48 links, 12 of them to cores")
                self.assertNotIn('class="empty"', elements)
                self.assertNotIn("undefined", re.sub(r"<script.*?</script>", "", elements, flags=re.S))

    def test_a_run_without_recorders_says_what_to_add(self):
        elements, said = visit(self.page("silent"))
        self.assertEqual(said, [])
        self.assertGreaterEqual(elements.count('class="empty"'), 8)
        self.assertIn('recorder { of: "Exc" spikes {} }', elements)

    def test_charts_are_as_wide_as_their_window(self):
        for width in (500, 900, 1400):
            with self.subTest(width=width):
                elements, _ = visit(self.page("full"), width=width)
                widths = [int(number) for number in re.findall(r'class="uplot[^>]*style="[^"]*width: (\d+)px', elements)] or \
                    [int(number) for number in re.findall(r'class="u-wrap"[^>]*style="width: (\d+)px', elements)]
                self.assertEqual(len(widths), 7)
                self.assertLess(max(widths), width)
                self.assertGreater(max(widths), min(width, 1280) * 0.7)

    def test_the_check_of_the_console_can_fail(self):
        _, said = visit(self.page("broken"))
        self.assertNotEqual(said, [])


if __name__ == "__main__":
    if CHROMIUM is None:
        print("no Chromium: skipped")
        sys.exit(SKIPPED)
    writer = sys.argv.pop(1)
    unittest.main()
