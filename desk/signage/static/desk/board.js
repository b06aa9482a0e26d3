// The web board, for old televisions too: no fetch, no promises, no modules. It asks with a long poll and draws the answer.
(function () {
  "use strict";
  var body = document.body, cursor = "", shown = "", glow = null, failures = 0, last = null;
  function el(id) { return document.getElementById(id); }
  function text(id, value) { if (el(id).textContent !== value) { el(id).textContent = value; } }
  function row(first, second) {
    var li = document.createElement("li"), strong = document.createElement("strong"), span = document.createElement("span");
    strong.textContent = first; span.textContent = second;
    li.appendChild(strong); li.appendChild(span);
    return li;
  }
  function fill(list, rows) {
    while (list.firstChild) { list.removeChild(list.firstChild); }
    for (var i = 0; i < rows.length; i += 1) { list.appendChild(rows[i]); }
  }
  function hero(call) {
    var section = document.querySelector(".board-hero"), id = call ? call.id : "";
    text("number", call ? call.label : "");
    text("counter", call ? call.counter : "");
    el("number").className = "board-number" + (call && call.label.length > 7 ? " long" : "");
    el("welcome").hidden = !!call;
    document.querySelector(".board-caption").hidden = !call;
    if (call && call.calling && id !== shown && last !== null) {
      section.className = "board-hero calling";
      clearTimeout(glow);
      glow = setTimeout(function () { section.className = "board-hero"; }, 8000);
    }
    shown = id;
  }
  function draw(state) {
    var calls = state.calls, rows = [], i;
    hero(calls[0]);
    for (i = 1; i < calls.length && i < 5; i += 1) { rows.push(row(calls[i].label, calls[i].counter)); }
    fill(el("last"), rows);
    rows = [];
    for (i = 0; i < state.lines.length; i += 1) { rows.push(row(state.lines[i].letter, state.lines[i].waiting)); }
    fill(el("lines"), rows);
    text("waiting", state.waiting); text("time", state.time); text("date", state.date);
    last = state;
  }
  function lost(isLost) {
    document.querySelector(".board-foot").className = "board-foot" + (isLost ? " lost" : "");
    text("lost", isLost ? body.getAttribute("data-lost") : "");
    if (isLost) {  // figures that nobody confirms are not shown as the present
      text("waiting", body.getAttribute("data-none"));
      var spans = document.querySelectorAll("#lines span");
      for (var i = 0; i < spans.length; i += 1) { spans[i].textContent = "—"; }
    }
  }
  function ask() {
    var request = new XMLHttpRequest(), done = false;
    function again(delay) { if (!done) { done = true; setTimeout(ask, delay); } }
    request.open("GET", body.getAttribute("data-state") + "?wait=15&lang=" + body.getAttribute("data-lang") + "&since=" + cursor);
    request.timeout = 25000;
    request.onload = function () {
      if (request.status !== 200) { fail(); return; }
      var state = JSON.parse(request.responseText), was = failures;
      failures = 0;
      lost(false);
      if (was || state.cursor !== cursor) { draw(state); } else { text("time", state.time); text("date", state.date); }
      cursor = state.cursor;
      again(50);
    };
    function fail() { failures += 1; if (failures > 1) { lost(true); } again(Math.min(10000, 1000 * failures)); }
    request.onerror = fail;
    request.ontimeout = fail;
    request.send();
  }
  ask();
}());
