// Saves while one writes; what the server does not have yet is kept in this browser until it has it.
"use strict";
(() => {
  const { form, idOf, texts, isTyped, put } = planForm;
  const english = document.documentElement.lang === "en";
  const PAUSE = 1200;
  const LONGEST = 4000;
  const AGAIN = 5000;
  const say = (ja, en) => (english ? en : ja);
  const told = document.getElementById("save-state");
  const key = `shuseki:draft:${form.dataset.key}`;
  const started = JSON.stringify(texts());
  let timer = null;
  let since = null;
  let saving = false;
  let stopped = false;

  const tell = (words, bad = false) => {
    told.textContent = words;
    told.classList.toggle("bad", bad);
  };
  const version = () => [...form.querySelectorAll("[name^='tag:']")].map((tag) => tag.value).join("-");
  const keep = (submitted = false) => {
    try {
      localStorage.setItem(key, JSON.stringify({ texts: texts(), version: version(), submitted }));
    } catch {
      tell(say("このブラウザーに控えを残せません。", "This browser cannot keep a copy."), true);
    }
  };
  const forget = () => localStorage.removeItem(key);

  const schedule = (pause = PAUSE) => {
    if (stopped) return;
    since ??= performance.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(pause, since + LONGEST - performance.now())));
  };

  const describe = (field, change) => {
    const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    field.setAttribute("aria-describedby", change(ids).join(" "));
  };

  const showProblems = (problems) => {
    for (const old of form.querySelectorAll(".field-problem")) old.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      describe(field, (ids) => ids.filter((id) => !id.endsWith("-problem")));
    }
    for (const problem of problems) {
      const field = document.getElementById(problem.id);
      if (!field) continue;
      const words = document.createElement("p");
      words.className = "field-problem";
      words.id = `${problem.id}-problem`;
      const lang = english ? "en" : "ja";
      words.textContent = `${problem.message[lang]} ${problem.remedy[lang]}`;
      if (field.matches("fieldset")) field.querySelector("legend").after(words);
      else {
        field.before(words);
        field.setAttribute("aria-invalid", "true");
        describe(field, (ids) => [words.id, ...ids]);
      }
    }
  };

  const took = (answer, sent) => {
    for (const [name, tag] of Object.entries(answer.tags)) form.elements.namedItem(`tag:${name}`).value = tag;
    if (answer.saved && Object.keys(answer.rows).length) {
      for (const was of form.querySelectorAll("[name^='was:']")) {
        was.value = answer.rows[was.name.slice(4)] ?? was.value;
      }
    }
    for (const [id, words] of Object.entries(answer.echoes)) {
      const echo = document.getElementById(`${id}-echo`);
      if (echo) echo.textContent = words;
    }
    showProblems(answer.problems);
    const same = JSON.stringify(texts()) === sent;
    if (!answer.problems.length && same) forget();
    const at = answer.saved_at ? say(`最終保存 ${answer.saved_at}`, `Last saved ${answer.saved_at}`) : "";
    if (!answer.problems.length) tell(at);
    else {
      const count = answer.problems.length;
      tell(
        say(
          `${at ? `${at}。` : ""}読み取れない記載が${count}件あり、その欄はまだ保存していません（控えはこのブラウザーにあります）。`,
          `${at ? `${at}. ` : ""}${count} entries cannot be saved yet; this browser keeps them.`,
        ),
        true,
      );
    }
    refresh(answer.has_map);
  };

  const refresh = async (hasMap) => {
    const answer = await fetch(form.dataset.checklist, { headers: { Accept: "text/html" } });
    if (answer.ok) document.getElementById("checklist").innerHTML = await answer.text();
    const map = document.querySelector("iframe[data-map]");
    if (!map) return;
    map.hidden = !hasMap;
    document.querySelector("[data-no-map]").hidden = hasMap;
    if (hasMap) map.src = map.dataset.src;
  };

  const conflicted = ({ section, tag, panel }) => {
    stopped = true;
    document.querySelector(".conflict")?.remove();
    form.insertAdjacentHTML("beforebegin", panel);
    const shown = document.querySelector(".conflict");
    const mine = button(say("自分の内容で上書きする", "Put mine in its place"), () => {
      form.elements.namedItem(`tag:${section}`).value = tag;
      shown.remove();
      stopped = false;
      save();
    });
    const theirs = button(say("保存されている内容に戻す", "Take what is stored"), () => {
      forget();
      location.reload();
    });
    shown.append(mine, " ", theirs);
    shown.focus();
    tell(say("他の人の変更があるため、保存を止めています。", "Not saved: somebody else changed this."), true);
  };

  const signedOut = () => {
    stopped = true;
    const next = encodeURIComponent(location.pathname + location.search);
    tell("", true);
    told.append(
      say(
        "サインインの有効期限が切れました。入力はこのブラウザーに残っています。",
        "Your session has ended. This browser keeps what you typed. ",
      ),
    );
    const again = document.createElement("a");
    again.href = `${form.dataset.signIn}?next=${next}`;
    again.textContent = say("もう一度サインインする", "Sign in again");
    told.append(again);
  };

  async function save() {
    if (saving || stopped) return schedule();
    saving = true;
    since = null;
    const sent = JSON.stringify(texts());
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
      });
      if (answer.status === 401 || answer.status === 403) signedOut();
      else if (answer.status === 412) conflicted(await answer.json());
      else if (answer.ok) took(await answer.json(), sent);
      else tell((await answer.json()).detail, true);
    } catch {
      tell(
        say("接続できません。入力はこのブラウザーに残し、自動で保存し直します。", "No connection. Trying again."),
        true,
      );
      setTimeout(schedule, AGAIN);
    } finally {
      saving = false;
      if (!stopped && JSON.stringify(texts()) !== sent) schedule();
    }
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button secondary small-button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  const offer = () => {
    const kept = JSON.parse(localStorage.getItem(key));
    if (!kept) return;
    const arrived = kept.submitted && kept.version !== version();
    if (arrived || JSON.stringify(kept.texts) === started) {
      forget();
      return;
    }
    const panel = document.createElement("section");
    panel.className = "kept";
    panel.setAttribute("role", "alert");
    const title = document.createElement("h2");
    title.textContent = say("保存されていない入力が残っています", "Text that was not saved is still here");
    const words = document.createElement("p");
    words.textContent = say(
      "前回、サーバーに保存できなかった入力をこのブラウザーが控えています。",
      "This browser kept what could not be saved last time.",
    );
    panel.append(
      title,
      words,
      button(say("入力を復元する", "Restore it"), () => {
        put(kept.texts);
        panel.remove();
        schedule(0);
      }),
      " ",
      button(say("控えを破棄する", "Discard it"), () => {
        forget();
        panel.remove();
      }),
    );
    form.before(panel);
  };

  const changed = () => {
    keep();
    schedule();
  };

  offer();
  form.addEventListener("input", changed);
  // On a slow line one writes before this script has come, and nobody was listening.
  if (isTyped()) changed();
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
    if (localStorage.getItem(key)) keep(true);
  });
  if (document.querySelector(".error-summary, .conflict")) {
    keep();
    document.querySelector(".error-summary, .conflict").focus();
  } else if (location.hash) document.getElementById(location.hash.slice(1))?.focus();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && since !== null) save();
  });
})();
