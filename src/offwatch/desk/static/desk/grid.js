"use strict";
// The roster by keyboard, as in a spreadsheet. Without this file each cell is a link and each change
// a form; nothing is done here that they do not do.
(() => {
  const grid = document.getElementById("edit-grid");
  if (!grid) return;
  const cells = Array.from(grid.tBodies[0].rows, (row) => Array.from(row.querySelectorAll("a")));
  const place = (link) => {
    for (let r = 0; r < cells.length; r += 1) {
      const c = cells[r].indexOf(link);
      if (c >= 0) return [r, c];
    }
    return null;
  };
  const press = (id) => {
    const button = document.getElementById(id);
    if (button && !button.disabled) button.click();
  };
  const chosen = grid.querySelector("a[aria-current]");
  for (const row of cells) for (const link of row) link.tabIndex = -1;
  const first = chosen || (cells[0] && cells[0][0]);
  if (first) first.tabIndex = 0;
  if (chosen) chosen.focus({ preventScroll: false });

  const act = (link, values) => {
    const target = new URL(link.href);
    const form = document.getElementById("quick");
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
    form.elements.person.value = target.searchParams.get("person");
    form.elements.day.value = target.searchParams.get("day");
    form.submit();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) { event.preventDefault(); press("undo"); }
      if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); press("redo"); }
    }
  });
  grid.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    const at = link && place(link);
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = moves[event.key];
    if (step) {
      const next = cells[at[0] + step[0]] && cells[at[0] + step[0]][at[1] + step[1]];
      if (next) { link.tabIndex = -1; next.tabIndex = 0; next.focus(); }
      event.preventDefault();
      return;
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      act(link, { act: "remove", what: "" });
      return;
    }
    const what = event.key.length === 1 && grid.dataset[`code${event.key.toLowerCase()}`];
    if (what) { event.preventDefault(); act(link, { act: "give", what }); }
  });
})();
