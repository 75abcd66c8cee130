"""Goldens as a shell sees them. Run as command_test.py AERIE FOLDER_OF_GOLDENS."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

GOLDENS = Path(sys.argv.pop())
AERIE = sys.argv.pop()


def aerie(*words):
    return subprocess.run([AERIE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300, check=False)


class Goldens(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="aerie-goldens-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.chain = self.folder / "chain.golden"

    def bless(self, *more, name="chain.golden"):
        answer = aerie("bless", GOLDENS / "chain.txtpb", "--mapping", GOLDENS / "chain.mapping.txtpb", "--set", "mesh.width=2", "--set", "mesh.height=1",
                       "-o", self.folder / name, *more)
        return answer

    def test_bless_writes_a_golden_and_its_page_and_check_finds_it_the_same(self):
        answer = self.bless()
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("10 ticks, 6 packets", answer.stdout)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["chain.golden", "chain.golden.txt"])
        answer = aerie("check", self.chain)
        self.assertEqual((answer.returncode, answer.stdout), (0, f"{self.chain}: same\n"))

    def test_a_golden_is_not_overwritten_unasked(self):
        self.bless()
        before = self.chain.read_bytes()
        answer = self.bless("--seed", "5")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("--force", answer.stderr)
        self.assertEqual(self.chain.read_bytes(), before)
        self.assertEqual(self.bless("--force").returncode, 0)
        self.assertEqual(self.chain.read_bytes(), before)

    def test_a_golden_is_blessed_again_as_it_was_recorded(self):
        self.bless()
        before = self.chain.read_bytes()
        self.assertEqual(aerie("bless", self.chain).returncode, 2)
        self.assertEqual(aerie("bless", self.chain, "--force").returncode, 0)
        self.assertEqual(self.chain.read_bytes(), before)
        answer = aerie("bless", self.chain, "--force", "--seed", "3")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("--seed does not go with a golden", answer.stderr)

    def test_a_slower_hop_is_named_with_cycle_packet_and_component(self):
        self.bless()
        answer = aerie("check", self.chain, "--set", "mesh.hop_cycles_x=2")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("DIFFERS", answer.stdout)
        self.assertRegex(answer.stdout, r"first diverging cycle: \d+, in tick 4\n")
        self.assertIn("link[1] -> NeuroCore 1 at router (1,0)", answer.stdout)
        self.assertIn("component: router (1,0), output L", answer.stdout)
        self.assertRegex(answer.stdout, r"\n    - cycle +\d+ .*granted L by \(1,0\)\n")
        self.assertRegex(answer.stdout, r"\n    \+ cycle +\d+ .*granted L by \(1,0\)\n")

    def test_all_of_several_goldens_are_checked_whatever_befalls_one(self):
        self.bless()
        damaged = self.folder / "damaged.golden"
        damaged.write_bytes(self.chain.read_bytes()[:-3])
        answer = aerie("check", damaged, self.chain, "--set", "mesh.hop_cycles_x=2")
        self.assertEqual(answer.returncode, 2)
        self.assertIn(f"{damaged}: CANNOT BE CHECKED", answer.stdout)
        self.assertIn(f"{self.chain}: DIFFERS", answer.stdout)
        self.assertIn("0 of 2 goldens are the same", answer.stdout)
        answer = aerie("check", self.chain, self.chain)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("2 of 2 goldens are the same", answer.stdout)

    def test_a_golden_that_no_longer_fits_has_its_exit_code(self):
        self.bless()
        answer = aerie("check", self.chain, "--set", "capacity.neurons=1")
        self.assertEqual(answer.returncode, 3, answer.stderr)
        self.assertIn("chain.golden", answer.stderr)
        self.assertNotIn("aerie-golden-", answer.stderr)

    def test_one_damaged_golden_is_an_error_like_any_other(self):
        self.bless()
        self.chain.write_bytes(self.chain.read_bytes()[:100])
        answer = aerie("check", self.chain)
        self.assertEqual((answer.returncode, answer.stdout), (2, ""))
        self.assertRegex(answer.stderr, r"error: the golden is cut short\n  where: +.*chain.golden: frame 1 at byte 13\n  found: .*\n  allowed: ")

    def test_diff_tells_traces_of_runs_apart(self):
        self.bless()
        trace = self.folder / "run.trace"
        run = ["run", GOLDENS / "chain.txtpb", "--mapping", GOLDENS / "chain.mapping.txtpb", "--set", "mesh.width=2", "--set", "mesh.height=1", "-o", self.folder / "out"]
        self.assertEqual(aerie(*run, "--trace", trace).returncode, 0)
        self.assertEqual(trace.read_bytes(), self.chain.read_bytes())
        answer = aerie("diff", self.chain, trace)
        self.assertEqual((answer.returncode, answer.stdout), (0, "same\n"))
        self.assertEqual(aerie(*run, "--set", "cost.barrier.cycles=33", "--trace", trace).returncode, 0)
        answer = aerie("diff", self.chain, trace, "--context", "2")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("in tick 2\n", answer.stdout)
        self.assertIn("component: host port at router (0,0)", answer.stdout)
        self.assertIn("all packets of tick 2 are offered +2 cycles", answer.stdout)
        self.assertEqual(sum(line.startswith("    - ") for line in answer.stdout.splitlines()), 3)
        self.assertEqual(aerie("diff", self.chain, self.folder / "none").returncode, 2)

    def test_the_goldens_of_the_house_are_what_their_pages_say(self):
        goldens = sorted(GOLDENS.glob("*.golden"))
        self.assertGreaterEqual(len(goldens), 3)
        for golden in goldens:
            with self.subTest(golden.name):
                again = self.folder / golden.name
                self.assertEqual(aerie("bless", golden, "-o", again).returncode, 0)
                self.assertEqual(aerie("diff", golden, again).returncode, 0)
                self.assertEqual(Path(f"{again}.txt").read_text(), Path(f"{golden}.txt").read_text())


if __name__ == "__main__":
    unittest.main()
