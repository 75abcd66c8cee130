"""Whole runs under trace: what the formats say of them agrees, with any number of threads, in windows, for some routers. Run as runs_test.py AERIE EXAMPLES GOLDENS VCD2FST FST2VCD."""
import gzip
import os
import resource
import subprocess
import unittest
from collections import Counter, defaultdict

from case import AERIE, EXAMPLES, GOLDENS, Case, aerie
from readers import Packets, Perfetto

# 128 neurons that mostly fire, on 16 NeuroCores: queues fill up, senders wait, consumers hold routers back.
NETWORK = """name: "busy" dt: "1 ms" duration: "8 ms" schedule: CHIP seed: 3
source { name: "drive" size: 48 poisson { rate: "200 Hz" } }
population { name: "net" size: 128 equations: "dv/dt = -v / tau : 1 [-64, 64]" threshold: "v > 0.9" reset: "v = 0" parameter { name: "tau" value: "4 ms" } }
projection { name: "in" from: "drive" to: "net" connect { fixed_probability { probability: 0.2 } } equations: "w : 1 [0, 4]" on_pre: "v_post += w"
  initial { name: "w" value: "0.4" } }
projection { name: "between" from: "net" to: "net" connect { fixed_probability { probability: 0.2 } } equations: "w : 1 [0, 4]" on_pre: "v_post += w"
  initial { name: "w" value: "0.05" } }
"""
# Each neuron of the drive has its own of the net: every chip can do this.
DRIVEN = """name: "driven" dt: "1 ms" duration: "20 ms" schedule: CHIP seed: 3
source { name: "drive" size: 40 poisson { rate: "300 Hz" } }
population { name: "net" size: 40 equations: "dv/dt = -v / tau : 1 [-64, 64]" threshold: "v > 0.9" reset: "v = 0" parameter { name: "tau" value: "4 ms" } }
projection { name: "in" from: "drive" to: "net" connect { one_to_one {} } equations: "w : 1 [0, 4]" on_pre: "v_post += w" initial { name: "w" value: "1.5" } }
"""
STEPS = {"N": (0, -1, "S"), "E": (1, 0, "W"), "S": (0, 1, "N"), "W": (-1, 0, "E")}


def router(place):
    return "r_{}_{}".format(*place)


def stays(packet):
    """(router, input, first cycle, cycle of the grant) of a packet in each FIFO on its way, by router/README.md."""
    before, inward, since = None, "L", packet["accepted"] + 1
    for cycle, place, out in packet["hops"]:
        yield place, inward, since, cycle
        if out in STEPS:
            inward, since = STEPS[out][2], cycle + 1


def levels(changes):
    """(cycle, level) where it changes, from (cycle, difference) in any order."""
    sums, level, steps = Counter(), 0, []
    for cycle, difference in changes:
        sums[cycle] += difference
    for cycle in sorted(sums):
        if sums[cycle]:
            level += sums[cycle]
            steps.append((cycle, level))
    return steps


