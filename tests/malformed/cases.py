"""The table of malformed inputs: what is wrong with each, which exit code it must have, and what its message must say."""
import dataclasses
import typing

DIRECTORY = object()    # contents of a "file": a directory
PIPE = object()         # a pipe that nobody writes to

UNKNOWN_COMMAND = "rum"

BAD, TOO_SMALL = 2, 3   # exit codes: bad input, does not fit


@dataclasses.dataclass
class Sparse:
    """A file of so many zero bytes that takes no room."""
    size: int


@dataclasses.dataclass
class Case:
    kind: str                                   # class of input
    name: str
    words: list                                 # command line without the program
    files: dict
    code: int = BAD
    says: tuple = ()                            # regular expressions for the message
    disk_bytes: typing.Optional[int] = None     # no file may grow beyond
    interrupt_after: typing.Optional[float] = None
    is_huge: bool = False                       # must be refused within little memory

    @property
    def command(self):
        """The command that the binary must have for this case to mean something."""
        return None if self.words[0] == UNKNOWN_COMMAND else self.words[0]

    @property
    def is_interrupt(self):
        return self.interrupt_after is not None


CASES = []

# A network that is good, in parts that the cases change.
GOOD = '''name: "small" dt: "1 ms" duration: "100 ms" seed: 1
stimulus { name: "drive" dt: "10 ms" values: [50, 20] unit: "Hz" }
source { name: "S" size: 4 poisson { rate: "drive(t)" } }
population {
  name: "A" size: 4
  equations: "dv/dt = -v / tau : 1 [-8, 8]"
  threshold: "v > 1"
  reset: "v = 0"
  refractory: "2 ms"
  parameter { name: "tau" value: "10 ms" }
  initial { name: "v" value: "0.5" }
}
projection {
  name: "P" from: "S" to: "A"
  connect { all_to_all {} }
  equations: "w : 1 [0, 2]"
  on_pre: "v_post += w"
  initial { name: "w" value: "0.5" }
}
recorder { of: "A" spikes {} }
'''
RUN = ["run", "net.txtpb", "-o", "out"]


def changed(old, new):
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1)


def network(name, text, *says, code=BAD):
    CASES.append(Case("network", name, RUN, {"net.txtpb": text}, code, says))


# --- network: the file itself
network("empty", "", "empty")
network("only a comment", "# nothing\n", "empty")
network("cut in the middle of a message", GOOD[:200], "net.txtpb: line")
network("cut in the middle of a string", GOOD[:GOOD.index("drive") + 2], "line 2")
network("not UTF-8", GOOD.encode() + b"# \xff\xfe", "UTF-8", "0xff")
network("zero bytes", b"\0" * 1000)
CASES.append(Case("network", "missing", RUN, {}, BAD, ("net.txtpb", "No such file")))
CASES.append(Case("network", "a directory", RUN, {"net.txtpb": DIRECTORY}, BAD, ("directory",)))
CASES.append(Case("network", "a pipe without a writer", RUN, {"net.txtpb": PIPE}, BAD, ("pipe",)))
CASES.append(Case("network", "eight gigabytes", RUN, {"net.txtpb": Sparse(1 << 33)}, BAD, ("8589934592", "at most")))
CASES.append(Case("network", "binary, cut short", ["run", "net.pb", "-o", "out"], {"net.pb": b"\n\x05small\x1a\x041 "}, BAD, ("net.pb",)))
CASES.append(Case("network", "binary, unknown field", ["run", "net.pb", "-o", "out"], {"net.pb": b"\n\x05small\xc0\x3e\x01"}, BAD, ("1000",)))

