// Looks again every two seconds and puts what is new in place; without it the page reloads by itself.
"use strict";
const told = (page) => page.querySelector("time[datetime]").textContent;
let news = told(document);
async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main"), shown = document.querySelector("main");
    keep(shown, fresh);
    document.title = page.title;
    news = told(document);
  } catch {
    const lost = document.getElementById("lost");
    lost.hidden = false;
    lost.querySelector("time").textContent = news;
    document.title = "no news since " + news;
  }
}
// What is unfolded, scrolled sideways or focused stays so; the parts are told by their place on the page.
function keep(shown, fresh) {
  const unfolded = new Set([...shown.querySelectorAll("details[open]")].map(named));
  const scrolled = [...shown.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
  const focused = [...shown.querySelectorAll("a, summary, [tabindex]")].indexOf(document.activeElement);
  fresh.querySelectorAll("details").forEach((each) => { each.open = each.open || unfolded.has(named(each)); });
  shown.replaceChildren(...fresh.childNodes);
  shown.querySelectorAll(".scroll").forEach((each, place) => { each.scrollLeft = scrolled[place] ?? 0; });
  if (focused >= 0) shown.querySelectorAll("a, summary, [tabindex]")[focused]?.focus({ preventScroll: true });
}
// A part's name: the heading above it, and its own words without their numbers.
function named(part) {
  const place = part.closest("figure, section")?.querySelector("figcaption strong, h2");
  return (place?.textContent ?? "") + "/" + part.querySelector("summary").textContent.replace(/[\d,]+/g, "");
}
setInterval(look, 2000);
