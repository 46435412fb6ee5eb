// Shows the answer to a question below its form; without JavaScript the form leads to a page of its own.

import { say } from "./words.js";

export function startAsk() {
  for (const form of document.querySelectorAll("[data-ask]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form).catch(() => form.submit());
    });
  }
}

async function ask(form) {
  const button = form.querySelector("button");
  const place = document.querySelector("[data-ask-answer]");
  button.disabled = true;
  place.textContent = say("searching");
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-ask-answer]");
    if (!found) throw new Error(`no answer: ${answer.status}`);
    // Into the element that is there: only what changes in a live region is read out.
    place.replaceChildren(...document.adoptNode(found).childNodes);
    // Below the edge of the window it would seem that nothing happened.
    if (place.getBoundingClientRect().top > innerHeight * 0.7) form.scrollIntoView({ behavior: "smooth" });
  } finally {
    button.disabled = false;
    form.removeAttribute("aria-busy");
  }
}
