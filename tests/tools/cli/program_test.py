"""What a shell, a terminal and a signal see of the program. Run as program_test.py AERIE PLANTED_PROGRAM."""
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PLANTED = sys.argv.pop()
AERIE = sys.argv.pop()


def run(program, *words, **more):
    return subprocess.run([program, *words], stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, text=True, timeout=60, check=False, **more)


class ExitCodes(unittest.TestCase):
    def test_each_way_to_end_has_its_code_and_its_message(self):
        for command, code, message in [
                ("good", 0, ""),
                ("differs", 1, ""),
                ("refuse", 2, "error: unknown name 'tau_m'\n  where:   net.txtpb line 3\n  found:   tau_m\n  allowed: tau\n"),
                ("overflow", 3, "error: too many neurons\n  where:   core 0\n  found:   2000\n  allowed: 1024\n"),
                ("broken", 70, "error: internal error, please report it: vector::at\n"),
                ("huge", 3, "error: out of memory; try a smaller network or fewer recorders\n")]:
            with self.subTest(command):
                answer = run(PLANTED, command)
                self.assertEqual((answer.returncode, answer.stderr), (code, message))

    def test_what_was_printed_before_a_difference_arrives(self):
        self.assertEqual(run(PLANTED, "differs").stdout, "cycle 17 differs\n")

    def test_a_broken_claim_of_our_own_stops_with_its_place(self):
        answer = run(PLANTED, "claim")
        self.assertEqual(answer.returncode, -signal.SIGABRT)
        self.assertIn("1 == 2", answer.stderr)

    def test_a_full_output_is_bad_input_for_short_and_long_results(self):
        for program, words in [(PLANTED, ["good"]), (PLANTED, ["differs"]), (PLANTED, ["long"]), (AERIE, ["chips"])]:
            with self.subTest(words), open("/dev/full", "w", encoding="utf-8") as full:
                answer = run(program, *words, stdout=full)
                self.assertEqual(answer.returncode, 2)
                self.assertIn("No space left on device", answer.stderr)

    def test_help_and_version_are_good(self):
        self.assertRegex(run(AERIE, "--version").stdout, r"^aerie \d+\.\d+\.\d+\n$")
        answer = run(AERIE, "--help")
        self.assertEqual(answer.returncode, 0)
        commands = [line.split()[0] for line in answer.stdout.split("Subcommands:")[1].split("\n\n")[0].splitlines() if line.strip()]
        self.assertIn("chips", commands)
        for command in commands:
            with self.subTest(command):
                answer = run(AERIE, command, "--help")
                self.assertEqual(answer.returncode, 0)
                self.assertIn("Examples:\n  aerie " + command, answer.stdout)

    def test_the_program_refuses_what_it_does_not_know_with_the_nearest_name(self):
        for words, nearest in [(["chps"], "'chips'"), (["chips", "--verbos"], "'--verbose'"), (["chips", "loihi"], "'loihi1'")]:
            with self.subTest(words):
                answer = run(AERIE, *words)
                self.assertEqual((answer.returncode, answer.stdout), (2, ""))
                self.assertIn("nearest known name: " + nearest, answer.stderr)


class Chips(unittest.TestCase):
    def test_the_list_has_the_chips_of_the_house(self):
        names = [line.split()[0] for line in run(AERIE, "chips").stdout.splitlines()]
        self.assertLessEqual({"aerie", "brainscales1-digital", "loihi1", "spinnaker1", "truenorth"}, set(names))

    def test_a_chip_shows_value_grade_source_and_what_is_not_known(self):
        page = run(AERIE, "chips", "loihi1").stdout
        # 23.6 pJ per synaptic spike operation: Davies et al., IEEE Micro 38(1), 2018, Table 2
        self.assertRegex(page, r"cost\.synaptic_event\.energy_pj +23\.6 pJ +B davies18")
        self.assertRegex(page, r"cost\.axon_lookup\.energy_pj +not known")
        self.assertIn("IEEE Micro 38(1):82-99, 2018", page)


class Interrupts(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def interrupted(self, *signals):
        process = subprocess.Popen([PLANTED, "run", self.folder / "out", "60000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with process:
            self.assertEqual(process.stdout.readline(), "running\n")
            for number in signals:
                process.send_signal(number)
            _, errors = process.communicate(timeout=60)
        return process.returncode, errors

    def test_an_interrupted_run_leaves_nothing_and_says_so(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            with self.subTest(number):
                self.assertEqual(self.interrupted(number), (2, "error: interrupted; no results were written\n"))
                self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_interrupted_run_leaves_the_older_result(self):
        run(PLANTED, "run", self.folder / "out", "1")
        before = sorted(path.name for path in (self.folder / "out").iterdir())
        self.assertEqual(before, [".aerie-output", "half"])
        self.assertEqual(self.interrupted(signal.SIGINT)[0], 2)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["out"])

    def test_a_killed_run_leaves_no_half_result_under_its_name_and_the_next_run_sweeps(self):
        self.assertEqual(self.interrupted(signal.SIGKILL)[0], -signal.SIGKILL)
        self.assertFalse((self.folder / "out").exists())
        self.assertEqual(run(PLANTED, "run", self.folder / "out", "1").returncode, 0)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["out"])

    def test_an_unwritable_place_is_refused_before_the_run(self):
        answer = run(PLANTED, "run", "/proc/out", "60000")
        self.assertEqual((answer.returncode, answer.stdout), (2, ""))
        self.assertIn("cannot write the output directory", answer.stderr)


class Terminals(unittest.TestCase):
    """The error stream as a terminal (a pseudo-terminal of 80 columns) and as none."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def on_terminal(self, *words):
        """What the terminal was sent."""
        ours, theirs = pty.openpty()
        with subprocess.Popen([PLANTED, *words], stdout=subprocess.DEVNULL, stderr=theirs) as process:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    part = os.read(ours, 4096)
                except OSError:   # Linux says so when the other side is closed
                    break
                if not part:
                    break
                shown += part
            process.wait(timeout=60)
        os.close(ours)
        return shown.decode()

    def test_a_terminal_sees_progress_at_most_ten_times_a_second_and_a_clean_line_at_the_end(self):
        start = time.monotonic()
        shown = self.on_terminal("run", str(self.folder / "out"), "1500")
        seconds = time.monotonic() - start
        frames = [frame for frame in shown.split("\r") if "%" in frame]
        self.assertGreaterEqual(len(frames), 3)
        self.assertLessEqual(len(frames), 10 * seconds)
        self.assertRegex(frames[-1], r"\[#+\.*\] +\d+ %  \S+x biological time  \d+:\d\d left")
        self.assertTrue(shown.endswith("\r\x1b[K"))

    def test_quiet_shows_none(self):
        self.assertEqual(self.on_terminal("--quiet", "run", str(self.folder / "out"), "300"), "")

    def test_a_file_or_a_pipe_sees_none(self):
        self.assertEqual(run(PLANTED, "run", self.folder / "out", "300").stderr, "")


if __name__ == "__main__":
    unittest.main()
