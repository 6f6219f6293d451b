// What a script adds to pages that work without one: menus that close, filters that send themselves,
// questions that can be taken back, the eye led to what is wrong.

function closeMenus(except) {
  for (const open of document.querySelectorAll("details.menu[open], details.confirm[open]")) {
    if (open !== except && !open.contains(except)) open.open = false;
  }
}

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("details").open = false;
  closeMenus(event.target.closest("details.menu, details.confirm"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("details.menu[open], details.confirm[open]");
  closeMenus(null);
  open?.querySelector("summary")?.focus();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// A form is sent once: the second click of a double click does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

function prepare(root) {
  for (const closer of root.querySelectorAll("[data-close][hidden]")) closer.hidden = false;
  root.querySelector("[data-focus]")?.focus();
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
