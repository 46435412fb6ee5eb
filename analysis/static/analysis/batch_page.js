/**
 * Keeps the page of a batch up to date: each event of its stream has the content fetched again, at most every two
 * seconds. The browser reconnects by itself and goes on after the last event that it has had.
 */

const PAUSE_MILLISECONDS = 2000;
const TERMINAL = ["batch_completed", "batch_failed", "batch_cancelled"];

let isScheduled = false;

const source = new EventSource(document.querySelector("[data-batch]").dataset.stream);
source.addEventListener("batch_progress", schedule);
for (const type of TERMINAL) {
  source.addEventListener(type, () => {
    source.close();
    refresh();
  });
}
addEventListener("pagehide", () => source.close());

function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(refresh, PAUSE_MILLISECONDS);
}

async function refresh() {
  isScheduled = false;
  const shown = document.querySelector("[data-batch]");
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-batch]");
    // Not while somebody uses a button or link in it, which would vanish under the pointer or the focus.
    if (fresh && !shown.contains(document.activeElement)) shown.replaceChildren(...fresh.childNodes);
  } catch {
    schedule(); // the server is unavailable; the stream reconnects meanwhile
  }
}
