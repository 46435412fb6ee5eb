// Buttons that copy a secret: the value of a field, or the text of another element.

async function copy(element) {
  const text = element.value ?? element.innerText;
  // Browsers give pages no clipboard where the connection is not secure; what is selected can be copied there, too.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  if (element.select) element.select();
  else getSelection().selectAllChildren(element);
  if (!document.execCommand("copy")) throw new Error("nothing was copied");
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(document.getElementById(button.dataset.copy));
    button.textContent = button.dataset.copied;
    document.getElementById("announcer").textContent = button.dataset.copied;
  });
}
