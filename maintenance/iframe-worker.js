// A browser starts no worker for a page that is read from a folder. There, the search of the documentation site runs in a
// hidden frame. Only what the search needs is here: one script, `postMessage` and `onmessage`.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(address) {
      this.waiting = [];
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.addEventListener("load", () => this.start(frame.contentWindow, address), { once: true });
      document.body.append(frame);
    }

    start(inner, address) {
      inner.postMessage = (data) => setTimeout(() => this.onmessage?.({ data }));
      const script = inner.document.createElement("script");
      script.src = address;
      script.addEventListener("load", () => {
        this.inner = inner;
        this.waiting.splice(0).forEach((data) => this.postMessage(data));
      });
      inner.document.head.append(script);
    }

    postMessage(data) {
      if (this.inner) setTimeout(() => this.inner.onmessage({ data }));
      else this.waiting.push(data);
    }
  };
}
