// How good the placement is, and who lives on the chip.
function mappingCard(record) {
  const { hop_weighted_traffic: placed, random_hop_weighted_traffic: random, lower_bound: bound } = record.mapping;
  const title = "Mapping quality";
  if (!(placed > 0) && !(random > 0)) return card("mapping", title, "", empty("No traffic between cores: any placement is as good."));
  const rows = [["random placement", random, "random"], ["this mapping", placed, "dynamic"], ["lower bound", bound, "bound"]];
  const parts = [];
  if (random > 0 && placed > 0) parts.push(`${short(Number((random / placed).toPrecision(3)))} times less than a random placement`);
  if (bound > 0 && placed > 0) parts.push(`${short(Number((placed / bound).toPrecision(3)))} times the lower bound`);
  return card("mapping", title, `Expected packet-hops per second: ${parts.join(", ")}.`,
    table("Hop-weighted traffic", [{ name: "" }, { name: "" }, { name: "traffic", number: true }], rows.map(([name, value, kind]) => [name, bar(value ?? 0, Math.max(random, placed), kind), short(value)])));
}

function populationsCard(record, colourOf) {
  if (record.populations.length === 0) return card("populations", "Populations", "", empty("The network has no population."));
  const most = Math.max(...record.populations.map((population) => population.rate_hz ?? 0));
  const swatch = (name) => {
    const mark = el("span", { class: "swatch" });
    const paint = () => mark.style.setProperty("background", colourOf(name));
    paint();
    onTheme(paint);
    return mark;
  };
  return card("populations", "Populations", "", table("Populations", [{ name: "name" }, { name: "size", number: true }, { name: "spikes", number: true }, { name: "rate", number: true }, { name: "", wide: true }],
    record.populations.map((population) => [el("span", {}, swatch(population.name), population.name, population.is_source ? el("small", {}, " source") : null), grouped(population.size),
      grouped(population.spikes), population.rate_hz === null ? "not known" : `${short(Number(population.rate_hz.toPrecision(3)))} Hz`, bar(population.rate_hz ?? 0, most, "dynamic")])));
}
