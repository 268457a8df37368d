// Days as the API writes them, `2024-05-20`, and as numbers to count with.
import { locale, t } from "./i18n.js";

const LENGTH = 86_400_000;

/** The number of a day; days are `LENGTH` apart in UTC, which has no summer time. */
export const toNumber = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / LENGTH);
export const toDay = (number) => new Date(number * LENGTH).toISOString().slice(0, 10);
export const toDate = (day) => new Date(`${day}T00:00:00Z`);
export const fromDate = (date) => toDay(Math.floor(date.getTime() / LENGTH));
export const isDay = (text) =>
  /^\d{4}-\d\d-\d\d$/.test(text ?? "") && !Number.isNaN(Date.parse(text)) && toDay(toNumber(text)) === text;
export const shift = (day, by) => toDay(toNumber(day) + by);
export const clamp = (day, first, last) => (day < first ? first : day > last ? last : day);

/** The day before `day` by whole months, or the last day of that month where it is shorter. */
export function monthsBefore(day, months) {
  const date = toDate(day);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return fromDate(date);
}

const formats = new Map();
function format(options) {
  const key = locale() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }));
  return formats.get(key);
}

/** A day for a reader. */
export const showDay = (day) => format({ year: "numeric", month: "short", day: "numeric" }).format(toDate(day));
export const showMonth = (day) => format({ year: "numeric", month: "long" }).format(toDate(day));

/** A run of days for a reader; `until` is the first day that no longer belongs. */
export function showDuring({ since, until }) {
  const last = until === null ? null : showDay(shift(until, -1));
  if (since === null) return last === null ? t("during.always") : t("during.until", { until: last });
  if (last === null) return t("during.since", { since: showDay(since) });
  return showDay(since) === last ? last : t("during.both", { since: showDay(since), until: last });
}

function plain(date) {
  if (date.earliest === null) return t("date.before", { day: showDay(date.latest) });
  if (date.latest === null) return t("date.after", { day: showDay(date.earliest) });
  if (date.earliest === date.latest) return showDay(date.earliest);
  const exact = !(date.uncertain || date.approximate);
  if (exact && date.precision === "MONTH" && sameMonth(date)) return showMonth(date.earliest);
  if (exact && date.precision === "YEAR" && sameYear(date)) return t("date.year", { year: Number(date.earliest.slice(0, 4)) });
  return t("date.between", { earliest: showDay(date.earliest), latest: showDay(date.latest) });
}

const sameMonth = ({ earliest, latest }) => earliest.slice(0, 7) === latest.slice(0, 7);
const sameYear = ({ earliest, latest }) => earliest.slice(0, 4) === latest.slice(0, 4);

/** An imprecise date for a reader: what is known of it, and no more. */
export function showDate(date) {
  if (date.isStretch && (date.endLatest || date.endOpen || date.endUnknown)) {
    const start = date.startOpen ? t("date.open") : plain(date);
    const end = date.endOpen ? t("date.open") : date.endLatest ? showDay(date.endLatest) : t("date.unknown");
    return t("date.stretch", { start, end });
  }
  if (date.approximate || date.uncertain) {
    const about = date.approximate ? "date.about" : "date.perhaps";
    return t(about, { text: date.text.replace(/[~?%]/g, ""), range: plain(date) });
  }
  return plain(date);
}
