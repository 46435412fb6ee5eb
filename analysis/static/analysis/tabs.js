// Shows one section of a report at a time. Without this script the tabs are links to sections that are all visible.
// Source: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ (selection follows the focus)

/** Hidden text is still found by the browser's search, where it can. */
const HIDDEN = "onbeforematch" in document.documentElement ? "until-found" : "";

let tabs = [];
const panelOf = (tab) => document.querySelector(tab.getAttribute("href"));
const tabOf = (panel) => tabs.find((tab) => panelOf(tab) === panel);

function select(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    if (isChosen) panelOf(tab).removeAttribute("hidden");
    else panelOf(tab).setAttribute("hidden", HIDDEN);
  }
  document.dispatchEvent(new CustomEvent("tab:shown", { detail: chosen.getAttribute("href").slice(1) }));
}

function open(tab) {
  if (location.hash !== tab.getAttribute("href")) history.pushState(null, "", tab.getAttribute("href"));
  select(tab);
}

// The fragment names a tab, a place inside one, or nothing. The ids of the page need no decoding.
const target = () => document.getElementById(location.hash.slice(1));
const tabOfFragment = () => tabOf(target()?.closest("[data-panel]")) ?? (location.hash ? null : tabs[0]);

function follow() {
  const tab = tabOfFragment();
  if (!tab) return;
  select(tab);
  if (target() && !target().matches("[data-panel]")) target().scrollIntoView();
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: "first", End: "last" };

function onKey(event) {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const place = tabs.indexOf(event.currentTarget);
  const next = { first: 0, last: tabs.length - 1 }[step] ?? (place + step + tabs.length) % tabs.length;
  tabs[next].focus({ preventScroll: true });
  open(tabs[next]);
}

function onClick(event) {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(event.currentTarget);
}

/** Turns the links of the page into tabs. */
export function startTabs() {
  const list = document.querySelector("[data-tab-list]");
  tabs = list ? [...list.querySelectorAll("[data-tab]")] : [];
  if (!list) return;
  list.setAttribute("role", "tablist");
  document.querySelector("[data-tabs]").classList.add("has-tabs");
  for (const tab of tabs) {
    const panel = panelOf(tab);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.addEventListener("beforematch", () => open(tab));
    tab.addEventListener("click", onClick);
    tab.addEventListener("keydown", onKey);
  }
  select(tabOfFragment() ?? tabs[0]);
  // What was above the place may have been hidden.
  if (target()?.closest("[data-panel]")) target().scrollIntoView();
}

addEventListener("hashchange", follow);
addEventListener("popstate", follow);

// Paper has no tabs and opens no details.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".report details:not([open])")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
