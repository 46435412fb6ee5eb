// Words of the scripts in the language of the page, which holds them.

const words = JSON.parse(document.querySelector("meta[name=script-words]").content);

const fill = (template, values) => template.replace(/%\((\w+)\)s|%%/g, (place, key) => (key ? String(values[key]) : "%"));

/** Returns words with their places filled in: `say("hitOf", { number: 1, total: 3 })`. */
export function say(name, values = {}) {
  return fill(words[name], values);
}

// The expression that the messages of a template match. Every second part is the name of a place.
function patternOf(template) {
  const parts = template.split(/%\((\w+)\)s/);
  const escaped = parts.map((part, place) => (place % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${escaped.join("")}$`, "s");
}

const patterns = (words.messages ?? []).map(([template, translation]) => [patternOf(template), translation]);

/** Returns a message of an event, which is in English, in the language of the page, as the server does. */
export function translated(message) {
  for (const [pattern, translation] of patterns) {
    const found = pattern.exec(message);
    if (!found) continue;
    const values = Object.entries(found.groups ?? {}).map(([name, value]) => [name, translated(value)]);
    return fill(translation, Object.fromEntries(values));
  }
  return message;
}
