#!/usr/bin/env python3
"""Turns a recording of ANNarchy's SORF network into inputs and expected outputs for Aerie.

The recording is an .npz file of the first 7.5 s (three gratings) of one run of ANNarchy 5.0.3's notebook "Homeostatic STDP: SORF model", dt = 1 ms:
  pon_t, pon_i, poff_t, poff_i                     tick and index of every Poisson event
  on_t .. inh_i                                    the same of every spike of the buffers, Exc and Inh
  wpo, wpf, won0, woff0, wei0, wie                 initial weights, [post][pre] where there are two indices
  won, woff, wei                                   final weights
  v_exc_every10, u_exc_every10                     after every tenth tick, stored as float32

It writes
  data/sorf.h5          /spikes/{on_poisson,off_poisson} in the SONATA layout, /weights/<projection> in the order (pre, post), and what must come out:
                        /expected/{on_buffer,off_buffer,exc,inh}/{ticks,neurons}, /expected/<projection>, /expected/{v,u}
  sorf.txtpb            the example network with those spike lists in place of its Poisson sources, and those weights in place of its draws

A float64 run of that network must give every expected spike, weights to 1e-15, and v and u to the precision of the recording.

usage: annarchy_sorf.py RECORDING.npz    writes everything beside this script (needs numpy and h5py)
       annarchy_sorf.py --check          exit code 1 unless the network file follows from the example as it is now
"""
import pathlib

from replay_network import main, replaced

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent.parent / "tools" / "examples" / "sorf.txtpb"
NETWORK = HERE / "sorf.txtpb"
SOURCES = {"on_poisson": "pon", "off_poisson": "poff"}
NEURONS = {"on_buffer": "on", "off_buffer": "off", "exc": "exc", "inh": "inh"}
WEIGHTS = {"on_input": "wpo", "off_input": "wpf", "on_exc": "won0", "off_exc": "woff0", "exc_inh": "wei0", "inh_exc": "wie"}
LEARNT = {"on_exc": "won", "off_exc": "woff", "exc_inh": "wei"}


def replay_network():
    """The example's text with recorded spikes, recorded weights, the recording's length and recorders of what it holds."""
    text = EXAMPLE.read_text()
    text = text[text.index("name:"):]
    text = text.replace('name: "sorf"', 'name: "sorf_replay"', 1)
    text = replaced(text, r'duration: "100 s"[^\n]*', 'duration: "7500 ms"')
    text = replaced(text, r'# 40 gratings.*?stimulus \{.*?\n\}\n\n# Grating k.*?\n(?=source)', "")
    for source in SOURCES:
        spikes = rf'\g<1>spikes {{ file: "data/sorf.h5:/spikes/{source}" }}\n}}\n'
        text = replaced(text, rf'(source \{{\n  name: "{source}"\n  shape: \[32, 32\]\n  )poisson \{{.*?\n  \}}\n\}}\n', spikes)
    for projection in WEIGHTS:
        text = replaced(text, rf'(projection \{{\n  name: "{projection}"\n(?:  [^\n]*\n)*?  initial \{{ name: "w" )value: "[^"]*"', rf'\g<1>file: "data/sorf.h5:/weights/{projection}"')
    text = text[:text.index("recorder {")]
    text += "".join(f'recorder {{ of: "{name}" spikes {{}} }}\n' for name in NEURONS)
    text += "".join(f'recorder {{ of: "exc" variable: "{name}" period: "1 ms" }}\n' for name in "vu")
    return "# Written by annarchy_sorf.py from tools/examples/sorf.txtpb: ANNarchy's Poisson events as spike lists, and its initial weights.\n" + text


def write_lists(recording):
    import h5py
    import numpy as np

    def store(group, name, values):
        return group.create_dataset(name, data=values, compression="gzip", compression_opts=9, shuffle=True, track_times=False)

    def by_row(key):
        return recording[key].T.reshape(-1)   # [post][pre] becomes the order (pre, post)

    with h5py.File(HERE / "data" / "sorf.h5", "w", libver="earliest") as file:
        for source, key in SOURCES.items():
            group = file.create_group(f"spikes/{source}")
            store(group, "timestamps", recording[f"{key}_t"].astype(np.float64)).attrs["units"] = "ms"
            store(group, "node_ids", recording[f"{key}_i"].astype(np.uint64))
        for projection, key in WEIGHTS.items():
            store(file.require_group("weights"), projection, by_row(key))
        for population, key in NEURONS.items():
            group = file.create_group(f"expected/{population}")
            store(group, "ticks", recording[f"{key}_t"].astype(np.uint16))
            store(group, "neurons", recording[f"{key}_i"].astype(np.uint16))
        for projection, key in LEARNT.items():
            store(file["expected"], projection, by_row(key))
        for name in "vu":
            store(file["expected"], name, recording[f"{name}_exc_every10"].reshape(-1))

if __name__ == "__main__":
    main(__doc__, NETWORK, EXAMPLE, replay_network, write_lists)
