// The page of the sandbox. Every text becomes a text node: what people answered never becomes markup.
"use strict";

const MOST = 1000;        // events on the page
const AT_FIRST = 200;     // events asked for at the beginning

const by = (id) => document.getElementById(id);
const list = by("list");
let events = [];          // newest first: {n, record, raw, text}
let waiting = [];         // came while paused
let known = new Set();    // numbers of events on the page
let chosen = null;        // number of the chosen event
let view = "pretty";
let paused = false;
let missed = 0;
let codes = {};
let drawing = false;
let counting = false;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// The exact text of what was sent: the payload stands last in a record.
function payloadText(raw) {
  return raw.slice(raw.indexOf('"payload":') + 10, -1);
}

function read(raw) {
  const record = JSON.parse(raw);
  return { n: record.n, record, raw, text: raw.toLowerCase() };
}

function add(raw) {
  const event = read(raw);
  if (known.has(event.n)) return;
  known.add(event.n);
  (paused ? waiting : events).unshift(event);
  for (const kept of [events, waiting]) {
    while (kept.length > MOST) known.delete(kept.pop().n);
  }
  draw();
}

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; drawNow(); });
  count();
}

function wanted(event) {
  const verdict = by("verdict").value;
  const search = by("search").value.trim().toLowerCase();
  return (!verdict || event.record.verdict === verdict) && (!search || event.text.includes(search));
}

function title(record) {
  return record.event || (record.type === undefined ? "(no event)" : record.type);
}

function row(event) {
  const { record } = event;
  const item = element("li");
  item.id = "event-" + event.n;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(event.n === chosen));
  item.dataset.n = event.n;
  item.append(element("span", title(record), "name"));
  item.append(element("time", record.receivedAt.slice(11, 19), "time"));
  const said = record.verdict === "discarded" ? "discarded: " + record.code : record.verdict;
  const type = record.event ? record.type + ", " : "";
  item.append(element("span", type + said, "verdict " + record.verdict));
  return item;
}

function drawNow() {
  events.sort((a, b) => b.n - a.n);
  const shown = events.filter(wanted);
  list.replaceChildren(...shown.map(row));
  if (chosen === null) list.removeAttribute("aria-activedescendant");
  else list.setAttribute("aria-activedescendant", "event-" + chosen);
  by("shown").textContent = shown.length === events.length ? String(events.length) : shown.length + " of " + events.length;
  by("none").textContent = events.length
    ? "No event fits the search."
    : "Nothing has arrived yet. Send an event to this address, and it shows here.";
  if (missed) by("shown").textContent += ", " + missed + " came too fast to be shown";
  by("pause").textContent = paused ? "Resume" + (waiting.length ? " (" + waiting.length + " new)" : "") : "Pause";
  by("pause").setAttribute("aria-pressed", String(paused));
}

function choose(n) {
  chosen = n;
  for (const item of list.children) item.setAttribute("aria-selected", String(Number(item.dataset.n) === n));
  list.setAttribute("aria-activedescendant", "event-" + n);
  const item = by("event-" + n);
  if (item) item.scrollIntoView({ block: "nearest" });
  drawDetail();
}

function pair(rows, name, value) {
  if (value === undefined || value === null) return;
  rows.append(element("dt", name), element("dd", typeof value === "string" ? value : JSON.stringify(value)));
}

function kind(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

function members(caption, object) {
  if (object === null || typeof object !== "object" || Array.isArray(object) || !Object.keys(object).length) return [];
  const table = element("table");
  table.append(element("caption", caption));
  const body = element("tbody");
  for (const [name, value] of Object.entries(object)) {
    const line = element("tr");
    const head = element("th", name);
    head.scope = "row";
    line.append(head, element("td", typeof value === "string" ? value : JSON.stringify(value)), element("td", kind(value), "quiet"));
    body.append(line);
  }
  table.append(body);
  return [table];
}

function pretty(record) {
  const parts = [];
  const said = record.verdict === "discarded" ? "discarded: " + record.code : record.verdict;
  parts.push(element("p", said, record.verdict));
  const meaning = codes[record.code];
  if (meaning) parts.push(element("p", meaning.meaning + ". " + meaning.help[0].toUpperCase() + meaning.help.slice(1) + "."));
  if (record.verdict === "duplicate") parts.push(element("p", "Its messageId was seen within the last 24 hours."));
  for (const violation of record.violations || []) parts.push(element("p", "Tracking plan: " + violation));
  if (record.omitted) parts.push(element("p", "Taken out by the source's settings: " + record.omitted.join(", ")));
  const payload = record.payload;
  const rows = element("dl");
  pair(rows, "type", record.type);
  pair(rows, "event", record.event);
  if (payload !== null && typeof payload === "object") {
    for (const name of ["userId", "anonymousId", "groupId", "previousId", "name", "category"]) pair(rows, name, payload[name]);
  }
  pair(rows, "timestamp", record.timestamp);
  pair(rows, "received", record.receivedAt);
  pair(rows, "messageId", record.messageId);
  pair(rows, "source", record.source);
  parts.push(rows);
  if (payload !== null && typeof payload === "object") {
    for (const name of ["properties", "traits", "context", "integrations"]) parts.push(...members(name, payload[name] ?? null));
  }
  return parts;
}

// White space between the tokens of JSON, and nothing else, is changed: numbers stay as they were sent.
function indented(json) {
  let out = "", depth = 0, inside = false;
  const line = () => "\n" + "  ".repeat(depth);
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (inside) {
      out += sign;
      if (sign === "\\") out += json[++at];
      else if (sign === '"') inside = false;
    } else if (sign === '"') { inside = true; out += sign; }
    else if (sign === "{" || sign === "[") {
      const rest = json.slice(at + 1).trimStart();
      if (rest[0] === "}" || rest[0] === "]") { out += sign + rest[0]; at = json.length - rest.length; }
      else { depth++; out += sign + line(); }
    } else if (sign === "}" || sign === "]") { depth--; out += line() + sign; }
    else if (sign === ",") out += sign + line();
    else if (sign === ":") out += ": ";
    else if (!/\s/.test(sign)) out += sign;
  }
  return out;
}

