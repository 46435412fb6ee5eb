// Prepares the page of a result; a running analysis gets its result later.

import "./player.js";
import { startTabs } from "./tabs.js";
import { startTimeline } from "./timeline.js";
import { startTranscript } from "./transcript.js";

function start() {
  startTimeline();
  startTranscript();
  startTabs();
}

start();
document.addEventListener("page:replaced", start);
