"""Readers of traces that share nothing with what wrote them: VCD by its standard, protobuf by its wire format, packets by their columns."""
import bisect
import gzip
import struct
from pathlib import Path


class Vcd:
    """Signals by their path ("aerie.r_0_0.occ_E"), each a list of (time, value); z is None."""

    def __init__(self, text):
        self.timescale, self.comments, self.times = None, [], []
        self.signals, self.widths = {}, {}
        by_code, scope, time = {}, [], None
        lines = iter(text.splitlines())
        for line in lines:
            words = line.split()
            if not words:
                continue
            while words[0] in ("$timescale", "$comment", "$version", "$date", "$scope", "$var", "$upscope", "$attrbegin") and words[-1] != "$end":
                words += next(lines).split()
            if words[0] == "$timescale":
                self.timescale = "".join(words[1:-1])
            elif words[0] == "$comment":
                self.comments.append(" ".join(words[1:-1]))
            elif words[0] == "$scope":
                scope.append(words[2])
            elif words[0] == "$upscope":
                scope.pop()
            elif words[0] == "$var":
                path = ".".join(scope + [words[4].split("[")[0]])
                self.widths[path] = int(words[2])
                self.signals[path] = by_code.setdefault(words[3], [])
            elif words[0].startswith("#"):
                time = int(words[0][1:])
                assert not self.times or time > self.times[-1], "time runs backwards"
                self.times.append(time)
            elif words[0][0] in "bB":
                self._change(by_code[words[1]], time, words[0][1:])
            elif words[0][0] in "01xzXZ":
                self._change(by_code[words[0][1:]], time, words[0][0])

    @staticmethod
    def _change(changes, time, text):
        changes.append((time, None if set(text.lower()) <= {"z", "x"} else int(text, 2)))

    def at(self, path, time):
        changes = self.signals["aerie." + path]
        place = bisect.bisect_right([t for t, _ in changes], time)
        return changes[place - 1][1] if place else None

    def spans(self, path, rest):
        """(begin, end, value) of everything that is not `rest`, in order."""
        changes = self.signals["aerie." + path]
        ends = [t for t, _ in changes[1:]] + [self.times[-1]]
        return [(t, end, value) for (t, value), end in zip(changes, ends) if value != rest]


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def message(data):
    """{field number: [values]} of one protobuf message; what is length-delimited stays bytes."""
    fields, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 1:
            value, at = struct.unpack_from("<Q", data, at)[0], at + 8
        elif wire == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
            assert len(value) == length, "cut short"
        else:
            raise AssertionError(f"wire type {wire}")
        fields.setdefault(number, []).append(value)
    return fields


class Perfetto:
    """Tracks by name, slices as (track name, begin, end, name, notes, flows out, flows in), counters by track name as [(time, value)].

    Read as the viewer reads: sorted by time where equal times keep their order, slices nested by track, names looked up in what was interned before."""

    def __init__(self, data):
        self.tracks, self.parents, self.slices, self.counters = {}, {}, [], {}
        names, notes, events = {}, {}, []
        for number, packet in enumerate(message(data)[1]):
            fields = message(packet)
            assert fields[10] == [1], "one sequence"
            assert fields[13] == [1 if number == 0 else 2]
            for table, known in ((2, names), (3, notes)):
                for interned in fields.get(12, []):
                    for entry in message(interned).get(table, []):
                        entry = message(entry)
                        assert entry[1][0] not in known
                        known[entry[1][0]] = entry[2][0].decode()
            if 60 in fields:
                track = message(fields[60][0])
                name = message(track[3][0])[6][0] if 3 in track else track[2][0]
                assert track[1][0] not in self.tracks, "a track declared twice"
                self.tracks[track[1][0]] = name.decode()
                if 5 in track:
                    assert track[5][0] in self.tracks, "a parent after its child"
                    self.parents[name.decode()] = self.tracks[track[5][0]]
            if 11 in fields:
                events.append((fields[8][0], message(fields[11][0])))
        events.sort(key=lambda event: event[0])
        self._nest(events, names, notes)

    def _nest(self, events, names, notes):
        open_slices = {}
        for time, event in events:
            track = self.tracks[event[11][0]]
            kind = event[9][0]
            if kind == 1:
                name = names[event[10][0]] if 10 in event else event[23][0].decode()
                about = {}
                for note in map(message, event.get(4, [])):
                    about[notes[note[1][0]]] = note[3][0] if 3 in note else note[6][0].decode()
                open_slices.setdefault(track, []).append((time, name, about, event.get(47, []), event.get(48, [])))
            elif kind == 2:
                begin, name, about, out, into = open_slices[track].pop()
                self.slices.append((track, begin, time, name, about, out, into))
            elif kind == 4:
                self.counters.setdefault(track, []).append((time, event[30][0]))
        assert not any(open_slices.values()), "a slice that never ends"

    def on(self, track):
        return sorted((begin, end, name) for t, begin, end, name, *_ in self.slices if t == track)


class Packets:
    """The header lines, and a dictionary per packet."""

    def __init__(self, path):
        data = Path(path).read_bytes()
        text = (gzip.decompress(data) if str(path).endswith(".gz") else data).decode()
        self.header = [line[2:] for line in text.splitlines() if line.startswith("#")]
        self.packets = [self._packet(line.split(" ")) for line in text.splitlines() if not line.startswith("#")]

    @staticmethod
    def _packet(words):
        number, tick, source, sender, offered, accepted, hops, deliveries = words
        steps = [] if hops == "-" else [hop.split(":") for hop in hops.split(";")]
        ends = [] if deliveries == "-" else [end.split(":") for end in deliveries.split(";")]
        return {"number": int(number), "tick": int(tick), "source": source, "from": sender, "offered": int(offered),
                "accepted": None if accepted == "-" else int(accepted),
                "hops": [(int(cycle), tuple(map(int, place.split(","))), out) for cycle, place, out in steps],
                "deliveries": [(core, int(ejected), int(done.rstrip("!")), done.endswith("!")) for core, ejected, done in ends]}
