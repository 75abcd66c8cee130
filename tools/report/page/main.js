// The table of contents of the page.
const data = JSON.parse(document.getElementById("data").textContent);
const record = data.record;

const populationIndex = new Map(record.populations.map((population, i) => [population.name, i]));
const colourOf = (name) => seriesColour(populationIndex.get(name) ?? populationIndex.size);

const SHORT_NAMES = { raster: "Spikes", rates: "Rates", states: "Variables", weights: "Weights", outputs: "Processor", cycles: "Cycles", mesh: "Mesh", energy: "Energy", limits: "Cores", losses: "Precision",
  populations: "Populations", mapping: "Mapping" };

function header() {
  const micro = (text) => text.replace(/(\d) u(\w)/g, "$1 µ$2");
  const tiles = data.tiles.map((tile) => el("div", { class: tile.warns ? "tile warns" : "tile" }, el("dt", {}, tile.name), el("dd", {}, micro(tile.value)), el("dd", { class: "detail" }, micro(tile.detail))));
  return el("header", {},
    el("p", { class: "kind" }, `Aerie run report`), el("h1", {}, record.network, " ", el("span", {}, `on ${record.chip}`)),
    el("p", { class: "setting" }, micro(data.duration), el("br"), data.setting, record.version ? `, Aerie ${record.version}` : ""), el("dl", { class: "tiles" }, ...tiles));
}

function notes() {
  if (record.notes.length === 0) return null;
  return el("aside", { class: "notes", "aria-label": "Notes" }, el("h2", {}, "What you should know"), el("ul", {}, ...record.notes.map((note) => el("li", {}, note))));
}

function contents(cards) {
  return el("nav", { "aria-label": "Sections" }, ...cards.map((one) => el("a", { href: `#${one.id}` }, SHORT_NAMES[one.id])));
}

setTimeSpan(record.biological_seconds);
const cards = [rasterCard(record, colourOf), ratesCard(data, colourOf), outputsCard(record), statesCard(data), weightsCard(data), cyclesCard(record), meshCard(record), energyCard(record),
  limitsCard(record), lossesCard(data), populationsCard(record, colourOf), mappingCard(record)].filter(Boolean);
document.getElementById("page").append(header(), contents(cards), ...[notes()].filter(Boolean), el("main", {}, ...cards),
  el("footer", {}, "Charts: drag to zoom, double-click to see all. Full data: spikes.h5, states.h5, weights.h5, report.json, counters.csv."));
