#!/usr/bin/env python3
"""The commands map, calibrate and compare as a user types them: what they print, what they write, what they refuse.

    commands_test.py AERIE
"""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

aerie = ""

NETWORK = '''name: "small" dt: "1 ms" duration: "200 ms" seed: 1
source { name: "S" size: 4 poisson { rate: "300 Hz" } }
population {
  name: "A" size: 4
  equations: "dv/dt = -v / tau : volt"
  threshold: "v > 15 mV" reset: "v = 0 mV"
  parameter { name: "tau" value: "10 ms" }
}
projection {
  name: "P" from: "S" to: "A" connect { all_to_all {} }
  equations: "w : volt [0 mV, 10 mV]" on_pre: "v_post += w"
  initial { name: "w" value: "uniform(2 mV, 5 mV)" }
}
'''


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Path(folder.name)
        (self.place / "net.txtpb").write_text(NETWORK)

    def run_aerie(self, *words):
        done = subprocess.run([aerie, *map(str, words)], cwd=self.place, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def good(self, *words):
        code, out, err = self.run_aerie(*words)
        self.assertEqual(code, 0, err)
        return out

    def refuses(self, words, *parts, code=2):
        found, out, err = self.run_aerie(*words)
        self.assertEqual((found, out), (code, ""), err)
        for part in ("where:", "allowed:", *parts):
            self.assertIn(part, err)

    def device(self, name):
        """A link to a device, so that a program that replaces what it should write to replaces the link alone, whoever runs the test."""
        link = self.place / name
        if not link.is_symlink():
            link.symlink_to("/dev/" + name)
        return name

    def test_a_device_is_written_to_and_not_replaced(self):
        for words in (["map", "-o"], ["calibrate", "-o"], ["compare", "--json"]):
            self.good(words[0], "net.txtpb", words[1], self.device("null"))
            self.assertTrue((self.place / "null").is_symlink(), words)

    # map

    def test_map_says_how_full_and_how_far(self):
        out = self.good("map", "net.txtpb")
        for part in ("small on aerie: 1 of 64 NeuroCores", "neurons", "axons in", "synapse bits", "tightest", "random placement", "lower bound", "busiest link", "longest way"):
            self.assertIn(part, out)

    def test_a_mapping_that_was_written_runs_and_maps_to_itself(self):
        for name in ("m.txtpb", "m.bin"):
            first = self.good("map", "net.txtpb", "--min-cores", "3", "-o", name)
            self.assertIn("3 of 64", first)
            again = self.good("map", "net.txtpb", "--mapping", name)
            self.assertEqual(re.findall(r"this mapping +(\S+)", first), re.findall(r"this mapping +(\S+)", again))
            self.good("run", "net.txtpb", "--mapping", name, "-o", "out")
            self.assertEqual(json.loads((self.place / "out/report.json").read_text())["mapping"]["cores_used"], 3)

    def test_the_results_of_a_run_do_not_depend_on_the_mapping(self):
        spikes = set()
        for words in (["--partition", "metis"], ["--partition", "random", "--min-cores", "4"], ["--partition", "blocks", "--min-cores", "2"]):
            self.good("run", "net.txtpb", "-o", "out", *words)
            spikes.add((self.place / "out/spikes.h5").read_bytes())
        self.assertEqual(len(spikes), 1)

    def test_explain_lists_the_programs(self):
        out = self.good("map", "net.txtpb", "--explain")
        for part in ("PROGRAMS", "population 'A'", "update (each tick)", "projection 'P'", "cycles", "microcode words"):
            self.assertIn(part, out)
        self.assertNotIn("PROGRAMS", self.good("map", "net.txtpb"))

    def test_map_refuses(self):
        self.refuses(["map", "net.txtpb", "-o", "no/such/m.txtpb"], "m.txtpb")
        self.refuses(["map", "net.txtpb", "-o", self.device("full")], "full")
        self.refuses(["map", "net.txtpb", "--partition", "matis"], "matis", "'metis'")
        self.refuses(["map", "net.txtpb", "--min-cores", "65"], "65", "64", code=3)
        self.refuses(["map", "net.txtpb", "--set", "weight.bitz=3"], "weight.bitz", "weight.bits")
        self.assertEqual(sorted(p.name for p in self.place.iterdir()), ["full", "net.txtpb"])

    # calibrate

    def test_calibrate_proposes_what_can_be_pasted(self):
        out = self.good("calibrate", "net.txtpb")
        line = next(line for line in out.splitlines() if line.startswith("A.v"))
        ending = re.search(r": (volt \[.*\])", line).group(1)
        (self.place / "net.txtpb").write_text(NETWORK.replace("-v / tau : volt", "-v / tau : " + ending))
        again = next(line for line in self.good("calibrate", "net.txtpb").splitlines() if line.startswith("A.v"))
        self.assertIn("declared", again)
        self.assertEqual(re.search(r"U?Q-?\d+\.-?\d+", line).group(), re.search(r"U?Q-?\d+\.-?\d+", again).group())

    def test_ranges_that_were_written_are_used(self):
        self.good("calibrate", "net.txtpb", "-o", "net.ranges")
        self.assertRegex((self.place / "net.ranges").read_text(), r"(?m)^A\.v ")
        self.good("run", "net.txtpb", "--ranges", "net.ranges", "-o", "with")
        self.good("run", "net.txtpb", "-o", "without")
        notes = lambda name: [n for n in json.loads((self.place / name / "report.json").read_text())["notes"] if "calibrated" in n]
        self.assertEqual(notes("with"), [])
        self.assertEqual(len(notes("without")), 1)
        self.assertEqual((self.place / "with/spikes.h5").read_bytes(), (self.place / "without/spikes.h5").read_bytes())

    def test_more_margin_is_more_range(self):
        def high(margin):
            self.good("calibrate", "net.txtpb", "--margin", margin, "-o", "r")
            return float(re.search(r"(?m)^A\.v \S+ (\S+)", (self.place / "r").read_text()).group(1))
        self.assertLess(high("0"), high("0.5"))
        self.assertLess(high("0.5"), high("3"))

    def test_calibrate_refuses(self):
        self.refuses(["calibrate", "net.txtpb", "--margin", "-1"], "-1")
        self.refuses(["calibrate", "net.txtpb", "--margin", "nan"], "nan")
        self.refuses(["calibrate", "net.txtpb", "--ticks", "0"], "0")
        self.refuses(["calibrate", "net.txtpb", "-o", "no/such/file"], "no/such/file")
        (self.place / "bad").write_text("A.u 0 1\n")
        self.refuses(["run", "net.txtpb", "--ranges", "bad", "-o", "out"], "A.u", "A.v")

    # compare

    def test_compare_reports_each_variable_and_population(self):
        out = self.good("compare", "net.txtpb", "--period", "1 ms", "--json", "c.json")
        root = json.loads((self.place / "c.json").read_text())
        self.assertEqual([p["name"] for p in root["populations"]], ["A"])
        v = next(v for v in root["variables"] if v["name"] == "A.v")
        self.assertEqual(v["samples"], 4 * 201)
        self.assertLessEqual(v["rms_error"], v["worst_error"])
        self.assertAlmostEqual(v["rms_quanta"] * v["quantum"], v["rms_error"])
        for part in ("VARIABLES", "A.v", "quanta", "SPIKES", "van Rossum", "LOSSES"):
            self.assertIn(part, out)

    def test_fewer_bits_cost_more(self):
        def distance(bits):
            self.good("compare", "net.txtpb", "--set", f"weight.bits={bits}", "--json", "c.json")
            return json.loads((self.place / "c.json").read_text())["populations"][0]["van_rossum_distance"]
        self.assertLess(distance(16), distance(2))

    def test_the_comparison_does_not_depend_on_threads(self):
        texts = set()
        for threads in ("1", "2"):
            self.good("compare", "net.txtpb", "--threads", threads, "--json", "c.json")
            texts.add((self.place / "c.json").read_text())
        self.assertEqual(len(texts), 1)

    def test_compare_refuses(self):
        self.refuses(["compare", "net.txtpb", "--period", "0.3 ms"], "0.3 ms")
        self.refuses(["compare", "net.txtpb", "--period", "5"], "--period")
        self.refuses(["compare", "net.txtpb", "--members", "0"], "0")
        self.refuses(["compare", "net.txtpb", "--time-constant", "-1 ms"], "-1 ms")
        self.refuses(["compare", "net.txtpb", "--json", self.device("full")], "full")

    # run

    def test_losses_are_counted_against_stores(self):
        self.good("run", "net.txtpb", "-o", "out")
        report = json.loads((self.place / "out/report.json").read_text())
        self.assertGreaterEqual(report["stores"]["A.v"], 200 * 4)

    def test_map_shows_the_tables_of_multicast_chips(self):
        page = self.good("map", "net.txtpb", "--chip", "spinnaker1", "--fewest-entries")
        self.assertRegex(page, r"ROUTING TABLES multicast, 1 trees")   # four sources with the same targets share one
        self.assertRegex(page, r"as loaded +1 +1 +1,023")
        self.assertNotIn("ROUTING TABLES", self.good("map", "net.txtpb"))

    def test_a_multicast_run_reports_packets_deliveries_and_tables(self):
        words = ["run", "net.txtpb", "--min-cores", "4", "--set", "mesh.cast=multicast"]
        self.good(*words, "-o", "cast")
        self.good(*words[:-2], "-o", "each")
        cast, each = (json.loads((self.place / name / "report.json").read_text()) for name in ("cast", "each"))
        self.assertEqual(cast["populations"], each["populations"])
        self.assertEqual(each["routing"], None)
        self.assertEqual(each["traffic"]["deliveries"], each["traffic"]["packets"])
        self.assertEqual(cast["traffic"]["deliveries"], each["traffic"]["packets"])
        self.assertEqual(cast["traffic"]["packets"] * 4, cast["traffic"]["deliveries"])   # every source speaks to four NeuroCores
        self.assertEqual(cast["traffic"]["unicast_hops"], each["traffic"]["packet_hops"])
        self.assertLess(cast["traffic"]["packet_hops"], each["traffic"]["packet_hops"])
        self.assertEqual((cast["traffic"]["lost"], cast["traffic"]["filtered"], cast["routing"]["trees"]), (0, 0, 1))

    def test_what_tables_cannot_hold_is_refused_with_router_entries_and_limit(self):
        (self.place / "chain.txtpb").write_text(NETWORK + """projection {
          name: "back" from: "A" to: "A" connect { pairs { pre: [0, 1, 2, 3] post: [1, 2, 3, 0] } }
          equations: "w : volt [0 mV, 10 mV]" on_pre: "v_post += w"
          initial { name: "w" value: "1 mV" }
        }""")
        self.refuses(["map", "chain.txtpb", "--min-cores", "4", "--set", "mesh.cast=multicast", "--set", "capacity.routing_entries=1"],
                     "the multicast table of router", "entries after minimisation", "1 entries per router", code=3)

    def test_settings_that_no_chip_has_are_refused(self):
        for setting, allowed in (("mesh.cast=broadcast", "unicast or multicast"), ("mesh.topology=cube", "mesh or torus or hex_torus"), ("mesh.wait1_cycles=soon", "whole number")):
            self.refuses(["map", "net.txtpb", "--set", setting], allowed)


if __name__ == "__main__":
    aerie = str(Path(sys.argv.pop()).resolve())
    unittest.main()
