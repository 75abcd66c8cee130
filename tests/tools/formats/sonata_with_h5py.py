"""Reads the three files that sonata_for_h5py writes, with h5py, as a user would, and checks names, types, units and values."""
import sys

import h5py
import numpy as np


def check_spikes(path):
    with h5py.File(path) as file:
        assert file.attrs["magic"] == 0x0A7A
        assert list(file.attrs["version"]) == [0, 1]
        group = file["spikes/A"]
        sorting = h5py.check_enum_dtype(h5py.h5a.open(group.id, b"sorting").dtype)
        assert sorting == {"none": 0, "by_id": 1, "by_time": 2}, sorting
        assert group.attrs["sorting"] == 2
        assert group["timestamps"].dtype == np.float64
        assert group["timestamps"].attrs["units"] in ("ms", b"ms")
        assert group["node_ids"].dtype == np.uint64
        assert group["timestamps"][:].tolist() == [0.1, 0.1, 0.3]
        assert group["node_ids"][:].tolist() == [1, 2, 0]


def check_states(path):
    with h5py.File(path) as file:
        report = file["report/A_v"]
        assert report.attrs["variable"] in ("v", b"v")
        assert report["data"].shape == (2, 3)
        assert report["data"].attrs["units"] in ("volt", b"volt")
        assert report["data"][:].tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
        assert report["mapping/node_ids"][:].tolist() == [0, 2, 4]
        assert report["mapping/index_pointer"][:].tolist() == [0, 1, 2, 3]
        assert report["mapping/element_ids"][:].tolist() == [0, 0, 0]
        assert report["mapping/time"][:].tolist() == [0.0, 20.0, 10.0]
        assert report["mapping/time"].attrs["units"] in ("ms", b"ms")


def check_weights(path):
    with h5py.File(path) as file:
        edges = file["edges/P"]
        assert edges["source_node_id"].attrs["node_population"] in ("S", b"S")
        assert edges["target_node_id"].attrs["node_population"] in ("A", b"A")
        assert edges["source_node_id"][:].tolist() == [0, 0, 1]
        assert edges["target_node_id"][:].tolist() == [1, 2, 0]
        assert edges["edge_type_id"][:].tolist() == [0, 0, 0]
        assert edges["edge_group_id"][:].tolist() == [0, 0, 0]
        assert edges["edge_group_index"][:].tolist() == [0, 1, 2]
        assert edges["0/w"][:].tolist() == [0.5, 0.25, 0.125]


folder = sys.argv[1]
check_spikes(folder + "/spikes.h5")
check_states(folder + "/states.h5")
check_weights(folder + "/weights.h5")
