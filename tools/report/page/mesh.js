// The mesh as a map: cores coloured by what they did, links by the packets that crossed them. Row 0 is the north edge.
const CORE_VIEWS = [
  ["synaptic_events", "synaptic events"], ["busy_cycles", "busy cycles"], ["spikes", "spikes"], ["packets_in", "packets received"],
  ["neurons", "neurons"], ["synapse_bits", "synapse memory"],
];
const STEP = { N: [0, -1], E: [1, 0], S: [0, 1], W: [-1, 0], n: [1, -1], s: [-1, 1], L: [0, 0] };
const CELL = 64, BOX = 40;

/** A link that closes a ring leads to the other edge. */
const linkName = (link, record) => {
  if (link.direction === "L") return `router (${link.x}, ${link.y}) to its core`;
  const [dx, dy] = STEP[link.direction];
  const behind = (from, step, size) => (from + step + size) % size;
  return `(${link.x}, ${link.y}) → (${behind(link.x, dx, record.mesh_width)}, ${behind(link.y, dy, record.mesh_height)})`;
};

/** The part of the mesh that is used, with one row and column around it where the mesh has them. */
function usedPart(record) {
  const xs = [], ys = [];
  for (const core of record.cores) { xs.push(core.x); ys.push(core.y); }
  for (const link of record.links) { const [dx, dy] = STEP[link.direction]; xs.push(link.x, link.x + dx); ys.push(link.y, link.y + dy); }
  if (xs.length === 0) return null;
  const least = (list) => list.reduce((a, b) => Math.min(a, b)), most = (list) => list.reduce((a, b) => Math.max(a, b));
  return { left: Math.max(0, least(xs) - 1), top: Math.max(0, least(ys) - 1),
    right: Math.min(record.mesh_width - 1, most(xs) + 1), bottom: Math.min(record.mesh_height - 1, most(ys) + 1) };
}

function linkMark(link, most, part, record) {
  const [dx, dy] = STEP[link.direction];
  const x = (link.x - part.left + 0.5) * CELL, y = (link.y - part.top + 0.5) * CELL;
  const load = most > 0 ? link.packets / most : 0, width = 2 + 5 * load, aside = 7;
  const [ax, ay] = [x + (dx * BOX) / 2 - dy * aside, y + (dy * BOX) / 2 + dx * aside];
  const gap = CELL - BOX - 2;
  const [tx, ty] = [ax + dx * gap, ay + dy * gap], tipLength = Math.min(8, width + 3);
  const [bx, by] = [tx - dx * tipLength, ty - dy * tipLength], half = width / 2 + 1.5;
  const shape = `M${ax - dy * (width / 2)},${ay + dx * (width / 2)}L${bx - dy * (width / 2)},${by + dx * (width / 2)}L${bx - dy * half},${by + dx * half}L${tx},${ty}` +
    `L${bx + dy * half},${by - dx * half}L${bx + dy * (width / 2)},${by - dx * (width / 2)}L${ax + dy * (width / 2)},${ay - dx * (width / 2)}Z`;
  const mark = svg("path", { d: shape, class: "link" });
  onTheme(() => mark.setAttribute("fill", heat("link", load)));
  mark.setAttribute("fill", heat("link", load));
  return withTip(mark, () => [`Link ${linkName(link, record)}`, `${grouped(link.packets)} packets`, `${share(link.packets, most)} of the busiest link`]);
}

function coreMark(core, part, view, record) {
  const x = (core.x - part.left) * CELL + (CELL - BOX) / 2, y = (core.y - part.top) * CELL + (CELL - BOX) / 2;
  const lines = () => [`Core ${core.core} at (${core.x}, ${core.y})`, ...CORE_VIEWS.filter(([key]) => key !== "synapse_bits").map(([key, name]) => `${grouped(core[key])} ${name}`),
    `${grouped(core.synapses)} synapses in ${withUnit(core.synapse_bits, "bit")}`, `busy ${share(core.busy_cycles, record.cycles)} of the run`];
  const box = svg("rect", { x, y, width: BOX, height: BOX, rx: 6 });
  const text = svg("text", { x: x + BOX / 2, y: y + BOX / 2 + 4 }, String(core.core));
  const group = svg("g", { class: "core", role: "img", tabindex: "-1", "data-x": core.x, "data-y": core.y, "aria-label": lines().join(", ") }, box, text);
  const paint = () => {
    const most = Math.max(1, ...record.cores.map((one) => one[view.value]));
    const load = core[view.value] / most;
    box.setAttribute("fill", heat("load", load));
    text.setAttribute("class", load > 0.5 ? "on-dark" : "on-light");
  };
  paint();
  onTheme(paint);
  view.addEventListener("change", paint);
  return withTip(group, lines);
}

