// Explains the marks of the timeline on hover and focus, moves between them by arrow keys, and shows the position of the
// player and the hits of a search. Without this script the marks are links with a title.

const NAMESPACE = "http://www.w3.org/2000/svg";
const HIT_HEIGHT = 9;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

let timeline = null;
let resting = "";

function explain(mark) {
  timeline.querySelector("[data-readout]").textContent = mark?.getAttribute("aria-label") ?? resting;
}

// One stop of the tab key per lane; the arrow keys move in it.
function prepareLane(lane) {
  const marks = [...lane.querySelectorAll("a")];
  for (const [place, mark] of marks.entries()) {
    const title = mark.querySelector("title");
    mark.setAttribute("aria-label", title.textContent);
    title.remove(); // The explanation below takes its place.
    mark.setAttribute("tabindex", place ? "-1" : "0");
  }
  lane.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const place = marks.indexOf(event.target.closest("a"));
    if (step === undefined || place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    marks[Math.min(marks.length - 1, Math.max(0, place + step))].focus();
  });
  lane.addEventListener("focusin", (event) => {
    for (const mark of marks) mark.setAttribute("tabindex", mark === event.target ? "0" : "-1");
  });
}

const percent = (seconds) => `${Math.min(100, (100 * seconds) / Number(timeline.dataset.duration)).toFixed(1)}%`;

function showHits(seconds) {
  const bottom = Number(timeline.querySelector("[data-playhead]").getAttribute("y2"));
  // Hits at the same place are one line: faint through the lanes, strong at the axis.
  const lines = [...new Set(seconds.map(percent))].flatMap((x) => [0, bottom - HIT_HEIGHT].map((top) => {
    const line = document.createElementNS(NAMESPACE, "line");
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: top, y2: bottom })) line.setAttribute(name, value);
    line.classList.toggle("hit", top > 0);
    return line;
  }));
  timeline.querySelector("[data-hits]").replaceChildren(...lines);
}

function showPosition(seconds) {
  const head = timeline.querySelector("[data-playhead]");
  head.setAttribute("visibility", "visible");
  head.setAttribute("x1", percent(seconds));
  head.setAttribute("x2", percent(seconds));
}

/** Prepares the timeline of the page, if there is one. */
export function startTimeline() {
  timeline = document.querySelector("[data-timeline]");
  if (!timeline) return;
  resting = timeline.querySelector("[data-readout]").textContent;
  for (const lane of timeline.querySelectorAll("[data-lane]")) prepareLane(lane);
  for (const name of ["pointerover", "focusin"]) {
    timeline.addEventListener(name, (event) => {
      const mark = event.target.closest("a.mark");
      if (mark) explain(mark);
    });
  }
  timeline.querySelector("svg").addEventListener("pointerleave", () => explain(document.activeElement.closest("a.mark")));
}

document.addEventListener("player:time", (event) => { if (timeline) showPosition(event.detail); });
document.addEventListener("transcript:hits", (event) => { if (timeline) showHits(event.detail); });
