// Follows the player through the transcript, plays from the words that are clicked, and searches.

import { clock } from "./clock.js";
import { playFrom } from "./player.js";
import { TranscriptText, secondOf } from "./transcript_text.js";
import { say } from "./words.js";

const TYPING_MS = 200;
const PAGE_SIZE = 1000;
const CUES_PER_PARAGRAPH = 10;

let box = null;
let tools = null;
let cues = [];
let starts = [];
let current = null;
let text = null;
let hits = [];
let hit = -1;
let loading = null;

function readCues() {
  cues = [...box.querySelectorAll("[data-start]")];
  starts = cues.map((cue) => Number(cue.dataset.start));
  text = null;
}

// The text beyond what the page holds is read from the API once somebody wants to see it.

function paragraphOf(segments) {
  const start = segments[0].start;
  const paragraph = document.createElement("p");
  const link = box.querySelector("a.at").cloneNode();
  const address = new URL(link.href);
  address.searchParams.set("t", `${Math.floor(start)}s`);
  link.href = address;
  link.textContent = clock(start);
  link.setAttribute("aria-label", say("watchAt", { time: clock(start) }));
  const words = document.createElement("span");
  words.dir = "auto";
  words.dataset.text = "";
  for (const segment of segments) {
    const cue = document.createElement("span");
    cue.dataset.start = segment.start;
    cue.textContent = segment.text;
    words.append(cue, " ");
  }
  paragraph.append(link, words);
  return paragraph;
}

async function loadRest() {
  let next = Number(box.dataset.nextSegment);
  const rest = box.querySelector("[data-transcript-rest]");
  for (let page = Math.floor(next / PAGE_SIZE) + 1, more = true; more; page += 1) {
    const answer = await fetch(`${box.dataset.segments}?page=${page}&page_size=${PAGE_SIZE}`);
    if (!answer.ok) return; // The link to the whole transcript stays.
    const { results, next: following } = await answer.json();
    const fresh = results.slice(next - (page - 1) * PAGE_SIZE);
    for (let at = 0; at < fresh.length; at += CUES_PER_PARAGRAPH) {
      rest.before(paragraphOf(fresh.slice(at, at + CUES_PER_PARAGRAPH)));
    }
    next += fresh.length;
    more = Boolean(following);
  }
  rest.remove();
  readCues();
}

function ensureLoaded() {
  if (box?.dataset.segments) loading ??= loadRest().catch(console.warn);
  return loading;
}

// A link to a second names the words that are spoken then; tabs.js shows them.

function nameCueOfFragment() {
  const second = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash)?.[1];
  if (second === undefined) return;
  const name = () => {
    const cue = lastStartedBy(Number(second));
    if (!cue) return;
    cue.id = location.hash.slice(1);
    mark(cue);
  };
  name();
  ensureLoaded()?.then(() => {
    document.getElementById(location.hash.slice(1))?.removeAttribute("id");
    name();
    dispatchEvent(new Event("hashchange"));
  });
}

// Follow along

function lastStartedBy(seconds) {
  let [low, high] = [-1, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle] <= seconds) low = middle;
    else high = middle - 1;
  }
  return cues[low] ?? null;
}

function mark(cue) {
  if (cue === current) return;
  for (const [element, isCurrent] of [[current, false], [cue, true]]) {
    if (!element) continue;
    element.classList.toggle("is-current", isCurrent);
    element.closest("p").classList.toggle("has-current", isCurrent);
    if (isCurrent) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  }
  current = cue;
  if (cue && tools.querySelector("[data-follow] input").checked) reveal(cue);
}

// Scrolls the transcript and never the page.
function reveal(element) {
  const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.scrollTop += inner.top - outer.top - box.clientHeight / 3;
}

// Search

function paint() {
  if (!window.CSS?.highlights) return;
  const [all, one] = [new Highlight(), new Highlight()];
  for (const range of hits) all.add(range);
  if (hit >= 0) one.add(hits[hit]);
  one.priority = 1;
  CSS.highlights.set("transcript-hits", all);
  CSS.highlights.set("transcript-hit", one);
}

function showHit(number) {
  hit = hits.length ? (number + hits.length) % hits.length : -1;
  const words = tools.querySelector("[type=search]").value.trim();
  tools.querySelector("[data-hit-count]").textContent = hits.length
    ? say("hitOf", { number: hit + 1, total: hits.length })
    : words && say("noHits");
  for (const button of tools.querySelectorAll("[data-hit-previous], [data-hit-next]")) button.disabled = !hits.length;
  paint();
  if (hit >= 0) reveal(hits[hit]);
}

async function search() {
  await ensureLoaded();
  const words = tools.querySelector("[type=search]").value;
  text ??= new TranscriptText(box);
  hits = text.find(words);
  document.dispatchEvent(new CustomEvent("transcript:hits", { detail: hits.map(secondOf) }));
  showHit(0);
}

function prepareSearch() {
  const form = tools.querySelector("[data-transcript-search]");
  let timer = null;
  form.hidden = false;
  tools.querySelector("[data-follow]").hidden = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    showHit(hit + 1);
  });
  form.querySelector("[data-hit-previous]").addEventListener("click", () => showHit(hit - 1));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.shiftKey) return;
    event.preventDefault();
    showHit(hit - 1);
  });
}

/** Prepares the transcript of the page, if there is one. */
export function startTranscript() {
  box = document.querySelector("[data-transcript]");
  if (!box) return;
  tools = document.querySelector(".transcript-tools");
  [current, loading, hits] = [null, null, []];
  readCues();
  nameCueOfFragment();
  prepareSearch();
  box.addEventListener("click", (event) => {
    const cue = event.target.closest("[data-start]");
    // A selection is for copying.
    if (cue && getSelection().isCollapsed) playFrom(Number(cue.dataset.start));
  });
}

document.addEventListener("player:time", (event) => { if (box) mark(lastStartedBy(event.detail)); });
document.addEventListener("tab:shown", (event) => { if (event.detail === "transcript") ensureLoaded(); });
