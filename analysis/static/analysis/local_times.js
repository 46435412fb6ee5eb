// Shows times in the reader's time zone, with its name. Without this script they are in UTC and say so.

// The server writes English dates as 28 Nov 2026, too. British English alone shortens September to four letters.
const language = document.documentElement.lang;
const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  timeZoneName: "short",
});

function show() {
  for (const element of document.querySelectorAll("time[data-local]")) {
    const moment = new Date(element.dateTime);
    if (!Number.isNaN(moment.valueOf())) element.textContent = format.format(moment).replace("Sept ", "Sep ");
    element.removeAttribute("data-local");
  }
}

show();
document.addEventListener("page:replaced", show);