class ABusyRun(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = [cls.file("busy.txtpb", NETWORK), "--min-cores", "16"]
        cls.vcd_path, cls.perfetto_path, cls.packets_path = cls.traced(*cls.words)
        cls.vcd, cls.packets = cls.through_fst(cls.vcd_path), Packets(cls.packets_path).packets

    def test_packets_are_listed_in_order_and_each_follows_its_way_through_the_mesh(self):
        self.assertGreater(len(self.packets), 1000)
        self.assertEqual([p["number"] for p in self.packets], list(range(len(self.packets))))
        for packet in self.packets:
            self.assertLessEqual(packet["offered"], packet["accepted"])
            place = tuple(map(int, packet["from"].split("@")[1].split(",")))
            cycle = packet["accepted"]
            for at, here, out in packet["hops"]:
                self.assertEqual(here, place)
                self.assertGreater(at, cycle)
                cycle = at
                dx, dy, _ = STEPS.get(out, (0, 0, None))
                place = (place[0] + dx, place[1] + dy)
            (target, ejected, done, is_late), = packet["deliveries"]
            self.assertEqual((target.split("@")[1], ejected, is_late), ("{},{}".format(*place), cycle, False))
            self.assertEqual(packet["hops"][-1][2], "L")
            self.assertGreater(done, ejected + 1)

    def test_packets_wait_for_others_in_queues_and_at_their_senders(self):
        waits = sum(until - since for p in self.packets for _, _, since, until in stays(p))
        self.assertGreater(waits, len(self.packets))
        self.assertTrue(any(p["accepted"] > p["offered"] for p in self.packets))

    def test_grants_in_the_waveform_are_the_hops_of_the_list(self):
        expected = defaultdict(list)
        for packet in self.packets:
            for place, inward, _, cycle in stays(packet):
                out, = [out for at, here, out in packet["hops"] if at == cycle and here == place]
                expected[(place, out)].append((cycle, 1 << "NESWL".index(inward), packet["number"]))
        seen = 0
        for path, changes in self.vcd.signals.items():
            if ".grant_" not in path:
                continue
            _, name, signal = path.split(".")
            place, out = tuple(map(int, name.split("_")[1:])), signal[-1]
            numbers = {cycle: value for cycle, value in self.vcd.signals[f"aerie.{name}.pkt_{out}"]}
            values = dict(changes)
            grants, value, number = [], 0, None
            for cycle in sorted({c for c, _, _ in expected[(place, out)]} | set(values) | set(numbers)):
                value, number = values.get(cycle, value), numbers.get(cycle, number)
                if value:
                    grants.append((cycle, value, number))
            # A grant shows for as long as successive cycles grant to the same input; its packet changes in each of them.
            self.assertEqual(grants, sorted(expected[(place, out)]), path)
            seen += len(grants)
        self.assertEqual(seen, sum(len(p["hops"]) for p in self.packets))

    def test_occupancies_in_the_waveform_and_counters_of_the_timeline_follow_from_the_hops(self):
        changes = defaultdict(list)
        for packet in self.packets:
            for place, inward, since, until in stays(packet):
                changes[(place, inward)] += [(since, 1), (until + 1, -1)]
        counters = Perfetto(self.perfetto_path.read_bytes()).counters
        self.assertEqual(len(counters), len(changes))
        for (place, inward), steps in changes.items():
            expected = levels(steps)
            self.assertEqual([c for c in self.vcd.signals[f"aerie.{router(place)}.occ_{inward}"] if c != (0, 0)], expected)
            self.assertEqual(counters["({},{}) queue {}".format(*place, inward)], expected)

    def test_credits_are_the_places_downstream_that_nobody_holds(self):
        """A grant spends one from the next cycle on; the grant that empties the place downstream gives it back one cycle later (credit latency 1)."""
        changes = defaultdict(list)
        for packet in self.packets:
            way = list(packet["hops"])
            for (cycle, place, out), (until, _, _) in zip(way, way[1:]):
                changes[(place, out)] += [(cycle + 1, -1), (until + 1, 1)]
            changes[(way[-1][1], "L")] += [(way[-1][0] + 1, -1), (packet["deliveries"][0][2], 1)]
        for (place, out), steps in changes.items():
            expected = [(cycle, 4 + level) for cycle, level in levels(steps)]
            self.assertEqual([c for c in self.vcd.signals[f"aerie.{router(place)}.cred_{out}"] if c != (0, 4)], expected, (place, out))

    def test_the_timeline_has_every_packet_once_at_its_sender_and_once_at_its_receiver(self):
        trace = Perfetto(self.perfetto_path.read_bytes())
        sent = {s[3]: s for s in trace.slices if s[0].endswith(" sends")}
        taken = {s[3]: s for s in trace.slices if s[0].endswith(" synapses")}
        self.assertEqual((len(sent), len(taken)), (len(self.packets), len(self.packets)))
        for packet in self.packets:
            name = f"packet {packet['number']}"
            _, begin, end, _, notes, flows, none = sent[name]
            self.assertEqual((begin, end, notes["source"], notes["tick"], none), (packet["accepted"], packet["accepted"] + 1, packet["source"], packet["tick"], []))
            track, begin, end, _, _, none, into = taken[name]
            (target, ejected, done, _), = packet["deliveries"]
            self.assertEqual((end, none, into), (done, [], flows))
            self.assertGreater(begin, ejected)
            self.assertEqual(int(track.split()[1]), int(target.split("@")[0]))
        self.assertEqual(len({flow for s in sent.values() for flow in s[5]}), len(self.packets))

    def test_ticks_of_the_timeline_are_those_of_the_waveform(self):
        trace = Perfetto(self.perfetto_path.read_bytes())
        ticks = [(begin, int(name.split()[1])) for begin, _, name in trace.on("ticks") if name.startswith("tick")]
        self.assertEqual(ticks, self.vcd.signals["aerie.tick"])
        barriers = [(begin, end, 1) for begin, end, name in trace.on("ticks") if name == "barrier"]
        self.assertEqual(barriers, self.vcd.spans("barrier", 0))

    def test_threads_change_no_byte(self):
        for threads in (2, 5):
            for one, other in zip((self.vcd_path, self.perfetto_path, self.packets_path), self.traced(*self.words, name=f"t{threads}", threads=threads)):
                self.assertEqual(one.read_bytes(), other.read_bytes())

    def test_names_that_end_in_gz_hold_the_same_compressed(self):
        for one, other in zip((self.vcd_path, self.perfetto_path, self.packets_path), self.traced(*self.words, name="z", suffix=".gz")):
            self.assertEqual(one.read_bytes(), gzip.decompress(other.read_bytes()))
            self.assertLess(other.stat().st_size, one.stat().st_size / 3)

    def test_each_trace_alone_is_the_same_as_with_the_others(self):
        for option, path in (("--vcd", self.vcd_path), ("--perfetto", self.perfetto_path), ("--packets", self.packets_path)):
            alone = self.folder / f"alone{option}"
            self.assertEqual(aerie("run", *self.words, "-o", self.folder / "alone", option, alone).returncode, 0)
            self.assertEqual(alone.read_bytes(), path.read_bytes())

    def test_a_window_of_cycles_is_a_part_of_the_whole(self):
        end = self.vcd.times[-1]
        begin, end = end // 3, end // 2
        vcd, perfetto, packets = self.traced(*self.words, "--window", f"{begin}:{end}", name="w")
        part = self.through_fst(vcd)
        for path, changes in part.signals.items():
            name = path.removeprefix("aerie.")
            self.assertEqual([c for c in changes if c[0] > begin], [c for c in self.vcd.signals[path] if begin < c[0] < end], path)
            self.assertEqual(part.at(name, begin), self.vcd.at(name, begin), path)
        self.assertEqual(part.times[-1], end)
        overlaps = [p for p in self.packets if p["offered"] < end and max(p["deliveries"])[2] > begin]
        self.assertEqual(Packets(packets).packets, overlaps)
        self.assertLess(len(overlaps), len(self.packets) / 2)
        whole = Perfetto(self.perfetto_path.read_bytes())
        expected = sorted((s[0], max(s[1], begin), min(s[2], end), s[3]) for s in whole.slices if s[1] < end and s[2] > begin)
        self.assertEqual(sorted(s[:4] for s in Perfetto(perfetto.read_bytes()).slices), expected)

    def test_a_window_of_biological_time_is_that_of_its_ticks(self):
        starts = dict((tick, cycle) for cycle, tick in self.vcd.signals["aerie.tick"])
        first, last = self.traced(*self.words, "--window", "2 ms:4 ms", name="b"), self.traced(*self.words, "--window", f"{starts[2]}:{starts[4]}", name="c")
        for one, other in zip(first[:2], last[:2]):
            self.assertEqual(one.read_bytes().replace(b"ticks 2:4", b""), other.read_bytes().replace(b"cycles %d:%d" % (starts[2], starts[4]), b""))
        self.assertEqual(Packets(first[2]).packets, Packets(last[2]).packets)
        self.assertEqual({p["tick"] for p in Packets(first[2]).packets}, set(range(2, 4)))

    def test_chosen_routers_have_their_signals_and_the_packets_that_pass_them(self):
        used = Counter(place for p in self.packets for _, place, _ in p["hops"])
        (x, y), other = used.most_common(1)[0][0], max(used)
        x = min(x, 6)
        vcd, perfetto, packets = self.traced(*self.words, "--routers", f"{x},{y}..{x + 1},{y}", "--routers", f"{other[1] * 8 + other[0]}", name="r")
        chosen = {(x, y), (x + 1, y), other}
        part = self.through_fst(vcd)
        self.assertEqual({tuple(map(int, p.split(".")[1].split("_")[1:])) for p in part.signals if ".r_" in p}, chosen)
        for path, changes in part.signals.items():
            self.assertEqual(changes, self.vcd.signals[path], path)
        passing = [p for p in self.packets if any(place in chosen for _, place, _ in p["hops"])]
        self.assertEqual(Packets(packets).packets, passing)
        self.assertTrue(0 < len(passing) < len(self.packets))
        queues = {name.split()[0] for name in Perfetto(perfetto.read_bytes()).counters}
        self.assertEqual(queues, {"({},{})".format(*place) for place in chosen if used[place]})


def beside(place, out, width=8, height=8):
    dx, dy = {"N": (0, -1), "E": (1, 0), "S": (0, 1), "W": (-1, 0), "NE": (1, -1), "SW": (-1, 1)}[out]
    return (place[0] + dx) % width, (place[1] + dy) % height


class MulticastOnAHexagonalTorus(Case):
    """SpiNNaker: one packet for all NeuroCores that hear a neuron, 16 of them at a router; routers wait, go round and drop, monitors offer again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = [cls.file("busy.txtpb", NETWORK), "--chip", "spinnaker1", "--min-cores", "128", "--set", "mesh.wait1_cycles=4"]
        cls.paths = cls.traced(*cls.words)
        cls.packets = Packets(cls.paths[2]).packets

    def test_a_packet_is_one_line_with_a_delivery_for_each_neuro_core(self):
        self.assertEqual([p["number"] for p in self.packets], list(range(len(self.packets))))
        self.assertTrue(any(len(p["deliveries"]) > 20 for p in self.packets))
        for packet in self.packets:
            cores = [int(target.split("@")[0]) for target, *_ in packet["deliveries"]]
            self.assertEqual(cores, sorted(set(cores)))

    def test_hops_are_a_tree_from_the_sender_to_the_receivers_and_drops_are_made_good(self):
        drops = 0
        for packet in self.packets:
            reached = {tuple(map(int, packet["from"].split("@")[1].split(",")))}
            for _, place, out in packet["hops"]:
                self.assertIn(place, reached)
                drops += out[0] == "?"
                if out[0] != "?" and out != "L":
                    reached.add(beside(place, out))
            local = {(f"{place[0]},{place[1]}", cycle) for cycle, place, out in packet["hops"] if out == "L"}
            self.assertEqual({(target.split("@")[1], ejected) for target, ejected, *_ in packet["deliveries"]}, local)
        self.assertGreater(drops, 100)

    def test_each_delivery_is_a_flow_from_the_sender_to_its_neuro_core(self):
        trace = Perfetto(self.paths[1].read_bytes())
        flows = {flow: s for s in trace.slices for flow in s[5]}
        ends = {flow: s for s in trace.slices for flow in s[6]}
        deliveries = sum(len(p["deliveries"]) for p in self.packets)
        self.assertEqual((len(flows), len(ends)), (deliveries, deliveries))
        seen = sorted((flows[flow][3], int(s[0].split()[1]), s[2]) for flow, s in ends.items())
        listed = sorted((f"packet {p['number']}", int(target.split("@")[0]), done) for p in self.packets for target, _, done, _ in p["deliveries"])
        self.assertEqual(seen, listed)
        drops = sum(1 for s in trace.slices if s[0].endswith(" drops"))
        self.assertEqual(drops, len({(p["number"], cycle, place) for p in self.packets for cycle, place, out in p["hops"] if out[0] == "?"}))

    def test_the_waveform_has_six_links_the_drops_and_ticks_of_133000_cycles(self):
        vcd = self.through_fst(self.paths[0])
        femtoseconds = 7518797   # 1 / 133 MHz, rounded
        self.assertEqual(vcd.timescale, "1fs")
        self.assertEqual(vcd.signals["aerie.tick"], [(tick * 133000 * femtoseconds, tick) for tick in range(8)])
        self.assertEqual(vcd.widths["aerie.r_0_0.grant_NE"], 7)
        wanted = Counter(place for p in self.packets for cycle, place in {(c, at) for c, at, out in p["hops"] if out[0] == "?"})
        for place, drops in wanted.items():
            self.assertEqual(len([v for _, v in vcd.signals[f"aerie.{router(place)}.drop"] if v is not None]), drops)

    def test_packets_that_are_lost_say_where(self):
        _, _, path = self.traced(*self.words, "--set", "mesh.reinject_cycles=0", name="lost")
        packets = Packets(path).packets
        lost = [p for p in packets if any(out[0] == "!" for *_, out in p["hops"])]
        self.assertGreater(len(lost), 10)
        self.assertFalse(any(out[0] == "?" for p in packets for *_, out in p["hops"]))

    def test_threads_change_no_byte(self):
        for one, other in zip(self.paths, self.traced(*self.words, name="t3", threads=3)):
            self.assertEqual(one.read_bytes(), other.read_bytes())


class OtherRuns(Case):
    def test_every_router_policy_topology_and_chip_gives_traces_that_agree(self):
        network = self.file("driven.txtpb", DRIVEN)
        for words in (["mesh.router=bsg"], ["mesh.router=catalyst"], ["mesh.router=booksim-b3"], ["mesh.topology=torus"], ["mesh.topology=hex_torus"],
                      ["mesh.cores_per_router=4"], ["mesh.cast=multicast"], ["chip=truenorth"], ["chip=loihi1"], ["chip=truenorth", "tick_cycles=12"],
                      ["chip=truenorth", "tick_cycles=12", "late=drop"]):
            with self.subTest(words):
                more = [part for word in words for part in (["--chip", word[5:]] if word.startswith("chip=") else ["--set", word])]
                vcd, perfetto, path = self.traced(network, "--min-cores", "8", *more, name="p")
                packets, trace = Packets(path).packets, Perfetto(perfetto.read_bytes())
                self.assertGreater(len(packets), 100)
                taken = [s for s in trace.slices if s[0].endswith("synapses")]
                self.assertEqual(len(taken), sum(len(p["deliveries"]) for p in packets))
                for track in {s[0] for s in taken}:   # a NeuroCore serves one packet after the other
                    slices = trace.on(track)
                    self.assertTrue(all(begin < end for begin, end, _ in slices))
                    self.assertTrue(all(one[1] <= other[0] for one, other in zip(slices, slices[1:])))
                numbers = {value for s, changes in self.through_fst(vcd).signals.items() if s.endswith(".pkt_L") for _, value in changes}
                self.assertEqual(numbers - {None}, {p["number"] for p in packets if p["deliveries"]})
                is_late = any(late for p in packets for *_, late in p["deliveries"])
                self.assertEqual(is_late, "tick_cycles=12" in words)

    def test_a_golden_is_recorded_beside_traces_without_a_difference(self):
        run = ["run", GOLDENS / "chain.txtpb", "--mapping", GOLDENS / "chain.mapping.txtpb", "-o", self.folder / "out"]
        self.assertEqual(aerie(*run, "--trace", self.folder / "alone").returncode, 0)
        self.assertEqual(aerie(*run, "--trace", self.folder / "beside", "--vcd", self.folder / "v", "--packets", self.folder / "p").returncode, 0)
        self.assertEqual((self.folder / "alone").read_bytes(), (self.folder / "beside").read_bytes())
        self.assertEqual(len(Packets(self.folder / "p").packets), 6)

    def test_traces_may_lie_in_the_directory_of_the_results(self):
        out = self.folder / "out"
        for _ in range(2):   # the second run finds the first one's
            answer = aerie("run", GOLDENS / "chain.txtpb", "-o", out, "--vcd", out / "wave.vcd", "--packets", out / "packets.txt.gz")
            self.assertEqual((answer.returncode, answer.stderr), (0, ""))
            self.assertLess({"wave.vcd", "packets.txt.gz", "report.html"}, {p.name for p in out.iterdir()})
        self.assertEqual([p.name for p in self.folder.iterdir() if "part" in p.name or "unfinished" in p.name], [])

    def test_a_long_run_takes_no_more_memory_than_a_short_one(self):
        most = []
        for duration in ("1 second", "40 second"):
            words = [AERIE, "run", EXAMPLES / "homeostasis.txtpb", "--duration", duration, "-o", self.folder / "long", "--vcd", self.folder / "v", "--perfetto", "/dev/null",
                     "--packets", self.folder / "p"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            # Under the address sanitizer what is freed would count for a while.
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=600, env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"})
            most.append(max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
        # The 40-second trace is 70 MB; recorders of the run itself keep some points for the page.
        self.assertLess(most[1], most[0] + 20_000)


if __name__ == "__main__":
    unittest.main()
