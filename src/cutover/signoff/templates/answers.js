"use strict";
const form = document.getElementById("filter");
const rows = [...document.querySelectorAll("tr.endpoint")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));
const groups = [...document.querySelectorAll("details.group")].map((element) => ({ element, open: element.open }));
const count = document.getElementById("count");

function wanted() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
}

function apply() {
  const { q = "", status } = wanted();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of rows) {
    const fits = words.every((word) => text.includes(word)) && (!status || element.dataset.status === status);
    element.hidden = !fits;
    shown += fits;
  }
  const asked = words.length > 0 || Boolean(status);
  for (const { element, open } of groups) {
    const left = element.querySelectorAll("tr.endpoint:not([hidden])").length;
    element.hidden = left === 0;
    element.open = asked ? left > 0 : open;
  }
  count.textContent = `${shown} of ${rows.length} endpoints`;
}

function recall() {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const name of ["q", "status"]) {
    form.elements[name].value = asked.get(name) ?? "";
  }
  apply();
}

function remember() {
  apply();
  const asked = new URLSearchParams(wanted()).toString();
  history.replaceState(null, "", asked ? `#${asked}` : location.pathname + location.search);
}

form.hidden = false;
form.addEventListener("input", remember);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(remember));
addEventListener("hashchange", recall);
recall();
let closed = [];
addEventListener("beforeprint", () => {
  closed = groups.map(({ element }) => element).filter((element) => !element.open);
  for (const element of closed) element.open = true;
});
addEventListener("afterprint", () => {
  for (const element of closed) element.open = false;
});
