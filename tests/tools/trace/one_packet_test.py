"""One packet, each of its cycles worked out by hand; and what is refused. Run as one_packet_test.py AERIE EXAMPLES GOLDENS VCD2FST FST2VCD."""
import signal
import subprocess
import time
import unittest

from case import AERIE, EXAMPLES, Case, aerie
from readers import Packets, Perfetto, Vcd

# One neuron of A fires in tick 0 and never again; B hears it. v halves in a tick: 2 becomes 1, which is above threshold.
ONE_PACKET = """name: "hops" dt: "1 ms" duration: "3 ms" schedule: CHIP
population { name: "A" size: 1 equations: "dv/dt = -v / tau : 1 [-64, 64]" threshold: "v > 0.9" reset: "v = 0"
  parameter { name: "tau" value: "2 ms" } initial { name: "v" value: "2" } }
population { name: "B" size: 1 equations: "dv/dt = -v / tau : 1 [-64, 64]" threshold: "v > 0.9" reset: "v = 0"
  parameter { name: "tau" value: "2 ms" } }
projection { name: "wire" from: "A" to: "B" connect { all_to_all {} } equations: "w : 1 [0, 4]" on_pre: "v_post += w"
  initial { name: "w" value: "0.25" } }
"""
TWO_HOPS = """network: "hops" chip: "aerie"
populations { name: "A" runs { first: 0 count: 1 core: 0 } }
populations { name: "B" runs { first: 0 count: 1 core: 9 } }
"""


