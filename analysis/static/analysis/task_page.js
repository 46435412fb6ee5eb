// Updates the page of a running analysis, and shows the result once it exists.
// The server renders every state; this script applies later events. Without it the page reloads itself.

import { clock } from "./clock.js";
import { say, translated } from "./words.js";

const POLL_MS = 5000;
const SPEAK_MS = 10000;
/** Labels for the states of task_socket.js, and for "asking": without a socket, the page polls. */
const CONNECTION_WORDS = {
  connecting: say("connecting"),
  open: say("live"),
  polling: say("live"),
  waiting: say("reconnecting"),
  asking: say("polling"),
};

const find = (selector, root = document) => root.querySelector(selector);

let task = JSON.parse(find("#live-data").textContent);
let seenSeq = task.lastSeq;
let connection = "connecting";
let clockStart = performance.now();
let remainingAt = performance.now();
let loadedAt = performance.now();
/** A step waits: no event says until when, so the page asks until the step goes on. */
let waits = task.continuesIn !== null;
let spokenAt = 0;

// Rendering

function setText(selector, text) {
  const element = find(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

function lasting(seconds) {
  if (seconds < 10) return say("seconds", { count: seconds.toFixed(1) });
  const whole = Math.round(seconds);
  const parts = [[Math.floor(whole / 3600), "hours"], [Math.floor(whole / 60) % 60, "minutes"], [whole % 60, "seconds"]];
  return parts.filter(([count]) => count).slice(0, 2).map(([count, unit]) => say(unit, { count })).join(" ");
}

// Screen readers announce important changes at once and progress at intervals.
function speak(text, always = false) {
  const moment = performance.now();
  if (!always && moment - spokenAt < SPEAK_MS) return;
  spokenAt = moment;
  setText("#announcer", text);
}

function showProgress(percent) {
  task.progress = percent;
  const bar = find("[data-progress]");
  if (bar) bar.value = percent;
  setText("[data-percent]", String(percent));
  const parts = document.title.split(" · ");
  if (/^\d+ ?%$/.test(parts[0]) || parts[0] === say("waiting")) parts.shift();
  document.title = [say("percent", { number: percent }), ...parts].join(" · ");
}

function showStarted() {
  if (task.started) return;
  task.started = true;
  task.elapsedSeconds = 0;
  clockStart = performance.now();
  setText("[data-elapsed-label]", say("elapsed"));
  find("[data-queue]")?.remove();
  setText("[data-status-word]", say("running"));
  const article = find("[data-task-status]");
  const badge = find("[data-status-word]");
  if (article) article.dataset.taskStatus = "processing";
  if (badge) badge.className = "badge badge-processing";
}

function showStep(name, status, percent) {
  const line = find(`[data-step="${CSS.escape(name)}"]`);
  if (!line) return;
  line.className = `step step-${status}`;
  line.dataset.stepStatus = status;
  find("[data-step-progress]", line).value = percent;
  find("[data-step-word]", line).textContent = task.stepWords[status];
}

// As the filter remaining_words of the templates.
function rangeWords(range) {
  const [low, high] = range.map((seconds) => Math.max(0, seconds));
  const units = [[7200, 3600, "Hours", 1], [100, 60, "Minutes", 1], [0, 1, "Seconds", 5]];
  const [, unit, name, step] = units.find(([from]) => high >= from);
  const [first, last] = [low, high].map((seconds) => step * Math.ceil(seconds / unit / step));
  if (last <= step && name === "Seconds") return say("fewSeconds");
  if (first === last) return say(last === 1 ? `about1${name}` : `about${name}`, { last });
  return say(`range${name}`, { first, last });
}

function showRemaining(seconds, range) {
  task.remainingSeconds = seconds;
  task.remainingRange = range ?? null;
  remainingAt = performance.now();
  tick();
}

function tick() {
  if (!task.active) return;
  const moment = performance.now();
  setText("[data-elapsed]", clock(task.elapsedSeconds + (moment - clockStart) / 1000));
  if (task.continuesIn !== null) setText("[data-continues]", clock(task.continuesIn - (moment - loadedAt) / 1000));
  if (task.remainingRange) {
    const passed = (moment - remainingAt) / 1000;
    return setText("[data-remaining]", rangeWords(task.remainingRange.map((end) => end - passed)));
  }
  if (task.remainingSeconds === null) return setText("[data-remaining]", say("notYetKnown"));
  const left = task.remainingSeconds - (moment - remainingAt) / 1000;
  setText("[data-remaining]", left > 1 ? say("about", { time: clock(left) }) : say("aMoment"));
}

function showConnection() {
  const badge = find("[data-connection]");
  if (!badge) return;
  badge.hidden = !(connection in CONNECTION_WORDS);
  badge.dataset.state = connection;
  setText("[data-connection]", CONNECTION_WORDS[connection] ?? "");
}

function showNote(step, text) {
  const note = step && find(`[data-step="${CSS.escape(step)}"] [data-step-note]`);
  if (note) note.textContent = text;
  return Boolean(note);
}

// Events

function onProgress(frame) {
  waits = false;
  showStarted();
  showProgress(frame.progress);
  setText("[data-message]", translated(frame.message));
  showStep(frame.current_step, "running", frame.step_progress);
  showNote(frame.current_step, "");
  showRemaining(frame.estimated_seconds_remaining, frame.estimated_seconds_range);
  speak(say("progress", { percent: frame.progress, message: translated(frame.message) }));
}

function onStepCompleted(frame) {
  showStarted();
  showProgress(frame.progress);
  showStep(frame.step, "completed", 100);
  showNote(frame.step, "");
  const duration = find(`[data-step="${CSS.escape(frame.step)}"] [data-step-duration]`);
  if (duration) duration.textContent = ` · ${lasting(frame.duration_seconds)}`;
  if (frame.step === "extraction" && frame.facts?.title) setText("[data-title]", frame.facts.title);
  speak(say("stepDone", { step: task.stepLabels[frame.step], percent: frame.progress }), true);
}

function onWarning({ warning }) {
  // Why a step waits stands beside it until it goes on.
  if (warning.severity === "info" && showNote(warning.step, warning.message)) {
    waits = true;
    return speak(warning.message, true);
  }
  const section = find("[data-warnings]");
  if (!section) return;
  const line = document.createElement("li");
  line.className = `warning warning-${warning.severity}`;
  line.dataset.warningCode = warning.code;
  const severity = document.createElement("span");
  severity.className = "warning-severity";
  severity.textContent = say(warning.severity);
  const text = document.createElement("span");
  text.dir = "auto";
  text.textContent = translated(warning.message);
  line.append(severity, " ", text);
  find("[data-warning-list]", section).append(line);
  section.hidden = false;
  speak(translated(warning.message), true);
}

const HANDLERS = { progress_update: onProgress, step_completed: onStepCompleted, warning: onWarning };

function onEvent(frame) {
  if (frame.type === "snapshot") return refresh();
  if (frame.seq <= seenSeq) return;
  seenSeq = frame.seq;
  HANDLERS[frame.type]?.(frame);
  if (frame.terminal) finish(endingWords(frame));
}

function endingWords(frame) {
  if (frame.error) return say("failed", { reason: translated(frame.error.message) });
  return frame.result ? say("complete") : say("cancelled");
}

function onState(state, ending) {
  connection = state;
  showConnection();
  // The login has expired: reload to show the login page.
  if (ending?.code === 4401) location.reload();
}

// Replacing the whole page content

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
  // The analysis was deleted or the login has expired: reload to show the server's page.
  if (answer.status === 404) return location.reload();
  if (!answer.ok) throw new Error(`The page responded with status ${answer.status}.`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const data = find("#live-data", fresh);
  if (!data) throw new Error("The page has no live data.");
  take(fresh, JSON.parse(data.textContent));
}

function take(fresh, data) {
  if (data.lastSeq < seenSeq) return;
  const hadFocus = find("main").contains(document.activeElement);
  find("main").replaceWith(document.adoptNode(find("main", fresh)));
  document.body.className = fresh.body.className;
  document.title = fresh.title;
  task = data;
  seenSeq = Math.max(seenSeq, data.lastSeq);
  clockStart = remainingAt = loadedAt = performance.now();
  waits ||= task.continuesIn !== null;
  showConnection();
  if (hadFocus) find("main").focus({ preventScroll: true });
  document.dispatchEvent(new Event("page:replaced"));
}

async function finish(words) {
  task.active = false;
  for (const wait of [0, 1000, 3000]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      await refresh();
      return speak(words, true);
    } catch (error) {
      console.warn(error);
    }
  }
  location.reload();
}

// Poll the page while no socket is connected, and while the analysis or a step waits: no event says that its place in
// the queue changes, or when the step is tried again.
function poll() {
  const followed = connection !== "asking" && connection !== "closed";
  if (task.active && (!followed || !task.started || waits) && !document.hidden) refresh().catch(console.warn);
}

async function start() {
  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("button[type=submit]")) button.disabled = true;
  });
  if (!task.active) return;
  setInterval(tick, 1000);
  setInterval(poll, POLL_MS);
  const { connectTask } = await import("../realtime/task_socket.js");
  connectTask(task.taskId, { after: task.lastSeq, onEvent, onState });
}

start().catch((error) => {
  console.warn(error);
  onState("asking");
});
