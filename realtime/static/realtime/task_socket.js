/**
 * Follows one task: every event once and in order, whatever happens to the connection.
 *
 *     const following = connectTask(taskId, { onEvent, onState, after });
 *     following.close();
 *
 * `onEvent(frame)` gets the frames of docs/websocket.md: `snapshot` and the numbered events. `onState(state)` is told
 * "connecting", "open", "waiting" (to connect again), "polling" (no WebSocket gets through), and once "closed", with
 * `{ code, frame }`: 1000 after the last event, 4401 for a login that is missing or has ended, 4404 for a task that is not there, null when the page closed it; and the
 * last frame, where there was one. `after` is the last seq that the page has already; without it the first frame is a
 * snapshot, or, when polling, event 1.
 */

const PING_SECONDS = 25;
const PONG_SECONDS = 10;
const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 30;
/** Failures in a row after which polling takes over, where no socket ever opened or the server fails at what it sends. */
const FAILURES_UNTIL_POLLING = 3;
const SERVER_FAILED = 1011;
const POLL_WAIT_SECONDS = 20;
const TERMINAL = new Set(["task_completed", "task_failed", "task_cancelled"]);

export function connectTask(taskId, { onEvent, onState = () => {}, after = null } = {}) {
  const following = new Following(taskId, onEvent, onState, after);
  following.connect();
  return { close: () => following.finish(null) };
}

/** Return how long to wait before try number `failures`, seconds: a random part of a doubling pause. */
export function pauseSeconds(failures, random = Math.random) {
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** failures);
  return pause * (0.5 + random() / 2);
}

class Following {
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

  // The socket

  connect() {
    if (this.finished) return;
    if (typeof WebSocket === "undefined") return this.poll();
    this.onState("connecting");
    let socket;
    try {
      socket = new WebSocket(this.socketAddress());
    } catch {
      return this.poll();
    }
    this.socket = socket;
    const ifCurrent = (act) => (event) => socket === this.socket && act(event);
    socket.onopen = ifCurrent(() => this.opened());
    socket.onmessage = ifCurrent((event) => this.received(event.data));
    socket.onclose = ifCurrent((event) => this.closed(event.code));
  }

  socketAddress() {
    const address = new URL(`/ws/${this.path}`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    if (this.lastSeq !== null) address.searchParams.set("after", this.lastSeq);
    return address.href;
  }

  opened() {
    this.everOpen = true;
    this.onState("open");
    this.pingLater();
  }

  closed(code) {
    this.socket = null;
    this.stopTimers();
    if (code === 1000 || (code >= 4400 && code < 4429)) return this.finish(code);
    this.failures += 1;
    const hopeless = !this.everOpen || code === SERVER_FAILED;
    if (hopeless && this.failures >= FAILURES_UNTIL_POLLING) return this.poll();
    this.onState("waiting");
    this.later(pauseSeconds(this.failures - 1), () => this.connect());
  }

  pingLater() {
    this.later(PING_SECONDS, () => {
      this.socket.send('{"type":"ping"}');
      this.pongTimer = this.later(PONG_SECONDS, () => this.drop());
    });
  }

  /** Give up a connection that no longer answers; its own close event may take minutes to come. */
  drop() {
    const dead = this.socket;
    this.closed(1006);
    dead.close();
  }

  // What arrives

  received(text) {
    const frame = JSON.parse(text);
    if (frame.type === "pong") return this.answered();
    if (frame.type === "error") return;
    this.failures = 0;
    this.take(frame);
  }

  answered() {
    this.failures = 0;
    this.cancel(this.pongTimer);
    this.pingLater();
  }

  /** Hand a frame to the page, unless it has had it. */
  take(frame) {
    if (this.finished) return;
    const isNew = this.lastSeq === null || frame.seq > this.lastSeq;
    if (frame.type !== "snapshot" && !isNew) return;
    this.lastSeq = isNew ? frame.seq : this.lastSeq;
    this.lastFrame = frame;
    this.onEvent(frame);
    if (TERMINAL.has(frame.type)) this.finish(1000);
  }

  // Without a socket

  async poll() {
    this.onState("polling");
    while (!this.finished) {
      try {
        const page = await this.fetchEvents();
        if (typeof page === "number") return this.finish(page);
        this.failures = 0;
        for (const frame of page.events) this.take(frame);
        if (page.terminal && page.events.length === 0) return this.finish(1000);
      } catch {
        this.failures += 1;
        await new Promise((resolve) => this.later(pauseSeconds(this.failures - 1), resolve));
      }
    }
  }

  /** Return the next page of events, or the close code that a socket would give; throws on what may pass. */
  async fetchEvents() {
    const query = `after=${this.lastSeq ?? 0}&wait=${POLL_WAIT_SECONDS}`;
    const answer = await fetch(`/api/v1/analysis/${this.path}/events?${query}`, { credentials: "same-origin" });
    if (answer.status === 401 || answer.status === 404) return 4000 + answer.status;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  // Time and end

  later(seconds, act) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, seconds * 1000);
    this.timers.add(timer);
    return timer;
  }

  cancel(timer) {
    clearTimeout(timer);
    this.timers.delete(timer);
  }

  stopTimers() {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  finish(code) {
    if (this.finished) return;
    this.finished = true;
    this.stopTimers();
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
    this.onState("closed", { code, frame: this.lastFrame });
  }
}
