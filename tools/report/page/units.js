// Numbers as people say them: the twin of units.h, for what the page itself counts (axes, cursors, tooltips).
const PREFIXES = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P"];

/** Three significant digits, no trailing zeros: 3.20 is "3.2". */
function threeDigits(value) {
  return String(Number(value.toPrecision(3)));
}

/** 3.2e-6, "J" is "3.2 µJ"; what is not finite is "not known". */
function withUnit(value, unit) {
  if (value === null || !Number.isFinite(value)) return "not known";
  const number = Number(value.toPrecision(3));
  if (number === 0) return `0 ${unit}`;
  const step = Math.floor(Math.log10(Math.abs(number)) / 3 + 1e-9);
  const prefix = PREFIXES[5 + step];
  return prefix === undefined ? `${number.toExponential(2)} ${unit}` : `${threeDigits(number / 10 ** (3 * step))} ${prefix}${unit}`;
}

const energy = (picojoules) => (picojoules === null ? "not known" : withUnit(picojoules * 1e-12, "J"));
const grouped = (count) => Math.round(count).toLocaleString("en-US");

/** "12 %"; a part that is neither none nor all never reads as "0 %" or "100 %". Of nothing: "–". */
function share(part, whole) {
  if (!(whole > 0)) return "–";
  const percent = (100 * part) / whole;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.001) return "<0.001 %";
  return percent > 99.9 && percent < 100 ? ">99.9 %" : `${threeDigits(percent)} %`;
}

/** "1 neuron", "2 neurons". */
const several = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

/** A short number for an axis or a cursor. */
function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e5) return withUnit(value, "").trim();
  if (size > 0 && size < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

/** The prefix that suits a whole column of a plain SI unit: volts around 0.07 are drawn as mV. */
function scaleFor(unit, largest) {
  if (unit === "1") return { factor: 1, unit: "" };   // a number without a dimension
  if (!["V", "A", "S", "F", "s", "Ohm", "C"].includes(unit) || !(largest > 0)) return { factor: 1, unit };
  const step = Math.min(0, Math.max(-5, Math.floor(Math.log10(largest) / 3 + 1e-9)));
  return { factor: 10 ** (-3 * step), unit: PREFIXES[5 + step] + unit };
}
