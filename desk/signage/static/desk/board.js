// The web board, for old televisions too: no fetch, no promises, no modules. It asks with a long poll and draws the answer.
(function () {
  "use strict";
  var SHOW_MS = 7000, body = document.body, cursor = "", failures = 0, last = null;
  var pending = [], heard = {}, standing = null, turn = null, audio = null;
  function el(id) { return document.getElementById(id); }
  function text(id, value) { if (el(id).textContent !== value) { el(id).textContent = value; } }
  function row(first, second, third) {
    var li = document.createElement("li"), strong = document.createElement("strong"), span = document.createElement("span");
    strong.textContent = first; span.textContent = second;
    li.appendChild(strong); li.appendChild(span);
    if (third) { span = document.createElement("em"); span.textContent = third; li.appendChild(span); }
    return li;
  }
  function fill(list, rows) {
    while (list.firstChild) { list.removeChild(list.firstChild); }
    for (var i = 0; i < rows.length; i += 1) { list.appendChild(rows[i]); }
  }
  function bell() {  // two soft notes; a browser that wants a touch first stays silent
    var Sound = window.AudioContext || window.webkitAudioContext, i, tone, gain, at;
    if (!Sound) { return; }
    audio = audio || new Sound();
    for (i = 0; i < 2; i += 1) {
      tone = audio.createOscillator(); gain = audio.createGain(); at = audio.currentTime + i * 0.35;
      tone.frequency.value = i ? 523.3 : 659.3;
      gain.gain.setValueAtTime(0.3, at); gain.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
      tone.connect(gain); gain.connect(audio.destination);
      tone.start(at); tone.stop(at + 0.65);
    }
  }
  function voiceFor(lang) {
    var voices = window.speechSynthesis ? window.speechSynthesis.getVoices() : [], i;
    for (i = 0; i < voices.length; i += 1) { if (voices[i].lang.slice(0, 2) === lang) { return voices[i]; } }
    return null;
  }
  function say(call) {  // in the ticket's language, then in the board's; only where the browser has a voice for it
    var i, voice, words;
    for (i = 0; i < call.say.length; i += 1) {
      voice = voiceFor(call.say[i].lang);
      if (voice) {
        words = new SpeechSynthesisUtterance(call.say[i].text);
        words.voice = voice; words.lang = call.say[i].lang;
        window.speechSynthesis.speak(words);
      }
    }
  }
  function fit(node) {  // as large as the wall allows, on one line
    node.style.fontSize = "";
    var wide = node.scrollWidth, room = node.clientWidth;
    if (wide > room && room > 0) { node.style.fontSize = Math.floor(parseFloat(getComputedStyle(node).fontSize) * room / wide * 0.985) + "px"; }
  }
  function hero(call, glowing) {
    var section = document.querySelector(".board-hero");
    text("number", call ? call.label : "");
    text("counter", call ? call.counter : "");
    text("other", call && call.other ? call.other.label + "  ·  " + call.other.counter : "");
    el("other").lang = call && call.other ? call.other.lang : "";
    fit(el("number"));
    el("welcome").hidden = !!call;
    document.querySelector(".board-caption").hidden = !call;
    section.className = "board-hero" + (glowing ? " calling" : "");
  }
  function calls() {
    var rows = [], i, list = last.calls, top = standing || list[0];
    hero(top, !!standing);
    for (i = 0; i < list.length && rows.length < 4; i += 1) {
      if (!top || list[i].ticket !== top.ticket) { rows.push(row(list[i].label, list[i].counter)); }
    }
    fill(el("last"), rows);
  }
  function next() {  // several calls stand large one after another, each long enough to be heard; beside it all at once
    standing = pending.shift() || null;
    calls();
    if (standing) { bell(); say(standing); turn = setTimeout(next, SHOW_MS); } else { turn = null; }
  }
  function draw(state) {
    var rows = [], i, call, first = last === null;
    for (i = state.calls.length - 1; i >= 0; i -= 1) {
      call = state.calls[i];
      if (call.calling && !heard[call.id] && !first) { pending.push(call); }
      heard[call.id] = true;
    }
    last = state;
    if (!turn) { next(); } else { calls(); }
    for (i = 0; i < state.lines.length; i += 1) { rows.push(row(state.lines[i].letter, state.lines[i].waiting, state.lines[i].next)); }
    fill(el("lines"), rows);
    text("waiting", state.waiting); text("time", state.time); text("date", state.date);
  }
  function lost(isLost) {
    document.querySelector(".board-foot").className = "board-foot" + (isLost ? " lost" : "");
    text("lost", isLost ? body.getAttribute("data-lost") : "");
    if (isLost) {  // figures that nobody confirms are not shown as the present
      text("waiting", body.getAttribute("data-none"));
      var spans = document.querySelectorAll("#lines span");
      for (var i = 0; i < spans.length; i += 1) { spans[i].textContent = "—"; }
      spans = document.querySelectorAll("#lines em");
      for (i = 0; i < spans.length; i += 1) { spans[i].textContent = ""; }
    }
  }
  function ask() {
    var request = new XMLHttpRequest(), done = false;
    function again(delay) { if (!done) { done = true; setTimeout(ask, delay); } }
    request.open("GET", body.getAttribute("data-state") + "?wait=15&lang=" + body.getAttribute("data-lang") + "&queues=" + body.getAttribute("data-queues") + "&since=" + cursor);
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
  window.onresize = function () { fit(el("number")); };
  if (document.fonts) { document.fonts.onloadingdone = window.onresize; }  // letters that come later are of another width
  ask();
}());
