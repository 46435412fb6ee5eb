// Plays the video on the page. Nothing is requested from YouTube before a click; without this script, links lead there.
// While it plays, the document gets `player:time` events with the position in seconds.

import { clock } from "./clock.js";
import { say } from "./words.js";

const ORIGIN = "https://www.youtube-nocookie.com";
const LISTEN_MS = 500;
/** The player's frame. A running analysis gets its result, and the place for the player, later. */
let frame = null;

function post(message) {
  frame.contentWindow?.postMessage(JSON.stringify(message), ORIGIN);
}

function command(name, ...args) {
  post({ event: "command", func: name, args });
}

// The player reports its position to a page that has asked; it does not answer before it has started.
function askForTimes(asked) {
  let hasAnswered = false;
  const onAnswer = (event) => { hasAnswered ||= event.source === asked.contentWindow; };
  addEventListener("message", onAnswer);
  const timer = setInterval(() => {
    if (!hasAnswered && asked.isConnected) return post({ event: "listening", id: "player", channel: "widget" });
    clearInterval(timer);
    removeEventListener("message", onAnswer);
  }, LISTEN_MS);
}

function load(box, seconds) {
  frame = document.createElement("iframe");
  const query = new URLSearchParams({
    autoplay: "1", enablejsapi: "1", origin: location.origin, playsinline: "1", rel: "0", start: String(Math.floor(seconds)),
  });
  frame.src = `${ORIGIN}/embed/${encodeURIComponent(box.dataset.videoId)}?${query}`;
  frame.title = say("player");
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  // The player refuses to play for a page that does not name itself.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.addEventListener("load", (event) => askForTimes(event.target), { once: true });
  box.replaceChildren(frame);
  box.classList.add("is-playing");
}

/** Plays from a second, in the player on the page. Returns false where the page has none. */
export function playFrom(seconds) {
  const box = document.querySelector("[data-player]");
  if (!box) return false;
  if (frame?.isConnected) {
    command("seekTo", seconds, true);
    command("playVideo");
  } else {
    load(box, seconds);
  }
  const announcer = document.querySelector("#announcer");
  if (announcer) announcer.textContent = say("playingFrom", { time: clock(seconds) });
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-play], a.at, a[data-second]");
  // A click with a key or another button opens the link as everywhere else.
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  // The address of a link in a drawing is no text.
  const address = new URL(link.getAttribute("href"), location.href);
  const seconds = link.dataset.second ?? address.searchParams.get("t") ?? "0";
  if (!playFrom(Number.parseFloat(seconds))) return;
  event.preventDefault();
  if (link.matches("[data-play]")) frame.focus();
});

function positionIn(data) {
  try {
    const message = JSON.parse(data);
    return message.event === "infoDelivery" ? message.info?.currentTime : undefined;
  } catch {
    return undefined; // The player may send what is no JSON.
  }
}

addEventListener("message", (event) => {
  if (event.origin !== ORIGIN || event.source !== frame?.contentWindow) return;
  const seconds = positionIn(event.data);
  if (typeof seconds === "number") document.dispatchEvent(new CustomEvent("player:time", { detail: seconds }));
});
