// Finds words in the text of a transcript, across cues and paragraphs, ignoring case and width as the API does.

// Upper case first: it writes ß as SS, as the API does.
const fold = (text) => text.normalize("NFKC").toUpperCase().toLowerCase();
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The text nodes of a transcript as one folded text, and where each of its characters comes from. */
export class TranscriptText {
  constructor(root) {
    this.nodes = [];
    this.begins = [];
    this.maps = [];
    const pieces = [];
    let length = 0;
    const add = (text) => {
      pieces.push(text);
      length += text.length;
    };
    for (const paragraph of root.querySelectorAll("[data-text]")) {
      const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        this.nodes.push(walker.currentNode);
        this.begins.push(length);
        const [folded, map] = foldedWithMap(walker.currentNode.data);
        this.maps.push(map);
        add(folded);
      }
      add(" ");
    }
    this.text = pieces.join("");
  }

  /** Returns a range for each place where the words stand. */
  find(words) {
    const needle = fold(words).trim().replace(/\s+/g, " ");
    const found = [];
    if (!needle) return found;
    for (let at = this.text.indexOf(needle); at >= 0; at = this.text.indexOf(needle, at + needle.length)) {
      found.push(this.range(at, at + needle.length));
    }
    return found;
  }

  range(start, end) {
    const range = document.createRange();
    range.setStart(...this.place(start));
    const [node, offset] = this.place(end - 1);
    range.setEnd(node, Math.min(node.length, offset + 1));
    return range;
  }

  // The node of a character, by bisection, and its offset there.
  place(at) {
    let [low, high] = [0, this.begins.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.begins[middle] <= at) low = middle;
      else high = middle - 1;
    }
    const offset = at - this.begins[low];
    const node = this.nodes[low];
    return [node, Math.min(node.length, this.maps[low]?.[offset] ?? offset)];
  }
}

// Returns the folded text and, where its length differs, the offset in the text for each of its characters.
function foldedWithMap(text) {
  const whole = fold(text);
  if (whole.length === text.length) return [whole, null];
  const map = [];
  let folded = "";
  for (const { segment, index } of graphemes.segment(text)) {
    const piece = fold(segment);
    for (let count = 0; count < piece.length; count += 1) map.push(index);
    folded += piece;
  }
  return [folded, map];
}

/** Returns the second at which a range begins. */
export function secondOf(range) {
  const node = range.startContainer;
  // A space between two cues belongs to the cue before it.
  const cue = node.parentElement.closest("[data-start]") ?? node.previousElementSibling;
  return Number(cue.dataset.start);
}
