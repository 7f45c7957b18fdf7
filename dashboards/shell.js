// The dashboard's shell in the browser: links become page switches without a reload, the theme can be changed,
// and the few texts Streamlit writes itself are put into the reader's language.
export default function (component) {
  const { data, setTriggerValue } = component;
  document.documentElement.lang = data.language;

  const ours = (node) => node instanceof Element && node.closest('a[href^="./"], tr[data-go]');
  const open = (event) => {
    if (event.defaultPrevented || event.button > 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const theme = event.target.closest && event.target.closest("[data-theme-switch]");
    if (theme) {
      event.preventDefault();
      switchTheme(theme.dataset.themeSwitch, data.paths);
      return;
    }
    const found = ours(event.target);
    if (!found || (found.matches("tr") && window.getSelection().toString())) return;
    event.preventDefault();
    const address = found.getAttribute("href") || found.dataset.go;
    inOneStep(address);
    setTriggerValue("go", address);
  };
  document.addEventListener("click", open);

  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const said = data.texts[node.nodeValue.trim()];
      if (said) node.nodeValue = said;
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
      const marked = root.querySelectorAll(`[${name}]`);
      for (const element of marked) {
        const said = data.texts[element.getAttribute(name).trim()];
        if (said) element.setAttribute(name, said);
      }
    }
  };
  let waiting = false;
  const observer = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      translate(document.body);
    });
  });
  if (Object.keys(data.texts).length) {
    translate(document.body);
    observer.observe(document.body, { childList: true, subtree: true, attributes: true,
      attributeFilter: ["aria-label", "title", "placeholder"] });
  }
  return () => {
    document.removeEventListener("click", open);
    observer.disconnect();
  };
}

function inOneStep(address) {
  // Streamlit writes a change of page into the history as two steps, the first of them the old page with the new page's
  // parameters. That one is left out: one Back returns to where the reader was.
  const here = window.location.pathname;
  const target = new URL(address, window.location.href);
  if (target.pathname === here) return;
  const push = History.prototype.pushState;
  window.history.pushState = (state, title, url) => {
    const next = new URL(url, window.location.href);
    if (next.pathname === here && next.search === target.search) return;
    delete window.history.pushState;
    push.call(window.history, state, title, url);
  };
}

function switchTheme(name, paths) {
  // Streamlit keeps the chosen theme per page address; every page of ours shares one choice.
  const here = window.location.pathname;
  const base = here.slice(0, here.lastIndexOf("/") + 1);
  for (const path of paths) {
    window.localStorage.setItem(`stActiveTheme-${base}${path}-v2`, JSON.stringify(name));
  }
  window.location.reload();
}
