"use strict";
(() => {
  const all = (query) => [...document.querySelectorAll(query)];
  const one = (id) => document.getElementById(id);
  const boxes = all("input[data-question]");
  const bar = one("ticked"), line = one("paste"), said = one("said");
  const company = document.body.dataset.profile;
  const place = "research:" + company;
  let keeps = true;
  // A browser may refuse to store anything for a file (cookies off, a private window): ticks then last as long as the page.
  const load = () => {
    try { return JSON.parse(localStorage.getItem(place)) || []; } catch { keeps = false; return []; }
  };
  const save = (ids) => {
    try { localStorage.setItem(place, JSON.stringify(ids)); } catch { keeps = false; }
  };
  const ticked = () => boxes.filter((box) => box.checked && !box.disabled).map((box) => box.dataset.question);
  const show = () => {
    const ids = ticked();
    bar.hidden = ids.length === 0;
    one("count").textContent = `${ids.length} of ${boxes.length} ticked` + (keeps ? "" : " (this browser will not keep them)");
    line.textContent = `research covered ${company} ${ids.join(" ")}`;
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      said.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(line);
      said.textContent = "Selected: copy it.";
    }
  };
  const clear = () => {
    for (const box of boxes) if (!box.disabled) box.checked = false;
    save([]);
    show();
    boxes[0].focus();
  };
  if (boxes.length) {
    const kept = load();
    for (const box of boxes) {
      if (Array.isArray(kept) && kept.includes(box.dataset.question)) box.checked = true;
      box.addEventListener("change", () => { save(ticked()); said.textContent = ""; show(); });
    }
    one("copy").addEventListener("click", copy);
    one("clear").addEventListener("click", clear);
    show();
  }
  // Escape closes the citation in which the reader is.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.activeElement && document.activeElement.closest("details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
})();
