// Runs in an isolated world of each frame: pages cannot see, change or fool these functions. browser.py calls them.
(() => {
  const MOST_ELEMENTS = 60000;
  const SILENT = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "TITLE", "META", "LINK", "OPTION", "BR"]);
  const MEDIA = "img,video,picture,canvas,svg,iframe,object";
  // Layers that ask for consent; they are hidden, never answered.
  const CONSENT = [
    "#onetrust-consent-sdk", "#CybotCookiebotDialog", "#usercentrics-root", "#didomi-host", ".qc-cmp2-container",
    "#truste-consent-track", ".cky-consent-container", "#cookie-law-info-bar", ".cc-window", ".osano-cm-window",
    "[id*='cookie' i]", "[class*='cookie' i]", "[id*='consent' i]", "[class*='consent' i]", "[id*='gdpr' i]",
  ].join(",");
  const TRIGGERS = [
    "[aria-expanded='false']", "[aria-haspopup='dialog']", "[data-toggle='collapse']", "[data-toggle='modal']",
    "[data-bs-toggle='collapse']", "[data-bs-toggle='modal']", "button", "[role='button']", "summary", "[tabindex='0']",
    "[role='tab']",
  ].join(",");
  const MOST_MORE = 6; // clicks on one "load more"
  const MORE = /^\W*(read|see|view|show|learn|load|open|more|full|expand|bio|biography|about|meet|details?|mehr|weiter(e|lesen)|alle|lesen|plus|voir|lire|afficher|ver|leer|mostrar|más|\+)(?![\p{L}])/iu;
  const AGAIN = /^\W*(load|show|see|view|display) (more|all|\d+ more)|^\W*(load|show) |^\W*more\b|^\W*(mehr|weitere) |^\W*(voir|afficher) (plus|tou)|^\W*(ver|mostrar|cargar) más/i;
  const ASKS_CONSENT = /cookie|consent|tracking|datenschutz|einwillig|traceurs|privacidad|galletas/i;
  const ANSWERS = /accept|agree|allow|reject|decline|got it|^ok|akzept|zustimm|ablehn|accepter|refuser|aceptar|rechazar/i;
  const NEVER = /(?<!\p{L})(?:accept\p{L}*|agree\p{L}*|allow\p{L}*|consent|cookies?|subscribe|sign(?:[ -]?(?:in|up|out))?|log.?in|log.?out|buy|cart|pay|send|submit|apply|delete|remove|share|play|menu|search|language|close|dismiss|print|download|chat|call|book|akzept\p{L}*|zustimm\p{L}*|anmelden|bewerben|absenden|kaufen|löschen|postuler|envoyer|supprimer|aceptar|enviar|inscri\p{L}*)(?!\p{L})/iu;
  const FURNITURE = "nav,footer,header nav,form,[role='navigation'],[role='search'],[role='menu'],[contenteditable]";
  const DIALOG = "dialog[open],[role='dialog'],[aria-modal='true'],.modal";
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  let fallback = null; // [html, href]: the page as it was before the clicks, if they led away from it
  const kept = []; // [place, html]: panels and dialogs that were open for a moment

  function roots() {
    const found = [document];
    for (let i = 0; i < found.length && i < 500; i++) {
      const all = found[i].querySelectorAll("*");
      if (all.length > MOST_ELEMENTS) continue;
      for (const element of all) if (element.shadowRoot) found.push(element.shadowRoot);
    }
    return found;
  }

  // Where scripts will put the page there is nothing yet, however much the menus around it say.
  function hollow() {
    const mounts = "#root,#app,#__next,#__nuxt,#___gatsby,app-root,main";
    for (const mount of document.querySelectorAll(mounts))
      if (mount.textContent.trim().length < 40 && !mount.querySelector("form,iframe,img,canvas,svg")) return true;
    return false;
  }

  // When the text last changed, in milliseconds of this document. The observer only takes note; the page is measured
  // when somebody asks. After three seconds a clock that ticks or a teaser that turns (2 % of the text) is no change.
  let [text, elements, changed, touched, stale] = [0, 0, 0, performance.now(), true];
  const born = performance.now();
  new MutationObserver(() => { stale = true; touched = performance.now(); })
    .observe(document, { subtree: true, childList: true, characterData: true });

  function measure() {
    let length = 0;
    for (const root of roots()) {
      const top = root === document ? document.body : root;
      if (!top) continue;
      length += top.textContent.length;
      for (const silent of top.querySelectorAll("script,style,noscript")) length -= silent.textContent.length;
    }
    const count = document.getElementsByTagName("*").length;
    const allowed = performance.now() - born > 3000 ? 0.02 : 0;
    const differs = (a, b) => Math.abs(a - b) > allowed * Math.max(a, b);
    const shadow = !!document.documentElement?.hasAttribute("data-research-shadow");
    if (!changed || differs(length, text) || differs(count, elements)) changed = shadow ? performance.now() : touched;
    [text, elements, stale] = [length, count, shadow];
  }

  // [characters of text, elements, whether it is parsed, whether it says that it waits, milliseconds without a change]
  function state() {
    if (stale) measure();
    const busy = document.querySelector("[aria-busy='true'],[class*='skeleton' i],[class*='spinner' i]");
    return [text, elements, document.readyState !== "loading", (!!busy && busy.checkVisibility()) || hollow(),
      performance.now() - changed];
  }

  const fixed = (element) => {
    for (let e = element; e && e !== document.documentElement; e = e.parentElement)
      if (getComputedStyle(e).position === "fixed") return e;
    return null;
  };

  // A layer over the page that asks for consent, whatever it is called: its words say so, and it wants an answer.
  function hideUnnamedConsent() {
    for (let round = 0; round < 2; round++)
      for (const [x, y] of [[0.5, 0.5], [0.5, 0.95], [0.5, 0.05], [0.1, 0.95], [0.9, 0.95]]) {
        const element = document.elementFromPoint(innerWidth * x, innerHeight * y);
        const layer = element && fixed(element);
        if (!layer || layer === document.body || layer.textContent.length > 3000 || !ASKS_CONSENT.test(layer.textContent)) continue;
        const wants = [...layer.querySelectorAll("button,[role='button'],a,input[type='button']")];
        if (wants.some((w) => ANSWERS.test((w.innerText || w.value || "").trim()))) layer.style.setProperty("display", "none", "important");
      }
  }

  // Hides consent layers, opens <details>, and scrolls once so that lists which wait to be seen load.
  async function wake(most) {
    for (const layer of document.querySelectorAll(CONSENT)) {
      const position = layer === document.body || layer === document.documentElement ? "" : getComputedStyle(layer).position;
      if (position === "fixed" || position === "sticky") layer.style.setProperty("display", "none", "important");
    }
    hideUnnamedConsent();
    for (const root of roots()) for (const details of root.querySelectorAll("details:not([open])")) details.open = true;
    const sheet = document.createElement("style");
    sheet.textContent = "html,body{overflow:visible!important;scroll-behavior:auto!important}" +
      "*,*::before,*::after{transition:none!important;animation-duration:1ms!important;animation-delay:0s!important}";
    document.documentElement.append(sheet);
    const lazy = document.documentElement.hasAttribute("data-research-lazy") || document.querySelector("iframe[loading='lazy']");
    if (!lazy) return 0;
    const step = innerHeight * 0.9;
    for (let at = step, n = 0; at < document.documentElement.scrollHeight - innerHeight * 0.1 && n < most; at += step, n++) {
      scrollTo(0, at);
      await pause(25);
    }
    if (scrollY > 0) { scrollTo(0, 0); await pause(20); }
    return document.documentElement.scrollHeight;
  }

  // Links that stay on the page open something; all others lead away and are left alone.
  const LEADS = "a[href]:not([href^='#'])";

  // Cards of people that open on a click without saying so: a picture or a heading in what shows the hand of a link.
  function cards(root) {
    const found = new Set();
    for (const head of [...root.querySelectorAll("main img,section img,h2,h3,h4,h5,figure")].slice(0, 300)) {
      if (getComputedStyle(head).cursor !== "pointer") continue;
      let card = head;
      while (card.parentElement && card.parentElement !== document.body && getComputedStyle(card.parentElement).cursor === "pointer") card = card.parentElement;
      if (card.innerText.trim().length > 3 && card.innerText.length < 600) found.add(card);
    }
    return found;
  }

  function triggers(people) {
    const found = [];
    for (const root of roots()) {
      const open = people ? cards(root) : new Set();
      for (const element of new Set([...root.querySelectorAll(TRIGGERS), ...open])) {
        if (element.closest(LEADS) || element.querySelector(`${LEADS},input,select,textarea`)) continue;
        if (element.closest(FURNITURE) || element.disabled || !element.checkVisibility()) continue;
        const label = (element.getAttribute("aria-label") || element.innerText || "").trim().slice(0, 200);
        if (NEVER.test(label.slice(0, 40)) || element.getAttribute("aria-haspopup") === "menu") continue;
        const says = open.has(element) ||
          element.matches("[aria-expanded='false'],[aria-haspopup='dialog'],[data-toggle],[data-bs-toggle],[role='tab']:not([aria-selected='true'])");
        const card = people && element.matches("[role='button'],[tabindex='0'],button") && label.length > 4 &&
          element.querySelector("img,picture,h2,h3,h4,h5");
        if (says || card || MORE.test(label)) found.push(element);
      }
    }
    return found;
  }

  async function ready(expanding, people) {
    return [await wake(10), expanding ? triggers(people).length : 0];
  }

  const panelOf = (element) => {
    const id = element.getAttribute("aria-controls") || (element.dataset.target || element.dataset.bsTarget || "").replace(/^#/, "");
    return id ? element.getRootNode().getElementById?.(id) : null;
  };

  // What a tab shows: the panel it names, else the one beside its list.
  const tabPanel = (tab) => panelOf(tab) ||
    tab.closest("[role='tablist']")?.parentElement?.querySelector("[role='tabpanel']:not([hidden])");

  // Panels whose content changes with the tab are kept as each tab shows them.
  async function openTab(tab) {
    const before = tabPanel(tab);
    if (before) kept.push([before, before.innerHTML.slice(0, 100000), null]);
    tab.click();
    await pause(60);
    const after = tabPanel(tab);
    if (after) kept.push([after, after.innerHTML.slice(0, 100000), null]);
  }

  // Clicks "load more" while it brings more.
  async function openMore(element, ends) {
    for (let n = 0; n < MOST_MORE && performance.now() < ends && element.isConnected && element.checkVisibility(); n++) {
      const length = document.body.textContent.length;
      element.click();
      for (let waited = 0; waited < 300 && document.body.textContent.length <= length + 20; waited += 30) await pause(30);
      if (document.body.textContent.length <= length + 20) return;
    }
  }

  function overlay() {
    for (const dialog of document.querySelectorAll(DIALOG))
      if (dialog.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && dialog.innerText.trim().length > 20) return dialog;
    const centre = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const layer = centre && fixed(centre);
    return layer && layer.innerText.trim().length > 20 ? layer : null;
  }

  function dismiss(layer) {
    for (const target of [layer, document])
      for (const type of ["keydown", "keyup"])
        target.dispatchEvent(new KeyboardEvent(type, { key: "Escape", code: "Escape", keyCode: 27, bubbles: true }));
    const close = layer.isConnected && layer.querySelector("[aria-label*='close' i],[class*='close' i],[data-dismiss],[data-bs-dismiss]");
    if (close && close.click && !close.closest("a[href]")) close.click();
  }

  // Opens accordions and the dialogs of people by clicks that cannot follow a link or send a form.
  async function expand(people, most, milliseconds) {
    const ends = performance.now() + milliseconds;
    let opened = 0;
    const found = triggers(people).slice(0, most);
    if (!found.length) return 0;
    mark();
    const place = () => location.href.split("#")[0];
    const [href, length, html] = [place(), document.body.textContent.length, document.documentElement.outerHTML];
    for (const element of found) {
      if (performance.now() > ends) break;
      if (!element.isConnected) continue;
      opened++;
      if (element.matches("[role='tab']")) { await openTab(element); continue; }
      if (AGAIN.test((element.innerText || "").trim()) && !panelOf(element) && !element.hasAttribute("aria-expanded")) {
        await openMore(element, ends);
        if (place() !== href) break;
        continue;
      }
      const before = overlay();
      element.click();
      await pause(element.matches("[aria-expanded],[data-toggle='collapse'],[data-bs-toggle='collapse']") ? 8 : 25);
      const layer = overlay();
      if (layer && layer !== before) {
        kept.push([element, layer.innerHTML.slice(0, 100000), null]);
        dismiss(layer);
        await pause(8);
      } else {
        const panel = panelOf(element) || element.nextElementSibling;
        if (panel && panel.innerText) kept.push([element, panel.innerHTML.slice(0, 100000), panel]);
      }
      if (place() !== href) break;
    }
    if (place() !== href || document.body.textContent.length < length * 0.6) fallback = [html, href];
    for (const root of roots()) for (const marked of root.querySelectorAll("[data-research-hidden]")) marked.removeAttribute("data-research-hidden");
    return opened;
  }

  const rgba = (text) => {
    const numbers = text.match(/[\d.]+/g);
    return numbers && text.startsWith("rgb") ? [+numbers[0], +numbers[1], +numbers[2], numbers[3] === undefined ? 1 : +numbers[3]] : null;
  };
  const near = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]) < 16;

  // The colour behind an element, or null where an image, a layer or a gradient may be what is seen.
  function behind(element) {
    for (let e = element; e; e = e.parentElement || e.getRootNode().host) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== "none" || style.backdropFilter !== "none") return null;
      for (const pseudo of ["::before", "::after"]) {
        const layer = getComputedStyle(e, pseudo);
        if (layer.content !== "none" && (layer.backgroundImage !== "none" || (rgba(layer.backgroundColor) || [0, 0, 0, 1])[3] > 0)) return null;
      }
      const colour = rgba(style.backgroundColor);
      if (!colour) return null;
      if (colour[3] > 0.95) return colour;
      if (colour[3] > 0) return null;
    }
    return [255, 255, 255, 1];
  }

  function covered(element, colour) {
    const box = element.getBoundingClientRect();
    for (const media of document.querySelectorAll(MEDIA)) {
      const other = media.getBoundingClientRect();
      if (other.width > 20 && other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top) return true;
    }
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const seen = element.getBoundingClientRect();
    return document.elementsFromPoint(seen.left + seen.width / 2, seen.top + seen.height / 2).some((layer) => {
      const other = rgba(getComputedStyle(layer).backgroundColor);
      return getComputedStyle(layer).backgroundImage !== "none" || !other || (other[3] > 0 && !near(other, colour));
    });
  }

  // Whether an element takes what is in it out of sight, judged by its own style.
  function sinks(element) {
    const style = getComputedStyle(element);
    if (style.opacity < 0.05 || /opacity\(0(%|\.0\d*)?\)/.test(style.filter)) return true;
    if (style.position === "absolute" || style.position === "fixed") {
      if (/^rect\((0|1)px,? (0|1)px,? (0|1)px,? (0|1)px\)$/.test(style.clip)) return true;
      const box = element.getBoundingClientRect();
      const far = [style.left, style.top].some((v) => Math.abs(parseFloat(v)) >= 900);
      if (far && (box.right + scrollX <= 0 || box.bottom + scrollY <= 0 || box.left > innerWidth + 500)) return true;
    }
    if (parseFloat(style.marginLeft) <= -900 || parseFloat(style.marginTop) <= -900 || parseFloat(style.textIndent) <= -200) return true;
    if (/^inset\((5\d|[6-9]\d|100)%/.test(style.clipPath) || /^(circle|ellipse)\(0(px|%)?[ )]/.test(style.clipPath)) return true;
    if (/^matrix\(0, 0, 0, 0,|^matrix\(0\.0\d*, 0, 0, 0\.0/.test(style.transform)) return true;
    const small = element.offsetHeight < 2 || element.offsetWidth < 2;
    return small && style.display !== "inline" && style.display !== "contents" && (style.overflowX !== "visible" || style.overflowY !== "visible");
  }

  const speaks = (element) => {
    for (let node = element.firstChild; node; node = node.nextSibling) if (node.nodeType === 3 && node.data.trim()) return true;
    return false;
  };

  function unseen(element, doubts) {
    if (!element.checkVisibility({ visibilityProperty: true })) return true;
    const style = getComputedStyle(element);
    if (parseFloat(style.fontSize) < 2) return true;
    const colour = rgba(style.webkitTextFillColor || style.color);
    if (!colour || /text/.test(style.webkitBackgroundClip)) return false;
    if (colour[3] < 0.05) return true;
    const ground = behind(element);
    if (ground && near(colour, ground) && style.textShadow === "none") doubts.push([element, ground]);
    return false;
  }

  // Panels that a visible control opens are content: they stay readable, closed or not.
  function revealed() {
    const panels = new Set();
    for (const root of roots()) {
      for (const control of root.querySelectorAll("[aria-controls],[data-target],[data-bs-target],[popovertarget],[aria-expanded]")) {
        if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const id = control.getAttribute("popovertarget");
        const panel = (id && root.getElementById(id)) || panelOf(control) ||
          (control.hasAttribute("aria-expanded") && (control.nextElementSibling || control.parentElement?.nextElementSibling));
        if (panel && panel !== document.body) panels.add(panel);
      }
      for (const panel of root.querySelectorAll("[role='tabpanel']")) panels.add(panel);
    }
    for (const panel of panels) {
      panel.removeAttribute("hidden");
      panel.removeAttribute("aria-hidden");
      for (const name of ["display", "visibility", "height", "max-height", "opacity"]) panel.style.removeProperty(name);
    }
    return panels;
  }

  // Gives what a reader cannot see the attribute data-research-hidden; returns how many elements.
  function mark() {
    let count = 0;
    // A page that hides most of its text waits for something that does not come here; that text is no secret.
    const most = (document.body ? document.body.textContent.length : 0) * 0.5;
    const hide = (element) => {
      if (element.textContent.length > most && most > 100) return false;
      element.setAttribute("data-research-hidden", "");
      return ++count;
    };
    const panels = revealed();
    const doubts = [];
    let budget = MOST_ELEMENTS;
    for (const root of roots()) {
      const walker = document.createTreeWalker(root === document ? document.body || document : root, NodeFilter.SHOW_ELEMENT);
      let element = walker.nextNode();
      while (element && budget-- > 0) {
        let inside = true;
        if (panels.has(element) || SILENT.has(element.tagName)) inside = false;
        else if (element instanceof HTMLElement) {
          if (getComputedStyle(element).display !== "contents" && !element.checkVisibility()) inside = !hide(element);
          else if (sinks(element)) inside = !hide(element);
          else if (speaks(element) && unseen(element, doubts)) hide(element);
        } else inside = false;
        let next = inside ? walker.nextNode() : walker.nextSibling();
        while (!next && !inside) { if (!walker.parentNode()) break; next = walker.nextSibling(); }
        element = next;
      }
    }
    for (const [element, ground] of doubts.slice(0, 60)) if (!covered(element, ground)) hide(element);
    return count;
  }

  const inert = (html) => new DOMParser().parseFromString(html, "text/html").body;

  // Puts the text of a frame where the frame stands.
  function inline(frame, html, url) {
    const holder = document.createElement("div");
    holder.setAttribute("data-research-frame", url);
    holder.append(...inert(html).childNodes);
    frame.after(holder);
  }

  // Light DOM out of shadow trees: slots get what is assigned to them, as a reader sees it.
  function flatten() {
    const hosts = roots().slice(1).map((root) => root.host).reverse();
    for (const host of hosts) {
      const root = host.shadowRoot;
      for (const slot of root.querySelectorAll("slot")) {
        const given = slot.assignedNodes();
        if (given.length) slot.replaceWith(...given);
        else slot.replaceWith(...slot.childNodes);
      }
      for (const silent of root.querySelectorAll("style,script,link")) silent.remove();
      host.replaceChildren(...root.childNodes);
    }
  }

  function serialise(most, bodyOnly) {
    if (fallback) return [fallback[0].slice(0, most), fallback[0].length > most, fallback[1]];
    const shown = new Set();
    for (const [place, html, panel] of kept) {
      if (!place.isConnected || (panel && panel.isConnected && panel.textContent.trim())) continue;
      const holder = document.createElement("div");
      holder.setAttribute("data-research-opened", "");
      holder.append(...inert(html).childNodes);
      const text = holder.textContent.trim();
      if (shown.has(text) || text === place.textContent.trim()) continue;
      shown.add(text);
      place.after(holder);
    }
    flatten();
    for (const sign of ["lazy", "shadow"]) document.documentElement.removeAttribute("data-research-" + sign);
    for (const silent of document.querySelectorAll("script:not([type*='json']),noscript,style,link[rel='preload'],link[rel='modulepreload']")) silent.remove();
    for (const meta of document.querySelectorAll("meta[charset],meta[http-equiv='content-type' i],meta[http-equiv='refresh' i]")) meta.remove();
    const all = bodyOnly ? (document.body ? document.body.innerHTML : "") : document.documentElement.outerHTML;
    return [all.slice(0, most), all.length > most, location.href];
  }

  function take(most) {
    mark();
    return serialise(most, false);
  }

  globalThis.research = { state, ready, expand, mark, inline, serialise, take };
})();
