// The form of the editor as data: rows added and removed in place, texts taken out and put back.
"use strict";
const planForm = (() => {
  const form = document.getElementById("plan-form");
  const SKIPPED = new Set(["form_token", "do", "search"]);

  const idOf = (pointer) => `f${pointer.replaceAll("/", "-")}`;
  const numberOf = (row) => Number(row.dataset.row.slice(row.dataset.row.lastIndexOf("/") + 1));

  const renumber = (rows) => {
    [...rows.children].forEach((row, place) => {
      row.querySelector(".row-number").textContent = String(place + 1);
    });
  };

  const addRow = (pointer, number) => {
    const rows = form.querySelector(`[data-rows="${CSS.escape(pointer)}"]`);
    const blank = form.querySelector(`template[data-blank="${CSS.escape(pointer)}"]`);
    if (!rows || !blank) return null;
    const next = number ?? Math.max(-1, ...[...rows.children].map(numberOf)) + 1;
    const row = blank.content.firstElementChild.cloneNode(true);
    for (const each of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of [...each.attributes]) {
        if (attribute.value.includes("__")) attribute.value = attribute.value.replaceAll("__", String(next));
      }
    }
    rows.append(row);
    renumber(rows);
    return row;
  };

  const removeRow = (pointer) => {
    const row = form.querySelector(`[data-row="${CSS.escape(pointer)}"]`);
    const rows = row.parentElement;
    row.remove();
    renumber(rows);
    return rows;
  };

  const texts = () =>
    [...new FormData(form)].filter(([name]) => !SKIPPED.has(name) && !name.startsWith("tag:"));

  const differs = (field) => {
    if (field.matches("[type=checkbox]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) {
      const sent = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(sent, 0);
    }
    return field.matches("textarea, [type=text]") && field.value !== field.defaultValue;
  };
  const isTyped = () => [...form.elements].some((field) => !SKIPPED.has(field.name) && differs(field));

  const put = (pairs) => {
    const wanted = new Set(pairs.map(([name]) => name));
    for (const row of form.querySelectorAll("[data-row]")) {
      if (!wanted.has(`was:${row.dataset.row}`)) removeRow(row.dataset.row);
    }
    for (const [name] of pairs) {
      if (!name.startsWith("was:") || form.elements.namedItem(name)) continue;
      const pointer = name.slice(4);
      const cut = pointer.lastIndexOf("/");
      addRow(pointer.slice(0, cut), Number(pointer.slice(cut + 1)));
    }
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      box.checked = pairs.some(([name, value]) => name === box.name && value === box.value);
    }
    for (const [name, value] of pairs) {
      const found = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
      if (found.length === 1 && found[0].type !== "checkbox") found[0].value = value;
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const [what, pointer] = button ? button.value.split(/:(.*)/s) : [];
    if (what === "add") {
      event.preventDefault();
      addRow(pointer).querySelector("input:not([type=hidden]), select, textarea").focus();
    } else if (what === "remove") {
      event.preventDefault();
      const rows = removeRow(pointer);
      rows.closest("fieldset").querySelector("button[value^='add:']").focus();
    } else return;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const filter = form.querySelector("[data-filter]");
  const hiragana = (text) =>
    text.normalize("NFKC").replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
  filter?.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = hiragana(filter.value.trim());
    for (const choice of form.querySelectorAll("[data-words]")) {
      choice.hidden = wanted !== "" && !choice.dataset.words.includes(wanted);
    }
  });

  return { form, idOf, texts, isTyped, put };
})();
