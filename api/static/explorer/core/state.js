// What is shown, as the address says it: one frozen value, written to the query part of the
// address, so that going back and forward, reloading and sharing all give the same page.
import { isDay } from "./days.js";

const text = (value) => (value && value.length <= 200 ? value : null);
const day = (value) => (isDay(value) ? value : null);
const words = (value) => (value ? value.split(",").filter((each) => /^[A-Z_]{2,40}$/.test(each)).sort() : []);
const oneOf = (...values) => (value) => (values.includes(value) ? value : values[0]);
const yes = (value) => value === "yes";

export const VIEWS = ["story", "timeline", "graph", "path", "matrix", "entities", "entity", "event", "source", "about"];

/** How each part is read; what is not in the address has the value of null. */
const PARTS = {
  view: oneOf(...VIEWS),
  lang: oneOf(null, "en", "zh"),
  day, // the day in question; the last of the record if not given
  than: day, // the day to compare with
  since: day, // the stretch of the timeline that is shown
  until: day,
  channels: words,
  directions: words,
  kinds: words,
  id: text, // what the page is about, or what is selected in a picture
  from: text,
  to: text,
  company: text,
  link: text, // a selected way: origin destination CHANNEL
  by: oneOf("company", "channel"),
  rows: oneOf("company", "product"),
  step: oneOf("quarter", "year", "month"),
  months: (value) => (["1", "12"].includes(value) ? Number(value) : 3), // how long "just now" is
  strict: yes, // access with limits does not count
  when: oneOf("day", "time"), // a path on one day, or one whose hops follow each other in a window
  best: oneOf("EARLIEST_ARRIVAL", "LATEST_DEPARTURE", "FASTEST", "FEWEST_HOPS"),
  sure: yes, // only ways that certainly let one through
  apart: yes, // each hop on a later day
  known: day, // only what was publicly known on this day
  tier: oneOf("SECONDARY", "PRESS", "OFFICIAL"), // only sources as good as this
  sources: (value) => (["2", "3"].includes(value) ? Number(value) : 1), // at least so many
  verified: yes, // only what has a source
};

const NOTHING = new URLSearchParams();

/** The state that an address asks for. */
export function read(search) {
  const parameters = new URLSearchParams(search);
  return Object.freeze(
    Object.fromEntries(Object.entries(PARTS).map(([name, parse]) => [name, parse(parameters.get(name))])),
  );
}

const BLANK = read(NOTHING);

/** The address of a state, relative to the page; what is as usual is left out. */
export function address(state) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value === BLANK[name] || value === null || (Array.isArray(value) && !value.length)) continue;
    parameters.set(name, value === true ? "yes" : String(value));
  }
  const query = parameters.toString();
  return query ? `?${query.replaceAll("%2C", ",")}` : "./";
}

let current = read(location.search);
const listeners = [];

export const state = () => current;
export const onChange = (listener) => listeners.push(listener);

/** The address that a change of the state would lead to, for links. */
export const linkTo = (changes) => address({ ...current, ...changes });

/** Leave what belongs to one view behind: for links from one view to another. */
export const elsewhere = (changes) => address({ ...BLANK, lang: current.lang, ...changes });

/** Change the state; `replace` where going back should not stop at it. */
export function go(changes, { replace = false } = {}) {
  const next = Object.freeze({ ...current, ...changes });
  const where = address(next);
  if (where === address(current)) return;
  const before = current;
  current = next;
  history[replace ? "replaceState" : "pushState"](null, "", where);
  for (const listener of listeners) listener(current, before);
}

function follow() {
  const before = current;
  current = read(location.search);
  for (const listener of listeners) listener(current, before);
}

addEventListener("popstate", follow);

/** Clicks on links of ours change the state instead of loading the page again. */
addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[href]");
  const target = link?.getAttribute("href");
  if (!link || link.hasAttribute("target") || !(target === "./" || target.startsWith("?"))) return;
  event.preventDefault();
  go(read(target === "./" ? "" : target));
});
