// Curves over biological time. All time charts share one cursor and one zoom: what happened at once is seen at once.
const TIME_KEY = "time";
const LEFT_AXIS = 58, RIGHT_MARGIN = 20;
const timeCharts = [];
const zoomFollowers = [];   // what is drawn over time without being a chart
let timeSpan = [0, 1];

function setTimeSpan(seconds) {
  timeSpan = [0, seconds > 0 ? seconds : 1];
}

/** Zooms all charts to [min, max], clamped to the run. */
function zoomTo(min, max) {
  const width = Math.min(max - min, timeSpan[1]);
  const from = Math.max(0, Math.min(min, timeSpan[1] - width));
  for (const chart of timeCharts) chart.setScale("x", { min: from, max: from + width });
  for (const follow of zoomFollowers) follow(from, from + width);
}

function timeKeys(chart) {
  const step = () => Math.max(1, chart.over.clientWidth / 60);
  const move = (by) => chart.setCursor({ left: Math.max(0, Math.min(chart.over.clientWidth, (chart.cursor.left < 0 ? 0 : chart.cursor.left) + by)), top: 4 }, true);
  const zoom = (factor) => {
    const { min, max } = chart.scales.x;
    const middle = chart.cursor.left > 0 ? chart.posToVal(chart.cursor.left, "x") : (min + max) / 2;
    zoomTo(middle - (middle - min) * factor, middle + (max - middle) * factor);
  };
  const actions = { ArrowLeft: () => move(-step()), ArrowRight: () => move(step()), "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2),
    0: () => zoomTo(...timeSpan), Escape: () => zoomTo(...timeSpan) };
  return (event) => {
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
  };
}

function timeAxes(yAxis) {
  const style = { stroke: () => colour("soft"), font: "12px system-ui, sans-serif", grid: { stroke: () => colour("grid"), width: 1 }, ticks: { show: false } };
  return [
    { ...style, size: 26, gap: 6, space: 70, values: (_, marks) => marks.map((mark) => `${short(mark)} s`) },
    { ...style, size: LEFT_AXIS, gap: 8, space: 34, values: (_, marks) => marks.map(short), ...yAxis },
  ];
}

/** Options that every chart over time has; `extra` is merged on top. */
function timeOptions(extra) {
  return {
    width: 600, height: extra.height, legend: { show: false }, padding: [8, RIGHT_MARGIN, 0, 0],
    cursor: {
      y: false, sync: { key: TIME_KEY, setSeries: false, scales: ["x", null] }, drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 2, stroke: (u, i) => u.series[i]._colour?.() ?? colour("ink"), fill: () => colour("card") },
      bind: { dblclick: () => () => { zoomTo(...timeSpan); return null; } },
      ...extra.cursor,
    },
    scales: { x: { time: false, auto: false, range: (_, min, max) => [min ?? timeSpan[0], max ?? timeSpan[1]] }, y: extra.y ?? {} },
    axes: timeAxes(extra.yAxis ?? {}), series: extra.series, bands: extra.bands,
    hooks: {
      ...extra.hooks,
      setSelect: [(u) => {
        if (u.select.width < 4) return;
        zoomTo(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      }],
    },
  };
}

/** Puts a chart into `host`, keeps it as wide as that, and lets keys move the shared cursor. */
function mountTimeChart(host, options, data, label) {
  const chart = new uPlot(options, data, host);
  chart.setScale("x", { min: timeSpan[0], max: timeSpan[1] });
  timeCharts.push(chart);
  host.setAttribute("tabindex", "0");
  host.setAttribute("role", "img");
  host.setAttribute("aria-label", `${label}. Arrow keys move the cursor, plus and minus zoom, 0 shows all.`);
  host.addEventListener("keydown", timeKeys(chart));
  new ResizeObserver(() => {
    const width = Math.floor(host.clientWidth);
    if (width > 0 && width !== chart.width) chart.setSize({ width, height: options.height });
  }).observe(host);
  onTheme(() => chart.redraw(false));
  return chart;
}

/** The legend of a chart: one button a curve with the value under the cursor; pressing it hides the curve. */
function legend(curves) {
  const values = curves.map(() => el("span", { class: "value" }));
  const time = el("span", { class: "time" });
  const swatches = curves.map(() => el("span", { class: "swatch" }));
  const paint = () => swatches.forEach((swatch, i) => swatch.style.setProperty("background", curves[i].colour()));
  paint();
  onTheme(paint);
  let chart = null;
  const buttons = curves.map((curve, i) => el("button", { type: "button", "aria-pressed": "true", title: "Show or hide",
    onclick: (event) => {
      const shown = event.currentTarget.getAttribute("aria-pressed") !== "true";
      event.currentTarget.setAttribute("aria-pressed", String(shown));
      chart.setSeries(i + 1, { show: shown });
    } }, swatches[i], curve.label, values[i]));
  return {
    node: el("div", { class: "legend" }, ...buttons, time),
    attach: (made) => { chart = made; },
    follow: (u) => {
      const at = u.cursor.idx;
      time.textContent = at === null || at === undefined ? "" : `at ${short(u.data[0][at])} s`;
      values.forEach((value, i) => { value.textContent = at === null || at === undefined ? "" : short(u.data[i + 1][at]); });
    },
  };
}

/** A figure of curves {label, values, colour()} over `times`, in `unit`. `fill` draws the area below a single curve, `band` between two of them. */
function curvesFigure({ title, times, curves, unit = "", height = 170, fill = false, band = null, fromZero = false }) {
  let largest = 0;
  for (const curve of curves) for (const value of curve.values) largest = Math.max(largest, Math.abs(value ?? 0));
  const scale = scaleFor(unit, largest);
  const columns = curves.map((curve) => (scale.factor === 1 ? curve.values : curve.values.map((value) => (value === null ? null : value * scale.factor))));
  const names = legend(curves);
  const host = el("div", { class: "chart" });
  const series = curves.map((curve) => ({ stroke: curve.colour, _colour: curve.colour, width: curve.width ?? 1.5, points: { show: times.length < 3 },
    fill: fill && curves.length === 1 ? () => `${curve.colour()}22` : undefined }));
  const options = timeOptions({
    height, series: [{}, ...series], hooks: { setCursor: [names.follow] },
    bands: band ? [{ series: band, fill: () => `${curves[0].colour()}22` }] : undefined,
    y: { range: (_, min, max) => (min === null ? [0, 1] : uPlot.rangeNum(fromZero ? Math.min(0, min) : min, max, 0.08, true)) },
  });
  requestAnimationFrame(() => names.attach(mountTimeChart(host, options, [times, ...columns], `${title}: ${curves.length} curves over ${short(timeSpan[1])} s`)));
  return el("figure", {},
    el("figcaption", {}, el("span", { class: "name" }, title), scale.unit ? el("span", { class: "unit" }, scale.unit) : null, names.node), host);
}
