// django-allauth's script asks for a security key. This one says when the browser got no answer from a key, and enables
// the button once that script listens to it: a click before would do nothing.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("use-key").disabled = false;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("key-failure").hidden = false;
});
