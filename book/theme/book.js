// What a page does by itself: theme, copy buttons, keys, and parts that load when they come into view.

const words = {
  en: { theme: { auto: "Theme: as on your device", light: "Theme: light", dark: "Theme: dark" }, copy: "Copy", copied: "Copied", copyThis: "Copy this code" },
  ja: { theme: { auto: "配色: 端末の設定", light: "配色: ライト", dark: "配色: ダーク" }, copy: "コピー", copied: "コピー済み", copyThis: "このコードをコピー" },
}[document.documentElement.lang];

const themes = ["auto", "light", "dark"];
const button = document.querySelector(".choose-theme");
function show(theme) {
  document.documentElement.dataset.theme = theme;
  button.title = words.theme[theme];
  button.setAttribute("aria-label", button.title);
}
show(document.documentElement.dataset.theme ?? "auto");
button.hidden = false;
button.addEventListener("click", () => {
  const now = themes.indexOf(document.documentElement.dataset.theme);
  const theme = themes[(now + 1) % themes.length];
  show(theme);
  try { localStorage.setItem("theme", theme); } catch { /* a page opened as a file may have no storage */ }
});

// The entry of this page stands in the middle of the contents.
const contents = document.getElementById("contents");
const current = contents?.querySelector("[aria-current]");
if (current) contents.scrollTop = current.offsetTop - contents.clientHeight / 2;

for (const code of document.querySelectorAll("pre.code")) {
  const copy = document.createElement("button");
  copy.className = "copy";
  copy.textContent = words.copy;
  copy.setAttribute("aria-label", words.copyThis);
  copy.addEventListener("click", async () => {
    const text = code.querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // a page opened as a file has no clipboard of its own
      getSelection().selectAllChildren(code.querySelector("code"));
      document.execCommand("copy");
    }
    copy.textContent = words.copied;
    setTimeout(() => { copy.textContent = words.copy; }, 1500);
  });
  code.after(copy);
}

// The sections of the page are listed at once where there is room for them.
const sections = document.querySelector(".sections details");
if (sections) {
  const room = matchMedia("(min-width: 64rem)");
  const fold = () => { sections.open = room.matches; };
  room.addEventListener("change", fold);
  fold();
}

// The other language opens at the section that is being read: anchors are the same in both.
document.querySelector("a.language")?.addEventListener("click", ({ currentTarget }) => {
  const read = [...document.querySelectorAll("main :is(h2, h3)[id]")].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 6).pop();
  currentTarget.hash = read?.id ?? "";
});

// The arrow keys turn pages, unless something is focused that they would scroll or edit.
document.addEventListener("keydown", (event) => {
  if (event.target !== document.body || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel) document.querySelector(`.turn [rel=${rel}]`)?.click();
});

// <div data-script="playground/playground.js">: a component whose script is loaded when it comes into view.
const watcher = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
    watcher.unobserve(target);
    const script = document.createElement("script");
    script.src = target.dataset.script;
    document.head.append(script);
  }
}, { rootMargin: "200px" });
for (const component of document.querySelectorAll("[data-script]")) watcher.observe(component);
