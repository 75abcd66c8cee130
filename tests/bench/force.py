#!/usr/bin/python3
"""The whole FORCE run of tools/examples/force.txtpb (2,000 neurons, 300,000 ticks, timing and energy counting on) against Brian2's wall time.

Brian2 2.5.1 (cython target, one thread) took 78.8 s for the script on this machine while it was quiet; --brian2 measures it again. Aerie's time is
wall_seconds of report.json: the tick loop. With learning left out the difference is the recursive least squares. Least of several runs.

    tests/bench/force.py AERIE [--rounds 3] [--brian2]
"""
import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "tools/examples/force.txtpb"
BRIAN2_S = 78.8

# The script's model in Brian2's words: see the head of the example for its source.
BRIAN2 = """
from brian2 import *
import numpy as np
np.random.seed(1)
N, Q, G, p = 2000, 10, 0.04, 0.1
td, tr, tm, BIAS, vpeak, vreset = 20*ms, 2*ms, 10*ms, -40, -40, -65
defaultclock.dt = 0.05*ms
P = np.eye(N)*5e-6
neurons = NeuronGroup(N, '''dv/dt = (-v + BIAS + IPSC + E*z)/tm : 1 (unless refractory)
dIPSC/dt = -IPSC/tr + h : 1
dh/dt = -h/td : 1/second
dr/dt = -r/tr + hr : 1
dhr/dt = -hr/td : 1/second
BPhi : 1
z : 1 (shared)
E : 1''', method='euler', threshold='v >= vpeak', reset='v = vreset; hr += 1/(tr*td)*second', refractory=2*ms)
neurons.E = (2*np.random.uniform(size=N) - 1)*Q
neurons.v = vreset + np.random.uniform(size=N)*(30 - vreset)
synapses = Synapses(neurons, neurons, 'w : second', on_pre='h += w/(tr*td)')
synapses.connect()
synapses.w = (G*(np.random.normal(size=(N, N))*(np.random.uniform(size=(N, N)) < p))/(np.sqrt(N)*p)).flatten()*second
@network_operation(dt=defaultclock.dt)
def readout(t):
    neurons.z = np.dot(neurons.BPhi, neurons.r)
@network_operation(dt=2.5*ms)
def train(t):
    global P
    if t > 5*second and t < 10*second:
        cd = P@neurons.r
        neurons.BPhi -= cd*(neurons.z - np.sin(2*np.pi*5*Hz*t))
        P -= np.outer(cd, cd)/(1 + np.dot(neurons.r, cd))
run(15*second)
"""


def run_aerie(aerie, network, arguments=()):
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        subprocess.run([aerie, "run", str(network), "-o", str(out), *arguments], check=True, stdout=subprocess.DEVNULL)
        return json.loads((out / "report.json").read_text())["wall_seconds"]


def run_brian2():
    start = time.monotonic()
    subprocess.run(["/usr/bin/python3", "-c", BRIAN2], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("aerie", help="the aerie program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--brian2", action="store_true", help="measure Brian2 here (minutes) instead of citing it")
    options = parser.parse_args()
    text = EXAMPLE.read_text()
    with tempfile.TemporaryDirectory() as scratch:
        variants = {"as it is": text, "matrix in float64": text.replace("precision: FLOAT32", "precision: FLOAT64"),
                    "without learning": text.replace('start: "5.0025 s"', 'start: "14.9975 s"').replace('stop: "10 s"', 'stop: "15 s"')}
        for name, words in variants.items():
            (Path(scratch) / f"{name.replace(' ', '_')}.txtpb").write_text(words)
        runs = {name: (Path(scratch) / f"{name.replace(' ', '_')}.txtpb", ()) for name in variants}
        runs["float64 arithmetic"] = (EXAMPLE, ("--arithmetic", "float64"))
        runs["two threads"] = (EXAMPLE, ("--threads", "2"))
        times = {name: min(run_aerie(options.aerie, *run) for _ in range(options.rounds)) for name, run in runs.items()}
    brian2 = run_brian2() if options.brian2 else BRIAN2_S
    print(f"Brian2 {brian2:.1f} s ({'measured' if options.brian2 else 'cited'}); Aerie, least of {options.rounds}:")
    for name, seconds in times.items():
        print(f"  {name:20} {seconds:6.2f} s   ratio {seconds / brian2:.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
