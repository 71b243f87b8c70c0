// The link of the letter carries its token behind "#", which no server and no log sees. It is put
// into the form, taken out of the address, and shown; joining is left to the reader.
const token = new URLSearchParams(location.hash.slice(1)).get("token");
const form = document.getElementById("invitation");
if (form && token) {
  history.replaceState(null, "", location.pathname);
  form.elements.token.value = token;
  form.requestSubmit();
}
// The link opened where this page was open already changes no more than what is behind "#".
addEventListener("hashchange", () => {
  if (new URLSearchParams(location.hash.slice(1)).has("token")) location.reload();
});
