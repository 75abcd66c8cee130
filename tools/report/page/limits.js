// How full each core is, under each limit of the chip: a dot per core, then the numbers.
const LIMIT_NAMES = { neurons: "neurons", axons_in: "axons in", axons_out: "axons out", synapses: "synapses", synapse_bits: "synapse memory" };
const FIRST_CORES = 12;

function limitsOf(record) {
  const limits = Object.entries(record.core_limits).filter(([key, most]) => most > 0 && LIMIT_NAMES[key]).map(([key, most]) => ({ key, name: LIMIT_NAMES[key], most }));
  if (record.cycles > 0 && record.cores.some((core) => core.busy_cycles > 0)) limits.push({ key: "busy_cycles", name: "busy time", most: record.cycles });
  return limits;
}

function strip(limit, cores) {
  const parts = cores.map((core) => core[limit.key] / limit.most);
  const fullest = parts.indexOf(Math.max(...parts)), crowd = cores.length > 200 ? 0.25 : cores.length > 40 ? 0.5 : 0.8;
  const dots = svg("svg", { viewBox: "0 0 1000 28", preserveAspectRatio: "none", "aria-hidden": "true" },
    ...parts.map((part) => svg("line", { x1: 1000 * part, x2: 1000 * part, y1: 5, y2: 23, opacity: crowd, class: part > 0.9 ? "full" : undefined })));
  return withTip(el("div", { class: "strip", tabindex: "0", "aria-label": `${limit.name}: fullest core ${cores[fullest].core} at ${share(cores[fullest][limit.key], limit.most)}` },
    el("span", { class: "name" }, limit.name), el("span", { class: "track" }, dots), el("span", { class: "value" }, share(cores[fullest][limit.key], limit.most))),
  () => [`Core ${cores[fullest].core} is fullest`, `${grouped(cores[fullest][limit.key])} of ${grouped(limit.most)} ${limit.key === "busy_cycles" ? "cycles" : limit.name}`,
    `mean of the used cores ${share(parts.reduce((a, b) => a + b, 0), parts.length)}`]);
}

function meter(used, most) {
  const part = used / most;
  return el("span", { class: "meter" }, bar(used, most, part > 0.9 ? "full" : ""), el("span", {}, share(used, most)));
}

function coreTable(record, limits) {
  const tightness = (core) => Math.max(0, ...limits.map((limit) => core[limit.key] / limit.most));
  const sorted = [...record.cores].sort((a, b) => tightness(b) - tightness(a) || a.core - b.core);
  const columns = [{ name: "core" }, { name: "at", wide: true }, ...limits.map((limit) => ({ name: limit.name })), { name: "synapses", number: true }, { name: "synaptic events", number: true }];
  const row = (core) => [String(core.core), `(${core.x}, ${core.y})`, ...limits.map((limit) => meter(core[limit.key], limit.most)), grouped(core.synapses), grouped(core.synaptic_events)];
  const host = el("div", {});
  const show = (count) => {
    host.replaceChildren(table("Cores, fullest first", columns, sorted.slice(0, count).map(row)));
    if (count < sorted.length) host.append(el("button", { type: "button", class: "more", onclick: () => show(sorted.length) }, `Show all ${grouped(sorted.length)} cores`));
  };
  show(FIRST_CORES);
  return host;
}

function limitsCard(record) {
  const limits = limitsOf(record), title = "Cores against their limits";
  if (record.cores.length === 0) return card("limits", title, "", empty("No core was used."));
  return card("limits", title, `A mark for ${record.cores.length === 1 ? "the one used core" : `each of ${grouped(record.cores.length)} used cores`}, from empty to full; the number is the fullest.`,
    el("div", { class: "strips" }, ...limits.map((limit) => strip(limit, record.cores))), coreTable(record, limits));
}
