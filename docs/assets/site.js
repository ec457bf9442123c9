// Filters the tables of the rules reference. Without JavaScript, all rules are shown.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-rules-filter]");
  if (!form) return;
  const tables = [...document.querySelectorAll("[data-rules]")];
  const count = form.querySelector("[data-rules-count]");
  const apply = () => {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const table of tables) {
      let rows = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        const kept =
          words.every((word) => text.includes(word)) &&
          ["group", "severity", "fix"].every((key) => !form[key].value || row.dataset[key] === form[key].value);
        row.hidden = !kept;
        rows += kept;
      }
      const holder = table.closest(".md-typeset__scrollwrap") || table;
      holder.hidden = rows === 0;
      const heading = holder.previousElementSibling;
      if (heading && heading.tagName === "H2") heading.hidden = rows === 0;
      shown += rows;
    }
    count.textContent = shown === 1 ? "1 rule" : `${shown} rules`;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  const asked = new URLSearchParams(location.search);
  for (const [key, value] of asked) if (form[key]) form[key].value = value;
  apply();
});

// The theme wraps wide tables; a wrap that scrolls must be reachable with the keyboard.
window.addEventListener("load", () => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wrap.tabIndex = 0;
});