# --- network: fields
network("unknown field", changed("threshold:", "treshold:"), "treshold", "threshold", "line 7")
network("unknown part", changed("recorder", "recoder"), "recoder", "recorder")
network("unknown choice", GOOD + "schedule: BRIAN3", "BRIAN3", "BRIAN2")
network("a number where text is wanted", changed('dt: "1 ms"', "dt: 1"), "dt", "text in quotes")
network("text where a number is wanted", changed("size: 4 poisson", 'size: "four" poisson'), "four", "whole number")
network("a field twice", GOOD + 'name: "again"', "name", "more than once")
network("negative size", changed("size: 4\n", "size: -4\n"), "-4", "from 0")
network("size 0", changed("size: 4\n", "size: 0\n"), "size", "0", "1 to")
network("size 2^63", changed("size: 4\n", "size: 9223372036854775808\n"), "9223372036854775808", "4294967295")
network("size 2^64", changed("size: 4\n", "size: 18446744073709551616\n"), "18446744073709551616")
network("nan in a list", changed("[50, 20]", "[50, nan]"), "nan", "finite")
network("infinity in a list", changed("[50, 20]", "[50, 1e999]"), "inf", "finite")
network("no name", changed('name: "small" ', ""), "name")
network("no dt", changed('dt: "1 ms" ', ""), "dt")
network("no duration", changed('duration: "100 ms" ', ""), "duration")
network("duration and phases", GOOD + 'phase { duration: "1 s" }', "duration")
network("two kinds of one source", changed('poisson { rate: "drive(t)" }', 'poisson { rate: "drive(t)" } regular { period: "1 ms" }'), "poisson")
network("no connection rule", changed("all_to_all {}", ""), "all_to_all")
network("a recorder of nothing", changed("spikes {}", ""), "spikes")
network("a range that ends before it begins", changed("spikes {}", "spikes {} range { begin: 5 end: 2 }"), "begin 5 end 2")

# --- network: meaning
network("duplicate population", GOOD + 'population { name: "A" size: 1 equations: "dv/dt = -v / (1 ms) : 1" }', "A")
network("duplicate projection", GOOD + 'projection { name: "P" from: "S" to: "A" connect { all_to_all {} } on_pre: "v_post += 1" }', "P")
network("duplicate parameter", changed('parameter {', 'parameter { name: "tau" value: "5 ms" } parameter {'), "tau")
network("duplicate variable", changed('equations: "dv/dt', 'equations: "v : 1" equations: "dv/dt'), "v")
network("unknown population", changed('to: "A"', 'to: "AA"'), "AA", "'A'")
network("unknown source", changed('from: "S"', 'from: "s1"'), "s1")
network("unknown variable in an equation", changed("-v / tau", "-v / tua"), "tua", "tau")
network("unknown variable to record", changed("spikes {}", 'variable: "u"'), "u")
network("unknown variable to start", changed('name: "v" value: "0.5"', 'name: "vv" value: "0.5"'), "vv", "'v'")
network("unknown function", changed("-v / tau", "-expp(v) / tau"), "expp", "exp")
network("unknown stimulus", changed("drive(t)", "dribe(t)"), "dribe", "drive")
SHOWN = 'stimulus { name: "shown" dt: "10 ms" values: [1, 2] '
network("a pause without a value", GOOD + SHOWN + 'pause: "5 ms" }', "shown", "pause_value")
network("a pause of half a tick", GOOD + SHOWN + 'pause: "1.5 ms" pause_value: 0 }', "shown", "pause")
network("an unknown order", GOOD + SHOWN + "order: RANDOM }", "RANDOM", "SHUFFLED")
network("a stimulus shown never", GOOD + SHOWN + "repeat: 0 }", "repeat: 0")
network("a stimulus shown too often", GOOD + SHOWN + "repeat: 18446744073709551615 }", "repeat")
network("the order of no stimulus", GOOD + SHOWN + 'order_like: "showed" }', "showed")
network("its own order", GOOD + SHOWN + 'order_like: "shown" }', "shown")
network("an order of its own and another's", GOOD + SHOWN + 'order: SHUFFLED order_like: "drive" }', "order_like")
network("a shape that is not the size", changed('name: "A" size', 'name: "A" shape: [2, 3] size'), "shape", "product")
network("a shape of three", changed('name: "A" size', 'name: "A" shape: [1, 1, 1] size'), "rows and columns")
network("a shape beyond all numbers", GOOD + 'population { name: "B" shape: [4294967296, 4294967296] equations: "dv/dt = -v / (1 ms) : 1" }', "shape")
network("unknown unit", changed('"10 ms"', '"10 mss"'), "mss")
network("cyclic equation", changed('equations: "dv/dt', 'equations: "x = y + 1 : 1" equations: "y = x - 1 : 1" equations: "dv/dt'), "[xy]")
network("unit mismatch in a sum", changed("-v / tau", "-v / tau + 1 mV"), "volt|mV")
network("unit mismatch of a time", changed('refractory: "2 ms"', 'refractory: "2 mV"'), "2 mV|volt")
network("unit missing", changed('value: "10 ms"', 'value: "10"'))
network("syntax error", changed("-v / tau", "-v / (tau"), r"\^")
network("empty right side", changed("dv/dt = -v / tau", "dv/dt = "))
network("dt 0", changed('dt: "1 ms"', 'dt: "0 ms"'), "dt")
network("dt negative", changed('dt: "1 ms"', 'dt: "-1 ms"'), "dt")
network("duration 0", changed('duration: "100 ms"', 'duration: "0 ms"'), "duration")
network("duration beyond 2^63 ticks", changed('duration: "100 ms"', 'duration: "1e30 s"'), "duration")
network("duration nan", changed('duration: "100 ms"', 'duration: "nan s"'), "nan")
network("probability above 1", changed("all_to_all {}", "fixed_probability { probability: 1.5 }"), "1.5", "1")
network("probability below 0", changed("all_to_all {}", "fixed_probability { probability: -0.5 }"), "-0.5")
network("in-degree beyond the source", changed("all_to_all {}", "fixed_in_degree { degree: 5 }"), "5", "4")
network("in-degree 2^63", changed("all_to_all {}", "fixed_in_degree { degree: 9223372036854775808 allow_multiple: true }".replace(
    " allow_multiple: true", "") + " allow_multiple: true"), "9223372036854775808|degree")
