// The link of a letter carries its proof behind "#", which no server and no log sees. It is put
// into the form, and taken out of the address; pressing the button is left to the reader.
const proof = new URLSearchParams(location.hash.slice(1));
const form = document.getElementById("confirm");
const hash = proof.get("token_hash");
if (form && hash) {
  form.elements.tokenHash.value = hash;
  const kind = proof.get("type");
  if (kind && kind !== form.elements.kind.value) {
    const there = new URL(location.href);
    there.searchParams.set("type", kind);
    location.replace(there); // the words of the page are the kind's own
  } else {
    history.replaceState(null, "", location.pathname + location.search);
    for (const part of document.querySelectorAll("[data-by]")) {
      part.hidden = part.dataset.by !== "link";
    }
  }
}
// The link opened where this page was open already changes no more than what is behind "#".
addEventListener("hashchange", () => {
  if (new URLSearchParams(location.hash.slice(1)).has("token_hash")) location.reload();
});
