// What a script adds to pages that work without one: menus that close, filters that send themselves, questions asked in a
// dialog that can be taken back, messages that float and can be put away, lists walked by keyboard, the eye led to what is wrong.

const MENUS = "details.menu[open], details.confirm[open], details.view-menu[open]";
const QUESTIONS = "details.confirm, details.confirm-act";
const READ_FOR = 20000;

function closeMenus(except) {
  for (const open of document.querySelectorAll(MENUS)) {
    if (open !== except && !open.contains(except)) open.open = false;
  }
}

// The panel of a question moves into a dialog while it is asked, and stays inside its form.
function ask(question) {
  const panel = question.querySelector(".confirm-body, .confirm-panel");
  const words = question.querySelector("summary");
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  dialog.setAttribute("aria-label", words.textContent.trim());
  question.after(dialog);
  dialog.append(panel);
  dialog.addEventListener("close", () => {
    question.append(panel);
    dialog.remove();
    words.focus();
  });
  dialog.showModal();
  dialog.querySelector("[data-close]")?.focus();
}

document.addEventListener("click", (event) => {
  const words = event.target.closest("summary");
  if (words?.parentElement.matches(QUESTIONS)) {
    event.preventDefault();
    ask(words.parentElement);
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const dialog = closer.closest("dialog");
    if (dialog) dialog.close();
    else closer.closest("details").open = false;
  }
  event.target.closest("[data-dismiss]")?.closest(".notice").remove();
  if (event.target.matches("dialog.question")) event.target.close();
  closeMenus(event.target.closest("details.menu, details.view-menu"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.activeElement?.closest(MENUS);
    closeMenus(null);
    open?.querySelector("summary")?.focus();
  } else walk(event);
});

// In a list: j and k, or the arrows once a row has the focus, go from row to row; Enter follows the row's link.
function walk(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, dialog, summary")) return;
  const inside = document.activeElement?.matches(".row-link");
  const step = { j: 1, k: -1, ArrowDown: inside ? 1 : 0, ArrowUp: inside ? -1 : 0 }[event.key];
  const links = step ? [...document.querySelectorAll(".list .row-link")] : [];
  if (!links.length) return;
  const next = links[inside ? links.indexOf(document.activeElement) + step : 0];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// The language is switched on the form that was touched last, and the whole page with it, whatever the form exchanges else.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("form.entry[id]")) return;
  document.querySelector("[data-enter]")?.setAttribute("form", form.id);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("form", form.id);
    button.name = form.method === "get" ? "lang" : "_language";
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-language]");
  if (!button?.form) return;
  event.preventDefault();
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
  button.form.append(chosen);
  button.form.submit();
});

// A form is sent once: the second click of a double click does nothing, and the button says so.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-disabled");
  }, 4000);
});

// Messages are put into their region after the page stands, so that they are read out, and leave once they were read.
function tell(region) {
  const messages = [...region.querySelectorAll(".notice:not([data-told])")];
  if (!messages.length) return;
  for (const message of messages) {
    message.dataset.told = "yes";
    message.querySelector("[data-dismiss]").hidden = false;
    message.remove();
  }
  setTimeout(() => region.append(...messages), 100);
  for (const message of messages.filter((one) => !one.matches(".notice-bad, .notice-care"))) {
    setTimeout(function leave() {
      if (message.matches(":hover, :focus-within")) setTimeout(leave, READ_FOR);
      else message.remove();
    }, READ_FOR);
  }
}

function prepare(root) {
  for (const closer of root.querySelectorAll("[data-close][hidden]")) closer.hidden = false;
  root.querySelector("[data-focus]")?.focus();
  const region = document.getElementById("notices");
  if (region) tell(region);
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
document.addEventListener("htmx:oobAfterSwap", () => prepare(document));
