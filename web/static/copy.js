/* A button that copies a text; without the script the text can be marked and copied by hand. */
"use strict";
document.querySelectorAll("[data-copy]").forEach((button) => {
  const source = document.getElementById(button.dataset.copy), words = button.querySelector("span");
  if (!source || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    words.textContent = button.dataset.copied;
  });
});
