// On a narrow screen the parts that are not the next step are folded, but for the one that the address points to.

if (window.matchMedia("(max-width: 40rem)").matches) {
  const wanted = document.getElementById(location.hash.slice(1));
  for (const part of document.querySelectorAll("details[data-fold]")) {
    if (!wanted?.contains(part) && !part.querySelector(".is-invalid, [aria-invalid=true]")) part.open = false;
  }
}
