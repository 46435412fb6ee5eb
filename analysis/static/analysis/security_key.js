// Says on the page that the browser got no answer from a security key; django-allauth's script asks for it.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("key-failure").hidden = false;
});