function drawDetail() {
  const event = events.find((event) => event.n === chosen);
  by("tab-pretty").setAttribute("aria-selected", String(view === "pretty"));
  by("tab-raw").setAttribute("aria-selected", String(view === "raw"));
  by("tab-pretty").tabIndex = view === "pretty" ? 0 : -1;
  by("tab-raw").tabIndex = view === "raw" ? 0 : -1;
  by("view").setAttribute("aria-labelledby", "tab-" + view);
  by("detail-title").textContent = event ? title(event.record) : "Event";
  if (!event) by("view").replaceChildren(element("p", "Choose an event.", "quiet"));
  else if (view === "raw") by("view").replaceChildren(element("pre", indented(payloadText(event.raw))));
  else by("view").replaceChildren(...pretty(event.record));
}

// Counts are the sandbox's own: the page does not hold all events.
function count() {
  if (counting) return;
  counting = true;
  setTimeout(async () => {
    counting = false;
    try {
      drawCounts(await (await fetch("/sandbox/summary")).json());
    } catch { /* the state line says that the sandbox is gone */ }
  }, 300);
}

function cells(line, name, numbers, className) {
  const head = element("th", name, className);
  head.scope = "row";
  line.append(head, ...numbers.map((number) => element("td", number.toLocaleString("en"), "number")));
  return line;
}

function drawCounts(summary) {
  const lines = [["received", summary.received], ["kept", summary.kept], ["duplicate", summary.duplicate]]
    .map(([name, number]) => cells(element("tr"), name, [number], name));
  for (const [code, number] of Object.entries(summary.discarded)) lines.push(cells(element("tr"), code, [number], "discarded"));
  by("verdicts").tBodies[0].replaceChildren(...lines);
  const sum = (row) => row.kept + row.duplicate + row.discarded;
  const names = Object.entries(summary.by_event).sort((a, b) => sum(b[1]) - sum(a[1])).slice(0, 100);
  by("names").tBodies[0].replaceChildren(...names.map(([name, row]) => cells(element("tr"), name, [row.kept, row.duplicate, row.discarded])));
}

function pause() {
  paused = !paused;
  if (!paused) {
    events = waiting.concat(events);
    waiting = [];
    while (events.length > MOST) known.delete(events.pop().n);
  }
  drawNow();
}

function move(step) {
  const shown = [...list.children].map((item) => Number(item.dataset.n));
  if (!shown.length) return;
  const at = shown.indexOf(chosen);
  const next = step === "first" ? 0 : step === "last" ? shown.length - 1 : at < 0 ? 0 : at + step;
  choose(shown[Math.max(0, Math.min(shown.length - 1, next))]);
}

list.addEventListener("click", (event) => {
  const item = event.target.closest("li");
  if (item) choose(Number(item.dataset.n));
});
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  move(step);
});
for (const name of ["pretty", "raw"]) {
  by("tab-" + name).addEventListener("click", () => { view = name; drawDetail(); });
  by("tab-" + name).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    view = view === "raw" ? "pretty" : "raw";
    drawDetail();
    by("tab-" + view).focus();
  });
}
by("search").addEventListener("input", drawNow);
by("verdict").addEventListener("change", drawNow);
by("pause").addEventListener("click", pause);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
  if (event.key === "/") { event.preventDefault(); by("search").focus(); }
  if (event.key === "p") pause();
});

async function catchUp() {
  const answer = await fetch("/sandbox/events?format=ndjson&limit=" + AT_FIRST);
  for (const raw of (await answer.text()).split("\n")) if (raw) add(raw);
  draw();
}

const live = new EventSource("/sandbox/live");
live.onopen = () => { by("state").textContent = "live"; catchUp().catch(() => {}); };
live.onerror = () => { by("state").textContent = "the sandbox does not answer; trying again…"; };
live.onmessage = (message) => add(message.data);
live.addEventListener("missed", (message) => { missed += Number(message.data); draw(); });
fetch("/sandbox/codes").then((answer) => answer.json()).then((all) => { codes = all; drawDetail(); }).catch(() => {});
drawNow();
