// The same figures as Alot.Web/Kit/Figures.cs, for what ticks or turns in the browser.
const two = (n) => String(n).padStart(2, "0");

/** Seconds left, as a clock: 41:07, 02:14:09, 2d 3h. */
export function clock(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  if (s >= 86400) return left(s);
  const minutes = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s >= 3600 ? `${two(Math.floor(s / 3600))}:${minutes}` : minutes;
}

/** Seconds left, in words: 38:12, 2h 14m, 13d 22h. */
export function left(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  if (s < 3600) return `${two(Math.floor(s / 60))}:${two(s % 60)}`;
  if (s < 86400) return `${Math.floor(s / 3600)}h ${two(Math.floor(s / 60) % 60)}m`;
  return `${Math.floor(s / 86400)}d ${Math.floor(s / 3600) % 24}h`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A moment in the browser's zone: "Today 21:00 EST", "13 Nov 17:00", "20:14:07". `now` decides what today is. */
export function moment(at, form, withZone, now) {
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const zone = withZone ? ` ${zoneName(at)}` : "";
  if (form === "time") return time + zone;
  if (form === "stamp") return `${time}:${two(at.getSeconds())}${zone}`;
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  const date = `${at.getDate()} ${months[at.getMonth()]}${year}`;
  if (form === "date") return date;
  const days = Math.round((Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / 86400000);
  const day = days === 0 ? "Today" : days === 1 ? "Tomorrow" : days === -1 ? "Yesterday" : date;
  return `${day} ${time}${zone}`;
}

function zoneName(at) {
  return new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(at).find((p) => p.type === "timeZoneName").value;
}
