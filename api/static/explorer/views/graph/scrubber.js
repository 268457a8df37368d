// A slider over all days, with the turns of the record above it, and a button that lets time run.
import d3 from "../../core/d3.js";
import { h, s } from "../../core/dom.js";
import { clamp, showDay, toDate, toDay, toNumber } from "../../core/days.js";
import { t } from "../../core/i18n.js";
import { choice, dayField } from "../../parts/filters.js";

const WHOLE = 30_000; // ms for all years
const STILL = 1_500; // ms between steps for those who want less motion
const HEIGHT = 34;
const BINS = 240;

/** Ticks up for ways gained and down for ways lost, over all days. */
function strip(turns, first, last) {
  const from = toNumber(first);
  const bin = (day) => Math.floor(((toNumber(day) - from) / (toNumber(last) - from + 1)) * BINS);
  const sums = d3.rollups(turns.filter((turn) => turn.day >= first && turn.day <= last), (all) => all.length, (turn) => `${bin(turn.day)} ${turn.kind === "gained"}`);
  const most = d3.max(sums, ([, n]) => n) ?? 1;
  const size = (n) => 3 + (HEIGHT / 2 - 4) * Math.sqrt(n / most);
  return s("svg", { class: "strip", viewBox: `0 0 ${BINS} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    s("line", { x1: 0, x2: BINS, y1: HEIGHT / 2, y2: HEIGHT / 2 }),
    sums.map(([key, n]) => {
      const [at, gained] = key.split(" ");
      const tall = size(n);
      return s("rect", { class: gained === "true" ? "gained" : "lost", x: at, width: 0.9, y: gained === "true" ? HEIGHT / 2 - tall : HEIGHT / 2, height: tall });
    }));
}

function years(first, last) {
  const x = d3.scaleUtc([toDate(first), toDate(last)], [0, 100]);
  return h("div", { class: "years", "aria-hidden": "true" }, x.ticks(innerWidth < 640 ? 4 : 9).map((tick) => h("span", { css: { left: `${x(tick)}%` } }, tick.getUTCFullYear())));
}

/**
 * `moved(day)` is called while the day moves, `settled(day)` when it stays; `changes` are the days
 * on which anything changes.
 */
export function scrubber({ day: start, first, last, turns, changes, months, moved, settled, setMonths }) {
  let day = clamp(start, first, last);
  let running = null;
  const range = h("input", { id: "scrub", type: "range", min: toNumber(first), max: toNumber(last), step: 1, value: toNumber(day), "aria-label": t("graph.day") });
  const date = dayField({ id: "day", label: t("graph.day"), value: day, min: first, max: last, change: (value) => { stop(); settle(value); } });
  const input = date.querySelector("input");
  const play = h("button", { id: "play", type: "button", class: "play", on: { click: () => (running ? stop(true) : run()) } });

  function show(wanted) {
    day = clamp(wanted, first, last);
    range.value = toNumber(day);
    range.setAttribute("aria-valuetext", showDay(day));
    if (input !== document.activeElement) input.value = day;
  }
  function move(wanted) {
    show(wanted);
    moved(day);
  }
  function settle(wanted) {
    move(wanted);
    input.value = day;
    settled(day);
  }
  function label() {
    play.textContent = running ? `❚❚ ${t("graph.pause")}` : `▶ ${t("graph.play")}`;
  }
  function stop(isSettled = false) {
    if (!running) return;
    running.stop();
    running = null;
    label();
    if (isSettled) settle(day);
  }
  function run() {
    if (day >= last) move(first);
    running = matchMedia("(prefers-reduced-motion: reduce)").matches ? leap() : glide();
    label();
  }
  function glide() {
    const from = toNumber(day);
    const speed = (toNumber(last) - toNumber(first)) / WHOLE;
    return d3.timer((elapsed) => {
      const to = Math.min(toNumber(last), from + Math.floor(elapsed * speed));
      if (toDay(to) !== day) move(toDay(to));
      if (to >= toNumber(last)) stop(true);
    });
  }
  function leap() {
    return d3.interval(() => {
      const next = changes.find((each) => each > day);
      if (next) move(next);
      else stop(true);
    }, STILL);
  }
  const toChange = (id, sign, find) => h("button", { id, type: "button", "aria-label": t(`graph.${id}`), title: t(`graph.${id}`), on: { click: () => { stop(); const next = find(); if (next) settle(next); } } }, sign);
  range.addEventListener("input", () => { stop(); move(toDay(Number(range.value))); });
  range.addEventListener("change", () => settle(toDay(Number(range.value))));
  show(day);
  label();
  const element = h("div", { class: "scrubber" },
    h("div", { class: "controls" }, play,
      toChange("earlier", "◀", () => changes.findLast((each) => each < day)), toChange("later", "▶", () => changes.find((each) => each > day)),
      date,
      choice({ id: "months", label: t("graph.months"), value: String(months), options: ["1", "3", "12"].map((each) => [each, t(`graph.months.${each}`)]), change: setMonths })),
    h("div", { class: "track" }, strip(turns, first, last), range, years(first, last)));
  return { element, show, stop: () => stop() };
}
