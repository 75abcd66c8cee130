// Elements, and the frame that every figure of the page shares.
function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const el = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** A section with a heading, one sentence that says how to read it, and its content. */
function card(id, title, lede, ...content) {
  const heading = `${id}-heading`;
  return el("section", { id, class: "card", "aria-labelledby": heading },
    el("h2", { id: heading }, title), lede ? el("p", { class: "lede" }, lede) : null, ...content);
}

/** What stands where nothing was recorded: why, and what to add to the network file. */
function empty(reason, code) {
  return el("div", { class: "empty" }, el("p", {}, reason), code ? el("code", {}, code) : null);
}

/** A population to name in an example: the first that is no source. */
const exampleName = (record) => (record.populations.find((population) => !population.is_source) ?? record.populations[0])?.name ?? "POPULATION";

/** A table; columns are {name, number?, narrow?}, rows are lists of texts or nodes. */
function table(caption, columns, rows) {
  const kind = (column) => [column.number ? "number" : "", column.wide ? "wide-only" : ""].join(" ").trim() || undefined;
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {},
      el("caption", { class: "hidden" }, caption),
      el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col", class: kind(column) }, column.name)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell, i) =>
        i === 0 ? el("th", { scope: "row" }, cell) : el("td", { class: kind(columns[i]) }, cell)))))));
}

/** A bar of a part of a whole, with its class naming its colour. */
function bar(part, whole, kind = "") {
  const percent = whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
  return el("span", { class: `bar ${kind}`, "aria-hidden": "true" }, el("span", { style: `width:${percent.toFixed(2)}%` }));
}
