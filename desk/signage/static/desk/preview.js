// Draws each item of the preview in the panel's own pixels, by the rules by which panels draw, and makes it small.
(function () {
  "use strict";
  var TOP = [13, 96, 107], FOOT = [8, 47, 56], SUN = [242, 163, 58], SIDE = 256;
  var list = document.getElementById("stage"), panel = list && JSON.parse(document.getElementById("panel").textContent);
  function place(node, box) {
    node.style.left = box[0] + "px"; node.style.top = box[1] + "px";
    node.style.width = box[2] + "px"; node.style.height = box[3] + "px";
  }
  function sky(canvas, wide) {  // the evening sky of the panels, drawn as they draw it
    var ink = canvas.getContext("2d"), image = ink.createImageData(SIDE, SIDE), x, y, c, at, rise, glow, across, down;
    var reach = wide ? [1.6, 0.9] : [1, 1.5];
    for (y = 0; y < SIDE; y += 1) {
      for (x = 0; x < SIDE; x += 1) {
        down = 1 - y / (SIDE - 1); across = x / (SIDE - 1);
        rise = Math.pow(Math.min(1, Math.max(0, (down - 0.02) / 0.62)), 1.1);
        glow = Math.hypot((across - 0.7) * reach[0], (down - 0.76) * reach[1] * 0.62) / 0.3;
        glow = Math.exp(-glow * glow) * 0.34;
        at = (y * SIDE + x) * 4;
        for (c = 0; c < 3; c += 1) { image.data[at + c] = (FOOT[c] + (TOP[c] - FOOT[c]) * rise) * (1 - glow) + SUN[c] * glow; }
        image.data[at + 3] = 255;
      }
    }
    canvas.width = canvas.height = SIDE;
    ink.putImageData(image, 0, 0);
  }
  function words(slide, width, height) {
    var rule = panel.rule, rows = slide.querySelectorAll(".row-words"), size = Math.min(width, height) * rule.title;
    var margin = Math.round(Math.min(width, height) * rule.margin), most = (height - 2 * margin) * rule.most_words, high, i, top;
    do {
      high = 0;
      for (i = 0; i < rows.length; i += 1) {
        rows[i].style.width = (width - 2 * margin) + "px";
        rows[i].style.left = margin + "px";
        rows[i].style.fontSize = size * Number(rows[i].dataset.share) + "px";
        rows[i].style.lineHeight = rule.line_height;
        rows[i].style.fontWeight = rows[i].dataset.weight;
        high += rows[i].offsetHeight;
      }
    } while (high > most && size > rule.least_px && (size *= rule.smaller));
    top = Math.max(margin, height - margin - high);
    slide.style.setProperty("--words", (top - margin) + "px");
    for (i = 0; i < rows.length; i += 1) { rows[i].style.top = top + "px"; top += rows[i].offsetHeight; }
  }
  function draw(one) {
    var inner = one.querySelector(".screen"), name, band, wide = one.clientWidth, scale = wide / panel.width;
    one.style.height = panel.height * scale + "px";
    inner.style.width = panel.width + "px"; inner.style.height = panel.height + "px";
    inner.style.transform = "scale(" + scale + ")";
    inner.dir = panel.rtl ? "rtl" : "ltr";
    for (name in panel.bands) {
      band = document.createElement("i");
      band.className = "band band-" + name;
      inner.insertBefore(band, inner.firstChild);
      place(band, panel.bands[name]);
    }
    place(inner.querySelector(".place"), panel.stage);
    if (inner.querySelector("canvas")) { sky(inner.querySelector("canvas"), panel.width > panel.height); }
    if (inner.querySelector(".slide")) { words(inner.querySelector(".slide"), panel.stage[2], panel.stage[3]); }
    one.classList.add("drawn");
  }
  function letters() {  // a font that no page used yet is fetched only when it is asked for
    var wanted = [];
    [400, 500, 800].forEach(function (weight) {
      ["Vazirmatn", "Roboto Mizban"].forEach(function (family) { wanted.push(document.fonts.load(weight + " 40px '" + family + "'", "AاЯ1")); });
    });
    return Promise.all(wanted);
  }
  if (list) { letters().then(function () { list.querySelectorAll(".panel").forEach(draw); }); }
}());
