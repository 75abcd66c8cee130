#!/usr/bin/env python3
"""Turns a recording of Brian2's homeostasis example into inputs and expected outputs for Aerie.

The recording is an .npz file with, for each seed k, what Brian2 2.5.1 did in examples/synapses/spike_based_homeostasis (dt = 0.1 ms, 40 s):
  sk_steady_step, sk_varying_step      ticks in which the two Poisson sources fired
  sk_homeo_step, sk_nohomeo_step       ticks in which the neurons with and without homeostasis fired
  sk_w_every100steps                   the plastic weight before every hundredth tick, stored as float32

For each seed this writes
  data/homeostasis_seed<k>.h5          /spikes/{steady,varying} in the SONATA layout, and /expected/{regulated,unregulated}/ticks, /expected/w
  homeostasis_seed<k>.txtpb            the example network with spike lists from that file in place of its Poisson sources

A float64 run of such a network must give the expected spikes and weights exactly (weights to float32).

usage: brian2_homeostasis.py RECORDING.npz    writes everything beside this script (needs numpy and h5py)
       brian2_homeostasis.py --check          exit code 1 unless the network files follow from the example as it is now
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent.parent / "tools" / "examples" / "homeostasis.txtpb"
SEEDS = (1, 2, 3)
DT_MS = 0.1
SOURCES = {"steady": "steady_step", "varying": "varying_step"}
NEURONS = {"regulated": "homeo_step", "unregulated": "nohomeo_step"}


def replay_network(seed):
    """The example's text with its Poisson sources replaced by the recorded lists."""
    text = EXAMPLE.read_text()
    text = text[text.index("name:"):]
    text = re.sub(r"stimulus \{.*\}\n\n", "", text)
    text = text.replace('name: "homeostasis"', f'name: "homeostasis_seed{seed}"', 1)
    for source in SOURCES:
        spikes = f'spikes {{ file: "data/homeostasis_seed{seed}.h5:/spikes/{source}" }}'
        text, count = re.subn(rf'(source \{{ name: "{source}" size: 1 )poisson \{{.*?\}}', rf"\g<1>{spikes}", text)
        assert count == 1, source
    return f"# Written by brian2_homeostasis.py from tools/examples/homeostasis.txtpb: Brian2's Poisson events of seed {seed} as spike lists.\n" + text


def network_path(seed):
    return HERE / f"homeostasis_seed{seed}.txtpb"


def write_lists(recording, seed):
    import h5py
    import numpy as np

    def store(group, name, values):
        return group.create_dataset(name, data=values, compression="gzip", compression_opts=9, shuffle=True, track_times=False)

    with h5py.File(HERE / "data" / f"homeostasis_seed{seed}.h5", "w", libver="earliest") as file:
        for source, key in SOURCES.items():
            ticks = recording[f"s{seed}_{key}"]
            group = file.create_group(f"spikes/{source}")
            store(group, "timestamps", ticks * DT_MS).attrs["units"] = "ms"
            store(group, "node_ids", np.zeros(len(ticks), dtype=np.uint64))
        for neuron, key in NEURONS.items():
            store(file.create_group(f"expected/{neuron}"), "ticks", recording[f"s{seed}_{key}"])
        store(file["expected"], "w", recording[f"s{seed}_w_every100steps"])


def write_all(path):
    import numpy as np

    recording = np.load(path)
    (HERE / "data").mkdir(exist_ok=True)
    for seed in SEEDS:
        write_lists(recording, seed)
        network_path(seed).write_text(replay_network(seed))


def check():
    stale = [seed for seed in SEEDS if network_path(seed).read_text() != replay_network(seed)]
    for seed in stale:
        print(f"{network_path(seed).name} does not follow from {EXAMPLE.name}; run this script with the recording", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--check":
        sys.exit(check())
    write_all(sys.argv[1])
