#!/usr/bin/env python3
"""Makes data/correlated_seed1.csv: the spikes of the tutorial's Brian2 script (numpy target, np.random.seed(1) before its loop) for c = 0, 0.5 and 1.

It also prints what the tutorial's scan of each list gives, which pair_scan must reproduce: -0.4782138838111699, 21.39447038794824 and 41 after 440, 405
and 410 spikes with Brian2 2.5.1. Needs brian2 and numpy.

usage: brian2_correlated.py            writes the file
       brian2_correlated.py --check    exit code 1 unless the file is what Brian2 gives now, 77 where Brian2 2.5.1 is not installed
"""
import pathlib
import sys

try:
    import brian2
    import numpy as np
except ImportError:
    sys.exit(77)

DURATION = 4 * brian2.second
TAU_S = 0.01


def window(lag_s):
    if lag_s == 0:
        return 1.0
    return np.exp(lag_s / TAU_S) if lag_s < 0 else -np.exp(-lag_s / TAU_S)


def spikes(c):
    group = brian2.NeuronGroup(10, "v : 1 (shared)", threshold="((v < rate*dt) and rand() < sqrt(c)) or rand() < rate*(1 - sqrt(c))*dt")
    group.run_regularly("v = rand()")
    monitor = brian2.SpikeMonitor(group)
    brian2.Network(group, monitor).run(DURATION, namespace={"c": c, "rate": 10 * brian2.Hz})
    return np.array(monitor.i), np.array(monitor.t / brian2.ms)


def scan(neurons, times_ms):
    """Neighbours in the list of all spikes; the last pair is never looked at."""
    weight = 0.0
    for k in range(len(neurons) - 2):
        if (neurons[k], neurons[k + 1]) == (1, 0):
            weight += window((times_ms[k + 1] - times_ms[k]) / 1000)
        if (neurons[k], neurons[k + 1]) == (0, 1):
            weight += window((times_ms[k] - times_ms[k + 1]) / 1000)
    return weight


brian2.prefs.codegen.target = "numpy"
np.random.seed(1)
rows = ["correlation,tick,neuron"]
for percent in (0, 50, 100):
    neurons, times_ms = spikes(percent / 100)
    print(percent, len(neurons), repr(scan(neurons, times_ms)))
    rows += [f"{percent},{round(10 * t)},{n}" for n, t in zip(neurons, times_ms)]
text = "\n".join(rows) + "\n"
path = pathlib.Path(__file__).resolve().parent / "data" / "correlated_seed1.csv"
if sys.argv[1:] == ["--check"]:
    sys.exit(77 if brian2.__version__ != "2.5.1" else int(path.read_text() != text))
path.write_text(text)