class OnePacketOverTwoHops(Case):
    """From router (0,0) east to (1,0), south to (1,1). By router/README.md: handed over in cycle a, at the head of the Local FIFO in a+1, granted there and then
    once per cycle, ejected e = a + 1 + 2; served in 2 (axon) + 1 (word) cycles from e + 1 on; a freed place is a credit one cycle later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = [cls.file("net.txtpb", ONE_PACKET), "--mapping", cls.file("map.txtpb", TWO_HOPS)]
        cls.paths = cls.traced(*cls.words)
        # A is through with its update at I, its spike takes a cycle and its packet another.
        (begin, soma, _), *_ = Vcd(cls.paths[0].read_text()).spans("r_0_0.core_0.phase", 0)
        assert begin == 0
        cls.a = soma + 2

    def test_every_signal_has_the_values_of_the_schedule_in_their_cycles(self):
        a, barrier = self.a, 32
        tick = a + 7 + barrier
        for vcd in (Vcd(self.paths[0].read_text()), self.through_fst(self.paths[0])):
            self.assertEqual(vcd.spans("r_0_0.inject", None), [(a, a + 1, 0)])
            self.assertEqual(vcd.spans("r_0_0.occ_L", 0), [(a + 1, a + 2, 1)])
            self.assertEqual(vcd.spans("r_0_0.grant_E", 0), [(a + 1, a + 2, 0b10000)])
            self.assertEqual(vcd.spans("r_0_0.pkt_E", None), [(a + 1, a + 2, 0)])
            self.assertEqual(vcd.spans("r_0_0.cred_E", 4), [(a + 2, a + 3, 3)])
            self.assertEqual(vcd.spans("r_1_0.occ_W", 0), [(a + 2, a + 3, 1)])
            self.assertEqual(vcd.spans("r_1_0.grant_S", 0), [(a + 2, a + 3, 0b01000)])
            self.assertEqual(vcd.spans("r_1_0.cred_S", 4), [(a + 3, a + 4, 3)])
            self.assertEqual(vcd.spans("r_1_1.occ_N", 0), [(a + 3, a + 4, 1)])
            self.assertEqual(vcd.spans("r_1_1.grant_L", 0), [(a + 3, a + 4, 0b00001)])
            self.assertEqual(vcd.spans("r_1_1.pkt_L", None), [(a + 3, a + 4, 0)])
            self.assertEqual(vcd.spans("r_1_1.cred_L", 4), [(a + 4, a + 7, 3)])
            self.assertEqual(vcd.spans("r_1_1.core_9.busy", 0), [(a + 4, a + 7, 1)])
            self.assertEqual(vcd.spans("r_1_1.core_9.serve", None), [(a + 4, a + 7, 0)])
            self.assertEqual(vcd.spans("barrier", 0)[0], (a + 7, tick, 1))
            # Both later ticks are silent: as long as the longer soma, plus the barrier.
            silent = max(vcd.spans("r_0_0.core_0.phase", 0)[0][1], vcd.spans("r_1_1.core_9.phase", 0)[0][1]) + barrier
            self.assertEqual(vcd.signals["aerie.tick"], [(0, 0), (tick, 1), (tick + silent, 2)])
            self.assertEqual(vcd.times[-1], tick + 2 * silent)
            still = [s for s in vcd.signals if ".r_0_1." in s or ".r_7_" in s]
            self.assertGreater(len(still), 20)
            self.assertTrue(all(len(vcd.signals[s]) == 1 for s in still))

    def test_the_line_of_the_packet_is_its_life(self):
        a = self.a
        packets = Packets(self.paths[2])
        self.assertEqual(self.paths[2].read_text().splitlines()[-1],
                         f"0 0 A[0] 0@0,0 {a} {a} {a + 1}:0,0:E;{a + 2}:1,0:S;{a + 3}:1,1:L 9@1,1:{a + 3}:{a + 7}")
        self.assertEqual(packets.header[0], "aerie packets 1")
        self.assertIn("network 'hops' on chip 'aerie', seed 1, fixed arithmetic, BARRIER ticks of 1 ms", packets.header[1])
        self.assertIn("a cycle is 1 ns", packets.header[3])

    def test_the_timeline_has_the_packet_as_a_flow_between_its_slices(self):
        a = self.a
        trace = Perfetto(self.paths[1].read_bytes())
        sent, = [s for s in trace.slices if s[0] == "(0,0) sends"]
        self.assertEqual(sent[1:6], (a, a + 1, "packet 0", {"source": "A[0]", "tick": 0, "offered": a, "accepted": a}, [1]))
        received, = [s for s in trace.slices if s[0] == "NeuroCore 09 at (1,1) synapses"]
        self.assertEqual(received[1:], (a + 4, a + 7, "packet 0", {"ejected": a + 3, "done": a + 7}, [], [1]))
        self.assertEqual(trace.counters["(0,0) queue L"], [(a + 1, 1), (a + 2, 0)])
        self.assertEqual(trace.counters["(1,0) queue W"], [(a + 2, 1), (a + 3, 0)])
        self.assertEqual(trace.on("ticks")[:2], [(0, a + 39, "tick 0"), (a + 7, a + 39, "barrier")])
        self.assertEqual([name for *_, name in trace.on("NeuroCore 00 at (0,0)")], ["update"] * 3)
        self.assertEqual(trace.parents["NeuroCore 09 at (1,1)"], "NeuroCores")

    def test_the_timescale_is_the_cycle_of_the_chip(self):
        self.assertEqual(Vcd(self.paths[0].read_text()).timescale, "1ns")
        for ns, scale, units in (("0.1", "100ps", 1), ("8", "1ns", 8), ("10", "10ns", 1), ("2.5", "100ps", 25)):
            vcd, *_ = self.traced(*self.words, "--set", f"cycle_ns={ns}", name=f"c{ns}")
            scaled = Vcd(vcd.read_text())
            self.assertEqual(scaled.timescale, scale)
            self.assertEqual(scaled.spans("r_0_0.inject", None), [(self.a * units, (self.a + 1) * units, 0)])


    def test_a_window_behind_the_run_is_warned_of_and_gives_empty_traces(self):
        vcd, packets = self.folder / "empty.vcd", self.folder / "empty.txt"
        answer = aerie("run", *self.words, "-o", self.folder / "empty", "--vcd", vcd, "--packets", packets, "--window", "1000000:")
        self.assertEqual(answer.returncode, 0)
        self.assertIn("before the window", answer.stderr)
        self.assertEqual(self.through_fst(vcd).times[1:], [])
        self.assertEqual(Packets(packets).packets, [])

    def test_packets_that_reach_into_a_window_are_listed_whole(self):
        """Offered in a, ejected in a + 3, done in a + 7."""
        for window, seen in ((f"{self.a}:{self.a + 1}", 1), (f"{self.a + 6}:{self.a + 7}", 1), (f"{self.a + 7}:", 0), (f":{self.a}", 0)):
            packets = self.folder / "part.txt"
            self.assertEqual(aerie("run", *self.words, "-o", self.folder / "part", "--packets", packets, "--window", window).returncode, 0)
            self.assertEqual(len(Packets(packets).packets), seen, window)
            if seen:
                self.assertEqual(packets.read_text().splitlines()[-1], self.paths[2].read_text().splitlines()[-1])


class Refusals(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = cls.file("net.txtpb", ONE_PACKET)

    def refused(self, *words):
        """The message; nothing is left behind."""
        before = sorted(self.folder.iterdir())
        answer = aerie("run", self.network, "-o", self.folder / "out", *words)
        self.assertEqual((answer.returncode, answer.stdout), (2, ""), answer.stderr)
        self.assertEqual(sorted(self.folder.iterdir()), before)
        return answer.stderr

    def test_windows_that_are_none_are_refused_with_an_example(self):
        for window in ("5", "5:4", "a:b", "5 ms:5 ms", "3 ms:", "1 mV:2 mV", "-1:5", "1:2 ms"):
            message = self.refused("--vcd", self.folder / "w.vcd", f"--window={window}")
            self.assertIn("--window", message)
            self.assertIn("1000:2000", message)

    def test_routers_that_are_not_there_are_refused_with_those_that_are(self):
        for routers in ("8,0", "64", "0,0..8,8", "x", " ", "1,1..0,0"):
            message = self.refused("--packets", self.folder / "p.txt", f"--routers={routers}")
            self.assertIn("--routers", message)
            self.assertIn("7,7", message)

    def test_windows_and_routers_of_nothing_are_refused(self):
        for words in (["--window", "1:2"], ["--routers", "0,0"]):
            self.assertIn("--vcd FILE", self.refused(*words))

    def test_places_that_cannot_be_written_are_refused_before_the_run(self):
        for option in ("--vcd", "--perfetto", "--packets"):
            for place in (self.folder / "none" / "file", self.folder):
                self.assertIn(str(place), self.refused(option, place))
            self.assertIn("No space left", self.refused(option, "/dev/full"))

    def test_two_traces_in_one_file_are_refused(self):
        self.assertIn("a file for each", self.refused("--vcd", self.folder / "x", "--packets", self.folder / "." / "x"))

    def test_a_run_that_is_stopped_leaves_nothing(self):
        words = [AERIE, "run", EXAMPLES / "homeostasis.txtpb", "--duration", "4000 second", "-o", self.folder / "out", "--vcd", self.folder / "w.vcd", "--perfetto", self.folder / "t",
                 "--packets", self.folder / "p.gz"]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while sum(p.stat().st_size for p in self.folder.glob("*unfinished*")) < 1_000_000:
            self.assertIsNone(process.poll())
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 2)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["net.txtpb"])

    def test_a_disk_that_fills_up_ends_the_run(self):
        limit = "ulimit -f 2000; trap '' XFSZ; exec \"$@\""   # blocks of 1 KiB
        words = ["bash", "-c", limit, "aerie", AERIE, "run", EXAMPLES / "homeostasis.txtpb", "--duration", "4000 second", "-o", self.folder / "out", "--vcd", self.folder / "w.vcd"]
        answer = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600, check=False)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("w.vcd", answer.stderr)
        self.assertIn("File too large", answer.stderr)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["net.txtpb"])


if __name__ == "__main__":
    unittest.main()
