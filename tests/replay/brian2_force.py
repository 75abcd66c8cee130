#!/usr/bin/env python3
"""Turns a recording of Brian2's FORCE training with 200 neurons into inputs and expected outputs for Aerie.

The recording is an .npz file of Brian2 2.5.1 running the script that tools/examples/force.txtpb follows, with N = 200 and seed 1:
  E, v0              feedback weights and first membrane potentials
  pre, post, w       the synapses that are not zero; w is the script's omega, in s
  z_1ms              the output every 1 ms, stored as float32
  BPhi               the readout weights at the end
  spk20_step, _i     spikes of the first 20 neurons; nspikes_total counts those of all

This writes
  data/force_N200.h5      the lists that the network names, and /expected/{z,weights,spikes/ticks,spikes/neurons,spikes/total}
  force_N200.txtpb        the example network with 200 neurons and lists in place of what it draws

A float64 run must give the expected spikes exactly, and z to float32.

usage: brian2_force.py RECORDING.npz    writes both beside this script (needs numpy and h5py)
       brian2_force.py --check          exit code 1 unless the network file follows from the example as it is now
"""
import pathlib

from replay_network import main, replaced

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent.parent / "tools" / "examples" / "force.txtpb"
NETWORK = HERE / "force_N200.txtpb"
LISTS = "data/force_N200.h5"
TD_S = 0.02   # the example's h is the script's times tr, so its w is omega / td


def replay_network():
    """The example's text with lists for what it draws, and ranges for the stronger weights of a smaller network."""
    text = EXAMPLE.read_text()
    text = text[text.index("name:"):]
    text = replaced(text, r'name: "force"', 'name: "force_N200"')
    text = replaced(text, r"size: 2000", "size: 200")
    text = replaced(text, r'name: "E" value: "[^"]*"', f'name: "E" file: "{LISTS}:/E"')
    text = replaced(text, r'name: "v" value: "[^"]*"', f'name: "v" file: "{LISTS}:/v"')
    text = replaced(text, r"fixed_probability \{.*?\}", f'pairs {{ file: "{LISTS}:/edges/recurrent" }}')
    text = replaced(text, r'w : 1 \[[^\]]*\]', "w : 1 [-8, 8]")
    text = replaced(text, r'  parameter \{ name: "sd".*?\}\n', "")
    text = replaced(text, r'name: "w" value: "[^"]*"', f'name: "w" file: "{LISTS}:/w"')
    text = replaced(text, r"recorder \{.*", 'recorder { of: "reservoir" spikes {} }\nrecorder { of: "readout" variable: "z" period: "1 ms" }\n')
    return "# Written by brian2_force.py from tools/examples/force.txtpb: 200 neurons, with Brian2's draws of seed 1 as lists.\n" + text


def write_lists(recording):
    import h5py
    import numpy as np

    with h5py.File(HERE / LISTS, "w", libver="earliest") as file:
        def store(name, values):
            file.create_dataset(name, data=values, compression="gzip", compression_opts=9, shuffle=True, track_times=False)

        store("E", recording["E"])
        store("v", recording["v0"])
        store("w", recording["w"] / TD_S)
        store("edges/recurrent/source_node_id", recording["pre"].astype(np.uint64))
        store("edges/recurrent/target_node_id", recording["post"].astype(np.uint64))
        store("expected/z", recording["z_1ms"])
        store("expected/weights", recording["BPhi"])
        store("expected/spikes/ticks", recording["spk20_step"].astype(np.uint64))
        store("expected/spikes/neurons", recording["spk20_i"].astype(np.uint64))
        store("expected/spikes/total", [int(recording["nspikes_total"])])

if __name__ == "__main__":
    main(__doc__, NETWORK, EXAMPLE, replay_network, write_lists)
