"use strict";
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  const all = [...document.querySelectorAll("article")];
  const groups = [...document.querySelectorAll(".group")];
  const count = document.querySelector("#count");
  const none = document.querySelector("#none");
  const texts = new Map(all.map((one) => [one, one.textContent.toLowerCase()]));
  const fields = ["rule", "severity", "source", "feed", "day"];
  const control = (name) => form.elements.namedItem(name);

  function wanted() {
    return fields.map((name) => [name, control(name)?.value ?? ""]).filter(([, value]) => value !== "");
  }

  function show() {
    const chosen = wanted();
    const words = control("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of all) {
      const data = { ...one.dataset, source: one.parentElement.dataset.source };
      const fits = chosen.every(([name, value]) => data[name] === value) &&
        words.every((word) => texts.get(one).includes(word) || data.source.toLowerCase().includes(word));
      one.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of groups) group.hidden = !group.querySelector("article:not([hidden])");
    count.textContent = `${shown.toLocaleString("en")} of ${all.length.toLocaleString("en")} findings shown`;
    none.hidden = shown !== 0;
    for (const bar of document.querySelectorAll("button[data-rule]")) {
      bar.setAttribute("aria-pressed", String(bar.dataset.rule === control("rule").value));
    }
    const query = new URLSearchParams([...chosen, ...(words.length ? [["words", words.join(" ")]] : [])]);
    history.replaceState(null, "", `#${query}`);
  }

  function choose(name, value) {
    const field = control(name);
    field.value = field.value === value ? "" : value;
    show();
  }

  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 120); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  for (const bar of document.querySelectorAll("button[data-rule]")) {
    bar.addEventListener("click", () => choose("rule", bar.dataset.rule));
  }
  for (const bar of document.querySelectorAll("rect[data-day]")) {
    bar.addEventListener("click", () => choose("day", bar.dataset.day));
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose("day", bar.dataset.day); }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); control("words").focus(); }
    if (event.key === "Escape" && event.target === control("words")) { form.reset(); }
  });
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const field = control(name);
    if (field) field.value = value;
  }
  form.hidden = false;
  show();
})();
