// Many curves at once: their median and spread, an image with one row a curve, and the distribution at the start and at the end.
function quantile(sorted, part) {
  const at = part * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (at - low);
}

function spreadOf(series) {
  const columns = { high: [], median: [], low: [] };
  for (let t = 0; t < series.time_s.length; ++t) {
    const sorted = series.values.map((curve) => curve[t]).filter((value) => value !== null).sort((a, b) => a - b);
    columns.high.push(sorted.length ? quantile(sorted, 0.9) : null);
    columns.median.push(sorted.length ? quantile(sorted, 0.5) : null);
    columns.low.push(sorted.length ? quantile(sorted, 0.1) : null);
  }
  return columns;
}

function extent(series) {
  let low = Infinity, high = -Infinity;
  for (const curve of series.values) for (const value of curve) if (value !== null) { low = Math.min(low, value); high = Math.max(high, value); }
  return low <= high ? [low, high > low ? high : low + 1] : [0, 1];
}

function paintImage(canvas, series, [low, high], [from, to]) {
  const columns = to - from + 1, rows = series.values.length;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d"), table = heatTable("load").map((text) => text.match(/\d+/g).map(Number));
  const image = context.createImageData(columns, rows);
  for (let r = 0; r < rows; ++r) {
    for (let c = 0; c < columns; ++c) {
      const value = series.values[r][from + c];
      if (value !== null) image.data.set([...table[Math.round((255 * (value - low)) / (high - low))], 255], 4 * (r * columns + c));
    }
  }
  context.putImageData(image, 0, 0);
}

/** The first and last sample inside [min, max]. */
function samplesWithin(times, min, max) {
  const from = Math.max(0, times.findIndex((time) => time >= min)), after = times.findIndex((time) => time > max);
  return [from, Math.max(from, (after < 0 ? times.length : after) - 1)];
}

/** One row a curve, one column a sample, coloured by value; follows the zoom of the chart above it. */
function imageFigure(series) {
  const rows = series.values.length, range = extent(series);
  let shown = [0, series.time_s.length - 1];
  const canvas = el("canvas", { role: "img",
    "aria-label": `Image of ${rows} curves of ${series.target}.${series.variable} over time, from ${short(range[0])} to ${short(range[1])}` });
  const paint = () => paintImage(canvas, series, range, shown);
  paint();
  onTheme(paint);
  zoomFollowers.push((min, max) => { shown = samplesWithin(series.time_s, min, max); paint(); });
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect(), part = (at, size, count) => Math.max(0, Math.min(count - 1, Math.floor((at / size) * count)));
    const c = shown[0] + part(event.clientX - box.left, box.width, shown[1] - shown[0] + 1), r = part(event.clientY - box.top, box.height, rows);
    showTip([series.labels[r], `${short(series.values[r][c])} ${scaleFor(series.unit, 0).unit} at ${short(series.time_s[c])} s`], event.clientX, event.clientY);
  });
  canvas.addEventListener("pointerleave", hideTip);
  canvas.style.height = `${Math.max(90, Math.min(260, rows * 3))}px`;
  return el("div", { class: "image" }, canvas,
    el("div", { class: "scale" }, el("span", {}, short(range[0])), el("span", { class: "ramp load" }), el("span", {}, `${short(range[1])} ${scaleFor(series.unit, 0).unit}`)));
}

function histogram(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  for (const value of values) if (value !== null) ++counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))];
  return counts;
}

/** How the values were spread at the start (outline) and at the end (filled). */
function distributionFigure(series) {
  const bins = 32, width = 320, height = 90, [low, high] = extent(series);
  const at = (t) => histogram(series.values.map((curve) => curve[t]), low, high, bins);
  const start = at(0), end = at(series.time_s.length - 1), most = Math.max(...start, ...end, 1);
  const step = (counts) => counts.map((count, i) => `${i === 0 ? "M0" : "L" + (i * width) / bins},${height - (count / most) * height}L${((i + 1) * width) / bins},${height - (count / most) * height}`).join("");
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `Distribution of ${series.values.length} values at the start and at the end` },
    svg("path", { d: `M0,${height}${step(end).replace("M", "L")}L${width},${height}Z`, class: "end" }), svg("path", { d: step(start), class: "start" }));
  return el("div", { class: "distribution" }, el("div", { class: "keys" }, el("span", { class: "key start" }, "start"), el("span", { class: "key end" }, "end")),
    picture, el("div", { class: "scale" }, el("span", {}, short(low)), el("span", {}, `${series.variable} ${scaleFor(series.unit, 0).unit}`), el("span", {}, short(high))));
}

function spreadFigure(series, title) {
  const { high, median, low } = spreadOf(series);
  const faint = () => colour("series-soft");
  const chart = curvesFigure({ title, unit: series.unit, times: series.time_s, band: [1, 3],
    curves: [{ label: "90 %", values: high, colour: faint, width: 1 }, { label: `median of ${grouped(series.values.length)}`, values: median, colour: () => seriesColour(0), width: 2 },
      { label: "10 %", values: low, colour: faint, width: 1 }] });
  return el("div", { class: "spread" }, chart, distributionFigure(series), imageFigure(series));
}
