/**
 * Follows one task: delivers every event once and in order, and reconnects after connection failures.
 *
 *     const connection = connectTask(taskId, { onEvent, onState, after });
 *     connection.close();
 *
 * `onEvent(frame)` receives the frames of docs/websocket.md: `snapshot` and numbered events. `onState(state)` receives
 * "connecting", "open", "waiting" (before a reconnect), "polling" (WebSocket is not available), and once "closed" with
 * `{ code, frame }`. `code` is 1000 after the last event, 4401 if a login is required or has ended, 4404 if the task is
 * not found, and null if the page called `close()`. `frame` is the last frame, if any. `after` is the last seq that the
 * page already has; without it the first frame is a snapshot or, when polling, event 1.
 */

const PING_SECONDS = 25;
const PONG_SECONDS = 10;
const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 30;
/** Consecutive failures before polling starts, if no socket ever opened or the server reports an internal error. */
const FAILURES_UNTIL_POLLING = 3;
const SERVER_FAILED = 1011;
const POLL_WAIT_SECONDS = 20;

export function connectTask(taskId, { onEvent, onState = () => {}, after = null } = {}) {
  const connection = new TaskConnection(taskId, onEvent, onState, after);
  connection.connect();
  return { close: () => connection.finish(null) };
}

/** Return the seconds to wait after `failures` failures: a doubling pause with jitter. */
export function pauseSeconds(failures, random = Math.random) {
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** failures);
  return pause * (0.5 + random() / 2);
}

class TaskConnection {
  constructor(taskId, onEvent, onState, after) {
    this.path = encodeURIComponent(taskId);
    this.onEvent = onEvent;
    this.onState = onState;
    this.lastSeq = after;
    this.lastFrame = null;
    this.failures = 0;
    this.everOpen = false;
    this.finished = false;
    this.socket = null;
    this.timers = new Set();
  }

  // Socket

  connect() {
    if (this.finished) return;
    if (typeof WebSocket === "undefined") return this.poll();
    this.onState("connecting");
    let socket;
    try {
      socket = new WebSocket(this.socketUrl());
    } catch {
      return this.poll();
    }
    this.socket = socket;
    const ifCurrent = (callback) => (event) => socket === this.socket && callback(event);
    socket.onopen = ifCurrent(() => this.handleOpen());
    socket.onmessage = ifCurrent((event) => this.handleMessage(event.data));
    socket.onclose = ifCurrent((event) => this.handleClose(event.code));
  }

  socketUrl() {
    const url = new URL(`/ws/${this.path}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    if (this.lastSeq !== null) url.searchParams.set("after", this.lastSeq);
    return url.href;
  }

  handleOpen() {
    this.everOpen = true;
    this.onState("open");
    this.schedulePing();
  }

  handleClose(code) {
    this.socket = null;
    this.clearTimers();
    if (code === 1000 || (code >= 4400 && code < 4429)) return this.finish(code);
    this.failures += 1;
    const unreliable = !this.everOpen || code === SERVER_FAILED;
    if (unreliable && this.failures >= FAILURES_UNTIL_POLLING) return this.poll();
    this.onState("waiting");
    this.setTimer(pauseSeconds(this.failures - 1), () => this.connect());
  }

  schedulePing() {
    this.setTimer(PING_SECONDS, () => {
      this.socket.send('{"type":"ping"}');
      this.pongTimer = this.setTimer(PONG_SECONDS, () => this.abandonSocket());
    });
  }

  /** Abandon a socket that no longer responds; its own close event may take minutes to arrive. */
  abandonSocket() {
    const dead = this.socket;
    this.handleClose(1006);
    dead.close();
  }

  // Incoming frames

  handleMessage(text) {
    const frame = JSON.parse(text);
    if (frame.type === "pong") return this.handlePong();
    if (frame.type === "error") return;
    this.failures = 0;
    this.deliver(frame);
  }

  handlePong() {
    this.failures = 0;
    this.clearTimer(this.pongTimer);
    this.schedulePing();
  }

  /** Pass a frame to the page unless the page already has it. */
  deliver(frame) {
    if (this.finished) return;
    const isNew = this.lastSeq === null || frame.seq > this.lastSeq;
    if (frame.type !== "snapshot" && !isNew) return;
    this.lastSeq = isNew ? frame.seq : this.lastSeq;
    this.lastFrame = frame;
    this.onEvent(frame);
    if (frame.terminal) this.finish(1000);
  }

  // Polling

  async poll() {
    this.onState("polling");
    while (!this.finished) {
      try {
        const page = await this.fetchEvents();
        if (typeof page === "number") return this.finish(page);
        this.failures = 0;
        for (const frame of page.events) this.deliver(frame);
        if (page.terminal && page.events.length === 0) return this.finish(1000);
      } catch {
        this.failures += 1;
        await new Promise((resolve) => this.setTimer(pauseSeconds(this.failures - 1), resolve));
      }
    }
  }

  /** Return the next page of events, or the close code that a socket would send; throws on temporary failures. */
  async fetchEvents() {
    const query = `after=${this.lastSeq ?? 0}&wait=${POLL_WAIT_SECONDS}`;
    const response = await fetch(`/api/v1/analysis/${this.path}/events?${query}`, { credentials: "same-origin" });
    if (response.status === 401 || response.status === 404) return 4000 + response.status;
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  // Timers and closing

  setTimer(seconds, callback) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      callback();
    }, seconds * 1000);
    this.timers.add(timer);
    return timer;
  }

  clearTimer(timer) {
    clearTimeout(timer);
    this.timers.delete(timer);
  }

  clearTimers() {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  finish(code) {
    if (this.finished) return;
    this.finished = true;
    this.clearTimers();
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
    this.onState("closed", { code, frame: this.lastFrame });
  }
}
