// Where the energy went. A price that nobody published is not known, and never drawn as zero.
function splitBar(record, known) {
  const { dynamic, static: idle, unknown } = record.energy_pj;
  const dynamicText = unknown.length === 0 ? energy(dynamic) : dynamic > 0 ? `over ${energy(dynamic)}` : "not known";
  const piece = (kind, value, name) => withTip(el("span", { class: kind, tabindex: "0", style: `flex-grow:${Math.max(value / known, 0.002)}`, "aria-label": `${name} ${energy(value)}` }),
    () => [name, energy(value), share(value, known)]);
  return el("div", { class: "split" },
    el("div", { class: "pieces" }, piece("dynamic", dynamic, "Dynamic"), idle === null ? null : piece("static", idle, "Static")),
    el("div", { class: "keys" }, el("span", { class: "key dynamic" }, `dynamic ${dynamicText}`), el("span", { class: "key static" }, `static ${energy(idle)}`)));
}

function energyCard(record) {
  const { by_cause: byCause, static: idle, total } = record.energy_pj;
  const rows = Object.entries(byCause).filter(([, price]) => price !== null && price > 0).map(([name, price]) => ({ name, price, count: record.operations[name], kind: "dynamic" }));
  if (idle !== null && idle > 0) rows.push({ name: "static", price: idle, count: 0, kind: "static" });
  rows.sort((a, b) => b.price - a.price || a.name.localeCompare(b.name));
  const unknown = [...record.energy_pj.unknown, ...(idle === null ? ["static"] : [])];
  const missing = unknown.length === 0 ? null : el("div", { class: "unknown" },
    el("strong", {}, "Not known: "), ...unknown.flatMap((name) => [el("code", {}, name), " "]),
    "– no price is published, so these count nothing and the total is a lower bound.");
  const known = rows.reduce((sum, row) => sum + row.price, 0);
  const title = "Energy by cause";
  if (rows.length === 0) return card("energy", title, "", empty("Nothing that has a known price happened."), missing);
  const lede = total !== null ? `${energy(total)} in all.` : `At least ${energy(known)}.`;
  return card("energy", title, lede, splitBar(record, known),
    table("Energy by cause", [{ name: "cause" }, { name: "" }, { name: "energy", number: true }, { name: "share", number: true }, { name: "times", number: true, wide: true }, { name: "each", number: true, wide: true }],
      rows.map((row) => [row.name.replaceAll("_", " "), bar(row.price, rows[0].price, row.kind), energy(row.price), share(row.price, known),
        row.count ? grouped(row.count) : "–", row.count ? energy(row.price / row.count) : "–"])),
    missing);
}
