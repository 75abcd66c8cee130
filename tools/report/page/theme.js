// Colours live in page.css; drawings ask for them by name and are redrawn when the reader's scheme changes or the page is printed.
const SERIES_COLOURS = 8;
const redraws = new Set();
let printing = false;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const seriesColour = (index) => colour(`series-${index % SERIES_COLOURS}`);

/** Calls `redraw` whenever colours may have changed. */
function onTheme(redraw) {
  redraws.add(redraw);
}

function repaint() {
  document.documentElement.classList.toggle("printing", printing);
  for (const redraw of redraws) redraw();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
addEventListener("beforeprint", () => { printing = true; repaint(); });
addEventListener("afterprint", () => { printing = false; repaint(); });

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** A colour between the stops --<name>-0 .. --<name>-4, for a part from 0 to 1. */
function heat(name, part) {
  const at = Math.max(0, Math.min(1, part)) * 4;
  const low = Math.min(3, Math.floor(at));
  const a = channels(colour(`${name}-${low}`)), b = channels(colour(`${name}-${low + 1}`));
  return `rgb(${a.map((from, i) => Math.round(from + (b[i] - from) * (at - low))).join(",")})`;
}

/** heat() for many values: 256 colours looked up once. */
function heatTable(name) {
  return Array.from({ length: 256 }, (_, i) => heat(name, i / 255));
}
