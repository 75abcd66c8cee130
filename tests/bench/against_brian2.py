#!/usr/bin/python3
"""Aerie against Brian2's C++ standalone, in one run: homeostasis (40 s) and CUBA (1 s).

Both run single-threaded, alternately, several times; the least time of each is compared, since the machine is shared. Brian2's time is its own
"last run time" (compilation and building the network excluded); Aerie's is wall_seconds of report.json (the same: the tick loop with timing and
energy counting on). Needs Debian's python3-brian.

    tests/bench/against_brian2.py AERIE [--rounds 5] [--only homeostasis|cuba]
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

COMMON = "from brian2 import *\nset_device('cpp_standalone', directory={directory!r}, build_on_run=False)\n"

# The models are those of tools/examples/*.txtpb, in Brian2's words.
HOMEOSTASIS = COMMON + """
steady_rate = TimedArray([50]*Hz, dt=40*second)
varying_rate = TimedArray([25, 50, 0, 35, 0]*Hz, dt=10*second)
steady, varying = PoissonGroup(1, rates='steady_rate(t)'), PoissonGroup(1, rates='varying_rate(t)')
names = dict(tau=10*ms, dw_plus=0.05, dw_minus=0.05, w_max=2)
model = dict(threshold='v > 1', reset='v = -1', method='euler', refractory=1*ms, namespace=names)
regulated = NeuronGroup(1, 'dv/dt = (0 - v)/tau : 1 (unless refractory)', **model)
unregulated = NeuronGroup(1, 'dv/dt = (0 - v)/tau : 1 (unless refractory)', **model)
plastic = Synapses(steady, regulated, 'w : 1', on_pre='v_post += w\\nw = clip(w + dw_plus, 0, w_max)',
                   on_post='w = clip(w - dw_minus, 0, w_max)', namespace=names)
plastic.connect()
drives = []
for target in (regulated, unregulated):
    drives.append(Synapses(varying, target, 'w : 1', on_pre='v_post += w'))
    drives[-1].connect()
    drives[-1].w = 2
monitors = [SpikeMonitor(g) for g in (regulated, unregulated, steady, varying)]
weight = StateMonitor(plastic, 'w', record=[0], dt=10*ms)
voltage = StateMonitor(regulated, 'v', record=[0], dt=10*ms)
defaultclock.dt = 0.1*ms
network = Network(collect(), *drives)
network.run(40*second)
"""

CUBA = COMMON + """
taum, taue, taui = 20*ms, 5*ms, 10*ms
Vt, Vr, El = -50*mV, -60*mV, -49*mV
eqs = '''dv/dt = (ge + gi - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : volt
dgi/dt = -gi/taui : volt'''
P = NeuronGroup(4000, eqs, threshold='v > Vt', reset='v = Vr', refractory=5*ms, method='exact')
P.v = 'Vr + rand()*(Vt - Vr)'
Ce = Synapses(P, P, on_pre='ge += 1.62*mV')
Ci = Synapses(P, P, on_pre='gi -= 9*mV')
Ce.connect('i < 3200', p=0.02)
Ci.connect('i >= 3200', p=0.02)
spikes = SpikeMonitor(P)
defaultclock.dt = 0.1*ms
network = Network(collect())
network.run(1*second)
"""
FINISH = """
prefs.devices.cpp_standalone.openmp_threads = 0
device.build(compile=True, run=False, directory={directory!r})
"""
CASES = {"homeostasis": (HOMEOSTASIS, "homeostasis.txtpb"), "cuba": (CUBA, "cuba.txtpb")}


def build_brian2(source, directory):
    script = (source + FINISH).format(directory=str(directory))
    subprocess.run(["/usr/bin/python3", "-c", script], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_brian2(directory):
    subprocess.run([str(directory / "main")], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    return float((directory / "results" / "last_run_info.txt").read_text().split()[0])


def run_aerie(aerie, network, directory):
    out = directory / "aerie"
    subprocess.run([aerie, "run", str(ROOT / "tools/examples" / network), "-o", str(out)], check=True, stdout=subprocess.DEVNULL)
    return json.loads((out / "report.json").read_text())["wall_seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("aerie", help="the aerie program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=sorted(CASES))
    options = parser.parse_args()
    print(f"{'network':12} {'Brian2 C++':>12} {'Aerie':>12} {'ratio':>8}   least of {options.rounds} runs each, alternating")
    for name in [options.only] if options.only else sorted(CASES):
        source, network = CASES[name]
        with tempfile.TemporaryDirectory() as scratch:
            directory = Path(scratch) / "brian2"
            build_brian2(source, directory)
            times = [(run_brian2(directory), run_aerie(options.aerie, network, Path(scratch))) for _ in range(options.rounds)]
        brian2, ours = min(t[0] for t in times), min(t[1] for t in times)
        print(f"{name:12} {brian2 * 1e3:9.1f} ms {ours * 1e3:9.1f} ms {ours / brian2:8.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
