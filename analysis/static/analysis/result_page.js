// Prepares the page of a result; a running analysis gets its result later.

import "./player.js";
import { startAsk } from "./ask.js";
import { startTabs } from "./tabs.js";
import { startTimeline } from "./timeline.js";
import { startTranscript } from "./transcript.js";

function start() {
  startTimeline();
  startTranscript();
  startTabs();
  startAsk();
}

start();
document.addEventListener("page:replaced", start);
