// What the embedded processor computed: each output against what it was to become, with the time in which it learnt.
function seriesOf(record, program, variable) {
  return record.series.find((series) => series.target === program.name && series.variable === variable && series.time_s.length > 0 && series.values.length > 0);
}

/** Output and target share a chart where both were recorded; the error and the weights have their own. */
function outputFigures(record, program, output) {
  const result = seriesOf(record, program, output), target = seriesOf(record, program, `${output}_target`);
  const curves = [target && { label: "target", values: target.values[0], colour: () => colour("static"), width: 3 },
    result && { label: output, values: result.values[0], colour: () => seriesColour(0) }].filter(Boolean);
  const figures = curves.length === 0 ? []
    : [curvesFigure({ title: target && result ? `${program.name}.${output} against its target` : `${program.name}.${(result ?? target).variable}`, unit: (result ?? target).unit, times: (result ?? target).time_s, curves, height: 220 })];
  for (const name of [`${output}_error`, `${output}_weights`]) {
    const series = seriesOf(record, program, name);
    if (series) figures.push(variableFigure(series));
  }
  return figures;
}

function programLine(program) {
  const learns = program.learns_from_s === null ? "fixed weights"
    : `learns from ${short(program.learns_from_s)} s ${program.learns_until_s === null ? "to the end" : `to ${short(program.learns_until_s)} s`}`;
  return [program.name, learns, grouped(program.runs), withUnit(program.operations, "").trim(), withUnit(program.words_read, "").trim(), withUnit(program.words_written, "").trim(),
    `${withUnit(program.memory_bytes, "B")}`, share(program.cycles, record.cycles)];
}

function outputsCard(record) {
  if (record.processor.length === 0) return null;
  const figures = record.processor.flatMap((program) => program.outputs.flatMap((output) => outputFigures(record, program, output)));
  const numbers = table("Programs of the embedded processor", [{ name: "program" }, { name: "" }, { name: "runs", number: true }, { name: "operations", number: true },
    { name: "words read", number: true, wide: true }, { name: "written", number: true, wide: true }, { name: "memory", number: true, wide: true }, { name: "of the chip's time", number: true }],
    record.processor.map(programLine));
  const hint = figures.length > 0 ? [] : [empty("No output was recorded. Add to the network file:", `recorder { of: "${record.processor[0].name}" variable: "${record.processor[0].outputs[0]}" period: "1 ms" }`)];
  return card("outputs", "Embedded processor", "It reads neurons at the start of a tick and writes its outputs back before they are updated.", ...figures, ...hint, numbers);
}
