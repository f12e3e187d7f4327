// Search: every word must stand in a section, in any form of its letters. Sections come from search-index.js, which is
// loaded when somebody searches. Words are looked up as parts of the text, so Japanese needs no cutting into words.
{
  const MOST = 30;
  const words = {
    en: {
      nothing: "Nothing found.", found: (places) => `${places} ${places === 1 ? "place" : "places"}`, best: `, the best ${MOST} shown`,
      missing: "The search index (search-index.js) is missing: build the book again.",
    },
    ja: {
      nothing: "見つからない。", found: (places) => `${places} 件`, best: `のうち、よく合う ${MOST} 件`,
      missing: "検索の索引 (search-index.js) がない。本を作り直す。",
    },
  }[document.documentElement.lang];
  const dialog = document.querySelector("dialog.search");
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ol");
  const status = dialog.querySelector(".found");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let sections; // [address, title, heading, text, language], folded forms added

  function load() {
    return new Promise((resolve, reject) => {
      if (sections) return resolve();
      const script = document.createElement("script");
      script.src = "search-index.js";
      script.onload = () => {
        sections = window.bookSections.map(([address, title, heading, text, language]) =>
          ({ address, title, heading, text, language, names: fold(`${title} ${heading}`), body: fold(text) }));
        resolve();
      };
      script.onerror = reject;
      document.head.append(script);
    });
  }

  /** How well a section holds all words; 0 if one is missing. */
  function score({ names, heading, body }, words) {
    let sum = 0;
    for (const word of words) {
      const inHeading = fold(heading).includes(word), inNames = names.includes(word);
      const places = body.split(word).length - 1;
      if (!inNames && !places) return 0;
      sum += (inHeading ? 20 : inNames ? 10 : 0) + Math.min(places, 5);
      // The start of a word counts more than its middle: `rate` before `separate`.
      if (new RegExp(`(^|[^a-z0-9])${escape(word)}`).test(body)) sum += 5;
    }
    return sum;
  }
  const escape = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /** The text around the first word, with all words marked. */
  function excerpt(text, words) {
    // Folding may change lengths by a little, which moves the excerpt and nothing else.
    const at = Math.max(0, Math.min(...words.map((word) => fold(text).indexOf(word)).filter((at) => at >= 0), text.length) - 60);
    const part = text.slice(at, at + 180);
    const pieces = document.createDocumentFragment();
    const pattern = new RegExp(`(${words.map(escape).join("|")})`, "gi");
    if (at > 0) pieces.append("… ");
    for (const piece of part.split(pattern)) {
      if (words.includes(fold(piece))) {
        const mark = document.createElement("mark");
        mark.textContent = piece;
        pieces.append(mark);
      } else pieces.append(piece);
    }
    if (at + 180 < text.length) pieces.append(" …");
    return pieces;
  }

  /** What holds all words: first in the language of this page, then the others. */
  function search() {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    const own = ({ section }) => Number(section.language === document.documentElement.lang);
    const found = wanted.length === 0 ? [] : sections
      .map((section) => ({ section, score: score(section, wanted) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => own(b) - own(a) || b.score - a.score);
    status.textContent = wanted.length === 0 ? "" : found.length === 0 ? words.nothing
      : `${words.found(found.length)}${found.length > MOST ? words.best : ""}`;
    list.dataset.words = input.value;
    list.replaceChildren(...found.slice(0, MOST).map(({ section }) => {
      const item = document.createElement("li");
      item.lang = section.language;
      const link = document.createElement("a");
      link.href = section.address;
      link.append(section.heading ? `${section.title} › ${section.heading}` : section.title);
      const text = document.createElement("p");
      text.append(excerpt(section.text, wanted));
      item.append(link, text);
      return item;
    }));
  }

  async function open() {
    if (!dialog.open) dialog.showModal();
    input.select();
    try {
      await load();
      search();
    } catch {
      status.textContent = words.missing;
    }
  }

  const opener = document.querySelector(".open-search");
  opener.hidden = false;
  opener.addEventListener("click", open);
  input.addEventListener("input", () => { if (sections) search(); });
  dialog.addEventListener("click", (event) => {
    // The backdrop, or a place on this very page.
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      // A search field would keep the first Escape to itself.
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      list.querySelector("a")?.click();
    } else if (step) {
      event.preventDefault();
      const stops = [input, ...list.querySelectorAll("a")];
      stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    // Keys still go to the field of a dialog that was closed a moment ago.
    const typing = event.target.closest("input, textarea, select, [contenteditable]")?.checkVisibility();
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (slash || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      open();
    }
  });
}
