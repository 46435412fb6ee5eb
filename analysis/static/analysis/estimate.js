// Says how long an analysis of the chosen type takes on this server, once somebody uses the form.

function inWords(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}

export function showEstimate(form) {
  const place = form.querySelector("[data-estimate]");
  const chosen = form.querySelector("[name=analysis_type]");
  let types = [];
  const show = () => {
    const seconds = types.find((type) => type.name === chosen.value)?.expected_seconds;
    place.textContent = seconds ? `Takes about ${inWords(seconds)} here, as recent analyses did.` : "";
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
