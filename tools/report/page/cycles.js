// How long a tick takes on the chip.
function cyclesCard(record) {
  const cycles = record.cycles_per_tick;
  if (cycles.time_s.length === 0) return card("cycles", "Cycles per tick", "", empty("No tick was timed: float64 runs and runs of no tick have none."));
  const lede = record.tick_mode === "BARRIER"
    ? "A tick ends when its last packet is absorbed and the barrier has answered, so its length is an outcome."
    : "A tick has a fixed length; what is busy longer makes packets late.";
  return card("cycles", "Cycles per tick", lede, curvesFigure({ title: "cycles", times: cycles.time_s, band: [1, 2], fromZero: true, height: 180,
    curves: [{ label: "longest", values: cycles.max, colour: () => seriesColour(1), width: 1 }, { label: "mean", values: cycles.mean, colour: () => seriesColour(0), width: 2 }] }));
}
