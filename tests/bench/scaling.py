#!/usr/bin/env python3
"""Threads and throughput on the balanced network of 11,250 neurons and 12.7 million synapses, static and with pair STDP.

Runs with 1 and 2 threads alternate; the least time of each counts. Prints the speed-up, synaptic events per second, nanoseconds per neuron update and
instruction and per packet-hop of the whole run (an upper bound: each divides the whole wall time), and checks that both give the same counts.

    tests/bench/scaling.py AERIE [--rounds 3] [--duration "200 ms"] [--network FILE ...]
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = [ROOT / "tools/examples/brunel.txtpb", ROOT / "tools/examples/brunel_stdp.txtpb"]


def run(aerie, network, threads, duration, scratch):
    out = Path(scratch) / "out"
    subprocess.run([aerie, "run", str(network), "--duration", duration, "--threads", str(threads), "-o", str(out)], check=True, stdout=subprocess.DEVNULL)
    return json.loads((out / "report.json").read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("aerie")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--duration", default="200 ms")
    parser.add_argument("--network", nargs="*", default=DEFAULT)
    options = parser.parse_args()
    for network in options.network:
        with tempfile.TemporaryDirectory() as scratch:
            runs = [(run(options.aerie, network, 1, options.duration, scratch), run(options.aerie, network, 2, options.duration, scratch)) for _ in range(options.rounds)]
        one, two = (min(pair[k]["wall_seconds"] for pair in runs) for k in (0, 1))
        first, second = runs[0]
        same = all(first[key] == second[key] for key in ("events", "traffic", "cycles", "populations"))
        events, traffic = first["events"], first["traffic"]
        print(f"{Path(network).stem}, {options.duration}: 1 thread {one:.3f} s, 2 threads {two:.3f} s, speed-up {one / two:.2f}, same counts: {same}")
        print(f"  {events['synaptic'] / one / 1e6:.1f} M synaptic events/s, {events['learning'] / one / 1e6:.1f} M learning events/s, "
              f"{one / events['neuron_updates'] * 1e9:.2f} ns per neuron update, {one / events['instructions'] * 1e9:.3f} ns per instruction and lane, "
              f"{one / max(1, traffic['packet_hops']) * 1e9:.0f} ns per packet-hop (1 thread, all of the wall time in each)")
        if not same:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
