// Receptive fields: the synapses of a neuron where their sources stand, at the start and at the end.
function paintField(canvas, field, [low, high]) {
  canvas.width = field.columns;
  canvas.height = field.rows;
  const context = canvas.getContext("2d"), table = heatTable("load").map((text) => text.match(/\d+/g).map(Number));
  const image = context.createImageData(field.columns, field.rows);
  field.values.forEach((value, i) => { if (value !== null) image.data.set([...table[Math.round((255 * (value - low)) / (high - low))], 255], 4 * i); });
  context.putImageData(image, 0, 0);
}

function fieldFigure(field, range) {
  const canvas = el("canvas", { role: "img", "aria-label": `${field.projection}.${field.variable} of ${field.target} at ${short(field.time_s)} s, ${field.rows} by ${field.columns}` });
  const paint = () => paintField(canvas, field, range);
  paint();
  onTheme(paint);
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect(), part = (at, size, count) => Math.max(0, Math.min(count - 1, Math.floor((at / size) * count)));
    const row = part(event.clientY - box.top, box.height, field.rows), column = part(event.clientX - box.left, box.width, field.columns);
    const value = field.values[row * field.columns + column];
    showTip([`from row ${row}, column ${column}`, value === null ? "no synapse" : `${short(value)} ${scaleFor(field.unit, 0).unit}`], event.clientX, event.clientY);
  });
  canvas.addEventListener("pointerleave", hideTip);
  return el("figure", { class: "field" }, canvas, el("figcaption", {}, `${field.target} at ${short(field.time_s)} s`));
}

/** One figure for each projection and variable, with one scale for all its images. */
function fieldFigures(images) {
  const groups = [];
  for (const image of images) {
    const last = groups.at(-1);
    if (last && last[0].projection === image.projection && last[0].variable === image.variable) last.push(image);
    else groups.push([image]);
  }
  return groups.map((group) => {
    const values = group.flatMap((image) => image.values.filter((value) => value !== null));
    const low = values.reduce((a, b) => Math.min(a, b), Infinity), high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const range = low <= high ? [low, high > low ? high : low + 1] : [0, 1], first = group[0];
    return el("div", { class: "fields" }, el("h3", {}, `${first.projection}.${first.variable}, where the sources stand`),
      el("div", { class: "grid", style: `--columns: ${group.filter((image) => image.time_s === first.time_s).length}` }, ...group.map((image) => fieldFigure(image, range))),
      el("div", { class: "scale" }, el("span", {}, short(range[0])), el("span", { class: "ramp load" }), el("span", {}, `${short(range[1])} ${scaleFor(first.unit, 0).unit}`)));
  });
}
