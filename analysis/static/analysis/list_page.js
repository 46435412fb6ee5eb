// Refreshes the list while an analysis runs, and prevents a form from being sent twice.

import { takeDrops } from "./drop_files.js";
import { showEstimate } from "./estimate.js";

const POLL_MS = 4000;

async function refresh() {
  const list = document.querySelector("[data-recent]");
  if (!("anyActive" in list.dataset) || document.hidden || list.contains(document.activeElement)) return;
  if (list.querySelector("input:checked")) return;
  const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-recent]");
  if (fresh) list.replaceWith(document.adoptNode(fresh));
}

function setSending(sending) {
  for (const button of document.querySelectorAll("[data-analysis-form] button")) button.disabled = sending;
}

// Without this script the link shows the page with every box checked.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-select-all]")) return;
  event.preventDefault();
  const boxes = [...document.querySelectorAll("[data-selection] input[name=task]")];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
});

document.querySelector("[data-analysis-form]").addEventListener("submit", () => setSending(true));
takeDrops(document.querySelector("[data-analysis-form]"));
showEstimate(document.querySelector("[data-analysis-form]"));
// Enter sends the URL, as in a field of one line; with Shift it begins a new line.
document.querySelector("[name=youtube_url]").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
// A page restored from the browser's history must be usable again.
window.addEventListener("pageshow", () => setSending(false));
setInterval(() => refresh().catch(console.warn), POLL_MS);
