// Population rates and recorded variables over time.
const MOST_CURVES = 12;   // above it, curves hide each other: the spread and an image are drawn instead

const sameTimes = (a, b) => a.time_s.length === b.time_s.length && a.time_s[0] === b.time_s[0] && a.time_s.at(-1) === b.time_s.at(-1);

function ratesCard(data, colourOf) {
  const rates = data.rates.filter((series) => series.time_s.length > 0);
  const title = "Population rates";
  if (rates.length === 0) return card("rates", title, "", empty("No spikes or rates were recorded. Add to the network file:",
    `recorder { of: "${exampleName(data.record)}" rate {} period: "100 ms" }`));
  const groups = [];
  for (const series of rates) {
    const group = groups.find((one) => sameTimes(one[0], series));
    if (group) group.push(series);
    else groups.push([series]);
  }
  const figures = groups.map((group) => curvesFigure({
    title: "rate", unit: "Hz", times: group[0].time_s, fromZero: true, height: 190, fill: true,
    curves: group.flatMap((series) => series.values.map((values, i) => ({ label: series.values.length > 1 ? series.labels[i] : series.target, values,
      colour: () => colourOf(series.target) }))) }));
  const lede = data.rates_are_binned ? "Spikes per neuron and second, counted from the raster." : "Spikes per neuron and second, as recorded.";
  return card("rates", title, lede, ...figures);
}

function variableFigure(series) {
  const title = `${series.target}.${series.variable}`;
  if (series.values.length > MOST_CURVES) return spreadFigure(series, title);
  return curvesFigure({ title, unit: series.unit, times: series.time_s,
    curves: series.values.map((values, i) => ({ label: series.labels[i], values, colour: () => seriesColour(i) })) });
}

function seriesCard(data, kind, id, title, lede, hint, ...figures) {
  const chosen = data.record.series.filter((series, i) => data.kinds[i] === kind && series.time_s.length > 0 && series.values.length > 0);
  if (chosen.length === 0) return card(id, title, "", empty(hint[0], hint[1]));
  return card(id, title, lede, ...figures, el("div", { class: chosen.length > 1 ? "pair" : "" }, ...chosen.map(variableFigure)));
}

function statesCard(data) {
  return seriesCard(data, "state", "states", "Variables of neurons", "Sampled before each update; thinned for this page, whole in states.h5.",
    ["No variable of a neuron was recorded. Add to the network file:", `recorder { of: "${exampleName(data.record)}" variable: "v" period: "1 ms" indices: [0, 1] }`]);
}

function weightsCard(data) {
  return seriesCard(data, "synapse", "weights", "Weights and variables of synapses", "What learning did; thinned for this page, whole in weights.h5.",
    ["No variable of a synapse was recorded. Add to the network file:", 'recorder { of: "PROJECTION" variable: "w" period: "100 ms" }'],
    ...fieldFigures(data.record.images));
}
