// Plays the video on the page. Nothing is requested from YouTube before a click; without this script, links lead there.

const ORIGIN = "https://www.youtube-nocookie.com";
/** The player's frame. A running analysis gets its result, and the place for the player, later. */
let frame = null;

function command(name, ...args) {
  frame.contentWindow.postMessage(JSON.stringify({ event: "command", func: name, args }), ORIGIN);
}

function load(box, seconds) {
  frame = document.createElement("iframe");
  const query = new URLSearchParams({
    autoplay: "1", enablejsapi: "1", origin: location.origin, playsinline: "1", rel: "0", start: String(seconds),
  });
  frame.src = `${ORIGIN}/embed/${encodeURIComponent(box.dataset.videoId)}?${query}`;
  frame.title = "Video player";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // The player refuses to play for a page that does not name itself.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  box.replaceChildren(frame);
  box.classList.add("is-playing");
  new IntersectionObserver(([entry]) => box.classList.toggle("is-floating", !entry.isIntersecting)).observe(box);
}

function playFrom(box, seconds) {
  if (!frame?.isConnected) {
    load(box, seconds);
    return;
  }
  command("seekTo", seconds, true);
  command("playVideo");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-play], a.at");
  const box = document.querySelector("[data-player]");
  // A click with a key or another button opens the link as everywhere else.
  if (!box || !link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  playFrom(box, Number.parseInt(new URL(link.href).searchParams.get("t") ?? "0", 10));
  if (link.matches("[data-play]")) frame.focus();
  const announcer = document.querySelector("#announcer");
  if (announcer) announcer.textContent = `Playing from ${link.matches(".at") ? link.textContent : "the beginning"}`;
});
