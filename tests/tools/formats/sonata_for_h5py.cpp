/// @file Writes one small file of each kind into the folder given, for sonata_with_h5py.py to read.
#include <filesystem>

#include "tools/formats/sonata.h"

using namespace aerie::formats;

int main(int, char** arguments) {
    const std::filesystem::path folder{arguments[1]};
    std::filesystem::create_directories(folder);
    SpikesFile spikes{folder / "spikes.h5", {"A"}};
    spikes.append(0, 0.1, {1, 2});
    spikes.append(0, 0.3, {0});
    spikes.commit();
    StatesFile states{folder / "states.h5", {{"A_v", "A", "v", "volt", {0, 2, 4}, 0.0, 10.0, {}}}};
    states.append(0, {1.0, 2.0, 3.0});
    states.append(0, {4.0, 5.0, 6.0});
    states.commit();
    WeightsFile weights{folder / "weights.h5", {{"P", "S", "A", {"w"}, {}, {}, {}}}};
    weights.append_row(0, 0, {1, 2}, {{0.5, 0.25}});
    weights.append_row(0, 1, {0}, {{0.125}});
    weights.commit();
    return 0;
}
