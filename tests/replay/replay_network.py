"""What the scripts that turn a recording into a replay network share: `replay_network()` gives its text, `path` is where it stands."""
import re
import sys


def replaced(text, pattern, by):
    text, count = re.subn(pattern, by, text, flags=re.DOTALL)
    assert count == 1, pattern
    return text


def check(path, example, replay_network):
    if path.read_text() == replay_network():
        return 0
    print(f"{path.name} does not follow from {example.name}; run this script with the recording", file=sys.stderr)
    return 1


def main(usage, path, example, replay_network, write_lists):
    """RECORDING.npz writes the lists and the network, --check compares."""
    if len(sys.argv) != 2:
        sys.exit(usage)
    if sys.argv[1] == "--check":
        sys.exit(check(path, example, replay_network))
    import numpy

    write_lists(numpy.load(sys.argv[1]))
    path.write_text(replay_network())