network("one to one of different sizes", changed("size: 4 poisson", "size: 3 poisson").replace("all_to_all", "one_to_one"), "3", "4")
network("a pair outside", changed("all_to_all {}", "pairs { pre: [0, 9] post: [0, 1] }"), "9")
network("pairs of different length", changed("all_to_all {}", "pairs { pre: [0, 1] post: [0] }"), "2 and 1")
network("range upside down", changed("[-8, 8]", "[8, -8]"), "8")
network("threshold that is no condition", changed("v > 1", "v + 1"))
network("an event-driven synapse variable with feedback", changed(
    'equations: "w : 1 [0, 2]"', 'equations: "w : 1 [0, 2]" equations: "da/dt = a * a / (10 ms) : 1 (event-driven)"'), "a")
network("start value not finite", changed('value: "0.5"', 'value: "1 / 0"'))
network("delay negative", changed('on_pre:', 'delay: "-1 ms" on_pre:'), "delay|-1 ms")
network("delay below the least", changed('on_pre:', 'delay: "0 ms" on_pre:'), "delay|0 ms")
network("recorder index outside", changed("spikes {}", "spikes {} indices: [4]"), "4")
network("phase changes an unknown parameter",
        changed('duration: "100 ms"', 'phase { duration: "1 s" change { of: "A" name: "taw" value: "1 ms" } }'), "taw", "tau")
network("a list of the wrong length", changed('value: "0.5"', "values: [0.5, 0.5]"), "2", "4")

# --- lists in other files
LISTED = changed('poisson { rate: "drive(t)" }', 'spikes { file: "list.csv" }')
LISTED_H5 = LISTED.replace("list.csv", "list.h5")


def spike_list(name, content, *says, text=LISTED, file="list.csv"):
    files = {"net.txtpb": text}
    if content is not None:
        files[file] = content
    CASES.append(Case("list", name, RUN, files, BAD, says))


