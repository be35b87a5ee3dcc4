// Counts down to deadlines by the server's clock; without it the page shows the time left when it was made.
"use strict";
(() => {
  const english = document.documentElement.lang === "en";
  const started = performance.now();
  const SOON = 48 * 3600;

  const words = (seconds) => {
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const rest = Math.floor(seconds % 60);
    if (english) return `${days ? `${days} d ` : ""}${hours} h ${minutes} min ${days ? "" : `${rest} s `}left`;
    return `あと${days ? `${days}日` : ""}${hours}時間${minutes}分${days ? "" : `${rest}秒`}`;
  };

  const tick = () => {
    for (const shown of document.querySelectorAll("[data-closes-at]")) {
      const now = Date.parse(shown.dataset.serverTime) + (performance.now() - started);
      const seconds = (Date.parse(shown.dataset.closesAt) - now) / 1000;
      const left = shown.querySelector(".left");
      shown.classList.toggle("soon", seconds > 0 && seconds < SOON);
      left.textContent = seconds > 0 ? words(seconds) : english ? "closed" : "受付終了";
    }
  };

  tick();
  setInterval(tick, 1000);
})();
