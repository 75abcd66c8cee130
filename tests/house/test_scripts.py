"""tools/install asks for what is missing and for nothing else; tools/build, demo and test pass failures on. Run as test_scripts.py ROOT."""
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop())
SHELL_TOOLS = ["bash", "env", "sed", "grep", "mktemp", "rm", "tail", "dirname", "nproc", "cat"]


class House(unittest.TestCase):
    """A folder of programs that stands for the machine: only what is planted there can be called."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.programs = self.folder / "bin"
        self.programs.mkdir()
        for tool in SHELL_TOOLS:
            (self.programs / tool).symlink_to(shutil.which(tool))

    def plant(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/bash\n" + text, encoding="utf-8")
        path.chmod(stat.S_IRWXU)

    def run_script(self, script, *arguments):
        return subprocess.run([script, *arguments], env={"PATH": str(self.programs)}, capture_output=True, text=True, timeout=60, check=False)


class InstallTest(House):
    def debian(self, installed):
        """dpkg-query as Debian answers: a line for each known package, exit 1 when one is unknown. apt-get writes down what it was asked."""
        self.plant(self.programs / "dpkg-query", f'for p in "${{@:3}}"; do [[ " {installed} " == *" all "* || " {installed} " == *" $p "* ]] && echo "installed $p"; done; exit 1\n')
        self.plant(self.programs / "apt-get", f'echo "$@" >> {self.folder}/asked\n')

    def asked(self):
        path = self.folder / "asked"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def test_with_nothing_missing_it_asks_for_nothing_in_under_a_second(self):
        self.debian("all")
        start = time.monotonic()
        answer = self.run_script(ROOT / "tools/install", "test")
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr, self.asked()), (0, "", "", []))
        self.assertLess(time.monotonic() - start, 1)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_only_what_is_missing_is_installed(self):
        self.debian("build-essential cmake")
        self.assertEqual(self.run_script(ROOT / "tools/install").returncode, 0)
        update, install = self.asked()
        self.assertIn("update", update)
        self.assertIn(" ninja-build ", install + " ")
        self.assertIn(" nodejs ", install + " ")
        self.assertNotIn(" cmake ", install + " ")
        self.assertNotIn("verilator", install)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_a_node_from_elsewhere_will_do(self):
        self.debian("cmake")
        for program in ["node", "npm"]:
            self.plant(self.programs / program, "exit 0\n")
        self.run_script(ROOT / "tools/install")
        self.assertNotIn("nodejs", self.asked()[-1])

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_a_failing_installation_shows_why(self):
        self.debian("cmake")
        self.plant(self.programs / "apt-get", "echo no such mirror; exit 100\n")
        answer = self.run_script(ROOT / "tools/install")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("no such mirror", answer.stderr)

    def test_another_system_is_told_what_to_install_by_hand(self):
        answer = self.run_script(ROOT / "tools/install")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("not a Debian system", answer.stderr)
        self.assertIn("ninja-build", answer.stderr)

    def test_an_unknown_set_is_refused(self):
        answer = self.run_script(ROOT / "tools/install", "tests")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("known sets: test, bench", answer.stderr)


class BuildTest(House):
    """Copies of the scripts in an empty house, with a cmake, a ctest and an aerie that do as planted."""

    def setUp(self):
        super().setUp()
        self.house = self.folder / "house"
        for script in ["tools/build", "tools/demo", "tools/test", ".ci/run"]:
            (self.house / script).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / script, self.house / script)
        self.plant(self.house / "tools/install", f'echo "install $*" >> {self.folder}/steps\n')
        self.plant(self.programs / "cmake", f'echo "cmake $*" >> {self.folder}/steps\n')
        self.plant(self.programs / "ctest", f'echo "ctest $*" >> {self.folder}/steps\necho "100% tests passed"\n')
        self.plant(self.house / ".build/release/bin/aerie", f'echo "aerie $*" >> {self.folder}/steps\necho "one screen"\n')

    def steps(self):
        return (self.folder / "steps").read_text(encoding="utf-8").splitlines()

    def test_a_good_build_says_nothing(self):
        answer = self.run_script(self.house / "tools/build")
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (0, "", ""))
        self.assertEqual([step.split(" --parallel")[0] for step in self.steps()], ["install ", "cmake --preset release", "cmake --build --preset release"])

    def test_a_configured_build_is_not_configured_again(self):
        (self.house / ".build/release/build.ninja").touch()
        self.run_script(self.house / "tools/build")
        self.assertEqual([step for step in self.steps() if step == "cmake --preset release"], [])

    def test_a_failed_build_shows_its_errors_and_fails(self):
        self.plant(self.programs / "cmake", 'echo "x.cpp:3: error: no such thing"; exit 1\n')
        answer = self.run_script(self.house / "tools/build")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("x.cpp:3: error: no such thing", answer.stderr)
        self.assertEqual(self.run_script(self.house / "tools/test").returncode, 1)
        self.assertEqual(self.run_script(self.house / "tools/demo").returncode, 1)

    def test_the_demo_ends_with_the_path_of_its_page(self):
        answer = self.run_script(self.house / "tools/demo")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(answer.stdout.splitlines(), ["one screen", "", f"The page: {self.house}/.build/demo/report.html"])

    def test_the_demo_builds_the_program_alone(self):
        self.run_script(self.house / "tools/demo")
        self.assertTrue(any(step.endswith("--target aerie") for step in self.steps()), self.steps())

    def test_the_tests_end_with_the_summary_and_leave_the_long_ones_out(self):
        answer = self.run_script(self.house / ".ci/run")
        self.assertEqual((answer.returncode, answer.stdout), (0, "100% tests passed\n"))
        self.assertIn("--label-exclude ^(full|bench)$", self.steps()[-1])

    def test_the_exit_code_of_the_tests_is_passed_on(self):
        self.plant(self.programs / "ctest", "exit 8\n")
        self.assertEqual(self.run_script(self.house / ".ci/run").returncode, 8)


if __name__ == "__main__":
    unittest.main()