spike_list("missing", None, "source 'S'", "list.csv")
spike_list("empty", "", "list.csv", "empty")
spike_list("a directory", DIRECTORY, "list.csv", "directory")
spike_list("without names", "0,1\n", "list.csv: line 1")
spike_list("misspelt column", "neuron,tik\n0,1\n", "tick")
spike_list("text for a number", "neuron,tick\n0,1\n0,two\n", "list.csv: line 3", "two")
spike_list("short row", "neuron,tick\n0\n", "list.csv: line 2")
spike_list("negative", "neuron,tick\n-1,1\n", "-1")
spike_list("half a neuron", "neuron,tick\n0.5,1\n", "0.5")
spike_list("neuron outside", "neuron,tick\n4,1\n", "4")
spike_list("2^63", "neuron,tick\n0,9223372036854775808\n", "9.22|9223372036854775808")
spike_list("nan", "neuron,time_ms\n0,nan\n", "nan")
spike_list("negative time", "neuron,time_ms\n0,-5\n", "-5")
spike_list("HDF5, missing", None, "list.h5", text=LISTED_H5, file="list.h5")
spike_list("HDF5, empty", "", "list.h5", text=LISTED_H5, file="list.h5")
spike_list("HDF5, text", "not HDF5 at all", "list.h5", text=LISTED_H5, file="list.h5")
spike_list("HDF5, cut after its signature", b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0", "list.h5", text=LISTED_H5, file="list.h5")
spike_list("of an unknown kind", "x", "list.xml", text=LISTED.replace("list.csv", "list.xml"), file="list.xml")

# --- chip
CHIP_RUN = ["run", "net.txtpb", "--chip", "./chip.txtpb", "-o", "out"]


def chip(name, content, *says, code=BAD):
    CASES.append(Case("chip", name, CHIP_RUN, {"net.txtpb": GOOD, "chip.txtpb": content}, code, says))


def edited(old, new):
    """The default chip with one change."""
    def edit(chips):
        text = (chips / "aerie.txtpb").read_text()
        assert old in text, old
        return text.replace(old, new, 1)
    return edit


chip("empty", "", "empty")
chip("a directory", DIRECTORY, "directory")
chip("cut short", lambda chips: (chips / "aerie.txtpb").read_text()[:3000])
chip("a network instead", GOOD, "chip.txtpb")
chip("unknown field", edited("fifo_depth", "fifo_dept"), "fifo_dept", "fifo_depth")
chip("wrong type", edited("neurons { value: 1024", 'neurons { value: "many"'), "many")
chip("negative", edited("neurons { value: 1024", "neurons { value: -1"), "-1")
chip("2^63", edited("width { value: 8", "width { value: 9223372036854775808"), "width|9.22|9223372036854775808")
chip("nan", edited("width { value: 8", "width { value: nan"), "nan")
chip("a mesh without routers", edited("width { value: 8", "width { value: 0"), "width")
chip("half a router", edited("width { value: 8", "width { value: 1.5"), "1.5")
chip("a value twice", edited("width { value: 8", "width { value: 8 value: 8"), "value")
chip("a part left out", edited("mesh {", "mesh_ {"), "mesh")
chip("unknown choice", edited('order { value: "xy"', 'order { value: "zz"'), "zz", "xy")
chip("a source twice", edited('width { value: 8 source: "aerie"', 'width { value: 8 source: "" source: "aerie"'), "source", "more than once")
chip("unknown reference", edited('width { value: 8 source: "aerie"', 'width { value: 8 source: "nobody"'), "nobody")
chip("too few neurons", lambda chips: edited("neurons { value: 1024", "neurons { value: 1")(chips)
     .replace("width { value: 8", "width { value: 1", 1).replace("height { value: 8", "height { value: 1", 1), "A|neurons", "1", code=TOO_SMALL)
chip("too little synapse memory", edited("synapse_bits { value: 16777216", "synapse_bits { value: 1"), "synapse", code=TOO_SMALL)
CASES.append(Case("chip", "unknown name", ["run", "net.txtpb", "--chip", "aeri", "-o", "out"], {"net.txtpb": GOOD}, BAD, ("aeri", "aerie")))
CASES.append(Case("chip", "unknown name to show", ["chips", "loihi9"], {}, BAD, ("loihi9", "loihi1")))
CASES.append(Case("chip", "missing file", CHIP_RUN, {"net.txtpb": GOOD}, BAD, ("chip.txtpb",)))
CASES.append(Case("chip", "cannot do what the network asks", ["run", "net.txtpb", "--chip", "loihi1", "-o", "out"],
                  {"net.txtpb": changed("-v / tau", "-v * v / tau")}, TOO_SMALL, ("loihi1", "aerie")))

# --- mapping
MAPPED = ["run", "net.txtpb", "--mapping", "map.txtpb", "-o", "out"]
GOOD_MAPPING = 'network: "small" chip: "aerie" populations { name: "A" runs { first: 0 count: 4 core: 0 } }'


def mapping(name, text, *says, code=BAD):
    CASES.append(Case("mapping", name, MAPPED, {"net.txtpb": GOOD, "map.txtpb": text}, code, says))


mapping("empty", "", "map.txtpb")
mapping("cut short", GOOD_MAPPING[:60], "map.txtpb")
mapping("unknown field", GOOD_MAPPING.replace("core:", "cor:"), "cor", "core")
mapping("wrong type", GOOD_MAPPING.replace("core: 0", 'core: "zero"'), "zero")
mapping("negative", GOOD_MAPPING.replace("core: 0", "core: -1"), "-1")
mapping("2^63", GOOD_MAPPING.replace("core: 0", "core: 9223372036854775808"), "9223372036854775808")
mapping("core outside the chip", GOOD_MAPPING.replace("core: 0", "core: 64"), "64")
mapping("of another network", GOOD_MAPPING.replace('"small"', '"large"'), "large", "small")
mapping("for another chip", GOOD_MAPPING.replace('"aerie"', '"loihi1"'), "loihi1", "aerie")
mapping("unknown population", GOOD_MAPPING.replace('name: "A"', 'name: "B"'), "B")
mapping("a neuron left out", GOOD_MAPPING.replace("count: 4", "count: 3"), "A")
mapping("a neuron too many", GOOD_MAPPING.replace("count: 4", "count: 5"), "A")
mapping("a neuron twice", GOOD_MAPPING.replace("}", "} runs { first: 3 count: 1 core: 1 }", 1), "A")
mapping("a run of nobody", GOOD_MAPPING.replace("count: 4 core: 0", "count: 0 core: 0"), "A")
mapping("a run without a core", GOOD_MAPPING.replace("core: 0", ""), "core")
mapping("a core twice", GOOD_MAPPING.replace("core: 0", "core: 0 core: 1"), "core", "more than once")
mapping("a first neuron twice", GOOD_MAPPING.replace("first: 0", "first: 0 first: 0"), "first", "more than once")
CASES.append(Case("mapping", "a directory", MAPPED, {"net.txtpb": GOOD, "map.txtpb": DIRECTORY}, BAD, ("map.txtpb", "directory")))
CASES.append(Case("mapping", "missing", MAPPED, {"net.txtpb": GOOD}, BAD, ("map.txtpb",)))


# --- size: what no computer and no chip can hold is refused while it is still text
def size(name, text, *says, words=RUN):
    CASES.append(Case("size", name, words, {"net.txtpb": text}, TOO_SMALL, says, is_huge=True))


HUGE = changed("size: 4\n", "size: 1000000000\n")
WIDE = GOOD.replace("size: 4", "size: 60000")
size("a billion neurons", HUGE, "'A'", "1,000,000,000 neurons", "65,536")
size("a billion neurons to map", HUGE, "'A'", "1,000,000,000", words=["map", "net.txtpb"])
size("a billion neurons to calibrate", HUGE, "'A'", "1,000,000,000", words=["calibrate", "net.txtpb"])
size("a billion neurons to compare", HUGE, "'A'", "1,000,000,000", words=["compare", "net.txtpb"])
size("a billion neurons in float64", HUGE, "'A'", "1,000,000,000", words=[*RUN, "--arithmetic", "float64"])
size("four billion sources", changed("size: 4 poisson", "size: 4000000000 poisson"), "4,000,000,000 axons")
size("four billion sources, few of them heard", changed("size: 4 poisson", "size: 4000000000 poisson").replace("all_to_all {}", "fixed_in_degree { degree: 2 }"), "memory")
for rule in ("all_to_all {}", "fixed_probability { probability: 0.5 }", "fixed_in_degree { degree: 50000 }", "fixed_out_degree { degree: 50000 }"):
    size(f"3.6 billion pairs, {rule.split()[0]}", WIDE.replace("all_to_all {}", rule), "'P'", "synapses")


# --- ranges
def ranges(name, text, *says):
    CASES.append(Case("ranges", name, [*RUN, "--ranges", "r"], {"net.txtpb": GOOD, "r": text}, BAD, says))


ranges("unknown variable", "A.w 0 1\n", "A.w", "A.v")
ranges("unknown population", "B.v 0 1\n", "B.v", "A.v")
ranges("one end missing", "A.v 1\n", "r: line 1")
ranges("upside down", "# good\nA.v 1 0\n", "r: line 2")
ranges("empty range", "A.v 1 1\n", "r: line 1")
ranges("nan", "A.v nan 1\n", "r: line 1")
ranges("infinite", "A.v 0 1e999\n", "r: line 1")
ranges("text", "A.v zero one\n", "zero")
ranges("a unit", "A.v 0 mV 1 mV\n", "r: line 1")
ranges("twice", "A.v 0 1\nA.v 0 2\n", "r: line 2", "A.v")
ranges("a directory", DIRECTORY, "r")
CASES.append(Case("ranges", "missing", [*RUN, "--ranges", "r"], {"net.txtpb": GOOD}, BAD, ("r",)))


# --- command line
def line(name, words, *says, files=None):
    CASES.append(Case("command line", name, words, files or {"net.txtpb": GOOD}, BAD, says))


line("unknown command", [UNKNOWN_COMMAND, "net.txtpb"], "rum", "run|chips")
line("no network", ["run"], "NET|network|argument")
line("unknown option", [*RUN, "--sead", "1"], "--sead", "--seed")
line("seed negative", [*RUN, "--seed", "-1"], "-1")
line("seed 2^64", [*RUN, "--seed", "18446744073709551616"], "18446744073709551616")
line("seed with a tail", [*RUN, "--seed", "1x"], "1x")
line("seed without a value", [*RUN, "--seed"], "--seed")
line("threads 0", [*RUN, "--threads", "0"], "0")
line("threads in words", [*RUN, "--threads", "two"], "two")
line("duration without a unit", [*RUN, "--duration", "5"], "5")
line("duration negative", [*RUN, "--duration", "-1 s"], "-1 s")
line("duration nan", [*RUN, "--duration", "nan s"], "nan")
line("unknown arithmetic", [*RUN, "--arithmetic", "float23"], "float23", "float64")
line("an option twice", [*RUN, "--seed", "1", "--seed", "2"], "--seed")
line("two networks", [*RUN, "other.txtpb"], "other.txtpb")

line("choice of partition", ["map", "net.txtpb", "--partition", "matis"], "matis", "'metis'")
line("a mapping and how to make one", ["map", "net.txtpb", "--mapping", "m", "--min-cores", "2"], "--min-cores")
line("margin negative", ["calibrate", "net.txtpb", "--margin", "-0.5"], "-0.5")
line("margin nan", ["calibrate", "net.txtpb", "--margin", "nan"], "nan")
line("ticks 0", ["calibrate", "net.txtpb", "--ticks", "0"], "0")
line("period of half a tick", ["compare", "net.txtpb", "--period", "0.5 ms"], "0.5 ms", "multiple")
line("period without a unit", ["compare", "net.txtpb", "--period", "5"], "--period")
line("members 0", ["compare", "net.txtpb", "--members", "0"], "0")
line("time constant 0", ["compare", "net.txtpb", "--time-constant", "0 ms"], "0 ms")
line("a setting of the chip that does not exist", [*RUN, "--set", "weight.bitz=4"], "weight.bitz", "weight.bits")
line("a setting of the chip without a value", [*RUN, "--set", "weight.bits"], "weight.bits")
line("a setting of the chip beyond reason", [*RUN, "--set", "weight.bits=99"], "99")
CASES.append(Case("command line", "more cores than there are", ["map", "net.txtpb", "--min-cores", "65"], {"net.txtpb": GOOD}, TOO_SMALL, ("65", "64")))

# --- where results go
LONG = changed('duration: "100 ms"', 'duration: "1000000 s"')


def output(name, place, *says, files=None, **more):
    CASES.append(Case("output", name, ["run", "net.txtpb", "-o", place], {"net.txtpb": GOOD, **(files or {})}, BAD, says, **more))


output("a file stands there", "taken", "taken", files={"taken": "somebody's file"})
output("below a file", "taken/out", "taken", files={"taken": "somebody's file"})
output("somebody's directory", "theirs", "theirs", files={"theirs/thesis.tex": "years of work"})
output("not writable", "/proc/aerie-out", "/proc/aerie-out")
output("full disk", "out", "out", disk_bytes=2000)
output("disk without any room", "out", "out", disk_bytes=0)
for command, option in (("map", "-o"), ("calibrate", "-o"), ("compare", "--json")):
    words = [command, "net.txtpb", option]
    CASES.append(Case("output", f"{command}: a full disk", [*words, "file"], {"net.txtpb": GOOD}, BAD, ("file",), disk_bytes=10))
    CASES.append(Case("output", f"{command}: a directory stands there", [*words, "taken"], {"net.txtpb": GOOD, "taken/file": ""}, BAD, ("taken",)))
    CASES.append(Case("output", f"{command}: no such directory", [*words, "no/file"], {"net.txtpb": GOOD}, BAD, ("no/file",)))
CASES.append(Case("output", "interrupted comparison", ["compare", "net.txtpb"], {"net.txtpb": LONG}, BAD, (), interrupt_after=1.5))
CASES.append(Case("output", "interrupted calibration", ["calibrate", "net.txtpb", "--ticks", "1000000000"], {"net.txtpb": LONG}, BAD, (), interrupt_after=1.5))
CASES.append(Case("output", "interrupted", RUN, {"net.txtpb": LONG}, BAD, (), interrupt_after=1.5))


# --- results of earlier runs
def result(name, words, files, *says):
    CASES.append(Case("result", name, words, files, BAD, says))


for command in ("report", "profile"):
    result(f"{command} of nothing", [command, "old"], {}, "old")
    result(f"{command} of a file", [command, "old"], {"old": "text"}, "old")
    result(f"{command} of an empty directory", [command, "old"], {"old": DIRECTORY}, "old")
    result(f"{command} with an empty record", [command, "old"], {"old/report.json": ""}, "report.json")
    result(f"{command} with a record cut short", [command, "old"], {"old/report.json": '{"network": "small", "chip": '}, "report.json")
    result(f"{command} with a record of the wrong type", [command, "old"], {"old/report.json": "[1, 2]"}, "report.json")
for command, words in (("check", ["check", "old.golden"]), ("diff", ["diff", "old.golden", "old.golden"])):
    result(f"{command} of nothing", words, {}, "old.golden")
    result(f"{command} of a directory", words, {"old.golden": DIRECTORY}, "old.golden")
    result(f"{command} of an empty file", words, {"old.golden": ""}, "old.golden")
    result(f"{command} of text", words, {"old.golden": "not a golden\n"}, "old.golden")
    result(f"{command} of noise", words, {"old.golden": bytes((i * 97 + 13) % 256 for i in range(4096))}, "old.golden")
