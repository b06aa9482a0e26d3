// The counter's screen, live: news comes by server-sent events, the panel is fetched anew, keys press the buttons.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const persian = document.documentElement.lang === "fa";
  const digits = (text) => (persian ? text.replace(/[0-9]/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : text);
  let busy = false;

  const tick = () => {
    for (const timer of live.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timer.dataset.since)) / 1000));
      const two = (n) => String(n).padStart(2, "0");
      timer.textContent = digits(`${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`);
    }
  };

  const keepChecks = () => {
    for (const box of live.querySelectorAll("[data-keep]")) box.checked = sessionStorage.getItem(box.dataset.keep) === "1";
  };

  const refresh = async () => {
    if (busy || live.querySelector("details[open]")) return;
    busy = true;
    try {
      const answer = await fetch(live.dataset.panel, { headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected || answer.status === 403) { location.reload(); return; }
      if (answer.ok) {
        const focused = document.activeElement && document.activeElement.dataset.key;
        live.innerHTML = await answer.text();
        if (focused) live.querySelector(`[data-key="${focused}"]`)?.focus();
        keepChecks();
        tick();
      }
    } finally { busy = false; }
  };

  const banner = (shown) => {
    document.querySelector(".lost")?.remove();
    if (!shown) return;
    const note = document.createElement("p");
    note.className = "lost";
    note.setAttribute("role", "alert");
    note.textContent = live.dataset.lost;
    document.body.append(note);
  };

  const news = new EventSource(live.dataset.live);
  news.addEventListener("change", refresh);
  news.addEventListener("open", () => { banner(false); refresh().catch(() => banner(true)); });
  news.addEventListener("error", () => banner(true));
  addEventListener("pagehide", () => news.close());

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.matches("input:not([type=checkbox]), select, textarea, summary")) return;
    if (event.key === "Enter" && target.matches("a, button")) return;
    const wanted = event.key === "Enter" ? "Enter" : event.code.replace(/^Key/, "");
    const button = live.querySelector(`[data-key="${wanted}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-act]")) return;
    busy = true;
    for (const button of event.target.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
  });
  live.addEventListener("change", (event) => {
    if (event.target.dataset.keep) sessionStorage.setItem(event.target.dataset.keep, event.target.checked ? "1" : "0");
  });

  keepChecks();
  tick();
  setInterval(tick, 1000);
})();
