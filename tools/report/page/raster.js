// The raster: a band per population, a mark per spike. Drawn into a time chart so that cursor and zoom are shared.
const BAND_HEADER = 20;

/** Rows of a band: the population, or its first neurons where spikes of no others were kept; a small part of it would be a line. As `aerie plot` draws it. */
function rowsOf(raster) {
  const rows = raster.neuron.reduce((most, neuron) => Math.max(most, neuron + 1), 0);
  return rows > 0 && rows < raster.size / 4 ? rows : raster.size;
}

/** Heights of the bands: a small population stays visible beside a large one. */
function rasterBands(rasters) {
  return rasters.map((raster) => Math.round(Math.max(34, Math.min(220, 9 * Math.sqrt(rowsOf(raster))))));
}

/** Indices of a raster's spikes by ascending time, however they were stored. */
function byTime(raster) {
  const order = Uint32Array.from(raster.time_s.keys());
  return order.sort((a, b) => raster.time_s[a] - raster.time_s[b]);
}

/** What a band says beside its name, from the longest to the shortest. */
function rasterNotes(raster) {
  const spikes = several(raster.total, "spike"), shown = raster.time_s.length < raster.total;
  return [`${several(raster.size, "neuron")}, ${spikes}${shown ? `, ${grouped(raster.time_s.length)} of them shown` : ""}`,
    shown ? `${spikes}, ${share(raster.time_s.length, raster.total)} shown` : spikes, spikes];
}

function drawRaster(u, rasters, heights, colourOf) {
  const { ctx, bbox } = u, dot = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  let top = bbox.top;
  rasters.forEach((raster, i) => {
    const head = BAND_HEADER * dot, height = heights[i] * dot, row = height / rowsOf(raster);
    ctx.fillStyle = colour("band");
    ctx.fillRect(bbox.left, top + head, bbox.width, height);
    ctx.fillStyle = colourOf(raster.population);
    ctx.font = `600 ${12 * dot}px system-ui, sans-serif`;
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "left";
    ctx.fillText(raster.population, bbox.left + 2 * dot, top + head - 6 * dot);
    const used = ctx.measureText(raster.population).width;
    ctx.font = `${12 * dot}px system-ui, sans-serif`;
    const dots = [(row > 6 * dot ? 1 : Math.max(1, Math.min(2, 4000 / Math.max(1, raster.time_s.length)))) * dot, Math.max(1.2 * dot, Math.min(12 * dot, row * 0.7))];
    for (let s = 0; s < raster.time_s.length; ++s) {
      const x = u.valToPos(raster.time_s[s], "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.fillRect(x - dots[0] / 2, top + head + (raster.neuron[s] + 0.5) * row - dots[1] / 2, dots[0], dots[1]);
    }
    ctx.fillStyle = colour("soft");
    const room = bbox.width - used - 12 * dot;
    ctx.fillText(rasterNotes(raster).find((note) => ctx.measureText(note).width <= room) ?? "", bbox.left + 10 * dot + used, top + head - 6 * dot);
    top += head + height;
  });
  ctx.restore();
  drawNeuronAxis(u, rasters, heights);
}

function drawNeuronAxis(u, rasters, heights) {
  const { ctx, bbox } = u, dot = devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour("soft");
  ctx.font = `${12 * dot}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  let top = bbox.top;
  rasters.forEach((raster, i) => {
    const start = top + BAND_HEADER * dot;
    ctx.fillText("0", bbox.left - 8 * dot, start + 6 * dot);
    if (rowsOf(raster) > 1) ctx.fillText(short(rowsOf(raster) - 1), bbox.left - 8 * dot, start + (heights[i] - 6) * dot);
    top = start + heights[i] * dot;
  });
  ctx.restore();
}

/** The spike nearest to a point of the chart within six pixels, as the lines of a tooltip. */
function spikeAt(u, rasters, heights, orders, left, at) {
  let top = 0;
  for (let i = 0; i < rasters.length; ++i) {
    const start = top + BAND_HEADER;
    top = start + heights[i];
    if (at < start || at > top) continue;
    const raster = rasters[i], rows = rowsOf(raster), order = orders[i], from = u.posToVal(left - 6, "x"), to = u.posToVal(left + 6, "x");
    let low = 0, high = order.length;
    while (low < high) { const mid = (low + high) >> 1; if (raster.time_s[order[mid]] < from) low = mid + 1; else high = mid; }
    let best = null, nearest = 49;
    for (; low < order.length && raster.time_s[order[low]] <= to; ++low) {
      const s = order[low], dx = u.valToPos(raster.time_s[s], "x") - left, dy = start + ((raster.neuron[s] + 0.5) * heights[i]) / rows - at;
      if (dx * dx + dy * dy < nearest) { nearest = dx * dx + dy * dy; best = s; }
    }
    return best === null ? null : [`${raster.population}[${raster.neuron[best]}]`, `spike at ${Number(raster.time_s[best].toPrecision(7))} s`];
  }
  return null;
}

function rasterCard(record, colourOf) {
  const lede = "One mark a spike. Drag to zoom, double-click to see all; every chart over time follows.";
  const rasters = record.rasters.filter((raster) => raster.size > 0);
  if (rasters.length === 0) {
    return card("raster", "Spikes", "", empty("No spikes were recorded. Add to the network file:", `recorder { of: "${exampleName(record)}" spikes {} }`));
  }
  const heights = rasterBands(rasters), orders = rasters.map(byTime);
  const height = heights.reduce((sum, one) => sum + one + BAND_HEADER, 0) + 34;
  const host = el("div", { class: "chart" });
  const options = timeOptions({
    height, series: [{}, { show: false }], cursor: { points: { show: false } }, y: { range: [0, 1] },
    yAxis: { values: (_, marks) => marks.map(() => ""), grid: { show: false } },
    hooks: { draw: [(u) => drawRaster(u, rasters, heights, colourOf)] },
  });
  const said = rasters.map((raster) => `${raster.population}: ${grouped(raster.total)} spikes of ${grouped(raster.size)} neurons`).join("; ");
  requestAnimationFrame(() => {
    const chart = mountTimeChart(host, options, [timeSpan, [null, null]], `Raster of spikes. ${said}`);
    chart.over.addEventListener("pointermove", (event) => {
      const box = chart.over.getBoundingClientRect();
      const lines = spikeAt(chart, rasters, heights, orders, event.clientX - box.left, event.clientY - box.top);
      if (lines) showTip(lines, event.clientX, event.clientY);
      else hideTip();
    });
    chart.over.addEventListener("pointerleave", hideTip);
  });
  return card("raster", "Spikes", lede, el("figure", {}, host));
}
