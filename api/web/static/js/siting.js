// Adds sliders to the weights and shows at once what other weights would give; without it the form is posted.
"use strict";

(() => {
  const form = document.getElementById("what-if-form");
  const table = document.getElementById("ranking-table");
  const told = document.getElementById("what-if-told");
  const frame = document.getElementById("siting-map");
  const english = document.documentElement.lang === "en";
  const PAUSE = 150;
  let timer = 0;
  let latest = 0;

  const cell = (words, name = "td", className = "number") => {
    const made = document.createElement(name);
    made.textContent = words;
    made.className = className;
    return made;
  };
  const places = (value, digits) => value.toFixed(digits);
  const span = (low, high, digits) => (
    low === high ? places(low, digits) : `${places(low, digits)}～${places(high, digits)}`
  );

  const row = (found) => {
    const line = document.createElement("tr");
    const code = cell("", "th", "");
    code.scope = "row";
    const link = code.appendChild(document.createElement("a"));
    link.textContent = found.code;
    link.href = `${table.dataset.cells}${found.code}${english ? "?lang=en" : ""}`;
    const score = found.score === null ? (english ? "not known" : "不明") : places(found.score, 3);
    const possible = [found.best_position, found.worst_position].map((value) => value.toLocaleString("ja")).join("～");
    line.append(
      cell(found.position), code, cell(found.place_name, "td", ""), cell(score), cell(span(found.low, found.high, 2)),
      cell(`${places(found.completeness * 100, 0)}%`), cell(possible),
    );
    return line;
  };

  const query = () => new URLSearchParams(new FormData(form)).toString();

  const tried = async () => {
    const turn = ++latest;
    const asked = query();
    const answer = await fetch(`${table.dataset.whatIf}?${asked}`);
    if (turn !== latest) return;
    if (!answer.ok) {
      told.textContent = english ? "These weights cannot be used." : "この重みでは計算できません。";
      return;
    }
    const found = await answer.json();
    table.tBodies[0].replaceChildren(...found.ranking.map(row));
    const { good, ranked } = found.counts;
    told.textContent = english
      ? `${good.toLocaleString("en")} of ${ranked.toLocaleString("en")} cells reach the threshold. Not saved yet.`
      : `判断できる${ranked.toLocaleString("ja")}メッシュのうち${good.toLocaleString("ja")}メッシュが目安に達します。まだ保存していません。`;
    const tiles = `/siting/studies/${table.dataset.whatIf.split("/")[4]}/tiles/{z}/{x}/{y}.png?${asked}`;
    frame.contentWindow.postMessage({ tiles }, location.origin);
  };

  for (const number of form.querySelectorAll(".weight input[type=number]")) {
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: 0, max: 50, step: 1, value: number.value });
    slider.setAttribute("aria-label", number.labels[0].textContent);
    slider.addEventListener("input", () => { number.value = slider.value; });
    number.addEventListener("input", () => { slider.value = number.value; });
    number.after(slider);
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tried, PAUSE);
  });
})();
