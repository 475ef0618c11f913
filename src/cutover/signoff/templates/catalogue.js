"use strict";
const form = document.getElementById("filter");
const workers = [...document.querySelectorAll("details.worker")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));
const sections = [...document.querySelectorAll("section.category")];
const count = document.getElementById("count");

function wanted() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
}

function apply() {
  const { q = "", category, critical, status } = wanted();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of workers) {
    const { dataset } = element;
    const fits =
      words.every((word) => text.includes(word)) &&
      (!category || dataset.category === category) &&
      (!critical || (critical === "any" ? dataset.critical !== "" : dataset.critical === critical)) &&
      (!status || dataset.status === status);
    element.hidden = !fits;
    shown += fits;
  }
  for (const section of sections) {
    const left = section.querySelectorAll("details.worker:not([hidden])").length;
    const all = section.querySelectorAll("details.worker").length;
    section.hidden = left === 0;
    section.querySelector(".count").textContent = left === all ? all : `${left} of ${all}`;
  }
  count.textContent = `${shown} of ${workers.length} workers`;
}

function remember() {
  apply();
  const asked = new URLSearchParams(wanted()).toString();
  history.replaceState(null, "", asked ? `#${asked}` : location.pathname + location.search);
}

function recall() {
  const address = location.hash.slice(1);
  if (address && !address.includes("=")) {
    const worker = document.getElementById(address);
    if (worker && worker.matches("details")) {
      if (worker.hidden) {
        form.reset();
        apply();
      }
      worker.open = true;
      worker.scrollIntoView();
    }
    return;
  }
  const asked = new URLSearchParams(address);
  for (const name of ["q", "category", "critical", "status"]) {
    form.elements[name].value = asked.get(name) ?? "";
  }
  apply();
}

form.hidden = false;
form.addEventListener("input", remember);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(remember));
addEventListener("hashchange", recall);
apply();
recall();
let opened = [];
addEventListener("beforeprint", () => {
  opened = workers.map(({ element }) => element).filter((element) => !element.open);
  for (const element of opened) element.open = true;
});
addEventListener("afterprint", () => {
  for (const element of opened) element.open = false;
});
