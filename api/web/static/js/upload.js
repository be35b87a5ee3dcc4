// Says that a chosen file is too large before it is sent; without it the server says so after the upload.
"use strict";
(() => {
  const english = document.documentElement.lang === "en";
  const MEGABYTE = 1024 * 1024;

  const told = (input) => {
    const id = `${input.id}-too-large`;
    const known = document.getElementById(id);
    if (known) return known;
    const place = document.createElement("p");
    place.id = id;
    place.className = "field-error";
    place.setAttribute("role", "alert");
    input.before(place);
    return place;
  };

  const check = (input) => {
    const most = Number(input.dataset.most);
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const limit = Math.floor(most / MEGABYTE);
    const found = (size / MEGABYTE).toFixed(1);
    const words = size <= most ? "" : english
      ? `The file is too large (${found} MB; at most ${limit} MB). Choose a smaller one.`
      : `ファイルが大きすぎます（${found}MB。上限${limit}MB）。小さいファイルを選び直してください。`;
    input.setCustomValidity(words);
    if (words || document.getElementById(`${input.id}-too-large`)) told(input).textContent = words;
  };

  for (const input of document.querySelectorAll("input[type=file][data-most]")) {
    input.addEventListener("change", () => check(input));
  }
})();