/** Arrow keys walk from core to core; one core at a time can be tabbed to. */
function walkable(map) {
  const cores = [...map.querySelectorAll(".core")];
  cores[0]?.setAttribute("tabindex", "0");
  map.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const here = document.activeElement?.closest?.(".core");
    if (!step || !here) return;
    event.preventDefault();
    const ahead = (core) => (core.dataset.x - here.dataset.x) * step[0] + (core.dataset.y - here.dataset.y) * step[1];
    const aside = (core) => Math.abs((core.dataset.x - here.dataset.x) * step[1]) + Math.abs((core.dataset.y - here.dataset.y) * step[0]);
    const next = cores.filter((core) => ahead(core) > 0).sort((a, b) => ahead(a) + 3 * aside(a) - ahead(b) - 3 * aside(b))[0];
    if (!next) return;
    here.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  return map;
}

function meshMap(record, part, view) {
  const width = (part.right - part.left + 1) * CELL, height = (part.bottom - part.top + 1) * CELL;
  const map = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "mesh", role: "group", "aria-label": "Map of the mesh; arrow keys walk from core to core",
    style: `max-width:${Math.max(260, width * 1.15)}px` });
  const used = new Set(record.cores.map((core) => `${core.x},${core.y}`));
  for (let y = part.top; y <= part.bottom; ++y) {
    for (let x = part.left; x <= part.right; ++x) {
      if (used.has(`${x},${y}`)) continue;
      map.append(svg("rect", { class: "idle", x: (x - part.left) * CELL + (CELL - BOX) / 2, y: (y - part.top) * CELL + (CELL - BOX) / 2, width: BOX, height: BOX, rx: 6 }));
    }
  }
  const between = record.links.filter((link) => link.direction !== "L"), most = between.reduce((a, link) => Math.max(a, link.packets), 0);
  for (const link of between) map.append(linkMark(link, most, part, record));
  for (const core of record.cores) map.append(coreMark(core, part, view, record));
  return walkable(map);
}

function busiestLinks(record) {
  const sorted = [...record.links].sort((a, b) => b.packets - a.packets || a.y - b.y || a.x - b.x || a.direction.localeCompare(b.direction)).slice(0, 10);
  if (sorted.length === 0) return empty("No packet crossed the mesh.");
  return table("Busiest links", [{ name: "link" }, { name: "" }, { name: "packets", number: true }, { name: "per tick", number: true, wide: true }],
    sorted.map((link) => [linkName(link, record), bar(link.packets, sorted[0].packets, "link"), grouped(link.packets), record.ticks > 0 ? short(Number((link.packets / record.ticks).toPrecision(3))) : "–"]));
}

function latencyRow(record) {
  const latency = record.traffic.latency_cycles;
  if (record.traffic.packets === 0) return null;
  const rows = [["mean", short(latency.mean)], ["p50", grouped(latency.p50)], ["p95", grouped(latency.p95)], ["p99", grouped(latency.p99)], ["max", grouped(latency.max)]];
  return el("dl", { class: "facts" }, ...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function rampKey(name, label, most) {
  return el("div", { class: "scale" }, el("span", {}, `${label}: 0`), el("span", { class: `ramp ${name}` }), el("span", {}, grouped(most)));
}

function meshCard(record) {
  const part = usedPart(record);
  const title = "Mesh traffic";
  if (!part) return card("mesh", title, "", empty("No core was used and no packet moved."));
  const view = el("select", { id: "core-view" }, ...CORE_VIEWS.map(([key, name]) => el("option", { value: key }, name)));
  const between = record.links.filter((link) => link.direction !== "L");
  const key = el("div", { class: "map-keys" });
  const showKey = () => key.replaceChildren(
    rampKey("load", CORE_VIEWS.find(([one]) => one === view.value)[1], Math.max(0, ...record.cores.map((core) => core[view.value]))),
    rampKey("link", "packets on a link", between.reduce((a, link) => Math.max(a, link.packets), 0)));
  showKey();
  view.addEventListener("change", showKey);
  const whole = `${record.mesh_width} × ${record.mesh_height}`;
  const isPart = part.right - part.left + 1 < record.mesh_width || part.bottom - part.top + 1 < record.mesh_height;
  const lede = isPart ? `Columns ${part.left} to ${part.right} and rows ${part.top} to ${part.bottom} of a ${whole} mesh; the rest is idle.` : `The whole ${whole} mesh.`;
  return card("mesh", title, lede, el("div", { class: "map-and-list" },
    el("figure", {}, el("label", { class: "choose" }, "Colour cores by ", view), el("div", { class: "map" }, meshMap(record, part, view)), key),
    el("div", {}, el("h3", {}, "Busiest links"), busiestLinks(record), latencyRow(record) ? el("h3", {}, "Packet latency in cycles") : null, latencyRow(record))));
}
