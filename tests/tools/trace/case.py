"""What the tests of traces share: the program, a folder of its own for each, runs with all three traces."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from readers import Vcd

FST2VCD, VCD2FST, GOLDENS, EXAMPLES, AERIE = sys.argv.pop(), sys.argv.pop(), Path(sys.argv.pop()), Path(sys.argv.pop()), sys.argv.pop()


def aerie(*words, **more):
    return subprocess.run([AERIE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600, check=False, **more)


class Case(unittest.TestCase):
    """Every class of cases has its folder."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="aerie-trace-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    @classmethod
    def file(cls, name, text):
        (cls.folder / name).write_text(text)
        return cls.folder / name

    @classmethod
    def traced(cls, network, *more, name="t", threads=1, suffix=""):
        """Runs it with all three traces; their paths: VCD, Perfetto, packets."""
        paths = [cls.folder / f"{name}{ending}{suffix}" for ending in (".vcd", ".pftrace", ".txt")]
        answer = aerie("run", network, "-o", cls.folder / f"{name}.out", "--threads", threads, "--vcd", paths[0], "--perfetto", paths[1], "--packets", paths[2], *more)
        assert (answer.returncode, answer.stderr) == (0, ""), answer.stderr
        return paths

    @classmethod
    def through_fst(cls, vcd):
        """The waveform as GTKWave's own converters understand it."""
        fst, back = vcd.with_suffix(".fst"), vcd.with_suffix(".back.vcd")
        answer = subprocess.run([VCD2FST, vcd, fst], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False)
        assert answer.returncode == 0 and "rror" not in answer.stdout, answer.stdout
        subprocess.run([FST2VCD, "-f", fst, "-o", back], stdout=subprocess.DEVNULL, timeout=300, check=True)
        return Vcd(back.read_text())
