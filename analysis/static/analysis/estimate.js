// Says how long an analysis of the chosen type takes on this server, once somebody uses the form.

import { say } from "./words.js";

function inWords(seconds) {
  if (seconds < 90) return say("seconds", { count: Math.max(1, Math.round(seconds)) });
  return say("minutes", { count: Math.round(seconds / 60) });
}

export function showEstimate(form) {
  const place = form.querySelector("[data-estimate]");
  const chosen = form.querySelector("[name=analysis_type]");
  let types = [];
  const show = () => {
    const seconds = types.find((type) => type.name === chosen.value)?.expected_seconds;
    place.textContent = seconds ? say("estimate", { time: inWords(seconds) }) : "";
  };
  const load = async () => {
    const answer = await fetch(place.dataset.address, { credentials: "same-origin" });
    if (!answer.ok) return;
    types = await answer.json();
    show();
  };
  form.addEventListener("focusin", () => load().catch(console.warn), { once: true });
  chosen.addEventListener("change", show);
}
