// What precision cost: stores that saturated, increments that vanished.
function lossesCard(data) {
  const rows = data.losses.filter((loss) => loss.stores > 0 || loss.saturations > 0 || loss.lost_increments > 0);
  const title = "Precision";
  if (rows.length === 0) return card("losses", title, "", empty("Nothing was counted: float64 arithmetic neither saturates nor loses increments."));
  const worst = rows.filter((loss) => loss.is_serious).map((loss) => loss.variable);
  const lede = worst.length === 0 ? "Hardly a store saturated or lost its increment: arithmetic is unlikely to have changed the result."
    : `More than one store in a hundred saturated or was lost in ${worst.join(", ")}: expect results that differ from float64.`;
  const rate = (count, stores) => el("span", { class: "meter" }, bar(count, Math.max(stores, 1), count > stores / 100 ? "full" : ""), el("span", {}, count === 0 ? "none" : share(count, stores)));
  const ordered = [...rows].sort((a, b) => (b.saturations + b.lost_increments) / Math.max(1, b.stores) - (a.saturations + a.lost_increments) / Math.max(1, a.stores) || a.variable.localeCompare(b.variable));
  return card("losses", title, lede, table("Saturations and lost increments by variable",
    [{ name: "variable" }, { name: "format", wide: true }, { name: "stores", number: true, wide: true }, { name: "saturated" }, { name: "", number: true, wide: true }, { name: "lost increments" }, { name: "", number: true, wide: true }],
    ordered.map((loss) => [loss.variable, el("code", {}, loss.format || "–"), grouped(loss.stores), rate(loss.saturations, loss.stores), grouped(loss.saturations),
      rate(loss.lost_increments, loss.stores), grouped(loss.lost_increments)])));
}
