"use strict";
(() => {
  const root = document.documentElement;
  const KEPT = "detente-scheme";
  root.classList.add("scripting");

  const kept = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const keep = (scheme) => { try { localStorage.setItem(KEPT, scheme); } catch { /* not here */ } };
  const show = (scheme) => { root.dataset.scheme = scheme; };
  const before = kept();
  if (before === "light" || before === "dark") show(before);

  const all = (wanted, from = document) => [...from.querySelectorAll(wanted)];

  // Light or dark.
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.scheme || (prefersDark.matches ? "dark" : "light")) === "dark";
  function schemeButton(button) {
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      const scheme = isDark() ? "light" : "dark";
      show(scheme);
      keep(scheme);
      tell();
    });
    prefersDark.addEventListener("change", tell);
    tell();
  }

  // Folds: all at once, on paper, and where a link leads.
  function foldsButton(button) {
    button.hidden = all("details").length === 0;
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-pressed") !== "true";
      for (const fold of all("details")) fold.open = open;
      button.setAttribute("aria-pressed", String(open));
    });
  }
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });
  function openAt(hash) {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true;
    }
    target.scrollIntoView();
  }

  // The contents close behind a choice, and show where one is.
  function contents(nav) {
    const links = new Map(all("a", nav).map((link) => [link.hash.slice(1), link]));
    nav.addEventListener("click", (event) => {
      if (event.target.closest("a") && nav.matches(":popover-open")) nav.hidePopover();
    });
    const seen = new Set();
    const watcher = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) seen.add(target.id); else seen.delete(target.id);
      }
      let current = null;
      for (const [id, link] of links) {
        link.removeAttribute("aria-current");
        if (!current && seen.has(id)) current = link;
      }
      current?.setAttribute("aria-current", "location");
    }, { rootMargin: "-20% 0px -55% 0px" });
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) watcher.observe(section);
    }
  }

  // What a word means stands beside the word.
  function word(button) {
    const note = document.getElementById(button.getAttribute("aria-describedby"));
    let wasOpen = false;
    const toggle = () => (wasOpen || note.matches(":popover-open") ? note.hidePopover() : open());
    function open() {
      note.removeAttribute("style");
      note.showPopover();
      if (innerWidth < 640) return;
      const at = button.getClientRects()[0];
      const own = note.getBoundingClientRect();
      const below = at.bottom + 8;
      const top = below + own.height < innerHeight ? below : Math.max(8, at.top - own.height - 8);
      const left = Math.max(8, Math.min(at.left, innerWidth - own.width - 24));
      Object.assign(note.style, { inset: "auto", top: `${top}px`, left: `${left}px` });
    }
    note.addEventListener("toggle", (event) => {
      button.setAttribute("aria-expanded", String(event.newState === "open"));
    });
    button.addEventListener("pointerdown", () => { wasOpen = note.matches(":popover-open"); });
    button.addEventListener("click", () => { toggle(); wasOpen = false; });
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      toggle();
    });
  }

  // What is wider than its frame can be moved by the keyboard, says so, and fades where it goes on.
  function sideways(frame) {
    const fade = () => {
      const hidden = frame.scrollWidth - frame.clientWidth - frame.scrollLeft;
      frame.classList.toggle("goes-on", hidden > 1);
      frame.classList.toggle("comes-from", frame.scrollLeft > 1);
    };
    const tell = () => {
      const wide = frame.scrollWidth > frame.clientWidth + 1;
      fade();
      frame.classList.toggle("is-wide", wide);
      if (!wide) {
        for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
        return;
      }
      const about = frame.querySelector("caption, svg > title")?.textContent.trim();
      frame.tabIndex = 0;
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", `${about || "A wide table"} (moves sideways)`);
    };
    new ResizeObserver(tell).observe(frame);
    frame.addEventListener("scroll", fade, { passive: true });
  }

  // A part of a drawing is chosen by mouse, touch or keyboard, and told of in the panel.
  function chosenFrom(figure) {
    const panel = figure.querySelector(".panel");
    const told = new Map(all(".part", figure).map((part) => [part.dataset.of, part]));
    const parts = new Map();
    for (const part of all("svg [data-key]", figure)) {
      const key = part.dataset.key;
      if (told.has(key) && !parts.has(key)) parts.set(key, part);
    }
    const keys = [...parts.keys()];
    const marked = (key) => all("svg [data-key]", figure).filter((part) => part.dataset.key === key);
    let current = null;
    function focusable(key) {
      for (const [other, part] of parts) part.setAttribute("tabindex", other === key ? "0" : "-1");
    }
    function choose(key) {
      for (const part of all(".is-chosen", figure)) part.classList.remove("is-chosen");
      if (current) parts.get(current).setAttribute("aria-pressed", "false");
      current = key;
      panel.replaceChildren();
      if (key === null) return;
      for (const part of marked(key)) part.classList.add("is-chosen");
      parts.get(key).setAttribute("aria-pressed", "true");
      focusable(key);
      const copy = told.get(key).cloneNode(true);
      for (const note of all("[popover], .note", copy)) note.remove();
      for (const said of all("dfn", copy)) said.replaceWith(said.textContent);
      const close = document.createElement("button");
      Object.assign(close, { type: "button", className: "small close", textContent: "Close" });
      close.addEventListener("click", () => {
        choose(null);
        parts.get(key).focus({ preventScroll: true });
      });
      panel.append(copy, close);
      if (copy.scrollHeight > copy.clientHeight) copy.tabIndex = 0;
      const [above, below] = [panel, parts.get(key)].map((e) => e.getBoundingClientRect());
      if (below.bottom > above.top - 12) scrollBy(0, below.bottom - above.top + 12);
    }
    function go(key, by) {
      const place = (keys.indexOf(key) + by + keys.length) % keys.length;
      choose(keys[place]);
      parts.get(keys[place]).focus();
    }
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    for (const [key, part] of parts) {
      part.setAttribute("role", "button");
      part.setAttribute("aria-pressed", "false");
      if (!part.hasAttribute("aria-label")) {
        part.setAttribute("aria-label", told.get(key).firstElementChild?.textContent || key);
      }
    }
    if (keys.length) {
      focusable(keys[0]);
      const frame = figure.querySelector(".drawing");
      const [at, around] = [parts.get(keys[0]), frame].map((e) => e.getBoundingClientRect());
      frame.scrollLeft = at.left + at.width / 2 - around.left - around.width / 2;
    }
    figure.querySelector("svg").addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (parts.has(key)) choose(key === current ? null : key);
    });
    figure.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && current) {
        const part = parts.get(current);
        choose(null);
        part.focus();
        return;
      }
      const key = event.target.dataset.key;
      if (!parts.has(key) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key in steps) go(key, steps[event.key]);
      else if (event.key === "Home") go(keys[0], 0);
      else if (event.key === "End") go(keys[keys.length - 1], 0);
      else if (event.key === "Enter" || event.key === " ") choose(key === current ? null : key);
      else return;
      event.preventDefault();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    schemeButton(document.getElementById("page-scheme"));
    foldsButton(document.getElementById("page-folds"));
    contents(document.getElementById("page-contents"));
    all(".word").forEach(word);
    all(".sideways").forEach(sideways);
    all(".chosen-from").forEach(chosenFrom);
    openAt(location.hash);
    addEventListener("hashchange", () => openAt(location.hash));
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.('a[href^="#"]');
      if (link && link.hash === location.hash) openAt(link.hash);
    });
  });
})();
